"""Strings from outside are shown without control characters, without bidirectional tricks, and bounded."""

import unicodedata

import pytest

from grader.values.text import MAX_OUTPUT, filled, listed, plural, points, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("over\rwritten", "over\\x0dwritten"),
        ("\x1b[2J", "\\x1b[2J"),
        ("nul\0", "nul\\x00"),
        ("\x9b31m", "\\x9b31m"),
        ("pass\u202egnorw", "pass\\u202egnorw"),
        ("\u2066isolated\u2069", "\\u2066isolated\\u2069"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\ufeffmark", "\\ufeffmark"),
        ("half \ud800", "half \\ud800"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("two\u2028lines\u2029", "two\\u2028lines\\u2029"),
        ("μ ± σ, 学, é", "μ ± σ, 学, é"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text, shown):
    """Each kind of hidden character is written as its code; letters, tabs and line ends stay."""
    assert visible(text) == shown


def test_every_hidden_character_is_escaped():
    """No code point of the control, format and surrogate categories gets through but tab and line feed."""
    text = "".join(map(chr, range(0x110000)))
    left = {c for c in visible(text, len(text)) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert left == {"\t", "\n"}


def test_the_result_can_be_encoded():
    """Surrogates from a student's output do not break a file that is written as UTF-8."""
    assert visible("\udcff\ud83d").encode("utf-8") == b"\\udcff\\ud83d"


def test_long_text_loses_its_middle():
    """Beginning and end say most; what is missing is counted. A name stays on its line."""
    text = visible("a" * 600 + "b" * 600, limit=1000)
    assert text == "a" * 500 + "\n… 200 characters left out …\n" + "b" * 500
    assert visible("a" * 60 + "b" * 60, limit=100) == "a" * 50 + "…" + "b" * 50


def test_text_at_the_limit_is_whole():
    """Nothing is cut that fits."""
    assert visible("x" * MAX_OUTPUT) == "x" * MAX_OUTPUT


def test_hidden_characters_do_not_grow_without_bound():
    """The limit counts before escaping, so the escaped text is at most ten times as long."""
    assert len(visible("\U000e0041" * 1000, 100)) < 10 * 100 + 100


@pytest.mark.parametrize(("count", "text"), [(0, "0 checks"), (1, "1 check"), (3, "3 checks")])
def test_plural(count, text):
    """One has no s."""
    assert plural(count, "check") == text


def test_scores_are_read_by_people():
    """To a hundredth, without zeros that say nothing."""
    assert [points(value) for value in (2, 2.0, 2.5, 7 / 3, 0.1 + 0.2, 10.0, 1e6, 0)] == [
        "2", "2", "2.5", "2.33", "0.3", "10", "1000000", "0"
    ]  # fmt: skip


def test_a_template_is_filled():
    """Every @NAME@ is replaced, once: a value is never taken for a template."""
    assert filled("@A@ and @B@, a@b.c, @A@", A="@B@", B="2") == "@B@ and 2, a@b.c, @B@"


@pytest.mark.parametrize("values", [{}, {"A": "1", "B": "2"}])
def test_a_template_and_its_values_fit(values):
    """A name without a value would stand on the page; a value without a name is a slip."""
    with pytest.raises(KeyError):
        filled("@A@", **values)


@pytest.mark.parametrize(
    ("names", "text"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_names_in_one_phrase(names, text):
    """As people say them."""
    assert listed(names) == text
