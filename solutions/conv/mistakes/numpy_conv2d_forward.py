"""Mistakes in `conv2d_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
OUT = text('out = np.einsum("ncyxij,fcij->nfyx", windows, w) + b[:, None, None]')
WINDOWS = text("""windows = _windows(padded, w.shape[2:], stride)  # (N, C, OH, OW, KH, KW)
    out =""")
PADDED = text("padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))")
PH_LINE = text("ph, pw = _pair(padding)")
CACHE = text("cache = (padded, w, stride, (ph, pw))")
PADDED_W_STRIDE = text("padded, w, stride, (ph, pw) = cache")

with m.fails("convolves_one_channel"):
    m("filter_turned_round",
      "The filter is turned round, as in the mathematician's convolution. Deep learning leaves it as it is "
      "(cross-correlation): w[f, c, 0, 0] meets the first pixel of the window.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w[..., ::-1, ::-1]) + b[:, None, None]')
    m("filter_mirrored",
      "The filter is mirrored from left to right: its first column meets the last column of the window. Here it is not turned "
      "in any direction.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w[..., ::-1]) + b[:, None, None]')
    m("filter_read_column_by_column",
      "The windows are flattened row by row and the filters column by column, or the other way round, so each weight meets "
      "another pixel. Flatten both in the same order.",
      OUT >> """columns = w.reshape(*w.shape[:2], *w.shape[:1:-1]).swapaxes(2, 3)  # (F, C, KH, KW), in the wrong order
    out = np.einsum("ncyxij,fcij->nfyx", windows, columns) + b[:, None, None]""")
    m("rows_and_columns_swapped",
      "Height and width of the output are swapped. All images are (N, C, H, W): rows come before columns.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfxy", windows, w) + b[:, None, None]')
    m("kernel_sides_swapped",
      "The windows are as high as the kernel is wide, and as wide as it is high. w is (F, C, KH, KW): the height comes first.",
      WINDOWS >> """windows = _windows(padded, w.shape[:1:-1], stride)  # (N, C, OH, OW, KH, KW)
    out =""")
    m("channels_last",
      "The output is (N, OH, OW, F), channels last, as in TensorFlow. Here it is channels first: (N, F, OH, OW).",
      OUT >> 'out = np.einsum("ncyxij,fcij->nyxf", windows, w) + b')
    m("inside_of_no_padding",
      "A slice [p:-p] with p = 0 is [0:0] and empty. Count the end from the front instead: [p : p + height].",
      PADDED >> """n, c, height, width = x.shape
    padded = np.zeros((n, c, height + 2 * ph, width + 2 * pw), x.dtype)
    padded[:, :, ph:-ph, pw:-pw] = x""")
    m("last_window_left_out",
      "One row and one column of windows are missing: H - KH is the number of steps, and there is one window more than steps.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows[:, :, :-1, :-1], w) + b[:, None, None]')
    m("padded_to_the_same_size",
      'The image is padded until input and output have about the same size (mode "same"). Here the padding is an argument, '
      "and 0 means none at all.",
      PH_LINE >> "ph, pw = _pair(padding or (w.shape[2] // 2, w.shape[3] // 2))")
    m("windows_averaged", "The products are averaged over the kernel. A convolution is their sum.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w) / w[0, 0].size + b[:, None, None]')
    m("output_reshaped_without_transposing",
      "The matrix product gives (N, OH, OW, F), and a reshape to (N, F, OH, OW) mixes pixels and filters. Move the axis "
      "(transpose) instead.",
      OUT >> """last = np.einsum("ncyxij,fcij->nyxf", windows, w) + b  # (N, OH, OW, F)
    out = last.reshape(len(x), len(w), *windows.shape[2:4])""")
    m("bias_along_the_width",
      "NumPy lines b (F,) up with the last axis, which is the width. Give it axes of length 1 for height and width, so that "
      "it meets the axis of the filters.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w) + b')
    m("padding_fixed_at_1",
      "The padding is always 1, whatever was passed. It is an argument, and 0 means none at all.",
      PH_LINE >> "ph, pw = 1, 1")
    m("output_height_for_both",
      "The output has as many columns as rows: OH stands where OW belongs. Images and kernels need not be square.",
      OUT >> """out = np.einsum("ncyxij,fcij->nfyx", windows, w) + b[:, None, None]
    out = out[..., : out.shape[2]]""")

with m.fails("sums_over_channels_and_adds_the_bias"):
    m("only_one_channel",
      "Only the first channel of the images is looked at. Every filter has a plane for each channel, and the sum runs over "
      "all of them.",
      OUT >> 'out = np.einsum("nyxij,fij->nfyx", windows[:, 0], w[:, 0]) + b[:, None, None]')
    m("last_channel_overwrites",
      "Only the last channel is left in the output: inside a loop over the channels the result is assigned where it should be "
      "added.",
      OUT >> 'out = np.einsum("nyxij,fij->nfyx", windows[:, -1], w[:, -1]) + b[:, None, None]')
    m("channels_averaged", "The channels are averaged. A filter sums over its channels, as it does over the pixels of a window.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w) / x.shape[1] + b[:, None, None]')
    m("channels_not_summed",
      "There is one output plane for every pair of filter and channel: the sum over the channels is missing.",
      OUT >> """planes = np.einsum("ncyxij,fcij->nfcyx", windows, w) + b[:, None, None, None]
    out = planes.reshape(len(x), -1, *planes.shape[3:])""")
    m("filters_read_channels_first",
      "The filters are read as (C, F, KH, KW). Here w is (F, C, KH, KW): the output channel comes first.",
      OUT >> 'out = np.einsum("ncyxij,cfij->nfyx", windows, w.reshape(w.shape[1], len(w), *w.shape[2:])) + b[:, None, None]')
    m("channels_and_pixels_in_another_order",
      "The windows are flattened in the order (KH, KW, C) and the filters in the order (C, KH, KW), so that channels meet the "
      "wrong weights. Bring both into one order before you reshape.",
      OUT >> """rows = np.moveaxis(windows, 1, -1).reshape(-1, w[0].size)  # each row runs over (KH, KW, C)
    out = np.moveaxis((rows @ w.reshape(len(w), -1).T).reshape(len(x), *windows.shape[2:4], -1), -1, 1)
    out = out + b[:, None, None]""")
    m("bias_forgotten", "The bias is not added: out[:, f] gets b[f] at every position.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w)')
    m("bias_once_per_channel",
      "The bias is added once for every channel of x: it stands inside the loop over the channels. Add it once, after the sum.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w) + x.shape[1] * b[:, None, None]')

with m.fails("takes_strides"):
    m("stride_ignored", "The stride is not used: the windows still follow each other pixel by pixel.",
      WINDOWS >> """windows = _windows(padded, w.shape[2:], 1)  # (N, C, OH, OW, KH, KW)
    out =""")
    m("stride_of_rows_only", "The stride parts the rows only; from column to column the windows still move by one pixel.",
      WINDOWS >> """windows = _windows(padded, w.shape[2:], (_pair(stride)[0], 1))  # (N, C, OH, OW, KH, KW)
    out =""")
    m("stride_height_for_both", "Of a stride (height, width) the first number is used for both axes.",
      WINDOWS >> """windows = _windows(padded, w.shape[2:], _pair(stride)[0])  # (N, C, OH, OW, KH, KW)
    out =""")
    m("strides_swapped",
      "The two strides are swapped: a pair is (height, width), so the first number is the step from row to row.",
      WINDOWS >> """windows = _windows(padded, w.shape[2:], _pair(stride)[::-1])  # (N, C, OH, OW, KH, KW)
    out =""")
    m("stride_pair_not_taken",
      "The stride is used as a number, but it may be a pair (height, width) as well: take it apart first.",
      PH_LINE >> """ph, pw = _pair(padding)
    (x.shape[2] + 2 * ph - w.shape[2]) // stride""")
    m("hangs_over_the_edge",
      "Where the stride leaves a remainder there is one window too many, half of it beyond the edge (ceil mode). Pixels that "
      "fill no whole window are left out.",
      PADDED >> """short = [-(x.shape[k + 2] - w.shape[k + 2]) % _pair(stride)[k] for k in (0, 1)]
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph + short[0]), (pw, pw + short[1])))""")
    m("stride_inside_the_window",
      "The pixels inside a window are a stride apart: that is dilation. The stride parts the windows from each other; inside "
      "one the pixels are neighbors.",
      WINDOWS >> """(kh, kw), (sh, sw) = w.shape[2:], _pair(stride)
    windows = _windows(padded, ((kh - 1) * sh + 1, (kw - 1) * sw + 1), 1)[..., ::sh, ::sw]
    out =""")

with m.fails("pads_with_zeros"):
    m("padding_ignored", "The padding is not used: the image has to grow by it on all four sides before the windows are taken.",
      PH_LINE >> "ph, pw = 0, 0")
    m("padded_behind_only",
      "All the zeros stand below and to the right of the image. Half of them belong above it and to its left.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)))")
    m("padded_on_one_side", "Zeros stand only above and to the left of the image. The padding counts for each of its sides.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (ph, 0), (pw, 0)))")
    m("padding_is_the_total",
      "The padding is split between the two sides, as if it were the total. Here it is what each side gets.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2)))")
    m("paddings_swapped",
      "The two paddings are swapped: a pair is (height, width), so the first number is how many rows are added above and "
      "below.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (pw, pw), (ph, ph)))")
    m("padding_of_rows_only", "Rows of zeros stand above and below the image; the columns to its left and right are missing.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (0, 0)))")
    m("padding_pair_not_taken",
      "The padding is used as a number, but it may be a pair (height, width) as well: take it apart first.",
      PH_LINE >> "ph = pw = padding")
    m("all_axes_padded",
      "np.pad with one number pads every axis: the batch and the channels have grown too. Give it a pair for each of the four "
      "axes.",
      PADDED >> "padded = np.pad(x, ph)")
    m("border_repeated", "The padding repeats the border of the image (np.pad's mode edge). Here it is zeros.",
      PADDED >> 'padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")')
    m("border_mirrored", "The padding mirrors the image at its border (np.pad's mode reflect). Here it is zeros.",
      PADDED >> 'padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="reflect")')
    m("padding_never_more_than_1",
      "The padding is never more than 1, whatever was passed. Add as many rows and columns as the argument says.",
      PH_LINE >> "ph, pw = (min(p, 1) for p in _pair(padding))")
    m("padding_height_for_both", "Of a padding (height, width) the first number is used for both axes.",
      PH_LINE >> "ph = pw = _pair(padding)[0]")

with m.fails("can_go_back_twice"):
    m("cache_used_up",
      "The backward pass takes entries out of the cache, so it cannot run a second time. Read them and leave them there.",
      CACHE >> "cache = [padded, w, stride, (ph, pw)]",
      PADDED_W_STRIDE >> """ph, pw = cache.pop()
    padded, w, stride = cache""")
    m("last_forward_remembered",
      "The backward pass uses what the last forward pass left in a global place. A net has many layers: everything must come "
      "from the cache that is passed in.",
      CACHE >> "conv2d_forward.last = cache = (padded, w, stride, (ph, pw))",
      PADDED_W_STRIDE >> "padded, w, stride, (ph, pw) = conv2d_forward.last")

with m.fails("keeps_precision"):
    m("padded_into_float64",
      "The padded image is float64, and with it all that follows: np.zeros makes float64 unless told otherwise. Give it the "
      "dtype of x.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))).astype(np.float64)")
    m("convolved_in_float32",
      "The convolution computes in float32, whatever x is. float32 has seven digits, float64 has sixteen: keep the dtype of x.",
      OUT >> 'out = np.einsum("ncyxij,fcij->nfyx", windows, w).astype(np.float32) + b[:, None, None]')

with m.fails("keeps_axes_of_length_one"):
    m("convolution_squeezed",
      "squeeze() drops every axis of length one from out, also the axis of a single image, filter or row of windows. out is (N, "
      "F, OH, OW).",
      OUT >> 'out = (np.einsum("ncyxij,fcij->nfyx", windows, w) + b[:, None, None]).squeeze()')
    m("strides_taken_for_granted",
      "as_strided is given strides that were computed from the shape, and reads foreign pixels where x is a slice. Take them "
      "from x.strides, or make x contiguous first.",
      PADDED >> "padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))) if ph or pw else x",
      WINDOWS >> """(n, c, height, width), (kh, kw), (sh, sw) = padded.shape, w.shape[2:], _pair(stride)
    row, column = width * padded.itemsize, padded.itemsize
    windows = np.lib.stride_tricks.as_strided(
        padded,
        (n, c, (height - kh) // sh + 1, (width - kw) // sw + 1, kh, kw),
        (c * height * row, height * row, sh * row, sw * column, row, column),
    )
    out =""")

with m.fails("trains_like_the_reference"):
    m("parameters_renamed",
      "The parameters keep the names they have in the skeleton, stride and padding: a program that uses your layers passes "
      "them by name.",
      text("""stride: Pair = 1, padding: Pair = 0
""") >> """stride: Pair = 1, pad: Pair = 0
""",
      PH_LINE >> "ph, pw = _pair(pad)")
