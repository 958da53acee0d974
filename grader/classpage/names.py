"""Names of pages: safe in every file system and every address, no two alike. They are no secret."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
# Windows opens a device by these names, whatever follows the dot.
_DEVICES = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")


def safe_name(text: str) -> str:
    """`text` where it is plain; otherwise what is left of it, and a hash that tells it from others alike."""
    if _PLAIN.fullmatch(text) and not _DEVICES.fullmatch(text):
        return text
    # Case goes: some file systems do not tell "Ann" from "ann". Accents go rather than their letters.
    plain = unicodedata.normalize("NFKD", text).lower().encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{readable or 'student'}-{digest}"


def page_names(ids: Iterable[str]) -> list[str]:
    """One name for each, in order; an id that occurs twice is counted on."""
    names: list[str] = []
    taken: set[str] = set()
    for text in ids:
        name = plain = safe_name(text)
        number = 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        names.append(name)
    return names
