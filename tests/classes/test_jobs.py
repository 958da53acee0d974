"""The jobs of a class: one for each submission and topic, in processes."""

import json

from support.toy_class import ADDS, RIGHT, call, hand_in


def test_grade_is_the_same_whatever_the_jobs(workspace):
    """The same secret gives the same reports, times aside."""
    for name, text in (("a", RIGHT), ("b", ADDS), ("c", "x = 1\n")):
        hand_in(workspace, name, text)
    for jobs in ("1", "2"):
        assert call("grade", "class", "--out", f"out{jobs}", "--jobs", jobs, "--secret-file", "secret").exit_code == 0
    one, two = (
        [_without_times(json.loads((workspace / f"out{jobs}/reports/{name}/toy.json").read_text())) for name in "abc"]
        for jobs in "12"
    )
    assert one == two


def _without_times(report: dict) -> dict:
    lists = {name: [one | {"seconds": 0} for one in report[name]] for name in ("parts", "results")}
    return report | {"seconds": 0} | lists
