"""PrairieLearn's results.json."""

from support.samples import BROKEN, EMPTY, EVIL, FREE, FULL, MORE, TOY, golden, valid

from grader.show.platforms.prairielearn import render


def test_golden():
    """The whole file, to the letter."""
    golden("prairielearn.json", render([TOY, MORE], FULL))


def test_schema_and_size():
    """Whatever is in the reports, in less than the megabyte that is read."""
    for reports in ([TOY], [EVIL] * 20, [BROKEN], [EMPTY], [FREE], []):
        text = render(reports, FULL)
        valid("prairielearn", text)
        assert len(text.encode()) < 1_000_000


def test_a_broken_check_costs_neither_points_nor_an_attempt():
    """Not gradable, no score, and why."""
    content = valid("prairielearn", render([BROKEN], FULL))
    assert content["gradable"] is False and "score" not in content
    assert "not your fault" in content["format_errors"][0]


def test_where_nothing_counts_it_is_all_or_nothing():
    """A maximum of 0 is no division by it; and no checks at all are no success."""
    assert valid("prairielearn", render([FREE], FULL))["score"] == 1
    assert valid("prairielearn", render([EMPTY], FULL))["score"] == 0
