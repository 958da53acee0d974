"""What runs beside the student's torch part: modules set up, autograd, training, text written; it judges nothing."""

import torch
from torch import nn


def make(student, name, settings, state):
    """The student's module of this name, with as much of `state` as it has a place for, in its dtype and device."""
    module = getattr(student, name)(*settings).to(next(iter(state.values())))
    # Not strict: names that are missing are the business of another check.
    module.load_state_dict(state, strict=False)
    return module


def fresh(student, name, settings, like):
    """What a new module holds: its state, and the names of what an optimizer would change."""
    module = getattr(student, name)(*settings).to(like)
    return dict(module.state_dict()), [name for name, _ in module.named_parameters()]


def output(student, name, settings, state, *inputs):
    """What such a module makes of these inputs."""
    return {"out": make(student, name, settings, state)(*inputs)}


def gradients(student, upstream, *args):
    """Autograd's gradients of sum(attention(q, k, v, mask) * upstream) for q, k and v."""
    qkv = [array.clone().requires_grad_() for array in args[:3]]
    found = torch.autograd.grad(student.attention(*qkv, *args[3:]), qkv, upstream, allow_unused=True)
    return {f"d{name}": torch.zeros_like(x) if g is None else g for name, x, g in zip("qkv", qkv, found, strict=True)}


def both_modes(student, settings, state, query, value):
    """What a multi-head layer makes of the values in training mode, and then after eval(); the keys are all 0."""
    layer = make(student, "MultiHeadAttention", settings, state)
    key = torch.zeros_like(value)
    training = layer(query, key, value)
    return training, layer.eval()(query, key, value)


def fit(model, texts, lr, first=0):
    """Plain SGD, one step for each batch: from every token, `first` and later, predict the next one; yields the loss.

    texts (steps, N, T + 1); the rate falls from lr in a straight line towards 0
    """
    parameters = list(model.parameters())
    for number, text in enumerate(texts):
        logits = model(text[:, :-1])[:, first:]  # (N, places, vocabulary)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), text[:, first + 1 :].flatten())
        slopes = torch.autograd.grad(loss, parameters, allow_unused=True)
        with torch.no_grad():
            for parameter, slope in zip(parameters, slopes, strict=True):
                if slope is not None:  # what the loss does not depend on stays where it is
                    parameter -= lr * (1 - number / len(texts)) * slope
        yield {"loss": loss.detach()}


def train(student, settings, state, texts, lr):
    """Train a CausalModel on all tokens of all texts; return its parameters."""
    model = make(student, "CausalModel", settings, state)
    yield from fit(model, texts, lr)
    return dict(model.named_parameters())


def train_to_sort(student, settings, state, texts, unseen, lr):
    """Train a CausalModel on the second halves of texts, then let it write the second halves of unseen ones.

    texts (steps, N, 2L), unseen (M, L); returns what it wrote, (M, L), token by token, each the likeliest
    """
    model = make(student, "CausalModel", settings, state)
    length = unseen.shape[1]
    yield from fit(model, texts, lr, first=length - 1)
    model.eval()
    text = unseen
    with torch.no_grad():
        for _ in range(length):
            text = torch.cat([text, model(text)[:, -1].argmax(dim=-1, keepdim=True)], dim=1)
    return text[:, length:]
