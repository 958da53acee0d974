"""What an exported grader costs a platform: the size of its zip, and one right submission graded on half a core.

The half core is a control group's quota where one can be made here, as root on Linux; elsewhere the figure is of a whole one.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.exports import gradescope
from grader.exports.bundle import collect
from grader.exports.settings import Settings
from grader.topics.catalog import names
from grader.topics.locate import Where

from .figures import Figure, median_seconds

ROOT = Path(__file__).parent.parent
TOPIC = "softmax_cross_entropy"
SUBMISSION = "right_einsum"
RUNS = 7
PERIOD = 100_000  # microseconds, of which half may be used
GROUPS = Path("/sys/fs/cgroup")


def measure() -> Iterator[Figure]:
    """The sizes, then the time."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "autograder.zip"
        _export(archive, names(ROOT / "exercises"), ("numpy", "torch"))
        yield Figure("Gradescope: zip of all topics", archive.stat().st_size / 2**20, "MB", "<= 5")
        _export(archive, [TOPIC], ("numpy",))
        yield Figure("Gradescope: zip of one topic", archive.stat().st_size / 2**20, "MB", "<= 5")
        with _half_a_core() as group:
            command = ["sh", "-c", 'echo $$ > "$0" && exec "$1"', str(group / "cgroup.procs")] if group else []
            program = _unpack(archive, Path(folder))
            environment = os.environ | {"AUTOGRADER": folder, "GRADER_PYTHON": sys.executable}
            seconds = median_seconds(lambda: _run([*command, str(program)], environment), RUNS)
        where = "half a core" if group else "a whole core (no control group can be made here)"
        yield Figure(f"Gradescope: right NumPy topic on {where}", seconds, "s", "<= 2")


def _export(archive: Path, topics: list[str], parts: tuple[str, ...]) -> None:
    found = Where(ROOT / "exercises", ROOT / "solutions").topics(tuple(topics), secret=True)
    gradescope.write(collect(found, Settings(tuple(topics), parts), b"a secret of ours"), archive)


def _unpack(archive: Path, root: Path) -> Path:
    """Lay out the machine's tree with a right submission in it; returns the program that grades it."""
    with zipfile.ZipFile(archive) as unpacked:
        unpacked.extractall(root / "source")
    (root / "submission").mkdir()
    file = f"{TOPIC}_numpy.py"
    (root / "submission" / file).write_bytes((ROOT / "tests" / "sample_class" / SUBMISSION / file).read_bytes())
    program = root / "source" / "run_autograder"
    program.chmod(0o755)
    return program


def _run(command: list[str], environment: dict[str, str]) -> None:
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert "23/23" in ran.stderr, ran.stderr


@contextlib.contextmanager
def _half_a_core() -> Iterator[Path | None]:
    """A control group, of the second kind or the first, whose processes together get half a core; None where none can be made."""
    for parent, quota in ((GROUPS, {"cpu.max": f"{PERIOD // 2} {PERIOD}"}), (GROUPS / "cpu", _FIRST)):
        group = parent / f"half-a-core-{os.getpid()}"
        with contextlib.suppress(OSError):
            group.mkdir()
        if not all((group / name).exists() for name in (*quota, "cgroup.procs")):
            with contextlib.suppress(OSError):
                group.rmdir()
            continue
        for name, value in quota.items():
            (group / name).write_text(value)
        try:
            yield group
        finally:
            group.rmdir()
        return
    yield None


_FIRST = {"cpu.cfs_period_us": str(PERIOD), "cpu.cfs_quota_us": str(PERIOD // 2)}
