"""Names of files and folders: safe in every file system and every address, no two alike. They are no secret."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_.@-]{0,78}[a-z0-9_-])?")
# Windows opens a device by these names, whatever follows the dot; and what ends like a name of ours could be taken for it.
_TAKEN = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\..*)?|.*-[0-9a-f]{8}")


def safe_name(text: str) -> str:
    """`text` where it is plain; otherwise what is left of it, and a hash that tells it from others alike."""
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text):
        return text
    # Case goes: some file systems do not tell "Ann" from "ann". Accents go rather than their letters.
    plain = unicodedata.normalize("NFKD", text).lower().encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{readable or 'student'}-{digest}"


def safe_names(texts: Iterable[str]) -> list[str]:
    """One name for each, in order; a text that occurs twice is counted on."""
    names: list[str] = []
    taken: set[str] = set()
    for text in texts:
        name = plain = safe_name(text)
        number = 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        names.append(name)
    return names
