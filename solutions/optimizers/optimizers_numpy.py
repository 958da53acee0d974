"""Optimizers by hand: eight ways to turn gradients into steps, in NumPy alone.

All have one method, `step(params, grads)`, which makes one step and returns None:

params         a dict from names to arrays of any shape, () included, or views of larger arrays; the same arrays under the same
               names at every step
grads          a dict with the same names, in whatever order: grads[name] is the gradient of params[name], of its shape

Change the arrays of params in place: the caller goes on using these arrays, so new arrays in the dict are not enough.
An array of float32 stays float32. The arrays of grads are neither changed nor kept: after the step the caller may
write the next gradients into them.

An optimizer remembers velocities, moments and t. It keeps velocities and moments for each parameter separately, shares
nothing with another optimizer, and starts from 0.

Below, w is one parameter and g its gradient. Squares, roots and quotients are taken entry by entry. Every quantity is used
after its update in the same step, unless the formula says "old".
"""

import numpy as np

Arrays = dict[str, np.ndarray]


class SGD:
    """Plain gradient descent: w = w - lr * g."""

    def __init__(self, lr: float = 1e-3) -> None:
        """lr is the learning rate; it stays what it is."""
        # BEGIN SOLUTION keep the settings
        self.lr = lr
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION walk against the gradient
        for name, g in grads.items():
            params[name] -= self.lr * g
        # END SOLUTION


class Momentum:
    """Gradient descent with momentum, the heavy ball:

    v = mu * v + g          no factor (1 - mu), no lr in here
    w = w - lr * v
    """

    def __init__(self, lr: float = 1e-3, mu: float = 0.9) -> None:
        """mu is the share of the velocity v that is left from step to step."""
        # BEGIN SOLUTION keep the settings, start without velocities
        self.lr, self.mu = lr, mu
        self.velocity = {}  # by name, like the parameters
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION update each velocity, then walk against it
        for name, g in grads.items():
            self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity[name]
        # END SOLUTION


class Nesterov:
    """Momentum that looks ahead, in the form that needs the gradient only where w stands:

    v = mu * v + g
    w = w - lr * (g + mu * v)
    """

    def __init__(self, lr: float = 1e-3, mu: float = 0.9) -> None:
        """mu is the share of the velocity v that is left from step to step."""
        # BEGIN SOLUTION keep the settings, start without velocities
        self.lr, self.mu = lr, mu
        self.velocity = {}
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION update each velocity, then walk one velocity further
        for name, g in grads.items():
            self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * (g + self.mu * self.velocity[name])
        # END SOLUTION


class Adagrad:
    """A learning rate for every entry, which shrinks as the sum of its squared gradients grows:

    s = s + g²
    w = w - lr * g / (sqrt(s) + eps)
    """

    def __init__(self, lr: float = 1e-2, eps: float = 1e-10) -> None:
        """eps is added to the root."""
        # BEGIN SOLUTION keep the settings, start with empty sums
        self.lr, self.eps = lr, eps
        self.squares = {}
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION add the squares, divide by the root of their sum
        for name, g in grads.items():
            self.squares[name] = self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares[name]) + self.eps)
        # END SOLUTION


class RMSprop:
    """Adagrad that forgets: a moving mean of the squares in place of their sum.

    s = alpha * s + (1 - alpha) * g²
    w = w - lr * g / (sqrt(s) + eps)

    s is not centered, and not corrected for its start at 0.
    """

    def __init__(self, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8) -> None:
        """alpha weighs the old mean; eps is added to the root."""
        # BEGIN SOLUTION keep the settings, start with empty means
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.squares = {}
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION move the mean of the squares, divide by its root
        for name, g in grads.items():
            self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares[name]) + self.eps)
        # END SOLUTION


class Adadelta:
    """Steps in proportion to the root mean square of past steps, so that no learning rate is needed:

    s = rho * s + (1 - rho) * g²
    d = sqrt(old u + eps) / sqrt(s + eps) * g
    u = rho * u + (1 - rho) * d²
    w = w - d
    """

    def __init__(self, rho: float = 0.9, eps: float = 1e-6) -> None:
        """rho weighs the old means; eps is added under both roots."""
        # BEGIN SOLUTION keep the settings, start with two empty means
        self.rho, self.eps = rho, eps
        self.squares = {}
        self.steps = {}
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION move one mean, make the step, then move the other mean
        for name, g in grads.items():
            self.squares[name] = self.rho * self.squares.get(name, 0.0) + (1 - self.rho) * g**2
            d = np.sqrt(self.steps.get(name, 0.0) + self.eps) / np.sqrt(self.squares[name] + self.eps) * g
            self.steps[name] = self.rho * self.steps.get(name, 0.0) + (1 - self.rho) * d**2
            params[name] -= d
        # END SOLUTION


class Adam:
    """Moving means of the gradient and of its square, both corrected for their start at 0; t = 1, 2, … counts steps:

    m = beta1 * m + (1 - beta1) * g           v = beta2 * v + (1 - beta2) * g²
    m_hat = m / (1 - beta1^t)                 v_hat = v / (1 - beta2^t)
    w = w - lr * m_hat / (sqrt(v_hat) + eps)

    t counts calls of `step`, not parameters: it is the same for all parameters of a step.
    """

    def __init__(self, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        """betas are beta1 and beta2, the weights of the old means; eps is added to the root of v_hat."""
        # BEGIN SOLUTION keep the settings, start with empty moments and t = 0
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m, self.v = {}, {}
        self.t = 0
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION count the step, move both moments, correct them, make the step
        self.t += 1
        beta1, beta2 = self.betas
        for name, g in grads.items():
            self.m[name] = beta1 * self.m.get(name, 0.0) + (1 - beta1) * g
            self.v[name] = beta2 * self.v.get(name, 0.0) + (1 - beta2) * g**2
            m_hat = self.m[name] / (1 - beta1**self.t)
            v_hat = self.v[name] / (1 - beta2**self.t)
            params[name] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        # END SOLUTION


class AdamW:
    """Adam with decoupled weight decay: every parameter shrinks, and then Adam makes its step.

    w = w - lr * weight_decay * w
    w = w - lr * m_hat / (sqrt(v_hat) + eps)

    with m_hat and v_hat from the gradients alone, as in Adam.
    """

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        """As for Adam; weight_decay is multiplied by lr."""
        # BEGIN SOLUTION keep the settings; you may use Adam
        self.shrink = 1 - lr * weight_decay
        self.adam = Adam(lr, betas, eps)
        # END SOLUTION

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        # BEGIN SOLUTION shrink the parameters, then step as Adam does
        for name in grads:
            params[name] *= self.shrink
        self.adam.step(params, grads)
        # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    beta = {"betas": (0.25, 0.5), "eps": 1.0}

    def path(optimizer):
        """w after each of the two gradients, from 10."""
        params = {"w": np.array([10.0])}
        for g in (5.0, -1.0):
            optimizer.step(params, {"w": np.array([g])})
            yield params["w"].item()

    def sgd():
        yield "SGD", "7 7.6", list(path(SGD(lr=0.6)))

    def momentum():
        yield "Momentum", "7 6.1", list(path(Momentum(lr=0.6, mu=0.5)))

    def nesterov():
        yield "Nesterov", "5.5 5.65", list(path(Nesterov(lr=0.6, mu=0.5)))

    def adagrad():
        yield "Adagrad", "9.5 9.5984", list(path(Adagrad(lr=0.6, eps=1.0)))

    def rmsprop():
        yield "RMSprop", "9.25 9.4227", list(path(RMSprop(lr=0.6, alpha=0.64, eps=1.0)))

    def adadelta():
        yield "Adadelta", "6 6.9918", list(path(Adadelta(rho=0.64, eps=16.0)))

    def adam():
        yield "Adam", "9.5 9.47", list(path(Adam(lr=0.6, **beta)))

    def adamw():
        yield "AdamW", "6.5 4.52", list(path(AdamW(lr=0.6, weight_decay=0.5, **beta)))

    print(f"{'':22}{'README':42}yours")
    for example in (sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adamw):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
