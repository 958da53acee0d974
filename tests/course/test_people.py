"""Who a row is about, and when two ids or names are one."""

import pytest

from grader.course.people import Person, columns, id_key, name_keys, person


@pytest.mark.parametrize(
    "heading",
    "id,identifier,ID number,SIS User ID,SIS Login ID,student_id,User ID,userid,useridnumber,username,SID,login,NetID,"
    "Matrikelnummer,GitHub Username,email,E-Mail,Email address,useremail,E-Mail-Adresse,"
    "Student,Name,Full name,Student Name,display name,"
    "First name,firstname,Vorname,Last name,lastname,Surname,Nachname".split(","),
)
def test_headings_of_platforms(heading):
    """In any case, with blanks or without."""
    assert person(columns([heading.upper(), "Section"]), ["x", "A"]).shown == "x"


def test_a_file_about_nobody():
    """Points and sections say nothing of who."""
    assert columns(["Section", "Points", ""]) == []


def test_what_a_row_says():
    """All of each kind, the most telling first; a second column of one heading where the first is empty."""
    known = columns(["Login", "ID", "First name", "Last name", "Name", "Name", "useremail", "Email", "Group"])
    row = [" al ", "7", "Ada", "L", "", "Ada Lovelace", "a@x", "b@y", "B"]
    said = person(known, row)
    assert said == Person(("7", "al"), ("b@y", "a@x"), ("Ada Lovelace", "Ada L"), "B")
    assert person(columns(["Identifier"]), ["Teilnehmer/in 13"]).ids == ("13", "Teilnehmer/in 13")


def test_rows_of_canvas():
    """Its maximal points and its test student are nobody."""
    for name in ("    Points Possible", "Student, Test"):
        assert person(columns(["Student", "ID"]), [name, "5"]) == Person()


@pytest.mark.parametrize(
    ("one", "other"),
    [("007", "7"), ("Ada@X.example ", "ada@x.example"), ("'+49", "+49"), ("０１", "1"), ("a  b", "A b")],
)
def test_ids_that_are_one(one, other):
    """Whatever a spreadsheet did to them."""
    assert id_key(one) == id_key(other)


@pytest.mark.parametrize(("one", "other"), [("0", ""), ("a1", "a01"), ("'a", "a"), ("a-b", "ab")])
def test_ids_that_are_two(one, other):
    """Marks and zeros inside count."""
    assert id_key(one) != id_key(other)


def test_names_that_are_one():
    """In any order, with accents or without; but vowels are none."""
    for one, other in (("Lovelace, Ada", "ada lovelace"), ("Müller Jo", "Jo  Muller"), ("Łukasz Ø", "olukasz")):
        assert {*name_keys(one)} & {*name_keys(other)}
    for one, other in (("Ada Maria L", "Maria Ada L"), ("राम", "रमा"), ("がく", "かく"), ("", "")):
        assert not {*name_keys(one)} & {*name_keys(other)}
