"""Loading: one text is a file, several are a notebook, the other files can be imported and shadow nothing."""

import dataclasses
import linecache
import sys
import traceback

import pytest

from grader.worker.loading import Beside, Dependency, StudentModules, execute, load, student_files


@pytest.fixture(autouse=True)
def modules_as_before():
    """Loading is for a process of its own: leave this one's modules and finders as they were."""
    modules, finders = dict(sys.modules), list(sys.meta_path)
    yield
    sys.meta_path[:] = finders
    for name in set(sys.modules) - set(modules):
        del sys.modules[name]
    sys.modules.update(modules)


def test_a_file_becomes_a_module():
    """Its names are there, `__name__` is the module's and not `__main__`, and `__file__` is what tracebacks show."""
    module, problems = load("task_numpy", [("task_numpy.py", "def f(): return __name__, __file__\nx = 2")], {})
    assert module.f() == ("task_numpy", "task_numpy.py") and module.x == 2 and problems == []
    assert sys.modules["task_numpy"] is module


def test_what_stands_below_main_is_not_run():
    """A student's own experiments at the end of the file cost nothing."""
    module, _ = load("task", [("task.py", "x = 1\nif __name__ == '__main__':\n    x = 2")], {})
    assert module.x == 1


def test_dataclasses_and_annotations_find_their_module():
    """They look it up in sys.modules by name; postponed annotations of this file are not inherited."""
    source = (
        "from dataclasses import dataclass\nfrom typing import get_type_hints\n\n"
        "@dataclass\nclass Cache:\n    x: int\n    other: 'Cache | None' = None\n\nhints = get_type_hints(Cache)\n"
        "def f(x: int): pass\n"
    )
    module, _ = load("task", [("task.py", source)], {})
    assert dataclasses.asdict(module.Cache(3)) == {"x": 3, "other": None} and module.hints["x"] is int
    assert module.f.__annotations__ == {"x": int}


def test_tracebacks_show_the_students_lines():
    """Although no such file exists."""
    module, _ = load("task", [("handed in/task.py", "def f():\n    return 1 / 0  # why?\n")], {})
    with pytest.raises(ZeroDivisionError) as caught:
        module.f()
    linecache.checkcache()
    assert 'File "handed in/task.py", line 2, in f\n    return 1 / 0  # why?' in "".join(
        traceback.format_exception(caught.value)
    )


@pytest.mark.parametrize("source", ["x = 1\nraise KeyError('here')", "x = = 1", "import sys; sys.exit(3)", "x = '\0'"])
def test_a_file_that_fails_raises(source):
    """One text is a file: its exception is the caller's."""
    with pytest.raises((KeyError, SyntaxError, SystemExit, ValueError)):
        load("task", [("task.py", source)], {})


def test_a_notebook_keeps_what_its_other_cells_defined():
    """A cell that fails is named and left out; what it did before it failed stays, as in a notebook."""
    cells = [("cell 1", "x = 1"), ("cell 2", "y = 2\nz = nowhere"), ("cell 3", "%magic"), ("cell 4", "w = x + y")]
    module, problems = load("task", cells, {})
    assert (module.x, module.y, module.w) == (1, 2, 3) and not hasattr(module, "z")
    assert [p.split(":")[0] for p in problems] == [
        "cell 2 failed and was left out",
        "cell 3 failed and was left out",
    ]
    assert "NameError" in problems[0] and "SyntaxError" in problems[1]


def test_what_fails_in_a_cell_takes_nothing_along():
    """Imports of what is missing, in one statement too, and what fails; the first reason of each cell is told."""
    cells = [
        ("cell 1", "import nowhere\nimport nowhere_else, math\nx = math.pi\nnowhere.plot()\n\ndef f(): return x / 0")
    ]
    module, problems = load("task", cells, {}, notebook=True)
    assert module.math.pi == module.x and problems == [
        "cell 1 failed and was left out: ModuleNotFoundError: No module named 'nowhere'"
    ]
    with pytest.raises(ZeroDivisionError) as caught:
        module.f()
    assert "line 6, in f\n    def f(): return x / 0" in "".join(traceback.format_exception(caught.value))


def test_features_of_the_future_hold_for_later_cells():
    """As in a notebook; for no other submission."""
    cells = [("1", "'text'\nfrom __future__ import annotations\ndef f(x: No): pass"), ("2", "def g(x: No): pass")]
    module, problems = load("task", cells, {})
    assert problems == [] and module.g.__annotations__ == {"x": "No"}
    assert load("task", [("1", "def f(x: int): pass")], {})[0].f.__annotations__ == {"x": int}


def test_packages_and_relative_imports():
    """A folder is a package, with a file of its own or without; the first file's neighbours are found by a dot."""
    others = {
        "lib": ("lib/__init__.py", "from .inner.a import x"),
        "lib.inner.a": ("lib/inner/a.py", "from .. import b\nx = b.y + 1"),
        "lib.b": ("lib/b.py", "y = 1"),
    }
    module, _ = load("task", [("task.py", "import lib\nfrom .lib.inner import a\nfrom . import lib as again")], others)
    assert module.lib.x == module.a.x == module.again.x == 2
    with pytest.raises(ImportError):
        load("task", [("task.py", "from . import nowhere")], others)


def test_a_notebook_cell_whose_exception_cannot_be_shown():
    """The other cells are loaded all the same, and a long message is cut."""
    cells = [
        ("1", "class E(Exception):\n    def __str__(self): raise KeyError\nraise E"),
        ("2", "raise ValueError('m' * 9999)"),
        ("3", "x = 1"),
    ]
    module, problems = load("task", cells, {})
    assert module.x == 1 and [len(p) for p in problems] == [500]


def test_a_notebook_cell_may_end_the_whole():
    """sys.exit() is no mere failure of a cell: it is the caller's to describe."""
    with pytest.raises(SystemExit):
        load("task", [("1", "x = 1"), ("2", "import sys; sys.exit()")], {})


def test_the_other_files_can_be_imported():
    """Also from each other, and each is executed once."""
    others = {
        "helpers": ("helpers.py", "import counting\ncounting.n += 1\nfrom more import two"),
        "more": ("more.py", "def two(): return 2"),
        "counting": ("counting.py", "n = 0"),
    }
    source = "import helpers, counting\nfrom helpers import two\nx = two(), counting.n, helpers.__file__"
    module, _ = load("task", [("task.py", source)], others)
    assert module.x == (2, 1, "helpers.py")


def test_the_other_files_shadow_nothing():
    """A file that is called like something that is installed, imported already or not, stays unseen."""
    others = {name: (f"{name}.py", "raise RuntimeError('mine')") for name in ("numpy", "colorsys", "json")}
    sys.modules.pop("colorsys", None)
    module, _ = load("task", [("task.py", "import numpy, json, colorsys\nx = numpy.sqrt(4.0)")], others)
    assert module.x == 2.0 and module.colorsys.rgb_to_hsv


def test_files_of_an_earlier_submission_are_gone():
    """The finder is replaced, not added to."""
    load("task", [("task.py", "")], {"helpers_of_a": ("helpers_of_a.py", "")})
    load("task", [("task.py", "")], {})
    assert sum(isinstance(finder, StudentModules) for finder in sys.meta_path) == 1
    with pytest.raises(ModuleNotFoundError):
        load("task", [("task.py", "import helpers_of_a")], {})


def test_a_missing_module_stays_missing():
    """The finder answers for the submission's files only."""
    with pytest.raises(ModuleNotFoundError, match="no_such_helpers"):
        load("task", [("task.py", "import no_such_helpers")], {"other": ("other.py", "")})


def test_run_takes_any_namespace():
    """Drivers are run in a plain dictionary."""
    namespace = {}
    execute(("drivers.py", "def train(student): return student + 1"), namespace)
    assert namespace["train"](1) == 2


def test_student_files_are_all_names_of_the_submission():
    """The cells' and the other files', as tracebacks show them."""
    files = student_files([("cell 1", ""), ("cell 2", "")], {"helpers": ("lib/helpers.py", "")})
    assert files == {"cell 1", "cell 2", "lib/helpers.py"}


def test_a_later_submission_has_files_of_its_own():
    """In the judge's process, where many are loaded: a file of one name is another file, also if it was a submission itself."""
    before = list(sys.meta_path)
    try:
        load("helper", [("helper.py", "value = 1")], {})
        for value in (2, 3):
            others = {
                "helper": ("helper.py", f"value = {value}"),
                "package.inner": ("inner.py", f"value = {10 * value}"),
            }
            text = "from helper import value\nfrom package.inner import value as inner\nimport json"
            module, _ = load("main", [("main.py", text)], others)
            assert (module.value, module.inner) == (value, 10 * value)
    finally:
        sys.meta_path[:] = before
        for name in ("helper", "main", "package", "package.inner"):
            sys.modules.pop(name, None)


def test_a_dependency_finds_its_own_files():
    """Two files have one name, one beside the main file and one beside the dependency; neither hides what is installed."""
    others = {"shared": ("shared.py", "value = 1"), "colorsys": ("colorsys.py", "raise RuntimeError")}
    beside = {
        "shared": ("shared.py", "from below_numpy import two\nvalue = two"),
        "package.inner": ("package/inner.py", "value = 3"),
        "colorsys": ("colorsys.py", "raise RuntimeError"),
        "below_numpy": ("below_numpy.py", "raise RuntimeError"),
    }
    text = (
        "import shared, colorsys, package.inner as inner\nfrom . import shared as again\nfrom package import inner as also\n"
        "def late():\n    import package.inner\n    return package.inner.value, shared.value, again is shared, also is inner\n"
    )
    dependencies = {
        "below_numpy": Dependency([("below_numpy.py", "two = 2")]),
        "used_numpy": Dependency([("used_numpy.py", text)], Beside(beside)),
    }
    main = "import shared, colorsys, used_numpy\nx = shared.value, used_numpy.late()"
    module, _ = load("task", [("task.py", main)], others, dependencies=dependencies)
    assert module.x == (1, (3, 2, True, True)) and module.used_numpy.colorsys.rgb_to_hsv
    assert sys.modules["used_numpy"] is module.used_numpy


def test_a_dependency_may_be_a_notebook():
    """What fails in it is left out, as where it is judged by itself."""
    cells = [("cell 1", "import no_such_library\nx = 1"), ("cell 2", "nowhere()")]
    dependencies = {"used": Dependency(cells, notebook=True)}
    assert load("task", [("task.py", "from used import x")], {}, dependencies=dependencies)[0].x == 1


def test_the_course_is_told_of_its_own_modules_alone():
    """Those that are said to be given: a file of the same name beside another dependency is a student's."""
    given = {"given": ("given.py", "")}
    dependencies = {
        "one": Dependency([("one.py", "import given")], Beside(given, "given")),
        "two": Dependency([("two.py", "import given")], Beside({"given": ("theirs.py", "")})),
    }
    told = []
    text = "import given, one, two"
    load("task", [("task.py", text)], given, given="given", dependencies=dependencies, executed=told.append)
    assert [module.__name__ for module in told] == ["given", "handed_in_one.given"]
    files = student_files([("task.py", text)], given, given="given", dependencies=dependencies)
    assert files == {"task.py", "one.py", "two.py", "theirs.py"}
