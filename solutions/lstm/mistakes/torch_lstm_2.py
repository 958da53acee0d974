"""Mistakes in `LSTM`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
HS_LINE = text("hs = []")
H_SELF_WEIGHT_HH_L0 = text("h @ self.weight_hh_l0.T")
TORCH_SIGMOID_A_F = text("torch.sigmoid(a_f) * c")
A_X_H = text("(a_x + h @")
FROM_X_UNBIND_DIM = text("from_x.unbind(dim=1)")
TORCH_STACK_HS = text("torch.stack(hs, dim=1)")
HS_APPEND_H = text("""            hs.append(h)
""")
DIM = text("dim=1), (h, c)")
X_NEW_ZEROS_LEN = text("x.new_zeros(2, len(x), self.weight_hh_l0.shape[1])")
H_LINE = text("h, c = x.new_zeros(2, len(x), self.weight_hh_l0.shape[1]) if state is None else state")
IF_STATE_IS = text("if state is None else state")
X_SELF_WEIGHT_IH_L0 = text("x @ self.weight_ih_l0.T")

with m.fails("carries_its_state_through_time"):
    m("hidden_state_not_handed_on_torch",
      "One step is right, three are not: the gates look at the hidden state from before the sequence in every step. Hand each "
      "step's h on to the next.",
      HS_LINE >> "hs, h0 = [], h", H_SELF_WEIGHT_HH_L0 >> "h0 @ self.weight_hh_l0.T")
    m("cell_state_not_handed_on_torch",
      "One step is right, three are not: every step starts from the cell state before the sequence, so nothing is remembered. "
      "Hand each step's c on to the next.",
      HS_LINE >> "hs, c0 = [], c", TORCH_SIGMOID_A_F >> "torch.sigmoid(a_f) * c0")
    m("state_not_handed_on_torch",
      "One step is right, three are not: every step starts from the state before the sequence. Each step's state is the start "
      "of the next.",
      HS_LINE >> "hs, h0, c0 = [], h, c", A_X_H >> "(a_x + h0 @", TORCH_SIGMOID_A_F >> "torch.sigmoid(a_f) * c0")
    m("same_input_every_step_torch", "One step is right, three are not: every step reads the first input.",
      A_X_H >> "(from_x[:, 0] + h @")
    m("runs_backward_in_time_torch", "One step is right, three are not: the inputs are read from the last to the first.",
      FROM_X_UNBIND_DIM >> "from_x.flip(1).unbind(dim=1)")
    m("one_buffer_for_all_steps_torch", "One step is right, three are not: every out[:, t] is the last hidden state.",
      TORCH_STACK_HS >> "torch.stack([h for _ in hs], dim=1)")
    m("state_of_the_first_step",
      "One step is right, three are not: the state that is returned is that of the first step. Return the one after the last.",
      HS_APPEND_H >> """            hs.append(h)
            first = first if len(hs) > 1 else (h, c)
""",
      DIM >> "dim=1), first")
    m("reshaped_for_transposed",
      "One step is right, three are not: the hidden states were stacked as (T, N, H) and then reshaped to (N, T, H), which "
      "mixes sequences. Transpose, or stack along dim=1.",
      TORCH_STACK_HS >> "torch.stack(hs).reshape(len(x), len(hs), -1)")

    m("returns_after_the_first_step",
      "The loop ends after its first step: `return` stands inside the loop. Move it behind the loop.",
      HS_APPEND_H >> """            hs.append(h)
            return torch.stack(hs, dim=1), (h, c)
""")

with m.fails("starts_from_zeros"):
    m("zeros_of_float32",
      "The state of zeros is float32 and on the CPU whatever the layer is. Make it with the dtype and the device of x.",
      X_NEW_ZEROS_LEN >> "torch.zeros(2, len(x), self.weight_hh_l0.shape[1])")
    m("random_start",
      "Without a given state the layer starts from random numbers, so that no two calls agree. It starts from zeros.",
      X_NEW_ZEROS_LEN >> "torch.randn(2, len(x), self.weight_hh_l0.shape[1]).to(x)")
    m("no_state_no_start", "The layer cannot do without a given state. Where state is None, start from zeros.",
      H_LINE >> "h, c = state")

with m.fails("keeps_nothing_between_calls"):
    m("state_kept_between_calls",
      "The second call goes on where the first one stopped, so that sequences see each other. A call without a state starts "
      "from zeros; whoever wants to go on passes the state.",
      IF_STATE_IS >> 'if state is None and not hasattr(self, "kept") else state or self.kept',
      text("return torch.stack(hs, dim=1), (h, c)") >> """self.kept = (h.detach(), c.detach())
        return torch.stack(hs, dim=1), (h, c)""")
    m("zeros_kept_between_calls",
      "The state of zeros is made once, for the batch size of the first call. The next batch may be smaller: make it anew in "
      "each call.",
      H_LINE >> """if not hasattr(self, "zeros"):
            self.zeros = x.new_zeros(2, len(x), self.weight_hh_l0.shape[1])
        h, c = self.zeros if state is None else state""")
    m("steps_of_the_first_call",
      "The number of steps is kept from the first call. The next sequences may be longer: read it from x in each call.",
      HS_LINE >> """hs = []
        self.steps = getattr(self, "steps", x.shape[1])""",
      FROM_X_UNBIND_DIM >> "[from_x[:, t] for t in range(self.steps)]")

with m.fails("layer_leaves_its_arguments_alone"):
    m("given_state_overwritten", "An in-place operation (c *= ..., mul_, copy_) changes the caller's state. Make new tensors.",
      HS_LINE >> """hs, given = [], c
        c = c.clone()
        given.copy_(c * 0.5)""")
    m("input_overwritten", "x is changed in place. It belongs to the caller: make a new tensor.",
      HS_LINE >> """hs = []
        x.detach().mul_(0.0)""")
    m("state_written_into_the_given_one",
      "The last state is written into the tensors of the given state. They belong to the caller: return new tensors.",
      text("        return torch.stack(hs, dim=1), (h, c)") >> """        if state is not None and not state[0].requires_grad:
            state[0].copy_(h.detach())
        return torch.stack(hs, dim=1), (h, c)""")

with m.fails("layer_keeps_axes_of_length_one"):
    m("squeezed_outputs",
      "squeeze() removes every axis of length 1, also that of one row and that of one step. Leave it out.",
      DIM >> "dim=1).squeeze(), (h, c)")

with m.fails("keeps_the_dtype"):
    m("computes_in_float32",
      "The layer computes in float32 whatever its parameters are: half of the digits of float64 inputs are lost. Drop the "
      "conversion.",
      TORCH_STACK_HS >> "torch.stack(hs, dim=1).float().to(x.dtype)")
    m("zeros_of_float64", "The state of zeros is float64 whatever the layer is. Make it with the dtype of x.",
      X_NEW_ZEROS_LEN >> "x.new_zeros(2, len(x), self.weight_hh_l0.shape[1], dtype=torch.float64)")
    m("float64_inside",
      "The outputs are float64 although the layer is float32: a conversion (.double(), dtype=torch.float64) is on the way.",
      TORCH_STACK_HS >> "torch.stack(hs, dim=1).double()")

with m.fails("lets_gradients_through_time"):
    m("hidden_state_detached",
      "The hidden state is cut from the graph before it enters the next step (detach, .data, torch.tensor(...)), so the "
      "gradient does not go back through the gates in time.",
      H_SELF_WEIGHT_HH_L0 >> "h.detach() @ self.weight_hh_l0.T")
    m("cell_state_detached",
      "The cell state is cut from the graph before it enters the next step. It is the path along which gradients come from "
      "far back.",
      text("torch.sigmoid(a_f) * c +") >> "torch.sigmoid(a_f) * c.detach() +")
    m("state_detached_between_steps",
      "The state is detached after every step, so nothing goes back in time at all. Truncation is for the loop of whoever "
      "trains, between calls; within a call the graph stays whole.",
      HS_APPEND_H >> """            hs.append(h)
            h, c = h.detach(), c.detach()
""")
    m("no_grad_around_the_steps",
      "forward runs without recording a graph (no_grad, inference_mode or detach around it), so there is nothing to go back "
      "through.",
      text("""    def forward(
""") >> """    @torch.no_grad()
    def forward(
""")
    m("recurrent_weights_as_data",
      "weight_hh_l0 is used through .data or detach, and gets no gradient: the recurrent weights would stay as they were "
      "drawn.",
      H_SELF_WEIGHT_HH_L0 >> "h @ self.weight_hh_l0.data.T")
    m("input_weights_as_data",
      "weight_ih_l0 is used through .data or detach, and gets no gradient: the input's weights would stay as they were drawn.",
      X_SELF_WEIGHT_IH_L0 >> "x @ self.weight_ih_l0.data.T")
    m("input_as_data", "x is cut from the graph: a layer below this one could not be trained.",
      X_SELF_WEIGHT_IH_L0 >> "x.detach() @ self.weight_ih_l0.T")
    m("forget_gate_as_data", "A gate is cut from the graph, so its weights get no gradient.",
      text("c = torch.sigmoid(a_f) * c") >> "c = torch.sigmoid(a_f).detach() * c")

with m.fails("lets_gradients_through_its_states"):
    m("given_state_detached",
      "The given state is cut from the graph, so dh0 and dc0 are 0. An encoder behind it could not be trained: leave that to "
      "the caller.",
      IF_STATE_IS >> "if state is None else (state[0].detach(), state[1].detach())")
    m("returned_state_detached",
      "The returned state is cut from the graph. A loss that looks at the last state could not train the layer: whoever wants "
      "to cut can do so.",
      DIM >> "dim=1), (h.detach(), c.detach())")

with m.fails("trains_like_the_reference_layer"):
    m("weights_joined_once",
      "Something computed from the parameters is kept from one call to the next. After a step of the optimizer it is out of "
      "date, and its graph is gone: compute it anew in each call.",
      text("from_x = x @ self.weight_ih_l0.T") >> """if not hasattr(self, "joined"):
            self.joined = self.weight_hh_l0.T.contiguous() + 0
        from_x = x @ self.weight_ih_l0.T""",
      H_SELF_WEIGHT_HH_L0 >> "h @ self.joined")
    m("gradients_clipped_torch",
      "The layer clips its own gradients. Clipping is the business of whoever trains; here the gradients are asked for as "
      "they are.",
      text("""# END SOLUTION

    def forward""") >> """for parameter in self.parameters():
            parameter.register_hook(lambda slope: slope.clamp(-5.0, 5.0))

    def forward""")
    m("truncated_inside",
      "Every few steps the state is cut from the graph: truncated backpropagation. Short sequences do not show it, but "
      "gradients do not reach far back. Truncation is for the loop of whoever trains, between calls.",
      HS_APPEND_H >> """            hs.append(h)
            if len(hs) % 4 == 0:
                h, c = h.detach(), c.detach()
""")

with m.fails("trains_on_the_adding_problem"):
    m("stops_early",
      "Long sequences are not read to their end: the number of steps is limited (a buffer of fixed length?). Run through all "
      "T steps.",
      FROM_X_UNBIND_DIM >> "from_x.unbind(dim=1)[:7]")
