"""What is asked of layers and of a small net of them, then training runs."""

import numpy as np

from grader import case, check, close, same_dtype, slopes_agree, unchanged
from grader.datasets import digits

from .checks import accumulates_in_leaves_over_calls, agree, entries_agree, entries_close


def activations(rng):
    """relu, sigmoid and tanh for arrays of two and of three axes, as cases: name, x and dout; all sizes differ."""
    n, d, m, k = rng.sizes(5, 4, 3, 2)
    for layer in ("relu", "sigmoid", "tanh"):
        for shape in ((n, d), (m, k, n)):
            with case(f"{layer}, {len(shape)} axes"):
                x = rng.uniform(0.1, 4.0, shape) * rng.choice([-1.0, 1.0], shape)  # away from the kink of ReLU
                yield layer, x, rng.normal(0.5, 1.0, shape)


def affine(rng):
    """x, w and b of an affine layer, and dout."""
    n, d, m = rng.sizes(6, 5, 3)
    args = rng.normal(0.5, 1.0, (n, d)), rng.normal(0.3, 1.0, (d, m)), rng.normal(1.0, 2.0, m)
    return args, rng.normal(0.5, 1.0, (n, m))


def all_layers(rng):
    """Every layer, as a case: its name, its arguments and dout."""
    with case("affine"):
        yield "affine", *affine(rng)
    yield from ((layer, (x,), dout) for layer, x, dout in activations(rng))


def forward(side, layer, *args):
    """out and the cache of one of the layers."""
    return getattr(side, f"{layer}_forward")(*args)


def backward(side, layer, dout, cache):
    """The gradients from one of the layers, by name."""
    found = getattr(side, f"{layer}_backward")(dout, cache)
    return dict(zip(("dx", "dw", "db"), found, strict=True)) if layer == "affine" else {"dx": found}


def gradients(side, layer, dout, *args):
    """The gradients from one of the layers, by name, on a cache that the side's own forward pass made."""
    return backward(side, layer, dout, forward(side, layer, *args)[1])


def net(rng, n, d, h, c):
    """x, y (with the last class in it) and params of a small net, of which about half the hidden units are on."""
    shapes = {"w1": (d, h), "b1": (h,), "w2": (h, c), "b2": (c,)}
    params = {name: rng.normal(0.1, 0.8, shape) for name, shape in shapes.items()}
    return rng.normal(0.5, 1.0, (n, d)), np.append(rng.randint(0, c, n - 1), c - 1), params


def three_nets(rng):
    """A net with ordinary logits, and the same with large ones, as cases."""
    x, y, params = net(rng, *rng.sizes(7, 5, 6, 3))
    for name, shift, reach in (("ordinary", 0.0, 1.0), ("near 1000", 1e3, 1.0), ("thousands apart", 0.0, 1e3)):
        with case(f"logits: {name}"):
            yield x, y, params | {"w2": reach * params["w2"], "b2": shift + params["b2"]}


@check(points=1)
def computes_affine_layers(student, reference, rng):
    """affine_forward returns x w + b, the same w and b for every row."""
    args, _ = affine(rng)
    close(student.affine_forward(*args)[0], reference.affine_forward(*args)[0], "out")


@check(points=1)
def computes_activations(student, reference, rng):
    """relu_forward, sigmoid_forward and tanh_forward work entry by entry, for any shape and any size of the numbers."""
    for layer, x, _ in activations(rng):
        for reach in (1.0, 300.0):
            with case(f"numbers up to {4 * reach:g}"):
                close(forward(student, layer, reach * x)[0], forward(reference, layer, reach * x)[0], "out")


@check(points=2, after=computes_affine_layers)
def sums_the_gradients_of_weights_and_bias(student, reference, rng):
    """dw and db are sums over the rows of the batch, shaped like w and b."""
    args, dout = affine(rng)
    entries_agree(student, reference, ("db", "dw", "dx"), lambda side: gradients(side, "affine", dout, *args))


@check(points=2, after=computes_activations)
def multiplies_by_the_slope_at_the_input(student, reference, rng):
    """The backward passes of relu, sigmoid and tanh multiply dout by the slope where the forward pass was."""
    for layer, x, dout in activations(rng):
        dx = gradients(student, layer, dout.copy(), x.copy())["dx"]
        slopes_agree(dx, getattr(reference, f"{layer}_forward"), (x,), wrt=0, upstream=dout, rng=rng, name="dx")


@check(points=1, after=(sums_the_gradients_of_weights_and_bias, multiplies_by_the_slope_at_the_input))
def can_go_back_twice(student, reference, rng):
    """Layers leave their arguments and dout alone, and a cache serves twice and after another forward pass."""
    for layer, args, dout in all_layers(rng):
        given = {"dout": dout, **{f"argument {i + 1}": array for i, array in enumerate(args)}}
        before = {name: array.copy() for name, array in given.items()}
        expected = gradients(reference, layer, dout, *args)
        _, cache = forward(student, layer, *args)
        forward(student, layer, *(1.5 - array for array in args))  # of the same shapes: caches must not share a buffer
        for when in ("after another forward pass", "the second time"):
            with case(when):
                found = backward(student, layer, dout, cache)
                for name, array in given.items():
                    unchanged(array, before[name], name)
                entries_close(found, expected)


@check(points=1, after=can_go_back_twice)
def keeps_float32(student, reference, rng):
    """Layers turn float32 into the right numbers in float32, forward and backward."""
    for layer, args, dout in all_layers(rng):
        args, dout = [array.astype(np.float32) for array in args], dout.astype(np.float32)
        out, cache = forward(student, layer, *args)
        same_dtype(out, "float32", "out")
        close(out, forward(reference, layer, *args)[0], "out")
        expected = gradients(reference, layer, dout, *args)
        entries_close(backward(student, layer, dout, cache), expected, dtype="float32")


@check(points=1)
def finds_the_loss_of_a_net(student, reference, rng):
    """The loss of the net is softmax cross-entropy, averaged over the rows, after affine, ReLU, affine."""
    for x, y, params in three_nets(rng):
        close(*(side.mlp_loss_and_gradients(x, y, params)[0] for side in (student, reference)), "loss")


@check(points=1, after=finds_the_loss_of_a_net)
def finds_the_gradients_of_the_last_layer(student, reference, rng):
    """grads["b2"] and grads["w2"] are the gradients of that mean, also for logits that are thousands apart."""
    for x, y, params in three_nets(rng):
        entries_agree(student, reference, ("b2", "w2"), lambda side: side.mlp_loss_and_gradients(x, y, params)[1])


@check(points=2, after=finds_the_gradients_of_the_last_layer)
def finds_the_gradients_of_the_hidden_layer(student, reference, rng):
    """grads["b1"] and grads["w1"] come back through w2 and the ReLU."""
    given = net(rng, *rng.sizes(7, 5, 6, 3))
    entries_agree(student, reference, ("w1", "b1"), lambda side: side.mlp_loss_and_gradients(*given)[1])


@check(points=1, after=finds_the_gradients_of_the_hidden_layer)
def leaves_the_net_as_it_was(student, reference, rng):
    """mlp_loss_and_gradients changes nothing that it is given, and the gradients of float32 arrays are right in float32."""
    x, y, params = net(rng, *rng.sizes(6, 4, 5, 3))
    given = {"x": x, "y": y, **params}
    before = {name: array.copy() for name, array in given.items()}
    _, grads = student.mlp_loss_and_gradients(x, y, params)
    for name, array in given.items():
        unchanged(array, before[name], name)
    _, expected = reference.mlp_loss_and_gradients(x, y, params)
    entries_close(grads, expected)
    few = x.astype(np.float32), y, {name: array.astype(np.float32) for name, array in params.items()}
    (_, grads), (_, expected) = student.mlp_loss_and_gradients(*few), reference.mlp_loss_and_gradients(*few)
    entries_close(grads, expected, dtype="float32")


@check(points=1, after=accumulates_in_leaves_over_calls)
def trains_a_net_of_values(student, reference, rng):
    """Five steps of SGD on a net made of Values, whose grads are set to 0.0 before each, reach the reference's weights."""
    inputs, targets, weights = rng.normal(0.0, 1.0, (4, 2)), np.array([0.0, 1.0, 1.0, 0.0]), rng.normal(0.0, 1.0, 13)
    agree(student, reference, "train_values", inputs, targets, weights, steps=5, lr=0.5, name="the 13 weights")


@check(points=2, after=(finds_the_gradients_of_the_hidden_layer, leaves_the_net_as_it_was))
def trains_a_net_on_digits(student, reference, rng):
    """Ten steps of SGD on real handwritten digits, none of them a 9, reach the reference's weights."""
    images, labels = digits()
    rows = rng.choice(np.flatnonzero(labels < 9), (10, 16))  # the tenth class is missing
    params = {name: values / 4 for name, values in net(rng, 1, 64, *rng.sizes(20), 10)[2].items()}
    given = images[rows], labels[rows], params, 0.2
    entries_agree(student, reference, params, lambda side: side.drive("train", *given))
