"""What an exercise asks for is forbidden under every name that torch has for it: a walk through torch finds no open way."""

import os
import subprocess
import sys

import pytest
from support.places import ROOT, TESTS

pytest.importorskip("torch")

# Names that the walk must have found to answer right: a way of each sort. If it is blind, it proves nothing.
SEEN = {
    "attention": "torch.nn.functional.multi_head_attention_forward torch.nn.quantizable.MultiheadAttention",
    "batch_norm": "torch._refs.native_layer_norm aten::_native_batch_norm_legit.default torch.nn.BatchNorm2d",
    "conv": "torch.nn.Conv2d aten::convolution.default torch._C._nn.thnn_conv2d",
    "linear": "torch.nn.Linear aten::linear.default",
    "lstm": "torch.nn.LSTM torch.nn.quantizable.LSTM torch._decomp.decompositions.lstm_impl aten::lstm.input",
    "optimizer": "torch.optim.AdamW torch.optim._functional.adamw",
    "pool": "torch.nn.MaxPool2d torch._decomp.decompositions.max_pool2d_with_indices aten::max_pool2d.default",
    "softmax": "torch.nn.Softmax torch._refs.softmax torch.masked.softmax torch.distributions.Categorical aten::_softmax.default",
    "swish": "torch.nn.SiLU aten::silu.default",
}


@pytest.mark.proof
@pytest.mark.parametrize("operation", SEEN)
def test_no_way_is_open(operation):
    """Whatever answers right refuses to once the operation is forbidden. A new release's new name must enter the table."""
    said = subprocess.run(
        [sys.executable, "-m", "programs.walk_torch", operation],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{ROOT}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    ).stdout
    right, still_open, _ = (line.split()[1:] for line in said.splitlines())
    assert set(SEEN[operation].split()) <= set(right), right
    assert still_open == []
