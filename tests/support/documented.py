"""The examples in the pages for authors, docs/checks.md and docs/data.md."""

import re

from support.places import ROOT


def section(heading: str, end: str = "\n## ") -> str:
    """The text of the pages from a heading to the next one, or to another text."""
    page = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("checks.md", "data.md"))
    return page.partition(f"\n## {heading}\n")[2].partition(end)[0]


def blocks(*sections: str) -> dict[str, str]:
    """The blocks of Python in sections, by file. A block whose first line is no comment is of checks.py."""
    files: dict[str, list[str]] = {}
    for text in re.findall(r"```python\n(.*?)```", "\n".join(sections), re.DOTALL):
        name = text.partition("\n")[0].strip("# ").partition(",")[0] if text[0] == "#" else "checks.py"
        files.setdefault(name, []).append(text)
    return {name: "\n".join(texts) for name, texts in files.items()}
