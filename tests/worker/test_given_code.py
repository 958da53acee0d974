"""Given code may call everything, and nothing that it calls back may; the rules are as before when it ends."""

import contextlib
import sys
import threading
import types

import pytest

from grader.worker import counting
from grader.worker.given_code import GivenCode

TEXT = """
import dataclasses

def plain():
    return asked()

def applied(f):
    return asked(), f(), asked()

def summed(items):
    return [asked(), *items, asked()]

def fails(f):
    f()

class Layer:
    def forward(self):
        return asked(), self.score()

    def score(self):
        return asked()
"""


class Rules:
    """Whether everything is allowed at the moment; it is not, at first."""

    def __init__(self):
        self.allowed = False

    @contextlib.contextmanager
    def are(self, allowed):
        before, self.allowed = self.allowed, allowed
        try:
            yield
        finally:
            self.allowed = before


@pytest.fixture
def rules():
    return Rules()


@pytest.fixture
def code(rules):
    return GivenCode(lambda: rules.are(True), lambda: rules.are(False), alone=False)


@pytest.fixture
def given(rules, code):
    """The given module. `asked` stands for an operation that says whether it is allowed."""
    module = types.ModuleType("given")
    module.__file__ = "given.py"
    module.asked = lambda: rules.allowed
    exec(compile(TEXT, "given.py", "exec"), vars(module))
    code.add(module)
    return module


def student(text, **names):
    """What a text of the submission defines."""
    exec(compile(text, "student.py", "exec"), names)
    return names


def test_given_code_is_free_and_what_it_calls_back_is_not(given, rules):
    """A function, a method that a subclass overrides, and a generator, each time that it goes on."""
    own = student("def f(): return asked()\ndef items():\n    yield asked()\n    yield asked()", asked=given.asked)
    assert given.plain() and given.Layer().forward() == (True, True)
    assert given.applied(own["f"]) == (True, False, True)
    assert given.summed(own["items"]()) == [True, False, False, True]
    own = student("class Mine(Layer):\n    def score(self): return asked()", Layer=given.Layer, asked=given.asked)
    assert own["Mine"]().forward() == (True, False)
    assert not rules.allowed and sys.getprofile() is None


def test_given_code_below_a_callback_is_free_again(given, rules):
    """And the callback below that one is not."""
    own = student(
        "def f(): return asked(), applied(g), asked()\ndef g(): return asked()",
        applied=given.applied,
        asked=given.asked,
    )
    assert given.applied(own["f"]) == (True, (False, (True, False, True), False), True)
    assert not rules.allowed


def test_an_exception_leaves_the_rules_as_they_were(given, rules):
    """Of the callback's, through given code; caught or not."""
    own = student("def f(): raise KeyError\ndef g():\n    try: fails(f)\n    except KeyError: return asked()",
                  fails=given.fails, asked=given.asked)  # fmt: skip
    with pytest.raises(KeyError):
        given.fails(own["f"])
    assert not rules.allowed and sys.getprofile() is None
    assert given.applied(own["g"]) == (True, False, True)


def test_code_of_libraries_is_free(given):
    """They have absolute paths."""
    assert given.applied(lambda: given.asked()) == (True, True, True)  # this file has one
    assert given.applied(eval("lambda: asked()", {"asked": given.asked})) == (True, False, True)


def test_calls_are_counted_meanwhile(given):
    """costs_like counts those of the student's functions, below given code too."""
    own = student("def f(): return 1\ndef g(): return applied(f)", applied=given.applied)
    assert counting.calls_of(own["g"], (), ["student.py"]) == 2
    assert sys.getprofile() is None


@pytest.fixture
def alone(rules, monkeypatch):
    """In a process of its own; here threads start as ever afterwards."""
    for module in (threading, sys.modules["_thread"]):
        for name in [name for name in vars(module) if "start_" in name and callable(getattr(module, name))]:
            monkeypatch.setattr(module, name, getattr(module, name))
    code = GivenCode(lambda: rules.are(True), lambda: rules.are(False), alone=True)
    code.watch_threads()
    module = types.ModuleType("given")
    module.__file__ = "given.py"
    module.asked = lambda: rules.allowed
    exec(compile(TEXT, "given.py", "exec"), vars(module))
    code.add(module)
    return module


def test_no_thread_of_the_submission_runs_beside_given_code(alone, rules):
    """While one runs, given code does not; when it has ended, it does; none can be started by what given code calls."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait, daemon=True)
    thread.start()
    with pytest.raises(RuntimeError, match="another thread of the submission runs: join the thread first"):
        alone.plain()
    end.set()
    thread.join()
    assert alone.plain()
    with pytest.raises(RuntimeError, match="no thread can be started while given code runs"):
        alone.fails(lambda: threading.Thread(target=print).start())
    assert not rules.allowed


def test_no_trace_function_sees_given_code(alone):
    """It would run without being seen itself. Afterwards it is on again."""
    seen = []

    def trace(frame, event, argument):
        seen.append(frame.f_code.co_filename)

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        alone.plain()
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)
    assert "given.py" not in seen
