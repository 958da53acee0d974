"""What the answers of one check take in the judge: counted before it is taken, and let go when the check lets go."""

import json
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from support.patience import PATIENCE
from support.places import ROOT

from grader.sandbox.held import MAX_HELD, HeldAnswers
from grader.sandbox.watch import TooMuch
from grader.worker import wire

MB = 1 << 20


def receive(held, value):
    """The value as the judge gets it."""
    frame = b"".join(wire.pack(value))
    return wire.unpack(wire.reader(frame), None, held.adopt, held.weigh)


def test_arrays_add_up_as_long_as_they_are_kept():
    """Three of twenty megabytes fit and a fourth does not. If one goes, another one fits."""
    held = HeldAnswers()
    kept = [receive(held, np.ones(20 * MB // 8)) for _ in range(3)]
    with pytest.raises(TooMuch, match="its answers hold more than 64 MB of the grader's memory"):
        receive(held, np.ones(20 * MB // 8))
    del kept[0]
    kept.append(receive(held, np.ones(20 * MB // 8)))
    assert len(kept) == 3


def test_many_calls_whose_answers_are_not_kept():
    """They may be as many as the check likes."""
    held = HeldAnswers()
    for _ in range(20):
        assert receive(held, np.ones(MB)).size == MB


def test_a_view_keeps_its_array():
    """One number of a large answer holds all of it."""
    held = HeldAnswers()
    kept = [receive(held, np.ones(5 * MB))[:1]]
    with pytest.raises(TooMuch):
        receive(held, np.ones(5 * MB))
    assert kept


@pytest.mark.parametrize("dtype", ["|b1", "|i1", "<f4", "<c8"])
def test_small_numbers_count_as_those_that_the_judge_computes_with(dtype):
    """A truth value becomes a number of eight bytes when it is explained."""
    with pytest.raises(TooMuch):
        receive(HeldAnswers(), np.zeros(MAX_HELD // 8, dtype))


def test_lists_and_dictionaries_add_up_until_the_check_ends():
    """Nobody says when they are gone, and their text is small beside the objects that it becomes."""
    held = HeldAnswers()
    with pytest.raises(TooMuch):
        for _ in range(100):
            receive(held, [{}] * 40_000)
    held.start_check()
    assert receive(held, [{}] * 40_000)[0] == {}


def test_an_array_of_the_last_check_does_not_count():
    """It may live on in what was found out about that check, and may go while the next check runs."""
    held = HeldAnswers()
    before = receive(held, np.ones(5 * MB))
    held.start_check()
    now = receive(held, np.ones(5 * MB))
    del before
    with pytest.raises(TooMuch):
        receive(held, np.ones(5 * MB))
    assert now.size == 5 * MB


CHILD = """
import json, resource, sys
import numpy as np
from grader import check, close
from grader.checks.seeds import Seeds
from grader.judging.run_check import run_check
from grader.sandbox.worker_process import Worker
from grader.worker.protocol.requests import Load

@check(points=1)
def keeps_what_it_gets(student, reference, rng):
    \"\"\"All answers are kept.\"\"\"
    x, kept = np.ones(3), []
    for _ in range(25):
        kept.append(student.f(x))
        kept.append(x)
    close(kept[0], 1.0, "y")

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Worker("numpy") as worker:
    worker.load(Load("held", [("held.py", sys.argv[1])]))
    outcome = run_check(keeps_what_it_gets, worker, worker, Seeds())
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([str(outcome.status), outcome.message, grown >> 10]))
"""

PILES = {
    "arrays": "return np.ones(5 << 20)",
    "a cache": "return np.ones(1), {'a': np.ones(5 << 20)}",
    "caches in lists": "return np.ones(1), [np.ones(5 << 20)], (np.ones(5), [np.ones(9)])",
    "truth values": "return np.ones(8 << 20, bool)",
    "one large answer": "return np.ones(60 << 20)",
    "lists": "return [[] for _ in range(150_000)]",
    "dictionaries": "return [{} for _ in range(250_000)]",
    "numbers": "return [0.5] * 200_000",
    "text": "return 'x' * 900_000",
    "objects": "return [object() for _ in range(40_000)]",
    "arrays without number": "return [np.ones(1000) for _ in range(4000)]",
}


@pytest.mark.parametrize("pile", PILES)
def test_a_judge_stays_small(pile):
    """Measured in a judge of its own, with a check that keeps all answers. The reason is the student's."""
    source = f"import numpy as np\ndef f(x):\n    {PILES[pile]}\n"
    command = [sys.executable, "-c", textwrap.dedent(CHILD), source]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=PATIENCE)
    status, message, grown = json.loads(done.stdout)
    assert status == "crashed" and "its answers hold more than 64 MB" in message
    assert grown < 300


@pytest.mark.parametrize("how", ["in a list", "alone"])
def test_bytes_are_for_text(how):
    """48 MB of bytes would become more than a gigabyte as a list of numbers."""
    value = bytes(2 * MB)
    with pytest.raises(wire.WireError, match="bytes of bytes: numbers belong in an array"):
        wire.pack([value[:MB], value[MB:], b"x"] if how == "in a list" else value)
