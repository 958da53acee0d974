"""Mistakes in `RMSprop`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
SQUARES = text("""self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares[name]) + self.eps)""")

with m.fails("rmsprop_divides_by_a_moving_root_mean_square"):
    m("rmsprop_root_forgotten",
      "The gradient is divided by the mean square. Take its root: only then does the scale of the gradient cancel.",
      SQUARES >> """self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            params[name] -= self.lr * g / (self.squares.get(name, 0.0) + self.eps)""")
    m("rmsprop_alpha_reversed", "alpha weighs the new square. Here it weighs the old mean, and 1 - alpha the new square.",
      SQUARES >> """self.squares[name] = (1 - self.alpha) * self.squares.get(name, 0.0) + self.alpha * g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")
    m("rmsprop_old_mean",
      "The gradient is divided by the root of the old mean square: the first step divides by eps alone. Move the mean first, "
      "divide then.",
      SQUARES >> """params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)
            self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2""")
    m("rmsprop_mean_lost",
      "Every step begins with a mean square of 0: it was made anew in `step`, or its update was never stored. Make it once, in "
      "the constructor, and store it.",
      SQUARES >> """self.squares[name] = (1 - self.alpha) * g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")
    m("rmsprop_alpha_fixed",
      "alpha is always the default 0.99, whatever was passed: keep alpha in the constructor and use it here.",
      SQUARES >> """self.squares[name] = 0.99 * self.squares.get(name, 0.0) + 0.01 * g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")
    m("rmsprop_new_square_unweighed",
      "The new square is added whole, so that the sum grows far beyond a mean: multiply it by 1 - alpha.",
      SQUARES >> """self.squares[name] = self.alpha * self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")
    m("rmsprop_is_adagrad",
      "The squares are added up and never forgotten: that is Adagrad. Weigh the old ones with alpha and the new one with 1 - "
      "alpha.",
      SQUARES >> """self.squares[name] = self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")
    m("rmsprop_bias_corrected",
      "The mean square is corrected for its start at 0, as Adam's moments are. RMSprop leaves it as it is.",
      SQUARES >> """self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            self.t = getattr(self, 't', {})
            self.t[name] = self.t.get(name, 0) + 1
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0) / (1 - self.alpha ** self.t[name])) + self.eps)""")

with m.fails("adds_eps_as_in_the_formula"):
    m("rmsprop_eps_under_root",
      "eps is added to the mean square, under the root: some libraries do so. Here, as in PyTorch, it is added to the root.",
      SQUARES >> """self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            params[name] -= self.lr * g / np.sqrt(self.squares.get(name, 0.0) + self.eps)""")
    m("rmsprop_eps_unused",
      "The eps that was passed is not used. It keeps a gradient of 0 from being divided by 0, and small gradients from making "
      "large steps.",
      SQUARES >> """self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            params[name] -= self.lr * g / np.sqrt(self.squares.get(name, 0.0))""")
    m("rmsprop_eps_fixed",
      "eps is always the default 1e-8, whatever was passed: keep eps in the constructor and use it here.",
      SQUARES >> """self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + 1e-8)""")

with m.fails("starts_from_the_defaults"):
    m("rmsprop_other_alpha", "The default alpha of RMSprop is not 0.99: 0.9 is the lectures' and Keras's, 0.99 PyTorch's.",
      text("alpha: float = 0.99") >> "alpha: float = 0.9")
