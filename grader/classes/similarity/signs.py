"""Signs for a person to look at: submissions that are alike, and what is unusual for an exercise. No verdict, no deduction.

Two honest solutions of one exercise are alike too. What is compared is therefore what stays when the skeleton and the
lectures are taken away, and weighs the more, the fewer in the class have it. `copydetect`, the library for this, compares
files on disk pair by pair, half a million pairs for a thousand submissions; here one matrix product finds them all.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import numpy as np

from ...values.text import visible
from ...worker.wire import Array
from .unusual import unusual
from .winnowing import Fingerprints, among, fingerprints, hashes, lines

# Of all pairs among the right solutions of this repository, written independently, the nearest reach 0.18 (0.21 with the
# sample class of the tests); copies of them in which everything is renamed, moved, reformatted and commented keep at least
# 0.71. Of pairs in the sample class, some of which were made from each other, hardly any lies between 0.45 and 0.75.
ALIKE = 0.65
ENOUGH = 30  # fingerprints of its own that a file needs, about 12 lines: shorter ones are alike by nature
SMALL_CLASS = 20  # in a smaller one what two have is not common yet
MOST_NAMES = 8


@dataclasses.dataclass(frozen=True)
class _File:
    """One file of one submission: its text, and the fingerprints that are not of what everybody was given."""

    submission: str
    text: str
    own: Fingerprints


def signs(sources: Mapping[str, Mapping[str, str]], known: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """By submission, sentences about what a person may want to look at; submissions without any are left out.

    sources  the texts of each submission by the name under which each file is asked for: files of one name are compared
    known    texts that everybody was given: skeletons, what the lectures show
    """
    given = np.unique(np.concatenate([np.empty(0, np.uint64), *map(hashes, known)]))
    files: dict[str, list[_File]] = collections.defaultdict(list)
    found: dict[str, list[str]] = {submission: [] for submission in sources}
    for submission, texts in sources.items():
        for name, text in texts.items():
            files[PurePosixPath(name).name.lower()].append(_File(submission, text, fingerprints(text).without(given)))
    for name, several in files.items():
        for submission, sentence in _alike(name, several):
            found[submission].append(sentence)
    for submission, texts in sources.items():
        for name, text in texts.items():
            found[submission] += unusual(name, text)
    return {submission: tuple(sentences) for submission, sentences in found.items() if sentences}


def _alike(name: str, files: list[_File]) -> Iterator[tuple[str, str]]:
    """A sentence for every submission whose file is much like that of others."""
    files = [file for file in files if len(file.own.hashes) >= ENOUGH]
    neighbors: dict[int, list[tuple[float, int]]] = collections.defaultdict(list)
    for first, second, score in _pairs(files):
        neighbors[first].append((score, second))
        neighbors[second].append((score, first))
    for group in _groups(neighbors):
        for index in group:
            nearest = files[max(neighbors[index], key=lambda found: (found[0], -found[1]))[1]]
            others = [files[other].submission for other in group if other != index]
            yield files[index].submission, _sentence(name, files[index], nearest, others)


def _pairs(files: list[_File]) -> Iterator[tuple[int, int, float]]:
    """Pairs of files that are alike, each with the share of the smaller one's weight that both have."""
    if len(files) < 2:
        return
    sets = [np.unique(file.own.hashes) for file in files]
    hashes, columns, counts = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    weights = np.log1p(max(len(files), SMALL_CLASS) / counts)
    rows = np.repeat(np.arange(len(files)), [len(found) for found in sets])
    totals = np.bincount(rows, weights[columns])
    common = np.flatnonzero(counts > 1)
    place = np.full(len(hashes), -1)
    place[common] = np.arange(len(common))
    shared = np.zeros((len(files), len(files)), np.float32)
    for start in range(0, len(common), _BLOCK):
        here = (place[columns] >= start) & (place[columns] < start + _BLOCK)
        block = np.zeros((len(files), min(_BLOCK, len(common) - start)), np.float32)
        block[rows[here], place[columns[here]] - start] = np.sqrt(weights[columns[here]])
        shared += block @ block.T
    score = shared / np.minimum(totals[:, None], totals[None, :])
    for first, second in np.argwhere(np.triu(score >= ALIKE, 1)).tolist():
        yield first, second, float(score[first, second])


_BLOCK = 4096  # fingerprints at a time: 16 MB for a thousand files


def _groups(neighbors: Mapping[int, list[tuple[float, int]]]) -> Iterator[list[int]]:
    """The files that hang together by pairs."""
    seen: set[int] = set()
    for start in neighbors:
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = {other for _, other in neighbors[waiting.pop()]} - group
            group |= fresh
            waiting += fresh
        seen |= group
        yield sorted(group)


def _sentence(name: str, file: _File, nearest: _File, others: list[str]) -> str:
    whose = visible(nearest.submission, 200)
    if file.text.split() == nearest.text.split():
        how = f"the same as that of {whose}, to the letter"
    else:
        shared = among(file.own.hashes, np.sort(nearest.own.hashes))
        percent = int(100 * shared.mean())
        how = f"{percent} % of what is its own is in that of {whose} too, but for names, literals and comments"
        how += f" ({_passage(file, nearest, shared)})"
    if len(others) == 1:
        return f"{visible(name, 200)}: {how}"
    names = ", ".join(visible(other, 200) for other in others[:MOST_NAMES])
    more = f" and {len(others) - MOST_NAMES} more" if len(others) > MOST_NAMES else ""
    return f"{visible(name, 200)}: {how}; one of a group of {len(others) + 1}, with {names}{more}"


def _passage(file: _File, other: _File, shared: Array) -> str:
    """Where the longest run of fingerprints that both have begins, here and there."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], shared, [False]]).astype(int)))
    start, _ = max(ends.reshape(-1, 2).tolist(), key=lambda run: run[1] - run[0])
    here = file.own.tokens[start]
    there = other.own.tokens[other.own.hashes == file.own.hashes[start]][0]
    return f"most from line {lines(file.text)[here]} on, there from line {lines(other.text)[there]} on"
