"""A control group whose processes have a tenth of one processor, as in a small container."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

PERIOD = 100_000  # microseconds; of each, the group may run for a tenth
MOUNTED = Path("/sys/fs/cgroup")


@contextlib.contextmanager
def a_tenth_of_a_processor() -> Iterator[str]:
    """Yield a line of shell that puts the shell into such a group. Skips where this process may not make one.

    Both versions of control groups are known: see cgroups(7).
    """
    for controller, settings in (
        (MOUNTED / "cpu", {"cpu.cfs_period_us": f"{PERIOD}", "cpu.cfs_quota_us": f"{PERIOD // 10}"}),
        (MOUNTED, {"cpu.max": f"{PERIOD // 10} {PERIOD}"}),
    ):
        group = controller / f"tests-{uuid.uuid4().hex}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            for name, value in settings.items():
                (group / name).write_text(value)
        except OSError:
            group.rmdir()
            continue
        try:
            yield f"echo $$ > {group}/cgroup.procs"
        finally:
            for pid in (group / "cgroup.procs").read_text().split():  # what ended a moment ago, or was left behind
                with contextlib.suppress(OSError):
                    (controller / "cgroup.procs").write_text(pid)
            with contextlib.suppress(OSError):
                group.rmdir()
        return
    pytest.skip(f"this user may not make a control group with a quota (user {os.geteuid()})")
