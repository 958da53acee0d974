"""The two setups that commands use, and what they have in common."""

import dataclasses

import pytest

from grader.checks.seeds import PUBLIC, Seeds
from grader.judging.judge import judge
from grader.judging.reference.sources import LiveSource, RecordedSource
from grader.judging.setup import at_home, for_the_record, in_process
from grader.sandbox import isolation
from grader.submissions.intake import Handed

CHECKS = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(size=(2, 2))
    close(student.double(x), reference.double(x), "y")
'''
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
RAISES = "def double(x):\n    raise ZeroDivisionError('no')\n"


@pytest.fixture
def topic(make_topic):
    """One check of one function."""
    return make_topic(CHECKS, SOLUTION)


def handed(text):
    return {"numpy": Handed("toy_numpy.py", (("toy_numpy.py", text),), {})}


def test_at_home_answers_are_recorded_and_everybody_has_the_seed(topic):
    """Without a solution, and with all the isolation that the machine offers."""
    setup = at_home(dataclasses.replace(topic, secret_folder=None))
    assert isinstance(setup.source("numpy"), RecordedSource) and setup.source("numpy") is setup.source("numpy")
    assert setup.seeds == Seeds(PUBLIC) and setup.isolation is isolation.BEST
    assert judge(setup, handed(SOLUTION), name="ada").passed


def test_for_the_record_the_solution_answers_behind_all_layers(topic):
    """On inputs drawn from the course's secret; nothing less is enough unless it is asked for."""
    setup = for_the_record(topic, b"a secret")
    assert isinstance(setup.source("numpy"), LiveSource) and setup.source("numpy") is setup.source("numpy")
    assert setup.seeds == Seeds(b"a secret") and setup.isolation is isolation.STRICT
    assert for_the_record(topic, b"a secret", isolation="none").isolation is isolation.NONE


def test_a_recording_is_read_when_it_is_needed(topic):
    """A setup costs nothing: a topic without a recording shows when its first worker has started."""
    (topic.folder / "answers" / "numpy.json").unlink()
    with pytest.raises(Exception, match=r"numpy.json is missing"):
        at_home(topic).source("numpy")


def test_checks_are_those_of_the_topics_parts_that_were_asked_for(topic):
    """A part that the topic lacks, or that nobody asked for, has none."""
    assert [check.name for check in at_home(topic).checks] == ["doubles"]
    assert at_home(topic, parts=("torch",)).topic_parts == at_home(topic, parts=("torch",)).checks == ()


def test_code_in_this_process_is_shown_to_a_debugger(topic):
    """With its traceback, at the student's line; what confines a worker does not hold there."""
    raised = []
    setup = at_home(topic, start=in_process(raised.append))
    report = judge(setup, handed(RAISES), name="ada")
    assert report.isolation == ("none",) and not report.passed
    [error] = raised
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    assert isinstance(error, ZeroDivisionError) and trace.tb_frame.f_code.co_filename == "toy_numpy.py"
