"""The reference of convolution and pooling against PyTorch, gradcheck and closed forms, which share no code with it."""

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

functional = torch.nn.functional
GEOMETRIES = [  # height and width, kernel, stride, padding
    ((6, 9), (3, 2), 1, 0),
    ((8, 13), (3, 2), 2, 0),
    ((9, 16), (2, 3), (3, 4), (1, 0)),
    ((7, 5), (2, 4), (1, 2), (3, 2)),
    ((4, 5), (1, 1), (1, 2), 0),
    ((4, 6), (4, 6), 1, 0),
]
POOLS = [((6, 9), (3, 2), None), ((8, 13), 3, 2), ((9, 16), (2, 3), (3, 4)), ((7, 5), (2, 4), 1)]


by_hand, by_torch = solutions("conv")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(34)


def convolution(rng, image, kernel):
    """x, w and b for images, filters and kernels of this size."""
    return rng.normal(size=(2, 4, *image)), rng.normal(size=(5, 4, *kernel)), rng.normal(size=5)


def leaves(*arrays):
    return [torch.tensor(array, requires_grad=True) for array in arrays]


@pytest.mark.parametrize("size", [5, 8, 13])
@pytest.mark.parametrize("kernel", [1, 2, 5])
@pytest.mark.parametrize("stride", [1, 2, 7])
@pytest.mark.parametrize("padding", [0, 1, 4])
def test_output_size_counts_positions(size, kernel, stride, padding):
    """As many outputs as there are starts from which a whole window fits."""
    starts = range(-padding, size + padding - kernel + 1, stride)
    count = by_hand.conv2d_output_size(size, kernel, stride, padding)
    assert type(count) is int and count == len(starts)


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_convolution_by_hand_is_pytorchs(rng, geometry):
    """Output and all three gradients, for a random upstream gradient."""
    image, kernel, stride, padding = geometry
    arrays = convolution(rng, image, kernel)
    inputs = leaves(*arrays)
    expected = functional.conv2d(*inputs, stride=stride, padding=padding)
    out, cache = by_hand.conv2d_forward(*arrays, stride=stride, padding=padding)
    np.testing.assert_allclose(out, expected.detach(), rtol=1e-12, atol=1e-13)
    dout = rng.normal(size=out.shape)
    wanted = torch.autograd.grad(expected, inputs, torch.tensor(dout))
    for gradient, values in zip(by_hand.conv2d_backward(dout, cache), wanted, strict=True):
        np.testing.assert_allclose(gradient, values, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("geometry", POOLS, ids=str)
@pytest.mark.parametrize("kind", ["max", "avg"])
def test_pools_by_hand_are_pytorchs(rng, geometry, kind):
    """Output and gradient of both pools, on values of either sign."""
    image, kernel, stride = geometry
    x = rng.normal(-1.0, 1.0, (2, 4, *image))
    [leaf] = leaves(x)
    expected = getattr(functional, f"{kind}_pool2d")(leaf, kernel, stride)
    out, cache = getattr(by_hand, f"{kind}_pool2d_forward")(x, kernel, stride)
    np.testing.assert_allclose(out, expected.detach(), rtol=1e-13)
    dout = rng.normal(size=out.shape)
    (wanted,) = torch.autograd.grad(expected, leaf, torch.tensor(dout))
    dx = getattr(by_hand, f"{kind}_pool2d_backward")(dout, cache)
    np.testing.assert_allclose(dx, wanted, rtol=1e-12, atol=1e-14)


def test_worked_example():
    """The numbers of the README."""
    x = np.array([[[[1.0, 2.0, 0.0], [3.0, 1.0, 1.0], [0.0, 2.0, 4.0]]]])
    w, b = np.array([[[[1.0, 0.0], [2.0, -1.0]]]]), np.array([10.0])
    out, cache = by_hand.conv2d_forward(x, w, b)
    np.testing.assert_array_equal(out[0, 0], [[16.0, 13.0], [11.0, 11.0]])
    dx, dw, db = by_hand.conv2d_backward(np.array([[[[1.0, 0.0], [2.0, 3.0]]]]), cache)
    np.testing.assert_array_equal(dx[0, 0], [[1.0, 0.0, 0.0], [4.0, 2.0, 0.0], [4.0, 4.0, -3.0]])
    np.testing.assert_array_equal(dw[0, 0], [[10.0, 7.0], [9.0, 17.0]])
    assert db.tolist() == [6.0]
    padded, _ = by_hand.conv2d_forward(x, w, b, stride=2, padding=1)
    np.testing.assert_array_equal(padded[0, 0], [[9.0, 14.0], [10.0, 11.0]])
    largest, pooled = by_hand.max_pool2d_forward(x, 2, stride=1)
    np.testing.assert_array_equal(largest[0, 0], [[3.0, 2.0], [3.0, 4.0]])
    dx = by_hand.max_pool2d_backward(np.array([[[[1.0, 5.0], [2.0, 3.0]]]]), pooled)
    np.testing.assert_array_equal(dx[0, 0], [[0.0, 5.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 3.0]])
    means, averaged = by_hand.avg_pool2d_forward(x, 2, stride=1)
    np.testing.assert_array_equal(means[0, 0], [[1.75, 1.0], [1.5, 2.0]])
    dx = by_hand.avg_pool2d_backward(np.array([[[[4.0, 0.0], [8.0, 12.0]]]]), averaged)
    np.testing.assert_array_equal(dx[0, 0], [[1.0, 1.0, 0.0], [3.0, 6.0, 3.0], [2.0, 5.0, 3.0]])


def test_closed_forms(rng):
    """A filter of a single 1 picks one pixel; one of all ones is the area times average pooling."""
    x = rng.normal(size=(2, 1, 7, 9))
    w = np.zeros((1, 1, 3, 2))
    w[0, 0, 2, 1] = 1.0
    out, _ = by_hand.conv2d_forward(x, w, np.zeros(1), stride=(2, 3))
    np.testing.assert_array_equal(out, x[:, :, 2::2, 1::3])
    sums, _ = by_hand.conv2d_forward(x, np.ones((1, 1, 3, 2)), np.zeros(1), stride=2)
    means, _ = by_hand.avg_pool2d_forward(x, (3, 2), 2)
    np.testing.assert_allclose(sums, 6.0 * means, rtol=1e-13, atol=1e-14)


def test_a_shifted_image_gives_a_shifted_output(rng):
    """Convolution commutes with shifts: what the exercise's net owes its success to."""
    x, w, b = convolution(rng, (6, 8), (3, 2))
    here, _ = by_hand.conv2d_forward(np.pad(x, ((0, 0), (0, 0), (4, 4), (4, 4))), w, b)
    there, _ = by_hand.conv2d_forward(np.pad(x, ((0, 0), (0, 0), (6, 2), (3, 5))), w, b)
    np.testing.assert_allclose(here[:, :, :-2, 1:], there[:, :, 2:, :-1], rtol=1e-13)


def test_dtypes_and_inputs_by_hand(rng):
    """float32 stays float32, and no input is changed."""
    arrays = [array.astype(np.float32) for array in convolution(rng, (6, 9), (3, 2))]
    before = [array.copy() for array in arrays]
    out, cache = by_hand.conv2d_forward(*arrays, padding=1)
    found = [out, *by_hand.conv2d_backward(out, cache)]
    for kind in ("max", "avg"):
        out, cache = getattr(by_hand, f"{kind}_pool2d_forward")(arrays[0], 3, 2)
        found += [out, getattr(by_hand, f"{kind}_pool2d_backward")(out, cache)]
    assert {array.dtype for array in found} == {np.dtype(np.float32)}
    for array, values in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, values)


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
def test_convolution_in_torch_is_pytorchs(rng, geometry):
    """Output and gradients agree with torch's own, and with finite differences."""
    image, kernel, stride, padding = geometry
    inputs = leaves(*convolution(rng, image, kernel))
    out = by_torch.conv2d(*inputs, stride, padding)
    expected = functional.conv2d(*inputs, stride=stride, padding=padding)
    upstream = torch.tensor(rng.normal(size=out.shape))
    torch.testing.assert_close(out, expected, rtol=1e-12, atol=1e-13)
    gradients = [torch.autograd.grad(answer, inputs, upstream) for answer in (out, expected)]
    torch.testing.assert_close(*gradients, rtol=1e-11, atol=1e-12)
    assert torch.autograd.gradcheck(lambda *args: by_torch.conv2d(*args, stride, padding), inputs, fast_mode=True)


@pytest.mark.parametrize("size", [(8, 10), (9, 11), (2, 2)])
def test_the_net_is_torchs_layers(rng, size):
    """The logits are those of the same net out of ready-made layers."""
    net, images = by_torch.ConvNet((2, 6, 4), 7).double(), torch.tensor(rng.normal(size=(5, 2, *size)))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter += torch.tensor(0.1 * rng.normal(size=parameter.shape))
    h = functional.max_pool2d(torch.relu(functional.conv2d(images, net.w1, net.b1, padding=2)), 2)
    h = torch.relu(functional.conv2d(h, net.w2, net.b2, padding=1))
    expected = functional.linear(functional.adaptive_max_pool2d(h, 1).flatten(1), net.w3, net.b3)
    torch.testing.assert_close(net(images), expected, rtol=1e-12, atol=1e-13)


def test_the_net_has_fewer_parameters_than_the_dense_net_it_beats():
    """2,210 numbers against the 4,970 of a dense net from 144 pixels over 32 hidden units to 10 classes."""
    assert sum(parameter.numel() for parameter in by_torch.ConvNet().parameters()) == 2210
    assert 144 * 32 + 32 + 32 * 10 + 10 == 4970
