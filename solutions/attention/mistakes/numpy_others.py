"""Mistakes in the shorter exercises, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
NP_TRI_LENGTH = text("np.tri(length, dtype=bool)")
RETURN_X = text("return x.reshape(n, length, heads, features // heads).transpose(0, 2, 1, 3)")
RETURN_X_2 = text("return x.transpose(0, 2, 1, 3).reshape(n, length, heads * features)")

with m.fails("causal_mask_allows_no_look_ahead"):
    m("diagonal_masked",
      "The diagonal is hidden: no position sees itself, and the first one sees nothing at all. A position may look at itself "
      "and at what came before.",
      NP_TRI_LENGTH >> "np.tri(length, k=-1, dtype=bool)")
    m("one_future_token_visible",
      "Every position sees one token too far ahead: the very token that it has to predict. Stop at the diagonal.",
      NP_TRI_LENGTH >> "np.tri(length, k=1, dtype=bool)")
    m("true_means_forbidden",
      "This mask is True where attending is forbidden, the convention of nn.MultiheadAttention. Here True means allowed.",
      NP_TRI_LENGTH >> "~np.tri(length, dtype=bool)")
    m("causal_mask_transposed",
      "The mask is transposed: positions see the future and not the past. Rows are queries, columns are keys.",
      NP_TRI_LENGTH >> "np.tri(length, dtype=bool).T")
    m("causal_mask_hides_nothing",
      "The mask is True everywhere, so it hides nothing (was a triangle of ones compared with >= 0?).",
      NP_TRI_LENGTH >> "np.ones((length, length), dtype=bool)")
    m("causal_mask_additive",
      "This is an additive mask, 0 where allowed and -inf where not, as some libraries want it. Here a mask is boolean, True "
      "where attending is allowed.",
      NP_TRI_LENGTH >> "np.where(np.tri(length, dtype=bool), 0.0, -np.inf)")
    m("causal_mask_of_numbers",
      "The mask holds the numbers 1 and 0. Make it boolean: as an index, or behind ~, numbers mean something else.",
      NP_TRI_LENGTH >> "np.tri(length)")

    m("return_inside_the_loop_of_the_mask",
      "Only the first row is filled, and all others stay False (is `return` inside the loop?).",
      NP_TRI_LENGTH >> "np.tri(length, dtype=bool) & (np.arange(length)[:, None] == 0)",
      base={
          "right/loops_numpy.py": [
              text("""            mask[t, s] = True
    return mask""") >> """            mask[t, s] = True
        return mask"""
          ]
      })

with m.fails("splits_features_into_heads"):
    m("split_without_transpose",
      "The reshape goes straight to (N, heads, T, d): the shape is right, but heads now hold pieces of different positions. "
      "Cut the last axis first, then move the axes.",
      RETURN_X >> "return x.reshape(n, heads, length, features // heads)")
    m("heads_left_behind_positions",
      "The heads stand behind the positions, (N, T, heads, d). Attention would run over the heads then: move them in front of "
      "the positions.",
      RETURN_X >> "return x.reshape(n, length, heads, features // heads)")
    m("features_dealt_like_cards",
      "Each head gets every heads-th feature, as cards are dealt. Here head 0 gets the first D / heads features in a row, "
      "head 1 the next.",
      RETURN_X >> "return x.reshape(n, length, features // heads, heads).transpose(0, 3, 1, 2)")
    m("heads_folded_into_batch",
      "Heads and batch are folded into one axis, (N * heads, T, d), as older code has it for bmm. Here they stay apart: (N, "
      "heads, T, d).",
      RETURN_X >> "return x.reshape(n, length, heads, features // heads).transpose(0, 2, 1, 3).reshape(n * heads, length, -1)")

with m.fails("merges_heads_into_features"):
    m("merge_without_transpose",
      "The heads are joined without being moved back behind the positions: each row mixes several positions of one head. Move "
      "the axes first, then reshape.",
      RETURN_X_2 >> "return x.reshape(n, length, heads * features)")
    m("merged_like_cards",
      "The features of the heads are interleaved. All features of head 0 come first, then all of head 1: merge_heads undoes "
      "split_heads.",
      RETURN_X_2 >> "return x.transpose(0, 2, 3, 1).reshape(n, length, heads * features)")
    m("heads_summed", "The heads are added up. They are put side by side, so that the next matrix can tell them apart.",
      RETURN_X_2 >> "return x.sum(axis=1)")

with m.fails("keeps_axes_of_length_one"):
    m("mask_squeezed", "squeeze() removes the axes of the mask for one position. The mask is (T, T), also if T is 1.",
      NP_TRI_LENGTH >> "np.tri(length, dtype=bool).squeeze()")
    m("heads_squeezed",
      "squeeze() removes every axis of length one from the heads. split_heads returns (N, heads, T, D / heads), also if one of "
      "these numbers is 1.",
      RETURN_X >> "return x.reshape(n, length, heads, features // heads).transpose(0, 2, 1, 3).squeeze()")
    m("merged_heads_squeezed",
      "squeeze() removes every axis of length one from the features. merge_heads returns (N, T, heads * d), also if one of these "
      "numbers is 1.",
      RETURN_X_2 >> "return x.transpose(0, 2, 1, 3).reshape(n, length, heads * features).squeeze()")

with m.fails("keeps_dtypes"):
    m("heads_in_float64",
      "The heads are float64 although x is float32: an array made without a dtype (np.zeros, np.empty) is float64. Make it with "
      "the dtype of x.",
      RETURN_X >> "return x.reshape(n, length, heads, features // heads).transpose(0, 2, 1, 3).astype(float)")
    m("merged_heads_in_float64",
      "The merged features are float64 although x is float32: an array made without a dtype (np.zeros, np.empty) is float64. "
      "Make it with the dtype of x.",
      RETURN_X_2 >> "return x.transpose(0, 2, 1, 3).reshape(n, length, heads * features).astype(float)")
