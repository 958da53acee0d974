"""Effects: what a call changed in its arguments is noted on one side and repeated on the other, and never trusted."""

import copy

import numpy as np
import pytest

from grader.worker.effects import Snapshot, apply


def as_array(value):
    return value if isinstance(value, np.ndarray) else None


def changes_of(arguments, act, stay=()):
    snapshot = Snapshot(arguments, as_array, stay)
    act(arguments)
    return snapshot.changes()


def ignore(_):
    pass


def set_entry(container, key, value):
    container[key] = value


def fill(array, value):
    array[...] = value


ACTS = {
    "nothing": lambda a: None,
    "array in place": lambda a: fill(a[0]["x"], 7.0),
    "part of an array": lambda a: fill(a[0]["x"][1:, ::2], np.nan),
    "array without axes": lambda a: fill(a[0]["zero"], 3.0),
    "entry replaced": lambda a: set_entry(a[0], "x", np.zeros(5)),
    "entry replaced by another kind": lambda a: set_entry(a[0], "x", "gone"),
    "entry added": lambda a: set_entry(a[0], "new", 1),
    "entry removed": lambda a: a[0].pop("x"),
    "all removed": lambda a: a[0].clear(),
    "in place, then replaced": lambda a: (fill(a[0]["x"], 7.0), set_entry(a[0], "x", 1)),
    "inner, then outer": lambda a: (set_entry(a[0]["inner"], "k", 2), set_entry(a[0], "inner", 5)),
    "list item replaced": lambda a: set_entry(a[1], 1, "b"),
    "list appended": lambda a: a[1].extend(["p", "q"]),
    "list shortened": lambda a: a[1].pop(0),
    "list emptied": lambda a: a[1].clear(),
    "list reversed": lambda a: a[1].reverse(),
    "inside a tuple": lambda a: (fill(a[2][0], -1.0), a[2][1].append(1)),
}


def arguments():
    return [
        {"x": np.arange(12.0).reshape(3, 4), "zero": np.array(1.0), "inner": {"k": 1}},
        ["a", np.ones(2), {"deep": [1, 2]}],
        (np.ones(3), [0]),
    ]


def flat(node):
    """A form of nested arguments that can be compared, NaN and dtypes included."""
    if isinstance(node, np.ndarray):
        return (str(node.dtype), node.shape, node.tobytes())
    if isinstance(node, dict):
        return {key: flat(item) for key, item in node.items()}
    return [flat(item) for item in node] if isinstance(node, list | tuple) else node


@pytest.mark.parametrize("name", ACTS)
def test_what_happened_there_happens_here(name):
    """The judge's arguments end up as the worker's did; without a change nothing is recorded."""
    there, here = arguments(), arguments()
    changes = changes_of(there, ACTS[name])
    assert bool(changes) == (name != "nothing")
    apply(here, copy.deepcopy(changes), ignore)
    assert flat(here) == flat(there)


def test_the_judges_own_objects_are_changed():
    """Not copies of them: whoever holds the array or the dictionary sees the change."""
    here = arguments()
    x, entries = here[0]["x"], here[0]
    apply(here, changes_of(arguments(), ACTS["array in place"]), ignore)
    apply(here, changes_of(arguments(), ACTS["entry added"]), ignore)
    assert x[0, 0] == 7.0 and entries["new"] == 1


@pytest.mark.parametrize("size", [3, 10_000])
def test_nan_equals_itself_and_minus_zero_does_not_equal_zero(size):
    """What counts are the bits, for small arrays and large ones."""
    x = np.full(size, np.nan)
    assert changes_of([x], lambda a: fill(a[0], np.nan)) == []
    assert len(changes_of([np.zeros(size)], lambda a: fill(a[0], -0.0))) == 1


@pytest.mark.parametrize("size", [3, 10_000])
@pytest.mark.parametrize("step", [1, -2])
def test_the_last_entry_of_a_view_counts(size, step):
    """One changed entry is found in a strided view too."""
    x = np.zeros(2 * size)[::step]
    assert len(changes_of([x], lambda a: set_entry(a[0], -1, 1.0))) == 1


def test_equal_entries_in_another_order_are_no_change():
    """A dictionary that was read, or whose entry was set to the same object, is as it was."""
    assert changes_of(arguments(), lambda a: set_entry(a[0], "x", a[0]["x"])) == []


def test_objects_that_stay_with_the_worker_are_not_watched():
    """A cache with whole numbers as keys, or an array of objects, is the student's own business."""
    cache, objects = {0: np.zeros(2), (1, 2): 3}, np.array([None, np.ones(2)], dtype=object)

    def act(given):
        fill(given[0][0], 1.0)
        given[0][1] = "new"
        given[1][0] = "new"

    assert changes_of([cache, objects], act, stay={id(cache), id(objects)}) == []


def test_entries_under_other_keys_are_left_out():
    """They could not cross; the rest of the change does."""
    (change,) = changes_of([{"a": 1}], lambda a: a[0].update({(1, 2): 3, "b": 4}))
    assert change["replaced"] == [["b", 4]]


def test_touched_is_told_before_each_change():
    """With the judge's own object, as it still is."""
    seen = []
    here = [np.zeros(2), {"a": 1}, ["l"]]
    there = [np.zeros(2), {"a": 1}, ["l"]]

    def act(given):
        fill(given[0], 5.0)
        given[1]["a"] = 2
        given[2].append("m")

    apply(here, changes_of(there, act), lambda thing: seen.append((thing, copy.copy(thing))))
    assert len(seen) == 3
    by_type = {type(thing): (thing, before) for thing, before in seen}
    assert by_type[np.ndarray][0] is here[0] and by_type[np.ndarray][1].tolist() == [0.0, 0.0]
    assert by_type[dict] == (here[1], {"a": 1}) and by_type[list] == (here[2], ["l"])


class Trap:
    """Stands for a handle: using it in any way would ask the student's process."""

    def __getitem__(self, key):
        raise AssertionError("asked")

    __iter__ = __len__ = __lt__ = copy = __getitem__


def replaced(path, pairs=(), removed=()):
    return {"path": path, "replaced": [list(pair) for pair in pairs], "removed": list(removed)}


X = np.zeros((2, 3))
FORGED = {
    "a shape that would broadcast": {"path": [0, "x"], "array": np.zeros(3)},
    "the same entries in another shape": {"path": [0, "x"], "array": np.zeros((3, 2))},
    "another kind of number": {"path": [0, "x"], "array": np.zeros((2, 3), complex)},
    "no array": {"path": [0, "x"], "array": None},
    "a handle for an array": {"path": [0, "x"], "array": Trap()},
    "an array for a dictionary": {"path": [0], "array": X},
    "no such key": {"path": [0, "y"], "array": X},
    "no such argument": {"path": [9], "array": X},
    "into an array": {"path": [0, "x", 0], "array": np.zeros(3)},
    "into a number": replaced([0, "n", 0]),
    "into a handle": replaced([1, 0]),
    "entries of a handle": replaced([1]),
    "entries of an array": replaced([0, "x"], [(0, 1)]),
    "entries of a tuple": replaced([2], [(0, 1)]),
    "entries of all arguments": replaced([], [(0, 1)]) | {"path": None},
    "a path that is a handle": replaced(Trap()),
    "a key that is a handle": replaced([Trap()]),
    "a key that is a list": replaced([0, []]),
    "a new key that is a handle": replaced([0], [(Trap(), 1)]),
    "a new key that is a float": replaced([0], [(0.5, 1)]),
    "a removed key that is a handle": replaced([0], removed=[Trap(), Trap()]),
    "removed twice": replaced([0], removed=["n", "n"]),
    "removed what is not there": replaced([0], removed=["y"]),
    "a name in a list": replaced([3], [("a", 1)]),
    "beyond the end of a list": replaced([3], [(2, 1)]),
    "pairs that are handles": {"path": [0], "replaced": [Trap()], "removed": []},
    "triples": {"path": [0], "replaced": [["a", 1, 2]], "removed": []},
    "handles for lists": {"path": [0], "replaced": Trap(), "removed": Trap()},
    "nothing removed or replaced": {"path": [0]},
    "no path": {"array": X},
    "a handle": Trap(),
    "a list": [[0], X],
    "a number": 3,
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_changes_are_refused(name):
    """They come from the student's process: what fits no argument is a ValueError, and no handle is ever asked."""
    here = [{"x": X.copy(), "n": 1}, Trap(), (1, 2), ["l"]]
    with pytest.raises(ValueError, match="in a way that does not fit it"):
        apply(here, [FORGED[name]], ignore)
    assert here[0]["x"].tolist() == X.tolist()


@pytest.mark.parametrize("changes", [None, 3, "ab", (), {}, Trap()], ids=lambda c: type(c).__name__)
def test_changes_are_a_list(changes):
    """Nothing else is looked into."""
    with pytest.raises(ValueError, match="not a list"):
        apply([], changes, ignore)
