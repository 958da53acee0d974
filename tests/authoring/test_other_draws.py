"""Draws are free, and this is proved: files that draw in other ways, and code that ignores its generator."""

import pytest
from support.new_topic import fresh

from grader.authoring.build import build
from grader.authoring.other_draws import OTHER_WAYS, problems
from grader.authoring.scaffold import write_topic
from grader.authoring.verify import climb
from grader.judging.setup import for_the_record

CHECKS = """\
import numpy as np
from grader import check, close, independent, same_seed_same_answer, share_of


@check(points=1)
def drops_a_share(student, reference, rng):
    \"\"\"A share p of the entries becomes 0.\"\"\"
    x, p = rng.uniform(1.0, 2.0, (60, 50)), 0.3
    out = student.dropout(x, p, student.generator(rng.randint(1 << 31)))
    close(np.where(out == 0, 0.0, out), np.where(out == 0, 0.0, x / (1 - p)), "out")
    share_of(out == 0, p, "dropped entries")


@check(points=1)
def draws_from_its_generator_alone(student, reference, rng):
    \"\"\"Equal generators give equal answers.\"\"\"
    x = rng.uniform(1.0, 2.0, (30, 20))
    out = same_seed_same_answer(student, lambda generator: student.dropout(x, 0.4, generator), "dropout")
    close(out, np.where(out == 0, 0, x / 0.6), "out")
"""
HEAD = "import numpy as np\n\n\ndef dropout(x, p, generator):\n    # BEGIN SOLUTION\n"
SOLUTION = HEAD + "    return np.where(generator.random(x.shape) < p, 0.0, x / (1 - p))\n    # END SOLUTION\n"
RIGHT = {
    "as the solution": "np.where(p > generator.random(x.shape), 0.0, x * (1 / (1 - p)))",
    "from the other end": "np.where(generator.random(x.shape) > 1 - p, 0.0, x / (1 - p))",
    "column by column": "np.where(generator.random(x.shape[::-1]).T < p, 0.0, x / (1 - p))",
    "all at once": "x * generator.binomial(1, 1 - p, x.shape) / (1 - p)",
}
TOO_FEW = "dropout draws, and right/ has {} of drawing: write"


def files(*names):
    """Right files by name."""
    return {
        name: f"import numpy as np\n\n\ndef dropout(x, p, generator):\n    return {RIGHT[name]}\n" for name in names
    }


@pytest.fixture
def found(make_topic):
    """The problems of a topic with these checks and this solution, with right files: None where nothing draws."""

    def made(right, checks=CHECKS, solution=SOLUTION):
        topic = make_topic(checks, solution)
        found = problems(for_the_record(topic, b"any secret", isolation="none"), "numpy", right)
        return None if found is None else list(found)

    return made


def test_two_other_ways_are_enough(found):
    """Each draws other numbers than the solution and than the other."""
    assert found(files("from the other end", "column by column")) == []


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ((), "0 other ways"),
        (("as the solution", "column by column"), "1 other way"),
        (("column by column", "as the solution", "as the solution"), "1 other way"),
    ],
)
def test_too_few_ways_of_drawing(found, names, count):
    """A file that draws as the solution does and rounds otherwise is no other way."""
    (said,) = found(files(*names))
    assert said.startswith(TOO_FEW.format(count)) and f"write {OTHER_WAYS} files" in said


def test_files_that_draw_alike_are_one_way(found):
    """Two copies of one way try no more than one of them."""
    right = files("column by column") | {"a copy": files("column by column")["column by column"]}
    (said,) = found(right)
    assert said.startswith(TOO_FEW.format("1 other way"))


def test_a_file_that_fails_where_the_solution_draws_is_no_way(found):
    """It says nothing of draws."""
    right = files("column by column") | {"broken": "def dropout(x, p, generator):\n    raise ValueError\n"}
    (said,) = found(right)
    assert said.startswith(TOO_FEW.format("1 other way"))


def test_an_ignored_generator_that_no_check_notices(found):
    """Without the check of equal seeds, code may draw from where it likes."""
    alone = CHECKS.index("\n\n@check(points=1)\ndef draws_from")
    said = found(files("from the other end", "column by column"), checks=CHECKS[:alone] + "\n")
    assert said == [
        "no check notices that dropout ignores its generator and draws from a generator with a constant seed",
        "no check notices that dropout ignores its generator and draws from a generator that no check has seeded",
    ]


def test_nothing_is_said_where_nothing_draws(found):
    """Neither without a generator, nor where the solution leaves it as it is."""
    plain = (
        "from grader import check, close\n\n\n@check(points=1)\ndef doubles(student, reference, rng):\n"
        '    """Twice."""\n    close(student.dropout(rng.normal(size=3), 1, student.generator(1)), reference.dropout('
        'rng.normal(size=3) * 0, 1, reference.generator(1)), "y")\n'
    )
    unused = "def dropout(x, p, generator):\n    # BEGIN SOLUTION\n    return x * 0\n    # END SOLUTION\n"
    assert found({}, checks=plain, solution=unused) is None


CLASS_CHECKS = (
    CHECKS.replace("student.dropout(x, p, ", "student.Dropout(p, ")
    .replace("student.generator(rng.randint(1 << 31)))", "student.generator(rng.randint(1 << 31))).forward(x)")
    .replace("student.dropout(x, 0.4, generator)", "student.Dropout(0.4, generator).forward(x)")
)
CLASS = (
    "import numpy as np\n\n\nclass Dropout:\n    def __init__(self, p, generator):\n        # BEGIN SOLUTION\n"
    "        self.p, self.generator = p, generator\n        # END SOLUTION\n\n    def forward(self, x):\n"
    "        # BEGIN SOLUTION\n        dropped = self.generator.random(x.shape) < self.p\n"
    "        return np.where(dropped, 0.0, x / (1 - self.p))\n        # END SOLUTION\n"
)


def test_an_object_may_keep_its_generator(found):
    """The calls of its methods are repeated with the object."""
    other = {"end": CLASS.replace("shape) < self.p", "shape) > 1 - self.p")}
    turned = {"turned": CLASS.replace("random(x.shape) <", "random(x.shape[::-1]).T <")}
    assert found(other | turned, checks=CLASS_CHECKS, solution=CLASS) == []


def test_objects_that_draw_alike(found):
    """The same with one way too few."""
    other = {"end": CLASS.replace("shape) < self.p", "shape) > 1 - self.p")}
    (said,) = found(other, checks=CLASS_CHECKS, solution=CLASS)
    assert said.startswith("Dropout draws, and right/ has 1 other way of drawing")


def test_the_rung_stands_in_the_ladder_of_a_topic_that_draws(tmp_path):
    """A new topic has no such rung. With an exercise that draws it has one, which fails until two files draw otherwise."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    build(fresh(tmp_path), write=True)
    assert not any("draws" in rung.claim for rung in climb(fresh(tmp_path)))
    public, secret = tmp_path / "exercises/toy", tmp_path / "solutions/toy"
    with (public / "checks.py").open("a") as file:
        file.write("\n\n" + CHECKS)
    with (secret / "toy_numpy.py").open("a") as file:
        file.write("\n\n" + SOLUTION.removeprefix("import numpy as np\n\n\n"))
    loop = (secret / "right/loop_numpy.py").read_text()
    for number, way in enumerate(("from the other end", "column by column")):
        body = files(way)[way].removeprefix("import numpy as np\n")
        (secret / f"right/way_{number}_numpy.py").write_text(loop + body)
    (secret / "right/loop_numpy.py").unlink()
    build(fresh(tmp_path), write=True)

    def draws():
        return next(rung.problems for rung in climb(fresh(tmp_path)) if "draws" in rung.claim)

    assert draws() == ()
    (secret / "right/way_1_numpy.py").unlink()
    (said,) = draws()
    assert said.startswith(TOO_FEW.format("1 other way"))
