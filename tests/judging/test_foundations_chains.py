"""Topics that use topics that use others: whose file stands on whose, that each is judged once, and what USES may not say."""

import pytest
from support.chains import GIVEN, links, report_on

from grader.authoring.verify import climb
from grader.checks.seeds import PUBLIC
from grader.judging.judge import examine, judge
from grader.judging.reference.live import InProcess
from grader.judging.setup import at_home, for_the_record, in_process
from grader.sandbox.worker_process import Worker
from grader.submissions import home
from grader.topics.topic import Topic
from grader.values.errors import TopicError

CHAIN = {"base": (), "toy": ("base",), "top": ("toy",)}
DIAMOND = {"base": (), "left": ("base",), "right": ("base", "left"), "top": ("base", "left", "right")}


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    return links(tmp_path_factory.mktemp("chain"), CHAIN)


@pytest.fixture(scope="module")
def diamond(tmp_path_factory):
    return links(tmp_path_factory.mktemp("diamond"), DIAMOND)


def wrong(text):
    return text.replace("return 2 *", "return 3 *")


@pytest.fixture
def loads(monkeypatch):
    """All requests to load that went to workers."""
    found = []
    for kind in (Worker, InProcess):
        load = kind.load
        monkeypatch.setattr(
            kind, "load", lambda holder, request, load=load: found.append(request) or load(holder, request)
        )
    return found


@pytest.mark.parametrize("fixture", ["chain", "diamond"])
def test_the_topics_are_sound(fixture, request):
    """The whole ladder. The reference stands on the solutions of all topics below, and they on each other's."""
    topic, _ = request.getfixturevalue(fixture)
    assert [problem for rung in climb(topic) for problem in rung.problems] == []
    loaded = topic.load_request("numpy", [("top_numpy.py", topic.solution("numpy"))])
    assert set(loaded.dependencies) == {f"{name}_numpy" for name in (CHAIN if fixture == "chain" else DIAMOND)} - {
        "top_numpy"
    }
    for name, dependency in loaded.dependencies.items():
        assert "canary" in dependency.cells[0][1]
        given = dependency.beside.files.get("given_numpy", ("", ""))[1]
        assert ("import base_numpy" in given) == (name != "base_numpy")


TOY, BASE = "Your file toy_numpy.py was used.", "Your file base_numpy.py was used."
GIVEN_TOY, GIVEN_BASE = (f"The given {name} was used, because your {name}_numpy.py " for name in ("toy", "base"))


@pytest.mark.parametrize("recorded", [True, False], ids=["recorded", "live"])
@pytest.mark.parametrize(
    ("toy", "base", "sentences"),
    [
        ("right", "right", (TOY, BASE)),
        ("right", "wrong", (TOY, GIVEN_BASE + "does not pass every check.")),
        ("right", "", (TOY, GIVEN_BASE + "was not found.")),
        ("wrong", "right", (GIVEN_TOY + "does not pass every check.",)),
        ("wrong", "wrong", (GIVEN_TOY + "does not pass every check.",)),
        ("", "right", (GIVEN_TOY + "was not found.",)),
    ],
)
def test_whose_code_is_used(chain, toy, base, sentences, recorded):
    """Nobody loses a point twice: what stands on a wrong file earns everything, at the top and in the middle."""
    topic, right = chain
    files = {"top_numpy.py": right["top_numpy.py"]}
    for name, kind in (("toy_numpy.py", toy), ("base_numpy.py", base)):
        files |= {name: wrong(right[name]) if kind == "wrong" else right[name]} if kind else {}
    setup = at_home(topic) if recorded else for_the_record(topic, PUBLIC, isolation="best")
    report = report_on(topic, files, setup)
    assert report.passed and report.parts[0].builds_on == sentences


def test_the_own_files_are_what_runs(chain):
    """Each file finds the given module of its own topic, with the student's own functions in it, down to the last one."""
    topic, right = chain
    files = {
        "base_numpy.py": right["base_numpy.py"].replace("return", "print('own base')\n    return"),
        "toy_numpy.py": "import base_numpy, given_numpy\nassert given_numpy.times_base is base_numpy.times_base\n"
        + right["toy_numpy.py"].replace("return", "print('own toy')\n    return"),
        "top_numpy.py": "import given_numpy, toy_numpy\nassert not hasattr(given_numpy, 'times_base')\n"
        "assert given_numpy.times_toy is toy_numpy.times_toy\n" + right["top_numpy.py"].replace("return 2", "return 5"),
    }
    report = report_on(topic, files)
    assert report.results[0].status == "failed" and report.results[0].output.startswith("own toy\nown base\n")
    report = report_on(topic, files | {"base_numpy.py": wrong(files["base_numpy.py"])})
    assert report.results[0].output.startswith("own toy\n") and "own base" not in report.results[0].output


def test_a_topic_below_is_one_module_for_all(diamond):
    """An object of one topic's class is of that class for every topic above."""
    topic, right = diamond
    number = "class Number(float): pass\n"
    files = right | {
        "base_numpy.py": number + right["base_numpy.py"],
        "left_numpy.py": "from base_numpy import Number\n" + right["left_numpy.py"],
        "right_numpy.py": "from base_numpy import Number\n" + right["right_numpy.py"],
        "top_numpy.py": "import base_numpy, left_numpy, right_numpy\n"
        "assert base_numpy.Number is left_numpy.Number is right_numpy.Number\n" + right["top_numpy.py"],
    }
    report = report_on(topic, files)
    assert report.passed and len(report.parts[0].builds_on) == 3


@pytest.mark.parametrize("broken", ["", "base_numpy.py", "left_numpy.py", "right_numpy.py"])
def test_each_file_is_judged_once(diamond, loads, broken):
    """However many topics build on it. The file of a topic whose users are all given is not judged."""
    topic, right = diamond
    files = right | ({broken: wrong(right[broken])} if broken else {})
    assert report_on(topic, files, start=in_process()).passed
    judged = [request.name for request in loads]
    assert sorted(judged) == ["base_numpy", "left_numpy", "right_numpy", "top_numpy"]


def test_no_solution_crosses_to_a_worker(diamond, loads):
    """Whoever's files are used."""
    topic, right = diamond
    for missing in ("", *right):
        files = {name: text.encode() for name, text in right.items() if name != missing}
        examine(for_the_record(topic, PUBLIC, isolation="best"), files, name="x")
    assert len(loads) > 10 and "canary" not in repr(loads) and "# BEGIN" not in repr(loads)


def test_a_workspace(tmp_path):
    """The files lie in the folders of their topics. A folder that is not there leaves the given code."""
    topic, right = links(tmp_path, CHAIN)
    public = Topic("top", topic.folder)
    (topic.folder / "top_numpy.py").write_text(right["top_numpy.py"])
    (topic.folder.parent / "toy" / "toy_numpy.py").write_text(right["toy_numpy.py"])

    def sentences():
        handed, problem = home.of_workspace(Topic("top", topic.folder))
        report = judge(at_home(public), handed, name="home")
        assert problem == "" and report.passed
        return report.parts[0].builds_on

    assert sentences() == (TOY, GIVEN_BASE + "is not written yet.")
    (topic.folder.parent / "base" / "base_numpy.py").write_text(right["base_numpy.py"])
    assert sentences() == (TOY, BASE)


@pytest.mark.parametrize(
    ("uses", "words"),
    [
        ({"base": "['toy']", "toy": "['base']"}, "toy: USES goes round in a circle: toy → base → toy. Remove one of"),
        ({"base": "['toy']", "toy": "['base', 'toy']"}, "toy: USES lists the names of other topics"),
        (
            {"base": "['other']", "toy": "['base']"},
            "base: USES names 'other', and no topic with a solution has this name",
        ),
        ({"base": "[]", "toy": "'base'"}, r"toy: USES lists the names of other topics, as USES = \[\"attention\"\]"),
    ],
)
def test_uses_that_do_not_fit(tmp_path, uses, words):
    """The author reads of it: in a topic's own list, and in those of the topics below."""
    for name, listed in uses.items():
        folder = tmp_path / "exercises" / name
        folder.mkdir(parents=True)
        (tmp_path / "solutions" / name).mkdir(parents=True)
        (folder / "checks.py").write_text(f"USES = {listed}\n")
        (folder / "given_numpy.py").write_text(GIVEN)
    with pytest.raises(TopicError, match=words):
        _ = Topic("toy", tmp_path / "exercises" / "toy", tmp_path / "solutions" / "toy").all_used
