"""Right answers and mistakes come from the live solution or from the recording beside the exercise, and both agree."""

import pytest

from grader.checks.seeds import Seeds
from grader.judging.diagnosis.slips import EQUAL
from grader.judging.reference import recording
from grader.judging.reference.live import Live
from grader.judging.reference.sources import LiveSource, RecordedSource
from grader.judging.run_check import run_check
from grader.values.errors import RecordingError, TopicError
from grader.values.report import Status
from grader.worker.protocol.requests import Load
from grader.worker.runtimes import make_runtime

CHECKS = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(1.0, 2.0, rng.sizes(5, 3))
    close(student.double(x), reference.double(x), "y")

@check(points=1)
def halves(student, reference, rng):
    """Every entry is halved."""
    x = rng.normal(1.0, 2.0, rng.sizes(5, 3))
    close(student.halve(x), reference.halve(x), "y")
'''

SOLUTION = '''
import numpy as np

def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

def halve(x):
    """Half of x."""
    # BEGIN SOLUTION
    return x / 2
    # END SOLUTION
'''


def mistake(name, find, replace, check="doubles"):
    """One mistake, as an author writes it."""
    return f"with m.fails('{check}'):\n    m('{name}', 'Hint of {name}.', text('{find}') >> '{replace}')\n"


MISTAKES = (
    mistake("squares", "2 * x", "x * x")
    + mistake("numpy", "2 * x", "x")
    + mistake("does_not_load", "return 2 * x", "return 2 *")
    + mistake("halves_twice", "x / 2", "x / 4", "halves")
)


@pytest.fixture
def topic(make_topic):
    """A topic with two checks and a few mistakes."""
    return make_topic(CHECKS, SOLUTION, MISTAKES)


def outcome_with(source, topic, check, small=False):
    """The outcome of a check with the solution in the student's place."""
    student = LiveSource(topic).solution("numpy")
    return run_check(check, student, source.reference(check, Seeds(), small=small), Seeds(), small=small)


@pytest.mark.parametrize("small", [False, True])
def test_both_sources_know_the_right_answers(topic, small):
    """Live and recorded, at full and at small size, the solution passes."""
    for source in (LiveSource(topic), RecordedSource(topic.folder, "numpy")):
        for check in topic.checks:
            assert outcome_with(source, topic, check, small).status is Status.PASSED


def test_both_sources_know_the_same_mistakes(topic):
    """On the public seed the recording names what the live source names, with the same signatures and hints."""
    live, recorded = LiveSource(topic), RecordedSource(topic.folder, "numpy")
    assert live.hints == recorded.hints
    assert live.hints["squares"] == "Hint of squares."
    for check in topic.checks:
        assert live.mistakes(check, Seeds()) == recorded.mistakes(check, Seeds())


def test_each_check_has_the_mistakes_that_fail_it(topic):
    """A mistake elsewhere leaves a check passing; a mistake that does not load fails in every one."""
    live = LiveSource(topic)
    doubles, halves = topic.checks
    assert live.mistakes(doubles, Seeds()).keys() == {"squares", "numpy", "does_not_load"}
    assert live.mistakes(halves, Seeds()).keys() == {"halves_twice", "does_not_load"}


def test_a_mistake_may_be_called_like_a_part(topic):
    """Its id is no name of a solution: the reference stays right."""
    live = LiveSource(topic)
    for check in topic.checks:
        live.mistakes(check, Seeds())
        assert outcome_with(live, topic, check).status is Status.PASSED


def test_mistakes_are_asked_once_a_seed(topic):
    """Hundreds of submissions share the answers of the mistakes; another seed has its own."""
    live, check = LiveSource(topic), topic.checks[0]
    first = live.mistakes(check, Seeds())
    assert live.mistakes(check, Seeds())["squares"] is first["squares"]
    other = live.mistakes(check, Seeds(b"a course"))
    assert other.keys() == first.keys()
    assert other["squares"].fingerprint != first["squares"].fingerprint


def test_mistakes_that_are_ruled_out_are_not_asked(topic):
    """Who has passed a mistake's own check has not made it, live or recorded."""
    check = topic.checks[0]
    for source in (LiveSource(topic), RecordedSource(topic.folder, "numpy")):
        assert source.own_checks["squares"] == check.name
        assert "squares" not in source.mistakes(check, Seeds(), without={"squares"})
        assert "squares" in source.mistakes(check, Seeds())


def test_slips_are_recorded_and_run_again_on_other_inputs(topic):
    """Both sources know the same slips; on another seed the live source knows their answers there."""
    check = topic.checks[1]
    live, recorded = LiveSource(topic), RecordedSource(topic.folder, "numpy")
    kept = recorded.slips(check, Seeds())
    assert {slip.words for slip in kept} >= {"in halve: `2` is a factor, and should be a divisor"}
    assert [slip.words for slip in live.slips(check, Seeds())] == [slip.words for slip in kept]
    for slip, again in zip(kept, live.slips(check, Seeds()), strict=True):
        assert again.signature.like(slip.signature, EQUAL)
    for slip, other in zip(kept, live.slips(check, Seeds(b"a course")), strict=True):
        assert not other.signature.like(slip.signature, EQUAL)
    assert live.slips(check, Seeds(b"a course")) is live.slips(check, Seeds(b"a course"))


def test_slips_of_another_solution_are_not_said(topic):
    """A number that stands for other words by now, or for no slip, is passed over. Without a recording there are none."""
    path = topic.folder / "answers/numpy.json"
    path.write_text(path.read_text().replace("`2` is a factor", "`3` is a factor"))
    said = [slip.words for slip in LiveSource(topic).slips(topic.checks[1], Seeds())]
    assert said and not any("is a factor" in words for words in said)
    path.unlink()
    assert not LiveSource(topic).slips(topic.checks[1], Seeds())


def test_solutions_are_loaded_once(topic):
    """The reference and each mistake live as long as the source."""
    live = LiveSource(topic)
    assert live.solution("numpy") is live.solution("numpy")
    assert live.mistaken(topic.mistakes[0]) is live.mistaken(topic.mistakes[0])
    assert live.itself("numpy") is live


def test_a_recording_keys_small_cases_apart(topic):
    """A check and its small case are two entries."""
    check = topic.checks[0]
    assert {recording.key_of(check.name, small=small) for small in (False, True)} == {"doubles", "doubles small"}
    full = RecordedSource(topic.folder, "numpy").reference(check, Seeds(), small=False)
    student = LiveSource(topic).solution("numpy")
    assert run_check(check, student, full, Seeds(), small=True).status is Status.BROKEN


def test_every_reference_begins_anew(topic):
    """A recording can be asked again for the next submission."""
    source, check = RecordedSource(topic.folder, "numpy"), topic.checks[0]
    for _ in range(2):
        assert outcome_with(source, topic, check).status is Status.PASSED


def test_a_class_asks_the_solution_twice(topic, monkeypatch):
    """The first submission is answered live, for the second one all answers are noted, and from then on recalled."""
    asked = []
    live = Live.ask
    monkeypatch.setattr(Live, "ask", lambda self, *args: asked.append(self) or live(self, *args))
    source, check, seeds = LiveSource(topic), topic.checks[0], Seeds(b"of a class")
    solution, wrong = source.solution("numpy"), source.mistaken(topic.mistakes[0])
    for student, status in ((wrong, Status.FAILED), (solution, Status.PASSED), (wrong, Status.FAILED)) * 2:
        outcome = run_check(check, CountedApart(student), source.reference(check, seeds, small=False), seeds)
        assert outcome.status is status
    assert asked.count(solution) == 2
    other = run_check(check, CountedApart(wrong), source.reference(check, Seeds(b"of another"), small=False), seeds)
    assert other.status is Status.FAILED
    assert asked.count(solution) == 3


class CountedApart:
    """An answerer that asks another answerer without passing through `ask` of its class, which the test counts."""

    def __init__(self, live):
        self.live = live

    def ask(self, question, proxy, seconds):
        return self.live._exchange(question, proxy)

    def rules(self):
        return self.live.rules()


def test_a_solution_that_fails_is_our_fault_every_time(make_topic):
    """Also when its answer was noted before."""
    topic = make_topic(CHECKS, SOLUTION.replace("return 2 * x", "return 2 * y"), mistakes="", built=False)
    source, check = LiveSource(topic), topic.checks[0]
    student = topic_student()
    for _ in range(3):
        outcome = run_check(check, student, source.reference(check, Seeds(b"of a class"), small=False), Seeds())
        assert (outcome.status, "not your fault" in outcome.message) == (Status.BROKEN, True)


def topic_student():
    """A submission that needs no topic."""
    return Live(make_runtime("numpy"), Load("toy", [("student.py", "def double(x):\n    return 2 * x\n")]))


def test_what_is_not_there(topic, tmp_path):
    """A missing recording and a missing solution are told apart, and neither is the student's fault."""
    with pytest.raises(RecordingError, match="is missing"):
        RecordedSource(tmp_path, "numpy")
    with pytest.raises(TopicError, match="no solution toy_torch.py"):
        LiveSource(topic).solution("torch")


def test_a_solution_that_does_not_load_breaks_the_check(make_topic):
    """The reference's own error is ours."""
    topic = make_topic(CHECKS, SOLUTION.replace("import numpy", "import no_such_module"), built=False)

    outcome = run_check(topic.checks[0], topic_student(), LiveSource(topic).solution("numpy"), Seeds())
    assert outcome.status is Status.BROKEN
    assert "No module named 'no_such_module'" in outcome.message
