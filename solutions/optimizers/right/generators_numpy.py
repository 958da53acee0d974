"""Every parameter has a generator of its own, known by the identity of its array: send a gradient, receive the step."""

import numpy as np


def plain(lr):
    g = yield
    while True:
        g = yield lr * g


def heavy_ball(lr, mu):
    # Polyak's form: what the parameter moved last time is the velocity.
    moved, g = 0.0, (yield)
    while True:
        moved = lr * g + mu * moved
        g = yield moved


def nesterov(lr, mu):
    v, g = 0.0, (yield)
    while True:
        v = mu * v + g
        g = yield lr * g + lr * mu * v


def adagrad(lr, eps):
    # The root of the sum of squares is the length of all gradients so far: hypot adds one more.
    length, g = 0.0, (yield)
    while True:
        length = np.hypot(length, g)
        g = yield lr * g / (length + eps)


def rmsprop(lr, alpha, eps):
    root, g = 0.0, (yield)
    while True:
        root = np.sqrt(alpha * root**2 + (1 - alpha) * g**2)
        g = yield lr * g / (root + eps)


def adadelta(rho, eps):
    # Both means with eps inside from the start: a mean of mean + eps is the mean + eps.
    below, above, g = eps, eps, (yield)
    while True:
        below = rho * below + (1 - rho) * (g**2 + eps)
        d = (above / below) ** 0.5 * g
        above = rho * above + (1 - rho) * (d**2 + eps)
        g = yield d


def adam(lr, betas, eps):
    first, second = betas
    m = v = 0.0
    left1 = left2 = 1.0  # beta ** t
    g = yield
    while True:
        left1, left2 = left1 * first, left2 * second
        m, v = first * m + (1 - first) * g, second * v + (1 - second) * g**2
        g = yield lr * (m / (1 - left1)) / (np.sqrt(v / (1 - left2)) + eps)


class Steps:
    def start(self, rule, *settings):
        self.rule, self.settings, self.running = rule, settings, {}

    def step(self, params, grads):
        for name, w in params.items():
            if id(w) not in self.running:
                self.running[id(w)] = self.rule(*self.settings)
                next(self.running[id(w)])
            w += -self.running[id(w)].send(grads[name].copy())


class SGD(Steps):
    def __init__(self, lr=1e-3):
        self.start(plain, lr)


class Momentum(Steps):
    def __init__(self, lr=1e-3, mu=0.9):
        self.start(heavy_ball, lr, mu)


class Nesterov(Steps):
    def __init__(self, lr=1e-3, mu=0.9):
        self.start(nesterov, lr, mu)


class Adagrad(Steps):
    def __init__(self, lr=1e-2, eps=1e-10):
        self.start(adagrad, lr, eps)


class RMSprop(Steps):
    def __init__(self, lr=1e-2, alpha=0.99, eps=1e-8):
        self.start(rmsprop, lr, alpha, eps)


class Adadelta(Steps):
    def __init__(self, rho=0.9, eps=1e-6):
        self.start(adadelta, rho, eps)


class Adam(Steps):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.start(adam, lr, betas, eps)


class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps)
        self.shrunk = lr * weight_decay

    def step(self, params, grads):
        for w in params.values():
            w -= self.shrunk * w
        super().step(params, grads)
