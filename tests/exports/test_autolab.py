"""Autolab's two files, with the student's beside them in an empty folder, where make is called."""

import json
import shutil

import pytest
from support.platforms import ENVIRONMENT, LATE, SUBMISSIONS, Given, run, secret_places
from support.samples import valid

from grader.exports import autolab


class Assessment(Given):
    """The assessment, and what Autolab makes of it."""

    def grade(self, text, **settings):
        """The lines that make prints, standard error among them, as Autolab keeps them."""
        autolab.write(self.bundle(**settings), self.out)
        folder = self.out.parent / "instance"
        folder.mkdir()
        shutil.copy(self.out / "autograde-Makefile", folder / "Makefile")
        shutil.copy(self.out / "autograde.tar", folder)
        if text is not None:
            (folder / "toy_numpy.py").write_text(text)
        done = run("make", cwd=folder)
        assert done.returncode == 0 and not done.stderr
        return done.stdout.rstrip().split("\n")


@pytest.fixture
def assessment(tmp_path):
    """Not exported yet."""
    return Assessment.at(tmp_path)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_score_is_that_of_judge(assessment, name):
    """In the last line, under the topic's name; the outcomes stand in the line before."""
    *_, outcomes, scores = assessment.grade(assessment.text(name))
    report = assessment.judged(assessment.text(name))
    assert valid("autolab_scores", scores) == {"scores": {"toy": report["score"]}}
    stages = valid("autolab_outcomes", outcomes)
    assert [case["passed"] for case in stages["toy, numpy part"].values()] == [
        result["status"] == "passed" for result in report["results"]
    ]


def test_time_that_runs_out_leaves_what_was_found(assessment):
    """Autolab ends what takes longer than it allows, so grading ends itself before."""

    def points(here, seconds):
        *_, scores = here.grade(here.text("slow"), seconds=seconds, slow=True)
        return json.loads(scores)["scores"]["toy"]

    assert assessment.cut_off(points) == LATE


def test_nothing_handed_in(assessment):
    """A missing file is a score like any other."""
    assert json.loads(assessment.grade(None)[-1]) == {"scores": {"toy": 0}}


def test_no_score_when_the_grader_fails(assessment, monkeypatch):
    """The score before is not overwritten."""
    monkeypatch.setitem(ENVIRONMENT, "GRADER_PYTHON", "/nowhere/python")
    assert json.loads(assessment.grade("")[-1]) == {"scores": {"toy": None}}


def test_what_is_hidden_stays_hidden(assessment):
    """All that is printed reaches the student."""
    secret = assessment.out.parent / "instance" / "grader" / "course" / "secret"
    lines = assessment.grade(assessment.attack(secret), reveal="numbers")
    assert json.loads(lines[-1]) == {"scores": {"toy": 0}} and "CANARY" not in "".join(lines)
    assert secret_places(assessment.out) == {
        "autograde.tar/grader/course",
        "autograde.tar/grader/course/solutions/toy",
    }


def test_several_files_come_as_a_zip(assessment):
    """Autolab takes one file."""
    autolab.write(assessment.bundle(parts=("numpy", "torch")), assessment.out)
    assert "grade.sh autolab handin.zip" in (assessment.out / "autograde-Makefile").read_text()
