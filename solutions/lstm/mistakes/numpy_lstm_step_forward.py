"""Mistakes in `lstm_step_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
I_LINE = text("i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.tanh(a_g), _sigmoid(a_o)")
A_LINE = text("a = x @ w_ih.T + h @ w_hh.T + b")
C_NEXT = text("c_next = f * c + i * g")
RETURN_H_NEXT = text("return h_next, c_next, (x,")
H_NEXT = text("h_next = o * tanh_c")
RETURN_H_NEXT_2 = text("return h_next, c_next, (x, h, c, w_ih, w_hh, i, f, g, o, tanh_c)")
X_LINE = text("    x, h, c, w_ih, w_hh, i, f, g, o, tanh_c = cache")
RETURN_DX = text("    return dx, dh, dc, dw_ih, dw_hh, db")

with m.fails("updates_the_cell_state"):
    m("gates_interleaved",
      "Every fourth column was taken for a gate, so one unit's four gates stand side by side. Here each gate has a block of H "
      "columns: all of i, then all of f, then g, then o.",
      text("a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)") >> "a_i, a_f, a_g, a_o = (a[:, k::4] for k in range(4))")
    m("candidate_without_tanh",
      "The candidate g went into the cell state as it came out of the matrix product: its tanh is missing.",
      I_LINE >> "i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), a_g, _sigmoid(a_o)")
    m("candidate_with_sigmoid",
      "All four blocks went through the sigmoid. The candidate g is no gate: it takes tanh, so that it can also lower the "
      "cell state.",
      I_LINE >> "i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), _sigmoid(a_g), _sigmoid(a_o)")
    m("gates_with_tanh",
      "All four blocks went through tanh. Only the candidate does; i, f and o are fractions between 0 and 1, from the sigmoid.",
      I_LINE >> "i, f, g, o = np.tanh(a_i), np.tanh(a_f), np.tanh(a_g), np.tanh(a_o)")
    m("candidate_with_relu",
      "The candidate g went through a ReLU; it takes tanh. A cell state that can only grow does so without bound.",
      I_LINE >> "i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), np.maximum(a_g, 0), _sigmoid(a_o)")
    m("bias_forgotten", "The bias b is not added to what the gates see.", A_LINE >> "a = x @ w_ih.T + h @ w_hh.T")
    m("bias_added_twice", "The bias is added twice, once with x and once with h. PyTorch has two biases; here b is the only one.",
      A_LINE >> "a = x @ w_ih.T + b + h @ w_hh.T + b")
    m("forget_bias_of_one",
      "A constant 1 is added at the forget gate, as TensorFlow 1 and Haiku do. Here b says all: whoever wants an open forget "
      "gate at the start puts the 1 into b.",
      I_LINE >> "i, f, g, o = _sigmoid(a_i), _sigmoid(a_f + 1.0), np.tanh(a_g), _sigmoid(a_o)")
    m("old_hidden_state_forgotten", "The gates look at x only. They also look at the previous hidden state h, through w_hh.",
      A_LINE >> "a = x @ w_ih.T + b")
    m("input_forgotten", "The gates look at h only. They also look at the input x, through w_ih.", A_LINE >> "a = h @ w_hh.T + b")
    m("gates_look_at_the_cell_state",
      "w_hh is multiplied with the old cell state. The gates look at the old hidden state h; the cell state is theirs to "
      "change, not to read.",
      A_LINE >> "a = x @ w_ih.T + c @ w_hh.T + b")
    m("weights_reshaped",
      "The weights were reshaped to fit the product, which puts their numbers into other places. They are (4H, D) and (4H, "
      "H): transpose them.",
      A_LINE >> "a = x @ w_ih.reshape(x.shape[1], -1) + h @ w_hh.reshape(h.shape[1], -1) + b")
    m("weights_not_transposed",
      "Here w_ih is (4H, D) and w_hh is (4H, H), one row for each unit of each gate, as in PyTorch. In CS231n and Keras it is "
      "one column: there x @ w fits, here it needs the transpose.",
      A_LINE >> "a = x @ w_ih + h @ w_hh + b")
    m("no_forget_gate",
      "The old cell state is kept whole: that is the LSTM of 1997, before the forget gate. Here f says how much of it stays.",
      C_NEXT >> "c_next = c + i * g")
    m("old_cell_state_forgotten", "The old cell state is not in the new one: f of it stays, and i * g is added.",
      C_NEXT >> "c_next = i * g")
    m("coupled_gates",
      "What comes in is weighted by 1 - f: that is an LSTM with coupled gates (a GRU does the same). Here i has weights of "
      "its own.",
      C_NEXT >> "c_next = f * c + (1 - f) * g")
    m("forgets_with_one_minus_f",
      "The forget gate is taken at its name: f is the part that is kept, not the part that is forgotten.",
      C_NEXT >> "c_next = (1 - f) * c + i * g")
    m("input_gate_unused", "The candidate goes into the cell state whole: the input gate i does not weigh it.",
      C_NEXT >> "c_next = f * c + g")
    m("cell_state_squashed",
      "The new cell state went through tanh. It stays as it is, or it would fade with every step; only what is shown of it, "
      "h_next, is squashed.",
      C_NEXT >> "c_next = np.tanh(f * c + i * g)")
    m("states_swapped", "c_next is returned before h_next. The hidden state comes first.",
      RETURN_H_NEXT >> "return c_next, h_next, (x,")

with m.fails("shows_part_of_the_cell_state"):
    m("cell_output_without_tanh", "h_next is o times the bare cell state: its tanh is missing.", H_NEXT >> "h_next = o * c_next")
    m("cell_output_with_sigmoid",
      "The cell state is squashed by a sigmoid on its way to h_next, which loses its sign. It takes tanh.",
      H_NEXT >> "h_next = o * _sigmoid(c_next)")
    m("output_gate_unused", "All of the cell state is shown: the output gate o does not weigh it.", H_NEXT >> "h_next = tanh_c")
    m("output_gate_inside_the_tanh",
      "The output gate is multiplied before tanh. Squash the cell state first, then weigh it with o.",
      H_NEXT >> "h_next = np.tanh(o * c_next)")
    m("shows_the_old_cell_state",
      "h_next shows the cell state from before the step. Update c first, and show what has become of it.",
      H_NEXT >> "h_next = o * np.tanh(c)")
    m("shows_the_candidate",
      "h_next is o times the candidate g. What is shown is the new cell state, squashed: o * tanh(c_next).",
      H_NEXT >> "h_next = o * g")

with m.fails("leaves_its_arguments_alone"):
    m("forget_gate_in_place",
      "The new cell state is written into the array of the old one, which belongs to the caller (and the backward pass needs "
      "the old one). Make a new array.",
      C_NEXT >> """c_old, c_next = c.copy(), c
    c_next *= f
    c_next += i * g
    c = c_old""")

with m.fails("survives_saturated_gates"):
    m("tanh_from_exp",
      "The tanh is a quotient of exponentials, infinity by infinity, for inputs of a thousand. np.tanh takes care of that.",
      I_LINE
      >> "i, f, g, o = _sigmoid(a_i), _sigmoid(a_f), (np.exp(a_g) - np.exp(-a_g)) / (np.exp(a_g) + np.exp(-a_g)), _sigmoid(a_o)")

with m.fails("keeps_axes_of_length_one"):
    m("states_squeezed",
      "A squeeze drops every axis of length one, also that of a batch with one row or of a state with one unit. States are "
      "(N, H) always.",
      RETURN_H_NEXT >> "return np.squeeze(h_next), np.squeeze(c_next), (x,")

with m.fails("goes_back_without_differences"):
    m("central_differences",
      "The gradients come from moving one entry at a time and running forward again. That is how gradients are checked, not "
      "how a network is trained: it costs a run for every weight. Write the formulas.",
      RETURN_H_NEXT_2 >> "return h_next, c_next, (x, h, c, w_ih, w_hh, i, f, g, o, tanh_c, b)",
      X_LINE >> "    x, h, c, w_ih, w_hh, i, f, g, o, tanh_c, b = cache",
      RETURN_DX >> """    def slopes(k, step=1e-4):
        found = np.zeros_like((x, h, c, w_ih, w_hh, b)[k])
        for place in np.ndindex(found.shape):
            for times, weight in ((1, 0.75), (2, -0.15), (3, 1 / 60)):
                for sign in (1, -1):
                    moved = [array.copy() for array in (x, h, c, w_ih, w_hh, b)]
                    moved[k][place] += sign * times * step
                    h_next, c_next, _ = lstm_step_forward(*moved)
                    found[place] += sign * weight * (dh_next * h_next + dc_next * c_next).sum() / step
        return found

    return tuple(slopes(k) for k in range(6))""")
    m("complex_steps",
      "The gradients come from a complex step for one entry at a time, each with a run of forward. It costs a run for every "
      "weight, and nobody can train with that. Write the formulas.",
      RETURN_H_NEXT_2 >> "return h_next, c_next, (x, h, c, w_ih, w_hh, i, f, g, o, tanh_c, b)",
      X_LINE >> "    x, h, c, w_ih, w_hh, i, f, g, o, tanh_c, b = cache",
      RETURN_DX >> """    def slopes(k):
        found = np.zeros_like((x, h, c, w_ih, w_hh, b)[k])
        for place in np.ndindex(found.shape):
            moved = [array.astype(complex) for array in (x, h, c, w_ih, w_hh, b)]
            moved[k][place] += 1e-30j
            h_next, c_next, _ = lstm_step_forward(*moved)
            found[place] = (dh_next * h_next + dc_next * c_next).imag.sum() / 1e-30
        return found

    return tuple(slopes(k) for k in range(6))""")

with m.fails("passes_nothing_through_saturated_gates"):
    m("slope_from_exponentials",
      "The slope of the sigmoid is computed from exponentials, infinity by infinity, for inputs of -1000. From the gate's own "
      "value it is s * (1 - s), which cannot overflow.",
      RETURN_H_NEXT_2 >> "return h_next, c_next, (x, h, c, w_ih, w_hh, i, f, g, o, tanh_c, a_i)",
      text("x, h, c, w_ih, w_hh, i, f, g, o, tanh_c = cache") >> "x, h, c, w_ih, w_hh, i, f, g, o, tanh_c, a_i = cache",
      text("di * i * (1 - i)") >> "di * np.exp(-a_i) / np.square(1 + np.exp(-a_i))")
