"""CodeRunner's template, filled in as Twig does it and run as Jobe runs it: one line of JSON, and nothing on standard error."""

import json
import sys

import pytest
from support.platforms import ENVIRONMENT, LATE, POINTS, SUBMISSIONS, Given, run, secret_places
from support.samples import valid

from grader.exports import coderunner


class Question(Given):
    """The question, and what CodeRunner makes of it."""

    def answer(self, text, attached=None, **settings):
        """What the template prints for an answer and attached files."""
        coderunner.write(self.bundle(**settings), self.out)
        job = self.out.parent / "job"
        job.mkdir()
        for name, content in (attached or {}).items():
            (job / name).write_text(content)
        program = (self.out / "template.py").read_text()
        for name, value in (("STUDENT_ANSWER", text), ("ATTACHMENTS", ",".join(attached or ()))):
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            program = program.replace("{{ " + name + " | e('py') }}", escaped)
        assert "{{" not in program and "{%" not in program and "{#" not in program
        (job / "__tester__.python3").write_text(program)
        done = run(sys.executable, "__tester__.python3", cwd=job)
        assert done.returncode == 0 and not done.stderr and done.stdout.count("\n") == 1
        return done.stdout


@pytest.fixture
def question(tmp_path):
    """Not exported yet."""
    return Question.at(tmp_path)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_the_fraction_is_that_of_judge(question, name):
    """With a row for each check."""
    content = valid("coderunner", question.answer(question.text(name)))
    report = question.judged(question.text(name))
    assert content["fraction"] == report["score"] / POINTS
    assert [row[0] for row in content["testresults"][1:]] == [r["status"] == "passed" for r in report["results"]]


def test_quotes_and_backslashes_come_through(question):
    """An answer stands in a Python string."""
    text = question.text("right") + '\n"""\\n \'one\' "two" \\" """\n'
    assert valid("coderunner", question.answer(text))["fraction"] == 1


def test_attached_files_count(question):
    """Where there is no answer in the box, and nothing of ours can be replaced by one."""
    attached = {"toy_numpy.py": question.text("right"), "grade.sh": "echo '{\"fraction\": 1}'"}
    assert valid("coderunner", question.answer("", attached))["fraction"] == 1


def test_time_that_runs_out_leaves_what_was_found(question):
    """Jobe ends what takes longer, and CodeRunner then has nothing to show."""

    def points(here, seconds):
        content = json.loads(here.answer(here.text("slow"), seconds=seconds, slow=True))
        return content.get("fraction", 0) * POINTS

    assert question.cut_off(points) == LATE


def test_no_fraction_when_the_grader_fails(question, monkeypatch):
    """CodeRunner then says that the question is wrong, and the answer can be given again."""
    monkeypatch.setitem(ENVIRONMENT, "GRADER_PYTHON", "/nowhere/python")
    said = question.answer("")
    assert "fraction" not in said and "not your fault" in said


def test_what_is_hidden_stays_hidden(question):
    """The course lies beside the answer, and the program that holds it too."""
    job = question.out.parent / "job"
    for number, target in enumerate((job / ".grader" / "course" / "secret", job / "__tester__.python3")):
        here = Question(question.course, question.out.parent / str(number) / "out")
        here.out.parent.mkdir()
        target = here.out.parent / target.relative_to(question.out.parent)
        said = here.answer(here.attack(target), reveal="numbers")
        assert valid("coderunner", said)["fraction"] == 0
        assert "CANARY" not in said and "STUDENT" not in said and "BUNDLE" not in said
        assert secret_places(here.out) == set()


def test_the_instructions_name_what_there_is(question):
    """The files, and the limit."""
    coderunner.write(question.bundle(parts=("numpy", "torch"), seconds=90.0), question.out)
    text = (question.out / "README.md").read_text()
    assert "toy_numpy.py, toy_torch.py" in text and "90 seconds" in text and "@" not in text
    assert sorted(path.name for path in (question.out / "skeletons").iterdir()) == ["toy_numpy.py", "toy_torch.py"]
