"""The question for PrairieLearn: its run.sh grades what lies in /grade as the platform lays it out."""

import json
import shutil

import pytest
from support.platforms import LATE, POINTS, SUBMISSIONS, Given, run, secret_places
from support.samples import valid

from grader.exports import prairielearn
from grader.values.errors import UsageError


class Question(Given):
    """The question, and what PrairieLearn makes of it."""

    def export(self, **settings):
        """The question's folder."""
        prairielearn.write(self.bundle(**settings), self.out)
        return self.out / "questions" / "toy"

    def grade(self, text, **environment):
        """results.json and what was said beside it, of a submission in a folder that stands for /grade."""
        folder = self.out.parent / "grade"
        if not folder.exists():
            shutil.copytree(self.out / "questions" / "toy" / "tests", folder / "tests")
            (folder / "student").mkdir()
        (folder / "student" / "toy_numpy.py").write_text(text)
        done = run(folder / "tests" / "run.sh", cwd=folder, more={"GRADE": str(folder), **environment})
        content = (folder / "results" / "results.json").read_text()
        assert done.returncode == 0 and len(content) < 1_000_000
        return valid("prairielearn", content), done.stderr


@pytest.fixture
def question(tmp_path):
    """Not exported yet."""
    return Question.at(tmp_path)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_score_is_that_of_judge(question, name):
    """As a fraction, with the points of each check."""
    question.export()
    content, _ = question.grade(question.text(name))
    report = question.judged(question.text(name))
    assert content["gradable"] and content["score"] == report["score"] / POINTS
    assert [test["points"] for test in content["tests"]] == [result["score"] for result in report["results"]]


def test_time_that_runs_out_leaves_what_was_found(question):
    """A job that is killed has no results, so grading ends itself before."""

    def points(here, seconds):
        here.export(seconds=seconds, slow=True)
        content, _ = here.grade(here.text("slow"))
        return content.get("score", 0) * POINTS

    assert question.cut_off(points) == LATE


def test_nothing_is_graded_when_the_grader_fails(question):
    """The attempt is not lost, and the instructor reads why."""
    question.export()
    content, _ = question.grade("", GRADER_PYTHON="/nowhere/python")
    assert not content["gradable"] and "not your fault" in content["format_errors"][0]
    (question.out.parent / "grade" / "tests" / "course" / "secret").write_text("")
    content, said = question.grade("")
    assert not content["gradable"] and "secret" in said


@pytest.mark.parametrize(("level", "read"), [("best", False), ("none", True)])
def test_what_is_hidden_stays_hidden(question, level, read):
    """The code that is graded cannot open the course beside it; without layers it could."""
    question.export(reveal="numbers", isolation=level)
    secret = question.out.parent / "grade" / "tests" / "course" / "secret"
    content, said = question.grade(question.attack(secret))
    assert content["score"] == 0 and ("CANARY" in json.dumps(content) + said) is read


def test_the_course_stands_in_its_place_alone(question):
    """In a folder that only its owner can open."""
    question.export()
    assert secret_places(question.out) == {f"questions/toy/tests/course{more}" for more in ("", "/solutions/toy")}
    assert question.out.stat().st_mode & 0o777 == 0o700


def test_the_question(question):
    """It names the files, gives their skeletons, and asks for an entry point that is there and a time that is granted."""
    folder = question.export(seconds=90.0)
    info = json.loads((folder / "info.json").read_text())
    options = info["externalGradingOptions"]
    assert info["title"] == "Toys" and info["gradingMethod"] == "External" and options["timeout"] == 90
    assert (folder / options["entrypoint"].removeprefix("/grade/")).stat().st_mode & 0o100
    page = (folder / "question.html").read_text()
    assert '<pl-file-upload file-names="toy_numpy.py">' in page and "@" not in page
    assert "CANARY" not in (folder / "clientFilesQuestion" / "toy_numpy.py").read_text()


def test_the_image(question):
    """What it is built from holds the packages and no solutions."""
    question.export()
    names = sorted(path.name for path in (question.out / "image").iterdir())
    assert names[0] == "Dockerfile" and names[1].endswith(".whl") and names[2:] == ["install.sh", "requirements.txt"]


def test_what_cannot_be(question):
    """More than ten minutes, and a folder in which something lies."""
    with pytest.raises(UsageError, match="at most 10 minutes"):
        question.export(seconds=900.0)
    question.export()
    with pytest.raises(UsageError, match="exists already: name a new folder"):
        question.export()
