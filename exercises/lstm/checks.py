"""The claims about the LSTM by hand: one step forward and back, sequences, then training."""

from grader import (
    agrees,
    backward,
    call,
    case,
    check,
    costs_like,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    with_upstream,
)

from .cases import (
    axes_of_length_one,
    inputs,
    losses,
    saturated,
    sequences,
    sequences_back,
    step,
    step_back,
    three_steps,
    three_steps_back,
)

STEP = call("lstm_step_forward", "h_next", "c_next", cache=True)
STEP_BACK = backward(STEP, "lstm_step_backward", "dx", "dh", "dc", "dw_ih", "dw_hh", "db", upstream=2)
RUN = call("lstm_forward", "h", cache=True)
BACK_THROUGH_TIME = backward(RUN, "lstm_backward", "dx", "dh0", "dc0", "dw_ih", "dw_hh", "db")


@check(points=2)
def updates_the_cell_state(student, reference, rng):
    """One step keeps f of the old cell state and lets in i of the candidate g: c_next = f * c + i * g."""
    agrees(student, reference, STEP, step(rng), on="c_next")


@check(points=1, after=updates_the_cell_state)
def shows_part_of_the_cell_state(student, reference, rng):
    """One step shows o of the new cell state, squashed first: h_next = o * tanh(c_next)."""
    agrees(student, reference, STEP, step(rng), on="h_next")


@check(points=1, after=shows_part_of_the_cell_state)
def leaves_the_arguments_of_a_step_alone(student, reference, rng):
    """A step forward gives the right state and changes none of its arguments."""
    leaves_alone(student, reference, STEP, step(rng), ("x", "h", "c", "w_ih", "w_hh", "b"))


@check(points=1, after=shows_part_of_the_cell_state)
def survives_saturated_gates(student, reference, rng):
    """Inputs of -1000 and 1000 to the gates make them 0 and 1, not NaN."""
    agrees(student, reference, STEP, saturated(rng), on=("c_next", "h_next"))


@check(points=1, after=shows_part_of_the_cell_state)
def keeps_axes_of_length_one(student, reference, rng):
    """A batch of one row, an input of one feature and a state of one unit keep their axes."""
    agrees(student, reference, STEP, axes_of_length_one(rng), on=("c_next", "h_next"))


@check(points=2, after=shows_part_of_the_cell_state)
def goes_back_from_the_cell_state(student, reference, rng):
    """What the loss sends to c_next alone (dh_next is 0) reaches the old cell state through f, and three of the gates."""
    dh_next, dc_next, *args = step_back(rng)
    agrees(student, reference, STEP_BACK, (0 * dh_next, dc_next, *args), on=("dc", "db"))


@check(points=2, after=shows_part_of_the_cell_state)
def goes_back_from_the_hidden_state(student, reference, rng):
    """What the loss sends to h_next alone (dc_next is 0) reaches o, and through the new cell state everything else."""
    dh_next, dc_next, *args = step_back(rng)
    agrees(student, reference, STEP_BACK, (dh_next, 0 * dc_next, *args), on=("dc", "db"))


@check(points=1, after=(goes_back_from_the_cell_state, goes_back_from_the_hidden_state))
def finds_the_gradients_of_the_products(student, reference, rng):
    """From the gates the gradient goes back through both matrix products, to the weights, to x and to h."""
    agrees(student, reference, STEP_BACK, step_back(rng), on=("dw_ih", "dw_hh", "dx", "dh", "db", "dc"))


@check(points=1, after=finds_the_gradients_of_the_products)
def goes_back_without_differences(student, reference, rng):
    """The right gradients of one step cost about as much as going forward: they come from formulas, not from moving entries."""
    dh_next, dc_next, *args = step_back(rng)
    costs_like(student, reference, "lstm_step_forward", tuple(args), "lstm_step_backward", (dh_next, dc_next))


@check(points=1, after=(survives_saturated_gates, goes_back_from_the_hidden_state))
def passes_nothing_through_saturated_gates(student, reference, rng):
    """Gates that are shut or wide open have gradient 0, not NaN."""
    cases = with_upstream(rng, reference, STEP_BACK, {"saturated gates": saturated(rng)})
    agrees(student, reference, STEP_BACK, cases, on=("db", "dc"))


@check(points=2, after=shows_part_of_the_cell_state)
def runs_through_the_sequence(student, reference, rng):
    """Every step starts from the state that the one before has left; h[:, t] is the hidden state after step t."""
    agrees(student, reference, RUN, sequences(rng))


@check(points=1, after=runs_through_the_sequence)
def leaves_sequences_alone(student, reference, rng):
    """A run through a sequence gives the right states and changes none of its arguments."""
    leaves_alone(student, reference, RUN, three_steps(rng), ("x", "h0", "c0", "w_ih", "w_hh", "b"))


@check(points=2, after=(runs_through_the_sequence, finds_the_gradients_of_the_products))
def goes_back_through_time(student, reference, rng):
    """Each step receives what the loss sends to its own h and what comes back, in h and in c, from the step after it."""
    agrees(student, reference, BACK_THROUGH_TIME, losses(rng), on=("dh0", "dc0", "dx"))


@check(points=2, after=goes_back_through_time)
def adds_up_the_weights_gradients(student, reference, rng):
    """The gradients of weights and bias are sums over all steps, each of which uses them."""
    agrees(student, reference, BACK_THROUGH_TIME, sequences_back(rng), on=("dw_ih", "dw_hh", "db"))


@check(points=1, after=adds_up_the_weights_gradients)
def leaves_upstream_gradients_alone(student, reference, rng):
    """Going back gives the right gradients and changes none that come in, neither in a step nor in a sequence."""
    with case("a step"):
        leaves_alone(student, reference, STEP_BACK, step_back(rng), ("dh_next", "dc_next"))
    with case("a sequence"):
        leaves_alone(student, reference, BACK_THROUGH_TIME, three_steps_back(rng), "dh")


@check(points=1, after=adds_up_the_weights_gradients)
def can_go_back_twice(student, reference, rng):
    """A backward pass may run after another forward pass, and twice with one cache."""
    goes_back_twice(student, reference, BACK_THROUGH_TIME, three_steps_back(rng), three_steps(rng), names="dh")


@check(points=1, after=adds_up_the_weights_gradients)
def keeps_float32(student, reference, rng):
    """From float32 arrays come the right numbers in float32: states and gradients, of a step and of a sequence."""
    with case("a step"):
        keeps_dtype(student, reference, STEP, step(rng))
        keeps_dtype(student, reference, STEP_BACK, step_back(rng))
    with case("a sequence"):
        keeps_dtype(student, reference, RUN, three_steps(rng))
        keeps_dtype(student, reference, BACK_THROUGH_TIME, three_steps_back(rng))


@check(points=2, after=(can_go_back_twice, leaves_sequences_alone))
def trains_like_the_reference(student, reference, rng):
    """Six steps of SGD, with large errors, reach the reference's weights."""
    n, t, d, h, m = rng.sizes(6, 7, 5, 4, 3)
    *_, w_ih, w_hh, b = inputs(rng, n, d, h, t)
    x, targets = rng.normal(0.0, 1.0, (6, n, t, d)), rng.normal(0.0, 20.0, (6, n, t, m))
    weights = {"w_ih": w_ih, "w_hh": w_hh, "b": b, "read_out": rng.normal(0.0, 0.5, (h, m))}
    agrees(student, reference, "train", (x, targets, weights, 0.01), on=("b", "w_ih", "w_hh", "read_out"))
