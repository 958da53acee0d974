"""A student's evening from the command line: start, look where one is, check, submit, start again."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.cli.main import main
from grader.show.terminal.console import out
from grader.workspace import folder as module

TOPIC = "batch_norm"
FILE = Path("exercises") / TOPIC / f"{TOPIC}_numpy.py"
RIGHT = (ROOT / "tests" / "sample_class" / "right_terse" / FILE.name).read_text()


def call(*arguments, code=0, **settings):
    """Run a command; what it printed. Nothing but an exit status may come out of it."""
    done = CliRunner().invoke(main, [str(a) for a in arguments], **settings)
    assert isinstance(done.exception, SystemExit | None) and done.exit_code == code, done.exception or done.output
    return " ".join(done.output.split())


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A fresh workspace with two topics, entered."""
    call("start", tmp_path / "work", "--topics", f"{TOPIC},softmax_cross_entropy")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "work"


def check(*arguments, code):
    return call("check", *arguments, "--part", "numpy", code=code)


def test_start_lays_out_what_a_student_needs_and_nothing_secret(workspace):
    """Topics, a README, the settings of editors; of a topic only what stands in its public folder."""
    names = {path.relative_to(workspace).as_posix() for path in workspace.rglob("*") if path.is_file()}
    public = {path.name for path in (ROOT / "exercises" / TOPIC).iterdir() if path.is_file()}
    assert {name.split("/")[-1] for name in names if name.startswith(f"exercises/{TOPIC}/")} == public
    assert {"README.md", "course.toml", "pyproject.toml", ".vscode/settings.json"} <= names
    assert json.loads((workspace / ".vscode" / "settings.json").read_text())["python.testing.pytestEnabled"]
    assert not any("mistakes" in name or "hidden" in name or "right" in name for name in names)


def test_start_again_changes_nothing(workspace):
    """Work is kept and said to be; what is missing is written."""
    FILE.write_text("mine")
    Path("README.md").unlink()
    said = call("start", ".", "--topics", TOPIC)
    assert f"kept: {FILE}" in said and "wrote 1 file" in said
    assert FILE.read_text() == "mine" and Path("README.md").exists()


def test_a_course_hands_out_its_own_topics(tmp_path, make_topic):
    """With --from; a topic that is not there is named with the nearest."""
    make_topic(
        'from grader import check, close\n@check(points=1)\ndef doubles(student, reference, rng):\n    """Twice."""\n'
        "    close(student.double(2.0), 4.0, 'y')\n",
        "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n",
    )
    source = tmp_path / "exercises"
    said = call("start", tmp_path / "w", "--from", source)
    assert "1 topic in" in said and "then `double`" in said
    assert "Did you mean toy?" in call("start", tmp_path / "v", "--from", source, "--topics", "toi", code=2)
    assert not (tmp_path / "v").exists()


def test_where_am_i(workspace):
    """A bar for each topic in the course's order, and the next thing to do with its file and line."""
    line = next(n for n, text in enumerate(FILE.read_text().splitlines(), 1) if "NotImplementedError" in text)
    said = call()
    assert said.index("softmax_cross_entropy") < said.index(TOPIC)  # as in course.toml
    assert "░" * 20 in said and "not checked yet" in said
    Path("course.toml").write_text(f'topics = ["{TOPIC}"]')
    said = call()
    assert f"Next: {FILE}:{line} batch_norm_forward" in said and "softmax" not in said
    FILE.write_text(RIGHT)
    assert f"Next: grader check {TOPIC} --part numpy" in call()
    check(TOPIC, code=0)
    said = call()
    assert "██████████" in said and "Next: exercises/batch_norm/batch_norm_torch.py:" in said
    FILE.write_text(RIGHT + "\n# changed\n")
    assert "17 of 17 checks, changed since" in call() and "Next: grader check" in call()


def test_what_does_not_hold_is_next(workspace):
    """The first claim that failed, and how to see it again."""
    FILE.write_text(RIGHT.replace("momentum", "momentun", 1))
    check(TOPIC, code=1)
    Path("course.toml").write_text(f'topics = ["{TOPIC}"]')
    assert f"grader check {TOPIC} --part numpy" in call() and "Next: exercises" in call()


def test_all_done(workspace):
    """Nothing is next but to hand in."""
    (workspace / "exercises" / TOPIC / f"{TOPIC}_torch.py").unlink()
    Path("course.toml").write_text(f'topics = ["{TOPIC}"]')
    FILE.write_text(RIGHT)
    check(TOPIC, code=0)
    assert "All done. `grader submit`" in call()


def test_what_is_next_in_a_class(tmp_path):
    """A method that every class has is named with its class; a notebook's JSON reads as its code does."""
    file = tmp_path / "x.py"
    text = (
        'def f():\n    pass\n\nclass Adam:\n    def __init__(self):\n        raise NotImplementedError("TODO: this")\n'
    )
    file.write_text(text)
    assert module.todo(file) == module.Todo(6, "Adam.__init__")
    file.write_text(text.replace("__init__", "step"))
    assert module.todo(file) == module.Todo(6, "step")
    file.write_text(json.dumps({"source": text.splitlines(keepends=True)}, indent=1))
    assert module.todo(file).name == "Adam.__init__"
    file.write_text("def f():\n    return 1\n")
    assert module.todo(file) is None and module.todo(tmp_path / "none") is None


def test_list(workspace):
    """Every topic with its title and points."""
    said = call("list")
    assert "Batch normalization numpy 25, torch 18 points" in said


def test_check_leaves_out_what_is_not_begun(workspace):
    """One line says so; --all asks for it."""
    FILE.write_text(RIGHT)
    said = check(code=0)
    assert "nothing is written yet in softmax_cross_entropy; --all" in said and "Softmax" not in said
    assert "Softmax and cross-entropy" in check("--all", code=1)


def test_check_one_check(workspace):
    """By its name, or those that say something; they are not the whole and change no progress."""
    FILE.write_text(RIGHT)
    said = check(f"{TOPIC}.keeps_dtypes", code=0)
    assert "1 of 1 points" in said and "From float32 comes float32" in said
    assert "not checked yet" in call()
    assert "Did you mean keeps_dtypes?" in check(f"{TOPIC}.keep_dtypes", code=2)
    assert "running mean moves by momentum" in check(TOPIC, "-k", "MOMENTUM", code=0)
    assert "no check has 'nothing like it'" in check(TOPIC, "-k", "nothing like it", code=2)


def test_check_in_process_to_debug(workspace):
    """Code runs in the judge's own process, so that breakpoint() works; --pdb stops where it raises."""
    FILE.write_text(RIGHT)
    assert "isolation: none" in check(TOPIC, "--in-process", code=0)
    head = "def batch_norm_forward(*a, **k):\n    number = 6 * 7\n    raise KeyError(number)\n\n\ndef _"
    FILE.write_text(RIGHT.replace("def batch_norm_forward", head, 1))
    command = [sys.executable, "-m", "grader", "check", f"{TOPIC}.normalizes_each_column", "--part", "numpy", "--pdb"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, input="p number + 1\nq\n", env=environment)
    assert done.returncode == 1 and "43" in done.stdout and "KeyError: 42" in done.stderr


def test_submit(workspace):
    """The student's files and a manifest, nothing else; `judge` takes the zip as it is."""
    assert "nothing to hand in" in call("submit", code=2)
    FILE.write_text(RIGHT)
    (FILE.parent / "helpers.py").write_text("X = 1\n")
    check(TOPIC, code=0)
    said = call("submit", "--out", "mine.zip")
    assert "batch_norm_numpy.py: 25/25" in said and "left out, since nothing in them is written yet" in said
    with zipfile.ZipFile("mine.zip") as archive:
        assert set(archive.namelist()) == {f"{TOPIC}/{FILE.name}", f"{TOPIC}/helpers.py", "manifest.json"}
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["parts"][0]["checked"]["score"] == 25 and manifest["versions"]["grader"]
    options = [
        "--topic",
        TOPIC,
        "--part",
        "numpy",
        "--exercises",
        ROOT / "exercises",
        "--solutions",
        ROOT / "solutions",
    ]
    assert "25 of 25 points" in call("judge", "mine.zip", *options)
    FILE.write_text(RIGHT + "\n")
    assert "not checked as it is now" in call("submit", TOPIC, "--out", "mine.zip")
    assert "Did you mean batch_norm?" in call("submit", "batch_nrm", code=2)


def test_reset_keeps_a_backup(workspace):
    """It asks first; no is no."""
    skeleton = FILE.read_text()
    FILE.write_text("mine")
    assert "kept: " in call("reset", TOPIC, "--part", "numpy", input="n\n") and FILE.read_text() == "mine"
    call("reset", TOPIC, "--part", "numpy", input="y\n")
    assert FILE.read_text() == skeleton
    [backup] = (workspace / ".grader" / "backups").iterdir()
    assert backup.read_text() == "mine"
    FILE.unlink()
    assert "the skeleton is back" in call("reset", TOPIC, "--part", "numpy") and FILE.read_text() == skeleton


def test_solved(workspace):
    """Versions that passed everything, each once, to be read again."""
    assert "nothing is solved yet" in call("solved")
    for text in (RIGHT, RIGHT + "\n# shorter\n", RIGHT):
        FILE.write_text(text)
        check(TOPIC, code=0)
    said = call("solved", TOPIC)
    assert said.count("batch_norm numpy") == 2
    assert "# shorter" in call("solved", "--show", "2") and "# shorter" not in call("solved", "--show", "1")
    assert "lists 2 versions" in call("solved", "--show", "3", code=2)


@pytest.fixture
def newer(tmp_path):
    """The exercises as a later version of the package has them."""
    import shutil

    source = tmp_path / "newer" / "exercises"
    shutil.copytree(ROOT / "exercises" / TOPIC, source / TOPIC)
    shutil.copytree(ROOT / "exercises" / "softmax_cross_entropy", source / "softmax_cross_entropy")
    for name in ("README.md", "checks.py", FILE.name):
        path = source / TOPIC / name
        path.write_text(path.read_text() + "\n# newer\n")
    return source


def test_update_does_not_touch_work(workspace, newer):
    """What was not changed is replaced; work stays, with the newer skeleton beside it; what else was changed is kept aside."""
    FILE.write_text("mine")
    (FILE.parent / "checks.py").write_text("changed")
    said = call("update", "--from", newer)
    assert FILE.read_text() == "mine" and Path(f"{FILE}.new").read_text().endswith("# newer\n")
    assert (FILE.parent / "README.md").read_text().endswith("# newer\n")
    assert (FILE.parent / "checks.py").read_text().endswith("# newer\n")
    assert (FILE.parent / "checks.py.old").read_text() == "changed" and "your version is now checks.py.old" in said
    assert "everything is current" in call("update", "--from", newer)


def test_update_of_an_untouched_skeleton(workspace, newer):
    """Nobody wrote in it: it is replaced, and so is what `reset` brings back."""
    call("update", "--from", newer)
    assert FILE.read_text().endswith("# newer\n") and not Path(f"{FILE}.new").exists()
    FILE.write_text("mine")
    call("reset", TOPIC, "--part", "numpy", "--yes")
    assert FILE.read_text().endswith("# newer\n")


def test_a_history_that_is_damaged_loses_nothing_else(workspace):
    """Progress is gone, work and checking are not."""
    FILE.write_text(RIGHT)
    check(TOPIC, code=0)
    (workspace / ".grader" / "history.sqlite").write_bytes(b"rubbish" * 100)
    check(TOPIC, code=0)
    assert "not checked yet" in call() and "nothing is solved yet" in call("solved")


def test_a_folder_that_cannot_be_written_to(tmp_path):
    """One sentence that names it."""
    (tmp_path / "file").write_text("")
    said = call("start", tmp_path / "file" / "work", "--topics", TOPIC, code=2)
    assert "file" in said and "Traceback" not in said


def test_a_narrow_terminal_loses_what_matters_least(workspace, monkeypatch):
    """Every topic stays on its line, and its points with it."""
    for columns in ("40", "62", "80"):
        monkeypatch.setattr(out, "_width", int(columns))  # COLUMNS counts when a console is made
        lines = CliRunner().invoke(main, []).output.splitlines()[:2]
        assert [line.split()[:2] for line in lines] == [["softmax_cross_entropy", "0/43"], [TOPIC, "0/43"]]
        assert max(map(len, lines)) <= int(columns) and ("░" in lines[0]) == (columns == "80")


def test_outside_of_a_workspace(tmp_path, monkeypatch):
    """One sentence with the next step."""
    monkeypatch.chdir(tmp_path)
    assert "grader start" in call(code=2) and "grader start" in call("list", code=2)


GUARD = """
import sys
from click.testing import CliRunner
from grader.cli.main import main
from grader.show.terminal.console import out
assert CliRunner().invoke(main, sys.argv[1:]).exit_code == 0
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("numpy", "torch") or name in ("rich.progress", "rich.live")))
"""


@pytest.mark.parametrize("command", [[], ["list"], ["--help"], ["check", "--help"]])
def test_looking_around_imports_nothing_heavy(workspace, command):
    """Once the points are known: no NumPy, no torch, none of rich's heavy parts."""
    call("list")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", GUARD, *command], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
