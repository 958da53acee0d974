"""How functions and classes of a source text are called, read without running the text."""

import pytest

from grader.topics.signatures import signatures

TEXT = """
import os

os._exit(3)


def forward(x: "Array", /, gamma: float = 1.0, *rest: int, eps: float = 1e-5, **more: int) -> "Array":
    def inner(): ...


async def later(x): ...


def _private(x): ...


class Adam:
    def __init__(self, lr: float = 1e-3):
        pass

    def step(self): ...


class Plain:
    pass


class _Hidden:
    def __init__(self, x): ...
"""


def test_public_functions_and_classes_by_name():
    """Defaults stay, annotations of ordinary arguments go; a class is called as its __init__ without self."""
    assert signatures(TEXT) == {
        "forward": "forward(x, /, gamma=1.0, *rest: int, eps=1e-05, **more: int)",
        "later": "later(x)",
        "Adam": "Adam(lr=0.001)",
        "Plain": "Plain()",
    }


@pytest.mark.parametrize("text", ["def f(:", "\x00", ""])
def test_a_text_that_cannot_be_parsed_has_none(text):
    """A student's file may be anything."""
    assert signatures(text) == {}
