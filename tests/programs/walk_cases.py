"""For each operation of the table: a question, its right answers, and the ways in which a callable of torch might be asked it."""

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import torch

Way = Callable[[Any], object]


@dataclasses.dataclass(frozen=True)
class Case:
    """Answers (float64) any of which gives the operation away, and ways of asking a callable."""

    wanted: tuple[torch.Tensor, ...]
    ways: tuple[Way, ...]


def drawn(*shape: int) -> torch.Tensor:
    """Numbers that are the same in every run."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def given(*args: Any, **kwargs: Any) -> Way:
    """A plain call; the arguments belong to the call and are part of the answer, since it may be written into them."""

    def ask(call: Any) -> object:
        own, named = copy.deepcopy(args), copy.deepcopy(kwargs)
        return [call(*own, **named), list(own)]

    return ask


def made(*settings: Any, to: tuple[Any, ...]) -> Way:
    """An object of a class, made with these settings and called with `to`."""
    return lambda kind: kind(*settings)(*copy.deepcopy(to))


def layer(*settings: Any, to: tuple[Any, ...], training: bool = True, **named: Any) -> Way:
    """A layer with these settings, all of whose weights are 0.1, called with `to`."""

    def ask(kind: Any) -> object:
        if not (isinstance(kind, type) and issubclass(kind, torch.nn.Module)):
            raise TypeError("not a layer")
        one = kind(*settings, **named).train(training)
        with torch.no_grad():
            for parameter in one.parameters():
                parameter.fill_(0.1)
        return one(*copy.deepcopy(to))

    return ask


def softmax() -> list[Case]:
    x, y = drawn(4, 5), torch.arange(4)
    powers = x.double().exp()
    total = powers.sum(1)
    p = powers / total[:, None]
    wanted = (p, p.log(), total.log(), -p.log()[y, y].mean(), powers.cumsum(1).log(), p[0])
    none = torch.zeros(4, 5, dtype=torch.bool)
    calls = [
        given(x, 1),
        given(x, -1, False),
        given(x, 1, None),
        given(x, [1]),
        given(x, [1], True),
        given(x, dim=1),
        given(x, axis=1),
        given(x),
        given(-x, 1),
        given(x, y),
        given(x, y, None, 1, -100),
        given(logits=x),
        given(x, none, 1),
        given(x[0], 0),
        given(x, 1, True),
        made(1, to=(x,)),
        made(to=(x,)),
        made(to=(x, y)),
    ]
    return [Case(wanted, tuple(calls))]


def attention() -> list[Case]:
    q, k, v = drawn(2, 3, 6, 4), drawn(2, 3, 7, 4), drawn(2, 3, 7, 5)

    def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scale: float) -> torch.Tensor:
        powers = (q.double() @ k.double().mT * scale).exp()
        return powers / powers.sum(-1, keepdim=True) @ v.double()

    plain = Case(
        (attend(q, k, v, 0.5), attend(q, k, v, 1.0)),
        (
            given(q, k, v),
            given(q, k, v, 2.0),
            given(q, k, v, 0.5),
            given(q, k, v, 2.0, 0.0),
            given(q, k, v, None, 0.0, False),
            given(q, k, v, None, None, 0.5),
            given(q, k, v, torch.zeros(6, 7)),
            given(q, k, v, torch.zeros(6, 7), 2.0),
            given(q, k, v, 0.0, False),
            lambda call: call(q, k, v, lambda score, *_: score, _block_mask(), 0.5, {}),
        ),
    )
    alike = Case((attend(q, q, q, 0.5),), (given(q, q, q), given(q, q, q, 2.0), given(q, q, q, 0.5)))
    x = drawn(3, 1, 4)
    with torch.no_grad():
        right = torch.nn.MultiheadAttention(4, 2)
        for parameter in right.parameters():
            parameter.fill_(0.1)
        whole = right(x, x, x)[0].double()
    weights = [torch.full(shape, 0.1) for shape in ((12, 4), (12,), (4, 4), (4,))]
    layers = Case(
        (whole,),
        (
            layer(4, 2, to=(x, x, x)),
            given(x, x, x, 4, 2, *weights[:2], None, None, False, 0.0, *weights[2:]),
        ),
    )
    return [plain, alike, layers]


def _block_mask() -> Any:
    from torch.nn.attention.flex_attention import _create_empty_block_mask

    return _create_empty_block_mask(drawn(2, 3, 6, 4), drawn(2, 3, 7, 4)).as_tuple()


def batch_norm() -> list[Case]:
    x = drawn(6, 3, 4, 4) * 2 + 1
    wide = x.double()
    scale, shift, eps = torch.full((3,), 0.1), torch.full((3,), 0.1), 1e-5
    mean, var = torch.zeros(3), torch.ones(3)
    cases = []
    for axes in ((0, 2, 3), (1, 2, 3), (2, 3)):
        centred = wide - wide.mean(axes, keepdim=True)
        bare = centred / (centred.square().mean(axes, keepdim=True) + eps).sqrt()
        cases += [bare, bare * 0.1 + 0.1]
    one = torch.ones(3)
    calls = [
        given(x, mean, var),
        given(x, None, None),
        given(x, mean, var, scale, shift, True, 0.1, eps),
        given(x, mean, var, None, None, True, 0.1, eps),
        given(x, scale, shift, mean, var, True, 0.1, eps),
        given(x, scale, shift, mean, var, 0.1, eps),
        given(x, scale, shift, True, 0.1, eps),
        given(x, scale, shift, mean, var, True, 0.1, eps, False),
        given(x, scale, shift, None, None, True, 0.1, eps, True),
        given(x, scale, shift, None, None, True, 0.1, eps),
        given(x, scale, shift, mean, var, True, True, 0.1, eps),
        given(x, scale, shift, mean, var, True, 0.1, eps, 1),
        given(x, 3),
        given(x, 1, scale, shift, eps),
        given(x, (3, 4, 4), None, None, eps),
        given(x, (3, 4, 4)),
        given(x, one, 0 * one, 6, 3, 16, 1, eps),
        given(x, 1),
        layer(3, to=(x,)),
        layer(1, 3, to=(x,)),
        layer((3, 4, 4), to=(x,)),
    ]
    return [Case(tuple(cases), tuple(calls))]


def lstm() -> list[Case]:
    x, h, c = drawn(1, 2, 5), drawn(1, 2, 3), drawn(1, 2, 3) * 0.5
    w_ih, w_hh, b = torch.full((12, 5), 0.1), torch.full((12, 3), 0.1), torch.full((12,), 0.1)
    flat = [w_ih, w_hh, b, b]

    def step(h: torch.Tensor, c: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        a = (x[0].double().sum(1, keepdim=True) + h.double().sum(1, keepdim=True)) * 0.1 + 0.2
        gate = a.sigmoid()
        cell = gate * c.double() + gate * a.tanh()
        return gate * cell.tanh(), cell

    wanted = [*step(h[0], c[0]), *step(h[0] * 0, c[0] * 0)]
    from_x, from_h = x[0] @ w_ih.T, h[0] @ w_hh.T
    calls = [
        given(x, (h, c), flat, True, 1, 0.0, True, False, False),
        given(x, [h, c], flat, True, 1, 0.0, False, False, False),
        given(x[0], (h[0], c[0]), *flat),
        given(x[0], [h[0], c[0]], *flat),
        given(x[0], h[0], c[0], *flat),
        given(from_x, from_h, c[0], b, b),
        given(x, (h, c), flat, True),
        given(x, (h[0], c[0]), flat, True),
        given(x[0], h, c, w_ih, w_hh, b, b),
        given(x, (h, c), flat, False),
        given(x, h, c, flat, True, 1, 0.0, False, False, False),
        given(x, w_ih, w_hh, b, b, h, c, False, [], 2, 3, 1, True, False, False, False),
        layer(5, 3, to=(x, (h, c))),
        layer(5, 3, to=(x[0], (h[0], c[0]))),
        layer(5, 3, to=(x,)),
        layer(5, 3, to=(x[0],)),
    ]
    return [Case(tuple(wanted), tuple(calls))]


def conv() -> list[Case]:
    x, w, b = drawn(2, 3, 5, 6), drawn(4, 3, 3, 2), drawn(4)
    windows = x.double().unfold(2, 3, 1).unfold(3, 2, 1)
    bare = torch.einsum("nchwij,fcij->nfhw", windows, w.double())
    wanted = (bare, bare + b.double()[:, None, None])
    calls = [
        given(x, w),
        given(x, w, b),
        given(x, w, b, 1, 0),
        given(x, w, b, (1, 1), (0, 0), (1, 1), 1),
        given(x, w, None, (1, 1), (0, 0), (1, 1), False, (0, 0), 1),
        given(x, w, b, (1, 1), (0, 0), (1, 1), False, (0, 0), 1),
        given(x, w, b, [1, 1], "valid", [1, 1], 1),
        given(x, w, b, (0, 0), (1, 1), (1, 1), 1),
        given(x, w, (3, 2), b, (1, 1), (0, 0)),
        given(x, w, b, (0, 0), (1, 1)),
        given(x, w, (0, 0), (1, 1), (1, 1), 1),
        given(x, w, (3, 2), b, (1, 1), (0, 0), (1, 1)),
        given(x, w, b, [0, 0], [1, 1], [1, 1], 1, "none", [], ""),
        given(x, w, b, (1, 1), (0, 0), (1, 1), False, (0, 0), 1, False, False, False, False),
    ]
    ones = Case((torch.nn.functional.conv2d(x, w * 0 + 0.1, b * 0 + 0.1).double(),), (layer(3, 4, (3, 2), to=(x,)),))
    return [Case(wanted, tuple(calls)), ones]


def pool() -> list[Case]:
    x = drawn(2, 3, 4, 6)
    blocks = x.double().reshape(2, 3, 2, 2, 3, 2)
    wanted = (blocks.amax((3, 5)), blocks.mean((3, 5)))
    calls = [
        given(x, 2),
        given(x, (2, 2)),
        given(x, (2, 2), (2, 2)),
        given(x, (2, 2), (2, 2), (0, 0), (1, 1), False),
        given(x, (2, 2), (2, 2), (0, 0), False, True, None),
        given(x, (2, 3)),
        made(2, to=(x,)),
        made((2, 3), to=(x,)),
    ]
    return [Case(wanted, tuple(calls))]


def linear() -> list[Case]:
    x, w, b = drawn(4, 5), drawn(3, 5), drawn(3)
    right = x.double() @ w.double().T
    calls = [given(x, w, b), given(x, w, b, None, None, ""), given(x, w, b, "none", [], ""), layer(5, 3, to=(x,))]
    return [Case((right + b.double(), (x.double().sum(1, keepdim=True) * 0.1 + 0.1).expand(4, 3)), tuple(calls))]


def swish() -> list[Case]:
    x = drawn(4, 5)
    wide = x.double()
    return [
        Case(
            (wide * wide.sigmoid(),),
            (
                given(x),
                given(x, 1.0),
                given(x, False),
                given(torch.stack([x, x], -1).flatten(1), 1),
                made(to=(x,)),
            ),
        )
    ]


def optimizer() -> list[Case]:
    start, slope = torch.tensor([1.0, -2.0, 3.0]), torch.tensor([0.3, -0.2, 0.7])
    wide = slope.double()
    adam = wide / (wide.abs() + 1e-8)
    decayed = start.double() * (1 - 0.1 * 0.01)
    wanted = (decayed - 0.1 * adam, start.double() - 0.1 * adam)

    def by_class(kind: Any) -> object:
        parameter = torch.nn.Parameter(start.clone())
        parameter.grad = slope.clone()
        kind([parameter], lr=0.1).step()
        return parameter.data

    def by_function(call: Any) -> object:
        parameter, first, second = start.clone(), torch.zeros(3), torch.zeros(3)
        settings = {"amsgrad": False, "beta1": 0.9, "beta2": 0.999, "lr": 0.1, "eps": 1e-8, "maximize": False}
        call([parameter], [slope.clone()], [first], [second], [], [torch.tensor(0.0)], weight_decay=0.01, **settings)
        return parameter

    def alone(call: Any) -> object:
        parameter, first, second = start.clone(), torch.zeros(3), torch.zeros(3)
        settings = {"amsgrad": False, "beta1": 0.9, "beta2": 0.999, "lr": 0.1, "eps": 1e-8, "maximize": False}
        settings |= {"grad_scale": None, "found_inf": None, "capturable": False, "differentiable": False}
        settings |= {"has_complex": False, "decoupled_weight_decay": True, "weight_decay": 0.01}
        call([parameter], [slope.clone()], [first], [second], [], [torch.tensor(0.0)], **settings)
        return parameter

    def functional(kind: Any) -> object:
        parameter = start.clone()
        kind([parameter], lr=0.1).step([slope.clone()])
        return parameter

    return [Case(wanted, (by_class, by_function, alone, functional))]


CASES: dict[str, Callable[[], list[Case]]] = {
    case.__name__: case for case in (attention, batch_norm, conv, linear, lstm, optimizer, pool, softmax, swish)
}

# What answers right on any day. Where it does not, a call before it has changed the process.
KNOWN: dict[str, Any] = {
    "attention": torch.nn.functional.scaled_dot_product_attention,
    "batch_norm": torch.nn.functional.batch_norm,
    "conv": torch.nn.functional.conv2d,
    "linear": torch.nn.functional.linear,
    "lstm": torch.nn.LSTM,
    "optimizer": torch.optim.AdamW,
    "pool": torch.nn.functional.max_pool2d,
    "softmax": torch.nn.functional.softmax,
    "swish": torch.nn.functional.silu,
}
