"""The tests mirror the tree: a module's tests are found by its name, and helpers stand apart from tests."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from support.places import ROOT

TESTS = ROOT / "tests"
ENOUGH = 15  # lines of code that are worth tests of their own

# Modules without a test file of their name, and where they are tested.
TESTED_ELSEWHERE = {
    "worker/serve.py": "it runs in each worker, for good: sandbox/test_worker_process.py, worker/test_zygote.py",
}
# Test files that belong to no single module, and what they are about.
ABOUT_MORE = {
    "exports/test_attacks.py": "the attacks of tests/attacks, where bundles are unpacked",
    "exports/test_install.py": "the program exports/templates/install.sh",
    "worker/test_imports.py": "the imports of every module of worker/",
    "topics/test_lectures.py": "the page docs/lectures.md",
    "topics/test_every_topic.py": "all topics of exercises/",
    "topics/test_readmes.py": "the READMEs and the examples of all topics of exercises/",
    "topics/test_proofs.py": "the proofs of all topics of exercises/",
    "topics/test_odd_answers.py": "the checks of all topics of exercises/, with answers that no exercise asks for",
}
# Folders of tests that mirror no package: hostile and honest submissions, programs with their own tests, helpers.
NO_PACKAGES = ("adapters", "attacks", "honest", "programs", "sample_class", "support")
# Folders whose Python files are submissions: whatever stands in them is no test and no helper.
SUBMISSIONS = ("adapters/right", "attacks", "honest", "sample_class")


def modules() -> list[str]:
    """The modules of grader/ by path; files that are templates for platforms are none."""
    package = ROOT / "grader"
    paths = (path.relative_to(package) for path in sorted(package.rglob("*.py")))
    return [path.as_posix() for path in paths if "templates" not in path.parts]


MODULES = modules()
TEST_FILES = [path.relative_to(TESTS).as_posix() for path in sorted(TESTS.rglob("test_*.py"))]
OF_PACKAGES = [name for name in TEST_FILES if "/" in name and name.split("/")[0] not in NO_PACKAGES]


def lines_of_code(text: str) -> int:
    """The lines on which a statement stands, without docstrings."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            whole = hasattr(node, "body")  # of a function or a loop only the head; its statements count themselves
            lines |= {node.lineno} if whole else set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def possible_modules(test: str) -> Iterator[str]:
    """The modules that a test file may be about: `test_a_b.py` is about a_b.py, or about an aspect of a.py.

    A file with the name of its folder is about the package itself. In topics/ it may be about a topic of exercises/.
    """
    path = PurePosixPath(test)
    words = path.stem.removeprefix("test_").split("_")
    for count in range(len(words), 0, -1):
        yield path.with_name("_".join(words[:count]) + ".py").as_posix()
    if "_".join(words) == path.parent.name:
        yield (path.parent / "__init__.py").as_posix()
    if path.parent.name == "topics":
        yield f"../exercises/{'_'.join(words)}/checks.py"


def is_there(module: str) -> bool:
    """Whether there is a module of grader/, or a topic's file of checks, at this path."""
    topic = module.startswith("../exercises/") and (ROOT / "grader" / module).is_file()
    return module in MODULES or topic


def test_a_module_has_a_test_file_of_its_name():
    """Whoever changes it finds its tests without a search; a few lines without a branch need none."""
    lacking = []
    for module in (PurePosixPath(name) for name in MODULES):
        own = module.with_name(f"test_{module.name}").as_posix()
        short = lines_of_code((ROOT / "grader" / module).read_text(encoding="utf-8")) <= ENOUGH
        if not (module.name.startswith("__") or own in TEST_FILES or short or str(module) in TESTED_ELSEWHERE):
            lacking.append(own)
    assert lacking == []


def test_a_test_file_names_the_module_that_it_is_about():
    """A module that was renamed or removed takes its tests along."""
    about_none = [test for test in OF_PACKAGES if not any(map(is_there, possible_modules(test)))]
    assert [test for test in about_none if test not in ABOUT_MORE] == []


def test_no_exception_is_left_over():
    """Each names a file that is there and still needs it."""
    assert [name for name in TESTED_ELSEWHERE if name not in MODULES] == []
    written = {
        PurePosixPath(name).with_name(f"test_{PurePosixPath(name).name}").as_posix() for name in TESTED_ELSEWHERE
    }
    assert written & set(TEST_FILES) == set()
    assert [name for name in ABOUT_MORE if name not in TEST_FILES or any(map(is_there, possible_modules(name)))] == []
    assert [name for name in (*NO_PACKAGES, *SUBMISSIONS) if not (TESTS / name).is_dir()] == []


def imported(text: str) -> set[str]:
    """The modules that a source text imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            names |= {source} | {f"{source}.{alias.name}" for alias in node.names}
    return names


def is_of_tests(name: str) -> bool:
    """Whether an imported name stands for a test file, a conftest, or a neighbour in the same folder."""
    return name.startswith((".", "tests")) or any(
        part == "conftest" or part.startswith("test_") for part in name.split(".")
    )


PYTHON = [
    path.relative_to(TESTS).as_posix()
    for path in sorted(TESTS.rglob("*.py"))
    if not path.relative_to(TESTS).as_posix().startswith(tuple(f"{folder}/" for folder in SUBMISSIONS))
    or path.name.startswith(("test_", "conftest"))
]


def test_no_file_imports_a_test_file():
    """A test that is imported runs twice; what two files need stands in support/ or is a fixture of a conftest."""
    imports = {(file, name) for file in PYTHON for name in imported((TESTS / file).read_text(encoding="utf-8"))}
    assert sorted((file, name) for file, name in imports if is_of_tests(name)) == []


def test_helpers_stand_in_their_folders():
    """Among the tests there are tests and fixtures alone."""
    others = [file for file in PYTHON if not PurePosixPath(file).name.startswith(("test_", "conftest."))]
    assert [file for file in others if file.split("/")[0] not in ("support", "programs")] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from support.places import ROOT\nimport grader.values.text", []),
        ("from cli.test_main import call", ["cli.test_main", "cli.test_main.call"]),
        ("import conftest", ["conftest"]),
        ("def f():\n    from . import conftest", [".", "..conftest"]),
        ("from tests.support import places", ["tests.support", "tests.support.places"]),
        ("from programs import test_kills", ["programs.test_kills"]),
    ],
)
def test_the_guard_sees_imports_of_tests(text, names):
    """In every form, and no other import."""
    assert sorted(name for name in imported(text) if is_of_tests(name)) == sorted(names)


CODE = '''"""Text
and text."""

import os  # why


def f(x):
    """Text."""
    if x:
        os.getenv(
            x
        )
'''


def test_the_guard_counts_code_and_no_text():
    """Docstrings, comments and empty lines are no code; a call over three lines is three."""
    assert lines_of_code(CODE) == 6


@pytest.mark.parametrize(
    ("test", "module"),
    [
        ("values/test_text.py", "values/text.py"),
        ("judging/test_judge_loading.py", "judging/judge.py"),
        ("show/pages/test_pages.py", "show/pages/__init__.py"),
        ("topics/test_batch_norm.py", "../exercises/batch_norm/checks.py"),
    ],
)
def test_the_guard_finds_what_a_test_file_is_about(test, module):
    """By its name, by the beginning of it, and for packages and topics."""
    assert next(filter(is_there, possible_modules(test))) == module


def test_the_guard_misses_what_is_not_there():
    """A name that only looks like one."""
    for test in ("values/test_texts.py", "values/test_nothing_text.py", "topics/test_norm.py", "cli/test_text.py"):
        assert not any(map(is_there, possible_modules(test)))
