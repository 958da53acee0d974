"""The folder for Otter-Grader: what is in it, and what is not."""

import contextlib
import json
import shutil
import zipfile

import pytest
from support.autograder import files
from support.otter_library import ANSWERS, written

from grader.exports import otter
from grader.exports.request import Request
from grader.judging.reference import recording
from grader.values.errors import UsageError

pytest.importorskip("nbformat")

ANSWERS_FILES = {"exercises/toy/answers/numpy.bin", "exercises/toy/answers/numpy.json"}


def source_of(folder):
    """The text of all files below a folder, by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_zip_holds_the_bundle_and_what_otter_looks_for(course, tmp_path):
    """A configuration that names the plugin, a test that earns nothing, programs for Gradescope; and otter is installed there."""
    found = files(written(course, tmp_path / "out") / "autograder.zip")
    ours = {name for name in found if name.startswith("course/")}
    wheel = next(name for name in found if name.endswith(".whl"))
    others = {"requirements.txt", "install.sh", "setup.sh", "run_autograder", "otter_config.json", "tests/judged.py"}
    assert set(found) == ours | others | {wheel} and "course/secret" in ours
    assert json.loads(found["otter_config.json"])["plugins"] == ["grader.exports.inside.otter_plugin.Verdict"]
    with zipfile.ZipFile(tmp_path / "out" / "autograder.zip") as opened:
        opened.extract(wheel, tmp_path)
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in opened.infolist()}
    assert "grader/exports/inside/otter_plugin.py" in files(tmp_path / wheel)
    assert b"otter-grader[grading]>=7,<8" in found["requirements.txt"].splitlines()
    assert modes["run_autograder"] == 0o755 and modes["course/settings.json"] == 0o600


def test_students_get_nothing_secret(course, tmp_path):
    """The notebook, the public files of what is graded, and a test for each public check that says that it is no grade."""
    found = source_of(written(course, tmp_path / "out") / "student")
    topic = {f"exercises/toy/{name}" for name in ("README.md", "checks.py", "drivers_numpy.py", "toy_numpy.py")}
    assert set(found) == topic | {*ANSWERS_FILES, "toy.ipynb", "tests/toy_numpy.py"}
    assert not any(b"CANARY" in data or b"SOLUTION" in data for data in found.values())
    assert all(found[name] == ANSWERS for name in ANSWERS_FILES)
    text = found["tests/toy_numpy.py"].decode()
    assert "not a grade" in text and text.count("@test_case") == 7 and "adds_up_whole_numbers" not in text


def test_the_notebook_checks_with_otter(course, tmp_path):
    """Otter's cells stand where ours do in the notebooks of a workspace."""
    import nbformat

    made = nbformat.read(written(course, tmp_path / "out") / "student" / "toy.ipynb", as_version=4)
    nbformat.validate(made)
    code = [cell.source for cell in made.cells if cell.cell_type == "code"]
    assert 'grader = otter.Notebook("toy.ipynb")' in code[0] and code[-1] == 'grader.check("toy_numpy")'
    assert not any(text.startswith("%check") or "%load_ext" in text for text in code)
    assert "feedback, not a grade" in made.cells[1].source


def test_the_same_course_gives_the_same_bytes(course, tmp_path):
    """The zip, the notebook and the tests."""
    one, two = (source_of(written(course, tmp_path / name)) for name in ("one", "two"))
    assert one == two


def test_several_topics_are_several_assignments(course, tmp_path):
    """Otter takes one notebook at a time: a folder for each, and nothing of another topic in it."""
    for path in list(course.glob("*/other/toy_*.py")):
        path.rename(path.with_name(path.name.replace("toy", "other")))
    out = written(course, tmp_path / "out", "toy", "other")
    assert sorted(path.name for path in out.iterdir()) == ["other", "toy"]
    for name, another in (("toy", "other"), ("other", "toy")):
        found = files(out / name / "autograder.zip")
        assert json.loads(found["course/settings.json"])["topics"] == [name]
        assert any(f"/{name}/" in path for path in found) and not any(f"/{another}/" in path for path in found)
        assert (out / name / "student" / f"{name}.ipynb").exists()


def test_answers_of_other_checks_are_not_taken(course, tmp_path):
    """A recording beside files that are not those of the export is another exercise's: it is made anew."""
    made = written(course, tmp_path / "one") / "student" / "exercises" / "toy" / "answers" / "numpy.json"
    assert made.read_bytes() == ANSWERS
    shutil.copytree(course, tmp_path / "elsewhere")
    with (course / "exercises" / "toy" / "checks.py").open("a") as file:
        file.write("\n# changed\n")
    with contextlib.chdir(tmp_path / "elsewhere"):
        request = Request(
            ("toy",), secret_file=course / "course.secret", parts=("numpy",), exercises=course / "exercises"
        )
        otter.write(request.bundle(), tmp_path / "two")
    made = tmp_path / "two" / "student" / "exercises" / "toy" / "answers" / "numpy.json"
    assert made.read_bytes() != ANSWERS and recording.load(made.parent.parent, "numpy").calls


def test_a_folder_that_is_there_is_not_written_into(course, tmp_path):
    """What stands in it may be another export, and handed out."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "autograder.zip").touch()
    with pytest.raises(UsageError, match="exists already: name a new folder"):
        written(course, tmp_path / "out")
