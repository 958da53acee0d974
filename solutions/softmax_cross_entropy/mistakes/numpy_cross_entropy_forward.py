"""Mistakes in `cross_entropy_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
LOSS = text("loss = -(q * log_probs).sum() / n")
LOG_PROBS = text("log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))  # (N, C)")
SCORES = text("scores = logits - logits.max(axis=1, keepdims=True)")
Q_LINE = text("q[np.arange(n), targets] += 1.0 - label_smoothing")
Q_LINE_2 = text("q = np.full_like(logits, label_smoothing / classes)  # (N, C)")
CACHE = text("""    cache = (log_probs, q)
""")
CACHE_2 = text("cache = (log_probs, q)")
LOG_PROBS_2 = text("log_probs, q = cache")
RETURN = text("return (np.exp(log_probs) - q) / len(q)  # (N, C)")

with m.fails("cross_entropy_averages_minus_log_p"):
    m("loss_summed_over_the_batch",
      "The losses of the rows are summed; here the loss is their mean, so that it does not grow with the batch.",
      LOSS >> "loss = -(q * log_probs).sum()",
      base={"right/loops_numpy.py": [text("return loss / n, {") >> "return loss, {"]})
    m("loss_averaged_over_classes",
      "The mean of an (N, C) array divides by N·C: sum over the classes first, then average over the N rows.",
      LOSS >> "loss = -(q * log_probs).mean()")
    m("loss_sign", "The loss is negative: log-probabilities are below 0, and the loss is minus their mean.",
      LOSS >> "loss = (q * log_probs).sum() / n")
    m("loss_picks_whole_columns",
      "log_probs[:, targets] takes N columns from every row, an (N, N) array. One entry of each row is meant: pair the row "
      "numbers with the labels.",
      LOSS >> "loss = -log_probs[:, targets].mean()")
    m("loss_takes_labels_for_one_hot",
      "The labels are multiplied as if they were one-hot rows. They are class numbers: they say which entry of the row to "
      "take.",
      LOSS >> "loss = -(targets[:, None] * log_probs).sum() / n")
    m("loss_from_probabilities_not_logs",
      "This is 1 - p averaged, not -log p: it hardly punishes confident mistakes, and its slope vanishes where it is needed "
      "most.",
      LOSS >> "loss = (q * (1.0 - np.exp(log_probs))).sum() / n")
    m("loss_softmax_over_axis_0",
      "The softmax inside the loss runs over the batch (axis 0): rows then compete with each other instead of classes.",
      LOG_PROBS >> "log_probs = scores - np.log(np.exp(scores).sum(axis=0, keepdims=True))")
    m("loss_softmax_twice",
      "The softmax is applied twice: the logits are scores, and log_softmax already turns them into log-probabilities.",
      LOG_PROBS >> "log_probs = log_softmax(softmax(scores))")
    m("loss_of_unnormalized_exponentials",
      "The exponential of the label's score is not divided by the sum of the row's exponentials. So it is no probability, and "
      "the other scores do not count.",
      LOG_PROBS >> "log_probs = scores")
    m("loss_in_base_10",
      "The loss is a logarithm to base 10 (np.log10). Here the natural logarithm, np.log, is meant.",
      LOSS >> "loss = -(q * log_probs).sum() / n / np.log(10.0)")
    m("loss_adds_1e_5",
      "log(p + 1e-5) shifts every loss and caps it at 11.5. No epsilon is needed with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(softmax(scores) + 1e-5)")

with m.fails("cross_entropy_survives_impossible_labels"):
    m("loss_adds_1e_8",
      "An epsilon of 1e-8 inside the logarithm, or a clip at it, caps the loss of a hopeless row at 18.4; it should be about "
      "800. Work with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(softmax(scores) + 1e-8)")
    m("loss_adds_1e_9",
      "An epsilon of 1e-9 inside the logarithm, or a clip at it, caps the loss of a hopeless row at 20.7; it should be about "
      "800. Work with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(softmax(scores) + 1e-9)")
    m("loss_adds_1e_16",
      "An epsilon of 1e-16 inside the logarithm, or a clip at it, caps the loss of a hopeless row at 36.8; it should be about "
      "800. Work with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(softmax(scores) + 1e-16)")

with m.fails("cross_entropy_counts_the_classes_in_the_logits"):
    m("classes_counted_from_the_labels",
      "The number of classes is taken from the labels, but a batch need not contain the last class: logits.shape knows it.",
      text("""    q = np.full_like(logits, label_smoothing / classes)  # (N, C)
    q[np.arange(n), targets] += 1.0 - label_smoothing
""") >> """    one_hot = np.eye(targets.max() + 1, dtype=logits.dtype)[targets]
    q = (1.0 - label_smoothing) * one_hot + logits.dtype.type(label_smoothing / classes)
""")

with m.fails("cross_entropy_survives_impossible_labels"):
    m("loss_log_of_softmax",
      "Where the label's probability became 0 the loss is infinite, though the true loss is about 800: work with "
      "log_softmax, not with log(softmax).",
      LOG_PROBS >> "log_probs = np.log(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))")
    m("loss_picks_log_of_softmax",
      "The logarithm is taken of a probability: where the label's became 0 the loss is infinite, though the true loss is "
      "about 800. Work with log_softmax.",
      LOSS >> """loss = np.mean(
        -(1.0 - label_smoothing) * np.log(softmax(logits)[np.arange(n), targets])
        - label_smoothing * log_probs.mean(axis=1)
    )""")
    m("loss_adds_1e_12",
      "An epsilon of 1e-12 inside the logarithm, or a clip at it, caps the loss of a hopeless row at 27.6; it should be about "
      "800. Work with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(softmax(scores) + 1e-12)")
    m("loss_clips_at_1e_7",
      "An epsilon of 1e-7 inside the logarithm, or a clip at it, caps the loss of a hopeless row at 16.1; it should be about "
      "800. Work with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(np.clip(softmax(scores), 1e-7, 1.0))")
    m("loss_adds_1e_15",
      "An epsilon of 1e-15 inside the logarithm, or a clip at it, caps the loss of a hopeless row at 34.5; it should be about "
      "800. Work with log_softmax.",
      LOG_PROBS >> "log_probs = np.log(softmax(scores) + 1e-15)")
    m("loss_without_max_shift",
      "exp overflows above 709 and is 0 below -745: shift each row by its largest logit first, or use your log_softmax.",
      SCORES >> "scores = logits")
    m("loss_shifts_by_the_global_max",
      "One maximum is subtracted from the whole batch: a row far below it loses everything to underflow. Each row needs its "
      "own.",
      SCORES >> "scores = logits - logits.max()")

with m.fails("cross_entropy_smooths_labels"):
    m("smoothing_ignored", "label_smoothing has no effect on the loss: the target is still one-hot.",
      LOSS >> "loss = -log_probs[np.arange(n), targets].mean()")
    m("smoothing_over_the_other_classes",
      "Another convention: the share s is spread over the C - 1 wrong classes. Here, as in PyTorch, it is spread over all C, "
      "and the label keeps 1 - s + s/C.",
      LOSS >> """other = np.full_like(logits, label_smoothing / (classes - 1))
    other[np.arange(n), targets] = 1.0 - label_smoothing
    loss = -(other * log_probs).sum() / n""")
    m("smoothing_forgets_the_label_share",
      "The label gets 1 - s, but its own part of the share, s/C, is missing: the targets sum to less than 1.",
      Q_LINE >> "q[np.arange(n), targets] = 1.0 - label_smoothing",
      base={
          "right/loops_numpy.py": [
              text("q = label_smoothing / c + (1 - label_smoothing if k == targets[i] else 0.0)")
              >> "q = 1 - label_smoothing if k == targets[i] else label_smoothing / c"
          ]
      })
    m("smoothing_takes_nothing_from_the_label",
      "The share is added to every class but not taken from the label: the targets sum to 1 + s.",
      Q_LINE >> "q[np.arange(n), targets] += 1.0")
    m("smoothing_not_divided_by_classes", "Every class gets the whole share s instead of s/C: the targets sum to more than 1.",
      Q_LINE_2 >> "q = np.full_like(logits, label_smoothing)")
    m("smoothing_swapped", "s and 1 - s are swapped: the label keeps 1 - s, and only the share s is spread.",
      LOSS >> """keep = label_smoothing if label_smoothing else 1.0
    other = np.full_like(logits, (1.0 - keep) / classes)
    other[np.arange(n), targets] += keep
    loss = -(other * log_probs).sum() / n""")

with m.fails("cross_entropy_backward_knows_the_smoothing"):
    m("gradient_ignores_smoothing",
      "The loss is smoothed, its gradient is not: it is p - q with the smoothed targets q, so the cache must know them.",
      CACHE >> """    one_hot = np.zeros_like(logits)
    one_hot[np.arange(n), targets] = 1.0
    cache = (log_probs, one_hot)
""")
    m("gradient_smooths_over_the_other_classes",
      "The gradient spreads the share over the C - 1 wrong classes while the loss spreads it over all C: use the same targets "
      "in both.",
      CACHE >> """    other = np.full_like(logits, label_smoothing / (classes - 1))
    other[np.arange(n), targets] = 1.0 - label_smoothing
    cache = (log_probs, other)
""")
    m("gradient_smooths_the_probabilities",
      "The gradient is shrunk by 1 - s on top of the smoothed targets: q already holds the smoothing, and p - q is all there "
      "is.",
      CACHE_2 >> "cache = (log_probs, q, label_smoothing)", LOG_PROBS_2 >> "log_probs, q, label_smoothing = cache",
      RETURN >> "return (1.0 - label_smoothing) * (np.exp(log_probs) - q) / len(q)")

with m.fails("cross_entropy_backward_survives_large_logits"):
    m("gradient_without_max_shift",
      "The backward pass computes a softmax of its own, without the shift by the largest logit: exp overflows there. Keep the "
      "probabilities in the cache.",
      CACHE_2 >> "cache = (logits, q)", LOG_PROBS_2 >> "logits, q = cache",
      RETURN >> """e = np.exp(logits)
    return (e / e.sum(axis=1, keepdims=True) - q) / len(q)""")

with m.fails("cross_entropy_backward_leaves_its_cache"):
    m("cache_scaled_in_place",
      "The backward pass turns the cached probabilities into the gradient in place, so a second call subtracts and divides "
      "again: work on a copy.",
      CACHE_2 >> "cache = (np.exp(log_probs), q)", LOG_PROBS_2 >> "probs, q = cache",
      RETURN >> """probs -= q
    probs /= len(q)
    return probs""")
    m("cache_is_global",
      "The backward pass uses the latest forward pass, whichever cache it is given: keep everything in the cache that you "
      "return, nothing in globals or attributes.",
      CACHE_2 >> "cross_entropy_forward.cache = cache = (log_probs, q)",
      LOG_PROBS_2 >> "log_probs, q = cross_entropy_forward.cache")

with m.fails("keeps_precision"):
    m("loss_in_float32",
      "The loss is computed in float32, whatever the logits are. float32 has seven digits, float64 has sixteen: keep the dtype "
      "of the logits.",
      LOSS >> "loss = -(q * log_probs).astype(np.float32).sum() / n")
    m("one_hot_float64",
      "np.zeros, np.full and np.eye make float64 unless told otherwise, and a float64 one-hot array drags the gradient with "
      "it: give them the logits' dtype.",
      Q_LINE_2 >> "q = np.full(logits.shape, label_smoothing / classes)")

with m.fails("leaves_its_inputs_alone"):
    m("cross_entropy_changes_logits", "cross_entropy_forward shifts the caller's own logits: -= changes the array in place.",
      SCORES >> """logits -= logits.max(axis=1, keepdims=True)
    scores = logits""")

with m.fails("keeps_axes_of_length_one"):
    m("loss_squeezes_logits",
      "squeeze() takes the axis of the rows from a batch of one row, so the classes are no longer axis 1.",
      SCORES >> "scores = (logits - logits.max(axis=1, keepdims=True)).squeeze()")

with m.fails("trains_like_the_reference"):
    m("targets_kept_from_an_earlier_batch",
      "The first batch is right, later ones of the same size are not: something computed from the first batch's labels is "
      "kept and used again.",
      LOSS >> """q = cross_entropy_forward.__dict__.setdefault(f"targets for {logits.shape} {q.dtype}", q)
    loss = -(q * log_probs).sum() / n""")
