"""Classes made up for tests of what is written about a class: right and wrong, hostile and empty, large."""

import datetime

from support import reports
from support.reports import mistake

from grader.course.students import Entry, Student
from grader.show.pages.class_page import Facts
from grader.values.finding import Cause, Frame
from grader.values.report import Status

WHEN = datetime.datetime(2025, 1, 4, 9, 5, tzinfo=datetime.UTC)
TITLES = {"conv": "Convolution", "lstm": "Long short-term memory"}
FACTS = Facts("Exercises 1 and 2", WHEN, TITLES, {"grader": "1.2.3"}, "best", 12.5, "2 processes")
HOSTILE = "<script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>'\"`]]>--\u202e\ud800"
LAYERS = ("process", "landlock")
CURVES = {"loss": {"yours": [2.0, 1.0, None, 0.5], "reference": [2.0, 0.9, 0.5, 0.2]}}


def result(name, status=Status.PASSED, **more):
    """A check worth two points."""
    claim = f"{name.replace('_', ' ').capitalize()}."
    return reports.result(name, status, **({"claim": claim, "seconds": 0.01} | more))


def report(topic, *results, seconds=0.5, builds_on=()):
    return reports.report(topic, "handed in", *results, isolation=LAYERS, seconds=seconds, builds_on=builds_on)


def entry(id, *reports, name="", **more):
    return Entry(Student(id, name), "handed in" if reports else "", reports, **more)


def wrong(*causes, says="y is 1, expected 2", name="goes_forward", **settings):
    return result(name, Status.FAILED, causes=causes, says=says, **settings)


def mixed():
    """One of each kind."""
    flipped, late = mistake("kernel_flipped", "The kernel is flipped."), mistake("off_by_one", "It is late.")
    frame = Frame("lstm_numpy.py", 2, "goes_back", "raise ValueError('no')")
    raised = result("goes_back", Status.RAISED, says="goes_back raised ValueError: no", frames=(frame,))
    return [
        entry("right", report("conv", result("goes_forward", curves=CURVES)), name="Right"),
        entry("flips", report("conv", wrong(flipped))),
        entry("flips-too", report("conv", wrong(flipped)), late_days=2, factor=0.5),
        entry("either", report("conv", wrong(flipped, late))),
        entry("half", report("conv", wrong(Cause("factor", "It is half as large."), says="y is 1"))),
        entry("same-1", report("conv", wrong(says="y is 7, expected 2"))),
        entry("same-2", report("conv", wrong(says="y is 7, expected 2"))),
        entry(
            "raises",
            report("conv", result("goes_forward")),
            report("lstm", raised, result("learns", Status.WAITING)),
            sources={"work/lstm_numpy.py": "def goes_back():\n    raise ValueError('no')\n", "notes.py": "x = 1\n"},
        ),
        entry("loops", report("lstm", result("goes_back", Status.TIMED_OUT, says="no answer"), seconds=9.0)),
        entry("dies", report("lstm", result("goes_back", Status.CRASHED, says="it ended")), signs=("as in `flips`",)),
        entry("nothing"),
    ]


def hostile():
    """Every text that a student can choose, chosen badly."""
    found = result("goes_forward", Status.RAISED, says=HOSTILE, output=HOSTILE, curves={HOSTILE: CURVES["loss"]})
    again = result("goes_forward", Status.CRASHED, says=HOSTILE)
    return [
        Entry(
            Student(f"{HOSTILE}/../../{number}", HOSTILE, HOSTILE),
            HOSTILE,
            (report("conv", found, again, builds_on=(HOSTILE,)),),
            sources={f"../{HOSTILE}.py": f"{HOSTILE}\r\n\f# {HOSTILE}", "bad.ipynb": HOSTILE},
            signs=(HOSTILE,),
        )
        for number in range(2)
    ]


def broken():
    """Everything is our fault."""
    return [entry(f"s{n}", report("conv", result("goes_forward", Status.BROKEN, says="oh"))) for n in range(3)]


def large(count):
    """A class in seven topics of twenty-five checks."""
    topics = [f"topic_{number}" for number in range(7)]
    return [
        entry(
            f"student-{number:04}",
            *(
                report(
                    topic,
                    *(
                        wrong(mistake(f"mistake_{(number + check) % 9}", "Because."))
                        if (number * 7 + check) % 5 == 0
                        else result(f"holds_{check}")
                        for check in range(25)
                    ),
                )
                for topic in topics
            ),
            name=f"Student Number {number}",
        )
        for number in range(count)
    ]
