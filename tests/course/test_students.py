"""A student and the grade of one."""

from support.reports import report, result

from grader.course.students import Entry, Student
from grader.values.report import Status


def test_a_student_is_shown_by_name():
    """By the id where the name is not known."""
    assert Student("77", "Ada Lovelace", "ada@example.org").shown == "Ada Lovelace"
    assert Student("77", email="ada@example.org").shown == "77"


def test_a_grade_is_the_sum_over_topics_after_lateness():
    """The maximum is what there would have been in time."""
    reports = tuple(
        report(topic, "ada", result("adds", Status.PASSED), result("scales", Status.FAILED))
        for topic in ("toy", "conv")
    )
    entry = Entry(Student("ada"), "ada", reports, late_days=1, factor=0.75)
    assert (entry.score, entry.max_score) == (3.0, 8.0)


def test_who_handed_in_nothing_has_no_points():
    """And no maximum, since no topic was judged."""
    entry = Entry(Student("ada"))
    assert (entry.score, entry.max_score, entry.submission, dict(entry.sources)) == (0, 0, "", {})
