"""Each grading states the whole class: who is gone is named, what is added adds up, topics stand side by side."""

import datetime
import shutil

from support.toy_class import ADDS, RIGHT, call, grade, hand_in

from grader.authoring.scaffold import write_topic
from grader.classes.attempts import accumulated
from grader.classes.store import Run, Submission
from grader.course.students import Student


def rows(folder):
    """The rows of grades.csv by student, each as a list of its cells behind the id."""
    return {line.split(",")[0]: line.split(",")[1:] for line in (folder / "out/grades.csv").read_text().splitlines()}


def test_who_is_gone_has_a_row_without_a_grade(graded):
    """The whole class is stated each time: the student is named, everywhere, and the reports are gone. What comes back counts."""
    (graded / "class/wrong").rename(graded / "elsewhere")
    said = grade()
    assert (
        "1 submission of an earlier grading not there any more, so without a grade: wrong." in said and "--add" in said
    )
    assert rows(graded)["wrong"] == ["", "", "", "", "3", "0", "what was handed in earlier is no longer there"]
    assert rows(graded)["right"][-4:] == ["3", "3", "0", ""]
    assert not (graded / "out/reports/wrong/toy.json").exists() and (graded / "out/reports/right/toy.json").exists()
    assert "no longer handed in: toy" in (graded / "out/index.html").read_text()
    assert "no longer there" in (graded / "out/feedback/wrong.md").read_text()
    assert (
        call("gradebook", "out", "canvas", "--out", "canvas.csv").stderr.count("wrong: what was handed in earlier") == 1
    )
    assert "wrong" not in call("stats", "out").stdout
    assert call("explain", "out", "wrong", "multiplies_every_entry").exit_code == 2
    assert "of an earlier grading" not in grade(), "it is said once"
    (graded / "elsewhere").rename(graded / "class/wrong")
    assert "2 submissions of 2 judged before" in grade()
    assert rows(graded)["wrong"][3:] == ["0", "3", "0", ""]


def test_a_later_attempt_that_is_gone_does_not_count(workspace):
    """The attempt before it does."""
    hand_in(workspace, "ada_2026-11-01T10-00", ADDS)
    later = hand_in(workspace, "ada_2026-11-04T10-00", RIGHT)
    grade()
    assert rows(workspace)["ada"][3] == "3"
    shutil.rmtree(later.parent)
    assert "ada, attempt 2" in grade()
    assert rows(workspace)["ada"][3] == "0"


def test_submissions_add_up(workspace):
    """Monday's, then Tuesday's: who hands in again has another attempt, and what was there already is not judged again."""
    hand_in(workspace, "ada", ADDS)
    hand_in(workspace, "bob", RIGHT)
    grade()
    (workspace / "class").rename(workspace / "monday")
    (workspace / "class").mkdir()
    hand_in(workspace, "ada", RIGHT)
    hand_in(workspace, "eve", ADDS)
    assert "not there any more" not in grade("--add")
    assert {name: row[3] for name, row in rows(workspace).items()} == {
        "id": "total",
        "ada": "3",
        "bob": "3",
        "eve": "0",
    }
    assert "2 submissions of 2 judged before" in grade("--add"), "and nobody has a third attempt"
    with Run(workspace / "out") as run:
        assert [one.name for one in run.submissions("toy")] == ["ada", "ada, attempt 2", "bob", "eve"]


def test_topics_stand_side_by_side(graded):
    """Other files for another topic leave the grades of the first as they are; each topic has its own attempts and lateness."""
    write_topic("later", graded / "exercises", graded / "solutions")
    assert call("build", "later").exit_code == 0
    (graded / "class").rename(graded / "november")
    (graded / "class").mkdir()
    solution = (graded / "solutions/later/later_numpy.py").read_text()
    hand_in(graded, "right", solution).rename(graded / "class/right/later_numpy.py")
    hand_in(graded, "new", solution).rename(graded / "class/new/later_numpy.py")
    grade("--topic", "later")
    table = rows(graded)
    assert table["id"][2:5] == ["toy", "later", "total"]
    assert table["right"][2:6] == ["3", "3", "6", "6"]
    assert table["wrong"][2:6] == ["0", "", "0", "6"] and table["wrong"][-1] == "later: nothing was handed in"
    assert table["new"][2:6] == ["", "3", "3", "6"] and table["new"][-1] == "toy: nothing was handed in"
    assert {path.name for path in (graded / "out/reports/right").iterdir()} == {"toy.json", "later.json"}
    assert (
        "multiplied" in call("explain", "out", "wrong", "toy.multiplies_every_entry", "--secret-file", "secret").stdout
    )
    (graded / "class").rename(graded / "december")
    (graded / "november").rename(graded / "class")
    said = grade("--topic", "toy")
    assert "2 submissions of 2 judged before" in said and rows(graded) == table


def test_names_that_may_be_one_student_are_said(workspace):
    """Each has a row. On a roster, only the spelling of the roster is that student."""
    for name, text in {"ann": RIGHT, "ANN": ADDS, "ａnn": ADDS}.items():
        hand_in(workspace, name, text)
    assert "ANN and ann and ａnn may be one student" in grade()
    assert {name: row[3] for name, row in rows(workspace).items() if name != "id"} == {
        "ann": "3",
        "ANN": "0",
        "ａnn": "0",
    }
    (workspace / "roster.csv").write_text("id,name\nann,Ann Smith\n")
    said = grade("--roster", "roster.csv")
    assert "ANN may be Ann Smith, so no student of the roster was chosen" in said
    table = rows(workspace)
    assert table["ann"][:4] == ["Ann Smith", "", "3", "3"] and table["ANN"][3] == "0" == table["ａnn"][3]


def test_no_two_attempts_have_one_name(workspace):
    """A student may be called as another's second attempt is."""
    hand_in(workspace, "alice_2026-11-01T10-00", ADDS)
    hand_in(workspace, "alice_2026-11-04T10-00", ADDS)
    hand_in(workspace, "alice, attempt 2", RIGHT)
    grade()
    assert "alice,,,0,0,3,0,\n" in (workspace / "out/grades.csv").read_text()
    assert '"alice, attempt 2",,,3,3,3,0,\n' in (workspace / "out/grades.csv").read_text()


def test_what_a_student_has_handed_in_before_is_not_a_new_attempt():
    """The same files at the same time are the same attempt. All others get the next numbers, and names that nobody has."""

    def attempt(files, name="ada", number=1, day=None):
        when = day and datetime.datetime(2026, 11, day, tzinfo=datetime.UTC)
        return Submission(name, Student("ada"), {"x.py": files}, when=when, number=number)

    earlier = [attempt(b"1", day=1), attempt(b"2", "ada, attempt 2", 2, day=2)]
    taken = {"ada", "ada, attempt 2", "ada, attempt 4"}
    now = [attempt(b"2", day=2), attempt(b"2", number=2, day=3), attempt(b"3", number=3)]
    own = accumulated(earlier, now, taken)
    assert own[:2] == earlier
    assert [(one.name, one.number) for one in own[2:]] == [("ada, attempt 3", 3), ("ada, attempt 4 (2)", 4)]
    assert accumulated([], now, set()) == now
