"""The examples of a section of docs/authoring.md."""

import re

from support.places import ROOT


def blocks(begin: str, end: str) -> dict[str, str]:
    """The blocks of Python between two texts of the page, by file. A block whose first line is no comment is of checks.py."""
    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    section = page.partition(begin)[2].partition(end)[0]
    files: dict[str, list[str]] = {}
    for text in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        name = text.partition("\n")[0].strip("# ").partition(",")[0] if text[0] == "#" else "checks.py"
        files.setdefault(name, []).append(text)
    return {name: "\n".join(texts) for name, texts in files.items()}
