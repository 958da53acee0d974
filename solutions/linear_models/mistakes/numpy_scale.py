"""Mistakes in `scale`, by the check that catches each. A mistake is an edit of the solution."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN = text("return x * factor")  # must occur in the solution exactly once

with m.fails("multiplies_every_entry"):
    m("adds", "This adds the factor. To scale is to multiply by the factor.", RETURN >> "return x + factor")

with m.fails("keeps_float32"):
    m("widens", "A np.float64 factor turns float32 into float64: keep factors plain Python numbers, or cast them to x.dtype.",
      RETURN >> "return x * np.float64(factor)")

with m.fails("leaves_the_input_alone"):
    m("in_place", "`x *= factor` changes the caller's array: make a new one.", RETURN >> "x *= factor; return x")
