"""Public checks of linear_models: each check has one sentence, which students read."""

from grader import check, close, same_dtype, unchanged


@check(points=1)
def multiplies_every_entry(student, reference, rng):
    """Every entry is multiplied by the factor."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d))
    close(student.scale(x, 2.5), reference.scale(x, 2.5), "y")


@check(points=1, after=multiplies_every_entry)
def keeps_float32(student, reference, rng):
    """A float32 batch gives the right numbers in float32."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d)).astype("float32")
    y = student.scale(x, 2.5)
    same_dtype(y, "float32", "y")
    close(y, reference.scale(x, 2.5), "y")


@check(points=1, after=multiplies_every_entry)
def leaves_the_input_alone(student, reference, rng):
    """The answer is right, and the caller's array does not change."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d))
    before = x.copy()
    y = student.scale(x, 2.5)
    unchanged(x, before, "x")
    close(y, reference.scale(before, 2.5), "y")
