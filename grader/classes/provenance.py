"""With what a submission was judged: two runs with the same key come to the same report."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..sandbox.spawn import library_versions
from ..topics.locate import Where
from ..values.parsed import Parsed
from .jobs import Job

_READ = (".py", ".toml")  # of a topic's folders; texts, recordings and pictures judge nobody


def keys(job: Job) -> dict[str, str]:
    """For each topic of a job, the fingerprint of all that its reports depend on, submissions apart."""
    return {topic: _key(job, topic) for topic in job.topics}


def facts(job: Job) -> dict[str, object]:
    """What a run should remember of a job, as JSON values. The secret stays secret: only whether it changed can be told."""
    sources = hashlib.sha256("".join(_key(_like_any(job), topic) for topic in job.topics).encode())
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


def recalled(facts: Mapping[str, Parsed], where: Where) -> Job:
    """The job of a run from its facts, with the topics as they are now; without the secret, which no fact tells."""
    adapter = Path(facts["adapter"]) if facts["adapter"] else None
    how = {name: facts[name] for name in ("per_student", "device", "isolation")}
    parts = tuple(facts["parts"])
    return Job.of(where, tuple(facts["topics"]), parts=parts, adapter=adapter, **how)


def _like_any(job: Job) -> Job:
    """The job without the settings that a run remembers apart from its sources."""
    return dataclasses.replace(job, secret=b"", per_student=False, parts=(), device="", isolation="")


def _key(job: Job, topic: str) -> str:
    digest = hashlib.sha256()
    changes = sorted(job.course.changes.get(topic, {}).items())
    for said in (version(), job.secret.hex(), job.per_student, job.parts, job.device, job.isolation, changes):
        digest.update(repr(said).encode() + b"\0")
    sources = [*_sources(job.exercises / topic), *_sources(job.solutions / topic)]
    if job.adapter:
        sources.append(("adapter", job.adapter.read_bytes()))
    for name, data in sources:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What stands in one of a topic's folders itself; right variants below it are for our own tests."""
    for path in sorted(folder.iterdir()):
        if path.suffix in _READ and path.is_file():
            yield path.name, path.read_bytes()


def version() -> str:
    """This package's version."""
    return importlib.metadata.version("chainrule")


def versions() -> dict[str, str]:
    """What runs: this package, Python, the libraries that exercises use, the system."""
    ours = {"chainrule": version(), "Python": platform.python_version()}
    return ours | library_versions() | {"system": f"{platform.system()} {platform.release()} {platform.machine()}"}
