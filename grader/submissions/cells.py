"""Read the code cells of a notebook from its JSON. Nothing in a cell is executed or changed."""

from __future__ import annotations

import json

from ..values.errors import SubmissionError
from ..values.parsed import Parsed


def code_cells(content: bytes | str) -> dict[int, str]:
    """The sources of the code cells by the numbers of the cells, from 1. Other cells count, too: messages name these numbers.

    Reads the JSON of nbformat 4 and of nbformat 3, which keeps its cells in a worksheet. Raises SubmissionError if the content
    is not a notebook.
    """
    try:
        notebook: Parsed = json.loads(content)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        return {number: _source(cell) for number, cell in enumerate(cells, start=1) if cell.get("cell_type") == "code"}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise SubmissionError("it is not a notebook: its JSON cannot be read. Save it again from Jupyter") from None


def _source(cell: Parsed) -> str:
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)
