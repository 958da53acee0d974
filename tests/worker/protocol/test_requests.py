"""Requests: what is written is read again, each speaks of itself in one way, and what no judge sends is a WireError."""

import numpy as np
import pytest

from grader.judging.diagnosis.fingerprints import of_question
from grader.worker.loading import Beside, Dependency
from grader.worker.protocol.requests import (
    Apply,
    Call,
    Drive,
    Get,
    Load,
    MakeGenerator,
    Method,
    Set,
    Slopes,
    Used,
    read_request,
)
from grader.worker.wire import WireError, pack, reader, unpack

KINDS = [Call, Drive, Method, Get, Set, Apply, MakeGenerator, Used]
X = np.ones((2, 3))


def crossed(request):
    """The request as a servant reads it."""
    return read_request(unpack(reader(b"".join(pack(request.to_wire())))))


@pytest.mark.parametrize("kind", KINDS)
def test_questions_cross(kind):
    """With their arguments and bookkeeping; the type of the object is for the judge's messages and stays here."""
    question = kind("f", [1, "a"], {"by": 2.5}, type_name="Box", seed=7, release=[1, 2])
    assert crossed(question) == kind("f", [1, "a"], {"by": 2.5}, seed=7, release=[1, 2])
    assert crossed(kind("f", [], {})) == kind("f", [], {})


def test_the_form_on_the_wire():
    """Seed and released handles are there only when there are any: recordings and workers depend on nothing else."""
    assert Call("f", (1,), {}).to_wire() == {"op": "call", "name": "f", "args": [1], "kwargs": {}}
    more = Method("step", [], {}, seed=0, release=[3]).to_wire()
    assert more == {"op": "method", "name": "step", "args": [], "kwargs": {}, "seed": 0, "release": [3]}
    assert {kind.op for kind in KINDS} == {"call", "drive", "method", "get", "set", "apply", "generator", "used"}


def test_a_request_to_load_crosses():
    """All of it, and the least there can be."""
    cell = ("a.py", "x = 1")
    used = {"base_numpy": Dependency([cell], Beside({"given_numpy": cell}, "given_numpy"), notebook=True)}
    everything = Load(
        "m", [cell], {"other": ("o.py", "")}, adapter=cell, drivers=cell, forbidden=["softmax"], dependencies=used
    )
    assert crossed(everything) == everything
    least = crossed(Load("m", []))
    assert (least.cells, least.others, least.adapter, least.drivers, list(least.forbidden)) == ([], {}, None, None, [])


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Call("f", [], {}), "f"),
        (Drive("train", [], {}), "the driver train"),
        (Get("grad", [], {}, "Value"), "Value.grad"),
        (Method("step", [], {}, "Adam"), "Adam.step"),
        (Method("", [], {}, "Adam"), "Adam"),
        (Apply("add", [], {}, "Value"), "add of Value"),
        (Slopes("f", [X], {}, wrt=0, directions=X[None], upstream=X), "the slopes of f"),
        (MakeGenerator("generator", [7], {}), "the random generator"),
        (Used("", [], {}), "the list of forbidden operations that were called"),
    ],
)
def test_how_messages_speak_of_a_question(question, words):
    """Each kind knows its own words; the type of an object is named where there is one."""
    assert question.call == words


def test_bookkeeping_makes_no_other_question():
    """A recording knows a question again whatever seed it carried, and the slopes by what they are taken along."""
    assert Call("f", [X], {}, seed=1, release=[4]).identity() == Call("f", [X], {}).identity()
    along, across = (
        of_question(Slopes("f", [X], {}, wrt=0, directions=d * X[None], upstream=X).identity()) for d in (1.0, -1.0)
    )
    assert along != across
    assert along[0] == (
        "{args:[float64:f[2, 3]],directions:float64:f[1, 2, 3],kwargs:{},name:'f',op:'slopes',"
        "upstream:float64:f[2, 3],wrt:0}"
    )


LEAST = {"op": "load", "name": "m", "cells": [], "others": {}}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"op": "exec", "name": "f", "args": [], "kwargs": {}},
        {"op": ["call"], "name": "f", "args": [], "kwargs": {}},
        {"op": "slopes", "name": "f", "args": [], "kwargs": {}},
        {"op": "call", "name": "f", "args": []},
        {"op": "call", "name": 1, "args": [], "kwargs": {}},
        {"op": "call", "name": "f", "args": "no", "kwargs": {}},
        {"op": "load"},
        LEAST | {"cells": ["ab"]},
        LEAST | {"cells": [["a.py", 1]]},
        LEAST | {"others": []},
        LEAST | {"others": {"o": None}},
        LEAST | {"adapter": ["a.py"]},
    ],
)
def test_other_forms(data):
    """A servant answers them with an error and does nothing."""
    with pytest.raises(WireError):
        read_request(data)
