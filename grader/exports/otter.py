"""Write autograder.zip for Otter-Grader, and student/ with a notebook and the tests that give feedback on it.

Otter grades one notebook or file at a time, so several topics get a folder each. The tests of Otter earn no points:
otter_plugin.py replaces their outcome by the verdict of this package.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..authoring.record import record
from ..course import course
from ..judging.reference import recording
from ..show.terminal.console import note
from ..submissions import notebooks
from ..topics.catalog import find_exercises, find_topic
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.parts import PARTS
from ..values.text import filled
from .bundle import COURSE, PRIVATE, PUBLIC, Files, template
from .folder import settings, under, write_folder
from .settings import FILE
from .wheel import zipped

_PACKAGE = "otter-grader[grading]>=7,<8"
_CONFIG = {
    "plugins": ["grader.exports.inside.otter_plugin.Verdict"],
    # Students see every row of the table. The table contains nothing that they may not read.
    "show_hidden": True,
    "show_all_public": True,
    "force_public_test_summary": False,
    "print_score": False,  # Otter divides by the points, which may be 0
}
_PLACES = ("exercises", "solutions")

_JUDGED = '''\
"""The plugin judges, outside the kernel. If the plugin is missing, this test fails and earns nothing."""

OK_FORMAT = False

from otter.test_files import test_case

name = "judged"
points = 1


@test_case(name="judged by the plugin")
def test_judged(env):
    raise AssertionError("the plugin that judges was not run")
'''

_FEEDBACK = '''\
"""Feedback on the @PART@ part of @TOPIC@, on public inputs. It is not a grade. The grade comes from other inputs."""

OK_FORMAT = False

from otter.test_files import test_case

from grader.exports.inside.otter_feedback import feedback

name = "@TOPIC@_@PART@, feedback, not a grade"
'''

_CASE = """

@test_case(name=@CLAIM@, points=@POINTS@)
def test_@NUMBER@(env):
    feedback(env, @TOPIC@, @PART@, @CHECK@)
"""

_INTRODUCTION = """\
Run the cells from top to bottom, write the code at each `TODO`, and run the cells with `grader.check` as often as you like.
Their output is **feedback, not a grade**: it uses public inputs. Hand in this notebook. It is graded elsewhere, on other inputs.
"""
_START = """\
# Once: %pip install chainrule "otter-grader>=7,<8"
import otter

grader = otter.Notebook("@NOTEBOOK@")"""


def write(bundle: Files, out: Path, exercises: Path | None = None) -> None:
    """Write the folder `out`. With several topics, each has a folder inside it.

    The recordings of the topics are read from the folder `exercises`, or else from the nearest folder of topics.
    """
    with contextlib.suppress(UsageError):
        exercises = exercises or find_exercises(Path.cwd())
    names = settings(bundle).topics
    written: Files = {}
    for name in names:
        topic_bundle = _only(bundle, name)
        files = {"autograder.zip": (zipped(_autograder(topic_bundle)), PRIVATE)}
        files |= under("student", _student(topic_bundle, name, exercises))
        written |= files if len(names) == 1 else under(name, files)
    write_folder(out, written)


def _only(bundle: Files, topic: str) -> Files:
    """Return the bundle with only this topic and those on which it builds."""
    whole = settings(bundle)
    with tempfile.TemporaryDirectory() as folder:
        used = tuple(one.name for one in _unpack(bundle, Path(folder), topic).all_used)
    left_out = {*whole.topics, *whole.used} - {topic, *used}
    others = tuple(f"{COURSE}/{place}/{name}/" for name in left_out for place in _PLACES)
    files = {path: file for path, file in bundle.items() if not path.startswith(others)}
    text = dataclasses.replace(whole, topics=(topic,), used=used).as_json()
    return files | {f"{COURSE}/{FILE}": (text.encode(), PRIVATE)}


def _autograder(bundle: Files) -> Files:
    """Return the files of autograder.zip: the bundle, and the files that Otter and Gradescope expect beside it."""
    return bundle | {
        "requirements.txt": (bundle["requirements.txt"][0] + f"{_PACKAGE}\n".encode(), PUBLIC),
        "otter_config.json": ((json.dumps(_CONFIG, indent=1) + "\n").encode(), PUBLIC),
        "tests/judged.py": (_JUDGED.encode(), PUBLIC),
        "setup.sh": template("setup.sh"),
        "run_autograder": template("otter_run_autograder"),
    }


def _student(bundle: Files, name: str, exercises: Path | None) -> Files:
    """Return the files for students: the public files of the graded parts, a notebook, and a test file for each part."""
    place = f"{COURSE}/exercises/{name}/"
    left_out = tuple(f"_{part}.py" for part in PARTS if part not in settings(bundle).parts)
    public = {
        path.removeprefix(place): data
        for path, (data, _) in bundle.items()
        if path.startswith(place) and not path.endswith(left_out)
    }
    with tempfile.TemporaryDirectory() as folder:
        with_solutions = _unpack(bundle, Path(folder), name)
        answers = _answers(with_solutions, settings(bundle).parts, public, exercises)
        topic = Topic(name, Path(folder, "public"), course=with_solutions.course)
        topic.folder.mkdir()
        for file, data in public.items():
            (topic.folder / file).write_bytes(data)
        files = {f"exercises/{name}/{file}": data for file, data in (public | answers).items()}
        files[f"{name}.ipynb"] = _notebook(topic).encode()
        files |= {f"tests/{name}_{part}.py": _tests(topic, part).encode() for part in topic.parts}
    return {path: (data, PUBLIC) for path, data in files.items()}


def _unpack(bundle: Files, folder: Path, name: str) -> Topic:
    """Write the course into `folder`, and return the topic with its solutions."""
    for path, (data, _) in bundle.items():
        if path.startswith(f"{COURSE}/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    exercises = folder / COURSE / "exercises"
    return find_topic(name, exercises, folder / COURSE / "solutions", course.find(None, exercises))


def _answers(topic: Topic, parts: Sequence[str], public: dict[str, bytes], exercises: Path | None) -> dict[str, bytes]:
    """Return the recordings of these parts for the students' feedback.

    If `exercises` has the same public files, its recordings are used. Otherwise a new recording takes a minute or two.
    """
    parts = [part for part in topic.parts if part in parts]
    names = [name for part in parts for name in recording.names(part)]
    if exercises:
        existing = exercises / topic.name
        with contextlib.suppress(OSError):
            if all((existing / file).read_bytes() == data for file, data in public.items()):
                return {name: (existing / name).read_bytes() for name in names}
    note(f"recording the answers of the solution of {topic.name}; this takes a minute or two")
    made = record(topic)
    return {name: data for part in parts for name, data in made[part].files(part).items()}


def _tests(topic: Topic, part: str) -> str:
    """Return a test file for Otter with a case for each public check of a part."""
    cases = (
        filled(
            _CASE,
            NUMBER=str(number),
            CLAIM=repr(check.claim),
            POINTS=repr(check.points),
            TOPIC=repr(topic.name),
            PART=repr(part),
            CHECK=repr(check.name),
        )
        for number, check in enumerate(topic.checks_of(part), start=1)
    )
    return filled(_FEEDBACK, TOPIC=topic.name, PART=part) + "".join(cases)


def _notebook(topic: Topic) -> str:
    """Return the notebook of the topic, with Otter's checks instead of `%check`."""
    content = json.loads(notebooks.text(topic))
    for cell in content["cells"]:
        cell["source"] = _with_otter("".join(cell["source"]), topic)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _with_otter(source: str, topic: Topic) -> str:
    if source == notebooks.INTRODUCTION:
        return _INTRODUCTION
    if source.endswith("%load_ext grader"):
        return filled(_START, NOTEBOOK=f"{topic.name}.ipynb")
    if source.startswith("%check "):
        return f'grader.check("{topic.name}_{source.rpartition(" ")[2]}")'
    return source
