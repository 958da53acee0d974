"""Python functions of torch are refused whoever holds them, in all threads, and are themselves again afterwards."""

import functools
import importlib.util
import threading

import pytest

from grader.worker import python_code

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

F = torch.nn.functional
X = torch.linspace(-1, 2, 12).reshape(3, 4)
held = F.softmax
bound = torch.nn.Softmax(1).forward
partial = functools.partial(F.gumbel_softmax, dim=1)


class Refused(Exception):
    """A listed function was called."""


def refuse(name):
    raise Refused(name)


@pytest.fixture
def refused():
    """`refused(*names)` refuses these operations until the test ends."""
    yield lambda *names: python_code.replace(names, refuse)
    python_code.replace((), refuse)


@pytest.mark.parametrize(
    "call",
    [held, bound, partial, torch.nn.Softmax(1), torch._refs.softmax],
    ids="name method partial object inner".split(),
)
def test_references_that_were_held_before(refused, call):
    """A name, a bound method, a partial function, an object, and a function inside decorators."""
    args = (X, 1) if call in (held, torch._refs.softmax) else (X,)
    call(*args)
    refused("softmax")
    with pytest.raises(Refused, match=r"^torch\.\w+"):
        call(*args)
    refused()
    call(*args)


def test_the_name_says_where_it_stands(refused):
    """A function by its module, a layer by its class."""
    refused("softmax", "attention")
    with pytest.raises(Refused, match=r"^torch\.nn\.functional\.softmax$"):
        held(X, 1)
    with pytest.raises(Refused, match=r"^torch\.nn\.modules\.activation\.MultiheadAttention$"):
        torch.nn.MultiheadAttention(4, 2)(X, X, X)


def test_threads_that_run_already(refused):
    """The code is replaced for all of them."""
    go, said = threading.Event(), []

    def work():
        go.wait()
        try:
            held(X, 1)
        except Refused as error:
            said.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    refused("softmax")
    go.set()
    thread.join()
    assert said == ["torch.nn.functional.softmax"]


def test_a_module_that_is_executed_again(refused):
    """Under another name, while something is forbidden and before."""

    def copy():
        spec = importlib.util.spec_from_file_location("another", torch.masked._ops.__file__)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    before = copy()
    refused("softmax")
    for module in (before, copy()):
        with pytest.raises(Refused):
            module.softmax(X, 1)
    refused()
    assert module.softmax(X, 1).shape == X.shape


def test_closures_keep_their_variables(refused):
    """torch's own closures among the listed functions work again afterwards."""
    closures = [f for f in python_code.of(python_code.meant_by("optimizer")[0]) if f.__closure__]
    refused("optimizer")
    for function in closures:
        with pytest.raises(Refused):
            function()
    refused()
    assert all(f.__code__.co_filename != python_code.__file__ for f in closures)


def test_functions_of_two_operations(refused):
    """Are refused once and restored whole."""
    refused("softmax", "softmax", "cross_entropy")
    refused()
    assert F.cross_entropy(X, torch.arange(3)).shape == ()
