"""CSV of which single cells are replaced."""

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.values.csv_text import cell, read
from grader.values.errors import UsageError


def values(content: bytes) -> list[list[str]]:
    return [[cell.value for cell in row] for row in read(content, "x.csv").rows]


@given(st.text(st.sampled_from('abc1 ,;\t"\r\n=é'), min_size=1).filter(lambda text: text.strip('," ;\t\r\n')))
@settings(max_examples=200, deadline=None)
def test_what_is_not_replaced_comes_back_as_it_was(text):
    """Byte for byte, however odd the file."""
    assert read(text.encode(), "x.csv").to_bytes() == text.encode()


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
        table = read(bom + 'a;"b"\r\n "x, ""y""" ;"1"\r\nz;\r\n'.encode(encoding), "x.csv")
        table.rows[1][1].write("2.5")
        table.rows[2][1].write("3")
        assert table.to_bytes() == bom + 'a;"b"\r\n "x, ""y""" ;"2.5"\r\nz;3\r\n'.encode(encoding)
        assert table.rows[1][0].value == 'x, "y"'


def test_a_last_empty_cell_is_there():
    """A file that ends without a line end, right behind a delimiter."""
    table = read(b"a,b\nx,", "x.csv")
    table.rows[1][1].write("1")
    assert table.to_bytes() == b"a,b\nx,1"


def test_encodings_of_spreadsheets():
    """UTF-8 and UTF-16 with their marks, and what older spreadsheets write; a number goes back in the same encoding."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"):
        content = "id,name\n7,Jürgen M".encode(encoding)
        table = read(content, "x.csv")
        assert table.header == ["id", "name"] and table.rows[1][1].value == "Jürgen M"
        assert table.to_bytes() == content


@pytest.mark.parametrize("delimiter", ",;\t|")
def test_delimiters(delimiter):
    """The header decides, or Excel's own line, which is no header."""
    header, row = delimiter.join(["id", "name"]), delimiter.join(["7", '"a, b; c"'])
    for text in (f"{header}\n{row}", f"sep={delimiter}\n{header}\n{row}", f"\n{header}\n{row}\n"):
        table = read(text.encode(), "x.csv")
        assert table.header == ["id", "name"]
        assert [cell.value for cell in table.rows[table.first]] == ["7", "a, b; c"]
        assert table.to_bytes() == text.encode()
    assert read(b"name\nL; Ada", "x.csv").rows[1][0].value == "L; Ada"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "x.csv is empty"),
        (b" , \n", "x.csv is empty"),
        (b"sep=;\n", "x.csv is empty"),
        (b"a,\0", "x.csv is not a text file: save it as CSV in UTF-8"),
        (b"PK\3\4...", "x.csv is a workbook"),
        (b"id\n" + b"7" * 200_000, "cannot be read as CSV: a cell is longer"),
    ],
)
def test_what_cannot_be_read_is_refused(content, problem):
    """In a sentence that names the file and the next step."""
    with pytest.raises(UsageError, match=problem):
        read(content, "x.csv")


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠SUM", "﹣1", "\u3000=1", " =1"]
)
def test_formulas_are_neutralised(name):
    """A name must not compute when a spreadsheet opens the file."""
    assert cell(name) == "'" + name
    assert cell("x=1") == "x=1"
