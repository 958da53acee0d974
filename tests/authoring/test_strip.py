"""Skeletons: marked regions become TODOs, and markers that do not pair up are refused."""

import pytest

from grader.authoring.strip import find_regions, strip
from grader.values.errors import MarkerError

SOLUTION = '''"""A module."""

import numpy as np


def first(x):
    """Doc."""
    # BEGIN SOLUTION double it
    y = 2 * x
    return y
    # END SOLUTION


class Thing:
    def second(self, x):
        if x:
            # BEGIN SOLUTION
            return x
            # END SOLUTION
        return None
'''


def test_regions_become_not_implemented_errors_with_their_text():
    """The marker's text is the TODO; without one the function's name is."""
    skeleton = strip(SOLUTION, "s.py")
    assert '    raise NotImplementedError("TODO: double it")\n\n\nclass Thing' in skeleton
    assert '            raise NotImplementedError("TODO: write second")\n        return None\n' in skeleton
    assert "2 * x" not in skeleton and "SOLUTION" not in skeleton


def test_the_skeleton_raises_what_the_worker_calls_not_written():
    """A stripped function can be called, and says what is to be done."""
    namespace = {}
    exec(strip(SOLUTION.replace("import numpy as np", ""), "s.py"), namespace)
    with pytest.raises(NotImplementedError, match="TODO: double it"):
        namespace["first"](1)


def test_a_region_outside_functions_becomes_a_comment():
    """A module must still load, so there a TODO is no exception."""
    text = "# BEGIN SOLUTION a table\nTABLE = [1]\n# END SOLUTION\n"
    assert strip(text, "s.py") == "# TODO: a table\n"


def test_quotes_in_a_text_survive():
    """A TODO may quote code."""
    text = "def f(x):\n    # BEGIN SOLUTION use \"max\" and 'sum'\n    return x\n    # END SOLUTION\n"
    namespace = {}
    exec(strip(text, "s.py"), namespace)
    with pytest.raises(NotImplementedError, match="use \"max\" and 'sum'"):
        namespace["f"](1)


def test_a_trailing_region_belongs_to_the_function_it_begins_in():
    """The END marker is a comment behind the last statement; the function does not end before it."""
    (region,) = find_regions("def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n", "s.py")
    assert (region.first, region.last, region.indent) == (2, 4, "    ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def f():\n    return 1\n", "no BEGIN SOLUTION"),
        ("def f():\n    # BEGIN SOLUTION\n    return 1\n", "does not end"),
        ("def f():\n    return 1\n    # END SOLUTION\n", "none begins before"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n# END SOLUTION\n", "begins inside"),
        ("x = 1  # BEGIN SOLUTION\ny = 1\n# END SOLUTION\n", "must be on a separate line"),
        ("# begin solution\nx = 1\n# END SOLUTION\n", "write markers as"),
        ("# BEGIN_SOLUTION\nx = 1\n# END SOLUTION\n", "write markers as"),
        ('x = "# BEGIN SOLUTION"\n', "write markers as"),
        ("def f():\n    # BEGIN SOLUTION\n    a = 1\n\nb = 2\n# END SOLUTION\n", "beyond the block"),
        ("def f():\n    # BEGIN SOLUTION\n    if a:\n    # END SOLUTION\n        return 1\n", "not valid Python"),
        ("def f(:\n    # BEGIN SOLUTION\n    # END SOLUTION\n", "not valid Python|line 1"),
        ("# BEGIN SOLUTION show BEGIN SOLUTION\nx = 1\n# END SOLUTION\n", "left in the skeleton"),
    ],
)
def test_markers_that_do_not_pair_up_are_refused(text, reason):
    """Each way to leak or to lose a solution is refused with the file and, where there is one, the line."""
    with pytest.raises(MarkerError, match=reason) as caught:
        strip(text, "topic.py")
    assert str(caught.value).startswith("topic.py")
