"""What the tests of a student's workspace share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.student import enter


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh workspace with two topics, entered."""
    return enter(tmp_path / "work", monkeypatch)
