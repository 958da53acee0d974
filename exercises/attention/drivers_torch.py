"""What runs beside the student's torch part: modules set up, autograd, training, text written; it judges nothing."""

import torch
from torch import nn

from grader.drivers import contents, gradients_of, leaf, sgd_step, with_weights


def make(student, name, settings, state):
    """The student's module of this name, with as much of `state` as it has a place for, in its dtype and device."""
    return with_weights(getattr(student, name)(*settings), state, strict=False)


def fresh(student, name, settings, like):
    """What a new module holds: its state, and the names of its parameters."""
    return contents(getattr(student, name)(*settings).to(like))


def output(student, name, settings, state, *inputs, views=False):
    """What such a module makes of these inputs. With `views` each input lies in memory as if its first axes were swapped."""
    if views:
        inputs = [x.transpose(0, 1).contiguous().transpose(0, 1) for x in inputs]
    return {"out": make(student, name, settings, state)(*inputs)}


def gradients(student, upstream, *args):
    """Autograd's gradients of sum(attention(q, k, v, mask) * upstream) for q, k and v."""
    leaves = dict(zip(("dq", "dk", "dv"), map(leaf, args[:3]), strict=True))
    # As in a net: not leaves of the graph, in which nothing may be written.
    out = student.attention(*(x.clone() for x in leaves.values()), *args[3:])
    return gradients_of(out, leaves, upstream)


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
    for number, text in enumerate(texts):
        logits = model(text[:, :-1])[:, first:]  # (N, places, vocabulary)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), text[:, first + 1 :].flatten())
        yield sgd_step(loss, model.parameters(), lr * (1 - number / len(texts)))


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
