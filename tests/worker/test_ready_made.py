"""Forbidden operations: torch refuses them whichever way they are reached, for as long as they are forbidden."""

import textwrap
import threading

import numpy as np
import pytest
from support.places import ROOT

from grader import by_hand
from grader.checks.check import pieces
from grader.checks.seeds import Seeds
from grader.checks.setting import Wrong
from grader.judging.reference.live import Live
from grader.judging.reference.sources import LiveSource
from grader.judging.run_check import run_check
from grader.sandbox.worker_process import Worker
from grader.topics.catalog import find_topic
from grader.topics.topic import Topic
from grader.values.errors import StudentRaised
from grader.worker import ready_made
from grader.worker.protocol.replies import Value
from grader.worker.protocol.requests import Call, Load
from grader.worker.ready_made import ReadyMade
from grader.worker.runtimes import make_runtime

torch = pytest.importorskip("torch")
# Tracing, sparse and nested tensors each announce that they are old or new.
pytestmark = pytest.mark.filterwarnings("ignore")

TOPICS = ("softmax_cross_entropy", "batch_norm")


def topic(name: str) -> Topic:
    return find_topic(name, ROOT / "exercises", ROOT / "solutions")


@pytest.fixture
def forbid():
    """`forbid(names)` as a worker does; returns the list of calls that are noted. Torch is whole again afterwards."""
    noted: list[str] = []

    def forbidden(names):
        ready_made.forbid(names, "cpu", noted.append)
        return noted

    with ready_made.forbidden([], "cpu", noted.append):
        yield forbidden


X = torch.linspace(-1, 2, 20).reshape(4, 5)
Y = torch.arange(4)
CPU = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
NAMES = {"torch": torch, "F": torch.nn.functional, "X": X, "Y": Y, "CPU": CPU, "__name__": __name__}
TRACED = "torch.jit.trace(lambda t: torch.softmax(t, 1), X)"
WAYS = {
    "torch": "torch.softmax(X, 1)",
    "functional": "F.softmax(X, 1)",
    "another dtype": "F.softmax(X, 1, dtype=torch.float64)",
    "doubles": "X.double().softmax(1)",
    "halves": "X.half().softmax(1)",
    "a method": "X.softmax(1)",
    "a bound method": "torch.Tensor.softmax(X, 1)",
    "a layer": "torch.nn.Softmax(1)(X)",
    "special": "torch.special.softmax(X, 1)",
    "aten": "torch.ops.aten.softmax.int(X, 1)",
    "aten's inner one": "torch.ops.aten._softmax(X, 1, False)",
    "aten into a tensor": "torch.ops.aten._softmax.out(X, 1, False, out=torch.empty(4, 5))",
    "aten by its key": "torch.ops.aten._softmax.default.redispatch(CPU, X, 1, False)",
    "aten taken apart": "torch.ops.aten.softmax.int.decompose(X, 1)",
    "torch._C": "torch._C._VariableFunctions.softmax(X, 1)",
    "a trace": TRACED,
    "vmap": "torch.func.vmap(lambda row: torch.softmax(row, 0))(X)",
    "grad": "torch.func.grad(lambda t: torch.softmax(t, 1).sum())(X)",
    "forward mode": "torch.func.jvp(lambda t: torch.softmax(t, 1), (X,), (X,))",
    "functionalize": "torch.func.functionalize(lambda t: torch.softmax(t, 1))(X)",
    "with a graph": "torch.softmax(X.clone().requires_grad_(), 1)",
    "without a graph": "torch.no_grad()(lambda: torch.softmax(X, 1))()",
    "inference": "torch.inference_mode()(lambda: torch.softmax(X + 0, 1))()",
    "a subclass": "torch.softmax(X.as_subclass(type('Mine', (torch.Tensor,), {})), 1)",
    "sparse": "torch.sparse.softmax(X.to_sparse(), 1).to_dense()",
    "nested": "torch.nested.nested_tensor(list(X)).softmax(-1)",
    "masked": "torch._masked_softmax(X, X < -9, 1)",
    "its opposite": "F.softmin(-X, 1)",
    "the logarithm of it": "F.log_softmax(X, 1).exp()",
    "log-sum-exp": "(X - X.logsumexp(1, True)).exp()",
    "the slope of log-sum-exp": "torch.func.grad(lambda t: torch.logsumexp(t, 1).sum())(X)",
    "a running log-sum-exp": "torch.logcumsumexp(X, 1)",
    "attention": "F.scaled_dot_product_attention(X[None], torch.eye(5)[None], torch.eye(5)[None])",
    "a distribution": "torch.distributions.Categorical(logits=X).probs",
    "gumbel": "F.gumbel_softmax(X, dim=1)",
    "cross-entropy": "F.cross_entropy(X, Y)",
    "cross-entropy by torch._C": "torch._C._nn.cross_entropy_loss(X, Y)",
    "the negative log-likelihood": "F.nll_loss(X, Y)",
    "a linear layer": "torch.nn.Linear(5, 2)(X)",
    "in Python": "torch._refs.softmax(X, 1)",
    "in Python, masked": "torch.masked.softmax(X, 1)",
    "a decomposition": "torch._decomp.decomposition_table[torch.ops.aten._softmax.default](X, 1, False)",
    "a transform": "torch.distributions.SoftmaxTransform()._call(X)",
    "heads in Python": "torch.ao.nn.quantizable.MultiheadAttention(5, 1)(X[:, None], X[:, None], X[:, None])",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_is_refused(forbid, way):
    """The dispatcher stops it wherever it was called from, and notes it; before, the same expression works."""
    eval(way, NAMES)
    noted = forbid(topic("softmax_cross_entropy").forbidden("torch"))
    with pytest.raises(ReadyMade, match="is ready made: this exercise asks you to write it"):
        eval(way, NAMES)
    assert noted


def test_a_trace_that_was_made_before(forbid):
    """It fails with the interpreter's own error, and is noted all the same."""
    traced = eval(TRACED, NAMES)
    noted = forbid(["softmax"])
    with pytest.raises(RuntimeError, match="softmax is ready made"):
        traced(X)
    assert noted == ["softmax"]


def test_what_it_is_written_with_still_works(forbid):
    """By hand, with a graph and without, in every precision."""
    wanted = torch.softmax(X, 1)
    noted = forbid(topic("softmax_cross_entropy").forbidden("torch"))
    x = X.clone().requires_grad_()
    shifted = (x - x.amax(1, keepdim=True)).exp()
    by_hand_ = shifted / shifted.sum(1, keepdim=True)
    by_hand_[:, 0].sum().backward()
    assert torch.allclose(by_hand_, wanted) and x.grad is not None and noted == []


def test_another_list_lifts_the_first(forbid):
    """An operation is forbidden only as long as the list names it; the same list again changes nothing."""
    noted = forbid(["softmax", "_softmax"])
    forbid(["softmax", "_softmax"])
    with pytest.raises(ReadyMade):
        torch.softmax(X, 1)
    forbid(["logsumexp"])
    assert torch.softmax(X, 1).shape == (4, 5)
    with pytest.raises(ReadyMade):
        torch.logsumexp(X, 1)
    forbid([])
    assert torch.logsumexp(X, 1).shape == (4,)
    assert noted == ["softmax", "logsumexp"]


def test_forbidden_inside_a_block_and_not_after_it():
    """Blocks nest: the inner one has its own list, and each gives back the rules that it met, after an exception too."""
    outer, inner = [], []
    with ready_made.forbidden(["softmax"], "cpu", outer.append):
        with pytest.raises(ReadyMade, match="relu"), ready_made.forbidden(["relu"], "cpu", inner.append):
            assert torch.softmax(X, 1).shape == (4, 5)
            torch.relu(X)
        assert torch.relu(X).shape == (4, 5)
        with ready_made.forbidden(["softmax"], "cpu", inner.append), pytest.raises(ReadyMade):
            torch.softmax(X, 1)
        with pytest.raises(ReadyMade):
            torch.softmax(X, 1)
    assert torch.softmax(X, 1).shape == (4, 5)
    assert (outer, inner) == (["softmax"], ["relu", "softmax"])


def test_what_the_judge_runs_leaves_torch_whole():
    """The solution and student code in the judge's process are under their rules only while they answer."""
    live = Live(make_runtime("torch"), load(["softmax", "_softmax"]))
    assert torch.softmax(X, 1).shape == (4, 5)
    for name in ("open_", "honest"):
        live.ask(Call(name, [np.ones((2, 3))], {}), None, 1.0)
        assert torch.softmax(X, 1).shape == (4, 5)
    with live.rules(), pytest.raises(ReadyMade):
        torch.softmax(X, 1)
    assert torch.softmax(X, 1).shape == (4, 5)


def test_names_that_this_version_lacks(forbid):
    """Lists may name operations of other versions."""
    forbid(["no_such_operation", "softmax"])
    with pytest.raises(ReadyMade):
        torch.softmax(X, 1)


def test_a_loss_that_torch_writes_in_python_is_refused(forbid):
    """Its name stands in no table and is no operator. Its class calls it; other losses still work."""
    noted = forbid(["multilabel_soft_margin_loss"])
    nn, signs = torch.nn, torch.ones(4, 5)
    for way in (nn.functional.multilabel_soft_margin_loss, nn.MultiLabelSoftMarginLoss()):
        with pytest.raises(ReadyMade):
            way(X, signs)
    assert noted == ["torch.nn.functional.multilabel_soft_margin_loss"] * 2
    assert nn.functional.soft_margin_loss(X, signs).shape == ()


def test_normalization_is_refused(forbid):
    """Functions and layers alike, also by their inner names."""
    forbid(topic("batch_norm").forbidden("torch"))
    nn, rows = torch.nn, torch.rand(4, 6)
    for layer in (nn.BatchNorm1d(6), nn.LayerNorm(6), nn.GroupNorm(2, 6), nn.RMSNorm(6)):
        with pytest.raises(ReadyMade):
            layer(rows)
    with pytest.raises(ReadyMade):
        torch.native_batch_norm(rows, None, None, None, None, True, 0.1, 1e-5)


def test_optimizers_are_refused(forbid):
    """As classes, as functions and in threads; the base class and a step of one's own are not."""
    noted = forbid(topic("optimizers").forbidden("torch"))
    from torch.optim import _functional

    parameter = torch.nn.Parameter(torch.ones(3))
    parameter.grad = torch.ones(3)
    said = []

    def work():
        try:
            torch.optim.AdamW([parameter]).step()
        except ReadyMade as error:
            said.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == ["torch.optim.adam.Adam is ready made: this exercise asks you to write it"]
    for step in (_functional.adam, _functional.adamw, torch.optim.SGD([parameter]).step):
        with pytest.raises(ReadyMade):
            step([parameter])

    class Mine(torch.optim.Optimizer):
        """Steps by hand."""

        def step(self):
            """One step."""
            for group in self.param_groups:
                for each in group["params"]:
                    each.data -= group["lr"] * each.grad

    Mine([parameter], {"lr": 0.5}).step()
    assert parameter.tolist() == [0.5] * 3 and len(noted) == 4


def test_two_topics_in_turns_in_one_process():
    """Each solution is asked under its own list, however they alternate: what one forbids is not forbidden to the other."""
    sources = {name: LiveSource(topic(name)) for name in TOPICS}
    asked = {name: [c for c in pieces(topic(name).checks_of("torch")) if "slow" not in c.name][:3] for name in TOPICS}
    for checks in zip(*asked.values(), strict=True):
        for name, check in zip(TOPICS, checks, strict=True):
            live = sources[name].solution("torch")
            assert run_check(check, live, live, Seeds()).status.name == "PASSED", (name, check.name)
            assert torch.log_softmax(X, 1).shape == torch.nn.LayerNorm(5)(X).shape == (4, 5)


TEXT = """
import torch
import torch.nn.functional as F
def honest(x):
    return x.exp() / x.exp().sum(1, keepdim=True)
def hidden(x):
    try:
        return F.softmax(x, 1)
    except RuntimeError:
        return honest(x)
def open_(x):
    return F.softmax(x, 1)
def broken(x):
    raise ValueError("mine")
def many(x):
    for _ in range(100):
        hidden(x)
    return x
"""


def load(names):
    return Load("held", [("held.py", textwrap.dedent(TEXT))], forbidden=names)


@pytest.fixture(params=["a worker", "this process"])
def student(request, asking):
    """The same file, held by a worker and by the judge, which plays the reference."""
    if request.param == "this process":
        yield asking(Live(make_runtime("torch"), load(["softmax", "_softmax"])))
        return
    with Worker("torch") as worker:
        assert worker.load(load(["softmax", "_softmax"])) == Value([])
        yield asking(worker)


def test_judged_by_hand(student):
    """Honest code passes; a call is a finding with its place, whether it raised, was caught, or was made a hundred times."""
    x = np.ones((2, 3))
    by_hand(student, lambda: student.honest(x))
    with pytest.raises(StudentRaised, match="mine"):
        by_hand(student, lambda: student.broken(x))
    assert student.used() == []
    for name, line in (("hidden", 8), ("open_", 12), ("many", 8)):
        with pytest.raises(Wrong, match=r"softmax was called in held\.py, line \d+, in \w+: it is ready made") as found:
            by_hand(student, lambda name=name: getattr(student, name)(x))
        assert found.value.kind == "ready made"
        assert [name for name, *_ in student.used()].count("torch.nn.functional.softmax") == len(student.used())
        assert line in [line for _, _, line, _ in student.used()]
    assert len(student.used()) == 20


def test_a_place_without_a_frame_of_the_students(forbid):
    """Whoever called, it was none of their files."""
    assert ready_made.caller(["held.py"]) == ("", 0, "")
    here = ready_made.caller([__file__])
    assert here[0] == __file__ and here[2] == "test_a_place_without_a_frame_of_the_students"
