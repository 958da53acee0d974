"""One check of one submission is asked again, and its inputs are shown."""

from support.toy_class import call


def test_explain_asks_one_check_again_and_shows_its_inputs(graded):
    """With the run's own secret, or one that is given."""
    (graded / "out/secret").write_text((graded / "secret").read_text())
    for check in ("multiplies_every_entry", "toy.multiplies_every_entry"):
        shown = " ".join(call("explain", "out", "wrong", check).stdout.split())
        assert "Every entry is multiplied" in shown and "scale(" in shown and "expected" in shown
    assert "✓" in call("explain", "out", "right", check, "--secret-file", "secret").stdout
