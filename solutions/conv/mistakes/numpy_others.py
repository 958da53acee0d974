"""Mistakes in the shorter exercises, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
DLARGEST = text("dlargest = largest * dout[..., None, None]")
RETURN_ADD_UP = text("return _add_up(dlargest, shape, pool_stride)")
SHARE = text("share = dout / (kh * kw)  # (N, C, OH, OW)")
RETURN_ADD_UP_2 = text("return _add_up(np.broadcast_to(share[..., None, None], windows_shape), shape, step)")

with m.fails("sends_the_gradient_to_the_largest"):
    m("gradient_for_the_whole_window",
      "Every pixel of a window gets its gradient. Only the largest one had a part in the output: the others get 0.",
      DLARGEST >> "dlargest = np.ones_like(largest) * dout[..., None, None]")
    m("gradient_times_the_largest",
      "The gradient is multiplied by the largest value itself. The slope of max(a, b) with respect to the larger one is 1.",
      DLARGEST >> "dlargest = largest * dout[..., None, None]",
      text("return out, (largest, x.shape, stride)") >> "return out, (largest * windows, x.shape, stride)")
    m("gradient_overwritten_at_the_largest",
      "A pixel that is the largest of several overlapping windows keeps the gradient of one of them (=). It gets the sum (+=).",
      RETURN_ADD_UP >> """dx = np.zeros(shape, dout.dtype)
    places = _windows(dx, largest.shape[4:], pool_stride)
    for i, j in np.ndindex(largest.shape[4:]):
        places[..., i, j] = np.where(largest[..., i, j], dlargest[..., i, j], places[..., i, j])
    return dx""")
    m("gradient_of_the_last_window_at_the_largest",
      "Where several windows have the same largest pixel, the gradient of the last window remains (=). The pixel gets the sum "
      "(+=).",
      RETURN_ADD_UP >> """dx = np.zeros(shape, dout.dtype)
    places = _windows(dx, largest.shape[4:], pool_stride)
    for p, q in np.ndindex(dout.shape[2:]):
        places[:, :, p, q] = np.where(largest[:, :, p, q], dlargest[:, :, p, q], places[:, :, p, q])
    return dx""",
      base={"right/loops_numpy.py": [text("columns.start + j] += dout") >> "columns.start + j] = dout"]})
    m("window_overwrites_its_neighbor",
      "Each window writes its whole patch of dx, zeros included, over what an overlapping one has put there. Add the patches "
      "(+=).",
      RETURN_ADD_UP >> """dx = np.zeros(shape, dout.dtype)
    places = _windows(dx, largest.shape[4:], pool_stride)
    for p, q in np.ndindex(dout.shape[2:]):
        places[:, :, p, q] = dlargest[:, :, p, q]
    return dx""")
    m("gradient_of_max_averaged",
      "The gradient is divided by the size of the window, as in average pooling. The largest pixel gets all of it.",
      DLARGEST >> "dlargest = largest * dout[..., None, None] / largest[0, 0, 0, 0].size")
    m("max_gradient_without_the_remainder",
      "dx of the pool ends where the last window ends. The rows and columns that fill no window belong to x too, with "
      "gradient 0.",
      RETURN_ADD_UP >> """(sh, sw), (kh, kw) = _pair(pool_stride), largest.shape[4:]
    bottom, right = (dout.shape[2] - 1) * sh + kh, (dout.shape[3] - 1) * sw + kw
    return _add_up(dlargest, shape, pool_stride)[:, :, :bottom, :right]""")

with m.fails("shares_the_gradient_evenly"):
    m("gradient_not_shared",
      "Every pixel gets the whole gradient of its window. It had a part of 1 / (KH * KW) in the mean, so that is its share.",
      SHARE >> "share = dout")
    m("gradient_shared_by_the_strides",
      "The gradient is divided by the product of the strides. It is shared by the KH * KW pixels of the window.",
      SHARE >> "share = dout / np.prod(_pair(step))")
    m("gradient_shared_by_a_square_kernel",
      "The gradient is divided by the height of the kernel squared. Kernels need not be square: a window has height times "
      "width pixels.",
      SHARE >> "share = dout / kh**2")
    m("gradient_to_one_pixel_of_the_mean",
      "Only the first pixel of each window gets a share. Every pixel had the same part in the mean, so every one gets the "
      "same.",
      RETURN_ADD_UP_2 >> """shares = np.zeros(windows_shape, dout.dtype)
    shares[..., 0, 0] = share
    return _add_up(shares, shape, step)""")
    m("shares_overwritten",
      "Where windows overlap, the share of the last one is what remains (=). A pixel gets the sum of its shares (+=).",
      RETURN_ADD_UP_2 >> """dx = np.zeros(shape, dout.dtype)
    places = _windows(dx, (kh, kw), step)
    for p, q in np.ndindex(dout.shape[2:]):
        places[:, :, p, q] = share[:, :, p, q, None, None]
    return dx""",
      base={
          "right/loops_numpy.py": [text("dx[:, :, rows, columns] += dout") >> "dx[:, :, rows, columns] = dout"]
      })

with m.fails("can_go_back_twice"):
    m("dout_divided_in_place",
      "/= divides the caller's dout itself, and the second time the shares are too small. Write share = dout / ... and get an "
      "array of your own.",
      SHARE >> """share = dout
    share /= kh * kw""")

with m.fails("keeps_precision"):
    m("shares_in_float64",
      "The shares of average pooling are float64: a NumPy float64, such as np.prod returns, turns float32 into float64. "
      "Divide by a Python number.",
      SHARE >> "share = dout / np.float64(kh * kw)")

with m.fails("keeps_axes_of_length_one"):
    m("gradient_of_max_squeezed",
      "squeeze() drops every axis of length one from dx of max pooling. dx has the shape of x.",
      RETURN_ADD_UP >> "return _add_up(dlargest, shape, pool_stride).squeeze()")
    m("gradient_of_average_squeezed",
      "squeeze() drops every axis of length one from dx of average pooling. dx has the shape of x.",
      RETURN_ADD_UP_2 >> "return _add_up(np.broadcast_to(share[..., None, None], windows_shape), shape, step).squeeze()")
