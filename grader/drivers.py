"""What the drivers of torch parts import: modules with given weights, gradients by autograd, steps of plain SGD."""

from .worker.driving import contents, gradients_of, leaf, sgd_step, with_weights

__all__ = ["contents", "gradients_of", "leaf", "sgd_step", "with_weights"]
