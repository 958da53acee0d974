"""What platforms hand out: whose each file is, what it was called, and what is left alone."""

import datetime

import pytest
from support.attempts import by_student

from grader.submissions import intake
from grader.submissions.downloads import layouts
from grader.values.errors import SubmissionError, UsageError

UTC = datetime.UTC


def contents(attempt):
    """The sources of an attempt as text."""
    return {name: data.decode() for name, data in layouts.read(attempt).items()}


def test_without_a_platform_names_tell_students_apart(handed_in):
    """Each folder, zip, notebook and file is one submission; hidden files, rubbish and other files are none."""
    folder = handed_in(
        "ada/a.py", "pat.zip", "eve.py", "joe.ipynb", ".hidden.py", "__MACOSX/._a.py", "__pycache__/a.py", "list.csv"
    )
    found = layouts.attempts(folder)
    assert list(by_student(found)) == ["ada", "eve", "joe", "pat"]
    assert found.layout == "Folders and files by their names: 4 submissions."
    assert [list(layouts.read(attempt)) for attempt in found.attempts] == [
        ["a.py"],
        ["eve.py"],
        ["joe.ipynb"],
        ["inside.py"],
    ]


def test_two_of_one_name_stay_apart(handed_in):
    """Nobody knows whether a zip and a file of one name are one student's, so both are shown with their suffix."""
    assert list(by_student(layouts.attempts(handed_in("ada.py", "ada.zip")))) == ["ada.py", "ada.zip"]


def test_names_are_hostile(handed_in):
    """What is hidden in a name is shown; two that then look alike get a number."""
    found = layouts.attempts(handed_in("a\u202eb.py", "a\\u202eb.py"))
    assert sorted(by_student(found)) == ["a\\u202eb", "a\\u202eb (1)"]


def test_a_time_in_a_name(handed_in):
    """Attempts of one student are counted in the order of their times; without a zone it is the machine's."""
    found = layouts.attempts(
        handed_in("ada_2026-11-02T23-10.zip", "ada_2026-10-30T0800-30Z.py", "ada_2026-99-99T0000.py")
    )
    attempts = by_student(found)
    assert list(attempts) == ["ada", "ada, attempt 2", "ada_2026-99-99T0000"]
    assert attempts["ada"].when == datetime.datetime(2026, 10, 30, 8, 0, 30, tzinfo=UTC)
    assert attempts["ada, attempt 2"].when == datetime.datetime(2026, 11, 2, 23, 10).astimezone()
    assert attempts["ada_2026-99-99T0000"].when is None


def test_links_are_never_followed(handed_in, tmp_path):
    """A link is an attempt that cannot be read; links in a folder and in a platform's layout are not read either."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "solution.py").write_text("secret")
    folder = handed_in("ada/a.txt")
    (folder / "eve").symlink_to(tmp_path / "secret")
    (folder / "joe.py").symlink_to(tmp_path / "secret" / "solution.py")
    (folder / "ada" / "b.py").symlink_to(tmp_path / "secret" / "solution.py")
    (folder / "ada" / "c.zip").symlink_to(tmp_path / "secret" / "solution.py")
    attempts = by_student(layouts.attempts(folder))
    assert layouts.read(attempts["ada"]) == {}
    for name in ("eve", "joe"):
        with pytest.raises(SubmissionError, match="is a link: hand in the files themselves"):
            layouts.read(attempts[name])


def test_a_link_to_a_download_is_not_followed(handed_in, tmp_path):
    """Neither alone in its folder nor as a clone."""
    elsewhere = handed_in("Ada L_1_assignsubmission_file/a.py", under="elsewhere")
    clone = handed_in("hw-ada/.git/config", "hw-eve/.git/config", under="clones")
    folder = handed_in()
    folder.mkdir()
    (folder / "link").symlink_to(elsewhere)
    assert [a.student for a in layouts.attempts(folder).attempts] == ["link"]
    (clone / "hw-joe").symlink_to(clone / "hw-eve")
    assert "under other names" in layouts.attempts(clone).layout


def test_a_folder_that_holds_zips_alone(handed_in):
    """What students hand in on Moodle is a zip in a folder; beside sources a zip is not opened."""
    folder = handed_in("ada/one.zip", "eve/one.zip", "eve/two.zip", "joe/a.py", "joe/old.zip")
    assert [contents(attempt) for attempt in layouts.attempts(folder).attempts] == [
        {"inside.py": "one.zip"},
        {"one/inside.py": "one.zip", "two/inside.py": "two.zip"},
        {"a.py": "a.py"},
    ]


def test_a_folder_of_very_many_zips(handed_in):
    """Each may list many files, so only so many are read."""
    folder = handed_in(*(f"ada/{number:02}.zip" for number in range(layouts.MAX_ZIPS + 1)))
    with pytest.raises(SubmissionError, match=f"more than {layouts.MAX_ZIPS} zips: hand in one zip"):
        contents(layouts.attempts(folder).attempts[0])
    (folder / "ada" / "00.zip").unlink()
    assert len(contents(layouts.attempts(folder).attempts[0])) == layouts.MAX_ZIPS


def test_moodles_folders_and_files(handed_in):
    """Both ways in which Moodle lets one download; the number is the `Participant` of its grading worksheet."""
    folder = handed_in(
        "Ada Lovelace_123_assignsubmission_file/toy_numpy.py",
        "Ada Lovelace_123_assignsubmission_onlinetext/onlinetext.html",
        "Pat O'Neil_124_assignsubmission_file_/hw.zip",
        "Eve Doe_125_assignsubmission_file_x_123_assignsubmission_file_toy_numpy.py",
        "Joe Doe_126_assignsubmission_file_report.pdf",
        "Default group_assignsubmission_file/toy_numpy.py",
        "by_mail.py",
    )
    found = layouts.attempts(folder)
    assert found.layout == "Moodle's download: 5 students, and 1 submission under other names."
    attempts = by_student(found)
    assert [(key, attempt.name) for key, attempt in attempts.items()] == [
        ("123", "Ada Lovelace"),
        ("Default group", "Default group"),
        ("125", "Eve Doe"),
        ("126", "Joe Doe"),
        ("124", "Pat O'Neil"),
        ("by_mail", ""),
    ]
    assert contents(attempts["123"]) == {"file/toy_numpy.py": "toy_numpy.py"}
    assert list(contents(attempts["124"])) == ["inside.py"]
    assert list(contents(attempts["125"])) == ["x_123_assignsubmission_file_toy_numpy.py"]
    assert contents(attempts["126"]) == {}


def test_blind_marking_gives_no_names(handed_in):
    """In Moodle everybody is then called Participant, in whatever language."""
    folder = handed_in(*(f"Participant_{n}_assignsubmission_file/a.py" for n in (1, 2)))
    assert [(a.student, a.name) for a in layouts.attempts(folder).attempts] == [("1", ""), ("2", "")]


def test_canvas_puts_a_students_files_together(handed_in):
    """Several files are one attempt, each under its own name, with what the same student handed in beside it."""
    folder = handed_in(
        "lovelaceada_LATE_123_1001_toy_numpy-1.py",
        "lovelaceada_LATE_123_1002_utils.py",
        "lovelaceada_LATE_123_1003_more.zip",
        "oneilpat_124_1004_toy_5_6_numpy.py",
        "oneilpat_124_1005_report.pdf",
        "anon_aB3x9_1006_12_x.py",
    )
    found = layouts.attempts(folder)
    attempts = by_student(found)
    assert found.layout == "Canvas's download: 3 students."
    assert {key: (a.name, a.late, a.when) for key, a in attempts.items()} == {
        "aB3x9": ("", False, None),
        "123": ("lovelaceada", True, None),
        "124": ("oneilpat", False, None),
    }
    assert sorted(contents(attempts["123"])) == ["more/inside.py", "toy_numpy.py", "utils.py"]
    assert list(contents(attempts["124"])) == ["toy_5_6_numpy.py"]
    assert list(contents(attempts["aB3x9"])) == ["12_x.py"]


def test_the_newest_upload_gets_the_name(handed_in):
    """What Canvas appends to a file that was there before goes; nothing is lost where two would have one name."""
    folder = handed_in("doeeve_1_10_toy.py", "doeeve_1_11_toy-1.py", "doeeve_1_12_task-1.py", "doeeve_1_13_task-2.py")
    (attempt,) = layouts.attempts(folder).attempts
    assert contents(attempt) == {
        "task.py": "doeeve_1_13_task-2.py",
        "task-1.py": "doeeve_1_12_task-1.py",
        "toy.py": "doeeve_1_11_toy-1.py",
        "toy-10.py": "doeeve_1_10_toy.py",
    }


def test_two_files_do_not_make_a_platform(handed_in):
    """Names that merely look like Canvas's do not change how the others are read."""
    folder = handed_in("hw_1_2_toy.py", "ada.py", "eve.py")
    assert list(by_student(layouts.attempts(folder))) == ["ada", "eve", "hw_1_2_toy"]


@pytest.mark.parametrize(
    ("under", "names", "students"),
    [
        ("hw1-submissions", ("hw1-ann-a", "hw1-ann-b"), ["ann-a", "ann-b"]),
        ("clones", ("hw-1-ann", "hw-1-ann-b"), ["ann", "ann-b"]),
        ("clones", ("hw-1-ann",), ["hw-1-ann"]),
        ("clones", ("ann", "eve"), ["ann", "eve"]),
    ],
)
def test_clones_of_github_classroom(handed_in, under, names, students):
    """The user is what stands behind the assignment, which the folder or the other clones tell."""
    folder = handed_in(*(f"{name}/{inside}" for name in names for inside in (".git/x.py", "a.py")), under=under)
    found = layouts.attempts(folder)
    assert [a.student for a in found.attempts] == students
    assert all(contents(a) == {"a.py": "a.py"} and a.when is None for a in found.attempts)
    assert found.layout.startswith("Clones of repositories")


@pytest.mark.parametrize(
    "inside",
    ["Bob_1_assignsubmission_file/a.py", "bob_1_2_a.py", "hw-bob/.git/config", "submission_metadata.yml"],
)
def test_nobody_hands_in_for_others(handed_in, inside):
    """A student's folder that looks like a download is a submission, also alone; whoever unpacked one is told what to name."""
    found = layouts.attempts(handed_in(f"mallory/{inside}"))
    assert [a.student for a in found.attempts] == ["mallory"]
    assert "mallory looks like a platform's download" in found.layout
    found = layouts.attempts(handed_in("ada/a.py", "ada/b.py", under="other"))
    assert [a.student for a in found.attempts] == ["ada"] and "looks like" not in found.layout


def test_what_is_no_folder_of_submissions(handed_in, tmp_path):
    """Each wrong path is answered with the next step."""
    for path, message in (
        (tmp_path / "nowhere", "there is no folder"),
        (handed_in("list.csv"), "contains no submissions"),
        (handed_in("all.zip", under="zips") / "all.zip", "unpack it"),
    ):
        with pytest.raises(UsageError, match=message):
            layouts.attempts(path)


def test_what_is_too_much_in_all_is_refused(handed_in, monkeypatch):
    """Limits hold for all files of an attempt together, not for each."""
    folder = handed_in("doeeve_1_10_a.py", "doeeve_1_11_b.py")
    (attempt,) = layouts.attempts(folder).attempts
    monkeypatch.setattr(intake, "MAX_TOTAL", 20)
    with pytest.raises(SubmissionError, match="larger than the limit"):
        layouts.read(attempt)
