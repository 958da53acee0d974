"""Random inputs come from a name and a secret, and are the same on every machine."""

import itertools

import numpy as np
import pytest

from grader.checks.seeds import PUBLIC, Rng, seed_for


def test_the_public_seed_is_frozen():
    """Recorded answers rest on these words: whoever changes them makes every answers.npz worthless."""
    words = [4250828537, 4231941695, 2443717868, 104219840, 4079295292, 106720703, 2515691237, 439266851]
    assert seed_for("a_check").tolist() == words
    assert seed_for("a_check").dtype == np.uint32


def test_the_public_stream_is_frozen():
    """The draws that checks use, one after another, on every NumPy version."""
    rng = Rng(seed_for("a_check"))
    assert rng.random_sample(3).tolist() == [0.9164867672608858, 0.5162602923824778, 0.5936705532472433]
    assert rng.normal(size=3) == pytest.approx([-1.1568345892133027, -1.3041901471383128, -0.2664408322021912], 1e-13)
    assert rng.randint(0, 1000, 5).tolist() == [252, 89, 157, 523, 609]
    assert rng.permutation(7).tolist() == [3, 5, 1, 0, 4, 2, 6]
    assert rng.uniform(-1, 1, 2) == pytest.approx([-0.9504098286366236, 0.20116072248574857], 1e-15)
    assert rng.choice(10, 4).tolist() == [7, 9, 8, 7]
    assert rng.standard_normal(2) == pytest.approx([-0.9362279499441789, 0.6531732754274019], 1e-13)


def test_each_check_secret_and_student_has_its_own_stream():
    """Changing any of the three changes every word of the seed; leaving all three changes none."""
    seeds = [
        seed_for("one"),
        seed_for("two"),
        seed_for("one", b"a course"),
        seed_for("one", b"another course"),
        seed_for("one", b"a course", "ada"),
        seed_for("one", b"a course", "bob"),
    ]
    for a, b in itertools.combinations(seeds, 2):
        assert not (a == b).any()
        assert Rng(a).random_sample() != Rng(b).random_sample()
    assert seed_for("one").tolist() == seed_for("one", PUBLIC, "").tolist()


def test_names_do_not_run_together():
    """The check "ab" of student "c" is not the check "a" of student "bc"."""
    assert seed_for("ab", b"s", "c").tolist() != seed_for("a", b"s", "bc").tolist()


@pytest.mark.parametrize(
    ("sizes", "small"),
    [
        ((7, 5), (3, 2)),
        ((5, 7), (2, 3)),
        ((3, 2, 4, 7), (3, 2, 4, 5)),
        ((8,), (2,)),
        ((6, 6, 9), (2, 2, 3)),
        ((1, 9), (1, 3)),
        ((2, 3), (2, 3)),
        ((), ()),
    ],
)
def test_sizes(sizes, small):
    """As they are; in a small case the smallest that are distinct, in the same order, and never larger."""
    assert Rng(seed_for("a_check")).sizes(*sizes) == sizes
    assert Rng(seed_for("a_check"), small=True).sizes(*sizes) == small


def test_sizes_draw_nothing():
    """Asking for sizes leaves the stream where it was."""
    asked, silent = Rng(seed_for("a_check"), small=True), Rng(seed_for("a_check"))
    asked.sizes(7, 5)
    assert asked.random_sample() == silent.random_sample()
