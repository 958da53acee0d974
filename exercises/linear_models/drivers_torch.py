"""Runs beside the student's torch part: gradients by autograd, low precision, and training. It judges nothing."""

import torch


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


def gradient(student, scores, y, upstream=1.0, dtype="float64"):
    """The loss in a dtype, and the gradient of upstream * loss with respect to the logits (both as float64)."""
    scores = scores.to(getattr(torch, dtype), copy=True).requires_grad_()
    loss = student.loss_from_logits(scores, y.to(scores.dtype))
    (slopes,) = torch.autograd.grad(loss, scores, torch.full_like(loss, upstream))
    return loss.detach().double(), slopes.double()


def squared_error(scores, y):
    """The mean of (sigmoid(score) - y)²."""
    return (torch.sigmoid(scores) - y).square().mean()


def joined(model):
    """Weight and bias in one tensor (features + 1,)."""
    return torch.cat([model.weight.detach(), model.bias.detach()[None]])


def train(student, x, y, weight, bias, lr, steps):
    """Weight and bias, joined, of the student's model after one call of train on squared_error, from given ones."""
    model = loaded(student, weight, bias)
    student.train(model, squared_error, x, y, lr, steps)
    return joined(model)


def train_in_pieces(student, x, y, weight, bias, lr, steps, loss):
    """As `train`, in ten calls, and on the student's loss if `loss` is "cross-entropy". Yields the loss after each."""
    model, chosen = (
        loaded(student, weight, bias),
        squared_error if loss == "squared error" else student.loss_from_logits,
    )
    for _ in range(10):
        student.train(model, chosen, x, y, lr, steps // 10)
        yield {loss: chosen(model(x), y).item()}
    return joined(model)
