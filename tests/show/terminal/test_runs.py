"""Runs on a terminal: rates of a class, and the differences between two."""

from support.toy_class import call


def test_stats_count_who_passed_what(graded):
    """And name the commonest cause."""
    shown = " ".join(call("stats", "out").stdout.split())
    assert "1/2 (50%)" in shown and "adds" in shown and "1.5 of 3" in shown
