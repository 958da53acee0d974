"""Torch parts on a graphics card: the same verdicts as on the processor. Skipped where there is none."""

import dataclasses
import shutil

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.cli.main import main
from grader.judging.judge import judge
from grader.judging.setup import for_the_record, in_process
from grader.sandbox.worker_process import Worker
from grader.submissions.intake import Handed
from grader.topics import catalog
from grader.topics.topic import Topic
from grader.values.report import Status

torch = pytest.importorskip("torch")
WITH_TORCH = [
    name for name in catalog.names(ROOT / "exercises") if "torch" in Topic(name, ROOT / "exercises" / name).parts
]
cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here")


def setup_of(name):
    """How a torch part is judged, from the solution in this process."""
    topic = Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name)
    return for_the_record(topic, b"a secret for devices", parts=("torch",), start=in_process())


def verdicts(setup, text, device):
    """How each check of a torch part ends, and as what it is recognized."""
    file = setup.topic.file_name("torch")
    on_device = dataclasses.replace(setup, device=device)
    report = judge(on_device, {"torch": Handed(file, ((file, text),), {})}, name=file)
    assert report.device == device
    return [(result.name, result.status, result.cause_ids) for result in report.results]


@cuda
@pytest.mark.parametrize("name", WITH_TORCH)
def test_right_code_is_right_on_a_graphics_card(name):
    """The reference in a worker, every variant in this process."""
    setup = setup_of(name)
    texts = [path.read_text() for path in sorted((ROOT / "solutions" / name).glob("right/*_torch.py"))]
    in_a_worker = dataclasses.replace(setup, start=Worker)
    found = [verdicts(in_a_worker, setup.topic.solution("torch"), "cuda")]
    found += [verdicts(setup, text, "cuda") for text in texts]
    assert {status for outcome in found for _, status, _ in outcome} == {Status.PASSED}


@cuda
@pytest.mark.parametrize("name", WITH_TORCH)
def test_mistakes_are_recognized_on_a_graphics_card(name):
    """Each fails the checks that it fails on the processor, under the same name."""
    setup = setup_of(name)
    wrong = {m.id: setup.topic.mistaken(m) for m in setup.topic.mistakes if m.part == "torch"}
    here, there = ({id: verdicts(setup, text, device) for id, text in wrong.items()} for device in ("cpu", "cuda"))
    assert here == there


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
@pytest.mark.parametrize("command", ["check", "judge", "grade"])
def test_a_device_that_is_not_there_is_nobodys_mistake(command, tmp_path):
    """One sentence, exit status 2, nothing graded."""
    submissions = ROOT / "tests" / "sample_class"
    arguments = {
        "check": ["batch_norm"],
        "judge": [str(submissions / "right_terse"), "--topic", "batch_norm"],
        "grade": [str(submissions), "--topic", "batch_norm", "--out", str(tmp_path)],
    }[command]
    exercises = ROOT / "exercises"
    if command == "check":
        exercises = tmp_path / "exercises"
        shutil.copytree(ROOT / "exercises" / "batch_norm", exercises / "batch_norm")
    options = ["--part", "torch", "--device", "cuda", "--exercises", str(exercises)]
    done = CliRunner().invoke(main, [command, *arguments, *options])
    assert done.exit_code == 2 and "finds no device 'cuda' here: choose another --device" in done.output.replace(
        "\n", " "
    )
    assert "Traceback" not in done.output and not list(tmp_path.glob("grades.csv"))
