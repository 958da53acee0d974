"""Whatever a student's function returns instead of its answer, the check is never broken: it ends for the student's reason."""

import random

import numpy as np
import pytest
from support.places import ROOT

from grader.checks.check import pieces
from grader.checks.handles import Handle
from grader.checks.seeds import Seeds
from grader.judging.reference.sources import LiveSource
from grader.judging.run_check import run_check
from grader.topics.catalog import find_topic, names
from grader.values.parts import PARTS
from grader.values.report import Status
from grader.worker.protocol.replies import Value

# The first topic shows what the engine does. That the checks of the others bear it too takes seconds for each topic.
FIRST, *OTHERS = names(ROOT / "exercises")
TOPICS = [FIRST, *(pytest.param(name, marks=pytest.mark.proof) for name in OTHERS)]


class Liar:
    """Says yes to everything, and gives zero or itself."""

    def __init__(self, entries):
        self._entries = entries

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_, **__):
        return self

    def __len__(self):
        return self._entries

    def __iter__(self):
        return iter([0.0] * self._entries)

    def __getitem__(self, key):
        return 0.0

    def __contains__(self, key):
        return True


# Each is made from the right answer.
ODD = {
    "none": lambda right: None,
    "true": lambda right: True,
    "zero": lambda right: 0.0,
    "not a number": lambda right: float("nan"),
    "an integer without end": lambda right: 10**400,
    "complex": lambda right: 1j,
    "text": lambda right: "0.0",
    "bytes": lambda right: b"\x00",
    "no axes": lambda right: np.array(1.0),
    "an empty array": lambda right: np.zeros((0, 3)),
    "an array of complex numbers": lambda right: np.ones((2, 3), complex),
    "an array of one axis more": lambda right: np.ones((1, 2, 3, 1, 1)),
    "an array of whole numbers": lambda right: np.full((2, 3), 10**6),
    "an empty tuple": lambda right: (),
    "an empty dict": lambda right: {},
    "an empty list": lambda right: [],
    "other keys": lambda right: {str(number): np.zeros(2) for number in range(3)},
    "a dict of text": lambda right: dict.fromkeys(right, "a") if isinstance(right, dict) else {"a": "b"},
    "one entry too many": lambda right: (*right, None) if isinstance(right, tuple) else (right, right),
    "one entry less": lambda right: right[:-1] if isinstance(right, tuple | list) else (),
    "entries of nothing": lambda right: (None,) * (len(right) if isinstance(right, tuple) else 3),
    "lists in lists": lambda right: [[[[0.0]]]],
    "text in a tuple": lambda right: ("a",) * (len(right) if isinstance(right, tuple) else 2),
    "nan throughout": lambda right: (
        {key: np.full(np.shape(value), np.nan) for key, value in right.items()}
        if isinstance(right, dict)
        else np.full(np.shape(right), np.nan)
        if isinstance(right, np.ndarray)
        else tuple(np.full(np.shape(value), np.nan) if isinstance(value, np.ndarray) else None for value in right)
        if isinstance(right, tuple)
        else np.nan
    ),
    "an object of no length": lambda right: Liar(0),
    "an object": lambda right: Liar(len(right) if isinstance(right, tuple | dict | list) else 2),
    "a tuple of objects": lambda right: (Liar(2),) * (len(right) if isinstance(right, tuple) else 2),
}


class Odd:
    """The solution in the student's place, whose answer number `at` is replaced."""

    def __init__(self, live, at, replaced):
        self._live, self._at, self._replaced = live, at, replaced
        self.count = 0

    def ask(self, question, proxy, seconds):
        reply = self._live.ask(question, proxy, seconds)
        self.count += 1
        if self.count - 1 != self._at or not isinstance(reply, Value):
            return reply
        odd = self._replaced(reply.value)
        return Value(self._crossed(odd, proxy), changes=reply.changes)

    def _crossed(self, value, proxy):
        if isinstance(value, tuple):
            return tuple(self._crossed(item, proxy) for item in value)
        if isinstance(value, Liar):
            return Handle(proxy, self._live._servant._keep(value), "Liar")
        return value

    def rules(self):
        return self._live.rules()


def cases(topic_name, part):
    """Each check that does not train, with the numbers of answers and the odd answers that are tried, the same in every run."""
    for check in pieces(find_topic(topic_name, ROOT / "exercises", ROOT / "solutions").checks_of(part)):
        if "trains" not in check.name and check.seconds <= 5:
            yield check, random.Random(check.name)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", TOPICS)
def test_an_odd_answer_is_the_students(name, part):
    """In its first answer and in another; six odd answers for each check."""
    if part == "torch":
        pytest.importorskip("torch")
    source = LiveSource(find_topic(name, ROOT / "exercises", ROOT / "solutions"))
    reference, student = source.solution(part), source.solution(part, "student")
    broken = []
    with reference.rules():
        for check, chance in cases(name, part):
            whole = Odd(student, -1, None)
            assert run_check(check, whole, reference, Seeds()).status is Status.PASSED
            for number, odd in enumerate(chance.sample(sorted(ODD), 6)):
                at = 0 if number < 3 else chance.randrange(whole.count)
                outcome = run_check(check, Odd(student, at, ODD[odd]), reference, Seeds())
                if outcome.status is Status.BROKEN:
                    broken.append((check.name, at, odd, outcome.message))
    assert broken == []
