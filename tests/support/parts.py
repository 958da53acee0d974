"""Parts beyond those of the table."""

from grader.values.parts import NUMPY, Library, Part


def absent_part() -> Part:
    """A part that cannot be run here: one of its libraries is not installed anywhere."""
    absent = Library(name="no_such_library", title="No Such Library", words=("no_such_library",))
    return Part(name="absent", runtime="numpy", libraries=(NUMPY, absent), seconds=60.0)
