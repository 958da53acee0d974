"""The screen of grader watch: one failure large, the rest small, and only as much as helps now."""

import io
import types

import pytest
from rich.console import Console
from support.reports import mistake, result

from grader.checks.check import Check
from grader.show.terminal import live
from grader.values.report import Status

CHECKS = tuple(Check(f"check_{number}", f"Claim {number}.", 2.0, "numpy", (), 5.0, print) for number in range(20))
TOPIC = types.SimpleNamespace(title="Toys", checks_of=lambda part: CHECKS)


@pytest.fixture
def shown():
    """The text of the screen: `shown(results, hint=…)`."""

    def screen(results, **more):
        settings = {
            "curves": {},
            "running": False,
            "everything": False,
            "hint": "",
            "problem": "",
            "builds_on": (),
        } | more
        console = Console(file=io.StringIO(), width=90)
        console.print(live.screen(types.SimpleNamespace(topic=TOPIC, part="numpy", results=results, **settings)))
        return console.file.getvalue()

    return screen


def passed(count):
    return [result(f"check_{number}", Status.PASSED, claim=f"Claim {number}.") for number in range(count)]


def failed(count, **more):
    return [result(f"fails_{number}", Status.FAILED, claim=f"Failure {number}.", **more) for number in range(count)]


def test_the_head_counts_points_and_checks(shown):
    """While checks run, how many are done."""
    assert "Toys  numpy part  6/40   3 of 20 checks" in shown(passed(3), running=True)
    assert "3 of 20 checks" not in shown(passed(3)) and "6/40" in shown(passed(3))


def test_the_first_failure_is_large(shown):
    """Its message, hint and output; of the next only the claim."""
    text = shown(failed(2, says="y is 2, expected 1", causes=(mistake("m", "Divide by N."),), output="so it printed\n"))
    assert [text.count(part) for part in ("y is 2, expected 1", "Hint: Divide by N.", "so it printed")] == [1, 1, 1]
    assert "Failure 0." in text and "Failure 1." in text


def test_what_passed_is_a_number_until_all_is_asked_for(shown):
    """A key shows all of it."""
    text = shown(passed(3) + failed(1))
    assert "Claim 1." not in text and "3 checks passed" in text
    everything = shown(passed(3) + failed(1), everything=True)
    assert "Claim 1." in everything and "3 checks passed" not in everything


def test_many_failures_do_not_push_the_first_off_the_screen(shown):
    """Twelve are listed; all where all are asked for."""
    assert "Failure 11." in shown(failed(20)) and "Failure 12." not in shown(failed(20))
    assert "Failure 19." in shown(failed(20), everything=True)


def test_all_that_passes_is_said_once_it_is_done(shown):
    """Not while more checks may fail."""
    assert "All checks pass." in shown(passed(20))
    assert "All checks pass." not in shown(passed(20), running=True) and "All checks pass." not in shown([])


def test_curves_are_drawn_while_they_grow(shown):
    """Afterwards they stand with the check that they belong to."""
    curves = {"loss": [3.0, 2.0, 1.0]}
    assert "3 → 1" in shown([], curves=curves, running=True)
    assert "3 → 1" not in shown([], curves=curves)


def test_a_problem_of_the_graders_and_a_hint_that_was_asked_for(shown):
    """Each in its place, with what else is known."""
    text = shown(failed(1), hint="The idea: think.", problem="answers.npz is damaged")
    assert "answers.npz is damaged" in text and "The idea: think." in text and "Failure 0." in text


def test_whose_code_was_used(shown):
    """Below the head, whether all passes or not."""
    for results in (passed(2), failed(1)):
        assert "Your file base_numpy.py was used." in shown(results, builds_on=("Your file base_numpy.py was used.",))
