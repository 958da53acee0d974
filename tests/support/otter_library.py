"""A course exported for Otter-Grader, the tree in which otter grades, and the notebooks that are handed in."""

from __future__ import annotations

import json
import types
import zipfile

from grader.exports import otter
from grader.exports.inside.otter_plugin import Verdict
from grader.exports.request import Request

ANSWERS = b"not graded with"  # what stands for a recording in the course
WRONG = "def double(x):\n    return x * 3\n"


def written(course, out, *topics):
    """The export of topics' NumPy parts, in the folder `out`."""
    places = {"exercises": course / "exercises", "solutions": course / "solutions"}
    request = Request(topics or ("toy",), secret_file=course / "course.secret", parts=("numpy",), **places)
    otter.write(request.bundle(), out, course / "exercises")
    return out


def recorded(course, out):
    """The same, of a course in which there are no answers yet."""
    (course / "exercises" / "toy" / "answers" / "numpy.json").unlink()
    return written(course, out)


class Machine:
    """The tree in which otter grades, without otter."""

    def __init__(self, root, archive):
        self.submission = root / "submission"
        for folder in (self.submission / "tests", root / "results"):
            folder.mkdir(parents=True)
        with zipfile.ZipFile(archive) as unpacked:
            unpacked.extractall(root / "source")
        self.course = root / "source" / "course"
        (root / "submission_metadata.json").write_text("{}")

    def judge(self, name):
        """A plugin that was told to judge the file with this name, and otter's configuration after that."""
        config = types.SimpleNamespace(pdf=True, token="token")
        plugin = Verdict(str(self.submission / name), {}, {})
        plugin.before_grading(config)
        return plugin, config


def notebook_of(*cells):
    """A notebook's file with these cells."""
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": c} for c in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
