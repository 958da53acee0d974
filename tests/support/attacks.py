"""The attacks as values: what the comments at the top of each file say of it, and its text with the facts of a run filled in."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.places import TESTS

from grader.sandbox.isolation import IDENTITY, LANDLOCK, LAYERS
from grader.worker.layers import landlock

HERE = TESTS / "attacks"
FAMILIES = (
    "ending_early forging_the_outcome patching_the_tools reading_answers objects_that_lie forbidden_means fake_training "
    "unwritten resources archives_and_names"
).split()
# Besides the layers: answers are only claims and the judge compares; the judge's clock and bounds; what is never unpacked;
# and "no root powers" where it means a user of the worker's own.
OWN_USER = "own user"
STOPPERS = (*LAYERS, OWN_USER, "design", "time limit", "bounds", "intake")
HARMS = ("read", "write", "network", "signal", "process", "limits", "claimed")
KEYS = ("stopped by", "harm", "ends as", "says", "earns", "part", "needs")


@dataclasses.dataclass(frozen=True)
class Attack:
    """One file. `harm` is what can be seen where nothing stops it; `earns` the checks that it answers honestly."""

    path: Path
    says: str
    stopped_by: tuple[str, ...]
    harm: str
    ends_as: str
    earns: tuple[str, ...]
    part: str
    needs: str

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers each of which stops it."""
        named = (IDENTITY if name == OWN_USER else name for name in self.stopped_by)
        return tuple(name for name in named if name in LAYERS)

    def hand_in(self, folder: Path, facts: Mapping[str, str]) -> Path:
        """Write the submission into `folder`; where the file has a function `hand_in` that makes it, ask that one."""
        text = self.path.read_text(encoding="utf-8")
        if "\ndef hand_in(" in text:
            spec = importlib.util.spec_from_file_location("builder", self.path)
            assert spec and spec.loader
            builder = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(builder)
            made: Path = builder.hand_in(folder, facts)
            return made
        for name, value in facts.items():
            text = text.replace(f"<{name}>", value)
        path = folder / f"toy_{self.part}.py"
        path.write_text(text, encoding="utf-8")
        return path


def read(path: Path) -> Attack:
    """An attack from its file; a comment that is missing or misspelt is an error of ours."""
    said: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        key, _, value = line.removeprefix("# ").partition(": ")
        assert key in KEYS and key not in said, f"{path}: {line}"
        said[key] = value
    stopped_by = tuple(said["stopped by"].split(", "))
    assert set(stopped_by) <= set(STOPPERS), f"{path}: {stopped_by}"
    assert said.get("harm", "read") in HARMS, f"{path}: {said['harm']}"
    return Attack(
        path,
        said.get("says", ""),
        stopped_by,
        said.get("harm", ""),
        said.get("ends as", ""),
        tuple(said.get("earns", "").split()),
        said.get("part", "numpy"),
        said.get("needs", ""),
    )


ATTACKS = tuple(read(path) for family in FAMILIES for path in sorted((HERE / family).glob("*.py")))


def named(attacks: list[Attack]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attack", attacks, ids=lambda attack: attack.name)


def needs(attack: Attack, layer: str = "") -> None:
    """Skip what cannot be tried here."""
    if attack.part == "torch" and importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")
    yama = Path("/proc/sys/kernel/yama/ptrace_scope")
    if attack.needs == "ptrace" and os.geteuid() != 0 and yama.exists() and yama.read_text().strip() != "0":
        pytest.skip("this kernel does not let a user look into processes that are not below")
    if layer == LANDLOCK and attack.needs.startswith("landlock") and landlock.abi() < int(attack.needs.split()[1]):
        pytest.skip(f"the kernel's Landlock is older than version {attack.needs.split()[1]}")
    if attack.needs.startswith("CAP_") and not _may_raise_limits():
        pytest.skip("this user may not raise its limits")


def _may_raise_limits() -> bool:
    """Whether CAP_SYS_RESOURCE is among what this process may."""
    status = Path("/proc/self/status").read_text()
    return bool(int(re.search(r"CapEff:\s*(\w+)", status)[1], 16) >> 24 & 1)
