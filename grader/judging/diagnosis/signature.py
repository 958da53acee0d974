"""The signature of a wrong outcome, by which another wrong outcome with the same cause is recognised."""

from __future__ import annotations

import dataclasses

from ...values.finding import NONE, Kind
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

    @property
    def tells_apart(self) -> bool:
        """Whether the signature identifies a mistake: by the numbers of the answer, or by the name of what was called.

        An answer of zeros, of NaN or without an entry, a claim that does not hold, draws of a wrong distribution, an exception,
        and None have many possible reasons.
        """
        if NONE in self.kind:  # code that is not written returns it too
            return False
        return fingerprints.holds_numbers(self.fingerprint) or self._kind in _IDENTIFYING

    @property
    def is_of_words(self) -> bool:
        """Whether the signature has words about the failure: of an exception, or of draws."""
        return self._kind in _OF_WORDS

    @property
    def _kind(self) -> str:
        return self.kind.partition(" ")[0].partition(":")[0]


@dataclasses.dataclass(frozen=True)
class Slip:
    """One machine-made variant of a solution: its number, the change in words, and how it fails the check that it fails first."""

    number: int
    words: str
    signature: Signature


_IDENTIFYING = (str(Kind.FORM), str(Kind.READY_MADE).partition(" ")[0])
_OF_WORDS = (str(Kind.RAISED), str(Kind.DRAWS), str(Kind.FORM))
