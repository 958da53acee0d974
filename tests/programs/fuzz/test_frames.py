"""Hostile frames, in short: the judge takes each or refuses it with an error of its own. `make fuzz` does it at length."""

import contextlib
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st
from programs.fuzz import frames

from grader.worker import wire
from grader.worker.wire import WireError, unpack

short = settings(derandomize=True, deadline=None, max_examples=300, database=None)
seeds = st.integers(0, 1 << 32)


@short
@given(frames.valid)
def test_what_servants_could_send(frame):
    """Well-formed frames with sensible and senseless replies."""
    frames.received(frame)


@short
@given(frames.valid, seeds)
def test_damaged(frame, seed):
    """A few bytes of such a frame, or a few nodes of its header, changed, left out, doubled or put in."""
    frames.received(frames.mutated(frame, seed))
    frames.received(frames.reshaped(frame, seed))


@short
@given(frames.structured())
def test_made_up(frame):
    """Headers of the wire's own words, lengths that fit or do not, deep nesting."""
    frames.received(frame)


@short
@given(st.binary(max_size=200))
def test_noise(frame):
    """Any bytes."""
    frames.received(frame)


@settings(short, max_examples=150)
@given(frames.frames, seeds, st.booleans())
def test_no_more_is_allocated_than_is_allowed(frame, seed, damaged):
    """With limits of a few KB, whatever is announced: the header's objects, and buffers up to the limit."""
    frame = frames.mutated(frame, seed) if damaged else frame
    limits = {"MAX_HEADER": 1 << 12, "MAX_BYTES": 1 << 14, "MAX_BUFFERS": 16}
    kept = {name: getattr(wire, name) for name in limits}
    asked = []

    def read_into(view):
        asked.append(view.nbytes)
        fill(view)

    fill = wire.reader(frame + bytes(limits["MAX_BYTES"]))
    try:
        for name, value in limits.items():
            setattr(wire, name, value)
        tracemalloc.start()
        with contextlib.suppress(WireError):
            unpack(read_into, lambda *_: None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        for name, value in kept.items():
            setattr(wire, name, value)
    assert sum(asked) <= 8 + 16 * 8 + (1 << 12) + (1 << 14)
    assert peak < (1 << 14) + 100 * (1 << 12)


def test_each_verdict_is_reached():
    """The strategies get through: replies are accepted with values of many kinds, and refused at every stage."""
    found = set()

    @settings(short, max_examples=600)
    @given(frames.frames, seeds)
    def collect(frame, seed):
        found.add(frames.received(frame))
        found.add(frames.received(frames.mutated(frame, seed)))

    collect()
    accepted = {verdict for verdict in found if verdict.startswith("accepted")}
    assert len(accepted) >= 5, sorted(found)
    stages = [
        "a frame announces",
        "a frame ends too early",
        "a frame's header",
        "a reply of unknown form",
        "an argument was changed",
    ]
    for stage in stages:
        assert any(verdict.startswith(f"refused: {stage}") for verdict in found), (stage, sorted(found))
