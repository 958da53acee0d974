"""Every attack on the NumPy part, let loose where a platform's export was unpacked: nothing unearned, and valid results."""

import json
import shutil
import signal

import pytest
from support.attacks import ATTACKS, named, needs
from support.autograder import Autograder, exported, make_course
from support.otter_library import Machine, written
from support.samples import valid

from grader.exports.inside import grade, gradescope, otter
from grader.sandbox import worker_process


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The bundle as it lies on Gradescope's machine."""
    root = tmp_path_factory.mktemp("gradescope")
    course = make_course(root / "course")
    assert exported(course, "--reveal", "numbers").exit_code == 0
    autograder = Autograder(root / "autograder", course / "zip.zip")
    shutil.rmtree(course)
    return grade.open_bundle(autograder.course)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """The export for Otter-Grader as it lies where otter runs."""
    root = tmp_path_factory.mktemp("otter")
    course = make_course(root / "course")
    made = Machine(root / "machine", written(course, root / "out") / "autograder.zip")
    shutil.rmtree(course)
    return made


on_numpy = named([attack for attack in ATTACKS if attack.part == "numpy"])


@on_numpy
def test_an_attack_gains_nothing_there(attack, opened, grounds, monkeypatch):
    """The checks that it earns are those that it earns from `grader judge`, and no harm is done that a layer stops."""
    needs(attack)
    monkeypatch.setattr(worker_process, "LOAD_LIMIT", 1.0)
    path = attack.hand_in(grounds.handed_in, grounds.facts)
    reports = grade.grade(opened, path, "attacker")
    said = json.dumps(gradescope._content(reports, opened))
    valid("gradescope", said)
    assert {result.name for report in reports for result in report.results if result.score} == set(attack.earns)
    stopped(attack, reports, grounds, said)


@on_numpy
def test_an_attack_gains_nothing_beside_otter(attack, machine, grounds, tmp_path, monkeypatch):
    """The process in which otter's plugin has everything judged tells it the points that were earned, and does no harm."""
    needs(attack)
    monkeypatch.setattr(worker_process, "LOAD_LIMIT", 1.0)
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)  # this process is not to end
    reports = []
    monkeypatch.setattr(grade, "log", reports.extend)
    attack.hand_in(grounds.handed_in, grounds.facts)
    otter.main(machine.course, grounds.handed_in, tmp_path / "outcome.json")
    said = (tmp_path / "outcome.json").read_text()
    opened = grade.open_bundle(machine.course)
    points = {check.name: check.points for topic in opened.topics for check in topic.checks}
    rows = json.loads(said)["rows"]
    assert [row["score"] for row in rows] == [points[name] * (name in attack.earns) for name in names_of(opened)]
    stopped(attack, reports, grounds, said)


def stopped(attack, reports, grounds, said):
    """No harm was done that a layer stops which was on."""
    on = {layer for report in reports for layer in report.isolation}
    if not attack.layers or set(attack.layers) & on:
        assert grounds.harms(said) == set()


def names_of(opened):
    """The checks of the exported parts, in their order."""
    return [c.name for topic in opened.topics for part in opened.settings.parts for c in topic.checks_of(part)]
