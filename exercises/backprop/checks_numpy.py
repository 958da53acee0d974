"""The claims about layers and about a small net of them, then training runs."""

import numpy as np

from grader import (
    agrees,
    backward,
    call,
    check,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    passes_gradient_check,
    takes_any_layout,
    with_upstream,
)
from grader.datasets import digits

from .cases import (
    GRADIENT,
    activations,
    affine,
    far_out,
    large_logits,
    net,
    numbers,
    points,
    thin_activations,
    thin_affine,
    thin_nets,
    thin_points,
)
from .checks import (
    DATA,
    computes_with_values,
    finishes_a_node_before_its_operands,
    goes_back_through_functions,
    takes_central_differences,
)

AFFINE = call("affine_forward", "out", cache=True)
AFFINE_BACK = backward(AFFINE, "affine_backward", "dx", "dw", "db")
ACTIVATIONS = {
    name: backward(call(f"{name}_forward", "out", cache=True), f"{name}_backward", "dx")
    for name in ("relu", "sigmoid", "tanh")
}
NET = call("mlp_loss_and_gradients", "loss", "grads")
GRADS = tuple(f'grads["{name}"]' for name in ("w1", "b1", "w2", "b2"))


@check(points=1)
def computes_affine_layers(student, reference, rng):
    """affine_forward returns x w + b, the same w and b for every row."""
    agrees(student, reference, AFFINE, affine(rng))


@check(points=1, each=dict.fromkeys(ACTIVATIONS))
def computes_activations(student, reference, rng, name):
    """relu_forward, sigmoid_forward and tanh_forward work entry by entry, for any shape."""
    agrees(student, reference, ACTIVATIONS[name].forward, activations(rng))


@check(points=1.5, after=computes_affine_layers)
def sums_the_gradients_of_weights_and_bias(student, reference, rng):
    """dw and db are sums over the rows of the batch, shaped like w and b."""
    cases = with_upstream(rng, reference, AFFINE_BACK, affine(rng))
    agrees(student, reference, AFFINE_BACK, cases, on=("db", "dw", "dx"))


@check(points=1.5, each={name: computes_activations[name] for name in ACTIVATIONS})
def multiplies_by_the_slope_at_the_input(student, reference, rng, name):
    """The backward passes of relu, sigmoid and tanh multiply dout by the slope at the input of the forward pass."""
    cases = with_upstream(rng, reference, ACTIVATIONS[name], activations(rng))
    passes_gradient_check(student, reference, ACTIVATIONS[name], cases, rng, wrt={"dx": 0})


# Of each function of a layer: the question, its inputs, inputs with axes of length one, and its main claim.
LAYERS = {
    "affine_forward": (AFFINE, affine, thin_affine, computes_affine_layers),
    "affine_backward": (AFFINE_BACK, affine, thin_affine, sums_the_gradients_of_weights_and_bias),
}
for layer, question in ACTIVATIONS.items():
    given = activations, thin_activations
    LAYERS[f"{layer}_forward"] = question.forward, *given, computes_activations[layer]
    LAYERS[f"{layer}_backward"] = question, *given, multiplies_by_the_slope_at_the_input[layer]
WRITTEN = {name: main for name, (*_, main) in LAYERS.items()}


def cases_of(rng, reference, name, thin=False):
    """The inputs of a function of a layer, with an upstream gradient if it is a backward pass."""
    question, ordinary, with_short_axes, _ = LAYERS[name]
    cases = (with_short_axes if thin else ordinary)(rng)
    return with_upstream(rng, reference, question, cases) if name.endswith("backward") else cases


@check(points=0.5, strict="arguments", each=WRITTEN)
def leaves_its_arguments_alone(student, reference, rng, name):
    """The functions of layers give the right answer and change no array that they are given."""
    question, cases = LAYERS[name][0], cases_of(rng, reference, name)
    first = ("dout",) if name.endswith("backward") else ()
    leaves_alone(student, reference, question, cases, (*first, "x", "w", "b"))
    if not first:
        takes_any_layout(student, reference, question, cases, layouts=("read_only",))


@check(points=0.5, strict="calls", each={name: main for name, main in WRITTEN.items() if name.endswith("backward")})
def can_go_back_twice(student, reference, rng, name):
    """A cache works twice, and after another forward pass."""
    question, inputs, *_ = LAYERS[name]
    goes_back_twice(student, reference, question, cases_of(rng, reference, name), inputs(rng))


FAR_OUT = {
    **{name: computes_activations[name] for name in ("sigmoid", "tanh")},
    **{GRADIENT + name: multiplies_by_the_slope_at_the_input[name] for name in ("sigmoid", "tanh")},
}


@check(points=0.5, strict="range", each=FAR_OUT)
def layers_survive_numbers_near_1000(student, reference, rng, name):
    """The layers of sigmoid and tanh are right for numbers near +-1000 too, forward and backward."""
    question, cases = ACTIVATIONS[name.removeprefix(GRADIENT)], far_out(rng)
    if name.startswith(GRADIENT):
        agrees(student, reference, question, with_upstream(rng, reference, question, cases))
    else:
        agrees(student, reference, question.forward, cases)


@check(points=1)
def finds_the_loss_of_a_net(student, reference, rng):
    """The loss of the net is the softmax cross-entropy of affine, ReLU, affine, averaged over the rows."""
    agrees(student, reference, NET, net(rng, *rng.sizes(7, 5, 6, 3)), on="loss")


@check(points=1, after=finds_the_loss_of_a_net)
def finds_the_gradients_of_the_last_layer(student, reference, rng):
    """grads["b2"] and grads["w2"] are the gradients of the averaged loss."""
    agrees(student, reference, NET, net(rng, *rng.sizes(7, 5, 6, 3)), on=('grads["b2"]', 'grads["w2"]'))


@check(points=1.5, after=finds_the_gradients_of_the_last_layer)
def finds_the_gradients_of_the_hidden_layer(student, reference, rng):
    """grads["b1"] and grads["w1"] are right: the gradient goes back through w2 and the ReLU."""
    agrees(student, reference, NET, net(rng, *rng.sizes(7, 5, 6, 3)), on=('grads["w1"]', 'grads["b1"]'))


@check(
    points=0.5,
    strict="range",
    each={"loss": finds_the_loss_of_a_net, "gradients": finds_the_gradients_of_the_last_layer},
)
def survives_large_logits(student, reference, rng, name):
    """The loss and the gradients of the last layer are right for logits near 1000 and for logits thousands apart."""
    agrees(student, reference, NET, large_logits(rng), on="loss" if name == "loss" else ('grads["b2"]', 'grads["w2"]'))


@check(points=0.5, strict="arguments", after=finds_the_gradients_of_the_hidden_layer)
def leaves_the_net_as_it_was(student, reference, rng):
    """mlp_loss_and_gradients gives the right gradients and changes nothing that it is given."""
    leaves_alone(student, reference, NET, net(rng, *rng.sizes(6, 4, 5, 3)), ("x", "y", "params"), on=GRADS)


PRECISE = {
    "numerical_gradient": takes_central_differences,
    "Value": computes_with_values["a * b"],
    **WRITTEN,
    "loss of the net": finds_the_loss_of_a_net,
    "gradients of the net": finds_the_gradients_of_the_hidden_layer,
}


@check(points=1, strict="precision", each=PRECISE)
def keeps_float32(student, reference, rng, name):
    """Layers and nets turn float32 into the right numbers in float32. float64 inputs give the precision of float64."""
    if name == "numerical_gradient":
        agrees(student, reference, "numerical_gradient", points(rng), on="gradient", h=0.3)
    elif name == "Value":
        agrees(student, reference, "compute_values", ("a * b", numbers(rng, "a * b")), on=DATA)
    elif name == "loss of the net":
        agrees(student, reference, NET, net(rng, *rng.sizes(6, 4, 5, 3)), on="loss")
    elif name == "gradients of the net":
        keeps_dtype(student, reference, NET, net(rng, *rng.sizes(6, 4, 5, 3)), on=GRADS)
    else:
        keeps_dtype(student, reference, LAYERS[name][0], cases_of(rng, reference, name))


THIN = {
    "numerical_gradient": takes_central_differences,
    **WRITTEN,
    "mlp_loss_and_gradients": finds_the_gradients_of_the_hidden_layer,
}


@check(points=1, strict="axes", each=THIN)
def keeps_axes_of_length_one(student, reference, rng, name):
    """Answers keep axes of length one, as for one row or for one hidden unit. Arrays may have any layout in memory."""
    if name == "numerical_gradient":
        agrees(student, reference, "numerical_gradient", thin_points(rng), on="gradient", h=0.3)
    elif name == "mlp_loss_and_gradients":
        agrees(student, reference, NET, thin_nets(rng), on=("loss", *GRADS))
        takes_any_layout(
            student, reference, NET, net(rng, *rng.sizes(6, 4, 5, 3)), on=GRADS, layouts=("spaced", "transposed")
        )
    else:
        question = LAYERS[name][0]
        agrees(student, reference, question, cases_of(rng, reference, name, thin=True))
        takes_any_layout(student, reference, question, cases_of(rng, reference, name), layouts=("spaced", "transposed"))


TRAINS = finishes_a_node_before_its_operands, *(goes_back_through_functions[name] for name in ("tanh", "sigmoid"))


@check(points=1, after=TRAINS)
def trains_a_net_of_values(student, reference, rng):
    """Five steps of SGD on a net made of Values, whose grads are set to 0.0 before each, reach the reference's weights."""
    inputs, targets, weights = rng.normal(0.0, 1.0, (4, 2)), rng.uniform(0.1, 0.9, 4), rng.normal(0.0, 1.0, 13)
    agrees(student, reference, "train_values", (inputs, targets, weights, 5, 0.5), on="the 13 weights")


@check(points=1, after=finds_the_gradients_of_the_hidden_layer)
def trains_a_net_on_digits(student, reference, rng):
    """Ten steps of SGD on real handwritten digits, none of them a 9, reach the reference's weights."""
    images, labels = digits()
    rows = rng.choice(np.flatnonzero(labels < 9), (10, 16))  # the tenth class is missing
    params = {name: values / 4 for name, values in net(rng, 1, 64, *rng.sizes(20), 10)[2].items()}
    agrees(student, reference, "train", (images[rows], labels[rows], params, 0.2), on=tuple(params))
