"""The claims about optimizers: each one's steps, then what holds for all of them, then training."""

import numpy as np

from grader import agrees, check, close_after_each_step, keeps_dtype, leaves_alone

from .cases import BETAS, SETTINGS, TINY, gradients, other_shapes, short_walk, valley, walks_of


@check(points=1)
def sgd_steps_against_the_gradient(student, reference, rng):
    """SGD moves every parameter by lr times its own gradient, downhill."""
    agrees(student, reference, "walk_by_entry", walks_of("SGD", rng), by=close_after_each_step, **SETTINGS["SGD"])


@check(points=1, after=sgd_steps_against_the_gradient)
def sgd_changes_the_arrays_it_is_given(student, reference, rng):
    """The step changes the caller's arrays, and does not replace them by new arrays."""
    agrees(student, reference, "walk", walks_of("SGD", rng), by=close_after_each_step, **SETTINGS["SGD"])


@check(points=2, after=sgd_changes_the_arrays_it_is_given)
def momentum_builds_up_a_velocity(student, reference, rng):
    """Momentum steps against a velocity, which is mu times the old velocity plus the gradient of the parameter."""
    agrees(student, reference, "walk", walks_of("Momentum", rng), by=close_after_each_step, **SETTINGS["Momentum"])


@check(points=2, after=sgd_changes_the_arrays_it_is_given)
def nesterov_looks_ahead(student, reference, rng):
    """Nesterov steps against the gradient plus mu times the new velocity."""
    agrees(student, reference, "walk", walks_of("Nesterov", rng), by=close_after_each_step, **SETTINGS["Nesterov"])


@check(points=1, after=sgd_changes_the_arrays_it_is_given)
def adagrad_divides_by_the_root_of_all_squares(student, reference, rng):
    """Adagrad divides each gradient by the root of the sum of all its squares so far, this step's included."""
    agrees(student, reference, "walk", walks_of("Adagrad", rng), by=close_after_each_step, lr=0.25, eps=TINY)


@check(points=1, after=adagrad_divides_by_the_root_of_all_squares)
def adagrad_adds_eps_to_the_root(student, reference, rng):
    """Adagrad adds the argument eps to the root, not under it."""
    cases = walks_of("Adagrad", rng, size=2e-2)  # gradients no larger than eps
    agrees(student, reference, "walk", cases, by=close_after_each_step, **SETTINGS["Adagrad"])


@check(points=1, after=sgd_changes_the_arrays_it_is_given)
def rmsprop_divides_by_a_moving_root_mean_square(student, reference, rng):
    """RMSprop divides each gradient by the root of a moving mean of its squares. alpha weighs the old mean."""
    agrees(student, reference, "walk", walks_of("RMSprop", rng), by=close_after_each_step, lr=0.05, alpha=0.7, eps=TINY)


@check(points=1, after=rmsprop_divides_by_a_moving_root_mean_square)
def rmsprop_adds_eps_to_the_root(student, reference, rng):
    """RMSprop adds the argument eps to the root, not under it."""
    cases = walks_of("RMSprop", rng, size=2e-2)  # gradients no larger than eps
    agrees(student, reference, "walk", cases, by=close_after_each_step, **SETTINGS["RMSprop"])


@check(points=2, after=sgd_changes_the_arrays_it_is_given)
def adadelta_sizes_its_steps_by_past_steps(student, reference, rng):
    """Adadelta multiplies each gradient by a quotient of two roots: mean square of past steps, mean square of gradients."""
    agrees(student, reference, "walk", walks_of("Adadelta", rng), by=close_after_each_step, **SETTINGS["Adadelta"])


@check(points=3, after=sgd_changes_the_arrays_it_is_given)
def adam_corrects_both_moments(student, reference, rng):
    """Adam divides the mean of the gradients by the root of the mean of their squares, both corrected for their start at 0."""
    agrees(student, reference, "walk", walks_of("Adam", rng), by=close_after_each_step, lr=0.1, betas=BETAS, eps=TINY)


@check(points=1, after=adam_corrects_both_moments)
def adam_adds_eps_to_the_root(student, reference, rng):
    """Adam adds the argument eps to the root of the corrected second moment."""
    cases = walks_of("Adam", rng, size=2e-2)  # gradients no larger than eps
    agrees(student, reference, "walk", cases, by=close_after_each_step, **SETTINGS["Adam"])


@check(points=2, after=adam_corrects_both_moments)
def adamw_shrinks_the_parameters_themselves(student, reference, rng):
    """AdamW multiplies each parameter by 1 - lr * weight_decay, outside the moments, and then makes Adam's step."""
    agrees(student, reference, "walk", walks_of("AdamW", rng), by=close_after_each_step, **SETTINGS["AdamW"])


ALL = (
    momentum_builds_up_a_velocity,
    nesterov_looks_ahead,
    adagrad_adds_eps_to_the_root,
    rmsprop_adds_eps_to_the_root,
    adadelta_sizes_its_steps_by_past_steps,
    adam_adds_eps_to_the_root,
    adamw_shrinks_the_parameters_themselves,
)


@check(points=1, after=ALL)
def leaves_the_gradients_alone(student, reference, rng):
    """No optimizer changes the arrays of grads: a second step can use them again."""
    for name, settings in SETTINGS.items():
        given = {name: (name, *short_walk(rng))}
        names = ("optimizer", "params", "grads")
        leaves_alone(student, reference, "walk_twice_with_each", given, names, by=close_after_each_step, **settings)


@check(points=1, after=leaves_the_gradients_alone)
def keeps_no_gradient(student, reference, rng):
    """No optimizer keeps the arrays of grads: the caller may write the next gradients into them."""
    for name, settings in SETTINGS.items():
        given = {name: (name, *short_walk(rng))}
        agrees(student, reference, "walk_with_one_buffer", given, by=close_after_each_step, **settings)


@check(points=1, after=ALL)
def keeps_optimizers_apart(student, reference, rng):
    """Two optimizers of one class do not disturb each other: each has its own settings and its own memory."""
    for name, settings in SETTINGS.items():
        other = {key: value if key == "betas" else value / 2 for key, value in settings.items()}
        given = {name: (name, *short_walk(rng), settings, other)}
        agrees(student, reference, "walk_side_by_side", given, by=close_after_each_step)


@check(points=1, after=ALL)
def takes_any_shape_and_float32(student, reference, rng):
    """Parameters may be single numbers of shape () or have three axes, and float32 stays float32."""
    for name, settings in SETTINGS.items():
        cases = {f"{name}, {shape}": (name, *given) for shape, given in other_shapes(rng).items()}
        keeps_dtype(student, reference, "walk", cases, by=close_after_each_step, **settings)


@check(points=1, after=ALL)
def starts_from_the_defaults(student, reference, rng):
    """A setting that is not passed has the default of the skeleton's signature."""
    for name in SETTINGS:
        params = {"w": rng.normal(0.0, 1.0, 10)}
        # Down to 1e-10, where each default eps can be seen.
        grads = [{"w": 10.0 ** -np.arange(10) * grad["w"]} for grad in gradients(rng, params, 2)]
        agrees(student, reference, "walk", {name: (name, params, grads)}, by=close_after_each_step)


@check(points=2, after=ALL)
def trains_like_the_reference(student, reference, rng):
    """In a linear regression, each optimizer reaches the reference's weights after every one of twenty steps."""
    n, d, m = rng.sizes(7, 4, 3)
    x, y = rng.normal(0.5, 1.0, (n, d)), rng.normal(1.0, 2.0, (n, m))
    params = {"w": rng.normal(0.0, 1.0, (d, m)), "b": rng.normal(0.0, 1.0, m)}
    for name, settings in SETTINGS.items():
        slower = settings | {"lr": 0.05} if "lr" in settings else settings
        agrees(student, reference, "train", {name: (name, x, y, params, 20)}, by=close_after_each_step, **slower)


@check(points=1, after=trains_like_the_reference)
def momentum_trains_in_a_narrow_valley(student, reference, rng):
    """With the best lr and mu, Momentum needs a number of steps that grows with the root of the condition number."""
    for condition in (25, 400):
        root = condition**0.5
        best = {"lr": 4 / (root + 1) ** 2, "mu": ((root - 1) / (root + 1)) ** 2}
        cases = {f"condition number {condition}": ("Momentum", *valley(rng, condition), int(5 * root))}
        agrees(student, reference, "descend", cases, on=f"w after {int(5 * root)} steps", **best)


@check(points=1, after=trains_like_the_reference)
def adam_trains_alike_at_every_scale(student, reference, rng):
    """Adam takes the same path if the loss is a trillion times as large, or as small, and eps is tiny."""
    matrix, *points = valley(rng, 10)
    cases = {f"the loss times {scale:g}": ("Adam", scale * matrix, *points, 15) for scale in (1e12, 1e-12)}
    agrees(student, reference, "descend", cases, on="w after 15 steps", lr=0.1, betas=BETAS, eps=1e-30)
