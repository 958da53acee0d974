"""Mistakes in `SGD`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
PARAMS = text("""params[name] -= self.lr * g
""")
FOR_NAME_G = text("""for name, g in grads.items():
            params[name] -= self.lr * g
""")

with m.fails("sgd_steps_against_the_gradient"):
    m("sgd_uphill", "The parameters move along the gradient, where the loss grows. Going down means subtracting it.",
      PARAMS >> """params[name] += self.lr * g
""")
    m("sgd_lr_forgotten", "The whole gradient is subtracted: multiply it by lr first.",
      PARAMS >> """params[name] -= g
""")
    m("sgd_lr_fixed",
      "The learning rate is always the default 1e-3, whatever was passed: keep lr in the constructor and use it here.",
      PARAMS >> """params[name] -= 1e-3 * g
""")
    m("sgd_gradient_normalized",
      "The gradient is divided by its norm, so that all steps are equally long. Plain gradient descent takes it as it is.",
      PARAMS >> """params[name] -= self.lr * g / np.linalg.norm(g)
""")
    m("sgd_paired_by_position",
      "Gradients are paired with parameters by their place in the dicts. The two dicts may list their names in different "
      "orders: look the gradient up by the name of its parameter.",
      FOR_NAME_G >> """for name, g in zip(params, grads.values()):
            params[name] -= self.lr * g
""")
    m("sgd_lr_decays",
      "The learning rate shrinks from step to step. Here it stays as it was passed; whoever wants a schedule puts it around "
      "the optimizer.",
      FOR_NAME_G >> """self.t = getattr(self, 't', 0) + 1
        for name, g in grads.items():
            params[name] -= self.lr / self.t * g
""")

with m.fails("leaves_the_gradients_alone"):
    m("sgd_scales_gradients_in_place",
      "SGD multiplies the gradient by lr in place. The array belongs to the caller, who may add to it, clip it or print it: "
      "make a new one.",
      PARAMS >> """g *= self.lr
            params[name] -= g
""")

with m.fails("keeps_optimizers_apart"):
    m("sgd_settings_of_the_class",
      "The learning rate is stored on the class, so that the optimizer made last sets it for all. Store settings on self.",
      text("""self.lr = lr
""") >> """type(self).lr = lr
""")

with m.fails("takes_any_shape"):
    m("sgd_writes_through_a_slice",
      "`p[:] = ...` needs an axis, and a single number of shape () has none. `p[...] = ...` and `p -= ...` work for every "
      "shape.",
      PARAMS >> """params[name][:] = params[name] - self.lr * g
""")
    m("sgd_loops_over_rows",
      "The loop runs over the first axis, and a single number of shape () has none. NumPy moves whole arrays, of any shape.",
      PARAMS >> """for i in range(len(g)):
                params[name][i] -= self.lr * g[i]
""")
    m("sgd_steps_into_a_copy",
      "reshape(-1), ravel() and flatten() make a copy of an array that does not lie in one piece in memory, and the step goes "
      "into the copy. Write into the array itself.",
      PARAMS >> """flat = params[name].reshape(-1)
            flat -= self.lr * g.reshape(-1)
""")

with m.fails("trains_like_the_reference"):
    m("sgd_halves_its_lr",
      "After some steps SGD's learning rate becomes smaller. Here it stays as it was passed; whoever wants a schedule puts it "
      "around the optimizer.",
      FOR_NAME_G >> """self.t = getattr(self, 't', 0) + 1
        for name, g in grads.items():
            params[name] -= self.lr * 0.5 ** (self.t // 10) * g
""")
