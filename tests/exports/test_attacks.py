"""Every attack on the NumPy part, let loose where a Gradescope zip was unpacked: nothing unearned, and valid results."""

import json
import shutil

import pytest
from attacks.conftest import grounds
from attacks.library import ATTACKS
from attacks.test_attacks import named, needs
from exports.autograder import Autograder, exported, make_course
from fronts.samples import valid

from grader import process
from grader.exports import gradescope_run, inside

__all__ = ["grounds"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The bundle as it lies on Gradescope's machine."""
    root = tmp_path_factory.mktemp("gradescope")
    course = make_course(root / "course")
    assert exported(course, "--reveal", "numbers").exit_code == 0
    autograder = Autograder(root / "autograder", course / "zip.zip")
    shutil.rmtree(course)
    return inside.open_bundle(autograder.course)


@named([attack for attack in ATTACKS if attack.part == "numpy"])
def test_an_attack_gains_nothing_there(attack, opened, grounds, monkeypatch):
    """The checks that it earns are those that it earns from `grader judge`, and no harm is done that a layer stops."""
    needs(attack)
    monkeypatch.setattr(process, "LOAD_LIMIT", 1.0)
    path = attack.hand_in(grounds.handed_in, grounds.facts)
    reports = inside.grade(opened, path, "attacker")
    said = json.dumps(gradescope_run._content(reports, opened))
    valid("gradescope", said)
    assert {result.name for report in reports for result in report.results if result.score} == set(attack.earns)
    on = {layer for report in reports for layer in report.isolation}
    if not attack.layers or set(attack.layers) & on:
        assert grounds.harms(said) == set()
