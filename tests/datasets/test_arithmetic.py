"""Sines and noise by arithmetic alone agree with those of a library, to many digits and in distribution."""

import numpy as np

from grader.datasets.arithmetic import cosine, noise, sine


def test_sines_and_cosines():
    """Within 1e-14 of NumPy's, on the whole of their ranges."""
    x = np.linspace(-np.pi, np.pi, 10_001)
    np.testing.assert_allclose(sine(x), np.sin(x), rtol=0, atol=1e-14)
    x = np.linspace(-np.pi / 2, np.pi, 10_001)
    np.testing.assert_allclose(cosine(x), np.cos(x), rtol=0, atol=1e-14)


def test_noise_is_nearly_normal():
    """Mean 0, variance 1, the shares within one and two deviations, and nothing beyond six."""
    z = noise(np.random.RandomState(0), (200, 500))
    assert z.shape == (200, 500) and abs(z.mean()) < 0.02 and abs(z.std() - 1) < 0.01
    assert abs((np.abs(z) < 1).mean() - 0.683) < 0.01 and abs((np.abs(z) < 2).mean() - 0.954) < 0.005
    assert 3.5 < np.abs(z).max() <= 6 and abs((z**4).mean() - 2.9) < 0.1
