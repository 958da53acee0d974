"""With a tenth of one processor right code keeps every point, and what never answers comes to an end."""

import json
import shutil
import subprocess
import sys

import pytest
from support.autograder import make_course, solution
from support.patience import PATIENCE
from support.places import ROOT
from support.slowness import a_tenth_of_a_processor

# It takes minutes, and changes with the deadlines alone: `-m "not proof"` leaves it out.
pytestmark = pytest.mark.proof

TOPIC = "softmax_cross_entropy"
FILES = {part: f"{TOPIC}_{part}.py" for part in ("numpy", "torch")}


@pytest.fixture(scope="module")
def slowly():
    """Run `grader` with a tenth of a processor: `slowly("judge", …)` is the finished process."""
    with a_tenth_of_a_processor() as enter:

        def run(*arguments):
            command = [
                "bash",
                "-c",
                f'{enter}\nexec "$@"',
                "bash",
                sys.executable,
                "-m",
                "grader",
                *map(str, arguments),
            ]
            return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)

        yield run


def hand_in(folder, *parts):
    """The solution of these parts."""
    folder.mkdir()
    for part in parts:
        shutil.copy(ROOT / "solutions" / TOPIC / FILES[part], folder)
    return folder


@pytest.mark.parametrize("part", FILES)
def test_right_code_keeps_every_point(part, slowly, tmp_path):
    """Both parts, with their training and their libraries."""
    pytest.importorskip(part)
    done = slowly("judge", hand_in(tmp_path / "right", part), "--topic", TOPIC, "--part", part,
                  "--isolation", "best", "--format", "json")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["score"] == report["max_score"] > 0


ENDLESS = {"loops": "while True: pass", "sleeps": "import time; time.sleep(1e6)"}


def test_a_class_with_endless_code(slowly, tmp_path):
    """Who loops or sleeps has timed out, and costs the others nothing."""
    course = make_course(tmp_path / "course")
    for name, body in {"right": "pass", **ENDLESS}.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        text = solution(course).replace("def batches(x, size):\n", f"def batches(x, size):\n    {body}\n")
        assert body in text
        (tmp_path / "class" / name / "toy_numpy.py").write_text(text)
    done = slowly("grade", tmp_path / "class", "--out", tmp_path / "out", "--exercises", course / "exercises", "--solutions",
                  course / "solutions", "--topic", "toy", "--part", "numpy", "--isolation", "best", "--jobs", 2)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    reports = {
        name: json.loads((tmp_path / f"out/reports/{name}/toy.json").read_text()) for name in ("right", *ENDLESS)
    }
    assert reports["right"]["score"] == reports["right"]["max_score"] > 0
    for name in ENDLESS:
        lost = {result["status"] for result in reports[name]["results"] if not result["score"]}
        assert "timed_out" in lost <= {"timed_out", "waiting"} and reports[name]["score"] > 0
