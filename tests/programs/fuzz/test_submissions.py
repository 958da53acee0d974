"""Damaged submissions, in short: each is taken, or refused with a sentence. `make fuzz` does it at length."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs.fuzz import submissions

short = settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
seeds = st.integers(0, 1 << 32)


@pytest.fixture(scope="module")
def topic(tmp_path_factory):
    """A topic with two parts."""
    return submissions.toy(tmp_path_factory.mktemp("topic"))


@short
@given(submissions.archives(), seeds)
def test_archives(topic, tmp_path, archive, seed):
    """Names that lead elsewhere, links, unusual compressions, and any damage."""
    submissions.opened(submissions.damaged(archive, seed), tmp_path, topic)


@short
@given(submissions.notebooks | submissions.deep | st.binary(max_size=60), seeds)
def test_notebooks(topic, notebook, seed):
    """JSON of any shape, and any damage to it."""
    for data in (notebook, submissions.mutated(notebook, seed)):
        submissions.taken({"toy_numpy.ipynb": data}, topic)


@short
@given(submissions.sources, submissions.sources, st.sampled_from(["toy_numpy.py", "final.py", "a/b/toy_torch.py"]))
def test_sources(topic, text, beside, name):
    """Encodings, line ends, magics, half a file; under the name that is asked for or any other."""
    submissions.taken({name: text}, topic)
    submissions.taken({name: text, "utils.py": beside}, topic)


def test_each_verdict_is_reached(topic, tmp_path):
    """The strategies get through: to what is taken, and to what is refused."""
    found = set()

    @settings(short, max_examples=300)
    @given(submissions.archives(), submissions.notebooks, seeds)
    def collect(archive, notebook, seed):
        found.add(submissions.opened(submissions.damaged(archive, seed), tmp_path, topic))
        found.add(submissions.taken({"toy_numpy.ipynb": notebook}, topic))

    collect()
    for start in (
        "taken: 1", "a problem: it is not a notebook", "a problem: it contains no code cells", "a problem: it is not Python text",
        "refused: cannot be unpacked", "refused: nothing to grade", "refused: no file for the topic",
    ):  # fmt: skip
        assert any(verdict.startswith(start) for verdict in found), (start, sorted(found))
