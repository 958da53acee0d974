"""Keys without Enter, in a terminal of the test's own; the terminal is as it was afterwards."""

import os
import queue
import sys

import pytest
from support.patience import PATIENCE

from grader.workspace import keys

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")


class Terminal:
    """Standard input that is the terminal's."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def fileno(self):
        return self.descriptor


def test_keys_come_one_by_one(monkeypatch):
    """In lower case; what is no letter is heard as a space; the end of the input is the key that ends."""
    ours, theirs = pty.openpty()
    monkeypatch.setattr(sys, "stdin", Terminal(theirs))
    before = termios.tcgetattr(theirs)
    heard = queue.Queue()
    with keys.heard(heard.put):
        assert termios.tcgetattr(theirs)[3] & (termios.ICANON | termios.ECHO) == 0
        assert termios.tcgetattr(theirs)[1] == before[1], "output is processed as before"
        os.write(ours, b"aH\xe9q")
        assert [heard.get(timeout=PATIENCE) for _ in range(4)] == ["a", "h", " ", "q"]
        os.close(ours)
        assert heard.get(timeout=PATIENCE) == keys.END
    os.close(theirs)


def test_the_terminal_is_put_back(monkeypatch):
    """Also when what happened in between failed."""
    ours, theirs = pty.openpty()
    monkeypatch.setattr(sys, "stdin", Terminal(theirs))
    before = termios.tcgetattr(theirs)
    with pytest.raises(KeyError), keys.heard(lambda key: None):
        raise KeyError
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)
