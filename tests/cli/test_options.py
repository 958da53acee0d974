"""The options that several commands have."""

from grader.cli.options import PLATFORMS
from grader.show.platforms.formats import FORMATS


def test_the_formats_are_those_that_there_are():
    """The list for the option is written out, since importing them all takes time."""
    assert list(FORMATS) == list(PLATFORMS)
