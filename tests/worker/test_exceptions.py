"""A student's exception as data: their own frames and words, bounded, whatever their classes do to prevent it."""

import json

import pytest

from grader.worker.exceptions import MAX_MESSAGE, describe
from grader.worker.loading import execute
from grader.worker.protocol.replies import MAX_FRAMES, Failure, FrameSummary

FILE = "student.py"


def raised(source, call="f()"):
    """The exception that a call in a student's file raises, and what is said of it."""
    namespace = {}
    with pytest.raises(BaseException) as caught:
        execute((FILE, source), namespace)
        eval(call, namespace)
    return describe(caught.value, {FILE})


def test_type_message_and_own_frames():
    """Outermost first, with the line as it stands in the file; frames of the engine and of libraries are left out."""
    failure = raised("import json\ndef g(x):\n    return json.loads(x)\n\ndef f():\n    return g('{')\n")
    assert failure.type == "JSONDecodeError" and failure.message.startswith("Expecting property name")
    assert failure.frames == (
        FrameSummary(FILE, 6, "f", "return g('{')"),
        FrameSummary(FILE, 3, "g", "return json.loads(x)"),
    )
    assert failure.not_written is False and failure.missing == ""


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("raise NotImplementedError('TODO: softmax')", False),
        ("class Mine(NotImplementedError): pass\nraise Mine", False),
        ("raise NotImplemented", True),
        ("raise RuntimeError('TODO')", True),
    ],
)
def test_only_not_implemented_error_says_not_written(source, written):
    """As skeletons raise it, or a class of it."""
    assert raised(source).not_written is not written


def test_a_missing_module_is_named():
    """So that the student can be told which libraries there are; a missing name in a module that is there is not."""
    assert raised("import pandas_of_mars.frame").missing == "pandas_of_mars"
    assert raised("from json import nonsense").missing == ""


def test_a_syntax_error_has_a_frame_although_nothing_ran():
    """With the line that Python complains about, and without the file name in the message."""
    failure = raised("x = 1\n  y = = 2\n")
    assert failure.type == "IndentationError" and failure.message == "unexpected indent"
    assert failure.frames == (FrameSummary(FILE, 2, "<module>", "y = = 2"),)


def test_a_syntax_error_elsewhere_has_only_the_frames_that_led_to_it():
    """The text that `eval` was given is no file of the student's."""
    failure = raised("def f():\n    eval('1 +')\n")
    assert failure.type == "SyntaxError" and [frame.line for frame in failure.frames] == [2]


def test_long_messages_lines_and_stacks_are_cut():
    """The innermost frames are kept."""
    source = "def f(n=50):\n    if n: f(n - 1)\n    raise ValueError('m' * 9999)  # " + "c" * 500
    failure = raised(source)
    assert len(failure.message) == MAX_MESSAGE and len(failure.frames) == MAX_FRAMES
    assert failure.frames[-1].line == 3 and len(failure.frames[-1].source) == 200
    assert raised(f"class {'E' * 999}(Exception): pass\nraise {'E' * 999}").type == "E" * 200


@pytest.mark.parametrize("ending", ["raise KeyError('no')", "raise SystemExit(3)", "return 5", "raise Mine()"])
def test_a_message_that_cannot_be_made(ending):
    """`__str__` is the student's code too: whatever it does, there is a description."""
    source = f"class Mine(Exception):\n    def __str__(self):\n        {ending}\nraise Mine()"
    assert raised(source).message == "(its message cannot be shown)"


@pytest.mark.parametrize("kind", ["SystemExit(2)", "KeyboardInterrupt()", "GeneratorExit()", "MemoryError()"])
def test_every_kind_of_exception_is_described(kind):
    """Also those that are no Exception."""
    assert raised(f"raise {kind}").type == kind.split("(")[0]


@pytest.mark.parametrize(
    "source",
    [
        "error = ModuleNotFoundError('x'); error.name = 5; raise error",
        "error = SyntaxError('x'); error.filename = 'student.py'; error.lineno = 'one'; error.text = 5; raise error",
        "error = SyntaxError('x'); error.filename = []; raise error",
        "class M(type):\n    __name__ = 5\nclass E(Exception, metaclass=M): pass\nraise E",
        "class E(ModuleNotFoundError):\n    @property\n    def name(self): raise SystemExit\nraise E",
        "class S(str):\n    def __getitem__(self, i): raise SystemExit\nclass E(Exception):\n"
        "    def __str__(self): return S('a')\nraise E",
    ],
    ids=["missing name", "line number", "file name", "type name", "name property", "message type"],
)
def test_exceptions_made_to_lie(source):
    """Attributes of the wrong type still give a description of the right form."""
    failure = raised(source)
    wire = failure.to_wire()
    kinds = {"type": str, "message": str, "frames": list, "not_written": bool, "missing": str}
    assert {key: type(value) for key, value in wire["error"].items()} == kinds
    assert all(tuple(map(type, frame)) == (str, int, str, str) for frame in wire["error"]["frames"])
    assert Failure.from_wire(json.loads(json.dumps(wire))["error"]) == failure
