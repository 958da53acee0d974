"""Checks that unwritten code passes are found, with the code that passes them; sound checks are not."""

import pytest

from grader.authoring.scaffold import write_topic
from grader.authoring.unwritten import problems
from grader.judging.setup import for_the_record
from grader.topics.topic import Topic


@pytest.fixture
def found(tmp_path):
    """Add checks to a new topic, and perhaps exercises; returns the sentences."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")

    def find(checks="", exercises="", solution=""):
        for path, text in (("exercises/toy/checks.py", checks), ("solutions/toy/toy_numpy.py", solution)):
            with (tmp_path / path).open("a") as file:
                file.write(text)
        skeleton = "def scale(x, factor):\n    raise NotImplementedError\n"
        (tmp_path / "exercises/toy/toy_numpy.py").write_text(skeleton + exercises)
        topic = Topic("toy", tmp_path / "exercises/toy", tmp_path / "solutions/toy")
        return list(problems(for_the_record(topic, b"a secret", isolation="best"), "numpy"))

    return find


HEAD = (
    "\n\nimport numpy as np\nfrom grader import holds, same_shape\n\n@check(points=1, after=multiplies_every_entry)\n"
)


def test_a_sound_topic(found):
    """What `grader new` writes gives nothing away."""
    assert found() == []


@pytest.mark.parametrize(
    ("judgement", "code"),
    [
        ("student.scale(x, 2.0)", "functions that return None"),
        ('same_shape(student.scale(x, 2.0), (4, 3), "y")', "functions that return zeros"),
        ('holds(len(student.scale(x, 2.0)) == 0, "none")', "functions that return ()"),
        ('holds((student.scale(x, 2.0) == 2 * x).all(axis=1).all(), "all")', "an empty axis in front"),
        ('holds(np.isfinite(student.scale(x, 2.0)).all(), "finite")', "functions that return"),
        ('holds(not np.array_equal(student.scale(x, 2.0), 0 * x), "something")', "functions that return"),
        ('holds(np.array_equal(student.scale(x, 1.0), x), "1 is neutral")', "functions that return the first argument"),
    ],
)
def test_a_check_that_asks_too_little(found, judgement, code):
    """Though it waits for others, it is asked. The sentence names it, the code, and what to do."""
    checks = (
        f'{HEAD}def lazy(student, reference, rng):\n    """Lazy."""\n    x = rng.normal(size=(4, 3))\n    {judgement}\n'
    )
    [sentence] = found(checks)
    assert sentence.startswith("lazy gives its points for ") and code in sentence
    assert sentence.endswith("it asks too little of the answers. Compare the answer with the reference's too")


COUNTER = (
    "\n\nclass Counter:\n    def __init__(self, start):\n        self.value = start\n\n"
    "    def add(self, number):\n        self.value += number\n"
)
SKELETON = "class Counter:\n    def __init__(self, start): raise NotImplementedError\n"


def test_checks_of_a_constructor_alone(found):
    """They are earned by a constructor that is written, whatever the methods do."""
    starts = f'{HEAD}def starts(student, reference, rng):\n    """Starts."""\n    x = rng.normal()\n'
    starts += '    close(student.Counter(x).value, x, "value")\n'
    assert found(starts, SKELETON, COUNTER) == []


def test_checks_of_a_method_that_does_nothing(found):
    """A method that does nothing must not keep a promise that only what is written can keep."""
    adds = f'{HEAD}def adds(student, reference, rng):\n    """Adds."""\n    x = rng.normal()\n'
    adds += '    counter = student.Counter(x)\n    counter.add(0.0)\n    close(counter.value, x, "value")\n'
    [sentence] = found(adds, SKELETON, COUNTER)
    assert "adds gives its points for written constructors and methods that return None" in sentence


def test_a_check_that_unwritten_code_breaks(found):
    """A question that is made from a changed argument has no recorded answer."""
    scribbled = (
        f'{HEAD}def scribbled(student, reference, rng):\n    """Scribbled."""\n    x = rng.normal(size=(4, 3))\n'
    )
    scribbled += '    close(student.scale(x, 2.0), reference.scale(2 * x, 1.0), "y")\n'
    [sentence] = found(scribbled)
    assert sentence.startswith("scribbled is broken by functions that fill the arguments with zeros")
