"""Verdicts on two devices, with the CPU in the place of the second."""

import pytest

pytest.importorskip("torch")

from programs import gpu
from support.places import TESTS

from grader.topics.topic import Topic


@pytest.fixture
def toy():
    return Topic("toy", TESTS / "attacks/course/exercises/toy", TESTS / "attacks/course/solutions/toy")


def test_one_device_has_no_difference_with_itself(toy, capsys):
    """Right code is judged in a worker; what was compared is said."""
    assert gpu.compare([toy], "cpu", 60.0) == 0
    assert "toy: 1, " in capsys.readouterr().out


def test_a_verdict_that_differs_is_told(toy, capsys, monkeypatch):
    """With the check and both verdicts."""
    verdicts = iter([{"softens_by_hand": "passed"}, {"softens_by_hand": "failed"}])
    monkeypatch.setattr(gpu, "submitted", lambda topic, device: next(verdicts))
    assert gpu.compare([toy], "cuda", 60.0) == 1
    assert "toy, the solution: softens_by_hand: passed → failed" in capsys.readouterr().out


def test_a_device_that_is_not_there_is_no_success(capsys):
    """Nothing was compared, so nothing is claimed."""
    assert gpu.main(["--device", "mps"]) == 2
    assert "Nothing was compared" in capsys.readouterr().err
