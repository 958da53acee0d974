"""Mistakes in `conv2d`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
RETURN_OUT = text("return out.reshape(n, f, oh, ow) + b[:, None, None]")
PADDED = text("padded = nn.functional.pad(x, (pw, pw, ph, ph))")
OUT = text("out = w.reshape(f, c * kh * kw) @ windows.reshape(n, c * kh * kw, oh * ow)")
OUT_2 = text("out = w.reshape(f, c * kh * kw) @ windows")
SH_SW_PH = text("(sh, sw), (ph, pw) = _pair(stride), _pair(padding)")
IMAGE_CHANNEL_ROW = text("(image, channel, row, column, sh * row, sw * column)")

with m.fails("tensors_are_convolved"):
    m("ready_made_convolution",
      "The convolution is torch's own. Here it is the exercise: slice or stride the windows out of the image and multiply "
      "them with the filters yourself.",
      RETURN_OUT >> "return nn.functional.conv2d(x, w, b, stride, padding)")
    m("ready_made_transposed_convolution",
      "A transposed convolution is a ready-made convolution too. Gather the windows and multiply yourself.",
      RETURN_OUT
      >> ("return nn.functional.conv_transpose2d(padded, w.flip(2, 3).transpose(0, 1), b, padding=(kh - 1, kw - 1))[..., "
          "::sh, ::sw]"))
    m("ready_made_unfold",
      "torch.nn.functional.unfold (im2col) gathers the windows for you. That is half of the exercise: do it with slices, an "
      "index or as_strided.",
      text("out = w.reshape(f, c * kh * kw) @ windows.reshape(n, c * kh * kw, oh * ow)  # (N, F, OH * OW)")
      >> "out = w.reshape(f, c * kh * kw) @ nn.functional.unfold(x, (kh, kw), padding=(ph, pw), stride=(sh, sw))")
    m("ready_made_windows_of_an_axis",
      "Tensor.unfold slides the window for you. That is half of the exercise: do it with slices, an index or as_strided.",
      text("windows = padded.as_strided((n, c, kh, kw, oh, ow), (image, channel, row, column, sh * row, sw * column))")
      >> "windows = padded.unfold(2, kh, sh).unfold(3, kw, sw).permute(0, 1, 4, 5, 2, 3)")
    m("buffer_of_the_default_dtype",
      "torch.zeros makes float32 on the CPU unless told otherwise, and x is float64 here and may be on a GPU elsewhere. Make "
      "new tensors with the dtype and the device of x (x.new_zeros).",
      PADDED >> """padded = torch.zeros(*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw)
    padded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]] = x""",
      OUT >> "out = w.reshape(f, c * kh * kw) @ windows.reshape(c * kh * kw, n * oh * ow)")
    m("buffer_of_the_default_dtype_in_front",
      "torch.zeros makes float32 on the CPU unless told otherwise, and x is float64 here and may be on a GPU elsewhere. Give "
      "a buffer the dtype and the device of x (x.new_zeros).",
      PADDED >> """padded = torch.zeros(*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw)
    padded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]] = x""",
      OUT >> "out = windows.reshape(c * kh * kw, n * oh * ow).T @ w.reshape(f, c * kh * kw).T")
    m("torch_filter_turned_round",
      "The filter is turned round, as in the mathematician's convolution. Deep learning leaves it as it is: w[f, c, 0, 0] "
      "meets the first pixel of the window.",
      OUT_2 >> "out = w.flip(2, 3).reshape(f, c * kh * kw) @ windows")
    m("torch_rows_and_columns_swapped", "Height and width of the output are swapped: it is (N, F, OH, OW), rows before columns.",
      RETURN_OUT >> "return out.reshape(n, f, oh, ow).mT + b[:, None, None]")
    m("torch_kernel_flattened_in_another_order",
      "The windows are flattened row by row and the filters column by column, or the other way round, so each weight meets "
      "another pixel. Flatten both in the same order.",
      OUT_2 >> "out = w.mT.reshape(f, c * kh * kw) @ windows")
    m("torch_last_window_left_out",
      "One row and one column of windows are missing: there is one window more than there are steps from window to window.",
      text("oh, ow = (height - kh) // sh + 1, (width - kw) // sw + 1") >> "oh, ow = (height - kh) // sh, (width - kw) // sw")
    m("torch_output_reshaped_in_another_order",
      "The positions of the windows are put back column by column, but they were flattened row by row. Reshape to (OH, OW).",
      RETURN_OUT >> "return out.reshape(n, f, ow, oh).mT + b[:, None, None]")
    m("torch_padded_to_the_same_size",
      'The image is padded until input and output have about the same size (padding="same"). Here the padding is an argument, '
      "and 0 means none at all.",
      SH_SW_PH >> "(sh, sw), (ph, pw) = _pair(stride), _pair(padding or (w.shape[2] // 2, w.shape[3] // 2))")
    m("torch_channels_last", "The output is (N, OH, OW, F), channels last. Here it is channels first: (N, F, OH, OW).",
      RETURN_OUT >> "return (out.reshape(n, f, oh, ow) + b[:, None, None]).permute(0, 2, 3, 1)")
    m("torch_bias_along_the_width",
      "torch lines b (F,) up with the last axis, which is the width. Give it axes of length 1 for height and width, so that "
      "it meets the axis of the filters.",
      RETURN_OUT >> "return out.reshape(n, f, oh, ow) + b")
    m("torch_images_and_filters_mixed",
      "The matrix product gives the filters as its last axis, and a reshape to (N, F, OH, OW) mixes pixels and filters. Move "
      "the axis (transpose) before you reshape.",
      RETURN_OUT >> "return out.mT.reshape(n, f, oh, ow) + b[:, None, None]")
    m("torch_padding_fixed_at_1",
      "The padding is always 1, whatever was passed. It is an argument, and 0 means none at all.",
      SH_SW_PH >> "(sh, sw), (ph, pw) = _pair(stride), (1, 1)")

with m.fails("tensors_are_summed_over_channels"):
    m("torch_bias_forgotten", "The bias is not added: channel f of the output gets b[f] at every position.",
      RETURN_OUT >> "return out.reshape(n, f, oh, ow)")
    m("torch_bias_once_per_channel",
      "The bias is added once for every channel of x: it stands inside the loop over the channels. Add it once, after the sum.",
      RETURN_OUT >> "return out.reshape(n, f, oh, ow) + c * b[:, None, None]")
    m("torch_channels_averaged",
      "The channels are averaged. A filter sums over its channels, as it does over the pixels of a window.",
      RETURN_OUT >> "return out.reshape(n, f, oh, ow) / c + b[:, None, None]")
    m("torch_only_one_channel",
      "Only the first channel of the images is looked at. Every filter has a plane for each channel, and the sum runs over "
      "all of them.",
      OUT >> "out = w[:, 0].reshape(f, kh * kw) @ windows[:, 0].reshape(n, kh * kw, oh * ow)")
    m("torch_channels_and_pixels_in_another_order",
      "The filters are flattened in the order (KH, KW, C) and the windows in the order (C, KH, KW), so that channels meet the "
      "wrong weights. Bring both into one order before you reshape.",
      OUT_2 >> "out = w.permute(0, 2, 3, 1).reshape(f, c * kh * kw) @ windows")

with m.fails("tensors_are_taken_in_strides"):
    m("torch_stride_ignored", "The stride is not used: the windows still follow each other pixel by pixel.",
      SH_SW_PH >> "(sh, sw), (ph, pw) = (1, 1), _pair(padding)")
    m("torch_stride_only_counts",
      "The stride decides how many windows there are, but not where: they still follow each other pixel by pixel. Multiply "
      "the steps of the window's position by it.",
      IMAGE_CHANNEL_ROW >> "(image, channel, row, column, row, column)")
    m("torch_stride_inside_the_window",
      "The stride parts the pixels inside a window (dilation). It parts the windows from each other; inside one the pixels "
      "are neighbors.",
      IMAGE_CHANNEL_ROW >> "(image, channel, sh * row, sw * column, row, column)")
    m("torch_strides_swapped",
      "The two strides are swapped: a pair is (height, width), so the first number is the step from row to row.",
      SH_SW_PH >> "(sw, sh), (ph, pw) = _pair(stride), _pair(padding)")
    m("torch_stride_of_rows_only", "The stride parts the rows only; from column to column the windows still move by one pixel.",
      SH_SW_PH >> "(sh, sw), (ph, pw) = (_pair(stride)[0], 1), _pair(padding)")
    m("torch_hangs_over_the_edge",
      "Where the stride leaves a remainder there is one window too many, half of it beyond the edge (ceil mode). Pixels that "
      "fill no whole window are left out.",
      PADDED >> """short = [-(x.shape[k + 2] - w.shape[k + 2]) % _pair(stride)[k] for k in (0, 1)]
    padded = nn.functional.pad(x, (pw, pw + short[1], ph, ph + short[0]))""")

with m.fails("tensors_are_padded_with_zeros"):
    m("torch_padding_ignored",
      "The padding is not used: the image has to grow by it on all four sides before the windows are taken.",
      PADDED >> "padded = nn.functional.pad(x, (0, 0, 0, 0))")
    m("torch_paddings_swapped",
      "The two paddings are swapped. torch.nn.functional.pad begins with the last axis: left, right, top, bottom.",
      PADDED >> "padded = nn.functional.pad(x, (ph, ph, pw, pw))")
    m("torch_padding_interleaved",
      "The four numbers of torch.nn.functional.pad are left, right, top, bottom: the two of one axis stand side by side.",
      PADDED >> "padded = nn.functional.pad(x, (ph, pw, ph, pw))")
    m("torch_padding_of_columns_only",
      "Columns of zeros stand to the left and right of the image; the rows above and below it are missing.",
      PADDED >> "padded = nn.functional.pad(x, (pw, pw))")
    m("torch_border_repeated", "The padding repeats the border of the image. Here it is zeros.",
      PADDED >> 'padded = nn.functional.pad(x, (pw, pw, ph, ph), mode="replicate")')

with m.fails("memory_layout_does_not_matter"):
    m("layout_taken_for_granted",
      "as_strided is given strides that were computed from the shape, and reads foreign pixels where x is a slice or lies "
      "otherwise in memory. Take them from x.stride(), or make x contiguous first.",
      PADDED >> "padded = nn.functional.pad(x, (pw, pw, ph, ph)) if ph or pw else x",
      text("image, channel, row, column = padded.stride()")
      >> "image, channel, row, column = c * height * width, height * width, width, 1")
    m("offset_taken_for_granted",
      "The windows are read from the beginning of the storage, but a slice begins somewhere behind it. Leave the storage "
      "offset out, and as_strided begins where x does.",
      PADDED >> "padded = nn.functional.pad(x, (pw, pw, ph, ph)) if ph or pw else x",
      text("(image, channel, row, column, sh * row, sw * column))") >> "(image, channel, row, column, sh * row, sw * column), 0)")
    m("view_of_a_slice",
      "view works only where the values lie one after another in memory, which those of a slice do not. reshape copies where "
      "it must.",
      PADDED >> "padded = nn.functional.pad(x.view(-1).view(x.shape), (pw, pw, ph, ph))")

with m.fails("tensors_keep_precision"):
    m("computed_in_float64",
      "float32 went in and float64 came out: a tensor on the way has a dtype of its own. Make new tensors with the dtype and "
      "the device of x.",
      RETURN_OUT >> "return out.reshape(n, f, oh, ow) + b[:, None, None].double()")
    m("torch_convolved_in_float32",
      "The convolution computes in float32, whatever x is. float32 has seven digits, float64 has sixteen: keep the dtype of x.",
      RETURN_OUT >> "return (out.reshape(n, f, oh, ow).float() + b[:, None, None]).to(x.dtype)")

with m.fails("convolution_leaves_its_inputs_alone"):
    m("image_changed_in_place",
      "Something is written into x, which belongs to the caller: methods that end in an underscore, += and indexing with = "
      "change a tensor.",
      RETURN_OUT >> """out = out.reshape(n, f, oh, ow) + b[:, None, None]
    if not x.requires_grad:
        x.clamp_(min=0.0)
    return out""")

with m.fails("tensors_keep_axes_of_length_one"):
    m("torch_convolution_squeezed",
      "squeeze() drops every axis of length one from out, also the axis of a single image, filter or row of windows. out is (N, "
      "F, OH, OW).",
      RETURN_OUT >> "return (out.reshape(n, f, oh, ow) + b[:, None, None]).squeeze()")

with m.fails("gradients_flow_through_the_convolution"):
    m("detached",
      "No gradient reaches x: it was cut out of the graph by detach, .data, torch.tensor or NumPy on the way. Use tensor "
      "operations only.",
      PADDED >> "padded = nn.functional.pad(x.detach(), (pw, pw, ph, ph))")
    m("filters_detached",
      "No gradient reaches w: .data and detach take a tensor out of the graph, and the filters would never learn. Use w "
      "itself.",
      OUT_2 >> "out = w.data.reshape(f, c * kh * kw) @ windows")

with m.fails("gradients_flow_through_stride_and_padding"):
    m("padded_image_detached",
      "No gradient reaches x through the padding: the padded image was made with .data, detach, torch.tensor or NumPy. Fill a "
      "new tensor with x itself, or use pad.",
      PADDED >> "padded = nn.functional.pad(x.detach(), (pw, pw, ph, ph)) if ph or pw else x")
