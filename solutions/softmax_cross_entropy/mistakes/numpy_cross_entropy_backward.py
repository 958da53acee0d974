"""Mistakes in `cross_entropy_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN = text("return (np.exp(log_probs) - q) / len(q)  # (N, C)")

with m.fails("cross_entropy_backward_follows_the_loss"):
    m("gradient_not_divided_by_n", "The loss is a mean over N rows, so its gradient carries the factor 1/N, which is missing.",
      RETURN >> "return np.exp(log_probs) - q",
      base={"right/loops_numpy.py": [text("return probs / n") >> "return probs"]})
    m("gradient_divided_by_n_twice", "The gradient is divided by N twice; the mean in the loss divides once.",
      RETURN >> "return (np.exp(log_probs) - q) / len(q) / len(q)")
    m("gradient_averaged_over_classes", "The gradient is divided by N·C, but the loss is a mean over the N rows only.",
      RETURN >> "return (np.exp(log_probs) - q) / q.size")
    m("gradient_subtracts_one_after_dividing",
      "The target is subtracted after dividing by N: divide the whole difference p - y, not p alone.",
      RETURN >> "return np.exp(log_probs) / len(q) - q")
    m("gradient_forgets_the_label",
      "These are the probabilities over N: the label's 1 is never subtracted, so nothing pulls the right score up.",
      RETURN >> "return np.exp(log_probs) / len(q)")
    m("gradient_sign", "The sign is turned: y - p is the direction of descent, the gradient is p - y.",
      RETURN >> "return (q - np.exp(log_probs)) / len(q)")
    m("gradient_for_the_label_only",
      "Only the label's score gets a gradient. The other scores stand in the denominator of the softmax, and get p.",
      RETURN >> "return q * (np.exp(log_probs) - 1.0) / len(q)")
    m("gradient_with_respect_to_probs",
      "-y/p is the gradient with respect to the probabilities; it still has to go back through the softmax to the logits.",
      RETURN >> "return -q / np.exp(log_probs) / len(q)")
    m("gradient_of_log_probs", "Log-probabilities stand where probabilities belong: the gradient is p - y, with p = exp(log p).",
      RETURN >> "return (log_probs - q) / len(q)")

with m.fails("cross_entropy_backward_leaves_its_cache"):
    m("cache_changed_in_place",
      "The backward pass changes an array that lies in the cache, so a second call starts from something else: copy before -= "
      "and friends.",
      RETURN >> """q -= np.exp(log_probs)
    return -q / len(q)""")

with m.fails("keeps_axes_of_length_one"):
    m("gradient_squeezed",
      "squeeze() drops every axis of length one from dlogits, also the axis of a single row or a single class. dlogits has the "
      "shape of the logits.",
      RETURN >> "return ((np.exp(log_probs) - q) / len(q)).squeeze()")
