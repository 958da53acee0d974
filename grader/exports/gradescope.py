"""Write the zip of a Gradescope autograder: a bundle with setup.sh and run_autograder at its root."""

from __future__ import annotations

from pathlib import Path

from .bundle import Files, template, write_zip

PROGRAMS = ("setup.sh", "run_autograder")


def write(bundle: Files, out: Path) -> None:
    """Write the zip to the file `out`. An instructor uploads it to Gradescope."""
    write_zip(out, bundle | {name: template(name) for name in PROGRAMS})
