"""Whatever a worker says, every front shows it, and no report ends the writing of the others. `make fuzz` does it at length."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs.fuzz import frames, fronts
from support.places import ROOT

from grader.values.report import Report

short = settings(derandomize=True, deadline=None, max_examples=150, database=None)
seeds = st.integers(0, 1 << 32)
strange = st.lists(frames.frames | frames.points, min_size=1, max_size=6)


@short
@given(st.lists(fronts.results(), min_size=1, max_size=3))
def test_strange_results(results):
    """Texts with half characters, control characters and marks of direction, curves of the largest numbers."""
    fronts.through_all(Report.of("toy", "somebody", results))


@pytest.mark.parametrize("topic", ["attention", "batch_norm", "optimizers"])
@settings(short, max_examples=25)
@given(seed=seeds, said=strange)
def test_strange_answers(topic, seed, said):
    """Right answers and spoiled answers in turn, in a topic with tuples, in one with curves, in one with objects."""
    fronts.through_all(fronts.reported(topic, ROOT, fronts.spoiler(seed, said), "somebody"))


@settings(short, max_examples=2)
@given(st.lists(st.tuples(seeds, strange), min_size=12, max_size=12))
def test_a_class_of_strangers(tmp_path_factory, spoilt):
    """The pages, feedback files and gradebooks of a class in which everybody's worker is hostile."""
    folder = tmp_path_factory.mktemp("class")
    spoilers = [fronts.spoiler(seed, said) for seed, said in spoilt]
    reports = [fronts.reported("batch_norm", ROOT, spoil, f"s{at}") for at, spoil in enumerate(spoilers)]
    fronts.through_class(reports, folder)
