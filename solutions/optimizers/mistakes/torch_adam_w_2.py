"""Mistakes in `AdamW`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
IF_W_GRAD = text("""if w.grad is None:
                        continue
""")
W_MUL_GROUP = text('w.mul_(1 - group["lr"] * group["weight_decay"])')
T_LINE = text('t = state["t"] = state.get("t", 0) + 1')
W_SUB_GROUP = text('w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))')
FOR_GROUP_IN = text("for group in self.param_groups:")
SUPER_INIT_PARAMS = text('super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})')
WITH_TORCH_ENABLE_GRAD = text("""            with torch.enable_grad():
                loss = closure()
""")
RETURN_LOSS = text("""        return loss
""")
STATE = text("state = self.state[w]")
M_LINE = text("""m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
""")

with m.fails("skips_parameters_without_gradient"):
    m("no_gradient_taken_for_0",
      "A parameter without gradient is treated as if its gradient were 0: it decays, and its moments fade. It took no part in "
      "the loss: leave it and its state alone.",
      text("""if w.grad is None:
                        continue
                    state = self.state[w]""") >> """w.grad = torch.zeros_like(w) if w.grad is None else w.grad
                    state = self.state[w]""")
    m("gradient_never_missing", "`grad` is None for a parameter that took no part in the loss: skip it.",
      text("""if w.grad is None:
                        continue
                    """) >> "")
    m("stops_at_missing_gradient",
      "The loop ends at the first parameter without gradient, and those behind it stay. Skip this one only.",
      IF_W_GRAD >> """if w.grad is None:
                        break
""")
    m("one_t_for_all",
      "t counts calls of step. A parameter that was skipped has moments of fewer steps, and so a smaller t: count in its "
      "state.",
      text("""        with torch.no_grad():
""") >> """        self.t = getattr(self, 't', 0) + 1
        with torch.no_grad():
""",
      T_LINE >> 't = state["t"] = self.t')

with m.fails("decays_no_parameter_without_gradient"):
    m("decays_without_gradient", "A parameter without gradient still shrinks. It took no part in the loss: leave it alone.",
      W_MUL_GROUP >> "pass",
      IF_W_GRAD >> """w.mul_(1 - group["lr"] * group["weight_decay"])
                    if w.grad is None:
                        continue
""")

with m.fails("reads_the_settings_of_each_group"):
    m("lr_of_the_constructor",
      "The lr that was passed to the constructor is used for all groups and for good. Each group has its own, and a schedule "
      'changes it: read group["lr"] at every step.',
      W_MUL_GROUP >> 'w.mul_(1 - self.defaults["lr"] * group["weight_decay"])',
      W_SUB_GROUP >> 'w.sub_(self.defaults["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))')
    m("first_group_only", "Only the first group is stepped. Loop over all of self.param_groups.",
      FOR_GROUP_IN >> "for group in self.param_groups[:1]:")
    m("lr_kept_from_first_step",
      "The lr of a parameter's first step is used for good. A schedule changes it in the group: read it at every step.",
      W_MUL_GROUP >> """lr = state.setdefault("lr", group["lr"])
                    w.mul_(1 - lr * group["weight_decay"])""",
      W_SUB_GROUP >> 'w.sub_(lr * m_hat / (v_hat.sqrt() + group["eps"]))')
    m("groups_of_the_constructor",
      "A group that is added later is never stepped: the groups were listed in the constructor. Look at self.param_groups at "
      "every step.",
      SUPER_INIT_PARAMS >> """super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.first_groups = list(self.param_groups)""",
      FOR_GROUP_IN >> "for group in self.first_groups:")

with m.fails("decays_each_group_by_its_own_setting"):
    m("decay_of_the_constructor",
      "The weight_decay that was passed to the constructor is used for all groups, so that none can be spared. Read it from "
      "the group.",
      W_MUL_GROUP >> 'w.mul_(1 - group["lr"] * self.defaults["weight_decay"])')

with m.fails("reads_eps_of_each_group"):
    m("eps_of_the_constructor",
      "The eps that was passed to the constructor is used for all groups. Each group has its own: read it from the group.",
      W_SUB_GROUP >> 'w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + self.defaults["eps"]))')

with m.fails("calls_the_closure"):
    m("closure_not_called", "The closure is never called, so that there is no new loss and no new gradient.",
      WITH_TORCH_ENABLE_GRAD >> """            pass
""")
    m("closure_without_gradients",
      "The closure runs without gradients, and its backward() finds no graph. It is the update that must be outside the "
      "graph: call the closure under torch.enable_grad().",
      WITH_TORCH_ENABLE_GRAD >> """            with torch.no_grad():
                loss = closure()
""")
    m("loss_not_returned", "The loss of the closure is lost: return what it returned.", RETURN_LOSS >> "")
    m("closure_called_twice",
      "The closure is called twice in one step. That costs a second pass through the model, and counts what it counts twice.",
      WITH_TORCH_ENABLE_GRAD >> """            with torch.enable_grad():
                loss = closure()
                loss = closure()
""")
    m("closure_called_last", "The closure is called after the update, which then has no gradient or an old one. Call it first.",
      WITH_TORCH_ENABLE_GRAD >> """            pass
""",
      RETURN_LOSS >> """        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        return loss
""")
    m("gradient_returned", "Without closure there is no loss: return None.",
      RETURN_LOSS >> """        return 0.0 if loss is None else loss
""")

with m.fails("leaves_every_grad_alone"):
    m("gradients_zeroed",
      "The gradients are gone after the step. Zeroing them is up to the training loop, which may still want to look at them.",
      RETURN_LOSS >> """        self.zero_grad()
        return loss
""")
    m("gradients_squared_in_place",
      "The gradient is squared in place. It stays as it is: others may look at it, or add to it. Use square() or ** 2, "
      "without underscore.",
      text('v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad**2')
      >> 'v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad.square_()')
    m("decay_added_in_place",
      "Something is added to the gradient in place. It stays as it is: others may look at it, or add to it.",
      RETURN_LOSS >> """        for w in self.param_groups[0]["params"]:
            if w.grad is not None:
                w.grad.add_(w.detach(), alpha=1e-3)
        return loss
""")

with m.fails("keeps_two_optimizers_apart"):
    m("settings_of_the_newest",
      "A setting is stored on the class, so that the optimizer made last sets it for all. It is in the groups already.",
      SUPER_INIT_PARAMS >> """super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        AdamW.lr = lr""",
      W_SUB_GROUP >> """lr = self.lr if group["lr"] == self.defaults["lr"] else group["lr"]
                    w.sub_(lr * m_hat / (v_hat.sqrt() + group["eps"]))""")
    m("memory_of_the_class",
      "All optimizers share one memory, on the class, in which a parameter is known by its place. Keep what is remembered in "
      "self.state[w].",
      SUPER_INIT_PARAMS >> """super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        AdamW.memory = {}""",
      STATE >> """place = [id(one) for each in self.param_groups for one in each["params"]].index(id(w))
                    state = AdamW.memory.setdefault(place, {})""")

with m.fails("continues_from_a_saved_state"):
    m("state_beside_the_state",
      "What is remembered is kept in an attribute of its own, which state_dict does not save: after loading the moments begin "
      "at 0. Keep it in self.state[w].",
      SUPER_INIT_PARAMS >> """super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.memory = {}""",
      STATE >> "state = self.memory.setdefault(w, {})")
    m("t_not_saved",
      "t is kept in an attribute of its own, which state_dict does not save: after loading the correction begins again. Keep "
      "it in self.state[w].",
      SUPER_INIT_PARAMS >> """super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.steps = {}""",
      T_LINE >> "t = self.steps[w] = self.steps.get(w, 0) + 1")

with m.fails("takes_tensors_of_any_shape"):
    m("loops_over_rows",
      "The loop runs over the first axis, and a single number of shape () has none. Tensor operations take whole tensors, of "
      "any shape.",
      W_SUB_GROUP >> """for i in range(len(w)):
                        w[i].sub_(group["lr"] * m_hat[i] / (v_hat[i].sqrt() + group["eps"]))""")
    m("steps_into_a_copy",
      "reshape(-1) and flatten() make a copy of a tensor that does not lie in one piece in memory, and the step goes into the "
      "copy. Write into the parameter itself.",
      W_SUB_GROUP >> 'w.reshape(-1).sub_((group["lr"] * m_hat / (v_hat.sqrt() + group["eps"])).reshape(-1))')
    m("squeezes_gradients",
      "squeeze() drops every axis of length one from the gradient. A gradient of shape (N,) does not line up with a parameter "
      "of shape (N, 1).",
      text('m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad\n')
      >> 'm = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad.squeeze()\n')

with m.fails("tensors_keep_precision"):
    m("moments_in_float32",
      "A tensor is made without looking at the parameter, so that it is float32, on the CPU, whatever the parameter is. "
      "torch.zeros_like takes shape, dtype and device from it; a power of a beta stays a Python number.",
      M_LINE >> """if "m" not in state:
                        state.update(m=torch.zeros(w.shape), v=torch.zeros(w.shape))
                    m = state["m"].mul_(beta1).add_((1 - beta1) * w.grad)
""")
    m("writes_in_float64",
      "Parameters of float32 become float64 at the first step. Compute in the dtype of the parameter, and change it in place.",
      W_SUB_GROUP >> 'w.data = w.double() - (group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))')

with m.fails("trains_like_the_reference_optimizer"):
    m("gradients_clipped",
      "Large gradients are clipped before they are used. Whoever wants that does it before calling step; here every gradient "
      "counts in full.",
      text("""m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
                    v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad**2""") >> """g = w.grad.clamp(-3, 3)
                    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * g
                    v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * g**2""")
