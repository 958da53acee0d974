"""The proof by mutants: survivors, the list of mutants that are right code, and mutants that never end."""

import pytest
from support.new_topic import edit, fresh

from grader.authoring import mutation
from grader.authoring.mutation import FILE, SLICES, Mutation
from grader.authoring.scaffold import write_topic
from grader.values.errors import TopicError

PLUS_ZERO = "scale: return x * factor + 0 -> return x * factor - 0"
ENTRY = '[[equivalent]]\npart = "numpy"\nmutant = "{}"\nreason = "x - 0 is x + 0."\n'


@pytest.fixture
def root(tmp_path):
    """A new topic whose mutants all fail a check."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    return tmp_path


def found(root):
    """The problems of all slices."""
    mutants = Mutation(fresh(root))
    return [problem for number in range(SLICES) for problem in mutants.problems("numpy", number)]


def lists(root, *names):
    """Write the list of mutants that are right code."""
    (root / "solutions/toy" / FILE).write_text("\n".join(ENTRY.format(name) for name in names))


def test_a_new_topic_has_no_survivors(root):
    """Every mutant of its solution fails a check."""
    assert len(Mutation(fresh(root)).mutants("numpy")) >= 2
    assert found(root) == []


def test_a_survivor_is_named_until_it_is_listed(root, monkeypatch):
    """The list gives the reason why it is right."""
    edit(root / "solutions/toy/toy_numpy.py", "return x * factor", "return x * factor + 0")
    survivors = [problem for problem in found(root) if PLUS_ZERO in problem]
    assert survivors == [f"no check of the numpy part fails this mutant: {PLUS_ZERO}"]
    lists(root, PLUS_ZERO)
    assert not any(PLUS_ZERO in problem for problem in found(root))


def test_too_many_are_listed(root):
    """Then the checks see too little of the solution, or the solution says too much."""
    edit(root / "solutions/toy/toy_numpy.py", "return x * factor", "return x * factor + 0")
    lists(root, PLUS_ZERO)
    (said,) = [problem for problem in found(root) if "are allowed" in problem]
    assert said.startswith(f"{FILE} lists 1 of ") and "3% are allowed" in said


def test_the_list_names_survivors_alone(root):
    """A mutant that fails, and one that there is not."""
    lists(root, "scale: return x * factor -> return x / factor", "scale: return 1 -> return 2")
    said = found(root)
    assert (
        f"{FILE} lists a mutant of the numpy part that fails a check: scale: return x * factor -> return x / factor"
        in said
    )
    assert f"{FILE} lists a mutant of the numpy part that is none: scale: return 1 -> return 2" in said


@pytest.mark.parametrize(
    "text",
    [
        '[[equivalent]]\npart = "numpy"\nmutant = "a -> b"\n',
        '[[equivalent]]\npart = "numpy"\nmutant = "a -> b"\nreason = " "\n',
        '[[equal]]\npart = "numpy"\nmutant = "a -> b"\nreason = "Right."\n',
        "[[equivalent]\n",
    ],
)
def test_a_list_of_another_form(root, text):
    """A reason stands beside each mutant."""
    (root / "solutions/toy" / FILE).write_text(text)
    with pytest.raises(TopicError, match="has a part, a mutant and a reason"):
        Mutation(fresh(root)).listed("numpy")


def test_a_mutant_that_never_ends_is_rejected(root, monkeypatch):
    """It is given many times the time of the solution, and then it has failed the check."""
    monkeypatch.setattr(mutation, "MORE", 0.2)
    body = (
        "rest = 3",
        "while rest:",
        "    try:",
        "        rest -= 1",
        "    except Exception:",
        "        pass",
        "return x * factor",
    )
    edit(root / "solutions/toy/toy_numpy.py", "return x * factor", "\n    ".join(body))
    mutants = Mutation(fresh(root))
    endless = [mutant for mutant in mutants.mutants("numpy") if "rest -= 1 -> pass" in mutant.name]
    assert len(endless) == 1 and not mutants.survives("numpy", endless[0])


def test_the_slices_hold_every_mutant_once(root):
    """Whoever proves them."""
    mutants = Mutation(fresh(root))
    made = mutants.mutants("numpy")
    seen = []
    mutants.survives = lambda part, mutant: seen.append(mutant.name)
    for number in range(SLICES):
        list(mutants.problems("numpy", number))
    assert sorted(seen) == sorted(mutant.name for mutant in made)
