"""The reference of linear_models against an oracle that shares no code with it."""

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")

by_hand, by_torch = solutions("linear_models")


def test_by_hand_is_pytorchs():
    """The same product in float64."""
    x = np.random.RandomState(15).normal(size=(5, 3))
    np.testing.assert_allclose(by_hand.scale(x, 2.5), (2.5 * torch.tensor(x)).numpy(), rtol=1e-15)


def test_the_module_is_numpys_product():
    """And its gradient passes a gradient check."""
    x = torch.tensor(np.random.RandomState(15).normal(size=(5, 3)), requires_grad=True)
    model = by_torch.Scale(2.5).double()
    np.testing.assert_allclose(model(x).detach().numpy(), 2.5 * x.detach().numpy(), rtol=1e-15)
    assert torch.autograd.gradcheck(model, x)
