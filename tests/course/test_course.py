"""The course file: which topics a course has, what its checks are worth, and what is wrong with the file."""

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.checks.check import Check
from grader.cli.main import main
from grader.course.course import UNCHANGED, find, read
from grader.values.errors import UsageError

CHECKS = tuple(Check(name, f"It {name}.", 2.0, "numpy", (), 5.0, print) for name in ("adds", "scales", "shifts"))


@pytest.fixture
def course(tmp_path):
    """A course from the text of its file."""

    def made(text):
        path = tmp_path / "course.toml"
        path.write_text(text, encoding="utf-8")
        return read(path)

    return made


def test_checks_are_weighed_renamed_and_left_out(course):
    """Each in one line; what is not named stays as it is, in its order."""
    made = course('[checks.toy]\nshifts = false\nadds = 5\nscales = {points = 0.5, claim = "It grows."}')
    applied = made.applied("toy", CHECKS, whole=True)
    assert [(c.name, c.points, c.claim) for c in applied] == [("adds", 5, "It adds."), ("scales", 0.5, "It grows.")]
    assert made.applied("other", CHECKS, whole=True) == CHECKS
    renamed = course('[checks.toy]\nadds = {claim = "It sums up."}').applied("toy", CHECKS, whole=True)
    assert (renamed[0].points, renamed[0].claim) == (2.0, "It sums up.")


def test_without_a_file_nothing_changes(tmp_path):
    """A course is not needed; one beside exercises/ is found, one that is named goes first and must be there."""
    exercises = tmp_path / "exercises"
    assert find(None, exercises) is UNCHANGED and UNCHANGED.applied("toy", CHECKS, whole=True) == CHECKS
    (tmp_path / "course.toml").write_text("topics = ['toy']")
    (tmp_path / "other.toml").write_text("topics = ['other']")
    assert find(None, exercises).topics == ("toy",)
    assert find(tmp_path / "other.toml", exercises).topics == ("other",)
    with pytest.raises(UsageError, match="third.toml cannot be read"):
        find(tmp_path / "third.toml", exercises)


def test_hidden_checks_are_unknown_to_students(course):
    """What an instructor mistypes is refused; where hidden checks are not at hand, an unknown name may be one of them."""
    made = course("[checks.toy]\nshift = 3")
    with pytest.raises(UsageError, match=r"toy has no check 'shift'. Did you mean shifts\?"):
        made.applied("toy", CHECKS, whole=True)
    assert made.applied("toy", CHECKS, whole=False) == CHECKS


@pytest.mark.parametrize("text", ["topics = ['toyy']", "[checks.toyy]\nadds = 1"])
def test_a_topic_that_there_is_not(course, text):
    """With the nearest that there is."""
    with pytest.raises(UsageError, match=r"no topic 'toyy'. Did you mean toy\?"):
        course(text).refuse_unknown(["toy", "other"])


WRONG = {
    "adds = ": "cannot be read",
    "weights = 1": "unknown entry 'weights'",
    "topics = 'toy'": "`topics` must be a list of names",
    "topics = [1]": "`topics` must be a list of names",
    "topics = ['toy', 'toy']": "contains a name twice: remove one",
    "checks = 3": "in tables",
    "[checks]\ntoy = 3": "in tables",
    **{
        f"[checks.toy]\nadds = {value}": "adds = .* write `false`"
        for value in (
            "-1",
            "true",
            "nan",
            "inf",
            "'two'",
            "{}",
            "[1]",
            "{points = true}",
            "{name = 'x'}",
            "{claim = 3}",
        )
    },
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_file(course, text):
    """The file, the entry, and how to write it."""
    with pytest.raises(UsageError, match=WRONG[text]) as error:
        course(text)
    assert "course.toml" in str(error.value)


def test_a_course_is_judged_by_its_file(tmp_path):
    """Points, claims and what is left out reach the report; `grade` grades the topics of the course."""
    (tmp_path / "course.toml").write_text(
        "topics = ['batch_norm']\n[checks.batch_norm]\nkeeps_dtypes = false\n"
        "normalizes_each_column = {points = 7, claim = 'Columns come out normal.'}\n"
    )
    options = ["--part", "numpy", "--course", str(tmp_path / "course.toml"), "--exercises", str(ROOT / "exercises")]
    submission = str(ROOT / "tests" / "sample_class" / "right_terse")
    judged = CliRunner().invoke(main, ["judge", submission, "--topic", "batch_norm", "--format", "json", *options])
    report = json.loads(judged.stdout)
    results = {result["name"]: result for result in report["results"]}
    assert judged.exit_code == 0 and "keeps_dtypes" not in results
    assert results["normalizes_each_column"]["max_score"] == 7 == results["normalizes_each_column"]["score"]
    assert results["normalizes_each_column"]["claim"] == "Columns come out normal."
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    (handed_in / "ada.py").write_bytes((Path(submission) / "batch_norm_numpy.py").read_bytes())
    graded = CliRunner().invoke(
        main, ["grade", str(handed_in), "--out", str(tmp_path / "out"), "--jobs", "1", *options]
    )
    assert graded.exit_code == 0, graded.output
    table = (tmp_path / "out" / "grades.csv").read_text()
    assert "softmax" not in table and f"{report['max_score']:g}" in table


@pytest.mark.parametrize("command", ["judge", "grade"])
def test_a_mistake_in_the_course_file_is_said_before_anything_is_graded(tmp_path, command):
    """One sentence, exit status 2."""
    (tmp_path / "course.toml").write_text("[checks.batch_norm]\nkeep_dtypes = 1\n")
    submissions = ROOT / "tests" / "sample_class"
    arguments = {
        "judge": [str(submissions / "right_terse")],
        "grade": [str(submissions), "--out", str(tmp_path / "out")],
    }
    options = [
        "--topic",
        "batch_norm",
        "--course",
        str(tmp_path / "course.toml"),
        "--exercises",
        str(ROOT / "exercises"),
    ]
    done = CliRunner().invoke(main, [command, *arguments[command], *options])
    assert done.exit_code == 2 and "Did you mean keeps_dtypes?" in done.output and "Traceback" not in done.output


RENAMED = {"sums": ("adds",), "totals": ("adds",), "moves": ("scales", "shifts")}


def applied(course, text, checks=CHECKS, *, whole=True):
    """Points and claims of the toy's checks, by name, with the changes of a course."""
    changed = course(f"[checks.toy]\n{text}").applied("toy", checks, RENAMED, whole=whole)
    return {check.name: (check.points, check.claim) for check in changed}


def test_an_old_name_stands_for_the_new_one(course):
    """Points, claims and `false`, for the course and for its students."""
    same = {check.name: (check.points, check.claim) for check in CHECKS}
    for whole in (True, False):
        for old in ("sums", "totals"):
            assert applied(course, f"{old} = 5", whole=whole) == same | {"adds": (5, "It adds.")}
            assert applied(course, f"{old} = {{claim = 'It sums.'}}", whole=whole) == same | {"adds": (2, "It sums.")}
            assert applied(course, f"{old} = false", whole=whole).keys() == {"scales", "shifts"}
    assert applied(course, "sums = 0")["adds"][0] == 0


@pytest.mark.parametrize(
    ("own", "old", "shares"),
    [
        ((2, 2, 2), 6, (3, 3)),
        ((2, 1, 3), 6, (1.5, 4.5)),
        ((2, 0, 0), 6, (3, 3)),
        ((2, 0, 3), 6, (0, 6)),
        ((2, 1, 3), 0, (0, 0)),
    ],
)
def test_the_points_of_a_check_that_was_split_are_shared_out(course, own, old, shares):
    """Their sum stays, in the ratio of the points that the new checks have by themselves."""
    checks = tuple(dataclasses.replace(check, points=float(points)) for check, points in zip(CHECKS, own, strict=True))
    found = applied(course, f"moves = {{points = {old}, claim = 'It moves.'}}", checks)
    assert found == {"adds": (2, "It adds."), "scales": (shares[0], "It scales."), "shifts": (shares[1], "It shifts.")}


def test_a_check_that_was_split_is_left_out_whole(course):
    """An entry under a name of today goes before it."""
    assert applied(course, "moves = false").keys() == {"adds"}
    assert applied(course, "moves = false\nshifts = 4") == {"adds": (2, "It adds."), "shifts": (4, "It shifts.")}
    assert applied(course, "shifts = 1\nmoves = 6")["shifts"][0] == 1


@pytest.mark.parametrize(
    ("text", "points"),
    [("sums = 1\ntotals = 3", 4), ("sums = false\ntotals = 3", 3), ("sums = {claim = 'x'}\ntotals = {claim = 'y'}", 2)],
)
def test_a_check_that_was_joined_has_the_sum(course, text, points):
    """It is asked while one of its old names is; claims of its halves are not its claim."""
    assert applied(course, text)["adds"] == (points, "It adds.")
    assert "adds" not in applied(course, "sums = false\ntotals = false")


def test_the_instructor_reads_the_names_of_today(course):
    """One remark for each old name; a name that is neither is refused with the nearest of today."""
    made = course("[checks.toy]\nmoves = 3\nsums = 1\nadds = 2")
    moves, sums = made.outdated("toy", RENAMED)
    assert moves.endswith("course.toml names moves of toy, which is now scales and shifts: use these names")
    assert sums.endswith("names sums of toy, which is now adds: use this name. What the file says of adds counts")
    assert made.outdated("other", {}) == () == UNCHANGED.outdated("toy", RENAMED)
    with pytest.raises(UsageError, match=r"toy has no check 'shift'. Did you mean shifts\?"):
        applied(course, "shift = 3")


def test_checks_that_would_wait(course):
    """They wait unless the file has them asked."""
    assert not course("").asks_all and not course('waiting = "wait"').asks_all
    assert course('waiting = "ask"').asks_all
    with pytest.raises(UsageError, match="`waiting` must be one of wait, ask. Did you mean ask"):
        course('waiting = "asks"')


def test_pieces_are_left_out():
    """The others keep their shares; a check without items left is left out, and so is a check that is named."""
    each = tuple((item, ()) for item in ("a", "b", "c"))
    checks = (*CHECKS, Check("turns", "It turns.", 3.0, "numpy", (), 5.0, print, each=each))
    some = UNCHANGED.leaving_out("toy", checks, {"adds", "turns[b]"}).applied("toy", checks, whole=True)
    assert [(check.name, check.points) for check in some] == [("scales", 2.0), ("shifts", 2.0), ("turns", 2.0)]
    assert [piece.name for piece in some[-1].pieces] == ["turns[a]", "turns[c]"]
    assert sum(piece.points for piece in some[-1].pieces) == 2.0
    none = UNCHANGED.leaving_out("toy", checks, {f"turns[{item}]" for item in "abc"}).applied("toy", checks, whole=True)
    assert none == CHECKS
