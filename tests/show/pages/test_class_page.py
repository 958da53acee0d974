"""The instructor's report: what it says of a class and of each student, as files that need nothing else."""

import html
import re
import sys
from html.parser import HTMLParser

import pytest

pytest.importorskip("matplotlib")

from support.classes import FACTS, broken, entry, hostile, large, mixed, report, result

from grader.show import pages
from grader.show.pages import class_page, person
from grader.values.errors import UsageError
from grader.values.filenames import safe_names
from grader.values.report import Status


class Page(HTMLParser):
    """The elements of a page, its text, and what stands in the rows of its tables."""

    VOID = ("meta", "br", "img", "input", "link")

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.ids, self.open, self.words, self.rows, self.handlers = [], [], [], [], [], [], []
        self.feed(text)
        assert not self.open, self.open
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href", "xlink:href")]
        self.ids += [value for name, value in attributes if name == "id"]
        if tag == "br":
            self.handle_data(" ")
        self.handlers += [name for name, _ in attributes if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "script" not in self.open and "style" not in self.open:
            self.words.append(data)
            if "td" in self.open or "tbody" in self.open:
                self.rows[-1][-1] += data

    def row(self, beginning, width=0):
        """The cells of the first row that begins so, in a table that wide."""
        rows = [
            [" ".join(cell.split()) for cell in row] for row in self.rows if row and len(row) == (width or len(row))
        ]
        return next(row for row in rows if row[0].startswith(beginning))


def written(entries, folder, facts=FACTS):
    """The index, and the students' pages by name."""
    class_page.write(entries, facts, folder)
    students = {path.stem: path.read_text() for path in sorted((folder / "students").glob("*"))}
    return (folder / "index.html").read_text(), students


def test_the_class_at_a_glance(tmp_path):
    """Topics with points, mean, median; the run; every link leads to a file that is there."""
    text, students = written(mixed(), tmp_path)
    page = Page(text)
    assert page.row("Convolution")[1:] == ["2", "0.5", "0", "8 of 8", "2"]
    assert page.row("Long short-term memory")[1:] == ["4", "0", "0", "3 of 3", "0"]
    assert "11 students, graded 2025-01-04 09:05 UTC in 12.5 s" in page.text
    assert "process, landlock (cpu): 11 reports" in page.text and "grader 1.2.3" in page.text
    files = {link for link in page.links if not link.startswith("#")}
    assert files == {f"students/{name}.html" for name in students} and len(students) == 11
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids)) and page.tags.count("svg") == 2


def test_misconceptions_are_counted_by_student(tmp_path):
    """One that is known for sure, one of two that fit equally, and the sentence that the numbers gave."""
    page = Page(written(mixed(), tmp_path)[0])
    flipped = page.row("kernel flipped")
    assert flipped[0] == "kernel flipped The kernel is flipped." and flipped[2:4] == ["2", "1"]
    assert page.row("off by one")[0].endswith("It is late.") and page.row("off by one")[2:4] == ["0", "1"]
    assert page.row("factor")[0] == "factor It is half as large."


def test_each_check_has_its_counts(tmp_path):
    """How many ended how, in a table for each topic."""
    page = Page(written(mixed(), tmp_path)[0])
    count = dict(zip(Status, page.row("Goes back. (numpy)", 2 + len(Status))[2:], strict=True))
    assert count[Status.RAISED] == count[Status.TIMED_OUT] == count[Status.CRASHED] == "1"
    assert count[Status.PASSED] == count[Status.FAILED] == "0"


def test_the_table_of_students(tmp_path):
    """Score after lateness, late days, attempts, points by topic, what to look at; headings can be pressed."""
    text, _ = written(mixed(), tmp_path)
    table = text[text.index('<table id="students">') :]
    page = Page(table[: table.index("</table>") + 8])
    assert page.row("Right right")[1:] == ["2", "0", "1", "2", "–", ""]
    assert page.row("flips-too")[1:3] == ["0", "2"]
    assert page.row("dies")[-1] == "crashed, signs to look at" and page.row("loops")[-1] == "no answer in time"
    assert page.row("nothing")[-1] == "nothing handed in"
    assert table.count('aria-sort="none"><button type="button">') == 7 and table.count('<th scope="row">') == 11


def test_a_student_page_has_everything(tmp_path):
    """Claim, message, hint, curves, code; the line that a message names is marked and can be gone to."""
    _, students = written(mixed(), tmp_path)
    text = students["raises"]
    page = Page(text)
    assert page.row("Convolution")[1:] == ["2", "2", "1 of 1"]
    assert '<a href="#f1-2">lstm_numpy.py, line 2</a>' in text
    assert '<span id="f1-2" class="named">    raise ValueError(&#39;no&#39;)' in text
    assert text.count('<details class="card" open>') == 1 and text.count('<details class="card">') == 1
    assert "script" not in page.tags and {link for link in page.links if link[0] != "#"} == {"../index.html"}
    assert 'class="reference"' in students["right"] and students["right"].count("<path") == 2
    assert "Hint: The kernel is flipped." in Page(students["flips"]).text
    assert "0 of 2 points , after 2 days late: 50 % of what was earned." in Page(students["flips-too"]).text
    assert "as in `flips`" in Page(students["dies"]).text and "Nothing was handed in." in students["nothing"]


def test_hostile_texts_are_texts(tmp_path):
    """Names, messages, output, code, files: shown as written, never run, never a path."""
    text, students = written(hostile(), tmp_path)
    assert len(students) == 2 and sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "students"]
    for one in (text, *students.values()):
        page = Page(one)
        assert "img" not in page.tags and not page.handlers and "\u202e" not in one and "http://127" not in page.links
        assert page.tags.count("script") == (one is text)
        assert r"<script>document.title='owned'</script>" in page.text and r"--\u202e\ud800" in page.text
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in students)


def test_only_our_script_may_run(tmp_path):
    """The policy in the page names it by its hash, and lets nothing be loaded."""
    text, students = written(mixed(), tmp_path)
    _, policy = pages.script("class.js")
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src {policy};" in html.unescape(text)
    assert all("script-src &#39;none&#39;" in one for one in students.values())


def test_the_same_class_is_the_same_text(tmp_path):
    """Pages can be compared, and kept under version control."""
    assert written(mixed(), tmp_path / "a") == written(mixed(), tmp_path / "b")


def test_an_empty_class(tmp_path):
    """A page all the same."""
    text, students = written([], tmp_path)
    page = Page(text)
    assert not students and "0 students" in page.text and "No submission is graded yet." in page.text


def test_nobody_handed_anything_in(tmp_path):
    """Each has a page that says so."""
    text, students = written([entry("ann"), entry("bob")], tmp_path)
    assert "No submission is graded yet." in text and all("Nothing was handed in." in one for one in students.values())


def test_broken_checks_are_said_first(tmp_path):
    """They are no student's fault."""
    page = Page(written(broken(), tmp_path)[0])
    assert "3 results are of a broken check" in page.text and page.row("s0")[-1] == "broken check"
    assert page.text.index("broken check") < page.text.index("The class at a glance")


def test_a_large_class_is_a_small_index():
    """A thousand students in seven topics: the index stays a table of a few columns, its lists capped."""
    entries = large(1000)
    names = safe_names(one.student.id for one in entries)
    text = class_page._index(entries, FACTS, names, {})
    page = Page(text)
    assert len(text) < 1_500_000 and len(page.tags) < 25_000
    assert page.tags.count("tr") < 1500 and 'data-rows="' in text


def test_without_the_extra(tmp_path, monkeypatch):
    """One sentence with the next step, and nothing half written."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError, match=r"pip install 'chainrule\[show\]'"):
        class_page.write(mixed(), FACTS, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_page_that_cannot_be_made_harms_no_other_student(tmp_path, monkeypatch):
    """It says why, the row in the table says so too, and the other pages are as they were."""
    _, before = written(mixed(), tmp_path / "before")
    topics = person.topics

    def fails_for_one(reports, *more):
        if reports is strange.reports:
            raise OverflowError("a strange curve")
        return topics(reports, *more)

    everyone = mixed()
    strange = next(entry for entry in everyone if entry.reports)
    monkeypatch.setattr(person, "topics", fails_for_one)
    text, after = written(everyone, tmp_path / "after")
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 1 and before.keys() == after.keys()
    for page in (after[changed[0]], text):
        assert "the page cannot be made (OverflowError: a strange curve)" in page


def test_whose_code_was_used(tmp_path):
    """The class page groups students by the sentence, and each page has it below the heading of its part."""
    own, given = (
        "Your file base_numpy.py was used.",
        "The given base was used, because your base_numpy.py was not found.",
    )
    class_ = [
        entry(f"s{number}", report("conv", result("goes_forward"), builds_on=(given if number else own,)))
        for number in range(3)
    ]
    text, students = written(class_, tmp_path)
    page = Page(text)
    assert page.text.index(given) < page.text.index(own)  # the larger group comes first
    for sentence, who in ((given, "2 studentss1, s2 Show in the table"), (own, "1 students0 Show in the table")):
        [row] = [row for row in page.rows if sentence in row]
        assert row[0] == "Convolution (numpy)" and row[2].strip() == who
    assert own in Page(students["s0"]).text and given in Page(students["s1"]).text
    assert "Whose code was used" not in written(mixed(), tmp_path / "other")[0]
