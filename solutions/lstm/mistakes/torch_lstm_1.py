"""Mistakes in `LSTM`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
NN_PARAMETER_TORCH = text("nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))")
NN_PARAMETER_TORCH_2 = text("nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))")
BIAS_IH_L0 = text("self.bias_ih_l0 = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))")
BIAS_HH_L0 = text("self.bias_hh_l0 = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))")
NN_PARAMETER_TORCH_3 = text("nn.Parameter(torch.empty(4 * hidden_size, input_size)")
TORCH_SIGMOID_A_I = text("torch.sigmoid(a_i) * torch.tanh(a_g)")
SELF_WEIGHT_IH_L0_T = text("self.weight_ih_l0.T + self.bias_ih_l0 + self.bias_hh_l0")
H_SELF_WEIGHT_HH_L0 = text("h @ self.weight_hh_l0.T")
C_LINE = text("c = torch.sigmoid(a_f) * c + ")
TORCH_SIGMOID_A_O = text("torch.sigmoid(a_o) * torch.tanh(c)")
DIM = text("dim=1), (h, c)")
TORCH_STACK_HS = text("torch.stack(hs, dim=1)")
HS_APPEND_H = text("hs.append(h)")

with m.fails("has_the_parameters_of_the_ready_made_layer"):
    m("tensors_instead_of_parameters",
      "The weights are plain tensors, which a module does not notice: they are neither saved nor trained nor moved to a "
      "device. Wrap them in nn.Parameter.",
      NN_PARAMETER_TORCH >> "torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound)",
      NN_PARAMETER_TORCH_2 >> "torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound)",
      BIAS_IH_L0 >> "self.bias_ih_l0 = torch.empty(4 * hidden_size).uniform_(-bound, bound)",
      BIAS_HH_L0 >> "self.bias_hh_l0 = torch.empty(4 * hidden_size).uniform_(-bound, bound)")
    m("other_names", "The parameters have other names than nn.LSTM's, which end in _l0 (layer 0): a saved state would not load.",
      text("""# END SOLUTION

    def forward""") >> """for name in list(self._parameters):
            self.register_parameter(name.removesuffix("_l0"), self._parameters.pop(name))

    def forward""")
    m("one_bias_only",
      "There is one bias. One would do, but nn.LSTM has two, and its saved states hold both: bias_ih_l0 and bias_hh_l0.",
      BIAS_HH_L0 >> "pass")
    m("biases_shared",
      "bias_ih_l0 and bias_hh_l0 are one and the same parameter. A loaded state has different values for them: make two.",
      BIAS_HH_L0 >> "self.bias_hh_l0 = self.bias_ih_l0")
    m("biases_are_buffers", "A bias is a buffer: it is saved, but no optimizer would train it. It is a parameter.",
      BIAS_IH_L0 >> 'self.register_buffer("bias_ih_l0", torch.empty(4 * hidden_size).uniform_(-bound, bound))')
    m("weights_transposed",
      "weight_ih_l0 is (D, 4H), as in Keras. Here, as in PyTorch, it is (4H, D): one row for each unit of each gate.",
      NN_PARAMETER_TORCH_3 >> "nn.Parameter(torch.empty(input_size, 4 * hidden_size)")
    m("weights_for_one_gate", "weight_ih_l0 has H rows, enough for one gate. The four gates are stacked: 4H rows.",
      NN_PARAMETER_TORCH_3 >> "nn.Parameter(torch.empty(hidden_size, input_size)")

with m.fails("takes_one_step"):
    m("ready_made_layer",
      "PyTorch's own LSTM does the work (nn.LSTM, torch.lstm, or a class derived from them). Write the step from matrix "
      "products, sigmoid and tanh.",
      text("from_x = x @ self.weight_ih_l0.T")
      >> """weights = [self.weight_ih_l0, self.weight_hh_l0, self.bias_ih_l0, self.bias_hh_l0]
        out, h, c = torch.lstm(x, (h[None], c[None]), weights, True, 1, 0.0, self.training, False, True)
        return out, (h[0], c[0])
        from_x = x @ self.weight_ih_l0.T""")
    m("ready_made_cell",
      "The loop over time is yours, but PyTorch's own cell takes the steps (nn.LSTMCell, torch.lstm_cell). Write the step "
      "from matrix products, sigmoid and tanh.",
      text("for a_x in from_x.unbind(dim=1):")
      >> """weights = [self.weight_ih_l0, self.weight_hh_l0, self.bias_ih_l0, self.bias_hh_l0]
        for x_t in x.unbind(dim=1):
            h, c = torch.lstm_cell(x_t, (h, c), *weights)
            hs.append(h)
        for a_x in ():""")
    m("gates_cut_along_the_batch",
      "The four gates were cut along the batch. They stand side by side, along the axis of length 4H: dim=1, or -1.",
      text(".chunk(4, dim=1)") >> ".chunk(4, dim=0)")
    m("candidate_without_tanh_torch",
      "The candidate g goes into the cell state as it came out of the matrix product: its tanh is missing.",
      TORCH_SIGMOID_A_I >> "torch.sigmoid(a_i) * a_g")
    m("candidate_with_sigmoid_torch",
      "The candidate g went through a sigmoid, like the gates. It takes tanh, so that it can also lower the cell state.",
      TORCH_SIGMOID_A_I >> "torch.sigmoid(a_i) * torch.sigmoid(a_g)")
    m("bias_hh_forgotten", "bias_hh_l0 is not added. There are two biases, as in nn.LSTM, and every step adds both.",
      SELF_WEIGHT_IH_L0_T >> "self.weight_ih_l0.T + self.bias_ih_l0")
    m("bias_ih_forgotten", "bias_ih_l0 is not added. There are two biases, as in nn.LSTM, and every step adds both.",
      SELF_WEIGHT_IH_L0_T >> "self.weight_ih_l0.T + self.bias_hh_l0")
    m("both_biases_forgotten", "The biases are not added.", SELF_WEIGHT_IH_L0_T >> "self.weight_ih_l0.T")
    m("one_bias_twice", "bias_ih_l0 is added twice and bias_hh_l0 not at all.",
      SELF_WEIGHT_IH_L0_T >> "self.weight_ih_l0.T + self.bias_ih_l0 + self.bias_ih_l0")
    m("old_hidden_state_forgotten_torch",
      "The gates look at x only. They also look at the previous hidden state, through weight_hh_l0.",
      text("(a_x + h @ self.weight_hh_l0.T)") >> "(a_x)")
    m("recurrent_weights_on_the_cell_state",
      "weight_hh_l0 is multiplied with the cell state. The gates look at the hidden state h.",
      H_SELF_WEIGHT_HH_L0 >> "c @ self.weight_hh_l0.T")
    m("no_forget_gate_torch",
      "The old cell state is kept whole: that is the LSTM of 1997, before the forget gate. Here f says how much of it stays.",
      C_LINE >> "c = c + ")
    m("old_cell_state_forgotten_torch", "The old cell state is not in the new one: f of it stays, and i * g is added.",
      C_LINE >> "c = ")
    m("coupled_gates_torch",
      "What comes in is weighted by 1 - f: that is an LSTM with coupled gates (a GRU does the same). Here i has weights of "
      "its own.",
      TORCH_SIGMOID_A_I >> "(1 - torch.sigmoid(a_f)) * torch.tanh(a_g)")
    m("forget_bias_of_one_torch",
      "A constant 1 is added at the forget gate, as TensorFlow 1 and Haiku do. Here the biases say all.",
      text("torch.sigmoid(a_f) * c") >> "torch.sigmoid(a_f + 1.0) * c")
    m("cell_state_squashed_torch",
      "The new cell state went through tanh. It stays as it is, or it would fade with every step; only what is shown of it is "
      "squashed.",
      text("c = torch.sigmoid(a_f) * c + torch.sigmoid(a_i) * torch.tanh(a_g)")
      >> "c = torch.tanh(torch.sigmoid(a_f) * c + torch.sigmoid(a_i) * torch.tanh(a_g))")
    m("cell_output_without_tanh_torch", "The hidden state is o times the bare cell state: its tanh is missing.",
      TORCH_SIGMOID_A_O >> "torch.sigmoid(a_o) * c")
    m("output_gate_unused_torch", "All of the cell state is shown: the output gate o does not weigh it.",
      TORCH_SIGMOID_A_O >> "torch.tanh(c)")
    m("output_gate_inside_the_tanh_torch",
      "The output gate is multiplied before tanh. Squash the cell state first, then weigh it with o.",
      TORCH_SIGMOID_A_O >> "torch.tanh(torch.sigmoid(a_o) * c)")
    m("given_state_swapped", "The two halves of the given state have changed places: it is (h0, c0), the hidden state first.",
      text("if state is None else state") >> "if state is None else (state[1], state[0])")
    m("given_state_ignored", "The layer starts from zeros although a state was given.",
      text(" if state is None else state") >> "")
    m("returned_state_swapped", "The state comes back as (c, h). It is (h, c), the hidden state first.", DIM >> "dim=1), (c, h)")
    m("axis_for_layers",
      "The returned state is (1, N, H). nn.LSTM has this axis in front, for the number of layers; here h and c are (N, H).",
      DIM >> "dim=1), (h[None], c[None])")
    m("time_and_batch_swapped_torch",
      "The loop runs over the first axis of x, which nn.LSTM takes for time unless it is told batch_first=True. Here x is (N, "
      "T, D): the batch comes first.",
      text("from_x.unbind(dim=1)") >> "from_x.unbind(dim=0)", TORCH_STACK_HS >> "torch.stack(hs, dim=0)")
    m("gates_cut_in_the_constructor",
      "Views or copies of the weights that the constructor made stay behind when the layer is moved, converted or loaded. Cut "
      "and transpose the parameters in forward.",
      BIAS_HH_L0 >> """self.bias_hh_l0 = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))
        self.recurrent = self.weight_hh_l0.detach().T""",
      H_SELF_WEIGHT_HH_L0 >> "h @ self.recurrent")

with m.fails("carries_its_state_through_time"):
    m("time_comes_first_torch",
      "out is (T, N, H), which is what nn.LSTM returns unless it is told batch_first=True. Here the batch comes first: (N, T, "
      "H).",
      TORCH_STACK_HS >> "torch.stack(hs, dim=0)")
    m("last_hidden_state_only_torch", "out is the last hidden state. It holds those of all steps, (N, T, H).",
      text("return torch.stack(hs, dim=1), (h, c)") >> "return h, (h, c)")
    m("cell_states_returned_torch",
      "out holds cell states. The layer shows its hidden states; the cell state is only returned for the last step, beside h.",
      HS_APPEND_H >> "hs.append(c)")
    m("hidden_state_before_the_step_torch", "out[:, t] is the hidden state from before step t. Append after the step.",
      text("a_i, a_f, a_g, a_o = (a_x") >> """before = h
            a_i, a_f, a_g, a_o = (a_x""",
      HS_APPEND_H >> "hs.append(before)")

with m.fails("starts_with_small_random_weights"):
    m("zeros_at_the_start",
      "The weights start at 0, or at one number all of them. Units that start alike get like gradients and stay alike: start "
      "from random numbers.",
      NN_PARAMETER_TORCH >> "nn.Parameter(torch.zeros(4 * hidden_size, input_size))")
    m("weights_too_large_at_the_start",
      "The input's weights start too large (standard normal numbers, Xavier's rule, or 1/sqrt(D) for a bound?). nn.LSTM draws "
      "them uniformly between -1/sqrt(H) and 1/sqrt(H), H the number of units.",
      NN_PARAMETER_TORCH >> "nn.Parameter(torch.randn(4 * hidden_size, input_size))")
    m("weights_of_one_sign",
      "The weights start with positive numbers only: torch.rand lies between 0 and 1. They are drawn between -1/sqrt(H) and "
      "1/sqrt(H).",
      NN_PARAMETER_TORCH >> "nn.Parameter(bound * torch.rand(4 * hidden_size, input_size))")
    m("weights_too_small_at_the_start",
      "The weights start in too narrow a range. They are drawn uniformly between -1/sqrt(H) and 1/sqrt(H), H the number of "
      "units.",
      NN_PARAMETER_TORCH >> "nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound / 4, bound / 4))")
    m("orthogonal_weights_at_the_start",
      "The recurrent weights start larger than nn.LSTM's (orthogonal, as in Keras, or normal?). Here they are drawn uniformly "
      "between -1/sqrt(H) and 1/sqrt(H).",
      NN_PARAMETER_TORCH_2 >> "nn.Parameter(nn.init.orthogonal_(torch.empty(4 * hidden_size, hidden_size)))")
    m("biases_zero_at_the_start",
      "A bias starts at 0. That would work too, but nn.LSTM draws its biases like its weights, and so does this layer.",
      BIAS_IH_L0 >> "self.bias_ih_l0 = nn.Parameter(torch.zeros(4 * hidden_size))")
    m("forget_bias_one_at_the_start",
      "The forget gate's bias starts at 1. That is a good idea, and what Keras does; nn.LSTM does not, and this layer starts "
      "like it.",
      BIAS_IH_L0 >> """self.bias_ih_l0 = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))
        with torch.no_grad():
            self.bias_ih_l0[hidden_size : 2 * hidden_size] = 1.0""")
