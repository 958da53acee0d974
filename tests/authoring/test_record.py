"""What is recorded of a topic: every public check, at two sizes where the small one shows more, and nothing that is secret."""

from pathlib import Path

import pytest
from support.new_topic import edit, fresh

from grader.authoring.record import record
from grader.authoring.scaffold import write_topic
from grader.topics.topic import Topic
from grader.values.errors import TopicError


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    """A new topic, not built yet."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    return fresh(tmp_path)


def test_a_reference_that_fails_its_own_check_is_refused(topic, tmp_path):
    """A recording of wrong answers would be worse than none."""
    edit(tmp_path / "exercises/toy/checks.py", "close(student.scale(x, 2.5)", "close(-student.scale(x, 2.5)")
    with pytest.raises(TopicError, match="the reference itself fails multiplies_every_entry"):
        record(fresh(tmp_path))


def test_hidden_checks_are_not_recorded(topic, tmp_path):
    """What is never shipped leaves no trace in what is."""
    hidden = (topic.folder / "checks.py").read_text().replace("def multiplies", "def secretly_multiplies")
    hidden = hidden.replace("after=multiplies", "after=secretly_multiplies").replace("def keeps", "def hidden_keeps")
    (tmp_path / "solutions/toy/hidden.py").write_text(hidden.replace("def leaves", "def hidden_leaves"))
    assert len(fresh(tmp_path).checks) == 6
    made = record(fresh(tmp_path))["numpy"]
    assert not any("hidden" in name or "secretly" in name for name in [*made.calls, *made.mistakes])


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ("rng.sizes(7, 5)", True),  # few numbers: the small case has fewer still
        ("rng.sizes(40, 30)", True),
        ("(*rng.sizes(2, 4), 50)", False),  # (2, 3, 50): neither is shown
        ("(7, 5)", True),  # the same questions, which are stored once
    ],
)
def test_a_small_case_is_recorded_where_it_is_small(topic, tmp_path, sizes, kept):
    """Where it shows no more than the other and is half as large at least, it is left out."""
    edit(tmp_path / "exercises/toy/checks.py", "n, d = rng.sizes(5, 3)", f"shape = {sizes}")
    edit(tmp_path / "exercises/toy/checks.py", "size=(n, d)", "size=shape")
    calls = record(fresh(tmp_path))["numpy"].calls
    assert calls["multiplies_every_entry"] and ("multiplies_every_entry small" in calls) is kept


def test_each_part_has_its_own_recording(make_topic):
    """With its own checks, mistakes and hints; a part without a check has an empty one."""
    topic = make_topic(
        '''
        from grader import check, close

        @check(points=1)
        def doubles(student, reference, rng):
            """Every entry is doubled."""
            x = rng.normal(1.0, 2.0, 5)
            close(student.double(x), reference.double(x), "y")
        ''',
        "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n",
        "with m.fails('doubles'):\n    m('triples', 'Not three.', text('2 * x') >> '3 * x')\n",
        built=False,
    )
    (topic.secret_folder / "toy_torch.py").write_text("# nothing yet\n")
    made = record(Topic("toy", topic.folder, topic.secret_folder))
    assert made["numpy"].hints == {"triples": "Not three."} and made["numpy"].own_checks == {"triples": "doubles"}
    assert made["numpy"].mistakes["doubles"].keys() == {"triples"}
    assert made["torch"].calls == made["torch"].hints == made["torch"].mistakes == {}


def test_the_small_case_of_drivers_is_left_out(topic, tmp_path):
    """Calls of drivers are never shown, so the small case would be asked for nothing."""
    drivers = tmp_path / "exercises/toy/drivers_numpy.py"
    drivers.write_text(drivers.read_text() + "\n\ndef scaled(module, x):\n    return module.scale(x, 2.5)\n")
    for side in ("student", "reference"):
        edit(tmp_path / "exercises/toy/checks.py", f"{side}.scale(x, 2.5)", f'{side}.drive("scaled", x)')
    calls = record(fresh(tmp_path))["numpy"].calls
    assert calls["multiplies_every_entry"] and "multiplies_every_entry small" not in calls
    assert "leaves_the_input_alone small" not in calls
