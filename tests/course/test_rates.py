"""A class in numbers, and the differences between two runs of it."""

import dataclasses

import pytest
from support.reports import mistake, report, result

from grader.course.rates import CheckRate, TopicRate, check_rates, differences, topic_rates
from grader.values.finding import NONE, Finding, Kind
from grader.values.report import Status

RIGHT, WRONG = Status.PASSED, Status.FAILED


def handed(adds, scales, *, topic="toy", causes=()):
    """A submission's report on two checks, worth two points each."""
    checks = {"adds": adds, "scales": scales}
    return report(
        topic,
        "ada",
        *(result(name, status, causes=causes if status is WRONG else ()) for name, status in checks.items()),
    )


def test_scores_of_each_topic():
    """In the order of the names; a submission is full if every check passed."""
    reports = [handed(RIGHT, RIGHT), handed(RIGHT, WRONG), handed(WRONG, WRONG), handed(RIGHT, RIGHT, topic="conv")]
    assert topic_rates(reports) == [
        TopicRate("conv", submissions=1, mean=4.0, median=4.0, max_score=4.0, full=1),
        TopicRate("toy", submissions=3, mean=2.0, median=2.0, max_score=4.0, full=1),
    ]
    assert topic_rates([]) == [] == check_rates([])


def test_the_check_that_fewest_passed_comes_first():
    """Among equals topics and names decide."""
    reports = [handed(RIGHT, WRONG), handed(RIGHT, RIGHT), handed(RIGHT, RIGHT, topic="conv")]
    assert [(rate.topic, rate.name, rate.passed, rate.asked) for rate in check_rates(reports)] == [
        ("toy", "scales", 1, 2),
        ("conv", "adds", 1, 1),
        ("conv", "scales", 1, 1),
        ("toy", "adds", 2, 2),
    ]


def test_the_commonest_cause_is_named():
    """Each of several causes of one failure counts; of equally common causes the first by name is taken."""
    squares, halves = mistake("squares"), mistake("halves")
    reports = [handed(WRONG, RIGHT, causes=causes) for causes in ((squares,), (halves, squares), ())]
    assert check_rates(reports)[0] == CheckRate("toy", "adds", "adds.", passed=0, asked=3, cause="squares")
    assert check_rates(reports[1:])[0].cause == "halves"


def test_an_answer_of_none_has_no_cause_in_statistics():
    """The code is not written, whatever mistake returns None too."""
    found = Finding(Kind.FORM, f"y is {NONE}, where an array is expected", causes=(mistake("no_loss"),))
    skeleton = handed(WRONG, RIGHT).changed(lambda one: dataclasses.replace(one, finding=found))
    assert check_rates([skeleton])[0].cause == ""


@pytest.fixture
def compare():
    """The reasons for the differences between two reports of ada's, by default with equal files."""

    def compared(before, after, *, files=("same", "same"), reasons=()):
        runs = [{"ada": {"toy": side}} if side else {} for side in (before, after)]
        return differences(*runs, files=tuple({("ada", "toy"): sha} for sha in files), reasons=reasons)

    return compared


def test_equal_reports_do_not_differ(compare):
    """Whatever else changed between the runs: only statuses and points count."""
    assert compare(handed(RIGHT, WRONG), handed(RIGHT, WRONG), files=("a", "b"), reasons=["another secret"]) == []


def test_the_checks_that_changed_are_told(compare):
    """As they were and as they are; a check that one run lacks is None there."""
    before, after = handed(RIGHT, WRONG), handed(WRONG, WRONG)
    (difference,) = compare(before, after)
    assert (difference.submission, difference.topic) == ("ada", "toy")
    assert [(old.status, new.status) for old, new in difference.checks()] == [(RIGHT, WRONG)]
    (fewer,) = compare(before, report("toy", "ada", before.results[0]))
    assert [(old.name, new) for old, new in fewer.checks()] == [("scales", None)]


@pytest.mark.parametrize(
    ("files", "reasons", "why"),
    [
        (("a", "b"), ["another secret"], "other files were handed in"),
        (("a", "a"), ["another secret", "numpy 1 → 2"], "another secret; numpy 1 → 2"),
        (("a", "a"), [], "no other change is known: look for randomness in this code"),
    ],
)
def test_a_difference_has_its_reason(compare, files, reasons, why):
    """What the student changed goes before what the course changed."""
    (difference,) = compare(handed(RIGHT, RIGHT), handed(RIGHT, WRONG), files=files, reasons=reasons)
    assert difference.why == why


@pytest.mark.parametrize("broken", ["first", "second"])
def test_a_broken_check_is_a_reason_before_all_others(compare, broken):
    """It is the course's fault, whatever was handed in."""
    sides = [handed(Status.BROKEN, RIGHT), handed(RIGHT, RIGHT)]
    (difference,) = compare(*(sides if broken == "first" else sides[::-1]), files=("a", "b"))
    assert difference.why == f"a check was broken in the {broken} run"


def test_a_submission_of_one_run_alone(compare):
    """It differs in every check, and the run that lacks it is named."""
    (new,) = compare(None, handed(RIGHT, WRONG))
    (gone,) = compare(handed(RIGHT, WRONG), None)
    assert new.why == "not in the first run" and [old for old, _ in new.checks()] == [None, None]
    assert gone.why == "not in the second run" and [now for _, now in gone.checks()] == [None, None]


def test_differences_come_by_submission_and_topic():
    """Topics that one run lacks included."""
    right, wrong = handed(RIGHT, RIGHT), handed(WRONG, WRONG)
    before = {"eve": {"toy": right}, "ada": {"toy": right, "conv": right}}
    after = {"eve": {"toy": wrong}, "ada": {"toy": wrong, "lstm": wrong}}
    found = differences(before, after, files=({}, {}), reasons=())
    assert [(one.submission, one.topic) for one in found] == [
        ("ada", "conv"),
        ("ada", "lstm"),
        ("ada", "toy"),
        ("eve", "toy"),
    ]
