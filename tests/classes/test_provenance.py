"""Keys: what a report depends on changes them, what it does not depend on leaves them."""

import dataclasses

import pytest

from grader.classes.jobs import Job
from grader.classes.provenance import keys, versions
from grader.course.course import Course, Override


@pytest.fixture
def job(tmp_path) -> Job:
    """Two topics, and one right variant of the first."""
    for name in ("conv", "lstm"):
        for folder in (tmp_path / "exercises" / name, tmp_path / "solutions" / name / "right"):
            folder.mkdir(parents=True)
        (tmp_path / "exercises" / name / "checks.py").write_text("# checks\n")
        (tmp_path / "exercises" / name / "README.md").write_text("# Title\n")
        (tmp_path / "solutions" / name / f"{name}_numpy.py").write_text("# solution\n")
    (tmp_path / "solutions/conv/right/loops_numpy.py").write_text("# loops\n")
    (tmp_path / "solutions/conv/mistakes").mkdir()
    (tmp_path / "solutions/conv/mistakes/kernels.py").write_text("# mistakes\n")
    return Job(
        exercises=tmp_path / "exercises",
        solutions=tmp_path / "solutions",
        topics=("conv", "lstm"),
        secret=b"a secret",
        parts=("numpy",),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"secret": b"another"}, {"per_student": True}, {"parts": ("numpy", "torch")}, {"device": "cuda"}, {"isolation": "best"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_settings_change_every_topic(job, change):
    """Other seeds, parts, devices and levels of isolation may come to other reports."""
    other = keys(dataclasses.replace(job, **change))
    assert all(other[topic] != key for topic, key in keys(job).items())


@pytest.mark.parametrize(
    "file", ["exercises/conv/checks.py", "solutions/conv/conv_numpy.py", "solutions/conv/mistakes/kernels.py"]
)
def test_a_topics_files_change_that_topic_alone(job, tmp_path, file):
    """Whoever mends a check grades one topic anew, not the whole course."""
    before = keys(job)
    (tmp_path / file).write_text("# mended\n")
    after = keys(job)
    assert after["conv"] != before["conv"] and after["lstm"] == before["lstm"]


def test_what_judges_nobody_changes_nothing(job, tmp_path):
    """Texts and right variants; the order of topics."""
    before = keys(job)
    (tmp_path / "exercises/conv/README.md").write_text("# Another title\n")
    (tmp_path / "solutions/conv/right/loops_numpy.py").write_text("# other loops\n")
    assert keys(dataclasses.replace(job, topics=("lstm", "conv"))) == before


def test_a_course_changes_the_topics_of_its_checks(job):
    """Points are part of a report."""
    course = Course(changes={"lstm": {"forgets": Override(points=3)}})
    before, after = keys(job), keys(dataclasses.replace(job, course=course))
    assert after["conv"] == before["conv"] and after["lstm"] != before["lstm"]


def test_versions_name_what_runs():
    """The package and NumPy at least; every value is a text."""
    found = versions()
    assert {"chainrule", "Python", "numpy", "system"} <= set(found)
    assert all(isinstance(value, str) and value for value in found.values())
