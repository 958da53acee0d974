"""Mistakes in `Adam`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
M_HAT = text("m_hat = self.m[name] / (1 - beta1**self.t)")
V_HAT = text("v_hat = self.v[name] / (1 - beta2**self.t)")
T_LINE = text("self.t = 0")
T_LINE_2 = text("""self.t += 1
""")
M_LINE = text("self.m[name] = beta1 * self.m.get(name, 0.0) + (1 - beta1) * g")
V_LINE = text("self.v[name] = beta2 * self.v.get(name, 0.0) + (1 - beta2) * g**2")
PARAMS = text("params[name] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)")

with m.fails("adam_corrects_both_moments"):
    m("adam_no_correction",
      "The moments are used as they are. They start at 0, so that early ones are far too small: divide m by 1 - beta1^t and v "
      "by 1 - beta2^t.",
      M_HAT >> "m_hat = self.m.get(name, 0.0)", V_HAT >> "v_hat = self.v.get(name, 0.0)")
    m("adam_first_moment_uncorrected", "m is not corrected for its start at 0: divide it by 1 - beta1^t.",
      M_HAT >> "m_hat = self.m.get(name, 0.0)")
    m("adam_second_moment_uncorrected", "v is not corrected for its start at 0: divide it by 1 - beta2^t.",
      V_HAT >> "v_hat = self.v.get(name, 0.0)")
    m("adam_t_from_2",
      "The first step uses t = 2. Start t at 0 and count it up once per step, before it is used, so that the first step has t "
      "= 1.",
      T_LINE >> "self.t = 1")
    m("adam_t_from_0",
      "The first step uses t = 0, and 1 - beta^0 = 0 divides by zero. Count t up before it is used: the first step has t = 1.",
      M_HAT >> "m_hat = self.m.get(name, 0.0) / np.subtract(1, beta1 ** (self.t - 1))",
      V_HAT >> "v_hat = self.v.get(name, 0.0) / np.subtract(1, beta2 ** (self.t - 1))")
    m("adam_t_stands_still", "t is 1 at every step, so that the correction never fades. Count it up once per call of step.",
      T_LINE_2 >> """self.t = 1
""")
    m("adam_t_per_parameter",
      "t grows with every parameter. It counts calls of step, so that all parameters of one step share it.",
      text("""self.t += 1
        beta1, beta2 = self.betas""") >> "beta1, beta2 = self.betas",
      M_LINE >> """self.t += 1
            self.m[name] = beta1 * self.m.get(name, 0.0) + (1 - beta1) * g""")
    m("adam_one_correction_for_both", "v is corrected with beta1. Each moment is corrected with the beta that made it.",
      V_HAT >> "v_hat = self.v.get(name, 0.0) / (1 - beta1**self.t)")
    m("adam_corrected_moments_stored",
      "The corrected moments are stored, so that they are corrected again and again. Store the moving means, and correct a "
      "copy at every step.",
      M_HAT >> "m_hat = self.m[name] = self.m.get(name, 0.0) / (1 - beta1**self.t)",
      V_HAT >> "v_hat = self.v[name] = self.v.get(name, 0.0) / (1 - beta2**self.t)")
    m("adam_betas_swapped",
      "The betas have changed places: the first belongs to the mean of the gradients, the second to the mean of their squares.",
      text("beta1, beta2 = self.betas") >> "beta2, beta1 = self.betas")
    m("adam_beta1_for_both",
      "The mean of the squares is weighed with beta1. beta1 belongs to the mean of the gradients, beta2 to the mean of their "
      "squares.",
      V_LINE >> "self.v[name] = beta1 * self.v.get(name, 0.0) + (1 - beta1) * g**2")
    m("adam_gradient_for_square", "The second moment is a mean of gradients. It takes their squares: a root is drawn from it.",
      V_LINE >> "self.v[name] = beta2 * self.v.get(name, 0.0) + (1 - beta2) * g")
    m("adam_root_forgotten",
      "The step is divided by the second moment. Take its root: only then does the scale of the gradient cancel.",
      PARAMS >> "params[name] -= self.lr * m_hat / (v_hat + self.eps)")
    m("adam_new_gradient_unweighed",
      "The new gradient enters the first moment whole: here it is a moving mean, so multiply it by 1 - beta1.",
      M_LINE >> "self.m[name] = beta1 * self.m.get(name, 0.0) + g")
    m("adam_moments_lost",
      "Every step begins with moments of 0: they were made anew in `step`, or their updates were never stored. Make them "
      "once, in the constructor.",
      T_LINE_2 >> """self.t += 1
        self.m, self.v = {}, {}
""")
    m("adam_moments_shared",
      "All parameters share the same two moments, although their shapes differ. Keep them for every parameter, in dicts with "
      "the same names.",
      M_LINE >> "self.m[0] = beta1 * self.m.get(0, 0.0) + (1 - beta1) * g",
      V_LINE >> "self.v[0] = beta2 * self.v.get(0, 0.0) + (1 - beta2) * g**2",
      M_HAT >> "m_hat = self.m.get(0, 0.0) / (1 - beta1**self.t)", V_HAT >> "v_hat = self.v.get(0, 0.0) / (1 - beta2**self.t)")

with m.fails("adds_eps_as_in_the_formula"):
    m("adam_eps_under_root",
      "eps is added to the second moment, under the root. Here it is added to the root; for small gradients that makes a "
      "large difference.",
      PARAMS >> "params[name] -= self.lr * m_hat / np.sqrt(v_hat + self.eps)")
    m("adam_eps_unused",
      "The eps that was passed is not used. It keeps a gradient of 0 from being divided by 0, and small gradients from making "
      "steps of lr.",
      PARAMS >> "params[name] -= self.lr * m_hat / np.sqrt(v_hat)")
    m("adam_eps_fixed",
      "eps is always the default 1e-8, whatever was passed: keep eps in the constructor and use it here.",
      PARAMS >> "params[name] -= self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)")
    m("adam_eps_before_correction",
      'eps is added to the root of v before the correction: that is the shorter form that the paper mentions ("epsilon hat") '
      "and TensorFlow uses. Here v is corrected first.",
      PARAMS >> "params[name] -= self.lr * m_hat / (np.sqrt(self.v.get(name, 0.0)) + self.eps) * (1 - beta2**self.t) ** 0.5")

with m.fails("leaves_the_gradients_alone"):
    m("adam_squares_gradients_in_place", "Adam squares the gradient in place. The array belongs to the caller: make a new one.",
      V_LINE >> """g *= g
            self.v[name] = beta2 * self.v.get(name, 0.0) + (1 - beta2) * g""")

with m.fails("takes_any_shape"):
    m("adam_squeezes_gradients",
      "squeeze() drops every axis of length one from the gradient. A gradient of shape (N,) does not line up with a parameter "
      "of shape (N, 1).",
      M_LINE >> """g = g.squeeze()
            self.m[name] = beta1 * self.m.get(name, 0.0) + (1 - beta1) * g""")

with m.fails("keeps_optimizers_apart"):
    m("adam_t_of_the_class",
      "All Adam optimizers count their steps together, on the class or the module. Each needs its own t, on self.",
      T_LINE >> "type(self).t = 0",
      T_LINE_2 >> """type(self).t += 1
""")

with m.fails("adam_trains_alike_at_every_scale"):
    m("adam_clips_gradients",
      "Large gradients are clipped before Adam uses them. Adam divides by their size itself: a loss that is scaled up has "
      "large gradients everywhere.",
      M_LINE >> """g = np.clip(g, -1e5, 1e5)
            self.m[name] = beta1 * self.m.get(name, 0.0) + (1 - beta1) * g""")
