"""A class is graded by a course file with old names of checks."""

import json

from support.toy_class import RIGHT, call, grade, hand_in

from grader.topics.topic_file import FILE

REMARK = "names keeps of toy, which is now keeps_float32 and leaves_the_input_alone: use these names"


def test_a_course_with_old_names_is_graded_and_the_instructor_is_told_once(workspace):
    """By `grade`, `judge` and `explain`; students are graded by the same points at home, without the remark."""
    table = 'order = 1\n[renamed]\nkeeps = ["keeps_float32", "leaves_the_input_alone"]\nworks = ["multiplies_every_entry"]\n'
    (workspace / "exercises" / "toy" / FILE).write_text(table)
    (workspace / "course.toml").write_text("[checks.toy]\nkeeps = 5\n")
    hand_in(workspace, "right", RIGHT)
    told = grade("--jobs", "2")
    assert told.count("which is now") == 1 and REMARK in told
    report = json.loads(call("judge", "class/right", "--topic", "toy", "--format", "json").stdout)
    points = {result["name"]: result["max_score"] for result in report["results"]}
    assert points == {"multiplies_every_entry": 1, "keeps_float32": 2.5, "leaves_the_input_alone": 2.5}
    assert "6" in (workspace / "out" / "grades.csv").read_text().splitlines()[1].split(",")
    for command in (
        ["judge", "class/right", "--topic", "toy"],
        ["explain", "out", "right", "keeps_float32", "--secret-file", "secret"],
    ):
        assert " ".join(call(*command).stderr.split()).count(REMARK) == 1
    (workspace / "exercises" / "toy" / "toy_numpy.py").write_text(RIGHT)
    at_home = call("check", "toy")
    assert at_home.exit_code == 0 and "6/6" in at_home.output and "which is now" not in at_home.output
    (workspace / "course.toml").write_text("[checks.toy]\nkeep = 5\n")
    refused = call("judge", "class/right", "--topic", "toy")
    assert refused.exit_code == 2 and "Did you mean keeps_float32?" in refused.output
