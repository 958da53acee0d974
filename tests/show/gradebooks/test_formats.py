"""Files for gradebooks: new ones, and a platform's own with scores filled in."""

import csv
import io

import pytest
from support.samples import BROKEN, FREE, MORE, TOY, golden

from grader.course.students import Entry, Student
from grader.show.gradebooks.formats import BROKEN as IS_BROKEN
from grader.show.gradebooks.formats import (
    FORMULA,
    NOTHING,
    UNSEEN,
    Scores,
    Sheet,
    canvas,
    fill,
    moodle_gradebook,
    moodle_worksheet,
    plain,
)
from grader.values.errors import UsageError

ADA = Entry(Student("101", "Lovelace, Ada", "ada@example.edu"), "ada.zip", (TOY, MORE), late_days=1, factor=0.9)
EMMY = Entry(Student("102", '=HYPERLINK("x")', "emmy@example.edu"), "emmy.zip", (MORE,))
JO = Entry(Student("103", "Jo", "jo@example.edu"))
MAX = Entry(Student("104", "Max", "max@example.edu"), "max.zip", (TOY, BROKEN))
CLASS = [ADA, EMMY, JO, MAX]
WITHOUT = [("103", NOTHING), ("104", IS_BROKEN)]


def rows(sheet: Sheet) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sheet.content.decode())))


def left_out(sheet: Sheet) -> list[tuple[str, str]]:
    return [(left.entry.student.id, left.reason) for left in sheet.left_out]


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("plain.csv", plain(CLASS)),
        ("canvas.csv", canvas(CLASS, "Week 3")),
        ("moodle_worksheet.csv", moodle_worksheet(CLASS)),
        ("moodle_gradebook.csv", moodle_gradebook(CLASS, "Week 3")),
    ],
)
def test_golden(name, sheet):
    """The whole file, to the letter; and who is not in it."""
    golden(name, sheet.content.decode())
    assert left_out(sheet) == WITHOUT


def test_names_are_no_formulas_and_ids_are_never_changed():
    """A name gets an apostrophe; somebody with such an id is left out, for with another id nobody would be found."""
    evil = Entry(Student("=1+1", "@x", "-a@example.edu"), "x", (MORE,))
    assert rows(plain([evil]))[1][:3] == ["'=1+1", "'@x", "'-a@example.edu"]
    for sheet in (canvas([evil], "T"), moodle_gradebook([evil], "T")):
        assert left_out(sheet) == [("=1+1", FORMULA)]
        assert b"=1+1" not in sheet.content and b"-a@" not in sheet.content
    negative = Entry(Student("+4412", "x"), "x", (MORE,))
    assert rows(canvas([negative], "T (1)"))[1][1] == "+4412"  # a number, which computes nothing


def test_characters_that_cannot_be_seen():
    """In a name they are shown; an id with them is nobody's on the platform, and lone surrogates are no UTF-8."""
    evil = Entry(Student("7\udc80", "a\x00\nb\u202e\udc80"), "x", (MORE,))
    assert left_out(canvas([evil], "T")) == [("7\udc80", UNSEEN)]
    assert rows(plain([evil]))[1][:2] == ["7\\udc80", "a\\x00 b\\u202e\\udc80"]


def test_canvas_creates_points_only_for_a_new_assignment():
    """A title with a number is an assignment that exists and has its own maximum."""
    assert any("Points Possible" in row[0] for row in rows(canvas(CLASS, "Week 3")))
    assert not any("Points Possible" in row[0] for row in rows(canvas(CLASS, "Week 3 (77)")))
    assert rows(canvas([ADA], "T (1)", key="SIS Login ID"))[1] == ["Lovelace, Ada", "", "", "101", "", "4.05"]


def test_moodle_takes_numbers_alone():
    """One cell without one stops the import, and so does one above a hundred."""
    assert all(float(score) >= 0 for _, score in rows(moodle_gradebook(CLASS, "T"))[1:])
    rich = Entry(Student("1", email="a@b"), "x", (TOY,) * 50)
    assert left_out(moodle_gradebook([rich], "T"))[0][1].startswith("Moodle imports no score above 100")
    assert (
        left_out(moodle_gradebook([Entry(Student("1"), "x", (TOY,))], "T"))[0][1] == "the e-mail address is not known"
    )
    assert left_out(moodle_worksheet([Entry(Student("ada"), "x", (TOY,))]))[0][1].startswith(
        "the id is not a participant's"
    )


def test_one_topic():
    """Its score, after lateness; who has no report on it has handed in nothing."""
    assert rows(moodle_gradebook(CLASS, "T", Scores("toy")))[1:] == [
        ["ada@example.edu", "2.25"],
        ["max@example.edu", "2.5"],
    ]
    assert ("102", NOTHING) in left_out(moodle_gradebook(CLASS, "T", Scores("toy")))


def test_the_platforms_scale():
    """An assignment of 100 points there; the class could reach 16 here."""
    scores = Scores(out_of=100)
    assert rows(canvas([ADA, EMMY], "T", scores))[1:] == [
        ["    Points Possible", "", "", "", "", "100"],
        ["Lovelace, Ada", "101", "", "", "", "25.3125"],
        ['\'=HYPERLINK("x")', "102", "", "", "", "12.5"],
    ]
    assert Scores(out_of=100).of([Entry(Student("1"), "x", (FREE,))]) == [0]


EXPORT = (
    '\ufeff"Student",ID,SIS User ID,SIS Login ID,Section,Week 3 (77),Final Score\r\n'
    "    Points Possible,,,,,50,(read only)\r\n"
    '"Lovelace, Ada",101,,ada@example.edu,"A ""1""",,12.5\r\n'
    '"Noether, Emmy",102,,emmy@example.edu,A,"3",\r\n'
    "Jo,103,,jo@example.edu,A,7,\r\n"
    "Max,104,,max@example.edu,A,8,\r\n"
    "Zoe,105,,zoe@example.edu,A,9,\r\n"
).encode()


def test_a_platforms_file_keeps_every_other_byte():
    """Earlier scores of those without a new one too; and everybody who is left over is listed."""
    sheet = fill(EXPORT, [*CLASS, Entry(Student("999", "Nobody"), "x", (MORE,))], "Week 3")
    expected = EXPORT.replace(b'""1""",,12.5', b'""1""",4.05,12.5').replace(b'A,"3",', b'A,"2",')
    assert sheet.content == expected
    assert left_out(sheet) == [*WITHOUT, ("999", "no row of the platform's file is theirs")]
    assert sheet.without == ("Zoe",)


def test_moodles_own_worksheet():
    """With quotes, and a maximum above which Moodle would pass over a score without a word."""
    worksheet = (
        b'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Last modified (grade)"\n'
        b'"Participant 101","Ada Lovelace",ada@example.edu,"Submitted",,"10,00",-\n'
        b'"Participant 102","Emmy Noether",emmy@example.edu,"Submitted",,1.00,-\n'
    )
    sheet = fill(worksheet, [ADA, EMMY], "Grade")
    assert sheet.content == worksheet.replace(b',,"10,00"', b',4.05,"10,00"')
    assert left_out(sheet) == [
        ("102", "the score 2 is above the platform's maximum of 1.00: it would be ignored there")
    ]


@pytest.mark.parametrize(
    ("column", "problem"),
    [("Week 4", r"no column 'Week 4'\. Did you mean Week 3"), ("?", r"no column '\?'\. It has Student, ID, ")],
)
def test_an_unknown_column_is_refused(column, problem):
    """A new heading would be a new assignment in Canvas."""
    with pytest.raises(UsageError, match=problem):
        fill(EXPORT, CLASS, column)


def test_a_column_that_is_there_twice_is_refused():
    """Unless its number says which."""
    twice = EXPORT.replace(b"Final Score", b"Week 3 (78)")
    with pytest.raises(UsageError, match="several columns 'Week 3'"):
        fill(twice, CLASS, "Week 3")
    assert fill(twice, CLASS, "week 3 (77)").content != twice


def test_short_rows_are_left_alone():
    """A row without the cell cannot take it."""
    assert left_out(fill(b"ID,Grade\n102\n", [EMMY], "Grade")) == [
        ("102", "the row in the platform's file is too short")
    ]


def test_unknown_keys_are_refused():
    """Platforms know a few."""
    with pytest.raises(UsageError, match="choose from ID, "):
        canvas(CLASS, "T", key="name")
    with pytest.raises(UsageError, match="choose from useremail, "):
        moodle_gradebook(CLASS, "T", key="ID")
