"""The ladder: a sound topic climbs it, and each kind of unsoundness stops at its own rung."""

from pathlib import Path

import pytest
from support.new_topic import built, edit, fresh

from grader.authoring.build import build
from grader.authoring.ladder import WHOLE, Ladder
from grader.authoring.scaffold import write_topic
from grader.authoring.verify import climb
from grader.values.errors import TopicError

CURRENT, REFERENCE, SKELETON, UNWRITTEN, VARIANTS, WAITS, ALONE, STRICT, COVERED, LIVE, RECORDED = range(11)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one new topic, built."""
    built(tmp_path)
    return tmp_path


def problems(root: Path) -> dict[int, str]:
    """The rungs that do not hold, by number, with what they say."""
    rungs = list(climb(fresh(root)))
    assert len(rungs) == 11
    return {number: " / ".join(rung.problems) for number, rung in enumerate(rungs) if rung.problems}


def test_a_new_topic_is_sound(root):
    """What `grader new` writes climbs the whole ladder."""
    assert problems(root) == {}


def test_an_edited_skeleton_is_not_current(root):
    """Generated files are not for editing."""
    edit(root / "exercises/toy/toy_numpy.py", "TODO", "TO DO")
    assert "grader build toy" in problems(root)[CURRENT]


def test_a_check_that_the_reference_fails(root):
    """A wrong check shows at the reference, first of all."""
    edit(root / "exercises/toy/checks.py", "close(student.scale(x, 2.5)", "close(2 * student.scale(x, 2.5)")
    assert "multiplies_every_entry" in problems(root)[REFERENCE]


def test_a_skeleton_that_earns(root):
    """A check that passes whatever is there gives points away."""
    checks = root / "exercises/toy/checks.py"
    checks.write_text(
        checks.read_text() + '\n\n@check(points=1)\ndef is_kind(student, reference, rng):\n    """Free."""\n'
    )
    assert "is_kind" in problems(root)[SKELETON]


def test_a_check_that_stubs_pass(root):
    """A check that asks for the shape alone gives its points to zeros, though the skeleton earns nothing."""
    checks = root / "exercises/toy/checks.py"
    checks.write_text(
        checks.read_text().replace("unchanged", "unchanged, same_shape")
        + '\n\n@check(points=1, after=multiplies_every_entry)\ndef keeps_shape(student, reference, rng):\n    """Shape."""\n'
        + '    same_shape(student.scale(rng.normal(size=(4, 3)), 2.0), (4, 3), "y")\n'
    )
    found = problems(root)
    assert SKELETON not in found
    assert "keeps_shape gives its points for functions that return zeros" in found[UNWRITTEN]


def test_a_check_that_rejects_right_code(root):
    """A variant that is right must earn everything."""
    edit(root / "solutions/toy/right/loop_numpy.py", "factor * x[i]", "factor * x[i] + 1e-3")
    assert "loop_numpy.py" in problems(root)[VARIANTS]


def test_a_topic_without_variants(root):
    """At least one right way beside the reference's must be shown to pass."""
    (root / "solutions/toy/right/loop_numpy.py").unlink()
    assert "write the solution in another way" in problems(root)[VARIANTS]


def test_a_check_without_a_mistake(root):
    """A check that catches nothing proves nothing."""
    edit(
        root / "solutions/toy/mistakes/numpy_scale.py", 'm.fails("keeps_float32")', 'm.fails("multiplies_every_entry")'
    )
    found = problems(root)
    assert "keeps_float32" in found[COVERED]
    assert "should fail multiplies_every_entry first, but fails keeps_float32" in found[LIVE]


def test_a_mistake_that_passes_or_occurs_nowhere(root):
    """A mistake that changes nothing, or whose text is not in the solution, is an error of the topic."""
    edit(root / "solutions/toy/mistakes/numpy_scale.py", '"return x + factor"', '"return factor * x"')
    assert "mistake adds passes every check" in problems(root)[LIVE]
    edit(root / "solutions/toy/mistakes/numpy_scale.py", 'text("return x * factor")', 'text("return x ** factor")')
    with pytest.raises(TopicError, match="adds and 2 more: the text 'return x \\*\\* factor' occurs 0 times"):
        problems(root)


def test_two_mistakes_with_the_same_answers(root):
    """If a second mistake cannot be told from the first, a student would read two hints."""
    path = root / "solutions/toy/mistakes/numpy_scale.py"
    twice = (
        '\n\nwith m.fails("multiplies_every_entry"):\n    m("adds_too", "This adds.", RETURN >> "return x + factor")\n'
    )
    path.write_text(path.read_text() + twice)
    assert "mistake adds is diagnosed as adds or adds_too" in problems(root)[LIVE]


def test_a_stale_recording_fails_the_recorded_rungs(root):
    """Live proofs say nothing about what students have at home."""
    edit(root / "exercises/toy/checks.py", "sizes(5, 3)", "sizes(6, 4)")
    found = problems(root)
    assert RECORDED in found and LIVE not in found


def test_hints_for_an_old_name_or_for_none(root):
    """A hint for an old check may be false of the new one, so its author takes it over by hand, and reads the new name."""
    edit(root / "exercises/toy/hints.toml", "keeps_float32", "keeps")
    ladder = Ladder(fresh(root), ("numpy",))
    assert "hints.toml has hints for keeps, but there is no such check" in [
        *ladder.checks_are_explained("numpy", WHOLE)
    ]
    (root / "exercises/toy/topic.toml").write_text('[renamed]\nkeeps = ["keeps_float32"]\n')
    found = [*Ladder(fresh(root), ("numpy",)).checks_are_explained("numpy", WHOLE)]
    assert found == [
        "hints.toml has no hints for keeps_float32",
        "hints.toml has hints for keeps, which is now keeps_float32",
    ]


def test_only_the_files_of_the_part_are_looked_at(tmp_path):
    """A topic is proved part by part, and every claim is about something that was looked at."""
    pytest.importorskip("torch")
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions", ("numpy", "torch"))
    build(fresh(tmp_path), write=True)
    edit(tmp_path / "exercises/toy/toy_torch.py", "TODO", "TO DO")
    currency = {part: next(climb(fresh(tmp_path), (part,))).problems for part in ("numpy", "torch")}
    assert not currency["numpy"] and "toy_torch.py" in currency["torch"][0]


def test_only_the_hints_of_the_part_are_looked_at(tmp_path):
    """A claim about the NumPy part says nothing of the hints and mistakes of the torch part."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions", ("numpy", "torch"))
    hints = tmp_path / "exercises/toy/hints.toml"
    torch_check = next(check.name for check in fresh(tmp_path).checks if check.part == "torch")
    edit(hints, torch_check, "gone")
    said = {part: [*Ladder(fresh(tmp_path), (part,)).checks_are_explained(part, WHOLE)] for part in ("numpy", "torch")}
    assert said["numpy"] == ["hints.toml has hints for gone, but there is no such check"]
    assert f"hints.toml has no hints for {torch_check}" in said["torch"]


def test_a_topic_of_the_torch_part_alone(tmp_path):
    """It climbs the same ladder."""
    pytest.importorskip("torch")
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions", ("torch",))
    build(fresh(tmp_path), write=True)
    assert fresh(tmp_path).parts == ("torch",)
    assert problems(tmp_path) == {}


def test_nothing_is_said_of_hints_where_there_are_none(root):
    """A topic may have no hints."""
    said = [rung.claim for rung in climb(fresh(root), ("numpy",))]
    (root / "exercises/toy/hints.toml").unlink()
    assert "every check has a mistake and hints" in said
    assert "every check has a mistake" in [rung.claim for rung in climb(fresh(root), ("numpy",))]


def test_one_mistake_is_proved_alone(root):
    """Two rungs; a problem of another mistake is not looked for."""
    edit(root / "solutions/toy/mistakes/numpy_scale.py", "return x + factor", "return x * factor + 0.0")
    made = fresh(root)
    assert [rung.problems for rung in climb(made, ("numpy",), ["widens"])] == [(), ()]
    assert all("adds" in rung.problems[0] for rung in climb(made, ("numpy",), ["adds"]))


def test_all_checks_that_the_reference_fails_are_named(root):
    """An author mends them in one go."""
    checks = root / "exercises/toy/checks.py"
    text = checks.read_text().replace("close(student.scale(x, 2.5)", "close(2 * student.scale(x, 2.5)")
    checks.write_text(text.replace("close(y,", "close(2 * y,"))
    said = problems(root)[CURRENT]
    assert "fails multiplies_every_entry" in said and "fails leaves_the_input_alone" in said


def with_base(root, replacement):
    """A new topic in which the mistake `adds` has another base, with this replacement in it."""
    (root / "solutions/toy/right/plainly_numpy.py").write_text(
        "def scale(x, factor):\n    result = x.copy()\n    result *= factor\n    return result\n"
    )
    path = root / "solutions/toy/mistakes/numpy_scale.py"
    edit(path, 'RETURN >> "return x + factor"', f"""RETURN >> "return x + factor",
        base={{"right/plainly_numpy.py": [text("result *= factor") >> {replacement!r}]}}""")  # fmt: skip
    return problems(root)


def test_a_mistake_is_known_in_another_base(root):
    """The same mistake in a file that is written otherwise: nothing is wrong with the topic."""
    assert with_base(root, "result += factor") == {}


@pytest.mark.parametrize(
    ("replacement", "says"),
    [
        ("result += 2 * factor", "mistake adds in right/plainly_numpy.py is diagnosed as no known cause"),
        ("result *= factor + 0.0", "mistake adds in right/plainly_numpy.py passes every check"),
        ("x += factor", "mistake adds in right/plainly_numpy.py is diagnosed as"),
    ],
)
def test_a_mistake_that_is_not_known_in_another_base(root, replacement, says):
    """Live and recorded, and the message names the file."""
    found = with_base(root, replacement)
    assert set(found) == {LIVE, RECORDED} and all(says in text for text in found.values())


def test_a_base_that_is_not_there(root):
    """The file is named."""
    path = root / "solutions/toy/mistakes/numpy_scale.py"
    edit(path, 'RETURN >> "return x + factor"', """RETURN >> "return x + factor",
        base={"right/nowhere_numpy.py": [text("x") >> "y"]}""")  # fmt: skip
    assert "right/nowhere_numpy.py is missing" in problems(root)[LIVE]
