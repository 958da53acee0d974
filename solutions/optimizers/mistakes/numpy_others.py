"""Mistakes in the shorter exercises, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
VELOCITY = text("""self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * (g + self.mu * self.velocity[name])""")
SHRINK = text("self.shrink = 1 - lr * weight_decay")
FOR_NAME_IN = text("""for name in grads:
            params[name] *= self.shrink
        self.adam.step(params, grads)""")

with m.fails("nesterov_looks_ahead"):
    m("nesterov_is_heavy_ball",
      "This is the heavy ball: w - lr * v, or g + mu * (old v), which is the same. Nesterov looks one step further and "
      "subtracts g + mu * (new v).",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")

    m("nesterov_new_gradient_only",
      "The step is g + mu * g: the velocity does not take part in it. It is g + mu * v, with the new velocity v.",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * (g + self.mu * g)""")
    m("nesterov_velocity_alone",
      "The step is v + mu * v. Nesterov adds mu times the new velocity to the gradient, not to the velocity.",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * (self.velocity[name] + self.mu * self.velocity[name])""")

with m.fails("adamw_shrinks_the_parameters_themselves"):
    m("adamw_decay_in_gradient",
      "weight_decay * w is added to the gradient and divided by the root with it: that is Adam with an L2 penalty. Decoupled "
      "decay takes lr * weight_decay * w from the parameter itself.",
      SHRINK >> "self.weight_decay = weight_decay",
      FOR_NAME_IN >> "self.adam.step(params, {name: g + self.weight_decay * params[name] for name, g in grads.items()})")
    m("adamw_decay_without_lr",
      "The decay is not multiplied by lr: that is the convention of the paper, with a schedule of its own. Here, as in "
      "PyTorch, lr * weight_decay * w is taken away.",
      SHRINK >> "self.shrink = 1 - weight_decay")
    m("adamw_grows", "The decay has the wrong sign, so that the parameters grow: subtract lr * weight_decay * w.",
      SHRINK >> "self.shrink = 1 + lr * weight_decay")
    m("adamw_decay_after_step",
      "The decay shrinks Adam's step too: the parameter is shrunk after the step. Here, as in PyTorch, it shrinks first.",
      FOR_NAME_IN >> """self.adam.step(params, grads)
        for name in grads:
            params[name] *= self.shrink""")
    m("adamw_decay_forgotten", "The parameters do not shrink: this is Adam. Use weight_decay.", SHRINK >> "self.shrink = 1")

with m.fails("changes_the_arrays_it_is_given"):
    m("adamw_shrinks_new_arrays",
      "The shrunken values are in new arrays, and Adam's step went there too: the caller's arrays did not move. Multiply in "
      "place.",
      FOR_NAME_IN >> """for name in grads:
            params[name] = params[name] * self.shrink
        self.adam.step(params, grads)""")

with m.fails("starts_from_the_defaults"):
    m("adamw_other_decay",
      "The default weight_decay of AdamW is not 1e-2. Adam decays nothing; AdamW does, unless told otherwise.",
      text("weight_decay: float = 1e-2") >> "weight_decay: float = 0.0")
