"""The real Otter-Grader on what students hand in, attacks among it; and on what students have at home."""

import json
import os
import pickle
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from support.autograder import SECRET, files, make_course, solution
from support.otter_library import WRONG, Machine, notebook_of, recorded
from support.patience import PATIENCE
from support.places import ROOT

from grader.cli.main import main
from grader.exports.inside.otter_plugin import FAILED

OTTER = ROOT / "build" / "otter-venv" / "bin"
pytestmark = pytest.mark.skipif(
    not (ROOT / "build" / "otter-ready").exists(), reason="needs Otter-Grader: `make build/otter-ready` sets it up"
)
POINTS = 10

EXITS = "import os\n\nos._exit(0)\n"
LOOPS = "def double(x):\n    while True:\n        pass\n"

# Takes all points, where it runs in otter's kernel, and leaves marks of what it could do.
ATTACK = """\
import os
from pathlib import Path

MARKS = Path("<marks>")


def mark(name, text=""):
    try:
        (MARKS / name).write_text(text)
    except OSError:
        pass


class Payload:
    def __reduce__(self):
        return (exec, (f"import pathlib; pathlib.Path({str(MARKS / 'unpickled')!r}).touch()",))


mark("kernel")
try:
    mark("secret", Path("../source/course/secret").read_text())
except OSError:
    pass
for results in (Path("../results/results.json"), Path("results.json")):
    try:
        results.write_text('{"score": 10, "tests": []}')
    except OSError:
        pass
try:
    import grader.exports.inside.otter_plugin as plugin
    import otter.execute

    def all_points(cls):
        for one in cls._test_files:
            one.update_score(one.possible)
            one.payload = Payload()
        return cls._test_files

    otter.execute.Checker.get_results = classmethod(all_points)
    plugin.Verdict.after_grading = lambda self, results: None
except Exception:
    pass
"""
# A module that the kernel would import from its folder, in the place of the one that starts it.
LAUNCHER = """\
import pathlib, runpy, sys
pathlib.Path("<marks>/launcher").touch()
sys.path[:] = [path for path in sys.path if path not in ("", str(pathlib.Path.cwd()))]
runpy.run_module("ipykernel_launcher", run_name="__main__")
"""


class LogPayload:
    """What otter unpickles of the log that was handed in."""

    def __init__(self, marks):
        self.marks = marks

    def __reduce__(self):
        return exec, (f"import pathlib; pathlib.Path({str(self.marks / 'log')!r}).touch()",)


class Otter:
    """The real one, with an export of the course and what it makes of submissions."""

    def __init__(self, root):
        self.root = root
        self.course = make_course(root / "course")
        self.student = recorded(self.course, root / "out") / "student"
        self.archive = root / "out" / "autograder.zip"
        self.unarmed = root / "unarmed.zip"  # the same, without the plugin
        with zipfile.ZipFile(self.unarmed, "w") as archive:
            for name, data in files(self.archive).items():
                archive.writestr(name, b"{}" if name == "otter_config.json" else data)

    def marks(self, name):
        """A folder in which an attack may leave marks."""
        (self.root / "marks" / name).mkdir(parents=True, exist_ok=True)
        return self.root / "marks" / name

    def hand_in(self, name, content):
        """A submission, as a file or, of several files, as a zip."""
        folder = self.root / "submissions" / name
        folder.mkdir(parents=True)
        if isinstance(content, str):
            path = folder / "toy_numpy.py"
            path.write_text(content)
            return path
        with zipfile.ZipFile(folder / "handed_in.zip", "w") as archive:
            for inside, data in content.items():
                archive.writestr(inside, data)
        return folder / "handed_in.zip"

    def run(self, submission, archive=None):
        """What `otter run` leaves in results.json, and what it says."""
        out = submission.parent / "out"
        out.mkdir()
        said = self("run", submission, "-a", archive or self.archive, "-o", out, "--no-logo", cwd=self.root)
        results = out / "results.json"
        return (json.loads(results.read_text()) if results.exists() else None), said

    def __call__(self, *arguments, cwd):
        """A command of otter's; what it printed."""
        command = [OTTER / "otter", *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout + done.stderr


def attack_on(marks):
    """A zip that attacks otter from its notebook, by a module in the place of the kernel's, and by a log to unpickle."""
    return {
        "toy.ipynb": notebook_of(
            "import otter\ngrader = otter.Notebook()", ATTACK.replace("<marks>", str(marks)), WRONG
        ),
        "ipykernel_launcher.py": LAUNCHER.replace("<marks>", str(marks)),
        "tests/judged.py": "1 / 0",
        ".OTTER_LOG": pickle.dumps(LogPayload(marks)),
    }


def earned(content):
    """The sum of what each row earned; the total is not overridden."""
    assert "score" not in content
    return sum(test.get("score", 0) for test in content["tests"])


def judged(course, submission):
    """The report of `grader judge` with the same secret."""
    command = ["judge", str(submission), "--topic", "toy", "--part", "numpy", "--isolation", "best", "--format", "json"]
    command += ["--exercises", str(course / "exercises"), "--solutions", str(course / "solutions")]
    return json.loads(CliRunner().invoke(main, [*command, "--secret-file", str(course / "course.secret")]).stdout)


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Otter, where it is installed."""
    return Otter(tmp_path_factory.mktemp("otter"))


SCORED = {"right": None, "wrong": WRONG, "syntax error": "def double(:\n", "os._exit": EXITS, "endless loop": LOOPS}


@pytest.fixture(scope="module")
def graded(there):
    """By name, what `otter run` made of each submission: results and output. Two run at a time; each takes seconds."""
    right = solution(there.course)
    cells = ["import otter\ngrader = otter.Notebook()", right, "grader.check('toy_numpy')"]
    handed = {name: right if text is None else text for name, text in SCORED.items()}
    handed |= {"notebook": {"mine.ipynb": notebook_of(*cells)}, "two files": {"a.py": right, "b.py": right}}
    handed |= {name: attack_on(there.marks(name)) for name in ("attack", "attack without the plugin")}
    archives = {"attack without the plugin": there.unarmed}
    with ThreadPoolExecutor(2) as pool:
        running = {
            name: pool.submit(there.run, there.hand_in(name, content), archives.get(name))
            for name, content in handed.items()
        }
        return {name: one.result() for name, one in running.items()}


@pytest.mark.parametrize("name", SCORED)
def test_the_score_is_that_of_judge(there, graded, name):
    """Row by row, and as a sum."""
    content, said = graded[name]
    report = judged(there.course, there.root / "submissions" / name / "toy_numpy.py")
    assert [test["score"] for test in content["tests"]] == [result["score"] for result in report["results"]]
    assert sum(test["max_score"] for test in content["tests"]) == report["max_score"] == POINTS
    assert earned(content) == report["score"] and (name != "right" or report["score"] == POINTS)
    assert content["output"] in said and "isolation: process" in said and "CANARY" not in said + json.dumps(content)


def test_what_students_read(graded):
    """Claims and how it ended, at once; the claim of a hidden check is left out."""
    tests = graded["wrong"][0]["tests"]
    assert {test["visibility"] for test in tests} == {"visible"}
    assert tests[0]["name"] == "Every entry is doubled." and "failed" in tests[0]["output"]
    assert tests[-1]["name"] == "Hidden check 1" and "expected" not in json.dumps(tests)


def test_a_notebook_is_graded(graded):
    """With otter's own cells in it, under any name."""
    assert earned(graded["notebook"][0]) == POINTS


def test_an_attack_wins_without_the_plugin(there, graded):
    """All points, the secret, and code in otter's own process, from the results and from the log: otter's verdict is theirs."""
    name = "attack without the plugin"
    assert earned(graded[name][0]) == 1  # of the 1 that the test which always fails is worth
    assert {path.name for path in there.marks(name).iterdir()} == {"kernel", "secret", "unpickled", "launcher", "log"}
    assert (there.marks(name) / "secret").read_text().strip() == SECRET


def test_an_attack_never_runs_where_otter_does(there, graded):
    """The same one, judged behind our layers: no points, no mark, no secret."""
    content, said = graded["attack"]
    assert earned(content) == 0 and sum(test["max_score"] for test in content["tests"]) == POINTS
    assert list(there.marks("attack").iterdir()) == [] and "CANARY" not in said + json.dumps(content)


def test_what_otter_refuses_it_refuses_before_us(graded):
    """Two files are not one submission for otter, and `otter run` leaves no results."""
    content, said = graded["two files"]
    assert content is None and "More than one Python file" in said


def gradescope(there, root, name, text):
    """What results.json holds after run_autograder of the zip, as Gradescope unpacks and starts it."""
    machine = Machine(root, there.archive)
    for path in (root / "source").iterdir():
        path.chmod(0o755)
    (machine.submission / name).write_text(text)
    environment = os.environ | {"AUTOGRADER": str(root), "GRADER_PYTHON": str(OTTER / "python")}
    program = [str(root / "source" / "run_autograder")]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0
    return json.loads((root / "results" / "results.json").read_text())


def test_on_gradescope(there, tmp_path):
    """Otter's machine: our points, and a result even of a notebook at which otter itself gives up."""
    content = gradescope(there, tmp_path / "right", "toy_numpy.py", solution(there.course))
    assert earned(content) == POINTS
    content = gradescope(there, tmp_path / "unreadable", "toy.ipynb", "{")
    assert content["score"] == 0 and "did not begin" in content["output"]


def test_a_failure_of_ours_is_a_result(there, tmp_path):
    """Otter writes the sentence, with no points."""
    with zipfile.ZipFile(tmp_path / "broken.zip", "w") as archive:
        for name, data in files(there.archive).items():
            archive.writestr(name, "(" if name == "course/settings.json" else data)
    content, said = there.run(there.hand_in("failure of ours", WRONG), tmp_path / "broken.zip")
    assert earned(content) == 0 and content["output"] == FAILED["output"] and "settings.json" in said


def test_otter_check(there, tmp_path):
    """At home, on a file: what is wrong, and that it is no grade."""
    shutil.copytree(there.student, tmp_path / "student")
    (tmp_path / "student" / "toy_numpy.py").write_text(WRONG)
    said = there("check", "toy_numpy.py", "-t", "tests", cwd=tmp_path / "student")
    assert "3/2 of what it should be" in said and "not a grade" in said


EXECUTE = """\
import nbclient, nbformat
notebook = nbclient.NotebookClient(nbformat.read("toy.ipynb", as_version=4)).execute()
for cell in notebook.cells:
    for output in cell.get("outputs", []):
        print(output.get("data", {}).get("text/html", "").replace("\\n", " "))
"""


def test_the_notebook_in_a_kernel(there, tmp_path):
    """What a student sees below each `grader.check`: of the skeleton, of a wrong cell, of the right ones."""
    shutil.copytree(there.student, tmp_path / "student")
    path = tmp_path / "student" / "toy.ipynb"
    content = json.loads(path.read_text())
    check = content["cells"][-1]
    for text in (WRONG, solution(there.course)):
        content["cells"] += [*json.loads(notebook_of(text))["cells"], {**check, "id": f"again-{len(text)}"}]
    path.write_text(json.dumps(content))
    command = [OTTER / "python", "-W", "ignore", "-c", EXECUTE]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=PATIENCE)
    skeleton, wrong, right = done.stdout.strip().split("\n")
    assert "(not written)" in skeleton and "3/2 of what it should be" in wrong and "passed!" in right
    assert all("feedback, not a grade" in seen for seen in (skeleton, wrong, right))
