"""What an instructor with Otter-Grader needs: autograder.zip, and student/ with a notebook and feedback for it.

Otter grades one notebook or file at a time, so several topics become a folder each. Its own tests earn nothing there:
otter_plugin.py puts our verdict in their place.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import tempfile
from pathlib import Path

from ..checks.check import PARTS
from ..course import course
from ..show.terminal.console import note
from ..submissions import notebooks
from ..topics.catalog import find_exercises, find_topic
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.text import filled
from .bundle import COURSE, PRIVATE, PUBLIC, Files, template
from .folder import settings, under, write_folder
from .settings import FILE
from .wheel import zipped

_PACKAGE = "otter-grader[grading]>=7,<8"
_CONFIG = {
    "plugins": ["grader.exports.inside.otter_plugin.Verdict"],
    # Every row of the table is shown to students; what they may not read is not in it.
    "show_hidden": True,
    "show_all_public": True,
    "force_public_test_summary": False,
    "print_score": False,  # it divides by the points, which may be none
}
_PLACES = ("exercises", "solutions")

_JUDGED = '''\
"""Nothing is judged in the kernel. This earns nothing, should the plugin that judges be missing."""

OK_FORMAT = False

from otter.test_files import test_case

name = "judged"
points = 1


@test_case(name="judged by the plugin")
def test_judged(env):
    raise AssertionError("the plugin that judges was not run")
'''

_FEEDBACK = '''\
"""Feedback on the @PART@ part of @TOPIC@, on public inputs. It is no grade: that is given elsewhere, on other inputs."""

OK_FORMAT = False

from otter.test_files import test_case

from grader.exports.inside.otter_feedback import feedback

name = "@TOPIC@_@PART@, feedback that is no grade"
'''

_CASE = """

@test_case(name=@CLAIM@, points=@POINTS@)
def test_@NUMBER@(env):
    feedback(env, @TOPIC@, @PART@, @CHECK@)
"""

_INTRODUCTION = """\
Run the cells from top to bottom, write what is `TODO`, and run the cells with `grader.check` as often as you like. What they
say is **feedback, no grade**: it is found here, on public inputs. Hand in this notebook; it is graded elsewhere, on other inputs.
"""
_START = """\
# Once: %pip install chainrule "otter-grader>=7,<8"
import otter

grader = otter.Notebook("@NOTEBOOK@")"""


def write(bundle: Files, out: Path, exercises: Path | None = None) -> None:
    """Write the folder `out`; where there are several topics, with a folder in it for each.

    `exercises` is where their recordings stand, or else the nearest such folder.
    """
    with contextlib.suppress(UsageError):
        exercises = exercises or find_exercises(Path.cwd())
    names = settings(bundle).topics
    made: Files = {}
    for name in names:
        one = _only(bundle, name)
        found = {"autograder.zip": (zipped(_autograder(one)), PRIVATE)} | under(
            "student", _student(one, name, exercises)
        )
        made |= found if len(names) == 1 else under(name, found)
    write_folder(out, made)


def _only(bundle: Files, topic: str) -> Files:
    """The bundle with this one of its topics."""
    wanted = settings(bundle)
    others = tuple(f"{COURSE}/{place}/{name}/" for name in wanted.topics if name != topic for place in _PLACES)
    found = {path: file for path, file in bundle.items() if not path.startswith(others)}
    said = dataclasses.replace(wanted, topics=(topic,)).as_json()
    return found | {f"{COURSE}/{FILE}": (said.encode(), PRIVATE)}


def _autograder(bundle: Files) -> Files:
    """The files of autograder.zip: the bundle, and what otter and Gradescope look for beside it."""
    return bundle | {
        "requirements.txt": (bundle["requirements.txt"][0] + f"{_PACKAGE}\n".encode(), PUBLIC),
        "otter_config.json": ((json.dumps(_CONFIG, indent=1) + "\n").encode(), PUBLIC),
        "tests/judged.py": (_JUDGED.encode(), PUBLIC),
        "setup.sh": template("setup.sh"),
        "run_autograder": template("otter_run_autograder"),
    }


def _student(bundle: Files, name: str, exercises: Path | None) -> Files:
    """What students get: the public files of the parts that are graded, a notebook, and a test file for each part."""
    place = f"{COURSE}/exercises/{name}/"
    left_out = tuple(f"_{part}.py" for part in PARTS if part not in settings(bundle).parts)
    public = {
        path.removeprefix(place): data
        for path, (data, _) in bundle.items()
        if path.startswith(place) and not path.endswith(left_out)
    }
    with tempfile.TemporaryDirectory() as folder:
        whole = _laid_out(bundle, Path(folder), name)
        answers = _answers(whole, public, exercises)
        given = Topic(name, Path(folder, "given"), course=whole.course)
        given.folder.mkdir()
        for file, data in public.items():
            (given.folder / file).write_bytes(data)
        found = {f"exercises/{name}/{file}": data for file, data in (public | {"answers.npz": answers}).items()}
        found[f"{name}.ipynb"] = _notebook(given).encode()
        found |= {f"tests/{name}_{part}.py": _tests(given, part).encode() for part in given.parts}
    return {path: (data, PUBLIC) for path, data in found.items()}


def _laid_out(bundle: Files, folder: Path, name: str) -> Topic:
    """The topic with its solutions, as files."""
    for path, (data, _) in bundle.items():
        if path.startswith(f"{COURSE}/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    exercises = folder / COURSE / "exercises"
    return find_topic(name, exercises, folder / COURSE / "solutions", course.find(None, exercises))


def _answers(topic: Topic, public: dict[str, bytes], exercises: Path | None) -> bytes:
    """What students get feedback from: the recording beside the same files, or a new one, which takes a minute or two."""
    if exercises:
        here = exercises / topic.name
        with contextlib.suppress(OSError):
            if all((here / file).read_bytes() == data for file, data in public.items()):
                return (here / "answers.npz").read_bytes()
    from ..authoring import build

    note(f"recording what the reference of {topic.name} answers, which takes a minute or two")
    path = topic.folder / "answers.npz"
    build.record(topic).save(path)
    return path.read_bytes()


def _tests(topic: Topic, part: str) -> str:
    """A test file of otter's with a case for each public check of a part."""
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
    """The notebook of the topic, with otter's checks in the place of ours."""
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
