"""The page for one student."""

import dataclasses
from html.parser import HTMLParser

from support.samples import EVIL, FULL, MORE, TOY, golden

from grader.show.platforms.html import render
from grader.values.reveal import Reveal


class Page(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def test_golden():
    """The whole page, to the letter."""
    golden("report.html", render([TOY, MORE], FULL))


def test_nothing_from_outside_is_obeyed():
    """No script, no handler, nothing loaded, whatever a student printed."""
    page = Page(render([EVIL], dataclasses.replace(FULL, title="<script>x</script>")))
    plain = Page(render([TOY], FULL))
    assert set(page.tags) <= set(plain.tags) and page.attributes <= plain.attributes
    assert not {"script", "img", "iframe", "link"} & set(page.tags)
    assert "<script>x</script>" in page.text


def test_topics_stay_in_the_courses_order():
    """With their parts as headings."""
    text = Page(render([TOY, MORE], FULL)).text.partition("numpy part")
    assert "toy" in text[0] and text[2].index("torch part") < text[2].index("more") < text[2].index("numpy part")


def test_what_is_not_revealed_is_not_in_the_page():
    """Not folded away, but absent."""
    page = render([TOY], dataclasses.replace(FULL, reveal=Reveal.HINT))
    assert "Divide by N." in page and "expected 1" not in page and "hello" not in page
