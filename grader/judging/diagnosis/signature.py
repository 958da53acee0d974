"""The signature of a wrong outcome, by which another wrong outcome with the same cause is recognised."""

from __future__ import annotations

import dataclasses

from . import fingerprints
from .fingerprints import Fingerprint


@dataclasses.dataclass(frozen=True)
class Signature:
    """The kind of judgement that failed, the name of the answer, and the numbers that identify the answer."""

    kind: str
    name: str
    fingerprint: Fingerprint

    def like(self, other: Signature, relative: float) -> bool:
        """Whether two wrong outcomes look alike: same kind, same name, and numbers that agree within `relative`."""
        same = (self.kind, self.name) == (other.kind, other.name)
        return same and fingerprints.matches(self.fingerprint, other.fingerprint, relative)
