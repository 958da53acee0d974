"""All formats together: one call, one meaning, and nothing harmful in any."""

import base64
import dataclasses
import datetime
import json
import re
import unicodedata
from xml.etree import ElementTree

import junitparser
import pytest
from support.samples import BROKEN, EMPTY, EVIL, FREE, HOSTILE, MORE, TOY

from grader.show.platforms.formats import FORMATS, find
from grader.show.platforms.model import Options
from grader.values.errors import UsageError
from grader.values.reveal import Reveal

TIME = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
OPTIONS = Options(title="Week 3", reveal=Reveal.NUMBERS, user="7", time=TIME)


def read_gradescope(text):
    tests = json.loads(text)["tests"]
    return [(test["status"] == "passed", test["score"]) for test in tests], sum(test["score"] for test in tests)


def read_prairielearn(text):
    content = json.loads(text)
    tests = content["tests"]
    maximum = sum(test["max_points"] for test in tests)
    return [(not test["message"], test["points"]) for test in tests], content["score"] * maximum


def read_autolab(text):
    outcomes, scores = map(json.loads, text.rstrip().split("\n")[-2:])
    found = [case["passed"] for stage in outcomes["stages"] for case in outcomes[stage].values()]
    return [(passed, None) for passed in found], sum(scores["scores"].values())


def read_vpl(text):
    titles = re.findall(r"^-([✓✗]) .* \[([\d.]+)/[\d.]+(?:, .*)?\]$", text, re.MULTILINE)
    return [(sign == "✓", float(score)) for sign, score in titles], float(
        re.findall(r"^Grade :=>>(.*)$", text, re.M)[-1]
    )


def read_coderunner(text):
    content = json.loads(text)
    rows = [(bool(row[0]), *map(float, row[2].split("/"))) for row in content["testresults"][1:]]
    return [row[:2] for row in rows], content["fraction"] * sum(row[2] for row in rows)


def read_github(text):
    content = json.loads(base64.b64decode(text.removeprefix("result=")))
    tests = content["tests"]
    return [(test["status"] == "pass", test["score"]) for test in tests], sum(test["score"] for test in tests)


def read_junit(text):
    [suite] = junitparser.JUnitXml.fromstring(text.encode())
    points = ElementTree.fromstring(text).iterfind(".//property[@name='points']")
    found = [(case.is_passed, float(each.get("value"))) for case, each in zip(suite, points, strict=True)]
    return found, sum(score for _, score in found)


def read_markdown(text):
    rows = re.findall(r"^\| ([✓✗]) \| .* \| ([\d.]+)/[\d.]+ \|$", text, re.MULTILINE)
    return [(sign == "✓", float(score)) for sign, score in rows], float(re.search(r"([\d.]+) of", _unescaped(text))[1])


def read_html(text):
    rows = re.findall(r'<li class="(\w+)">.*?<span class="n">([\d.]+)/', text, re.DOTALL)
    return [(status == "passed", float(score)) for status, score in rows], float(
        re.search(r"<h1>.*: ([\d.]+) of", text)[1]
    )


def read_xqueue(text):
    content = json.loads(text)
    rows = re.findall(r"<p>([✓✗]) .*? \(([\d.]+)/[\d.]+\)</p>", content["msg"])
    return [(sign == "✓", float(score)) for sign, score in rows], content["score"]


def read_lti(text):
    return None, json.loads(text)["scoreGiven"]


def _unescaped(text):
    return text.replace("\\", "")


READERS = {
    "autolab": read_autolab,
    "coderunner": read_coderunner,
    "github-classroom": read_github,
    "gradescope": read_gradescope,
    "html": read_html,
    "junit": read_junit,
    "lti": read_lti,
    "markdown": read_markdown,
    "prairielearn": read_prairielearn,
    "vpl": read_vpl,
    "xqueue": read_xqueue,
}


@pytest.mark.parametrize("factor", [1.0, 0.9])
@pytest.mark.parametrize("reports", [[TOY], [TOY, MORE], [MORE]], ids=["one", "two", "passed"])
@pytest.mark.parametrize("name", FORMATS)
def test_round_trip(name, reports, factor):
    """Read as the platform reads it, every format says of the score and of each check what the report says."""
    options = dataclasses.replace(OPTIONS, factor=factor)
    outcomes, total = READERS[name](FORMATS[name].render(reports, options))
    results = [result for report in reports for result in report.results]
    assert total == pytest.approx(factor * sum(report.score for report in reports), abs=1e-4)
    if outcomes is not None:
        assert [passed for passed, _ in outcomes] == [result.passed for result in results]
        for (_, score), result in zip(outcomes, results, strict=True):
            assert score is None or score == pytest.approx(factor * result.score, abs=1e-4)


@pytest.mark.parametrize("name", FORMATS)
def test_a_broken_check_is_never_a_pass(name):
    """Whatever else a platform is told."""
    text = FORMATS[name].render([BROKEN, MORE], OPTIONS)
    assert "broken" in said(name, text)
    if name not in ("lti", "coderunner", "autolab", "vpl", "prairielearn"):
        outcomes, _ = READERS[name](text)
        assert [passed for passed, _ in outcomes] == [True, False, True, True]


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_is_harmful(name):
    """No control, format or surrogate character, no JSON beyond the standard, and no more than a megabyte."""
    for reports in ([EVIL], [EVIL, TOY, MORE], [EMPTY], [FREE]):
        text = FORMATS[name].render(reports, dataclasses.replace(OPTIONS, title=HOSTILE))
        assert len(text.encode()) < 1_000_000
        assert not re.search(r"[:\[ ](NaN|-?Infinity)[,\]}]", text)
        assert not {c for c in said(name, text) if c != "\n" and unicodedata.category(c) in UNSEEN}


UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def said(name, text):
    """A format's text with what its encoding would hide."""
    if name == "github-classroom":
        text = base64.b64decode(text.removeprefix("result=")).decode()
    lines = text.split("\n")
    try:
        return "".join(map(strings, [json.loads(text)] if name != "autolab" else map(json.loads, lines[-3:-1]))) + text
    except json.JSONDecodeError:
        return text


def strings(value):
    """All strings inside of JSON."""
    if isinstance(value, dict):
        return "".join(map(strings, [*value, *value.values()]))
    return "".join(map(strings, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


LEVELS = [
    (Reveal.NOTHING, {"failed"}, {"raised an exception", "Divide", "expected 1", "hello", "printed", "ValueError"}),
    (Reveal.CATEGORY, {"raised an exception"}, {"Divide", "expected 1", "hello", "printed", "ValueError"}),
    (Reveal.HINT, {"raised an exception", "Divide"}, {"expected 1", "hello", "printed", "ValueError"}),
    (
        Reveal.NUMBERS,
        {"raised an exception", "Divide", "expected 1", "hello", "ValueError"},
        {"printed by what passes"},
    ),
]


@pytest.mark.parametrize(("reveal", "told", "untold"), LEVELS, ids=[level.name for level, *_ in LEVELS])
@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"lti"}))
def test_what_is_revealed(name, reveal, told, untold):
    """Exactly as much as the course wants, in every format alike."""
    text = said(name, FORMATS[name].render([TOY], dataclasses.replace(OPTIONS, reveal=reveal)))
    for phrase in told:
        assert phrase in text
    for phrase in untold:
        assert phrase not in text


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"gradescope", "coderunner"}))
def test_hidden_checks_do_not_say_what_they_are_about(name):
    """Neither by name, claim, hint nor message; nor by the message of one that waits for it."""
    text = said(name, FORMATS[name].render([TOY], dataclasses.replace(OPTIONS, hidden=frozenset(["check_2"]))))
    for phrase in ("check_2", "Claim 2", "Divide", "expected 1", "hello"):
        assert phrase not in text


USED = "Your file base_numpy.py was used."
GIVEN = "The given other was used, because your other_numpy.py does not pass every check."


@pytest.mark.parametrize("level", Reveal)
@pytest.mark.parametrize("name", FORMATS)
def test_whose_code_was_used(name, level):
    """Every format says it, at every level; of several topics it says which one stands on that code."""
    first = dataclasses.replace(TOY.parts[0], builds_on=(USED, GIVEN))
    toy = dataclasses.replace(TOY, parts=(first, *TOY.parts[1:]))
    options = dataclasses.replace(OPTIONS, reveal=level)

    def text(*reports):
        return _unescaped(said(name, FORMATS[name].render(reports, options)))

    assert USED in text(toy) and GIVEN in text(toy)
    assert USED not in text(TOY)
    more = dataclasses.replace(MORE, parts=(dataclasses.replace(MORE.parts[0], builds_on=(GIVEN,)), *MORE.parts[1:]))
    if name not in ("html", "junit", "github-classroom"):  # there the sentences stand below a heading, or with a check
        assert f"{TOY.topic}: {USED}" in text(toy, more) and f"{MORE.topic}: {GIVEN}" in text(toy, more)
        assert f"{TOY.topic}: {USED}" not in text(toy)


def test_unknown_formats_are_refused_with_the_nearest():
    """A slip of the keyboard."""
    assert find("junit") is FORMATS["junit"]
    with pytest.raises(UsageError, match="Did you mean gradescope"):
        find("gradscope")
    with pytest.raises(UsageError, match="There are autolab, "):
        find("?")


@pytest.mark.parametrize("wrong", [{"factor": float("nan")}, {"factor": -1.0}, {"out_of": 0.0}, {"visibility": "now"}])
def test_impossible_options_are_refused(wrong):
    """Before any platform reads them."""
    with pytest.raises(UsageError):
        Options(**wrong)
