"""What students may learn of a report."""

import dataclasses

import pytest
from support.reports import mistake
from support.samples import BROKEN, TOY, report, result

from grader.values.errors import UsageError
from grader.values.finding import Cause, Finding, Frame, Kind
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
    assert bool(failed.hint) == bool(failed.causes) == (level >= Reveal.HINT)
    assert (raised.status is Status.RAISED) == (level >= Reveal.CATEGORY)
    assert revealed(BROKEN, level).broken and revealed(seen, level) == seen


@pytest.mark.parametrize("level", Reveal)
@pytest.mark.parametrize("status", [Status.NOT_WRITTEN, Status.RAISED])
def test_what_is_wrong_with_the_file_is_said(level, status):
    """It was not asked anything, so that a message holds no input; one that was asked keeps its message back."""
    said = "toy_numpy.py was not handed in"
    for seconds, told in ((0.0, True), (0.125, level is Reveal.NUMBERS)):
        results = result(status, 1, says=said), result(Status.WAITING, 2)
        timed = report(*(dataclasses.replace(one, seconds=seconds) for one in results))
        seen = revealed(timed, level).results[0]
        assert (seen.message == said) is told
        assert (seen.status is status) is (told or level >= Reveal.CATEGORY)


KINDS_OF_CAUSES = {
    "named": (mistake("no_n", "Divide by N."), Reveal.HINT),
    "generic": (Cause("sign", "y has the wrong sign everywhere."), Reveal.HINT),
    "generic that quotes inputs": (Cause("offset", "y is 0.25 too much.", quotes_inputs=True), Reveal.NUMBERS),
}


@pytest.mark.parametrize("level", Reveal)
@pytest.mark.parametrize("kind", KINDS_OF_CAUSES)
def test_each_kind_of_cause_has_its_level(kind, level):
    """Below it neither the sentence nor the id is there; a hidden check shows no generic cause below the numbers."""
    cause, needed = KINDS_OF_CAUSES[kind]
    whole = report(result(Status.FAILED, 1, says="y[0] is 2", causes=(cause,)))
    seen = revealed(whole, level).results[0]
    assert seen.causes == ((cause,) if level >= needed else ())
    assert (cause.sentence in f"{seen.message}\n{seen.hint}") == (level >= needed)
    assert ("y[0]" in seen.message) == (level >= Reveal.NUMBERS)
    hidden = revealed(whole, level, hidden={"check_1"}, disguised=False).results[0]
    assert bool(hidden.causes) == (level >= (needed if cause.named else Reveal.NUMBERS))
    assert not revealed(whole, level, hidden={"check_1"}).results[0].causes


@pytest.mark.parametrize("level", Reveal)
def test_of_causes_that_fit_equally_each_is_judged_alone(level):
    """A cause that quotes inputs takes no other along."""
    causes = tuple(cause for cause, _ in KINDS_OF_CAUSES.values())
    seen = revealed(report(result(Status.FAILED, 1, says="y[0] is 2", causes=causes)), level).results[0]
    assert seen.causes == tuple(cause for cause, needed in KINDS_OF_CAUSES.values() if level >= needed)


@pytest.mark.parametrize("level", Reveal)
def test_whatever_else_a_finding_holds_needs_numbers(level):
    """The case, the example, the advice and the frames; and no finding is called unexplained because it is filtered."""
    frame = Frame("toy_numpy.py", 3, "forward", "return 0.125")
    found = Finding(Kind.VALUES, "y[0] is 2", case=("one row",), frames=(frame,), example="f(0.5)", advice="Call f(x).")
    [seen] = revealed(report(dataclasses.replace(result(Status.FAILED, 1), finding=found)), level).results
    assert seen.finding == (found if level >= Reveal.NUMBERS else None)
    explained = dataclasses.replace(found, causes=(Cause("sign", "y has the wrong sign."),))
    [seen] = revealed(report(dataclasses.replace(result(Status.FAILED, 1), finding=explained)), level).results
    if level is Reveal.HINT:
        assert seen.message == "y has the wrong sign."
    assert any(word in repr(seen) for word in ("one row", "0.5", "Call", "forward")) == (level >= Reveal.NUMBERS)


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
