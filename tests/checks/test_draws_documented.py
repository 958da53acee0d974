"""The examples of docs/data.md run: right code passes whichever way it draws, and mistakes are named whichever way."""

import pytest
from support.documented import blocks, section

from grader.authoring.unwritten import problems
from grader.judging.setup import for_the_record

SOLUTION = """
import numpy as np


def dropout(x, p, rng, training=True):
    # BEGIN SOLUTION
    if not training:
        return x.copy()
    return np.where(rng.random(x.shape) < p, 0, x / (1 - p))
    # END SOLUTION


def he_normal(shape, rng):
    # BEGIN SOLUTION
    return rng.normal(0.0, np.sqrt(2 / shape[1]), shape)
    # END SOLUTION


def sample(probabilities, rng):
    # BEGIN SOLUTION
    edges = np.cumsum(probabilities, axis=1)
    return (rng.random((len(edges), 1)) >= edges[:, :-1]).sum(axis=1)
    # END SOLUTION


def slopes(count, rng):
    # BEGIN SOLUTION
    return rng.uniform(1 / 8, 1 / 3, count)
    # END SOLUTION


def directions(count, rng):
    # BEGIN SOLUTION
    z = rng.normal(size=(count, 3))
    return z / np.linalg.norm(z, axis=1, keepdims=True)
    # END SOLUTION


def waiting_times(count, rng):
    # BEGIN SOLUTION
    return rng.geometric(0.2, count)
    # END SOLUTION
"""

OTHER_WAYS = """
import numpy as np


def dropout(x, p, rng, training=True):
    if not training:
        return x
    kept = rng.binomial(1, 1 - p, x.size).reshape(x.shape)
    return x * kept / (1 - p)


def he_normal(shape, rng):
    uniform = rng.random((2, *shape))
    return np.sqrt(-2 * np.log(1 - uniform[0])) * np.cos(2 * np.pi * uniform[1]) * np.sqrt(2 / shape[-1])


def sample(probabilities, rng):
    return np.array([rng.choice(len(p), p=p) for p in probabilities])


def slopes(count, rng):
    return 1 / 3 - rng.random(count) * (1 / 3 - 1 / 8)


def directions(count, rng):
    height, turn = rng.uniform(-1, 1, count), rng.uniform(0, 2 * np.pi, count)
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.cos(turn), height, radius * np.sin(turn)], axis=1)


def waiting_times(count, rng):
    return 1 + np.floor(np.log(1 - rng.random(count)) / np.log(0.8)).astype(int)
"""

# A mistake, the check that it fails, its edit of the solution, and the same mistake in code that draws in other ways.
MISTAKES = {
    "keeps_with_probability_p": (
        "drops_entries_with_probability_p",
        ("rng.random(x.shape) < p, 0, x / (1 - p)", "rng.random(x.shape) >= p, 0, x / (1 - p)"),
        ("binomial(1, 1 - p,", "binomial(1, p,"),
    ),
    "not_scaled": (
        "drops_entries_with_probability_p",
        ("x / (1 - p))", "x)"),
        ("x * kept / (1 - p)", "x * kept"),
    ),
    "one_mask_for_all_rows": (
        "drops_entries_with_probability_p",
        ("rng.random(x.shape) < p", "rng.random(x.shape[1]) < p"),
        ("rng.binomial(1, 1 - p, x.size).reshape(x.shape)", "rng.binomial(1, 1 - p, x.shape[1])"),
    ),
    "a_global_generator": (
        "draws_from_its_generator_alone",
        ("rng.random(x.shape) < p", "np.random.rand(*x.shape) < p"),
        ("rng.binomial(1, 1 - p, x.size)", "np.random.binomial(1, 1 - p, x.size)"),
    ),
    "draws_in_evaluation": (
        "draws_from_its_generator_alone",
        ("        return x.copy()", "        return x + 0 * rng.random(x.shape)"),
        ("        return x\n", "        rng.random()\n        return x\n"),
    ),
    "variance_for_deviation": (
        "draws_normal_weights",
        ("np.sqrt(2 / shape[1])", "2 / shape[1]"),
        ("* np.sqrt(2 / shape[-1])", "* (2 / shape[-1])"),
    ),
    "last_token_never": (
        "samples_tokens_by_their_probabilities",
        ("edges[:, :-1]", "edges[:, :-2]"),
        ("rng.choice(len(p), p=p)", "rng.choice(len(p) - 1, p=p[:-1] / p[:-1].sum())"),
    ),
    "slopes_too_steep": (
        "draws_slopes_from_a_range",
        ("rng.uniform(1 / 8, 1 / 3, count)", "rng.uniform(1 / 8, 3 / 8, count)"),
        ("1 / 3 - rng.random(count) * (1 / 3 - 1 / 8)", "3 / 8 - rng.random(count) / 4"),
    ),
    "starts_at_zero": (
        "waits_as_long_as_the_reference",
        ("rng.geometric(0.2, count)", "rng.geometric(0.2, count) - 1"),
        ("return 1 + np.floor", "return np.floor"),
    ),
}


def edited(text, edit):
    assert text.count(edit[0]) == 1
    return text.replace(*edit)


def documented():
    """The blocks of Python in the section on draws, as one file of checks."""
    return "import numpy as np\n" + blocks(section("Draws"))["checks.py"]


def as_mistake(name):
    """The lines of a file of mistakes."""
    check, (old, new), _ = MISTAKES[name]
    return f"with m.fails({check!r}):\n    m({name!r}, 'This is {name}.', text({old!r}) >> {new!r})\n"


@pytest.fixture
def topic(make_topic):
    return make_topic(documented(), SOLUTION, "\n".join(map(as_mistake, MISTAKES)))


def test_any_way_of_drawing_is_right(topic, judge):
    """Live with a secret seed and from a recording: the solution itself, and code that shares no draw with it."""
    for recorded in (False, True):
        for text in (SOLUTION, OTHER_WAYS):
            report = judge(topic, text, recorded=recorded)
            assert [result.message for result in report.results if not result.passed] == []


def test_mistakes_are_named_for_every_way_of_drawing(topic, judge, named):
    """A mistake was recorded with the solution's way of drawing, and is known in another."""
    for name, (check, _, edit) in MISTAKES.items():
        result = getattr(named(judge(topic, edited(OTHER_WAYS, edit), recorded=True)), check)
        causes = [cause for cause in result.finding.causes if cause.named]
        assert name in [cause.id for cause in causes], (name, result.message)
        assert f"This is {name}." in result.hint


def test_unwritten_code_earns_nothing(topic):
    """No check of the examples passes for stubs, and none is broken by them."""
    assert list(problems(for_the_record(topic, b"a secret", isolation="best"), "numpy")) == []


def test_the_section_shows_every_word():
    """All judgements of draws stand in the examples that run."""
    judgements = "among draws_nothing drawn_from drawn_like independent mean_of same_seed_same_answer share_of within"
    text = documented()
    assert [word for word in f"{judgements} choice normal uniform".split() if f"{word}(" not in text] == []


def test_generators_without_a_seed_repeat_in_reports(topic, judge):
    """They are wrong here, and the report on them is the same in every run, to the byte."""
    text = OTHER_WAYS.replace("rng.", "np.random.default_rng().")
    first, second = (judge(topic, text).as_dict() for _ in range(2))
    assert without_times(first) == without_times(second)
    assert not all(result["status"] == "passed" for result in first["results"])


def without_times(node):
    """A report without the seconds that its parts took."""
    if isinstance(node, dict):
        return {key: without_times(value) for key, value in node.items() if key != "seconds"}
    return list(map(without_times, node)) if isinstance(node, list) else node
