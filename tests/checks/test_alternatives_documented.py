"""The examples of docs/checks.md on functions, generators and answers that are right in many ways run as they stand there."""

import pytest
from support.documented import blocks, section

from grader.authoring.build import build
from grader.authoring.verify import climb
from grader.values.report import Status

SECTIONS = section("Functions and generators"), section("Many right answers")
SOLUTION = """
import numpy as np


def newton(f, x):
    # BEGIN SOLUTION
    before, value = 0.9 * x, f(0.9 * x)
    for _ in range(40):
        now = f(x)
        if now == value:
            break
        before, value, x = x, now, x - now * (x - before) / (now - value)
    return x
    # END SOLUTION


def batches(x, size):
    # BEGIN SOLUTION
    for start in range(0, len(x), size):
        yield x[start : start + size]
    # END SOLUTION


def cluster(x, gap):
    # BEGIN SOLUTION
    order = np.argsort(x)
    labels = np.empty(len(x), int)
    labels[order] = np.cumsum(np.diff(x[order], prepend=x.min()) > gap)
    return labels
    # END SOLUTION


def directions(x):
    # BEGIN SOLUTION
    return np.linalg.svd(x - x.mean(axis=0))[2][:2]
    # END SOLUTION


def components(x, gap):
    # BEGIN SOLUTION
    labels = cluster(x, gap)
    shares = np.bincount(labels) / len(x)
    return np.bincount(labels, x) / np.bincount(labels), shares
    # END SOLUTION


def predict(scores):
    # BEGIN SOLUTION
    return scores.argmax(axis=1)
    # END SOLUTION


def layers(w):
    # BEGIN SOLUTION
    return [(part, np.zeros(len(part))) for part in w]
    # END SOLUTION


def fit_stump(x, y, weights):
    # BEGIN SOLUTION
    errors = stump_errors(x, y, weights)
    feature, below, place = np.unravel_index(np.argmin(errors), errors.shape)
    threshold = np.sort(x[:, feature])[below - 1] if below else -np.inf
    return int(feature), float(threshold), (-1, 1)[place]
    # END SOLUTION
"""

OTHER_WAYS = """
import numpy as np


def newton(f, x):
    low, high = 0.0, x
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (low, middle) if f(middle) > 0 else (middle, high)
    return low


class batches:
    def __init__(self, x, size): self.x, self.size, self.at = x, size, 0
    def __iter__(self): return self
    def __next__(self):
        if self.at >= len(self.x): raise StopIteration
        self.at += self.size
        return self.x[self.at - self.size : self.at]


def cluster(x, gap):
    labels = -np.ones(len(x))
    for k in range(len(x)):
        if labels[k] < 0:
            near = np.zeros(len(x), bool)
            near[k] = True
            for _ in x: near |= (np.abs(x[:, None] - x[near][None]) < gap).any(axis=1)
            labels[near] = 100 - k
    return labels


def directions(x):
    values, vectors = np.linalg.eigh(np.cov(x.T))
    return -vectors[:, ::-1][:, :2].T


def components(x, gap):
    labels = cluster(x, gap)
    names = np.unique(labels)[::-1]
    means = np.array([x[labels == name].mean() for name in names])
    shares = np.array([(labels == name).mean() for name in names])
    return means[::-1], shares[::-1]


def predict(scores):
    return scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)


def layers(w):
    return tuple([part.copy(), [0.0] * len(part)] for part in w)


def fit_stump(x, y, weights):
    best = None
    for feature in reversed(range(x.shape[1])):
        for threshold in [*(np.unique(x[:, feature]) + 0.25)[::-1], -7.0]:
            for sign in (1.0, -1.0):
                error = weights @ (np.where(x[:, feature] > threshold, sign, -sign) != y)
                if best is None or error < best[0]: best = error, (feature, threshold, sign)
    return best[1]
"""

MISTAKES = {
    "half_the_root": ("finds_the_root", ("    return x\n", "    return x / 2\n"), ("return low", "return low / 2")),
    "too_many_calls": (
        "finds_the_root",
        ("before, value = 0.9 * x, f(0.9 * x)", "[f(x) for _ in range(500)]; before, value = 0.9 * x, f(0.9 * x)"),
        ("range(70)", "range(700)"),
    ),
    "last_batch_lost": (
        "yields_batches",
        ("range(0, len(x), size)", "range(0, len(x) - size + 1, size)"),
        ("if self.at >= len(self.x)", "if self.at + self.size > len(self.x)"),
    ),
    "one_batch_twice": (
        "yields_batches",
        ("        yield x[start : start + size]", "        yield x[start : start + size]\n    yield x[:size]"),
        ("if self.at >= len(self.x): raise", "if self.at >= len(self.x) + self.size: raise"),
    ),
    "one_group": ("finds_the_groups", ("> gap)", "> 10 * gap)"), ("< gap).any", "< 10 * gap).any")),
    "smallest_variance": (
        "finds_the_directions",
        ("[2][:2]", "[2][1:]"),
        ("vectors[:, ::-1][:, :2]", "vectors[:, :2]"),
    ),
    "counts": (
        "finds_the_components",
        ("shares = np.bincount(labels) / len(x)", "shares = np.bincount(labels)"),
        ("(labels == name).mean()", "(labels == name).sum()"),
    ),
    "smallest_score": (
        "predicts_a_best_label",
        ("scores.argmax", "scores.argmin"),
        ("[:, ::-1].argmax", "[:, ::-1].argmin"),
    ),
    "transposed": (
        "makes_the_layers",
        ("return [(part, np", "return [(part.T, np"),
        ("[part.copy(), [", "[part.T.copy(), ["),
    ),
    "weights_not_used": (
        "finds_a_best_stump",
        ("stump_errors(x, y, weights)\n    feature", "stump_errors(x, y, 0 * weights + 1)\n    feature"),
        ("weights @ (", "1.0 * sum("),
    ),
}


def as_mistake(name):
    """The lines of a file of mistakes."""
    check, (old, new), _ = MISTAKES[name]
    return f"with m.fails({check!r}):\n    m({name!r}, 'This is {name}.', text({old!r}) >> {new!r})\n"


@pytest.fixture
def topic(make_topic):
    """The checks, the drivers and the helper of the page; the rest of the solution is here."""
    page = blocks(*SECTIONS)
    solution = SOLUTION + "\n\n" + page["toy_numpy.py"]
    made = make_topic(
        "import numpy as np\n" + page["checks.py"], solution, "\n".join(map(as_mistake, MISTAKES)), built=False
    )
    (made.folder / "drivers_numpy.py").write_text(page["drivers_numpy.py"], encoding="utf-8")
    (made.folder / "README.md").write_text("# Toys\n", encoding="utf-8")
    (made.secret_folder / "right").mkdir()
    (made.secret_folder / "right" / "other_numpy.py").write_text(OTHER_WAYS, encoding="utf-8")
    build(made, write=True)
    return made


def test_every_right_form_passes_and_every_mistake_is_named(topic):
    """The whole ladder: code in other forms earns everything, mistakes get their hints, stubs earn nothing."""
    assert [problem for rung in climb(topic) for problem in rung.problems] == []


def test_mistakes_are_named_in_every_form(topic, judge):
    """A mistake was recorded with the solution's form of the answer, and fails in another; nothing is broken by it."""
    for name, (check, _, (old, new)) in MISTAKES.items():
        assert OTHER_WAYS.count(old) == 1, name
        for recorded in (True, False):
            report = judge(topic, OTHER_WAYS.replace(old, new), recorded=recorded)
            wrong = {result.name: result for result in report.results if not result.passed}
            assert check in wrong and all(result.status is Status.FAILED for result in wrong.values()), (name, wrong)


def test_the_table_is_not_published(topic):
    """The skeleton has no trace of the function that makes it."""
    assert "stump_errors" not in (topic.folder / "toy_numpy.py").read_text(encoding="utf-8")


def test_the_section_shows_every_word():
    """All of them stand in the examples that run."""
    words = "all_close best_choice close_up_to_sign same_groups same_rows student.counting"
    assert [word for word in words.split() if f"{word}(" not in blocks(*SECTIONS)["checks.py"]] == []
