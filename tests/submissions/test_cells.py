"""The code cells of a notebook, from its JSON."""

import json

import pytest

from grader.submissions.cells import code_cells
from grader.values.errors import SubmissionError

CELLS = [
    {"cell_type": "markdown", "source": ["# Task"]},
    {"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1\n"]},
    {"cell_type": "code", "source": "y = 2"},
    {"cell_type": "code"},
]


@pytest.mark.parametrize("encode", [str, str.encode])
def test_cells_keep_their_numbers_and_their_text(encode):
    """Cells that hold no code count, too; magics stay; a source is one string or a list of lines."""
    content = encode(json.dumps({"cells": CELLS, "nbformat": 4}))
    assert code_cells(content) == {2: "%matplotlib inline\nx = 1\n", 3: "y = 2", 4: ""}


def test_an_older_notebook_keeps_its_cells_in_a_worksheet():
    """nbformat 3, in which the source is called `input`."""
    cells = [{"cell_type": "heading"}, {"cell_type": "code", "input": ["x = 1"]}]
    assert code_cells(json.dumps({"worksheets": [{"cells": cells}]})) == {2: "x = 1"}


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", "3", '{"cells": [7]}', '{"cells": 7}', '{"cells": [{"cell_type": "code", "source": [1]}]}',
     '{"worksheets": []}', '{"a": ' * 50_000, b"\xff"],
)  # fmt: skip
def test_other_json_is_not_a_notebook(content):
    """One error with the next step, whatever is wrong."""
    with pytest.raises(SubmissionError, match="it is not a notebook: .* Save it again from Jupyter"):
        code_cells(content)
