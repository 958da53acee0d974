"""Mistakes in the shorter exercises, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN_X = text("return x @ w + b, (x, w)")
X_LINE = text("""    x, w = cache
""")
RETURN_NP = text("return np.maximum(x, 0), x > 0")
RETURN_DOUT = text("return dout @ w.T, x.T @ dout, dout.sum(axis=0)")
RETURN_DOUT_2 = text("""    return dout * cache
""")
RETURN_DOUT_3 = text("return dout * cache * (1 - cache)")

with m.fails("computes_affine_layers"):
    m("bias_forgotten", "The bias is not added.", RETURN_X >> "return x @ w, (x, w)")

with m.fails("can_go_back_twice"):
    m("affine_cache_in_a_global",
      "The arguments are kept in one place for all calls, so the next forward pass overwrites them. A net has several affine "
      "layers: return what is needed as the cache.",
      RETURN_X >> """affine_forward.kept = x, w
    return x @ w + b, None""",
      X_LINE >> """    x, w = affine_forward.kept
""")
    m("affine_cache_consumed",
      "The backward pass takes things out of the cache, and the second time there is nothing left. Read the cache and leave "
      "it whole.",
      RETURN_X >> "return x @ w + b, [x, w]",
      X_LINE >> """    w, x = cache.pop(), cache.pop()
""")
    m("sigmoid_cache_overwritten",
      "The backward pass writes into the cache, so the second time another slope comes out. Make a new array.",
      RETURN_DOUT_3 >> """cache *= 1 - cache
    return dout * cache""")

with m.fails("keeps_float32"):
    m("affine_output_in_float64",
      "The output of the affine layer is float64, because np.zeros makes float64 unless told otherwise. Give it the dtype of "
      "x.",
      RETURN_X >> """out = np.zeros((len(x), len(b)))
    out += x @ w + b
    return out, (x, w)""")
    m("relu_mask_in_float64",
      "The mask of the ReLU is a float64 array, so the gradient becomes float64. A boolean mask takes the dtype of what it "
      "meets.",
      RETURN_NP >> "return np.maximum(x, 0), np.where(x > 0, np.ones(x.shape), 0.0)")

with m.fails("computes_activations"):
    m("relu_layer_leaks",
      "This is the leaky ReLU, which lets a hundredth of negative numbers through. Plain ReLU gives 0 for them.",
      RETURN_NP >> "return np.where(x > 0, x, 0.01 * x), x > 0")

with m.fails("multiplies_by_the_slope_at_the_input"):
    m("relu_layer_multiplies_by_the_output",
      "dout is multiplied by the output of the ReLU. Its slope is 1 where the input was positive, not the output itself.",
      RETURN_NP >> """out = np.maximum(x, 0)
    return out, out""")
    m("sigmoid_layer_slope_of_the_input",
      "The slope is taken as x (1 - x) with the input x. That formula is for the output: s (1 - s).",
      text("""out = 0.5 + 0.5 * np.tanh(0.5 * x)
    return out, out""") >> """out = 0.5 + 0.5 * np.tanh(0.5 * x)
    return out, x""")
    m("relu_layer_masks_by_the_gradient",
      "The mask is made from dout: positive gradients pass. What counts is whether the *input* was positive; the gradient may "
      "have any sign.",
      RETURN_DOUT_2 >> """    return dout * (dout > 0)
""")
    m("relu_layer_passes_everything",
      "dout passes unchanged. Where the input was negative, the output does not move, and the gradient is 0.",
      RETURN_DOUT_2 >> """    return dout
""")
    m("sigmoid_layer_slope_at_the_output",
      "The sigmoid is applied to its own output once more: the slope is taken at the output instead of the input. With s the "
      "output it is s (1 - s).",
      RETURN_DOUT_3 >> """s = 0.5 + 0.5 * np.tanh(0.5 * cache)
    return dout * s * (1 - s)""")
    m("tanh_layer_slope_at_the_output",
      "tanh is applied to its own output once more: the slope is taken at the output instead of the input. With t the output "
      "it is 1 - t².",
      text("""return dout * (1 - cache**2)
""") >> """return dout * (1 - np.tanh(cache) ** 2)
""")

with m.fails("sums_the_gradients_of_weights_and_bias"):
    m("bias_gradient_not_summed",
      "db still has one row per example. One bias serves all rows, so the gradients of the rows add up.",
      RETURN_DOUT >> "return dout @ w.T, x.T @ dout, dout")
    m("bias_gradient_averaged",
      "db is averaged over the batch. It is a sum: dividing by N is the business of the loss, whose dout holds that factor "
      "already.",
      RETURN_DOUT >> "return dout @ w.T, x.T @ dout, dout.mean(axis=0)")
    m("weight_gradient_transposed", "dw is transposed. nn.Linear keeps its weights as (M, D); here w is (D, M), and so is dw.",
      RETURN_DOUT >> "return dout @ w.T, dout.T @ x, dout.sum(axis=0)")
    m("weight_gradient_of_sums",
      "x and dout are summed over the batch before they are multiplied. Multiply first, example by example, and sum the "
      "products.",
      RETURN_DOUT >> "return dout @ w.T, np.outer(x.sum(axis=0), dout.sum(axis=0)), dout.sum(axis=0)")
    m("gradients_in_another_order",
      "The gradients come in the order dw, db, dx. Here they come in the order of the arguments: dx, dw, db.",
      RETURN_DOUT >> "return x.T @ dout, dout.sum(axis=0), dout @ w.T")

with m.fails("leaves_its_arguments_alone"):
    m("relu_layer_in_place",
      "ReLU writes its zeros into x, which belongs to the caller: the layer before may need it for its own gradient. Make a "
      "new array.",
      RETURN_NP >> """mask = x > 0
    x *= mask
    return x, mask""")
    m("relu_layer_gradient_in_place",
      "ReLU's backward pass writes into dout, which belongs to the caller: where a net branches, the other branch needs it "
      "too. Make a new array.",
      RETURN_DOUT_2 >> """    dout *= cache
    return dout
""")

with m.fails("layers_survive_numbers_near_1000"):
    m("sigmoid_layer_infinity_over_infinity",
      "e^x / (1 + e^x) is infinity over infinity, NaN, for large x. 1 / (1 + e^-x) is the same number and stays finite.",
      text("out = 0.5 + 0.5 * np.tanh(0.5 * x)") >> "out = np.exp(x) / (1 + np.exp(x))")
    m("tanh_layer_infinity_over_infinity",
      "(e^2x - 1) / (e^2x + 1) is infinity over infinity, NaN, for large x. np.tanh takes care of that.",
      text("""out = np.tanh(x)
""") >> """out = (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)
""")

with m.fails("keeps_axes_of_length_one"):
    m("affine_output_squeezed",
      "squeeze() removes every axis of length one from out, also the axis of the rows if there is one row. out is (N, M).",
      RETURN_X >> "return (x @ w + b).squeeze(), (x, w)")
    m("bias_gradient_squeezed",
      "squeeze() removes the only axis of db if there is one output. db has the shape of b.",
      RETURN_DOUT >> "return dout @ w.T, x.T @ dout, dout.sum(axis=0).squeeze()")
