"""Mistakes in `lstm_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN_NP = text("return np.stack(hs, axis=1), steps")
H_LINE = text("""        h, c, step = lstm_step_forward(x[:, t], h, c, w_ih, w_hh, b)
        hs.append(h)""")
H_LINE_2 = text("h, c = h0, c0")
LSTM_STEP_FORWARD_X_T = text("lstm_step_forward(x[:, t], h, c, w_ih, w_hh, b)")

with m.fails("runs_through_the_sequence"):
    m("time_and_batch_swapped",
      "The loop runs over the first axis, which is the batch. Here x is (N, T, D), batch first; other code puts time first.",
      text("for t in range(x.shape[1]):") >> "for t in range(x.shape[0]):",
      text("lstm_step_forward(x[:, t], h, c") >> "lstm_step_forward(x[t], h, c")
    m("time_comes_first", "The hidden states come back as (T, N, H). Here the batch comes first: (N, T, H).",
      RETURN_NP >> "return np.stack(hs, axis=0), steps")
    m("last_hidden_state_only", "Only the last hidden state is returned. h holds those of all steps, (N, T, H).",
      RETURN_NP >> "return hs[-1], steps")
    m("cell_states_returned", "What is returned are cell states. The layer shows its hidden states; the cell states stay inside.",
      text("hs.append(h)") >> "hs.append(c)")
    m("hidden_state_before_the_step",
      "h[:, t] is the hidden state from before step t: the list begins with h0 and lacks the last one. Append after the step.",
      H_LINE >> """        hs.append(h)
        h, c, step = lstm_step_forward(x[:, t], h, c, w_ih, w_hh, b)""")
    m("h0_ignored", "The first step starts from a hidden state of zeros: h0 is not used.", H_LINE_2 >> "h, c = 0 * h0, c0")
    m("c0_ignored", "The first step starts from a cell state of zeros: c0 is not used.", H_LINE_2 >> "h, c = h0, 0 * c0")
    m("h0_and_c0_ignored", "The first step starts from zeros: neither h0 nor c0 is used.", H_LINE_2 >> "h, c = 0 * h0, 0 * c0")
    m("h0_and_c0_swapped", "h0 and c0 have changed places: the hidden state comes first.", H_LINE_2 >> "h, c = c0, h0")
    m("hidden_state_not_handed_on",
      "One step is right, three are not: every step starts from h0. Hand each step's hidden state on to the next.",
      LSTM_STEP_FORWARD_X_T >> "lstm_step_forward(x[:, t], h0, c, w_ih, w_hh, b)")
    m("cell_state_not_handed_on",
      "One step is right, three are not: every step starts from c0, so nothing is remembered. Hand each step's cell state on "
      "to the next.",
      LSTM_STEP_FORWARD_X_T >> "lstm_step_forward(x[:, t], h, c0, w_ih, w_hh, b)")
    m("state_not_handed_on",
      "One step is right, three are not: every step starts from h0 and c0. Each step's state is the start of the next.",
      LSTM_STEP_FORWARD_X_T >> "lstm_step_forward(x[:, t], h0, c0, w_ih, w_hh, b)")
    m("same_input_every_step", "One step is right, three are not: every step reads the first input. Step t reads x[:, t].",
      LSTM_STEP_FORWARD_X_T >> "lstm_step_forward(x[:, 0], h, c, w_ih, w_hh, b)")
    m("runs_backward_in_time",
      "One step is right, three are not: the inputs are read from the last to the first. Time runs forward here; only the "
      "gradients run back.",
      LSTM_STEP_FORWARD_X_T >> "lstm_step_forward(x[:, -1 - t], h, c, w_ih, w_hh, b)")
    m("one_buffer_for_all_steps",
      "One step is right, three are not: every h[:, t] is the last hidden state, as happens when one array is appended again "
      "and again and then changed in place. Append a new array (or a copy) each time.",
      RETURN_NP >> "return np.stack([h for _ in hs], axis=1), steps")

    m("returns_after_the_first_step_by_hand",
      "The loop ends after its first step: `return` stands inside the loop. Move it behind the loop.",
      text("        hs.append(h)\n") >> "        hs.append(h)\n        return np.stack(hs, axis=1), [step]\n")

with m.fails("keeps_axes_of_length_one"):
    m("squeezed_sequences",
      "squeeze() removes every axis of length 1, also that of one row and that of one step. Leave it out.",
      RETURN_NP >> "return np.stack(hs, axis=1).squeeze(), steps")

with m.fails("leaves_its_arguments_alone"):
    m("start_state_overwritten",
      "The state is written into the arrays h0 and c0, which belong to the caller: a second run would start from another "
      "state. Give each step's result a name, not a place in the old array.",
      H_LINE >> """        h[...], c[...], step = lstm_step_forward(x[:, t], h.copy(), c.copy(), w_ih, w_hh, b)
        hs.append(h.copy())""")

with m.fails("can_go_back_twice"):
    m("cache_shared",
      "All forward passes write into one and the same cache (a global list, or a default argument), so the second pass "
      "destroys what the first one kept. Make a new one in every call.",
      text("hs, steps = [], []") >> """hs, steps = [], vars(lstm_forward).setdefault("steps", [])
    steps.clear()""")

with m.fails("keeps_float32"):
    m("float64_hidden_states",
      "The hidden states are collected in an array that np.zeros made, float64 unless it is told otherwise. Give it the dtype "
      "of x.",
      RETURN_NP >> """h = np.zeros((len(x), len(hs), h0.shape[1]))
    h[...] = np.stack(hs, axis=1)
    return h, steps""")
