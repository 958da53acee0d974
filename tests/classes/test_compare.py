"""Two runs are compared: what changed, and why."""

import pytest
from support.reports import report, result
from support.toy_class import RIGHT, call, grade, hand_in

from grader.classes.compare import between
from grader.values.report import Status


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


def facts(**changes):
    return {"secret": "a", "per_student": False, "device": "cpu", "versions": {"numpy": "2.0", "old": "1"}} | changes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"secret": "b", "device": "cuda"}, "another secret; another device"),
        ({"versions": {"numpy": "2.1", "torch": "2.4"}}, "numpy 2.0 → 2.1; old 1 → none; torch none → 2.4"),
        ({"seconds": 9.0}, "no other change is known: look for randomness in this code"),
    ],
)
def test_what_else_changed_between_two_runs_is_the_reason(changes, why):
    """Settings and versions of libraries, not what no verdict depends on."""

    class Graded:
        def __init__(self, status, **changes):
            self.facts = lambda: facts(**changes)
            self.reports = lambda: {"ada": {"toy": report("toy", "ada", result("adds", status))}}
            self.shas = lambda: {("ada", "toy"): "same"}

    (difference,) = between(Graded(Status.PASSED), Graded(Status.FAILED, **changes))
    assert difference.why == why


def test_a_renamed_check_is_followed_from_run_to_run(graded):
    """The change of names is said, also where no result differs; the run that is newer may come first."""
    checks = graded / "exercises/toy/checks.py"
    checks.write_text(checks.read_text().replace("multiplies_every_entry", "scales_every_entry"))
    (graded / "exercises/toy/topic.toml").write_text('[renamed]\nmultiplies_every_entry = ["scales_every_entry"]\n')
    grade(out="second")
    names = ["multiplies_every_entry", "scales_every_entry"]
    for runs, (old, new) in ((("out", "second"), names), (("second", "out"), names[::-1])):
        compared = call("diff", *runs)
        shown = " ".join(compared.stdout.split())
        assert f"the checks of toy are not the same in both runs: renamed {old} → {new}" in shown
        assert compared.exit_code == 0 and "no status and no score differs" in shown
