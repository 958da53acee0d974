"""pytest in a workspace: every check an item with its sentence, as terminals and editors ask for them."""

import os
import shutil
import subprocess
import sys
import tomllib

import pytest
from support.places import ROOT

from grader.judging.reference.recording import Recording

TOPIC = "batch_norm"
RIGHT = (ROOT / "tests" / "sample_class" / "right_terse" / f"{TOPIC}_numpy.py").read_text()


@pytest.fixture
def workspace(tmp_path):
    shutil.copytree(ROOT / "exercises" / TOPIC, tmp_path / "exercises" / TOPIC)
    (tmp_path / "exercises" / TOPIC / "checks_torch.py").unlink()  # half a second for each run
    (tmp_path / "exercises" / TOPIC / "topic.toml").write_text(
        "order = 1\n"
    )  # without old names of checks of that part
    return tmp_path


def run(workspace, *arguments, code=0, text=RIGHT, stdin=""):
    """What pytest prints, run as a process of its own with no plugin but ours."""
    (workspace / "exercises" / TOPIC / f"{TOPIC}_numpy.py").write_text(text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "grader.plugins.pytest_plugin",
        "--color=no",
        "exercises",
        *arguments,
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "150"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True, input=stdin)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_collection_names_every_check(workspace):
    """The node ids that editors show, in the order of the file."""
    said = run(workspace, "--collect-only", "-q")
    assert f"exercises/{TOPIC}/checks.py::normalizes_each_column" in said and "20 tests collected" in said


def test_right_code_passes(workspace):
    """Every item."""
    assert "20 passed" in run(workspace, "-q")


def test_a_failure_shows_the_claim_and_the_reason(workspace):
    """The hint of the mistake, and no traceback of ours; what waits for it is skipped."""
    said = run(workspace, "-q", "-rs", text=RIGHT.replace("s2 * (k / (k - 1))", "s2"), code=1)
    assert "Hint: " in said and "unbiased" in said and "1 failed" in said and "skipped" in said
    assert "own checks must pass first" in said and "pytest_plugin.py" not in said.split("short test summary")[0]


def test_one_check_and_the_last_failed(workspace):
    """-k asks for it alone, without what it waits for; --lf asks again for what failed."""
    assert "1 passed, 19 deselected" in run(workspace, "-q", "-k", "keeps_dtypes")
    broken = RIGHT.replace("def batch_norm_backward", "def batch_norm_backwards")
    run(workspace, "-q", text=broken, code=1)
    said = run(workspace, "-q", "--lf", text=RIGHT)
    assert "failed" not in said and "passed" in said


def test_a_file_that_does_not_load(workspace):
    """The first check says why, and nothing else goes wrong."""
    said = run(workspace, "-q", text="def batch_norm_forward(:\n", code=1)
    assert "SyntaxError" in said and "INTERNALERROR" not in said


def test_nothing_is_written_yet(workspace):
    """As a failure that says so."""
    skeleton = (ROOT / "exercises" / TOPIC / f"{TOPIC}_numpy.py").read_text()
    assert "batch_norm_forward is not written yet" in run(workspace, "-q", text=skeleton, code=1)


def test_checks_that_cannot_be_read(workspace):
    """An error of collection, in a sentence."""
    (workspace / "exercises" / TOPIC / "checks.py").write_text("from grader import nothing_like_it\n")
    said = run(workspace, "-q", code=2)
    assert "does not load" in said and "Traceback" not in said


def test_pdb_opens_in_the_students_code(workspace):
    """Where it raised, with its variables."""
    head = "def batch_norm_forward(*a, **k):\n    number = 6 * 7\n    raise KeyError(number)\n\n\ndef _"
    text = RIGHT.replace("def batch_norm_forward", head, 1)
    said = run(
        workspace, "-q", "-k", "normalizes_each_column", "--pdb", text=text, code=1, stdin="p number + 1\nc\nc\n"
    )
    assert "(Pdb) 43" in said


def test_pytest_finds_the_plugin_where_the_package_is_installed():
    """By its entry point."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    assert points["pytest11"] == {"chainrule": "grader.plugins.pytest_plugin"}


def test_it_costs_other_projects_nothing(tmp_path):
    """Where there is no topic, nothing of ours is imported but the plugin."""
    (tmp_path / "checks.py").write_text("raise SystemExit\n")
    (tmp_path / "test_other.py").write_text(
        "import sys\ndef test_x():\n    ours = {n for n in sys.modules if n.startswith('grader')}\n"
        "    assert ours == {'grader', 'grader.plugins', 'grader.plugins.pytest_plugin'} and 'numpy' not in sys.modules\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "grader.plugins.pytest_plugin"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


CHECKS_OF_TWO_PARTS = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Arrays are doubled."""
    close(student.double(rng.normal(size=3)), rng.normal(size=3), "y")

@check(points=1, part="torch", after=doubles)
def doubles_tensors(student, reference, rng):
    """Tensors are doubled."""
    x = rng.normal(size=3)
    close(student.double(x), 2 * x, "y")
'''


def test_a_check_waits_for_an_earlier_part(tmp_path):
    """If both are run; alone it does not wait."""
    pytest.importorskip("torch")
    folder = tmp_path / "exercises" / TOPIC
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(CHECKS_OF_TWO_PARTS)
    (folder / f"{TOPIC}_torch.py").write_text("def double(x): return 2 * x\n")
    Recording().save(folder, "numpy")
    Recording().save(folder, "torch")
    assert "1 failed, 1 skipped" in run(tmp_path, text="def double(x): return x\n", code=1)
    assert "1 passed" in run(tmp_path, "-k", "doubles_tensors", text="def double(x): return x\n")
