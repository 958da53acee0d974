"""Two runs are compared: what changed, and why."""

from support.toy_class import RIGHT, call, grade, hand_in


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
