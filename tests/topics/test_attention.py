"""The reference of attention against PyTorch, numerical gradients and closed forms, which share no code with it."""

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

READY_MADE = torch.nn.functional.scaled_dot_product_attention
LEADS = [(), (2,), (2, 3)]
MASKS = {"none": None, "causal": (5, 7), "padding": (1, 7), "queries": (5, 1), "keys": (7,)}


by_hand, by_torch = solutions("attention")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(17)


def inputs(rng, lead):
    """q, k and v with T = 5, S = 7, D = 6, E = 4, and an upstream gradient."""
    return [rng.normal(0.2, 1.0, (*lead, *shape)) for shape in ((5, 6), (7, 6), (7, 4), (5, 4))]


def drawn_mask(rng, shape):
    """A random mask of which each row allows something."""
    if shape is None:
        return None
    mask = rng.random_sample(shape) < 0.6
    mask[..., -1] = True
    return mask


def leaves(*arrays):
    return [torch.tensor(array, requires_grad=True) for array in arrays]


@pytest.mark.parametrize("lead", LEADS, ids=str)
@pytest.mark.parametrize("kind", MASKS)
def test_both_parts_are_pytorchs_forward_and_back(rng, lead, kind):
    """Outputs and all three gradients, for every number of leading axes and every form of mask."""
    *qkv, dout = inputs(rng, lead)
    mask = drawn_mask(rng, MASKS[kind])
    tensors, theirs = leaves(*qkv), leaves(*qkv)
    wide = None if mask is None else torch.tensor(np.broadcast_to(mask, (*lead, 5, 7)).copy())
    expected = READY_MADE(*theirs, attn_mask=wide)
    gradients = torch.autograd.grad(expected, theirs, torch.tensor(dout))
    out, cache = by_hand.attention_forward(*qkv, mask)
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-12, atol=1e-13)
    for found, wanted in zip(by_hand.attention_backward(dout, cache), gradients, strict=True):
        np.testing.assert_allclose(found, wanted.numpy(), rtol=1e-11, atol=1e-13)
    ours = by_torch.attention(*tensors, None if mask is None else torch.tensor(mask))
    torch.testing.assert_close(ours, expected, rtol=1e-12, atol=1e-13)
    found = torch.autograd.grad(ours, tensors, torch.tensor(dout))
    torch.testing.assert_close(found, gradients, rtol=1e-11, atol=1e-13)


def test_a_query_that_sees_nothing_is_as_if_it_were_not_there(rng):
    """Its output and gradient are 0, and the others' gradients are those without it."""
    q, k, v, dout = inputs(rng, ())
    mask = np.ones((5, 7), bool)
    mask[2] = False
    others = [0, 1, 3, 4]
    with np.errstate(all="raise"):
        out, cache = by_hand.attention_forward(q, k, v, mask)
        dq, dk, dv = by_hand.attention_backward(dout, cache)
    few, cache = by_hand.attention_forward(q[others], k, v)
    few_dq, few_dk, few_dv = by_hand.attention_backward(dout[others], cache)
    assert not out[2].any() and not dq[2].any()
    for found, wanted in ((out[others], few), (dq[others], few_dq), (dk, few_dk), (dv, few_dv)):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)
    tensors = leaves(q, k, v)
    ours = by_torch.attention(*tensors, torch.tensor(mask))
    np.testing.assert_allclose(ours.detach().numpy(), out, rtol=1e-12, atol=1e-14)
    for found, wanted in zip(torch.autograd.grad(ours, tensors, torch.tensor(dout)), (dq, dk, dv), strict=True):
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("height", [-1000.0, 1000.0])
def test_the_height_of_a_row_does_not_matter(rng, height):
    """Adding one number to all scores of a query changes nothing, however large it is."""
    q, k, v, _ = inputs(rng, ())
    k[:, 0] = 1.0
    raised = q.copy()
    raised[:, 0] += height * np.sqrt(6)
    with np.errstate(over="raise", invalid="raise"):
        out, _ = by_hand.attention_forward(raised, k, v)
    expected, _ = by_hand.attention_forward(q, k, v)
    np.testing.assert_allclose(out, expected, rtol=1e-10)


def test_worked_example():
    """The numbers of the README."""
    one = np.log(3.0)
    q = np.array([[one, one, 0, 0], [0, 0, one, one]])
    k, v = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]]), np.array([[8.0, 0, 4], [0, 4, 4]])
    out, cache = by_hand.attention_forward(q, k, v)
    np.testing.assert_allclose(out, [[6, 1, 4], [2, 3, 4]])
    np.testing.assert_allclose(by_hand.attention_forward(2 * q, k, v)[0][0], [7.2, 0.4, 4])  # as if without the root
    np.testing.assert_allclose(by_hand.attention_forward(q, k, v, by_hand.causal_mask(2))[0], [[8, 0, 4], [2, 3, 4]])
    dq, dk, dv = by_hand.attention_backward(np.array([[4.0, 0, 0], [0, 0, 0]]), cache)
    np.testing.assert_allclose(dv, [[3, 0, 0], [1, 0, 0]])
    np.testing.assert_allclose(dq, [[3, 3, -3, -3], [0, 0, 0, 0]], atol=1e-14)
    np.testing.assert_allclose(dk, [[3 * one, 3 * one, 0, 0], [-3 * one, -3 * one, 0, 0]])
    assert round(3 * one, 3) == 3.296
    positions = [[0, 1, 0, 1], [0.841, 0.540, 0.010, 1.000]]
    np.testing.assert_allclose(by_hand.positional_encoding(2, 4).round(3), positions)
    heads = by_hand.split_heads(np.array([[[10.0, 11, 12, 13]]]), 2)
    np.testing.assert_array_equal(heads, [[[[10, 11]], [[12, 13]]]])


def test_encoded_positions_turn_at_a_steady_rate():
    """From place to place each pair turns by its own angle, and the product of two places depends on their distance."""
    encoding = by_hand.positional_encoding(30, 8)
    turning = encoding[:, 1::2] + 1j * encoding[:, ::2]  # cos + i sin
    rates = np.exp(1j * np.array([1.0, 0.1, 0.01, 0.001]))
    np.testing.assert_allclose(turning[1:] / turning[:-1], np.tile(rates, (29, 1)), rtol=1e-12)
    products = encoding @ encoding.T
    np.testing.assert_allclose(np.diag(products, 3), products[0, 3], rtol=1e-12)
    encoding[:] = 0.0
    assert by_hand.positional_encoding(30, 8).any()


def test_causal_mask_is_a_triangle():
    """The past and the present are allowed."""
    expected = [[True, False, False], [True, True, False], [True, True, True]]
    mask = by_hand.causal_mask(3)
    assert mask.dtype == bool and mask.tolist() == expected


def test_heads_are_consecutive_features_and_come_back(rng):
    """Each head is a slice of the features; merging undoes splitting."""
    x = rng.normal(size=(2, 5, 12))
    heads = by_hand.split_heads(x, 3)
    for h in range(3):
        np.testing.assert_array_equal(heads[:, h], x[:, :, 4 * h : 4 * h + 4])
    np.testing.assert_array_equal(by_hand.merge_heads(heads), x)


def test_dtypes_by_hand(rng):
    """out and the gradients are float32 for float32 inputs."""
    q, k, v, dout = (array.astype(np.float32) for array in inputs(rng, (2,)))
    for mask in (None, drawn_mask(rng, (5, 7))):
        out, cache = by_hand.attention_forward(q, k, v, mask)
        assert {x.dtype for x in (out, *by_hand.attention_backward(dout, cache))} == {np.dtype(np.float32)}


def test_gradcheck(rng):
    """The torch part's gradients are those of finite differences, with a row that sees nothing."""
    mask = torch.tensor(drawn_mask(rng, (5, 7)))
    mask[1] = False
    assert torch.autograd.gradcheck(lambda *qkv: by_torch.attention(*qkv, mask), leaves(*inputs(rng, (2,))[:3]))


def test_dropout_is_unbiased(rng):
    """On average over many draws the output is that without dropout; in evaluation it is so exactly."""
    q, k, v = (torch.tensor(x) for x in inputs(rng, ())[:3])
    torch.manual_seed(0)
    many = by_torch.attention(*(x.expand(20_000, *x.shape) for x in (q, k, v)), dropout_p=0.4)
    expected = READY_MADE(q, k, v)
    torch.testing.assert_close(many.mean(dim=0), expected, rtol=0, atol=0.05)
    torch.testing.assert_close(by_torch.attention(q, k, v, None, 0.4, False), expected, rtol=1e-12, atol=1e-13)


def shaken(rng, module):
    """The module in float64, with random numbers in every parameter."""
    with torch.no_grad():
        for parameter in module.double().parameters():
            parameter += torch.tensor(rng.normal(0.0, 0.3, parameter.shape))
    return module


def test_the_layer_is_pytorchs(rng):
    """States are exchangeable both ways; outputs and gradients agree for self- and cross-attention, with a mask."""
    theirs = shaken(rng, torch.nn.MultiheadAttention(12, 3, batch_first=True))
    ours = by_torch.MultiHeadAttention(12, 3).double()
    assert sorted(ours.state_dict()) == sorted(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    x, key, value, upstream = (torch.tensor(rng.normal(size=(2, n, 12))) for n in (5, 7, 7, 5))
    for query, k, v in ((x, x, x), (x, key, value)):
        mask = torch.tensor(drawn_mask(rng, (5, k.shape[1])))
        for ours_mask, their_mask in ((None, None), (mask, ~mask)):
            found, (wanted, _) = ours(query, k, v, ours_mask), theirs(query, k, v, attn_mask=their_mask)
            torch.testing.assert_close(found, wanted, rtol=1e-11, atol=1e-12)
        names = dict(ours.named_parameters())
        found = torch.autograd.grad(found, list(names.values()), upstream)
        wanted = torch.autograd.grad(wanted, [theirs.get_parameter(name) for name in names], upstream)
        torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-11)


def test_the_block_is_pytorchs(rng):
    """States are exchangeable both ways; outputs and gradients agree, with a mask and without."""
    settings = {"dropout": 0.0, "batch_first": True, "norm_first": True}
    theirs = shaken(rng, torch.nn.TransformerEncoderLayer(12, 3, 20, **settings))
    ours = by_torch.TransformerBlock(12, 3, 20).double()
    assert sorted(ours.state_dict()) == sorted(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    x = torch.tensor(rng.normal(1.0, 2.0, (2, 5, 12)))
    mask = torch.tensor(by_hand.causal_mask(5))
    for ours_mask, their_mask in ((None, None), (mask, ~mask)):
        mine, yours = x.clone().requires_grad_(), x.clone().requires_grad_()
        found, wanted = ours(mine, ours_mask), theirs(yours, src_mask=their_mask)
        torch.testing.assert_close(found, wanted, rtol=1e-11, atol=1e-12)
        found, wanted = torch.autograd.grad(found.sin().sum(), mine), torch.autograd.grad(wanted.sin().sum(), yours)
        torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-11)


def test_the_model_never_looks_ahead(rng):
    """Tokens that come later change no logits; those at hand and before do, and so does their order."""
    model = shaken(rng, by_torch.CausalModel(9, 6, 8, 2, 10))
    tokens = torch.tensor(rng.permutation(9)[None, :6])
    logits = model(tokens)
    other = tokens.clone()
    other[0, 4] = (other[0, 4] + 1) % 9
    torch.testing.assert_close(model(other)[:, :4], logits[:, :4], rtol=1e-12, atol=1e-13)
    assert not torch.isclose(model(other)[:, 4:], logits[:, 4:]).any()
    torch.testing.assert_close(model(tokens[:, :3]), logits[:, :3], rtol=1e-12, atol=1e-13)
    assert not torch.isclose(model(tokens[:, [1, 0, 2]])[:, 2], logits[:, 2]).all()
