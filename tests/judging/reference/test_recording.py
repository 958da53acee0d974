"""A recording answers as the live reference did, survives being stored, and says what to do when it is damaged."""

import json
import zipfile

import numpy as np
import pytest

from grader.checks.check import check
from grader.checks.judgements import close, holds, slopes_agree
from grader.checks.seeds import Seeds
from grader.judging.diagnosis.signature import Signature
from grader.judging.reference import recording
from grader.judging.reference.live import Live
from grader.judging.reference.recording import Call, Recorded, Recorder, Recording, load
from grader.judging.run_check import run_check
from grader.values.errors import RecordingError
from grader.values.report import Status
from grader.worker.protocol.requests import Load
from grader.worker.runtimes import NumpyRuntime

SOLUTION = """
import numpy as np

class Cache:
    def __init__(self, x):
        self.x = x

    def scaled(self, by):
        return by * self.x

def forward(x, running):
    running["mean"] = 0.9 * running["mean"] + 0.1 * x.mean(0)   # replaces the entry
    running["var"] *= 0.5                                       # changes the array
    return x - x.mean(0), Cache(x)

def backward(dout, cache):
    return dout * cache.x

def halve(x):
    x /= 2.0

def everything(x):
    return {"none": None, "flag": True, "whole": 3, "real": 0.5, "text": "é", "list": [x, (1, x)], "empty": x[:0]}
"""


def live():
    """The solution in this process."""
    cells = [("toy_numpy.py", SOLUTION)]
    return Live(NumpyRuntime(), Load("toy_numpy", cells))


@check(points=1)
def uses_everything(student, reference, rng):
    """Values, handles, methods, entries replaced and arrays changed in place, slopes, in one check."""
    x, dout = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    mine, theirs = ({"mean": np.zeros(3), "var": np.ones(3)} for _ in range(2))
    out, cache = student.forward(x, mine)
    expected, wanted = reference.forward(x, theirs)
    close(out, expected, "out")
    close(mine["mean"], theirs["mean"], "mean")
    close(mine["var"], theirs["var"], "var")
    holds(abs(theirs["mean"]).min() > 0 and theirs["var"].max() == 0.5, "the reference changed its own")
    close(student.backward(dout, cache), reference.backward(dout, wanted), "dx")
    close(cache.scaled(2.0), wanted.scaled(2.0), "scaled")
    close(cache.x, wanted.x, "x")
    same, halved = x.copy(), x.copy()
    student.halve(same)
    reference.halve(halved)
    close(same, halved, "halved")
    holds(not np.array_equal(halved, x), "the reference changed its array")
    running = {"mean": np.zeros(3), "var": np.ones(3)}
    slopes_agree(dout - dout.mean(0), reference.forward, (x, running), wrt=0, upstream=dout, rng=rng, name="dx")


@check(points=1)
def asks_for_everything(student, reference, rng):
    """Every kind of value comes back from a recording."""
    x = rng.normal(size=(2, 3))
    answer, expected = student.everything(x), reference.everything(x)
    holds(repr(answer) == repr(expected), "both answer alike")


@pytest.fixture
def recorded():
    """Run a check on the live reference and return the calls that were noted."""

    def record(one):
        recorder = Recorder(live())
        outcome = run_check(one, live(), recorder, Seeds())
        assert outcome.status is Status.PASSED, outcome.message
        return Recording(calls={one.name: recorder.calls})

    return record


@pytest.fixture
def stored(tmp_path, recorded):
    """A recording on the disk."""
    path = tmp_path / "answers.npz"
    recorded(uses_everything).save(path)
    return path


def rewrite(path, **entries):
    """Replace entries of the file, as arrays."""
    with np.load(path) as file:
        content = dict(file)
    np.savez(path, **(content | entries))


def as_bytes(content):
    """JSON as the file holds it."""
    return np.frombuffer(json.dumps(content).encode(), np.uint8)


@pytest.mark.parametrize("one", [uses_everything, asks_for_everything], ids=lambda one: one.name)
def test_a_recording_answers_like_the_live_reference(recorded, tmp_path, one):
    """Values, effects on arguments and handles, also after a round trip through the file."""
    path = tmp_path / "answers.npz"
    recorded(one).save(path)
    for found in (recorded(one), load(path)):
        outcome = run_check(one, live(), Recorded(found.calls[one.name]), Seeds())
        assert outcome.status is Status.PASSED, outcome.message


def test_the_file_keeps_everything(tmp_path):
    """Calls, signatures and hints come back as they were, numbers to the last bit."""
    question = ("{op:'call'}", ((0.1 + 0.2, -1e-300), (2.0,)))
    mistake = Signature("values", "y ", ("f[2](0, 0, 0)", (1 / 3, 2.0)))
    one = Recording(
        calls={"a": [Call(question, b"first"), Call(question, b"")], "a small": [], "b": [Call(question, b"last")]},
        mistakes={"a": {"m": mistake}, "b": {}},
        hints={"m": "Größer als 0."},
        own_checks={"m": "a"},
    )
    one.save(tmp_path / "answers.npz")
    assert load(tmp_path / "answers.npz") == one


def test_an_empty_recording_can_be_stored(tmp_path):
    """A topic with nothing to ask has an answers file too."""
    Recording().save(tmp_path / "answers.npz")
    assert load(tmp_path / "answers.npz") == Recording()


def test_saving_leaves_nothing_else_behind(stored):
    """The file is written beside and renamed."""
    assert [path.name for path in stored.parent.iterdir()] == ["answers.npz"]


def test_the_file_holds_no_solution(stored):
    """Only two byte arrays, no pickle, and not a line of the reference's code."""
    with np.load(stored, allow_pickle=False) as file:
        assert sorted(file) == ["frames", "meta"]
        assert all(file[name].dtype == np.uint8 for name in file)
        text = file["meta"].tobytes() + file["frames"].tobytes()
    assert b"return" not in text and b"running[" not in text


def test_another_question_is_our_fault(recorded):
    """Inputs that were not recorded mean that checks and answers do not belong together."""
    reference = Recorded(recorded(uses_everything).calls["uses_everything"])
    outcome = run_check(uses_everything, live(), reference, Seeds(b"a secret"))
    assert outcome.status is Status.BROKEN
    assert "does not hold this question about forward" in outcome.message
    assert "get the exercise again, or run `grader build`" in outcome.message


def test_a_check_that_was_not_recorded_is_our_fault(recorded):
    """Nothing is known about it, so nothing is answered."""
    others = recorded(asks_for_everything).calls
    outcome = run_check(uses_everything, live(), Recorded(others.get("uses_everything", [])), Seeds())
    assert outcome.status is Status.BROKEN


def test_a_question_is_answered_as_often_as_it_was_asked(recorded):
    """Each answer is given once; a check that asks more than was recorded is another check."""
    found = recorded(uses_everything)
    once = Recorded(found.calls["uses_everything"])
    assert run_check(uses_everything, live(), once, Seeds()).status is Status.PASSED
    assert run_check(uses_everything, live(), once, Seeds()).status is Status.BROKEN


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_truncated_file(stored, share):
    """A download that was cut off is recognised at any length."""
    data = stored.read_bytes()
    stored.write_bytes(data[: int(share * len(data))])
    with pytest.raises(
        RecordingError, match=r"answers.npz is damaged \(.+\): get the exercise again, or run `grader build`"
    ):
        load(stored)


@pytest.mark.parametrize("data", [b"not a zip", b"PK\x03\x04" + bytes(100), b"\x80\x04N.", b"\x93NUMPY" + bytes(40)])
def test_another_kind_of_file(stored, data):
    """Text, a broken zip, a pickle or a single array are no recording."""
    stored.write_bytes(data)
    with pytest.raises(RecordingError, match="is damaged"):
        load(stored)


def test_every_flipped_byte_is_an_error_or_harmless(stored):
    """Damage anywhere raises RecordingError or changes nothing that is read; it never escapes as something else."""
    data, whole = stored.read_bytes(), load(stored)
    for position in range(0, len(data), max(1, len(data) // 60)):
        stored.write_bytes(data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :])
        try:
            assert load(stored) == whole
        except RecordingError as error:
            assert "get the exercise again" in str(error)


def test_a_missing_file(tmp_path):
    """The next step is named."""
    with pytest.raises(RecordingError, match="answers.npz is missing: get the exercise again, or run `grader build`"):
        load(tmp_path / "answers.npz")


def test_another_schema(stored):
    """A file of another version of the grader is not guessed at."""
    rewrite(stored, meta=as_bytes({"schema": 99}))
    with pytest.raises(
        RecordingError, match=r"another version of grader \(schema 99, here 1\): get the exercise again"
    ):
        load(stored)


def test_object_arrays_are_not_unpickled(stored):
    """A file that asks to be unpickled runs nothing."""
    ran = []

    class Hostile:
        def __reduce__(self):
            return ran.append, (1,)

    rewrite(stored, frames=np.array([Hostile()], dtype=object))
    ran.clear()
    with pytest.raises(RecordingError, match="is damaged"):
        load(stored)
    assert not ran


META = {"schema": 1, "calls": {}, "mistakes": {}, "hints": {}, "own_checks": {}}


@pytest.mark.parametrize(
    "meta",
    [
        [],
        {},
        {"schema": 1},
        META | {"calls": {"a": [["text", [1.0], 5]]}},
        META | {"calls": {"a": [["text"]]}},
        META | {"calls": {"a": [["text", None, 0]]}},
        META | {"calls": {"a": [["text", [], "5"]]}},
        META | {"calls": []},
        META | {"mistakes": {"a": {"m": ["values"]}}},
        META | {"mistakes": {"a": ["m"]}},
    ],
    ids=lambda meta: json.dumps(meta)[-50:],
)
def test_meta_of_another_form(tmp_path, meta):
    """What JSON can hold and a recording cannot is damage."""
    np.savez(tmp_path / "answers.npz", meta=as_bytes(meta), frames=np.zeros(3, np.uint8))
    with pytest.raises(RecordingError, match="is damaged"):
        load(tmp_path / "answers.npz")


def test_a_missing_entry(stored):
    """A zip without the frames is no recording."""
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("other.npy", b"")
    with pytest.raises(RecordingError, match="is damaged"):
        load(stored)


def test_a_damaged_frame(recorded):
    """An answer that cannot be decoded is our fault when it is asked for."""
    found = recorded(asks_for_everything)
    found.calls["asks_for_everything"][0].frame = found.calls["asks_for_everything"][0].frame[:-1]
    outcome = run_check(asks_for_everything, live(), Recorded(found.calls["asks_for_everything"]), Seeds())
    assert outcome.status is Status.BROKEN
    assert outcome.message.startswith("a recorded answer is damaged (a frame ends too early): get the exercise again")


def test_decode_without_a_respondent_names_handles(recorded):
    """To compare recordings, handles are their type names."""
    [frame] = [call.frame for call in recorded(uses_everything).calls["uses_everything"][:1]]
    assert recording.decode(frame, None).value[1] == "Cache"
