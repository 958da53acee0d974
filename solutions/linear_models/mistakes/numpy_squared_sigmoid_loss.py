"""Mistakes in `squared_sigmoid_loss`, and in the slopes of both losses at large scores, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
P = text("    p = 0.5 + 0.5 * np.tanh(0.5 * s)  # (N,)")
SCORES = text("scores = x @ w + b  # (N,)")
PROBS = text("probs = 0.5 + 0.5 * np.tanh(0.5 * scores)  # (N,)")
ERROR = text("error = probs - y  # (N,)")
SLOPES = text("slopes = 2.0 * error * probs * (1.0 - probs) / len(y)  # (N,)")
RETURN = text("return np.square(error).mean(), x.T @ slopes, slopes.sum()")

with m.fails("squared_sigmoid_loss_averages_squares"):
    m("squared_loss_halved",
      "Another convention: the squared error has a factor 1/2, as in many lectures. Here it has none.",
      RETURN >> "return np.square(error).mean() / 2, x.T @ slopes / 2, slopes.sum() / 2")
    m("squared_loss_summed", "The squares are summed over the rows. The loss is their mean.",
      RETURN >> "return np.square(error).sum(), x.T @ slopes * len(y), slopes.sum() * len(y)")
    m("squared_loss_summed_and_halved",
      "Another convention: half of the sum of the squares, as in many lectures. Here the loss is their mean, without a factor "
      "1/2.",
      RETURN >> "return np.square(error).sum() / 2, x.T @ slopes * len(y) / 2, slopes.sum() * len(y) / 2")
    m("squared_loss_of_the_score", "The square compares the score with the label. It should compare the probability, sigmoid(s).",
      ERROR >> "error = scores - y")
    m("squared_loss_for_labels_of_either_sign",
      "The probabilities are compared with -1 and 1. The labels are 0 and 1: use them as they are.",
      ERROR >> "error = probs - (2.0 * y - 1.0)")
    m("squared_loss_for_tanh_and_labels_of_either_sign",
      "Probabilities and labels were stretched from 0 ... 1 to -1 ... 1, so the loss is four times as large. Both stay in 0 "
      "... 1.",
      ERROR >> "error = 2.0 * (probs - y)")
    m("squared_loss_without_square", "The loss is the mean of |p - y|. It should be the mean of the squares.",
      RETURN >> "return np.abs(error).mean(), x.T @ slopes, slopes.sum()")
    m("squared_loss_with_a_root", "A root was taken of the mean. The loss is the mean of the squares.",
      RETURN >> "return np.sqrt(np.square(error).mean()), x.T @ slopes, slopes.sum()")
    m("squared_loss_square_of_the_mean", "The square of the mean error was taken. The loss is the mean of the squares.",
      RETURN >> "return error.mean() ** 2, x.T @ slopes, slopes.sum()")
    m("squared_loss_of_the_other_class", "The probability is sigmoid(-s), that of label 0. It should be 1 / (1 + exp(-s)).",
      PROBS >> "probs = np.exp(-np.logaddexp(0.0, scores))")
    m("squared_loss_is_the_cross_entropy", "This is the cross-entropy. The squared error is (p - y)**2.",
      RETURN >> "return np.logaddexp(0.0, (1.0 - 2.0 * y) * scores).mean(), x.T @ slopes, slopes.sum()")
    m("squared_score_without_b", "The scores are x @ w. They should be x @ w + b.", SCORES >> "scores = x @ w")

with m.fails("squared_sigmoid_loss_has_its_gradient"):
    m("squared_gradient_without_the_sigmoids_slope",
      "The slope of the sigmoid is missing: the chain rule gives 2 * (p - y) * p * (1 - p). p - y alone belongs to the "
      "cross-entropy.",
      SLOPES >> "slopes = 2.0 * error / len(y)")
    m("squared_gradient_of_the_cross_entropy",
      "This is the gradient of the cross-entropy. The square has the slope 2 * (p - y), and the sigmoid p * (1 - p): multiply "
      "them.",
      SLOPES >> "slopes = error / len(y)")
    m("squared_gradient_without_the_2",
      "The factor 2 of the square is missing. It is absent only in courses that put 1/2 before the square.",
      SLOPES >> "slopes = error * probs * (1.0 - probs) / len(y)")
    m("squared_gradient_sign", "The gradient has the other sign: the error is p - y, not y - p.",
      SLOPES >> "slopes = -2.0 * error * probs * (1.0 - probs) / len(y)")
    m("squared_gradient_summed", "The gradient is summed over the rows. The loss is a mean, so its gradient has a factor 1/N.",
      SLOPES >> "slopes = 2.0 * error * probs * (1.0 - probs)")
    m("squared_gradient_with_half_the_sigmoids_slope", "The sigmoid has the slope p * (1 - p). The factor 1 - p is missing.",
      SLOPES >> "slopes = 2.0 * error * probs / len(y)")
    m("squared_gradient_with_the_slope_at_the_score",
      "The sigmoid's slope is s * (1 - s) in this code, taken at the score. It is p * (1 - p), with p = sigmoid(s).",
      SLOPES >> "slopes = 2.0 * error * scores * (1.0 - scores) / len(y)")
    m("squared_gradient_with_the_slope_of_tanh", "1 - p**2 is the slope of tanh. The sigmoid has the slope p * (1 - p).",
      SLOPES >> "slopes = 2.0 * error * (1.0 - probs**2) / len(y)")
    m("squared_gradient_applies_the_sigmoid_twice",
      "The sigmoid is applied to p once more before its slope is taken. The slope at the score is p * (1 - p).",
      SLOPES >> "twice = 1.0 / (1.0 + np.exp(-probs))\n    slopes = 2.0 * error * twice * (1.0 - twice) / len(y)")
    m("squared_gradient_without_the_error", "The error is missing from the slopes: 2 * (p - y) * p * (1 - p).",
      SLOPES >> "slopes = 2.0 * probs * (1.0 - probs) / len(y)")
    m("squared_db_averaged_twice", "The slopes have their factor 1/N already. For db they are summed.",
      RETURN >> "return np.square(error).mean(), x.T @ slopes, slopes.mean()")
    m("squared_db_is_0", "db is 0. b moves every score by 1, so db is the sum of the slopes.",
      RETURN >> "return np.square(error).mean(), x.T @ slopes, 0.0")

with m.fails("losses_survive_large_scores"):
    m("squared_loss_overflows",
      "exp(s) / (1 + exp(s)) is inf / inf at a score of 1000, which is NaN. 1 / (1 + exp(-s)) has the value 1 there.",
      PROBS >> "probs = np.exp(scores) / (1.0 + np.exp(scores))")

with m.fails("confident_mistakes_have_the_right_slopes"):
    m("logistic_gradient_overflows",
      "exp(s) / (1 + exp(s)) is inf / inf at a score of 1000, so the slopes of the cross-entropy are NaN there. 1 / (1 + "
      "exp(-s)) has the value 1.",
      P >> "    p = np.exp(s) / (1.0 + np.exp(s))")
    m("squared_gradient_overflows",
      "exp(-s) / (1 + exp(-s))**2 is inf / inf at a score of -1000, so the slopes of the squared error are NaN there. Use "
      "p * (1 - p).",
      SLOPES >> "slopes = 2.0 * error * np.exp(-scores) / (1.0 + np.exp(-scores)) ** 2 / len(y)")
    m("logistic_gradient_cut_off",
      "The slope of the cross-entropy is 0 where a score is large. A row on the wrong side keeps the slope -1 or 1, however "
      "large its score is.",
      P >> "    p = np.where(np.abs(s) > 500.0, y, 0.5 + 0.5 * np.tanh(0.5 * s))")
