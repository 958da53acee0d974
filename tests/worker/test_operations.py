"""The table of what may be forbidden: what belongs to an operation by its name, and what does not."""

import pytest

from grader.worker.operations import OPERATIONS, meant_by, operators_among

LISTED = [
    "aten::softmax.int",
    "aten::_softmax",
    "aten::_softmax.out",
    "aten::relu",
    "aten::conv2d.padding",
    "other::softmax",
]


def test_operators_with_all_their_overloads():
    """Of the namespaces that compute with numbers."""
    assert operators_among(LISTED, "softmax") == ("aten::_softmax", "aten::_softmax.out", "aten::softmax.int")
    assert operators_among(LISTED, "conv") == ("aten::conv2d.padding",)


def test_a_name_outside_of_the_table_is_an_operator_or_a_function():
    """And nothing whose name contains it. torch computes some losses in Python, out of other operators."""
    assert operators_among(LISTED, "relu") == ("aten::relu",) and operators_among(LISTED, "rel") == ()
    [loss] = meant_by("hinge_embedding_loss")
    assert loss.has_function("nn.functional", "hinge_embedding_loss")
    assert not loss.has_function("nn.functional", "cosine_embedding_loss")


def test_an_operation_brings_others_along():
    """Whose answers give it away."""
    assert meant_by("softmax") == tuple(OPERATIONS[name] for name in ("softmax", "attention", "cross_entropy"))
    assert meant_by("attention") == (OPERATIONS["attention"],)


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("softmax", "nn.functional:softmax"), ("softmax", "_refs:_log_softmax"), ("softmax", "a.release:LogSoftmax.forward"),
        ("attention", "nn.functional:multi_head_attention_forward"), ("attention", "nn.modules:MultiheadAttention.forward"),
        ("attention", "nn.attention.flex_attention:flex_attention"), ("lstm", "ao.nn.quantizable.modules.rnn:LSTMCell.forward"),
        ("batch_norm", "_decomp.decompositions:native_batch_norm"), ("batch_norm", "nn.modules.batchnorm:_BatchNorm.forward"),
        ("optimizer", "optim.adamw:adamw"), ("optimizer", "optim.adamw:AdamW.step"), ("pool", "nn.functional:_max_pool2d"),
        ("windows", "nn.functional:unfold"), ("swish", "nn.functional:silu"), ("conv", "somewhere:conv2d"),
    ],
)  # fmt: skip
def test_functions_that_do_it(operation, name):
    """Under the names that torch has given them, wherever they stand."""
    assert OPERATIONS[operation].has_function(*name.split(":"))


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("softmax", "nn.functional:relu"), ("softmax", "nn.modules.activation:Softmax.__init__"),
        ("attention", "nn.modules.activation:MultiheadAttention._reset_parameters"), ("attention", "cuda:can_use_attention"),
        ("batch_norm", "functional:norm"), ("batch_norm", "nn.utils.clip_grad:clip_grad_norm_"),
        ("batch_norm", "nn.utils.weight_norm:weight_norm"), ("optimizer", "optim.optimizer:Optimizer.add_param_group"),
        ("optimizer", "optim.adamw:AdamW.__init__"), ("lstm", "nn.utils.rnn:pad_sequence"), ("linear", "nn.init:xavier_uniform_"),
        ("conv", "_tensor:convert"), ("windows", "functional:unflatten"),
    ],
)  # fmt: skip
def test_functions_that_honest_code_needs(operation, name):
    """Constructors, initializers, base classes, and names that only look alike."""
    assert not OPERATIONS[operation].has_function(*name.split(":"))
