"""A run is turned into grades, reports and pages, as often as is asked."""

import json

import pytest
from support.toy_class import ADDS, RIGHT, call, grade, hand_in

HIDDEN = '''
from grader import check, close

@check(points=1)
def scales_by_nothing(student, reference, rng):
    """A secret claim."""
    x = rng.normal(size=(2, 3))
    close(student.scale(x, 0.0), reference.scale(x, 0.0), "y")
'''


def test_students_do_not_read_what_hidden_checks_claim(graded):
    """In their files they are numbered; whoever teaches reads it all."""
    pytest.importorskip("jinja2")
    (graded / "solutions/toy/hidden.py").write_text(HIDDEN)
    grade()
    for page in ("wrong.html", "wrong.md"):
        text = (graded / "out/feedback" / page).read_text()
        assert "Hidden check 1" in text and "A secret claim." not in text
    assert "A secret claim." in (graded / "out/students/wrong.html").read_text()


def test_report_writes_what_was_lost(graded):
    """Nobody is judged for it."""
    table = (graded / "out/grades.csv").read_text()
    (graded / "out/grades.csv").unlink()
    (graded / "class").rename(graded / "gone")
    assert call("report", "out").exit_code == 0
    assert (graded / "out/grades.csv").read_text() == table


def test_copies_are_signs_for_whoever_looks_and_cost_nothing(workspace):
    """They stand on the pages for whoever teaches, and nowhere that students see."""
    text = RIGHT + "".join(
        f"\ndef helper{n}(a, b):\n    return a * {n} + b[{n}:] - helper{n - 1}(b, a)\n" for n in range(9)
    )
    hand_in(workspace, "ada", text)
    hand_in(workspace, "eve", text.replace("helper", "mine"))
    grade()
    assert "eve" in (workspace / "out/students/ada.html").read_text()
    assert "eve" not in (workspace / "out/feedback/ada.html").read_text()
    assert (workspace / "out/grades.csv").read_text().count(",3,3,3,0") == 2


def test_grade_writes_a_table_and_reports(workspace):
    """Everyone is graded, the empty folder too; scores and files agree."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "wrong", ADDS)
    hand_in(workspace, "=cmd()", RIGHT)
    (workspace / "class" / "empty").mkdir()
    result = call("grade", "class", "--out", "out", "--jobs", "2")
    assert result.exit_code == 0, result.output
    table = (workspace / "out/grades.csv").read_text()
    assert table == (
        "id,name,email,toy,total,maximum,days late,note\n"
        "'=cmd(),,,3,3,3,0,\nempty,,,0,0,3,0,\nright,,,3,3,3,0,\nwrong,,,0,0,3,0,\n"
    )
    report = json.loads((workspace / "out/reports/wrong/toy.json").read_text())
    assert report["results"][0]["mistake"] == "adds"
    assert {path.name for path in (workspace / "out").iterdir()} == {
        "grades.csv",
        "reports",
        "index.html",
        "students",
        "feedback",
        "run.sqlite",
        ".run.lock",
        "secret",
    }
    assert (workspace / "out/secret").stat().st_mode & 0o077 == 0
