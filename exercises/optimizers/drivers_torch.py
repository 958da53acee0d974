"""Loops that run beside the student's torch part and hold on to the parameters; they judge nothing."""

import copy

import torch
from torch import nn


def parameters(arrays):
    """Leaves of autograd by name, with values of their own."""
    return {name: nn.Parameter(array.clone()) for name, array in arrays.items()}


def stacked(path):
    """From one dict of tensors per step to one tensor (T, *shape) per name."""
    return {name: torch.stack([values[name] for values in path]) for name in path[0]}


def values(params):
    """What the parameters hold at this moment."""
    return {name: param.detach().clone() for name, param in params.items()}


def give(params, gradients):
    """Give every parameter its gradient, or None where there is none."""
    for name, param in params.items():
        param.grad = gradients[name].clone() if name in gradients else None


def describe(student, like, **settings):
    """What kind of object the optimizer is, and what its only group holds beside the parameters."""
    optimizer = student.AdamW([nn.Parameter(like.clone())], **settings)
    bases = [f"{base.__module__}.{base.__name__}" for base in type(optimizer).__mro__]
    inherited = [
        base for base in bases if base.startswith("torch.optim.") and base != "torch.optim.optimizer.Optimizer"
    ]
    [group] = optimizer.param_groups
    group = {name: value for name, value in group.items() if name != "params"}
    return {"is_optimizer": isinstance(optimizer, torch.optim.Optimizer), "inherited": inherited, "group": group}


def walk(student, params, grads, **settings):
    """One step for each entry of grads (T dicts): where every parameter stood after every step, (T, *shape)."""
    return walk_with(student, parameters(params), grads, settings)


def walk_of_views(student, params, grads, **settings):
    """As `walk`, but every parameter is the left half of a tensor that is twice as wide."""
    halves = {name: torch.cat([array, array], dim=-1)[..., : array.shape[-1]] for name, array in params.items()}
    return walk_with(student, {name: nn.Parameter(half) for name, half in halves.items()}, grads, settings)


def walk_with(student, params, grads, settings):
    """As `walk`, with these leaves of autograd."""
    path = []
    optimizer = student.AdamW(params.values(), **settings)
    for gradients in grads:
        give(params, gradients)
        optimizer.step()
        path.append(values(params))
    return stacked(path)


def attempt(student, params, grads, **settings):
    """As `walk`; errors are the business of other checks."""
    try:
        walk(student, params, grads, **settings)
    except NotImplementedError:
        raise
    except Exception:
        return


def walk_in_groups(student, groups, grads, joins=0, rates=(), **settings):
    """As `walk`, with groups: a list of (parameters, settings of the group). The last one is added before the step
    `joins`, counted from 0; `rates` are learning rates of the first group, one for each step."""
    groups = [(parameters(params), own) for params, own in groups]
    members = {name: param for params, _ in groups for name, param in params.items()}
    made = [{"params": list(params.values()), **own} for params, own in groups]
    later = made.pop() if joins else None
    optimizer, path = student.AdamW(made, **settings), []
    for step, gradients in enumerate(grads):
        if later and step == joins:
            optimizer.add_param_group(later)
        if rates:
            optimizer.param_groups[0]["lr"] = rates[step]
        give(members, gradients)
        optimizer.step()
        path.append(values(members))
    return stacked(path)


def walk_side_by_side(student, params, grads, first, second):
    """Two optimizers with settings of their own take turns, each on parameters of its own: both paths."""
    sides = [(parameters(params), settings, []) for settings in (first, second)]
    optimizers = [student.AdamW(mine.values(), **settings) for mine, settings, _ in sides]
    for gradients in grads:
        for optimizer, (mine, _, path) in zip(optimizers, sides, strict=True):
            give(mine, gradients)
            optimizer.step()
            path.append(values(mine))
    return paths_of_two(*(path for _, _, path in sides))


def paths_of_two(first, second):
    """The paths of two optimizers by the names of the parameters."""
    both = {"of the first optimizer": stacked(first), "of the second optimizer": stacked(second)}
    return {f"{name} {which}": path for which, paths in both.items() for name, path in paths.items()}


def walk_twice_with_each(student, params, grads, **settings):
    """As `walk`, but two steps with the gradients of each entry of grads, which are given once: what the parameters have
    for gradients after every second step, and the path."""
    params, left, path = parameters(params), [], []
    optimizer = student.AdamW(params.values(), **settings)
    for gradients in grads:
        give(params, gradients)
        for _ in range(2):
            optimizer.step()
            path.append(values(params))
        left.append({name: None if param.grad is None else param.grad.clone() for name, param in params.items()})
    return left, stacked(path)


def walk_with_closure(student, start, lowest, steps, **settings):
    """Go down the mean of (w - lowest)² with a closure: what `step` returned, how often the closure was called, the path
    of w; and what a step without closure returns."""
    w, called, path, returned = nn.Parameter(start.clone()), [], [], []
    optimizer = student.AdamW([w], **settings)

    def closure():
        called.append(len(path))
        optimizer.zero_grad()
        loss = (w - lowest).square().mean()
        loss.backward()
        return loss

    for _ in range(steps):
        returned.append(optimizer.step(closure))
        path.append(w.detach().clone())
    return {"returned": returned, "called": called, "w": torch.stack(path), "without": optimizer.step()}


def resume(student, groups, grads, other, **settings):
    """Half of the steps; then the state is saved, and a new optimizer, made with `other` settings for new parameters of
    the same values, loads it and makes the other half: its path."""
    half = len(grads) // 2
    params = [parameters(mine) for mine, _ in groups]
    members = {name: param for mine in params for name, param in mine.items()}
    made = [{"params": list(mine.values()), **own} for mine, (_, own) in zip(params, groups, strict=True)]
    optimizer = student.AdamW(made, **settings)
    for gradients in grads[:half]:
        give(members, gradients)
        optimizer.step()
    saved = copy.deepcopy(optimizer.state_dict())
    fresh, path = parameters(values(members)), []
    optimizer = student.AdamW([{"params": [fresh[name] for name in mine]} for mine in params], **other)
    optimizer.load_state_dict(saved)
    for gradients in grads[half:]:
        give(fresh, gradients)
        optimizer.step()
        path.append(values(fresh))
    return stacked(path)


def train(student, x, y, weights, biases, rates, **settings):
    """Fit y (N, M) with a net of one hidden layer of tanh, x (N, D), one step per learning rate; biases do not decay.
    Yield the loss, return all weights and biases after every step.

    weights {"w1": (D, H), "w2": (H, M)}, biases {"b1": (H,), "b2": (M,)}
    """
    weights, biases, path = parameters(weights), parameters(biases), []
    groups = [{"params": weights.values()}, {"params": biases.values(), "weight_decay": 0.0}]
    optimizer = student.AdamW([group | {"params": list(group["params"])} for group in groups], **settings)
    for rate in rates:
        for group in optimizer.param_groups:
            group["lr"] = rate
        hidden = torch.tanh(x @ weights["w1"] + biases["b1"])  # (N, H)
        loss = (hidden @ weights["w2"] + biases["b2"] - y).square().sum(dim=1).mean()
        yield {"loss": loss.detach()}
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        path.append(values(weights | biases))
    return stacked(path)
