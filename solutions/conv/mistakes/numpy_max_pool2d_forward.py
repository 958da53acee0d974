"""Mistakes in `max_pool2d_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
OUT = text("out = windows.max(axis=(4, 5))  # (N, C, OH, OW)")
STRIDE = text("stride = kernel if stride is None else stride")
WINDOWS = text("windows = _windows(x, kernel, stride)  # (N, C, OH, OW, KH, KW)")
LARGEST = text("largest = windows == out[..., None, None]  # (N, C, OH, OW, KH, KW)")

with m.fails("takes_the_largest_of_each_window"):
    m("max_of_nothing_is_zero",
      "The search for the largest value starts at 0, so a window of negative values returns 0. Start with a pixel of the "
      "window, or with minus infinity.",
      OUT >> "out = windows.max(axis=(4, 5), initial=0.0)  # (N, C, OH, OW)")
    m("largest_in_size",
      "The value farthest from 0 is taken. The largest of -3 and -1 is -1: compare the values, not their absolute values.",
      OUT >> """out = windows.max(axis=(4, 5))
    out = np.where(out > -windows.min(axis=(4, 5)), out, windows.min(axis=(4, 5)))""")
    m("smallest_of_each_window", "This is the smallest value of each window; max pooling takes the largest.",
      OUT >> "out = windows.min(axis=(4, 5))  # (N, C, OH, OW)")
    m("largest_over_all_channels",
      "The largest value is sought in all channels together. A pool works on each channel by itself.",
      OUT >> "out = np.repeat(windows.max(axis=(1, 4, 5))[:, None], x.shape[1], axis=1)  # (N, C, OH, OW)")
    m("largest_of_each_first_column",
      "Only the first column of each window is looked at: the maximum has to run over its rows and its columns.",
      OUT >> "out = windows.max(axis=4)[..., 0]  # (N, C, OH, OW)")
    m("pool_default_stride_one",
      "Without a stride the windows move pixel by pixel. For a pool the default is the size of the kernel: windows side by "
      "side.",
      STRIDE >> "stride = 1 if stride is None else stride")
    m("pool_stride_ignored",
      "The windows always stand side by side, whatever the stride: it is a parameter of its own, and only where it is None "
      "does the kernel stand in for it.",
      STRIDE >> "stride = kernel")
    m("pool_window_taken_from_stride",
      "The windows are as large as the stride. The kernel is the size of a window, the stride the way from one to the next: "
      "they may overlap or leave gaps.",
      WINDOWS >> "windows = _windows(x, stride, stride)  # (N, C, OH, OW, KH, KW)")
    m("pool_pair_not_taken",
      "The kernel is used as a number, but it may be a pair (height, width) as well: take it apart first. The same goes for "
      "the stride.",
      STRIDE >> """stride = kernel if stride is None else stride
    x.shape[2] - kernel""")
    m("pool_kernel_sides_swapped", "The sides of the windows are swapped: a kernel is (height, width).",
      WINDOWS >> "windows = _windows(x, _pair(kernel)[::-1], stride)  # (N, C, OH, OW, KH, KW)")
    m("pool_strides_swapped", "The two strides of the pool are swapped: a pair is (height, width).",
      WINDOWS >> "windows = _windows(x, kernel, _pair(stride)[::-1])  # (N, C, OH, OW, KH, KW)")
    m("pool_hangs_over_the_edge",
      "Where the stride leaves a remainder there is one window too many (ceil mode). Rows and columns that fill no whole "
      "window are left out.",
      WINDOWS >> """short = [-(x.shape[k + 2] - _pair(kernel)[k]) % _pair(stride)[k] for k in (0, 1)]
    x = np.pad(x, ((0, 0), (0, 0), (0, short[0]), (0, short[1])), constant_values=-np.inf)
    windows = _windows(x, kernel, stride)""")
    m("pool_windows_counted_by_the_kernel",
      "There are H // KH rows of windows. The stride says where the next window begins: it is (H - KH) // stride + 1 rows, and "
      "the same for the columns.",
      WINDOWS >> """(kh, kw) = _pair(kernel)
    windows = _windows(x, kernel, stride)[:, :, : x.shape[2] // kh, : x.shape[3] // kw]""")
    m("pool_kernel_height_for_both", "The windows are as wide as they are high. A kernel is (height, width).",
      WINDOWS >> "windows = _windows(x, _pair(kernel)[0], stride)")
    m("pool_stride_height_for_both", "Of a stride (height, width) the first number is used for both axes of the pool.",
      STRIDE >> "stride = _pair(kernel if stride is None else stride)[0]")

with m.fails("leaves_its_inputs_alone"):
    m("mask_written_into_x",
      "The windows are a view: what is written into them lands in x, which belongs to the caller. Keep the mask in an array "
      "of its own.",
      LARGEST >> """largest = windows == out[..., None, None]
    windows[...] = largest""")

with m.fails("sends_the_gradient_to_the_largest"):
    m("gradient_to_the_first_pixel",
      "The gradient goes to the first pixel of every window. It goes to where the largest value was: keep that in the cache.",
      LARGEST >> """largest = np.zeros(windows.shape, bool)
    largest[..., 0, 0] = True""")
    m("gradient_to_the_largest_of_the_image",
      "The windows are compared with the largest value of the whole image. Each has a largest value of its own: compare with "
      "out.",
      LARGEST >> "largest = windows == x.max(axis=(2, 3), keepdims=True)[..., None, None]")
    m("only_positive_largest",
      "Windows whose largest value is negative pass no gradient back. Max pooling is no ReLU: the sign does not matter.",
      LARGEST >> "largest = windows == np.maximum(out, 0.0)[..., None, None]")

with m.fails("can_go_back_twice"):
    m("last_pool_remembered",
      "The pool's backward pass uses what its last forward pass left in a global place. A net has many pools: everything must "
      "come from the cache that is passed in.",
      text("return out, (largest, x.shape, stride)") >> """max_pool2d_forward.last = (largest, x.shape, stride)
    return out, max_pool2d_forward.last""",
      text("largest, shape, pool_stride = cache") >> "largest, shape, pool_stride = max_pool2d_forward.last")

with m.fails("keeps_precision"):
    m("float_mask",
      "The mask is float64, and so is its product with dout. A mask of bools multiplies as well and has no precision to "
      "impose.",
      LARGEST >> "largest = (windows == out[..., None, None]).astype(float)")
    m("largest_in_float32",
      "The largest values pass through float32, whatever x is. float32 has seven digits, float64 has sixteen: keep the dtype of "
      "x.",
      text("return out, (largest, x.shape, stride)") >> "return out.astype(np.float32), (largest, x.shape, stride)")

with m.fails("keeps_axes_of_length_one"):
    m("largest_squeezed",
      "squeeze() drops every axis of length one from the output of max pooling, also the axis of a single image, channel or row "
      "of windows.",
      text("return out, (largest, x.shape, stride)") >> "return out.squeeze(), (largest, x.shape, stride)")
