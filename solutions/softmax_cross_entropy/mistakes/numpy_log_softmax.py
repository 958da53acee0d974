"""Mistakes in `log_softmax`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
SHIFTED = text("""    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
""")
RETURN_SHIFTED = text("return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))")
SHIFTED_2 = text("shifted = x - x.max(axis=axis, keepdims=True)")

with m.fails("log_softmax_follows_its_axis"):
    m("log_softmax_ignores_axis",
      "log_softmax always runs over the last axis: the argument `axis` is not used everywhere that it should be.",
      SHIFTED >> """    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
""")

with m.fails("log_softmax_gives_log_probabilities"):
    m("log_softmax_over_axis_0",
      "log_softmax runs over axis 0, the batch, so the columns are normalised. The classes are the last axis.",
      SHIFTED >> """    shifted = x - x.max(axis=0, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))
""")
    m("log_softmax_adds_the_max",
      "The largest score is counted twice: once x is shifted by it, log-sum-exp of the shifted scores is all that is left to "
      "subtract.",
      RETURN_SHIFTED >> """return shifted - (
        np.log(np.exp(shifted).sum(axis=axis, keepdims=True)) + x.max(axis=axis, keepdims=True)
    )""")
    m("log_softmax_max_not_put_back",
      "The sum of exponentials is of shifted scores, but it is subtracted from unshifted ones: the largest score is missing "
      "from one side.",
      RETURN_SHIFTED >> "return x - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))")
    m("log_softmax_without_log",
      "The sum of the exponentials is subtracted itself; log(a / b) is log a - log b, so its logarithm is what to subtract.",
      RETURN_SHIFTED >> "return shifted - np.exp(shifted).sum(axis=axis, keepdims=True)")
    m("log_softmax_base_2",
      "These are bits, logarithms to base 2, as in information theory; here the natural logarithm is meant.",
      RETURN_SHIFTED >> "return (shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))) / np.log(2.0)")
    m("log_softmax_base_10",
      "These are logarithms to base 10 (np.log10). Here the natural logarithm, np.log, is meant.",
      RETURN_SHIFTED >> "return (shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))) / np.log(10.0)")

with m.fails("log_softmax_keeps_tiny_probabilities"):
    m("log_softmax_adds_1e_8",
      "log(p + 1e-8) is a little wrong for every p and never falls below -18.4. No epsilon is needed: take log-sum-exp from "
      "the scores.",
      RETURN_SHIFTED >> "return np.log(softmax(x, axis=axis) + 1e-8)")
    m("log_softmax_without_max_shift",
      "exp overflows above 709: subtract each row's largest score before the exponential; log-probabilities do not change by "
      "it.",
      SHIFTED_2 >> "shifted = x")
    m("log_softmax_shifts_by_the_global_max",
      "One maximum is subtracted from the whole array: for a row far below it the sum of exponentials is 0, and its logarithm "
      "infinite.",
      SHIFTED_2 >> "shifted = x - x.max()")
    m("log_of_softmax",
      "The logarithm of a softmax: where a probability became 0 this is -inf, though -800 is an ordinary number. Simplify "
      "log(exp(a) / s) on paper.",
      RETURN_SHIFTED >> "return np.log(softmax(x, axis=axis))")
    m("log_softmax_adds_1e_12",
      "An epsilon inside the logarithm only hides the underflow: nothing falls below log(1e-12) = -27.6. Take log-sum-exp "
      "from the scores.",
      RETURN_SHIFTED >> "return np.log(softmax(x, axis=axis) + 1e-12)")

with m.fails("keeps_precision"):
    m("log_softmax_in_float32",
      "log_softmax computes in float32, whatever it is given. float32 has seven digits, float64 has sixteen: keep the dtype of "
      "x.",
      RETURN_SHIFTED >> "return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)).astype(np.float32)")
    m("log_softmax_float64",
      "log_softmax returns float64 for float32: somewhere an array of another dtype is mixed in, or a cast is never undone.",
      SHIFTED_2 >> "shifted = x.astype(float) - x.max(axis=axis, keepdims=True)")

with m.fails("leaves_its_inputs_alone"):
    m("log_softmax_changes_x",
      "log_softmax shifts the caller's own scores: x -= m changes the array in place, x = x - m makes a new one.",
      SHIFTED_2 >> """x -= x.max(axis=axis, keepdims=True)
    shifted = x""")

with m.fails("keeps_axes_of_length_one"):
    m("log_softmax_squeezed",
      "squeeze() drops every axis of length one from the log-probabilities, also the axis of a single row or a single class. "
      "The result has the shape of x.",
      RETURN_SHIFTED >> "return (shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))).squeeze()")
