"""Mistakes in `avg_pool2d_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
MEANS = text("means = windows.mean(axis=(4, 5))")
STEP = text("step = kernel if stride is None else stride")

with m.fails("averages_each_window"):
    m("sum_of_each_window", "The pixels of a window are summed and not divided by their number.",
      MEANS >> "means = windows.sum(axis=(4, 5))")
    m("divided_by_a_square_kernel",
      "The sum is divided by the height of the kernel squared. Kernels need not be square: divide by height times width.",
      MEANS >> "means = windows.sum(axis=(4, 5)) / windows.shape[4] ** 2")
    m("divided_by_the_strides",
      "The sum is divided by the product of the strides. A window holds KH * KW pixels, however far the next one is.",
      MEANS >> "means = windows.sum(axis=(4, 5)) / np.prod(_pair(step))")
    m("average_over_all_channels", "The mean runs over the channels too. A pool works on each channel by itself.",
      MEANS >> "means = np.repeat(windows.mean(axis=(1, 4, 5))[:, None], x.shape[1], axis=1)")
    m("average_default_stride_one",
      "Without a stride the windows move pixel by pixel. For average pooling, too, the default is the size of the kernel: "
      "windows side by side.",
      STEP >> "step = 1 if stride is None else stride")
    m("average_stride_ignored",
      "The windows of the average always stand side by side, whatever the stride: it is a parameter of its own, and only "
      "where it is None does the kernel stand in for it.",
      STEP >> "step = kernel")
    m("average_hangs_over_the_edge",
      "Where the stride leaves a remainder there is one window too many, filled up with zeros. Rows and columns that fill no "
      "whole window are left out of the average.",
      text("windows = _windows(x, kernel, step)")
      >> """short = [-(x.shape[k + 2] - _pair(kernel)[k]) % _pair(step)[k] for k in (0, 1)]
    x = np.pad(x, ((0, 0), (0, 0), (0, short[0]), (0, short[1])))
    windows = _windows(x, kernel, step)""")
    m("average_window_taken_from_stride",
      "The windows are as large as the stride. The kernel is the size of a window, the stride the way from one to the next: "
      "they may overlap or leave gaps.",
      text("windows = _windows(x, kernel, step)") >> "windows = _windows(x, step, step)")
    m("average_windows_counted_by_the_kernel",
      "There are H // KH rows of windows. The stride says where the next window begins: it is (H - KH) // stride + 1 rows, and "
      "the same for the columns.",
      MEANS >> """(kh, kw) = _pair(kernel)
    windows = windows[:, :, : x.shape[2] // kh, : x.shape[3] // kw]
    means = windows.mean(axis=(4, 5))""")
    m("average_kernel_height_for_both", "The windows are as wide as they are high. A kernel is (height, width).",
      text("windows = _windows(x, kernel, step)") >> "windows = _windows(x, _pair(kernel)[0], step)")
    m("average_stride_height_for_both", "Of a stride (height, width) the first number is used for both axes.",
      STEP >> "step = _pair(kernel if stride is None else stride)[0]")

with m.fails("keeps_precision"):
    m("numpy_scalar_divides",
      "The divisor is a NumPy float64, which turns a float32 array into float64 (a Python number would not). np.prod and "
      "np.sqrt of a number return such scalars.",
      MEANS >> "means = windows.sum(axis=(4, 5)) / np.float64(windows[0, 0, 0, 0].size)")
    m("average_in_float32",
      "The mean is computed in float32, whatever x is. float32 has seven digits, float64 has sixteen: keep the dtype of x.",
      MEANS >> "means = windows.mean(axis=(4, 5), dtype=np.float32)")

with m.fails("keeps_axes_of_length_one"):
    m("average_squeezed",
      "squeeze() drops every axis of length one from the output of average pooling, also the axis of a single image, channel or "
      "row of windows.",
      MEANS >> "means = windows.mean(axis=(4, 5)).squeeze()")
