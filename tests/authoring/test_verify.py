"""The ladder in pieces: whoever proves them, and in whatever order, the rungs are the same."""

import random

import pytest
from support.new_topic import built, edit, fresh

from grader.authoring import verify
from grader.authoring.ladder import CLAIMS
from grader.authoring.verify import climb, climb_all, prove
from grader.values.errors import TopicError


@pytest.fixture
def topics(tmp_path):
    """Two new topics, of which the second has problems on several rungs."""
    for name in ("toy", "twin"):
        built(tmp_path, name)
    edit(tmp_path / "exercises/twin/checks.py", "sizes(5, 3)", "sizes(6, 4)")
    edit(tmp_path / "solutions/twin/mistakes/numpy_scale.py", "return x + factor", "return factor * x")
    edit(tmp_path / "solutions/twin/right/loop_numpy.py", "factor * x[i]", "factor * x[i] + 1e-3")
    return [fresh(tmp_path, name) for name in ("toy", "twin")]


def shuffled(seed):
    """A `Work` that proves the pieces in some order."""

    def work(pieces):
        mixed = list(pieces)
        random.Random(seed).shuffle(mixed)
        return ((piece, prove(piece)) for piece in mixed)

    return work


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_work_does_not_show(topics, seed):
    """Every topic has its rungs in the order of the ladder, with the same problems."""
    verify._ladder.cache_clear()
    expected = [(topic.name, rung) for topic in topics for rung in climb(topic)]
    assert [(topic.name, rung) for topic, rung in climb_all(topics, work=shuffled(seed))] == expected
    assert sum(bool(rung.problems) for _, rung in expected) >= 4
    assert not any(rung.problems for name, rung in expected if name == "toy")


def test_a_rung_comes_as_soon_as_it_is_proved(topics):
    """Whoever waits reads the first claim before the last piece is proved."""
    proved = []

    def work(pieces):
        for piece in pieces:
            proved.append(piece.rung)
            yield piece, ()

    _, first = next(climb_all(topics, work=work))
    assert first.claim == CLAIMS["current"].text and set(proved) == {"current"}


def test_a_piece_whose_process_is_lost_is_a_problem(topics):
    """The claim is not proved, so it may not look as if it were."""

    def work(pieces):
        return ((piece, OSError("it was killed") if piece.name == "loop_numpy.py" else ()) for piece in pieces)

    found = {rung.claim: rung.problems for _, rung in climb_all(topics[:1], work=work)}
    assert found.pop(CLAIMS["right"].text) == ("loop_numpy.py: it was killed",)
    assert not any(found.values())


def test_an_error_of_the_grader_is_a_problem(topics, monkeypatch):
    """In a process of the pool it would look like a lost process, and the piece would be proved again."""

    def broken(*_):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("grader.authoring.unwritten.problems", broken)
    verify._ladder.cache_clear()
    rungs = climb_all(topics[:1], work=lambda pieces: ((piece, prove(piece)) for piece in pieces))
    found = {rung.claim: rung.problems for _, rung in rungs}
    assert found[CLAIMS["unwritten"].text] == ("the proof broke off: ZeroDivisionError: by zero",)


def test_mutants_are_looked_at_on_demand(topics):
    """They take minutes."""
    claim = CLAIMS["mutants"].text
    assert claim not in [rung.claim for rung in climb(topics[0])]
    (rung,) = [rung for rung in climb(topics[0], mutants=True) if rung.claim == claim]
    assert rung.problems == ()


def test_a_topic_that_cannot_be_read_raises(tmp_path, topics):
    """Nothing can be planned for it."""
    edit(tmp_path / "solutions/toy/mistakes/numpy_scale.py", 'text("return x * factor")', 'text("gone")')
    with pytest.raises(TopicError, match="occurs 0 times"):
        list(climb(fresh(tmp_path)))
