"""Where optimizers go, drawn from the student's own code and the reference's."""

import numpy as np

from grader import illustration, picture, sides

STEEP = np.array([1.0, 25.0])  # the valley 1/2 (x² + 25 y²): 25 times as steep across as along
START = np.array([-4.0, 1.2])
STEPS = 30


def valley(axes):
    """Contour lines of the valley, with its lowest point in the middle of the right half."""
    highest = (STEEP[0] * START[0] ** 2 + STEEP[1] * START[1] ** 2) / 2
    angles = np.linspace(0.0, 2 * np.pi, 41)
    for level in highest * np.linspace(0.15, 1.1, 5) ** 2:
        x, y = np.sqrt(2 * level / STEEP)[:, None] * [np.cos(angles), np.sin(angles)]
        axes.plot(x, y, color="0.75", linewidth=0.7)
    axes.plot(0.0, 0.0, "+", color="0.3")
    axes.set(xlim=(-4.6, 1.6), ylim=(-1.6, 1.6))  # whoever leaves the valley leaves the picture


def rolled(student, reference, settings, start, steep, tilt):
    """Both sides, each with the paths of all optimizers that it has, by name."""
    args = "roll", settings, start, steep, tilt, STEPS
    return [(side, side.module.drive(*args)) for side in sides(student, reference)]


def heading(name, both):
    """The name of an optimizer, and whether the student has written it."""
    (_, yours), _ = both
    return name if name in yours else f"{name}: not written yet"


def paths_in_the_valley(student, reference, figure, settings):
    """One panel for each optimizer: the reference's path, and the student's on it."""
    both = rolled(student, reference, settings, START, STEEP, np.zeros(2))
    for axes, name in zip(figure.subplots(1, len(settings), sharey=True), settings, strict=True):
        valley(axes)
        for side, paths in both:
            x, y = np.asarray(paths.get(name, np.empty((0, 2)))).T
            axes.plot(x, y, marker=".", markersize=4, **side.line)
        axes.set_title(heading(name, both))
    axes.legend(loc="lower right", fontsize="small")


@illustration(size=(7.4, 2.6))
def three_ways_down_a_valley(reference, rng, figure):
    """Thirty steps in a valley that is 25 times as steep across as along. Every path begins on the left."""
    settings = {"SGD": {"lr": 0.07}, "Momentum": {"lr": 0.03, "mu": 0.75}, "Adam": {"lr": 0.25, "betas": (0.8, 0.95)}}
    paths = reference.drive("roll", settings, START, STEEP, np.zeros(2), STEPS)
    for axes, (name, path) in zip(figure.subplots(1, 3, sharey=True), paths.items(), strict=True):
        valley(axes)
        axes.plot(*np.asarray(path).T, marker=".", markersize=4, color="#30638e")
        axes.set_title(name)


@picture(size=(9, 3.2))
def down_a_valley_with_momentum(student, reference, rng, figure):
    """Thirty steps in a valley that is 25 times as steep across as along. SGD jumps from wall to wall and makes short steps
    along the valley. Momentum becomes faster along the valley, and overshoots. Nesterov overshoots less."""
    settings = {"SGD": {"lr": 0.07}, "Momentum": {"lr": 0.03, "mu": 0.75}, "Nesterov": {"lr": 0.03, "mu": 0.75}}
    paths_in_the_valley(student, reference, figure, settings)


@picture(size=(11, 3.2))
def down_a_valley_with_a_rate_for_each_entry(student, reference, rng, figure):
    """The same valley. Each entry of the gradient is divided by the root of its own squares. So both entries make steps of
    about the same length, and every path starts along a diagonal, as in a round valley."""
    settings = {
        "Adagrad": {"lr": 0.5},
        "RMSprop": {"lr": 0.1, "alpha": 0.9},
        "Adadelta": {"rho": 0.9, "eps": 1e-2},
        "Adam": {"lr": 0.25, "betas": (0.8, 0.95)},
    }
    paths_in_the_valley(student, reference, figure, settings)


@picture(size=(11, 2.8))
def steps_under_a_gradient_that_stays_the_same(student, reference, rng, figure):
    """The length of each step downhill if the gradient is always 2. Momentum grows to 1 / (1 - mu) times its first step. The
    steps of Adagrad become ever shorter. The first steps of RMSprop are too long, because its mean starts at 0. Adam
    corrects this: every step has the length lr."""
    settings = {
        "Momentum": {"lr": 0.05, "mu": 0.8},
        "Adagrad": {"lr": 0.1},
        "RMSprop": {"lr": 0.1, "alpha": 0.9},
        "Adam": {"lr": 0.1, "betas": (0.9, 0.99)},
    }
    both = rolled(student, reference, settings, np.zeros(1), np.zeros(1), np.array([2.0]))
    for axes, name in zip(figure.subplots(1, len(settings)), settings, strict=True):
        for side, paths in both:
            downhill = -np.diff(np.asarray(paths.get(name, np.empty((0, 1))))[:, 0])
            axes.plot(np.arange(1, len(downhill) + 1), downhill, **side.line)
        axes.set_title(heading(name, both))
        axes.axhline(0.0, color="0.5", linewidth=0.8)
        axes.set_xlabel("step")
    axes.legend(fontsize="small")


@picture(part="torch", size=(9, 3.4))
def decay_and_missing_gradients(student, reference, rng, figure):
    """Left: the gradients change their sign at every step, so mainly the decay moves the parameters. It takes the same share
    of each parameter, for gradients of any size. Right: the gradient is 1, and missing in the shaded steps. There the
    parameter does not move. The first step afterwards is as long as any other step."""
    steps, missing = 40, ((1, 10), (21, 30))
    starts, sizes = {"a": 3.0, "b": 2.0, "c": 1.0}, {"a": 0.01, "b": 1.0, "c": 100.0}
    signs = (-1.0) ** np.arange(steps)
    waves = [{name: np.array(sign * size) for name, size in sizes.items()} for sign in signs]
    rests = [any(first <= step <= last for first, last in missing) for step in range(1, steps + 1)]
    ones = [{} if rest else {"w": np.array(1.0)} for rest in rests]
    left, right = figure.subplots(1, 2)
    params = {name: np.array(start) for name, start in starts.items()}
    for side in sides(student, reference):
        decayed = side.module.drive("walk", params, waves, lr=0.05, weight_decay=0.5)
        rested = side.module.drive("walk", {"w": np.array(1.0)}, ones, lr=0.05, weight_decay=0.0)
        for number, name in enumerate(starts):
            left.plot(np.append(starts[name], decayed[name]), **side.line | {"label": None if number else side.name})
        right.plot(np.append(1.0, rested["w"]), **side.line)
    for name, size in sizes.items():
        left.text(steps + 1, starts[name] * 0.975**steps, f"gradients ±{size:g}", va="center", fontsize="small")
    for first, last in missing:
        right.axvspan(first - 1, last, color="0.9", zorder=0)
    left.set(xlabel="step", ylabel="parameter", xlim=(-2, steps + 20), ylim=(0.0, 3.2), title="decay")
    right.set(xlabel="step", title="missing gradients")
    right.legend(fontsize="small")
