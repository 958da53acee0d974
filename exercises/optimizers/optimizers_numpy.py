"""Optimizers by hand: eight ways to turn gradients into steps, in NumPy alone.

All have one method, `step(params, grads)`, which makes one step and returns None:

params         a dict from names to arrays of any shape, () included; the same arrays under the same names at every step
grads          a dict with the same names, in whatever order: grads[name] is the gradient of params[name], of its shape

The arrays of params themselves change: the caller holds on to them, so that putting new arrays into the dict is not
enough. An array of float32 stays one. The arrays of grads are neither changed nor kept: after the step the caller may
write the next gradients into them.

What an optimizer remembers (velocities, moments, t) is its own: one for every parameter, none shared with another
optimizer, and 0 before the first step. Below, w is one parameter, g its gradient; squares, roots and quotients are taken
entry by entry, and every quantity is used after its update at the same step unless the formula says "old".
"""

import numpy as np

Arrays = dict[str, np.ndarray]


class SGD:
    """Plain gradient descent: w = w - lr * g."""

    def __init__(self, lr: float = 1e-3) -> None:
        """lr is the learning rate; it stays what it is."""
        raise NotImplementedError("TODO: keep the settings")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: walk against the gradient")


class Momentum:
    """Gradient descent with momentum, the heavy ball:

    v = mu * v + g          no factor (1 - mu), no lr in here
    w = w - lr * v
    """

    def __init__(self, lr: float = 1e-3, mu: float = 0.9) -> None:
        """mu is the share of the velocity v that is left from step to step."""
        raise NotImplementedError("TODO: keep the settings, start without velocities")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: update each velocity, then walk against it")


class Nesterov:
    """Momentum that looks ahead, in the form that needs the gradient only where w stands:

    v = mu * v + g
    w = w - lr * (g + mu * v)
    """

    def __init__(self, lr: float = 1e-3, mu: float = 0.9) -> None:
        """mu is the share of the velocity v that is left from step to step."""
        raise NotImplementedError("TODO: keep the settings, start without velocities")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: update each velocity, then walk one velocity further")


class Adagrad:
    """A learning rate for every entry, which shrinks with all that its gradients have been:

    s = s + g²
    w = w - lr * g / (sqrt(s) + eps)
    """

    def __init__(self, lr: float = 1e-2, eps: float = 1e-10) -> None:
        """eps is added to the root."""
        raise NotImplementedError("TODO: keep the settings, start with empty sums")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: add the squares, divide by the root of their sum")


class RMSprop:
    """Adagrad that forgets: a moving mean of the squares in place of their sum.

    s = alpha * s + (1 - alpha) * g²
    w = w - lr * g / (sqrt(s) + eps)

    s is not centered, and not corrected for its start at 0.
    """

    def __init__(self, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8) -> None:
        """alpha weighs the old mean; eps is added to the root."""
        raise NotImplementedError("TODO: keep the settings, start with empty means")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: move the mean of the squares, divide by its root")


class Adadelta:
    """Steps as large as past steps were, so that no learning rate is needed:

    s = rho * s + (1 - rho) * g²
    d = sqrt(old u + eps) / sqrt(s + eps) * g
    u = rho * u + (1 - rho) * d²
    w = w - d
    """

    def __init__(self, rho: float = 0.9, eps: float = 1e-6) -> None:
        """rho weighs the old means; eps is added under both roots."""
        raise NotImplementedError("TODO: keep the settings, start with two empty means")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: move one mean, make the step, then move the other mean")


class Adam:
    """Moving means of the gradient and of its square, both corrected for their start at 0; t = 1, 2, … counts steps:

    m = beta1 * m + (1 - beta1) * g           v = beta2 * v + (1 - beta2) * g²
    m_hat = m / (1 - beta1^t)                 v_hat = v / (1 - beta2^t)
    w = w - lr * m_hat / (sqrt(v_hat) + eps)

    t counts calls of `step`, not parameters: it is the same for all parameters of a step.
    """

    def __init__(self, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8) -> None:
        """betas are beta1 and beta2, the weights of the old means; eps is added to the root of v_hat."""
        raise NotImplementedError("TODO: keep the settings, start with empty moments and t = 0")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: count the step, move both moments, correct them, make the step")


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
        raise NotImplementedError("TODO: keep the settings; Adam can be put to use")

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Make one step: change the arrays of params in place."""
        raise NotImplementedError("TODO: shrink the parameters, then step as Adam does")
