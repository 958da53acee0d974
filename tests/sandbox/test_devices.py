"""Torch parts on a graphics card: the same verdicts as on the processor. Skipped where there is none."""

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.checks.seeds import Seeds
from grader.cli.main import main
from grader.judging.judge import Judge
from grader.judging.reference.live import InProcess
from grader.judging.reference.sources import LiveSource
from grader.sandbox.worker_process import Worker
from grader.submissions.intake import Handed
from grader.topics import catalog
from grader.topics.topic import Topic
from grader.values.report import Status

torch = pytest.importorskip("torch")
WITH_TORCH = [
    name for name in catalog.names(ROOT / "exercises") if "torch" in Topic(name, ROOT / "exercises" / name).parts
]
SECRET = Seeds(b"a secret for devices")
cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here")


def verdicts(source, text, device, start=InProcess):
    """How each check of a torch part ends, and as what it is recognized."""
    file = source.topic.file_name("torch")
    judge = Judge(source.topic, source.itself, SECRET, device, ("torch",), start=start)
    report = judge.judge(file, {"torch": Handed(file, ((file, text),), {})})
    assert report.device == device
    return [(result.name, result.status, result.cause_ids) for result in report.results]


@cuda
@pytest.mark.parametrize("name", WITH_TORCH)
def test_right_code_is_right_on_a_graphics_card(name):
    """The reference in a worker, every variant in this process."""
    source = LiveSource(Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name))
    texts = [path.read_text() for path in sorted((ROOT / "solutions" / name).glob("right/*_torch.py"))]
    found = [verdicts(source, source.topic.solution("torch"), "cuda", Worker)]
    found += [verdicts(source, text, "cuda") for text in texts]
    assert {status for outcome in found for _, status, _ in outcome} == {Status.PASSED}


@cuda
@pytest.mark.parametrize("name", WITH_TORCH)
def test_mistakes_are_recognized_on_a_graphics_card(name):
    """Each fails the checks that it fails on the processor, under the same name."""
    source = LiveSource(Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name))
    wrong = {m.id: source.topic.mistaken(m) for m in source.topic.mistakes if m.part == "torch"}
    here, there = ({id: verdicts(source, text, device) for id, text in wrong.items()} for device in ("cpu", "cuda"))
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
        (exercises / "batch_norm").mkdir(parents=True)
        for file in (ROOT / "exercises" / "batch_norm").iterdir():
            if file.is_file():
                (exercises / "batch_norm" / file.name).write_bytes(file.read_bytes())
    options = ["--part", "torch", "--device", "cuda", "--exercises", str(exercises)]
    done = CliRunner().invoke(main, [command, *arguments, *options])
    assert done.exit_code == 2 and "finds no device 'cuda' here: choose another --device" in done.output.replace(
        "\n", " "
    )
    assert "Traceback" not in done.output and not list(tmp_path.glob("grades.csv"))
