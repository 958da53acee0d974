"""An unread entry stands for a value: whoever looks at it uses it, and who only passes it on does not."""

import copy
import math
import operator

import numpy as np
import pytest

from grader.checks.handles import digest, form
from grader.checks.unread import Known, Unread
from grader.values.errors import RecordingError

ARRAY = np.arange(6.0).reshape(2, 3) + 1

LOOKS = {
    "array": lambda entry: np.asarray(entry),
    "copied array": lambda entry: np.array(entry, copy=True),
    "dtype of an array": lambda entry: np.asarray(entry, dtype=np.float32),
    "list of arrays": lambda entry: np.array([entry, entry]),
    "function of NumPy": lambda entry: np.exp(entry),
    "array on the left": lambda entry: ARRAY - entry,
    "array on the right": lambda entry: entry - ARRAY,
    "number on the left": lambda entry: 2 / entry,
    "power": lambda entry: entry**2,
    "matrix product": lambda entry: ARRAY.T @ entry,
    "sign": lambda entry: -entry,
    "comparison": lambda entry: entry > 2,
    "equality": lambda entry: entry == ARRAY,
    "entry": lambda entry: entry[0],
    "slice": lambda entry: entry[:, 1],
    "loop": lambda entry: np.array(list(entry)),
    "unpacking": lambda entry: np.stack([*entry]),
    "length": len,
    "method": lambda entry: entry.sum(axis=0),
    "transpose": lambda entry: entry.T,
    "text": repr,
    "shown": lambda entry: f"{entry}",
    "contained": lambda entry: 2.0 in entry,
    "remainder": lambda entry: divmod(7, entry)[1],
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_look_uses_the_entry_and_finds_what_is_in_it(look):
    """It answers as the entry itself does; one that was left out raises the reason."""
    used = []
    entry = Unread(lambda: used.append(1) or ARRAY, "1", 0, Known())
    assert np.array_equal(look(entry), look(ARRAY)) and used

    def left_out():
        raise RecordingError("left out")

    with pytest.raises(RecordingError, match="left out"):
        look(Unread(left_out, "1", 0, Known()))


@pytest.mark.parametrize("function", [bool, int, float, complex, operator.index, round, math.floor])
def test_a_number_is_used_too(function):
    """As a truth value, and as a number of any kind."""
    used = []
    entry = Unread(lambda: used.append(1) or 3, "", 0, Known())
    assert function(entry) == function(3) and used


def test_an_entry_is_written_into():
    """An assignment reaches the entry itself."""
    inside = {"a": 1, "b": 2}
    entry = Unread(lambda: inside, "1", 0, Known())
    entry["a"] = 5
    del entry["b"]
    assert inside == {"a": 5}


def test_what_is_passed_on_is_not_looked_at():
    """To hold, to compare with None, to copy, to put into a container, and to name its form."""
    entry = Unread(lambda: pytest.fail("it was looked at"), "1", 4, Known("a tuple of 3", ("tuple 0", (1.0,))))
    held = {"cache": (entry, 1)}
    assert entry is not None and held["cache"][0] is entry and hash(entry) == hash(entry)
    assert copy.copy(entry)._entry == "1" and copy.deepcopy(entry)._answer == 4
    assert form((1.0, entry)) == "a tuple of 2 (a number, a tuple of 3)"
    assert digest((None, entry)) == ("tuple(0:None,1:tuple 0)", (1.0,))


def test_the_form_of_an_array_is_known():
    """Its shape and dtype say nothing of its numbers."""
    entry = Unread(lambda: pytest.fail("it was looked at"), "0", 0, Known("an array", ("", ()), ("<f4", (2, 3))))
    assert (entry.shape, entry.dtype, entry.ndim, entry.size) == ((2, 3), np.float32, 2, 6)
    assert entry.shape[0] == 2
