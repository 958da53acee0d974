"""Mistakes in `batch_norm_backward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
DBETA = text("dbeta = dout.sum(axis=axes)")
DGAMMA = text("dgamma = (dout * x_hat).sum(axis=axes)")
DX_LINE = text("dx = (d_hat - along_mean - along_x_hat) / std")
D_HAT = text("d_hat = dout * scale")
RETURN = text("return dx, dgamma, dbeta")
ALONG_MEAN = text("along_mean = d_hat.mean(axis=axes, keepdims=True)")
D_HAT_X_HAT_MEAN = text("(d_hat * x_hat).mean(axis=axes, keepdims=True)")

with m.fails("sums_the_gradients_of_gamma_and_beta"):
    m("dbeta_averaged",
      "dbeta is an average. One beta is added to every value of its channel, so all their gradients add up; if the loss "
      "averages over the batch, dout knows it already.",
      DBETA >> "dbeta = dout.mean(axis=axes)")
    m("dbeta_not_summed", "dbeta has the shape of dout. One beta serves a whole channel: sum over everything that shares it.",
      DBETA >> "dbeta = dout")
    m("dbeta_summed_over_batch_only",
      "For images dbeta is summed over the batch only. One beta serves all places of a channel: sum over the height and the "
      "width as well.",
      DBETA >> "dbeta = dout.sum(axis=0)")
    m("dgamma_averaged", "dgamma is an average. One gamma multiplies every value of its channel, so all their gradients add up.",
      DGAMMA >> "dgamma = (dout * x_hat).mean(axis=axes)")
    m("dgamma_not_summed", "dgamma has the shape of dout. One gamma serves a whole channel: sum over everything that shares it.",
      DGAMMA >> "dgamma = dout * x_hat")
    m("dgamma_from_centered_x",
      "dgamma is computed with the centered x. What gamma multiplies in the forward pass is the normalized x, divided by the "
      "standard deviation.",
      DGAMMA >> "dgamma = (dout * x_hat * std).sum(axis=axes)")
    m("dgamma_times_gamma", "dgamma carries a factor gamma. The derivative of gamma * x_hat by gamma is x_hat alone.",
      DGAMMA >> "dgamma = (dout * x_hat * scale).sum(axis=axes)")
    m("dgamma_like_dbeta", "dgamma sums dout alone, which is dbeta. gamma multiplies x_hat, so x_hat belongs under the sum.",
      DGAMMA >> "dgamma = dout.sum(axis=axes)")

with m.fails("sends_the_gradient_through_the_statistics"):
    m("statistics_held_constant",
      "dx treats mean and variance as constants. Both are computed from x: each value of a channel moves the output of all "
      "the others, and these two paths belong to dx.",
      DX_LINE >> "dx = d_hat / std")
    m("variance_held_constant",
      "The path through the variance is missing from dx: a value far from the mean also stretches the scale by which all are "
      "divided.",
      DX_LINE >> "dx = (d_hat - along_mean) / std")
    m("mean_held_constant",
      "The path through the mean is missing from dx: raising one value lowers what is left of all the others. Each column of "
      "dx sums to 0.",
      DX_LINE >> "dx = (d_hat - along_x_hat) / std")
    m("gamma_forgotten_in_dx", "dx lacks the factor gamma: on its way back the gradient passes the scaling first.",
      D_HAT >> "d_hat = dout")
    m("std_forgotten_in_dx", "dx lacks the division by the standard deviation.",
      DX_LINE >> "dx = d_hat - along_mean - along_x_hat")
    m("dx_divided_by_variance", "dx is divided by the variance; the standard deviation belongs there, once.",
      DX_LINE >> "dx = (d_hat - along_mean - along_x_hat) / np.square(std)")
    m("dx_multiplied_by_the_standard_deviation",
      "dx is multiplied by the standard deviation. Divide by it: x_hat is a deviation divided by this root.",
      DX_LINE >> "dx = (d_hat - along_mean - along_x_hat) * std")
    m("dx_sums_for_means",
      "The paths through mean and variance are N times too strong: in the forward pass both were divided by the number of "
      "values, so in the backward pass too.",
      ALONG_MEAN >> "along_mean = d_hat.sum(axis=axes, keepdims=True)",
      D_HAT_X_HAT_MEAN >> "(d_hat * x_hat).sum(axis=axes, keepdims=True)")
    m("variance_path_with_wrong_sign",
      "The path through the variance has the wrong sign: the derivative of 1 / sqrt(v) by v is negative.",
      DX_LINE >> "dx = (d_hat - along_mean + along_x_hat) / std")

with m.fails("sends_the_gradient_through_images"):
    m("backward_averages_over_batch_only",
      "For images the means in dx are taken over the batch only. The statistics came from N, H and W together, so the "
      "gradient goes back to all of them.",
      ALONG_MEAN >> "along_mean = d_hat.mean(axis=0, keepdims=True)",
      D_HAT_X_HAT_MEAN >> "(d_hat * x_hat).mean(axis=0, keepdims=True)")
    m("backward_divides_by_images",
      "For images the sums in dx are divided by the number of images. A channel has N * H * W values: divide by that.",
      ALONG_MEAN >> "along_mean = d_hat.sum(axis=axes, keepdims=True) / len(dout)",
      D_HAT_X_HAT_MEAN >> "(d_hat * x_hat).sum(axis=axes, keepdims=True) / len(dout)")

with m.fails("can_go_back_twice"):
    m("cache_overwritten",
      "The backward pass changes an array of its cache in place, so that the second time it starts from something else. Make "
      "a new array.",
      text("along_x_hat = x_hat * (d_hat * x_hat).mean(axis=axes, keepdims=True)")
      >> """x_hat *= (d_hat * x_hat).mean(axis=axes, keepdims=True)
    along_x_hat = x_hat""")
    m("dout_scaled_in_place",
      "dout is changed in place. It belongs to the caller, who may pass it to another branch as well: make a new array.",
      D_HAT >> """dout *= scale
    d_hat = dout""")

SQUEEZED = "squeeze() removes every axis of length one, also that of a single row, channel or place. "
with m.fails("keeps_axes_of_length_one"):
    m("dx_squeezed", SQUEEZED + "dx must have the shape of x.", RETURN >> "return dx.squeeze(), dgamma, dbeta")
    m("dgamma_squeezed", SQUEEZED + "dgamma of one channel must keep the shape (1,).",
      RETURN >> "return dx, dgamma.squeeze(), dbeta")
    m("dbeta_squeezed", SQUEEZED + "dbeta of one channel must keep the shape (1,).",
      RETURN >> "return dx, dgamma, dbeta.squeeze()")
