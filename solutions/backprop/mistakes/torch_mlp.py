"""Mistakes in `MLP`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
W1_LINE = text("self.w1 = nn.Parameter(torch.randn(in_features, hidden) * (2 / in_features) ** 0.5)")
W2_LINE = text("self.w2 = nn.Parameter(torch.randn(hidden, classes) * (2 / hidden) ** 0.5)")
HIDDEN = text("hidden = Swish.apply(x @ self.w1 + self.b1, self.beta)  # (N, H)")
RETURN_HIDDEN = text("return hidden @ self.w2 + self.b2")

with m.fails("net_has_its_five_parameters"):
    m("weights_as_in_nn_linear",
      "The weights are (outputs, inputs), as in nn.Linear. Here they are (inputs, outputs), so that a layer is x w + b.",
      W1_LINE >> "self.w1 = nn.Parameter(torch.randn(hidden, in_features) * (2 / in_features) ** 0.5)",
      W2_LINE >> "self.w2 = nn.Parameter(torch.randn(classes, hidden) * (2 / hidden) ** 0.5)")
    m("plain_tensors",
      "The biases are plain tensors, which no optimizer finds, no state_dict holds and no .to(device) moves. Make them "
      "nn.Parameter.",
      text("self.b1 = nn.Parameter(torch.zeros(hidden))") >> "self.b1 = torch.zeros(hidden)",
      text("self.b2 = nn.Parameter(torch.zeros(classes))") >> "self.b2 = torch.zeros(classes)")
    m("beta_is_no_parameter",
      "beta is no parameter but a plain number, a tensor or a buffer, so no optimizer finds it. What is learned is an "
      "nn.Parameter.",
      text("self.beta = nn.Parameter(torch.tensor(1.0))") >> "self.beta = 1.0")

with m.fails("draws_its_first_weights"):
    m("weights_of_standard_deviation_1",
      "The weights start with standard deviation 1, so that sums of many inputs are far too large and Swish saturates. Scale "
      "them by sqrt(2 / inputs).",
      W1_LINE >> "self.w1 = nn.Parameter(torch.randn(in_features, hidden))",
      W2_LINE >> "self.w2 = nn.Parameter(torch.randn(hidden, classes))")
    m("weights_of_lecun",
      "The weights have the standard deviation sqrt(1 / inputs), as for tanh (LeCun). Here it is sqrt(2 / inputs), as for "
      "ReLU and its relatives (He).",
      W1_LINE >> "self.w1 = nn.Parameter(torch.randn(in_features, hidden) * (1 / in_features) ** 0.5)",
      W2_LINE >> "self.w2 = nn.Parameter(torch.randn(hidden, classes) * (1 / hidden) ** 0.5)")
    m("weights_of_glorot", "The standard deviation is sqrt(2 / (inputs + outputs)) (Glorot). Here it is sqrt(2 / inputs) (He).",
      W1_LINE >> "self.w1 = nn.Parameter(torch.randn(in_features, hidden) * (2 / (in_features + hidden)) ** 0.5)",
      W2_LINE >> "self.w2 = nn.Parameter(torch.randn(hidden, classes) * (2 / (hidden + classes)) ** 0.5)")
    m("weights_start_at_0",
      "The weights start at 0, so all hidden units are alike, no gradient reaches w1, and nothing is learned. Start with "
      "random numbers.",
      W1_LINE >> "self.w1 = nn.Parameter(torch.zeros(in_features, hidden))",
      W2_LINE >> "self.w2 = nn.Parameter(torch.zeros(hidden, classes))")
    m("weights_above_0_only",
      "torch.rand draws from 0 to 1, so all weights are positive. Draw them around 0: torch.randn, or a uniform distribution "
      "from -a to a.",
      W1_LINE >> "self.w1 = nn.Parameter(torch.rand(in_features, hidden) * (2 / in_features) ** 0.5)",
      W2_LINE >> "self.w2 = nn.Parameter(torch.rand(hidden, classes) * (2 / hidden) ** 0.5)")
    m("seed_set_in_the_net", "Each new net sets the seed, so all nets start alike. Seeding is for whoever runs the experiment.",
      W1_LINE >> """torch.manual_seed(0)
        self.w1 = nn.Parameter(torch.randn(in_features, hidden) * (2 / in_features) ** 0.5)""")

with m.fails("computes_logits"):
    m("ready_made_linear", "The first layer is torch's own linear layer. Write it: x @ w + b.",
      HIDDEN >> "hidden = Swish.apply(nn.functional.linear(x, self.w1.T, self.b1), self.beta)")
    m("first_bias_forgotten_torch", "b1 is not added in the first layer.",
      HIDDEN >> "hidden = Swish.apply(x @ self.w1, self.beta)")
    m("beta_fixed_in_the_net", "The net applies Swish with beta = 1 instead of its own beta.",
      HIDDEN >> "hidden = Swish.apply(x @ self.w1 + self.b1, torch.ones_like(self.beta))")
    m("relu_in_the_net", "The hidden layer uses ReLU. Here it is Swish, with the net's beta.",
      HIDDEN >> "hidden = torch.relu(x @ self.w1 + self.b1)")
    m("softmax_at_the_end",
      "The net returns probabilities. It is to return logits: the loss applies softmax, and twice is once too often.",
      RETURN_HIDDEN >> "return torch.softmax(hidden @ self.w2 + self.b2, dim=1)")
    m("activation_before_the_bias", "b1 is added after Swish. The bias decides where the bend is, so it goes inside.",
      HIDDEN >> "hidden = Swish.apply(x @ self.w1, self.beta) + self.b1")

with m.fails("lets_gradients_reach_everything"):
    m("beta_detached",
      "beta is cut off from the graph before it reaches Swish (.detach(), .data, .item() or a new torch.tensor), so it has no "
      "gradient.",
      HIDDEN >> "hidden = Swish.apply(x @ self.w1 + self.b1, self.beta.detach())")
    m("hidden_detached",
      "The hidden layer is cut off from the graph (.detach(), .data or torch.no_grad()), so the first layer learns nothing.",
      RETURN_HIDDEN >> "return hidden.detach() @ self.w2 + self.b2")
    m("x_detached", "x is cut off from the graph, so what lies before this net could not be trained.",
      HIDDEN >> "hidden = Swish.apply(x.detach() @ self.w1 + self.b1, self.beta)")

with m.fails("answers_in_float32"):
    m("logits_in_float64", "The net turns float32 into float64. Leave the dtype to the parameters.",
      RETURN_HIDDEN >> "return (hidden @ self.w2 + self.b2).double()")

with m.fails("trains_like_the_reference_net"):
    m("weights_of_the_first_call",
      "The net goes on computing with the weights of its first call. An optimizer changes the parameters in place: use them "
      "anew in every call.",
      HIDDEN >> """if not hasattr(self, "first"):
            self.first = self.w1.detach().clone()
        hidden = Swish.apply(x @ (self.w1 - self.w1.detach() + self.first) + self.b1, self.beta)  # (N, H)""")

with m.fails("trains_on_digits"):
    m("hidden_units_alike",
      "All hidden units start with the same weights, get the same gradients and stay alike for ever: the net has one hidden "
      "unit in many copies. Draw a number for every single weight.",
      W1_LINE >> "self.w1 = nn.Parameter(torch.randn(in_features, 1).repeat(1, hidden) * (2 / in_features) ** 0.5)",
      W2_LINE >> "self.w2 = nn.Parameter(torch.randn(1, classes).repeat(hidden, 1) * (2 / hidden) ** 0.5)")

with m.fails("starts_biases_at_0_and_beta_at_1"):
    m("beta_starts_at_0", "beta starts at 0, so Swish is x / 2 at first, and the net is linear. beta starts at 1.",
      text("self.beta = nn.Parameter(torch.tensor(1.0))") >> "self.beta = nn.Parameter(torch.tensor(0.0))")
    m("biases_start_at_random", "The biases start at random numbers. They start at 0.",
      text("self.b1 = nn.Parameter(torch.zeros(hidden))") >> "self.b1 = nn.Parameter(torch.randn(hidden))",
      text("self.b2 = nn.Parameter(torch.zeros(classes))") >> "self.b2 = nn.Parameter(torch.randn(classes))")

with m.fails("keeps_axes_of_length_one_in_torch"):
    m("logits_squeezed",
      "squeeze() removes the axis of the rows if there is one row, and that of the classes if there is one class. The logits "
      "are (N, C).",
      RETURN_HIDDEN >> "return (hidden @ self.w2 + self.b2).squeeze()")
