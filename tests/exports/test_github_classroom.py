"""The workflow for GitHub Classroom: its step, run with the variables that GitHub sets, reports what `check` finds."""

import base64
import json
import shutil
import signal

import pytest
import yaml
from click.testing import CliRunner
from support.platforms import ENVIRONMENT, LATE, POINTS, SUBMISSIONS, Given, contents, run
from support.samples import valid

from grader.authoring.build import build
from grader.cli.main import main
from grader.exports import github_classroom
from grader.exports.inside import github as github_run
from grader.exports.inside import grade
from grader.exports.settings import Settings
from grader.topics.locate import Where

POINTS_AT_HOME = POINTS - 1  # without the hidden check


class Repository(Given):
    """A student's repository, and what GitHub makes of it."""

    @property
    def clone(self):
        """Where it is checked out."""
        return self.out.parent / "clone"

    def push(self, text, **settings):
        """What the reporter decodes, after a step of the workflow has run."""
        bundle = self.bundle(**settings)
        github_classroom.write(bundle, self.out)
        shutil.copytree(self.course / "exercises" / "toy", self.clone / "exercises" / "toy")
        (self.clone / "exercises" / "toy" / "toy_numpy.py").write_text(text)
        (self.out / ".github").rename(self.clone / ".github")
        workflow = yaml.safe_load((self.clone / ".github" / "workflows" / "classroom.yml").read_text())
        *_, step, report = workflow["jobs"]["run-autograding-tests"]["steps"]
        temporary = self.out.parent / "temporary"
        temporary.mkdir()
        output, summary = temporary / "output", temporary / "summary"
        output.write_text("earlier=1\n")
        github = {"GITHUB_WORKSPACE": self.clone, "GITHUB_OUTPUT": output, "GITHUB_STEP_SUMMARY": summary}
        variables = {name: str(path) for name, path in {**github, "RUNNER_TEMP": temporary}.items()}
        done = run("bash", "-e", "-c", step["run"], cwd=self.clone, more={**variables, "CI": "true"})
        assert done.returncode == 0, done.stderr
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        self.summary = summary.read_text() if summary.exists() else ""
        # The reporter looks for each of its runners in a variable of that name.
        (variable,) = report["env"]
        assert variable == f"{report['with']['runners'].upper()}_RESULTS"
        assert report["env"][variable] == "${{ steps." + step["id"] + ".outputs.result }}"
        return valid("github_classroom", base64.b64decode(outputs["result"]).decode())

    summary = ""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The recording of the toy topic."""
    here = Given.at(tmp_path_factory.mktemp("recorded"))
    for name in ("answers/numpy.bin", "answers/numpy.json", "pictures.py", "hints.toml"):  # which do not load
        (here.course / "exercises" / "toy" / name).unlink()
    places = Where(here.course / "exercises", here.course / "solutions")
    build(places.topics(("toy",), secret=True)[0], write=True)
    return here.course / "exercises" / "toy" / "answers"


@pytest.fixture
def repository(tmp_path, recorded):
    """Not exported yet."""
    here = Repository.at(tmp_path)
    shutil.copytree(recorded, here.course / "exercises" / "toy" / "answers", dirs_exist_ok=True)
    return here


def checked(clone):
    """What `grader check` says at home."""
    command = ["check", "toy", "--part", "numpy", "--json", "--all", "--exercises", str(clone / "exercises")]
    return json.loads(CliRunner().invoke(main, command).stdout.splitlines()[0])


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_score_is_that_of_check(repository, name):
    """Check by check, and the same without any secret."""
    content = repository.push(repository.text(name))
    report = checked(repository.clone)
    assert [test["score"] for test in content["tests"]] == [result["score"] for result in report["results"]]
    assert content["max_score"] == report["max_score"] == POINTS_AT_HOME
    assert content["status"] == ("pass" if name == "right" else "fail")
    assert "Every entry is doubled." in repository.summary


def test_time_that_runs_out_leaves_what_was_found(repository):
    """The step ends itself, long before GitHub ends the job."""

    def points(here, seconds):
        return sum(test["score"] for test in here.push(here.text("slow"), seconds=seconds, slow=True)["tests"])

    assert repository.cut_off(points) == LATE


def test_an_error_when_the_grader_fails(repository, monkeypatch):
    """The reporter needs a result, whatever happens."""
    monkeypatch.setitem(ENVIRONMENT, "GRADER_PYTHON", "/nowhere/python")
    assert repository.push("")["status"] == "error"


def test_our_own_failure_leaves_what_stood_there(repository, tmp_path, monkeypatch, capsys):
    """A result that says "error" stays, even after checks that passed; the log says what it was."""

    def fails(setups, reports, files_of, *, name, message, on_reports):
        on_reports(reports)
        assert (tmp_path / "result").read_text() != "an error"
        raise ZeroDivisionError

    (tmp_path / "settings.json").write_text(Settings(("toy",), ("numpy",)).as_json())
    (tmp_path / "result").write_text("an error")
    monkeypatch.setattr(grade, "examine_in_turn", fails)
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)  # this process is not to end
    assert github_run.main([str(tmp_path), str(repository.course), str(tmp_path / "result")]) == 3
    assert (tmp_path / "result").read_text() == "an error" and "ZeroDivisionError" in capsys.readouterr().err


def test_a_repository_without_recordings(repository):
    """Our fault, and not the student's."""
    (repository.course / "exercises" / "toy" / "answers" / "numpy.json").unlink()
    content = repository.push("")
    assert content["status"] == "error"


def test_nothing_secret_goes_into_a_students_repository(repository):
    """No solution, no hidden check, no mistake, no secret, in no file."""
    github_classroom.write(repository.bundle(), repository.out)
    found = contents(repository.out)
    assert not [name for name, data in found.items() if b"CANARY" in data or "solutions" in name or "secret" in name]
    assert {"settings.json", "check.sh", "install.sh"} <= {name.rpartition("/")[2] for name in found}


def test_the_workflow(repository):
    """It runs on every push, may write what the reporter writes, and has time enough to install."""
    github_classroom.write(repository.bundle(seconds=90.0), repository.out)
    workflow = yaml.safe_load((repository.out / ".github" / "workflows" / "classroom.yml").read_text())
    job = workflow["jobs"]["run-autograding-tests"]
    assert workflow["on"] == ["push", "workflow_dispatch"] and workflow["permissions"]["checks"] == "write"
    assert job["timeout-minutes"] == 12
    assert all(set(step) & {"run", "uses"} for step in job["steps"])
