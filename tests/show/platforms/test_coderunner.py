"""CodeRunner's JSON."""

import dataclasses
import json

from support.samples import BROKEN, EMPTY, EVIL, FREE, FULL, MORE, TOY, golden, valid

from grader.show.platforms.coderunner import render


def test_golden():
    """The line, to the letter; a hidden check is a hidden row, in full for staff."""
    golden("coderunner.json", render([TOY, MORE], dataclasses.replace(FULL, hidden=frozenset(["toy.check_2"]))))


def test_schema():
    """No field that CodeRunner does not know, one format for each column that it shows, rows as long as the header."""
    for reports in ([TOY, MORE], [EVIL], [FREE], [EMPTY]):
        content = valid("coderunner", render(reports, FULL))
        header, *rows = content["testresults"]
        assert all(len(row) == len(header) for row in rows)
        assert len(content["columnformats"]) == len(set(header) - {"iscorrect", "ishidden"})


def test_html_is_escaped():
    """The prologue is HTML; the rest CodeRunner escapes, as its format %s says."""
    content = json.loads(render([TOY], dataclasses.replace(FULL, title="<b>&</b>")))
    assert content["prologuehtml"] == "<p>&lt;b&gt;&amp;&lt;/b&gt;: 2.5 of 14 points</p>"
    assert set(content["columnformats"]) == {"%s"}


def test_a_broken_check_is_a_bad_question_and_no_zero():
    """Without a fraction CodeRunner reports the question."""
    content = json.loads(render([BROKEN], FULL))
    assert set(content) == {"prologuehtml"} and "not your fault" in content["prologuehtml"]
