"""What runs beside the student's torch part: autograd, nets set up and trained; it judges nothing."""

import torch
from torch import nn

from grader.drivers import contents, gradients_of, leaf, sgd_step, with_weights


def is_function(student):
    """Whether Swish is an operation of autograd."""
    return isinstance(student.Swish, type) and issubclass(student.Swish, torch.autograd.Function)


def swish(student, x, beta, layout=None):
    """One application to x itself, or to its transpose, which is a view."""
    return student.Swish.apply(x.T if layout == "transposed" else x, beta)


def swish_gradients(student, x, beta, dout, times=1, layout=None):
    """Autograd's gradients of sum(out * dout) for x and beta, after going back this many times. x and dout may be transposed."""
    given = (x.T if layout == "transposed" else x).requires_grad_(), beta.requires_grad_()
    out = student.Swish.apply(*given)
    dout = dout.T if layout == "transposed" else dout
    for _ in range(times):
        # Several times: each time with a copy, because that dout does not change is a claim of its own.
        dx, dbeta = torch.autograd.grad(out, given, dout.clone() if times > 1 else dout, retain_graph=True)
    return {"dx": dx, "dbeta": dbeta}


def swish_slopes(student, x, beta):
    """The gradients for x and beta at each number of x (K,), as if it were alone."""
    found = [swish_gradients(student, number, beta.clone(), torch.ones_like(number)) for number in x.clone().unbind()]
    return {name: torch.stack([slopes[name] for slopes in found]) for name in ("dx", "dbeta")}


def two_applications(student, x, betas, dout):
    """The gradients for x and both betas of one application behind another."""
    x, first, last = map(leaf, (x, *betas))
    leaves = {"dx": x, "dbeta of the first": first, "dbeta of the second": last}
    return gradients_of(student.Swish.apply(student.Swish.apply(x, first), last), leaves, dout)


def new_net(student, sizes, like):
    """What a new net holds, the names of what an optimizer would change, and the first weights of the next new net."""
    net, other = (student.MLP(*sizes).to(like) for _ in range(2))
    return *contents(net), other.state_dict()["w1"]


def make_net(student, state):
    """A net that holds `state`, on its device and of its dtype."""
    (features, hidden), classes = state["w1"].shape, len(state["b2"])
    return with_weights(student.MLP(features, hidden, classes), state)


def logits(student, state, x):
    """What a net with these weights returns."""
    return make_net(student, state)(x)


def net_gradients(student, state, x, dout):
    """Autograd's gradients of sum(logits * dout) for the parameters and for x; zeros where none arrives."""
    net, x = make_net(student, state), leaf(x)
    return gradients_of(net(x), {**dict(net.named_parameters()), "x": x}, dout)


def descend(net, batches, labels, lr):
    """One step of plain SGD for each batch, batches (T, N, D), labels (T, N); yields the loss."""
    for x, y in zip(batches, labels, strict=True):
        yield sgd_step(nn.functional.cross_entropy(net(x), y), net.parameters(), lr)


def train(student, state, batches, labels, lr):
    """All weights of a net with these weights after training; yields the loss."""
    net = make_net(student, state)
    yield from descend(net, batches, labels, lr)
    return dict(net.state_dict())


def train_from_scratch(student, batches, labels, unseen, hidden, lr):
    """A new net, trained; the classes that it predicts for unseen images. Yields the loss."""
    net = student.MLP(unseen.shape[1], hidden, 10).to(unseen)
    yield from descend(net, batches, labels, lr)
    return net(unseen).argmax(dim=1)
