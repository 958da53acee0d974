"""All parameters laid out in one long vector: the optimizers know nothing of names and shapes."""

import numpy as np


class Flat:
    """Subclasses say how one vector moves; `self.memory` is a matrix of as many rows as they ask for, 0 at first."""

    rows = 0

    def step(self, params, grads):
        names = sorted(params)
        w = np.concatenate([params[name].ravel() for name in names])
        g = np.concatenate([grads[name].ravel() for name in names])
        if not hasattr(self, "memory"):
            self.memory, self.t = np.zeros((self.rows, w.size)), 0
        self.t += 1
        w = self.move(w, g, self.memory)
        ends = np.cumsum([params[name].size for name in names])[:-1]
        for name, part in zip(names, np.split(w, ends), strict=True):
            np.copyto(params[name], part.reshape(params[name].shape), casting="same_kind")


class SGD(Flat):
    def __init__(self, lr=1e-3):
        self.lr = lr

    def move(self, w, g, memory):
        return w - g * self.lr


class Momentum(Flat):
    rows = 1

    def __init__(self, lr=1e-3, mu=0.9):
        self.lr, self.mu = lr, mu

    def move(self, w, g, memory):
        memory[0] = np.array([self.mu, 1.0]) @ [memory[0], g]
        return w - self.lr * memory[0]


class Nesterov(Momentum):
    def move(self, w, g, memory):
        # The heavy ball's position, seen from one velocity further on: (1 + mu) of the new, less mu of the old.
        old = memory[0].copy()
        super().move(w, g, memory)
        return w - self.lr * ((1 + self.mu) * memory[0] - self.mu * old)


class Adagrad(Flat):
    rows = 1

    def __init__(self, lr=1e-2, eps=1e-10):
        self.lr, self.eps = lr, eps

    def move(self, w, g, memory):
        memory += g**2
        return w - self.lr * g / (memory[0] ** 0.5 + self.eps)


class RMSprop(Flat):
    rows = 1

    def __init__(self, lr=1e-2, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps = lr, alpha, eps

    def move(self, w, g, memory):
        memory -= (1 - self.alpha) * (memory - g**2)
        return w - self.lr * g / (memory[0] ** 0.5 + self.eps)


class Adadelta(Flat):
    rows = 2

    def __init__(self, rho=0.9, eps=1e-6):
        self.rho, self.eps = rho, eps

    def move(self, w, g, memory):
        memory[0] = self.rho * memory[0] + (1 - self.rho) * g**2
        below, above = np.sqrt(memory + self.eps)
        d = above / below * g
        memory[1] = self.rho * memory[1] + (1 - self.rho) * d**2
        return w - d


class Adam(Flat):
    rows = 2

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.lr, self.eps, self.weight_decay = lr, eps, weight_decay
        self.betas = np.array(betas)[:, None]  # (2, 1)

    def move(self, w, g, memory):
        memory[...] = self.betas * memory + (1 - self.betas) * [g, g * g]
        m, v = memory / (1 - self.betas**self.t)
        return w - self.lr * (self.weight_decay * w + m / (np.sqrt(v) + self.eps))


class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps, weight_decay)
