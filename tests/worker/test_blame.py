"""Of what a driver cannot use, the student reads which of their functions returned it, or nothing that could be wrong."""

import numpy as np
import pytest

from grader.judging.reference.live import Live
from grader.values.errors import StudentRaised
from grader.worker.protocol.replies import Blame, FrameSummary
from grader.worker.protocol.requests import Load
from grader.worker.runtimes import make_runtime

FILE = "toy_torch.py"
DRIVERS = """
import torch

def slope(student, x):
    loss = student.loss(x)
    return torch.autograd.grad(loss, x, torch.full_like(loss, 2.0))

def slope_at_once(student, x):
    return torch.full_like(student.loss(x), 2.0)

def unpacks(student, x):
    first, second = student.loss(x)
    return first + second

def detaches(student, x):
    return student.loss(x).detach()

def helper(value, times):
    return value.detach() * times

def helps(student, x):
    return helper(student.loss(x), 2)

def of_a_model(student, x):
    model = student.Model()
    out = model(x)
    return out.detach()

def twice(student, x):
    loss = student.loss(x)
    loss = loss.detach()
    return loss

def of_two(student, x):
    loss = student.loss(x)
    other = student.other(x)
    return torch.dot(loss, other)

def of_its_own(student, x):
    student.loss(x)
    return x.no_such_attribute

def yields(student, x):
    loss = student.loss(x)
    yield {"loss": torch.zeros(())}
    return loss.sum()
"""


@pytest.fixture
def failure(asking):
    """What a driver that fails says of a submission."""

    def fails(text, driver, *, runtime="torch", drivers=DRIVERS, x=None):
        live = Live(make_runtime(runtime), Load("toy_torch", [(FILE, text)], drivers=("drivers_torch.py", drivers)))
        with pytest.raises(StudentRaised) as caught:
            asking(live).drive(driver, np.ones(3) if x is None else x)
        return caught.value.failure

    return fails


NUMBER = "import torch\n\ndef loss(x):\n    y = x.sum()\n    return y.item()\n"
LINE = FrameSummary(FILE, 5, "loss", "return y.item()")


@pytest.mark.parametrize("driver", ["slope", "detaches", "helps", "yields"])
def test_the_function_its_answer_and_its_line(failure, driver):
    """Whether the answer has a name in the driver, goes into a helper, or is used at once. No frame is the driver's."""
    found = failure(NUMBER, driver)
    assert found.blame == Blame("loss", "a number", "a tensor") and found.frames == (LINE,)


@pytest.mark.parametrize(
    ("returned", "form"),
    [
        ("None", "None"),
        ("[x]", "a list"),
        ("(x, x)", "a tuple"),
        ("x.numpy()", "a NumPy array"),
        ("{}", "a dict"),
        ("object()", "an object of type object"),
    ],
)
def test_every_form_has_words(failure, returned, form):
    """A tensor is expected in a torch part."""
    assert failure(f"def loss(x): return {returned}\n", "slope").blame == Blame("loss", form, "a tensor")


@pytest.mark.parametrize(
    ("returned", "form"), [("1.0", "a number"), ("(x,)", "a tuple of 1"), ("(x, x, x)", "more items"), ("None", "None")]
)
def test_an_answer_that_is_unpacked(failure, returned, form):
    """The driver's own names say what the items are."""
    assert failure(f"def loss(x): return {returned}\n", "unpacks").blame == Blame(
        "loss", form, "a tuple of 2 (first, second)"
    )


def test_a_tensor_that_cannot_be_used_is_named_with_the_exception(failure):
    """Its form is right, so the exception stays the reason."""
    found = failure("def loss(x):\n    return x.sum().detach()\n", "slope")
    assert found.blame == Blame("loss", "a tensor of shape ()", "") and "does not require grad" in found.message


def test_what_a_model_returns(failure):
    """It is called by its object, and `forward` is what the student wrote."""
    text = "import torch\n\nclass Model(torch.nn.Module):\n    def forward(self, x):\n        return 3.0\n"
    found = failure(text, "of_a_model")
    assert found.blame == Blame("Model.forward", "a number", "a tensor")
    assert found.frames == (FrameSummary(FILE, 5, "forward", "return 3.0"),)


@pytest.mark.parametrize("driver", ["twice", "slope_at_once", "of_two", "of_its_own"])
def test_nothing_is_said_where_it_is_not_sure(failure, driver):
    """A name that is assigned twice, an answer that is gone, one of two functions, and an error of the driver's own."""
    found = failure(NUMBER + "def other(x): return 1.0\n", driver)
    assert found.blame is None and found.frames == ()


def test_an_exception_in_the_students_code_is_told_as_it_is(failure):
    """With the student's frames, and without anybody to blame."""
    found = failure("def loss(x):\n    raise ValueError('no')\n", "slope")
    assert found.blame is None and [frame.line for frame in found.frames] == [2]


def test_several_returns_have_no_line(failure):
    """The line of one could be the wrong one."""
    found = failure("def loss(x):\n    if len(x) > 9:\n        return x\n    return 1.0\n", "slope")
    assert found.blame.returned == "a number" and found.frames == ()


def test_an_array_is_expected_in_a_numpy_part(failure):
    """The word is that of the part's own library."""
    drivers = "def mean(student, x):\n    out = student.f(x)\n    return out.mean()\n"
    found = failure("def f(x): return [1.0]\n", "mean", runtime="numpy", drivers=drivers)
    assert found.blame == Blame("f", "a list", "an array")


def test_the_slopes_of_a_mistake_that_lies_about_itself(failure):
    """Student code may break what is looked at here; then nothing is said."""
    text = (
        "class Odd:\n"
        "    def __getattribute__(self, name):\n"
        "        raise RuntimeError('no attribute for anybody')\n"
        "def loss(x): return Odd()\n"
    )
    assert failure(text, "detaches").type == "RuntimeError"
