"""The commands as people and programs call them: exit codes, JSON, and one clear sentence for each kind of bad input."""

import json
import os

import click
import pytest
from click.testing import CliRunner
from support.toy_class import ADDS, RIGHT, call, hand_in

from grader.authoring.scaffold import write_topic
from grader.classes import jobs as classroom
from grader.cli.main import main
from grader.cli.options import PLATFORMS
from grader.show.platforms.formats import FORMATS

RESULT = set("name claim part status score max_score message hint mistake seconds output finding".split())


@pytest.mark.parametrize(("text", "code", "score"), [(RIGHT, 0, 3), (ADDS, 1, 0), ("def scale(:\n", 1, 0)])
def test_check_exits_with_what_was_found(workspace, text, code, score):
    """0 when everything passed, 1 when not; the report is one JSON object a line."""
    (workspace / "exercises/toy/toy_numpy.py").write_text(text)
    result = call("check", "toy", "--json")
    assert result.exit_code == code
    report = json.loads(result.stdout)
    assert (report["schema"], report["topic"], report["score"], report["max_score"]) == (1, "toy", score, 3)
    assert set(report) == {
        "schema",
        "topic",
        "submission",
        "score",
        "max_score",
        "seconds",
        "isolation",
        "device",
        "parts",
        "results",
    }
    assert all(set(result) == RESULT for result in report["results"])


def test_check_shows_the_claim_the_numbers_and_the_hint(workspace):
    """A wrong answer is explained at home, without a solution on disk."""
    (workspace / "exercises/toy/toy_numpy.py").write_text(ADDS)
    (workspace / "solutions").rename(workspace / "elsewhere")
    shown = " ".join(call("check").stdout.split())
    for part in (
        "Every entry is multiplied",
        "expected",
        "allowed difference",
        "values are off",
        "This adds the factor",
    ):
        assert part in shown


def test_a_generic_cause_reaches_students_of_a_platform(workspace):
    """At the level `hint` they read what shows in the numbers, and no number; below it nothing of the kind."""
    path = hand_in(workspace, "ann", "def scale(x, factor): return -factor * x\n")
    command = ["judge", str(path), "--topic", "toy", "--secret-file", "secret", "--format", "markdown", "--reveal"]
    shown = {level: call(*command, level).stdout for level in ("nothing", "category", "hint", "numbers")}
    assert {level for level, text in shown.items() if "y has the wrong sign everywhere." in text} == {"hint", "numbers"}
    assert {level for level, text in shown.items() if "expected" in text} == {"numbers"}


def test_check_in_a_topic_folder_checks_that_topic(workspace, monkeypatch):
    """The topic at hand needs no name."""
    write_topic("other", workspace / "exercises", workspace / "solutions")
    monkeypatch.chdir(workspace / "exercises" / "toy")
    assert json.loads(call("check", "--json").stdout)["topic"] == "toy"


def test_outside_a_workspace_check_says_where_to_go(tmp_path, monkeypatch):
    """There is nothing to check, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    result = call("check")
    assert result.exit_code == 2 and "go to your workspace" in result.stderr.replace("\n", " ")


def test_a_damaged_recording_is_our_fault(workspace):
    """Exit status 3, and what to do about it."""
    (workspace / "exercises/toy/toy_numpy.py").write_text(RIGHT)
    (workspace / "exercises/toy/answers.npz").write_bytes(b"damaged")
    result = call("check")
    assert result.exit_code == 3
    assert "answers.npz is damaged" in result.stderr and "get the exercise again" in result.stderr


@pytest.mark.parametrize(("text", "code", "mistake"), [(RIGHT, 0, None), (ADDS, 1, "adds")])
def test_judge_uses_the_live_reference(workspace, text, code, mistake):
    """A secret seed, no recording needed; the same exit codes."""
    (workspace / "exercises/toy/answers.npz").unlink()
    path = hand_in(workspace, "someone", text)
    result = call("judge", str(path), "--topic", "toy", "--secret-file", "secret", "--format", "json")
    assert result.exit_code == code
    assert json.loads(result.stdout)["results"][0]["mistake"] == mistake


def test_judge_with_a_secret_asks_other_questions(workspace):
    """A submission that memorised the public inputs fails on secret ones."""
    text = "import numpy as np\ndef scale(x, f):\n    return x * f if abs(x.flat[0] - {first!r}) < 1e-9 else x\n"
    spy = hand_in(workspace, "spy", "def scale(x, f):\n    print(repr(float(x.flat[0])))\n    return x * f + 1\n")
    public = json.loads(call("judge", str(spy), "--topic", "toy", "--format", "json").stdout)
    first = float(public["results"][0]["output"].split()[0])
    path = hand_in(workspace, "memo", text.format(first=first))
    passed = [
        json.loads(call("judge", str(path), "--topic", "toy", "--format", "json", *more).stdout)["results"][0]["status"]
        for more in ([], ["--secret-file", "secret"])
    ]
    assert passed == ["passed", "failed"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["judge", "nowhere.py", "--topic", "toy"], "there is no nowhere.py"),
        (["judge", "class", "--topic", "toy"], "nothing to grade"),
        (["judge", "class", "--topic", "tow"], "Did you mean toy?"),
        (["judge", "class", "--topic", "toy", "--solutions", "none"], "name the folder of solutions"),
        (["check", "toi"], "Did you mean toy?"),
        (["check", "--exercises", "none"], "name the folder of topics"),
        (["grade", "none", "--out", "out"], "there is no folder none"),
        (["grade", "class", "--out", "out"], "contains no submissions"),
        (["build", "tov"], "Did you mean toy?"),
        (["verify", "ty"], "Did you mean toy?"),
        (["new", "toy"], "exists already: choose another name"),
        (["new", "Layer Norm"], "is not a valid name for a topic"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(workspace, arguments, sentence):
    """Usage errors say what to do next and write nothing."""
    result = call(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.output
    assert not (workspace / "out").exists()


@pytest.mark.parametrize("secret", ["none", "short"])
def test_a_bad_secret_is_refused(workspace, secret):
    """A missing or guessable secret must not go unnoticed."""
    (workspace / "short").write_text("1234")
    path = hand_in(workspace, "someone", RIGHT)
    result = call("judge", str(path), "--topic", "toy", "--secret-file", secret)
    assert result.exit_code == 2 and "secret" in result.stderr


def test_grade_writes_a_table_and_reports(workspace):
    """Everyone is graded, the empty folder too; scores and files agree."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "wrong", ADDS)
    hand_in(workspace, "=cmd()", RIGHT)
    (workspace / "class" / "empty").mkdir()
    result = call("grade", "class", "--out", "out", "--jobs", "2")
    assert result.exit_code == 0, result.output
    table = (workspace / "out/grades.csv").read_text()
    assert table == (
        "id,name,email,toy,total,maximum,days late\n"
        "'=cmd(),,,3,3,3,0\nempty,,,0,0,3,0\nright,,,3,3,3,0\nwrong,,,0,0,3,0\n"
    )
    report = json.loads((workspace / "out/reports/wrong/toy.json").read_text())
    assert report["results"][0]["mistake"] == "adds"
    assert {path.name for path in (workspace / "out").iterdir()} == {
        "grades.csv",
        "reports",
        "index.html",
        "students",
        "feedback",
        "run.sqlite",
        ".run.lock",
        "secret",
    }
    assert (workspace / "out/secret").stat().st_mode & 0o077 == 0


def test_grade_is_the_same_whatever_the_jobs(workspace):
    """The same secret gives the same reports, times aside."""
    for name, text in (("a", RIGHT), ("b", ADDS), ("c", "x = 1\n")):
        hand_in(workspace, name, text)
    for jobs in ("1", "2"):
        assert call("grade", "class", "--out", f"out{jobs}", "--jobs", jobs, "--secret-file", "secret").exit_code == 0
    one, two = (
        [_without_times(json.loads((workspace / f"out{jobs}/reports/{name}/toy.json").read_text())) for name in "abc"]
        for jobs in "12"
    )
    assert one == two


def _without_times(report: dict) -> dict:
    lists = {name: [one | {"seconds": 0} for one in report[name]] for name in ("parts", "results")}
    return report | {"seconds": 0} | lists


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; see the next test")
def test_an_unwritable_folder_is_refused_before_any_work(workspace):
    """Grading for an hour and then failing to write would be worse."""
    hand_in(workspace, "right", RIGHT)
    (workspace / "locked").mkdir(mode=0o500)
    assert "choose another folder" in call("grade", "class", "--out", "locked").stderr


def test_a_file_in_the_place_of_the_folder_is_refused(workspace):
    """The same for whoever may write anywhere."""
    hand_in(workspace, "right", RIGHT)
    (workspace / "taken").write_text("")
    result = call("grade", "class", "--out", "taken/out")
    assert result.exit_code == 2 and "choose another folder" in result.stderr.replace("\n", " ")


def test_ctrl_c_keeps_what_is_judged_and_the_same_command_goes_on(workspace, monkeypatch):
    """A table of half a class is not written; then the rest alone is judged."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "late", RIGHT)
    real = classroom.grade

    def interrupted(*arguments):
        with_one = real(*arguments)
        yield next(with_one)
        with_one.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(classroom, "grade", interrupted)
    result = call("grade", "class", "--out", "out", "--jobs", "1")
    assert result.exit_code == 130
    assert "1 of 2" in result.stderr.replace("\n", " ")
    assert not (workspace / "out/grades.csv").exists()
    monkeypatch.setattr(classroom, "grade", real)
    result = call("grade", "class", "--out", "out")
    assert result.exit_code == 0
    assert "1 submission of 2" in result.stderr.replace("\n", " ")
    assert (workspace / "out/grades.csv").read_text().count(",3,3,3,0") == 2


def test_build_check_and_verify(workspace):
    """A current topic exits with 0; drift with 1, and nothing is written."""
    assert call("build", "--check").exit_code == 0
    assert call("verify", "toy").exit_code == 0
    skeleton = workspace / "exercises/toy/toy_numpy.py"
    skeleton.write_text("x = 1\n")
    result = call("build", "--check")
    assert result.exit_code == 1 and "not current" in result.stdout
    assert skeleton.read_text() == "x = 1\n"
    assert call("verify", "toy").exit_code == 1


@pytest.mark.parametrize("name", list(main.commands))
def test_every_command_has_help_with_an_example(name):
    """`--help` says what the command is for and shows how to call it."""
    command = main.commands[name]
    shown = CliRunner().invoke(main, [name, "--help"]).stdout
    assert f"grader {name}" in shown.split("Example")[1]
    assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option))


@pytest.mark.parametrize("form", PLATFORMS)
def test_judge_writes_what_platforms_read(workspace, form):
    """Alone on standard output, with the same exit status; where a format needs what only a platform knows, it is said."""
    path = hand_in(workspace, "wrong", ADDS)
    command = ["judge", str(path), "--topic", "toy", "--secret-file", "secret", "--format", form]
    if form == "lti":
        assert "--user" in call(*command).stderr
        command += ["--user", "12345"]
    result = call(*command)
    assert result.exit_code == 1 and result.stdout.strip() and not result.stderr.strip()


def test_the_formats_are_those_that_there_are():
    """The list for the option is written out, since importing them all takes time."""
    assert list(FORMATS) == list(PLATFORMS)
