"""One topic's two folders are read: title, parts, checks, solutions and what is wrong with each."""

import dataclasses

import pytest

from grader.course.course import Course, Override
from grader.topics.mistakes import Mistake
from grader.topics.topic import Topic
from grader.values.errors import TopicError

CHECK = '''
from grader import check

@check(points={points}, part="{part}")
def {name}(student, reference, rng):
    """It {name}."""
'''


@pytest.fixture
def topic(tmp_path):
    """A topic of these files: `topic({"checks.py": …}, {"hidden.py": …})`; without secret files, without that folder."""

    def made(public, secret=None):
        folders = [tmp_path / "exercises" / "toy", tmp_path / "solutions" / "toy"]
        for folder, files in zip(folders, (public, secret), strict=True):
            for name, text in (files or {}).items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text)
        return Topic("toy", folders[0], folders[1] if secret is not None else None)

    return made


def checks(*names, part="numpy", points=1):
    return "".join(CHECK.format(name=name, part=part, points=points) for name in names)


@pytest.mark.parametrize(
    ("files", "title"),
    [
        ({"README.md": "\n# Batch *normalization*\n# More\n"}, "Batch *normalization*"),
        ({"README.md": "## No heading of the first level\n"}, "toy"),
        ({"checks.py": ""}, "toy"),
    ],
)
def test_the_title_is_the_heading_of_the_readme(topic, files, title):
    """The first of the first level; else the name."""
    assert topic(files).title == title


def test_parts_are_those_with_a_file(topic):
    """In the student's folder or among the solutions, NumPy first."""
    assert topic({"toy_torch.py": ""}, {"toy_numpy.py": ""}).parts == ("numpy", "torch")


def test_where_a_notebook_takes_the_files_place_parts_are_those_with_checks(topic):
    """No file of the student's is there before the first check."""
    assert topic({"checks.py": checks("trains", part="torch")}).parts == ("torch",)


def test_checks_are_the_public_ones_then_the_hidden_ones(topic):
    """In the order of their files; those that a file imports from another do not count twice."""
    files = {
        "checks.py": checks("adds", "scales"),
        "checks_torch.py": "from .checks import adds\n" + checks("trains", part="torch"),
    }
    made = topic(files, {"hidden.py": "from .checks import scales\n" + checks("secretly")})
    assert [check.name for check in made.checks] == ["adds", "scales", "trains", "secretly"]
    assert made.hidden == {"secretly"}
    assert [check.name for check in made.checks_of("torch")] == ["trains"]
    assert Topic("toy", made.folder).hidden == frozenset()


def test_a_name_is_one_checks_alone(topic):
    """Points, hints and reports go by it."""
    with pytest.raises(TopicError, match="two checks are called adds"):
        _ = topic({"checks.py": checks("adds")}, {"hidden.py": checks("adds")}).checks


@pytest.mark.parametrize(("text", "says"), [("1 / 0", "ZeroDivisionError"), ("def f(:", "SyntaxError")])
def test_a_file_that_does_not_load_is_named(topic, text, says):
    """With what Python says of it."""
    with pytest.raises(TopicError, match=f"checks.py does not load: {says}"):
        _ = topic({"checks.py": text}).checks


def test_a_topic_without_checks_is_refused(topic):
    """checks.py is what makes a folder a topic."""
    with pytest.raises(TopicError, match="checks.py is missing"):
        _ = topic({"README.md": "# Toy"}).checks


def test_forbidden_operations_are_listed_by_part(topic):
    """Those of all files of checks together; another form is refused."""
    files = {"checks.py": "FORBIDDEN = {'torch': ['mm']}", "checks_torch.py": "FORBIDDEN = {'torch': ('bmm',)}"}
    made = topic(files)
    assert made.forbidden("torch") == ("mm", "bmm") and made.forbidden("numpy") == ()
    for wrong in ("['mm']", "{'jax': ['mm']}"):
        with pytest.raises(TopicError, match="FORBIDDEN maps a part"):
            topic({"checks.py": f"FORBIDDEN = {wrong}"}).forbidden("torch")


def test_what_students_write_is_read_from_the_skeleton(topic):
    """Each exercise with how it is called; no skeleton has none."""
    made = topic({"toy_numpy.py": "def double(x: float): ...\n"})
    assert made.exercises("numpy") == {"double": "double(x)"} and made.exercises("torch") == {}


def test_drivers_are_a_named_text(topic):
    """None where a part has none."""
    made = topic({"drivers_numpy.py": "def train(): ...\n"})
    assert made.drivers("numpy") == ("drivers_numpy.py", "def train(): ...\n") and made.drivers("torch") is None


def test_a_solution_that_is_not_there_is_the_topics_fault(topic):
    """Students have no secret folder, and a part may have no solution yet."""
    made = topic({}, {"toy_numpy.py": "def double(x): return 2 * x\n"})
    assert "2 * x" in made.solution("numpy")
    for lacking, part in ((made, "torch"), (Topic("toy", made.folder), "numpy")):
        with pytest.raises(TopicError, match=f"no solution toy_{part}.py"):
            lacking.solution(part)
    assert Topic("toy", made.folder).mistakes == () == made.mistakes


def test_a_mistake_is_made_where_its_text_stands_once(topic):
    """A text that occurs never or twice would be a mistake elsewhere."""
    made = topic({}, {"toy_numpy.py": "def double(x):\n    return x + x\n"})

    def mistake(*edits):
        return Mistake("id", "numpy", "doubles", "Twice.", edits)

    assert made.mistaken(mistake(("x + x", "y"), ("y", "-x"))) == "def double(x):\n    return -x\n"
    for find, count in (("x * x", 0), ("x", 3)):
        with pytest.raises(TopicError, match=f"occurs {count} times in the solution, not once: '{find[:1]}"):
            made.mistaken(mistake((find, "1")))


def test_pictures_are_those_of_their_file(topic):
    """They may use what checks.py defines; a topic without the file has none."""
    picture = (
        "from grader import picture\nfrom .checks import SIZE\n\n@picture(size=SIZE)\n"
        'def shows(student, reference, rng, figure):\n    """It shows."""\n'
    )
    made = topic({"checks.py": "SIZE = (2, 1)\n", "pictures.py": picture})
    assert [(one.name, one.size) for one in made.pictures] == [("shows", (2, 1))]
    assert Topic("other", made.folder / "none").pictures == ()


def test_a_request_holds_what_a_worker_needs(topic):
    """Cells and files of the student's, and of the topic drivers and what is forbidden."""
    made = topic({"checks.py": "FORBIDDEN = {'numpy': ['mm']}", "drivers_numpy.py": "D = 1\n"})
    request = made.load_request("numpy", [("toy_numpy.py", "X = 1")], {"utils": ("utils.py", "Y = 2")})
    assert (request.name, request.drivers, request.forbidden) == ("toy_numpy", ("drivers_numpy.py", "D = 1\n"), ("mm",))
    assert list(request.cells) == [("toy_numpy.py", "X = 1")] and request.others == {"utils": ("utils.py", "Y = 2")}


def test_checks_keep_their_old_names(topic):
    """A course may use them; the topic says so, and its table may name public checks alone."""
    files = {"checks.py": checks("adds", "scales", points=2), "topic.toml": '[renamed]\nworks = ["adds", "scales"]\n'}
    course = Course(changes={"toy": {"works": Override(points=3)}})
    for secret in (None, {"hidden.py": checks("secretly", points=2)}):
        made = topic(files, secret)
        assert made.renamed == {"works": ("adds", "scales")} and made.outdated == ()
        changed = dataclasses.replace(made, course=course)
        assert [check.points for check in changed.checks][:2] == [1.5, 1.5] and len(changed.outdated) == 1
        kept = dataclasses.replace(made, course=course.only("toy", changed.checks, lambda check: check.name == "adds"))
        assert [(check.name, check.points) for check in kept.checks] == [("adds", 1.5)]
    hidden = topic(files | {"topic.toml": '[renamed]\nworks = ["secretly"]'}, {"hidden.py": checks("secretly")})
    with pytest.raises(TopicError, match=r"topic\.toml.*secretly, which is hidden"):
        _ = hidden.checks
