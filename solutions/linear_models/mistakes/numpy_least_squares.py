"""Mistakes in `least_squares`, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
CENTER = text("center = x.mean(axis=0)  # (D,)")
ROWS = text("rows = np.vstack([x - center, np.sqrt(n * l2) * np.eye(d)])  # (N + D, D)")
SOLVE = text("w = np.linalg.lstsq(rows, targets)[0]")
B = text("b = y.mean() - center @ w")

with m.fails("least_squares_fits_a_plane"):
    m("no_intercept",
      "The plane goes through the origin: there is no b. Center the columns and y, or add a column of ones for b.",
      CENTER >> "center = np.zeros(d)", B >> "b = 0.0")
    m("intercept_is_the_mean_of_y",
      "b is the mean of y. That is right for centered columns only. For the columns as they are, subtract mean(x) @ w.",
      B >> "b = y.mean()")
    m("intercept_stays_at_0",
      "w is right, but b is 0. The plane goes through the means: b = mean(y) - mean(x) @ w.", B >> "b = 0.0")
    m("intercept_with_the_wrong_sign", "mean(x) @ w is added to mean(y). Subtract it.", B >> "b = y.mean() + center @ w")
    m("w_of_standardized_columns",
      "w belongs to columns that were divided by their standard deviations. Divide each entry of w by the deviation of its "
      "column to get the w for x itself.",
      ROWS >> "rows = np.vstack([(x - center) / x.std(axis=0), np.sqrt(n * l2) * np.eye(d)])", B >> "b = y.mean()")
    for size in (1e-4, 1e-6):
        m(f"normal_equations_with_{size:g}",
          f"About {size:g} is added to the diagonal of the normal equations, so that they can always be solved. With l2=0 that"
          " is a penalty that nobody asked for. Use a pseudo-inverse or np.linalg.lstsq.",
          SOLVE >> f"w = np.linalg.solve(rows.T @ rows + {size!r} * np.eye(d), rows.T @ targets)")

with m.fails("least_squares_takes_the_least_norm"):
    m("normal_equations_inverted",
      "The normal equations are solved or inverted, but their matrix has no inverse here: many w have the least error. Use a "
      "pseudo-inverse or np.linalg.lstsq, which take the w of the least norm.",
      SOLVE >> "w = np.linalg.solve(rows.T @ rows, rows.T @ targets)")
    m("column_of_ones_in_the_norm",
      "b is one more entry of the vector whose norm is made least: the data have a column of ones. Only w counts in the norm. "
      "Center the columns, solve for w, then compute b.",
      ROWS >> "extra = np.column_stack([np.sqrt(n * l2) * np.eye(d), np.zeros(d)])\n"
              "    rows = np.vstack([np.column_stack([x, np.ones(n)]), extra])",
      SOLVE >> "*w, b = np.linalg.lstsq(rows, targets, rcond=None)[0]\n    w = np.array(w)",
      B >> "b = float(b)")
    m("columns_left_out",
      "Columns that add nothing get the weight 0. That has the least error, and not the least norm: a column and its double "
      "share the weight. np.linalg.lstsq and np.linalg.pinv take the w of the least norm.",
      SOLVE >> """keep = []
    for column in range(d):
        if np.linalg.matrix_rank(rows[:, [*keep, column]]) > len(keep):
            keep.append(column)
    w = np.zeros(d)
    w[keep] = np.linalg.lstsq(rows[:, keep], targets, rcond=None)[0]""")

with m.fails("least_squares_penalizes_w_alone"):
    m("least_squares_penalizes_b",
      "b is penalized as if it were a weight, so the plane is pulled towards 0. Penalize w alone: leave the entry of b out of "
      "the penalty, or center the data first.",
      CENTER >> """center = x.mean(axis=0)
    if l2 > 0.0:
        columns = np.column_stack([x, np.ones(n)])
        *w, b = np.linalg.solve(columns.T @ columns + n * l2 * np.eye(d + 1), columns.T @ y)
        return np.array(w), b""")
    m("penalty_beside_the_sum_of_squares",
      "Another convention: l2 stands beside the sum of the squared errors, as alpha in scikit-learn's Ridge. Here it stands "
      "beside their mean: alpha = N * l2.",
      ROWS >> "rows = np.vstack([x - center, np.sqrt(l2) * np.eye(d)])")
    m("half_a_penalty",
      "Another convention: the penalty is l2 / 2 times the sum of squares. Here it has no factor 1/2.",
      ROWS >> "rows = np.vstack([x - center, np.sqrt(n * l2 / 2) * np.eye(d)])")
    m("half_a_squared_error",
      "Another convention: the squared error has a factor 1/2, as in many lectures, and the penalty has none. Here neither has a "
      "factor, so your penalty counts twice.",
      ROWS >> "rows = np.vstack([x - center, np.sqrt(2 * n * l2) * np.eye(d)])")
    m("penalty_squared_twice",
      "l2 is squared on its way into the solution. In the normal equations stands l2 itself; in rows below the data its root.",
      ROWS >> "rows = np.vstack([x - center, np.sqrt(n) * l2 * np.eye(d)])")
    m("no_penalty", "The argument l2 changes nothing. Add l2 * sum(w**2) to the mean squared error.",
      ROWS >> "rows = np.vstack([x - center, 0.0 * l2 * np.eye(d)])")
    m("penalty_beside_the_unbiased_covariance",
      "The covariance is divided by N - 1, the mean squared error by N: np.cov needs bias=True here.",
      ROWS >> "rows = np.vstack([x - center, np.sqrt((n - 1) * l2) * np.eye(d)])")
    m("penalty_of_standardized_columns",
      "The penalty is on the weights of columns that were divided by their standard deviations. It should be on w itself.",
      ROWS >> "rows = np.vstack([x - center, np.sqrt(n * l2) * np.diag(x.std(axis=0))])")
