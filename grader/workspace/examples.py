"""Renew the example below a student's code. An example that the student changed stays.

The example is the `__main__` block at the end of a topic's skeleton. It belongs to the topic, and what stands above it to the
student. The student's text is never parsed: it may be unfinished.
"""

from __future__ import annotations

import re

_MAIN = re.compile(r"^if __name__\b", re.MULTILINE)
_GOES_ON = re.compile(r"(?:[ \t]*\n)*[ \t]+\S")  # the next line with a text is indented: it belongs to the block


def example(skeleton: str) -> str:
    """Return the `__main__` block at the end of a skeleton; "" if there is none."""
    found = _MAIN.search(skeleton)
    return skeleton[found.start() :].rstrip() if found else ""


def without_example(skeleton: str) -> str:
    """Return what stands above the `__main__` block of a skeleton."""
    return skeleton.removesuffix("\n").removesuffix(example(skeleton)).rstrip()


def renewed(text: str, old: str | None, new: str) -> str | None:
    """Return a student's text with the example of the skeleton `new`, or None if the student has another example.

    text   the student's file, with "\\n" or "\\r\\n" at the ends of its lines
    old    the skeleton with which the student began; None if it is not known
    """
    if text.count("\r\n") == text.count("\n") > 0:
        changed = renewed(text.replace("\r\n", "\n"), old, new)
        return None if changed is None else changed.replace("\n", "\r\n")
    before, after = example(old or ""), example(new)
    if (not before and not after) or (after and _place(text, after) is not None):
        return text
    if before:
        place = _place(text, before)
        return None if place is None else _joined(text[:place], after, text[place + len(before) :])
    return None if _MAIN.search(text) else _joined(text, after, "")


def _place(text: str, block: str) -> int | None:
    """Return where a block begins in a text. None if the text does not have just this block."""
    place = text.find(block)
    alone = place >= 0 and text.count(block) == 1 and (place == 0 or text[place - 1] == "\n")
    return place if alone and not _GOES_ON.match(text[place + len(block) :]) else None


def _joined(above: str, block: str, below: str) -> str:
    pieces = [above.rstrip(), block + (below or "\n")] if block else [above.rstrip(), below.lstrip("\n")]
    return "\n\n\n".join(pieces) if pieces[1] else above.rstrip() + "\n"
