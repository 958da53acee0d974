"""A class is graded: each submission once, again only if it changed, and every input that is refused."""

import os

import pytest
from support.special import special
from support.toy_class import ADDS, RIGHT, call, grade, hand_in

from grader.classes import jobs as classroom
from grader.classes.store import Run
from grader.values.errors import GraderError


def test_what_has_not_changed_is_not_judged_again(graded):
    """Until it is asked for; the grades are the same."""
    table = (graded / "out/grades.csv").read_text()
    assert "2 submissions of 2 judged before" in grade()
    assert "before" not in grade("--again")
    assert (graded / "out/grades.csv").read_text() == table


def test_other_files_are_judged_alone(graded):
    """Whoever hands in again, and whoever is new."""
    (graded / "class/wrong/toy_numpy.py").write_text(RIGHT)
    hand_in(graded, "new", ADDS)
    assert "1 submission of 3 judged before" in grade()
    assert (graded / "out/grades.csv").read_text() == (
        "id,name,email,toy,total,maximum,days late,note\nnew,,,0,0,3,0,\nright,,,3,3,3,0,\nwrong,,,3,3,3,0,\n"
    )


def test_mended_checks_are_judged_anew(graded):
    """All of the class in that topic."""
    (graded / "solutions/toy/hidden.py").write_text("")
    assert "before" not in grade()


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_keeps_nobody_waiting(graded, kind):
    """Each such thing is a submission that cannot be read, and says so; the others have their grades."""
    for name in ("x.zip", "m.py", "n.ipynb"):
        special(graded / "class" / name, kind)
    grade()
    rows = dict(line.split(",", 1) for line in (graded / "out/grades.csv").read_text().splitlines())
    assert rows["right"].startswith(",,3,3") and all(rows[name].startswith(",,0,0") for name in ("x", "m", "n"))
    report = (graded / "out/reports/x/toy.json").read_text()
    assert "x.zip cannot be read: it is not a regular file" in report


def test_two_graders_do_not_write_to_one_run(graded):
    """The second says so and does nothing."""
    with Run(graded / "out") as run, run.alone():
        result = call("grade", "class", "--out", "out")
    assert result.exit_code == 2 and "another grader" in result.stderr


def test_a_roster_gives_names_and_lists_who_is_missing(workspace):
    """What does not match goes by its own name, and is said."""
    hand_in(workspace, "1234", RIGHT)
    hand_in(workspace, "stray", RIGHT)
    (workspace / "roster.csv").write_text(
        "id,name,email\n1234,Ada Lovelace,ada@example.org\n99,Grace Hopper,g@example.org\n"
    )
    said = grade("--roster", "roster.csv")
    assert "without a submission: Grace Hopper" in said and "not on the roster: stray" in said
    table = (workspace / "out/grades.csv").read_text()
    assert "1234,Ada Lovelace,ada@example.org,3,3,3,0" in table
    assert "99,Grace Hopper,g@example.org,,,3,0,nothing was handed in" in table and "stray,,,3,3,3,0" in table


ADAPTER = "FILES = {'toy_numpy': 'layers.py'}\n\ndef scale(x, factor):\n    return submission.times(factor, x)\n"


def test_another_courses_code_is_graded_through_an_adapter(workspace):
    """Under its own file names, by `grade`, `judge` and `explain` alike; other adapters judge anew."""
    (workspace / "adapter.py").write_text(ADAPTER)
    for name, text in (("right", "return a * b"), ("wrong", "return a + b")):
        (workspace / "class" / name).mkdir()
        (workspace / "class" / name / "layers.py").write_text(f"def times(a, b):\n    {text}\n")
    grade("--adapter", "adapter.py")
    assert "right,,,3,3,3,0,\nwrong,,,0,0,3,0," in (workspace / "out/grades.csv").read_text()
    judged = call("judge", "class/wrong", "--topic", "toy", "--adapter", "adapter.py", "--secret-file", "secret")
    assert judged.exit_code == 1 and "a + b" not in judged.stdout and "adds" not in judged.stderr
    asked = call("explain", "out", "wrong", "multiplies_every_entry", "--secret-file", "secret")
    assert "Every entry is multiplied" in asked.stdout
    (workspace / "adapter.py").write_text(ADAPTER.replace("factor, x", "x, factor"))
    assert "before" not in grade("--adapter", "adapter.py")


def test_an_adapter_that_covers_nothing_is_refused(workspace):
    """With the next step."""
    hand_in(workspace, "right", RIGHT)
    (workspace / "adapter.py").write_text("def other():\n    pass\n")
    result = call("grade", "class", "--out", "out", "--adapter", "adapter.py")
    assert result.exit_code == 2 and "covers no check" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; see the next test")
def test_an_unwritable_folder_is_refused_before_any_work(workspace):
    """Grading for an hour and then failing to write would be worse."""
    hand_in(workspace, "right", RIGHT)
    (workspace / "locked").mkdir(mode=0o500)
    assert "choose another folder" in call("grade", "class", "--out", "locked").stderr


def test_a_file_in_the_place_of_the_folder_is_refused(workspace):
    """The same for whoever may write anywhere."""
    hand_in(workspace, "right", RIGHT)
    (workspace / "taken").write_text("")
    result = call("grade", "class", "--out", "taken/out")
    assert result.exit_code == 2 and "choose another folder" in result.stderr.replace("\n", " ")


def test_ctrl_c_keeps_what_is_judged_and_the_same_command_goes_on(workspace, monkeypatch):
    """A table of half a class is not written; then the rest alone is judged."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "late", RIGHT)
    real = classroom.grade

    def interrupted(*arguments):
        with_one = real(*arguments)
        yield next(with_one)
        with_one.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(classroom, "grade", interrupted)
    result = call("grade", "class", "--out", "out", "--jobs", "1")
    assert result.exit_code == 130
    assert "1 of 2" in result.stderr.replace("\n", " ")
    assert not (workspace / "out/grades.csv").exists()
    monkeypatch.setattr(classroom, "grade", real)
    result = call("grade", "class", "--out", "out")
    assert result.exit_code == 0
    assert "1 submission of 2" in result.stderr.replace("\n", " ")
    assert (workspace / "out/grades.csv").read_text().count(",3,3,3,0") == 2


def test_what_was_judged_is_kept_where_no_process_is_left(workspace, monkeypatch):
    """The error says what to do, and the run goes on where it stopped."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "right-too", RIGHT)
    real = classroom.grade

    def alone(*arguments):
        yield next(real(*arguments))
        raise GraderError("no worker of the cluster is left: start one")

    monkeypatch.setattr(classroom, "grade", alone)
    result = call("grade", "class", "--out", "out", "--jobs", "1")
    said = " ".join(result.stderr.split())
    assert result.exit_code == 3 and "1 of 2 submissions are judged" in said
    assert "no worker of the cluster is left: start one" in said
    monkeypatch.setattr(classroom, "grade", real)
    result = call("grade", "class", "--out", "out")
    assert result.exit_code == 0 and "1 submission of 2" in " ".join(result.stderr.split())
