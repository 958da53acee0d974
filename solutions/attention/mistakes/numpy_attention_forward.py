"""Mistakes in `attention_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
SCALE = text("scale = q.shape[-1] ** -0.5")
SCALE_2 = text("scale = q.shape[-1]")
WEIGHTS = text("weights = powers / np.maximum(total, 1.0)")
OUT = text("out = weights @ v")
SCORES = text("scores = q @ np.swapaxes(k, -1, -2) * scale")
Q_NP_SWAPAXES = text("q @ np.swapaxes(k, -1, -2) * scale")
NP_EXP_SCORES = text("np.exp(scores - peak)")
NP_MAXIMUM_TOTAL = text("np.maximum(total, 1.0)")
IF_MASK_IS = text("if mask is not None:")
NP_WHERE_MASK = text("np.where(mask, scores, -np.inf)")
INITIAL_NP_FINFO = text(", initial=np.finfo(scores.dtype).min)")
CACHE = text("cache = (q, k, v, weights, scale)")
Q_LINE = text("q, k, v, weights, scale = cache")

with m.fails("weighs_values_by_scaled_products"):
    m("no_scale",
      "The scores are not divided by sqrt(D). Products of long vectors grow with their length, and the softmax then puts "
      "everything on one key.",
      SCALE >> "scale = 1.0")
    m("scaled_by_d",
      "The scores are divided by D. It is the square root of D: that is how the spread of a sum of D products grows.",
      SCALE >> "scale = 1.0 / q.shape[-1]",
      base={
          "right/einsum_numpy.py": [text("float(q.shape[-1]) ** -0.5") >> "1.0 / float(q.shape[-1])"]
      })
    m("scaled_up", "The scores are multiplied by sqrt(D). Divide by it.", SCALE >> "scale = q.shape[-1] ** 0.5")
    m("scaled_by_value_features",
      "The scale comes from E, the length of a value. The products are sums over the D features of queries and keys: use that "
      "D.",
      SCALE_2 >> "scale = v.shape[-1]")
    m("scaled_by_number_of_keys",
      "The scale comes from the number of keys. The products are sums over the D features of queries and keys: use that D, "
      "the last axis.",
      SCALE_2 >> "scale = k.shape[-2]")
    m("softmax_over_queries",
      "The softmax runs over the queries. Each query spreads a weight of 1 over the keys: normalize along the last axis of "
      "the scores (..., T, S).",
      WEIGHTS >> """powers = np.exp(scores - scores.max(axis=-2, keepdims=True))
    weights = powers / powers.sum(axis=-2, keepdims=True)""")
    m("softmax_over_everything",
      "All scores share one sum. Each query has a softmax of its own: give max and sum axis=-1 and keepdims=True.",
      WEIGHTS >> """powers = np.exp(scores - scores.max())
    weights = powers / powers.sum()""")
    m("no_softmax", "The values are weighed by the scores themselves. A softmax turns them into weights first.",
      OUT >> "out = scores @ v")
    m("not_normalized", "The exponentials are not divided by their sum, so the weights of a query do not sum to 1.",
      WEIGHTS >> "weights = np.exp(scores)")
    m("return_inside_the_loop",
      "Only the first query has an output, and the rows of all others are 0 (is `return` inside the loop?).",
      OUT >> "out = np.where(np.arange(q.shape[-2])[:, None] == 0, weights @ v, 0.0)",
      base={
          "right/loops_numpy.py": [
              text("""                out[place][row] += weights[(*place, row, key)] * v[place][key]
    return out,""") >> """                out[place][row] += weights[(*place, row, key)] * v[place][key]
            return out,"""
          ]
      })
    m("scaled_after_softmax",
      "The weights are divided by sqrt(D), not the scores: they no longer sum to 1. Scale before the softmax.",
      text("""* scale  # (..., T, S)
    if""") >> """
    if""",
      WEIGHTS >> "weights = powers / np.maximum(total, 1.0) * scale")
    m("cosine_similarity",
      "The scores are cosines: the products are divided by the lengths of query and key. Scaled dot-product attention divides "
      "by sqrt(D) alone.",
      SCORES >> """lengths = np.linalg.norm(q, axis=-1)[..., :, None] * np.linalg.norm(k, axis=-1)[..., None, :]
    scores = q @ np.swapaxes(k, -1, -2) / lengths""")
    m("values_from_keys", "The keys are averaged. They only decide about the weights; what is averaged are the values.",
      OUT >> "out = weights @ k",
      base={
          "right/einsum_numpy.py": [text('"...ts,...se->...te", weights, v)') >> '"...ts,...se->...te", weights, k)']
      })

with m.fails("attends_within_each_leading_axis"):
    m("all_axes_reversed", "`.T` turns round all axes, the leading ones too. Swap the last two only.",
      Q_NP_SWAPAXES >> "q @ k.T * scale")
    m("dot_for_matmul",
      "np.dot pairs every sequence with every other one when there are leading axes. `@` multiplies matrix by matrix.",
      Q_NP_SWAPAXES >> "np.dot(q, np.swapaxes(k, -1, -2)) * scale")
    m("softmax_over_axis_1",
      "The softmax runs over axis 1: right without leading axes, over the queries or the heads with them. The keys are the "
      "last axis, -1.",
      WEIGHTS >> """powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)""")
    m("scale_from_axis_1",
      "The scale comes from axis 1 of q: D without leading axes, something else with them. D is the last axis, -1.",
      SCALE_2 >> "scale = q.shape[1]")
    m("one_leading_axis_assumed",
      "The transpose names three axes, so it works for sequences and not for sequences with heads. Swap the last two, however "
      "many there are.",
      text("np.swapaxes(k, -1, -2) * scale") >> "(k.T if k.ndim == 2 else k.transpose(0, 2, 1)) * scale")

with m.fails("survives_large_scores"):
    m("no_max_shift",
      "exp overflows above 709 in float64: subtract the largest score of each query first; it cancels in the quotient.",
      NP_EXP_SCORES >> "np.exp(scores)", NP_MAXIMUM_TOTAL >> "np.where(total > 0.0, total, 1.0)")
    m("shift_by_global_max",
      "One maximum is subtracted from all scores: for a query whose scores are far below it every exponential becomes 0. Each "
      "query needs its own maximum.",
      NP_EXP_SCORES >> "np.exp(scores - scores.max())", NP_MAXIMUM_TOTAL >> "total")
    m("scores_clipped",
      "Clipping large scores keeps exp finite but makes them all alike, and the weights with them. Subtract the largest score "
      "of each query instead: that changes nothing.",
      NP_EXP_SCORES >> "np.exp(np.clip(scores, -500.0, 500.0) - np.clip(peak, -500.0, 500.0)) * np.isfinite(scores)")

with m.fails("attends_only_where_allowed"):
    m("mask_ignored", "The mask has no effect on the output.", IF_MASK_IS >> "if False:")
    m("mask_inverted",
      "The keys that are allowed are hidden and the others seen. True means allowed here; in nn.MultiheadAttention it means "
      "forbidden.",
      NP_WHERE_MASK >> "np.where(mask, -np.inf, scores)")
    m("mask_after_softmax",
      "The mask sets weights to 0 after the softmax, so what is left no longer sums to 1. Hide the scores before it.",
      IF_MASK_IS >> "if False:", WEIGHTS >> "weights = powers / np.maximum(total, 1.0) * (1.0 if mask is None else mask)")
    m("scores_times_mask",
      "Hidden scores are 0. A score of 0 is an ordinary one, exp(0) = 1; what exp turns into 0 is -inf.",
      NP_WHERE_MASK >> "scores * mask")
    m("mask_added",
      "The boolean mask is added to the scores, which makes the allowed ones larger by 1 and hides nothing. Additive masks "
      "hold 0 and -inf.",
      NP_WHERE_MASK >> "scores + mask")
    m("fill_minus_1", "Hidden scores are set to -1, and exp(-1) is far from 0. Use -inf.",
      NP_WHERE_MASK >> "np.where(mask, scores, -1.0)")

with m.fails("broadcasts_masks"):
    m("mask_as_index",
      "A boolean index must have the very shape of what it indexes, so this works only for full masks. Let the mask broadcast "
      "(np.where does), or broadcast it first.",
      text("scores = np.where(mask, scores, -np.inf)") >> "scores[~mask] = -np.inf")
    m("padding_mask_over_queries",
      "A mask (S,) is spread over the queries. Axes are matched from the right, as NumPy does it: its only axis is that of "
      "the keys.",
      NP_WHERE_MASK >> "np.where(mask[:, None] if mask.ndim == 1 else mask, scores, -np.inf)")
    m("head_axis_added_to_mask",
      "A mask with three axes gets a fourth in second place. Axes are matched from the right, as NumPy does it: leave the "
      "mask as it is.",
      NP_WHERE_MASK >> "np.where(mask[:, None] if scores.ndim == mask.ndim + 1 == 4 else mask, scores, -np.inf)")

with m.fails("masks_scores_of_any_size"):
    m("fill_too_small",
      "Hidden scores are set to a number like -10000, and allowed ones can lie below it: then the hidden keys win. Use -inf, "
      "below which there is nothing.",
      NP_WHERE_MASK >> "np.where(mask, scores, -1e4)")
    m("maximum_of_hidden_scores",
      "The largest score that is subtracted may be a hidden one: all allowed exponentials can become 0 then, and 0 / 0 is "
      "left. Hide scores before the maximum is taken.",
      IF_MASK_IS >> "if False:",
      text("powers = np.exp(scores - peak)") >> "powers = np.exp(scores - peak) * (True if mask is None else mask)",
      NP_MAXIMUM_TOTAL >> "total")

    m("fill_too_small_and_zeroed",
      "Hidden scores are set to a number like -10000, and allowed scores can lie below it. Then the hidden keys get all the "
      "weight, and setting their weights to 0 leaves nothing. Use -inf.",
      NP_WHERE_MASK >> "np.where(mask, scores, -1e4)",
      WEIGHTS >> "weights = powers / np.maximum(total, 1.0) * (True if mask is None else mask)")

with m.fails("gives_zero_where_nothing_is_allowed"):
    m("nan_where_nothing_is_allowed",
      "If everything is hidden the largest score is -inf, and -inf - (-inf) is NaN. Give such a query the output 0.",
      INITIAL_NP_FINFO >> ")")
    m("uniform_where_nothing_is_allowed",
      "A query that may attend to nothing gets the plain mean of all values: a large negative number hides only in comparison "
      "with something that is allowed. Its output is 0.",
      NP_WHERE_MASK >> "np.where(mask, scores, np.finfo(scores.dtype).min)")
    m("unmasked_where_nothing_is_allowed",
      "A query that may attend to nothing attends as if there were no mask (subtracting a large number from all its scores "
      "does the same). Its output is 0.",
      NP_WHERE_MASK >> "np.where(mask | ~mask.any(axis=-1, keepdims=True), scores, -np.inf)")

with m.fails("goes_back_through_large_scores"):
    m("recomputed_without_shift",
      "The backward pass uses weights that were computed once more, without the shift, and exp overflows. Keep those of the "
      "forward pass.",
      CACHE >> "cache = (q, k, v, np.exp(scores) / np.maximum(np.exp(scores).sum(axis=-1, keepdims=True), 1e-300), scale)")

with m.fails("stops_gradients_at_the_mask"):
    m("recomputed_without_mask",
      "The backward pass uses weights from before the mask, so gradients flow to hidden keys. Keep the weights with which the "
      "output was made.",
      CACHE >> """bare = q @ np.swapaxes(k, -1, -2) * scale
    powers = np.exp(bare - bare.max(axis=-1, keepdims=True))
    cache = (q, k, v, powers / powers.sum(axis=-1, keepdims=True), scale)""")
    m("output_repaired_weights_not",
      "The output of a query that may attend to nothing was repaired, but its weights in the cache are still NaN, and the "
      "gradients with them. Repair the weights.",
      INITIAL_NP_FINFO >> ")", OUT >> "out = np.nan_to_num(weights @ v)")
    m("output_zeroed_weights_not",
      "The output of a query that may attend to nothing was set to 0, but its weights in the cache are not 0, so gradients "
      "pass. Set the weights to 0.",
      NP_WHERE_MASK >> "np.where(mask, scores, np.finfo(scores.dtype).min)",
      OUT >> "out = weights @ v * (1.0 if mask is None else mask.any(axis=-1, keepdims=True))")

with m.fails("gives_numpy_no_reason_to_warn"):
    m("zero_by_zero_replaced",
      "0 / 0 is computed first and replaced afterwards. Such a warning hides the next one, which may be real: divide by "
      "something that is never 0.",
      WEIGHTS >> "weights = np.nan_to_num(powers / total)")
    m("inf_minus_inf_replaced",
      "-inf - (-inf) is computed first and its NaN replaced afterwards. Such a warning hides the next one, which may be real: "
      "subtract something finite.",
      INITIAL_NP_FINFO >> ")", NP_EXP_SCORES >> "np.nan_to_num(np.exp(scores - peak))")

with m.fails("leaves_its_inputs_alone"):
    m("q_scaled_in_place", "`q *= ...` or `q /= ...` changes the array of the caller. Make a new array.",
      SCORES >> """q *= scale
    scores = q @ np.swapaxes(k, -1, -2)""",
      text("cache = (q,") >> "cache = (q / scale,")
    m("mask_inverted_in_place",
      "The mask is changed in place. It belongs to the caller, who passes it to the next layer as well.",
      NP_WHERE_MASK >> "np.where(np.logical_not(mask, out=mask), -np.inf, scores)")

with m.fails("can_go_back_twice"):
    m("cache_shared_between_calls",
      "The backward pass uses what the latest forward pass left in a global place. In a net every layer runs forward before "
      "any runs back: put all that is needed into the cache.",
      CACHE >> "cache = attention_forward.latest = (q, k, v, weights, scale)",
      Q_LINE >> "q, k, v, weights, scale = attention_forward.latest")
    m("cache_emptied", "The backward pass takes things out of its cache, so it works only once. Read them and leave them there.",
      CACHE >> "cache = [q, k, v, weights, scale]", Q_LINE >> "scale, weights, v, k, q = (cache.pop() for _ in range(5))")

with m.fails("keeps_dtypes"):
    m("scale_in_float64",
      "np.sqrt of an integer is a float64 of NumPy's, and with NumPy 2 it makes the scores float64. Use math.sqrt, or D**0.5: "
      "Python's floats leave the dtype alone.",
      SCALE >> "scale = 1.0 / np.sqrt(q.shape[-1])")
    m("mask_in_float64",
      "With a mask everything becomes float64: the array that is added to the scores was made without a dtype.",
      NP_WHERE_MASK >> "scores + np.where(mask, np.zeros(mask.shape), -np.inf)")
    m("out_in_float64",
      "out is float64 although every input is float32: an array made without a dtype (np.zeros, np.ones, np.empty) is float64 "
      "and takes the rest with it.",
      text("out = weights @ v  # (..., T, E)") >> "out = np.zeros((*q.shape[:-1], v.shape[-1])) + weights @ v")
    m("scale_in_float32",
      "The root is a float32 number, so only seven of its digits are right, and float64 inputs get no more precision than "
      "that. Use math.sqrt, or D**0.5: Python's floats have the precision of float64.",
      SCALE >> "scale = 1.0 / np.sqrt(np.float32(q.shape[-1]))")
    m("small_number_in_the_sum",
      "A small number is added to the sum of the exponentials, so the weights of a query do not sum to 1. After the shift the "
      "sum is at least 1 where something is allowed, so nothing needs to be added.",
      WEIGHTS >> "weights = powers / (total + 1e-8)")

with m.fails("keeps_axes_of_length_one"):
    m("out_squeezed",
      "squeeze() removes every axis of length one, from out or on the way to it, also that of a single query, sequence or "
      "feature. out is (..., T, E), also if T or E is 1.",
      OUT >> "out = (weights @ v).squeeze()")
