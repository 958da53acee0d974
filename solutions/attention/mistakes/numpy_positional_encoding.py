"""Mistakes in `positional_encoding`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
PAIRS_FEATURES = text("10000.0 ** (pairs / features)")
NP_ARANGE_LENGTH = text("np.arange(length)[:, None]")

with m.fails("encodes_positions_by_sines_and_cosines"):
    m("sines_and_cosines_in_halves",
      "All sines stand in the first half and all cosines in the second, as in some libraries. Here they are interleaved as in "
      "the paper: sine and cosine of one frequency side by side.",
      text("np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, features)")
      >> "np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)")
    m("sine_and_cosine_swapped",
      "Sine and cosine have changed places: the sine belongs in the even columns, the cosine in the odd ones.",
      text("[np.sin(angles), np.cos(angles)]") >> "[np.cos(angles), np.sin(angles)]")
    m("exponent_without_2",
      "The exponent is i/D, so the frequencies fall half as fast as they should. It is 2i/D, where i counts pairs.",
      PAIRS_FEATURES >> "10000.0 ** (pairs / 2 / features)")
    m("exponent_of_each_column",
      "The odd columns have a frequency of their own: their exponent was taken from the number of the column. Sine and cosine "
      "of a pair share one frequency, with the exponent 2i/D.",
      text("return np.stack([np.sin(angles), np.cos(angles)], axis=-1)")
      >> """odd = np.arange(length)[:, None] / 10000.0 ** ((pairs + 1) / features)
    return np.stack([np.sin(angles), np.cos(odd)], axis=-1)""")
    m("exponent_reaches_1",
      "The exponent runs from 0 to 1 exactly, divided by D/2 - 1, as in Tensor2Tensor. Here, as in the paper, it is 2i/D, and "
      "the last one stays below 1.",
      PAIRS_FEATURES >> "10000.0 ** (pairs / max(features - 2, 1))")
    m("base_1000", "The base of the frequencies is 1000; it is 10000.", PAIRS_FEATURES >> "1000.0 ** (pairs / features)")
    m("frequencies_upside_down",
      "Positions are multiplied by 10000^(2i/D), so the waves become shorter with i. Divide: the first pair is the fastest, "
      "the last one hardly moves.",
      text("/ 10000.0 ** (pairs / features)") >> "* 10000.0 ** (pairs / features)")
    m("positions_from_1", "The first position is counted as 1. Positions start at 0, where all sines are 0 and all cosines 1.",
      NP_ARANGE_LENGTH >> "np.arange(1, length + 1)[:, None]")
    m("positions_as_fractions",
      "Positions are squeezed into 0 … 1, so a token's encoding depends on how long its sequence is. Use the whole numbers 0, "
      "1, 2, …",
      NP_ARANGE_LENGTH >> "np.linspace(0.0, 1.0, length)[:, None]")

    m("return_inside_the_loop_over_positions",
      "Only the first position is encoded, and the rows of all others are 0 (is `return` inside the loop?).",
      text("return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, features)")
      >> """encoding = np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, features)
    encoding[1:] = 0.0
    return encoding""",
      base={
          "right/loops_numpy.py": [
              text("""            encoding[t, 2 * i + 1] = math.cos(angle)
    return encoding""") >> """            encoding[t, 2 * i + 1] = math.cos(angle)
        return encoding"""
          ]
      })

with m.fails("keeps_dtypes"):
    m("positions_in_float32",
      "The encoding is float32, so only seven digits of it are right. Here it is float64, which NumPy makes if no dtype is "
      "named.",
      text("np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, features)")
      >> "np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, features).astype(np.float32)")

with m.fails("keeps_axes_of_length_one"):
    m("encoding_squeezed",
      "squeeze() removes the axis of the positions if there is one position. The encoding is (T, D), also if T is 1.",
      text("axis=-1).reshape(length, features)") >> "axis=-1).reshape(length, features).squeeze()")

with m.fails("trains_like_the_reference"):
    m("positions_remembered",
      "positional_encoding hands out the same array every time (a cache?). A caller who adds tokens to it in place finds them "
      "in it at the next step: give away a new array or a copy.",
      text("def positional_encoding(") >> """import functools


@functools.lru_cache
def positional_encoding(""")
