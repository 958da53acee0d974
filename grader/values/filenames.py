"""Make names of files and folders that are safe in every file system and every URL. They are unique, but not secret."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_.@-]{0,78}[a-z0-9_-])?")
# Windows opens a device by these names, with any suffix after a dot. A text that ends in eight hexadecimal digits could
# be equal to a name that `safe_name` makes.
_TAKEN = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\..*)?|.*-[0-9a-f]{8}")


def safe_name(text: str) -> str:
    """`text` if it is a safe name already; otherwise its safe characters and a hash of the whole text."""
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text):
        return text
    # Lower case, since some file systems do not distinguish "Ann" and "ann". Letters lose their accents.
    plain = unicodedata.normalize("NFKD", text).lower().encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{readable or 'student'}-{digest}"


def safe_names(texts: Iterable[str]) -> list[str]:
    """A safe name for each text, in order. If a name is taken, it gets a number: "ann", "ann-2"."""
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
