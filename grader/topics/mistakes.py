"""The named mistakes of a topic, written as Python: each is an edit of the solution that must fail one check.

m = Mistakes("numpy")                        # in solutions/TOPIC/mistakes/NAME.py
MEAN = text("mean = x.mean(axis=0)")         # must occur in the solution exactly once

with m.fails("centers_columns"):
    m("mean_of_everything", "The mean is of each column, not of all numbers.", MEAN >> "mean = x.mean()")
"""

from __future__ import annotations

import contextlib
import dataclasses
import types
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..values.errors import TopicError
from ..values.finding import GENERIC
from ..worker import loading

Edit = tuple[str, str]  # a text of the solution, and its replacement


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A named wrong variant of the solution.

    `check` is the check that it must fail. `hint` is the sentence for students who make this mistake. `edits` are pairs of
    a text in the solution and its replacement.
    """

    id: str
    part: str
    check: str
    hint: str
    edits: tuple[Edit, ...]


@dataclasses.dataclass(frozen=True)
class text:
    """A text that occurs in the solution exactly once. `text("x + y") >> "x - y"` is an edit."""

    find: str

    def __rshift__(self, replacement: str) -> Edit:
        return self.find, replacement


class Mistakes:
    """The mistakes of one part that one file collects, in the file's order."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._check = ""
        self.collected: list[Mistake] = []

    @contextlib.contextmanager
    def fails(self, check: str) -> Iterator[None]:
        """The mistakes that are written in this block must fail the check of this name."""
        outer, self._check = self._check, check
        yield
        self._check = outer

    def __call__(self, id: str, hint: str, *edits: Edit) -> None:
        """Add a mistake: its name, the sentence for students who make it, and the edits of the solution, one after another.

        Raises TopicError outside a `fails` block, without an edit, and for a name that begins as generic causes do.
        """
        if not self._check:
            raise TopicError(f'mistake {id}: write it inside a block `with m.fails("name_of_a_check"):`')
        if not edits or not all(isinstance(edit, tuple) and len(edit) == 2 for edit in edits):
            raise TopicError(f'mistake {id}: write each edit as text("in the solution") >> "its replacement"')
        if id.startswith(GENERIC):  # in JSON of schema 1 this prefix marks the generic causes
            raise TopicError(f"mistake {id}: an id does not begin with {GENERIC!r}")
        self.collected.append(Mistake(id, self._part, self._check, hint, edits))


def read_mistakes(folder: Path, solutions: Mapping[str, str]) -> tuple[Mistake, ...]:
    """The mistakes in the files of a folder, in the order of the files' names.

    `solutions` holds the solution's text by part. Raises TopicError with every text that does not occur in it exactly once.
    """
    found: list[Mistake] = []
    for path in sorted(folder.glob("*.py")):
        module = types.ModuleType(path.stem)
        try:
            loading.execute((str(path), read_text(path)), module.__dict__)
        except TopicError as error:
            raise TopicError(f"{path}: {error}") from None
        except Exception as error:
            raise TopicError(f"{path} does not load: {type(error).__name__}: {error}") from None
        collections = [value for value in vars(module).values() if isinstance(value, Mistakes)]
        found += [mistake for collection in collections for mistake in collection.collected]
    ids = [mistake.id for mistake in found]
    problems = [f"two mistakes are called {id}" for id in sorted(set(ids)) if ids.count(id) > 1]
    problems += _astray(found, solutions)
    if problems:
        raise TopicError(f"{folder}: " + "\n  ".join(problems))
    return tuple(found)


def _astray(mistakes: list[Mistake], solutions: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each first edit whose text does not occur exactly once. Later edits may be of what earlier ones wrote."""
    users: dict[tuple[str, str], list[str]] = {}
    for mistake in mistakes:
        users.setdefault((mistake.part, mistake.edits[0][0]), []).append(mistake.id)
    for (part, find), names in users.items():
        count = solutions.get(part, "").count(find)
        if count != 1:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            line = find.strip().splitlines()[0] if find.strip() else find
            yield f"{names[0]}{more}: the text {line!r} occurs {count} times in the solution of the {part} part, not once"


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises TopicError if the file is missing or cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TopicError(f"{path} is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{path} cannot be read: {error}") from None
