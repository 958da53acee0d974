"""Curves in a line of text."""

from grader.show.terminal.sparks import BARS, WIDTH, bars, lines


def test_two_lines_on_one_scale():
    """The student's stays high where the reference's falls."""
    yours, reference = lines({"loss": {"yours": [7.0, 7.0, 7.0], "reference": [7.0, 3.0, 0.0]}})
    assert yours == "loss, yours      ███  7 → 7"
    assert reference == "loss, reference  █▄▁  7 → 0"


def test_gaps_and_nothing():
    """What is not finite is a gap; a curve without a number is none."""
    assert lines({"loss": {"yours": [1.0, None]}}) == ["loss, yours      ▁·  1 → not finite"]
    assert lines({"loss": {"yours": [None]}, "other": {"yours": []}}) == [] == lines({})


def test_long_curves_and_hostile_names():
    """Never wider than the terminal allows, and nothing that it would obey."""
    assert len(bars([float(n) for n in range(1000)], 0.0, 999.0)) == WIDTH
    assert bars([0.0, 1.0], 0.0, 1.0) == BARS[0] + BARS[-1]
    [line] = lines({"\x1b[2J" + "x" * 100: {"yours": [1.0]}})
    assert "\x1b" not in line and len(line) < 110
