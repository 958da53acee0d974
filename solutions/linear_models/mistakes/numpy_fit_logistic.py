"""Mistakes in `fit_logistic`, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
COLUMNS = text("columns = np.column_stack([x, np.ones(n)])  # (N, D + 1)")
PENALTY = text("penalty = 2.0 * l2 * np.append(np.ones(d), 0.0)  # (D + 1,)")
THETA = text("theta = np.zeros(d + 1)")
LOOP = text("for _ in range(steps):")
CHANCES = text("chances = 0.5 + 0.5 * np.tanh(0.5 * columns @ theta)  # (N,)")
GRADIENT = text("gradient = columns.T @ (chances - y) / n + penalty * theta")
WEIGHTS = text("weights = chances * (1.0 - chances)  # (N,)")
HESSIAN = text("hessian = (columns.T * weights) @ columns / n + np.diag(penalty)")
STEP = text("theta = theta - np.linalg.solve(hessian, gradient)")
RETURN = text("return theta[:d], theta[d]")

with m.fails("fit_logistic_makes_a_newton_step"):
    m("newton_hessian_without_penalty",
      "The Hessian lacks the penalty. The second derivative of l2 * w**2 is 2 * l2: add it to the diagonal for the entries of "
      "w. The gradient needs 2 * l2 * w too.",
      HESSIAN >> "hessian = (columns.T * weights) @ columns / n")
    m("newton_without_p_1_minus_p",
      "The Hessian is that of least squares, the product of the columns. Each row counts with the weight p * (1 - p).",
      WEIGHTS >> "weights = np.ones(n)")
    m("newton_weights_p", "The rows count with the weight p in the Hessian. It is p * (1 - p).", WEIGHTS >> "weights = chances")
    m("newton_is_a_gradient_step",
      "The gradient is subtracted as it is. Newton's step solves a system: Hessian times step is the gradient.",
      STEP >> "theta = theta - gradient")
    m("newton_multiplies_by_the_hessian",
      "The gradient is multiplied by the Hessian. Newton's step multiplies it by the inverse: solve Hessian times step = "
      "gradient.",
      STEP >> "theta = theta - hessian @ gradient")
    m("newton_one_by_one",
      "w is solved for with b held constant, then b by itself. Put both into one vector, and solve one system with D + 1 "
      "unknowns.",
      STEP >> """theta = theta - np.append(np.linalg.solve(hessian[:d, :d], gradient[:d]), 0.0)
        chances = np.exp(-np.logaddexp(0.0, -columns @ theta))
        theta[d] -= (chances - y).mean() / (chances * (1.0 - chances)).mean()""")
    m("newton_of_separate_blocks",
      "w and b are solved for separately: the Hessian lacks the entries that belong to w and b together. Put both into one "
      "vector, and solve one system with D + 1 unknowns.",
      STEP >> "hessian[d, :d] = hessian[:d, d] = 0.0\n        theta = theta - np.linalg.solve(hessian, gradient)")
    m("newton_with_the_diagonal_alone",
      "The gradient is divided by the diagonal of the Hessian. Solve the system with the whole Hessian.",
      STEP >> "theta = theta - gradient / np.diag(hessian)")
    m("newton_penalizes_b",
      "b is penalized: the diagonal of the Hessian has 2 * l2 in the entry of b too. Leave b out of the penalty, in the "
      "Hessian and in the gradient.",
      PENALTY >> "penalty = 2.0 * l2 * np.ones(d + 1)")
    m("newton_half_penalty",
      "The Hessian has l2 on its diagonal. That is right for the penalty l2 / 2 * sum(w**2), another convention. Here there is"
      " no factor 1/2: the Hessian has 2 * l2, and the gradient 2 * l2 * w.",
      PENALTY >> "penalty = l2 * np.append(np.ones(d), 0.0)")
    m("newton_penalty_beside_the_sum",
      "Another convention: l2 stands beside the sum of the costs. Here it stands beside their mean. scikit-learn writes the "
      "same with C = 1 / (2 * N * l2).",
      GRADIENT >> "gradient = columns.T @ (chances - y) + penalty * theta",
      HESSIAN >> "hessian = (columns.T * weights) @ columns + np.diag(penalty)")
    m("newton_half_penalty_beside_the_sum",
      "Another convention: l2 / 2 stands beside the sum of the costs. Here l2 stands beside their mean. scikit-learn writes "
      "the same with C = 1 / (2 * N * l2).",
      PENALTY >> "penalty = l2 * np.append(np.ones(d), 0.0)",
      GRADIENT >> "gradient = columns.T @ (chances - y) + penalty * theta",
      HESSIAN >> "hessian = (columns.T * weights) @ columns + np.diag(penalty)")
    m("newton_gradient_summed",
      "The gradient of the costs is summed over the rows, and the Hessian is averaged. Divide both by N.",
      GRADIENT >> "gradient = columns.T @ (chances - y) + penalty * theta")
    m("newton_hessian_summed",
      "The Hessian of the costs is summed over the rows, and the gradient is averaged. Divide both by N.",
      HESSIAN >> "hessian = (columns.T * weights) @ columns + np.diag(penalty)")
    m("newton_uphill", "The step is added. Subtract it: Newton's step goes against the gradient.",
      STEP >> "theta = theta + np.linalg.solve(hessian, gradient)")
    for size in (0.5, 0.1):
        m(f"newton_with_steps_of_{size:g}", f"Each step is multiplied by {size:g}. Full steps are meant.",
          STEP >> f"theta = theta - {size} * np.linalg.solve(hessian, gradient)")
    m("newton_one_step_too_many", "There is one step more than `steps`.", LOOP >> "for _ in range(steps + 1):")
    m("newton_one_step_too_few", "There is one step less than `steps`.", LOOP >> "for _ in range(steps - 1):")
    m("newton_runs_to_the_end",
      "The argument steps changes nothing: the code goes on to the minimum. Make exactly `steps` steps.",
      LOOP >> "for _ in range(25):")
    m("newton_for_labels_of_either_sign",
      "The probabilities are compared with -1 and 1. The labels are 0 and 1: use them as they are.",
      GRADIENT >> "gradient = columns.T @ (chances - (2.0 * y - 1.0)) / n + penalty * theta")
    m("newton_without_b",
      "b stays at 0, and w is fitted without it. Add a column of ones, whose weight is b.",
      COLUMNS >> "columns = x", PENALTY >> "penalty = 2.0 * l2 * np.ones(d)", THETA >> "theta = np.zeros(d)",
      RETURN >> "return theta, 0.0")
    m("newton_is_least_squares",
      "This is least squares on the labels: the probabilities are the scores themselves. Apply the sigmoid to the scores.",
      CHANCES >> "chances = columns @ theta", WEIGHTS >> "weights = np.ones(n)")
    m("newton_returns_inside_the_loop",
      "`return` stands inside the loop: only one step is made, and without a step nothing is returned. Put it behind the loop.",
      RETURN >> "return None",
      STEP >> "theta = theta - np.linalg.solve(hessian, gradient)\n        return theta[:d], theta[d]")

with m.fails("fit_logistic_goes_to_the_minimum"):
    m("newton_gradient_without_penalty",
      "The gradient lacks the penalty, and the Hessian has it. The gradient of l2 * sum(w**2) is 2 * l2 * w.",
      GRADIENT >> "gradient = columns.T @ (chances - y) / n")
    m("newton_gradient_half_penalty", "The gradient has l2 * w. The gradient of l2 * sum(w**2) is 2 * l2 * w.",
      GRADIENT >> "gradient = columns.T @ (chances - y) / n + penalty * theta / 2")
    m("newton_gradient_penalizes_b",
      "The gradient penalizes b, and the Hessian does not: 2 * l2 * b is added in the entry of b, which should be left out.",
      GRADIENT >> "gradient = columns.T @ (chances - y) / n + 2.0 * l2 * theta")
    m("newton_penalty_with_the_wrong_sign", "The penalty is subtracted in the gradient. Add 2 * l2 * w.",
      GRADIENT >> "gradient = columns.T @ (chances - y) / n - penalty * theta")
    m("newton_weights_of_the_start",
      "The weights in the Hessian stay at 1/4, their value at the start. Compute p * (1 - p) anew in each step.",
      WEIGHTS >> "weights = np.full(n, 0.25)")
    m("newton_squares_the_errors",
      "The rows count with (p - y)**2 in the Hessian. The second derivative of a cost is p * (1 - p). The two agree at p = 1/2"
      " only.",
      WEIGHTS >> "weights = np.square(chances - y)")
    m("newton_probabilities_of_the_start",
      "The probabilities are computed once, before the loop. Compute them anew in each step.",
      LOOP >> "chances = np.full(n, 0.5)\n    for _ in range(steps):", CHANCES >> "pass")
