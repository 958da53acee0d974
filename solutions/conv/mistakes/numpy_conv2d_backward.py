"""Mistakes in `conv2d_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
DB_LINE = text("db = dout.sum(axis=(0, 2, 3))")
DW_LINE = text('dw = np.einsum("nfyx,ncyxij->fcij", dout, windows)')
DPADDED = text("dpadded = _add_up(dwindows, padded.shape, stride)")
DWINDOWS = text('dwindows = np.einsum("nfyx,fcij->ncyxij", dout, w)')
DX_LINE = text("dx = dpadded[:, :, ph:bottom, pw:right]")

with m.fails("sums_the_gradient_of_the_bias"):
    m("bias_gradient_of_each_position",
      "The sum runs over the batch only. A bias serves all images and all positions: sum over the rows and the columns too.",
      DB_LINE >> "db = dout.sum(axis=0)")
    m("bias_gradient_over_the_filters",
      "The sum runs over the wrong axes: what remains must be the axis of the filters, axis 1 of dout.",
      DB_LINE >> "db = dout.sum(axis=(0, 1, 2))")
    m("bias_gradient_of_each_image",
      "There is a gradient for each image: the sum over the batch is missing. All images share one bias.",
      DB_LINE >> "db = dout.sum(axis=(2, 3))")
    m("bias_gradient_averaged",
      "db is averaged. It is the plain sum: whatever averages belongs to the loss, and is in dout already.",
      DB_LINE >> "db = dout.mean(axis=(0, 2, 3))")
    m("bias_gradient_divided_by_n",
      "db is divided by the number of images. If the loss is an average, dout already holds the factor.",
      DB_LINE >> "db = dout.sum(axis=(0, 2, 3)) / len(dout)")
    m("bias_gradient_keeps_axes",
      "db has axes of length 1 where the sums were. A gradient has the shape of its parameter, here (F,).",
      DB_LINE >> "db = dout.sum(axis=(0, 2, 3), keepdims=True)")

with m.fails("sums_the_gradient_of_the_filters"):
    m("filter_gradient_turned_round",
      "dw is turned round by half a turn: the forward pass does not turn the filter, so neither does its gradient.",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout, windows[..., ::-1, ::-1])')
    m("filter_gradient_averaged",
      "dw is divided by the number of images. If the loss is an average, dout already holds the factor.",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout, windows) / len(dout)')
    m("filter_gradient_averaged_over_positions",
      "dw is averaged over the positions of the window. A shared weight gets the sum of what it gets at every place.",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout, windows) / dout[0, 0].size')
    m("filter_gradient_of_last_image",
      "dw holds the share of the last image only: inside the loop over the batch it is assigned (=) where it should be added "
      "(+=).",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout[-1:], windows[-1:])')
    m("filter_gradient_of_last_position",
      "dw holds the share of the last window only: inside the loops over the positions it is assigned (=) where it should be "
      "added (+=).",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout[:, :, -1:, -1:], windows[:, :, -1:, -1:])',
      base={"right/loops_numpy.py": [text("dw[f] += (d * wider") >> "dw[f] = (d * wider"]})
    m("filter_gradient_channels_first", "dw is (C, F, KH, KW). A gradient has the shape of its parameter, here (F, C, KH, KW).",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->cfij", dout, windows)')

with m.fails("sends_the_gradient_back_to_the_images"):
    m("image_gradient_overwritten",
      "Where windows overlap, the last one wins: the share of each window is assigned (=). A pixel gets the sum of what all "
      "its windows send: add (+=).",
      DPADDED >> """dpadded = np.zeros_like(padded)
    places = _windows(dpadded, w.shape[2:], stride)
    for p, q in np.ndindex(dout.shape[2:]):
        places[:, :, p, q] = dwindows[:, :, p, q]""")
    m("image_gradient_overwritten_by_filters",
      "The share of each window and of each filter is assigned (=) inside the loops, so that the last filter and the last "
      "window win. A pixel gets the sum of what all of them send: add (+=).",
      DWINDOWS >> 'dwindows = np.einsum("nyx,cij->ncyxij", dout[:, -1], w[-1])',
      DPADDED >> """dpadded = np.zeros_like(padded)
    places = _windows(dpadded, w.shape[2:], stride)
    for p, q in np.ndindex(dout.shape[2:]):
        places[:, :, p, q] = dwindows[:, :, p, q]""",
      base={
          "right/loops_numpy.py": [text("dwider[:, :, rows, columns] += d * w[f]") >> "dwider[:, :, rows, columns] = d * w[f]"]
      })
    m("image_gradient_filter_turned_round",
      "The filter is the wrong way round in dx. A pixel that was met by w[.., i, j] gets its gradient through w[.., i, j]; "
      "written as a convolution of dout, that takes the filter turned by half a turn, once.",
      DWINDOWS >> 'dwindows = np.einsum("nfyx,fcij->ncyxij", dout, w[..., ::-1, ::-1])')
    m("image_gradient_inside_of_no_padding",
      "A slice [p:-p] is empty for p = 0, and dx with it. Count the end from the front instead: [p : p + height].",
      DX_LINE >> "dx = dpadded[:, :, ph:-ph, pw:-pw]")
    m("image_gradient_of_first_filter",
      "Only the first filter sends its gradient back. Every filter looked at the pixel: sum over all of them.",
      DWINDOWS >> 'dwindows = np.einsum("nyx,cij->ncyxij", dout[:, 0], w[0])')
    m("image_gradient_averaged",
      "dx is divided by the number of images. If the loss is an average, dout already holds the factor.",
      DPADDED >> "dpadded = _add_up(dwindows, padded.shape, stride) / len(dout)")
    m("image_gradient_averaged_over_windows", "Where windows overlap, their shares are averaged. A pixel gets their sum.",
      DPADDED >> "dpadded = _add_up(dwindows, padded.shape, stride) / np.maximum(_add_up(dwindows**0, padded.shape, stride), 1)")
    m("image_gradient_cut_by_one",
      "One row and one column are cut off on each side, whatever the padding is. Cut off as many as were added; without padding "
      "none.",
      DX_LINE >> "dx = dpadded[:, :, 1:-1, 1:-1]")

with m.fails("gradients_follow_stride_and_padding"):
    m("filter_gradient_from_unpadded_images",
      "dw is taken from the unpadded images, so that dout meets windows that lie too far down and right. The filters saw the "
      "padded images: keep those in the cache.",
      DW_LINE >> """moved = np.pad(padded, ((0, 0), (0, 0), (0, ph), (0, pw)))[:, :, ph:, pw:]  # begins where x does
    dw = np.einsum("nfyx,ncyxij->fcij", dout, _windows(moved, w.shape[2:], stride))""")
    m("filter_gradient_without_stride",
      "For dw the windows are taken pixel by pixel. dout[..., p, q] belongs to the window that begins at row p * stride, as "
      "in the forward pass.",
      DW_LINE >> """near = _windows(padded, w.shape[2:], 1)[:, :, : dout.shape[2], : dout.shape[3]]
    dw = np.einsum("nfyx,ncyxij->fcij", dout, near)""")
    m("image_gradient_keeps_the_padding",
      "dx still has the rows and columns of the padding. The zeros are no part of x: cut their gradient off.",
      DX_LINE >> "dx = dpadded")
    m("image_gradient_cut_by_one_where_padded",
      "One row and one column are cut off on each side wherever there is a padding. Cut off as many as were added.",
      DX_LINE >> "dx = dpadded[:, :, 1:-1, 1:-1] if ph or pw else dpadded")
    m("image_gradient_cut_behind_only",
      "All of the padding is cut off below and to the right, so dx is shifted. Half of it stands above the image and to its "
      "left.",
      DX_LINE >> "dx = dpadded[:, :, : bottom - ph, : right - pw]")
    m("image_gradient_cut_with_paddings_swapped",
      "The padding of the rows is cut off the columns, and the other way round: a pair is (height, width).",
      DX_LINE >> "dx = dpadded[:, :, pw : dpadded.shape[2] - pw, ph : dpadded.shape[3] - ph]")
    m("image_gradient_without_the_remainder",
      "dx ends where the last window ends. The rows and columns of the remainder belong to x too: their gradient is 0, and dx "
      "has the shape of x.",
      DX_LINE >> """(sh, sw), (kh, kw) = _pair(stride), w.shape[2:]
    bottom, right = min(bottom, (dout.shape[2] - 1) * sh + kh), min(right, (dout.shape[3] - 1) * sw + kw)
    dx = dpadded[:, :, ph:bottom, pw:right]""")
    m("image_gradient_without_stride",
      "For dx the windows are put back pixel by pixel. The window of dout[..., p, q] begins at row p * stride and column q * "
      "stride, as in the forward pass.",
      DPADDED >> """height, width = dout.shape[2] + w.shape[2] - 1, dout.shape[3] + w.shape[3] - 1
    dpadded = np.zeros_like(padded)
    dpadded[:, :, :height, :width] = _add_up(dwindows, (*padded.shape[:2], height, width), 1)""")

with m.fails("keeps_precision"):
    m("image_gradient_in_float64",
      "dx is summed in an array of float64: np.zeros makes that unless told otherwise. Give it the dtype of dout.",
      DPADDED >> "dpadded = _add_up(dwindows.astype(np.float64), padded.shape, stride)")
    m("filter_gradient_in_float64",
      "dw is summed in an array of float64: np.zeros(w.shape) does not know the dtype of w. np.zeros_like(w) does.",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout, windows) + np.zeros(w.shape)')

with m.fails("keeps_axes_of_length_one"):
    m("image_gradient_squeezed", "squeeze() drops every axis of length one from dx. dx has the shape of x.",
      DX_LINE >> "dx = dpadded[:, :, ph:bottom, pw:right].squeeze()")
    m("filter_gradient_squeezed", "squeeze() drops every axis of length one from dw. dw has the shape of w.",
      DW_LINE >> 'dw = np.einsum("nfyx,ncyxij->fcij", dout, windows).squeeze()')
    m("bias_gradient_of_squeezed_dout",
      "squeeze() takes the axes of length one from dout, so the others get other numbers, and axis 3 may be missing. Sum over "
      "the axes 0, 2 and 3 of dout itself.",
      DB_LINE >> "db = dout.squeeze().sum(axis=(0, 2, 3)) if dout.shape[1] > 1 else dout.sum()")
    m("bias_gradient_squeezed",
      "squeeze() drops the axis of db if there is one filter. db is (F,), also for one filter.",
      DB_LINE >> "db = dout.sum(axis=(0, 2, 3)).squeeze()")
