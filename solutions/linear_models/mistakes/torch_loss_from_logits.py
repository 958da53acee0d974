"""Mistakes in `loss_from_logits`, by the check that catches each."""

from math import log

from grader import Mistakes, text

m = Mistakes("torch")
SIGNED = text("wrong_way = (1.0 - 2.0 * y) * logits  # (N,)")
LOSS = text("return -nn.functional.logsigmoid(-wrong_way).mean()")
FROM_P = "p = 1.0 / (1.0 + torch.exp(-logits))\n    return "

with m.fails("torch_loss_averages_minus_log_p"):
    m("torch_loss_summed", "The costs of the rows are summed. The loss is their mean.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).sum()")
    m("torch_loss_for_labels_of_either_sign",
      "log(1 + exp(-y * s)) is the formula for labels -1 and 1. Here the labels are 0 and 1, and it gives log 2 to every row "
      "with label 0. Use 2 * y - 1 in place of y.",
      SIGNED >> "wrong_way = -y * logits")
    m("torch_loss_with_labels_swapped",
      "The costs of the two labels have changed places: log(1 + exp(-s)) belongs to y = 1, log(1 + exp(s)) to y = 0.",
      SIGNED >> "wrong_way = (2.0 * y - 1.0) * logits")
    m("torch_loss_without_the_negative_rows",
      "Rows with label 0 cost nothing: only y * log(p) is there. They cost -log(1 - p).",
      LOSS >> "return (y * -nn.functional.logsigmoid(logits)).mean()")
    m("torch_loss_sign", "The loss is negative. Logarithms of probabilities are below 0, and the loss is minus their mean.",
      LOSS >> "return nn.functional.logsigmoid(-wrong_way).mean()")
    m("torch_loss_with_log10", "The logarithm has base 10. The natural logarithm is meant.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).mean() / 2.302585092994046")
    m("torch_loss_is_a_squared_error", "This is the squared error of the probability. The cross-entropy is -log(p of the label).",
      LOSS >> FROM_P + "(p - y).square().mean()")
    m("torch_loss_without_logarithm",
      "This is the mean of 1 - p, the probability of the wrong label. The cross-entropy is -log(p of the label).",
      LOSS >> FROM_P + "(p - y).abs().mean()")
    m("torch_loss_with_two_sigmoids",
      "A sigmoid is applied to probabilities: the loss takes the logits, and applies one sigmoid.",
      SIGNED >> "wrong_way = (1.0 - 2.0 * y) / (1.0 + torch.exp(-logits))")
    for eps in (1e-5, 1e-6):
        m(f"torch_loss_adds_{eps:g}",
          f"{eps:g} is added to the probability before the logarithm. It changes every loss, and a probability that has become"
          " 0 is still lost. Compute log(1 + exp(...)) from the logits.",
          LOSS >> FROM_P + f"-(y * torch.log(p + {eps!r}) + (1.0 - y) * torch.log(1.0 - p + {eps!r})).mean()")
    m("torch_loss_ready_made",
      "binary_cross_entropy_with_logits is the function that you are to write. Compute log(1 + exp(...)) from the logits.",
      LOSS >> "return nn.functional.binary_cross_entropy_with_logits(logits, y)")
    m("torch_loss_ready_made_from_probabilities",
      "binary_cross_entropy is the function that you are to write. Compute log(1 + exp(...)) from the logits.",
      LOSS >> "return nn.functional.binary_cross_entropy(torch.sigmoid(logits), y)")
    m("torch_loss_ready_made_margin",
      "soft_margin_loss is ready-made, with labels -1 and 1. Compute log(1 + exp(...)) from the logits.",
      LOSS >> "return nn.functional.soft_margin_loss(logits, 2.0 * y - 1.0)")

with m.fails("torch_loss_is_differentiable"):
    m("torch_loss_is_a_number",
      "The loss is cut off from autograd (.item(), .detach(), torch.tensor(...)): no gradient reaches the logits.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).mean().detach()")
    m("torch_loss_is_a_python_number",
      "The loss is a number of Python (.item(), float(...)): no gradient reaches the logits. Return the scalar tensor.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).mean().item()")

LOST = (
    " At a logit of 1000 on the wrong side the loss is 1000. Compute log(1 + exp(...)) from the logits, with torch.logaddexp or "
    "logsigmoid."
)
with m.fails("torch_loss_survives_large_logits"):
    m("torch_loss_from_probabilities",
      "The loss takes the logarithm of a probability. A probability near 0 is rounded to 0, and its logarithm is -inf." + LOST,
      LOSS >> FROM_P + "-(y * torch.log(p) + (1.0 - y) * torch.log(1.0 - p)).mean()")
    m("torch_loss_overflows", "exp(s) overflows above 709, and the loss becomes infinite." + LOST,
      LOSS >> "return torch.log1p(torch.exp(wrong_way)).mean()")
    m("torch_loss_overflows_beside_y_s",
      "log(1 + exp(s)) - y * s is right on paper, but exp(s) overflows above 709 and the loss becomes infinite." + LOST,
      LOSS >> "return (torch.log1p(torch.exp(logits)) - y * logits).mean()")
    m("torch_loss_of_bce",
      "No row can cost more than 100: the logarithms are clipped at -100, as in PyTorch's BCELoss, or the logits at "
      "+-100." + LOST,
      LOSS >> FROM_P + "-(y * torch.log(p).clamp(min=-100.0) + (1.0 - y) * torch.log(1.0 - p).clamp(min=-100.0)).mean()")
    for eps in (1e-7, 1e-8, 1e-10, 1e-12, 1e-15):
        m(f"torch_loss_clips_at_{eps:g}",
          f"Probabilities are clipped at {eps:g}, or {eps:g} is added to them, so no row can cost more than {-log(eps):.1f}."
          + LOST,
          LOSS >> f"p = (1.0 / (1.0 + torch.exp(-logits))).clamp({eps!r}, 1.0 - {eps!r})\n"
                  "    return -(y * torch.log(p) + (1.0 - y) * torch.log(1.0 - p)).mean()")
    for eps in (1e-7, 1e-8, 1e-16):
        m(f"torch_loss_adds_{eps:g}",
          f"{eps:g} is added to the probability before the logarithm, so no row can cost more than {-log(eps):.1f}." + LOST,
          LOSS >> FROM_P + f"-(y * torch.log(p + {eps!r}) + (1.0 - y) * torch.log(1.0 - p + {eps!r})).mean()")
    for bound in (30, 50, 500):
        m(f"torch_loss_clips_logits_at_{bound}",
          f"Logits are clipped to +-{bound}, so no row can cost more than {bound}." + LOST,
          SIGNED >> f"wrong_way = (1.0 - 2.0 * y) * logits.clamp(-{bound}.0, {bound}.0)")

with m.fails("torch_gradient_survives_large_logits"):
    m("torch_loss_chooses_after_the_overflow",
      "torch.where chooses the right number, but the other one is infinite, and autograd multiplies its slope by 0: the "
      "gradient is NaN. Keep exp from overflowing in both branches.",
      LOSS >> "return torch.where(wrong_way > 50.0, wrong_way, torch.log1p(torch.exp(wrong_way))).mean()")

AT_0 = " At a logit of 0 the slope of a row is (0.5 - y) / N. Use torch.logaddexp, softplus or logsigmoid, which have no kink."
with m.fails("torch_loss_has_its_slope_at_0"):
    m("torch_loss_with_relu_and_abs",
      "relu(s) - y * s + log1p(exp(-|s|)) is right, but autograd takes the slope 0 for relu and for |s| at s = 0. A model that"
      " starts at 0 has all its logits there, so its first step is wrong." + AT_0,
      LOSS >> "return (torch.relu(logits) - y * logits + torch.log1p(torch.exp(-logits.abs()))).mean()")
    m("torch_loss_with_clamp_and_abs",
      "max(s, 0) - y * s + log1p(exp(-|s|)) is right, but autograd takes the slope 1 for clamp and 0 for |s| at s = 0. A model"
      " that starts at 0 has all its logits there, so its first step is wrong." + AT_0,
      LOSS >> "return (logits.clamp(min=0.0) - y * logits + torch.log1p(torch.exp(-logits.abs()))).mean()")

with m.fails("torch_loss_is_finite_in_half_precision"):
    m("torch_loss_overflows_in_the_sum",
      "The costs are added in float16 before they are divided by N. Their sum may exceed 65504: use mean(), or convert to "
      "float32 first.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).sum() / len(y)")

with m.fails("torch_keeps_dtypes"):
    m("torch_loss_in_float32",
      "Somewhere on the way numbers are turned into float32 (.float(), torch.tensor(...) or a new torch.zeros(...)), so seven "
      "digits remain of the sixteen digits of float64. Keep the dtype of the logits.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).mean().float().to(logits.dtype)")
    m("torch_loss_in_float64", "The loss is float64 where the logits are float32. Return it in their dtype.",
      LOSS >> "return -nn.functional.logsigmoid(-wrong_way).mean().double()")

with m.fails("torch_leaves_its_inputs_alone"):
    m("torch_loss_changes_labels_in_place",
      "The caller's labels are turned into -1 and 1: methods such as mul_ write into the tensor that was passed. 2 * y - 1 "
      "makes a new one.",
      SIGNED >> "wrong_way = y.mul_(-2.0).add_(1.0) * logits")

with m.fails("torch_keeps_axes_of_length_one"):
    m("torch_loss_with_the_shape_of_one_row",
      "The loss of a batch of one row has the shape (1,): the mean is left out there. Its shape is () for every batch.",
      LOSS >> """costs = -nn.functional.logsigmoid(-wrong_way)
    return costs if len(costs) == 1 else costs.mean()""")
