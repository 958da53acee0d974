"""Reports as terminal text: golden pictures, and nothing from outside that a terminal or rich would obey."""

import dataclasses
import io

import pytest
from rich.console import Console
from support import reports
from support.places import TESTS
from support.reports import mistake

from grader.course.students import Entry, Student
from grader.show.terminal import tables
from grader.values.finding import RUN, Finding, Frame, Kind
from grader.values.report import Report, Result, Status

GOLDEN = TESTS / "support" / "golden"
HOSTILE = "[bold red]x[/] \x1b[2J\x07 <b> Grade :=>> 100"


def result(status: Status, number: int = 1, **more: object) -> Result:
    return reports.result(f"check_{number}", status, **({"claim": f"Claim {number} holds."} | more))  # type: ignore[arg-type]


def report(*results: Result, submission: str = "someone", topic: str = "toy_topic") -> Report:
    return reports.report(topic, submission, *results, isolation=("process", "time limit"))


def shown(thing: object, width: int = 80, **settings: object) -> str:
    console = Console(file=io.StringIO(), width=width, **settings)  # type: ignore[arg-type]
    console.print(thing)
    return console.file.getvalue()  # type: ignore[attr-defined]


EVERYTHING = report(
    result(Status.PASSED, 1),
    result(Status.FAILED, 2, says="y[0] is 2, expected 1 (allowed difference 1e-09); 1 of 3 values are off",
           causes=(mistake("no_n", "Divide by N."),), output="hello\n",
           curves={"loss": {"yours": [2.0, 2.5, None], "reference": [2.0, 1.0, 0.5]}}),
    result(Status.WAITING, 3, says="waits until this passes"),
    result(Status.RAISED, 4, says="f raised ValueError: no",
           frames=(Frame("toy_numpy.py", 3, "f", "raise ValueError('no')"),)),
    result(Status.NOT_WRITTEN, 5, says="g is not written yet"),
    result(Status.TIMED_OUT, 6, says="f gave no answer within 5 s: an endless loop?"),
    result(Status.CRASHED, 7, says="it ended its own process"),
    result(Status.BROKEN, 8, says="this check is broken, which is not your fault"),
    result(Status.PASSED, 9, part="torch"),
)  # fmt: skip


def entry(*own: Report) -> Entry:
    return Entry(Student(own[0].submission), own[0].submission, own)


GONE = Entry(Student("who was there"), withdrawn=("toy_topic",))


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("report", tables.report(EVERYTHING, "A toy topic")),
        ("passed", tables.report(report(result(Status.PASSED)))),
        (
            "class",
            tables.class_table(
                [entry(EVERYTHING), entry(report(result(Status.PASSED), submission="other", topic="more")), GONE]
            ),
        ),
        ("causes", tables.misconceptions([EVERYTHING])),
    ],
)
def test_golden(name, thing):
    """The whole picture, to the letter; look at the difference before you replace a golden file."""
    assert shown(thing) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_hostile_text_is_shown_and_not_obeyed():
    """Markup and escapes from a submission are letters."""
    for thing in (
        tables.report(report(result(Status.FAILED, says=HOSTILE.replace("\x1b", ""), output=HOSTILE))),
        tables.class_table([entry(report(result(Status.FAILED), submission=HOSTILE))]),
    ):
        text = shown(thing, width=160)
        assert "[bold red]x[/]" in text
        assert "\x1b" not in text


def test_a_narrow_terminal_keeps_scores():
    """On forty columns names and scores are still there; the remarks give way."""
    text = shown(tables.class_table([entry(EVERYTHING)]), width=44)
    assert "someone" in text and "4/18" in text


def test_without_causes_there_is_no_table_of_causes():
    """An empty table would say nothing."""
    assert tables.misconceptions([report(result(Status.PASSED))]) is None


def test_two_causes_of_one_result_both_count():
    """They fit equally well."""
    causes = mistake("a"), mistake("b")
    table = shown(tables.misconceptions([report(result(Status.FAILED, causes=causes))]))
    assert "toy_topic: a " in table and "toy_topic: b " in table


def test_parts_with_other_layers_are_told_apart():
    """The line of isolation names the parts only if they differ."""
    mixed = report(result(Status.PASSED, 1), result(Status.PASSED, 2, part="torch"))
    assert "isolation: process, time limit\n" in shown(tables.report(mixed), width=120)
    numpy, torch = mixed.parts
    mixed = dataclasses.replace(mixed, parts=(dataclasses.replace(numpy, isolation=("none",)), torch))
    assert "isolation: numpy: none; torch: process, time limit\n" in shown(tables.report(mixed), width=120)


def test_code_begins_in_the_first_column():
    """So that it can be copied. The rest of a message stands further to the right."""
    finding = Finding(Kind.VALUES, "y is 2", example=f"{RUN}\nimport f\nf(3)")
    failed = dataclasses.replace(result(Status.FAILED), finding=finding)
    lines = [line.rstrip() for line in shown(tables.report(report(failed))).splitlines()]
    at = lines.index("    y is 2")
    assert lines[at : at + 4] == ["    y is 2", f"    {RUN}", "import f", "f(3)"]


def test_whose_code_was_used():
    """Below the heading of the part, within eighty columns, and nothing that a terminal would obey."""
    sentence = "The given attention was used, because your attention_torch.py does not pass every check."
    made = reports.report("toy_topic", "someone", result(Status.PASSED), builds_on=(sentence, HOSTILE))
    lines = shown(tables.report(made)).split("\n")
    assert lines[0].startswith("toy_topic  numpy part") and " ".join(" ".join(lines[1:3]).split()) == sentence
    assert all(len(line) <= 80 for line in lines) and lines[1].startswith("  The given")
    assert "\x1b" not in shown(tables.report(made)) and "[bold red]x[/]" in lines[3]
