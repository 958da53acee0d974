"""Mistakes in `softmax_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN_PROBS = text("return probs * (dout - inner)  # (..., C)")
INNER = text("inner = (dout * probs).sum(axis=-1, keepdims=True)")

with m.fails("softmax_backward_uses_the_whole_jacobian"):
    m("softmax_backward_diagonal_only",
      "p(1 - p) is only the diagonal of the Jacobian, as for a sigmoid. Each score also lowers the other probabilities: -p_k "
      "p_j.",
      RETURN_PROBS >> "return probs * (1.0 - probs) * dout")
    m("softmax_backward_forgets_p",
      "Nearly: the Jacobian's every row carries the factor p, which is missing in front of the bracket.",
      RETURN_PROBS >> "return dout - inner")
    m("softmax_backward_plain_sum",
      "The gradients of a row are summed without weights; the sum over k of dout_k p_k is what the Jacobian asks for.",
      INNER >> "inner = dout.sum(axis=-1, keepdims=True)")
    m("softmax_backward_no_cross_terms",
      "Only the numerator of the softmax is differentiated; the sum in the denominator depends on every score too.",
      RETURN_PROBS >> "return probs * dout")
    m("softmax_backward_adds_cross_terms",
      "A sign: raising one score lowers the other probabilities, so the cross terms -p_k p_j are subtracted.",
      RETURN_PROBS >> "return probs * (dout + inner)")
    m("softmax_backward_sums_over_everything",
      "Rows do not influence each other: the sum in the Jacobian runs over the classes of one row, not over the batch.",
      INNER >> "inner = (dout * probs).sum()")
    m("softmax_backward_sums_over_axis_0",
      "The sum in the Jacobian runs over the classes, the last axis; this one runs over the batch.",
      INNER >> "inner = (dout * probs).sum(axis=0, keepdims=True)")
    m("softmax_backward_sums_over_axis_1",
      "Right for (N, C), wrong with more axes: the classes are the last axis, -1, which is not always number 1.",
      INNER >> "inner = (dout * probs).sum(axis=1, keepdims=True)")

with m.fails("keeps_precision"):
    m("softmax_backward_in_float32",
      "softmax_backward computes in float32, whatever it is given. float32 has seven digits, float64 has sixteen: keep the "
      "dtype of dout.",
      INNER >> "inner = (dout * probs).sum(axis=-1, keepdims=True, dtype=np.float32)")
    m("softmax_backward_float64",
      "softmax_backward returns float64 for float32: somewhere an array of another dtype is mixed in, or a cast is never "
      "undone.",
      INNER >> "inner = (dout * probs).sum(axis=-1, keepdims=True, dtype=float)")

with m.fails("leaves_its_inputs_alone"):
    m("softmax_backward_changes_dout", "softmax_backward changes dout in place; that array belongs to the layer above.",
      RETURN_PROBS >> """dout -= inner
    return probs * dout""")
    m("softmax_backward_changes_probs",
      "softmax_backward changes probs in place; whoever keeps the probabilities still needs them.",
      RETURN_PROBS >> """probs *= dout - inner
    return probs""")

with m.fails("keeps_axes_of_length_one"):
    m("softmax_backward_squeezed",
      "squeeze() drops every axis of length one from dx, also the axis of a single row or a single class. dx has the shape of "
      "dout.",
      RETURN_PROBS >> "return (probs * (dout - inner)).squeeze()")
