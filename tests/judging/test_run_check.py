"""Whatever happens in a check becomes one of the statuses, with the message and the facts that a diagnosis needs."""

import warnings

import numpy as np
import pytest

from grader.checks.check import check
from grader.checks.judgements import at_least, close, holds, same_dtype
from grader.checks.seeds import Seeds, seed_for
from grader.checks.setting import case
from grader.judging.diagnosis.signature import Signature
from grader.judging.run_check import of_exception
from grader.values.errors import Crashed, GraderError, RecordingError, TimedOut, TopicError
from grader.values.finding import Finding, Frame, Kind
from grader.values.report import Status
from grader.worker.protocol.replies import Failure, FrameSummary, Value

RIGHT = {"f": lambda x: 2.0 * x, "pair": lambda x: (x, x + 1.0)}
BROKEN = "this check is broken, which is not your fault: "


@check(points=1)
def doubles(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(1.0, 2.0, rng.sizes(4, 3))
    close(student.f(x), reference.f(x), "y")


@check(points=1)
def doubles_in_each_case(student, reference, rng):
    """Every entry is doubled, in one row and in many."""
    for name, rows in (("one row", 1), ("many rows", 5)):
        with case(name):
            x = rng.normal(1.0, 2.0, (rows, 3))
            close(student.f(x), reference.f(x), "y")


def failing(error):
    """A function that raises instead of answering."""

    def function(*_):
        raise error

    return {"f": function}


def test_passed(run):
    """A right answer passes and leaves nothing to explain."""
    outcome = run(doubles, student=RIGHT, reference=RIGHT)
    assert (outcome.status, outcome.message, outcome.signature, outcome.wrong) == (Status.PASSED, "", None, None)


def test_odd_answers_warn_nobody(run):
    """NumPy warns of the mean of no numbers and of infinite numbers. A student would read that in the terminal."""

    @check(points=1)
    def spreads(student, reference, rng):
        """The answers are spread out."""
        answer = student.f(np.ones(3))
        holds(answer.mean() + answer.var() > 1.0, "the answers are spread out")

    for odd in (np.zeros(0), np.full(2, np.inf), np.full(2, 1e300)):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            run(spreads, student={"f": lambda x, odd=odd: odd}, reference=RIGHT)
        assert [str(warning.message) for warning in seen] == []


def test_failed(run):
    """A wrong answer fails with the judgement's message, its numbers, its inputs and a signature."""
    outcome = run(doubles, student={"f": lambda x: 3.0 * x}, reference=RIGHT)
    assert outcome.status is Status.FAILED
    assert "y[" in outcome.message and "allowed difference" in outcome.message
    assert outcome.wrong.expected.shape == (4, 3)
    assert (outcome.signature.kind, outcome.signature.name) == ("values", "y ")
    assert outcome.inputs.last_call.question.call == "f"
    assert outcome.inputs.sizes[4] == "axis 0 of argument 1 of f"


def test_a_small_case_uses_small_sizes(run):
    """Asked for the smallest failing case, the check draws smaller inputs."""
    outcome = run(doubles, student={"f": lambda x: 3.0 * x}, reference=RIGHT, small=True)
    assert outcome.wrong.expected.shape == (3, 2)


def test_the_case_at_hand_is_named(run):
    """The case that failed, in the outcome and in the signature, so that mistakes are told apart by it."""
    outcome = run(doubles_in_each_case, student={"f": lambda x: (2.0 if len(x) == 1 else 3.0) * x}, reference=RIGHT)
    assert (outcome.status, outcome.finding.case) == (Status.FAILED, ("many rows",))
    assert outcome.signature.name == "y many rows"


def test_the_case_of_an_exception_is_named(run):
    """Not only judgements have a case."""
    outcome = run(doubles_in_each_case, student={"f": lambda x: Failure("ValueError", "")}, reference=RIGHT)
    assert (outcome.status, outcome.finding.case) == (Status.RAISED, ("one row",))


def test_not_written(run):
    """A TODO that raises in the student's own frame is not written yet; a missing name says so itself."""
    frames = [FrameSummary("toy_numpy.py", 3, "f", "raise NotImplementedError('TODO')")]
    todo = Failure("NotImplementedError", "TODO", frames, not_written=True)
    outcome = run(doubles, student={"f": lambda x: todo}, reference=RIGHT)
    assert (outcome.status, outcome.message, outcome.signature) == (Status.NOT_WRITTEN, "f is not written yet", None)
    missing = Failure("NotImplementedError", "f is not defined in the file", not_written=True)
    outcome = run(doubles, student={"f": lambda x: missing}, reference=RIGHT)
    assert (outcome.status, outcome.message) == (Status.NOT_WRITTEN, "f is not defined in the file")


def test_raised(run):
    """An exception is shown with the student's frames and recognised by its type and words."""
    frames = [FrameSummary("toy_numpy.py", 7, "f", "return x @ x")]
    reply = Failure("ValueError", "shapes \x1b[31m do not fit", frames)
    outcome = run(doubles, student={"f": lambda x: reply}, reference=RIGHT)
    assert outcome.status is Status.RAISED
    assert outcome.message == (
        "f raised ValueError: shapes \\x1b[31m do not fit\n  toy_numpy.py, line 7, in f\n    return x @ x"
    )
    assert outcome.signature.kind == "raised ValueError"
    assert outcome.finding.frames == (Frame("toy_numpy.py", 7, "f", "return x @ x"),)


def test_an_answer_that_cannot_cross():
    """It was returned, not raised, and the message says so."""
    failure = Failure("WireError", "the value is too large to cross")
    message = "f returned something that the grader cannot take: the value is too large to cross"
    assert of_exception("f", failure) == Finding(Kind.RAISED, message)


def test_timed_out(run):
    """An endless loop is suspected, and the limit named."""
    outcome = run(doubles, student=failing(TimedOut("f", 0.25)), reference=RIGHT)
    assert outcome.status is Status.TIMED_OUT
    assert outcome.message == "f gave no answer within 0.25 s: an endless loop?"


def test_crashed(run):
    """The end of the worker is described by what the grader was waiting for."""
    outcome = run(doubles, student=failing(Crashed("f", "its process was ended by SIGSEGV")), reference=RIGHT)
    assert outcome.status is Status.CRASHED
    assert outcome.message == "while the grader waited for f, its process was ended by SIGSEGV"


@pytest.mark.parametrize("error", [TopicError("no such layer"), GraderError("no such layer")])
def test_our_own_errors_break_the_check(run, error):
    """What the reference cannot answer is never the student's fault."""
    outcome = run(doubles, student=RIGHT, reference=failing(error))
    assert (outcome.status, outcome.message) == (Status.BROKEN, BROKEN + "no such layer")
    assert outcome.signature is None


def test_a_reference_that_raises_breaks_the_check(run):
    """With the call at which it happened."""
    outcome = run(doubles, student=RIGHT, reference={"f": lambda x: Failure("ZeroDivisionError", "")})
    assert outcome.status is Status.BROKEN
    assert "the reference failed in f: " in outcome.message


def test_a_recording_that_does_not_fit_says_what_to_do(run):
    """A recording's own sentence has the next step, so nothing is put before it."""
    outcome = run(doubles, student=RIGHT, reference=failing(RecordingError("get the exercise again")))
    assert (outcome.status, outcome.message) == (Status.BROKEN, "get the exercise again")


def test_an_expectation_of_nothing_breaks_the_check(run):
    """Where the reference answers NaN, or nothing, the check proves nothing."""
    for answer in (lambda x: x * np.nan, lambda x: x[:0]):
        outcome = run(doubles, student=RIGHT, reference={"f": answer})
        assert outcome.status is Status.BROKEN
        assert outcome.message.startswith(BROKEN + "y: ")


def test_ctrl_c_gets_through(run):
    """Whoever interrupts the grader is not a student's mistake."""
    with pytest.raises(KeyboardInterrupt):
        run(doubles, student=failing(KeyboardInterrupt()), reference=RIGHT)


def test_numpy_does_not_warn_in_a_check(run):
    """NaN and overflow in what is judged are no warnings on a student's screen."""

    @check(points=1)
    def overflows(student, reference, rng):
        """Computes with the answer."""
        holds(np.isinf(np.exp(student.f(np.full(2, 1e3)))).all(), "it overflows")
        at_least(np.zeros(1)[0] / np.zeros(1)[0], 0.5, "accuracy")

    assert run(overflows, student=RIGHT, reference=RIGHT).message == "accuracy is nan, expected at least 0.5"


def test_a_check_that_compares_no_numbers_is_broken(run):
    """Code that is not written could keep a dtype too."""

    @check(points=1)
    def stays_narrow(student, reference, rng):
        """float32 stays float32."""
        same_dtype(student.f(np.ones(2, np.float32)), "float32", "y")

    outcome = run(stays_narrow, student=RIGHT, reference=RIGHT)
    reason = "it judges by same_dtype and compares no numbers, so code that is not written would pass"
    assert (outcome.status, outcome.message) == (Status.BROKEN, BROKEN + reason)


def test_a_dict_that_lacks_an_entry(run):
    """The answer is wrong, and the message names the entry."""

    @check(points=1)
    def has_y(student, reference, rng):
        """The answer holds y."""
        answer, expected = student.f(1.0), reference.f(1.0)
        close(answer["y"], expected["y"], "y")

    right = {"f": lambda x: {"y": x}}
    outcome = run(has_y, student={"f": lambda x: {"z": x}}, reference=right)
    assert (outcome.status, outcome.message) == (Status.FAILED, "f returned a dict without 'y'")


def test_dtypes_are_told_apart_by_their_signature(run):
    """Answering in float16 and answering in float64 are two mistakes."""

    @check(points=1)
    def stays_narrow(student, reference, rng):
        """float32 stays float32."""
        same_dtype(student.f(np.ones(2, np.float32)), "float32", "y")

    kinds = [
        run(stays_narrow, student={"f": lambda x, d=dtype: x.astype(d)}, reference=RIGHT).signature.kind
        for dtype in ("float16", "float64")
    ]
    assert kinds == ["dtype float16", "dtype float64"]


def test_signatures_are_alike():
    """Kind, name and numbers all have to agree."""
    one = Signature("values", "y ", ("f[2](0, 0, 0)", (1.0, 0.5)))
    near = Signature("values", "y ", ("f[2](0, 0, 0)", (1.0, 0.5 + 1e-12)))
    assert one.like(near, 1e-9)
    assert not one.like(near, 1e-15)
    assert not one.like(Signature("shape", "y ", one.fingerprint), 1e-9)
    assert not one.like(Signature("values", "z ", one.fingerprint), 1e-9)


def test_seeds_make_the_stream_of_a_check():
    """The public seed unless told otherwise; a secret and a student make others, and small keeps the stream."""
    public = Seeds().rng(doubles, small=False)
    assert public.random_sample() == np.random.RandomState(seed_for("doubles")).random_sample()
    assert Seeds().rng(doubles, small=True).small
    draws = {Seeds(*more).rng(doubles, small=False).random_sample() for more in ([], [b"s"], [b"s", "ada"])}
    assert len(draws) == 3


def test_what_a_student_changes_the_reference_does_not_see(run):
    """A student's code that writes into its input spoils neither the expected answer nor later ones."""

    @check(points=1)
    def asks_twice(student, reference, rng):
        """The same question to both, twice."""
        x = np.ones(3)
        for _ in range(2):
            student.f(x)
            close(np.full(3, 2.0), reference.f(x), "y")
        close(x, np.full(3, 4.0), "x")  # as in one process

    def doubles_in_place(x):
        return Value(None, [{"path": [0, 0], "array": 2.0 * x}])

    outcome = run(asks_twice, student={"f": doubles_in_place}, reference=RIGHT)
    assert outcome.status is Status.PASSED, outcome.message


def test_what_a_student_changes_is_back_after_the_check(run):
    """Constants of a topic serve all students; what the finding shows stays what the student's code made of it."""
    settings, x = {"factor": 2.0, "shape": [3]}, np.arange(3.0)

    @check(points=1)
    def uses_constants(student, reference, rng):
        """It multiplies a constant array."""
        student.f(settings, x)
        close(x, np.arange(3.0), "x")

    changes = [
        {"path": [0, 1], "array": np.full(3, 7.0)},
        {"path": [0, 0, "shape"], "replaced": [[0, 4], [1, 5]], "removed": []},
        {"path": [0, 0], "replaced": [["factor", 0.0]], "removed": ["shape"]},
    ]
    outcome = run(uses_constants, student={"f": lambda *_: Value(None, changes)}, reference=RIGHT)
    assert outcome.status is Status.FAILED and outcome.wrong.actual.tolist() == [7.0] * 3
    assert settings == {"factor": 2.0, "shape": [3]} and x.tolist() == [0.0, 1.0, 2.0]


def test_changes_that_fit_nothing_are_a_crash(run):
    """An honest worker never sends them."""
    for changes in ([{"path": [0, 5], "array": np.ones(3)}], [{"path": [0, 0], "array": np.ones(99)}], [{}]):
        forged = Value(None, changes)
        outcome = run(doubles, student={"f": lambda x, reply=forged: reply}, reference=RIGHT)
        assert outcome.status is Status.CRASHED
        assert "an argument was changed in a way that does not fit it" in outcome.message


def test_a_piece_is_asked_about_its_item(run):
    """The function gets the item, and messages name it as a case."""

    @check(points=1, each={"first": None, "second": None})
    def doubles_each(student, reference, rng, item):
        """Both are doubled."""
        close(student.f(float(len(item))), reference.f(float(len(item))), "y")

    assert run(doubles_each["first"], student=RIGHT, reference=RIGHT).status is Status.PASSED
    wrong = run(doubles_each["second"], student={"f": lambda x: x}, reference=RIGHT)
    assert wrong.finding.case == ("second",) and "y is 6, expected 12" in wrong.message
