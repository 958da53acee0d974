"""The job for GitLab, its script run as it stands, and the same files as Artemis and CodeGrade use them."""

import shutil

import pytest
import yaml
from junitparser import Error, JUnitXml, Properties
from support.platforms import ENVIRONMENT, LATE, POINTS, SUBMISSIONS, Given, run, secret_places

from grader.exports import junit


class Project(Given):
    """The grading project, and what a pipeline in a student's project makes of it."""

    def grade(self, text, **settings):
        """The cases of the file that the job uploads, which junitparser must be able to read."""
        junit.write(self.bundle(**settings), self.out)
        image, checkout = self.out.parent / "grader", self.out.parent / "checkout"
        shutil.copytree(self.out / "grader", image)
        checkout.mkdir()
        (checkout / "toy_numpy.py").write_text(text)
        (checkout / "junit.xml").symlink_to(image / "course" / "secret")  # a student's, to overwrite what is secret
        job = yaml.safe_load((self.out / "gitlab-ci.yml").read_text())["grade"]
        for line in job["script"]:
            command = line.replace("/grader/", f"{image}/")  # where the Dockerfile puts it
            done = run("bash", "-ec", command, cwd=checkout, more={"CI_PROJECT_DIR": str(checkout)})
            assert done.returncode == 0, done.stderr
        assert job["artifacts"]["when"] == "always" and "CANARY" in (image / "course" / "secret").read_text()
        content = JUnitXml.fromfile(str(checkout / job["artifacts"]["reports"]["junit"]))
        self.said = done.stdout + done.stderr
        return [case for suite in content for case in suite]

    said = ""


def points(case, name="points"):
    """A property of a case."""
    return next(float(found.value) for found in next(case.iterchildren(Properties)) if found.name == name)


@pytest.fixture
def project(tmp_path):
    """Not exported yet."""
    return Project.at(tmp_path)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_points_are_those_of_judge(project, name):
    """Case by case; what does not hold is a failure."""
    cases = project.grade(project.text(name))
    results = project.judged(project.text(name))["results"]
    assert [points(case) for case in cases] == [result["score"] for result in results]
    assert [bool(case.result) for case in cases] == [result["status"] != "passed" for result in results]
    assert sum(points(case, "max_points") for case in cases) == POINTS


def test_time_that_runs_out_leaves_what_was_found(project):
    """A job that is killed uploads what lies there, so grading ends itself before."""

    def points_of_all(here, seconds):
        return sum(map(points, here.grade(here.text("slow"), seconds=seconds, slow=True)))

    assert project.cut_off(points_of_all) == LATE


def test_an_error_when_the_grader_fails(project, monkeypatch):
    """Not a failure, which would be the student's."""
    monkeypatch.setitem(ENVIRONMENT, "GRADER_PYTHON", "/nowhere/python")
    (case,) = project.grade("")
    assert [type(found) for found in case.result] == [Error]


def test_what_is_hidden_stays_hidden(project):
    """The course is in the image, closed to all but the grader."""
    secret = project.out.parent / "grader" / "course" / "secret"
    cases = project.grade(project.attack(secret), reveal="numbers")
    texts = [found.text or "" for case in cases for found in case.result]
    assert sum(map(points, cases)) == 0 and "CANARY" not in "".join(texts) + project.said
    assert secret_places(project.out) == {"grader/course", "grader/course/solutions/toy"}


def test_the_job_has_time_enough(project):
    """And an image that holds no solutions before the course is put into it."""
    junit.write(project.bundle(seconds=90.0), project.out)
    assert yaml.safe_load((project.out / "gitlab-ci.yml").read_text())["grade"]["timeout"] == "12 minutes"
    assert "COPY grader /grader" in (project.out / "Dockerfile").read_text()
