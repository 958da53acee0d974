"""What grade.sh starts: `python -m grader.exports.inside.run FORMAT COURSE SUBMISSION RESULT`. RESULT is valid at any moment.

What stands in RESULT before is what stands in it again where the grader itself fails. Nothing is printed on standard output,
which on many platforms is what students read, and remarks for the instructor on standard error.
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
    """Grade; the status is 0, or 3 where the grader itself failed."""
    # argparse, since this program starts for each submission and imports no click otherwise. The import of click takes
    # 0.1 s, the import of argparse 0.02 s (`python -X importtime`).
    parser = argparse.ArgumentParser(prog="grader.exports.inside.run")
    parser.add_argument("format")
    parser.add_argument("course", type=Path)
    parser.add_argument("submission", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--seconds", type=float, help="the platform's limit, if it is another than the exported one")
    parser.add_argument("--out-of", type=float, help="the platform's own maximum of points")
    asked = parser.parse_args(arguments)
    return kept_valid(asked.result, functools.partial(_grade, asked))


def kept_valid(result: Path, grade: Callable[[], None]) -> int:
    """Let `grade` write `result`; where the grader itself fails, that holds again what it held before. An exit status."""
    before = result.read_bytes() if result.is_file() else b""
    if inside.succeeds(grade):
        return 0
    write_whole(result, before)
    return 3


def _grade(asked: argparse.Namespace) -> None:
    opened = inside.open_bundle(asked.course)
    inside.end_in_time(asked.seconds or opened.settings.seconds)

    def render(reports: list[Report], note: str = "") -> str:
        if asked.format == "xqueue" and any(report.broken for report in reports):
            return ""  # a reply would carry a score
        return find(asked.format).render(reports, opened.options(note, out_of=asked.out_of))

    def heard(so_far: list[Report]) -> None:
        write_whole(asked.result, render(so_far, _UNFINISHED))

    reports = inside.grade(opened, asked.submission, "submission", heard)
    write_whole(asked.result, render(reports))
    inside.log(reports)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
