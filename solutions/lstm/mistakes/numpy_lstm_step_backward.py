"""Mistakes in `lstm_step_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
DC_SUM = text("dc_sum = dc_next + dh_next * o * (1 - tanh_c**2)")
DX_LINE = text("dx, dh, dc = da @ w_ih, da @ w_hh, dc_sum * f")
RETURN_DX = text("return dx, dh, dc, dw_ih, dw_hh, db")
DI_LINE = text("di, df, dg = dc_sum * g, dc_sum * c, dc_sum * i")
DO_LINE = text("do = dh_next * tanh_c")
DA_I = text("da_i, da_f, da_g, da_o = di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)")
DG_G = text("dg * (1 - g**2)")
DA_SUM_AXIS = text("da.sum(axis=0)")
DW_IH = text("dw_ih, dw_hh, db = da.T @ x, da.T @ h")

with m.fails("goes_back_from_the_cell_state"):
    m("dc_next_dropped",
      "dc_next is not used. The cell state has a path of its own to later steps, and what comes back along it must be added.",
      DC_SUM >> "dc_sum = dh_next * o * (1 - tanh_c**2)")
    m("dc_next_through_the_tanh",
      "dc_next is multiplied with the derivative of tanh. It arrives at c_next itself; only what comes through h_next has "
      "passed the tanh.",
      DC_SUM >> "dc_sum = (dc_next + dh_next * o) * (1 - tanh_c**2)")
    m("dc_next_through_the_output_gate",
      "dc_next is sent through o and tanh. It arrives at c_next itself; only dh_next comes that way.",
      DC_SUM >> "dc_sum = (dc_next + dh_next) * o * (1 - tanh_c**2)")
    m("dc_not_gated", "dc lacks the forget gate: the old cell state was multiplied with f on its way into the new one.",
      DX_LINE >> "dx, dh, dc = da @ w_ih, da @ w_hh, dc_sum",
      base={"right/loops_numpy.py": [text("dc[row, unit] = cell * f") >> "dc[row, unit] = cell"]})
    m("dc_gated_by_i", "dc is multiplied with the input gate. The old cell state entered the sum with the factor f.",
      DX_LINE >> "dx, dh, dc = da @ w_ih, da @ w_hh, dc_sum * i")
    m("dh_and_dc_swapped", "dh and dc have changed places in what is returned: dx, dh, dc, and then the weights.",
      RETURN_DX >> "return dx, dc, dh, dw_ih, dw_hh, db")
    m("di_and_dg_swapped", "The gradient of a product i * g: each factor gets the other one. i got i, and g got g.",
      DI_LINE >> "di, df, dg = dc_sum * i, dc_sum * c, dc_sum * g")
    m("df_from_the_new_cell_state",
      "The forget gate's gradient uses the new cell state. f multiplied the old one: keep c in the cache.",
      DI_LINE >> "di, df, dg = dc_sum * g, dc_sum * (f * c + i * g), dc_sum * i")
    m("dc_next_sent_to_o",
      "What arrives at the cell state is sent to the output gate too. o only decides how much of c_next is shown; c_next "
      "itself does not depend on it.",
      DO_LINE >> "do = (dh_next + dc_next) * tanh_c")
    m("sigmoid_slopes_of_activated_gates",
      "The slope of the sigmoid is taken at i, f and o, which have been through the sigmoid already. With s = sigmoid(a) the "
      "slope is s * (1 - s): no second sigmoid.",
      DA_I >> """s_i, s_f, s_o = _sigmoid(i), _sigmoid(f), _sigmoid(o)
    da_i, da_f, da_g, da_o = di * s_i * (1 - s_i), df * s_f * (1 - s_f), dg * (1 - g**2), do * s_o * (1 - s_o)""")
    m("tanh_slope_of_activated_candidate",
      "The slope of tanh is taken at g, which has been through tanh already. With g = tanh(a) the slope is 1 - g**2: no "
      "second tanh.",
      DG_G >> "dg * (1 - np.tanh(g) ** 2)")
    m("all_slopes_of_activated_gates",
      "The slopes are taken at gates that are activated already, so that sigmoid and tanh are applied twice. From s = "
      "sigmoid(a) follows the slope s * (1 - s), from g = tanh(a) the slope 1 - g**2.",
      DA_I >> """s_i, s_f, s_o = _sigmoid(i), _sigmoid(f), _sigmoid(o)
    da_i, da_f, da_g, da_o = di * s_i * (1 - s_i), df * s_f * (1 - s_f), dg * (1 - np.tanh(g) ** 2), do * s_o * (1 - s_o)""")
    m("slopes_forgotten",
      "The gradients of i, f, g and o are taken for those of their inputs: the slopes of sigmoid and tanh are missing.",
      DA_I >> "da_i, da_f, da_g, da_o = di, df, dg, do")
    m("sigmoid_slope_for_the_candidate",
      "The candidate's gradient uses the slope of the sigmoid, g * (1 - g). g came from tanh: its slope is 1 - g**2.",
      DG_G >> "dg * g * (1 - g)")
    m("tanh_slopes_for_the_gates",
      "The gates' gradients use the slope of tanh, 1 - s**2. They came from the sigmoid: its slope is s * (1 - s).",
      DA_I >> "da_i, da_f, da_g, da_o = di * (1 - i**2), df * (1 - f**2), dg * (1 - g**2), do * (1 - o**2)")
    m("candidate_slope_not_squared", "The slope of tanh at the candidate is 1 - g**2; the square is missing.",
      DG_G >> "dg * (1 - g)")
    m("gate_gradients_below_each_other",
      "The four (N, H) gradients are stacked below each other, to (4N, H). Side by side they make the (N, 4H) that the "
      "weights fit.",
      text("np.concatenate([da_i, da_f, da_g, da_o], axis=1)") >> "np.concatenate([da_i, da_f, da_g, da_o], axis=0)")
    m("db_averaged",
      "db is an average over the batch. One bias serves every row, so its gradients add up; if the loss averages, dh_next "
      "knows it already.",
      DA_SUM_AXIS >> "da.mean(axis=0)")
    m("db_not_summed", "db has a row for every example. One bias serves the whole batch: sum over its rows.", DA_SUM_AXIS >> "da")
    m("dx_with_transposed_weights",
      "Forward the weights were transposed; back they are not: da is (N, 4H), and (N, 4H) times (4H, D) is (N, D).",
      DX_LINE >> "dx, dh, dc = da @ w_ih.T, da @ w_hh.T, dc_sum * f")

with m.fails("goes_back_from_the_hidden_state"):
    m("path_through_h_lost",
      "The cell state's gradient is dc_next alone. c_next also reaches the loss through h_next = o * tanh(c_next): add what "
      "comes that way.",
      DC_SUM >> "dc_sum = dc_next")
    m("tanh_slope_of_the_bare_cell_state",
      "The slope of tanh was written as 1 - c_next**2. In 1 - y**2 the y is the output of tanh: 1 - tanh(c_next)**2.",
      DC_SUM >> "dc_sum = dc_next + dh_next * o * (1 - (f * c + i * g) ** 2)")
    m("tanh_slope_at_the_old_cell_state",
      "The slope of the output's tanh is taken at the old cell state. What went through this tanh is the new one, c_next.",
      DC_SUM >> "dc_sum = dc_next + dh_next * o * (1 - np.tanh(c) ** 2)")
    m("tanh_slope_not_squared", "The slope of tanh is 1 - tanh(c_next)**2; the square is missing.",
      DC_SUM >> "dc_sum = dc_next + dh_next * o * (1 - tanh_c)")
    m("tanh_applied_twice_on_the_way_back",
      "tanh is applied to what is tanh(c_next) already. Its slope is 1 - y**2 with y = tanh(c_next): no second tanh.",
      DC_SUM >> "dc_sum = dc_next + dh_next * o * (1 - np.tanh(tanh_c) ** 2)")
    m("tanh_slope_forgotten", "On the way from h_next to c_next the slope of tanh is missing.",
      DC_SUM >> "dc_sum = dc_next + dh_next * o")
    m("output_gate_forgotten_on_the_way_back",
      "On the way from h_next to c_next the output gate is missing: tanh(c_next) was multiplied with o.",
      DC_SUM >> "dc_sum = dc_next + dh_next * (1 - tanh_c**2)")
    m("do_without_tanh", "The output gate's gradient uses the bare cell state. o multiplied tanh(c_next).",
      DO_LINE >> "do = dh_next * (f * c + i * g)")
    m("do_from_the_hidden_state",
      "The output gate's gradient uses h_next, which contains o itself. The derivative of o * tanh(c_next) by o is "
      "tanh(c_next).",
      DO_LINE >> "do = dh_next * o * tanh_c")
    m("do_without_the_cell_state",
      "The output gate's gradient is dh_next itself. o was multiplied with tanh(c_next): that is the factor.",
      DO_LINE >> "do = dh_next")
    m("slope_of_o_forgotten", "For the output gate the slope of the sigmoid, o * (1 - o), is missing.",
      text("do * o * (1 - o)") >> "do")

with m.fails("finds_the_gradients_of_the_products"):
    m("dw_transposed", "dw_ih and dw_hh are transposed. A gradient has the shape of its weights: (4H, D) and (4H, H).",
      DW_IH >> "dw_ih, dw_hh, db = x.T @ da, h.T @ da")
    m("dw_averaged",
      "The weights' gradients are averages over the batch. They are sums; if the loss averages, dh_next knows it already.",
      DW_IH >> "dw_ih, dw_hh, db = da.T @ x / len(x), da.T @ h / len(x)")
    m("dw_not_summed",
      "There is a gradient of the weights for every row of the batch. The rows share the weights: sum over them, as a matrix "
      "product does.",
      DW_IH >> "dw_ih, dw_hh, db = da[:, :, None] * x[:, None], da[:, :, None] * h[:, None]")
    m("dw_hh_from_the_new_hidden_state",
      "dw_hh is computed with h_next. What w_hh was multiplied with is the hidden state from before the step.",
      DW_IH >> "dw_ih, dw_hh, db = da.T @ x, da.T @ (o * tanh_c)")
    m("dw_swapped", "dw_ih and dw_hh have changed places in what is returned: that of the input's weights comes first.",
      RETURN_DX >> "return dx, dh, dc, dw_hh, dw_ih, db")
    m("dh_next_passed_on",
      "dh_next is added to dh, as if h ran on into h_next like a residual connection. The old hidden state reaches the new "
      "one through the gates only.",
      DX_LINE >> "dx, dh, dc = da @ w_ih, dh_next + da @ w_hh, dc_sum * f")
    m("dh_gated",
      "dh is multiplied with the forget gate. f weighs the old cell state; the old hidden state went through w_hh only.",
      DX_LINE >> "dx, dh, dc = da @ w_ih, da @ w_hh * f, dc_sum * f")
    m("dx_of_the_candidate_only",
      "x and h get their gradients from the candidate alone. All four gates look at x and h: add up what comes from each.",
      DX_LINE >> "dx, dh, dc = da_g @ np.split(w_ih, 4)[2], da_g @ np.split(w_hh, 4)[2], dc_sum * f")

with m.fails("leaves_its_arguments_alone"):
    m("dc_next_added_to_in_place",
      "`dc_next += ...` changes the caller's array (so does `+=` on another name for it). Add into a new array.",
      DC_SUM >> """dc_sum = dc_next
    dc_sum += dh_next * o * (1 - tanh_c**2)""")
