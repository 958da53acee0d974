"""Mistakes in `perceptron`, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
START = text("w, b = np.zeros(x.shape[1]), 0.0")
EPOCHS = text("for epoch in range(epochs):")
ROWS = text("for i, label in enumerate(y):")
TEST = text("if label * (x[i] @ w + b) <= 0:")
W = text("w += label * x[i]")
B = text("b += label")
COUNT = text("updates[epoch] += 1")
RETURN = text("return w, b, updates")
BODY = text("""        for i, label in enumerate(y):
            if label * (x[i] @ w + b) <= 0:
                w += label * x[i]
                b += label
                updates[epoch] += 1
""")

with m.fails("perceptron_corrects_its_mistakes"):
    m("perceptron_skips_scores_of_0",
      "A score of 0 is a mistake too: y * score <= 0. At the start all scores are 0, so with < the first rows change nothing.",
      TEST >> "if label * (x[i] @ w + b) < 0:")
    m("perceptron_takes_0_for_the_positive_class",
      "A score of 0 counts as class 1 here, so a row with label 1 and score 0 is not corrected. It is a mistake for both "
      "labels: y * score <= 0.",
      TEST >> "if label != (1 if x[i] @ w + b >= 0 else -1):")
    m("perceptron_takes_0_for_the_negative_class",
      "This is the convention of courses that predict class 1 where the score is above 0: a row with label -1 and score 0 is "
      "not corrected. Here a score of 0 is a mistake for both labels: y * score <= 0.",
      TEST >> "if label != (1 if x[i] @ w + b > 0 else -1):")
    m("perceptron_tests_without_b",
      "The test uses x @ w alone. The score of a row is x @ w + b.", TEST >> "if label * (x[i] @ w) <= 0:")
    m("perceptron_tests_without_the_label",
      "The test asks for the sign of the score alone. A row is a mistake if the score and the label disagree: y * score <= 0.",
      TEST >> "if x[i] @ w + b <= 0:")
    m("perceptron_corrects_right_rows",
      "Rows on the right side are corrected and rows on the wrong side are not: a mistake has y * score <= 0.",
      TEST >> "if label * (x[i] @ w + b) >= 0:")
    m("perceptron_never_moves_b", "b stays at 0. After a mistake y is added to b.", B >> "b += 0.0 * label")
    m("perceptron_counts_up_b",
      "1 is added to b whatever the label is. Add y: b falls after a mistake on a row with label -1.", B >> "b += 1.0")
    m("perceptron_adds_x",
      "x is added to w whatever the label is. Add y * x, so that w moves away from a row with label -1.", W >> "w += x[i]")
    m("perceptron_subtracts",
      "y * x is subtracted from w and y from b. Add them: the score of the row then moves towards its label.",
      W >> "w -= label * x[i]", B >> "b -= label")
    m("perceptron_returns_a_threshold",
      "Another convention: b has the other sign, as a threshold that x @ w must exceed. Here the score is x @ w + b.",
      RETURN >> "return w, -b, updates")
    m("perceptron_moves_twice_as_far",
      "Another convention: w moves by (y - prediction) * x, which is 2 * y * x with labels -1 and 1. Here a mistake adds y * x"
      " to w, and y to b.",
      W >> "w += 2 * label * x[i]", B >> "b += 2 * label")
    for rate in (0.5, 0.1, 0.01):
        m(f"perceptron_has_a_learning_rate_{rate:g}",
          f"w and b are {rate:g} times what they should be: the steps have a learning rate. Rosenblatt's rule has none. It "
          "adds y * x and y. The scale would not matter for predictions, because w and b start at 0.",
          W >> f"w += {rate} * label * x[i]", B >> f"b += {rate} * label")
    m("perceptron_is_adaline",
      "w moves by (y - score) * x, as in Widrow and Hoff's Adaline. The perceptron moves by y * x.",
      W >> "step = label - (x[i] @ w + b)\n                w += step * x[i]", B >> "b += step")
    m("perceptron_shuffles",
      "The rows are shuffled in each epoch, as scikit-learn's Perceptron does. Here they come in their order.",
      ROWS >> "for i in np.random.permutation(len(x)):\n            label = y[i]")
    m("perceptron_updates_once_an_epoch",
      "All rows of an epoch are judged by the same w and b, and corrected together. The perceptron corrects after each row, and "
      "judges the next row by the corrected w and b.",
      BODY >> """        wrong = y * (x @ w + b) <= 0
        w, b = w + y[wrong] @ x[wrong], b + y[wrong].sum()
        updates[epoch] = wrong.sum()
""")
    m("perceptron_leaves_the_epoch_after_a_mistake",
      "The loop over the rows ends with the first mistake. Go on with the next row.",
      COUNT >> "updates[epoch] += 1\n                break")
    m("perceptron_counts_after_the_epoch",
      "updates holds the number of mistakes that the model makes at the end of each epoch. Count the updates while they are "
      "made.",
      COUNT >> "pass\n        updates[epoch] = (y * (x @ w + b) <= 0).sum()")
    m("perceptron_cumulates_the_counts",
      "updates goes on counting from epoch to epoch. Each entry is the number of updates in its own epoch.",
      RETURN >> "return w, b, np.cumsum(updates)")
    m("perceptron_returns_one_count",
      "updates is the number of all updates. It should have one entry for each epoch: shape (epochs,).",
      RETURN >> "return w, b, updates.sum()")
    m("perceptron_makes_one_epoch",
      "Only the first epoch changes w and b. Go through all rows `epochs` times.", EPOCHS >> "for epoch in range(1):")
    m("perceptron_returns_after_the_first_row",
      "Only the first row changes w and b: `return` stands inside the loop over the rows. Put it behind both loops.",
      COUNT >> "updates[epoch] += 1\n            return w, b, updates")
    m("perceptron_averages_w",
      "This is the averaged perceptron: w and b are means over all rows and epochs. Return w and b of the end.",
      START >> "w, b = np.zeros(x.shape[1]), 0.0\n    w_sum, b_sum = np.zeros(x.shape[1]), 0.0",
      COUNT >> "updates[epoch] += 1\n            w_sum, b_sum = w_sum + w, b_sum + b",
      RETURN >> "return w_sum / (epochs * len(x)), b_sum / (epochs * len(x)), updates")
    m("perceptron_starts_at_random",
      "The first w is random. It starts at 0, and so does b.", START >> "w, b = 0.01 * np.random.randn(x.shape[1]), 0.0")

with m.fails("perceptron_counts_epochs_without_mistakes"):
    m("perceptron_stops_early",
      "The loop ends after the first epoch without a mistake, as scikit-learn's does, and updates is too short. Here all epochs "
      "count: updates has `epochs` entries, with 0 in each epoch without a mistake.",
      COUNT >> "updates[epoch] += 1\n        if updates[epoch] == 0:\n            return w, b, updates[: epoch + 1]")
    m("perceptron_stops_before_the_clean_epoch",
      "updates ends with the last epoch that had a mistake. All epochs count: updates has `epochs` entries, with 0 in each epoch "
      "without a mistake.",
      COUNT >> "updates[epoch] += 1\n        if updates[epoch] == 0:\n            return w, b, updates[:epoch]")
