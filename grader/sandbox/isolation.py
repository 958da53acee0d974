"""The levels of isolation for workers: all layers are required, all layers that the machine offers, or none."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence

from ..values.errors import IsolationError
from ..worker.confine import IDENTITY, INSTEAD, LANDLOCK, LAYERS, LIMITS, PARENT, PRIVILEGES, SECCOMP

REMEDIES = {
    LANDLOCK: "Linux 5.13 or newer with landlock in its list of security modules (Docker 20.10.18 or newer lets it through), "
    "or root or an ordinary user who may make mount namespaces",
    SECCOMP: "Linux on x86-64 or 64-bit ARM with seccomp filters (CONFIG_SECCOMP_FILTER)",
    LIMITS: "permission to lower resource limits: start the grader outside of the sandbox that forbids setrlimit",
    IDENTITY: "root that may change its user or drop its capabilities; or grade as an ordinary user",
    PARENT: "Linux",
    PRIVILEGES: "Linux 3.5 or newer",
}


@dataclasses.dataclass(frozen=True)
class Isolation:
    """The layers to apply, and whether all of them are required."""

    layers: Sequence[str]
    required: bool

    def accept(self, on: Sequence[str], missing: Mapping[str, str]) -> None:
        """Raise IsolationError if a required layer is not on. `missing` says why each missing layer is not on."""
        absent = [name for name in self.layers if name not in on and INSTEAD.get(name) not in on]
        if self.required and absent:
            name = absent[0]
            reason = missing.get(name, f"{sys.platform} does not have it")
            if INSTEAD.get(name) in missing:
                reason += f"; {INSTEAD[name]} instead: {missing[INSTEAD[name]]}"
            raise IsolationError(
                f"strict isolation needs the layer {name!r}, which is not available here ({reason}). It needs "
                f"{REMEDIES[name]}. To grade without it, at your own risk: --isolation best"
            )


STRICT = Isolation(LAYERS, required=True)
BEST = Isolation(LAYERS, required=False)
NONE = Isolation((PARENT,), required=False)
LEVELS = {"strict": STRICT, "best": BEST, "none": NONE}
