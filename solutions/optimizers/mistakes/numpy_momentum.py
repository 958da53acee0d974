"""Mistakes in `Momentum`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
VELOCITY = text("""self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity[name]""")
FOR_NAME_G = text("""for name, g in grads.items():
            self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity[name]""")
VELOCITY_2 = text("self.velocity = {}  # by name, like the parameters")

with m.fails("momentum_builds_up_a_velocity"):
    m("momentum_dampened",
      "The new gradient is multiplied by 1 - mu: that makes the velocity a moving average, as Adam's first moment is. Here, "
      "as in PyTorch, the whole gradient is added (dampening 0).",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + (1 - self.mu) * g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
    m("momentum_adds_up_uphill",
      "Signs meet twice: the gradient is subtracted from the velocity, and the velocity from the parameter, so that it goes "
      "uphill. Add g to v, and subtract lr * v.",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) - g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
    m("momentum_brakes", "The old velocity is subtracted, so that it brakes instead of carrying on: it is mu * v + g.",
      VELOCITY >> """self.velocity[name] = g - self.mu * self.velocity.get(name, 0.0)
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
    m("momentum_mu_forgotten", "The old velocity is kept whole, so that all gradients count for ever: multiply it by mu.",
      VELOCITY >> """self.velocity[name] = self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
    m("momentum_mu_fixed",
      "mu is always the default 0.9, whatever was passed: keep mu in the constructor and use it here.",
      VELOCITY >> """self.velocity[name] = 0.9 * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
    m("momentum_velocity_lost",
      "Every step begins with velocity 0, so that this is plain gradient descent: the velocity was made anew in `step`, or "
      "its update was never stored. Make it once, in the constructor, and store it.",
      FOR_NAME_G >> """self.velocity = {}
        for name, g in grads.items():
            self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
    m("momentum_old_velocity",
      "The parameter moves by the velocity of the step before, and the first step does nothing. Update the velocity first, "
      "then move by the new one.",
      VELOCITY >> """params[name] -= self.lr * self.velocity.get(name, 0.0)
            self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g""")
    m("momentum_is_nesterov", "This is Nesterov's step, g + mu * v. The heavy ball moves by lr * v alone.",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g
            params[name] -= self.lr * (g + self.mu * self.velocity.get(name, 0.0))""")
    m("momentum_velocity_shared",
      "All parameters share one velocity, although their shapes differ. Keep one for every parameter, in a dict with the same "
      "names.",
      VELOCITY >> """self.velocity[""] = self.mu * self.velocity.get("", 0.0) + g
            params[name] -= self.lr * self.velocity.get("", 0.0)""")
    m("momentum_velocity_of_the_class",
      "A new optimizer starts with the velocities of an earlier one: they hang on the class, on the module or on a default "
      "argument. Make them in the constructor, on self.",
      VELOCITY_2 >> """self.velocity = vars(Momentum).get('shared') or {}
        Momentum.shared = self.velocity""")

with m.fails("leaves_the_gradients_alone"):
    m("momentum_in_the_gradient",
      "Momentum adds the old velocity to the gradient in place. The array belongs to the caller: make a new one for the "
      "velocity.",
      VELOCITY >> """g += self.mu * self.velocity.get(name, 0.0)
            self.velocity[name] = g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")

with m.fails("keeps_no_gradient"):
    m("momentum_keeps_first_gradient",
      "At the first step Momentum takes the gradient's own array for its velocity. The caller then writes the next gradient "
      "into that array, and the velocity is gone: keep a copy.",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + g if name in self.velocity else g
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")

with m.fails("keeps_optimizers_apart"):
    m("momentum_newest_empties_velocities",
      "All Momentum optimizers share one dict of velocities, on the class or the module. Each needs its own, made in the "
      "constructor, on self.",
      VELOCITY_2 >> "type(self).velocity = {}")

with m.fails("takes_any_shape"):
    m("momentum_changes_a_copy_of_a_number",
      "For a parameter of shape () the velocity stays 0: arithmetic with such arrays gives plain numbers, and `v += g` on a "
      "number binds another one. Store the new velocity, or start from np.zeros_like.",
      VELOCITY >> """if name not in self.velocity:
                self.velocity[name] = 0 * g
            v = self.velocity.get(name, 0.0)
            v *= self.mu
            v += g
            params[name] -= self.lr * v""")

with m.fails("momentum_trains_in_a_narrow_valley"):
    m("momentum_clips_gradients",
      "Large gradients are clipped before Momentum uses them. Whoever wants that does it around the optimizer: here every "
      "gradient counts in full.",
      VELOCITY >> """self.velocity[name] = self.mu * self.velocity.get(name, 0.0) + np.clip(g, -10, 10)
            params[name] -= self.lr * self.velocity.get(name, 0.0)""")
