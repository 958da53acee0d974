"""A change of right code in words: its place, and code whose names a student knows."""

import pytest

from grader.topics.mutants import mutants

HEAD = 'def f(x, n, axis=1):\n    """Scale x. Returns `dx`, of the shape of x."""\n    '


def words(line, change):
    """The words for the mutant whose new code contains `change`."""
    made = [mutant.slip for mutant in mutants(HEAD + line) if change in mutant.name.partition(" -> ")[2]]
    assert made, [mutant.name for mutant in mutants(HEAD + line)]
    return made[0]


@pytest.mark.parametrize(
    ("line", "change", "said"),
    [
        ("dx = x + n", "dx = x - n", "in f, where `dx` is computed: `n` is subtracted, and should be added"),
        ("inner = x - n", "inner = x + n", "in f: `n` is added, and should be subtracted"),
        ("dx = x * inner", "dx = +x", "in f, where `dx` is computed: a factor is missing"),
        ("dx = x * n", "dx = +x", "in f, where `dx` is computed: the factor `n` is missing"),
        ("dx = inner / n", "dx = +inner", "in f, where `dx` is computed: the division by `n` is missing"),
        ("dx = x - inner", "dx = +x", "in f, where `dx` is computed: a subtraction is missing"),
        (
            "dx = x - n",
            "dx = +n",
            "where `dx` is computed: the term `x` is missing, and the term after it has a plus sign",
        ),
        (
            "dx[0] = x @ n",
            "x * n",
            "where `dx` is computed: an elementwise product stands in the place of a matrix product",
        ),
        ("return x.sum(axis=1)", "axis=2", "in f: axis=2 stands in the place of axis=1"),
        ("return x.sum(axis=1)", "x.sum()", "in f: the argument axis=1 of `sum` is missing"),
        ("return x.sum(axis=-1)", "axis=-2", "in f: axis=-2 stands in the place of axis=-1"),
        ("return x.sum(keepdims=True)", "False", "in f: keepdims=False stands in the place of keepdims=True"),
        ("return x.sum(axis=1)", "mean", "in f: a mean stands in the place of a sum"),
        ("return x[1:]", "2:", "in f: the index or bound 2 stands in the place of 1"),
        ("return x ** 2", "3", "in f: the number 3 stands in the place of 2"),
        ("return -x", "+x", "in f: a minus sign is missing before `x`"),
        ("return x if x < n else n", "<=", "in f: a comparison holds for equal numbers, and should not"),
        ("return x if x < n else n", ">=", "in f: a comparison is the wrong way round"),
        ("return np.maximum(x, n)", "n, x", "in f: the two arguments of `maximum` are in the wrong order"),
        ("dx += n", "pass", "in f, where `dx` is computed: the update of `dx` by += is missing"),
        ("np.copyto(x, n)", "pass", "in f: the call of `np.copyto` is missing"),
        ("return keep(x, True)", "False", "in f: False stands in the place of True"),
    ],
)
def test_a_slip_in_words(line, change, said):
    """The place is the exercise and the name that is computed. Code stands there only if a student knows its names."""
    assert words(line, change).endswith(said)


@pytest.mark.parametrize(
    ("line", "change", "said"),
    [
        ("dx = x - np.sqrt(n)", "dx = +x", "in f, where `dx` is computed: the subtraction of `np.sqrt(n)` is missing"),
        ("dx = x - np.sqrt(n + 1)", "dx = +x", "in f, where `dx` is computed: a subtraction is missing"),
        ("count = x.shape[1]", "[2]", ""),
    ],
)
def test_long_code_and_lengths_are_not_quoted(line, change, said):
    """Students write long computations differently, and two lengths are often equal by chance."""
    assert words(line, change) == said


def test_methods_and_helpers():
    """A method has the name of its class, and a private helper of the solution is not named."""
    text = (
        'class SGD:\n    """Descent."""\n    def __init__(self, lr):\n        self.lr = lr\n'
        "    def step(self, params, grads):\n        params -= self.lr * grads\n"
        "def _helper(rows):\n    return rows + 1\n"
    )
    said = [mutant.slip for mutant in mutants(text)]
    assert "in SGD.step, where `params` is computed: the factor `self.lr` is missing" in said
    assert "`1` is subtracted, and should be added" in said and not any("_helper" in slip for slip in said)


def test_a_changed_loop_may_not_end():
    """Only functions without `while` end for certain."""
    loop = "def f(x):\n    while x > 1:\n        x = x / 2\n    return x\n"
    assert not any(mutant.ends for mutant in mutants(loop))
    assert all(mutant.ends for mutant in mutants(loop.replace("while x > 1", "for _ in range(9)")))
