"""What is asked of the LSTM by hand: one step, its gradients, whole sequences, back through time, a short training."""

import numpy as np

from grader import case, check, close, costs_like, same_dtype, unchanged


def drawn(rng, n, d, h, *steps):
    """x, h, c, w_ih, w_hh and b: gates about half open, states and biases away from 0."""
    x, state = rng.normal(0.3, 1.0, (n, *steps, d)), rng.normal(0.5, 0.8, (2, n, h))
    w_ih, w_hh = rng.normal(0.0, 0.5, (4 * h, d)), rng.normal(0.0, 0.5, (4 * h, h))
    return x, state[0].copy(), state[1].copy(), w_ih, w_hh, rng.normal(0.2, 0.7, 4 * h)


def lengths(rng):
    """A sequence of one step, then one of three, each the case at hand while it is judged; all sizes differ."""
    for name, steps in (("one step", 1), ("three steps", 3)):
        with case(name):
            yield drawn(rng, *rng.sizes(2, 5, 4), steps)


def upstream(rng, x, h0):
    """A random gradient for every hidden state of a step or of a sequence."""
    return rng.normal(0.3, 1.0, (*x.shape[:-1], h0.shape[-1]))


def saturated(rng):
    """The arguments of a step whose gates are shut or wide open, in another way for each unit: biases of a thousand."""
    n, d, units = rng.sizes(3, 4, 5)
    x, h, c, w_ih, w_hh, _ = drawn(rng, n, d, units)
    signs = np.array([[-1, -1, 1, 1], [1, -1, -1, 1], [-1, 1, 1, -1], [1, 1, -1, -1], [1, 1, 1, 1]])  # of i, f, g, o
    return x, h, c, w_ih, w_hh, 1000.0 * rng.permutation(signs[:units]).T.ravel()


def step(side, *args):
    """The next state, by name."""
    h_next, c_next, _ = side.lstm_step_forward(*args)
    return {"h_next": h_next, "c_next": c_next}


def step_gradients(side, dh_next, dc_next, *args):
    """The gradients of a step, by name, on a cache that the side's own forward step made."""
    *_, cache = side.lstm_step_forward(*args)
    return dict(zip("dx dh dc dw_ih dw_hh db".split(), side.lstm_step_backward(dh_next, dc_next, cache), strict=True))


def sequence(side, *args):
    """The hidden states, by name."""
    h, _ = side.lstm_forward(*args)
    return {"h": h}


def gradients(side, dh, *args):
    """The gradients of a sequence, by name, on a cache that the side's own forward pass made."""
    _, cache = side.lstm_forward(*args)
    return dict(zip("dx dh0 dc0 dw_ih dw_hh db".split(), side.lstm_backward(dh, cache), strict=True))


def agree(student, reference, names, question, *args):
    """Judge these entries of what both sides answer to `question`: a function of a side, or the name of a driver."""
    ask = question if callable(question) else lambda side, *args: side.drive(question, *args)
    answer, expected = ask(student, *args), ask(reference, *args)
    for name in names.split():
        close(answer[name], expected[name], name)


def keeps(arrays, names, work, expected):
    """`work`, which is given the arrays, leaves them as they are, and its answer holds the expected numbers, by name."""
    before = [array.copy() for array in arrays]
    answer = work(*arrays)
    for array, values, name in zip(arrays, before, names.split(), strict=True):
        unchanged(array, values, name)
    same_answers(answer, expected)


def same_answers(answer, expected):
    """Judge every entry of an answer."""
    for name, values in expected.items():
        close(answer[name], values, name)


@check(points=2)
def updates_the_cell_state(student, reference, rng):
    """One step keeps f of the old cell state and lets in i of the candidate g: c_next = f * c + i * g."""
    agree(student, reference, "c_next", step, *drawn(rng, *rng.sizes(3, 5, 4)))


@check(points=1, after=updates_the_cell_state)
def shows_part_of_the_cell_state(student, reference, rng):
    """One step shows o of the new cell state, squashed first: h_next = o * tanh(c_next)."""
    agree(student, reference, "h_next", step, *drawn(rng, *rng.sizes(2, 4, 3)))


@check(points=1, after=shows_part_of_the_cell_state)
def leaves_the_arguments_of_a_step_alone(student, reference, rng):
    """A step forward gives the right state and changes none of its arguments."""
    args = drawn(rng, *rng.sizes(3, 5, 4))
    keeps(args, "x h c w_ih w_hh b", lambda *given: step(student, *given), step(reference, *args))


@check(points=1, after=shows_part_of_the_cell_state)
def survives_saturated_gates(student, reference, rng):
    """Inputs of -1000 and 1000 to the gates make them 0 and 1, not NaN."""
    agree(student, reference, "c_next h_next", step, *saturated(rng))


@check(points=1, after=shows_part_of_the_cell_state)
def keeps_axes_of_length_one(student, reference, rng):
    """A batch of one row, an input of one feature and a state of one unit keep their axes."""
    for name, sizes in (("one row", (1, 5, 4)), ("one feature", (3, 1, 4)), ("one unit", (3, 5, 1))):
        with case(name):
            agree(student, reference, "c_next h_next", step, *drawn(rng, *sizes))


@check(points=2, after=shows_part_of_the_cell_state)
def goes_back_from_the_cell_state(student, reference, rng):
    """What the loss sends to c_next alone (dh_next is 0) reaches the old cell state through f, and three of the gates."""
    args = drawn(rng, *rng.sizes(3, 5, 4))
    dc_next = upstream(rng, *args[:2])
    agree(student, reference, "dc db", step_gradients, 0 * dc_next, dc_next, *args)


@check(points=2, after=shows_part_of_the_cell_state)
def goes_back_from_the_hidden_state(student, reference, rng):
    """What the loss sends to h_next alone (dc_next is 0) reaches o, and through the new cell state everything else."""
    args = drawn(rng, *rng.sizes(3, 5, 4))
    dh_next = upstream(rng, *args[:2])
    agree(student, reference, "dc db", step_gradients, dh_next, 0 * dh_next, *args)


@check(points=1, after=(goes_back_from_the_cell_state, goes_back_from_the_hidden_state))
def finds_the_gradients_of_the_products(student, reference, rng):
    """From the gates the gradient goes back through both matrix products, to the weights, to x and to h."""
    args = drawn(rng, *rng.sizes(3, 5, 4))
    dh_next, dc_next = upstream(rng, *args[:2]), upstream(rng, *args[:2])
    agree(student, reference, "dw_ih dw_hh dx dh db dc", step_gradients, dh_next, dc_next, *args)


@check(points=1, after=finds_the_gradients_of_the_products)
def goes_back_without_differences(student, reference, rng):
    """The right gradients of one step cost about as much as going forward: they come from formulas, not from moving entries."""
    args = drawn(rng, *rng.sizes(3, 5, 4))
    slopes = upstream(rng, *args[:2]), upstream(rng, *args[:2])
    costs_like(student, reference, "lstm_step_forward", args, "lstm_step_backward", slopes)


@check(points=1, after=(survives_saturated_gates, goes_back_from_the_hidden_state))
def passes_nothing_through_saturated_gates(student, reference, rng):
    """Gates that are shut or wide open have gradient 0, not NaN."""
    args = saturated(rng)
    dh_next, dc_next = upstream(rng, *args[:2]), upstream(rng, *args[:2])
    agree(student, reference, "db dc", step_gradients, dh_next, dc_next, *args)


@check(points=2, after=shows_part_of_the_cell_state)
def runs_through_the_sequence(student, reference, rng):
    """Every step starts from the state that the one before has left; h[:, t] is the hidden state after step t."""
    for args in lengths(rng):
        agree(student, reference, "h", sequence, *args)


@check(points=1, after=runs_through_the_sequence)
def leaves_sequences_alone(student, reference, rng):
    """A run through a sequence gives the right states and changes none of its arguments."""
    args = drawn(rng, *rng.sizes(2, 5, 4), 3)
    keeps(args, "x h0 c0 w_ih w_hh b", lambda *given: sequence(student, *given), sequence(reference, *args))


@check(points=2, after=(runs_through_the_sequence, finds_the_gradients_of_the_products))
def goes_back_through_time(student, reference, rng):
    """Each step receives what the loss sends to its own h and what comes back, in h and in c, from the step after it."""
    for args in lengths(rng):
        dh = upstream(rng, *args[:2])
        last_only = np.zeros_like(dh)
        last_only[:, -1] = dh[:, -1]
        for name, slopes in (("the loss looks at the last h", last_only), ("the loss looks at every h", dh)):
            with case(name):
                agree(student, reference, "dh0 dc0 dx", gradients, slopes, *args)


@check(points=2, after=goes_back_through_time)
def adds_up_the_weights_gradients(student, reference, rng):
    """The gradients of weights and bias are sums over all steps, each of which uses them."""
    for args in lengths(rng):
        agree(student, reference, "dw_ih dw_hh db", gradients, upstream(rng, *args[:2]), *args)


@check(points=1, after=adds_up_the_weights_gradients)
def leaves_upstream_gradients_alone(student, reference, rng):
    """Going back gives the right gradients and changes none that come in, neither in a step nor in a sequence."""
    args = drawn(rng, *rng.sizes(2, 5, 4))
    with case("a step"):
        slopes = upstream(rng, *args[:2]), upstream(rng, *args[:2])
        expected = step_gradients(reference, *slopes, *args)
        keeps(slopes, "dh_next dc_next", lambda *given: step_gradients(student, *given, *args), expected)
    args = drawn(rng, *rng.sizes(2, 5, 4), 3)
    with case("a sequence"):
        dh = upstream(rng, *args[:2])
        keeps([dh], "dh", lambda given: gradients(student, given, *args), gradients(reference, dh, *args))


@check(points=1, after=adds_up_the_weights_gradients)
def can_go_back_twice(student, reference, rng):
    """A backward pass may run after another forward pass, and twice with one cache."""
    args = drawn(rng, *rng.sizes(2, 5, 4), 3)
    dh = upstream(rng, *args[:2])
    expected = gradients(reference, dh, *args)
    _, cache = student.lstm_forward(*args)
    student.lstm_forward(1.0 - args[0], *args[1:])  # of the same shape: caches must not share a buffer
    for name in ("after another forward pass", "the second time"):
        with case(name):
            for slopes, (what, values) in zip(student.lstm_backward(dh.copy(), cache), expected.items(), strict=True):
                close(slopes, values, what)


@check(points=1, after=adds_up_the_weights_gradients)
def keeps_float32(student, reference, rng):
    """From float32 arrays come the right numbers in float32: states and gradients, of a step and of a sequence."""
    with case("a step"):
        args = [array.astype(np.float32) for array in drawn(rng, *rng.sizes(2, 5, 4))]
        slopes = [upstream(rng, *args[:2]).astype(np.float32) for _ in range(2)]
        answer, expected = (step(side, *args) | step_gradients(side, *slopes, *args) for side in (student, reference))
        for name, values in answer.items():
            same_dtype(values, "float32", name)
        same_answers(answer, expected)
    with case("a sequence"):
        args = [array.astype(np.float32) for array in drawn(rng, *rng.sizes(2, 5, 4), 3)]
        dh = upstream(rng, *args[:2]).astype(np.float32)
        answer, expected = (sequence(side, *args) | gradients(side, dh, *args) for side in (student, reference))
        for name, values in answer.items():
            same_dtype(values, "float32", name)
        same_answers(answer, expected)


@check(points=2, after=(can_go_back_twice, leaves_sequences_alone))
def trains_like_the_reference(student, reference, rng):
    """Six steps of SGD, with large errors, reach the reference's weights."""
    n, t, d, h, m = rng.sizes(6, 7, 5, 4, 3)
    *_, w_ih, w_hh, b = drawn(rng, n, d, h, t)
    x, targets = rng.normal(0.0, 1.0, (6, n, t, d)), rng.normal(0.0, 20.0, (6, n, t, m))
    weights = {"w_ih": w_ih, "w_hh": w_hh, "b": b, "read_out": rng.normal(0.0, 0.5, (h, m))}
    agree(student, reference, "b w_ih w_hh read_out", "train", x, targets, weights, 0.01)
