"""Compute a fingerprint of all that a report depends on, except the submission.

If two runs have the same fingerprint, they give the same report on a submission.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..sandbox.spawn import library_versions
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.parsed import Parsed
from .jobs import Job

_READ = (
    ".py",
    ".toml",
)  # the files of a topic on which reports depend; its texts, recordings and pictures have no effect


def keys(job: Job) -> dict[str, str]:
    """Return the fingerprint of each topic of a job."""
    return {topic: _key(job, topic) for topic in job.topics}


def facts(job: Job) -> dict[str, object]:
    """Return what a run stores about a job, as JSON values.

    The secret is stored as a hash, which shows only whether the secret changed.
    """
    sources = hashlib.sha256("".join(_key(_without_settings(job), topic) for topic in job.topics).encode())
    return {
        "topics": job.topics,
        "exercises": str(job.exercises),
        "adapter": str(job.adapter or ""),
        "parts": job.parts,
        "device": job.device,
        "isolation": job.isolation,
        "per_student": job.per_student,
        "secret": hashlib.sha256(b"a run remembers " + job.secret).hexdigest(),
        "sources": sources.hexdigest(),
        "versions": versions(),
    }


def settings_of(facts: Mapping[str, object]) -> dict[str, object]:
    """Return those facts that say how a topic was judged. The topics of a run may be judged in different ways."""
    return {name: facts[name] for name in ("parts", "device", "isolation", "per_student", "adapter")}


def recalled(facts: Mapping[str, Parsed], topic: str, where: Where) -> Job:
    """Return the job in which a topic of a run was judged, with the topic as it is now.

    The job has no secret, because the facts contain none.
    """
    settings: dict[str, Parsed] = facts.get("settings", {}).get(topic) or settings_of(facts)
    adapter = Path(settings["adapter"]) if settings["adapter"] else None
    others = {name: settings[name] for name in ("per_student", "device", "isolation")}
    return Job.of(where, (topic,), parts=tuple(settings["parts"]), adapter=adapter, **others)


def _without_settings(job: Job) -> Job:
    """Return the job without the settings that a run stores one by one, so that its fingerprint depends on files alone."""
    return dataclasses.replace(job, secret=b"", per_student=False, parts=(), device="", isolation="")


def _key(job: Job, topic: str) -> str:
    """Return the fingerprint of one topic: a hash of this version, the settings, the course's changes and the files."""
    digest = hashlib.sha256()
    changes = sorted(job.course.changes.get(topic, {}).items())
    for setting in (version(), job.secret.hex(), job.per_student, job.parts, job.device, job.isolation, changes):
        digest.update(repr(setting).encode() + b"\0")
    sources = [*_sources(job.exercises / topic), *_sources(job.solutions / topic)]
    for used in sorted(used.name for used in Topic(topic, job.exercises / topic).all_used):
        sources += [*_sources(job.exercises / used), *_sources(job.solutions / used)]
    if job.adapter:
        sources.append(("adapter", job.adapter.read_bytes()))
    for name, data in sources:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one of a topic's folders, and its mistakes. Other subfolders are for tests alone."""
    for path in sorted([*folder.iterdir(), *folder.glob("mistakes/*")]):
        if path.suffix in _READ and path.is_file():
            yield path.name, path.read_bytes()


def version() -> str:
    """Return the version of this package."""
    return importlib.metadata.version("chainrule")


def versions() -> dict[str, str]:
    """Return the versions of this package, of Python, of the libraries that exercises use, and of the system."""
    grader = {"chainrule": version(), "Python": platform.python_version()}
    return grader | library_versions() | {"system": f"{platform.system()} {platform.release()} {platform.machine()}"}
