"""The student's own files are checked against the recordings beside them."""

import os
import subprocess
import sys

from support.places import ROOT
from support.student import FILE, RIGHT, TOPIC, call, check


def test_check_leaves_out_what_is_not_begun(workspace):
    """One line says so; --all asks for it."""
    FILE.write_text(RIGHT)
    said = check(code=0)
    assert "nothing is written yet in softmax_cross_entropy; --all" in said and "Softmax" not in said
    assert "Softmax and cross-entropy" in check("--all", code=1)


def test_check_one_check(workspace):
    """By its name, or those that say something; they are not the whole and change no progress."""
    FILE.write_text(RIGHT)
    said = check(f"{TOPIC}.keeps_dtypes", code=0)
    assert "1 of 1 points" in said and "float32 stays float32" in said
    assert "not checked yet" in call()
    assert "Did you mean keeps_dtypes?" in check(f"{TOPIC}.keep_dtypes", code=2)
    assert "running mean moves by momentum" in check(TOPIC, "-k", "MOMENTUM", code=0)
    assert "no check has 'nothing like it'" in check(TOPIC, "-k", "nothing like it", code=2)


def test_check_in_process_to_debug(workspace):
    """Code runs in the judge's own process, so that breakpoint() works; --pdb stops where it raises."""
    FILE.write_text(RIGHT)
    assert "isolation: none" in check(TOPIC, "--in-process", code=0)
    head = "def batch_norm_forward(*a, **k):\n    number = 6 * 7\n    raise KeyError(number)\n\n\ndef _"
    FILE.write_text(RIGHT.replace("def batch_norm_forward", head, 1))
    command = [sys.executable, "-m", "grader", "check", f"{TOPIC}.normalizes_each_column", "--part", "numpy", "--pdb"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, input="p number + 1\nq\n", env=environment)
    assert done.returncode == 1 and "43" in done.stdout and "KeyError: 42" in done.stderr


def test_a_hint_helps_with_the_first_check_that_does_not_pass(workspace):
    """Or with the one that is named; where it passes there is nothing to hint at."""
    FILE.write_text(RIGHT)
    assert "there is no hint to give" in call("hint", f"{TOPIC}.keeps_dtypes")
    FILE.write_text(RIGHT.replace("momentum", "momentun", 1))
    assert "The idea: " in call("hint", TOPIC)
    assert "Did you mean keeps_dtypes?" in call("hint", f"{TOPIC}.keep_dtypes", code=2)
