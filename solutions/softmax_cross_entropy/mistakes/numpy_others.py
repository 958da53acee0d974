"""Mistakes in the shorter exercises, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN_FLOAT = text("return float(hits.mean())")

with m.fails("accuracy_is_the_fraction_of_hits"):
    m("accuracy_in_percent", "Another convention: this is in percent. Here accuracy is a fraction between 0 and 1.",
      RETURN_FLOAT >> "return float(100.0 * hits.mean())")
    m("accuracy_counts", "This is the number of hits; divide it by the number of rows.",
      RETURN_FLOAT >> "return float(hits.sum())")
    m("accuracy_is_the_error_rate", "This is the error rate, the fraction of misses.",
      RETURN_FLOAT >> "return float(1.0 - hits.mean())")
    m("accuracy_of_the_worst_class", "The class with the smallest logit is taken for the prediction.",
      text("hits = logits.argmax(axis=1) == targets  # (N,)") >> "hits = logits.argmin(axis=1) == targets")
    m("accuracy_rounds_down", "// rounds down, so that anything short of perfect becomes 0: divide with /.",
      RETURN_FLOAT >> "return int(hits.sum()) // len(hits)")
    m("accuracy_averages_the_labels_probability",
      "This is the mean probability of the labels. Accuracy counts rows: the largest logit stands at the label, or it does "
      "not.",
      RETURN_FLOAT >> "return float(softmax(logits)[np.arange(len(targets)), targets].mean())")
