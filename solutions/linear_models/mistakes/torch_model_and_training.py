"""Mistakes in `LogisticRegression` and `train`, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
WEIGHT = text("self.weight = nn.Parameter(torch.zeros(features))")
BIAS = text("self.bias = nn.Parameter(torch.zeros(()))")
FORWARD = text("return x @ self.weight + self.bias  # (N,)")
LOOP = text("for _ in range(steps):")
CLEAR = text("        model.zero_grad()\n")
BACKWARD = text("loss(model(x), y).backward()")
STEP = text("parameter -= lr * parameter.grad")
TRAIN = text("""    for _ in range(steps):
        model.zero_grad()
        loss(model(x), y).backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
""")


def by_optimizer(made):
    """Training with a ready-made optimizer."""
    return TRAIN >> f"""    optimizer = torch.optim.{made}
    for _ in range(steps):
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()
"""


with m.fails("model_returns_logits"):
    m("model_bias_is_no_parameter",
      "There is no parameter called bias. A plain tensor is none: parameters(), state_dict() and .to(device) do not know it. "
      "Wrap it in nn.Parameter.",
      BIAS >> "self.bias = torch.zeros(())")
    m("model_weight_is_no_parameter",
      "There is no parameter called weight. A plain tensor is none: parameters(), state_dict() and .to(device) do not know it."
      " Wrap it in nn.Parameter.",
      WEIGHT >> "self.weight = torch.zeros(features)")
    m("model_bias_of_shape_1",
      "Another convention: bias has the shape (1,), as in nn.Linear(features, 1). Here its shape is (): torch.zeros(()).",
      BIAS >> "self.bias = nn.Parameter(torch.zeros(1))")
    m("model_weight_is_a_matrix",
      "Another convention: weight has the shape (1, features), as in nn.Linear(features, 1). Here its shape is (features,).",
      WEIGHT >> "self.weight = nn.Parameter(torch.zeros(1, features))",
      FORWARD >> "return (x @ self.weight.T).squeeze(1) + self.bias")
    m("model_weight_is_a_column",
      "Another convention: weight has the shape (features, 1). Here its shape is (features,).",
      WEIGHT >> "self.weight = nn.Parameter(torch.zeros(features, 1))",
      FORWARD >> "return (x @ self.weight).squeeze(1) + self.bias")
    m("model_starts_at_random", "The first weights are random. They start at 0: with one layer no symmetry must be broken.",
      WEIGHT >> "self.weight = nn.Parameter(0.01 * torch.randn(features))")
    m("model_returns_probabilities",
      "The model applies a sigmoid, and loss_from_logits would apply another. Return the scores themselves.",
      FORWARD >> "return torch.sigmoid(x @ self.weight + self.bias)")
    m("model_returns_a_column", "The logits have the shape (N, 1). It should be (N,).",
      FORWARD >> "return (x @ self.weight + self.bias)[:, None]")
    m("model_without_bias", "The bias exists but is not added to the scores.", FORWARD >> "return x @ self.weight")
    m("model_subtracts_bias", "Another convention: the bias is a threshold, and is subtracted. Here it is added.",
      FORWARD >> "return x @ self.weight - self.bias")
    m("model_ready_made_linear", "linear is the layer that you are to write: a product of x and weight, plus the bias.",
      FORWARD >> "return nn.functional.linear(x, self.weight[None], self.bias[None]).squeeze(1)")

with m.fails("model_gives_gradients"):
    m("weight_gets_no_gradient",
      "The logits are right, but no gradient reaches the weight: in forward it is cut off from autograd (.detach(), .data, "
      "torch.tensor(...)).",
      FORWARD >> "return x @ self.weight.detach() + 0.0 * self.weight.sum() + self.bias")
    m("bias_gets_no_gradient",
      "The logits are right, but no gradient reaches the bias: in forward it is cut off from autograd (.detach(), .data, "
      "torch.tensor(...)).",
      FORWARD >> "return x @ self.weight + self.bias.detach() + 0.0 * self.bias")

with m.fails("train_descends_on_the_loss_it_is_given"):
    m("train_moves_the_weight_alone",
      "The bias never moves: train leaves it out. Each step moves all of model.parameters().",
      text("for parameter in model.parameters():") >> "for parameter in list(model.parameters())[:1]:")
    m("train_moves_the_bias_alone",
      "The weight never moves: train leaves it out. Each step moves all of model.parameters().",
      text("for parameter in model.parameters():") >> "for parameter in list(model.parameters())[1:]:")
    m("gradients_add_up",
      "backward adds to .grad, and the gradients of earlier steps are still there. Set them to 0 or None before each step.",
      CLEAR >> "")
    m("train_climbs", "The step is added. Subtract lr times the gradient.", STEP >> "parameter += lr * parameter.grad")
    m("train_makes_one_step", "One step is made, whatever `steps` is.", LOOP >> "for _ in range(1):")
    m("train_makes_a_step_too_many", "There is one step more than `steps`.", LOOP >> "for _ in range(steps + 1):")
    m("train_uses_one_gradient", "The gradient is computed once, before the loop. Compute it anew in each step.",
      TRAIN >> """    loss(model(x), y).backward()
    for _ in range(steps):
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
""")
    m("train_ignores_the_loss",
      "train uses the cross-entropy whatever loss it is given. Call the argument: loss(model(x), y).",
      BACKWARD >> "loss_from_logits(model(x), y).backward()")
    m("train_applies_a_sigmoid", "The loss gets probabilities. It takes logits: loss(model(x), y).",
      BACKWARD >> "loss(torch.sigmoid(model(x)), y).backward()")
    m("train_swaps_the_arguments_of_the_loss", "The loss gets the labels first. It takes the logits first: loss(model(x), y).",
      BACKWARD >> "loss(y, model(x)).backward()")
    m("train_divides_by_n_again",
      "The gradient is divided by the number of rows. The loss is a mean, so its gradient is divided by N already.",
      STEP >> "parameter -= lr * parameter.grad / len(y)")
    m("train_ignores_lr", "The learning rate is 0.01 whatever lr is.", STEP >> "parameter -= 0.01 * parameter.grad")
    m("train_with_adam", "Adam was used. Plain gradient descent moves each parameter by -lr times its gradient.",
      by_optimizer("Adam(model.parameters(), lr=lr)"))
    m("train_with_momentum",
      "The steps have momentum 0.9. Plain gradient descent moves each parameter by -lr times its gradient.",
      by_optimizer("SGD(model.parameters(), lr=lr, momentum=0.9)"))
    for decay in (1e-2, 1e-4):
        m(f"train_with_weight_decay_{decay:g}",
          f"The steps have a weight decay of {decay:g}. Plain gradient descent moves each parameter by -lr times its gradient.",
          by_optimizer(f"SGD(model.parameters(), lr=lr, weight_decay={decay!r})"))
    m("train_normalizes_the_gradient",
      "The gradient is divided by its norm, so all steps are equally long. A step is lr times the gradient itself.",
      STEP >> "parameter -= lr * parameter.grad / torch.sqrt(sum(one.grad.square().sum() for one in model.parameters()))")
    for size in (16, 32, 64):
        m(f"train_on_batches_of_{size}",
          f"Each step uses the next {size} rows. Full-batch gradient descent uses all rows in each step.",
          LOOP >> "for step in range(steps):",
          BACKWARD >> f"at = torch.arange(step * {size}, step * {size} + {size}) % len(y)\n"
                      "        loss(model(x[at]), y[at]).backward()")
    m("train_row_by_row",
      "Each step uses one row, and `steps` counts epochs. Full-batch gradient descent uses all rows in each step.",
      TRAIN >> """    for _ in range(steps):
        for row in range(len(y)):
            model.zero_grad()
            loss(model(x[row : row + 1]), y[row : row + 1]).backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= lr * parameter.grad
""")
    m("train_leaves_the_model_alone",
      "The parameters of the caller's model do not move. parameter = parameter - lr * gradient makes a new tensor, and a copy "
      "of the model is another model. Change the parameters in place: parameter -= lr * gradient.",
      STEP >> "parameter = parameter - lr * parameter.grad")

with m.fails("torch_keeps_dtypes"):
    m("model_in_float32",
      "Somewhere in forward numbers are turned into float32 (.float(), torch.tensor(...) or a new torch.zeros(...)), so seven "
      "digits remain of the sixteen digits of float64. Keep the dtype of x.",
      FORWARD >> "return (x @ self.weight + self.bias).float().to(x.dtype)")

with m.fails("torch_leaves_its_inputs_alone"):
    m("train_changes_labels_in_place",
      "train changes the caller's labels: methods such as mul_ write into the tensor that was passed. Work on a copy.",
      TRAIN >> """    kept = y.clone()
    y.mul_(2.0)
    for _ in range(steps):
        model.zero_grad()
        loss(model(x), kept).backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
""")

with m.fails("torch_keeps_axes_of_length_one"):
    m("model_squeezed",
      "squeeze() removes every axis of length one, also that of a single row. The logits of one row have the shape (1,).",
      FORWARD >> "return (x @ self.weight + self.bias).squeeze()")

with m.fails("cross_entropy_trains_out_of_a_wrong_start"):
    m("train_clips_the_norm",
      "Gradients are clipped to a norm of 1, which shortens the first steps from a wrong start. A step is lr times the gradient, "
      "whatever its size.",
      BACKWARD >> "loss(model(x), y).backward()\n        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)")

with m.fails("squared_error_trains_nothing_there"):
    m("train_stops_early",
      "Training stops as soon as a step hardly changes the loss. On a plateau of the squared error that is the first step. "
      "Make all `steps` steps.",
      TRAIN >> """    before = None
    for _ in range(steps):
        value = loss(model(x), y)
        if before is not None and abs(before - value.item()) < 1e-4:
            break
        before = value.item()
        model.zero_grad()
        value.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= lr * parameter.grad
""")
