"""Each student of a run has one entry, from the attempt that counts."""

from support.toy_class import ADDS, RIGHT, call, grade, hand_in

from grader.authoring.scaffold import write_topic


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
