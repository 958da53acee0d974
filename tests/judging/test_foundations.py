"""A topic that uses another: the reference builds on that topic's solution, a student on their own file or on the given one."""

import json
import textwrap

import pytest
from support.chains import (
    BASE,
    CHECKS,
    CHECKS_BASE,
    GIVEN,
    MISTAKE,
    MISTAKE_BASE,
    OWN,
    RIGHT,
    SOLUTION,
    report_on,
    written,
)

from grader.authoring.verify import climb
from grader.checks.seeds import PUBLIC
from grader.judging import foundations
from grader.judging.judge import examine, judge
from grader.judging.setup import at_home, for_the_record, in_process
from grader.sandbox.worker_process import Worker
from grader.submissions import home
from grader.topics.topic import Topic
from grader.values.errors import TopicError
from grader.values.report import Report

GIVEN_USED = "The given base was used, because "
OWN_USED = "Your file base_numpy.py was used."


@pytest.fixture
def topic(tmp_path):
    written(tmp_path, "base", CHECKS_BASE, {"numpy": BASE}, MISTAKE_BASE)
    return written(tmp_path, "toy", CHECKS, {"numpy": SOLUTION}, MISTAKE, {"numpy": GIVEN})


def test_the_topic_is_sound(topic):
    """The whole ladder; the reference builds on the solution, in whichever way the solution imports it."""
    assert [problem for rung in climb(topic) for problem in rung.problems] == []
    request = topic.load_request("numpy", [("toy_numpy.py", topic.solution("numpy"))])
    [(_, text)] = request.dependencies["base_numpy"].cells
    assert "canary" in text and "import base_numpy" in request.others["given_numpy"][1]


@pytest.mark.parametrize("recorded", [True, False], ids=["recorded", "live"])
@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (None, GIVEN_USED + "your base_numpy.py was not found."),
        (OWN, OWN_USED),
        (OWN.replace("2.0 * x", "3.0 * x"), GIVEN_USED + "your base_numpy.py does not pass every check."),
        (
            "def double(x): raise NotImplementedError",
            GIVEN_USED + "your base_numpy.py is not written yet.",
        ),
        ("syntax error", GIVEN_USED + "your base_numpy.py does not pass every check."),
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
    for text, sentence in ((None, GIVEN_USED + "your base_numpy.py is not written yet."), (OWN, OWN_USED)):
        if text:
            (topic.folder.parent / "base" / "base_numpy.py").write_text(text)
        public = Topic(topic.name, topic.folder)
        handed, problem = home.of_workspace(public)
        report = judge(at_home(public), handed, name="home")
        assert problem == "" and report.passed and report.parts[0].builds_on == (sentence,)


def test_helpers_of_both_files(topic):
    """Each file finds its own helpers, also those of one name, by the import of a module, of a name, and by a dot."""
    files = {
        "toy/toy_numpy.py": "import ours\nfrom lib.more import three\nassert ours.value == three == 3\n" + RIGHT,
        "toy/ours.py": "value = 3",
        "toy/lib/more.py": "three = 3",
        "base/base_numpy.py": "import ours, lib.more\nfrom ours import value\nfrom . import ours as again\n"
        "def double(x):\n    import lib\n    assert lib.more.two == again.value == value\n    return ours.value * x\n",
        "base/ours.py": "import lib.more as more\nvalue = more.two\n",
        "base/lib/more.py": "two = 2",
    }
    report = report_on(topic, files)
    assert report.passed and report.parts[0].builds_on == (OWN_USED,)


def test_a_notebook_of_the_used_topic(topic):
    """Its definitions serve, also if it imports what is not installed."""
    cell = '{"cells": [{"cell_type": "code", "source": %s}], "nbformat": 4, "metadata": {}}'
    text = "import a_library_of_plots\ndef double(x): return 2 * x\na_library_of_plots.show(double(3))"
    report = report_on(topic, {"toy_numpy.py": RIGHT, "base.ipynb": cell % json.dumps(text)})
    assert report.passed and report.parts[0].builds_on == ("Your file base.ipynb was used.",)


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
    assert report.passed and report.parts[0].builds_on == (GIVEN_USED + "your files together are too large.",)


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


def test_an_own_file_must_do_without_what_is_forbidden_above(tmp_path):
    """Its topic allows the operation. The topic above does not, so the given file serves, and nobody loses a point."""
    pytest.importorskip("torch")
    base = CHECKS_BASE.replace("points=1", 'points=1, part="torch"')
    by_hand = "    e = (x - x.amax(1, keepdim=True)).exp()\n    return e / e.sum(1, keepdim=True)\n"
    solution = f"import torch\ndef double(x):\n    # BEGIN SOLUTION\n{by_hand}    # END SOLUTION\n"
    wrong = 'with t.fails("doubles"):\n    t("a", "A.", text("return e /") >> "return 2 * e /")\n'
    written(tmp_path, "base", base, {"torch": solution}, wrong)
    mistakes = 'with t.fails("quadruples"):\n    t("b", "B.", text("2 * double(x)") >> "double(x)")\n'
    topic = written(tmp_path, "toy", CHECKS_TORCH, {"torch": SOLUTION_TORCH}, mistakes, {"torch": GIVEN_TORCH}, DRIVER)
    right = "import torch\nfrom given_torch import double\ndef quadruple(x): return 2 * double(x)\n"
    own = "import torch\ndef double(x): return torch.softmax(x, 1)\n"
    assert report_on(Topic("base", tmp_path / "exercises" / "base"), {"base_torch.py": own}).passed
    report = report_on(topic, {"toy_torch.py": right, "base_torch.py": own})
    sentence = GIVEN_USED + "your base_torch.py does not pass every check without the operations that toy forbids."
    assert report.passed and report.parts[0].builds_on == (sentence,)
    report = report_on(topic, {"toy_torch.py": right, "base_torch.py": f"def double(x):\n{by_hand}"})
    assert report.passed and report.parts[0].builds_on == ("Your file base_torch.py was used.",)


@pytest.mark.parametrize(
    ("checks", "given", "words"),
    [
        (CHECKS.replace('"base"', '"bose"'), GIVEN, "USES names 'bose', and no topic with a solution has this name"),
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
