"""The topics on which a topic builds, in order, and the texts of the modules that stand for them beside a part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from ..values.errors import TopicError
from ..worker.loading import Cell
from .signatures import signatures


def given_name(part: str) -> str:
    """The name of the module on which a part builds: what a student imports."""
    return f"given_{part}"


def all_below(topic: str, uses: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """The names of all topics on which `topic` builds, directly or not. Each stands behind those on which it builds itself.

    `uses` returns the names of the topics that a topic uses directly. Raises TopicError if a topic builds on itself.
    """
    found: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        for used in uses(name):
            if used in path:
                circle = " → ".join([*path[path.index(used) :], used])
                raise TopicError(
                    f"{topic}: USES goes round in a circle: {circle}. Remove one of these topics from USES"
                )
            if used not in found:
                visit(used, (*path, used))
                found[used] = None

    visit(topic, (topic,))
    return tuple(found)


def modules(part: str, given: str, used: Mapping[str, Collection[str]], own: Collection[str]) -> dict[str, Cell]:
    """The modules on which a part builds, by name: the given file, and one for each used topic that is not in `own`.

    `given` is the text of the given file. `used` has the exercises of each topic that the part uses directly. For the topics in
    `own` another module exists, with a student's file or a solution: those of its exercises that the given file defines too take
    the place of the given ones. A name that is missing there stays as it is given.
    """
    found, replaced = dict[str, Cell](), ""
    defined = signatures(given).keys()
    for topic, exercises in used.items():
        module = f"{topic}_{part}"
        shared = sorted(defined & set(exercises))
        if topic not in own:
            # In a workspace the exercises are read from the student's file, which may not be Python at the moment.
            names = ", ".join(shared or sorted(defined))
            found[module] = (f"{module}.py", f"from {given_name(part)} import {names}\n" if names else "")
        elif shared:
            replaced += f"import {module}\n"
            replaced += "".join(f'{name} = getattr({module}, "{name}", {name})\n' for name in shared)
    name = given_name(part)
    return {**found, name: (f"{name}.py", f"{given.rstrip()}\n\n{replaced}")}
