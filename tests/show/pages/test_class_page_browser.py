"""The instructor's report in a real browser: sorted, searched, walked through; quiet, offline, deaf to students."""

import re

import pytest
from support import chromium

pytest.importorskip("matplotlib")

from support.classes import FACTS, hostile, large, mixed

from grader.show.pages import class_page

PATH = chromium.find()
pytestmark = pytest.mark.skipif(PATH is None, reason="no Chromium is installed here")

NAMES = "[...document.querySelectorAll('#students tbody tr:not([hidden]) th a')].map(link => link.textContent)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    found = chromium.Browser(PATH, tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.fixture
def index(browser, tmp_path):
    """A function that writes a class's pages and opens the index; afterwards nothing may have gone wrong or out."""

    def show(entries):
        class_page.write(entries, FACTS, tmp_path)
        browser.open((tmp_path / "index.html").as_uri())

    browser.problems.clear()
    browser.requests.clear()
    yield show
    assert browser.problems == []
    assert browser.requests and all(url.startswith(tmp_path.as_uri()) for url in browser.requests)


def sort_by(browser, column):
    """Press the heading of a column with the keyboard; what it then says of the order."""
    heading = f"document.querySelectorAll('#students thead th')[{column}]"
    browser.run(f"{heading}.querySelector('button').focus()")
    browser.press("Enter")
    return browser.run(f"{heading}.ariaSort")


def test_the_table_sorts(browser, index):
    """By text and by number, both ways, what is missing last; only one heading says so."""
    index(mixed())
    assert sort_by(browser, 0) == "ascending"
    assert browser.run(NAMES)[:3] == ["dies", "either", "flips"]
    assert sort_by(browser, 0) == "descending"
    assert browser.run(NAMES)[:2] == ["same-2", "same-1"]
    assert sort_by(browser, 2) == "ascending" and browser.run(NAMES)[-1] == "flips-too"
    assert sort_by(browser, 5) == "ascending"  # three have a report in the second topic
    assert set(browser.run(NAMES)[:3]) == {"raises", "loops", "dies"}
    assert browser.run("document.querySelectorAll('[aria-sort]:not([aria-sort=none])').length") == 1


def test_the_table_is_searched(browser, index):
    """By name and by note, as one types; the count is said, and everybody comes back."""
    index(mixed())
    browser.run("document.getElementById('search').focus()")
    browser.type("FLIPS")
    assert browser.run(NAMES) == ["flips", "flips-too"]
    assert browser.run("document.getElementById('count').textContent") == "2 of 11 shown"
    browser.run("document.getElementById('everybody').click()")
    assert len(browser.run(NAMES)) == 11
    browser.type("crashed")
    assert browser.run(NAMES) == ["dies"]


def test_the_students_of_a_group_are_shown(browser, index):
    """From a misconception to its rows of the table, in whatever order that is."""
    index(mixed())
    sort_by(browser, 0)
    browser.run("document.querySelector('#causes').parentElement.querySelector('button[data-rows]').click()")
    assert browser.run(NAMES) == ["either", "flips", "flips-too"]
    sort_by(browser, 0)
    assert browser.run(NAMES) == ["flips-too", "flips", "either"]


def test_a_student_is_opened_and_left(browser, index):
    """By the link in the table; a message leads to its line; the way back."""
    index(mixed())
    browser.run("[...document.querySelectorAll('#students a')].find(link => link.textContent == 'raises').click()")
    browser.loaded()
    assert browser.run("document.querySelector('h1').textContent") == "raises"
    browser.run("document.querySelector('pre a').click()")
    assert browser.run("document.querySelector(':target').textContent").strip() == "raise ValueError('no')"
    browser.run("document.querySelector('nav a').click()")
    browser.loaded()
    assert browser.run("document.title") == FACTS.title


def test_what_students_wrote_is_shown_and_not_run(browser, index):
    """On the index and on a student's page: no element, no title, no request of theirs."""
    index(hostile())
    for _ in range(2):
        assert "owned" not in browser.run("document.title").split("<")[0]
        assert browser.run("document.images.length + document.querySelectorAll('[onerror], [src]').length") == 0
        assert "<script>document.title='owned'</script>" in browser.run("document.body.textContent")
        if browser.run("Boolean(document.getElementById('students'))"):
            browser.run("document.querySelector('#students a').click()")
            browser.loaded()


def test_the_policy_stops_what_would_get_through(browser, index, tmp_path):
    """Even unescaped, a script of somebody else's does not run: this test would otherwise prove nothing of the policy."""
    index(mixed())
    path = tmp_path / "index.html"
    path.write_text(path.read_text().replace("<main>", "<main><script>document.title = 'owned'</script>"))
    browser.open(path.as_uri())
    assert browser.run("document.title") == FACTS.title
    assert len(browser.problems) == 1 and re.search("Content Security Policy", browser.problems.pop())


def test_a_thousand_students_are_opened_at_once(browser, index, tmp_path):
    """The index of a large class is laid out and its table sorted without a wait; measured loosely, on a busy machine."""
    entries = large(1000)
    (tmp_path / "index.html").write_text(class_page._index(entries, FACTS, [one.student.id for one in entries], {}))
    browser.open((tmp_path / "index.html").as_uri())
    assert len(browser.run(NAMES)) == 1000
    took = browser.run("performance.getEntriesByType('navigation')[0].loadEventEnd")
    print(f"opened in {took:.0f} ms")
    assert took < 5000
