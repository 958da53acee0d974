"""What the attacks are up against. A loop costs one second: two checks have so little time."""

import numpy as np

from grader import by_hand, check, close, holds, same_dtype, unchanged

FORBIDDEN = {"torch": ["softmax"]}


@check(points=2, seconds=1.0)
def doubles_every_entry(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(size=rng.sizes(4, 3))
    close(student.double(x), reference.double(x), "y")


@check(points=1, after=doubles_every_entry)
def leaves_the_input_alone(student, reference, rng):
    """Every entry is doubled, and the caller's array still holds what it held."""
    x = rng.normal(size=rng.sizes(4, 3))
    before = x.copy()
    y = student.double(x)
    unchanged(x, before, "x")
    close(y, reference.double(before), "y")


@check(points=1)
def adds_up_the_rows(student, reference, rng):
    """The sum of each row, first those of one batch, then those of another."""
    for _ in range(2):
        x = rng.normal(size=rng.sizes(5, 3))
        close(student.total(x), reference.total(x), "totals")


@check(points=1)
def counts_what_it_was_given(student, reference, rng):
    """A Counter holds the sum of what was added to it."""
    for counter in (student.Counter(), reference.Counter()):
        for number in (2.0, 5.0):
            counter.add(number)
        close(counter.value, 7.0, "value")
        holds(len(counter) == 2, "two numbers were added")


@check(points=1, seconds=1.0)
def serves_every_batch(student, reference, rng):
    """batches(x, 2) yields the rows of x, two at a time, in order."""
    x = rng.normal(size=rng.sizes(6, 3))
    for number, (batch, expected) in enumerate(zip(student.batches(x, 2), reference.batches(x, 2), strict=True)):
        close(batch, expected, f"batch {number}")


@check(points=2)
def learns_the_line(student, reference, rng):
    """Training leads to the weights and to the losses that it should lead to, on data that were not trained on too."""
    x, noise = rng.normal(size=(20, 3)), rng.normal(0.0, 0.1, 20)
    target = x @ rng.normal(size=3) + noise
    (weights, losses), (expected, falling) = student.fit(x, target, 5), reference.fit(x, target, 5)
    close(losses, falling, "losses")
    close(weights, expected, "weights")
    fresh = rng.normal(size=(20, 3))
    close(fresh @ np.asarray(weights), fresh @ expected, "predictions for fresh data")


@check(points=1)
def steps_as_the_driver_says(student, reference, rng):
    """Three steps that are taken outside of the file lead to the right weights."""
    x, target = rng.normal(size=(8, 3)), rng.normal(size=8)
    given, goal = x.copy(), target.copy()  # the student's code may change its arguments
    weights, expected = (side.drive("three_steps", x, target) for side in (student, reference))
    close(goal - given @ weights, goal - given @ expected, "errors")


@check(points=3, part="torch", seconds=2.0)
def softens_by_hand(student, reference, rng):
    """softened is softmax over the last axis, without the ready-made operation."""
    x = rng.normal(size=rng.sizes(4, 3))
    by_hand(student, lambda: close(student.softened(x), reference.softened(x), "y"))


@check(points=1, part="torch", after=softens_by_hand)
def keeps_the_kind_of_number(student, reference, rng):
    """float64 gives the right numbers in float64, whatever the default is."""
    x = rng.normal(size=rng.sizes(4, 3))
    answer = student.softened(x)
    same_dtype(answer, "float64", "y")
    close(answer, reference.softened(x), "y")
