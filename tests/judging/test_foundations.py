"""A topic that uses another: the reference builds on that topic's solution, a student on their own file or on the given one."""

import dataclasses
import json
import textwrap

import pytest

from grader.authoring.build import build
from grader.authoring.verify import climb
from grader.checks.seeds import PUBLIC
from grader.judging import foundations
from grader.judging.judge import examine, judge
from grader.judging.setup import at_home, for_the_record, in_process
from grader.sandbox.worker_process import Worker
from grader.submissions import intake
from grader.topics.topic import Topic
from grader.values.errors import TopicError
from grader.values.report import Report

CHECKS_BASE = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(size=(2, 3))
    close(student.double(x), reference.double(x), "y")
'''
BASE = '''
SECRET = "canary of the solution"

def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''
MISTAKE_BASE = 'with m.fails("doubles"):\n    m("squares", "This squares.", text("2 * x") >> "x ** 2")\n'
CHECKS = '''
from grader import check, close

USES = ["base"]

@check(points=1)
def quadruples(student, reference, rng):
    """Every entry is doubled twice."""
    x = rng.normal(size=(2, 3))
    close(student.quadruple(x), reference.quadruple(x), "y")
'''
SOLUTION = '''
from given_numpy import double

def quadruple(x):
    """Four times x."""
    # BEGIN SOLUTION
    return double(double(x))
    # END SOLUTION
'''
MISTAKE = 'with m.fails("quadruples"):\n    m("doubles_once", "This doubles once.", text("double(double(x))") >> "double(x)")\n'
GIVEN = '"""Given."""\nGIVES = 1\n\ndef double(x):\n    """Twice x."""\n    return x + x\n'
OWN = "calls = []\ndef double(x):\n    calls.append(1)\n    return 2.0 * x\n"
RIGHT = "from given_numpy import GIVES, double\ndef quadruple(x): return double(double(x)) * GIVES\n"
GIVEN_USED = "The numpy part builds on the given base: "
OWN_USED = "The numpy part builds on your own base_numpy.py, which passes."


def written(root, name, checks, texts, mistakes, given=None, drivers=""):
    """A topic of some parts, built."""
    public, secret = root / "exercises" / name, root / "solutions" / name
    public.mkdir(parents=True)
    (secret / "mistakes").mkdir(parents=True)
    (secret / "right").mkdir()
    (public / "checks.py").write_text(checks)
    if drivers:
        (public / "drivers_torch.py").write_text(drivers)
    (public / "README.md").write_text(f"# {name}\n")
    for part, text in texts.items():
        (secret / f"{name}_{part}.py").write_text(text)
        (secret / "right" / f"again_{part}.py").write_text(f"# again\n{text}")
    for part, text in (given or {}).items():
        (public / f"given_{part}.py").write_text(text)
    head = "from grader import Mistakes, text\n\nm = Mistakes('numpy')\nt = Mistakes('torch')\n"
    (secret / "mistakes" / "all.py").write_text(head + mistakes)
    topic = Topic(name, public, secret)
    build(topic, write=True)
    return topic


@pytest.fixture
def topic(tmp_path):
    written(tmp_path, "base", CHECKS_BASE, {"numpy": BASE}, MISTAKE_BASE)
    return written(tmp_path, "toy", CHECKS, {"numpy": SOLUTION}, MISTAKE, {"numpy": GIVEN})


def report_on(topic, files, setup=None, **settings) -> Report:
    handed = intake.find_parts({name: text.encode() for name, text in files.items()}, topic)
    return judge(dataclasses.replace(setup or at_home(topic), **settings), handed, name="a submission")


def test_the_topic_is_sound(topic):
    """The whole ladder; the reference builds on the solution, in whichever way the solution imports it."""
    assert [problem for rung in climb(topic) for problem in rung.problems] == []
    request = topic.load_request("numpy", [("toy_numpy.py", topic.solution("numpy"))])
    assert (
        "canary" in request.others["base_numpy"][1]
        and "from base_numpy import double" in request.others["given_numpy"][1]
    )


@pytest.mark.parametrize("recorded", [True, False], ids=["recorded", "live"])
@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (None, GIVEN_USED + "base_numpy.py was not handed in."),
        (OWN, OWN_USED),
        (OWN.replace("2.0 * x", "3.0 * x"), GIVEN_USED + "your base_numpy.py does not pass every check of base."),
        (
            "def double(x): raise NotImplementedError",
            GIVEN_USED + "your base_numpy.py does not pass every check of base.",
        ),
        ("syntax error", GIVEN_USED + "your base_numpy.py does not pass every check of base."),
    ],
    ids=["none", "right", "wrong", "unwritten", "broken"],
)
def test_whose_code_a_student_builds_on(topic, own, sentence, recorded):
    """The part itself is right, so it earns everything either way; the report says whose code it was built on."""
    files = {"toy_numpy.py": RIGHT} | ({"base_numpy.py": own} if own else {})
    setup = at_home(topic) if recorded else for_the_record(topic, PUBLIC, isolation="best")
    report = report_on(topic, files, setup)
    assert report.passed and report.parts[0].builds_on == (sentence,)
    assert Report.from_dict(report.as_dict()).parts[0].builds_on == (sentence,)


def test_the_own_file_is_what_runs(topic):
    """By either import; with the given file both imports find that one."""
    by_given = "import given_numpy, base_numpy\nassert given_numpy.double is base_numpy.double\n" + RIGHT
    direct = "from base_numpy import double\ndef quadruple(x): return double(double(x))\n"
    for text in (by_given, direct):
        for own in ({"base_numpy.py": OWN}, {}):
            assert report_on(topic, {"toy_numpy.py": text} | own).passed
    shown = "import base_numpy\n" + RIGHT + "print(hasattr(base_numpy, 'calls'))\n"
    for own, printed in ((OWN, "True\n"), (OWN.replace("2.0", "3.0"), "False\n")):
        report = report_on(topic, {"toy_numpy.py": shown, "base_numpy.py": own})
        assert report.results[0].output == printed


def test_a_given_file_of_the_students_is_not_used(topic):
    """In a workspace it lies beside the student's file, and anybody can write one."""
    report = report_on(topic, {"toy_numpy.py": RIGHT, "given_numpy.py": GIVEN.replace("x + x", "5 * x")})
    assert report.passed


def test_a_workspace_has_the_files_in_two_folders(topic):
    """The own file is found beside; what is still the skeleton does not pass."""
    (topic.folder / "toy_numpy.py").write_text(RIGHT)
    for text, words in ((None, "does not pass every check"), (OWN, "builds on your own base_numpy.py")):
        if text:
            (topic.folder.parent / "base" / "base_numpy.py").write_text(text)
        home = Topic(topic.name, topic.folder)
        handed, problem = intake.of_workspace(home)
        report = judge(at_home(home), handed, name="home")
        assert problem == "" and report.passed and words in report.parts[0].builds_on[0]


def test_helpers_of_both_files(topic):
    """Each finds its own; two of one name that differ make the given file serve."""
    files = {
        "toy/toy_numpy.py": "import ours\n" + RIGHT,
        "toy/ours.py": "",
        "base/base_numpy.py": "from theirs import two\ndef double(x): return two * x\n",
        "base/theirs.py": "two = 2.0\n",
    }
    assert report_on(topic, files).parts[0].builds_on == (OWN_USED,)
    report = report_on(topic, files | {"toy/theirs.py": "two = 3.0\n"})
    assert report.passed and report.parts[0].builds_on == (GIVEN_USED + "there are two different files theirs.py.",)


def test_a_notebook_of_the_used_topic(topic):
    """Its definitions serve."""
    cell = '{"cells": [{"cell_type": "code", "source": %s}], "nbformat": 4, "metadata": {}}'
    files = {"toy_numpy.py": RIGHT, "base.ipynb": cell % json.dumps("def double(x): return 2 * x")}
    assert report_on(topic, files).passed


def test_no_solution_crosses_to_the_worker(topic, monkeypatch):
    """Nothing of a solution stands in a request to load, whoever's code is used."""
    requests = []
    load = Worker.load
    monkeypatch.setattr(Worker, "load", lambda worker, request: requests.append(request) or load(worker, request))
    for own in ({}, {"base_numpy.py": OWN}):
        files = {name: text.encode() for name, text in ({"toy_numpy.py": RIGHT} | own).items()}
        assert examine(for_the_record(topic, PUBLIC, isolation="best"), files, name="x").passed
    assert len(requests) == 3 and "canary" not in repr(requests) and "# BEGIN" not in repr(requests)


def test_files_that_are_too_large_together(topic, monkeypatch):
    """The given file serves: the student's part must still be judged."""
    monkeypatch.setattr(foundations, "MAX_SENT", 100)
    report = report_on(topic, {"toy_numpy.py": RIGHT, "base_numpy.py": OWN}, start=in_process())
    assert report.passed and report.parts[0].builds_on == (GIVEN_USED + "your two files together are too large.",)


CHECKS_TORCH = CHECKS.replace('USES = ["base"]', 'USES = ["base"]\nFORBIDDEN = {"torch": ["softmax"]}').replace(
    "points=1", 'points=1, part="torch"'
) + textwrap.dedent('''
@check(points=1, part="torch")
def has_gradients(student, reference, rng):
    """Gradients pass through."""
    x = rng.normal(size=(2, 3))
    close(student.drive("gradient", x), reference.drive("gradient", x), "dx")
''')
GIVEN_TORCH = "import torch\nclass Double(torch.nn.Module):\n    def forward(self, x): return torch.softmax(x, 1)\n"
GIVEN_TORCH += "def double(x): return Double()(x)\n"
SOLUTION_TORCH = SOLUTION.replace("given_numpy", "given_torch").replace("double(double(x))", "2 * double(x)")
DRIVER = """
import torch
def gradient(student, x):
    x.requires_grad_()
    return torch.autograd.grad((student.quadruple(x) ** 2).sum(), x)[0]
"""


def test_what_given_code_calls_is_not_the_students(tmp_path):
    """It may call what is forbidden, forward and backward; the student's code may not, before and after."""
    pytest.importorskip("torch")
    softmax = "def double(x):\n    # BEGIN SOLUTION\n    e = x.exp()\n    return e / e.sum(1, keepdim=True)\n    # END SOLUTION\n"
    base = CHECKS_BASE.replace("points=1", 'points=1, part="torch"')
    wrong = 't_wrong = text("return e /")\nwith t.fails("doubles"):\n    t("a", "A.", t_wrong >> "return 2 * e /")\n'
    written(tmp_path, "base", base, {"torch": "import torch\n" + softmax}, wrong)
    mistakes = 'with t.fails("quadruples"):\n    t("b", "B.", text("2 * double(x)") >> "double(x)")\n'
    topic = written(tmp_path, "toy", CHECKS_TORCH, {"torch": SOLUTION_TORCH}, mistakes, {"torch": GIVEN_TORCH}, DRIVER)
    right = "import torch\nfrom given_torch import double\ndef quadruple(x): return 2 * double(x)\n"
    assert report_on(topic, {"toy_torch.py": right}).passed
    for wrong in ("torch.softmax(x, 1)", "double(x) + torch.softmax(x, 1)"):
        report = report_on(topic, {"toy_torch.py": right.replace("2 * double(x)", f"{wrong} + {wrong}")})
        assert "ready made" in report.results[0].message


@pytest.mark.parametrize(
    ("checks", "given", "words"),
    [
        (CHECKS.replace('"base"', '"bose"'), GIVEN, "USES names 'bose', and there is no such topic beside it"),
        (CHECKS.replace('"base"', '"toy"'), GIVEN, "USES lists the names of other topics"),
        (CHECKS.replace('"base"', "3"), GIVEN, "USES lists the names of other topics"),
        (CHECKS, "", "USES needs a public file given_numpy.py or given_torch.py"),
    ],
)
def test_uses_that_do_not_fit(tmp_path, checks, given, words):
    """The author reads of it."""
    written(tmp_path, "base", CHECKS_BASE, {"numpy": BASE}, MISTAKE_BASE)
    with pytest.raises(TopicError, match=words):
        written(tmp_path, "toy", checks, {"numpy": SOLUTION}, MISTAKE, {"numpy": given} if given else None)


def test_a_topic_that_uses_one_that_uses_another(topic, tmp_path):
    """One level is enough: a module has one name."""
    with pytest.raises(TopicError, match="USES names toy, which builds on another topic itself"):
        written(tmp_path, "top", CHECKS.replace('"base"', '"toy"'), {"numpy": SOLUTION}, MISTAKE, {"numpy": GIVEN})
    with pytest.raises(TopicError, match="builds on another"):
        Topic("top", tmp_path / "exercises" / "top").used("numpy")
