"""The mutator that the proofs of topics use."""

from grader.topics.mutants import mutants


def test_the_mutator_changes_one_thing_each():
    """Each mutant is other code, each is named by what changed, and comments or docstrings are left alone."""
    text = 'def f(x, axis=1):\n    """Doc 1 + 2."""\n    y = x + 1\n    if y > 0:\n        y *= 2\n    return np.sum(y, axis=1)\n'
    made = {mutant.name: mutant.text for mutant in mutants(text)}
    assert {
        "f: y = x + 1 -> y = x - 1",
        "f: y = x + 1 -> y = +x",
        "f: y = x + 1 -> y = x + 2",
        "f: if y > 0: -> if y >= 0:",
        "f: y *= 2 -> pass",
        "f: return np.sum(y, axis=1) -> return np.mean(y, axis=1)",
        "f: return np.sum(y, axis=1) -> return np.sum(y)",
    } <= set(made)
    assert len(set(made.values())) == len(made)
    assert all("Doc 1 + 2." in mutated for mutated in made.values())


def test_the_example_is_not_mutated():
    """Nobody asks the functions of the `__main__` block, so a mutant of them would pass every check."""
    code = "def f(x):\n    return x + 1\n"
    example = "\n\nif __name__ == '__main__':\n\n    def g(x):\n        return f(x) + 2\n"
    assert [mutant.name for mutant in mutants(code + example)] == [mutant.name for mutant in mutants(code)]


def test_each_array_that_is_returned_is_squeezed():
    """Those that the annotation names, also in a tuple inside a tuple; numbers, caches and what has no annotation are not."""
    text = (
        "def both(x) -> tuple[np.ndarray, float, tuple[torch.Tensor, Any]]:\n    return x @ w, b, (h, cache)\n"
        "def one(x) -> np.ndarray:\n    return y\n"
        "def none(x):\n    return y\n"
        "def packed(x) -> tuple[np.ndarray, Any]:\n    return pair\n"
    )
    made = [mutant for mutant in mutants(text) if "squeeze" in mutant.text]
    assert [mutant.name for mutant in made] == [
        "both: return (x @ w, b, (h, cache)) -> return ((x @ w).squeeze(), b, (h, cache))",
        "both: return (x @ w, b, (h, cache)) -> return (x @ w, b, (h.squeeze(), cache))",
        "one: return y -> return y.squeeze()",
    ]
