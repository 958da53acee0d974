"""Compare the attempts of this grading with those of earlier gradings: one is added to the others, or is gone."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence

from ..show.terminal.console import note
from ..submissions.downloads.layouts import label
from ..values.text import plural
from .store import Run, Submission

NAMED = 20  # the largest number of submissions that a note names


def earlier_attempts(run: Run, topics: Iterable[str]) -> dict[str, list[Submission]]:
    """Return the attempts that a run holds in any of the topics, by the id of their student."""
    attempts: dict[str, list[Submission]] = {}
    for topic in topics:
        for submission in run.submissions(topic):
            own = attempts.setdefault(submission.student.id, [])
            if all((one.name, one.sha) != (submission.name, submission.sha) for one in own):
                own.append(submission)
    return attempts


def accumulated(earlier: Sequence[Submission], attempts: Sequence[Submission], taken: set[str]) -> list[Submission]:
    """Return a student's earlier attempts and those of now. An attempt of now that was there earlier is the earlier one.

    `taken` holds the names of all attempts of the class. It gets the names that are new.
    """
    own = list(earlier)
    for attempt in attempts:
        if any((attempt.sha, attempt.when) == (one.sha, one.when) for one in earlier):
            continue
        if earlier:
            number = 1 + max(one.number for one in own)
            attempt = dataclasses.replace(attempt, name=label(attempt.student.id, number, taken), number=number)
            taken.add(attempt.name)
        own.append(attempt)
    return own


def withdraw(run: Run, topics: Sequence[str], kept: Collection[str]) -> None:
    """Mark all other submissions of the topics as gone, and name those that were there until now."""
    gone = sorted({name for name, topic in run.shas() if topic in topics and name not in kept})
    run.withdraw(topics, kept)
    if gone:
        more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        note(
            f"{plural(len(gone), 'submission')} of an earlier grading not there any more, so without a grade: "
            f"{', '.join(gone[:NAMED])}{more}. To keep earlier submissions, grade their folder again with --add"
        )
