"""Feature maps of a real digit and what pooling leaves of it, from the student's own code and the reference's."""

import numpy as np

from grader import picture
from grader.datasets import digits

KERNELS = {
    "vertical edges": [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]],
    "horizontal edges": [[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]],
    "blurred": [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]],
}


def show(axes, image, title, limit=None):
    """One map as an image; with a limit, red and blue around 0."""
    settings = {"cmap": "gray_r"} if limit is None else {"cmap": "RdBu", "vmin": -limit, "vmax": limit}
    axes.imshow(image, **settings)
    axes.set_title(title, fontsize="small")
    axes.set_xticks([])
    axes.set_yticks([])


@picture(size=(9, 6.5))
def feature_maps(student, reference, rng, figure):
    """A handwritten digit under three kernels: your maps, the reference's, and where they differ, on one scale per row."""
    image = digits().images[int(rng.randint(1797))].reshape(1, 1, 8, 8)
    w = np.array(list(KERNELS.values()))[:, None]  # (3, 1, 3, 3)
    yours, _ = student.conv2d_forward(image, w, np.zeros(3), padding=1)
    rows = figure.subplots(3, 4)
    wanted, _ = reference.conv2d_forward(image, w, np.zeros(3), padding=1)
    for row, name, mine, theirs in zip(rows, KERNELS, np.asarray(yours)[0], wanted[0], strict=True):
        limit = float(np.abs(theirs).max())
        show(row[0], image[0, 0], "the digit")
        show(row[1], mine, f"{name}, yours", limit)
        show(row[2], theirs, f"{name}, reference", limit)
        show(row[3], mine - theirs, "difference", limit)


@picture(size=(9, 3.2))
def gradient_of_max_pooling(student, reference, rng, figure):
    """Each window of 2 × 2 sends its gradient to its largest pixel, and to no other."""
    image = digits().images[int(rng.randint(1797))].reshape(1, 1, 8, 8) + 1e-3 * rng.uniform(0.0, 1.0, (1, 1, 8, 8))
    _, cache = student.max_pool2d_forward(image, 2)
    mine = np.asarray(student.max_pool2d_backward(np.ones((1, 1, 4, 4)), cache))[0, 0]
    panels = figure.subplots(1, 3)
    _, cache = reference.max_pool2d_forward(image, 2)
    theirs = reference.max_pool2d_backward(np.ones((1, 1, 4, 4)), cache)[0, 0]
    for axes, values, title in zip(
        panels, (image[0, 0], mine, theirs), ("the digit", "yours", "reference"), strict=True
    ):
        show(axes, values, title)
