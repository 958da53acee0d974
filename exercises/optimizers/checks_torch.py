"""The claims about AdamW in torch: its steps, then what the base class expects of every optimizer, then training."""

import numpy as np

from grader import agrees, by_hand, case, check, close, close_after_each_step, holds, keeps_dtype

from .cases import BETAS, TINY, gradients, one, other_shapes, short_walk, three, two_groups, walks

FORBIDDEN = {"torch": ["optimizer"]}
SETTINGS = {"lr": 0.1, "betas": BETAS, "eps": 1e-2, "weight_decay": 0.4}
STEPS = SETTINGS | {"eps": TINY, "weight_decay": 0.0}  # Adam's steps alone, and an eps that cannot be seen
DECAY = SETTINGS | {"eps": TINY}


@check(points=1, part="torch", seconds=30)  # torch imports its compiler when the first optimizer is made
def is_an_optimizer_with_groups(student, reference, rng):
    """AdamW is a subclass of torch.optim.Optimizer, and its groups have the four settings, also the defaults."""
    w = rng.normal(0.0, 1.0, rng.sizes(4))
    defaults = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 1e-2}
    for what, given in (("settings that are passed", SETTINGS), ("defaults", {})):
        with case(what):
            found = student.drive("describe", w, **given)
            holds(found["is_optimizer"], "AdamW is a subclass of torch.optim.Optimizer")
            holds(not found["inherited"], f"AdamW inherits from the base class alone, not from {found['inherited']}")
            for name, value in (defaults | given).items():
                holds(name in found["group"], f'param_groups[0] holds "{name}"')
                close(np.array(found["group"][name]), np.array(value), f'param_groups[0]["{name}"]')


@check(points=4, part="torch", seconds=30)
def takes_adams_steps(student, reference, rng):
    """By hand, and without weight decay, AdamW makes Adam's steps, with both moments corrected for their start at 0."""
    cases = walks(rng)
    by_hand(student, lambda: student.drive("attempt", *cases["one parameter"], **SETTINGS))
    agrees(student, reference, "walk", cases, by=close_after_each_step, **STEPS)


@check(points=0.5, part="torch", strict="eps", after=takes_adams_steps)
def adds_eps_to_the_root(student, reference, rng):
    """eps is added to the root of the corrected second moment."""
    settings = STEPS | {"eps": 1e-2}
    agrees(student, reference, "walk", walks(rng, size=2e-2), by=close_after_each_step, **settings)


@check(points=2, part="torch", after=takes_adams_steps)
def shrinks_the_parameters_themselves(student, reference, rng):
    """Each parameter is multiplied by 1 - lr * weight_decay, outside the moments, before Adam's step."""
    agrees(student, reference, "walk", walks(rng), by=close_after_each_step, **DECAY)


def with_gaps(rng):
    """Three parameters and five steps of gradients, of which two are missing."""
    params = three(rng)
    grads = gradients(rng, params, 5)
    for step in (0, 2):
        del grads[step]["b"]
    return {"b has no gradient at steps 1 and 3": (params, grads)}


@check(points=1.5, part="torch", after=takes_adams_steps)
def skips_parameters_without_gradient(student, reference, rng):
    """A parameter whose grad is None does not move, and its t does not grow."""
    agrees(student, reference, "walk", with_gaps(rng), by=close_after_each_step, **STEPS)


@check(points=0.5, part="torch", after=(skips_parameters_without_gradient, shrinks_the_parameters_themselves))
def decays_no_parameter_without_gradient(student, reference, rng):
    """A parameter whose grad is None does not decay."""
    agrees(student, reference, "walk", with_gaps(rng), by=close_after_each_step, **DECAY)


@check(points=1.5, part="torch", after=takes_adams_steps)
def reads_the_settings_of_each_group(student, reference, rng):
    """step uses the lr and the betas that each group has at that moment, also those of a group that was added during training."""
    groups, grads = two_groups(rng, lr=0.3, betas=(0.3, 0.5))
    rates = [0.1, 0.2, 0.05, 0.05, 0.3, 0.1]
    cases = {
        "two groups": (groups, grads),
        "a learning rate that changes": (groups, grads, 0, rates),
        "a group that joins": (groups, grads, 2),
    }
    agrees(student, reference, "walk_in_groups", cases, by=close_after_each_step, **STEPS)


@check(points=0.5, part="torch", after=shrinks_the_parameters_themselves)
def decays_each_group_by_its_own_setting(student, reference, rng):
    """step uses the weight_decay of each group."""
    cases = {"two groups": two_groups(rng, weight_decay=0.1)}
    agrees(student, reference, "walk_in_groups", cases, by=close_after_each_step, **DECAY)


@check(points=0.5, part="torch", strict="eps", after=takes_adams_steps)
def reads_eps_of_each_group(student, reference, rng):
    """step uses the eps of each group."""
    cases = {"two groups": two_groups(rng, eps=0.2)}
    agrees(student, reference, "walk_in_groups", cases, by=close_after_each_step, **STEPS | {"eps": 1e-2})


@check(points=1, part="torch", after=takes_adams_steps)
def calls_the_closure(student, reference, rng):
    """step calls a closure once, before the update and with gradients enabled, and returns its loss."""
    start = one(rng)["w"]
    args = "walk_with_closure", start, rng.normal(0.0, 1.0, start.shape), 3
    answer, expected = (side.drive(*args, **STEPS) for side in (student, reference))
    close(np.asarray(answer["called"]), np.arange(3), "the number of steps made before each call of the closure")
    for number, (loss, right) in enumerate(zip(answer["returned"], expected["returned"], strict=True), 1):
        close(loss, right, f"what step {number} returned")
    close_after_each_step(answer["w"], expected["w"], "w")
    holds(answer["without"] is None, "a step without closure returns None")


@check(points=1, part="torch", strict="arguments", after=takes_adams_steps)
def leaves_every_grad_alone(student, reference, rng):
    """step does not change the gradients: a second step can use them again."""
    params, grads = short_walk(rng)
    left, path = student.drive("walk_twice_with_each", params, grads, **STEPS)
    _, expected = reference.drive("walk_twice_with_each", params, grads, **STEPS)
    for number, (arrays, before) in enumerate(zip(left, grads, strict=True), 1):
        for name, values in before.items():
            close(arrays[name], values, f"{name}.grad after step {2 * number}")
    # The process that holds the code says what its gradients are. The path of the second steps is seen from here.
    for name, values in expected.items():
        close_after_each_step(path[name], values, name)


@check(points=1, part="torch", strict="calls", after=takes_adams_steps)
def keeps_two_optimizers_apart(student, reference, rng):
    """Two optimizers do not disturb each other: each has its own settings and its own memory."""
    given = *short_walk(rng), STEPS, STEPS | {"lr": 0.05, "betas": (0.3, 0.5)}
    agrees(student, reference, "walk_side_by_side", given, by=close_after_each_step)


@check(points=2, part="torch", after=reads_the_settings_of_each_group)
def continues_from_a_saved_state(student, reference, rng):
    """A new optimizer that loads a saved state_dict continues like the old optimizer: settings, moments and t."""
    given = *two_groups(rng, lr=0.3, betas=(0.3, 0.5)), {"lr": 0.7}
    agrees(student, reference, "resume", given, by=close_after_each_step, **STEPS)


@check(points=0.5, part="torch", strict="axes", after=takes_adams_steps)
def takes_tensors_of_any_shape(student, reference, rng):
    """Parameters may have any shape, () and axes of length one included, and any layout in memory."""
    agrees(student, reference, "walk", other_shapes(rng), by=close_after_each_step, **STEPS)
    views = {"the left half of a wider tensor": short_walk(rng)}
    agrees(student, reference, "walk_of_views", views, by=close_after_each_step, **STEPS)


@check(points=2, part="torch", after=(reads_the_settings_of_each_group, decays_each_group_by_its_own_setting))
def trains_like_the_reference_optimizer(student, reference, rng):
    """A small net reaches the reference's weights after each of twenty steps, with a schedule and biases without decay."""
    n, d, h, m = rng.sizes(7, 5, 4, 3)
    weights = {"w1": rng.normal(0.0, 0.5, (d, h)), "w2": rng.normal(0.0, 0.5, (h, m))}
    biases = {"b1": rng.normal(0.0, 0.5, h), "b2": rng.normal(0.0, 0.5, m)}
    given = rng.normal(0.5, 1.0, (n, d)), rng.normal(5.0, 2.0, (n, m)), weights, biases
    rates = [0.2 / (1 + step) for step in range(20)]
    agrees(student, reference, "train", (*given, rates), by=close_after_each_step, **DECAY)


@check(points=0.5, part="torch", strict="precision", after=takes_adams_steps)
def tensors_keep_precision(student, reference, rng):
    """Parameters in float32 stay float32, and parameters in float64 keep the precision of float64."""
    given = short_walk(rng, size=1e4)  # an eps that is wrong does not show
    keeps_dtype(student, reference, "walk", given, by=close_after_each_step, **STEPS)
