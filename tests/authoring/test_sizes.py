"""The sizes of recordings: aligned, with the largest answers first."""

from grader.authoring import sizes
from grader.judging.reference.recording import Call, Recording
from grader.topics.topic import Topic


def call(name, length):
    """A question whose reply has this length."""
    return Call(name, (f"a question about {name}", ()), bytes([len(name)]) * length)


def test_sizes_are_aligned_and_the_largest_come_first(tmp_path):
    """Equal answers count once, for the check that asks first; no more than a few are shown."""
    (tmp_path / "checks.py").write_text("")
    for part in ("numpy", "torch"):
        (tmp_path / f"toy_{part}.py").write_text("")
    calls = {"first": [call("f", 1200), call("middle", 90)], "second": [call("f", 1200), call("backward", 30)]}
    Recording(calls=calls).save(tmp_path, "numpy")
    Recording(calls={"of torch": [call("go", 10_000)]}).save(tmp_path, "torch")
    parts = {
        part: sum((tmp_path / "answers" / f"{part}.{end}").stat().st_size for end in ("bin", "json"))
        for part in ("numpy", "torch")
    }
    assert list(sizes.lines(Topic("toy", tmp_path))) == [
        f"  numpy  {parts['numpy']:>6,} bytes   1,320 of answers",
        f"  torch  {parts['torch']:>6,} bytes  10,000 of answers",
        "largest answers",
        "  of torch  go        10,000 bytes",
        "  first     f          1,200 bytes",
        "  first     middle        90 bytes",
        "  second    backward      30 bytes",
    ]


def test_a_recording_that_cannot_be_read_is_left_out(tmp_path):
    """As before the first build, or when a part's file is damaged."""
    (tmp_path / "toy_numpy.py").write_text("")
    assert list(sizes.lines(Topic("toy", tmp_path))) == []
    Recording(calls={"a": [call("f", 10)] * 9}).save(tmp_path, "numpy")
    assert len(list(sizes.lines(Topic("toy", tmp_path)))) == 3
    (tmp_path / "answers" / "numpy.bin").unlink()
    assert list(sizes.lines(Topic("toy", tmp_path))) == []
