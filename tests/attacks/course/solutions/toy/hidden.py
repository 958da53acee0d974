"""Hidden checks. CANARY-hidden-checks"""

from grader import check, close


@check(points=1)
def adds_up_whole_numbers(student, reference, rng):
    """Whole numbers are added up too."""
    x = rng.randint(-9, 9, size=rng.sizes(4, 3))
    close(student.total(x), reference.total(x), "totals")
