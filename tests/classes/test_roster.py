"""The class from the CSV files that platforms and spreadsheets write, and whose each attempt is."""

import pytest

from grader.classes import roster
from grader.course.students import Student
from grader.submissions.downloads.layouts import Attempt
from grader.values.errors import UsageError


@pytest.fixture
def written(tmp_path):
    """A roster from the text or the bytes of its file."""

    def made(content, encoding="utf-8"):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return roster.read(path)

    return made


@pytest.mark.parametrize(
    ("text", "student", "aliases"),
    [
        ("id,name,email\n7,Ada L,ada@uni.example", Student("7", "Ada L", "ada@uni.example"), ("7",)),
        ("E-Mail;Vorname;Nachname\nada@uni.example;Ada;L", Student("ada@uni.example", "Ada L", "ada@uni.example"), ()),
        ("Name\nAda L", Student("Ada L", "Ada L"), ()),
        ("sep=;\nStudent ID;Full name\n7;Ada L", Student("7", "Ada L"), ("7",)),
        ("Username\tLast name\tFirst name\nal\tL\tAda", Student("al", "Ada L"), ("al",)),
        (
            'First Name,Last Name,SID,Email,Sections\nAda,L,7,ada@uni.example,"A, B"',  # Gradescope
            Student("7", "Ada L", "ada@uni.example"),
            ("7",),
        ),
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,HW (1)\n    Points Possible,,,,,10\n"
            '"L, Ada",7,s7,al,A,\n"Student, Test",8,,x,A,',  # Canvas
            Student("7", "L, Ada"),
            ("7", "s7", "al"),
        ),
        (
            "Identifier,Full name,Email address,Status\nParticipant 7,Ada L,ada@uni.example,Submitted",  # Moodle
            Student("7", "Ada L", "ada@uni.example"),
            ("7", "Participant 7"),
        ),
        (
            "identifier,github_username,github_id,name\nLab 7,al,99,Ada L",  # GitHub Classroom
            Student("7", "Ada L"),
            ("7", "Lab 7", "al"),
        ),
    ],
)
def test_the_headers_of_platforms(written, text, student, aliases):
    """Whatever a file calls them, ids, names and addresses are found; lines of the platform's own are no students."""
    read = written(text + "\n\n")
    assert read.students == (student,)
    assert read.aliases == {student.id: aliases}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encodings_of_spreadsheets(written, encoding, end):
    """UTF-8 with and without a mark, UTF-16 from Excel, and what is older; every line end."""
    assert written(f"id,name{end}7,Ünal Ñ{end}", encoding).students == (Student("7", "Ünal Ñ"),)


def test_sections_are_kept(written):
    """They are for whoever divides the class; a cell with a line end stays one."""
    assert written('id,section\n7,"A\nB"\n8,').sections == {"7": "A\nB"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty: export it again"),
        ("1,2\n7,x", "no column `id`, `email` or `name` in its first line: the columns are '1', '2'"),
        ("colour,size\nred,7", "the columns are 'colour', 'size'"),
        ("id,name\n", "has no students below its first line"),
        ("id,name\n7,Ada\n8,Eve\n7,Joe", "lines 2 and 4 have the same id 7"),
        (b"PK\3\4...", "is a workbook: save it as CSV"),
        ("id,name\n7,Ada".encode("utf-16-le"), "is not a text file: save it as CSV in UTF-8"),
        (b"\xff\xfe\x00", "is not a text file: save it as CSV in UTF-8"),
        ("id\n" + "7" * 200_000, "cannot be read as CSV"),
    ],
)
def test_what_is_no_roster(written, content, message):
    """Each is refused with what is wrong and what to do."""
    with pytest.raises(UsageError, match=message):
        written(content)


def test_a_roster_that_is_not_there(tmp_path):
    """The path is named, and why it cannot be read."""
    with pytest.raises(UsageError, match="nowhere.csv cannot be read: No such file"):
        roster.read(tmp_path / "nowhere.csv")


CLASS = """\
id,login,email,name
007,al,ada@uni.example,"Lovelace, Ada Maria"
8,po,pat@uni.example,Pat Ønil
9,ed1,eve@uni.example,Eve Doe
10,ed2,eve@other.example,Eve Doe
11,jo,joe@uni.example,Joe Roe
"""


@pytest.mark.parametrize(
    ("attempt", "student"),
    [
        (Attempt("7"), "007"),
        (Attempt("AL"), "007"),
        (Attempt("x", email="Pat@uni.example"), "8"),
        (Attempt("pat@uni.example"), "8"),
        (Attempt("x", email="po@elsewhere.example"), "8"),
        (Attempt("x", email="pat@elsewhere.example"), "8"),
        (Attempt("pat"), "8"),
        (Attempt("x", name="Ada Maria Lovelace"), "007"),
        (Attempt("x", name="lovelaceadamaria"), "007"),
        (Attempt("x", name="Lovelace, ADÀ MARIA"), "007"),
        (Attempt("onil pat"), "8"),
        (Attempt("9", email="pat@uni.example", name="Joe Roe"), "9"),
    ],
)
def test_whose_an_attempt_is(written, attempt, student):
    """By id, then by address, then by name, in any case and order and without accents."""
    match = written(CLASS).match([attempt])
    assert [(whose.id, len(match.missing)) for whose in match.students.values()] == [(student, 4)]
    assert match.unmatched == match.ambiguous == ()


def test_what_is_ambiguous_is_listed(written):
    """Two of one name or of one part before the @: nobody is chosen, and neither counts as missing."""
    attempts = [Attempt("eve"), Attempt("x", name="Doe, Eve"), Attempt("nobody", name="")]
    match = written(CLASS).match(attempts)
    assert not match.students and match.unmatched == (attempts[2],)
    assert [(attempt.student, [s.id for s in who]) for attempt, who in match.ambiguous] == [
        ("eve", ["9", "10"]),
        ("x", ["9", "10"]),
    ]
    assert [student.id for student in match.missing] == ["007", "8", "11"]


def test_a_second_one_of_the_name_is_not_the_same(written):
    """Names can be changed: who goes by another's name while that one handed in too, does not get their attempt."""
    own, other = Attempt("11"), Attempt("99", name="Joe Roe")
    match = written(CLASS).match([own, other])
    assert [student.id for student in match.students.values()] == ["11"]
    assert [(attempt.student, [s.id for s in who]) for attempt, who in match.ambiguous] == [("99", ["11"])]
    twice = [Attempt("99", name="Joe Roe"), Attempt("99", name="Joe Roe", number=2)]
    assert len(written(CLASS).match(twice).students) == 2
