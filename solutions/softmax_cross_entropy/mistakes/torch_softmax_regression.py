"""Mistakes in `SoftmaxRegression`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
BIAS = text("self.bias = nn.Parameter(torch.zeros(classes))")
WEIGHT = text("self.weight = nn.Parameter(torch.zeros(classes, in_features))")
RETURN_X = text("return x @ self.weight.T + self.bias  # (N, classes)")

with m.fails("model_returns_logits"):
    m("bias_is_no_parameter",
      "There is no parameter called bias. A plain tensor is none: parameters(), state_dict() and .to(device) do not know it, "
      "so wrap it in nn.Parameter.",
      BIAS >> "self.bias = torch.zeros(classes)")
    m("bias_of_one_number",
      "One bias is shared by all classes; it cancels in the softmax. Each class needs its own: shape (classes,).",
      BIAS >> "self.bias = nn.Parameter(torch.zeros(1))")
    m("weight_stored_transposed",
      "Another convention: weight is (in_features, classes), as in many NumPy courses. Here it is PyTorch's (classes, "
      "in_features).",
      WEIGHT >> "self.weight = nn.Parameter(0.01 * torch.randn(in_features, classes))",
      RETURN_X >> "return x @ self.weight + self.bias")
    m("model_returns_probabilities",
      "The model already applies a softmax, and cross_entropy would apply another: return the scores themselves.",
      RETURN_X >> """scores = (x @ self.weight.T + self.bias).exp()
        return scores / scores.sum(dim=1, keepdim=True)""")
    m("model_returns_log_probabilities",
      "The model returns log-probabilities; it should return the scores themselves, the log-softmax belongs to the loss.",
      RETURN_X >> """scores = x @ self.weight.T + self.bias
        return scores - scores.exp().sum(dim=1, keepdim=True).log()""")
    m("model_forgets_to_add_the_bias", "The bias exists but is not added to the scores.", RETURN_X >> "return x @ self.weight.T")
    m("model_applies_relu",
      "A ReLU stands behind the scores: logits may be negative, and a class that is cut to 0 gets no gradient.",
      RETURN_X >> "return (x @ self.weight.T + self.bias).relu()")
    m("calls_ready_made_linear",
      "linear is the layer that you are to write: a matrix product with the transposed weight, plus the bias.",
      RETURN_X >> "return nn.functional.linear(x, self.weight, self.bias)")

with m.fails("torch_keeps_precision"):
    m("logits_in_float32",
      "The model computes in float32, whatever it is given. float32 has seven digits, float64 has sixteen: keep the dtype of x.",
      RETURN_X >> "return (x.float() @ self.weight.T.float() + self.bias).to(x.dtype)")

with m.fails("torch_keeps_axes_of_length_one"):
    m("logits_squeezed",
      "squeeze() drops every axis of length one from the logits, also the axis of a single row or a single class. The logits "
      "are (N, classes).",
      RETURN_X >> "return (x @ self.weight.T + self.bias).squeeze()")

with m.fails("model_trains_like_the_reference"):
    m("bias_gets_no_gradient",
      "The scores are right but the bias never moves: in forward it is cut off from autograd (.detach(), .data, "
      "torch.tensor(...)).",
      RETURN_X >> "return x @ self.weight.T + self.bias.detach() + 0.0 * self.bias")
    m("weight_gets_no_gradient",
      "The scores are right but the weights never move: in forward they are cut off from autograd (.detach(), .data, "
      "torch.tensor(...)).",
      RETURN_X >> "return x @ self.weight.T.detach() + self.bias + 0.0 * self.weight.sum()")

with m.fails("model_recognises_unseen_digits"):
    m("weights_start_huge",
      "The first weights are so large that training spends its steps on undoing them: start with zeros or with random numbers "
      "well below 1.",
      WEIGHT >> "self.weight = nn.Parameter(10.0 * torch.randn(classes, in_features))")
