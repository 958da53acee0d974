"""Entry by entry, as the formulas are written: plain numbers and dicts of numbers, no array arithmetic."""

from math import sqrt

import numpy as np


def entries(params, grads):
    for name in params:
        for place in np.ndindex(params[name].shape):
            yield name, place, float(grads[name][place])


class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def step(self, params, grads):
        for name, place, g in entries(params, grads):
            params[name][place] -= self.lr * g


class Momentum:
    ahead = False

    def __init__(self, lr=1e-3, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def step(self, params, grads):
        for name, place, g in entries(params, grads):
            v = self.v[name, place] = self.mu * self.v.get((name, place), 0.0) + g
            params[name][place] -= self.lr * (g + self.mu * v if self.ahead else v)


class Nesterov(Momentum):
    ahead = True


class Adagrad:
    def __init__(self, lr=1e-2, eps=1e-10):
        self.lr, self.eps, self.past = lr, eps, {}

    def step(self, params, grads):
        for name, place, g in entries(params, grads):
            past = self.past.setdefault((name, place), [])
            past.append(g)
            params[name][place] -= self.lr * g / (sqrt(sum(x * x for x in past)) + self.eps)


class RMSprop:
    def __init__(self, lr=1e-2, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps, self.s = lr, alpha, eps, {}

    def step(self, params, grads):
        for name, place, g in entries(params, grads):
            s = self.s[name, place] = self.alpha * self.s.get((name, place), 0.0) + (1 - self.alpha) * g * g
            params[name][place] -= self.lr * g / (s**0.5 + self.eps)


class Adadelta:
    def __init__(self, rho=0.9, eps=1e-6):
        self.rho, self.eps, self.memory = rho, eps, {}

    def step(self, params, grads):
        for name, place, g in entries(params, grads):
            s, u = self.memory.get((name, place), (0.0, 0.0))
            s = self.rho * s + (1 - self.rho) * g * g
            d = g * sqrt(u + self.eps) / sqrt(s + self.eps)
            u = self.rho * u + (1 - self.rho) * d * d
            self.memory[name, place] = s, u
            params[name][place] -= d


class Adam:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.eps, self.past, self.weight_decay = lr, eps, {}, 0.0
        self.b1, self.b2 = betas

    def step(self, params, grads):
        for name, place, g in entries(params, grads):
            past = self.past.setdefault((name, place), [])
            past.insert(0, g)
            # The corrected moments are weighted means of all gradients so far, the latest first.
            m = sum(self.b1**i * x for i, x in enumerate(past)) / sum(self.b1**i for i in range(len(past)))
            v = sum(self.b2**i * x * x for i, x in enumerate(past)) / sum(self.b2**i for i in range(len(past)))
            w = params[name][place]
            params[name][place] = w - self.lr * self.weight_decay * w - self.lr * m / (sqrt(v) + self.eps)


class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps)
        self.weight_decay = weight_decay
