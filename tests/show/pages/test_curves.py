"""Training curves on a page."""

from support.classes import CURVES

from grader.show.pages.curves import drawings


def test_curves_are_drawn_whatever_they_hold():
    """Gaps, one point, nothing finite, the largest numbers; a logarithmic height where a linear one shows nothing."""
    (drawing,) = drawings(CURVES)
    reference, yours = drawing.lines
    assert yours.path.count("M") == 2 and reference.path.count("M") == 1 and yours.ends == "2 → 0.5"
    assert not drawing.logarithmic and next(drawings({"loss": {"yours": [1e9, 1.0]}})).logarithmic
    assert list(drawings({"loss": {"yours": [None, float("nan")]}, "none": {"yours": []}})) == []
    for heights in ([1.0], [1.7e308, -1.7e308], [0.0, 0.0]):
        assert "nan" not in next(drawings({"loss": {"yours": heights}})).lines[0].path
