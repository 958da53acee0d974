"""The one table of what a topic may forbid: for each operation that an exercise asks for, everything in torch that does it.

Names are patterns, so that a new kernel or a new Python version of an old operation is found in a new release of torch too.
This module knows names only; `ready_made.py` and `python_code.py` refuse what they stand for.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

# Namespaces of operators that compute with ordinary numbers. Operators for 8-bit numbers give no answer that a check accepts.
NAMESPACES = ("aten", "inductor", "mkl", "mkldnn", "mkldnn_prepacked", "prepacked", "prims")
# Methods of a class of torch in which its work is done. A student's class may inherit the others: constructors, for example.
_WORK = r"(forward|_forward_impl|log_prob|_get_full_log_prob|predict|_call|__call__|step|_(sa|mha)_block)"


@dataclasses.dataclass(frozen=True)
class Operation:
    """What does one operation, as regular expressions that must match a whole name.

    `operators` are names of torch's operators without namespace and overload, `functions` names of Python functions without
    underscores at their start, `classes` names of classes whose methods of `_WORK` do it, and `files` files of torch, written
    as modules, of which all functions do it but special methods. `also` names operations with which the same answer is to be had.
    """

    operators: str
    functions: str = ""
    classes: str = ""
    files: str = ""
    also: tuple[str, ...] = ()

    def has_operator(self, name: str) -> bool:
        """Whether an operator with this name, as torch lists it ("aten::softmax.int"), belongs to the operation."""
        namespace, _, rest = name.partition("::")
        return namespace in NAMESPACES and bool(re.fullmatch(self.operators, rest.partition(".")[0]))

    def has_function(self, file: str, name: str) -> bool:
        """Whether the Python function with this qualified name in a file of torch ("nn.functional") belongs to it."""
        *around, own = name.split(".")
        if self.files and not own.startswith("__") and re.fullmatch(self.files, file):
            return True
        if self.functions and re.fullmatch(self.functions, own.lstrip("_")):
            return True
        return bool(self.classes and around and re.fullmatch(_WORK, own) and re.fullmatch(self.classes, around[-1]))


OPERATIONS = {
    "attention": Operation(
        r"\w*(attention|transformer_encoder)\w*",
        r"(?!can_|is_|meta_|register_|list_)\w*attention(_\d+|_forward|_inner|_for_cpu|_impl|_math)?"
        r"|sdpa_dense|sfdp_(pattern|replacement)_\d+",
        r"(Multihead|Flex|Paged|Varlen)?Attention\w*|FlexAttentionHOP|Transformer((En|De)coder(Layer)?)?",
    ),
    "batch_norm": Operation(
        r"\w*(batch|layer|instance|group|rms)_?norm\w*",
        r"(?!get_|replace_|broadcast_|meta_|register_|fuse_|\w*backward)\w*(batch|layer|instance|group|rms)_?norm(_?\w+)?",
        r"_?(Lazy|Sync)?(Batch|Layer|Instance|Group|RMS)Norm\w*",
    ),
    "conv": Operation(
        r"(\w*_)?conv(?!ert|_ind)\w*",
        r"(?!get_|\w*backward)(\w+_)?conv(olution|_transpose|_tbc)?([123]d)?(_to_conv2d)?",
    ),
    "cross_entropy": Operation(
        r"cross_entropy_loss|nll_loss\w*", r"(linear_)?cross_entropy|nll_loss(2?d?_forward|_nd)?"
    ),
    "dropout": Operation(r"(_|native|fused|feature|alpha)*dropout_?", r"\w*dropout[123]?d?", r"\w*Dropout\w*"),
    "linear": Operation(
        r"(?!\w*(upsample|prepack|reorder|quantize))(\w*_)?(bi|tri)?linear(?!_comb)(_\w+)?|_addmm_activation",
        r"(bi)?linear",
    ),
    "lstm": Operation(
        r"(?!\w*(flatten|reorder))(\w*_)?(lstm|gru|rnn)(_\w+)?",
        r"(\w*_)?(lstm|gru|rnn)(_(cell|impl|input|\w*_impl|layer|relu|tanh|with_decomposition|helper|data))*",
        r"_?(Quantized)?(LSTM|GRU|RNN)\w*",
    ),
    "optimizer": Operation(
        r"_fused_(adam|adamw|adagrad|sgd)_?",
        files=r"optim\.(?!optimizer$).*|distributed\.optim\.functional_\w+|_dynamo\.polyfills\.optim",
    ),
    "pool": Operation(r"(\w*_)?(max|avg|lp)_(un)?pool[123]d\w*", r"(?!meta_|\w*backward)\w*_(un)?pool[123]d(_\w+)?"),
    "softmax": Operation(
        r"\w*(softmax|softmin|log_?sum_?exp|logcumsumexp)\w*",
        r"(?!get_|\w*backward)\w*(softm(ax|in))(_default|_handler|_online|2d)?|log_?sum_?exp|logcumsumexp",
        r"(Log|AdaptiveLog)?Softm(ax|in)\w*",
        also=("attention", "cross_entropy"),
    ),
    "swish": Operation(r"(silu|glu|swish)(_\w*)?", r"silu|glu|swish", r"SiLU|GLU|Swish"),
    "windows": Operation(r"unfold\w*|im2col\w*|col2im\w*", r"unfold(_copy)?|fold|im2col|col2im", r"(Unf|F)old"),
}


def meant_by(name: str) -> tuple[Operation, ...]:
    """The operation with this name and those that it brings along.

    A name that is not in the table stands for torch's operator and for torch's Python functions of that name.
    """
    first = OPERATIONS.get(name) or Operation(re.escape(name), re.escape(name))
    return (first, *(OPERATIONS[other] for other in first.also))


def operators_among(listed: Iterable[str], name: str) -> tuple[str, ...]:
    """Those of the operators in torch's list that belong to the named operation."""
    operations = meant_by(name)
    return tuple(sorted(one for one in listed if any(operation.has_operator(one) for operation in operations)))
