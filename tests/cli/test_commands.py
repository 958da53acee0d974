"""The commands of an instructor: judge one submission, build and verify topics."""

import json
import re
import sys

import pytest
from support.toy_class import ADDS, RIGHT, call, hand_in

from grader.cli.options import PLATFORMS


def test_a_generic_cause_reaches_students_of_a_platform(workspace):
    """At the level `hint` they read what shows in the numbers, and no number; below it nothing of the kind."""
    path = hand_in(workspace, "ann", "def scale(x, factor): return -factor * x\n")
    command = ["judge", str(path), "--topic", "toy", "--secret-file", "secret", "--format", "markdown", "--reveal"]
    shown = {level: call(*command, level).stdout for level in ("nothing", "category", "hint", "numbers")}
    assert {level for level, text in shown.items() if "y has the wrong sign everywhere." in text} == {"hint", "numbers"}
    assert {level for level, text in shown.items() if "expected" in text} == {"numbers"}


@pytest.mark.parametrize("options", [("--part", "numpy"), ("--like", "toy")], ids=" ".join)
def test_a_new_topic_is_built_and_passes_verify(workspace, options):
    """Each file is named, and the next command needs no other before it."""
    said = call("new", "twin", *options)
    assert said.exit_code == 0 and "wrote exercises/twin/README.md" in said.stdout
    assert {"twin_numpy.py", "answers", "output_over_input.svg", "topic.toml"} <= {
        path.name for path in (workspace / "exercises" / "twin").iterdir()
    }
    proved = call("verify", "twin")
    assert proved.exit_code == 0 and "✗" not in proved.stdout


def test_verify_proves_one_mistake(workspace):
    """An unknown id is a usage error that names a similar one."""
    said = call("verify", "toy", "--mistake", "adds")
    assert said.exit_code == 0 and said.stdout.count("✓") == 2
    unknown = call("verify", "--mistake", "add")
    assert unknown.exit_code == 2 and "no mistake is called add in toy. Did you mean adds?" in unknown.stderr


def test_several_processes_print_what_one_prints(workspace):
    """Topics and rungs in their order, whatever is proved first."""
    call("new", "twin", "--part", "numpy")
    checks = workspace / "exercises/twin/checks.py"
    checks.write_text(checks.read_text().replace("sizes(5, 3)", "sizes(6, 4)"))
    said = [call("verify", "--mutants", "--jobs", jobs) for jobs in (1, 3)]
    assert said[0].exit_code == said[1].exit_code == 1
    assert said[0].stdout == said[1].stdout
    assert said[0].stdout.count("every mutant of the solution") == 2 and "run `grader build twin`" in said[0].stdout
    built = [call("build", "--check", "--jobs", jobs) for jobs in (1, 2)]
    assert built[0].stdout == built[1].stdout and built[0].exit_code == 1


def test_verify_says_which_part_it_looked_at(workspace):
    """The other part may be broken."""
    pytest.importorskip("torch")
    call("new", "both", "--part", "numpy", "--part", "torch")
    (workspace / "exercises/both/both_torch.py").write_text("x = 1\n")
    said = call("verify", "both", "--part", "numpy")
    assert said.exit_code == 0 and said.stdout.startswith("both, the numpy part alone\n")


def test_single_mistakes_have_no_mutants(workspace):
    """The two options are about different proofs."""
    assert call("verify", "toy", "--mistake", "adds", "--mutants").exit_code == 2


def test_a_build_that_fails_builds_the_other_topics(workspace):
    """All that is broken is said in the end."""
    call("new", "twin", "--part", "numpy")
    for name in ("toy", "twin"):
        (workspace / f"exercises/{name}/{name}_numpy.py").unlink()
    solution = workspace / "solutions/toy/toy_numpy.py"
    solution.write_text(solution.read_text().replace("# END SOLUTION", ""))
    said = call("build")
    assert said.exit_code == 3 and "a solution begins here and does not end" in said.stderr
    assert (workspace / "exercises/twin/twin_numpy.py").exists()


def test_a_build_without_matplotlib_leaves_pictures_as_they_are(workspace, monkeypatch):
    """It says so, and everything else is built."""
    call("new", "twin", "--part", "numpy")
    folder = workspace / "exercises" / "twin"
    before = (folder / "output_over_input.svg").read_bytes()
    (folder / "pictures.py").write_text((folder / "pictures.py").read_text().replace("2.5)", "3.5)"))
    (folder / "twin_numpy.py").unlink()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    said = call("build", "twin", "--jobs", 1)
    assert said.exit_code == 0 and "pictures stay as they are" in said.stderr.replace("\n", " ")
    assert (folder / "twin_numpy.py").exists() and (folder / "output_over_input.svg").read_bytes() == before
    assert "current" in call("build", "twin").stdout


@pytest.mark.parametrize(("text", "code", "mistake"), [(RIGHT, 0, None), (ADDS, 1, "adds")])
def test_judge_uses_the_live_reference(workspace, text, code, mistake):
    """A secret seed, no recording needed; the same exit codes."""
    (workspace / "exercises/toy/answers/numpy.json").unlink()
    path = hand_in(workspace, "someone", text)
    result = call("judge", str(path), "--topic", "toy", "--secret-file", "secret", "--format", "json")
    assert result.exit_code == code
    assert json.loads(result.stdout)["results"][0]["mistake"] == mistake


UNUSABLE = {
    "an empty folder": ({}, "nothing to grade"),
    "no source": ({"notes.pdf": b"%PDF"}, "nothing to grade"),
    "another exercise": ({"a.py": b"x = 1\n", "b.py": b"y = 2\n"}, "no file for the topic toy"),
    "two candidates": ({"toy_numpy.py": RIGHT.encode(), "old/toy_numpy.py": b""}, "there are two candidates"),
    "a zip that is none": ({"../someone.zip": b"PK\3\4"}, "cannot be unpacked"),
    "a file of another kind": ({"../someone.rar": b"Rar!"}, "is not a submission"),
}


@pytest.mark.parametrize("form", ["json", *(name for name in PLATFORMS if name not in ("github-classroom", "junit"))])
@pytest.mark.parametrize("kind", UNUSABLE)
def test_there_is_a_report_on_whatever_is_handed_in(workspace, kind, form):
    """It says why nothing could be graded, first of all. Every check is in it."""
    files, reason = UNUSABLE[kind]
    folder = workspace / "class" / "someone"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    path = next((folder / name for name in files if name.startswith("..")), folder)
    result = call("judge", str(path), "--topic", "toy", "--secret-file", "secret", "--format", form, "--user", "7")
    assert result.exit_code == 1 and not result.stderr
    if form == "json":
        results = json.loads(result.stdout)["results"]
        assert len(results) == 3 and all(reason in one["message"] and not one["score"] for one in results)
    else:
        beginning = " ".join(re.sub(r"<[^>]*>", " ", result.stdout.partition("</style>")[2] or result.stdout).split())
        assert reason in beginning[:400], beginning


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


def test_build_check_and_verify(workspace):
    """A current topic exits with 0; drift with 1, and nothing is written."""
    built = call("build", "--check")
    assert built.exit_code == 0 and " of answers" in built.stdout and "largest answers" in built.stdout
    assert call("verify", "toy").exit_code == 0
    skeleton = workspace / "exercises/toy/toy_numpy.py"
    skeleton.write_text("x = 1\n")
    result = call("build", "--check")
    assert result.exit_code == 1 and "not current" in result.stdout
    assert skeleton.read_text() == "x = 1\n"
    assert call("verify", "toy").exit_code == 1


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
