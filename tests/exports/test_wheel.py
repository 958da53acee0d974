"""The wheel of this package, and the versions that it runs with."""

import csv
import subprocess
import sys
from pathlib import Path

from support.autograder import files

import grader
from grader import __version__
from grader.exports import wheel


def test_versions_are_those_that_run_here_and_no_tools_of_developers():
    """What the package needs, and what that needs, pinned."""
    import numpy

    pins = dict(line.split("==") for line in wheel.requirements())
    assert pins["numpy"] == numpy.__version__
    assert {"click", "rich", "markdown-it-py"} <= set(pins)
    assert not {"pytest", "hatchling", "mypy", "torch", "matplotlib", "distributed"} & set(pins)


def test_the_wheel_is_one(tmp_path):
    """Its record names every file with its hash; installed alone it can be imported, with its data."""
    name, data = wheel.wheel()
    (tmp_path / name).write_bytes(data)
    found = files(tmp_path / name)
    about = f"chainrule-{__version__}.dist-info"
    rows = {row[0]: row[1:] for row in csv.reader(found[f"{about}/RECORD"].decode().splitlines())}
    assert set(rows) == set(found)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*command, tmp_path / "there", tmp_path / name], check=True, capture_output=True)
    code = "import grader.exports.bundle as b, grader.datasets as d; print(len(b.template('setup.sh')[0]), len(d.digits()[1]))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "there", capture_output=True, text=True, check=True
    )
    assert int(ran.stdout.split()[0]) > 0 and ran.stdout.split()[1] == "1797"


def test_the_wheel_holds_the_package_alone(tmp_path):
    """Every module; no topic, no template of a workspace, nothing compiled."""
    name, data = wheel.wheel()
    (tmp_path / name).write_bytes(data)
    names = set(files(tmp_path / name))
    folder = Path(grader.__file__).parent
    assert {f"grader/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.py")} - names == set()
    assert not any(part in name for name in names for part in ("exercises", "solutions", "__pycache__", "tests"))
