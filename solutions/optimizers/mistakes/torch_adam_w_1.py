"""Mistakes in `AdamW`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
ADAMW_SIGNATURE = text("class AdamW(torch.optim.Optimizer):")
SUPER_INIT_PARAMS = text('super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})')
BETA1 = text('beta1, beta2 = group["betas"]')
W_MUL_GROUP = text('w.mul_(1 - group["lr"] * group["weight_decay"])')
W_SUB_GROUP = text('w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))')
M_LINE = text("""m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
""")
M_HAT = text("m_hat = m / (1 - beta1**t)")
V_HAT = text("v_hat = v / (1 - beta2**t)")
T_LINE = text('t = state["t"] = state.get("t", 0) + 1')
STATE = text("state = self.state[w]")

with m.fails("is_an_optimizer_with_groups"):
    m("no_optimizer",
      "AdamW is a class of its own. As a subclass of torch.optim.Optimizer it works with schedules, checkpoints and whatever "
      "else expects one.",
      ADAMW_SIGNATURE >> "class AdamW:",
      SUPER_INIT_PARAMS
      >> """self.param_groups = [{"params": list(params), "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}]
        self.state = {}""")
    m("derived_from_adamw",
      "The class inherits from torch's own AdamW, which is the exercise. Derive it from torch.optim.Optimizer, which knows "
      "nothing of Adam.",
      ADAMW_SIGNATURE >> "class AdamW(torch.optim.AdamW):")
    m("settings_not_in_groups",
      'The settings are not in the groups: a schedule looks for "lr" there, and state_dict saves only what is there. Pass '
      "them to the base class as defaults.",
      SUPER_INIT_PARAMS >> """super().__init__(params, {})
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay""",
      BETA1 >> "beta1, beta2 = self.betas", W_MUL_GROUP >> "w.mul_(1 - self.lr * self.weight_decay)",
      W_SUB_GROUP >> "w.sub_(self.lr * m_hat / (v_hat.sqrt() + self.eps))")
    m("other_default_decay", "The default of weight_decay is not 1e-2. Adam decays nothing; AdamW does, unless told otherwise.",
      text("weight_decay: float = 1e-2") >> "weight_decay: float = 0.0")
    m("betas_apart",
      'The groups hold beta1 and beta2 one by one. Keep the pair under the name "betas", where groups with settings of their '
      "own have it.",
      SUPER_INIT_PARAMS
      >> 'super().__init__(params, {"lr": lr, "beta1": betas[0], "beta2": betas[1], "eps": eps, "weight_decay": weight_decay})',
      BETA1 >> 'beta1, beta2 = group["beta1"], group["beta2"]')

with m.fails("takes_adams_steps"):
    m("ready_made_optimizer_inside",
      "An optimizer of torch.optim does the work inside. Write it: two moving means, two corrections, a root and a quotient.",
      text("""            with torch.enable_grad():
                loss = closure()
        with torch.no_grad():
""") >> """            with torch.enable_grad():
                loss = closure()
        self.inner = getattr(self, 'inner', None) or torch.optim.AdamW(self.param_groups)
        self.inner.step()
        return loss
        with torch.no_grad():
""")
    m("ready_made_function",
      "The function behind torch's own Adam does the work. Write it: two moving means, two corrections, a root and a quotient.",
      M_LINE
      >> ("""from torch.optim.adam import adam
"""
          "                    adam([w], [w.grad], [torch.zeros_like(w)], [torch.zeros_like(w)], [], [torch.tensor(0.0)], "
          """amsgrad=False, beta1=beta1, beta2=beta2, lr=group["lr"], weight_decay=0.0, eps=group["eps"], maximize=False)
"""
          """                    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
"""))
    m("fused_kernel",
      "A fused kernel of torch makes the whole step. Write it: two moving means, two corrections, a root and a quotient.",
      M_LINE
      >> ("torch._fused_adamw_([w], [w.grad], [torch.zeros_like(w)], [torch.zeros_like(w)], [], [torch.tensor(1.0)], "
          """lr=group["lr"], beta1=beta1, beta2=beta2, weight_decay=0.0, eps=group["eps"], amsgrad=False, maximize=False)
"""
          """                    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
"""))
    m("graph_recorded",
      "The parameters are changed while autograd records, and it refuses that for leaves that require a gradient. Put the "
      "update under torch.no_grad().",
      text("""        with torch.no_grad():
""") >> """        if True:
""")
    m("new_tensors",
      "The parameters are where they were: `w = w - ...` binds a new tensor to a local name. Change w in place, with sub_, "
      "add_, addcdiv_ or copy_.",
      W_MUL_GROUP >> 'w = w * (1 - group["lr"] * group["weight_decay"])',
      W_SUB_GROUP >> 'w = w - (group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))')
    m("no_correction",
      "The moments are used as they are. They start at 0, so that early ones are far too small: divide m by 1 - beta1^t and v "
      "by 1 - beta2^t.",
      M_HAT >> "m_hat = m", V_HAT >> "v_hat = v")
    m("first_moment_uncorrected", "m is not corrected for its start at 0: divide it by 1 - beta1^t.", M_HAT >> "m_hat = m")
    m("second_moment_uncorrected", "v is not corrected for its start at 0: divide it by 1 - beta2^t.", V_HAT >> "v_hat = v")
    m("t_from_2", "The first step uses t = 2. Count up from 0 once per step, before t is used, so that the first step has t = 1.",
      T_LINE >> 't = state["t"] = state.get("t", 1) + 1')
    m("t_from_0",
      "The first step uses t = 0, and 1 - beta^0 = 0 divides by zero. Count up before t is used: the first step has t = 1.",
      M_HAT >> "m_hat = m / torch.tensor(1 - beta1 ** (t - 1))", V_HAT >> "v_hat = v / torch.tensor(1 - beta2 ** (t - 1))")
    m("t_stands_still", "t is 1 at every step, so that the correction never fades: store it in the state and count it up.",
      T_LINE >> "t = 1")
    m("t_per_parameter", "One t is counted up with every parameter. Every parameter counts its own steps, in its state.",
      T_LINE >> "t = self.t = getattr(self, 't', 0) + 1")
    m("betas_swapped",
      "The betas have changed places: the first belongs to the mean of the gradients, the second to the mean of their squares.",
      BETA1 >> 'beta2, beta1 = group["betas"]')
    m("gradient_for_square", "The second moment is a mean of gradients. It takes their squares: a root is drawn from it.",
      text('v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad**2')
      >> 'v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad')
    m("beta1_for_both",
      "The mean of the squares is weighed with beta1. beta1 belongs to the mean of the gradients, beta2 to the mean of their "
      "squares.",
      text('v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad**2')
      >> 'v = state["v"] = beta1 * state.get("v", 0.0) + (1 - beta1) * w.grad**2')
    m("root_forgotten",
      "The step is divided by the second moment. Take its root: only then does the scale of the gradient cancel.",
      W_SUB_GROUP >> 'w.sub_(group["lr"] * m_hat / (v_hat + group["eps"]))')
    m("corrected_moments_stored",
      "The corrected moments are stored, so that they are corrected again and again. Store the moving means, and correct a "
      "copy at every step.",
      M_HAT >> 'm_hat = state["m"] = m / (1 - beta1**t)', V_HAT >> 'v_hat = state["v"] = v / (1 - beta2**t)')
    m("state_made_anew",
      "Every step begins with an empty state: what is remembered must survive the call. self.state[w] makes a dict at the "
      "first look and finds it again later.",
      STATE >> "state = self.state[w] = {}")
    m("state_by_group",
      "All parameters of a group share one state, although their shapes differ. Every parameter has its own, self.state[w].",
      STATE >> 'state = self.state[group["params"][0]]')
    m("first_parameter_only",
      "Only one parameter of a group moves: a `return` or `break` inside the loop ends it after the first.",
      W_SUB_GROUP >> """w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))
                    break""")

with m.fails("adds_eps_to_the_root"):
    m("eps_under_root",
      "eps is added to the second moment, under the root. Here it is added to the root; for small gradients that makes a "
      "large difference.",
      W_SUB_GROUP >> 'w.sub_(group["lr"] * m_hat / (v_hat + group["eps"]).sqrt())')
    m("eps_fixed",
      'eps is always the default 1e-8, whatever was passed: read it from the group, group["eps"].',
      W_SUB_GROUP >> 'w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + 1e-8))')
    m("eps_unused",
      "The eps that was passed is not used. It keeps a gradient of 0 from being divided by 0, and small gradients from making "
      "steps of lr.",
      W_SUB_GROUP >> 'w.sub_(group["lr"] * m_hat / v_hat.sqrt())')
    m("eps_before_correction",
      'eps is added to the root of v before the correction: that is the shorter form that the paper mentions ("epsilon hat"). '
      "Here v is corrected first.",
      W_SUB_GROUP >> 'w.sub_(group["lr"] * m_hat / (v.sqrt() + group["eps"]) * (1 - beta2**t) ** 0.5)')

with m.fails("shrinks_the_parameters_themselves"):
    m("decay_in_gradient",
      "weight_decay * w is added to the gradient and divided by the root with it: that is Adam with an L2 penalty. Decoupled "
      "decay takes lr * weight_decay * w from the parameter itself.",
      text("""m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
                    v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad**2""")
      >> """g = w.grad + group["weight_decay"] * w
                    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * g
                    v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * g**2""",
      W_MUL_GROUP >> "pass")
    m("decay_without_lr",
      "The decay is not multiplied by lr: that is the convention of the paper, with a schedule of its own. Here, as in "
      "PyTorch, lr * weight_decay * w is taken away.",
      W_MUL_GROUP >> 'w.mul_(1 - group["weight_decay"])')
    m("grows", "The decay has the wrong sign, so that the parameters grow: subtract lr * weight_decay * w.",
      W_MUL_GROUP >> 'w.mul_(1 + group["lr"] * group["weight_decay"])')
    m("decay_after_step",
      "The decay shrinks Adam's step too: the parameter is shrunk after the step. Here, as in PyTorch, it shrinks first.",
      W_MUL_GROUP >> "pass",
      W_SUB_GROUP >> """w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))
                    w.mul_(1 - group["lr"] * group["weight_decay"])""")
    m("decay_forgotten", "The parameters do not shrink: this is Adam. Use weight_decay.", W_MUL_GROUP >> "pass")
