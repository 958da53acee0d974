"""The examples of docs/checks.md that ask both sides run: the whole ladder holds, and messages name case, entry and step."""

import pytest
from support.documented import blocks, section

from grader.authoring.build import build
from grader.authoring.verify import climb

SECTION = section("Questions to both sides", "Judgements (")
SOLUTION = """
import numpy as np


def scale_forward(x, w):
    # BEGIN SOLUTION
    return x * w, (x, w)
    # END SOLUTION


def scale_backward(dout, cache):
    # BEGIN SOLUTION
    x, w = cache
    return dout * w, (dout * x).sum(axis=0)
    # END SOLUTION


def first_parameters(count):
    # BEGIN SOLUTION
    return {"w": np.full(count, 1 / count)}
    # END SOLUTION


def step(w, gradient, lr):
    # BEGIN SOLUTION
    return w - lr * gradient
    # END SOLUTION
"""
OTHER_WAY = """
import numpy as np


def scale_forward(x, w):
    return np.multiply(x, w[None]), [x.copy(), w.copy()]


def scale_backward(dout, cache):
    x, w = cache
    return [w * dout, np.einsum("nd,nd->d", x, dout)]


def first_parameters(count):
    return dict(w=np.ones(count) / count)


def step(w, gradient, lr):
    w = w.copy()
    w -= lr * gradient
    return w
"""
# By the check that each must fail first: the name, the edits, and words of the message.
MISTAKES = {
    "multiplies_each_feature": ("adds", [("return x * w,", "return x + w,")], 'Case "a batch": out['),
    "sends_the_gradient_back": ("averages_rows", [(").sum(axis=0)", ").mean(axis=0)")], "dw"),
    "can_go_back_twice": (
        "shares_a_cache",
        [
            ("def scale_forward", "KEPT = []\n\n\ndef scale_forward"),
            ("return x * w, (x, w)", "KEPT[:] = [x, w]\n    return x * w, None"),
            ("x, w = cache", "x, w = KEPT"),
        ],
        "after another forward pass",
    ),
    "leaves_its_arguments_alone": (
        "changes_x",
        [("return x * w, (x, w)", "out, kept = x * w, x.copy()\n    x[...] = 0\n    return out, (kept, w)")],
        "x was changed",
    ),
    "keeps_float32": ("widens", [("return x * w,", "return x * np.float64(1) * w,")], "out has dtype float64"),
    "starts_from_equal_weights": ("starts_from_zeros", [("1 / count", "1.0")], 'parameters["w"][0] is 1'),
    "steps_against_the_gradient": ("climbs", [("w - lr", "w + lr")], 'Case "1 steps", after step 1: w['),
}


@pytest.fixture
def topic(make_topic):
    """The files of the page, with the solution that is here."""
    lines = [
        f"with m.fails({check!r}):\n    m({name!r}, 'This is {name}.', "
        + ", ".join(f"text({old!r}) >> {new!r}" for old, new in edits)
        + ")"
        for check, (name, edits, _) in MISTAKES.items()
    ]
    page = blocks(SECTION)
    made = make_topic("pass\n", SOLUTION, "\n".join(lines), built=False)
    for file in ("cases.py", "checks.py", "drivers_numpy.py"):
        (made.folder / file).write_text(page[file], encoding="utf-8")
    (made.folder / "README.md").write_text("# Toys\n", encoding="utf-8")
    (made.secret_folder / "right").mkdir()
    (made.secret_folder / "right" / "other_numpy.py").write_text(OTHER_WAY, encoding="utf-8")
    build(made, write=True)
    return made


def test_right_code_passes_and_every_mistake_is_named(topic):
    """The whole ladder, on the live reference and on the recording."""
    assert [problem for rung in climb(topic) for problem in rung.problems] == []


@pytest.mark.parametrize("check", MISTAKES)
def test_the_message_names_the_place(topic, judge, check):
    """The case, the entry and the step."""
    text = SOLUTION
    for old, new in MISTAKES[check][1]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    [result] = [result for result in judge(topic, text, recorded=True).results if result.name == check]
    assert MISTAKES[check][2] in result.message


def test_the_section_shows_every_word():
    """All of them stand in the examples that run."""
    words = "agrees backward call close_after_each_step goes_back_twice has_shapes keeps_dtype leaves_alone with_upstream".split()
    page = blocks(SECTION)["checks.py"]
    assert [word for word in [*words, "passes_gradient_check"] if page.count(word) < 2] == []
