"""Loops that run beside the student's NumPy part and hold on to the arrays of parameters; they judge nothing."""

import contextlib

import numpy as np


def copies(arrays):
    """The same names with arrays of their own."""
    return {name: np.array(array) for name, array in arrays.items()}


def stacked(path):
    """From one dict of arrays per step to one array (T, *shape) per name."""
    return {name: np.stack([arrays[name] for arrays in path]) for name in path[0]}


def views(arrays):
    """The same names with arrays that do not lie in one piece: the left halves of arrays that are twice as wide."""
    return {name: np.concatenate([array, array], axis=-1)[..., : array.shape[-1]] for name, array in arrays.items()}


def walk(student, name, params, grads, **settings):
    """One step for each entry of grads (T dicts of arrays): what the dict of parameters holds after every step, old arrays
    or new ones, (T, *shape)."""
    optimizer, entries, path = getattr(student, name)(**settings), copies(params), []
    for gradients in grads:
        optimizer.step(entries, gradients)
        path.append(copies(entries))
    return stacked(path)


def walk_of_arrays(student, name, params, grads, **settings):
    """As `walk`, but the caller's arrays after every step."""
    optimizer, arrays, path = getattr(student, name)(**settings), copies(params), []
    entries = dict(arrays)  # the dict that the optimizer sees: whatever it puts there, `arrays` holds the caller's
    for gradients in grads:
        optimizer.step(entries, gradients)
        path.append(copies(arrays))
    return stacked(path)


def walk_of_views(student, name, params, grads, **settings):
    """As `walk`, but parameters and gradients are views of larger arrays."""
    optimizer, entries, path = getattr(student, name)(**settings), views(params), []
    for gradients in grads:
        optimizer.step(entries, views(gradients))
        path.append(copies(entries))
    return stacked(path)


def walk_twice_with_each(student, name, params, grads, **settings):
    """As `walk`, but two steps with the arrays of each entry of grads."""
    return walk(student, name, params, [gradients for gradients in grads for _ in range(2)], **settings)


def walk_with_one_buffer(student, name, params, grads, **settings):
    """As `walk`, but all gradients are written into the same arrays, one after another."""
    optimizer, arrays, path = getattr(student, name)(**settings), copies(params), []
    buffers = copies(grads[0])
    for gradients in grads:
        for key, gradient in gradients.items():
            buffers[key][...] = gradient
        optimizer.step(arrays, buffers)
        path.append(copies(arrays))
    return stacked(path)


def walk_side_by_side(student, name, params, grads, first, second):
    """Two optimizers with settings of their own take turns on parameters of the same names: the paths of both."""
    optimizers = [getattr(student, name)(**settings) for settings in (first, second)]
    arrays, paths = (copies(params), copies(params)), ([], [])
    for gradients in grads:
        for optimizer, mine, path in zip(optimizers, arrays, paths, strict=True):
            optimizer.step(mine, copies(gradients))
            path.append(copies(mine))
    return paths_of_two(*paths)


def paths_of_two(first, second):
    """The paths of two optimizers by the names of the parameters."""
    both = {"of the first optimizer": stacked(first), "of the second optimizer": stacked(second)}
    return {f"{name} {which}": path for which, paths in both.items() for name, path in paths.items()}


def train(student, name, x, y, params, steps, **settings):
    """Fit y (N, M) with x @ w + b, x (N, D), all rows at every step; yield the loss, return w (D, M) and b (M,) after
    every step."""
    optimizer, arrays, path = getattr(student, name)(**settings), copies(params), []
    for _ in range(steps):
        error = x @ arrays["w"] + arrays["b"] - y  # (N, M)
        yield {f"loss of {name}": np.square(error).sum(axis=1).mean()}
        off = 2 * error / len(x)  # of the squared error, averaged over the rows
        optimizer.step(arrays, {"b": off.sum(axis=0), "w": x.T @ off})
        path.append(copies(arrays))
    return stacked(path)


def descend(student, name, matrix, lowest, start, steps, **settings):
    """Go down the quadratic 1/2 (w - lowest)ᵀ matrix (w - lowest) from `start`, (D,); yield its height, return where w
    stands at the end."""
    optimizer, entries = getattr(student, name)(**settings), {"w": np.array(start)}
    curve = f"loss, curvature ≤ {np.linalg.norm(matrix, 2):.3g}"
    for _ in range(steps):
        off = entries["w"] - lowest
        slope = matrix @ off
        yield {curve: off @ slope / 2}
        optimizer.step(entries, {"w": slope})
    return entries["w"]


def roll(student, settings, start, steep, tilt, steps):
    """Go down sum(steep * w² / 2 + tilt * w) from `start`, (D,), with each optimizer of `settings` that is written by
    now: where w stood before the first step and after every one, (T + 1, D), by the optimizer's name."""
    paths = {}
    for name, chosen in settings.items():
        with contextlib.suppress(NotImplementedError):
            optimizer, entries = getattr(student, name)(**chosen), {"w": np.array(start)}
            path = [entries["w"].copy()]
            for _ in range(steps):
                optimizer.step(entries, {"w": steep * entries["w"] + tilt})
                path.append(entries["w"].copy())
            paths[name] = np.stack(path)
    return paths
