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
    """One step computes the new cell state from the old one and the gates: c_next = f * c + i * g."""
    agrees(student, reference, STEP, step(rng), on="c_next")


@check(points=1, after=updates_the_cell_state)
def shows_part_of_the_cell_state(student, reference, rng):
    """One step computes the new hidden state from the new cell state: h_next = o * tanh(c_next)."""
    agrees(student, reference, STEP, step(rng), on="h_next")


@check(points=1, after=shows_part_of_the_cell_state)
def leaves_the_arguments_of_a_step_alone(student, reference, rng):
    """A step forward gives the right state and changes none of its arguments."""
    leaves_alone(student, reference, STEP, step(rng), ("x", "h", "c", "w_ih", "w_hh", "b"))


@check(points=1, after=shows_part_of_the_cell_state)
def survives_saturated_gates(student, reference, rng):
    """Gates are 0 and 1, not NaN, where their entries of a are near -1000 and 1000."""
    agrees(student, reference, STEP, saturated(rng), on=("c_next", "h_next"))


@check(points=1, after=shows_part_of_the_cell_state)
def keeps_axes_of_length_one(student, reference, rng):
    """Axes of length 1 stay: for a batch of one row, for one input feature and for one unit."""
    agrees(student, reference, STEP, axes_of_length_one(rng), on=("c_next", "h_next"))


@check(points=2, after=shows_part_of_the_cell_state)
def goes_back_from_the_cell_state(student, reference, rng):
    """With dh_next = 0, dc and db are right: the gradient reaches the old cell state, i, f and g, but not o."""
    dh_next, dc_next, *args = step_back(rng)
    agrees(student, reference, STEP_BACK, (0 * dh_next, dc_next, *args), on=("dc", "db"))


@check(points=2, after=shows_part_of_the_cell_state)
def goes_back_from_the_hidden_state(student, reference, rng):
    """With dc_next = 0, dc and db are right: the gradient reaches o, and all others through the new cell state."""
    dh_next, dc_next, *args = step_back(rng)
    agrees(student, reference, STEP_BACK, (dh_next, 0 * dc_next, *args), on=("dc", "db"))


@check(points=1, after=(goes_back_from_the_cell_state, goes_back_from_the_hidden_state))
def finds_the_gradients_of_the_products(student, reference, rng):
    """The gradient goes back from a through both matrix products: to the weights, to x and to h."""
    agrees(student, reference, STEP_BACK, step_back(rng), on=("dw_ih", "dw_hh", "dx", "dh", "db", "dc"))


@check(points=1, after=finds_the_gradients_of_the_products)
def goes_back_without_differences(student, reference, rng):
    """The backward pass of a step costs about as much as its forward pass: it uses formulas, not finite differences."""
    dh_next, dc_next, *args = step_back(rng)
    costs_like(student, reference, "lstm_step_forward", tuple(args), "lstm_step_backward", (dh_next, dc_next))


@check(points=1, after=(survives_saturated_gates, goes_back_from_the_hidden_state))
def passes_nothing_through_saturated_gates(student, reference, rng):
    """Where a gate is exactly 0 or 1, its gradient is 0, not NaN."""
    cases = with_upstream(rng, reference, STEP_BACK, {"saturated gates": saturated(rng)})
    agrees(student, reference, STEP_BACK, cases, on=("db", "dc"))


@check(points=2, after=shows_part_of_the_cell_state)
def runs_through_the_sequence(student, reference, rng):
    """Every step starts from the state after the step before. h[:, t] is the hidden state after step t."""
    agrees(student, reference, RUN, sequences(rng))


@check(points=1, after=runs_through_the_sequence)
def leaves_sequences_alone(student, reference, rng):
    """lstm_forward gives the right states and changes none of its arguments."""
    leaves_alone(student, reference, RUN, three_steps(rng), ("x", "h0", "c0", "w_ih", "w_hh", "b"))


@check(points=2, after=(runs_through_the_sequence, finds_the_gradients_of_the_products))
def goes_back_through_time(student, reference, rng):
    """Each step adds two gradients, from the loss and from the step after it, and passes dh and dc on."""
    agrees(student, reference, BACK_THROUGH_TIME, losses(rng), on=("dh0", "dc0", "dx"))


@check(points=2, after=goes_back_through_time)
def adds_up_the_weights_gradients(student, reference, rng):
    """The gradients of the weights and of the bias are sums over all steps."""
    agrees(student, reference, BACK_THROUGH_TIME, sequences_back(rng), on=("dw_ih", "dw_hh", "db"))


@check(points=1, after=adds_up_the_weights_gradients)
def leaves_upstream_gradients_alone(student, reference, rng):
    """Both backward functions give the right gradients and do not change dh_next, dc_next or dh."""
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
    """For float32 inputs, states and gradients are right and are float32, for a step and for a sequence."""
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
