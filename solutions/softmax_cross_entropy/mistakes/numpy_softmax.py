"""Mistakes in `softmax`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
E_LINE = text("""    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
""")
RETURN_E = text("return e / e.sum(axis=axis, keepdims=True)")
E_LINE_2 = text("e = np.exp(x - x.max(axis=axis, keepdims=True))")

with m.fails("softmax_turns_rows_into_probabilities"):
    m("softmax_over_axis_0",
      "The columns sum to 1, not the rows: the softmax runs over axis 0, the batch. The classes are the last axis.",
      E_LINE >> """    e = np.exp(x - x.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
""")
    m("softmax_over_the_whole_array",
      "The whole array sums to 1: each row is a distribution of its own and needs its own sum (keepdims=True keeps it "
      "divisible).",
      RETURN_E >> "return e / e.sum()")
    m("softmax_not_exponentiated", "The scores are divided by their sum as they are. Scores may be negative; exponentiate first.",
      E_LINE_2 >> "e = x")
    m("softmax_divides_by_the_largest",
      "The largest entry of each row is 1, but the rows do not sum to 1: divide by the sum of the exponentials.",
      RETURN_E >> "return e / e.max(axis=axis, keepdims=True)")

with m.fails("softmax_follows_its_axis"):
    m("softmax_ignores_axis",
      "The softmax always runs over the last axis: the argument `axis` is not used everywhere that it should be.",
      E_LINE >> """    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
""")
    m("softmax_assumes_two_axes",
      "Only arrays with two axes are handled: with three, the last axis is number 2, not 1. Pass `axis` on as it came.",
      E_LINE >> """    axis = axis % 2
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
""")

with m.fails("softmax_survives_large_scores"):
    m("softmax_without_max_shift",
      "exp overflows above 709 and is 0 below -745: subtract each row's largest score first. It cancels in the quotient.",
      E_LINE_2 >> "e = np.exp(x)")
    m("softmax_adds_the_max",
      "The largest score is added instead of subtracted. It cancels either way, but this way exp overflows at half the size.",
      E_LINE_2 >> "e = np.exp(x + x.max(axis=axis, keepdims=True))")
    m("softmax_shifts_by_the_global_max",
      "One maximum is subtracted from the whole array: a row far below it becomes all zeros, and 0/0 is NaN. Each row needs "
      "its own.",
      E_LINE_2 >> "e = np.exp(x - x.max())")

with m.fails("keeps_precision"):
    m("softmax_in_float32",
      "softmax computes in float32, whatever it is given. float32 has seven digits, float64 has sixteen: keep the dtype of x.",
      E_LINE_2 >> "e = np.exp((x - x.max(axis=axis, keepdims=True)).astype(np.float32))")
    m("softmax_float64",
      "softmax returns float64 for float32: somewhere an array of another dtype is mixed in, or a cast is never undone.",
      E_LINE_2 >> "e = np.exp((x - x.max(axis=axis, keepdims=True)).astype(np.float64))")

with m.fails("leaves_its_inputs_alone"):
    m("softmax_changes_x",
      "softmax shifts the caller's own scores: x -= m changes the array in place, x = x - m makes a new one.",
      E_LINE_2 >> """x -= x.max(axis=axis, keepdims=True)
    e = np.exp(x)""")

with m.fails("keeps_axes_of_length_one"):
    m("softmax_squeezed",
      "squeeze() drops every axis of length one from the probabilities, also the axis of a single row or a single class. The "
      "result has the shape of x.",
      RETURN_E >> "return (e / e.sum(axis=axis, keepdims=True)).squeeze()")
