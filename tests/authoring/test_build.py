"""Generated files: skeletons and recordings follow from the solution, and drift is noticed."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from grader.authoring.build import build, record
from grader.authoring.scaffold import write_topic
from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.reference import recording
from grader.topics.topic import Topic
from grader.values.errors import TopicError


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    """A new topic, not built yet."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    return fresh(tmp_path)


def fresh(root: Path) -> Topic:
    """The topic as it is on disk now."""
    return Topic("toy", root / "exercises" / "toy", root / "solutions" / "toy")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_build_writes_what_is_missing_and_then_nothing(topic, tmp_path):
    """The second build finds everything current."""
    assert {change.path.name for change in build(topic, write=True)} == {
        "toy_numpy.py",
        "answers.npz",
        "output_over_input.svg",
    }
    assert build(fresh(tmp_path), write=True) == []


def test_a_skeleton_is_written_whole(topic, monkeypatch):
    """A build that is interrupted leaves the skeleton that was there."""
    path = topic.folder / topic.file_name(topic.parts[0])
    path.write_text("# the skeleton of yesterday\n")

    def interrupted(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(topic, write=True)
    assert path.read_text() == "# the skeleton of yesterday\n"
    assert [file.name for file in topic.folder.iterdir() if file.name.startswith(".")] == []


def test_checking_writes_nothing(topic):
    """`build --check` must not repair what it reports."""
    assert len(build(topic, write=False)) == 3
    assert not (topic.folder / "answers.npz").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("solutions/toy/toy_numpy.py", "Multiply a batch", "Scale a batch", "toy_numpy.py"),
        ("solutions/toy/mistakes/numpy_scale.py", "This adds", "You add", "answers.npz"),
        ("solutions/toy/mistakes/numpy_scale.py", "x + factor", "x - factor", "answers.npz"),
        ("exercises/toy/checks.py", "sizes(5, 3)", "sizes(6, 4)", "answers.npz"),
        ("exercises/toy/checks.py", "def keeps_float32", "def stays_float32", "answers.npz"),
    ],
)
def test_drift_is_noticed(topic, tmp_path, file, old, new, stale):
    """An edit to a source without a build shows as the generated file that is out of date."""
    build(topic, write=True)
    edit(tmp_path / file, old, new)
    assert [change.path.name for change in build(fresh(tmp_path), write=False)] == [stale]


def test_a_changed_solution_changes_the_answers(topic, tmp_path):
    """Answers are compared as numbers, not as bytes of a file."""
    build(topic, write=True)
    edit(tmp_path / "solutions/toy/toy_numpy.py", "return x * factor", "return x * (factor + 0.0)")
    edit(
        tmp_path / "solutions/toy/mistakes/numpy_scale.py",
        'text("return x * factor")',
        'text("return x * (factor + 0.0)")',
    )
    assert build(fresh(tmp_path), write=False) == []
    edit(tmp_path / "solutions/toy/toy_numpy.py", "factor + 0.0", "factor + 1e-6")
    edit(tmp_path / "solutions/toy/mistakes/numpy_scale.py", "factor + 0.0", "factor + 1e-6")
    assert [change.path.name for change in build(fresh(tmp_path), write=False)] == ["answers.npz"]


def test_another_processor_may_train_otherwise(topic):
    """What a wrong training reaches depends on rounding, so it is no drift; another wrong answer is."""
    bound = 'at_least(-student.scale(np.ones(1), 2.0)[0], -2.5, "minus the answer")'
    with (topic.folder / "checks.py").open("a") as file:
        file.write("\n\nimport numpy as np\nfrom grader import at_least\n\n\n@check(points=1)\n")
        file.write(
            f'def stays_small(student, reference, rng):\n    """Twice one is no more than 2.5."""\n    {bound}\n'
        )
    build(topic, write=True)
    for check, current in (("stays_small", True), ("multiplies_every_entry", False)):
        made = record(topic)
        ((name, signature),) = ((k, v) for k, v in made.mistakes[check].items() if k == "adds")
        made.mistakes[check][name] = dataclasses.replace(signature, fingerprint=of_array(np.asarray(0.5)))
        made.save(topic.folder / "answers.npz")
        assert (build(topic, write=False) == []) is current


def test_a_damaged_recording_is_rebuilt(topic):
    """Damage counts as drift, and building repairs it."""
    build(topic, write=True)
    (topic.folder / "answers.npz").write_bytes(b"PK\x03\x04 damaged")
    (change,) = build(topic, write=True)
    assert "damaged" in change.what
    assert recording.load(topic.folder / "answers.npz").hints.keys() == {"adds", "widens", "in_place"}


def test_a_reference_that_fails_its_own_check_is_refused(topic, tmp_path):
    """A recording of wrong answers would be worse than none."""
    edit(tmp_path / "exercises/toy/checks.py", "close(student.scale(x, 2.5)", "close(-student.scale(x, 2.5)")
    with pytest.raises(TopicError, match="the reference itself fails multiplies_every_entry"):
        build(fresh(tmp_path), write=True)


def test_hidden_checks_are_not_recorded(topic, tmp_path):
    """What is never shipped leaves no trace in what is."""
    hidden = (topic.folder / "checks.py").read_text().replace("def multiplies", "def secretly_multiplies")
    hidden = hidden.replace("after=multiplies", "after=secretly_multiplies").replace("def keeps", "def hidden_keeps")
    (tmp_path / "solutions/toy/hidden.py").write_text(hidden.replace("def leaves", "def hidden_leaves"))
    assert len(fresh(tmp_path).checks) == 6
    made = record(fresh(tmp_path))
    assert not any("hidden" in name or "secretly" in name for name in [*made.calls, *made.mistakes])
