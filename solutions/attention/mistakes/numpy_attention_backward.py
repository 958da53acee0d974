"""Mistakes in `attention_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
DV_LINE = text("dv = np.swapaxes(weights, -1, -2) @ dout")
RETURN_DQ = text("return dq, dk, dv")
WEIGHTS_DWEIGHTS_INNER = text("weights * (dweights - inner) * scale")
DWEIGHTS_WEIGHTS_SUM = text("(dweights * weights).sum(axis=-1, keepdims=True)")

with m.fails("sends_gradients_to_the_values"):
    m("not_transposed_on_the_way_back",
      "A matrix (T, S) stands where its transpose (S, T) belongs, or queries where keys do. dv and dk have a row for each "
      "key, and collect from all queries; dq has a row for each query.",
      DV_LINE >> "dv = weights @ dout")
    m("dv_averaged", "dv is averaged over the queries. A value goes into every output, so the gradients from all of them add up.",
      DV_LINE >> "dv = np.swapaxes(weights, -1, -2) @ dout / q.shape[-2]")
    m("dv_scaled", "dv carries the factor 1 / sqrt(D). The scale belongs to the scores; the values never meet it.",
      DV_LINE >> "dv = np.swapaxes(weights, -1, -2) @ dout * scale")
    m("dv_without_weights",
      "Every value gets the whole gradient of every output. It went into the outputs with a weight, and its gradient comes "
      "back with the same.",
      DV_LINE >> "dv = np.ones_like(np.swapaxes(weights, -1, -2)) @ dout")
    m("dv_returned_first", "The gradients come back in another order. It is that of the arguments: dq, dk, dv.",
      RETURN_DQ >> "return dv, dq, dk")

with m.fails("sends_gradients_to_queries_and_keys"):
    m("dq_and_dk_swapped", "dq and dk have changed places in what is returned.", RETURN_DQ >> "return dk, dq, dv")
    m("softmax_backward_diagonal_only",
      "The backward pass of the softmax uses w(1 - w), the diagonal of its Jacobian. Each score also lowers the weights of "
      "all other keys.",
      WEIGHTS_DWEIGHTS_INNER >> "weights * (1.0 - weights) * dweights * scale")
    m("softmax_backward_missing",
      "The gradient passes from the weights to the scores unchanged: the softmax between them is left out.",
      WEIGHTS_DWEIGHTS_INNER >> "dweights * scale")
    m("softmax_backward_without_sum",
      "The softmax's gradient lacks what is subtracted, the weighed sum of its row. The weights always sum to 1, so the "
      "gradients of a row of scores sum to 0.",
      WEIGHTS_DWEIGHTS_INNER >> "weights * dweights * scale")
    m("softmax_backward_plus",
      "In the softmax's gradient the weighed sum of the row is added. It is subtracted: raising one weight lowers the others.",
      WEIGHTS_DWEIGHTS_INNER >> "weights * (dweights + inner) * scale")
    m("softmax_backward_over_queries",
      "In the softmax's gradient the sum runs over the queries. The softmax ran over the keys, and so does its gradient.",
      DWEIGHTS_WEIGHTS_SUM >> "(dweights * weights).sum(axis=-2, keepdims=True)")
    m("softmax_backward_plain_mean",
      "In the softmax's gradient the plain mean of the row is subtracted. It is the mean weighed by the weights.",
      DWEIGHTS_WEIGHTS_SUM >> "dweights.mean(axis=-1, keepdims=True)")
    m("dq_and_dk_not_scaled", "dq lacks the factor 1 / sqrt(D), which the scores had in the forward pass. Look at dk too.",
      WEIGHTS_DWEIGHTS_INNER >> "weights * (dweights - inner)")
    m("dk_not_scaled", "dq has the factor 1 / sqrt(D), dk lacks it. Both come from the same scaled scores.",
      text("dk = np.swapaxes(dscores, -1, -2) @ q") >> "dk = np.swapaxes(dscores, -1, -2) @ q / scale")
    m("scaled_twice_on_the_way_back",
      "dq and dk carry the factor 1 / sqrt(D) twice (was one of the arrays in the cache already scaled?).",
      WEIGHTS_DWEIGHTS_INNER >> "weights * (dweights - inner) * scale**2")

with m.fails("goes_back_within_each_leading_axis"):
    m("all_axes_reversed_on_the_way_back", "`.T` turns round all axes, the leading ones too. Swap the last two only.",
      DV_LINE >> "dv = weights.T @ dout")
    m("softmax_backward_over_axis_1",
      "In the softmax's gradient the sum runs over axis 1: right without leading axes, wrong with them. The keys are the last "
      "axis, -1.",
      DWEIGHTS_WEIGHTS_SUM >> "(dweights * weights).sum(axis=1, keepdims=True)")
    m("sequences_share_gradients",
      "dv is summed over the leading axes. Every sequence and head has values of its own, so nothing is summed over them.",
      RETURN_DQ >> """if dv.ndim > 2:
        dv = dv.sum(axis=0)
    return dq, dk, dv""")

with m.fails("leaves_its_inputs_alone"):
    m("dout_scaled_in_place", "dout is changed in place. It belongs to the caller, who may pass it to another branch as well.",
      text("dweights = dout @") >> """dout *= scale
    dweights = dout @""",
      WEIGHTS_DWEIGHTS_INNER >> "weights * (dweights - inner)")

with m.fails("can_go_back_twice"):
    m("cache_overwritten",
      "The backward pass changes an array of its cache in place, so that the second time it starts from something else. Make "
      "a new array.",
      text("dscores = weights * (dweights - inner) * scale") >> """weights *= (dweights - inner) * scale
    dscores = weights""")

with m.fails("keeps_dtypes"):
    m("gradients_in_float64",
      "On the way back float64 comes in: np.sqrt of an integer is a float64 of NumPy's. Use math.sqrt, or D**0.5.",
      WEIGHTS_DWEIGHTS_INNER >> "weights * (dweights - inner) / np.sqrt(q.shape[-1])")

with m.fails("keeps_axes_of_length_one"):
    m("gradients_squeezed",
      "squeeze() removes every axis of length one from the gradients. dq, dk and dv have the shapes of q, k and v, also for one "
      "query, one key or one feature.",
      RETURN_DQ >> "return dq.squeeze(), dk.squeeze(), dv.squeeze()")
