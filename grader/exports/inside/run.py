"""The program that grade.sh starts: `python -m grader.exports.inside.run FORMAT COURSE SUBMISSION RESULT`.

RESULT is valid in its format at any moment. If the grader fails, RESULT gets its content before the run again. Nothing is
printed on standard output, because students read it on many platforms. Messages for the instructor go to standard error.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from ...show.platforms.formats import find
from ...values.files import write_whole
from ...values.report import Report
from . import grade as inside

_UNFINISHED = " (grading did not finish)"


def main(arguments: list[str]) -> int:
    """Grade. Returns the exit status: 0, or 3 if the grader failed."""
    # argparse, since this program starts for each submission and imports no click otherwise. The import of click takes
    # 0.1 s, the import of argparse 0.02 s (`python -X importtime`).
    parser = argparse.ArgumentParser(prog="grader.exports.inside.run")
    parser.add_argument("format")
    parser.add_argument("course", type=Path)
    parser.add_argument("submission", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument(
        "--seconds", type=float, help="the platform's time limit, if it differs from the exported limit"
    )
    parser.add_argument("--out-of", type=float, help="the platform's maximum of points")
    options = parser.parse_args(arguments)
    return kept_valid(options.result, functools.partial(_grade, options))


def kept_valid(result: Path, grade: Callable[[], None]) -> int:
    """Let `grade` write the file `result`. If it raises, restore the file's content. Returns the exit status, 0 or 3."""
    before = result.read_bytes() if result.is_file() else b""
    if inside.succeeds(grade):
        return 0
    write_whole(result, before)
    return 3


def _grade(options: argparse.Namespace) -> None:
    bundle = inside.open_bundle(options.course)
    until = inside.end_in_time(options.seconds or bundle.settings.seconds)

    def render(reports: list[Report], note: str = "") -> str:
        if options.format == "xqueue" and any(report.broken for report in reports):
            return ""  # a reply would contain a score
        return find(options.format).render(reports, bundle.options(note, out_of=options.out_of))

    def write(so_far: list[Report]) -> None:
        write_whole(options.result, render(so_far, _UNFINISHED))

    reports = inside.grade(bundle, options.submission, "submission", write, until=until)
    write_whole(options.result, render(reports))
    inside.log(reports)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
