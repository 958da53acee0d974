"""Code in another course's style is judged through an adapter: what it covers is found out, translated, and diagnosed."""

import pytest
from support.places import ROOT

from grader.judging import adapter
from grader.judging.judge import judge
from grader.judging.setup import Setup, for_the_record
from grader.submissions import intake
from grader.topics.catalog import find_topic
from grader.values.report import Status

RIGHT = intake.read(ROOT / "tests" / "adapters" / "right")
STYLE = adapter.read(ROOT / "adapters" / "cs231n_style.py")
POINTS = {
    "backprop": 31 / 3,
    "softmax_cross_entropy": 10,
    "batch_norm": 24.75,
    "conv": 20,
    "lstm": 16,
    "optimizers": 14.5,
    "attention": 0,
}

setups: dict[str, Setup] = {}


def setup_of(name):
    """The setup of a topic for code in this style; one for all tests."""
    if name not in setups:
        topic = find_topic(name, ROOT / "exercises", ROOT / "solutions")
        made = for_the_record(topic, b"any secret", parts=("numpy",), isolation="best")
        setups[name] = STYLE.onto(made)
    return setups[name]


def graded(name, find="", replace=""):
    """The report on the right submission, with one text in it replaced."""
    files = {path: data.decode() for path, data in RIGHT.items()}
    assert not find or sum(text.count(find) for text in files.values()) == 1
    changed = {path: (text.replace(find, replace) if find else text).encode() for path, text in files.items()}
    setup = setup_of(name)
    return judge(setup, setup.find_parts(changed, setup.topic) if POINTS[name] else {}, name="ada")


def first_failure(report):
    """The first check that was asked and not passed."""
    return next(r for r in report.results if r.status not in (Status.PASSED, Status.WAITING))


@pytest.mark.parametrize("name", POINTS)
def test_right_code_earns_all_that_is_covered(name):
    """In every topic, and what is not covered does not count."""
    report = graded(name)
    assert [(r.name, r.message) for r in report.results if not r.passed] == []
    assert report.score == report.max_score == pytest.approx(POINTS[name])


WRONG = {
    "eps outside the root": (
        "batch_norm",
        "np.sqrt(var + eps)",
        "(np.sqrt(var) + eps)",
        "puts_eps_under_the_root",
        "eps_outside_root",
    ),
    "running statistics lost": (
        "batch_norm",
        'bn_param["running_mean"] = running_mean',
        "pass",
        "blends_the_running_mean",
        "running_statistics_never_written",
    ),
    "unbiased variance": (
        "batch_norm",
        "var = (xc**2).mean(axis=0)",
        "var = x.var(axis=0, ddof=1)",
        "normalizes_each_column",
        "unbiased_normalizing_variance",
    ),
    "PyTorch's momentum": (
        "batch_norm",
        "momentum * running_mean + (1 - momentum) * mu",
        "(1 - momentum) * running_mean + momentum * mu",
        "blends_the_running_mean",
        "momentum_reversed",
    ),
    "padding forgotten": (
        "conv",
        '    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")\n    H_out',
        "    xp, pad = x, 0\n    H_out",
        "pads_with_zeros",
        "padding_ignored",
    ),
    "[p:-p] for p = 0": (
        "conv",
        "dxp[:, :, pad : pad + H, pad : pad + W]",
        "dxp[:, :, pad:-pad, pad:-pad]",
        "sends_the_gradient_back_to_the_images",
        "image_gradient_inside_of_no_padding",
    ),
    "wrong gate": (
        "lstm",
        "next_c = f * prev_c + i * g",
        "next_c = i * prev_c + f * g",
        "updates_the_cell_state",
        "gates_f_i_g_o",
    ),
    "PyTorch's gate order": (
        "lstm",
        "o = sigmoid(a[:, 2 * H : 3 * H])\n    g = np.tanh(a[:, 3 * H :])",
        "g = np.tanh(a[:, 2 * H : 3 * H])\n    o = sigmoid(a[:, 3 * H :])",
        "updates_the_cell_state",
        "gates_i_f_o_g",
    ),
    "no gradient from later steps": (
        "lstm",
        "dh[:, t] + dprev_h, dprev_c",
        "dh[:, t], dprev_c",
        "trains_like_the_reference",
        "recurrent_gradient_dropped",
    ),
    "no bias correction": (
        "optimizers",
        'config["m"] / (1 - beta1 ** config["t"])',
        'config["m"]',
        "adam_corrects_both_moments",
        "adam_first_moment_uncorrected",
    ),
    "eps under Adam's root": (
        "optimizers",
        '(np.sqrt(v_hat) + config["epsilon"])',
        'np.sqrt(v_hat + config["epsilon"])',
        "adds_eps_as_in_the_formula",
        "adam_eps_under_root",
    ),
    "unnormalised loss": (
        "softmax_cross_entropy",
        ".sum() / N",
        ".sum()",
        "cross_entropy_averages_minus_log_p",
        "loss_summed_over_the_batch",
    ),
    "unnormalised gradient": (
        "softmax_cross_entropy",
        "    dx /= N\n",
        "",
        "cross_entropy_backward_follows_the_loss",
        "gradient_not_divided_by_n",
    ),
    "averaged bias gradient": (
        "backprop",
        "db = dout.sum(axis=0)",
        "db = dout.mean(axis=0)",
        "sums_the_gradients_of_weights_and_bias",
        "bias_gradient_averaged",
    ),
    "ReLU forgotten on the way back": (
        "backprop",
        "affine_backward(relu_backward(dh, relu), fc1)",
        "affine_backward(dh, fc1)",
        "finds_the_gradients_of_the_hidden_layer",
        "hidden_gradient_not_masked",
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_code_fails_with_its_cause(wrong):
    """The adapter rescues nothing, and the cause is named as if the code were in the style of the exercises."""
    name, find, replace, check, mistake = wrong
    failed = first_failure(graded(name, find, replace))
    assert (failed.name, failed.status) == (check, Status.FAILED)
    assert mistake in failed.cause_ids


def test_hints_speak_of_the_other_course_s_conventions():
    """Whoever stacks the gates as PyTorch does reads that, and not that the right order is PyTorch's."""
    find, replace = WRONG["PyTorch's gate order"][1:3]
    hint = first_failure(graded("lstm", find, replace)).hint
    assert hint.startswith("Your gates stand in the order i, f, g, o; here it is i, f, o, g.")
    assert "PyTorch's convention" in first_failure(graded(*WRONG["PyTorch's momentum"][:3])).hint


BROKEN = {
    "its name is missing": (
        "batch_norm",
        "def batchnorm_forward",
        "def batch_norm_forward",
        Status.NOT_WRITTEN,
        "batchnorm_forward is not defined in the file",
    ),
    "no cache": (
        "batch_norm",
        "return out, cache\n\n\ndef batchnorm_backward",
        "return out\n\n\ndef batchnorm_backward",
        Status.FAILED,
        "batch_norm_forward returns a pair (out, cache); yours returned an array of shape (7, 5)",
    ),
    "no config": (
        "optimizers",
        "return w, config",
        "return w",
        Status.RAISED,
        "sgd returned a ndarray: expected the next w and config",
    ),
    "another signature": (
        "lstm",
        "def lstm_step_forward(x, prev_h",
        "def lstm_step_forward(a, x, prev_h",
        Status.RAISED,
        "missing 1 required positional argument: 'b'",
    ),
    "an exception": (
        "conv",
        'stride, pad = conv_param["stride"], conv_param["pad"]\n    N, _, H, W = x.shape\n    F, _, HH, WW = w.shape\n    xp = '
        'np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")\n    H_out',
        "raise KeyError('here')\n    H_out",
        Status.RAISED,
        "\n  layers.py, line 118, in conv_forward_naive\n    raise KeyError('here')",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_code_that_breaks_the_adapter_is_told_what_is_wrong(broken):
    """In its own names and with its own lines; nothing is said of how the exercise here would be called."""
    name, find, replace, status, message = broken
    failed = first_failure(graded(name, find, replace))
    assert failed.status is status
    assert message in failed.message
    assert "adapter" not in failed.message and "should be callable" not in failed.message


def test_what_is_left_out_is_said_with_its_reason():
    """An exercise that the adapter does not define, or a use of one that it refuses."""
    assert setup_of("optimizers").left_out["nesterov_looks_ahead"] == "Nesterov"
    assert setup_of("lstm").left_out["goes_back_through_time"] == "lstm_forward: a sequence starts from cell state 0"
    assert set(setup_of("attention").left_out.values()) == {"nothing of attention_numpy.py"}
    assert {check.name for check in setup_of("lstm").topic.checks_of("numpy")}.isdisjoint(setup_of("lstm").left_out)


def test_a_submission_has_no_say_in_what_is_left_out():
    """What it raises is its own failure, whatever it is."""
    report = graded("lstm", "next_c = f * prev_c + i * g", "raise NotImplementedError('not part of this run')")
    assert report.max_score == POINTS["lstm"] and report.score == 0
