"""Mistakes in `Adadelta`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
D_LINE = text("d = np.sqrt(self.steps.get(name, 0.0) + self.eps) / np.sqrt(self.squares[name] + self.eps) * g")
STEPS = text("self.steps[name] = self.rho * self.steps.get(name, 0.0) + (1 - self.rho) * d**2")

with m.fails("adadelta_sizes_its_steps_by_past_steps"):
    m("adadelta_uphill", "The parameters move along the gradient, where the loss grows. Going down means subtracting d.",
      text("params[name] -= d") >> "params[name] += d")
    m("adadelta_is_rmsprop",
      "The root mean square of past steps is missing above the fraction: without it this is RMSprop with a learning rate of 1.",
      D_LINE >> "d = g / np.sqrt(self.squares.get(name, 0.0) + self.eps)")
    m("adadelta_rho_reversed", "rho weighs what is new. Here it weighs the old means, and 1 - rho what is new.",
      text("self.squares[name] = self.rho * self.squares.get(name, 0.0) + (1 - self.rho) * g**2")
      >> "self.squares[name] = (1 - self.rho) * self.squares.get(name, 0.0) + self.rho * g**2",
      STEPS >> "self.steps[name] = (1 - self.rho) * self.steps.get(name, 0.0) + self.rho * d**2")
    m("adadelta_eps_outside_roots",
      "eps is added to the roots. In Adadelta, unlike the other optimizers here, it stands under both.",
      D_LINE >> "d = (np.sqrt(self.steps.get(name, 0.0)) + self.eps) / (np.sqrt(self.squares.get(name, 0.0)) + self.eps) * g")
    m("adadelta_eps_below_only",
      "No parameter moves. Is eps missing above the fraction? Then the steps start at 0 and, measured by past steps, stay "
      "there. Or were the new values bound to a local name?",
      D_LINE >> "d = np.sqrt(self.steps.get(name, 0.0)) / np.sqrt(self.squares.get(name, 0.0) + self.eps) * g")
    m("adadelta_new_steps",
      "The mean of the squared steps moves before the step is made. A step cannot measure itself: use the old mean, and "
      "update it afterwards.",
      text("""d = np.sqrt(self.steps.get(name, 0.0) + self.eps) / np.sqrt(self.squares[name] + self.eps) * g
            self.steps[name] = self.rho * self.steps.get(name, 0.0) + (1 - self.rho) * d**2""")
      >> """d = np.sqrt(self.steps.get(name, 0.0) + self.eps) / np.sqrt(self.squares.get(name, 0.0) + self.eps) * g
            self.steps[name] = self.rho * self.steps.get(name, 0.0) + (1 - self.rho) * d**2
            d = np.sqrt(self.steps.get(name, 0.0) + self.eps) / np.sqrt(self.squares.get(name, 0.0) + self.eps) * g""")
    m("adadelta_steps_lost",
      "The mean of the squared steps stays 0: it was never updated, made anew in `step`, or its update was not stored.",
      STEPS >> "pass")

with m.fails("adds_eps_as_in_the_formula"):
    m("adadelta_eps_fixed", "eps is always the default 1e-6, whatever was passed: keep eps in the constructor and use it here.",
      D_LINE >> "d = np.sqrt(self.steps.get(name, 0.0) + 1e-6) / np.sqrt(self.squares.get(name, 0.0) + 1e-6) * g")
