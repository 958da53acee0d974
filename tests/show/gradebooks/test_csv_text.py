"""CSV of which single cells are replaced."""

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.show.gradebooks.csv_text import cell, read
from grader.values.errors import UsageError


def values(content: bytes) -> list[list[str]]:
    return [[cell.value for cell in row] for row in read(content).rows]


@given(st.text(st.sampled_from('abc1 ,;\t"\r\n=é'), min_size=1).filter(lambda text: text.strip('," ;\t\r\n')))
@settings(max_examples=200, deadline=None)
def test_what_is_not_replaced_comes_back_as_it_was(text):
    """Byte for byte, however odd the file."""
    assert read(text.encode()).to_bytes() == text.encode()


@given(st.lists(st.lists(st.text(st.sampled_from('ab ,;"\n=é')), min_size=2, max_size=4), min_size=1))
@settings(max_examples=100, deadline=None)
def test_cells_are_those_of_the_standard_library(rows):
    """What csv writes is read as it was meant."""
    rows[0][0] = "head"
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    assert values(out.getvalue().encode()) == [[text.strip() for text in row] for row in rows]


def test_a_cell_is_replaced_and_nothing_else():
    """In quotes where there were some; the mark of the encoding, spaces and line ends stay."""
    for bom, encoding in ((b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        table = read(bom + 'a;"b"\r\n "x, ""y""" ;"1"\r\nz;\r\n'.encode(encoding))
        table.rows[1][1].write("2.5")
        table.rows[2][1].write("3")
        assert table.to_bytes() == bom + 'a;"b"\r\n "x, ""y""" ;"2.5"\r\nz;3\r\n'.encode(encoding)
        assert table.rows[1][0].value == 'x, "y"'


def test_a_last_empty_cell_is_there():
    """A file that ends without a line end, right behind a delimiter."""
    table = read(b"a,b\nx,")
    table.rows[1][1].write("1")
    assert table.to_bytes() == b"a,b\nx,1"


@pytest.mark.parametrize(("content", "problem"), [(b"", "empty"), (b" , \n", "empty"), (b"a,\xff", "UTF-8")])
def test_what_cannot_be_read_is_refused(content, problem):
    """In a sentence."""
    with pytest.raises(UsageError, match=problem):
        read(content)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_neutralised(name):
    """A name must not compute when a spreadsheet opens the file."""
    assert cell(name) == "'" + name
    assert cell("x=1") == "x=1"
