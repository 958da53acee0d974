"""The claims about optimizers: each one's steps, then what holds for all of them, then training."""

from grader import agrees, case, check, close_after_each_step, keeps_dtype, leaves_alone

from .cases import EPS, SETTINGS, other_shapes, short_walk, valley, walks_of


@check(points=1)
def sgd_steps_against_the_gradient(student, reference, rng):
    """SGD moves every parameter by lr times its own gradient, downhill."""
    agrees(student, reference, "walk", walks_of("SGD", rng), by=close_after_each_step, **SETTINGS["SGD"])


@check(points=2)
def momentum_builds_up_a_velocity(student, reference, rng):
    """Momentum steps against a velocity, which is mu times the old velocity plus the gradient of the parameter."""
    agrees(student, reference, "walk", walks_of("Momentum", rng), by=close_after_each_step, **SETTINGS["Momentum"])


@check(points=2)
def nesterov_looks_ahead(student, reference, rng):
    """Nesterov steps against the gradient plus mu times the new velocity."""
    agrees(student, reference, "walk", walks_of("Nesterov", rng), by=close_after_each_step, **SETTINGS["Nesterov"])


@check(points=1)
def adagrad_divides_by_the_root_of_all_squares(student, reference, rng):
    """Adagrad divides each gradient by the root of the sum of all its squares so far, this step's included."""
    agrees(student, reference, "walk", walks_of("Adagrad", rng), by=close_after_each_step, **SETTINGS["Adagrad"])


@check(points=1)
def rmsprop_divides_by_a_moving_root_mean_square(student, reference, rng):
    """RMSprop divides each gradient by the root of a moving mean of its squares. alpha weighs the old mean."""
    agrees(student, reference, "walk", walks_of("RMSprop", rng), by=close_after_each_step, **SETTINGS["RMSprop"])


@check(points=1.5)
def adadelta_sizes_its_steps_by_past_steps(student, reference, rng):
    """Adadelta multiplies each gradient by a quotient of two roots: mean square of past steps, mean square of gradients."""
    agrees(student, reference, "walk", walks_of("Adadelta", rng), by=close_after_each_step, **SETTINGS["Adadelta"])


@check(points=3)
def adam_corrects_both_moments(student, reference, rng):
    """Adam divides the mean of the gradients by the root of the mean of their squares, both corrected for their start at 0."""
    agrees(student, reference, "walk", walks_of("Adam", rng), by=close_after_each_step, **SETTINGS["Adam"])


@check(points=1.5, look_first=adam_corrects_both_moments)
def adamw_shrinks_the_parameters_themselves(student, reference, rng):
    """AdamW multiplies each parameter by 1 - lr * weight_decay, outside the moments, and then makes Adam's step."""
    agrees(student, reference, "walk", walks_of("AdamW", rng), by=close_after_each_step, **SETTINGS["AdamW"])


STEPS = {
    "SGD": sgd_steps_against_the_gradient,
    "Momentum": momentum_builds_up_a_velocity,
    "Nesterov": nesterov_looks_ahead,
    "Adagrad": adagrad_divides_by_the_root_of_all_squares,
    "RMSprop": rmsprop_divides_by_a_moving_root_mean_square,
    "Adadelta": adadelta_sizes_its_steps_by_past_steps,
    "Adam": adam_corrects_both_moments,
    "AdamW": adamw_shrinks_the_parameters_themselves,
}


@check(points=2.5, strict="eps", each={name: STEPS[name] for name in EPS})
def adds_eps_as_in_the_formula(student, reference, rng, name):
    """The argument eps, or its default, is added to the root, and in Adadelta under both roots."""
    others = {key: value for key, value in SETTINGS[name].items() if key != "eps"}
    (passed, size), (default, small) = EPS[name]
    with case(f"eps={passed:g}"):
        agrees(student, reference, "walk", walks_of(name, rng, size), by=close_after_each_step, eps=passed, **others)
    with case(f"the default eps, {default:g}"):
        agrees(student, reference, "walk", walks_of(name, rng, small), by=close_after_each_step, **others)


@check(points=2, strict="arguments", each=STEPS)
def changes_the_arrays_it_is_given(student, reference, rng, name):
    """The step changes the caller's arrays, and does not replace them by new arrays."""
    agrees(student, reference, "walk_of_arrays", (name, *short_walk(rng)), by=close_after_each_step, **SETTINGS[name])


@check(points=1, strict="arguments", each=STEPS)
def leaves_the_gradients_alone(student, reference, rng, name):
    """No optimizer changes the arrays of grads: a second step can use them again."""
    given, names = (name, *short_walk(rng)), ("optimizer", "params", "grads")
    leaves_alone(student, reference, "walk_twice_with_each", given, names, by=close_after_each_step, **SETTINGS[name])


@check(points=1, strict="arguments", each=STEPS)
def keeps_no_gradient(student, reference, rng, name):
    """No optimizer keeps the arrays of grads: the caller may write the next gradients into them."""
    given = (name, *short_walk(rng))
    agrees(student, reference, "walk_with_one_buffer", given, by=close_after_each_step, **SETTINGS[name])


@check(points=1, strict="calls", each=STEPS)
def keeps_optimizers_apart(student, reference, rng, name):
    """Two optimizers of one class do not disturb each other: each has its own settings and its own memory."""
    settings = SETTINGS[name]
    other = {key: value if key == "betas" else value / 2 for key, value in settings.items()}
    given = (name, *short_walk(rng), settings, other)
    agrees(student, reference, "walk_side_by_side", given, by=close_after_each_step)


@check(points=1, strict="axes", each=STEPS)
def takes_any_shape(student, reference, rng, name):
    """Parameters may have any shape, () and axes of length one included, and may be views of larger arrays."""
    cases = {shape: (name, *given) for shape, given in other_shapes(rng).items()}
    agrees(student, reference, "walk", cases, by=close_after_each_step, **SETTINGS[name])
    views = {"views of larger arrays": (name, *short_walk(rng))}
    agrees(student, reference, "walk_of_views", views, by=close_after_each_step, **SETTINGS[name])


@check(points=1, strict="defaults", each=STEPS)
def starts_from_the_defaults(student, reference, rng, name):
    """A setting other than eps that is not passed has the default of the skeleton's signature."""
    given, tiny = (name, *short_walk(rng)), {"eps": SETTINGS[name]["eps"]} if "eps" in SETTINGS[name] else {}
    agrees(student, reference, "walk", given, by=close_after_each_step, **tiny)


@check(points=2, each=STEPS)
def trains_like_the_reference(student, reference, rng, name):
    """In a linear regression, each optimizer reaches the reference's weights after every one of twenty steps."""
    n, d, m = rng.sizes(7, 4, 3)
    x, y = rng.normal(0.5, 1.0, (n, d)), rng.normal(1.0, 2.0, (n, m))
    params = {"w": rng.normal(0.0, 1.0, (d, m)), "b": rng.normal(0.0, 1.0, m)}
    settings = SETTINGS[name]
    slower = settings | {"lr": 0.05} if "lr" in settings else settings
    agrees(student, reference, "train", (name, x, y, params, 20), by=close_after_each_step, **slower)


@check(points=1, after=momentum_builds_up_a_velocity)
def momentum_trains_in_a_narrow_valley(student, reference, rng):
    """With the best lr and mu, Momentum needs a number of steps that grows with the root of the condition number."""
    for condition in (25, 400):
        root = condition**0.5
        best = {"lr": 4 / (root + 1) ** 2, "mu": ((root - 1) / (root + 1)) ** 2}
        cases = {f"condition number {condition}": ("Momentum", *valley(rng, condition), int(5 * root))}
        agrees(student, reference, "descend", cases, on=f"w after {int(5 * root)} steps", **best)


@check(points=0.5, strict="range", after=adam_corrects_both_moments)
def adam_trains_alike_at_every_scale(student, reference, rng):
    """Adam takes the same path if the loss is a million or a trillion times as large."""
    matrix, *points = valley(rng, 10)
    cases = {f"the loss times {scale:g}": ("Adam", scale * matrix, *points, 15) for scale in (1e6, 1e12)}
    agrees(student, reference, "descend", cases, on="w after 15 steps", **SETTINGS["Adam"])


@check(points=1, strict="precision", each=STEPS)
def keeps_precision(student, reference, rng, name):
    """Parameters in float32 stay float32, and parameters in float64 keep the precision of float64."""
    given = (name, *short_walk(rng, size=1e4))  # an eps that is wrong does not show
    keeps_dtype(student, reference, "walk", given, by=close_after_each_step, **SETTINGS[name])
