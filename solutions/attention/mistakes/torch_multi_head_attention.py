"""Mistakes in `MultiHeadAttention`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
IN_PROJ_BIAS = text("self.in_proj_bias = projection.bias")
IN_PROJ_WEIGHT = text("self.in_proj_weight = projection.weight")
RETURN_SELF = text("return self.out_proj(heads.permute(0, 2, 1, 3).flatten(2))")
UNFLATTEN_SELF_NUM_HEADS = text(".unflatten(-1, (self.num_heads, -1)).permute(0, 2, 1, 3)")
HEADS_PERMUTE_FLATTEN = text("heads.permute(0, 2, 1, 3).flatten(2)")
WEIGHTS = text("weights, biases = self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3)")
X_WEIGHT_T = text("(x @ weight.T + bias)")
MAP_PROJECT_QUERY = text("map(project, (query, key, value), weights")
ATTENTION_Q_K = text("attention(q, k, v, mask, self.dropout, self.training)")

with m.fails("multi_head_has_the_state_of_the_ready_made_layer"):
    m("no_input_bias", "in_proj_bias is missing. The ready-made layer has biases, and a state saved from it would not fit.",
      IN_PROJ_BIAS >> "", text("self.in_proj_bias.chunk(3)") >> "(0.0, 0.0, 0.0)")
    m("three_input_projections",
      "The three projections are layers of their own. That computes the same, but the ready-made layer keeps them as one "
      "matrix in_proj_weight (3E, E) and one in_proj_bias, and states should fit both.",
      text("projection = nn.Linear(embed_dim, 3 * embed_dim)") >> "self.q_proj = nn.Linear(embed_dim, embed_dim)",
      IN_PROJ_WEIGHT >> "self.k_proj = nn.Linear(embed_dim, embed_dim)",
      IN_PROJ_BIAS >> "self.v_proj = nn.Linear(embed_dim, embed_dim)")
    m("projection_not_a_parameter",
      "in_proj_weight is a plain tensor, so no optimizer finds it and it is not saved. Make it an nn.Parameter.",
      IN_PROJ_WEIGHT >> "self.in_proj_weight = torch.randn(3 * embed_dim, embed_dim)")
    m("projection_transposed_shape", "in_proj_weight is (E, 3E). As in nn.Linear a weight is (outputs, inputs) here: (3E, E).",
      IN_PROJ_WEIGHT >> "self.in_proj_weight = nn.Parameter(torch.randn(embed_dim, 3 * embed_dim))",
      text("self.in_proj_weight.chunk(3)") >> "self.in_proj_weight.T.chunk(3)")
    m("projection_starts_at_0",
      "in_proj_weight starts at 0: all scores are equal then, queries and keys get no gradient, and the heads stay alike. "
      "Start random.",
      IN_PROJ_WEIGHT >> "self.in_proj_weight = nn.Parameter(torch.zeros(3 * embed_dim, embed_dim))")

with m.fails("multi_head_attends_to_itself"):
    m("ready_made_function",
      "The layer leaves its work to nn.functional.multi_head_attention_forward (or nn.MultiheadAttention, which calls it). "
      "Write it: project, split, attend, merge, project.",
      RETURN_SELF >> """q, k, v = (x.transpose(0, 1) for x in (query, key, value))
        settings = (self.in_proj_weight, self.in_proj_bias, None, None, False, 0.0)
        weight, bias = self.out_proj.weight, self.out_proj.bias
        whole = nn.functional.multi_head_attention_forward
        return whole(q, k, v, q.shape[-1], self.num_heads, *settings, weight, bias)[0].transpose(0, 1)""")
    m("ready_made_attention_in_layer", "The layer calls torch's own attention. Call yours.",
      text("heads = attention(q, k, v, mask, self.dropout, self.training)")
      >> "heads = nn.functional.scaled_dot_product_attention(q, k, v, mask)")
    m("scaled_by_model_features",
      "The scores are divided by the square root of E. A head's products run over E / num_heads features: that is the number "
      "to use.",
      text("heads = attention(q, k, v,") >> "heads = attention(q / self.num_heads**0.5, k, v,")
    m("split_without_transpose_torch",
      "The heads are split by one reshape to (N, H, T, d): the shape is right, but heads hold pieces of different positions. "
      "Cut the last axis first, then swap.",
      UNFLATTEN_SELF_NUM_HEADS >> ".reshape(x.shape[0], self.num_heads, x.shape[1], -1)")
    m("attends_over_heads",
      "The heads stand behind the positions, (N, T, H, d), so each position attends to its own heads and never to another "
      "position. Swap the two axes first.",
      UNFLATTEN_SELF_NUM_HEADS >> ".unflatten(-1, (self.num_heads, -1))", HEADS_PERMUTE_FLATTEN >> "heads.flatten(2)")
    m("features_dealt_like_cards_torch",
      "Each head gets every num_heads-th feature, as cards are dealt. Here head 0 gets the first E / num_heads features in a "
      "row, head 1 the next.",
      UNFLATTEN_SELF_NUM_HEADS >> ".unflatten(-1, (-1, self.num_heads)).permute(0, 3, 1, 2)",
      HEADS_PERMUTE_FLATTEN >> "heads.permute(0, 2, 3, 1).flatten(2)")
    m("merge_without_transpose_torch",
      "The heads are joined without being moved back behind the positions: each row mixes several positions of one head. Swap "
      "the axes first, then flatten.",
      HEADS_PERMUTE_FLATTEN >> "heads.reshape(query.shape)")
    m("merged_by_view",
      "x.view(...) raises an error if the numbers of x do not lie one behind the other, as after a transpose. Use "
      "x.reshape(...).",
      HEADS_PERMUTE_FLATTEN >> "heads.permute(0, 2, 1, 3).view(*query.shape)")
    m("one_head_only", "All features form one head, whatever num_heads says.",
      text("self.num_heads = num_heads") >> "self.num_heads = 1")
    m("projections_in_order_kqv",
      "The projections are taken in the order keys, queries, values. In in_proj_weight the queries come first, then keys, "
      "then values.",
      WEIGHTS >> "weights, biases = [[x.chunk(3)[i] for i in (1, 0, 2)] for x in (self.in_proj_weight, self.in_proj_bias)]")
    m("projections_in_order_vkq",
      "The projections are taken in the order values, keys, queries. In in_proj_weight the queries come first, then keys, "
      "then values.",
      WEIGHTS >> "weights, biases = self.in_proj_weight.chunk(3)[::-1], self.in_proj_bias.chunk(3)[::-1]")
    m("projections_sorted_by_head",
      "in_proj_weight is read as query, key and value of head 0, then of head 1, …, as GPT-NeoX stores it. Here all queries "
      "come first, then all keys, then all values.",
      WEIGHTS >> """weights, biases = (
            x.unflatten(0, (self.num_heads, 3, -1)).transpose(0, 1).flatten(1, 2)
            for x in (self.in_proj_weight, self.in_proj_bias)
        )""")
    m("weight_not_transposed",
      "The input projection uses x @ weight. A weight is (outputs, inputs), as in nn.Linear: transpose it.",
      X_WEIGHT_T >> "(x @ weight + bias)")
    m("input_bias_forgotten", "in_proj_bias is not added.", X_WEIGHT_T >> "(x @ weight.T + 0.0 * bias)")
    m("output_projection_forgotten", "The joined heads do not go through out_proj.",
      RETURN_SELF >> "return heads.permute(0, 2, 1, 3).flatten(2)")

with m.fails("multi_head_attends_to_others"):
    m("keys_for_values", "The values are made from the input `key`. Keys and values may be different: project `value`.",
      MAP_PROJECT_QUERY >> "map(project, (query, key, key), weights")
    m("keys_and_values_swapped", "key and value have changed places.",
      MAP_PROJECT_QUERY >> "map(project, (query, value, key), weights")
    m("always_attends_to_itself",
      "All three projections take `query`: the layer attends to itself whatever it is given. In cross-attention keys and "
      "values come from elsewhere.",
      MAP_PROJECT_QUERY >> "map(project, (query, query, query), weights")
    m("lengths_assumed_equal",
      "Keys and values are reshaped with the length of the queries. There may be more keys than queries: use the lengths of "
      "each input.",
      UNFLATTEN_SELF_NUM_HEADS >> ".reshape(*query.shape[:2], self.num_heads, -1).permute(0, 2, 1, 3)")

with m.fails("multi_head_obeys_masks"):
    m("mask_not_passed_on", "MultiHeadAttention does not pass its mask on to attention.",
      ATTENTION_Q_K >> "attention(q, k, v, None, self.dropout, self.training)")
    m("mask_inverted_in_layer",
      "The layer turns its mask round. nn.MultiheadAttention takes True for hidden; here True means allowed, in the layer as "
      "in attention.",
      ATTENTION_Q_K >> "attention(q, k, v, None if mask is None else ~mask, self.dropout, self.training)")
    m("head_axis_added_to_mask_torch",
      "The layer adds an axis for the heads to every mask. Masks that need one have it already: they broadcast to (N, "
      "num_heads, T, S) as they are.",
      ATTENTION_Q_K >> "attention(q, k, v, None if mask is None else mask.unsqueeze(-3), self.dropout, self.training)")

with m.fails("layers_keep_axes_of_length_one"):
    m("layer_output_squeezed",
      "squeeze() removes every axis of length one from the result of the layer, also that of a single sequence or query. The "
      "result is (N, T, E), also if N or T is 1.",
      RETURN_SELF >> "return self.out_proj(heads.permute(0, 2, 1, 3).flatten(2)).squeeze()")

with m.fails("multi_head_drops_in_training_mode_only"):
    m("layer_drops_in_evaluation", "After eval() weights are still dropped: tell attention the layer's mode, self.training.",
      ATTENTION_Q_K >> "attention(q, k, v, mask, self.dropout)")
    m("layer_never_drops", "In training mode nothing is dropped: the constructor's dropout does not reach attention.",
      ATTENTION_Q_K >> "attention(q, k, v, mask)")
    m("layer_drops_output",
      "Dropout falls on the features of the output. dropout is meant for the weights: pass it to attention.",
      ATTENTION_Q_K >> "attention(q, k, v, mask)",
      RETURN_SELF
      >> "return nn.functional.dropout(self.out_proj(heads.permute(0, 2, 1, 3).flatten(2)), self.dropout, self.training)")

with m.fails("trains_like_the_reference_model"):
    m("projections_not_learned",
      "The input projections are read through .data (or detach), past autograd: in_proj_weight stays as it started.",
      text("self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3)")
      >> "self.in_proj_weight.data.chunk(3), self.in_proj_bias.chunk(3)")
