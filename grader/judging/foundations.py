"""Find the code on which a part builds: a student's own file of another topic if it passes there, else the given file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping

from ..submissions.code_lines import Cell
from ..submissions.intake import MAX_SENT, Handed
from ..topics.topic import Topic
from ..values.parts import OWN_FILES
from ..values.text import visible
from .setup import Setup

Passes = Callable[[Setup, str, Handed], bool]  # whether a part passes every check


@dataclasses.dataclass(frozen=True)
class Foundation:
    """The modules beside a student's part, by name, and for each used topic a sentence that says whose code it is."""

    modules: Mapping[str, Cell]
    sentences: tuple[str, ...] = ()


def lay(setup: Setup, part: str, handed: Handed, passes: Passes) -> Foundation:
    """The foundation of a part that was handed in. `passes` judges the student's own file of a used topic.

    No solution is among the modules: they go to the process that runs the student's code.
    """
    topic = setup.topic
    own: dict[str, Cell] = {}
    modules, sentences = dict(handed.others), []
    for used in topic.used(part):
        file = used.file_name(part)
        reason = _why_given(setup, used, part, handed, passes)
        if reason:
            sentences.append(f"The {part} part builds on the given {used.name}: {reason}")
            continue
        theirs = handed.uses[used.name]
        text = (
            "\n\n".join(text for _, text in theirs.without_computations().cells)
            if theirs.notebook
            else theirs.cells[0][1]
        )
        own[used.name] = (file, text)
        modules = {**theirs.others, **modules}
        sentences.append(f"The {part} part builds on your own {file}, which passes.")
    return Foundation({**modules, **topic.foundation(part, own)}, tuple(sentences))


def _why_given(setup: Setup, used: Topic, part: str, handed: Handed, passes: Passes) -> str:
    """Why a student's own file of a used topic cannot serve, as a clause; "" if it can."""
    theirs, of_used = handed.uses.get(used.name), setup.of_used(used.name)
    if theirs is None or of_used is None:
        return f"{used.file_name(part)} was not handed in."
    # In a workspace the files of the two topics lie beside the student's.
    helpers = {name: text for name, (_, text) in theirs.others.items() if not name.startswith(OWN_FILES)}
    clashing = [name for name, text in helpers.items() if name in handed.others and handed.others[name][1] != text]
    if clashing:
        return f"there are two different files {visible(clashing[0], 80)}.py."
    if len(json.dumps([handed.cells, handed.others, theirs.cells, theirs.others])) > MAX_SENT:
        return "your two files together are too large."
    like_this = dataclasses.replace(of_used, seeds=setup.seeds, until=setup.until, start=setup.start)
    if not passes(like_this, part, theirs):
        return f"your {visible(theirs.file, 80)} does not pass every check of {used.name}."
    return ""
