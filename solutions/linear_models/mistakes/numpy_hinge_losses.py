"""Mistakes in `hinge_loss` and `multiclass_hinge_loss`, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
MISSING = text("missing = margin - y * scores  # (N,)")
RETURN = text("return missing.clip(min=0.0).mean(), -y * (missing > 0.0) / len(y)")

EXCESS = text("excess = scores - scores[at_label][:, None] + margin  # (N, C)")
LEFT_OUT = text("excess[at_label] = 0.0")
LOSS = text("loss = excess.clip(min=0.0).sum() / n")
COUNTS = text("dscores = (excess > 0.0).astype(scores.dtype)  # (N, C)")
LABEL = text("dscores[at_label] = -dscores.sum(axis=1)")
BOTH = text("return loss, dscores / n")


def hinge(loss="np.maximum(missing, 0.0).mean()", slopes="-y * (missing > 0.0) / len(y)"):
    return RETURN >> f"return {loss}, {slopes}"


with m.fails("hinge_loss_averages_missing_margins"):
    m("hinge_summed", "The costs of the rows are summed. The loss is their mean.",
      hinge("np.maximum(missing, 0.0).sum()", "-y * (missing > 0.0)"))
    m("hinge_returns_after_the_first_row",
      "Only the first row is in the loss: `return` stands inside the loop over the rows. Put it behind the loop.",
      hinge("max(missing[0], 0.0) / len(y)"),
      base={"right/loops_numpy.py": [text("""            slopes[i] = -label / len(scores)
    return loss, slopes""") >> """            slopes[i] = -label / len(scores)
        return loss, slopes"""]})
    m("hinge_margin_is_1", "The argument margin changes nothing: the margin is 1 throughout.",
      MISSING >> "missing = 1.0 - y * scores")
    m("hinge_margin_is_a_factor", "margin multiplies the whole cost. A row costs max(0, margin - y * score).",
      MISSING >> "missing = margin * (1.0 - y * scores)")
    m("hinge_without_margin",
      "This is the perceptron's loss, max(0, -y * score): it asks for the right side only. The hinge asks for a margin too.",
      MISSING >> "missing = -y * scores")
    m("hinge_without_maximum", "Rows beyond the margin cost less than 0. Their cost is 0: max(0, margin - y * score).",
      hinge("missing.mean()"))
    m("hinge_maximum_after_the_mean", "The maximum is taken of the mean. Take it for each row, then average.",
      hinge("max(missing.mean(), 0.0)"))
    m("hinge_squared", "Another convention: the squared hinge. Here the cost is max(0, margin - y * score), without a square.",
      hinge("np.square(np.maximum(missing, 0.0)).mean()", "-2.0 * y * np.maximum(missing, 0.0) / len(y)"))
    m("hinge_halved", "The loss has a factor 1/2. It is the mean of max(0, margin - y * score).",
      hinge("np.maximum(missing, 0.0).mean() / 2", "-y * (missing > 0.0) / len(y) / 2"))
    m("hinge_sign", "y * score is added to the margin. Subtract it: a row on the right side costs less.",
      MISSING >> "missing = margin + y * scores")
    m("hinge_for_labels_0_and_1", "2 * y - 1 turns labels 0 and 1 into -1 and 1. Here the labels are -1 and 1 already.",
      MISSING >> "y = 2.0 * y - 1.0\n    missing = margin - y * scores")
    m("hinge_is_logistic", "This is the cross-entropy of logistic regression. The hinge is max(0, margin - y * score).",
      hinge("np.logaddexp(0.0, -y * scores).mean()"))

with m.fails("hinge_loss_has_its_slopes"):
    m("hinge_slopes_summed", "The slopes lack the factor 1/N of the mean.", hinge(slopes="-y * (missing > 0.0)"))
    m("hinge_slopes_sign", "The slopes have the other sign. A larger y * score costs less, so the slope is -y / N.",
      hinge(slopes="y * (missing > 0.0) / len(y)"))
    m("hinge_slopes_on_the_wrong_side_only",
      "Only rows on the wrong side have a slope. A row inside of the margin has one too: everywhere where margin - y * score >"
      " 0.",
      hinge(slopes="-y * (y * scores < 0.0) / len(y)"))
    m("hinge_slopes_everywhere", "Rows beyond the margin have a slope. They cost 0 nearby too, so their slope is 0.",
      hinge(slopes="-y / len(y)"))
    m("hinge_slopes_without_label", "The slopes are -1 / N for both labels. They are -y / N.",
      hinge(slopes="-1.0 * (missing > 0.0) / len(y)"))
    m("hinge_slopes_averaged_over_rows_that_count",
      "The slopes are divided by the number of rows that cost something. The mean of the loss is over all N rows.",
      hinge(slopes="-y * (missing > 0.0) / max((missing > 0.0).sum(), 1)"))
    m("hinge_slopes_of_the_squared_hinge",
      "The slopes grow with the missing margin, as those of the squared hinge. The hinge is a straight line: -y / N.",
      hinge(slopes="-y * np.maximum(missing, 0.0) / len(y)"))

with m.fails("multiclass_hinge_loss_sums_wrong_classes"):
    m("multiclass_hinge_counts_the_label",
      "The label is compared with itself and costs the margin in every row. The sum is over the wrong classes only.",
      LEFT_OUT >> "excess[at_label] = margin")
    m("multiclass_hinge_inside_out",
      "The difference is turned round: the code punishes wrong classes whose scores are low. A wrong class costs "
      "max(0, its score - score of the label + margin).",
      EXCESS >> "excess = scores[at_label][:, None] - scores + margin")
    m("multiclass_hinge_averaged_over_classes",
      "Another convention: the sum is divided by C as well, as in PyTorch's MultiMarginLoss. Here only the rows are averaged.",
      LOSS >> "loss = np.maximum(excess, 0.0).mean()", BOTH >> "return loss, dscores / scores.size")
    m("multiclass_hinge_averaged_over_wrong_classes",
      "Another convention: the sum is divided by C - 1, the number of wrong classes. Here only the rows are averaged.",
      LOSS >> "loss = np.maximum(excess, 0.0).sum() / n / (scores.shape[1] - 1)",
      BOTH >> "return loss, dscores / n / (scores.shape[1] - 1)")
    m("multiclass_hinge_of_the_largest_class",
      "Another convention: only the wrong class with the largest score counts (Crammer and Singer). Here all wrong classes count "
      "(Weston and Watkins).",
      LOSS >> "loss = np.maximum(excess, 0.0).max(axis=1).sum() / n")
    m("multiclass_hinge_summed", "The costs of the rows are summed. The loss is their mean.",
      LOSS >> "loss = np.maximum(excess, 0.0).sum()", BOTH >> "return loss, dscores")
    m("multiclass_hinge_returns_after_the_first_row",
      "Only the first row is in the loss: `return` stands inside the loop over the rows. Put it behind the loop.",
      LOSS >> "loss = np.maximum(excess[0], 0.0).sum() / n",
      base={"right/loops_numpy.py": [text("""                slopes[i, labels[i]] -= 1
    return loss / n, slopes / n""") >> """                slopes[i, labels[i]] -= 1
        return loss / n, slopes / n"""]})
    m("multiclass_hinge_squared",
      "Another convention: the squared hinge, p = 2 in PyTorch's MultiMarginLoss. Here nothing is squared.",
      LOSS >> "loss = np.square(np.maximum(excess, 0.0)).sum() / n")
    m("multiclass_hinge_margin_is_1", "The argument margin changes nothing: the margin is 1 throughout.",
      EXCESS >> "excess = scores - scores[at_label][:, None] + 1.0")
    m("multiclass_hinge_without_margin",
      "The margin is missing: a wrong class costs something as soon as it is nearer than margin.",
      EXCESS >> "excess = scores - scores[at_label][:, None] + 0.0 * margin")
    m("multiclass_hinge_margin_subtracted", "The margin is subtracted. Add it: the label should lead by the margin.",
      EXCESS >> "excess = scores - scores[at_label][:, None] - margin")
    m("multiclass_hinge_without_maximum", "Classes that stay behind by the margin cost less than 0. They cost 0.",
      LOSS >> "loss = excess.sum() / n")
    m("multiclass_hinge_maximum_after_the_sum", "The maximum with 0 is taken of the row's sum. Take it for each class, then add.",
      LOSS >> "loss = np.maximum(excess.sum(axis=1), 0.0).sum() / n")
    m("multiclass_hinge_without_the_label", "The score of the label is not subtracted from the other scores.",
      EXCESS >> "excess = scores + margin")

with m.fails("multiclass_hinge_loss_has_its_slopes"):
    m("multiclass_hinge_label_slope_minus_1",
      "The label has slope -1 / N. It appears once in each class that counts: minus their number / N.",
      LABEL >> "dscores[at_label] = -1.0")
    m("multiclass_hinge_label_slope_minus_1_if_any",
      "The label has slope -1 / N if some class counts. It appears once in each class that counts: minus their number / N.",
      LABEL >> "dscores[at_label] = -1.0 * (dscores.sum(axis=1) > 0.0)")
    m("multiclass_hinge_label_slope_0",
      "The label has slope 0. Its score is subtracted in each class that counts, so its slope is minus their number / N.",
      LABEL >> "dscores[at_label] = 0.0")
    m("multiclass_hinge_label_counts_itself",
      "The slope of the label is one too far below 0: the label was counted among the classes that cost something.",
      LABEL >> "dscores[at_label] = -dscores.sum(axis=1) - 1.0")
    m("multiclass_hinge_label_slope_positive", "The slope of the label has the other sign: its score is subtracted.",
      LABEL >> "dscores[at_label] = dscores.sum(axis=1)")
    m("multiclass_hinge_slopes_summed", "The slopes lack the factor 1/N of the mean.", BOTH >> "return loss, dscores")
    m("multiclass_hinge_slopes_averaged_over_classes",
      "The slopes are divided by N * C, as in PyTorch's MultiMarginLoss. Here only the rows are averaged.",
      BOTH >> "return loss, dscores / scores.size")
    m("multiclass_hinge_slopes_sign", "All slopes have the other sign: a larger score of a wrong class costs more.",
      BOTH >> "return loss, -dscores / n")
    m("multiclass_hinge_slopes_of_the_squared_hinge",
      "The slopes grow with the excess, as those of the squared hinge. Each class that counts has slope 1 / N.",
      COUNTS >> "dscores = np.maximum(excess, 0.0)")
    m("multiclass_hinge_slopes_without_margin",
      "Only classes with a larger score than the label have a slope. Classes within the margin count too.",
      COUNTS >> "dscores = (excess > margin).astype(scores.dtype)")
    m("multiclass_hinge_slopes_of_the_largest_class",
      "Only the wrong class with the largest score has a slope (Crammer and Singer). The loss sums over all classes that count.",
      COUNTS >> "dscores = ((excess > 0.0) & (excess == excess.max(axis=1, keepdims=True))).astype(scores.dtype)")
