"""Mistakes in `cross_entropy`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
LOSS = text("loss = losses.masked_fill(~counts, 0.0).sum() / counts.sum()")
LOG_PROBS = text("log_probs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()  # (N, C)")
SHIFTED = text("shifted = wide - wide.amax(dim=1, keepdim=True)")
COUNTS = text("counts = targets != ignore_index  # (N,)")
LOSSES = text("losses = (1.0 - label_smoothing) * nll + label_smoothing * spread")
SPREAD = text("spread = -log_probs.mean(dim=1)  # (N,)")
RETURN_LOSS = text("return loss.to(logits.dtype)")
WIDE = text("wide = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits")

with m.fails("torch_loss_averages_minus_log_p"):
    m("torch_loss_summed",
      "The losses of the rows are summed; here the loss is their mean, so that it does not grow with the batch.",
      LOSS >> "loss = losses.masked_fill(~counts, 0.0).sum()")
    m("torch_loss_sign", "The loss is negative: log-probabilities are below 0, and the loss is minus their mean.",
      LOSS >> "loss = -losses.masked_fill(~counts, 0.0).sum() / counts.sum()")
    m("torch_loss_divides_by_classes", "The mean is over N·C numbers: sum over the classes first, then average over the rows.",
      LOSS >> "loss = losses.masked_fill(~counts, 0.0).sum() / counts.sum() / logits.shape[1]")
    m("torch_loss_picks_whole_columns",
      "log_probs[:, labels] takes N columns from every row, an (N, N) tensor. One entry of each row is meant: pair row "
      "numbers with labels, or use gather.",
      text("nll = -log_probs.gather(1, labels[:, None]).squeeze(1)  # (N,)") >> "nll = -log_probs[:, labels].mean(dim=1)")
    m("torch_loss_softmax_over_the_batch",
      "The softmax runs over the batch (dim 0): rows then compete with each other instead of classes.",
      LOG_PROBS >> "log_probs = shifted - shifted.exp().sum(dim=0, keepdim=True).log()")
    m("torch_loss_softmax_twice",
      "The softmax is applied twice: what comes in are scores, and one log-softmax turns them into log-probabilities.",
      SHIFTED >> """shifted = wide - wide.amax(dim=1, keepdim=True)
    shifted = shifted.exp() / shifted.exp().sum(dim=1, keepdim=True)""")
    m("torch_loss_in_base_10", "The loss is a logarithm to base 10 (log10). Here the natural logarithm, log, is meant.",
      LOSS >> "loss = losses.masked_fill(~counts, 0.0).sum() / counts.sum() / torch.tensor(10.0, dtype=wide.dtype).log()")
    m("torch_loss_of_unnormalized_exponentials",
      "The exponential of the label's score is not divided by the sum of the row's exponentials. So it is no probability, and "
      "the other scores do not count.",
      LOG_PROBS >> "log_probs = shifted")
    m("loss_has_an_axis", "The loss has shape (1,); a scalar, shape (), is expected.",
      RETURN_LOSS >> "return loss.to(logits.dtype)[None]")
    m("calls_ready_made_log_softmax",
      "log_softmax is what this exercise asks you to write: build it from exp, sum and log, after subtracting each row's "
      "maximum.",
      LOG_PROBS >> "log_probs = torch.log_softmax(wide, dim=1)")
    m("calls_ready_made_logsumexp",
      "logsumexp is half of this exercise: write it from exp, sum and log, after subtracting each row's maximum.",
      LOG_PROBS >> "log_probs = wide - torch.logsumexp(wide, dim=1, keepdim=True)")

with m.fails("torch_loss_survives_impossible_labels"):
    m("torch_loss_without_max_shift",
      "exp overflows above 709 and is 0 below -745: shift each row by its largest logit first; log-probabilities do not "
      "change by it.",
      SHIFTED >> "shifted = wide")
    m("torch_loss_shifts_by_the_global_max",
      "One maximum is subtracted from the whole batch: a row far below it loses everything to underflow. Each row needs its "
      "own.",
      SHIFTED >> "shifted = wide - wide.max()")
    m("torch_loss_log_of_softmax",
      "Where the label's probability became 0 the loss is infinite, though the true loss is about 800: simplify log(exp(a) / "
      "s) on paper first.",
      LOG_PROBS >> "log_probs = (shifted.exp() / shifted.exp().sum(dim=1, keepdim=True)).log()")
    m("torch_loss_picks_log_of_softmax",
      "The logarithm is taken of a probability: where the label's became 0 the loss is infinite, though the true loss is about "
      "800. Simplify log(exp(a) / s) on paper first.",
      text("nll = -log_probs.gather(1, labels[:, None]).squeeze(1)  # (N,)")
      >> "nll = -log_probs.exp().gather(1, labels[:, None]).squeeze(1).log()")
    m("torch_loss_adds_epsilon",
      "An epsilon inside the logarithm caps the loss of a hopeless row at 27.6; it should be about 800. Take the logarithm "
      "of the sum only.",
      LOG_PROBS >> "log_probs = (shifted.exp() / shifted.exp().sum(dim=1, keepdim=True) + 1e-12).log()")

with m.fails("torch_loss_skips_ignored_rows"):
    m("ignored_rows_counted_in_the_mean",
      "Ignored rows add 0 to the sum but still count in the number of rows: divide by the number of rows that are not ignored.",
      LOSS >> "loss = losses.masked_fill(~counts, 0.0).mean()")
    m("ignored_rows_counted_in_the_sum",
      "Ignored rows still add to the sum: the class that stands in for them while gathering must not count.",
      LOSS >> "loss = losses.sum() / counts.sum()")
    m("ignored_rows_taken_for_class_0",
      "Ignored rows are treated as rows of class 0: they count in the sum and in the number of rows.",
      LOSS >> "loss = losses.mean()")
    m("ignore_index_hard_coded",
      "Only -100 is ignored: the argument ignore_index is not used, and may also be one of the classes.",
      COUNTS >> "counts = targets != -100")
    m("negative_labels_ignored",
      "Rows are dropped by comparing with < or >: only the rows whose label equals ignore_index are ignored.",
      COUNTS >> "counts = (targets >= 0) & (targets > (ignore_index if ignore_index >= 0 else -1))")

with m.fails("torch_loss_smooths_labels"):
    m("torch_smoothing_ignored", "label_smoothing has no effect on the loss: the target is still one-hot.",
      LOSSES >> "losses = nll")
    m("torch_smoothing_over_the_other_classes",
      "Another convention: the share s is spread over the C - 1 wrong classes. PyTorch spreads it over all C, and the label "
      "keeps 1 - s + s/C.",
      SPREAD >> "spread = (-log_probs.sum(dim=1) - nll) / (logits.shape[1] - 1)")
    m("torch_smoothing_takes_nothing_from_the_label",
      "The share is added to every class but not taken from the label: the targets sum to 1 + s.",
      LOSSES >> "losses = nll + label_smoothing * spread")
    m("torch_smoothing_not_divided_by_classes",
      "Every class gets the whole share s instead of s/C: the targets sum to more than 1.",
      SPREAD >> "spread = -log_probs.sum(dim=1)")

with m.fails("torch_loss_smooths_no_ignored_rows"):
    m("smoothing_averaged_over_all_rows",
      "The ignored rows are left out of the label's part, but not of the smoothing: they count in neither.",
      LOSS >> """loss = (1.0 - label_smoothing) * nll.masked_fill(~counts, 0.0).sum() / counts.sum()
    loss = loss + label_smoothing * spread.mean()""")
    m("smoothing_leaves_out_the_ignored_class",
      "When ignore_index is one of the classes, no share is spread to it. Rows are ignored, not classes: the share goes to "
      "all C.",
      SPREAD >> """share = torch.ones_like(log_probs[0])
    if 0 <= ignore_index < logits.shape[1]:
        share[ignore_index] = 0.0
    spread = -(log_probs * share).sum(dim=1) / share.sum()""")

with m.fails("torch_loss_is_differentiable"):
    m("normalizer_detached",
      "The value is right, the gradient is not: the sum of exponentials is cut off from autograd, so the wrong classes get no "
      "gradient.",
      LOG_PROBS >> "log_probs = shifted - shifted.exp().sum(dim=1, keepdim=True).log().detach()")
    m("loss_is_a_python_number",
      "The loss is a Python number: .item() and float() lose the graph of autograd. Return the tensor.",
      RETURN_LOSS >> "return loss.item()")
    m("loss_detached",
      "The loss is cut off from autograd: .detach(), torch.tensor(...) and NumPy on the way all lose the graph.",
      RETURN_LOSS >> "return loss.detach().to(logits.dtype)")

with m.fails("torch_loss_sends_no_gradient_to_ignored_rows"):
    m("ignored_rows_get_a_gradient",
      "The loss is right, but ignored rows get a gradient. Their losses must not reach the sum, or must be replaced there by "
      "numbers without gradient, as masked_fill does.",
      LOSS >> """rest = losses.masked_fill(~counts, 0.0) + (losses - losses.detach()).masked_fill(counts, 0.0)
    loss = rest.sum() / counts.sum()""")

with m.fails("torch_loss_is_finite_in_half_precision"):
    m("sum_overflows_in_float16",
      "In float16 the sum of the losses passes 65504 and becomes infinite, though their mean does not: compute in float32 "
      "inside, and return the logits' dtype.",
      WIDE >> "wide = logits")

with m.fails("torch_keeps_precision"):
    m("torch_loss_in_float32",
      "The loss, or a part of it, is computed in float32, whatever the logits are. float32 has seven digits, float64 has "
      "sixteen: convert float16 and bfloat16 alone, and give new tensors the dtype of the logits.",
      WIDE >> "wide = logits.float()")
    m("loss_always_float64",
      "The loss comes back in float64 whatever goes in; computing in a wider dtype is fine, but cast the loss back to the "
      "logits' dtype.",
      WIDE >> "wide = logits.double()", RETURN_LOSS >> "return loss")

with m.fails("torch_loss_leaves_its_inputs_alone"):
    m("torch_loss_changes_logits", "The caller's own logits are shifted in place (-= and methods that end in _ change a tensor).",
      SHIFTED >> """with torch.no_grad():
        wide -= wide.amax(dim=1, keepdim=True)
    shifted = wide""")
    m("torch_loss_changes_targets",
      "The ignored labels are overwritten in the caller's own tensor (indexing with = and methods that end in _ change it): "
      "in the next epoch those rows would count.",
      text("labels = targets.masked_fill(~counts, 0)  # any class will do: these rows drop out below")
      >> "labels = targets.masked_fill_(~counts, 0)")

with m.fails("torch_keeps_axes_of_length_one"):
    m("torch_loss_squeezes_logits",
      "squeeze() takes the axis of the rows from a batch of one row, so the classes are no longer dim 1.",
      SHIFTED >> "shifted = (wide - wide.amax(dim=1, keepdim=True)).squeeze()")
