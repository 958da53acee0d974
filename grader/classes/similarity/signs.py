"""Find signs for a person to look at: similar submissions, and lines that are unusual for an exercise.

A sign is not a verdict and changes no score. Two honest solutions of one exercise are similar too. So the code of the skeleton
and the lectures is left out of the comparison, and a passage weighs more if fewer students in the class have it.

The library for this, `copydetect`, compares files on disk pair by pair: half a million pairs for a thousand submissions. Here
matrix products compare all pairs at once.
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

# The right solutions of this repository were written independently. Their most similar pair reaches 0.18 (0.21 together with
# the sample class of the tests). Copies of them in which everything is renamed, moved, reformatted and commented keep at
# least 0.71. Some pairs in the sample class were made from each other; hardly any pair lies between 0.45 and 0.75.
ALIKE = 0.65
ENOUGH = 30  # fingerprints that a file must have of its own, about 12 lines: shorter files are always similar
SMALL_CLASS = (
    20  # weights assume at least so many files: in a smaller class, code that two files share is not common yet
)
MOST_NAMES = 8


@dataclasses.dataclass(frozen=True)
class _File:
    """One file of one submission: its text, and its fingerprints without those of the texts that all students were given."""

    submission: str
    text: str
    own: Fingerprints


def signs(sources: Mapping[str, Mapping[str, str]], given: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return sentences for a person to look at, by submission. Submissions without a sign are left out.

    sources  the texts of each submission by file name: files of the same name are compared
    given    texts that all students were given: skeletons and code from the lectures
    """
    given_hashes = np.unique(np.concatenate([np.empty(0, np.uint64), *map(hashes, given)]))
    by_name: dict[str, list[_File]] = collections.defaultdict(list)
    sentences: dict[str, list[str]] = {submission: [] for submission in sources}
    for submission, texts in sources.items():
        for name, text in texts.items():
            own = fingerprints(text).without(given_hashes)
            by_name[PurePosixPath(name).name.lower()].append(_File(submission, text, own))
    for name, files in by_name.items():
        for submission, sentence in _similar(name, files):
            sentences[submission].append(sentence)
    for submission, texts in sources.items():
        for name, text in texts.items():
            sentences[submission] += unusual(name, text)
    return {submission: tuple(own_signs) for submission, own_signs in sentences.items() if own_signs}


def _similar(name: str, files: list[_File]) -> Iterator[tuple[str, str]]:
    """Yield a sentence for every submission whose file is similar to files of others."""
    files = [file for file in files if len(file.own.hashes) >= ENOUGH]
    neighbors: dict[int, list[tuple[float, int]]] = collections.defaultdict(list)
    for first, second, score in _pairs(files):
        neighbors[first].append((score, second))
        neighbors[second].append((score, first))
    for group in _groups(neighbors):
        for index in group:
            nearest = files[max(neighbors[index], key=lambda neighbor: (neighbor[0], -neighbor[1]))[1]]
            others = [files[other].submission for other in group if other != index]
            yield files[index].submission, _sentence(name, files[index], nearest, others)


def _pairs(files: list[_File]) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of similar files with their score: the common weight divided by the weight of the smaller file."""
    if len(files) < 2:
        return
    sets = [np.unique(file.own.hashes) for file in files]
    hashes, columns, counts = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    weights = np.log1p(max(len(files), SMALL_CLASS) / counts)
    rows = np.repeat(np.arange(len(files)), [len(own) for own in sets])
    totals = np.bincount(rows, weights[columns])
    common = np.flatnonzero(counts > 1)
    position = np.full(len(hashes), -1)  # of each hash among the common hashes
    position[common] = np.arange(len(common))
    shared = np.zeros((len(files), len(files)), np.float32)
    for start in range(0, len(common), _BLOCK):
        in_block = (position[columns] >= start) & (position[columns] < start + _BLOCK)
        block = np.zeros((len(files), min(_BLOCK, len(common) - start)), np.float32)
        block[rows[in_block], position[columns[in_block]] - start] = np.sqrt(weights[columns[in_block]])
        shared += block @ block.T
    score = shared / np.minimum(totals[:, None], totals[None, :])
    for first, second in np.argwhere(np.triu(score >= ALIKE, 1)).tolist():
        yield first, second, float(score[first, second])


_BLOCK = 4096  # fingerprints at a time: 16 MB for a thousand files


def _groups(neighbors: Mapping[int, list[tuple[float, int]]]) -> Iterator[list[int]]:
    """Yield the groups of files that are connected by pairs."""
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
    owner = visible(nearest.submission, 200)
    if file.text.split() == nearest.text.split():
        finding = f"the same text as the file of {owner}, apart from white space"
    else:
        shared = among(file.own.hashes, np.sort(nearest.own.hashes))
        percent = int(100 * shared.mean())
        finding = f"{percent} % of its own code is also in the file of {owner}, apart from names, literals and comments"
        finding += f" ({_longest_passage(file, nearest, shared)})"
    if len(others) == 1:
        return f"{visible(name, 200)}: {finding}"
    names = ", ".join(visible(other, 200) for other in others[:MOST_NAMES])
    more = f" and {len(others) - MOST_NAMES} more" if len(others) > MOST_NAMES else ""
    return f"{visible(name, 200)}: {finding}; in a group of {len(others) + 1}, with {names}{more}"


def _longest_passage(file: _File, other: _File, shared: Array) -> str:
    """Say in which line of each file the longest run of common fingerprints begins."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], shared, [False]]).astype(int)))
    start, _ = max(ends.reshape(-1, 2).tolist(), key=lambda run: run[1] - run[0])
    token = file.own.tokens[start]
    other_token = other.own.tokens[other.own.hashes == file.own.hashes[start]][0]
    line, other_line = lines(file.text)[token], lines(other.text)[other_token]
    return f"the longest common passage begins in line {line}, there in line {other_line}"
