"""The commands of a workspace with topics that build on one another: check, show, hint, submit, and the magic of notebooks."""

import json
import zipfile

import pytest
from click.testing import CliRunner
from support.chains import links

from grader.cli.main import main
from grader.plugins import ipython
from grader.workspace.setting_up import start

CHAIN = {"base": (), "toy": ("base",), "top": ("toy",)}
OWN_TOY, OWN_BASE = "Your file toy_numpy.py was used.", "Your file base_numpy.py was used."
GIVEN_BASE = "The given base was used, because your base_numpy.py is not written yet."


@pytest.fixture
def right(tmp_path, monkeypatch):
    """Right files of all topics. The folder of the test is a workspace, in which nothing is written yet."""
    _, files = links(tmp_path / "course", CHAIN)
    start(tmp_path, (), tmp_path / "course" / "exercises")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return files


def write(tmp_path, right, *names):
    for name in names:
        (tmp_path / "exercises" / name / f"{name}_numpy.py").write_text(right[f"{name}_numpy.py"])


def call(*command, code=0):
    done = CliRunner().invoke(main, [*command])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_the_used_topic_lies_beside_it(right, tmp_path):
    """Its file is used as soon as it passes; the report says so, and the JSON too."""
    write(tmp_path, right, "top", "toy")
    said = call("check", "top", "--part", "numpy")
    assert "1 of 1 points" in said and OWN_TOY in said and GIVEN_BASE in said
    write(tmp_path, right, "base")
    said = call("check", "top", "--part", "numpy")
    assert OWN_TOY in said and OWN_BASE in said
    report = json.loads(CliRunner().invoke(main, ["check", "top", "--part", "numpy", "--json"]).stdout)
    assert report["parts"][0]["builds_on"] == [OWN_TOY, OWN_BASE]
    page = tmp_path / "page.html"
    call("show", "top", "--part", "numpy", "--out", str(page))
    assert OWN_TOY in page.read_text()


@pytest.mark.parametrize("text", ["from given_numpy import times_toy", "from toy_numpy import times_toy"])
def test_the_used_topic_is_not_there(right, tmp_path, text):
    """The workspace has the one topic alone. Either import finds the given code."""
    for name in ("toy", "base"):
        (tmp_path / "exercises" / name).rename(tmp_path / name)
    (tmp_path / "exercises" / "top" / "top_numpy.py").write_text(f"{text}\ndef times_top(x): return 2 * times_toy(x)\n")
    said = call("check", "top", "--part", "numpy")
    assert "1 of 1 points" in said
    assert "The given toy was used, because there is no folder toy beside the topic top." in said


def test_a_hint_is_of_the_topic_itself(right, tmp_path):
    """The file of the used topic is wrong, and this one is right."""
    write(tmp_path, right, "top")
    (tmp_path / "exercises" / "toy" / "toy_numpy.py").write_text("def times_toy(x): return x\n")
    assert "It passes already" in call("hint", "top", "--part", "numpy")


def test_submit_takes_the_files_of_the_used_topics_along(right, tmp_path):
    """Directly used or not, with the helpers beside them; those in which nothing is written are named."""
    write(tmp_path, right, "top", "base")
    (tmp_path / "exercises" / "base" / "helpers.py").write_text("")
    said = call("submit", "top", "--out", "mine.zip")
    assert "left out, since nothing in them is written yet: toy_numpy.py" in said
    with zipfile.ZipFile("mine.zip") as archive:
        names = set(archive.namelist())
    assert names == {"top/top_numpy.py", "base/base_numpy.py", "base/helpers.py", "manifest.json"}
    write(tmp_path, right, "toy")
    call("submit", "top", "--out", "mine.zip")
    options = ["--topic", "top", "--part", "numpy", "--exercises", "course/exercises", "--isolation", "best"]
    said = call("judge", "mine.zip", *options, "--solutions", "course/solutions")
    assert "1 of 1 points" in said and OWN_TOY in said and OWN_BASE in said


def test_the_magic_of_a_notebook(right, tmp_path):
    """The cells define the topic, and the files of the used topics lie in the workspace."""
    cells = [("In [1]", right["top_numpy.py"])]
    checked = ipython.check("top --part numpy", cells)
    given = "The given toy was used, because your toy_numpy.py is not written yet."
    assert checked.report.passed and given in checked._repr_html_() and given in repr(checked)
    write(tmp_path, right, "toy", "base")
    checked = ipython.check("top --part numpy", cells)
    assert checked.report.passed and OWN_TOY in repr(checked) and OWN_BASE in checked._repr_html_()


def test_pytest_says_whose_code_was_used(right, tmp_path):
    """Below a failure, where a student looks for its reason."""
    write(tmp_path, right, "toy", "base")
    (tmp_path / "exercises" / "top" / "top_numpy.py").write_text(
        right["top_numpy.py"].replace("return 2 *", "return 3 *")
    )

    texts = []

    class Reports:
        def pytest_runtest_logreport(self, report):
            texts.append(str(report.longrepr))

    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "exercises/top"], plugins=[Reports()])
    assert any(OWN_TOY in text and OWN_BASE in text for text in texts)
