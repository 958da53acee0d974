"""What students may learn of a report."""

import dataclasses

import pytest
from support.samples import BROKEN, TOY, report, result

from grader.values.errors import UsageError
from grader.values.report import Status
from grader.values.reveal import REVEALED, Reveal, revealed


def test_levels_go_by_the_names_of_options():
    """In their order; another is refused."""
    assert REVEALED == ("nothing", "category", "hint", "numbers")
    assert [Reveal.of(name) for name in REVEALED] == sorted(Reveal)
    with pytest.raises(UsageError, match="no level 'all' of feedback: choose one of nothing, category, hint, numbers"):
        Reveal.of("all")


@pytest.mark.parametrize("level", Reveal)
def test_each_level_takes_away_its_own(level):
    """One result for each, in order, with its score; what is ours stays ours."""
    seen = revealed(TOY, level)
    assert [(one.name, one.score, one.passed) for one in seen.results] == [
        (one.name, one.score, one.passed) for one in TOY.results
    ]
    failed, raised = seen.results[1], seen.results[3]
    assert bool(failed.message) == bool(failed.output) == bool(failed.curves) == (level >= Reveal.NUMBERS)
    assert bool(failed.hint) == bool(failed.mistake) == (level >= Reveal.HINT)
    assert (raised.status is Status.RAISED) == (level >= Reveal.CATEGORY)
    assert revealed(BROKEN, level).broken and revealed(seen, level) == seen


@pytest.mark.parametrize("level", Reveal)
@pytest.mark.parametrize("status", [Status.NOT_WRITTEN, Status.RAISED])
def test_what_is_wrong_with_the_file_is_said(level, status):
    """It was not asked anything, so that a message holds no input; one that was asked keeps its message back."""
    said = "toy_numpy.py was not handed in"
    for seconds, told in ((0.0, True), (0.125, level is Reveal.NUMBERS)):
        results = result(status, 1, message=said), result(Status.WAITING, 2)
        timed = report(*(dataclasses.replace(one, seconds=seconds) for one in results))
        seen = revealed(timed, level).results[0]
        assert (seen.message == said) is told
        assert (seen.status is status) is (told or level >= Reveal.CATEGORY)


def test_hidden_checks_are_numbered():
    """Without a word of what they are about; and nobody else names one."""
    seen = revealed(TOY, Reveal.NUMBERS, hidden={"check_2", "check_4"})
    assert [(one.name, one.claim) for one in seen.results if one.name not in {one.name for one in TOY.results}] == [
        ("hidden_1", "Hidden check 1"),
        ("hidden_2", "Hidden check 2"),
    ]
    assert not any(
        word in repr(seen) for word in ("check_2", "Claim 2", "expected 1", "Divide", "hello", "no_n", "loss")
    )


def test_hidden_checks_that_the_platform_hides():
    """They keep their names and what is revealed of them; others still do not name them."""
    seen = revealed(TOY, Reveal.NUMBERS, hidden={"check_2"}, disguised=False)
    assert seen.results[1] == TOY.results[1] and not seen.results[2].message
