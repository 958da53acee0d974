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

with m.fails("keeps_float32"):
    m("numpy_scalar_divides",
      "The divisor is a NumPy float64, which turns a float32 array into float64 (a Python number would not). np.prod and "
      "np.sqrt of a number return such scalars.",
      MEANS >> "means = windows.sum(axis=(4, 5)) / np.float64(windows[0, 0, 0, 0].size)")
