"""A regrade gives the same reports to the byte, times aside; `make regrades` says it a thousand times of the whole class."""

import pytest
from programs.regrades import difference, regrade

NAMES = """right_einsum right_with_utils_module windows_line_ends notebook half_done prints_a_lot patches_numpy syntax_error
returns_odd_objects wrong_no_max_shift wrong_temperature wrong_running_never_written""".split()


@pytest.mark.proof
def test_regrades_agree():
    """Right and wrong code, hints, messages and what was printed: alike in three runs, with one job and with two."""
    first = regrade(1, NAMES)
    assert len(first) == 2 * len(NAMES)
    assert [difference(first, regrade(jobs, NAMES)) for jobs in (2, 1)] == ["", ""]


def test_a_difference_is_shown():
    """Nothing where all is the same, else the lines of the first report that is not, or the names that are missing."""
    one, other = {"a": b"1\n2", "b": b"3"}, {"a": b"1\n4", "b": b"3"}
    assert difference(one, one) == ""
    assert "-2\n+4" in difference(one, other)
    assert "['b']" in difference(one, {"a": b"1\n2"})
