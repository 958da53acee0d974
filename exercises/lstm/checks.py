"""The claims about the LSTM by hand: one step forward and back, sequences, then training."""

from grader import (
    agrees,
    backward,
    call,
    check,
    costs_like,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    takes_any_layout,
    with_upstream,
)

from .cases import (
    axes_of_length_one,
    inputs,
    losses,
    saturated,
    sequences_of_length_one,
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


@check(points=2, look_first=shows_part_of_the_cell_state)
def runs_through_the_sequence(student, reference, rng):
    """Every step starts from the state after the step before. h[:, t] is the hidden state after step t."""
    agrees(student, reference, RUN, three_steps(rng))


@check(points=2, after=runs_through_the_sequence, look_first=finds_the_gradients_of_the_products)
def goes_back_through_time(student, reference, rng):
    """Each step adds two gradients, from the loss and from the step after it, and passes dh and dc on."""
    agrees(student, reference, BACK_THROUGH_TIME, losses(rng), on=("dh0", "dc0", "dx"))


@check(points=2, after=goes_back_through_time)
def adds_up_the_weights_gradients(student, reference, rng):
    """The gradients of the weights and of the bias are sums over all steps."""
    agrees(student, reference, BACK_THROUGH_TIME, three_steps_back(rng), on=("dw_ih", "dw_hh", "db"))


QUESTIONS = {
    "lstm_step_forward": STEP,
    "lstm_step_backward": STEP_BACK,
    "lstm_forward": RUN,
    "lstm_backward": BACK_THROUGH_TIME,
}
WRITTEN = {
    "lstm_step_forward": shows_part_of_the_cell_state,
    "lstm_step_backward": finds_the_gradients_of_the_products,
    "lstm_forward": runs_through_the_sequence,
    "lstm_backward": adds_up_the_weights_gradients,
}
GIVEN = {
    "lstm_step_forward": step,
    "lstm_step_backward": step_back,
    "lstm_forward": three_steps,
    "lstm_backward": three_steps_back,
}


@check(points=1, after=shows_part_of_the_cell_state, strict="range")
def survives_saturated_gates(student, reference, rng):
    """Gates are 0 and 1, not NaN, where their entries of a are near -1000 and 1000."""
    agrees(student, reference, STEP, saturated(rng), on=("c_next", "h_next"))


@check(points=1, after=goes_back_from_the_hidden_state, look_first=survives_saturated_gates, strict="range")
def passes_nothing_through_saturated_gates(student, reference, rng):
    """Where a gate is exactly 0 or 1, its gradient is 0, not NaN."""
    cases = with_upstream(rng, reference, STEP_BACK, {"saturated gates": saturated(rng)})
    agrees(student, reference, STEP_BACK, cases, on=("db", "dc"))


@check(points=1, strict="axes", each=WRITTEN)
def keeps_axes_of_length_one(student, reference, rng, name):
    """Axes of length 1 stay: one row, one input feature, one unit, one step. Arrays may have any layout in memory."""
    cases, question = sequences_of_length_one(rng) if "step" not in name else axes_of_length_one(rng), QUESTIONS[name]
    backward = "backward" in name
    agrees(student, reference, question, with_upstream(rng, reference, question, cases) if backward else cases)
    takes_any_layout(student, reference, question, GIVEN[name](rng), layouts=("spaced", "transposed"))


@check(points=2, strict="arguments", each=WRITTEN)
def leaves_its_arguments_alone(student, reference, rng, name):
    """Each function gives the right answer and changes none of the arrays that it is given. They may be read-only."""
    behind = {"lstm_step_backward": ("dh_next", "dc_next"), "lstm_backward": ("dh",)}.get(name, ())
    leaves_alone(student, reference, QUESTIONS[name], GIVEN[name](rng), (*behind, "x", "h", "c", "w_ih", "w_hh", "b"))
    takes_any_layout(student, reference, QUESTIONS[name], GIVEN[name](rng), layouts=("read_only",))


BACKWARD = {
    "lstm_step_backward": (STEP_BACK, ("dh_next", "dc_next")),
    "lstm_backward": (BACK_THROUGH_TIME, ("dh",)),
}


@check(points=2, strict="calls", each={name: WRITTEN[name] for name in BACKWARD})
def can_go_back_twice(student, reference, rng, name):
    """A backward pass may run after another forward pass, and twice with one cache."""
    question, names = BACKWARD[name]
    others = step(rng) if name == "lstm_step_backward" else three_steps(rng)
    goes_back_twice(student, reference, question, GIVEN[name](rng), others, names=names)


@check(points=1, strict="precision", each=WRITTEN)
def keeps_float32(student, reference, rng, name):
    """For float32 inputs, states and gradients are right and are float32. For float64 inputs they have its precision."""
    keeps_dtype(student, reference, QUESTIONS[name], GIVEN[name](rng))


@check(points=2, after=adds_up_the_weights_gradients)
def trains_like_the_reference(student, reference, rng):
    """Six steps of SGD, with large errors, reach the reference's weights."""
    n, t, d, h, m = rng.sizes(6, 7, 5, 4, 3)
    *_, w_ih, w_hh, b = inputs(rng, n, d, h, t)
    x, targets = rng.normal(0.0, 1.0, (6, n, t, d)), rng.normal(0.0, 20.0, (6, n, t, m))
    weights = {"w_ih": w_ih, "w_hh": w_hh, "b": b, "read_out": rng.normal(0.0, 0.5, (h, m))}
    agrees(student, reference, "train", (x, targets, weights, 0.01), on=("b", "w_ih", "w_hh", "read_out"))
