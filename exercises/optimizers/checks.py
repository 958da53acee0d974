"""What is asked of optimizers: each one's steps, then what holds for all of them, then training."""

from copy import deepcopy

import numpy as np

from grader import case, check, close, same_dtype, unchanged

TINY = 1e-12  # an eps that cannot be seen: where it goes is a claim of its own
BETAS = (0.6, 0.8)
SETTINGS = {
    "SGD": {"lr": 0.3},
    "Momentum": {"lr": 0.2, "mu": 0.6},
    "Nesterov": {"lr": 0.15, "mu": 0.7},
    "Adagrad": {"lr": 0.25, "eps": 1e-2},
    "RMSprop": {"lr": 0.05, "alpha": 0.7, "eps": 1e-2},
    "Adadelta": {"rho": 0.7, "eps": 1e-2},
    "Adam": {"lr": 0.1, "betas": BETAS, "eps": 1e-2},
    "AdamW": {"lr": 0.1, "betas": BETAS, "eps": 1e-2, "weight_decay": 0.4},
}


def gradients(rng, params, steps, size=1.0):
    """One dict of gradients per step, in another order than the parameters; entries of either sign, none near 0."""
    return [
        {
            name: size * rng.uniform(0.1, 0.9, array.shape) * rng.choice([-1.0, 1.0], array.shape)
            for name, array in reversed(params.items())
        }
        for _ in range(steps)
    ]


def one(rng):
    """A single parameter, away from 0."""
    return {"w": rng.normal(2.0, 1.0, rng.sizes(5))}


def three(rng):
    """Three parameters, two of them of one shape."""
    n, m = rng.sizes(4, 3)
    return {name: rng.normal(1.0, 1.0, shape) for name, shape in (("w", (n, m)), ("b", (m,)), ("u", (n, m)))}


def same_path(path, expected):
    """Judge where each parameter stood after every step, (T, *shape); from the first step on that is off."""
    for name, wanted in expected.items():
        answer = path[name]
        near = np.sqrt(np.finfo(wanted.dtype).eps)  # only names the step; `close` is the judge
        pairs = enumerate(zip(answer, wanted, strict=True)) if np.shape(answer) == wanted.shape else ()
        first = next((step for step, pair in pairs if not np.allclose(*pair, near, near)), 0)
        close(answer[first:], wanted[first:], f"{name} (steps from {first + 1})")


def agree(student, reference, driver, *args, **settings):
    """Judge the path on which `driver` leads the student's optimizer."""
    path, expected = (side.drive(driver, *args, **settings) for side in (student, reference))
    same_path(path, expected)


def steps_agree(student, reference, rng, name, driver="walk", size=1.0, **settings):
    """Judge five steps with one parameter and three with three."""
    for what, params, steps in (("one parameter", one(rng), 5), ("three parameters", three(rng), 3)):
        with case(what):
            agree(student, reference, driver, name, params, gradients(rng, params, steps, size), **settings)


def eps_agrees(student, reference, rng, name):
    """Judge steps with gradients that are no larger than eps."""
    steps_agree(student, reference, rng, name, size=2e-2, **SETTINGS[name])


@check(points=1)
def sgd_steps_against_the_gradient(student, reference, rng):
    """SGD moves every parameter by lr times its own gradient, downhill."""
    steps_agree(student, reference, rng, "SGD", driver="walk_by_entry", **SETTINGS["SGD"])


@check(points=1, after=sgd_steps_against_the_gradient)
def sgd_changes_the_arrays_it_is_given(student, reference, rng):
    """The step is made in the arrays that the caller passed in, not in new ones."""
    steps_agree(student, reference, rng, "SGD", **SETTINGS["SGD"])


@check(points=2, after=sgd_changes_the_arrays_it_is_given)
def momentum_builds_up_a_velocity(student, reference, rng):
    """Momentum walks against a velocity: mu times the old one plus the whole gradient, one for every parameter."""
    steps_agree(student, reference, rng, "Momentum", **SETTINGS["Momentum"])


@check(points=2, after=sgd_changes_the_arrays_it_is_given)
def nesterov_looks_ahead(student, reference, rng):
    """Nesterov walks against the gradient plus mu times the new velocity."""
    steps_agree(student, reference, rng, "Nesterov", **SETTINGS["Nesterov"])


@check(points=1, after=sgd_changes_the_arrays_it_is_given)
def adagrad_divides_by_the_root_of_all_squares(student, reference, rng):
    """Adagrad divides each gradient by the root of the sum of all its squares so far, this step's included."""
    steps_agree(student, reference, rng, "Adagrad", lr=0.25, eps=TINY)


@check(points=1, after=adagrad_divides_by_the_root_of_all_squares)
def adagrad_adds_eps_to_the_root(student, reference, rng):
    """Adagrad adds the eps that it is given to the root, not under it."""
    eps_agrees(student, reference, rng, "Adagrad")


@check(points=1, after=sgd_changes_the_arrays_it_is_given)
def rmsprop_divides_by_a_moving_root_mean_square(student, reference, rng):
    """RMSprop divides each gradient by the root of a moving mean of its squares, in which alpha weighs the old."""
    steps_agree(student, reference, rng, "RMSprop", lr=0.05, alpha=0.7, eps=TINY)


@check(points=1, after=rmsprop_divides_by_a_moving_root_mean_square)
def rmsprop_adds_eps_to_the_root(student, reference, rng):
    """RMSprop adds the eps that it is given to the root, not under it."""
    eps_agrees(student, reference, rng, "RMSprop")


@check(points=2, after=sgd_changes_the_arrays_it_is_given)
def adadelta_sizes_its_steps_by_past_steps(student, reference, rng):
    """Adadelta scales each gradient by the root mean square of past steps over that of gradients, eps under both roots."""
    steps_agree(student, reference, rng, "Adadelta", **SETTINGS["Adadelta"])


@check(points=3, after=sgd_changes_the_arrays_it_is_given)
def adam_corrects_both_moments(student, reference, rng):
    """Adam divides one moving mean by the root of another, both corrected for their start at 0 with the t of the step."""
    steps_agree(student, reference, rng, "Adam", lr=0.1, betas=BETAS, eps=TINY)


@check(points=1, after=adam_corrects_both_moments)
def adam_adds_eps_to_the_root(student, reference, rng):
    """Adam adds the eps that it is given to the root of the corrected second moment."""
    eps_agrees(student, reference, rng, "Adam")


@check(points=2, after=adam_corrects_both_moments)
def adamw_shrinks_the_parameters_themselves(student, reference, rng):
    """AdamW takes lr * weight_decay of each parameter away, outside the moments, and then steps as Adam does."""
    steps_agree(student, reference, rng, "AdamW", **SETTINGS["AdamW"])


ALL = (
    momentum_builds_up_a_velocity,
    nesterov_looks_ahead,
    adagrad_adds_eps_to_the_root,
    rmsprop_adds_eps_to_the_root,
    adadelta_sizes_its_steps_by_past_steps,
    adam_adds_eps_to_the_root,
    adamw_shrinks_the_parameters_themselves,
)


def each(rng):
    """Every optimizer by name, the case at hand while it is judged, with its settings, parameters and gradients."""
    for name, settings in SETTINGS.items():
        with case(name):
            params = three(rng)
            yield name, settings, params, gradients(rng, params, 3)


@check(points=1, after=ALL)
def leaves_the_gradients_alone(student, reference, rng):
    """No optimizer changes the arrays of grads: they serve for a second step."""
    for name, settings, params, grads in each(rng):
        before = deepcopy(grads)
        path = student.drive("walk_twice_with_each", name, params, grads, **settings)
        for number, arrays in enumerate(grads):
            for key, array in arrays.items():
                unchanged(array, before[number][key], f'grads["{key}"]')
        # The process that holds the code says what changed in it. Where the second steps led is seen from here.
        same_path(path, reference.drive("walk_twice_with_each", name, params, before, **settings))


@check(points=1, after=leaves_the_gradients_alone)
def keeps_no_gradient(student, reference, rng):
    """The caller may write the gradients of every step into the same arrays: no optimizer holds on to them."""
    for name, settings, params, grads in each(rng):
        agree(student, reference, "walk_with_one_buffer", name, params, grads, **settings)


@check(points=1, after=ALL)
def keeps_optimizers_apart(student, reference, rng):
    """Two optimizers of one kind do not disturb each other: each has settings and a memory of its own."""
    for name, settings, params, grads in each(rng):
        other = {key: value if key == "betas" else value / 2 for key, value in settings.items()}
        args = "walk_side_by_side", name, params, grads, settings, other
        answer, expected = student.drive(*args), reference.drive(*args)
        for which, path, wanted in zip(("the first", "the second"), answer, expected, strict=True):
            with case(which):
                same_path(path, wanted)


@check(points=1, after=ALL)
def takes_any_shape_and_float32(student, reference, rng):
    """Parameters may be single numbers of shape () or have three axes, and float32 stays float32."""
    sizes = rng.sizes(4, 2, 3)
    for name, settings in SETTINGS.items():
        for what, shape in (("shape ()", ()), ("three axes", sizes)):
            with case(f"{name}, {what}"):
                params = {"w": np.asarray(rng.normal(2.0, 1.0, shape), np.float32)}
                grads = [{"w": np.asarray(g["w"], np.float32)} for g in gradients(rng, params, 3)]
                path, expected = (side.drive("walk", name, params, grads, **settings) for side in (student, reference))
                same_dtype(path["w"], "float32", "w")
                same_path(path, expected)


@check(points=1, after=ALL)
def starts_from_the_defaults(student, reference, rng):
    """A setting that is not passed has the default of the signature, which is PyTorch's."""
    for name in SETTINGS:
        with case(name):
            params = {"w": rng.normal(0.0, 1.0, 10)}
            # Down to 1e-10, where each default eps can be seen.
            grads = [{"w": 10.0 ** -np.arange(10) * g["w"]} for g in gradients(rng, params, 2)]
            agree(student, reference, "walk", name, params, grads)


@check(points=2, after=ALL)
def trains_like_the_reference(student, reference, rng):
    """Twenty steps of each optimizer on a linear regression lead through the reference's weights."""
    n, d, m = rng.sizes(7, 4, 3)
    x, y = rng.normal(0.5, 1.0, (n, d)), rng.normal(1.0, 2.0, (n, m))
    params = {"w": rng.normal(0.0, 1.0, (d, m)), "b": rng.normal(0.0, 1.0, m)}
    for name, settings in SETTINGS.items():
        with case(name):
            slower = {"lr": 0.05} if "lr" in settings else {}
            agree(student, reference, "train", name, x, y, params, 20, **settings | slower)


def valley(rng, condition):
    """A quadratic that is `condition` times as steep across the valley as along it: matrix, lowest point, start."""
    (d,) = rng.sizes(6)
    axes, _ = np.linalg.qr(rng.normal(0.0, 1.0, (d, d)))
    matrix = axes * np.geomspace(1.0, condition, d) @ axes.T
    lowest = rng.normal(0.0, 1.0, d)
    return (matrix + matrix.T) / 2, lowest, lowest + axes @ rng.choice([-1.0, 1.0], d)


@check(points=1, after=trains_like_the_reference)
def momentum_trains_in_a_narrow_valley(student, reference, rng):
    """With the right lr and mu momentum gets down a valley in steps that grow with the root of its condition number."""
    for condition in (25, 400):
        root = condition**0.5
        best = {"lr": 4 / (root + 1) ** 2, "mu": ((root - 1) / (root + 1)) ** 2}
        with case(f"condition number {condition}"):
            args = "descend", "Momentum", *valley(rng, condition), int(5 * root)
            w, expected = (side.drive(*args, **best) for side in (student, reference))
            close(w, expected, f"w after {int(5 * root)} steps")


@check(points=1, after=trains_like_the_reference)
def adam_trains_alike_at_every_scale(student, reference, rng):
    """A loss a trillion times as large, or as small, changes nothing in where Adam goes, as long as eps is smaller still."""
    matrix, *points = valley(rng, 10)
    for scale in (1e12, 1e-12):
        with case(f"the loss times {scale:g}"):
            args = "descend", "Adam", scale * matrix, *points, 15
            w, expected = (side.drive(*args, lr=0.1, betas=BETAS, eps=1e-30) for side in (student, reference))
            close(w, expected, "w after 15 steps")
