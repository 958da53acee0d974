"""A grader that is killed loses nothing; `make kills` says it a hundred times."""

import sys

import pytest
from programs import kills


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_grader_goes_on_where_it_was():
    """Everyone is judged exactly once, as in a run without a kill."""
    assert kills.main(3, students=6) == ""
