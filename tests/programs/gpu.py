"""`make gpu`: are the verdicts on an accelerator those on the CPU? The torch parts of all topics, right code and mistakes.

    PYTHONPATH=.:tests python3 -m programs.gpu [--device cuda] [--seconds 420] [TOPIC …]

It needs torch, numpy, click and rich, and nothing else of this project's environment. Right code is judged as a submission is,
in a worker with whatever isolation the machine offers. Mistakes run in this process. Status 1: a verdict differs. Status 2: there
is no such device.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from support.places import ROOT

from grader.checks.check import pieces
from grader.checks.seeds import Seeds
from grader.judging.judge import examine
from grader.judging.reference.live import Live
from grader.judging.reference.sources import LiveSource
from grader.judging.run_check import run_check
from grader.judging.setup import for_the_record
from grader.sandbox.spawn import library_versions
from grader.topics import catalog
from grader.topics.topic import Topic
from grader.values.text import plural
from grader.worker.runtimes import make_runtime

SECRET = b"verdicts on two devices"
Verdicts = dict[str, str]  # by check


def submitted(topic: Topic, device: str) -> Verdicts:
    """The verdicts on the solution, which is handed in like any submission."""
    setup = for_the_record(topic, SECRET, parts=("torch",), device=device, isolation="best")
    files = {topic.file_name("torch"): topic.solution("torch").encode()}
    return {result.name: str(result.status) for result in examine(setup, files, name="the solution").results}


def in_process(source: LiveSource, text: str, device: str) -> Verdicts:
    """The verdicts on trusted code in this process."""
    topic, seeds = source.topic, Seeds(SECRET)
    live = Live(make_runtime("torch", device), topic.load_request("torch", [(topic.file_name("torch"), text)]))
    return {
        check.name: str(
            run_check(check, live, source.reference(check, seeds, small=False), seeds, device=device).status
        )
        for check in pieces(topic.checks_of("torch"))
    }


def differences(topic: Topic, device: str, until: float) -> Iterator[tuple[str, str]]:
    """Each piece of code with what differs; "" if nothing does. The mistakes end when the time is up."""
    yield "the solution", _told(submitted(topic, "cpu"), submitted(topic, device))
    source = LiveSource(topic)
    for mistake in topic.mistakes:
        if mistake.part == "torch" and time.monotonic() < until:
            text = topic.mistaken(mistake)
            yield mistake.id, _told(in_process(source, text, "cpu"), in_process(source, text, device))


def _told(before: Verdicts, after: Verdicts) -> str:
    changed = [f"{name}: {status} → {after[name]}" for name, status in before.items() if status != after[name]]
    return ", ".join(changed)


def compare(topics: Sequence[Topic], device: str, seconds: float) -> int:
    """Print each verdict that differs, and how much was compared. Returns the number of differences."""
    began, found = time.monotonic(), 0
    for number, topic in enumerate(topics):
        now = time.monotonic()
        until = now + (began + seconds - now) / (len(topics) - number)
        compared = 0
        for who, changed in differences(topic, device, until):
            compared += 1
            found += bool(changed)
            if changed:
                print(f"{topic.name}, {who}: {changed}", flush=True)
        pieces = 1 + sum(mistake.part == "torch" for mistake in topic.mistakes)
        rest = f" of {pieces}, since the time was up" if compared < pieces else ""
        print(f"{topic.name}: {compared}{rest}, {time.monotonic() - now:.0f} s", flush=True)
    print(f"{plural(found, 'difference')} between cpu and {device} in {time.monotonic() - began:.0f} s")
    return found


def main(arguments: Sequence[str]) -> int:
    """Compare the verdicts. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="programs.gpu", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("topics", nargs="*")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seconds", type=float, default=420.0)
    options = parser.parse_args(arguments)
    runtime = make_runtime("torch", options.device)
    if runtime.problem:
        print(f"{runtime.problem}\nNothing was compared.", file=sys.stderr)
        return 2
    print(
        ", ".join(
            f"{name} {version}" for name, version in {"Python": sys.version.split()[0], **library_versions()}.items()
        )
    )
    if options.device.startswith("cuda"):
        import torch

        print(torch.cuda.get_device_name())
    names = options.topics or catalog.names(ROOT / "exercises")
    found = [catalog.find_topic(name, ROOT / "exercises", ROOT / "solutions") for name in names]
    return 1 if compare([topic for topic in found if "torch" in topic.parts], options.device, options.seconds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
