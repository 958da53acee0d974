"""What is asked of the LSTM in torch: its parameters, its values, its gradients, then training it to remember."""

import numpy as np

from grader import at_least, by_hand, case, check, close, holds, same_dtype, same_shape

from .checks import agree, drawn, lengths, upstream

FORBIDDEN = {"torch": ["lstm"]}
PARAMETERS = "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0"


def layer(rng, x, h0, c0, w_ih, w_hh, b):
    """x, the state before it, and a state_dict whose two biases differ."""
    return x, (h0, c0), dict(zip(PARAMETERS.split(), (w_ih, w_hh, b, rng.normal(-0.3, 0.6, b.shape)), strict=True))


def shapes(d, h):
    """What the four parameters are like, by name."""
    return dict(zip(PARAMETERS.split(), ((4 * h, d), (4 * h, h), (4 * h,), (4 * h,)), strict=True))


def adding(rng, count, steps):
    """The adding problem: sequences (count, steps, 2) of a random number and a mark, and the sums of the two marked
    numbers, one of which is in the first half of its sequence and one in the second."""
    numbers, marks, half = rng.uniform(0.0, 1.0, (count, steps)), np.zeros((count, steps)), steps // 2
    marks[np.arange(count), rng.randint(0, half, count)] = 1.0
    marks[np.arange(count), rng.randint(half, steps, count)] = 1.0
    return np.stack([numbers, marks], axis=2), (numbers * marks).sum(axis=1)


def adding_task(rng, steps=12, units=16, updates=200, n=32):
    """Batches and their sums to train on, first weights, and unseen sequences with their sums."""
    x, sums = adding(rng, updates * n, steps)
    weights = {name: rng.uniform(-0.25, 0.25, shape) for name, shape in shapes(2, units).items()}
    weights["weight_ih_l0"] *= 2.0  # marks that are seen from the start, and forget gates that are open
    weights["bias_ih_l0"][units : 2 * units] += 1.0
    batches = x.reshape(updates, n, steps, 2), sums.reshape(updates, n)
    return *batches, weights, rng.uniform(-0.25, 0.25, units), *adding(rng, 500, steps)


@check(points=1, part="torch")
def has_the_parameters_of_the_ready_made_layer(student, reference, rng):
    """A new layer holds four parameters with the names and shapes that nn.LSTM has, and nothing else."""
    d, h = rng.sizes(5, 3)
    state, learned = student.drive("fresh", d, h)
    holds(set(state) == set(shapes(d, h)), f"state_dict() holds {PARAMETERS}, not {' '.join(state) or 'nothing'}")
    for name, shape in shapes(d, h).items():
        holds(name in learned, f"{name} is a parameter of its own")
        same_shape(state[name], shape, name)


@check(points=1, part="torch", after=has_the_parameters_of_the_ready_made_layer)
def starts_with_small_random_weights(student, reference, rng):
    """The entries of a new layer's parameters are spread evenly between -1/sqrt(H) and 1/sqrt(H)."""
    h = 64
    state, _ = student.drive("fresh", 19, h)
    for name in shapes(19, h):
        entries = np.asarray(state[name]) * h**0.5  # 256 or more: one in each outer twentieth but for 2e-6 of the seeds
        holds(np.ptp(entries) > 0.0, f"the entries of {name} are random, not all alike")
        holds(np.abs(entries).max() <= 1.0 + 1e-6, f"no entry of {name} is beyond 1/sqrt(H) = {h**-0.5}")
        holds(entries.min() < 0.0 < entries.max(), f"{name} has entries of both signs")
        holds(entries.max() >= 0.9 and entries.min() <= -0.9, f"entries of {name} come near both ends of the range")


@check(points=3, part="torch", after=has_the_parameters_of_the_ready_made_layer)
def takes_one_step(student, reference, rng):
    """By hand, one step leads from a given state to the next cell state and hidden state."""
    given = layer(rng, *drawn(rng, *rng.sizes(3, 5, 4), 1))
    by_hand(student, lambda: agree(student, reference, "c h out", "run", *given))


@check(points=2, part="torch", after=takes_one_step)
def carries_its_state_through_time(student, reference, rng):
    """Every step starts from the state that the one before has left; out[:, t] is the hidden state after step t."""
    for args in lengths(rng):
        given = layer(rng, *args)
        by_hand(student, lambda given=given: agree(student, reference, "out h c", "run", *given))


@check(points=1, part="torch", after=takes_one_step)
def starts_from_zeros(student, reference, rng):
    """Without a state, the first step starts from a hidden state and a cell state of zeros."""
    x, _, weights = layer(rng, *drawn(rng, *rng.sizes(2, 5, 4), 3))
    agree(student, reference, "out", "run", x, None, weights)


@check(points=1, part="torch", after=(carries_its_state_through_time, starts_from_zeros))
def keeps_nothing_between_calls(student, reference, rng):
    """A second call, on other sequences, starts from zeros again, and no argument of a call is changed."""
    x, state, weights = layer(rng, *drawn(rng, *rng.sizes(2, 5, 4), 3))
    others = {"other numbers": 1.0 - x, "another length": x[:, 1:].copy(), "another batch size": x[1:].copy()}
    for name, later in others.items():
        with case(name):
            agree(student, reference, "out", "run_twice", x, later, weights)
    agree(student, reference, "x h0 c0", "arguments_after", x, state, weights)


@check(points=1, part="torch", after=starts_from_zeros)
def keeps_the_dtype(student, reference, rng):
    """A float32 layer gives the right outputs and states in float32."""
    x, _, weights = layer(rng, *drawn(rng, *rng.sizes(2, 5, 4), 3))
    weights = {name: values.astype(np.float32) for name, values in weights.items()}
    answer, expected = (side.drive("run", x.astype(np.float32), None, weights) for side in (student, reference))
    for name, values in expected.items():
        same_dtype(answer[name], "float32", name)
        close(answer[name], values, name)


@check(points=2, part="torch", after=carries_its_state_through_time)
def lets_gradients_through_time(student, reference, rng):
    """Autograd finds the gradients of x and of the parameters, from every step back to the first."""
    for args in lengths(rng):
        given, dout = layer(rng, *args), upstream(rng, *args[:2])
        agree(student, reference, f"dx {PARAMETERS}", "gradients", *given, "out", dout)


@check(points=1, part="torch", after=lets_gradients_through_time)
def lets_gradients_through_its_states(student, reference, rng):
    """Gradients also come in through the last state, h and c, and go out through the first one, h0 and c0."""
    args = drawn(rng, *rng.sizes(2, 5, 4), 3)
    given, slopes = layer(rng, *args), upstream(rng, *args[:2])
    for name in ("out", "c", "h"):
        with case(f"the loss looks at {name}"):
            weighed = slopes if name == "out" else slopes[:, 0].copy()
            agree(student, reference, f"dh0 dc0 {PARAMETERS}", "gradients", *given, name, weighed)


@check(points=2, part="torch", after=(lets_gradients_through_its_states, keeps_nothing_between_calls))
def trains_like_the_reference_layer(student, reference, rng):
    """Six steps of SGD on the layer and a matrix behind it reach the reference's weights."""
    n, t, d, h, m = rng.sizes(6, 7, 5, 4, 3)
    _, _, weights = layer(rng, *drawn(rng, n, d, h, t))
    x, targets = rng.normal(0.0, 1.0, (6, n, t, d)), rng.normal(0.0, 20.0, (6, n, t, m))
    agree(
        student, reference, f"{PARAMETERS} read_out", "train", x, targets, weights, rng.normal(0.0, 0.5, (h, m)), 0.05
    )


@check(points=3, part="torch", after=trains_like_the_reference_layer, seconds=30)
def trains_on_the_adding_problem(student, reference, rng):
    """The layer learns to add two numbers that it has seen many steps apart, which a plain recurrent net does not."""
    args = drawn(rng, 2, 5, 4, 3)  # what three steps show to be wrong is not trained for long
    x, state, weights = layer(rng, *args)
    agree(student, reference, "out h c", "run", x, None, weights)
    agree(student, reference, PARAMETERS, "gradients", x, state, weights, "out", upstream(rng, *args[:2]))
    *given, unseen, sums = adding_task(rng)
    answers = student.drive("train_adding", *given, unseen)
    same_shape(answers, sums.shape, "what is said of the unseen sequences")
    explained = 1.0 - np.square(answers - sums).mean() / sums.var()
    # Right code on 550 seeds: 0.944 to 0.998. On 200 of them a plain recurrent net reaches 0.574 (all but one at most
    # 0.304), a state that is lost on the way 0.469, sequences that are not read to their end 0.626. After 150
    # updates one of the 550 is still at 0.067; with weight_ih_l0 *= 4.0 a plain recurrent net reaches 0.906 on the 200.
    at_least(explained, 0.8, "explained share of the variance of 500 unseen sums")
