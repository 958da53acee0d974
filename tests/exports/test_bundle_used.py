"""Exports of a topic that builds on others: what is in them, what students may hand in, and what is graded there."""

import json

import pytest
from click.testing import CliRunner
from support.autograder import SECRET, Autograder, earned, exported, files
from support.chains import links

from grader.cli.export import export
from grader.exports import folder
from grader.exports.inside import github, xqueue
from grader.exports.settings import Settings

CHAIN = {"base": (), "toy": ("base",), "top": ("toy",), "other": ()}
ALL = {f"{name}_numpy.py" for name in ("top", "toy", "base")}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course of four topics, three of them in a chain, and right files of all."""
    root = tmp_path_factory.mktemp("course")
    _, right = links(root, CHAIN)
    (root / "course.secret").write_text(SECRET)
    return root, right


@pytest.fixture
def out(made, tmp_path):
    """`out("vpl")`: the folder that the export of the topic `top` for a platform writes."""

    def write(platform, *topics):
        places = ["--exercises", str(made[0] / "exercises"), "--solutions", str(made[0] / "solutions")]
        command = [platform, *(topics or ["top"]), "--out", str(tmp_path / platform), "--part", "numpy", *places]
        done = CliRunner().invoke(export, [*command, "--secret-file", str(made[0] / "course.secret")])
        assert done.exit_code == 0, done.output
        return tmp_path / platform

    return write


@pytest.fixture(scope="module")
def bundle(made):
    """The zip for Gradescope."""
    assert exported(made[0], topic="top").exit_code == 0
    return made[0] / "zip.zip"


def test_a_bundle_holds_the_topics_below_and_no_other(bundle):
    """With their solutions, which stand in their place alone."""
    found = files(bundle)
    course = {name.removeprefix("course/") for name in found if name.startswith("course/")}
    assert {name.split("/")[1] for name in course if "/" in name} == {"top", "toy", "base"}
    for name in ("top", "toy", "base"):
        assert {f"exercises/{name}/checks.py", f"solutions/{name}/{name}_numpy.py"} <= course
        assert (f"exercises/{name}/given_numpy.py" in course) == (name != "base")
    with_canary = {name for name, data in found.items() if b"canary" in data}
    assert with_canary == {f"course/solutions/{name}/{name}_numpy.py" for name in ("top", "toy", "base")}
    settings = json.loads(found["course/settings.json"])
    assert settings["topics"] == ["top"] and sorted(settings["used"]) == ["base", "toy"]


@pytest.mark.parametrize(
    ("left_out", "wrong", "sentences"),
    [
        ((), (), ["Your file toy_numpy.py was used.", "Your file base_numpy.py was used."]),
        (("toy", "base"), (), ["The given toy was used, because your toy_numpy.py was not found."]),
        (
            (),
            ("base",),
            [
                "Your file toy_numpy.py was used.",
                "The given base was used, because your base_numpy.py does not pass every check.",
            ],
        ),
    ],
)
def test_graded_where_a_bundle_is_unpacked(made, bundle, tmp_path, left_out, wrong, sentences):
    """On the students' own files, which may be among the submission, or on the given ones."""
    machine = Autograder(tmp_path, bundle)
    for name, text in made[1].items():
        topic = name.removesuffix("_numpy.py")
        if topic not in (*left_out, "other"):
            text = text.replace("return 2 *", "return 3 *") if topic in wrong else text
            (tmp_path / "submission" / name).write_text(text)
    content = machine.run()
    assert earned(content) == 1 and content["output"].split("\n")[1:] == sentences


def test_platforms_that_list_files_list_those_of_the_topics_below(out):
    """The file that is graded comes first. None of the others must be handed in."""
    page = (out("prairielearn") / "questions" / "top" / "question.html").read_text()
    assert "optional-file-names" in page and all(page.count(name) >= 2 for name in ALL)
    assert "handin.zip" in (out("autolab") / "autograde-Makefile").read_text()
    readme = (out("coderunner") / "README.md").read_text()
    assert all(name in readme for name in ALL) and readme.index("top_numpy.py") < readme.index("base_numpy.py")


@pytest.mark.parametrize("platform", ["vpl", "junit", "xqueue", "autolab", "prairielearn", "coderunner"])
def test_every_platform_gets_the_topics_below(out, platform, monkeypatch):
    """The files that grade hold what is needed, whatever they are packed in."""
    kept = []
    grading = folder.grading
    monkeypatch.setattr(folder, "grading", lambda bundle, form: kept.append(grading(bundle, form)) or kept[-1])
    out(platform)
    for name in ("toy", "base"):
        assert f"course/exercises/{name}/checks.py" in kept[0] and f"course/solutions/{name}/{name}_numpy.py" in kept[0]
    assert not any("/other/" in path for path in kept[0])


def test_a_queue_may_send_files_of_the_topics_below(made, tmp_path):
    """By their names, and no others."""
    settings = Settings(("top",), ("numpy",), used=("toy", "base"))
    for text, names in (({name: "x = 1" for name in ALL}, ALL), ("x = 1", {"top_numpy.py"})):
        payload = {"xqueue_header": {}, "xqueue_body": json.dumps({"student_response": json.dumps(text)})}
        place = tmp_path / str(len(names))
        place.mkdir()
        xqueue.unpack(json.dumps(payload), settings, place)
        assert {path.name for path in (place / "submission").iterdir()} == names


def test_a_repository_has_the_files_in_their_folders(tmp_path):
    """GitHub's workflow finds them there, without a solution."""
    _, right = links(tmp_path, {"base": (), "toy": ("base",)})
    (tmp_path / "solutions").rename(tmp_path / "elsewhere")
    (tmp_path / "exercises" / "toy" / "toy_numpy.py").write_text(right["toy_numpy.py"])
    for text, words in (("", "is not written yet"), (right["base_numpy.py"], "Your file base_numpy.py was used.")):
        if text:
            (tmp_path / "exercises" / "base" / "base_numpy.py").write_text(text)
        [report] = github.check(Settings(("toy",), ("numpy",), used=("base",)), tmp_path, lambda so_far: None)
        assert report.passed and words in report.parts[0].builds_on[0]


def test_each_notebook_of_otter_has_the_topics_below_its_own(out, tmp_path):
    """An archive for each topic, and in it no topic that it does not need. Students get no solution."""
    pytest.importorskip("nbformat")
    where = out("otter", "top", "toy")
    for topic, needed in (("top", {"top", "toy", "base"}), ("toy", {"toy", "base"})):
        found = files(where / topic / "autograder.zip")
        assert {name.split("/")[2] for name in found if name.startswith("course/solutions/")} == needed
        settings = json.loads(found["course/settings.json"])
        assert settings["topics"] == [topic] and {*settings["used"]} == needed - {topic}
        student = [path.read_bytes() for path in (where / topic / "student").rglob("*") if path.is_file()]
        assert student and not any(b"canary" in data for data in student)
