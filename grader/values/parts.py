"""The parts that a topic can have, as one table. A further part is an entry here and a runtime in worker/runtimes.py.

Elsewhere a part goes by its name, since names stand in files, options, reports and checks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, kw_only=True)
class Library:
    """A library that a part computes with."""

    name: str  # as it is imported and installed
    title: str  # in sentences
    words: tuple[str, ...]  # names in a source text that show that it needs this library


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a topic: a file that a student writes, and what its code runs with."""

    name: str  # in file names, options, reports, and as the package's extra that installs the libraries
    runtime: str  # what computes: a name in worker/runtimes.py
    libraries: tuple[Library, ...]  # that its code may import beside Python's standard library
    seconds: float  # for all checks of the part
    on_device: bool = False  # whether it computes on the device that --device names

    @property
    def runs_with(self) -> str:
        """What its code may import, in words."""
        titles = ", ".join(library.title for library in self.libraries)
        return " and ".join(filter(None, [titles, "Python's standard library"]))

    @property
    def foreign_words(self) -> tuple[str, ...]:
        """Names in a source text that show that it needs a library of other parts."""
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
PARTS = tuple(
    TABLE
)  # in the order in which they are judged and shown; the first is the one that checks are of by default
# A topic's files of checks, as far as they are there: those of any part, then those that a part has for itself.
CHECK_FILES = ("checks.py", *(f"checks_{part}.py" for part in PARTS))


def libraries_of(parts: Iterable[str]) -> tuple[Library, ...]:
    """The libraries that these parts need, each once, in the order of the table."""
    return tuple(dict.fromkeys(library for part in parts for library in TABLE[part].libraries))


LIBRARIES = libraries_of(PARTS)
