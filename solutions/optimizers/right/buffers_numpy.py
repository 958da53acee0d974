"""Own buffers, made at the first step and written in place ever after, in a list in the order of the parameters."""

import numpy as np


def zeros(params, count):
    return [tuple(np.zeros(w.shape, w.dtype) for _ in range(count)) for w in params.values()]


class Base:
    buffers = None
    count = 1

    def step(self, params, grads):
        if self.buffers is None:
            self.buffers = zeros(params, self.count)
            self.t = 0
        self.t += 1
        for name, own in zip(params, self.buffers, strict=True):
            self.update(params[name], grads[name], *own)


class SGD(Base):
    count = 0

    def __init__(self, lr=1e-3):
        self.lr = lr

    def update(self, w, g):
        np.subtract(w, np.multiply(g, self.lr), out=w)


class Momentum(Base):
    def __init__(self, lr=1e-3, mu=0.9):
        self.lr, self.mu = lr, mu

    def update(self, w, g, v):
        v *= self.mu
        v += g
        w -= self.lr * v


class Nesterov(Momentum):
    def update(self, w, g, v):
        super().update(w, g, v)  # the heavy ball, and then from there to where Nesterov stands
        w -= self.lr * (g + (self.mu - 1) * v)


class Adagrad(Base):
    count = 2

    def __init__(self, lr=1e-2, eps=1e-10):
        self.lr, self.eps = lr, eps

    def update(self, w, g, s, scratch):
        np.multiply(g, g, out=scratch)
        s += scratch
        np.sqrt(s, out=scratch)
        scratch += self.eps
        np.divide(g, scratch, out=scratch)
        scratch *= self.lr
        w -= scratch


class RMSprop(Base):
    def __init__(self, lr=1e-2, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps = lr, alpha, eps

    def update(self, w, g, s):
        s *= self.alpha
        s += (1 - self.alpha) * g * g
        w -= self.lr * (g / (np.sqrt(s) + self.eps))


class Adadelta(Base):
    count = 2

    def __init__(self, rho=0.9, eps=1e-6):
        self.rho, self.eps = rho, eps

    def update(self, w, g, s, u):
        s *= self.rho
        s += (1 - self.rho) * g**2
        d = -np.sqrt((u + self.eps) / (s + self.eps)) * g
        u *= self.rho
        u += (1 - self.rho) * d**2
        w += d


class Adam(Base):
    count = 2
    weight_decay = 0.0

    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps

    def update(self, w, g, m, v):
        b1, b2 = self.betas
        m *= b1
        m += (1 - b1) * g
        v *= b2
        v += (1 - b2) * g**2
        w *= 1 - self.lr * self.weight_decay
        w -= self.lr / (1 - b1**self.t) * m / (np.sqrt(v / (1 - b2**self.t)) + self.eps)


class AdamW(Adam):
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(lr, betas, eps)
        self.weight_decay = weight_decay
