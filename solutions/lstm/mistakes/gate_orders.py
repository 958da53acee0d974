"""Orders of the gates that are common elsewhere, in both parts, and three in which only the backward pass puts them together."""

from grader import Mistakes, text

m = Mistakes("numpy")
t = Mistakes("torch")
SPLIT = text("a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)")
JOIN = text("np.concatenate([da_i, da_f, da_g, da_o], axis=1)")
SPLIT_TENSOR = text("a_i, a_f, a_g, a_o = (a_x")

KNOWN = {
    "ifog": " This is the order of CS231n and of many course notes.",
    "igfo": " This is the order of TensorFlow 1 and of Haiku.",
    "iofg": " This is the order of ONNX.",
    "iogf": " The forget gate and the output gate have changed places.",
    "figo": " This is the order in which most articles explain the gates (or i and f have changed roles: f multiplies the old "
    "cell state, i the candidate).",
    "fgio": " This is the order of 'Deep Learning from Scratch 2'.",
    "fiog": " This is the order of many articles: the three gates first, the candidate last.",
    "gifo": " This is the order of Chainer.",
    "gfio": " The same comes out if tanh and sigmoid have changed places: tanh belongs to the candidate g, sigmoid to the "
    "gate i.",
    "ofgi": " The input gate and the output gate have changed places.",
}


def row(prefix, order):
    return ", ".join(prefix + gate for gate in order)


for order, known in KNOWN.items():
    id = f"gates_{'_'.join(order)}"
    hint = (
        f"Your gates stand in the order {row('', order)}; here, as in PyTorch, it is i, f, g, o.{known} "
        "Look at which rows of the weights each gate takes."
    )
    split, join = f"{row('a_', order)} = np.split(a, 4, axis=1)", f"np.concatenate([{row('da_', order)}], axis=1)"
    with m.fails("updates_the_cell_state"):
        m(id, hint, SPLIT >> split, JOIN >> join)
    with t.fails("takes_one_step"):
        t(f"{id}_torch", hint, SPLIT_TENSOR >> f"{row('a_', order)} = (a_x")

with m.fails("goes_back_from_the_cell_state"):
    for order in ("ifog", "figo", "igfo"):
        hint = (
            f"On the way back the gates are put together in the order {row('', order)}. Forward they were cut in the order "
            "i, f, g, o, and their gradients must stand in the same places."
        )
        m(f"backward_gates_{'_'.join(order)}", hint, JOIN >> f"np.concatenate([{row('da_', order)}], axis=1)")
