"""A class in topics that build on one another: whose code each submission was built on, whatever is handed in beside it."""

import json
import zipfile

import pytest
from click.testing import CliRunner
from support.chains import links

from grader.cli.main import main
from grader.sandbox import worker_process

CHAIN = {"base": (), "toy": ("base",)}
OWN = "Your file base_numpy.py was used."
FAILS = "The given base was used, because your base_numpy.py does not pass every check."
MISSING = "The given base was used, because your base_numpy.py was not found."
UNREADABLE = "The given base was used, because your base_numpy.py cannot be read."
UNWRITTEN = "The given base was used, because your base_numpy.py is not written yet."

# By student: the file of the used topic, what is earned for it, and what the report on the topic above says.
CLASS = {
    "right": (b"def times_base(x): return x + x\n", 1, OWN),
    "without": (None, 0, MISSING),
    "wrong": (b"def times_base(x): return 3 * x\n", 0, FAILS),
    "empty": (b"", 0, UNWRITTEN),
    "raises": (b"raise RuntimeError('at its top')\n", 0, FAILS),
    "raises_late": (b"def times_base(x): raise RuntimeError\n", 0, FAILS),
    "exits": (b"import sys\nsys.exit()\n", 0, FAILS),
    "dies": (b"import os\nos._exit(3)\n", 0, FAILS),
    "hangs": (b"while True: pass\n", 0, FAILS),
    "hangs_late": (b"def times_base(x):\n    while True: pass\n", 0, FAILS),
    "no_utf8": (b"text = '\xff'\ndef times_base(x): return 2 * x\n", 0, UNREADABLE),
    "zeros": (b"x = 1\0", 0, UNREADABLE),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The reports on the class by student and topic. Every submission is a zip."""
    root = tmp_path_factory.mktemp("graded")
    _, right = links(root, CHAIN)
    (root / "class").mkdir()
    for student, (base, _, _) in CLASS.items():
        with zipfile.ZipFile(root / "class" / f"{student}.zip", "w") as archive:
            archive.writestr("toy_numpy.py", right["toy_numpy.py"])
            if base is not None:
                archive.writestr("base_numpy.py", base)
    (root / "secret").write_text("0123456789abcdef0123456789abcdef")
    places = ["--exercises", str(root / "exercises"), "--solutions", str(root / "solutions")]
    command = ["grade", str(root / "class"), "--out", str(root / "run"), "--secret-file", str(root / "secret"), *places]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_process, "LOAD_LIMIT", 1.0)
        done = CliRunner().invoke(main, [*command, "--isolation", "best", "--part", "numpy", "--jobs", "1"])
    assert done.exit_code == 0, done.output
    files = (root / "run" / "reports").glob("*/*.json")
    return {(path.parent.name, path.stem): json.loads(path.read_text()) for path in files}


@pytest.mark.parametrize("student", CLASS)
def test_a_mistake_in_the_used_topic_costs_nothing_above(graded, student):
    """Whatever is wrong with that file, the topic above earns everything, and its report says which code was used."""
    _, earned, sentence = CLASS[student]
    base, toy = graded[student, "base"], graded[student, "toy"]
    assert base["score"] == earned and "builds_on" not in base["parts"][0]
    assert toy["score"] == toy["max_score"] == 1 and toy["parts"][0]["builds_on"] == [sentence]
