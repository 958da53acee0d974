"""Mistakes in `conv2d_output_size`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN = text("return (size + 2 * padding - kernel) // stride + 1")

with m.fails("counts_whole_windows"):
    m("ceil_for_floor",
      "The quotient is rounded up, which counts a window that hangs over the edge. Only whole windows count: round down.",
      RETURN >> "return -(-(size + 2 * padding - kernel) // stride) + 1")
    m("nearest_for_floor",
      "The quotient is rounded to the nearest integer, so now and then a window is counted that does not fit. Round down.",
      RETURN >> "return round((size + 2 * padding - kernel) / stride) + 1")
    m("padding_counted_once",
      "The padding is counted once. It stands before the image and behind it, so the padded length is size + 2 * padding.",
      RETURN >> "return (size + padding - kernel) // stride + 1")
    m("first_window_forgotten",
      "This counts the steps from window to window. There is one window more than steps, as there is one post more than gaps "
      "in a fence.",
      RETURN >> "return (size + 2 * padding - kernel) // stride")
    m("one_added_before_the_division",
      "1 is added before the division. The first window stands at 0 and takes no stride: divide first, then add 1.",
      RETURN >> "return (size + 2 * padding - kernel + 1) // stride")
    m("kernel_taken_off_after_the_division",
      "The kernel is subtracted from the quotient. It is a length in pixels, like the image: subtract it before you divide by "
      "the stride.",
      RETURN >> "return (size + 2 * padding) // stride - kernel + 1")
    m("same_size_convention",
      'This is TensorFlow\'s padding "same", which pads as much as it takes for size / stride outputs. Here the padding is an '
      "argument, and the kernel has a say.",
      RETURN >> "return -(-size // stride)")
    m("full_convolution_convention",
      'This is the mode "full" of scipy and numpy.convolve, where windows may hang over the edge. Here a window lies wholly '
      "inside the padded image.",
      RETURN >> "return (size + 2 * padding + kernel - 2) // stride + 1")
    m("size_is_a_float",
      "The number is right but a float, and neither np.zeros nor range takes one. Integer division (//) stays an int.",
      RETURN >> "return np.floor((size + 2 * padding - kernel) / stride) + 1")
