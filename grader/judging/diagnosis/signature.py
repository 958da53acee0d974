"""What a wrong outcome looks like, so that it is known again."""

from __future__ import annotations

import dataclasses

from . import fingerprints
from .fingerprints import Fingerprint


@dataclasses.dataclass(frozen=True)
class Signature:
    """What a wrong outcome looked like: how it was wrong, in which answer, and the numbers that identify that answer."""

    kind: str
    name: str
    fingerprint: Fingerprint

    def like(self, other: Signature, relative: float) -> bool:
        """Whether two wrong outcomes have the same cause, as far as their numbers tell."""
        same = (self.kind, self.name) == (other.kind, other.name)
        return same and fingerprints.matches(self.fingerprint, other.fingerprint, relative)
