"""Mistakes that fail strict claims: the dtype of the answers, arguments that change, axes of length one, and defaults."""

from grader import Mistakes, text

m = Mistakes("numpy")
LOGISTIC = text("return loss, x.T @ slope, slope.sum()")
SQUARED = text("return np.square(error).mean(), x.T @ slopes, slopes.sum()")
HINGE = text("-y * (missing > 0.0) / len(y)")
SEVERAL = text("dscores = (excess > 0.0).astype(scores.dtype)  # (N, C)")
SEVERAL_SLOPES = text("return loss, dscores / n")
SOLVED = text("w = np.linalg.lstsq(rows, targets)[0]")
PLANE = text("b = y.mean() - center @ w")
THETA = text("return theta[:d], theta[d]")
UPDATES = text("return w, b, updates")

with m.fails("keeps_precision"):
    m("logistic_float64", "dw of logistic_loss is float64 where all arrays are float32. Look for a float64 array that joined in.",
      LOGISTIC >> "return loss, x.T.astype(float) @ slope, slope.sum()")
    m("squared_float64",
      "dw of squared_sigmoid_loss is float64 where all arrays are float32. Look for a float64 array that joined in.",
      SQUARED >> "return np.square(error).mean(), x.T.astype(float) @ slopes, slopes.sum()")
    m("hinge_float64",
      "dscores of hinge_loss is float64 where scores and y are float32. np.zeros and astype(float) make float64: use "
      "np.zeros_like(scores), or scores.dtype.",
      HINGE >> "np.where(missing > 0.0, -y.astype(float), 0.0) / len(y)")
    m("multiclass_hinge_float64",
      "dscores of multiclass_hinge_loss is float64 where the scores are float32. np.zeros, astype(float) and a division of "
      "truth values make float64: use np.zeros_like(scores), or scores.dtype.",
      SEVERAL >> "dscores = (excess > 0.0).astype(float)")
    NARROW = "Somewhere on the way numbers are turned into float32, so seven digits remain of the sixteen digits of float64. "
    m("least_squares_in_float32", NARROW + "Keep float64 in least_squares.",
      SOLVED >> "w = np.linalg.lstsq(rows, targets)[0].astype(np.float32)")
    m("normal_equations_with_1e-08",
      "About 1e-08 is added to the diagonal of the normal equations, so that they can always be solved. With l2=0 that is a "
      "penalty that nobody asked for. Use a pseudo-inverse or np.linalg.lstsq.",
      SOLVED >> "w = np.linalg.solve(rows.T @ rows + 1e-8 * np.eye(d), rows.T @ targets)")
    m("newton_in_float32", NARROW + "Keep float64 in fit_logistic.",
      THETA >> "return theta[:d].astype(np.float32), theta[d]")
    m("logistic_gradient_in_float32", NARROW + "Keep the dtype of x in logistic_loss.",
      LOGISTIC >> "return loss, (x.T @ slope).astype(np.float32), slope.sum()")
    m("squared_gradient_in_float32", NARROW + "Keep the dtype of x in squared_sigmoid_loss.",
      SQUARED >> "return np.square(error).mean(), (x.T @ slopes).astype(np.float32), slopes.sum()")

with m.fails("leaves_its_inputs_alone"):
    m("least_squares_centers_in_place",
      "x -= x.mean(axis=0) writes into the caller's array. x - x.mean(axis=0) makes a new one.",
      text("center = x.mean(axis=0)  # (D,)") >> "center = x.mean(axis=0)\n    x -= center",
      text("rows = np.vstack([x - center,") >> "rows = np.vstack([x,")
    m("logistic_changes_labels_in_place",
      "logistic_loss turns the caller's labels 0 and 1 into -1 and 1: y *= 2 writes into the array that was passed. 2 * y - 1 "
      "makes a new one.",
      text("loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean()")
      >> "y *= 2.0\n    y -= 1.0\n    loss = np.logaddexp(0.0, -y * s).mean()",
      text("slope = (p - y) / len(y)  # (N,)") >> "slope = (p - (y + 1.0) / 2.0) / len(y)")
    m("squared_changes_labels_in_place",
      "squared_sigmoid_loss writes its errors into the caller's y. p - y makes a new array.",
      text("error = probs - y  # (N,)") >> "y *= -1.0\n    y += probs\n    error = y")
    m("newton_changes_labels_in_place",
      "fit_logistic turns the caller's labels into -1 and 1: y *= 2 writes into the array that was passed. 2 * y - 1 makes a "
      "new one.",
      text("columns = np.column_stack([x, np.ones(n)])  # (N, D + 1)")
      >> "columns = np.column_stack([x, np.ones(n)])\n    y *= 2.0\n    y -= 1.0",
      text("gradient = columns.T @ (chances - y) / n + penalty * theta")
      >> "gradient = columns.T @ (chances - (y + 1.0) / 2.0) / n + penalty * theta")
    m("hinge_changes_scores_in_place",
      "hinge_loss multiplies the caller's scores by the labels: scores *= y writes into the array that was passed. y * scores "
      "makes a new one.",
      text("missing = margin - y * scores  # (N,)") >> "scores *= y\n    missing = margin - scores")
    m("multiclass_hinge_changes_scores_in_place",
      "multiclass_hinge_loss subtracts the score of the label in the caller's array: scores -= ... writes into the array that "
      "was passed. scores - ... makes a new one.",
      text("excess = scores - scores[at_label][:, None] + margin  # (N, C)")
      >> "scores -= scores[at_label][:, None]\n    scores += margin\n    excess = scores.copy()")
    m("perceptron_changes_rows_in_place",
      "perceptron multiplies the caller's rows by their labels: x *= ... writes into the array that was passed. Multiply in "
      "the loop, or in a copy.",
      text("w, b = np.zeros(x.shape[1]), 0.0") >> "w, b = np.zeros(x.shape[1]), 0.0\n    x *= y[:, None]",
      text("if label * (x[i] @ w + b) <= 0:") >> "if x[i] @ w + label * b <= 0:",
      text("w += label * x[i]") >> "w += x[i]")

SQUEEZED = "squeeze() removes every axis of length one, also that of a single row, feature or class. "
with m.fails("keeps_axes_of_length_one"):
    m("perceptron_squeezed", SQUEEZED + "w of one feature must keep the shape (1,).", UPDATES >> "return w.squeeze(), b, updates")
    m("perceptron_squeezes_updates", SQUEEZED + "updates of one epoch must keep the shape (1,).",
      UPDATES >> "return w, b, updates.squeeze()")
    m("least_squares_squeezed", SQUEEZED + "w of one feature must keep the shape (1,).",
      PLANE >> "b = y.mean() - center @ w\n    w = w.squeeze()")
    m("logistic_squeezed", SQUEEZED + "dw of one feature must keep the shape (1,).",
      LOGISTIC >> "return loss, (x.T @ slope).squeeze(), slope.sum()")
    m("squared_squeezed", SQUEEZED + "dw of one feature must keep the shape (1,).",
      SQUARED >> "return np.square(error).mean(), (x.T @ slopes).squeeze(), slopes.sum()")
    m("newton_squeezed", SQUEEZED + "w of one feature must keep the shape (1,).", THETA >> "return theta[:d].squeeze(), theta[d]")
    m("hinge_squeezed", SQUEEZED + "dscores of one row must keep the shape (1,).",
      HINGE >> "(-y * (missing > 0.0) / len(y)).squeeze()")
    m("multiclass_hinge_squeezed", SQUEEZED + "dscores must keep the shape of scores.",
      SEVERAL_SLOPES >> "return loss, (dscores / n).squeeze()")

with m.fails("has_the_defaults_of_the_skeleton"):
    m("perceptron_makes_one_epoch_unless_told",
      "perceptron makes one epoch if `epochs` is not passed. The default in the skeleton is 10.",
      text("epochs: int = 10") >> "epochs: int = 1")
    m("least_squares_penalizes_unless_told",
      "least_squares has a penalty if `l2` is not passed. The default in the skeleton is 0.",
      text("l2: float = 0.0") >> "l2: float = 1.0")
