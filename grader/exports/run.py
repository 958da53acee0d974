"""What grade.sh starts: `python -m grader.exports.run FORMAT COURSE SUBMISSION RESULT`. RESULT is valid at any moment.

What stands in RESULT before is what stands in it again where the grader itself fails. Nothing is printed on standard output,
which on many platforms is what students read, and remarks for the instructor on standard error.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

from ..console import err
from ..errors import GraderError
from ..report import Report
from . import inside

_TO_END = 10.0  # seconds of the platform's limit that are left to it
_UNFINISHED = " (grading did not finish)"


def main(arguments: list[str]) -> int:
    """Grade; the status is 0, or 3 where the grader itself failed."""
    parser = argparse.ArgumentParser(prog="grader.exports.run")
    parser.add_argument("format")
    parser.add_argument("course", type=Path)
    parser.add_argument("submission", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--seconds", type=float, help="the platform's limit, if it is another than the exported one")
    parser.add_argument("--out-of", type=float, help="the platform's own maximum of points")
    asked = parser.parse_args(arguments)
    before = asked.result.read_bytes() if asked.result.is_file() else b""
    try:
        _grade(asked)
        return 0
    except GraderError as error:
        err.print(f"grader: {error}", markup=False, soft_wrap=True)
    except Exception:
        traceback.print_exc()
    _write(asked.result, before)
    return 3


def end_in_time(seconds: float) -> None:
    """Let this process be ended before a platform with such a limit ends everything."""
    inside.end_after(max(seconds - _TO_END, seconds / 2))


def _grade(asked: argparse.Namespace) -> None:
    opened = inside.open_bundle(asked.course)
    end_in_time(asked.seconds or opened.settings.seconds)

    def render(reports: list[Report], note: str = "") -> str:
        from ..fronts.formats import find

        if asked.format == "xqueue" and any(report.broken for report in reports):
            return ""  # a reply would carry a score
        return find(asked.format).render(reports, opened.options(note, out_of=asked.out_of))

    def heard(so_far: list[Report]) -> None:
        _write(asked.result, render(so_far, _UNFINISHED).encode())

    reports = inside.grade(opened, asked.submission, "submission", heard)
    _write(asked.result, render(reports).encode())
    inside.log(reports)


def _write(result: Path, content: bytes) -> None:
    from ..files import write_whole

    write_whole(result, content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
