"""Slopes from the way back beside slopes from differences, drawn from the student's own code and the reference's."""

import numpy as np

from grader import illustration, picture, same_shape, sides

RIGHT, WRONG = "#30638e", "#d1495b"
H = 1e-5  # of the differences

# The graph of a number that is used twice: where each node is drawn, and what goes into it, with the slope of that use.
PLACES = {"a": (0.0, 0.0), "b = a · a": (1.0, 1.0), "c = b · a": (2.0, 0.0), "d = b + c": (3.0, 1.0)}
USES = (
    ("a", "b = a · a", 3, 0.25),
    ("a", "b = a · a", 3, -0.25),
    ("a", "c = b · a", 9, 0.0),
    ("b = a · a", "c = b · a", 3, 0.0),
    ("b = a · a", "d = b + c", 1, 0.0),
    ("c = b · a", "d = b + c", 1, 0.0),
)
ARROW = {"arrowstyle": "->", "color": "0.6", "shrinkA": 27, "shrinkB": 27}  # room for what stands at the nodes


def draw_graph(axes, numbers, slopes, expected):
    """Nodes with their numbers and gradients, red where these are not the expected ones; on each arrow the slope."""
    for start, end, slope, bend in USES:
        arrow = ARROW | {"connectionstyle": f"arc3,rad={bend}"}
        axes.annotate("", PLACES[end], PLACES[start], arrowprops=arrow)
        (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
        middle = (x0 + x1) / 2 + bend / 2 * (y1 - y0), (y0 + y1) / 2 - bend / 2 * (x1 - x0)
        axes.text(*middle, slope, color="0.4", backgroundcolor="white", size="small", ha="center", va="center")
    for (name, (x, y)), number, slope, wanted in zip(PLACES.items(), numbers, slopes, expected, strict=True):
        color = RIGHT if np.isclose(slope, wanted) else WRONG
        axes.text(x, y + 0.07, f"{name}: {number:g}", ha="center", va="bottom")
        axes.text(x, y - 0.07, f"grad {slope:.4g}", ha="center", va="top", color=color, weight="bold")
    axes.set(xlim=(-0.4, 3.5), ylim=(-0.3, 1.3))
    axes.axis("off")


@illustration(size=(7, 2.6))
def gradients_in_a_graph(reference, rng, figure):
    """The number that is used twice, from the README. Each arrow carries the slope of one use. Each node has its number above
    and its gradient below."""
    numbers, slopes = reference.drive("number_used_twice", 3.0)
    draw_graph(figure.subplots(), numbers, slopes, slopes)


@picture(size=(10, 3.2))
def a_number_used_twice(student, reference, rng, figure):
    """The number that is used twice, from the README. Each arrow carries the slope of one use. The gradient of a node is the
    sum over the arrows that leave it: slope times the gradient at the arrow's head. So b has 1 · 1 + 3 · 1 = 4, and a has
    9 · 1 + 3 · 4 + 3 · 4 = 33. Red gradients are wrong."""
    _, expected = reference.drive("number_used_twice", 3.0)
    for axes, side in zip(figure.subplots(1, 2), sides(student, reference), strict=True):
        draw_graph(axes, *side.module.drive("number_used_twice", 3.0), expected)
        axes.set_title(side.name)


def slopes_of(side, layer, x):
    """What the backward pass of a layer makes of ones."""
    _, cache = getattr(side, f"{layer}_forward")(x.copy())
    return getattr(side, f"{layer}_backward")(np.ones_like(x), cache)


@picture(size=(10, 3.2))
def slopes_of_the_activations(student, reference, rng, figure):
    """Lines: dx of the backward passes for an upstream gradient of 1. Dots: central differences of your own forward pass. If
    the dots are not on your line, your two passes contradict each other. If the dots are not on the reference's line, your
    forward pass is wrong."""
    x = np.linspace(-4.0, 4.0, 40)  # without the kink at 0
    for axes, layer in zip(figure.subplots(1, 3), ("relu", "sigmoid", "tanh"), strict=True):
        for side in sides(student, reference):
            axes.plot(x, np.asarray(slopes_of(side.module, layer, x), float), **side.line)
        above, below = (np.asarray(getattr(student, f"{layer}_forward")(x + h)[0], float) for h in (H, -H))
        axes.plot(x, (above - below) / (2 * H), "k.", markersize=3, label="differences")
        axes.set(title=f"{layer}_backward", xlabel="x")
    figure.axes[0].legend(fontsize="small")


@picture(size=(11, 3.2))
def gradient_check_of_the_net(student, reference, rng, figure):
    """Each dot is one entry of a gradient of the net. Its horizontal position comes from numerical_gradient of the loss, its
    vertical position from your backward pass. If a dot is not on the diagonal, the two disagree. If it is on the diagonal
    but in no ring of the reference, they agree, but your loss is another function."""
    n, d, h, c = 6, 4, 5, 3
    x, y = rng.normal(0.5, 1.0, (n, d)), np.arange(n) % c
    shapes = {"w1": (d, h), "b1": (h,), "w2": (h, c), "b2": (c,)}
    params = {name: rng.normal(0.1, 0.8, shape) for name, shape in shapes.items()}
    panels = dict(zip(params, figure.subplots(1, 4), strict=True))
    markers = {"marker": ".", "zorder": 3}, {"marker": "o", "s": 70, "facecolors": "none"}
    for side, style in zip(sides(student, reference), markers, strict=True):
        numerical, returned = side.module.drive("both_gradients", x, y, params)
        style |= {"facecolors": side.color} if side.module is student else {}
        for name, axes in panels.items():
            same_shape(numerical[name], shapes[name], f"the numerical gradient of {name}")
            same_shape(returned[name], shapes[name], f"the gradient of {name}")
            axes.scatter(numerical[name], returned[name], edgecolors=side.color, label=side.name, **style)
    for name, axes in panels.items():
        axes.axline((0.0, 0.0), slope=1.0, color="0.8", linewidth=0.8, zorder=0)
        axes.set(title=f"gradient of {name}", xlabel="by differences")
    figure.axes[0].set_ylabel("on the way back")
    figure.axes[0].legend(fontsize="small")


@picture(part="torch", size=(10, 4.6))
def slopes_of_swish(student, reference, rng, figure):
    """Lines: the slopes of Swish with respect to x (above) and β (below), from your backward pass and the reference's.
    Dots: central differences of your own forward pass. The larger β is, the closer Swish is to ReLU."""
    x, betas, parts = np.linspace(-5.0, 5.0, 81), (0.5, 1.0, 4.0), ("dx", "dbeta")
    dots = x[::3]
    for column, beta in zip(figure.subplots(2, 3, sharex=True).T, map(np.array, betas), strict=True):
        for side in sides(student, reference):
            found = side.module.drive("swish_slopes", x, beta)
            for part, axes in zip(parts, column, strict=True):
                axes.plot(x, np.asarray(found[part], float), **side.line)
        for axes, dx, dbeta in zip(column, (H, 0.0), (0.0, H), strict=True):
            above, below = (
                np.asarray(student.drive("swish", dots + sign * dx, np.array(beta + sign * dbeta)), float)
                for sign in (1, -1)
            )
            axes.plot(dots, (above - below) / (2 * H), "k.", markersize=3, label="differences")
        column[0].set_title(f"β = {beta:g}")
        column[1].set_xlabel("x")
    for axes, part in zip(figure.axes[::3], parts, strict=True):
        axes.set_ylabel(part)
    figure.axes[0].legend(fontsize="small")
