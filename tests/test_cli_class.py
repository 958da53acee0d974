"""What is done with a class: taken up again, compared, explained, and each refusal with its next step."""

import pytest
from toy_class import ADDS, RIGHT, call, hand_in

from grader.store import Run


def grade(*more, out="out"):
    result = call("grade", "class", "--out", out, "--jobs", "1", "--secret-file", "secret", *more)
    assert result.exit_code == 0, result.output
    return " ".join(result.stderr.split())


@pytest.fixture
def graded(workspace):
    """One right, one wrong, graded."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "wrong", ADDS)
    grade()
    return workspace


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
    assert (graded / "out/grades.csv").read_text() == "student,toy,total\nnew,0,0\nright,3,3\nwrong,3,3\n"


def test_mended_checks_are_judged_anew(graded):
    """All of the class in that topic."""
    (graded / "solutions/toy/hidden.py").write_text("")
    assert "before" not in grade()


def test_two_graders_do_not_write_to_one_run(graded):
    """The second says so and does nothing."""
    with Run(graded / "out") as run, run.alone():
        result = call("grade", "class", "--out", "out")
    assert result.exit_code == 2 and "another grader" in result.stderr


def test_report_writes_what_was_lost(graded):
    """Nobody is judged for it."""
    table = (graded / "out/grades.csv").read_text()
    (graded / "out/grades.csv").unlink()
    (graded / "class").rename(graded / "gone")
    assert call("report", "out").exit_code == 0
    assert (graded / "out/grades.csv").read_text() == table


def test_stats_count_who_passed_what(graded):
    """And name the commonest cause."""
    shown = " ".join(call("stats", "out").stdout.split())
    assert "1/2 (50%)" in shown and "adds" in shown and "1.5 of 3" in shown


def test_diff_says_what_changed_and_why(graded):
    """Other files, other checks; nothing between a run and itself."""
    assert call("diff", "out", "out").exit_code == 0
    (graded / "class/wrong/toy_numpy.py").write_text(RIGHT)
    hand_in(graded, "new", RIGHT)
    grade(out="second")
    result = call("diff", "out", "second")
    shown = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert "wrong toy 0/3 → 3/3 (other files were handed in)" in shown
    assert "failed → passed" in shown
    assert "new toy – → 3/3 (not in the first run)" in shown and "right" not in shown


def test_explain_asks_one_check_again_and_shows_its_inputs(graded):
    """With the run's own secret, or one that is given."""
    (graded / "out/secret").write_text((graded / "secret").read_text())
    for check in ("multiplies_every_entry", "toy.multiplies_every_entry"):
        shown = " ".join(call("explain", "out", "wrong", check).stdout.split())
        assert "Every entry is multiplied" in shown and "scale(" in shown and "expected" in shown
    assert "✓" in call("explain", "out", "right", check, "--secret-file", "secret").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "out", "wrnog", "multiplies_every_entry"), "Did you mean wrong?"),
        (("explain", "out", "wrong", "multiplies_every_entri"), "Did you mean multiplies_every_entry?"),
        (("explain", "out", "wrong", "multiplies_every_entry", "--secret-file", "none"), "secret"),
        (("stats", "class"), "holds no run"),
        (("diff", "out", "class"), "holds no run"),
        (("report", "class"), "holds no run"),
    ],
)
def test_what_is_not_there_is_refused(graded, arguments, said):
    """With what may have been meant."""
    result = call(*arguments)
    assert result.exit_code == 2 and said in " ".join(result.stderr.split())
