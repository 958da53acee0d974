"""Generated files: skeletons and recordings follow from the solution, and drift is noticed."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from support.new_topic import edit, fresh

from grader.authoring.build import apart_from_mistakes, build, of_mistakes
from grader.authoring.record import record
from grader.authoring.scaffold import write_topic
from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.reference import recording
from grader.judging.reference.sources import LiveSource
from grader.topics.topic import Topic
from grader.values.errors import TopicError


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    """A new topic, not built yet."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    return fresh(tmp_path)


def test_build_writes_what_is_missing_and_then_nothing(topic, tmp_path):
    """The second build finds everything current."""
    assert {change.path.name for change in build(topic, write=True)} == {
        "toy_numpy.py",
        "numpy.json",
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
    assert not (topic.folder / "answers").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("solutions/toy/toy_numpy.py", "Multiply a batch", "Scale a batch", "toy_numpy.py"),
        ("solutions/toy/mistakes/numpy_scale.py", "This adds", "You add", "numpy.json"),
        ("solutions/toy/mistakes/numpy_scale.py", "x + factor", "x - factor", "numpy.json"),
        ("exercises/toy/checks.py", "sizes(5, 3)", "sizes(6, 4)", "numpy.json"),
        ("exercises/toy/checks.py", "def keeps_float32", "def stays_float32", "numpy.json"),
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
    (change,) = build(fresh(tmp_path), write=True)
    assert change.what == "its slips are those of another solution or of other checks"
    edit(tmp_path / "solutions/toy/toy_numpy.py", "factor + 0.0", "factor + 1e-6")
    edit(tmp_path / "solutions/toy/mistakes/numpy_scale.py", "factor + 0.0", "factor + 1e-6")
    assert [change.path.name for change in build(fresh(tmp_path), write=False)] == ["numpy.json"]


def test_another_processor_may_train_otherwise(topic):
    """What a wrong training reaches depends on rounding, so it is no drift; another wrong answer is.

    If the check asks the reference nothing, other inputs leave no other trace. So the values of its own mistakes count.
    """
    bound = 'at_least(-student.scale(np.ones(1), 2.0)[0], -2.5, "minus the answer")'
    with (topic.folder / "checks.py").open("a") as file:
        file.write("\n\nimport numpy as np\nfrom grader import at_least, close\n")
        for name, first in (
            ("stays_small", "close(reference.scale(np.ones(1), 2.0), [2.0], 'y')"),
            ("is_small", "pass"),
        ):
            claim = '    """Twice one is no more than 2.5."""\n'
            file.write(f"\n\n@check(points=1)\ndef {name}(student, reference, rng):\n{claim}    {first}\n    {bound}\n")
    with (topic.secret_folder / "mistakes" / "numpy_scale.py").open("a") as file:
        file.write(
            "\nwith m.fails('is_small'):\n    m('adds_more', 'This adds.', RETURN >> 'return x + factor + 0.5')\n"
        )
    topic = Topic(topic.name, topic.folder, topic.secret_folder)
    build(topic, write=True)
    for check, mistake, current in (
        ("stays_small", "adds", True),
        ("is_small", "adds", True),
        ("is_small", "adds_more", False),
        ("multiplies_every_entry", "adds", False),
    ):
        made = record(topic)["numpy"]
        signature = made.mistakes[check][mistake]
        made.mistakes[check][mistake] = dataclasses.replace(signature, fingerprint=of_array(np.asarray(0.5)))
        made.save(topic.folder, "numpy")
        assert (build(topic, write=False) == []) is current
        assert (of_mistakes(topic, "numpy", LiveSource(topic), [mistake]) == []) is current


def test_a_damaged_recording_is_rebuilt(topic):
    """Damage counts as drift, and building repairs it."""
    build(topic, write=True)
    (topic.folder / "answers" / "numpy.json").write_bytes(b"{ damaged")
    (change,) = build(topic, write=True)
    assert "damaged" in change.what
    assert recording.load(topic.folder, "numpy").hints.keys() == {"adds", "widens", "in_place"}


def numbers(topic):
    """The two files of the recording."""
    return {path.name: path.read_bytes() for path in sorted((topic.folder / "answers").iterdir())}


def without_slips(topic):
    """The content of the recording of numpy, apart from the slips: they follow the text of the solution."""
    content = json.loads(numbers(topic)["numpy.json"])
    del content["slips"]
    for entry in content["checks"].values():
        entry.pop("slips", None)
    return content


def test_slips_are_recorded_anew_for_another_solution_alone(topic, tmp_path, monkeypatch):
    """Each build compares what they are made of; to make them takes the most time of a build."""
    build(topic, write=True)
    slips = recording.load(topic.folder, "numpy").slips
    assert slips
    made = []
    monkeypatch.setattr("grader.authoring.build.record_slips", lambda *args: made.append(args) or {})
    (tmp_path / "exercises/toy/answers/numpy.bin").unlink()
    build(fresh(tmp_path), write=True)
    assert len(made) == 1  # there is no recording with which to compare
    build(fresh(tmp_path), write=True)
    edit(tmp_path / "solutions/toy/mistakes/numpy_scale.py", "This adds", "It adds")
    build(fresh(tmp_path), write=True)
    assert len(made) == 1


def test_what_differs_by_rounding_alone_stays_as_it_is(topic, tmp_path):
    """A build after the change of one check changes the lines of this check, wherever the other answers were rounded."""
    build(topic, write=True)
    before = without_slips(topic)
    for file in ("toy_numpy.py", "mistakes/numpy_scale.py"):
        edit(tmp_path / "solutions/toy" / file, "x * factor", "x * (factor * (1 + 1e-14))")
    build(fresh(tmp_path), write=True)
    assert without_slips(topic) == before
    question = 'close(student.scale(x, 2.5), reference.scale(x, 2.5), "y")'
    edit(tmp_path / "exercises/toy/checks.py", question, question.replace("2.5", "1.5"))
    assert [change.path.name for change in build(fresh(tmp_path), write=True)] == ["numpy.json"]
    after = without_slips(topic)
    assert [name for name, entry in after["checks"].items() if entry != before["checks"][name]] == [
        topic.checks[0].name
    ]
    assert {**before, "checks": {}} == {**after, "checks": {}}


def test_another_precision_is_no_rounding(topic, tmp_path):
    """A mistake whose answer was float32 when it was recorded, and is float64 now, fails with other numbers."""
    checks = tmp_path / "exercises/toy/checks.py"
    drawn = "x = rng.normal(size=(n, d))\n    close("
    edit(checks, drawn, drawn.replace("\n", ".astype('float32')\n"))
    build(fresh(tmp_path), write=True)
    narrow = recording.load(topic.folder, "numpy").mistakes["multiplies_every_entry"]["adds"]
    edit(checks, ".astype('float32')", ".astype('float32').astype(float)")
    build(fresh(tmp_path), write=True)
    wide = recording.load(topic.folder, "numpy").mistakes["multiplies_every_entry"]["adds"]
    assert wide.like(narrow, 1e-5) and not wide.like(narrow, 1e-12)


def test_other_inputs_make_other_signatures(topic, tmp_path):
    """However near the numbers come: a student's answer must match to the last digits."""
    checks = tmp_path / "exercises/toy/checks.py"
    build(topic, write=True)
    near = recording.load(topic.folder, "numpy").mistakes["multiplies_every_entry"]["adds"]
    edit(checks, "x = rng.normal(size=(n, d))\n    close(", "x = 1.0001 * rng.normal(size=(n, d))\n    close(")
    build(fresh(tmp_path), write=True)
    found = recording.load(topic.folder, "numpy").mistakes["multiplies_every_entry"]["adds"]
    assert found.like(near, 1e-2) and not found.like(near, 1e-9)


def test_a_lost_file_of_the_pair_is_written_again(topic):
    """Both files of the part are, so that they fit each other."""
    build(topic, write=True)
    before = numbers(topic)
    for name in before:
        (topic.folder / "answers" / name).unlink()
        (change,) = build(topic, write=True)
        assert "missing" in change.what and numbers(topic) == before


def test_either_side_of_a_merge_is_brought_up_to_date(topic, tmp_path):
    """Also if each file is of another side, or holds the marks of a conflict."""
    build(topic, write=True)
    one = numbers(topic)
    edit(tmp_path / "exercises/toy/checks.py", "2.5", "1.5")
    build(fresh(tmp_path), write=True)
    right = numbers(topic)
    for mixed in (one, right | {"numpy.bin": one["numpy.bin"]}, right | {"numpy.json": b"<<<<<<< HEAD\n"}):
        for name, data in mixed.items():
            (topic.folder / "answers" / name).write_bytes(data)
        assert len(build(fresh(tmp_path), write=True)) == 1
        assert numbers(topic) == right


def test_a_new_check_without_a_question_to_the_reference(topic, tmp_path):
    """It has an entry too, which the recording on the disk lacks."""
    build(topic, write=True)
    with (topic.folder / "checks.py").open("a") as file:
        file.write('\n\n@check(points=1)\ndef scales_one(student, reference, rng):\n    """One becomes two."""\n')
        file.write('    close(student.scale(rng.normal(size=1) * 0 + 1, 2.0), [2.0], "y")\n')
    (change,) = build(fresh(tmp_path), write=True)
    assert change.what == "its checks are not those of the topic"
    assert build(fresh(tmp_path), write=False) == []


def test_everything_that_is_broken_is_named_at_once(topic, tmp_path):
    """An author mends markers, checks and pictures in one go. What is sound is written."""
    solution = tmp_path / "solutions/toy/toy_numpy.py"
    edit(solution, "# BEGIN SOLUTION", "# BEGIN  SOLUTION:")
    solution.write_text(solution.read_text() + "\n\n# END SOLUTION\n# BEGIN_SOLUTION\n# END SOLUTION\n# END SOLUTION\n")
    edit(tmp_path / "exercises/toy/checks.py", "close(y,", "close(2 * y,")
    pictures = tmp_path / "exercises/toy/pictures.py"
    edit(pictures, "axes.plot(x[:, 0]", "axes.plot(gone[:, 0]")
    edit(pictures, 'axes.set(yscale="log"', 'axes.unset(yscale="log"')
    with pytest.raises(TopicError) as caught:
        build(topic, write=True)
    said = str(caught.value)
    for part in (
        "a solution ends here, but none begins before",
        "write markers as `# BEGIN SOLUTION`",
        "the reference itself fails leaves_the_input_alone",
        "the reference itself fails picture repeated_scaling",
        "output_over_input in pictures.py cannot be drawn",
    ):
        assert part in said, said
    assert said.count("ends here, but none begins") == 2 and said.count("write markers") == 2


def test_a_solution_that_is_no_python_is_named_once(topic, tmp_path):
    """Nothing else can be said of it."""
    edit(tmp_path / "solutions/toy/toy_numpy.py", "def scale(", "def scale((")
    with pytest.raises(TopicError) as caught:
        build(topic, write=True)
    assert len(str(caught.value).splitlines()) == 1 and "toy_numpy.py" in str(caught.value)


def test_a_signature_on_disk_that_is_not_the_mistakes(topic):
    """`verify` compares mistakes in groups, and names the check."""
    build(topic, write=True)
    source = LiveSource(topic)
    assert of_mistakes(topic, "numpy", source, ["adds", "widens"]) == []
    made = recording.load(topic.folder, "numpy")
    made.mistakes["keeps_float32"].pop("widens")
    made.save(topic.folder, "numpy")
    assert of_mistakes(topic, "numpy", source, ["adds", "in_place"]) == []
    (stale,) = of_mistakes(topic, "numpy", source, ["widens"])
    assert stale.what == "its mistakes for keeps_float32 are not those of the topic"
    assert apart_from_mistakes(topic, "numpy", source) == []
