"""A machine on which otter grades."""

import pytest
from support.otter_library import Machine, written

pytest.importorskip("nbformat")


@pytest.fixture
def machine(course, tmp_path):
    """Where otter grades the topic toy."""
    return Machine(tmp_path / "machine", written(course, tmp_path / "out") / "autograder.zip")
