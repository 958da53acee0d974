"""Strict isolation on machines that offer less than usual: right solutions get all their points there, in both parts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.patience import PATIENCE
from support.places import ROOT

from grader.sandbox.isolation import IDENTITY, LANDLOCK, LIMITS, STRICT
from grader.sandbox.worker_process import Worker
from grader.values.errors import IsolationError
from grader.worker.confine import MOUNTS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

TOPIC = "softmax_cross_entropy"
JUDGE = [sys.executable, "-B", "-m", "grader", "judge", f"solutions/{TOPIC}", "--topic", TOPIC]
JUDGE += ["--isolation", "strict", "--format", "json"]
ORDINARY = ["setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups"]
# Where root's home is closed to others, another root that shows the folder of Python to all.
OPENED = """
set -e
mount --bind {closed} {aside}
mount -t tmpfs -o mode=755 none {closed}
mkdir -p {python}
mount --bind {aside}{below} {python}
"""


@pytest.fixture(scope="module", autouse=True)
def strict():
    """Skips where the machine does not offer the level at all."""
    try:
        with Worker("numpy", isolation=STRICT) as worker:
            worker.wait_until_ready()
    except IsolationError as error:
        pytest.skip(str(error))


def run(judge, script="", before=(), after=(), **environment):
    """Run `judge` after some lines of shell. `before` and `after` are commands around the shell that run what follows them."""
    command = [*before, "bash", "-c", script + '\nexec "$@"', "bash", *after, *judge]
    values = os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=values, capture_output=True, text=True, timeout=PATIENCE)


@pytest.fixture
def gets_all_points():
    """Judge the solution of a part in surroundings that `run` makes. A torch part takes seconds, so few tests ask for it."""

    def judge(part, *surroundings, **more):
        pytest.importorskip(part)
        done = run([*JUDGE, "--part", part], *surroundings, **more)
        assert done.stdout, done.stderr
        report = json.loads(done.stdout)
        assert report["score"] == report["max_score"] > 0, report
        assert {LIMITS, IDENTITY} <= set(report["isolation"]) and {LANDLOCK, MOUNTS} & set(report["isolation"])

    return judge


@pytest.fixture
def namespace():
    """A command that runs the next command in a mount namespace of its own. Skips for a user who may not make one."""
    command = ["unshare", "-m"]
    if os.geteuid() != 0 or run(["true"], "mount --bind /tmp /tmp", command).returncode:
        pytest.skip("only root with the right to mount can make these surroundings")
    return command


@pytest.fixture
def others_can_read():
    """Shell that lets other users read Python and its libraries."""
    python = Path(sys.base_prefix)
    closed = [place for place in (python, *python.parents) if not place.stat().st_mode & 1]
    needed = {ROOT, Path(sys.prefix)}
    if any(not place.stat().st_mode & 1 for path in needed for place in (path, *path.parents)):
        pytest.skip("other users cannot read this repository")
    if not closed:
        yield ""
        return
    with tempfile.TemporaryDirectory() as aside:
        outer = closed[-1]
        yield OPENED.format(closed=outer, aside=aside, python=python, below="/" + str(python.relative_to(outer)))


LOW = ["-n 64", "-f 4096", "-v 8000000"]


@pytest.mark.parametrize(
    ("part", "limits"), [*(("numpy", one) for one in LOW), ("torch", " ".join([*LOW, "-t 200 -c 0 -l 16"]))]
)
def test_low_limits(gets_all_points, part, limits):
    """Limits that are lower than the grader's own stay, and are no weaker protection."""
    gets_all_points(part, f"ulimit {limits}")


@pytest.mark.parametrize(("limit", "says"), [("-n 20", "raise `ulimit -n`"), ("-f 100", "raise `ulimit -f`")])
def test_limits_that_are_too_low_for_right_code(limit, says):
    """The grader says so before it judges, and nobody loses a point."""
    done = run([*JUDGE, "--part", "numpy"], f"ulimit {limit}")
    assert done.returncode == 2 and not done.stdout and says in " ".join(done.stderr.split())


@pytest.mark.parametrize(("part", "processes"), [("numpy", "unlimited"), ("torch", "60")])
def test_another_user(gets_all_points, namespace, others_can_read, part, processes):
    """A user without a home, who may be allowed few processes and threads."""
    after = [*ORDINARY, "bash", "-c", f'ulimit -u {processes}; exec "$@"', "bash"]
    gets_all_points(part, others_can_read, namespace, after, HOME="/nonexistent")


def test_workers_with_users_of_their_own(gets_all_points, namespace, others_can_read):
    """As root, where others can read Python."""
    gets_all_points("numpy", others_can_read, namespace)


def test_few_processes_in_the_container(gets_all_points):
    """A control group that allows twenty."""
    group = Path("/sys/fs/cgroup/pids")
    group = (group if group.is_dir() else group.parent) / f"grader-test-{os.getpid()}"
    try:
        group.mkdir()
        (group / "pids.max").write_text("20")
    except OSError:
        pytest.skip("this user may not make a control group that counts processes")
    try:
        gets_all_points("torch", f"echo $$ > {group}/cgroup.procs")
    finally:
        group.rmdir()


SURROUNDINGS = {
    "shared memory that is read-only": "mount -t tmpfs -o ro,size=4k none /dev/shm",
    "no shared memory": "mount -t tmpfs -o mode=755 none /dev; mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/urandom c 1 9",
    "a home that is read-only": "mount -t tmpfs -o ro,size=4k none {home}; export HOME={home}",
    "a home that is not there": "export HOME={home}/nothing",
    "no name of a home": "unset HOME",
}


@pytest.mark.parametrize("lines", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings(gets_all_points, namespace, lines, tmp_path):
    """Nothing is kept in a home or in shared memory."""
    gets_all_points("numpy", "set -e\n" + lines.format(home=tmp_path), namespace)


def test_all_of_them(gets_all_points, namespace, tmp_path):
    """In a torch part."""
    lines = [lines.format(home=tmp_path) for name, lines in SURROUNDINGS.items() if "name" not in name]
    gets_all_points("torch", "\n".join(["set -e", *lines]), namespace)
