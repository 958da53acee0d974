"""What is in an export, and what is not."""

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.autograder import SECRET, exported
from support.places import ROOT

import grader
from grader import __version__
from grader.exports import wheel
from grader.exports.bundle import collect
from grader.exports.settings import Settings
from grader.topics.locate import Where
from grader.values.errors import UsageError

WHEEL = f"chainrule-{__version__}-py3-none-any.whl"
PROGRAMS = ["install.sh", "run_autograder", "setup.sh"]


def files(archive):
    """The files of a zip by name."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_a_zip_holds_what_grading_needs_and_nothing_else(course):
    """No other topic, no right variants, no recordings, no notes."""
    assert exported(course).exit_code == 0
    topic = ["exercises/toy/" + name for name in ("README.md", "checks.py", "drivers_numpy.py")]
    topic += [f"{place}/toy/toy_{part}.py" for place in ("exercises", "solutions") for part in ("numpy", "torch")]
    topic += ["solutions/toy/hidden.py", "solutions/toy/mistakes.toml", "secret", "settings.json"]
    assert sorted(files(course / "zip.zip")) == sorted(
        [*PROGRAMS, WHEEL, "requirements.txt", *(f"course/{name}" for name in topic)]
    )


def test_solutions_and_the_secret_stand_in_their_place_alone(course, tmp_path):
    """Nowhere else in the zip, nor in the wheel within it."""
    assert exported(course).exit_code == 0
    found = files(course / "zip.zip")
    (tmp_path / WHEEL).write_bytes(found[WHEEL])
    found |= {f"wheel/{name}": data for name, data in files(tmp_path / WHEEL).items()}
    with_canary = {name for name, data in found.items() if b"CANARY" in data}
    assert found["course/secret"] == SECRET.encode() + b"\n"
    assert with_canary and {name.rpartition("/")[0] for name in with_canary} == {"course", "course/solutions/toy"}
    assert {name for name in with_canary if name.count("/") == 1} == {"course/secret"}
    assert not any(b"BEGIN SOLUTION" in data for name, data in found.items() if name.startswith("course/exercises"))


def test_the_same_course_gives_the_same_bytes(course):
    """Whoever exports again can see that nothing changed."""
    made = []
    for _ in range(2):
        assert exported(course).exit_code == 0
        made.append((course / "zip.zip").read_bytes())
    assert made[0] == made[1]


def test_modes(course):
    """Programs can be started; the course is readable by its owner alone, and so is the zip."""
    assert exported(course).exit_code == 0
    with zipfile.ZipFile(course / "zip.zip") as opened:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in opened.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o755} == set(PROGRAMS)
    assert {name for name, mode in modes.items() if mode == 0o600} == {n for n in modes if n.startswith("course/")}
    assert (course / "zip.zip").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_drawn_where_none_is_given(course):
    """Another one each time, and it is said."""
    drawn = set()
    for _ in range(2):
        result = exported(course, drawn=True)
        assert result.exit_code == 0 and "a secret was drawn" in result.stderr
        drawn.add(files(course / "zip.zip")["course/secret"])
    assert len(drawn) == 2 and all(len(secret) == 65 for secret in drawn)


def test_the_course_file_goes_along(course):
    """With its points, also where it speaks of topics that are not exported."""
    (course / "course.toml").write_text("[checks.other]\nadds_up_the_rows = 3\n")
    assert exported(course).exit_code == 0
    assert files(course / "zip.zip")["course/course.toml"] == (course / "course.toml").read_bytes()


def test_every_topic_of_ours_together_is_small():
    """With all solutions and without the packages that are installed there: below 5 MB."""
    topics = Where(ROOT / "exercises", ROOT / "solutions").topics((), secret=True)
    bundle = collect(topics, Settings(tuple(topic.name for topic in topics), ("numpy", "torch")), b"secret")
    assert len(wheel.zipped(bundle)) <= 5 << 20
    names = {name.rpartition("/")[2] for name in bundle}
    assert len(topics) > 1 and not names & {"answers.npz", "pictures.py"} and "mistakes.toml" in names
    assert not any("/right/" in name for name in bundle)
    assert (
        bundle["requirements-torch.txt"][0].startswith(b"torch==") and b"+" not in bundle["requirements-torch.txt"][0]
    )
    assert "torch-index" not in bundle
    address = "https://wheels.example.org/cpu"
    both = collect(topics, Settings(("toy",), ("numpy", "torch")), b"secret", torch_index=address)
    numpy = collect(topics, Settings(("toy",), ("numpy",)), b"secret", torch_index=address)
    assert both["torch-index"][0] == f"{address}\n".encode() and "torch-index" not in numpy


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


def test_packages_to_take_along(course, tmp_path):
    """Wheels of a folder go into wheels/, where install.sh looks; a folder without any is refused."""
    (tmp_path / "wheels").mkdir()
    result = exported(course, "--wheels", str(tmp_path / "wheels"))
    assert isinstance(result.exception, UsageError) and "contains no wheels" in str(result.exception)
    (tmp_path / "wheels" / "numpy-2-any.whl").write_bytes(b"wheel")
    (tmp_path / "wheels" / "numpy.tar.gz").write_bytes(b"source")
    assert exported(course, "--wheels", str(tmp_path / "wheels")).exit_code == 0
    assert [name for name in files(course / "zip.zip") if name.startswith("wheels/")] == ["wheels/numpy-2-any.whl"]


def test_settings_that_are_none(tmp_path):
    """A folder that is no bundle is told from one."""
    with pytest.raises(UsageError, match="export the course again"):
        Settings.read(tmp_path)
    settings = Settings(("toy",), ("numpy",), reveal="numbers")
    (tmp_path / "settings.json").write_text(settings.as_json())
    assert Settings.read(tmp_path) == settings


def test_a_topic_that_is_not_there(course):
    """The nearest is named, and nothing is written."""
    result = exported(course, topic="toi")
    assert isinstance(result.exception, UsageError) and "Did you mean toy?" in str(result.exception)
    assert not (course / "zip.zip").exists()
