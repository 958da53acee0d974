"""A new topic is two folders and its tests: a small example of every file, or a copy of another topic."""

import ast

import pytest
from support.places import ROOT

from grader.authoring.build import build
from grader.authoring.scaffold import write_like, write_topic
from grader.authoring.verify import climb
from grader.topics.catalog import names
from grader.topics.topic import Topic
from grader.values.errors import UsageError
from grader.values.parts import PARTS


def read(root, name):
    return Topic(name, root / "exercises" / name, root / "solutions" / name)


def test_every_file_is_written_under_the_topics_name(tmp_path):
    """Each file is listed; no mark of the templates is left in any, and Python files are Python."""
    (tmp_path / "tests" / "topics").mkdir(parents=True)
    paths = write_topic("layer_norm", tmp_path / "exercises", tmp_path / "solutions", PARTS)
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == {
        "exercises/layer_norm/README.md",
        "exercises/layer_norm/topic.toml",
        "exercises/layer_norm/checks.py",
        "exercises/layer_norm/checks_torch.py",
        "exercises/layer_norm/hints.toml",
        "exercises/layer_norm/pictures.py",
        "exercises/layer_norm/drivers_numpy.py",
        "exercises/layer_norm/drivers_torch.py",
        "solutions/layer_norm/layer_norm_numpy.py",
        "solutions/layer_norm/layer_norm_torch.py",
        "solutions/layer_norm/mistakes/numpy_scale.py",
        "solutions/layer_norm/mistakes/torch_scale.py",
        "solutions/layer_norm/right/loop_numpy.py",
        "solutions/layer_norm/right/loop_torch.py",
        "solutions/layer_norm/right/equivalent_mutants.toml",
        "tests/topics/test_layer_norm.py",
    }
    texts = {path: path.read_text() for path in paths}
    assert not [path for path, text in texts.items() if "@TITLE@" in text or "@TOPIC@" in text]
    code = {path: text for path, text in texts.items() if path.suffix == ".py"}
    assert all(map(ast.parse, code.values()))
    assert [path for path, text in code.items() if max(map(len, text.splitlines())) > 130] == []  # `make lint` passes
    assert read(tmp_path, "layer_norm").title == "Layer norm"


@pytest.mark.parametrize("parts", [PARTS, *((part,) for part in PARTS)], ids="-".join)
def test_a_new_topic_is_sound_at_once(tmp_path, parts):
    """It has the parts that were asked for, and climbs the ladder; `grader verify` stays green with every step from there."""
    if "torch" in parts:
        pytest.importorskip("torch")
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions", parts)
    build(read(tmp_path, "toy"), write=True)
    topic = read(tmp_path, "toy")
    assert topic.parts == parts and all(topic.checks_of(part) for part in parts)
    assert [(rung.claim, rung.problems) for rung in climb(topic) if rung.problems] == []


@pytest.mark.parametrize("name", names(ROOT / "exercises"))
def test_a_copy_of_a_topic_is_that_topic_under_a_new_name(tmp_path, name):
    """Same parts, checks, mistakes, pictures and hints; its files have the new name, and its tests load its own solution."""
    (tmp_path / "tests/topics").mkdir(parents=True)
    other = read(ROOT, name)
    write_like("spectral_gates", other, tmp_path / "exercises", tmp_path / "solutions")
    copy = read(tmp_path, "spectral_gates")
    assert (copy.title, copy.parts) == ("Spectral gates", other.parts)
    for what in ("checks", "mistakes", "pictures", "illustrations"):
        assert [one.__class__ for one in getattr(copy, what)] == [one.__class__ for one in getattr(other, what)]
    assert [check.name for check in copy.checks] == [check.name for check in other.checks]
    assert (copy.folder / "hints.toml").read_bytes() == (other.folder / "hints.toml").read_bytes()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if path.name.startswith(f"{name}_") or path.suffix in (".npz", ".svg")]
    tests = (tmp_path / "tests/topics/test_spectral_gates.py").read_text()
    assert 'solutions("spectral_gates")' in tests and f'solutions("{name}")' not in tests
    assert (copy.secret_folder / "right/equivalent_mutants.toml").is_file()
    for part in other.parts:
        assert f"{name}_{part}" not in (copy.folder / "README.md").read_text()


def test_a_copy_is_sound_at_once(tmp_path):
    """It is built from its own solution."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    write_like("twin", read(tmp_path, "toy"), tmp_path / "exercises", tmp_path / "solutions")
    build(read(tmp_path, "twin"), write=True)
    assert (tmp_path / "exercises/twin/twin_numpy.py").exists()
    assert [(rung.claim, rung.problems) for rung in climb(read(tmp_path, "twin")) if rung.problems] == []


def test_a_copy_needs_the_solution(tmp_path):
    """A student's workspace has none."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    with pytest.raises(UsageError, match="no solution of toy"):
        write_like("twin", Topic("toy", tmp_path / "exercises/toy"), tmp_path / "exercises", tmp_path / "solutions")


def test_tests_that_are_there_are_not_written_over(tmp_path):
    """Somebody wrote them before the topic."""
    path = tmp_path / "tests/topics/test_toy.py"
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert path not in write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["Layer", "2d", "layer-norm", "layer norm", "", "_x", "../x"])
def test_a_name_must_serve_as_a_modules_name(tmp_path, name):
    """Nothing is written under another."""
    with pytest.raises(UsageError, match="not a valid name for a topic"):
        write_topic(name, tmp_path / "exercises", tmp_path / "solutions")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["exercises", "solutions"])
def test_a_topic_that_is_there_is_not_written_over(tmp_path, place):
    """Either folder is enough."""
    (tmp_path / place / "toy").mkdir(parents=True)
    with pytest.raises(UsageError, match="toy exists already"):
        write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    assert [path.name for path in tmp_path.iterdir()] == [place]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """One sentence with the reason."""
    (tmp_path / "exercises").write_text("a file")
    with pytest.raises(UsageError, match="exercises.* cannot be written"):
        write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
