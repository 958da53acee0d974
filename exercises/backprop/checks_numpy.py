"""The claims about layers and about a small net of them, then training runs."""

import numpy as np

from grader import (
    agrees,
    backward,
    call,
    case,
    check,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    passes_gradient_check,
    with_upstream,
)
from grader.datasets import digits

from .cases import activations, affine, far_out, net, three_nets
from .checks import accumulates_in_leaves_over_calls

AFFINE = call("affine_forward", "out", cache=True)
AFFINE_BACK = backward(AFFINE, "affine_backward", "dx", "dw", "db")
ACTIVATIONS = tuple(
    backward(call(f"{name}_forward", "out", cache=True), f"{name}_backward", "dx")
    for name in ("relu", "sigmoid", "tanh")
)
LAYERS = ((AFFINE_BACK, affine), *((back, activations) for back in ACTIVATIONS))
NET = call("mlp_loss_and_gradients", "loss", "grads")
GRADS = tuple(f'grads["{name}"]' for name in ("w1", "b1", "w2", "b2"))


@check(points=1)
def computes_affine_layers(student, reference, rng):
    """affine_forward returns x w + b, the same w and b for every row."""
    agrees(student, reference, AFFINE, affine(rng))


@check(points=1)
def computes_activations(student, reference, rng):
    """relu_forward, sigmoid_forward and tanh_forward work entry by entry, for any shape and any size of the numbers."""
    for back in ACTIVATIONS:
        with case(back.forward.function):
            agrees(student, reference, back.forward, far_out(activations(rng)))


@check(points=2, after=computes_affine_layers)
def sums_the_gradients_of_weights_and_bias(student, reference, rng):
    """dw and db are sums over the rows of the batch, shaped like w and b."""
    agrees(
        student, reference, AFFINE_BACK, with_upstream(rng, reference, AFFINE_BACK, affine(rng)), on=("db", "dw", "dx")
    )


@check(points=2, after=computes_activations)
def multiplies_by_the_slope_at_the_input(student, reference, rng):
    """The backward passes of relu, sigmoid and tanh multiply dout by the slope at the input of the forward pass."""
    for back in ACTIVATIONS:
        with case(back.function):
            cases = with_upstream(rng, reference, back, activations(rng))
            passes_gradient_check(student, reference, back, cases, rng, wrt={"dx": 0})


@check(points=1, after=(sums_the_gradients_of_weights_and_bias, multiplies_by_the_slope_at_the_input))
def can_go_back_twice(student, reference, rng):
    """Layers do not change their arguments or dout, and a cache works twice and after another forward pass."""
    for back, inputs in LAYERS:
        with case(back.function):
            cases = with_upstream(rng, reference, back, inputs(rng))
            leaves_alone(student, reference, back, cases, ("dout", "x", "w", "b"))
            goes_back_twice(student, reference, back, cases, inputs(rng))


@check(points=1, after=can_go_back_twice)
def keeps_float32(student, reference, rng):
    """Layers turn float32 into the right numbers in float32, forward and backward."""
    for back, inputs in LAYERS:
        with case(back.function):
            keeps_dtype(student, reference, back.forward, inputs(rng))
            keeps_dtype(student, reference, back, with_upstream(rng, reference, back, inputs(rng)))


@check(points=1)
def finds_the_loss_of_a_net(student, reference, rng):
    """The loss of the net is the softmax cross-entropy of affine, ReLU, affine, averaged over the rows."""
    agrees(student, reference, NET, three_nets(rng), on="loss")


@check(points=1, after=finds_the_loss_of_a_net)
def finds_the_gradients_of_the_last_layer(student, reference, rng):
    """grads["b2"] and grads["w2"] are the gradients of the averaged loss, also for logits that are thousands apart."""
    agrees(student, reference, NET, three_nets(rng), on=('grads["b2"]', 'grads["w2"]'))


@check(points=2, after=finds_the_gradients_of_the_last_layer)
def finds_the_gradients_of_the_hidden_layer(student, reference, rng):
    """grads["b1"] and grads["w1"] are right: the gradient goes back through w2 and the ReLU."""
    agrees(student, reference, NET, net(rng, *rng.sizes(7, 5, 6, 3)), on=('grads["w1"]', 'grads["b1"]'))


@check(points=1, after=finds_the_gradients_of_the_hidden_layer)
def leaves_the_net_as_it_was(student, reference, rng):
    """mlp_loss_and_gradients changes nothing that it is given, and the gradients of float32 arrays are right in float32."""
    given = net(rng, *rng.sizes(6, 4, 5, 3))
    leaves_alone(student, reference, NET, given, ("x", "y", "params"), on=GRADS)
    keeps_dtype(student, reference, NET, given, on=GRADS)


@check(points=1, after=accumulates_in_leaves_over_calls)
def trains_a_net_of_values(student, reference, rng):
    """Five steps of SGD on a net made of Values, whose grads are set to 0.0 before each, reach the reference's weights."""
    inputs, targets, weights = rng.normal(0.0, 1.0, (4, 2)), np.array([0.0, 1.0, 1.0, 0.0]), rng.normal(0.0, 1.0, 13)
    agrees(student, reference, "train_values", (inputs, targets, weights, 5, 0.5), on="the 13 weights")


@check(points=2, after=(finds_the_gradients_of_the_hidden_layer, leaves_the_net_as_it_was))
def trains_a_net_on_digits(student, reference, rng):
    """Ten steps of SGD on real handwritten digits, none of them a 9, reach the reference's weights."""
    images, labels = digits()
    rows = rng.choice(np.flatnonzero(labels < 9), (10, 16))  # the tenth class is missing
    params = {name: values / 4 for name, values in net(rng, 1, 64, *rng.sizes(20), 10)[2].items()}
    agrees(student, reference, "train", (images[rows], labels[rows], params, 0.2), on=tuple(params))
