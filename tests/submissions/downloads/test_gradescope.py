"""Gradescope's export: who handed in what and when stands in a file beside the submissions."""

import datetime
import sys

import pytest
from support.attempts import by_student

from grader.submissions.downloads import layouts
from grader.values.errors import UsageError

UTC = datetime.UTC


METADATA = """\
---
submission_21:
  :submitters:
  - :name: "Ada \\u202eL"
    :sid: '0675'
    :email: ada@uni.example
  - :name: 'Pat O''Neil'
    :sid: '12e3'
    :email: pat@uni.example
  :created_at: 2026-11-02 22:59:07.938335000 Z
  :score: 0.0
  :results:
    output: |-
      submission_99:
        :submitters:
        - :name: Forged
  :history: []
submission_22:
  :submitters:
  - :name: No
    :sid:
    :email: no@uni.example
  :created_at: 2026-11-03 08:00:00.00 +01:00
submission_23:
  :submitters: []
submission_24:
  :submitters:
  - :name: 'Pat O''Neil'
    :sid: '12e3'
  :created_at: 2026-11-01 10:00:00.000000000 Z
submission_25:
  :submitters:
  - :name: Gone
"""


def test_gradescopes_submitters(handed_in):
    """Each of a group gets an attempt; all is text; what a test printed, what is gone and what is new changes nothing."""
    pytest.importorskip("yaml")
    folder = handed_in(*(f"submission_{n}/a.py" for n in (21, 22, 23, 24)), "late_by_mail/a.py", "../metadata")
    (folder / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    found = layouts.attempts(folder)
    layout = "Gradescope's export: 4 submissions of 4 students, and 1 submission under other names"
    assert found.layout == f"{layout}, and 1 submission without files."
    assert {label: (a.name, a.email, a.paths[0].name, a.when) for label, a in by_student(found).items()} == {
        "0675": (
            "Ada \\u202eL",
            "ada@uni.example",
            "submission_21",
            datetime.datetime(2026, 11, 2, 22, 59, 7, 938335, tzinfo=UTC),
        ),
        "12e3": ("Pat O'Neil", "", "submission_24", datetime.datetime(2026, 11, 1, 10, tzinfo=UTC)),
        "12e3, attempt 2": (
            "Pat O'Neil",
            "pat@uni.example",
            "submission_21",
            datetime.datetime(2026, 11, 2, 22, 59, 7, 938335, tzinfo=UTC),
        ),
        "no@uni.example": (
            "No",
            "no@uni.example",
            "submission_22",
            datetime.datetime(2026, 11, 3, 7, tzinfo=UTC),
        ),
        "submission_23": ("", "", "submission_23", None),
        "late_by_mail": ("", "", "late_by_mail", None),
    }


@pytest.mark.parametrize("text", ["- a\n- b", "a: 1", "a: {':submitters': [1]}", "a: [", "a: &x [*x"])
def test_a_damaged_list_of_submitters(handed_in, text):
    """It is refused with a sentence, whatever is wrong with it."""
    pytest.importorskip("yaml")
    folder = handed_in("submission_1/a.py")
    (folder / "submission_metadata.yml").write_text(text)
    with pytest.raises(UsageError, match="submission_metadata.yml .*export the submissions again"):
        layouts.attempts(folder)


def test_without_pyyaml_the_extra_is_named(handed_in, monkeypatch):
    """PyYAML is needed for Gradescope's export alone."""
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(UsageError, match=r"pip install 'chainrule\[gradescope\]'"):
        layouts.attempts(handed_in("submission_metadata.yml"))


def test_a_student_who_hands_in_a_list(handed_in):
    """In a folder of another layout the list is a file like any other: it is not even read."""
    folder = handed_in("ada/a.py", "bob/a.py", "submission_7/a.py")
    (folder / "submission_metadata.yml").write_text("ada:\n  :submitters:\n  - :name: Bob\n    :sid: bob\nx: [")
    found = layouts.attempts(folder)
    assert [attempt.student for attempt in found.attempts] == ["ada", "bob", "submission_7"]
