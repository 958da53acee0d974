"""What is done with a class: taken up again, compared, explained, and each refusal with its next step."""

import pytest
from support.special import special
from support.toy_class import ADDS, RIGHT, call, hand_in

from grader.authoring.scaffold import write_topic
from grader.classes.store import Run

HIDDEN = '''
from grader import check, close

@check(points=1)
def scales_by_nothing(student, reference, rng):
    """A secret claim."""
    x = rng.normal(size=(2, 3))
    close(student.scale(x, 0.0), reference.scale(x, 0.0), "y")
'''


def grade(*more, out="out"):
    result = call("grade", "class", "--out", out, "--jobs", "1", "--secret-file", "secret", *more)
    assert result.exit_code == 0, result.output
    return " ".join(result.stderr.split())


@pytest.fixture
def graded(workspace):
    """One right, one wrong, graded."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "wrong", ADDS)
    grade()
    return workspace


def test_what_has_not_changed_is_not_judged_again(graded):
    """Until it is asked for; the grades are the same."""
    table = (graded / "out/grades.csv").read_text()
    assert "2 submissions of 2 judged before" in grade()
    assert "before" not in grade("--again")
    assert (graded / "out/grades.csv").read_text() == table


def test_other_files_are_judged_alone(graded):
    """Whoever hands in again, and whoever is new."""
    (graded / "class/wrong/toy_numpy.py").write_text(RIGHT)
    hand_in(graded, "new", ADDS)
    assert "1 submission of 3 judged before" in grade()
    assert (graded / "out/grades.csv").read_text() == (
        "id,name,email,toy,total,maximum,days late\nnew,,,0,0,3,0\nright,,,3,3,3,0\nwrong,,,3,3,3,0\n"
    )


def test_mended_checks_are_judged_anew(graded):
    """All of the class in that topic."""
    (graded / "solutions/toy/hidden.py").write_text("")
    assert "before" not in grade()


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_keeps_nobody_waiting(graded, kind):
    """Each such thing is a submission that cannot be read, and says so; the others have their grades."""
    for name in ("x.zip", "m.py", "n.ipynb"):
        special(graded / "class" / name, kind)
    grade()
    rows = dict(line.split(",", 1) for line in (graded / "out/grades.csv").read_text().splitlines())
    assert rows["right"].startswith(",,3,3") and all(rows[name].startswith(",,0,0") for name in ("x", "m", "n"))
    report = (graded / "out/reports/x/toy.json").read_text()
    assert "x.zip cannot be read: it is not a regular file" in report


def test_students_do_not_read_what_hidden_checks_claim(graded):
    """In their files they are numbered; whoever teaches reads it all."""
    pytest.importorskip("jinja2")
    (graded / "solutions/toy/hidden.py").write_text(HIDDEN)
    grade()
    for page in ("wrong.html", "wrong.md"):
        text = (graded / "out/feedback" / page).read_text()
        assert "Hidden check 1" in text and "A secret claim." not in text
    assert "A secret claim." in (graded / "out/students/wrong.html").read_text()


def test_two_graders_do_not_write_to_one_run(graded):
    """The second says so and does nothing."""
    with Run(graded / "out") as run, run.alone():
        result = call("grade", "class", "--out", "out")
    assert result.exit_code == 2 and "another grader" in result.stderr


def test_report_writes_what_was_lost(graded):
    """Nobody is judged for it."""
    table = (graded / "out/grades.csv").read_text()
    (graded / "out/grades.csv").unlink()
    (graded / "class").rename(graded / "gone")
    assert call("report", "out").exit_code == 0
    assert (graded / "out/grades.csv").read_text() == table


def test_stats_count_who_passed_what(graded):
    """And name the commonest cause."""
    shown = " ".join(call("stats", "out").stdout.split())
    assert "1/2 (50%)" in shown and "adds" in shown and "1.5 of 3" in shown


def test_diff_says_what_changed_and_why(graded):
    """Other files, other checks; nothing between a run and itself."""
    assert call("diff", "out", "out").exit_code == 0
    (graded / "class/wrong/toy_numpy.py").write_text(RIGHT)
    hand_in(graded, "new", RIGHT)
    grade(out="second")
    result = call("diff", "out", "second")
    shown = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert "wrong toy 0/3 → 3/3 (other files were handed in)" in shown
    assert "failed → passed" in shown
    assert "new toy – → 3/3 (not in the first run)" in shown and "right" not in shown


def test_explain_asks_one_check_again_and_shows_its_inputs(graded):
    """With the run's own secret, or one that is given."""
    (graded / "out/secret").write_text((graded / "secret").read_text())
    for check in ("multiplies_every_entry", "toy.multiplies_every_entry"):
        shown = " ".join(call("explain", "out", "wrong", check).stdout.split())
        assert "Every entry is multiplied" in shown and "scale(" in shown and "expected" in shown
    assert "✓" in call("explain", "out", "right", check, "--secret-file", "secret").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "out", "wrnog", "multiplies_every_entry"), "Did you mean wrong?"),
        (("explain", "out", "wrong", "multiplies_every_entri"), "Did you mean multiplies_every_entry?"),
        (("explain", "out", "wrong", "multiplies_every_entry", "--secret-file", "none"), "secret"),
        (("stats", "class"), "contains no run"),
        (("diff", "out", "class"), "contains no run"),
        (("report", "class"), "contains no run"),
    ],
)
def test_what_is_not_there_is_refused(graded, arguments, said):
    """With what may have been meant."""
    result = call(*arguments)
    assert result.exit_code == 2 and said in " ".join(result.stderr.split())


@pytest.mark.parametrize("platform", ["plain", "canvas", "moodle", "moodle-worksheet", "lti"])
def test_every_gradebook_is_written(graded, platform):
    """And says how many are in it, or why somebody is not."""
    result = call("gradebook", "out", platform, "--out", "book")
    assert result.exit_code == 0, result.output
    left_out = result.stderr.count("not in the file")
    assert f"{2 - left_out} student" in result.stdout
    assert left_out == (2 if platform in ("moodle", "moodle-worksheet") else 0)


def test_a_platforms_own_file_is_filled(graded):
    """Its other columns and rows stay as they were."""
    (graded / "exported.csv").write_text("ID,Student,Exercise 3 (77)\nright,Somebody,\nwrong,Another,\nghost,Gone,5\n")
    result = call("gradebook", "out", "canvas", "--out", "book", "--fill", "exported.csv", "--title", "Exercise 3")
    assert (
        graded / "book"
    ).read_text() == "ID,Student,Exercise 3 (77)\nright,Somebody,3\nwrong,Another,0\nghost,Gone,5\n"
    assert ("no submission for" in result.stderr and "ghost" in result.stderr) or "Gone" in result.stderr


def test_a_gradebook_of_no_topic_is_refused(graded):
    """With what may have been meant."""
    result = call("gradebook", "out", "plain", "--out", "book", "--topic", "tyo")
    assert result.exit_code == 2 and "Did you mean toy?" in result.stderr


def test_a_roster_gives_names_and_lists_who_is_missing(workspace):
    """What does not match goes by its own name, and is said."""
    hand_in(workspace, "1234", RIGHT)
    hand_in(workspace, "stray", RIGHT)
    (workspace / "roster.csv").write_text(
        "id,name,email\n1234,Ada Lovelace,ada@example.org\n99,Grace Hopper,g@example.org\n"
    )
    said = grade("--roster", "roster.csv")
    assert "without a submission: Grace Hopper" in said and "nobody on the roster is stray" in said
    table = (workspace / "out/grades.csv").read_text()
    assert "1234,Ada Lovelace,ada@example.org,3,3,3,0" in table
    assert "99,Grace Hopper,g@example.org,,,0,0" in table and "stray,,,3,3,3,0" in table


def test_late_rules_choose_the_attempt_and_take_their_share(workspace):
    """As the course file says; changed rules need no new judgement."""
    hand_in(workspace, "ada_2026-11-01T10-00", ADDS)
    hand_in(workspace, "ada_2026-11-04T10-00", RIGHT)
    rules = 'attempts = "{}"\n[late]\ndeadline = "2026-11-02T23:59+00:00"\nper_day = 0.25\n'
    (workspace / "course.toml").write_text(rules.format("best"))
    grade()
    assert "ada,,,1.5,1.5,3,2" in (workspace / "out/grades.csv").read_text()
    (workspace / "course.toml").write_text(rules.format("on_time"))
    assert call("report", "out").exit_code == 0
    assert "ada,,,0,0,3,0" in (workspace / "out/grades.csv").read_text()


def test_one_topic_may_be_graded_where_others_have_deadlines(workspace):
    """A deadline of a topic that is not graded now is no mistake; one of a topic that there is not is."""
    write_topic("later", workspace / "exercises", workspace / "solutions")
    hand_in(workspace, "ada", RIGHT)
    rules = "[late]\nper_day = 0.25\n[late.deadlines]\n{} = 2026-11-02T23:59:00+00:00\n"
    (workspace / "course.toml").write_text(rules.format("later"))
    grade("--topic", "toy")
    (workspace / "course.toml").write_text(rules.format("latter"))
    refused = call("grade", "class", "--out", "out", "--topic", "toy")
    assert refused.exit_code == 2 and "[late.deadlines]: there is no topic 'latter'" in refused.stderr


ADAPTER = "FILES = {'toy_numpy': 'layers.py'}\n\ndef scale(x, factor):\n    return submission.times(factor, x)\n"


def test_another_courses_code_is_graded_through_an_adapter(workspace):
    """Under its own file names, by `grade`, `judge` and `explain` alike; other adapters judge anew."""
    (workspace / "adapter.py").write_text(ADAPTER)
    for name, text in (("right", "return a * b"), ("wrong", "return a + b")):
        (workspace / "class" / name).mkdir()
        (workspace / "class" / name / "layers.py").write_text(f"def times(a, b):\n    {text}\n")
    grade("--adapter", "adapter.py")
    assert "right,,,3,3,3,0\nwrong,,,0,0,3,0" in (workspace / "out/grades.csv").read_text()
    judged = call("judge", "class/wrong", "--topic", "toy", "--adapter", "adapter.py", "--secret-file", "secret")
    assert judged.exit_code == 1 and "a + b" not in judged.stdout and "adds" not in judged.stderr
    asked = call("explain", "out", "wrong", "multiplies_every_entry", "--secret-file", "secret")
    assert "Every entry is multiplied" in asked.stdout
    (workspace / "adapter.py").write_text(ADAPTER.replace("factor, x", "x, factor"))
    assert "before" not in grade("--adapter", "adapter.py")


def test_an_adapter_that_covers_nothing_is_refused(workspace):
    """With the next step."""
    hand_in(workspace, "right", RIGHT)
    (workspace / "adapter.py").write_text("def other():\n    pass\n")
    result = call("grade", "class", "--out", "out", "--adapter", "adapter.py")
    assert result.exit_code == 2 and "covers nothing" in result.stderr


def test_copies_are_signs_for_whoever_looks_and_cost_nothing(workspace):
    """They stand on the pages for whoever teaches, and nowhere that students see."""
    text = RIGHT + "".join(
        f"\ndef helper{n}(a, b):\n    return a * {n} + b[{n}:] - helper{n - 1}(b, a)\n" for n in range(9)
    )
    hand_in(workspace, "ada", text)
    hand_in(workspace, "eve", text.replace("helper", "mine"))
    grade()
    assert "eve" in (workspace / "out/students/ada.html").read_text()
    assert "eve" not in (workspace / "out/feedback/ada.html").read_text()
    assert (workspace / "out/grades.csv").read_text().count(",3,3,3,0") == 2
