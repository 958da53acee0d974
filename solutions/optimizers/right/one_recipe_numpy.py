"""One base class that walks over the parameters; each optimizer is a rule from a gradient and a notebook to a change."""

import math

import numpy as np


class Optimizer:
    def __init__(self, **settings):
        self.__dict__.update(settings)
        self.notebooks = {}
        self.t = 0

    def step(self, params, grads):
        self.t += 1
        for key in sorted(params):
            notes = self.notebooks.setdefault(key, {})
            params[key][...] = self.rule(params[key], grads[key], notes)

    def rule(self, w, g, notes):
        raise NotImplementedError


def mean(notes, name, new, weight_of_old):
    """Moves the moving mean `name` towards `new`."""
    old = notes.get(name, 0)
    notes[name] = old + (1 - weight_of_old) * (new - old)
    return notes[name]


class SGD(Optimizer):
    def __init__(self, lr=1e-3):
        super().__init__(lr=lr)

    def rule(self, w, g, notes):
        return w - self.lr * g


class Momentum(Optimizer):
    def __init__(self, lr=1e-3, mu=0.9):
        super().__init__(lr=lr, mu=mu)

    def rule(self, w, g, notes):
        # lr inside the velocity: the same as long as lr is constant.
        notes["v"] = self.mu * notes.get("v", 0) - self.lr * g
        return w + notes["v"]


class Nesterov(Momentum):
    def rule(self, w, g, notes):
        # As CS231n writes it.
        before = notes.get("v", 0)
        now = notes["v"] = self.mu * before - self.lr * g
        return w - self.mu * before + (1 + self.mu) * now


class Adagrad(Optimizer):
    def __init__(self, lr=1e-2, eps=1e-10):
        super().__init__(lr=lr, eps=eps)

    def rule(self, w, g, notes):
        notes["s"] = notes.get("s", 0) + np.square(g)
        return w - self.lr / (np.sqrt(notes["s"]) + self.eps) * g


class RMSprop(Optimizer):
    def __init__(self, lr=1e-2, alpha=0.99, eps=1e-8):
        super().__init__(lr=lr, alpha=alpha, eps=eps)

    def rule(self, w, g, notes):
        return w - self.lr / (np.sqrt(mean(notes, "s", g * g, self.alpha)) + self.eps) * g


class Adadelta(Optimizer):
    def __init__(self, rho=0.9, eps=1e-6):
        super().__init__(rho=rho, eps=eps)

    def rule(self, w, g, notes):
        above = notes.get("u", 0) + self.eps
        below = mean(notes, "s", g * g, self.rho) + self.eps
        d = np.sqrt(above / below) * g
        mean(notes, "u", d * d, self.rho)
        return w - d


class Adam(Optimizer):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(lr=lr, betas=betas, eps=eps)

    def rule(self, w, g, notes):
        first, second = self.betas
        m = mean(notes, "m", g, first)
        v = mean(notes, "v", g * g, second)
        # The corrections drawn together, with eps scaled so that it means the same.
        a, b = 1 - first**self.t, math.sqrt(1 - second**self.t)
        return w - self.lr * b / a * m / (np.sqrt(v) + b * self.eps)


class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps)
        self.weight_decay = weight_decay

    def rule(self, w, g, notes):
        return super().rule(w, g, notes) - self.lr * self.weight_decay * w
