"""`make fuzz`: a million frames or five minutes, whichever comes first, then archives and notebooks for a tenth of that.

Then come reports on workers that spoil their answers. Each report goes through everything that people and platforms read,
and each hundred of them through the pages and gradebooks of a class.

Prints how far it is, how everything was taken, and which lines of the code that reads it were reached. A finding is
printed by Hypothesis, as small as it can be made, and ends the run with status 1.
"""

from __future__ import annotations

import collections
import random
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from programs.fuzz import frames, fronts, submissions
from support.places import ROOT

from grader.checks import inputs, proxies
from grader.judging import gate
from grader.submissions import code_lines, intake, modules
from grader.values.report import Report
from grader.worker import effects, wire
from grader.worker.protocol import replies

FRAMES, SECONDS = 1_000_000, 300.0
REPORTS, CLASS, REPORT_SECONDS = 5000, 100, 900.0
TOPICS = ("attention", "backprop", "batch_norm", "conv", "lstm", "optimizers", "softmax_cross_entropy")
EACH = 49  # damaged copies of each frame that Hypothesis makes: they are quicker to make than it is
BATCH = 1000  # examples between two looks at the clock

READ_BY: dict[str, list[Any]] = {
    "frames": [wire.unpack, wire.reader, wire._survey, wire._survey_array, wire._decode, replies.read_message],
    "submissions": [
        intake.find_parts,
        intake._by_name,
        intake._guess_part,
        intake._no_file_message,
        intake._read_part,
        modules.decode,
        modules.modules_beside,
    ],
}
READ_BY["reports"] = [gate.cleaned, gate._cleaned_finding, gate._cleaned_cause, replies.Point.from_wire]
READ_BY["frames"] += [effects.apply, effects._apply, effects._copy, effects._replace]
READ_BY["frames"] += [
    replies.Failure.from_wire,
    replies.FrameSummary.from_wire,
    replies.Point.from_wire,
    replies.Value.from_wire,
]
READ_BY["frames"] += [proxies.ModuleProxy._answer, inputs.Inputs.touch, proxies.form, proxies._item_form]
READ_BY["submissions"] += [
    intake._notebook,
    code_lines.without_magics,
    code_lines.without_words,
    intake._is_source,
    intake._bounded,
    intake._read_zip,
]


def main() -> None:
    """Both kinds, one after the other."""
    start = random.SystemRandom().randrange(1 << 32) if len(sys.argv) < 2 else int(sys.argv[1])
    print(f"seed {start}: give it as an argument to repeat this run")

    def frame(drawn: st.DataObject, verdicts: collections.Counter[str]) -> None:
        one, number = drawn.draw(frames.frames), drawn.draw(st.integers(0, 1 << 32))
        verdicts[frames.received(one)] += 1
        for copy in range(EACH):
            change = frames.reshaped if copy % 2 else frames.mutated
            verdicts[frames.received(change(one, number + copy))] += 1

    campaign("frames", frame, FRAMES, SECONDS, start)
    with tempfile.TemporaryDirectory() as folder:
        topic = submissions.toy(Path(folder))

        def submission(drawn: st.DataObject, verdicts: collections.Counter[str]) -> None:
            number = drawn.draw(st.integers(0, 1 << 32))
            archive, notebook = drawn.draw(submissions.archives()), drawn.draw(submissions.notebooks)
            source = drawn.draw(submissions.sources)
            verdicts[submissions.opened(submissions.damaged(archive, number), Path(folder), topic)] += 1
            for data in (notebook, submissions.mutated(notebook, number)):
                verdicts[submissions.taken({"toy_numpy.ipynb": data}, topic)] += 1
            for data in (source, submissions.mutated(source, number)):
                verdicts[submissions.taken({"toy_numpy.py": data, "utils.py": source}, topic)] += 1

        campaign("submissions", submission, FRAMES // 10, SECONDS / 10, start)
    with tempfile.TemporaryDirectory() as folder:
        reports(Path(folder), start)


def reports(folder: Path, start: int) -> None:
    """Reports on hostile workers through every front, one by one and then in classes."""
    everybody: list[Report] = []

    def report(drawn: st.DataObject, verdicts: collections.Counter[str]) -> None:
        said = drawn.draw(st.lists(frames.frames | frames.points, max_size=6))
        spoil = fronts.spoiler(drawn.draw(st.integers(0, 1 << 32)), said)
        one = fronts.reported(drawn.draw(st.sampled_from(TOPICS)), ROOT, spoil, f"student {len(everybody)}")
        fronts.through_all(one)
        fronts.through_all(Report.of("toy", "somebody", drawn.draw(st.lists(fronts.results(), min_size=1, max_size=2))))
        verdicts["earned nothing" if one.score == 0 else "earned something"] += 1
        everybody.append(one)

    campaign("reports", report, REPORTS, REPORT_SECONDS, start)
    classes = [everybody[at : at + CLASS] for at in range(0, len(everybody), CLASS)]
    for number, one_class in enumerate(classes):
        fronts.through_class(one_class, folder / str(number))
        print(f"\r{number + 1:>9} of {len(classes)} classes", end="", flush=True)
    print(f"\n{fronts.Played.replies} replies")


def campaign(
    name: str, one: Callable[[st.DataObject, collections.Counter[str]], None], wanted: int, seconds: float, start: int
) -> None:
    """Run examples in batches until there are enough of them or the time is up; then say what was covered."""
    verdicts: collections.Counter[str] = collections.Counter()
    began, batch = time.monotonic(), 0
    reached = Reached(READ_BY[name])
    while sum(verdicts.values()) < wanted and time.monotonic() - began < seconds:

        @seed(start + batch)
        @settings(
            max_examples=max(min(BATCH, wanted // 10), 1) if batch else BATCH // 10,  # the first counts its lines: it is slow
            deadline=None, database=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(st.data())
        def examples(drawn: st.DataObject) -> None:
            one(drawn, verdicts)

        if batch == 0:
            with reached:
                examples()
        else:
            examples()
        batch += 1
        print(f"\r{sum(verdicts.values()):>9} {name} in {time.monotonic() - began:5.1f} s", end="", flush=True)
    print("\n" + "\n".join(f"{count:>9}  {verdict}" for verdict, count in verdicts.most_common(40)))
    print(reached.sentence())


class Reached:
    """Which lines of some functions are run, while it is entered."""

    def __init__(self, functions: list[Any]) -> None:
        self._codes = {code for function in functions for code in _codes(function.__code__)}
        self._lines = {
            (code, line)
            for code in self._codes
            for _, _, line in code.co_lines()
            if line and line != code.co_firstlineno
        }
        self._run: set[tuple[types.CodeType, int]] = set()

    def __enter__(self) -> None:
        sys.settrace(self._trace)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _trace(self, frame: types.FrameType, event: str, _: object) -> Any:
        if frame.f_code not in self._codes:
            return None
        self._run.add((frame.f_code, frame.f_lineno))
        return self._trace

    def sentence(self) -> str:
        """How many of the lines, and the others by file and number."""
        missed = sorted({(Path(code.co_filename).name, line) for code, line in self._lines - self._run})
        listed = ", ".join(f"{file}:{line}" for file, line in missed) or "none"
        return f"lines reached: {len(self._lines & self._run)} of {len(self._lines)}; not reached: {listed}"


def _codes(code: types.CodeType) -> list[types.CodeType]:
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return [code, *(deeper for one in inner for deeper in _codes(one))]


main()
