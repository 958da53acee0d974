"""VPL's two scripts in a folder that stands for the jail's, with the files and variables that Moodle sends."""

import re

import pytest
from support.platforms import ENVIRONMENT, LATE, POINTS, SUBMISSIONS, Given, run, secret_places

from grader.exports import vpl


class Activity(Given):
    """The activity, and what VPL makes of it: the script of a button first, then the vpl_execution that this left."""

    def press(self, button, files, *, name="toy_numpy.py", variables="", **settings):
        """What the student reads."""
        vpl.write(self.bundle(**settings), self.out)
        jail = self.out.parent / "jail"
        jail.mkdir()
        for file in (f"vpl_{button}.sh", "vpl_run.sh"):
            (jail / file).write_bytes((self.out / file).read_bytes())
            (jail / file).chmod(0o755)
        for file, text in files.items():
            (jail / file).write_text(text)
        names = [f"export VPL_SUBFILE{number}='{file}'\n" for number, file in enumerate(files)]
        listed = 'export VPL_SUBFILES="' + "\n".join(files) + '\n"\n'
        (jail / "vpl_environment.sh").write_text("#!/bin/bash\n" + "".join(names) + listed + variables)
        prepared = run(jail / f"vpl_{button}.sh", cwd=jail)
        assert not prepared.stdout + prepared.stderr
        done = run(jail / "vpl_execution", cwd=jail)
        assert not done.stderr
        return done.stdout


def grade(output):
    """What VPL takes for the grade: the last that stands at the beginning of a line."""
    found = re.findall(r"^Grade :=>>(.*)$", output, re.MULTILINE)
    return float(found[-1]) if found else None


@pytest.fixture
def activity(tmp_path):
    """Not exported yet."""
    return Activity.at(tmp_path)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_grade_is_that_of_judge(activity, name):
    """On the scale of the activity."""
    text = activity.text(name)
    output = activity.press("evaluate", {"toy_numpy.py": text}, variables="export VPL_GRADEMAX='50.00000'\n")
    assert grade(output) == activity.judged(text)["score"] * 50 / POINTS
    assert output.startswith("<|--\n-Toys") and output.count("--|>") == 1


def test_time_that_runs_out_leaves_what_was_found(activity):
    """The activity's own limit counts."""

    def points(here, seconds):
        limit = f"export VPL_MAXTIME='{seconds}'\n"
        output = here.press("evaluate", {"toy_numpy.py": here.text("slow")}, variables=limit, slow=True)
        return grade(output)

    assert activity.cut_off(points) == LATE


def test_files_in_folders_and_with_blanks_in_their_names(activity):
    """Both are handed in as they are called."""
    files = {"a note.py": "x = 1\n", "toy_numpy.py": activity.text("right")}
    assert grade(activity.press("evaluate", files)) == POINTS


def test_no_grade_when_the_grader_fails(activity, monkeypatch):
    """A student reads that it is not their fault."""
    monkeypatch.setitem(ENVIRONMENT, "GRADER_PYTHON", "/nowhere/python")
    output = activity.press("evaluate", {"toy_numpy.py": ""})
    assert grade(output) is None and "not your fault" in output


def test_what_is_hidden_stays_hidden(activity):
    """The course is in vpl_evaluate.sh, which VPL leaves out when a student presses Run."""
    secret = activity.out.parent / "jail" / ".grader" / "course" / "secret"
    output = activity.press("evaluate", {"toy_numpy.py": activity.attack(secret)}, reveal="numbers")
    assert grade(output) == 0 and "CANARY" not in output
    assert secret_places(activity.out) == set()
    assert len((activity.out / "vpl_run.sh").read_text()) < 2000


def test_run_says_whether_it_is_python(activity):
    """Without running it."""
    output = activity.press("run", {"toy_numpy.py": "print('run')\n", "b.py": "def double(:\n", "c.txt": "("})
    assert "toy_numpy.py: this can be read" in output and "b.py: invalid syntax" in output
    assert "c.txt" not in output and "\nrun" not in output
