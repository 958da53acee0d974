"""The named mistakes of a topic, written as Python: each is an edit of the solution that must fail one check.

m = Mistakes("numpy")                        # in solutions/TOPIC/mistakes/NAME.py
MEAN = text("mean = x.mean(axis=0)")         # must occur in the solution exactly once

with m.fails("centers_columns"):
    m("mean_of_everything", "The mean is of each column, not of all numbers.", MEAN >> "mean = x.mean()",
      base={"right/loops_numpy.py": [text("total / len(column)") >> "total / x.size"]})
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..values.errors import TopicError
from ..values.finding import GENERIC
from ..worker import loading

Edit = tuple[str, str]  # a text of the solution, and its replacement


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A named wrong variant of the solution.

    `check` is the check that it must fail. `hint` is the sentence for students who make this mistake. `edits` are pairs of
    a text in the solution and its replacement. `bases` has the edits that make the same mistake in other files, by their paths
    in the secret folder.
    """

    id: str
    part: str
    check: str
    hint: str
    edits: tuple[Edit, ...]
    bases: tuple[tuple[str, tuple[Edit, ...]], ...] = ()

    def made_in(self, solution: str, file: str = "") -> str:
        """The text of the solution with the edits of this mistake, or of the other file with the edits for it.

        Raises TopicError if an edit does not fit exactly once.
        """
        for find, replace in dict(self.bases)[file] if file else self.edits:
            if solution.count(find) != 1:
                raise TopicError(
                    f"mistake {self.id}: `find` occurs {solution.count(find)} times in {file or 'the solution'}, not once: "
                    f"{find.strip().splitlines()[0]!r}"
                )
            solution = solution.replace(find, replace)
        return solution


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

    def __call__(self, id: str, hint: str, *edits: Edit, base: Mapping[str, Sequence[Edit]] | None = None) -> None:
        """Add a mistake: its name, the sentence for students who make it, and the edits of the solution, one after another.

        `base` has the edits that make the same mistake in files of the folder right/: {"right/loops_numpy.py": [A >> "…"]}.

        Raises TopicError outside a `fails` block, without an edit, and for a name that begins as generic causes do.
        """
        bases = {file: tuple(edits) for file, edits in (base or {}).items()}
        if not self._check:
            raise TopicError(f'mistake {id}: write it inside a block `with m.fails("name_of_a_check"):`')
        if not all(
            one and all(isinstance(edit, tuple) and len(edit) == 2 for edit in one) for one in (edits, *bases.values())
        ):
            raise TopicError(f'mistake {id}: write each edit as text("in the solution") >> "its replacement"')
        if id.startswith(GENERIC):  # in JSON of schema 1 this prefix marks the generic causes
            raise TopicError(f"mistake {id}: an id does not begin with {GENERIC!r}")
        if strange := [file for file in bases if not re.fullmatch(rf"right/\w+_{self._part}\.py", file)]:
            raise TopicError(f"mistake {id}: base names {strange[0]!r}: write a file as right/NAME_{self._part}.py")
        self.collected.append(Mistake(id, self._part, self._check, hint, edits, tuple(bases.items())))


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
