"""Mistakes in `Swish`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
RETURN_X = text("return x * torch.sigmoid(beta * x)")
DOUT_S_BETA = text("dout * (s + beta * x * slope)")
DOUT_X_X = text("(dout * x * x * slope).sum()")

with m.fails("computes_swish"):
    m("ready_made_silu", "This is torch's own SiLU, stretched. Write it: a product and a sigmoid.",
      RETURN_X >> "return nn.functional.silu(beta * x) / beta")
    m("not_an_operation_of_autograd",
      "Swish does not inherit from torch.autograd.Function, so autograd never calls its backward pass.",
      text("class Swish(torch.autograd.Function):") >> """class Swish:
    @staticmethod
    def apply(x, beta):
        return x * torch.sigmoid(beta * x)
""")
    m("beta_ignored", "beta is not used: this is SiLU, the Swish whose beta is 1.", RETURN_X >> "return x * torch.sigmoid(x)")
    m("beta_outside", "beta multiplies the result. It belongs inside the sigmoid, where it sets how sharp the bend is.",
      RETURN_X >> "return beta * x * torch.sigmoid(x)")

with m.fails("passes_the_gradient_to_x"):
    m("dx_first_term_only",
      "x occurs twice, in front of the sigmoid and inside it. The product rule gives a second term, through the sigmoid.",
      DOUT_S_BETA >> "dout * s")
    m("dx_without_inner_slope", "beta is missing in the second term: the slope of beta x, inside the sigmoid, is beta.",
      DOUT_S_BETA >> "dout * (s + x * slope)")
    m("dx_ignores_dout", "dx is the slope alone: multiply it by the gradient that arrives, dout.",
      DOUT_S_BETA >> "s + beta * x * slope + 0 * dout")
    m("dx_sigmoid_at_the_output",
      "The sigmoid is applied to its own output once more: the slope is taken at the output instead of the input. With s the "
      "output it is s (1 - s).",
      text("""s = torch.sigmoid(beta * x)
        slope = s * (1 - s)""") >> """s = torch.sigmoid(beta * x)
        slope = torch.sigmoid(s) * (1 - torch.sigmoid(s))""")
    m("dx_of_silu", "The backward pass has lost beta: its sigmoid is that of x, not of beta x.",
      text("""s = torch.sigmoid(beta * x)
        slope""") >> """s = torch.sigmoid(x)
        slope""")
    m("swish_in_place",
      "x is overwritten, and the layer before may still need it. Operations whose names end in _ change their tensor; make a "
      "new one.",
      RETURN_X >> "return x.mul_(torch.sigmoid(beta * x))")

with m.fails("passes_the_gradient_to_beta"):
    m("dbeta_averaged", "dbeta is averaged over the entries. It is a sum: beta matters to all of them.",
      DOUT_X_X >> "(dout * x * x * slope).mean()")
    m("dbeta_without_inner_slope",
      "One x is missing in dbeta: one stands in front of the sigmoid, the other is the slope of beta x with respect to beta.",
      DOUT_X_X >> "(dout * x * slope).sum()")
    m("dbeta_ignores_dout", "dbeta is not multiplied by the gradient that arrives, dout.", DOUT_X_X >> "(x * x * slope).sum()")

with m.fails("keeps_applications_apart"):
    m("kept_on_the_class",
      "What the backward pass needs is kept on the class, where the next application overwrites it. Keep it in ctx: there is "
      "one for each application.",
      text("ctx.save_for_backward(x, beta)") >> "Swish.kept = x, beta",
      text("x, beta = ctx.saved_tensors") >> "x, beta = Swish.kept")
    m("saved_x_overwritten",
      "The backward pass writes into a saved tensor. That is the very tensor that was passed to forward, and a second way "
      "back needs it again.",
      text("slope = s * (1 - s)") >> """slope = s * (1 - s)
        dbeta = (dout * x * x * slope).sum()
        dx = dout * (s + beta * x * slope)
        x *= 0
        return dx, dbeta""")

with m.fails("answers_in_float32"):
    m("swish_in_float64", "Swish turns float32 into float64. Leave the dtype to x.",
      RETURN_X >> "return (x * torch.sigmoid(beta * x)).double()")
    m("sigmoid_in_float32",
      "The sigmoid is computed in float32, so half the digits of a float64 input are lost. Compute in the dtype of x.",
      RETURN_X >> "return x * torch.sigmoid((beta * x).float()).to(x.dtype)")

with m.fails("leaves_tensors_alone"):
    m("dout_overwritten",
      "The backward pass writes into dout. Where a graph branches, others read the same tensor: make a new one.",
      text("""        return dout * (s + beta * x * slope), (dout * x * x * slope).sum()
""") >> """        dbeta = (dout * x * x * slope).sum()
        return dout.mul_(s + beta * x * slope), dbeta
""")

with m.fails("swish_survives_numbers_near_1000"):
    m("swish_infinity_over_infinity",
      "e^z / (1 + e^z) is infinity over infinity, NaN, for large z. torch.sigmoid takes care of that.",
      RETURN_X >> "return x * torch.exp(beta * x) / (1 + torch.exp(beta * x))")

with m.fails("keeps_axes_of_length_one_in_torch"):
    m("swish_squeezed",
      "squeeze() removes every axis of length one from the result. The result has the shape of x.",
      RETURN_X >> "return (x * torch.sigmoid(beta * x)).squeeze()")
    m("view_of_the_products",
      "view() needs a tensor whose numbers lie one after another in memory, and x may be a transposed view. sum() needs no "
      "other shape; reshape() works for all tensors.",
      DOUT_X_X >> "(dout * x * x * slope).view(-1).sum()")
