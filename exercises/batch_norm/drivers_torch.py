"""Loops that run beside the student's torch part: layers set up, autograd, training; they judge nothing."""

import torch
from torch import nn

from grader.drivers import contents, gradients_of, leaf, sgd_step, with_weights


def make_layer(student, state, like, **settings):
    """A layer of the device and dtype of `like`, with as much of `state` as it has a place for."""
    layer = student.BatchNorm(len(state["weight"]), **settings).to(like)
    return with_weights(layer, state, strict=False)


def fresh(student, features, like):
    """What a new layer holds: its state, and the names of its parameters."""
    return contents(student.BatchNorm(features).to(like))


def viewed(x):
    """The same numbers as every other entry of a larger tensor whose first two axes are swapped."""
    return x.transpose(0, 1).repeat_interleave(2, dim=-1)[..., ::2].transpose(0, 1)


def forward(student, state, x, *, view=False, **settings):
    """A training batch: its output, the state left behind, and whether that hangs on the graph of autograd."""
    layer = make_layer(student, state, x, **settings)
    x = leaf(x)
    out = layer(viewed(x) if view else x)
    buffers = [getattr(layer, name, None) for name in ("running_mean", "running_var")]
    attached = any(buffer is not None and buffer.requires_grad for buffer in buffers)
    return {"out": out, "requires_grad": attached, **layer.state_dict()}


def evaluate(student, state, x, *, view=False, **settings):
    """x in evaluation mode: its output, and the state that it leaves behind."""
    layer = make_layer(student, state, x, **settings)
    layer.eval()
    return {"out": layer(viewed(x) if view else x), **layer.state_dict()}


def gradients(student, state, x, upstream, **settings):
    """Autograd's gradients of sum(out * upstream) in training mode, for x, weight and bias."""
    layer = make_layer(student, state, x, **settings)
    x = leaf(x)
    return gradients_of(layer(x), {"dx": x, "dweight": layer.weight, "dbias": layer.bias}, upstream)


def load(student, state, x, **settings):
    """A whole saved state into a layer that has seen other data: its output in evaluation mode, and its state."""
    layer = student.BatchNorm(len(state["weight"]), **settings).to(x)
    layer(3 * x + 1)
    layer.load_state_dict(state)
    saved = {name: values.clone() for name, values in layer.state_dict().items()}
    layer.eval()
    return {"out": layer(x), **saved}


def train(student, batches, targets, weights, lr, **settings):
    """Fit targets with x @ first -> layer -> tanh -> @ last, one step of plain SGD per batch; return all that was learned.

    batches (T, N, D), targets (T, N, M), weights {"first": (D, C), "last": (C, M)}
    """
    layer = student.BatchNorm(weights["first"].shape[1], **settings).to(batches)
    first, last = (nn.Parameter(weights[name].clone()) for name in ("first", "last"))
    for x, target in zip(batches, targets, strict=True):
        loss = (torch.tanh(layer(x @ first)) @ last - target).square().sum(dim=1).mean()
        yield sgd_step(loss, [first, last, *layer.parameters()], lr)
    return {"first": first, "last": last, **layer.state_dict()}


class DeepNet(nn.Module):
    """A plain net: matrix, the student's layer, ReLU, many times over, and one matrix at the end."""

    def __init__(self, student, matrices):
        super().__init__()
        self.matrices = nn.ParameterList(matrix.clone() for matrix in matrices)
        self.norms = nn.ModuleList(student.BatchNorm(matrix.shape[1]) for matrix in matrices[:-1])

    def forward(self, x):
        """Images (N, D) to logits (N, M)."""
        for matrix, norm in zip(self.matrices, self.norms, strict=False):
            x = torch.relu(norm(x @ matrix))
        return x @ self.matrices[-1]


def train_deep_net(student, batches, labels, matrices, unseen, lr):
    """One step of plain SGD per batch, then the predicted classes of `unseen`, each image twice in a batch of its own, and the
    running mean of each layer.

    batches (T, N, D), labels (T, N), unseen (L, D)
    """
    net = DeepNet(student, matrices).to(batches)
    for x, y in zip(batches, labels, strict=True):
        yield sgd_step(nn.functional.cross_entropy(net(x), y), net.parameters(), lr)
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(image.expand(2, -1))[:1] for image in unseen])
    return logits.argmax(dim=1), torch.stack([norm.running_mean for norm in net.norms])
