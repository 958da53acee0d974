"""Runs beside the student's torch part: gradients by autograd, low precision, and training. It judges nothing."""

import torch
from torch import nn

from grader.drivers import gradients_of, leaf


def parameters(student, features):
    """What model.parameters() trains at the start, by name."""
    model = student.LogisticRegression(features)
    return {name: parameter.detach() for name, parameter in model.named_parameters() if parameter.requires_grad}


def loaded(student, weight, bias):
    """A model of the student's with these parameters, in their dtype and on their device."""
    model = student.LogisticRegression(len(weight)).to(weight)
    model.load_state_dict({"weight": weight, "bias": bias})
    return model


def logits(student, x, weight, bias):
    """The logits (N,) of a model with these parameters."""
    return loaded(student, weight, bias)(x).detach()


def model_gradients(student, x, weight, bias, upstream):
    """Autograd's gradients of sum(logits * upstream) for weight and bias."""
    model = loaded(student, weight, bias)
    return gradients_of(model(x), {"dweight": model.weight, "dbias": model.bias}, upstream)


def gradient(student, scores, y, upstream=1.0, dtype="float64"):
    """The loss in a dtype, and the gradient of upstream * loss with respect to the logits (both as float64)."""
    scores = leaf(scores.to(getattr(torch, dtype)))
    loss = student.loss_from_logits(scores, y.to(scores.dtype))
    found = gradients_of(loss, {"dlogits": scores}, torch.full_like(loss, upstream))
    return loss.detach().double(), found["dlogits"].double()


def squared_error(scores, y):
    """The mean of (sigmoid(score) - y)²."""
    return (torch.sigmoid(scores) - y).square().mean()


def joined(model):
    """Weight and bias in one tensor (features + 1,)."""
    return torch.cat([model.weight.detach(), model.bias.detach()[None]])


class Model(nn.Module):
    """A model whose parameters weight and bias have these values: `train` can be asked about it if nothing else is written."""

    def __init__(self, weight, bias):
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())

    def forward(self, x):
        """x (N, features) to logits (N,)."""
        return x @ self.weight + self.bias


def train(student, x, y, weight, bias, lr, steps):
    """Weight and bias, joined, of a model after one call of the student's train on squared_error, from given ones."""
    model = Model(weight, bias)
    student.train(model, squared_error, x, y, lr, steps)
    return joined(model)


def train_in_pieces(student, x, y, weight, bias, lr, steps, loss):
    """As `train`, in ten calls on the student's model, and on the student's loss if `loss` is "cross-entropy".

    Yields the loss after each. All get copies: whether arguments change is a claim of its own.
    """

    def cross_entropy(scores, labels):
        return student.loss_from_logits(scores, labels.clone())

    model, chosen = loaded(student, weight, bias), squared_error if loss == "squared error" else cross_entropy
    for _ in range(10):
        student.train(model, chosen, x.clone(), y.clone(), lr, steps // 10)
        yield {loss: chosen(model(x), y).item()}
    return joined(model)
