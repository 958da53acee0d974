"""Mistakes in `Adagrad`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
SQUARES = text("""self.squares[name] = self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares[name]) + self.eps)""")

with m.fails("adagrad_divides_by_the_root_of_all_squares"):
    m("adagrad_root_forgotten",
      "The gradient is divided by the sum of squares. Take its root: only then does the scale of the gradient cancel.",
      SQUARES >> """self.squares[name] = self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / (self.squares.get(name, 0.0) + self.eps)""")
    m("adagrad_last_square_only",
      "Only the latest gradient is squared, so that every entry moves by lr at every step. Add up the squares of all steps.",
      SQUARES >> """self.squares[name] = g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")
    m("adagrad_old_squares",
      "The gradient is divided by the root of the sum before its own square is added: the first step divides by eps alone. "
      "Add first, divide then.",
      SQUARES >> """params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)
            self.squares[name] = self.squares.get(name, 0.0) + g**2""")
    m("adagrad_starts_above_0",
      "The sum of squares starts at 0.1: that is the convention of TensorFlow and Keras. Here, as in PyTorch, it starts at 0.",
      SQUARES >> """self.squares[name] = (self.squares.get(name, 0.0) if np.any(self.squares.get(name, 0.0)) else 0.1) + g**2
            params[name] -= self.lr * g / (np.sqrt(self.squares.get(name, 0.0)) + self.eps)""")

with m.fails("adds_eps_as_in_the_formula"):
    m("adagrad_eps_under_root",
      "eps is added to the sum of squares, under the root. Here it is added to the root; for small gradients that makes a "
      "large difference.",
      SQUARES >> """self.squares[name] = self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / np.sqrt(self.squares.get(name, 0.0) + self.eps)""")
    m("adagrad_eps_unused",
      "The eps that was passed is not used, or eps is a fixed number in the code. It keeps a first gradient of 0 from being "
      "divided by 0, and small gradients from making large steps.",
      SQUARES >> """self.squares[name] = self.squares.get(name, 0.0) + g**2
            params[name] -= self.lr * g / np.sqrt(self.squares.get(name, 0.0))""")
    m("adagrad_other_eps",
      "The default eps of Adagrad is not 1e-10. The optimizers differ here; leave the signatures as they were.",
      text("lr: float = 1e-2, eps: float = 1e-10") >> "lr: float = 1e-2, eps: float = 1e-8")
