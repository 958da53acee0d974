"""What is in an export, and what is not."""

import zipfile

from support.autograder import SECRET, WHEEL, exported, files
from support.places import ROOT

from grader.exports import wheel
from grader.exports.bundle import collect
from grader.exports.settings import Settings
from grader.topics.locate import Where
from grader.values.errors import UsageError

PROGRAMS = ["install.sh", "run_autograder", "setup.sh"]


def test_a_zip_holds_what_grading_needs_and_nothing_else(course):
    """No other topic, no right variants, no recordings, no notes."""
    assert exported(course).exit_code == 0
    topic = ["exercises/toy/" + name for name in ("README.md", "checks.py", "drivers_numpy.py")]
    topic += [f"{place}/toy/toy_{part}.py" for place in ("exercises", "solutions") for part in ("numpy", "torch")]
    topic += ["solutions/toy/hidden.py", "solutions/toy/mistakes/doubling.py", "secret", "settings.json"]
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
    assert (
        len(topics) > 1
        and not names & {"numpy.bin", "numpy.json", "pictures.py"}
        and any("/mistakes/" in name for name in bundle)
    )
    assert not any("/right/" in name for name in bundle)
    assert (
        bundle["requirements-torch.txt"][0].startswith(b"torch==") and b"+" not in bundle["requirements-torch.txt"][0]
    )
    assert "torch-index" not in bundle
    address = "https://wheels.example.org/cpu"
    both = collect(topics, Settings(("toy",), ("numpy", "torch")), b"secret", torch_index=address)
    numpy = collect(topics, Settings(("toy",), ("numpy",)), b"secret", torch_index=address)
    assert both["torch-index"][0] == f"{address}\n".encode() and "torch-index" not in numpy


def test_packages_to_take_along(course, tmp_path):
    """Wheels of a folder go into wheels/, where install.sh looks; a folder without any is refused."""
    (tmp_path / "wheels").mkdir()
    result = exported(course, "--wheels", str(tmp_path / "wheels"))
    assert isinstance(result.exception, UsageError) and "contains no wheels" in str(result.exception)
    (tmp_path / "wheels" / "numpy-2-any.whl").write_bytes(b"wheel")
    (tmp_path / "wheels" / "numpy.tar.gz").write_bytes(b"source")
    assert exported(course, "--wheels", str(tmp_path / "wheels")).exit_code == 0
    assert [name for name in files(course / "zip.zip") if name.startswith("wheels/")] == ["wheels/numpy-2-any.whl"]
