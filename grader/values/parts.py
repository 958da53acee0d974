"""The table of parts that a topic can have. To add a part, add an entry here and a runtime in worker/runtimes.py.

All other modules speak of a part by its name, since names stand in files, options, reports and checks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, kw_only=True)
class Library:
    """A library that the code of a part may use."""

    name: str  # for import and for installation
    title: str  # for sentences
    words: tuple[str, ...]  # names that show, in a source text, that the text needs this library


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a topic: a file that a student writes, its libraries, its runtime and its time limit."""

    name: str  # in file names, options and reports; also the package's extra that installs the libraries
    runtime: str  # a name in worker/runtimes.py
    libraries: tuple[Library, ...]  # the libraries that its code may import, beside Python's standard library
    seconds: float  # the time limit for all checks of the part
    on_device: bool = False  # whether the part computes on the device that --device names

    @property
    def runs_with(self) -> str:
        """The libraries that its code may import, in words."""
        titles = ", ".join(library.title for library in self.libraries)
        return " and ".join(filter(None, [titles, "Python's standard library"]))

    @property
    def foreign_words(self) -> tuple[str, ...]:
        """The names that show, in a source text, that the text needs a library of another part."""
        return tuple(word for library in LIBRARIES if library not in self.libraries for word in library.words)


NUMPY = Library(name="numpy", title="NumPy", words=("numpy", "np"))
TORCH = Library(name="torch", title="torch", words=("torch", "nn"))

TABLE = {
    part.name: part
    for part in (
        Part(name="numpy", runtime="numpy", libraries=(NUMPY,), seconds=60.0),
        Part(name="torch", runtime="torch", libraries=(NUMPY, TORCH), seconds=180.0, on_device=True),
    )
}

# The names of the parts, in the order in which parts are judged and shown. A check belongs to the first part by default.
PARTS = tuple(TABLE)
CASES_FILE = "cases.py"  # optional: the inputs of a topic's checks, as named cases
# The files in which a topic can have checks: checks.py for all parts, and one file for each part.
CHECK_FILES = ("checks.py", *(f"checks_{part}.py" for part in PARTS))

# The first characters of the names of a topic's own public files: students write in none of them.
OWN_FILES = ("cases", "checks", "drivers_", "given_", "pictures")


def libraries_of(parts: Iterable[str]) -> tuple[Library, ...]:
    """The libraries that these parts need. Each library occurs once; the order is that of the table."""
    return tuple(dict.fromkeys(library for part in parts for library in TABLE[part].libraries))


LIBRARIES = libraries_of(PARTS)
