"""Read the parts of a topic that lie in a student's own workspace, with those of the topics on which it builds."""

from __future__ import annotations

from ..topics.topic import Topic
from .intake import Handed, find_parts, named_parts, parts_or_problem


def of_workspace(topic: Topic) -> tuple[dict[str, Handed], str]:
    """Return the parts in the topic's own folder, and the message of the error if they cannot be read (else "").

    The parts of topics on which this one builds are read from their own folders.
    """
    parts, problem = parts_or_problem(topic.folder, topic, find_parts)
    add_used(parts, topic)
    return parts, problem


def add_used(parts: dict[str, Handed], topic: Topic) -> None:
    """Add to each part the same part of the topics on which it builds, from their own folders in the workspace."""
    for part, handed in parts.items():
        for used in topic.beneath(part):
            found, problem = parts_or_problem(used.folder, used, named_parts)
            if problem:
                handed.uses[used.name] = Handed(used.file_name(part), (), {}, problem)
            elif part in found:
                handed.uses[used.name] = found[part]
