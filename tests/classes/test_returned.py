"""What students get back: as much of the hidden checks as the course reveals, and nothing that is for instructors alone."""

import dataclasses
import re

import pytest

pytest.importorskip("jinja2")

from support.classes import CURVES, HOSTILE, TITLES, entry, hostile, mixed, report, result
from support.reports import mistake

from grader.classes import returned
from grader.show.platforms import markdown
from grader.values.errors import UsageError
from grader.values.report import Status
from grader.values.reveal import Reveal

SECRETS = {
    "claim": "Goes forward.",
    "hint": "Turn the kernel.",
    "message": "y is 3, expected 5",
    "output": "x was 7.25",
    "curve": "loss",
}
FAILED = result(
    "goes_forward",
    Status.FAILED,
    says=SECRETS["message"],
    causes=(mistake("kernel_flipped", SECRETS["hint"]),),
    output=SECRETS["output"],
    curves=CURVES,
    seconds=3.0,
)
REPORT = report("conv", result("keeps_shapes", says="public"), FAILED, result("learns"))
SHOWN = {
    "nothing": set(),
    "category": {"claim"},
    "hint": {"claim", "hint"},
    "numbers": {"claim", "hint", "message", "output", "curve"},
}


LEVELS = list(Reveal)


def files(folder, entries, reveal, **more):
    returned.write(entries, folder, reveal, **more)
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_reveals_its_own_and_no_more(tmp_path, level):
    """In both files alike, and nowhere in the report either."""
    found = files(tmp_path, [entry("ann", REPORT)], level.name.lower(), titles=TITLES)
    assert set(found) == {"ann.html", "ann.md"}
    for text in (*found.values(), repr(returned.seen(REPORT, level))):
        # What the page's own style says is no answer of a check.
        text = re.sub(r"<style>.*</style>", "", text, flags=re.DOTALL)
        assert {name for name, words in SECRETS.items() if words in text.replace("\\", "")} == SHOWN[level.name.lower()]


@pytest.mark.parametrize("level", LEVELS)
def test_the_score_stays(level):
    """Whatever is revealed, and whether everything passed."""
    seen = returned.seen(REPORT, level)
    assert (seen.score, seen.max_score, seen.passed) == (4.0, 6.0, False)
    everything = returned.seen(report("conv", result("a"), result("b", part="torch")), level)
    assert everything.passed and {one.part for one in everything.results} == {"numpy", "torch"}


@pytest.mark.parametrize("level", LEVELS)
def test_hidden_checks_are_numbered(tmp_path, level):
    """Whatever is revealed of the others, nobody reads what they claim; in another topic the name means nothing."""
    other = report("lstm", dataclasses.replace(result("goes_forward"), claim="Forgets."))
    found = files(tmp_path, [entry("ann", REPORT, other)], level.name.lower(), hidden={"conv": ["goes_forward"]})
    for text in found.values():
        assert not any(words in text for words in SECRETS.values() if words != SECRETS["curve"])
        assert ("Hidden check 1" in text) == ("Forgets." in text) == (level > Reveal.NOTHING)


def test_our_fault_stays_our_fault():
    """A broken check among those that are not shown is no failed one."""
    seen = returned.seen(report("conv", result("a", Status.FAILED), result("b", Status.BROKEN)), Reveal.NOTHING)
    assert seen.broken and len(seen.results) == 1


def test_what_is_wrong_with_the_file_is_said():
    """Where nothing is revealed, too: nothing was asked of it."""
    said = "conv_numpy.py was not handed in"
    unasked = report("conv", result("a", Status.NOT_WRITTEN, says=said, seconds=0.0))
    [one] = returned.seen(unasked, Reveal.NOTHING).results
    assert (one.message, one.status) == (said, Status.NOT_WRITTEN)


def test_signs_and_code_are_for_instructors(tmp_path):
    """No file for a student has them."""
    (one,) = [one for one in mixed() if one.signs]
    found = files(tmp_path, [one, entry("late", REPORT, factor=0.5, sources={"a.py": "secret = 1"})], "numbers")
    assert not any("as in" in text or "secret = 1" in text for text in found.values())
    assert "**2 of 6 points, 50 % of what was earned, since it was late.**" in found["late.md"]


def test_hostile_texts_are_texts(tmp_path):
    """Escaped on the page; in Markdown within code, whose fence no text of theirs closes."""
    fenced = result("goes_forward", Status.RAISED, says="no\n```\n# owned @everybody\n````\n<img>")
    found = files(tmp_path, [*hostile(), entry("`ann`", report("conv", fenced))], "numbers")
    assert len(found) == 6 and all(re.fullmatch(r"[a-z0-9-]+\.(html|md)", name) for name in found)
    html = "".join(text for name, text in found.items() if name.endswith(".html"))
    assert "<script" not in html and "<img" not in html and "\u202e" not in "".join(found.values())
    (text,) = [text for name, text in found.items() if name.startswith("ann-") and name.endswith(".md")]
    assert "# Feedback for `` `ann` ``" in text
    assert "\n`````text\nno\n```\n" in text and text.endswith("\n`````\n")
    assert all(
        HOSTILE[:40] in text for name, text in found.items() if name.startswith("script-") and name.endswith("md")
    )


def test_markdown_is_what_it_looks_like(tmp_path):
    """The whole file, once."""
    handed_in = entry("ann", report("conv", result("keeps_shapes"), FAILED), name="Ann")
    assert files(tmp_path, [handed_in], "hint", titles=TITLES)["ann.md"] == (
        "# Feedback for `Ann`\n\n**2 of 4 points.**\n\n## Convolution: 2 of 4 points\n\n| | check | points |\n|---|---|---:|\n"
        "| ✓ | Keeps shapes. | 2/2 |\n| ✗ | Goes forward. | 0/2 |\n\n**Goes forward.** (failed)\n\n"
        "```text\nHint: Turn the kernel.\n```\n"
    )


def test_what_many_checks_say_is_said_once(tmp_path):
    """Of a file that is not there."""
    checks = [result(name, Status.NOT_WRITTEN, says="conv_numpy.py was not handed in", seconds=0.0) for name in "abc"]
    found = files(tmp_path, [entry("ann", report("conv", *checks))], "hint")
    assert [text.count("was not handed in") for text in found.values()] == [1, 1]


def test_nothing_handed_in_is_said(tmp_path):
    """In both files."""
    found = files(tmp_path, [entry("ann")], "nothing")
    assert all("Nothing was handed in." in text for text in found.values())


def test_an_unknown_level_is_refused(tmp_path):
    """By name, before anything is written."""
    with pytest.raises(UsageError, match="no level 'all' of feedback: choose one of nothing, category, hint, numbers"):
        files(tmp_path / "out", [], "all")
    assert not (tmp_path / "out").exists()


def test_a_report_that_cannot_be_shown_harms_no_other_student(tmp_path, monkeypatch):
    """Its student reads the score and whom to ask. The files of the others are as they are alone."""
    alone = files(tmp_path / "alone", [entry("ann", REPORT)], "hint")
    render = markdown.render

    def fails_for_eve(reports, options):
        if reports[0].topic == "strange":
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
        return render(reports, options)

    monkeypatch.setattr(markdown, "render", fails_for_eve)
    strange = report("strange", result("keeps_shapes"))
    found = files(tmp_path / "both", [entry("eve", strange), entry("ann", REPORT)], "hint")
    assert {name: found[name] for name in alone} == alone
    for name in ("eve.md", "eve.html"):
        assert "The details cannot be shown (UnicodeEncodeError): ask your instructor." in found[name]
