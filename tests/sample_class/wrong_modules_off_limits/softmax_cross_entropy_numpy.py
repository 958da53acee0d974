"""Softmax and cross-entropy; NumPy arrays in and out, torch in between."""
import numpy as np
import torch


def softmax(x, axis=-1):
    return torch.softmax(torch.from_numpy(x), dim=axis).numpy()


def log_softmax(x, axis=-1):
    return torch.log_softmax(torch.from_numpy(x), dim=axis).numpy()


def softmax_backward(dout, probs):
    return probs * (dout - np.sum(dout * probs, axis=-1, keepdims=True))


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    x = torch.from_numpy(logits).clone().requires_grad_()
    y = torch.from_numpy(targets).long()
    loss = torch.nn.functional.cross_entropy(x, y, label_smoothing=label_smoothing)
    loss.backward()
    return loss.item(), x.grad.numpy()


def cross_entropy_backward(cache):
    return cache.copy()


def accuracy(logits, targets):
    return float(np.mean(logits.argmax(axis=1) == targets))
