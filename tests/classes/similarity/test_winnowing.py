"""Fingerprints of a text: blind to names, numbers and layout, sure to be shared by copies."""

import numpy as np
import pytest

from grader.classes.similarity.winnowing import (
    MAX_TEXT,
    WIDTH,
    WINDOW,
    among,
    fingerprints,
    hashes,
    lines,
)

TEXT = '''
def forward(x, gamma, beta, eps=1e-5):
    """Normalize each column."""
    mean = x.mean(axis=0)
    centered = x - mean
    std = np.sqrt((centered ** 2).mean(axis=0) + eps)
    out = gamma * centered / std + beta
    cache = centered, std, gamma
    for row in range(len(out)):
        total = sum(out[row])
    return out, cache
'''
RENAMED = TEXT.replace("centered", "diff").replace("gamma", "g").replace("std", "deviation").replace("1e-5", "2e-7")


def test_names_numbers_strings_and_layout_make_no_difference():
    """What is changed to disguise a copy changes no hash."""
    disguised = RENAMED.replace('"""Normalize each column."""', "'mine'  # all mine").replace("    ", "\t")
    disguised = disguised.replace("(centered ** 2).mean", "((centered ** 2)).mean").replace(", std", ",\\\n std")
    np.testing.assert_array_equal(hashes(disguised), hashes(TEXT))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x - mean", "x + mean"),
        ("sum(", "max("),
        (".mean(axis=0)\n", ".median(axis=0)\n"),
        ("for row in", "while row in"),
    ],
)
def test_another_operation_makes_a_difference(old, new):
    """Operators, keywords, built-ins and attributes are kept."""
    assert not np.array_equal(hashes(TEXT.replace(old, new, 1)), hashes(TEXT))


def test_a_run_of_tokens_has_a_hash():
    """As many as fit; fewer tokens than a run have none."""
    assert len(hashes("x\n" * (WIDTH + 4))) == 5 and len(set(hashes("x\n" * 100))) == 1
    short = fingerprints("x = 1")
    assert len(short.hashes) == len(short.tokens) == 0 == len(hashes(""))


@pytest.mark.parametrize("before", range(0, 12, 3))
def test_texts_that_share_enough_tokens_share_a_fingerprint(before):
    """Wherever the shared tokens stand in either: the promise of winnowing."""
    shared = "a + b - c * d / e @ f % g"[: 2 * (WIDTH + WINDOW)] + " ** h // i < j"
    assert len(lines(shared)) >= WIDTH + WINDOW - 1
    one = "if x:\n    y\n" * before + shared
    other = shared + "\nreturn [x for x in z]" * 5
    assert np.intersect1d(fingerprints(one).hashes, fingerprints(other).hashes).size


def test_fingerprints_are_fewer_than_hashes_and_stand_in_their_order():
    """Each is the hash at its token."""
    found, everything = fingerprints(TEXT), hashes(TEXT)
    assert 0 < len(found.hashes) < len(everything)
    assert np.all(np.diff(found.tokens) > 0)
    np.testing.assert_array_equal(found.hashes, everything[found.tokens])


def test_what_everybody_was_given_is_left_out():
    """The fingerprints of a skeleton say nothing of copying."""
    given = np.unique(hashes(TEXT))
    mine = "\n\ndef mine(a):\n    while a > 1 and not a % 2 or a < -7:\n        a = a // 2 if a else -a\n    yield a\n"
    assert len(fingerprints(TEXT).without(given).hashes) == 0
    left = fingerprints(TEXT + mine).without(given)
    assert 0 < len(left.hashes) < len(fingerprints(TEXT + mine).hashes)


def test_membership_in_a_sorted_array():
    """At its ends, between its entries, and in an empty one."""
    known = np.array([3, 5, 9], np.uint64)
    asked = np.array([2, 3, 4, 5, 9, 10], np.uint64)
    assert among(asked, known).tolist() == [False, True, False, True, True, False]
    assert among(asked, known[:0]).tolist() == [False] * 6


def test_each_token_has_its_line():
    """Through strings of several lines, comments and joined lines; strings and parentheses have none."""
    text = "x = '''\n\n'''\ny = f(1)  # no (token)\n\nz = \\\n  2\n"
    assert lines(text) == [1, 1, 4, 4, 4, 4, 6, 6, 7]


@pytest.mark.parametrize(
    "text",
    ["'" * 200_000, '"""' + "\\" * 200_000, "(" * 200_000, "\\\n" * 100_000, "a'b" * 60_000, "\x00\udc80" * 90_000],
)
def test_any_text_is_cut_into_tokens(text):
    """A text made to hold up a regular expression has as many tokens as characters at most, and both ways agree on them."""
    tokens = len(lines(text))
    assert tokens <= MAX_TEXT and len(hashes(text)) == max(0, tokens - WIDTH + 1)


def test_only_the_beginning_of_a_huge_file_counts():
    """The rest is ignored."""
    assert np.array_equal(hashes("x " * MAX_TEXT), hashes("x " * (MAX_TEXT // 2)))
