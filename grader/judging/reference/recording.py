"""Read and write the recording of one part: the reference's answers for the public seed, and how each mistake fails each check.

A recording is a pair of files without pickles and without a line of the solution. PART.json has an entry a line, so that
a diff shows which check changed: each question by its fingerprint, each mistake by its hint, its own check and its signatures,
the machine-made slips by their words and signatures, and the curves.

PART.bin has the replies one after another, as the bytes that crossed the wire, each once, in the order in
which the questions name them first. Both are plain: git stores differences of them, and the wheel compresses them.

Fingerprints of intermediate values would go into a third file beside these two, PART.steps.json, with an entry a line for each
check and value. Only a wrong answer needs them, and a check that passes would not read them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...values.errors import RecordingError
from ...values.files import write_whole
from ...values.parsed import Parsed
from ..curves import KeptCurve
from ..diagnosis.signature import Signature, Slip

SCHEMA = 2
FOLDER = "answers"  # in the folder of a topic
NEXT_STEP = "get the exercise again with `grader update`, or run `grader build` beside its solution"
_SMALL = " small"  # ends the key of a check's small case
_DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


# Identifies a question: its fingerprint in a file, its exact bits within one process. Only the function `same` of a
# `Recorded` looks into it.
Key = Any


@dataclasses.dataclass
class Call:
    """One question to the reference, and the reply as a frame. `name` is what was called, for people."""

    name: str
    question: Key
    frame: bytes


@dataclasses.dataclass
class Recording:
    """All answers of a part's reference, and all that is known of the part's mistakes."""

    calls: dict[str, list[Call]] = dataclasses.field(default_factory=dict)  # by key_of
    mistakes: dict[str, dict[str, Signature]] = dataclasses.field(default_factory=dict)  # by check and mistake
    hints: dict[str, str] = dataclasses.field(default_factory=dict)  # by mistake
    own_checks: dict[str, str] = dataclasses.field(default_factory=dict)  # by mistake: the check that it must fail
    # Curves of the reference's training, by check and name.
    curves: dict[str, dict[str, KeptCurve]] = dataclasses.field(default_factory=dict)
    slips: dict[str, list[Slip]] = dataclasses.field(default_factory=dict)  # by check
    slips_of: str = ""  # identifies the solution and the checks of which the slips were made; see authoring.record

    def files(self, part: str) -> dict[str, bytes]:
        """The two files, by their names in the topic's folder. The same recording gives the same bytes."""
        frames: dict[str, bytes] = {}  # by hash, in the order of the file
        words: dict[str, int] = {}
        checks = {}
        for name in dict.fromkeys([*(key.removesuffix(_SMALL) for key in self.calls), *self.mistakes]):
            full, small = (self.calls.get(key) for key in (name, name + _SMALL))
            entry: dict[str, object] = {} if full is None else {"questions": _questions(full, frames)}
            if small is not None:
                entry["small"] = True if small == full else _questions(small, frames)
            if name in self.mistakes:
                entry["mistakes"] = {
                    mistake: [s.kind, s.name, *s.fingerprint] for mistake, s in self.mistakes[name].items()
                }
            if name in self.curves:
                entry["curves"] = self.curves[name]
            if name in self.slips:
                entry["slips"] = [_slip_as_list(slip, words) for slip in self.slips[name]]
            checks[name] = entry
        content = {"schema": SCHEMA, "hints": self.hints, "own_checks": self.own_checks}
        content |= {"slips": {"of": self.slips_of, "words": list(words)}} if self.slips_of else {}
        content["checks"] = checks
        data = b"".join(frames.values()), (_lines(content, 4) + "\n").encode()
        return dict(zip(names(part), data, strict=True))

    def save(self, folder: Path, part: str) -> None:
        """Write the two files into a topic's folder. An existing file is replaced only after the new file is complete."""
        for name, data in self.files(part).items():
            (folder / name).parent.mkdir(exist_ok=True)
            write_whole(folder / name, data)


def load(folder: Path, part: str) -> Recording:
    """Read the recording of one part from a topic's folder.

    Raises RecordingError if one of its two files is missing, damaged or of another schema.
    """
    frames_path, path = (folder / name for name in names(part))
    reading = path
    try:
        content = json.loads(path.read_bytes())
        if content["schema"] != SCHEMA:
            raise RecordingError(
                f"{path} was written by another version of grader (schema {content['schema']}, here {SCHEMA}): {NEXT_STEP}"
            )
        recording = Recording(hints=_texts(content["hints"]), own_checks=_texts(content["own_checks"]))
        slips = content.get("slips", {"of": "", "words": []})
        recording.slips_of = slips["of"]
        reading = frames_path
        frames = _Frames(frames_path.read_bytes())
        reading = path
        for name, entry in content["checks"].items():
            if type(entry) is not dict:
                raise ValueError(f"{name} has no entries")
            if "questions" in entry:
                recording.calls[name] = [frames.call(*question) for question in entry["questions"]]
            if "small" in entry:
                same = entry["small"] is True
                small = recording.calls[name] if same else [frames.call(*question) for question in entry["small"]]
                recording.calls[name + _SMALL] = small
            if "mistakes" in entry:
                recording.mistakes[name] = {
                    mistake: Signature(kind, title, (form, tuple(numbers)))
                    for mistake, (kind, title, form, numbers) in entry["mistakes"].items()
                }
            if "curves" in entry:
                recording.curves[name] = entry["curves"]
            if "slips" in entry:
                recording.slips[name] = [
                    Slip(number, slips["words"][words], Signature(kind, title, (form, tuple(numbers))))
                    for number, words, kind, title, form, *numbers in entry["slips"]
                ]
        frames.end()
        return recording
    except FileNotFoundError:
        raise RecordingError(f"{reading} is missing: {NEXT_STEP}") from None
    except _OtherFile as error:
        raise RecordingError(f"{frames_path} is damaged ({error}): {NEXT_STEP}") from None
    except _DAMAGE as error:
        raise RecordingError(f"{reading} is damaged ({error}): {NEXT_STEP}") from None


def names(part: str) -> tuple[str, str]:
    """The names of a part's two files in the folder of a topic: the replies, and all else."""
    return f"{FOLDER}/{part}.bin", f"{FOLDER}/{part}.json"


def key_of(check: str, *, small: bool) -> str:
    """The key of a check's calls in a recording."""
    return check + _SMALL if small else check


def _slip_as_list(slip: Slip, words: dict[str, int]) -> list[object]:
    """A slip as JSON. Adds its words to `words`, which holds the place of each."""
    signature = slip.signature
    place = words.setdefault(slip.words, len(words))
    return [slip.number, place, signature.kind, signature.name, *signature.fingerprint[:1], *signature.fingerprint[1]]


class _OtherFile(Exception):
    """The frames are not those that PART.json names."""


class _Frames:
    """The frames of a file. They are named by hash, in the order of the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0
        self._known: dict[str, bytes] = {}

    def call(self, name: str, text: str, numbers: Parsed, length: int, digest: str) -> Call:
        """The call with a question. Raises _OtherFile if its frame does not stand in the file."""
        if digest not in self._known:
            frame = self._data[self._position : self._position + length]
            if len(frame) != length or _hash(frame) != digest:
                raise _OtherFile(f"its answers are not those of {name} in the file beside it")
            self._position += length
            self._known[digest] = frame
        return Call(name, (text, tuple(map(tuple, numbers))), self._known[digest])

    def end(self) -> None:
        """Raise _OtherFile if frames are left over."""
        if self._position != len(self._data):
            raise _OtherFile("it is longer than the file beside it says")


def _questions(calls: list[Call], frames: dict[str, bytes]) -> list[object]:
    """The questions as JSON. Adds their frames to `frames`."""
    questions: list[object] = []
    for call in calls:
        digest = _hash(call.frame)
        frames.setdefault(digest, call.frame)
        questions.append([call.name, *call.question, len(call.frame), digest])
    return questions


def _hash(frame: bytes) -> str:
    return hashlib.sha256(frame).hexdigest()[:12]


def _texts(value: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(value, dict) or not all(type(text) is str for text in value.values()):
        raise ValueError("hints and checks of mistakes are texts")
    return value


def _lines(node: object, levels: int, indent: str = "") -> str:
    """JSON in which each entry of the outer levels has a line of its own."""
    inner = indent + " "
    if levels and isinstance(node, dict) and node:
        entries = [f"{_compact(key)}: {_lines(value, levels - 1, inner)}" for key, value in node.items()]
        return "{\n" + ",\n".join(inner + entry for entry in entries) + f"\n{indent}}}"
    if levels and isinstance(node, list) and node:
        return "[\n" + ",\n".join(inner + _lines(value, levels - 1, inner) for value in node) + f"\n{indent}]"
    return _compact(node)


def _compact(node: object) -> str:
    return json.dumps(node, separators=(",", ":"), ensure_ascii=False)
