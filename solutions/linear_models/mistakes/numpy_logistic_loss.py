"""Mistakes in `logistic_loss`, by the check that catches each."""

from math import log

from grader import Mistakes, text

m = Mistakes("numpy")
S = text("    s = x @ w + b")
LOSS = text("loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean()")
P = text("    p = 0.5 + 0.5 * np.tanh(0.5 * s)  # (N,)")
SLOPE = text("slope = (p - y) / len(y)  # (N,)")
RETURN = text("return loss, x.T @ slope, slope.sum()")
END_OF_LOOP = text("""        dw += slope * row
    dw /= len(x)
    return loss / len(x), dw, db / len(x)
""")
FROM_Q = "q = 1.0 / (1.0 + np.exp(-s))\n    loss = "

with m.fails("logistic_loss_averages_minus_log_p"):
    m("logistic_loss_summed",
      "The costs of the rows are summed, as in the lecture's negative log-likelihood. Here the loss is their mean.",
      LOSS >> "loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).sum()")
    m("logistic_loss_for_labels_of_either_sign",
      "log(1 + exp(-y * s)) is the formula for labels -1 and 1. Here the labels are 0 and 1, and it gives log 2 to every row "
      "with label 0. Use 2 * y - 1 in place of y.",
      LOSS >> "loss = np.logaddexp(0.0, -y * s).mean()")
    m("logistic_loss_with_labels_swapped",
      "The costs of the two labels have changed places: log(1 + exp(-s)) belongs to y = 1, log(1 + exp(s)) to y = 0.",
      LOSS >> "loss = np.logaddexp(0.0, (2.0 * y - 1.0) * s).mean()")
    m("logistic_loss_without_the_negative_rows",
      "Rows with label 0 cost nothing: only y * log(p) is there. They cost -log(1 - p).",
      LOSS >> "loss = (y * np.logaddexp(0.0, -s)).mean()")
    m("logistic_loss_sign", "The loss is negative. Logarithms of probabilities are below 0, and the loss is minus their mean.",
      LOSS >> "loss = -np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean()")
    m("logistic_loss_in_bits", "The logarithm has base 2. The natural logarithm is meant.",
      LOSS >> "loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean() / np.log(2.0)")
    m("logistic_loss_with_log10", "The logarithm has base 10. The natural logarithm is meant.",
      LOSS >> "loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean() / np.log(10.0)")
    m("logistic_loss_returns_after_the_first_row",
      "Only the first row is in the loss: `return` stands inside the loop over the rows. Put it behind the loop.",
      LOSS >> "loss = np.logaddexp(0.0, (1.0 - 2.0 * y[0]) * s[0]) / len(y)",
      base={"right/loops_numpy.py": [END_OF_LOOP >> """        dw += slope * row
        dw /= len(x)
        return loss / len(x), dw, db / len(x)
"""]})
    m("logistic_loss_halved", "The loss has a factor 1/2. It is the mean of the costs.",
      LOSS >> "loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean() / 2")
    m("logistic_loss_is_a_squared_error",
      "This is the squared error of the probability. The cross-entropy is -log(p of the label).",
      LOSS >> FROM_Q + "np.square(q - y).mean()")
    m("logistic_loss_without_logarithm",
      "This is the mean of 1 - p, the probability of the wrong label. The cross-entropy is -log(p of the label).",
      LOSS >> FROM_Q + "np.abs(q - y).mean()")
    m("logistic_loss_without_its_soft_part",
      "max(s, 0) - y * s is what remains of the cost for large scores. log(1 + exp(-|s|)) is missing.",
      LOSS >> "loss = (np.maximum(s, 0.0) - y * s).mean()")
    m("logistic_score_without_b", "The scores are x @ w. They should be x @ w + b.", S >> "    s = x @ w")
    for eps in (1e-5, 1e-6):
        m(f"logistic_loss_adds_{eps:g}",
          f"{eps:g} is added to the probability before the logarithm. It changes every loss, and a probability that has become"
          " 0 is still lost. Compute log(1 + exp(...)) from the scores, with np.logaddexp or log1p(exp(-|s|)).",
          LOSS >> FROM_Q + f"-(y * np.log(q + {eps!r}) + (1.0 - y) * np.log(1.0 - q + {eps!r})).mean()")

CLIPPED = (
    " At a score of 1000 on the wrong side the cost is 1000. Compute log(1 + exp(...)) from the scores, with np.logaddexp or "
    "log1p(exp(-|s|))."
)
with m.fails("losses_survive_large_scores"):
    m("logistic_loss_from_probabilities",
      "The loss takes the logarithm of a probability. A probability near 0 is rounded to 0, and its logarithm is -inf." + CLIPPED,
      LOSS >> FROM_Q + "-(y * np.log(q) + (1.0 - y) * np.log(1.0 - q)).mean()")
    m("logistic_loss_from_the_chosen_probability",
      "The loss takes the logarithm of the probability of the label. If it is rounded to 0, the loss is infinite." + CLIPPED,
      LOSS >> FROM_Q + "-np.log(np.where(y == 1.0, q, 1.0 - q)).mean()")
    m("logistic_loss_overflows", "exp(s) overflows above 709, and the loss becomes infinite." + CLIPPED,
      LOSS >> "loss = np.log1p(np.exp((1.0 - 2.0 * y) * s)).mean()")
    m("logistic_loss_overflows_beside_y_s",
      "log(1 + exp(s)) - y * s is right on paper, but exp(s) overflows above 709 and the loss becomes infinite." + CLIPPED,
      LOSS >> "loss = (np.log1p(np.exp(s)) - y * s).mean()")
    m("logistic_loss_overflows_below",
      "log(1 + exp(-s)) + (1 - y) * s is right on paper, but exp(-s) overflows below -709 and the loss becomes "
      "infinite." + CLIPPED,
      LOSS >> "loss = (np.log1p(np.exp(-s)) + (1.0 - y) * s).mean()")
    for eps in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16):
        m(f"logistic_loss_clips_at_{eps:g}",
          f"Probabilities are clipped at {eps:g}, or {eps:g} is added to them, so no row can cost more than {-log(eps):.1f}."
          + CLIPPED,
          LOSS >> f"q = np.clip(1.0 / (1.0 + np.exp(-s)), {eps!r}, 1.0 - {eps!r})\n"
                  "    loss = -(y * np.log(q) + (1.0 - y) * np.log(1.0 - q)).mean()")
    for eps in (1e-7, 1e-8, 1e-16):
        m(f"logistic_loss_adds_{eps:g}",
          f"{eps:g} is added to the probability before the logarithm, so no row can cost more than "
          f"{-log(eps):.1f}." + CLIPPED,
          LOSS >> FROM_Q + f"-(y * np.log(q + {eps!r}) + (1.0 - y) * np.log(1.0 - q + {eps!r})).mean()")
    for bound in (30, 50, 100, 500, 700, 709):
        m(f"logistic_loss_clips_scores_at_{bound}",
          f"Scores are clipped to +-{bound}, so no row can cost more than {bound}." + CLIPPED,
          LOSS >> f"loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * np.clip(s, -{bound}.0, {bound}.0)).mean()")

with m.fails("logistic_loss_has_its_gradient"):
    m("logistic_gradient_summed",
      "The gradient is summed over the rows. The loss is a mean, so its gradient has a factor 1/N.", SLOPE >> "slope = p - y")
    m("logistic_db_summed", "dw is averaged over the rows, but db is summed. Both have a factor 1/N.",
      RETURN >> "return loss, x.T @ slope, (p - y).sum()")
    m("logistic_db_averaged_twice", "The slopes have their factor 1/N already. For db they are summed.",
      RETURN >> "return loss, x.T @ slope, slope.mean()")
    m("logistic_gradient_averaged_twice", "dw and db are divided by N twice.", SLOPE >> "slope = (p - y) / len(y) ** 2")
    m("logistic_gradient_sign", "The gradient has the other sign: the slope in the score is p - y, not y - p.",
      SLOPE >> "slope = (y - p) / len(y)")
    m("logistic_gradient_with_the_sigmoids_slope",
      "The slopes have a factor p * (1 - p). It belongs to the squared error. In the cross-entropy the logarithm cancels it: the "
      "slope in the score is p - y.",
      SLOPE >> "slope = (p - y) * p * (1.0 - p) / len(y)")
    m("logistic_gradient_of_a_linear_model", "The slopes are s - y, as if the scores were the predictions. They are p - y.",
      SLOPE >> "slope = (s - y) / len(y)")
    m("logistic_gradient_of_decisions",
      "The slopes compare the labels with decisions, 0 or 1. They should compare them with the probabilities: p - y.",
      SLOPE >> "slope = ((p > 0.5) - y) / len(y)")
    m("logistic_gradient_for_labels_of_either_sign",
      "The slopes are those of labels -1 and 1. Here the labels are 0 and 1, and the slope in the score is p - y.",
      SLOPE >> "slope = -y * np.exp(-np.logaddexp(0.0, y * s)) / len(y)")
    m("logistic_gradient_doubled", "The gradient has a factor 2, as that of a square. The slope in the score is p - y.",
      SLOPE >> "slope = 2.0 * (p - y) / len(y)")
    m("logistic_db_is_0", "db is 0. b moves every score by 1, so db is the sum of the slopes.",
      RETURN >> "return loss, x.T @ slope, 0.0")
