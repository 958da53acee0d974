"""The Python files beside a part that its code may import, as texts by the names of their modules. Nothing is executed here."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from ..values.text import visible
from .code_lines import Cell

# The time to decode some of these grows with the square of the length. The others are not encodings of source texts.
_REJECTED_ENCODINGS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")


def modules_beside(path: str, files: Mapping[str, bytes], texts: Iterable[str], room: int) -> dict[str, Cell]:
    """The modules in the folder of the file `path`, and those of the packages below it, by their dotted names.

    A package is taken if `texts` or a module beside them names it. All that is taken has at most `room` bytes: an import of a
    larger package fails, and what is too large in the folder itself is the caller's to refuse. A file that is not Python is
    left out.
    """
    folder = PurePosixPath(path).parent
    found: dict[str, Cell] = {}
    packages: dict[str, dict[str, bytes]] = {}
    for module_path, data in files.items():
        module = PurePosixPath(module_path)
        if module_path == path or module.suffix != ".py" or not module.is_relative_to(folder):
            continue
        inside = module.relative_to(folder)
        names = inside.with_suffix("").parts
        if not all(name.isidentifier() for name in names):
            continue
        if len(names) > 1:
            packages.setdefault(names[0], {})[str(inside)] = data
        else:
            _add(found, names[0], str(inside), data)
    spoken = [*texts, *(text for _, text in found.values())]
    room -= sum(map(len, spoken))
    words = set(re.findall(r"\w+", "\n".join(spoken))) if room > 0 else set()
    for package, inner in sorted(packages.items()):
        size = sum(map(len, inner.values()))
        if package not in words or size > room:
            continue
        room -= size
        for inside_path, data in inner.items():
            names = PurePosixPath(inside_path).with_suffix("").parts
            _add(found, ".".join(names[:-1] if names[-1] == "__init__" else names), inside_path, data)
    return found


def _add(found: dict[str, Cell], name: str, path: str, data: bytes) -> None:
    text, problem = decode(data)
    if not problem:
        found[name] = (visible(path, 200), text)


def decode(data: bytes) -> tuple[str, str]:
    """Decode a Python file by its encoding declaration. Returns the text, and the problem if it cannot be decoded."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(encoding).name.replace("-", "_") in _REJECTED_ENCODINGS:
            raise LookupError(f"{encoding} is not an encoding of source texts")
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        return "", f"it is not Python text: {visible(str(error), 200)}. Save it as UTF-8"
    if "\0" in text:
        return "", "it contains NUL bytes, so it is not Python text. Save it as UTF-8"
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), ""
