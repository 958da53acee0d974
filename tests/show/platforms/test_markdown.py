"""Markdown, read by another's parser."""

from markdown_it import MarkdownIt
from support.samples import EVIL, FULL, HOSTILE, MORE, TOY, golden

from grader.show.platforms.markdown import as_code, escaped, fenced, render
from grader.values.text import visible


def test_golden():
    """The whole text, to the letter."""
    golden("report.md", render([TOY, MORE], FULL))


def test_nothing_leaves_its_place():
    """One heading, one table with a row a check, and a block of code for each that says what is wrong."""
    tokens = MarkdownIt("commonmark").enable("table").parse(render([EVIL], FULL))
    kinds = [token.type for token in tokens]
    assert kinds.count("heading_open") == 1 and "html_block" not in kinds
    assert kinds.count("tr_open") == 1 + len(EVIL.results)
    assert kinds.count("fence") == sum(not result.passed for result in EVIL.results)
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "softbreak", "strong_open", "strong_close", "text_special"}


def test_a_line_means_itself():
    """Every mark of Markdown and HTML is a letter."""
    line = " ".join(visible(HOSTILE).split())
    [_, inline, _] = MarkdownIt("commonmark").parse(escaped(line))
    assert "".join(child.content for child in inline.children) == line


def test_names_are_code():
    """Which calls nobody, whatever it holds."""
    for name in ("`ann` ``b", "@everyone <b>", "a\nb"):
        [_, inline, _] = MarkdownIt("commonmark").parse(as_code(name))
        assert [(child.type, child.content) for child in inline.children] == [("code_inline", " ".join(name.split()))]


def test_fences_are_longer_than_what_they_hold():
    """Text with a fence inside."""
    text = "a\n`````\nb"
    [fence] = MarkdownIt("commonmark").parse(fenced(text))
    assert fence.type == "fence" and fence.content == text + "\n"
