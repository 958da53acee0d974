"""Each generic cause is recognised in the numbers, named in a sentence, and not seen where it is not."""

import dataclasses
import itertools
import re

import numpy as np
import pytest
from support.wrong_answers import CUBE, GATES, X, causes, ids, put, sentences, wrong

from grader.judging.diagnosis.patterns import find


@pytest.mark.parametrize(
    ("actual", "expected", "cause"),
    [
        (-X, X, "sign"),
        (X / 2, X, "half"),
        (2 * X, X, "double"),
        (7 * X, X, "times_n"),
        (X / 9, X, "over_n"),
        (X * 7 / 6, X, "n_over_n_minus_1"),
        (X * 8 / 9, X, "n_minus_1_over_n"),
        (-X / 2, X, "minus_half"),
        (-2 * X, X, "minus_double"),
        (-7 * X, X, "minus_times_n"),
        (-X / 9, X, "minus_over_n"),
        (-X * 7 / 6, X, "minus_n_over_n_minus_1"),
        (-X * 8 / 9, X, "minus_n_minus_1_over_n"),
        (X.T.reshape(5, 6), X, "transposed"),
        (X[:5].T, X[:5], "transposed"),
        (X[::-1], X, "flipped"),
        (X[:, ::-1], X, "flipped"),
        (np.roll(X, 1, 0), X, "shifted"),
        (np.roll(X, -1, 1), X, "shifted"),
        (CUBE.transpose(0, 2, 1), CUBE, "transposed"),
        (CUBE[:3, :, :3].transpose(2, 1, 0), CUBE[:3, :, :3], "transposed"),
        (GATES[:, [2, 3, 0, 1, 4, 5, 6, 7]], GATES, "blocks_permuted"),
        (X[[2, 3, 0, 1, 4, 5]], X, "blocks_permuted"),
        (X + 0.25, X, "offset"),
        (X - 300.0, X, "offset"),
        (np.abs(X), X, "absolute"),
        (X.clip(0), X, "clipped_at_0"),
        (X.astype(np.float32), X, "float32"),
        (put(9.0, 0), X, "first_wrong"),
        (put(9.0, 5), X, "last_wrong"),
        (put(9.0, 0, 5), X, "edges_wrong"),
        (X / np.log(10), X, "over_ln_10"),
        (X * np.log(2), X, "times_ln_2"),
        (X * np.sqrt(7), X, "times_root_n"),
        (-X / np.sqrt(7), X, "minus_over_root_n"),
        (np.zeros_like(X), X, "zero"),
        (put(np.nan, 2), X, "not_finite"),
        (put(np.inf, 2), X, "not_finite"),
        (np.full_like(X, np.nan), X, "not_finite"),
        (X[:, :1] - X[:, 0], X[:, 0], "broadcast"),
        (CUBE, CUBE.sum(1), "not_summed"),
        (CUBE, CUBE.mean(2), "not_averaged"),
        (X, X.mean(), "not_averaged"),
        (X, X.sum(), "not_summed"),
        (X, X.sum().reshape(1), "not_summed"),
        (X.reshape(-1), X, "reshaped"),
        (X[:, :, None], X, "reshaped"),
        (np.array([2.56789]), np.array(2.56789), "reshaped"),
        (X.sum(), X, "sum_of_all"),
        (X.mean().reshape(1, 1), X, "mean_of_all"),
        (np.zeros((0, 5)), X, "empty"),
    ],
)
def test_each_cause_is_found(actual, expected, cause):
    """The pattern that made the answer is the only one that is named."""
    assert ids(actual, expected) == [cause]


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        (-X, X, "dx has the wrong sign everywhere."),
        (X / 7, X, "dx is 1/7 of what it should be; 7 is the length of axis 0 of argument 1 of f."),
        (-9 * X, X, "dx is minus 9 times what it should be; 9 is the length of axis 1 of argument 1 of f."),
        (X * 7 / 6, X, "dx is 7/6 of what it should be."),
        (X[:5].T, X[:5], "dx is transposed."),
        (CUBE.transpose(0, 2, 1), CUBE, "dx is right up to the order of its axes, now (0, 2, 1)."),
        (np.roll(X, 1, 0), X, "dx has its rows shifted by one: the last row stands at the other end."),
        (X[:, ::-1], X, "dx has its columns in the reverse order."),
        (CUBE[::-1], CUBE, "dx has its slices along axis 0 in the reverse order."),
        (X + 0.25, X, "Every entry of dx is too large by the same amount, 0.25."),
        (X - 300.0, X, "Every entry of dx is too small by the same amount, 300."),
        (put(9.0, 0), X, "The first row of dx is off, the others are right."),
        (put(9.0, 5), X, "The last row of dx is off, the others are right."),
        (CUBE, CUBE.sum(1), "dx was not summed over axis 1: its sum is the right answer."),
        (np.zeros((0, 5)), X, "dx is empty."),
    ],
)
def test_sentences(actual, expected, words):
    """The student reads which array, which factor, which axis, and where a length comes from."""
    assert [cause.sentence for cause in causes(actual, expected)] == [words]


def test_an_argument_that_is_returned_as_it_is():
    """The place says which one. An argument that is the right answer in all but one entry is no evidence."""
    w = X + np.random.RandomState(1).normal(size=X.shape)
    assert sentences(w, X, arguments={"argument 1 of step": X[0], "argument 2 of step": w}) == [
        "dx has the same numbers as argument 2 of step."
    ]
    assert ids(w, X, arguments={"argument 1 of step": w.T}) == []
    assert ids(1.0, 2.0, {}, {"argument 1 of step": np.asarray(1.0)}) == []


@pytest.mark.parametrize("share", [0.0, 1e-12, 1e-10])
def test_an_offset_exceeds_what_is_allowed(share):
    """An amount that is allowed everywhere is no offset, though an entry is off for another reason."""
    answer = X * (1 + share)
    answer[2, 3] += 1e-6
    assert ids(answer, X) == []


def test_an_offset_that_is_the_log_of_a_length():
    """A log of a mean, where the log of a sum belongs."""
    assert sentences(X - np.log(9), X) == [
        "Every entry of dx is too small by the same amount, ln 9; 9 is the length of axis 1 of argument 1 of f."
    ]
    assert ids(X + np.log(8), X) == ["offset"]


def test_every_entry_has_the_offset():
    """The median alone would find it where a third of the entries have another one."""
    answer = X + 0.25
    answer[::3] += 1e-3
    assert ids(answer, X) == []


def test_one_negative_entry_is_not_clipped():
    """Three entries say that negative numbers are lost; fewer may be 0 for another reason."""
    expected = np.abs(X) + 0.1
    expected[0, :3] *= -1
    assert ids(expected.clip(0), expected) == ["clipped_at_0"] and ids(np.abs(expected), expected) == ["absolute"]
    expected[0, 2] *= -1
    assert ids(expected.clip(0), expected) == ["first_wrong"] == ids(np.abs(expected), expected)


def test_a_fraction_of_one_number_may_be_chance():
    """n/(n-1) is 3/2 or 4/3 for some length: one number is no evidence, three are."""
    number = np.asarray(X[0, 0])
    assert ids(number * 7 / 6, number) == [] and ids(X[0, :3] * 7 / 6, X[0, :3]) == ["n_over_n_minus_1"]
    assert ids(number * 7, number) == ["times_n"] and ids(-number, number) == ["sign"]


def test_the_blocks_are_named():
    """The order in which the right blocks stand is part of the sentence."""
    [cause] = causes(GATES[:, [2, 3, 0, 1, 4, 5, 6, 7]], GATES)
    assert "(1, 0, 2, 3), where (0, 1, 2, 3) is expected (gates" in cause.sentence


@pytest.mark.parametrize(
    ("actual", "sizes", "found"),
    [
        (2 * X, {2: "axis 0"}, ["double", "times_n"]),
        (X / 2, {2: "axis 0"}, ["half", "over_n"]),
        (-2 * X, {2: "axis 0"}, ["minus_double", "minus_times_n"]),
        (X * 3, {3: "axis 0"}, ["times_n"]),
        (X * 1.5, {3: "axis 0"}, ["n_over_n_minus_1"]),
    ],
)
def test_two_that_fit_equally_are_both_given(actual, sizes, found):
    """Twice may be a factor 2 or a batch of 2: the student hears of both."""
    assert ids(actual, X, sizes) == found


def test_symmetric_answers_have_several_arrangements():
    """Where a flip and a transposition give the same numbers, both are named."""
    a, b, c = X[0, :3]
    expected = np.array([[a, b], [c, a]])
    assert ids(expected.T, expected) == ["transposed"]
    expected = np.array([[a, b], [b, c]])
    assert ids(expected[::-1], expected) == ["flipped"]
    expected = np.array([[a, b], [a, b]])
    assert ids([[b, a], [b, a]], expected) == ["flipped"]
    expected = np.array([[a, b, c], [b, c, a], [c, a, b]])
    assert ids(np.roll(expected, 1, 0), expected) == ["shifted", "shifted"]


@pytest.mark.parametrize("factor", [1 / 7, 9.0, -0.5])
def test_factors_are_found_at_any_scale(factor):
    """Tolerances go with the size of the answer."""
    for scale in (1e-8, 1e8):
        assert len(ids(factor * scale * X, scale * X)) == 1


@pytest.mark.parametrize("size", [1, 2])
def test_short_axes_give_no_factors(size):
    """1 is no factor, and 2/(2-1) is not told apart from 2."""
    assert ids(2 * X, X, {size: "axis 0"})[0] == "double"
    assert "n_over_n_minus_1" not in ids(2 * X, X, {size: "axis 0"})


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [((3, 4), (4, 5)), ((3, 4), (3,)), ((3, 3, 2), (3, 3)), ((5,), ()), ((2, 6), (3, 4)), ((6,), (5,))],
)
def test_unrelated_shapes_have_no_cause(shape, wanted):
    """Random numbers in another shape are no transposition, sum or mean of the right ones."""
    rng = np.random.RandomState(0)
    assert ids(rng.normal(size=shape), rng.normal(size=wanted)) == []


def test_masks_and_counts_have_causes_too():
    """Booleans and unsigned numbers cannot be negated or subtracted as they are; no wrong one breaks the diagnosis."""
    mask = np.array([[True, False, False], [True, True, False]])
    assert ids(~mask, mask) == []
    assert ids(1.0 - mask, mask.astype(float)) == ["one_minus"]
    assert ids(np.zeros_like(mask), mask) == ["zero"]
    assert ids(mask.T, mask) == ["transposed"]
    assert ids(mask[:, ::-1], mask) == ["flipped"]
    counts = np.array([3, 5, 250], np.uint8)
    assert ids(counts - 1, counts) == ["offset"]
    assert ids(-counts.astype(int), counts) == ["sign"]
    assert ids(-counts, counts) == []  # 253, 251, 6
    assert ids(mask, mask.astype(float).sum(0)) == ["not_summed"]


def test_whole_numbers_are_not_blamed_on_float32():
    """An index that is off by one in a million is wrong, not imprecise."""
    expected = np.array([10**6, 2 * 10**6, 10**6 + 3])
    assert ids(expected + np.array([1, 2, 3]), expected) == []
    assert ids(expected + np.array([1, 0, 1]), expected) == []


def test_complex_answers():
    """Signs and factors hold for complex numbers; an imaginary part where none should be has no pattern."""
    z = X + 1j * X[::-1]
    assert ids(-z, z) == ["sign"]
    assert ids(2 * z, z) == ["double"]
    assert ids(X + 1j, X) == []
    assert ids(np.conj(z), z) == []


def test_the_most_specific_group_wins():
    """What is zero, or half, or flipped is not also called right at one end."""
    expected = np.array([0.0, 0.0, 0.0, X[0, 0]])
    assert ids(np.zeros(4), expected) == ["zero"]
    assert ids(expected / 2, expected) == ["half"]
    assert ids(expected[::-1], expected) == ["flipped", "shifted"]
    assert ids(np.array([0.0, 0.0, 0.0, 9.0]), expected) == ["last_wrong"]


def test_an_answer_of_any_size_is_not_looked_into():
    """Each pattern makes arrays of the answer's size: of a hundred million truth values they would take gigabytes."""
    huge = np.broadcast_to(np.False_, (1 << 20, 1 << 17))
    assert causes(huge, X) == ()


def answers(expected, rng):
    """Wrong answers of every kind that a pattern knows, and their arrangement by chance."""
    size = expected.shape[0]
    yield from (-expected, expected / 2, -2 * expected, size * expected, expected / size, expected * size / (size - 1))
    yield from (expected.T, expected[::-1], np.flip(expected, -1), np.roll(expected, 1, 0), np.roll(expected, -1, -1))
    yield from (np.abs(expected), expected.clip(0), expected.astype(np.float32), np.zeros_like(expected))
    yield from (expected + rng.normal(), expected - 300 * rng.random_sample(), expected[rng.permutation(size)])
    yield from (np.where(expected == expected[0], 9.25, expected), np.where(expected == expected[-1], 9.25, expected))
    yield from (expected.reshape(-1), expected[..., None], expected[0], expected[:, :1] - expected[:, 0], expected[:0])
    yield from (np.full_like(expected, np.nan), np.full_like(expected, np.inf), expected.mean(), rng.normal())


@pytest.mark.parametrize("seed", range(20))
def test_a_sentence_that_quotes_inputs_says_so(seed):
    """No other sentence holds a number that is among the answers."""
    rng = np.random.RandomState(seed)
    shape = tuple(rng.randint(3, 9, rng.randint(2, 4)))
    expected = 0.123456 + rng.normal(0.0, 30.0, shape)
    sizes = {length: f"axis {axis} of argument 1 of f" for axis, length in enumerate(shape)}
    sides = expected, expected.sum(0), expected.mean(0), np.asarray(expected.sum()), np.asarray(expected.mean())
    found = set()
    for side, answer in itertools.product(sides, map(np.asarray, answers(expected, rng))):
        values = np.abs(np.concatenate([side.ravel(), answer.ravel()]))
        values = values[np.isfinite(values) & (values > 0)]  # zero is no number of the inputs
        for cause in causes(answer, side, sizes):
            found.add(cause.id)
            numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", cause.sentence)]
            assert "dx" in cause.sentence and not cause.named
            assert cause.quotes_inputs == (cause.id == "offset") == any(number % 1 for number in numbers), cause
            assert cause.quotes_inputs or not any(np.isclose(values, number, rtol=1e-4).any() for number in numbers), (
                cause
            )
    assert len(found) > 17


def test_several_arrays_in_one_have_the_plural():
    """As "w and b", which a check joins."""
    (cause,) = find(dataclasses.replace(wrong(np.zeros_like(X), X), name="w and b"))
    assert cause.sentence.startswith("w and b are zero everywhere")


def test_an_argument_of_simple_numbers_is_no_evidence():
    """A scale of ones, or a shift of zeros, has the numbers of many answers."""
    ones = np.ones(5)
    assert "argument" not in ids(np.broadcast_to(ones, (6, 5)) + 0.0, X, arguments={"argument 2 of f": ones})
