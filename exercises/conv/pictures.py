"""Feature maps of a real digit, who was the largest, and where a net reads digits: the student's beside the reference's."""

import numpy as np

from grader import illustration, picture, same_shape, sides
from grader.datasets import digits

from .cases import placed, shifted

KERNELS = {
    "vertical edges": [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]],
    "horizontal edges": [[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]],
    "blurred": [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]],
}
POOLS = {"2 × 2, side by side": (2, 2), "3 × 3, stride 1": (3, 1)}


def show(axes, image, title, limit=None):
    """One map as an image; with a limit, red and blue around 0."""
    settings = {"cmap": "gray_r"} if limit is None else {"cmap": "RdBu", "vmin": -limit, "vmax": limit}
    axes.imshow(image, **settings)
    axes.set_title(title, fontsize="small")
    axes.set_xticks([])
    axes.set_yticks([])


@illustration(size=(7, 2.6))
def a_digit_and_its_edges(reference, rng, figure):
    """A handwritten digit, and the outputs of two filters. Blue is positive, red is negative, and white is 0."""
    image = digits().images[3].reshape(1, 1, 8, 8)
    maps = {"x": (image[0, 0], "gray_r", 0.0)}
    for name in ("vertical edges", "horizontal edges"):
        out, _ = reference.conv2d_forward(image, np.array(KERNELS[name])[None, None], np.zeros(1))
        maps[f"out: {name}"] = out[0, 0], "RdBu", -4.0
    for axes, (title, (values, colours, lowest)) in zip(figure.subplots(1, 3), maps.items(), strict=True):
        axes.pcolormesh(values, cmap=colours, vmin=lowest, vmax=abs(lowest) or 1.0)
        axes.set(title=title, xticks=[], yticks=[], aspect="equal")
        axes.invert_yaxis()


@picture(size=(9, 6.5))
def feature_maps(student, reference, rng, figure):
    """A handwritten digit and the outputs of three filters: yours, the reference's, and their difference. All colors of a
    row have the same scale: blue is positive, red is negative."""
    image = digits().images[int(rng.randint(1797))].reshape(1, 1, 8, 8)
    w = np.array(list(KERNELS.values()))[:, None]  # (3, 1, 3, 3)
    yours, _ = student.conv2d_forward(image, w, np.zeros(3), padding=1)
    same_shape(yours, (1, 3, 8, 8), "out")
    rows = figure.subplots(3, 4)
    wanted, _ = reference.conv2d_forward(image, w, np.zeros(3), padding=1)
    for row, name, mine, theirs in zip(rows, KERNELS, yours[0], wanted[0], strict=True):
        limit = float(np.abs(theirs).max())
        show(row[0], image[0, 0], "the digit")
        show(row[1], mine, f"{name}, yours", limit)
        show(row[2], theirs, f"{name}, reference", limit)
        show(row[3], mine - theirs, "difference", limit)


def counts(axes, values, title, most):
    """A map of small numbers, written into their pixels where they are not 0."""
    axes.imshow(values, cmap="Blues", vmin=0.0, vmax=1.5 * most)
    for y, x in np.argwhere(values != 0):
        axes.text(x, y, f"{values[y, x]:.2g}", ha="center", va="center", fontsize="small")
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, fontsize="small")


@picture(size=(9, 6.2))
def gradient_of_max_pooling(student, reference, rng, figure):
    """dx of max pooling for an upstream gradient of 1 in every window. Each window sends it to its largest pixel, and to no
    other pixel. If a pixel is the largest of several overlapping windows, their gradients add up."""
    image = digits().images[int(rng.randint(1797))].reshape(1, 1, 8, 8) + 1e-3 * rng.uniform(0.0, 1.0, (1, 1, 8, 8))
    for row, (name, (kernel, stride)) in zip(figure.subplots(2, 3), POOLS.items(), strict=True):
        show(row[0], image[0, 0], "the digit")
        size = (8 - kernel) // stride + 1
        for axes, side in zip(row[1:], sides(student, reference), strict=True):
            _, cache = side.module.max_pool2d_forward(image, kernel, stride)
            dx = side.module.max_pool2d_backward(np.ones((1, 1, size, size)), cache)
            same_shape(dx, image.shape, "dx")
            counts(axes, dx[0, 0], f"{name}, {side.name}", kernel**2 // stride**2)


@picture(part="torch", size=(9, 2.4))
def where_digits_are_read(student, reference, rng, figure):
    """Ten digits that the net has not seen, each at all 25 places of a field. A place is green if the net reads the digit
    right. It is red if the net is wrong, with the class that the net predicts. Errors often form stripes, because the blocks
    of 2x2 pixels cut a digit alike at every second place. Your net and the reference start from different weights, so they
    err at different places."""
    images, labels = digits()
    order = rng.permutation(len(images))
    unseen = np.array([order[labels[order] == digit][0] for digit in range(10)])
    seen = np.setdiff1d(order, unseen)
    fields = shifted(rng, images[seen])
    everywhere = placed(images[np.repeat(unseen, 25)], list(np.ndindex(5, 5)) * 10)
    given = fields, labels[seen], rng.randint(0, len(seen), (150, 32)), everywhere
    for row, side in zip(figure.subplots(2, 10), sides(student, reference), strict=True):
        read = side.module.drive("learn_digits", *given, lr=0.01, seed=1)
        same_shape(read, (250,), "the predicted classes")
        for axes, found, digit in zip(row, read.reshape(10, 5, 5), range(10), strict=True):
            axes.imshow(found == digit, cmap="RdYlGn", vmin=-0.5, vmax=1.5)
            for (y, x), value in np.ndenumerate(found):
                if value != digit:
                    axes.text(x, y, value, ha="center", va="center", fontsize="x-small")
            axes.set(xticks=[], yticks=[], title=digit if side.module is student else "")
        row[0].set_ylabel(side.name)
