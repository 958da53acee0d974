"""Mistakes in `numerical_gradient`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
F_RAISED_F = text("(f(raised) - f(lowered)) / (2 * h)")
RAISED = text("raised[index] += h")
LOWERED = text("lowered[index] -= h")
RAISED_2 = text("""raised, lowered = x.copy(), x.copy()
        raised[index] += h
        lowered[index] -= h
        gradient[index] = (f(raised) - f(lowered)) / (2 * h)""")

with m.fails("takes_central_differences"):
    m("forward_difference",
      "This is the forward difference, (f(x + h) - f(x)) / h, whose error shrinks like h. Go the same way to the other side "
      "as well: the error of the central difference shrinks like h squared.",
      F_RAISED_F >> "(f(raised) - f(x)) / h")
    m("divided_by_h", "The two points are 2h apart, but the difference is divided by h: all slopes come out twice too large.",
      F_RAISED_F >> "(f(raised) - f(lowered)) / h")
    m("half_steps",
      "Each point is h/2 away, so that the two are h apart. That is a central difference in another convention; here each "
      "point is h away, and the two are 2h apart.",
      RAISED >> "raised[index] += h / 2", LOWERED >> "lowered[index] -= h / 2", F_RAISED_F >> "(f(raised) - f(lowered)) / h")
    m("h_fixed", "The step is always 1e-5, whatever h was passed: use the argument.",
      text("gradient = np.zeros(x.shape)") >> """h = 1e-5
    gradient = np.zeros(x.shape)""")
    m("h_relative",
      "The step is h times the entry. Relative steps are a convention of their own, and fail at 0; here every entry is moved "
      "by h itself.",
      RAISED >> "raised[index] += h * x[index]", LOWERED >> "lowered[index] -= h * x[index]",
      F_RAISED_F >> "(f(raised) - f(lowered)) / (2 * h * x[index])")
    m("all_entries_moved",
      "All entries are moved at once, so every slope is the slope along (1, 1, …, 1). Move one entry at a time and leave the "
      "others where they are.",
      RAISED >> "raised += h", LOWERED >> "lowered -= h")
    m("entries_stay_moved",
      "An entry that was moved is not put back before the next one is: from the second slope on, f is looked at in another "
      "place.",
      text("raised, lowered = x.copy(), x.copy()") >> "raised, lowered = x, x.copy()")

    m("returns_after_the_first_slope",
      "The function returns inside the loop, after the first entry. Return when all entries have their slope.",
      text("    return gradient\n") >> "        return gradient\n")

with m.fails("leaves_the_point_as_it_was"):
    m("put_back_by_arithmetic",
      "x comes back changed: + h - 2h + h is not exactly 0 in floating-point numbers. Keep the old entry and write it back, "
      "or work on a copy.",
      RAISED_2 >> """x[index] += h
        up = f(x)
        x[index] -= 2 * h
        gradient[index] = (up - f(x)) / (2 * h)
        x[index] += h""")

with m.fails("steps_by_1e_5_unless_told_otherwise"):
    m("another_default_h",
      "The default of h is not 1e-5. A larger step has a larger error from curvature, a smaller one from rounding.",
      text("h: float = 1e-5") >> "h: float = 1e-4")

with m.fails("keeps_axes_of_length_one"):
    m("moved_in_a_copy",
      "For a transposed array `x.reshape(-1)` or `x.ravel()` is a copy, so moving its entries moves nothing that f sees. "
      "Index x itself, with np.ndindex or np.nditer.",
      RAISED_2 >> """flat = x.reshape(-1)
        place = np.ravel_multi_index(index, x.shape)
        before = flat[place]
        flat[place] = before + h
        up = f(x)
        flat[place] = before - h
        gradient[index] = (up - f(x)) / (2 * h)
        flat[place] = before""")
    m("slopes_squeezed",
      "The slopes are squeezed, so an array of shape (1, D) loses an axis. The slopes have the shape of x.",
      text("    return gradient\n") >> "    return gradient.squeeze()\n")
