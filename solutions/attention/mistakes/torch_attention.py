"""Mistakes in `attention`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
RETURN_WEIGHTS = text("return weights @ v")
Q_SHAPE = text("/ q.shape[-1] ** 0.5")
WEIGHTS = text("weights = scores.softmax(dim=-1)")
IF_MASK_IS = text("if mask is None:")
SCORES_MASKED_FILL_MASK = text("scores.masked_fill(~mask, lowest).softmax(dim=-1).masked_fill(~mask, 0.0)")
NN_FUNCTIONAL_DROPOUT = text("nn.functional.dropout(weights, dropout_p, training)")
WEIGHTS_2 = text("weights = nn.functional.dropout(weights, dropout_p, training)")

with m.fails("attention_weighs_values"):
    m("ready_made_attention", "attention calls torch's own. Write it: two products, a root, a softmax, and care for the mask.",
      RETURN_WEIGHTS >> "return nn.functional.scaled_dot_product_attention(q, k, v, mask, dropout_p if training else 0.0)")
    m("ready_made_kernel",
      "attention calls a kernel behind torch's own attention. It is the same thing ready made, under another name: write it.",
      RETURN_WEIGHTS >> "return torch.ops.aten._scaled_dot_product_attention_math(q, k, v, mask)[0]")
    m("no_scale_torch",
      "The scores are not divided by sqrt(D). Products of long vectors grow with their length, and the softmax then puts "
      "everything on one key.",
      text(" / q.shape[-1] ** 0.5") >> "")
    m("scaled_by_d_torch",
      "The scores are divided by D. It is the square root of D: that is how the spread of a sum of D products grows.",
      Q_SHAPE >> "/ q.shape[-1]")
    m("scaled_by_value_features_torch",
      "The scale comes from E, the length of a value. The products are sums over the D features of queries and keys: use that "
      "D.",
      Q_SHAPE >> "/ v.shape[-1] ** 0.5")
    m("softmax_over_queries_torch",
      "The softmax runs over the queries. Each query spreads a weight of 1 over the keys, the last axis of the scores (..., "
      "T, S).",
      WEIGHTS >> "weights = scores.softmax(dim=-2)")
    m("softmax_over_axis_1_torch",
      "The softmax runs over axis 1: right without leading axes, over the queries or the heads with them. The keys are the "
      "last axis, -1.",
      WEIGHTS >> "weights = scores.softmax(dim=1)")
    m("no_softmax_torch", "The values are weighed by the scores themselves. A softmax turns them into weights first.",
      RETURN_WEIGHTS >> "return scores @ v")
    m("values_from_keys_torch", "The keys are averaged. They only decide about the weights; what is averaged are the values.",
      RETURN_WEIGHTS >> "return weights @ k")
    m("axes_0_and_1_transposed",
      "Axes 0 and 1 of the keys are swapped: right without leading axes, wrong with them. Swap the last two, counted from the "
      "end.",
      text("k.mT") >> "k.transpose(0, 1)")

with m.fails("attention_obeys_masks"):
    m("mask_ignored_torch", "The mask has no effect on the output.", IF_MASK_IS >> "if True:")
    m("mask_inverted_torch",
      "The keys that are allowed are hidden and the others seen. True means allowed here; masked_fill, and "
      "nn.MultiheadAttention, take True for hidden.",
      SCORES_MASKED_FILL_MASK >> "scores.masked_fill(mask, lowest).softmax(dim=-1).masked_fill(mask, 0.0)")
    m("mask_after_softmax_torch",
      "The mask sets weights to 0 after the softmax, so what is left no longer sums to 1. Hide the scores before it.",
      text("scores.masked_fill(~mask, lowest).softmax(dim=-1)") >> "scores.softmax(dim=-1)")
    m("scores_times_mask_torch",
      "Hidden scores are 0. A score of 0 is an ordinary one, exp(0) = 1; hide it with something far below all "
      "others.",
      SCORES_MASKED_FILL_MASK >> "(scores * mask).softmax(dim=-1)")
    m("mask_added_torch",
      "The boolean mask is added to the scores, which makes the allowed ones larger by 1 and hides nothing. Additive masks "
      "hold 0 and -inf.",
      SCORES_MASKED_FILL_MASK >> "(scores + mask).softmax(dim=-1)")
    m("mask_as_index_torch",
      "The mask is taken for a matrix (T, S). It may have any shape that broadcasts to the scores: give it to masked_fill or "
      "torch.where as it is.",
      SCORES_MASKED_FILL_MASK >> "torch.where(mask.view(mask.shape[-2:]), scores, lowest).softmax(dim=-1)")

with m.fails("attention_survives_scores_of_any_size"):
    m("no_max_shift_torch",
      "exp overflows above 709 in float64: subtract the largest score of each query first, or use torch.softmax, which does "
      "so.",
      WEIGHTS >> "weights = scores.exp() / scores.exp().sum(dim=-1, keepdim=True)")
    m("scores_clipped_torch",
      "Clipping large scores makes them all alike, and the weights with them. Nothing needs to be clipped: softmax shifts its "
      "input before exp.",
      WEIGHTS >> "weights = scores.clamp(-500.0, 500.0).softmax(dim=-1)")
    m("fill_too_small_torch",
      "Hidden scores are set to a number like -10000, and allowed ones can lie below it: then the hidden keys win.",
      text("lowest = torch.finfo(scores.dtype).min") >> "lowest = -1e4")

with m.fails("attention_is_zero_where_nothing_is_allowed"):
    m("nan_where_nothing_is_allowed_torch",
      "The softmax of a row of -inf is NaN. Give a query that may attend to nothing the output 0.",
      SCORES_MASKED_FILL_MASK >> "scores.masked_fill(~mask, float('-inf')).softmax(dim=-1)")
    m("uniform_where_nothing_is_allowed_torch",
      "A query that may attend to nothing gets the plain mean of all values: a large negative number hides only in comparison "
      "with something that is allowed. Its output is 0.",
      text(".softmax(dim=-1).masked_fill(~mask, 0.0)") >> ".softmax(dim=-1)")

with m.fails("layers_leave_their_inputs_alone"):
    m("q_scaled_in_place_torch",
      "q is scaled in place (`/=`, or a method that ends in _). It belongs to the caller: make a new tensor.",
      text("scores = q @ k.mT / q.shape[-1] ** 0.5") >> "scores = q.div_(q.shape[-1] ** 0.5) @ k.mT")
    m("mask_inverted_in_place_torch",
      "The mask is inverted in place. It belongs to the caller, who passes it to the next layer as well.",
      text("weights = scores.masked_fill(~mask, lowest).softmax(dim=-1).masked_fill(~mask, 0.0)")
      >> """hidden = mask.logical_not_()
        weights = scores.masked_fill(hidden, lowest).softmax(dim=-1).masked_fill(hidden, 0.0)""")

with m.fails("layers_keep_dtypes"):
    m("softmax_in_float32",
      "The softmax is computed in float32 whatever the inputs are. That protects half precision, but spoils float64: keep the "
      "dtype of the inputs.",
      WEIGHTS >> "weights = scores.softmax(dim=-1, dtype=torch.float32).to(q.dtype)")
    m("scale_in_float32_torch",
      "The root is a float32 tensor (torch.tensor of a Python number, or of a float, is float32), so only seven of its digits "
      "are right. Use math.sqrt, or D**0.5.",
      Q_SHAPE >> "/ torch.sqrt(torch.tensor(float(q.shape[-1])))")
    m("out_in_float64_torch",
      "out is float64 although q, k and v are float32: follow the dtype of the inputs when you make or convert a tensor.",
      RETURN_WEIGHTS >> "return (weights @ v).double()")

with m.fails("layers_keep_axes_of_length_one"):
    m("out_squeezed_torch",
      "squeeze() removes every axis of length one from the result of attention, also that of a single query, sequence, head or "
      "feature. The result is (..., T, E), also if one of these numbers is 1.",
      RETURN_WEIGHTS >> "return (weights @ v).squeeze()")

with m.fails("attention_lets_gradients_through"):
    m("nan_repaired_gradient_not",
      "The NaN of a row of -inf is replaced in the output, but autograd goes back through the softmax that made it, and NaN "
      "comes back. Do not let it arise.",
      SCORES_MASKED_FILL_MASK >> "(scores + torch.where(mask, 0.0, float('-inf'))).softmax(dim=-1).nan_to_num(0.0)")
    m("weights_detached",
      "The weights are cut from the graph (detach, .data, no_grad?), so nothing is learned about where to look: dq and dk are "
      "0.",
      RETURN_WEIGHTS >> "return weights.detach() @ v")
    m("keys_detached", "The keys are cut from the graph (detach, .data, no_grad?): dk is 0.",
      text("scores = q @ k.mT") >> "scores = q @ k.detach().mT")

with m.fails("dropout_spares_evaluation"):
    m("dropout_in_evaluation",
      "Weights are dropped with training=False too: torch's dropout takes training for true unless told otherwise.",
      NN_FUNCTIONAL_DROPOUT >> "nn.functional.dropout(weights, dropout_p)")

with m.fails("dropout_scales_what_it_keeps"):
    m("dropout_p_kept", "dropout_p is taken for the probability to keep, as in some papers. Here it is the probability to drop.",
      NN_FUNCTIONAL_DROPOUT >> "nn.functional.dropout(weights, 1.0 - dropout_p, training and dropout_p > 0.0)")
    m("no_dropout", "Nothing is dropped in training.", WEIGHTS_2 >> "pass")
    m("dropout_without_scale",
      "The weights that are kept are not divided by 1 - dropout_p, so training sees smaller outputs than evaluation.",
      WEIGHTS_2 >> "weights = weights * (torch.rand_like(weights) >= dropout_p) if training else weights")
    m("dropout_scaled_down",
      "The weights that are kept are multiplied by 1 - dropout_p. Divide by it: that makes up for the ones that were dropped.",
      WEIGHTS_2 >> "weights = weights * (torch.rand_like(weights) >= dropout_p) * (1.0 - dropout_p) if training else weights")
    m("dropout_renormalized",
      "After dropout the weights are made to sum to 1 again. They need not: each kept one is divided by 1 - dropout_p, "
      "whatever happened to the others.",
      WEIGHTS_2 >> """weights = nn.functional.dropout(weights, dropout_p, training)
    weights = weights / weights.sum(dim=-1, keepdim=True).clamp(min=1e-9)""")
    m("dropout_on_scores", "Dropout comes before the softmax. A score of 0 is not a weight of 0: drop weights.",
      IF_MASK_IS >> """scores = nn.functional.dropout(scores, dropout_p, training)
    if mask is None:""",
      WEIGHTS_2 >> "pass")

with m.fails("dropout_drops_each_weight_on_its_own"):
    m("dropout_on_output",
      "Features of the output are dropped. Drop weights, before they meet the values: then a query does without a whole key.",
      WEIGHTS_2 >> "pass", RETURN_WEIGHTS >> "return nn.functional.dropout(weights @ v, dropout_p, training)")
    m("dropout_on_values",
      "Something is dropped for all queries alike: entries of the values, or whole keys. Each weight (query and key) is "
      "dropped on its own.",
      WEIGHTS_2 >> "pass", RETURN_WEIGHTS >> "return weights @ nn.functional.dropout(v, dropout_p, training)")
    m("dropout_shared_by_sequences",
      "All sequences have the same weights dropped. Draw for every entry of the weights, the leading axes too.",
      WEIGHTS_2 >> "weights = weights * nn.functional.dropout(torch.ones_like(weights[:1]), dropout_p, training)")
    m("dropout_seeded",
      "Every call drops the same weights (a seed that is set each time?). Draw anew in each call, from torch's own generator.",
      WEIGHTS_2 >> """keep = torch.rand(weights.shape, generator=torch.Generator().manual_seed(0)) >= dropout_p
    weights = weights * keep / (1.0 - dropout_p) if training else weights""")
