"""Mistakes in `mlp_loss_and_gradients`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
SHIFTED = text("shifted = logits - logits.max(axis=1, keepdims=True)")
LOG_PROBS = text("log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))")
AFFINE_BACKWARD_DLOGITS_LEN = text("affine_backward(dlogits / len(y), second)")
DLOGITS = text("dlogits[true_class] -= 1")
AFFINE_BACKWARD_RELU_BACKWARD_DACTIVE = text("affine_backward(relu_backward(dactive, mask), first)")

with m.fails("finds_the_loss_of_a_net"):
    m("hidden_relu_forgotten", "There is no ReLU behind the first layer. Without it two layers are one linear map.",
      text("active, mask = relu_forward(hidden)") >> "active, mask = hidden, hidden > 0")
    m("relu_on_the_logits",
      "The logits pass through a ReLU. The last layer has no activation; softmax wants scores of either sign.",
      text("shifted = logits -") >> """logits = np.maximum(logits, 0)
    shifted = logits -""")
    m("loss_summed", "The losses of the rows are summed. Here they are averaged over the batch.",
      text("loss = -log_probs[true_class].mean()") >> "loss = -log_probs[true_class].sum()")
    m("softmax_over_the_batch",
      "Softmax runs over the batch. The probabilities of the classes of one example sum to 1: use axis 1.",
      SHIFTED >> "shifted = logits - logits.max(axis=0, keepdims=True)",
      LOG_PROBS >> "log_probs = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))")
    m("exponentials_not_normalized",
      "The loss takes the logarithm of the exponential of a logit, which is no probability. Divide by the sum over the classes.",
      LOG_PROBS >> "log_probs = shifted")
    m("logarithm_to_base_10", "The loss uses log10. Cross-entropy uses the natural logarithm, np.log.",
      text("loss = -log_probs[true_class].mean()") >> "loss = -log_probs[true_class].mean() / np.log(10)")
    m("small_number_in_the_logarithm",
      "The loss is the logarithm of p + 0.00001, and so it is wrong for every p. Use log p = shifted - log(sum(exp(shifted))).",
      text("loss = -log_probs[true_class].mean()") >> "loss = -np.log(np.exp(log_probs[true_class]) + 1e-5).mean()")

with m.fails("finds_the_gradients_of_the_last_layer"):
    m("gradient_not_averaged",
      "The gradient is N times too large: the loss is a mean over the rows, and its 1/N belongs into the gradient too.",
      AFFINE_BACKWARD_DLOGITS_LEN >> "affine_backward(dlogits, second)")
    m("gradient_averaged_twice",
      "The gradient is divided by N twice. Once, where it begins at the loss, is enough; the layers below sum.",
      AFFINE_BACKWARD_DLOGITS_LEN >> "affine_backward(dlogits / len(y) ** 2, second)")
    m("true_class_not_subtracted",
      "The gradient is the probabilities alone. Of the logits it is the probabilities minus 1 at the true class.",
      DLOGITS >> "pass")
    m("one_subtracted_everywhere",
      "1 is subtracted in too many places. Each row has one true class: pair the rows with their labels, "
      "dlogits[np.arange(N), y]; dlogits[:, y] means these columns in all rows.",
      DLOGITS >> "dlogits -= 1")
    m("one_subtracted_after_averaging",
      "The 1 of the true class is subtracted after the division by N, so it counts N times too much. Subtract first, then "
      "divide.",
      DLOGITS >> """dlogits /= len(y)
    dlogits[true_class] -= 1""",
      AFFINE_BACKWARD_DLOGITS_LEN >> "affine_backward(dlogits, second)")
    m("gradient_before_the_relu",
      "The gradient of w2 is taken with the hidden layer before its ReLU. What w2 was multiplied with is the output of the "
      "ReLU.",
      text('second = affine_forward(active, params["w2"], params["b2"])')
      >> """second = affine_forward(active, params["w2"], params["b2"])
    second = (hidden, params["w2"])""")

with m.fails("finds_the_gradients_of_the_hidden_layer"):
    m("hidden_gradient_not_masked", "The gradient passes the ReLU unchanged. Where a hidden unit was off, it must be 0.",
      AFFINE_BACKWARD_RELU_BACKWARD_DACTIVE >> "affine_backward(dactive, first)")
    m("hidden_gradient_masked_by_its_sign",
      "The mask of the ReLU is made from the gradient. It must come from the numbers that went into the ReLU.",
      AFFINE_BACKWARD_RELU_BACKWARD_DACTIVE >> "affine_backward(dactive * (dactive > 0), first)")
    m("hidden_gradient_averaged_again",
      "The hidden layer's gradient is divided by N a second time. The factor came in at the loss and is carried down from "
      "there.",
      AFFINE_BACKWARD_RELU_BACKWARD_DACTIVE >> "affine_backward(relu_backward(dactive, mask) / len(y), first)")
    m("hidden_bias_gradient_not_masked",
      "The gradient of b1 is summed before the ReLU's mask is applied. b1 lies below the ReLU, as w1 does.",
      AFFINE_BACKWARD_RELU_BACKWARD_DACTIVE >> """affine_backward(relu_backward(dactive, mask), first)
    db1 = dactive.sum(axis=0)""")

with m.fails("leaves_the_net_as_it_was"):
    m("params_updated",
      "The function changes the parameters. It is asked for gradients only; the step is taken by whoever called.",
      text('return float(loss), {"w1": dw1') >> """params["w2"] -= 0.1 * dw2
    return float(loss), {"w1": dw1""")

with m.fails("trains_a_net_on_digits"):
    m("classes_counted_in_the_batch",
      "The number of classes is taken from the labels of the batch, and fails when the last class is not among them. w2 and "
      "b2 know how many classes there are.",
      DLOGITS >> "dlogits -= np.eye(y.max() + 1, dtype=dlogits.dtype)[y]")

with m.fails("survives_large_logits"):
    m("no_max_shift", "exp overflows above 709. Subtract the largest logit of each row first; it cancels in the quotient.",
      SHIFTED >> "shifted = logits")
    m("shift_by_the_largest_of_all",
      "The largest logit of the whole batch is subtracted, so in other rows every exp becomes 0. Subtract the largest of each "
      "row.",
      SHIFTED >> "shifted = logits - logits.max()")
    m("log_of_softmax",
      "A probability that is too small for a float is 0, and its logarithm is minus infinity. Compute the logarithm directly: "
      "log p = shifted - log(sum(exp(shifted))).",
      LOG_PROBS >> """e = np.exp(shifted)
    log_probs = np.log(e / e.sum(axis=1, keepdims=True))""")
    m("log_of_softmax_plus_eps",
      "A small number keeps the logarithm finite, but then no loss can be larger than about 28 and the gradient is lost. "
      "Compute log p = shifted - log(sum(exp(shifted))).",
      LOG_PROBS >> """e = np.exp(shifted)
    probs = e / e.sum(axis=1, keepdims=True)
    log_probs = np.log(np.maximum(probs, 1e-12))""")
    for eps, largest in {"1e-16": 37, "1e-10": 23, "1e-8": 18}.items():
        m(f"log_of_softmax_plus_{eps.replace('-', '_')}",
          f"A small number keeps the logarithm finite, but then no loss can be larger than about {largest} and the gradient is "
          "lost. Compute log p = shifted - log(sum(exp(shifted))).",
          LOG_PROBS >> f"""e = np.exp(shifted)
    log_probs = np.log(e / e.sum(axis=1, keepdims=True) + {eps})""")

with m.fails("keeps_float32"):
    m("one_hot_in_float64",
      "np.eye makes float64, and with it all gradients become float64. Subtract 1 in place, or give the one-hot rows the "
      "dtype of the logits.",
      DLOGITS >> "dlogits = dlogits - np.eye(dlogits.shape[1])[y]")
