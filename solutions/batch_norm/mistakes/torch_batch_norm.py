"""Mistakes in `BatchNorm`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
SELF_REGISTER_BUFFER_RUNNING_MEAN = text('self.register_buffer("running_mean", torch.zeros(num_features))')
SELF_REGISTER_BUFFER_RUNNING_VAR = text('self.register_buffer("running_var", torch.ones(num_features))')
WEIGHT = text("self.weight = nn.Parameter(torch.ones(num_features))")
X_HAT = text("x_hat = (x - mean.view(per_channel)) / std.view(per_channel)")
VAR = text("var = (x - mean.view(per_channel)).square().mean(dim=axes)")
STD = text("std = torch.sqrt(var + self.eps)")
RETURN_SELF = text("return self.weight.view(per_channel) * x_hat")
X_HAT_SELF_BIAS = text("* x_hat + self.bias.view(per_channel)")
SELF_MOMENTUM_SELF = text("(1 - self.momentum) * self.running_mean + self.momentum * mean")
SELF_MOMENTUM_SELF_2 = text("(1 - self.momentum) * self.running_var + self.momentum * unbiased")
MOMENTUM = text("self.momentum = momentum")
NUM_BATCHES_TRACKED = text("self.num_batches_tracked += 1")
MEAN = text("mean, var = self.running_mean, self.running_var")
UNBIASED = text("self.momentum * unbiased)")

with m.fails("has_the_state_of_the_ready_made_layer"):
    m("running_statistics_not_registered",
      "The running statistics are missing from state_dict(). A plain attribute is not saved with the model, and stays behind "
      "when the model moves to another device: register them as buffers.",
      SELF_REGISTER_BUFFER_RUNNING_MEAN >> "self.running_mean = torch.zeros(num_features)",
      SELF_REGISTER_BUFFER_RUNNING_VAR >> "self.running_var = torch.ones(num_features)")
    m("batch_counter_not_registered",
      "num_batches_tracked is not part of the state. The ready-made layer keeps it as a buffer, and a saved state that holds "
      "it would be refused.",
      text('self.register_buffer("num_batches_tracked", torch.tensor(0))') >> "self.num_batches_tracked = 0")
    m("running_var_starts_at_0",
      "running_var starts at 0, so a layer that has seen little data divides by almost nothing. It starts at 1.",
      SELF_REGISTER_BUFFER_RUNNING_VAR >> 'self.register_buffer("running_var", torch.zeros(num_features))')
    m("weight_starts_at_0", "weight starts at 0, so every output is 0 and no gradient reaches what comes before. It starts at 1.",
      WEIGHT >> "self.weight = nn.Parameter(torch.zeros(num_features))")
    m("running_statistics_as_parameters",
      "The running statistics are parameters, so optimizers and weight decay count them in. They are measured, not learned: "
      "register them as buffers.",
      SELF_REGISTER_BUFFER_RUNNING_MEAN >> "self.running_mean = nn.Parameter(torch.zeros(num_features), requires_grad=False)",
      SELF_REGISTER_BUFFER_RUNNING_VAR >> "self.running_var = nn.Parameter(torch.ones(num_features), requires_grad=False)")
    m("weight_and_bias_as_buffers", "weight and bias are not parameters, so no optimizer finds them and they are never learned.",
      WEIGHT >> 'self.register_buffer("weight", torch.ones(num_features))',
      text("self.bias = nn.Parameter(torch.zeros(num_features))") >> 'self.register_buffer("bias", torch.zeros(num_features))')

with m.fails("normalizes_columns_in_training_mode"):
    m("ready_made_batch_norm",
      "The layer calls torch's own batch normalization. Write it: a mean, a variance, a root, and a little bookkeeping.",
      X_HAT >> """x_hat = (x - mean.view(per_channel)) / std.view(per_channel)
        if self.training:
            x_hat = nn.functional.batch_norm(x, None, None, training=True, eps=self.eps)""")
    m("ready_made_layer_norm",
      "The channels are normalized by torch's layer normalization, turned on its side. It is the same operation, ready made: "
      "write it out of means and elementary operations.",
      X_HAT >> """x_hat = (x - mean.view(per_channel)) / std.view(per_channel)
        if self.training:
            flat = x.transpose(0, 1).flatten(1)
            x_hat = nn.functional.layer_norm(flat, flat.shape[1:], eps=self.eps)
            x_hat = x_hat.view(x.transpose(0, 1).shape).transpose(0, 1)""")
    m("unbiased_normalizing_variance_torch",
      "The batch is normalized with the unbiased variance, which torch.var gives unless told otherwise. Here the biased one, "
      "divided by N, normalizes.",
      VAR >> "var = x.var(dim=axes)")
    m("divided_by_variance_torch",
      "The deviations are divided by the variance. To get variance 1 they must be divided by the standard deviation, its "
      "square root.",
      X_HAT >> "x_hat = (x - mean.view(per_channel)) / (std.square() if self.training else std).view(per_channel)")
    m("statistics_of_each_row_torch",
      "Mean and variance are taken over the features of each example: that is layer normalization. Batch normalization takes "
      "them over the batch, one pair per feature.",
      X_HAT >> """x_hat = (x - mean.view(per_channel)) / std.view(per_channel)
        if self.training and x.ndim == 2:
            x_hat = (x - x.mean(1, keepdim=True)) / torch.sqrt(x.var(1, correction=0, keepdim=True) + self.eps)""")
    m("running_statistics_in_training_torch",
      "In training mode the batch is normalized with the running statistics. They are only collected in training; the "
      "statistics of the batch itself normalize it.",
      STD >> """mean, var = self.running_mean, self.running_var
        std = torch.sqrt(var + self.eps)""")
    m("multiplied_by_the_standard_deviation_torch",
      "The deviations are multiplied by the standard deviation. Divide by it, or multiply by 1 / sqrt(var + eps).",
      X_HAT >> "x_hat = (x - mean.view(per_channel)) * (std if self.training else 1 / std).view(per_channel)")

with m.fails("layer_survives_huge_means"):
    m("one_pass_variance_torch",
      "mean(x**2) - mean(x)**2 is the difference of two huge numbers when the mean is large, and rounding eats the variance. "
      "Subtract the mean first, then square.",
      VAR >> "var = x.square().mean(dim=axes) - mean.square()")

with m.fails("uses_weight_and_bias"):
    m("weight_forgotten", "The normalized values are not multiplied by weight.",
      RETURN_SELF >> "return (1.0 if self.training else self.weight.view(per_channel)) * x_hat")
    m("bias_forgotten", "bias is not added to the scaled values.",
      X_HAT_SELF_BIAS >> "* x_hat + (0.0 if self.training else self.bias.view(per_channel))")
    m("statistics_of_each_pixel_torch",
      "Every pixel has a mean and a variance of its own: the statistics were taken over the batch only. All places of a "
      "channel share them, so reduce over N, H and W.",
      X_HAT >> """x_hat = (x - mean.view(per_channel)) / std.view(per_channel)
        if self.training and x.ndim == 4:
            x_hat = (x - x.mean(0)) / torch.sqrt(x.var(0, correction=0) + self.eps)""")
    m("statistics_of_each_image_and_channel_torch",
      "Every image has statistics of its own: that is instance normalization. Take them over the batch as well, over N, H and "
      "W.",
      X_HAT >> """x_hat = (x - mean.view(per_channel)) / std.view(per_channel)
        if self.training and x.ndim == 4:
            own = x.var((2, 3), correction=0, keepdim=True)
            x_hat = (x - x.mean((2, 3), keepdim=True)) / torch.sqrt(own + self.eps)""")
    m("reshaped_without_transpose_torch",
      "The images were reshaped to (N*H*W, C) while the channel still stood second: the columns mix channels. Move the "
      "channel axis to the end before the reshape.",
      X_HAT >> """x_hat = (x - mean.view(per_channel)) / std.view(per_channel)
        if self.training and x.ndim == 4:
            flat = x.reshape(-1, x.shape[1])
            x_hat = ((flat - flat.mean(0)) / torch.sqrt(flat.var(0, correction=0) + self.eps)).reshape(x.shape)""")

with m.fails("tracks_running_statistics"):
    m("momentum_reversed_torch",
      "momentum weighs the old running statistic: that is the convention of TensorFlow and Keras. Here, as in PyTorch, it "
      "weighs the new one.",
      SELF_MOMENTUM_SELF >> "self.momentum * self.running_mean + (1 - self.momentum) * mean",
      SELF_MOMENTUM_SELF_2 >> "self.momentum * self.running_var + (1 - self.momentum) * unbiased")
    m("momentum_fixed_torch",
      "The running statistics always move by 0.1, whatever momentum was passed to the constructor: use the argument.",
      MOMENTUM >> "self.momentum = 0.1")
    m("running_statistics_never_written_torch",
      "The running statistics stay as they were: the new values were bound to a local name. Write them into the buffers.",
      text("self.running_mean.copy_((1 - self.momentum) * self.running_mean + self.momentum * mean)")
      >> "running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean",
      text("self.running_var.copy_((1 - self.momentum) * self.running_var + self.momentum * unbiased)")
      >> "running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased")
    m("biased_running_variance_torch",
      "running_var collects the biased variance, divided by N. That is how some courses do it; here, as in PyTorch, it "
      "collects the unbiased one, divided by N - 1.",
      text("unbiased = var * count / (count - 1)") >> "unbiased = var")
    m("std_in_running_variance_torch", "running_var collects standard deviations. It holds variances: no root before blending.",
      UNBIASED >> "self.momentum * unbiased.sqrt())")
    m("correction_counts_images_torch",
      "The correction N / (N - 1) counts images. Each channel has N * H * W values: that is the number to use.",
      text("count = x.numel() // mean.numel()") >> "count = len(x)")
    m("batches_not_counted", "num_batches_tracked stays where it was: count every training batch.", NUM_BATCHES_TRACKED >> "pass")
    m("running_statistics_in_the_graph",
      "The running statistics hang on the graph of autograd, which then grows from batch to batch until memory runs out. "
      "Update them under torch.no_grad(), or with detached statistics.",
      text("with torch.no_grad():") >> "if True:")

    m("old_statistics_keep_their_full_weight_torch",
      "The old running statistics keep their full weight, so the running statistics grow. Multiply them by 1 - momentum.",
      SELF_MOMENTUM_SELF >> "self.running_mean + self.momentum * mean",
      SELF_MOMENTUM_SELF_2 >> "self.running_var + self.momentum * unbiased")
    m("new_statistics_have_full_weight_torch",
      "The statistics of the batch come in with their full weight. Multiply them by momentum.",
      SELF_MOMENTUM_SELF >> "(1 - self.momentum) * self.running_mean + mean",
      SELF_MOMENTUM_SELF_2 >> "(1 - self.momentum) * self.running_var + unbiased")

with m.fails("evaluates_with_running_statistics_after_eval"):
    m("batch_statistics_in_evaluation_torch",
      "After eval() the batch is still normalized with its own statistics, so an answer depends on the company it is in. Look "
      "at self.training.",
      MEAN >> "mean, var = x.mean(dim=axes), x.var(dim=axes, correction=0)")
    m("running_variance_without_root_torch",
      "After eval() the deviations are divided by the running variance. It is a variance: take its root.",
      STD >> "std = torch.sqrt(var + self.eps) if self.training else var + self.eps")
    m("weight_forgotten_in_evaluation",
      "After eval() weight is not applied. The two modes differ only in where mean and variance come from.",
      RETURN_SELF >> "return (self.weight.view(per_channel) if self.training else 1.0) * x_hat")
    m("bias_forgotten_in_evaluation",
      "After eval() bias is not added. The two modes differ only in where mean and variance come from.",
      X_HAT_SELF_BIAS >> "* x_hat + (self.bias.view(per_channel) if self.training else 0.0)")
    m("normalized_twice_in_evaluation_torch",
      "After eval() the batch is normalized with its own statistics, and then with the running statistics. Use the running "
      "statistics alone.",
      X_HAT >> """if not self.training:
            x = (x - x.mean(axes, keepdim=True)) / torch.sqrt(x.var(axes, correction=0, keepdim=True) + self.eps)
        x_hat = (x - mean.view(per_channel)) / std.view(per_channel)""")
    m("evaluation_does_not_normalize_torch",
      "After eval() the output is weight * x + bias. Subtract running_mean and divide by the root of running_var first.",
      X_HAT >> "x_hat = (x - mean.view(per_channel)) / std.view(per_channel) if self.training else x")

with m.fails("leaves_running_statistics_alone_after_eval"):
    m("running_statistics_updated_in_evaluation_torch",
      "The running statistics also move after eval(): the model would learn from the data it is tested on. Update them in "
      "training mode only.",
      MEAN >> """mean, var = self.running_mean.clone(), self.running_var.clone()
            self.running_mean.lerp_(x.detach().mean(dim=axes), self.momentum)""")
    m("batches_counted_in_evaluation",
      "num_batches_tracked grows after eval() too. Count training batches only.",
      MEAN >> """self.num_batches_tracked += 1
            mean, var = self.running_mean, self.running_var""")

with m.fails("adds_eps_under_the_root"):
    m("eps_outside_root_torch",
      "eps is added to the standard deviation. Here it is added to the variance, before the root is taken.",
      STD >> "std = torch.sqrt(var) + self.eps if self.training else torch.sqrt(var + self.eps)")
    m("eps_missing_torch",
      "eps is not used. Without it a channel that hardly varies is blown up, and one that does not vary at all is divided by "
      "0.",
      STD >> "std = torch.sqrt(var) if self.training else torch.sqrt(var + self.eps)")
    m("eps_fixed_torch", "eps is always 1e-5, whatever was passed to the constructor: use the argument.",
      text("self.eps = eps") >> "self.eps = 1e-5")
    m("eps_missing_in_evaluation_torch", "After eval() eps is not added to running_var. The same formula holds in both modes.",
      STD >> "std = torch.sqrt(var + self.eps) if self.training else torch.sqrt(var)")
    m("std_with_eps_in_running_variance_torch",
      "running_var collects variances with eps already added; after eval() it would be added once more. Blend the bare variance.",
      UNBIASED >> "self.momentum * (unbiased + self.eps))")

with m.fails("lets_gradients_through_the_statistics"):
    m("statistics_detached",
      "Mean and variance are cut from the graph, so the gradient takes them for constants. Both are computed from x, and "
      "training relies on these paths: only the update of the running statistics is kept out.",
      STD >> """mean, var = mean.detach(), var.detach()
        std = torch.sqrt(var + self.eps)""")
    m("variance_detached", "The variance is cut from the graph, so its path is missing from the gradient.",
      STD >> "std = torch.sqrt(var.detach() + self.eps)")
    m("mean_detached", "The mean is cut from the graph, so its path is missing from the gradient. For each channel dx sums to 0.",
      text("mean = x.mean(dim=axes)") >> "mean = x.mean(dim=axes).detach()")

with m.fails("loads_a_saved_state"):
    m("evaluates_with_copies_of_its_own",
      "After eval() the layer uses copies of the running statistics that loading a state does not replace. Read the buffers "
      "themselves.",
      NUM_BATCHES_TRACKED >> """self.num_batches_tracked += 1
                self.kept = self.running_mean.clone(), self.running_var.clone()""",
      MEAN >> 'mean, var = getattr(self, "kept", (self.running_mean, self.running_var))')

with m.fails("layer_keeps_dtypes"):
    m("out_in_float32",
      "Somewhere on the way numbers are turned into float32 (.float(), torch.tensor(...) or a new torch.zeros(...)), so seven "
      "digits remain of the sixteen digits of float64. Keep the dtype of x.",
      X_HAT >> "x_hat = ((x - mean.view(per_channel)) / std.view(per_channel)).float().to(x.dtype)")
    m("out_in_float64",
      "out is float64 although x and the layer are float32: a tensor of float64 joins in. Make new tensors with the dtype of x.",
      X_HAT >> "x_hat = (x - mean.view(per_channel)).double() / std.view(per_channel)")

with m.fails("layer_keeps_axes_of_length_one"):
    m("out_squeezed_torch",
      "squeeze() removes every axis of length one, also that of a single row, channel or place. out must have the shape of x.",
      text("return self.weight.view(per_channel) * x_hat + self.bias.view(per_channel)")
      >> "return (self.weight.view(per_channel) * x_hat + self.bias.view(per_channel)).squeeze()")
    m("view_of_a_view",
      "x.view(...) raises an error if the numbers of x do not lie one behind the other, as in a slice or after a transpose. Use "
      "x.reshape(...).",
      X_HAT >> """x.view(-1)
        x_hat = (x - mean.view(per_channel)) / std.view(per_channel)""")

with m.fails("trains_like_the_reference_layer"):
    m("first_batch_sets_running_statistics_torch",
      "The first batch sets the running statistics instead of being blended in. Some libraries do so; here mean 0 and "
      "variance 1 count as old values, and momentum weighs every batch alike.",
      SELF_MOMENTUM_SELF
      >> "(1 - self.momentum) * self.running_mean + self.momentum * mean if self.num_batches_tracked else mean",
      SELF_MOMENTUM_SELF_2
      >> "(1 - self.momentum) * self.running_var + self.momentum * unbiased if self.num_batches_tracked else unbiased")

with m.fails("trains_a_deep_plain_net"):
    m("mode_of_its_own",
      "The layer has train() and eval() of its own, and the eval() of a net around it passes by: nn.Module.eval calls "
      "train(False) on what it holds. Leave both as they are and read self.training.",
      MOMENTUM >> """self.momentum = momentum
        self.in_training = True""",
      text("def forward(self, x: torch.Tensor) -> torch.Tensor:") >> """def train(self, mode: bool = True) -> "BatchNorm":
        self.in_training = True
        return self

    def eval(self) -> "BatchNorm":
        self.in_training = False
        return self

    def forward(self, x: torch.Tensor) -> torch.Tensor:""",
      text("if self.training:") >> "if self.in_training:")
    m("statistics_shared_between_layers",
      "All layers of one width share the same running statistics (a tensor made once, at class level or as a default "
      "argument?). Make new tensors in every constructor.",
      SELF_REGISTER_BUFFER_RUNNING_MEAN >> """shared = vars(BatchNorm).get("shared", ())
        if len(shared) != 2 or len(shared[0]) != num_features:
            shared = BatchNorm.shared = torch.zeros(num_features), torch.ones(num_features)
        self.register_buffer("running_mean", shared[0])""",
      SELF_REGISTER_BUFFER_RUNNING_VAR >> 'self.register_buffer("running_var", shared[1])')
