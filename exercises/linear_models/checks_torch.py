"""Public checks of linear_models, torch part. A driver makes the module and asks autograd, on the student's side."""

from grader import check, close

FORBIDDEN = {"torch": []}  # operations that are the exercise, such as "softmax"


@check(points=1, part="torch")
def multiplies_by_its_parameter(student, reference, rng):
    """The module multiplies every entry by its parameter `factor`."""
    n, d = rng.sizes(5, 3)
    given = rng.normal(size=(n, d)), rng.uniform(1.5, 2.5), rng.normal(size=(n, d))
    close(student.drive("output", *given)["y"], reference.drive("output", *given)["y"], "y")


@check(points=1, part="torch", after=multiplies_by_its_parameter)
def learns_its_factor(student, reference, rng):
    """Ten steps of gradient descent reach the factor that the reference reaches."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d))
    given = x, 3.0 * x, 10, 0.1
    close(student.drive("train", *given), reference.drive("train", *given), "factor")
