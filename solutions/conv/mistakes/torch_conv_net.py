"""Mistakes in `ConvNet`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
SELF_W3_T = text("@ self.w3.T + self.b3")
TORCH_EMPTY_D = text("torch.empty(d, c, 5, 5)")
RETURN_H = text("return h.amax(dim=(2, 3)) @")
H_LINE = text("h = torch.relu(conv2d(images, self.w1, self.b1, padding=2))")
RETURN_H_2 = text("return h.amax(dim=(2, 3)) @ self.w3.T + self.b3")
CONV2D_BLOCKS_AMAX = text("conv2d(blocks.amax(dim=(3, 5))")
BLOCKS = text("blocks = h[:, :, : height // 2 * 2, : width // 2 * 2].reshape(n, d, height // 2, 2, width // 2, 2)")
NN_INIT_KAIMING_NORMAL = text("nn.init.kaiming_normal_(torch.empty(d, c, 5, 5))")

with m.fails("net_has_its_parameters"):
    m("weights_are_no_parameters", "w2 is a plain tensor, so no optimizer sees it. Wrap it in nn.Parameter.",
      text("self.w2 = nn.Parameter(nn.init.kaiming_normal_(torch.empty(e, d, 3, 3)))")
      >> 'self.register_buffer("w2", nn.init.kaiming_normal_(torch.empty(e, d, 3, 3)))')
    m("linear_layer_at_the_end",
      "The last layer is a module, and its parameters have that module's names in front. The net's parameters are called w3 "
      "and b3 here: make them with nn.Parameter.",
      text("""self.w3 = nn.Parameter(nn.init.kaiming_normal_(torch.empty(classes, e)))
        self.b3 = nn.Parameter(torch.zeros(classes))""") >> "self.fc = nn.Linear(e, classes)",
      SELF_W3_T >> "@ self.fc.weight.T + self.fc.bias")
    m("ready_made_modules",
      "The net is made of nn.Conv2d and nn.Linear. Its parameters are tensors of its own here, w1 to b3 in nn.Parameter, and "
      "its convolution is your conv2d.",
      text("""self.w1 = nn.Parameter(nn.init.kaiming_normal_(torch.empty(d, c, 5, 5)))
        self.b1 = nn.Parameter(torch.zeros(d))
        self.w2 = nn.Parameter(nn.init.kaiming_normal_(torch.empty(e, d, 3, 3)))
        self.b2 = nn.Parameter(torch.zeros(e))
        self.w3 = nn.Parameter(nn.init.kaiming_normal_(torch.empty(classes, e)))
        self.b3 = nn.Parameter(torch.zeros(classes))""")
      >> "self.conv1, self.conv2, self.fc = nn.Conv2d(c, d, 5), nn.Conv2d(d, e, 3), nn.Linear(e, classes)")
    m("kernels_of_the_layers_swapped", "The kernels have changed places: the first convolution's are 5x5, the second's 3x3.",
      TORCH_EMPTY_D >> "torch.empty(d, c, 3, 3)", text("torch.empty(e, d, 3, 3)") >> "torch.empty(e, d, 5, 5)")
    m("filters_made_channels_first",
      "w1 is (C, D, 5, 5). Filters are (F, C, KH, KW): how many there are comes before what each of them looks at.",
      TORCH_EMPTY_D >> "torch.empty(c, d, 5, 5)")
    m("last_matrix_transposed", "w3 is (E, classes). As in nn.Linear it is (classes, E) here, and the logits are h @ w3.T.",
      text("torch.empty(classes, e)") >> "torch.empty(e, classes)", SELF_W3_T >> "@ self.w3 + self.b3")

with m.fails("net_starts_at_random"):
    m("weights_start_at_zero",
      "The net does not learn from its first weights: where all are 0 or alike, every filter gets the same gradient or none. "
      "Let them start at random.",
      NN_INIT_KAIMING_NORMAL >> "torch.zeros(d, c, 5, 5)")

with m.fails("net_returns_logits"):
    m("ready_made_pool", "The pool is torch's own. Bring each 2x2 block into axes of its own (reshape) and take amax over those.",
      text("h = torch.relu(conv2d(blocks.amax(dim=(3, 5)), self.w2")
      >> "h = torch.relu(conv2d(nn.functional.max_pool2d(h, 2), self.w2")
    m("ready_made_global_pool", "The adaptive pool is torch's own. The largest value of each channel is one amax over two axes.",
      RETURN_H >> "return nn.functional.adaptive_max_pool2d(h, 1).flatten(1) @")
    m("ready_made_layer_in_the_net", "The net calls torch's convolution. Let it call the conv2d that you have written.",
      H_LINE >> "h = torch.relu(nn.functional.conv2d(images, self.w1, self.b1, padding=2))")
    m("first_relu_forgotten", "The ReLU after the first convolution is missing.",
      H_LINE >> "h = conv2d(images, self.w1, self.b1, padding=2)")
    m("second_relu_forgotten",
      "The ReLU after the second convolution is missing: a channel that finds its pattern nowhere should say 0.",
      text("h = torch.relu(conv2d(blocks.amax(dim=(3, 5)), self.w2, self.b2, padding=1))")
      >> "h = conv2d(blocks.amax(dim=(3, 5)), self.w2, self.b2, padding=1)")
    m("relu_on_the_logits", "The logits went through a ReLU. They may have any sign: the last layer is a matrix and a bias only.",
      RETURN_H_2 >> "return torch.relu(h.amax(dim=(2, 3)) @ self.w3.T + self.b3)")
    m("softmax_in_the_net", "The net returns probabilities. It returns logits here: the loss takes its softmax itself.",
      RETURN_H_2 >> "return torch.softmax(h.amax(dim=(2, 3)) @ self.w3.T + self.b3, dim=1)")
    m("blocks_averaged", "The 2x2 blocks are averaged. The net takes the largest value of each.",
      CONV2D_BLOCKS_AMAX >> "conv2d(blocks.mean(dim=(3, 5))")
    m("blocks_cut_wrong",
      "The axes of length 2 stand before those of the blocks, so that pixels half an image apart are compared. A row number "
      "is 2 * block + position in the block: the block comes first.",
      text("reshape(n, d, height // 2, 2, width // 2, 2)") >> "reshape(n, d, 2, height // 2, 2, width // 2)",
      CONV2D_BLOCKS_AMAX >> "conv2d(blocks.amax(dim=(2, 4))")
    m("every_other_pixel", "Of each 2x2 block the first pixel is taken, whatever the others are. Take the largest of the four.",
      CONV2D_BLOCKS_AMAX >> "conv2d(blocks[:, :, :, 0, :, 0]")
    m("mean_of_each_channel",
      "At the end each channel is averaged over the image (global average pooling). Here its largest value counts: the "
      "pattern was found, no matter where.",
      RETURN_H >> "return h.mean(dim=(2, 3)) @")
    m("net_without_padding",
      "The zeros for the first convolution stand on one side only, or the padding was left out. It is 2 on every side, so "
      "that the image keeps its size and its place.",
      H_LINE >> "h = torch.relu(conv2d(nn.functional.pad(images, (0, 4, 0, 4)), self.w1, self.b1))")

with m.fails("net_drops_an_odd_row"):
    m("odd_row_kept",
      "A last odd row or column has become a block of its own (ceil mode). It fills no whole block and is dropped.",
      BLOCKS >> """h = nn.functional.pad(h, (0, width % 2, 0, height % 2))
        blocks = h.reshape(n, d, (height + 1) // 2, 2, (width + 1) // 2, 2)""")
    m("odd_row_in_the_way",
      "Images of odd height or width do not divide into 2x2 blocks: cut the last row or column off before you reshape.",
      BLOCKS >> "blocks = h.reshape(n, d, height // 2, 2, width // 2, 2)")

with m.fails("tensors_keep_axes_of_length_one"):
    m("logits_squeezed",
      "squeeze() drops every axis of length one from the logits, also the axis of a single image or a single class. The logits "
      "are (N, classes).",
      RETURN_H_2 >> "return (h.amax(dim=(2, 3)) @ self.w3.T + self.b3).squeeze()")

with m.fails("tensors_keep_precision"):
    m("logits_in_float32",
      "The net computes in float32, whatever it is given. float32 has seven digits, float64 has sixteen: keep the dtype of the "
      "images.",
      RETURN_H_2 >> "return ((h.amax(dim=(2, 3)) @ self.w3.T).float() + self.b3).to(images.dtype)")

with m.fails("net_trains_like_the_reference"):
    m("activations_detached",
      "No gradient reaches the first convolution: between the two layers the graph is cut (detach, .data, torch.tensor or "
      "no_grad).",
      CONV2D_BLOCKS_AMAX >> "conv2d(blocks.amax(dim=(3, 5)).detach()")
    m("bias_left_out_of_training", "b2 is used without its gradient (detach or .data), so it is never learned.",
      text("self.b2, padding=1))") >> "self.b2.detach(), padding=1))")

with m.fails("net_trains_to_read_shifted_digits"):
    m("weights_start_huge",
      "The first weights have variance 1 and are too large: the net begins with huge, confident errors and hardly gets over "
      "them. Divide them by the root of the number of inputs that one output sums over.",
      NN_INIT_KAIMING_NORMAL >> "torch.randn(d, c, 5, 5)",
      text("nn.init.kaiming_normal_(torch.empty(e, d, 3, 3))") >> "torch.randn(e, d, 3, 3)",
      text("nn.init.kaiming_normal_(torch.empty(classes, e))") >> "torch.randn(classes, e)")
