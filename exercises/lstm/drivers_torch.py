"""Loops that run beside the student's torch part: layers set up, autograd, training; they judge nothing."""

import torch

from grader.drivers import contents, gradients_of, leaf, sgd_step, with_weights


def make_layer(student, weights):
    """A layer of the device and dtype of these weights, with as many of them as it has a place for."""
    input_size, hidden_size = weights["weight_ih_l0"].shape[1], weights["weight_hh_l0"].shape[1]
    return with_weights(student.LSTM(input_size, hidden_size), weights, strict=False)


def fresh(student, input_size, hidden_size):
    """What a new layer holds: its state, and the names of its parameters."""
    return contents(student.LSTM(input_size, hidden_size))


def named(answer):
    """What a call of the layer returned, by name."""
    out, (h, c) = answer
    return {"out": out, "h": h, "c": c}


def run(student, x, state, weights):
    """One call of a layer with these weights; without a state as its users would write it."""
    lstm = make_layer(student, weights)
    return named(lstm(x) if state is None else lstm(x, state))


def run_twice(student, x, later, weights):
    """What one layer says to `later` after it has seen x."""
    lstm = make_layer(student, weights)
    lstm(x)
    return named(lstm(later))


def gradients(student, x, state, weights, weighed, upstream):
    """Autograd's gradients of sum(answer * upstream), for one of the answers, out, h or c."""
    lstm = make_layer(student, weights)
    x, h0, c0 = map(leaf, (x, *state))
    answer = named(lstm(x, (h0, c0)))[weighed]
    leaves = {"dx": x, "dh0": h0, "dc0": c0, **dict(lstm.named_parameters())}
    return gradients_of(answer, leaves, upstream)


def train(student, batches, targets, weights, read_out, lr):
    """Fit a target at every step with layer -> @ read_out, one step of plain SGD per batch; yield the loss, return all that was
    learned.

    batches (S, N, T, D), targets (S, N, T, M), read_out (H, M)
    """
    lstm, read_out = make_layer(student, weights), leaf(read_out)
    for x, target in zip(batches, targets, strict=True):
        out, _ = lstm(x)
        loss = (out @ read_out - target).square().sum(dim=(1, 2)).mean()
        yield sgd_step(loss, [*lstm.parameters(), read_out], lr)
    return {**lstm.state_dict(), "read_out": read_out}


def train_adding(student, batches, sums, weights, read_out, unseen, lr=0.03):
    """Learn to say the sum after the last step, one step of Adam per batch; yield the loss, return what is said of
    `unseen`.

    batches (S, N, T, 2), sums (S, N), read_out (H,), unseen (L, T, 2)
    """
    lstm = make_layer(student, weights)
    read_out, offset = leaf(read_out), leaf(torch.ones_like(read_out[0]))
    parameters = [*lstm.parameters(), read_out, offset]
    first, second = ([torch.zeros_like(parameter) for parameter in parameters] for _ in range(2))
    for number, (x, target) in enumerate(zip(batches, sums, strict=True), start=1):
        out, _ = lstm(x)
        loss = (out[:, -1] @ read_out + offset - target).square().mean()
        slopes = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, slope, m, v in zip(parameters, slopes, first, second, strict=True):
                m.lerp_(slope, 0.1)
                v.lerp_(slope.square(), 0.001)
                parameter -= lr / (1 - 0.9**number) * m / ((v / (1 - 0.999**number)).sqrt() + 1e-8)
        if number % 2 == 0:  # half the points make as good a curve
            yield {"loss": loss.detach()}
    with torch.no_grad():
        return lstm(unseen)[0][:, -1] @ read_out + offset
