"""Mistakes in the shorter exercises, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN_0 = text("return 0.5 * (1.0 + np.tanh(0.5 * a))  # no exp that could overflow")

with m.fails("updates_the_cell_state"):
    m("sigmoid_mirrored", "The sigmoid runs the wrong way: 1 / (1 + exp(-a)) has a minus sign, and grows with a.",
      text("np.tanh(0.5 * a))") >> "np.tanh(-0.5 * a))")
    m("hard_sigmoid",
      "The gates use the hard sigmoid, clip(0.2 a + 0.5, 0, 1), as early versions of Keras did. Here they use the logistic "
      "function.",
      RETURN_0 >> "return np.clip(0.2 * a + 0.5, 0.0, 1.0)")

with m.fails("survives_saturated_gates"):
    m("exp_overflows",
      "exp(a) / (1 + exp(a)) is infinity by infinity, NaN, for a of 1000. Write the sigmoid so that no infinity stands in the "
      "numerator.",
      RETURN_0 >> "return np.exp(a) / (1.0 + np.exp(a))")
    m("gates_clipped",
      "What goes into the sigmoid is clipped so tightly that a gate never quite shuts or opens. Clip at a few hundred, or "
      "write the sigmoid so that it need not be clipped.",
      RETURN_0 >> "return 1.0 / (1.0 + np.exp(-np.clip(a, -10.0, 10.0)))")

with m.fails("keeps_float32"):
    m("float64_gates",
      "The states of a step come out as float64: a constant or an array of that type took part (np.float64(...), np.zeros, "
      "np.ones without a dtype). Python's own numbers take the dtype of the array they meet.",
      RETURN_0 >> "return np.float64(0.5) * (1.0 + np.tanh(0.5 * a))")
