"""Say how large the recordings of a topic are, and which questions take most of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..judging.reference import recording
from ..topics.topic import Topic
from ..values.errors import RecordingError

SHOWN = 5  # questions


def lines(topic: Topic) -> Iterator[str]:
    """Yield the size of each part's recording, then the largest answers of all parts, as aligned text.

    A recording that cannot be read is left out.
    """
    sizes: list[tuple[str, ...]] = []
    largest: list[tuple[int, str, str]] = []
    for part in topic.parts:
        try:
            calls = recording.load(topic.folder, part).calls
        except RecordingError:
            continue
        answers, questions = ((topic.folder / name).stat().st_size for name in recording.names(part))
        sizes.append((part, f"{answers + questions:,} bytes", f"{answers:,} of answers"))
        # Equal answers are stored once, for the check that asks first.
        first = {call.frame: (key, call.name) for key in reversed(calls) for call in reversed(calls[key])}
        largest += [(len(frame), key, name) for frame, (key, name) in first.items()]
    yield from _aligned(sizes)
    if largest:
        yield "largest answers"
        rows = sorted(largest, key=lambda row: (-row[0], *row[1:]))[:SHOWN]
        yield from _aligned([(key, name, f"{length:,} bytes") for length, key, name in rows])


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The rows with columns of one width. Columns of numbers stand on the right."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [column[0][:1].isdigit() for column in columns]
    for row in rows:
        cells = (text.rjust(n) if number else text.ljust(n) for text, n, number in zip(row, widths, right, strict=True))
        yield "  " + "  ".join(cells)
