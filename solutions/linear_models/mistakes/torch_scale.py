"""Mistakes in `Scale`, by the check that catches each. A mistake is an edit of the solution."""

from grader import Mistakes, text

m = Mistakes("torch")
RETURN = text("return self.factor * x")  # must occur in the solution exactly once

with m.fails("multiplies_by_its_parameter"):
    m("adds_the_parameter", "This adds the parameter. To scale is to multiply by it.", RETURN >> "return self.factor + x")

with m.fails("learns_its_factor"):
    m("doubles_the_gradient", "The factor is right, but its gradient is twice as large: the product is computed twice in the graph.",
      RETURN >> "return 2 * self.factor * x - self.factor.detach() * x")
