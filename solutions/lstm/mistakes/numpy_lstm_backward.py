"""Mistakes in `lstm_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
LSTM_STEP_BACKWARD_DH_T = text("lstm_step_backward(dh[:, t] + dh_later, dc, cache[t])")
DH_LATER = text("dh_later = dc = np.zeros_like(dh[:, 0])")
NP_STACK_DXS = text("np.stack(dxs[::-1], axis=1)")
DC_CACHE_T = text("dc, cache[t])")
AXIS = text("axis=1), dh_later, dc, dw_ih, dw_hh, db")
DW_IH = text("dw_ih, dw_hh, db = dw_ih + slopes[0], dw_hh + slopes[1], db + slopes[2]")

with m.fails("goes_back_through_time"):
    m("direct_gradient_not_added",
      "Right as long as the loss looks at the last hidden state only: dh[:, t] of the earlier steps is not added. Each step "
      "gets what the loss sends to its own h plus what comes back from the step after it.",
      LSTM_STEP_BACKWARD_DH_T >> "lstm_step_backward(dh[:, t] if t == dh.shape[1] - 1 else dh_later, dc, cache[t])")
    m("recurrent_gradient_dropped",
      "One step is right, three are not: the dh that a later step sends back is dropped, only dh[:, t] is used. Add both.",
      LSTM_STEP_BACKWARD_DH_T >> "lstm_step_backward(dh[:, t], dc, cache[t])")
    m("dc_dropped_between_steps",
      "One step is right, three are not: every step starts with dc = 0. The cell state is what carries gradients far back: "
      "hand dc on from step to step.",
      LSTM_STEP_BACKWARD_DH_T >> "lstm_step_backward(dh[:, t] + dh_later, 0 * dc, cache[t])")
    m("both_gradients_dropped_between_steps",
      "One step is right, three are not: nothing comes back from later steps. Hand dh and dc on from each step to the one "
      "before it.",
      LSTM_STEP_BACKWARD_DH_T >> "lstm_step_backward(dh[:, t], 0 * dc, cache[t])")
    m("dc_starts_from_dh",
      "The last step starts with a dc that is not 0. The loss does not see the last cell state: what reaches it comes through "
      "the last hidden state, and the step adds that itself.",
      DH_LATER >> "dh_later, dc = np.zeros_like(dh[:, 0]), dh[:, -1].copy()")
    m("last_gradient_counted_twice",
      "The gradient of the last hidden state counts twice: the loop adds dh[:, -1] to a start that holds it already. Start "
      "from zeros.",
      DH_LATER >> "dh_later, dc = dh[:, -1].copy(), np.zeros_like(dh[:, 0])")
    m("goes_forward_in_time",
      "One step is right, three are not: the loop runs from the first step to the last. Gradients come from later steps, so "
      "begin with the last one.",
      text("for t in reversed(range(dh.shape[1])):") >> "for t in range(dh.shape[1]):", NP_STACK_DXS >> "np.stack(dxs, axis=1)")
    m("dx_in_reverse",
      "dx stands in the order in which the loop found it, the last step first. Turn it round, or write each step into its "
      "place.",
      NP_STACK_DXS >> "np.stack(dxs, axis=1)")
    m("dx_time_first", "dx is (T, N, D). It has the shape of x: batch first, (N, T, D).",
      NP_STACK_DXS >> "np.stack(dxs[::-1], axis=0)")
    m("one_cache_for_all_steps",
      "One step is right, three are not: every step goes back with the cache of the last one. Step t needs its own gates and "
      "its own input.",
      DC_CACHE_T >> "dc, cache[-1])")
    m("gradients_in_reverse",
      "One step is right, three are not: the last step receives dh of the first. Step t receives dh[:, t].",
      text("lstm_step_backward(dh[:, t] + dh_later") >> "lstm_step_backward(dh[:, -1 - t] + dh_later")
    m("dh0_and_dc0_swapped", "dh0 and dc0 have changed places in what is returned.",
      AXIS >> "axis=1), dc, dh_later, dw_ih, dw_hh, db")
    m("start_state_gets_no_gradient",
      "dh0 and dc0 are zeros. They are what the first step sends back: in an encoder-decoder this is what trains the encoder.",
      AXIS >> "axis=1), 0 * dh_later, 0 * dc, dw_ih, dw_hh, db")

with m.fails("adds_up_the_weights_gradients"):
    m("weights_gradients_overwritten",
      "One step is right, three are not: each step's gradients of the weights replace those of the others (`=` where `+=` is "
      "needed). All steps use the same weights, so their gradients add up.",
      DW_IH >> "dw_ih, dw_hh, db = slopes")
    m("weights_gradients_of_the_last_step",
      "One step is right, three are not: the weights' gradients are those of the last step only. All steps use the same "
      "weights, so their gradients add up.",
      DW_IH >> "dw_ih, dw_hh, db = slopes if t == dh.shape[1] - 1 else (dw_ih, dw_hh, db)")
    m("weights_gradients_averaged_over_time",
      "One step is right, three are not: the weights' gradients are averaged over the steps. They are sums; a loss that "
      "averages over time has put its 1/T into dh already.",
      DW_IH >> "dw_ih, dw_hh, db = (s + new / dh.shape[1] for s, new in zip((dw_ih, dw_hh, db), slopes, strict=True))")
    m("db_overwritten",
      "One step is right, three are not: db is that of the first step alone, while dw_ih and dw_hh add up. The bias is used "
      "in every step too.",
      DW_IH >> "dw_ih, dw_hh, db = dw_ih + slopes[0], dw_hh + slopes[1], slopes[2]")
    m("dw_hh_overwritten",
      "One step is right, three are not: dw_hh is that of the first step alone, while dw_ih and db add up. w_hh is used in "
      "every step too.",
      DW_IH >> "dw_ih, dw_hh, db = dw_ih + slopes[0], slopes[1], db + slopes[2]")
    m("dw_hh_without_the_first_step",
      "dw_hh leaves out the first step. Its hidden state is h0, which need not be 0, and it too was multiplied with w_hh.",
      DW_IH >> "dw_ih, dw_hh, db = dw_ih + slopes[0], dw_hh + slopes[1] * (t > 0), db + slopes[2]")

with m.fails("leaves_its_arguments_alone"):
    m("dh_added_to_in_place",
      "What comes back from later steps is added into dh itself, which belongs to the caller. Add into a new array.",
      text("dx, dh_later, dc, *slopes = lstm_step_backward(dh[:, t] + dh_later, dc, cache[t])") >> """dh[:, t] += dh_later
        dx, dh_later, dc, *slopes = lstm_step_backward(dh[:, t], dc, cache[t])""")

with m.fails("can_go_back_twice"):
    m("cache_consumed",
      "The backward pass takes the cache apart (a pop, or a list that is emptied), so it cannot run again. Read from the "
      "cache and leave it whole.",
      DC_CACHE_T >> "dc, cache.pop())")

with m.fails("keeps_float32"):
    m("float64_gradients",
      "Going back starts from zeros that np.zeros made, float64 unless it is told otherwise, and everything after them is "
      "float64. Give them the dtype of dh.",
      DH_LATER >> "dh_later, dc = np.zeros(dh[:, 0].shape), np.zeros(dh[:, 0].shape)")
    m("float64_sums",
      "The weights' gradients are added up in arrays that np.zeros made, float64 unless it is told otherwise. Give them the "
      "dtype of the weights (np.zeros_like does).",
      AXIS >> "axis=1), dh_later, dc, *(np.zeros(total.shape) + total for total in (dw_ih, dw_hh, db))")

with m.fails("trains_like_the_reference"):
    m("gradients_clipped",
      "Large gradients are clipped to -5 and 5 inside lstm_backward, as in some well-known code. Clipping is the business of "
      "whoever trains; here the gradients are asked for as they are.",
      AXIS >> "axis=1), dh_later, dc, *(np.clip(total, -5.0, 5.0) for total in (dw_ih, dw_hh, db))")
    m("gradients_scaled_to_a_norm",
      "Gradients with a large norm are scaled down inside lstm_backward. Clipping is the business of whoever trains; here the "
      "gradients are asked for as they are.",
      AXIS >> "axis=1), dh_later, dc, *(total * min(1.0, 8.0 / np.sqrt(np.square(total).sum())) for total in (dw_ih, dw_hh, db))")
