"""Mistakes that every optimizer of the numpy part may have, by the check that catches each. AdamW makes Adam's step."""

from grader import Mistakes, text

m = Mistakes("numpy")
MEANS = "self.squares[name] = self.squares.get(name, 0.0) + g**2\n            "
MOVING = "self.squares[name] = self.alpha * self.squares.get(name, 0.0) + (1 - self.alpha) * g**2\n            "
BY_ROOT = "self.lr * g / (np.sqrt(self.squares[name]) + self.eps)"
# By optimizer: the check of its steps, the lines in front of its step, and the step.
STEPS = {
    "SGD": ("sgd_steps_against_the_gradient", "", "self.lr * g\n"),
    "Momentum": ("momentum_builds_up_a_velocity", "", "self.lr * self.velocity[name]\n"),
    "Nesterov": ("nesterov_looks_ahead", "", "self.lr * (g + self.mu * self.velocity[name])\n"),
    "Adagrad": ("adagrad_divides_by_the_root_of_all_squares", MEANS, f"{BY_ROOT}\n"),
    "RMSprop": ("rmsprop_divides_by_a_moving_root_mean_square", MOVING, f"{BY_ROOT}\n"),
    "Adadelta": ("adadelta_sizes_its_steps_by_past_steps", "", "d\n"),
    "Adam": ("adam_corrects_both_moments", "", "self.lr * m_hat / (np.sqrt(v_hat) + self.eps)\n"),
}

for name, (main, before, step) in STEPS.items():
    id, STEP = name.lower(), text(f"{before}params[name] -= {step}")
    with m.fails(main):
        m(f"{id}_first_parameter_only",
          "Only one parameter moves and the others stay: a `return` or `break` inside the loop ends it after the first.",
          STEP >> f"{before}params[name] -= {step}            break\n")
        if name != "Adadelta":  # see adadelta_eps_below_only
            m(f"{id}_never_written",
              "The parameters are where they were: the new values were bound to a local name (`p = p - ...` does that, and so "
              "does returning them). Change the arrays themselves.",
              STEP >> f"{before}moved = params[name] - {step}")
    with m.fails("changes_the_arrays_it_is_given"):
        m(f"{id}_new_arrays",
          "`params[name] = ...` puts a new array into the dict, and the caller's array, which the model computes with, stays "
          "as it was. Write into the array: `-=`, or assign to all of its entries.",
          STEP >> f"{before}params[name] = params[name] - {step}")
    with m.fails("keeps_precision"):
        if name != "Adadelta":  # whose steps are a thousandth of the parameters
            m(f"{id}_in_float32",
              f"{name} computes in float32, whatever the parameters are. float32 has seven digits, float64 has sixteen: keep the "
              "dtype of the parameter.",
              STEP >> f"{before}params[name] -= np.float32({step[:-1]})\n")
