"""What otter calls: the plugin, without otter; and what students' tests call."""

import json

import pytest
from support.autograder import SECRET, solution
from support.otter_library import notebook_of

from grader.exports.inside.otter_plugin import FAILED

pytest.importorskip("nbformat")


def test_nothing_of_the_students_is_left_for_the_kernel(course, machine):
    """All of it is gone before a kernel starts, which runs a blank file; no PDF is made of it either."""
    for name, text in (("toy_numpy.py", solution(course)), ("otter.py", "1 / 0"), (".OTTER_LOG", "log")):
        (machine.submission / name).write_text(text)
    (machine.submission / "folder").mkdir()
    (machine.submission / "link").symlink_to(machine.course / "secret")
    plugin, config = machine.judge("toy_numpy.py")
    assert plugin.generate_report() == "Toys: 10 of 10 points"
    assert sorted(path.name for path in machine.submission.iterdir()) == ["tests", "toy_numpy.py"]
    assert (machine.submission / "toy_numpy.py").read_text() == "" and not config.pdf and config.token is None
    assert (machine.course / "secret").read_text().strip() == SECRET


def test_a_notebook_of_another_name_is_the_topics(course, machine):
    """With all parts in it; its calls of otter do nothing, whatever is called otter beside it."""
    cells = ["import otter\ngrader = otter.Notebook('toy.ipynb')", solution(course), "grader.check('toy_numpy')"]
    (machine.submission / "toy (1).ipynb").write_text(notebook_of(*cells))
    (machine.submission / "otter.py").symlink_to(machine.course / "secret")
    plugin, _ = machine.judge("toy (1).ipynb")
    assert plugin.generate_report() == "Toys: 10 of 10 points"
    assert json.loads((machine.submission / "toy (1).ipynb").read_text())["cells"] == []
    assert (machine.course / "secret").read_text().strip() == SECRET


@pytest.mark.parametrize("broken", ["settings.json", "secret", "exercises/toy/checks.py"])
def test_our_own_failure_says_so(course, machine, capfd, broken):
    """The student reads a sentence, the instructor what it was, and nothing is left for the kernel."""
    (machine.course / broken).write_text("(")
    (machine.submission / "toy_numpy.py").write_text(solution(course))
    plugin, _ = machine.judge("toy_numpy.py")
    assert plugin.generate_report() == FAILED["output"] and "not your fault" in FAILED["output"]
    said = capfd.readouterr().out
    assert broken.rpartition("/")[2] in said and SECRET not in said
    assert (machine.submission / "toy_numpy.py").read_text() == ""


def test_time_that_runs_out_leaves_what_was_found(course, machine):
    """Half of a short limit is left to otter; what was not reached is in the sum."""
    settings = json.loads((machine.course / "settings.json").read_text())
    (machine.course / "settings.json").write_text(json.dumps(settings | {"seconds": 8}))
    checks = machine.course / "exercises" / "toy" / "checks.py"
    checks.write_text(checks.read_text().replace("seconds=1.0", "seconds=20.0"))
    text = solution(course).replace("def batches(", "def unused(")
    loops = f"{text}\n\ndef batches(x, size):\n    while True:\n        size += 1\n"
    (machine.submission / "toy_numpy.py").write_text(loops)
    plugin, _ = machine.judge("toy_numpy.py")
    assert plugin.generate_report() == "Toys: 5 of 10 points"
    late = [row for row in plugin._outcome["rows"] if not row["passed"]]
    assert len(late) == 4 and {row["message"] for row in late} == {"no answer in time"}
