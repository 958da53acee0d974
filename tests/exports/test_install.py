"""install.sh with a Python and an apt-get that only note what they are asked: which Python, which packages from where."""

import subprocess
from pathlib import Path

import pytest

from grader.exports.bundle import template

# `-c` asks whether it is new enough; `-m venv` leaves a copy in the environment.
PYTHON = """#!/bin/bash
echo "$(basename "$0") $*" >> "$LOG"
[ "$1" = -c ] && exit {old}
[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
exit 0
"""
APT_GET = """#!/bin/bash
echo "apt-get $*" >> "$LOG"
case "$*" in *python3.11*) cp "$TOOLS/new" "$TOOLS/python3.11";; esac
"""
TORCH = "https://wheels.example.org/cpu"


@pytest.fixture
def install(tmp_path):
    """`install(old=1)`: run install.sh where Python is too old; returns what was asked, a line each."""
    tools, bundle = tmp_path / "tools", tmp_path / "bundle"
    for folder in (tools, bundle):
        folder.mkdir()
    (bundle / "install.sh").write_bytes(template("install.sh")[0])
    (bundle / "requirements.txt").touch()
    (bundle / "chainrule-1-py3-none-any.whl").touch()

    def run(*, old: int = 0, code: int = 0) -> list[str]:
        for name, text in (("python3", PYTHON.format(old=old)), ("new", PYTHON.format(old=0)), ("apt-get", APT_GET)):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        for name in ("bash", "basename", "dirname", "cp", "mkdir"):
            (tools / name).symlink_to(next(p for p in (Path("/bin") / name, Path("/usr/bin") / name) if p.exists()))
        environment = {"PATH": str(tools), "LOG": str(tmp_path / "log"), "TOOLS": str(tools)}
        command = ["bash", str(bundle / "install.sh"), str(tmp_path / "environment")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return (tmp_path / "log").read_text().splitlines()

    run.bundle = bundle
    return run


def test_packages_in_their_versions_then_this_package(install):
    """Nothing is built, and torch is not asked for where no part needs it."""
    asked = [line for line in install() if " -m pip " in line]
    assert ["requirements.txt" in line for line in asked] == [True, False]
    assert "--only-binary :all:" in asked[0] and "--index" not in asked[0]
    assert "--no-index --no-deps" in asked[1] and asked[1].endswith("chainrule-1-py3-none-any.whl")


def test_torch_comes_from_its_own_index(install):
    """Where a part needs it and an index is named; the other packages do not."""
    (install.bundle / "requirements-torch.txt").touch()
    (install.bundle / "torch-index").write_text(f"{TORCH}\n")
    asked = [line for line in install() if " -m pip " in line]
    assert [TORCH in line for line in asked] == [False, True, False]


def test_packages_beside_it_are_enough(install):
    """With wheels/ no index is asked, not for torch either."""
    (install.bundle / "requirements-torch.txt").touch()
    (install.bundle / "torch-index").write_text(f"{TORCH}\n")
    (install.bundle / "wheels").mkdir()
    asked = [line for line in install() if " -m pip " in line]
    assert len(asked) == 3 and all("--no-index" in line and TORCH not in line for line in asked)
    assert all(f"--find-links {install.bundle}/wheels" in line for line in asked[:2])


def test_a_python_that_is_too_old_is_not_used(install):
    """Ubuntu 22.04 has a newer one to install."""
    asked = install(old=1)
    assert [line for line in asked if line.startswith("apt-get")] == [
        "apt-get update",
        "apt-get install -y --no-install-recommends python3-venv",
        "apt-get install -y --no-install-recommends python3.11 python3.11-venv",
    ]
    assert any(line.startswith("python3.11 -m venv") for line in asked)


def test_without_an_index_of_its_own_torch_comes_from_where_all_comes(install):
    """No address stands in the program itself."""
    (install.bundle / "requirements-torch.txt").touch()
    asked = [line for line in install() if " -m pip " in line]
    assert "requirements-torch.txt" in asked[1] and "--index" not in asked[1]
