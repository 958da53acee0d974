"""A submission is judged check by check in a worker; whatever its code does, every check gets its result."""

import ast
import dataclasses
import sys
import types

import numpy as np
import pytest

from grader.checks.seeds import PUBLIC, Seeds
from grader.judging import judge as judging
from grader.judging.setup import for_the_record
from grader.submissions.intake import find_parts
from grader.values.finding import Cause
from grader.values.report import Status

CHECKS = '''
from grader import case, check, close, unchanged

@check(points=1, seconds=0.3)
def doubles(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(1.0, 2.0, rng.sizes(5, 4))
    close(student.double(x), reference.double(x), "y")

@check(points=2, after=doubles)
def doubles_one_row(student, reference, rng):
    """One row is doubled too."""
    x = rng.normal(1.0, 2.0, (1, *rng.sizes(4)))
    with case("one row"):
        close(student.double(x), reference.double(x), "y")

@check(points=4)
def adds(student, reference, rng):
    """Both arguments are added."""
    x, y = rng.normal(1.0, 2.0, (2, *rng.sizes(5, 4)))
    close(student.add(x, y), reference.add(x, y), "sum")
'''

SOLUTION = '''
import numpy as np

def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

def add(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The sum."""
    # BEGIN SOLUTION
    return x + y
    # END SOLUTION
'''

MISTAKES = """
with m.fails("doubles"):
    m("squares", "This squares.", text("2 * x") >> "x ** 2")
    m("multiplies_by_itself", "This multiplies by itself.", text("2 * x") >> "x * x")

with m.fails("adds"):
    m("subtracts", "This subtracts.", text("x + y") >> "x - y")
"""

RIGHT = "def double(x): return x + x\ndef add(x, y): return y + x\n"
ADD = "def add(x, y): return x + y\n"


@pytest.fixture
def topic(make_topic):
    """Three checks: one, one after it, and one of another function."""
    return make_topic(CHECKS, SOLUTION, MISTAKES)


@pytest.fixture
def graded(topic, judge, named):
    """The results of one file, by name."""
    return lambda text, **settings: named(judge(topic, text, **settings))


@pytest.mark.parametrize("recorded", [False, True], ids=["live", "recorded"])
def test_a_right_submission_earns_everything(topic, judge, recorded):
    """Against the live reference and against the recording."""
    report = judge(topic, RIGHT, recorded=recorded)
    assert [result.status for result in report.results] == [Status.PASSED] * 3
    assert (report.topic, report.submission, report.score, report.max_score) == ("toy", "a submission", 7, 7)
    assert report.isolation[:2] == ("process", "time limit")
    assert report.device == "cpu"


def test_the_skeleton_is_not_written_yet(topic, judge):
    """Nothing is wrong with it, and nothing earned."""
    report = judge(topic, (topic.folder / "toy_numpy.py").read_text())
    assert [result.status for result in report.results] == [Status.NOT_WRITTEN, Status.WAITING, Status.NOT_WRITTEN]
    assert report.results[0].message == "double is not written yet"
    assert report.score == 0


@pytest.mark.parametrize("recorded", [False, True], ids=["live", "recorded"])
def test_mistakes_that_answer_alike_are_both_named(graded, recorded):
    """Both causes are kept, and both hints are shown; JSON joins their ids by a bar."""
    results = graded("def double(x): return x * x\n" + ADD, recorded=recorded)
    assert results.doubles.status is Status.FAILED
    assert results.doubles.cause_ids == ("squares", "multiplies_by_itself")
    assert results.doubles.as_dict()["mistake"] == "squares|multiplies_by_itself"
    assert results.doubles.hint == "This squares.\nor: This multiplies by itself."
    assert results.doubles.message.startswith("y[")
    assert (results.doubles.score, results.doubles.max_score) == (0, 1)


def test_a_check_waits_for_the_one_before(graded):
    """It takes no blame, and checks of other functions are asked."""
    results = graded("def double(x): return x * x\n" + ADD)
    assert results.doubles_one_row.status is Status.WAITING
    assert results.doubles_one_row.message == 'waits until this passes: "Every entry is doubled."'
    assert results.adds.status is Status.PASSED


def test_the_case_is_named_in_the_message(graded):
    """The reader knows which of a check's cases failed."""
    results = graded("def double(x): return 2 * x if len(x) > 1 else -2 * x\n" + ADD)
    assert results.doubles_one_row.message.startswith('Case "one row": y[0, ')
    assert results.doubles_one_row.cause_ids == ("sign",)


def test_generic_causes_stand_in_the_message(graded):
    """A hint is for named mistakes; what shows in the numbers is said below the judgement."""
    results = graded("def double(x): return -2 * x\n" + ADD)
    assert results.doubles.message.splitlines()[1] == "y has the wrong sign everywhere."
    assert (results.doubles.cause_ids, results.doubles.hint) == (("sign",), "")
    assert results.doubles.as_dict()["mistake"] == "generic:sign"


@pytest.mark.parametrize("recorded", [False, True], ids=["live", "recorded"])
def test_without_a_cause_the_smallest_failing_case_is_code_to_run(graded, recorded, monkeypatch):
    """It runs beside the student's file, and shows the very failure that the message tells of."""
    text = "import numpy as np\ndef double(x): return np.sin(x) + x\n" + ADD
    results = graded(text, recorded=recorded)
    says, title, *lines = results.doubles.message.splitlines()
    assert results.doubles.causes == () and results.doubles.as_dict()["mistake"] is None
    assert says.startswith("y[") and title == "Run this to see the failing case:"
    assert lines[:3] == ["import numpy as np", "from toy_numpy import double", ""]
    assert lines[3].startswith("x = np.array([[") and "print(double(x))" in lines
    module, shown = types.ModuleType("toy_numpy"), []
    exec(text, module.__dict__)
    monkeypatch.setitem(sys.modules, "toy_numpy", module)
    exec("\n".join(lines), names := {"print": shown.append})
    assert np.array_equal(shown[0], np.sin(names["x"]) + names["x"])
    comment = " ".join(line.removeprefix("# ") for line in lines if line.startswith("# "))
    right = np.array(ast.literal_eval(comment.removeprefix("y should be ")))
    assert names["x"].shape == (3, 2) and np.allclose(right, 2 * names["x"], atol=1e-4)


def test_a_failure_that_small_sizes_do_not_show(graded):
    """The case that failed is shown where the small one passes."""
    results = graded("import numpy as np\ndef double(x): return 2 * x if len(x) < 5 else np.sin(x)\n" + ADD)
    assert "print(double(x))" in results.doubles.message
    assert results.doubles.message.count("],\n") == 4  # (5, 4)


def test_output_stands_with_its_check(graded):
    """What a call prints, once, also when the smallest case is asked for; what loading prints comes first."""
    text = """
        import sys
        import numpy as np
        print("loading")
        def double(x):
            print("doubling", len(x))
            return np.sin(x)
        def add(x, y):
            print("adding \\x1b[31m")
            sys.stderr.write("careful\\n")
            return x + y
    """
    results = graded(text)
    assert results.doubles.output == "loading\ndoubling 5\n"
    assert results.doubles_one_row.output == ""
    assert results.adds.output == "adding \\x1b[31m\ncareful\n"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("while True: pass", Status.TIMED_OUT, "double gave no answer within 0.3 s: an endless loop?"),
        ("os._exit(0)", Status.CRASHED, "while the grader waited for double, it ended its own process"),
        ("os.kill(os.getpid(), 11)", Status.CRASHED, "its process was ended by SIGSEGV"),
    ],
    ids=["loops", "exits", "segfaults"],
)
def test_a_lost_worker_is_replaced(graded, body, status, message):
    """The check that lost it says so, with what was printed until then; the next one is asked of a new worker."""
    results = graded(f"import os\ndef double(x):\n    print('so far')\n    {body}\n" + ADD)
    assert results.doubles.status is status
    assert message in results.doubles.message
    assert results.doubles.output == "so far\n"
    assert results.doubles_one_row.status is Status.WAITING
    assert results.adds.status is Status.PASSED


def test_sys_exit_and_exceptions_end_the_call_only(graded):
    """They are answers about the call; the worker lives on."""
    results = graded("import sys\ndef double(x): sys.exit('enough')\n" + ADD)
    assert results.doubles.status is Status.RAISED
    assert results.doubles.message.startswith("double raised SystemExit: enough\n  toy_numpy.py, line 2, in double")
    assert results.adds.status is Status.PASSED


def test_a_wrong_signature_shows_how_it_should_be_callable(graded):
    """The exception has no frame of the student's own, so it is about the interface."""
    results = graded(RIGHT + "def add(x): return x\n")
    assert results.adds.status is Status.RAISED
    assert "add raised TypeError: add() takes 1 positional argument but 2 were given" in results.adds.message
    assert results.adds.message.splitlines()[-1] == "It should be callable as add(x, y)"


def test_a_missing_function_shows_how_it_should_be_callable(graded):
    """Its name may be misspelt."""
    results = graded("def Double(x): return 2 * x\n" + ADD)
    assert results.doubles.status is Status.NOT_WRITTEN
    assert results.doubles.message == (
        "double is not defined in the file\n"
        "It should be callable as double(x). Your file has Double: is it double under another name?"
    )


def test_a_missing_function_is_not_taken_for_another_exercise(graded):
    """Nor for a name that is not like it."""
    results = graded("def dad(x, y): return x\ndef dable(x): return x\n" + ADD.replace("add", "sum_of"))
    assert results.adds.message.endswith("callable as add(x, y). Your file has dad: is it add under another name?")
    assert results.doubles.message.endswith(
        "callable as double(x). Your file has dable: is it double under another name?"
    )
    results = graded("def double(x): return 2 * x\ndef f(x, y): return x + y\n")
    assert results.adds.message.endswith("callable as add(x, y)")


def test_an_exception_in_the_students_code_is_not_about_the_interface(graded):
    """Its frames say where to look."""
    results = graded(RIGHT + "def add(x, y): return x @ y\n")
    assert "It should be callable" not in results.adds.message
    assert "in add\n    def add(x, y): return x @ y" in results.adds.message


def test_none_is_a_missing_return(graded):
    """The commonest slip has its own words."""
    results = graded("def double(x): 2 * x\n" + ADD)
    assert results.doubles.status is Status.FAILED
    assert results.doubles.message == "y is None (is a `return` missing?), where an array is expected"


def test_progress_hears_each_result_in_order(topic):
    """A front can show results as they come."""
    heard = []
    handed = find_parts({"toy_numpy.py": RIGHT.encode()}, topic)
    setup = for_the_record(topic, PUBLIC, isolation="best")
    report = judging.judge(setup, handed, name="ada", on_result=heard.append)
    assert tuple(heard) == report.results


def test_secret_seeds_ask_other_questions(topic):
    """A file that knows the public case by heart earns nothing on a secret one."""
    handed = find_parts(
        {"toy_numpy.py": b"def double(x):\n    print(x[0, 0])\n    return x + x\n" + ADD.encode()}, topic
    )
    setup = for_the_record(topic, PUBLIC, isolation="best")
    printed = {
        judging.judge(dataclasses.replace(setup, seeds=seeds), handed, name="ada").results[0].output
        for seeds in (Seeds(), Seeds(b"a course"), Seeds(b"a course", "ada"))
    }
    assert len(printed) == 3


def test_a_broken_check_is_not_the_students_fault(make_topic, judge):
    """Neither FAILED nor PASSED; the report says broken."""
    topic = make_topic(
        CHECKS.replace('reference.add(x, y), "sum"', 'reference.no_such(x, y), "sum"'), SOLUTION, built=False
    )
    report = judge(topic, RIGHT)
    assert report.results[2].status is Status.BROKEN
    assert report.broken and not report.passed


def test_two_causes_of_one_kind_have_one_id(graded, monkeypatch):
    """Both sentences are shown; statistics count the kind once."""
    causes = Cause("flipped", "Along axis 0."), Cause("flipped", "Along axis 1.")
    monkeypatch.setattr("grader.judging.session.diagnose", lambda *_: causes)
    results = graded("def double(x): return x[::-1]\n" + ADD)
    assert results.doubles.cause_ids == ("flipped",)
    assert results.doubles.as_dict()["mistake"] == "generic:flipped"
    assert results.doubles.message.splitlines()[1:] == ["Along axis 0.", "Along axis 1."]
