"""Which attempt counts and what lateness takes, and what is wrong with the tables that say so."""

import datetime
import time
import tomllib

import pytest
from support import reports

from grader.course.late import LateRules, best
from grader.course.students import Entry, Student
from grader.submissions.downloads.layouts import Attempt
from grader.values.errors import UsageError
from grader.values.report import Status

UTC = datetime.UTC
ADA = Student("7", "Ada L", "ada@uni.example")
DUE = datetime.datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = datetime.timedelta(hours=1)


def rules(text):
    """The rules in the text of a course file."""
    content = tomllib.loads(text)
    return LateRules.read(content.get("late", {}), content.get("attempts", "last"))


def due(more="", attempts="last"):
    """Rules with the deadline DUE."""
    return rules(f'attempts = "{attempts}"\n[late]\ndeadline = "2026-11-02T12:00Z"\n{more}')


def report(topic, score):
    """A report with this score of ten points."""
    return reports.report(topic, "7", reports.result("c", Status.PASSED, score=score, max_score=10.0))


@pytest.fixture
def central_europe(monkeypatch):
    """The machine's zone, an hour ahead of UTC in winter and two in summer."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("hours", "days"),
    [(-1, 0), (0, 0), (0.5, 0), (0.51, 1), (24, 1), (24.01, 2), (48, 2), (1000, 42)],
)
def test_days_count_from_the_deadline_on(hours, days):
    """A day that has begun is a day; grace forgives its minutes, and after them all of them count."""
    assert due("grace_minutes = 30").late_days(ADA, "toy", DUE + hours * HOUR) == days


@pytest.mark.parametrize(
    ("table", "factors"),
    [
        ("per_day = 0.1", {0: 1.0, 1: 0.9, 3: 0.7, 10: 0.0, 11: 0.0}),
        ("per_day = 0.1\nmax_days = 2", {2: 0.8, 3: 0.0}),
        ("max_days = 0", {0: 1.0, 1: 0.0}),
        ("", {9: 1.0}),
    ],
)
def test_what_days_leave_of_a_score(table, factors):
    """Each takes its fraction of the whole score; more than the most leave nothing."""
    made = due(table)
    assert {days: made.factor(days) for days in factors} == factors


def test_a_topics_and_a_students_own_deadline():
    """A topic's takes the place of the course's; an extension goes further, by id or address, and never shortens."""
    made = due('[late.deadlines]\nlater = "2026-11-04T12:00Z"\n[late.extensions]\n"7" = "2026-11-03T12:00Z"')
    assert made.deadline_of(ADA, "toy") == DUE + 24 * HOUR
    assert made.deadline_of(ADA, "later") == DUE + 48 * HOUR
    assert made.deadline_of(Student("8"), "toy") == DUE
    assert due('[late.extensions]\n"ada@uni.example" = 2026-11-03T12:00:00Z').deadline_of(ADA, "toy") == DUE + 24 * HOUR
    assert rules('[late]\n[late.deadlines]\nlater = "2026-11-04T12:00Z"').deadline_of(ADA, "toy") is None


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ('"2026-11-02T23:59"', "2026-11-02T22:59:00+00:00"),
        ('"2026-07-02 23:59"', "2026-07-02T21:59:00+00:00"),
        ("2026-11-02T23:59:00", "2026-11-02T22:59:00+00:00"),
        ("2026-11-02T23:59:00-05:00", "2026-11-03T04:59:00+00:00"),
        ("2026-11-02", "2026-11-02T22:59:59.999999+00:00"),
        ('"2026-11-02"', "2026-11-02T22:59:59.999999+00:00"),
    ],
)
def test_times_of_every_kind(central_europe, said, time):
    """Texts and TOML's own; without a zone they are the machine's, summer time included; a day ends at midnight."""
    assert rules(f"[late]\ndeadline = {said}").deadline.astimezone(UTC).isoformat() == time


def test_an_entry_with_its_lateness():
    """Where nothing is known or nothing is late, all is left; otherwise one factor for the whole score."""
    entry = Entry(ADA, reports=(report("toy", 8.0), report("other", 6.0)), handed_in=DUE + 30 * HOUR)
    late = due("per_day = 0.25").applied(entry)
    assert (late.late_days, late.factor, late.score) == (2, 0.5, 7.0)
    assert due("per_day = 0.25").applied(Entry(ADA, reports=entry.reports)).score == 14.0
    assert LateRules().applied(entry) == entry


def test_topics_that_are_late_by_different_days():
    """The score is the sum of what is left of each."""
    made = due('per_day = 0.25\n[late.deadlines]\nother = "2026-11-03T12:00Z"')
    entry = made.applied(Entry(ADA, reports=(report("toy", 8.0), report("other", 6.0)), handed_in=DUE + 30 * HOUR))
    assert (entry.late_days, entry.score) == (2, pytest.approx(8.0 * 0.5 + 6.0 * 0.75))
    nothing = made.applied(Entry(ADA, reports=(report("toy", 0.0), report("other", 0.0)), handed_in=DUE + 30 * HOUR))
    assert (nothing.late_days, nothing.factor) == (2, 0.5)


ATTEMPTS = tuple(
    Attempt("7", when=when, number=number)
    for number, when in enumerate((None, DUE - HOUR, DUE + HOUR, DUE + 30 * HOUR), start=1)
)


@pytest.mark.parametrize(
    ("attempts", "given", "numbers"),
    [
        ("last", (4, 2, 3, 1), [4]),
        ("best", (4, 2, 3, 1), [1, 2, 3, 4]),
        ("on_time", (4, 2, 3, 1), [2]),
        ("on_time", (1,), [1]),
        ("on_time", (4, 3), [3]),
        ("on_time", (1, 3), [1]),
        ("last", (), []),
    ],
)
def test_which_attempts_are_graded(attempts, given, numbers):
    """The last, the last on time or else the first after it, or all of which the best counts; in the order of time."""
    chosen = due(attempts=attempts).to_grade(ADA, [ATTEMPTS[number - 1] for number in given], ["toy"])
    assert [attempt.number for attempt in chosen] == numbers


def test_the_order_is_that_of_time():
    """Attempts that a roster brought together were numbered apart."""
    early, late = Attempt("mail", when=DUE - HOUR, number=2), Attempt("7", when=DUE + HOUR)
    assert due().to_grade(ADA, [late, early], ["toy"]) == (late,)


def test_an_extension_makes_an_attempt_on_time():
    """What a student was granted counts for choosing, too; so does the latest of several topics' deadlines."""
    text = '[late.extensions]\n"7" = "2026-11-02T14:00Z"\n[late.deadlines]\nlater = "2026-11-04T12:00Z"'
    made = due(text, attempts="on_time")
    assert made.to_grade(ADA, ATTEMPTS, ["toy"]) == (ATTEMPTS[2],)
    assert made.to_grade(Student("8"), ATTEMPTS, ["toy", "later"]) == (ATTEMPTS[3],)
    assert made.to_grade(Student("8"), ATTEMPTS, []) == (ATTEMPTS[3],)
    assert due(attempts="on_time").to_grade(ADA, ATTEMPTS, ()) == (ATTEMPTS[1],)


def test_the_best_is_the_best_after_lateness():
    """A late one that is better may be worth less; of two alike the first counts."""
    made = due("per_day = 0.5", attempts="best")
    entries = [
        made.applied(Entry(ADA, reports=(report("toy", score),), handed_in=DUE + hours * HOUR))
        for score, hours in ((5.0, -2), (9.0, 1), (5.0, -1))
    ]
    assert best(entries) is entries[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('attempts = "lst"', '`attempts` must be "last", "best" or "on_time". Did you mean last?'),
        ("attempts = 3", '`attempts` must be "last", "best" or "on_time"$'),
        ('attempts = "on_time"', '`attempts = "on_time"` needs a deadline'),
        ("late = 3", "`late` must be a table"),
        ("[late]\nper_day = 0.1", r"\[late\] needs a deadline: write deadline = "),
        (
            "[late]\ndeadlin = 3",
            r"\[late\] has no entry 'deadlin'. Did you mean deadline\?. The entries are `deadline`,",
        ),
        ("[late]\ndeadline = 'monday'", "deadline = 'monday' under .late. is not a time: write"),
        ("[late]\ndeadline = '2026-11-31'", "is not a time"),
        ("[late]\ndeadline = 12:00:00", "is not a time"),
        ("[late]\ndeadline = 20261102", "is not a time"),
        ("[late]\ndeadlines = 3", r"`deadlines` must be a table: write \[late.deadlines\]"),
        ("[late]\n[late.extensions]\n7 = 'soon'", "extensions: 7 = 'soon'"),
        ("[late]\nper_day = 10", "write a number from 0 to 1. For 10 per cent write 0.1"),
        ("[late]\nper_day = -0.1", "write a number from 0 to 1$"),
        ("[late]\nper_day = true", "write a number from 0 to 1$"),
        ("[late]\nper_day = nan", "write a number from 0 to 1$"),
        ("[late]\ngrace_minutes = '5'", "`grace_minutes` = '5' under .late.: write a number"),
        ("[late]\nmax_days = 2.5", "write a whole number of days"),
        ("[late]\nmax_days = -1", "write a whole number of days"),
    ],
)
def test_what_is_wrong_with_the_tables(text, message):
    """Each mistake is answered with the file, the entry and what to write."""
    with pytest.raises(UsageError, match=f"course.toml: .*{message}"):
        rules(text)


def test_names_that_there_are_not():
    """A topic or a student that was mistyped is refused; without a roster students are not known."""
    made = due('[late.deadlines]\ntoi = 2026-11-04\n[late.extensions]\n"ad@uni.example" = 2026-11-04')
    with pytest.raises(UsageError, match=".late.deadlines.: there is no topic 'toi'. Did you mean toy?"):
        made.refuse_unknown(["toy"])
    with pytest.raises(UsageError, match=".late.extensions.: no student .* 'ad@uni.example'. Did you mean ada@uni.ex"):
        made.refuse_strangers([ADA])
    made.refuse_unknown(["toy", "toi"])
    made.refuse_unknown(["toi"])
    made.refuse_strangers([Student("8", email="ad@uni.example")])
