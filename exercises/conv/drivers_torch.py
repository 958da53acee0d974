"""Loops that run beside the student's torch part: autograd, nets set up, training; they judge nothing."""

import torch

from grader.drivers import contents, gradients_of, leaf, sgd_step, with_weights


def gradients(student, upstream, x, w, b, *settings):
    """Autograd's gradients of sum(out * upstream) for x, w and b."""
    leaves = dict(zip(("dx", "dw", "db"), map(leaf, (x, w, b)), strict=True))
    return gradients_of(student.conv2d(*leaves.values(), *settings), leaves, upstream)


def layouts(student, x, *others):
    """The same convolution of the same images, differently laid out in memory."""
    wider = torch.full((x.shape[0] + 1, *x.shape[1:3], 2 * x.shape[3]), 1e3).to(x)
    wider[1:, :, :, 1::2] = x
    views = {
        "a contiguous image": x.contiguous(),
        "a slice": wider[1:, :, :, 1::2],
        "channels last": x.to(memory_format=torch.channels_last),
        "height and width swapped in memory": x.mT.contiguous().mT,
    }
    return {name: student.conv2d(view, *others) for name, view in views.items()}


def make_net(student, weights):
    """A net with these weights, of their device and dtype."""
    d, c = weights["w1"].shape[:2]
    classes, e = weights["w3"].shape
    return with_weights(student.ConvNet((c, d, e), classes), weights)


def fresh(student, channels, classes, like):
    """What a new net holds: its state, and the names of its parameters."""
    return contents(student.ConvNet(tuple(channels), classes).to(like))


def logits(student, images, weights):
    """The logits of a net with these weights."""
    return {"logits": make_net(student, weights)(images)}


def train(student, batches, labels, weights, lr):
    """One step of plain SGD per batch from these weights; yield the loss, return all that was learned.

    batches (T, N, C, H, W), labels (T, N)
    """
    net = make_net(student, weights)
    for images, targets in zip(batches, labels, strict=True):
        yield sgd_step(torch.nn.functional.cross_entropy(net(images), targets), net.parameters(), lr)
    return dict(net.state_dict())


def learn_digits(student, images, labels, rows, unseen, lr, seed):
    """Train a new net with Adam, one step per row of `rows`, and yield the loss; then the predicted classes of `unseen`.

    images (K, 1, H, W), labels (K,), rows (T, N) indices into them, unseen (L, 1, H, W)
    """
    torch.manual_seed(seed)
    net = student.ConvNet().to(images)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for batch in rows:
        loss = torch.nn.functional.cross_entropy(net(images[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield {"loss": loss.detach()}
    with torch.no_grad():
        return net(unseen).argmax(dim=1)
