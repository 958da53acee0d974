"""Mistakes in `batch_norm_forward`, numpy part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("numpy")
VAR = text("var = np.square(x - mean).mean(axis=axes, keepdims=True)")
X_HAT = text("x_hat = (x - mean) / std")
STD = text("std = np.sqrt(var + eps)")
OUT = text("out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)")
MOMENTUM_RUNNING_MEAN = text('(1 - momentum) * running["mean"] + momentum * mean.ravel()')
MOMENTUM_RUNNING_VAR = text('(1 - momentum) * running["var"] + momentum * unbiased.ravel()')
RUNNING_MEAN_MOMENTUM = text('running["mean"][...] = (1 - momentum)')
RUNNING_VAR_MOMENTUM = text('running["var"][...] = (1 - momentum)')
UNBIASED = text("unbiased = var * count / (count - 1)")
MOMENTUM_UNBIASED_RAVEL = text("momentum * unbiased.ravel()")
COUNT = text("count = x.size // mean.size")
MEAN = text('mean, var = running["mean"].reshape(per_channel), running["var"].reshape(per_channel)')
CACHE = text("cache = (x_hat, gamma.reshape(per_channel), std)")
X_HAT_2 = text("x_hat, scale, std = cache")

with m.fails("normalizes_each_column"):
    m("unbiased_normalizing_variance",
      "The batch is normalized with the unbiased variance, divided by N - 1. Here the biased one, divided by N, normalizes; "
      "the unbiased one only goes into the running variance.",
      VAR >> "var = x.var(axis=axes, keepdims=True, ddof=1)")
    m("divided_by_variance",
      "The deviations are divided by the variance. To get variance 1 they must be divided by the standard deviation, its "
      "square root.",
      X_HAT >> "x_hat = (x - mean) / (var + eps if training else std)")
    m("not_centered", "The values are divided by the standard deviation, but their mean was not subtracted first.",
      X_HAT >> "x_hat = (x if training else x - mean) / std")
    m("statistics_of_each_row",
      "Mean and variance are taken over the features of each example: that is layer normalization. Batch normalization takes "
      "them over the batch, one pair per feature.",
      X_HAT >> """x_hat = (x - mean) / std
    if training and x.ndim == 2:
        x_hat = (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + eps)""")
    m("statistics_of_everything",
      "One mean and one variance serve the whole array. Every channel needs its own: reduce over all axes but the channel's.",
      X_HAT >> "x_hat = (x - x.mean()) / np.sqrt(x.var() + eps) if training else (x - mean) / std")
    m("running_statistics_in_training",
      "In training the batch is normalized with the running statistics. They are only collected in training; the statistics "
      "of the batch itself normalize it.",
      STD >> """mean, var = running["mean"].reshape(per_channel).copy(), running["var"].reshape(per_channel).copy()
    std = np.sqrt(var + eps)""")
    m("gamma_and_beta_swapped", "gamma and beta have changed places: gamma is the scale, beta is the shift.",
      OUT >> "out = beta.reshape(per_channel) * x_hat + gamma.reshape(per_channel)")
    m("multiplied_by_the_standard_deviation",
      "The deviations are multiplied by the standard deviation. Divide by it, or multiply by 1 / sqrt(var + eps).",
      X_HAT >> "x_hat = (x - mean) * (std if training else 1.0 / std)")

with m.fails("survives_huge_means"):
    m("one_pass_variance",
      "mean(x**2) - mean(x)**2 is the difference of two huge numbers when the mean is large, and rounding eats the variance. "
      "Subtract the mean first, then square.",
      VAR >> "var = np.square(x).mean(axis=axes, keepdims=True) - np.square(mean)")

with m.fails("scales_and_shifts_each_column"):
    m("gamma_forgotten", "The normalized values are not multiplied by gamma.",
      OUT >> "out = (1.0 if training else gamma.reshape(per_channel)) * x_hat + beta.reshape(per_channel)")
    m("beta_forgotten", "beta is not added to the scaled values.",
      OUT >> "out = gamma.reshape(per_channel) * x_hat + (0.0 if training else beta.reshape(per_channel))")
    m("beta_scaled_too", "beta is multiplied by gamma as well. Scale first, and shift what is already scaled.",
      OUT >> "out = gamma.reshape(per_channel) * (x_hat + beta.reshape(per_channel))")

with m.fails("normalizes_each_channel_of_images"):
    m("statistics_of_each_pixel",
      "Every pixel has a mean and a variance of its own: the statistics were taken over the batch only. All places of a "
      "channel share them, so reduce over N, H and W.",
      X_HAT >> "x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) if training else (x - mean) / std")
    m("statistics_of_each_image_and_channel",
      "Every image has statistics of its own: that is instance normalization. Take them over the batch as well, over N, H and "
      "W.",
      X_HAT >> """x_hat = (x - mean) / std
    if training and x.ndim == 4:
        x_hat = (x - x.mean(axis=(2, 3), keepdims=True)) / np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)""")
    m("statistics_of_each_image",
      "Mean and variance are taken over all channels of one image: that is layer normalization. Here every channel has its "
      "own, over N, H and W.",
      X_HAT >> """x_hat = (x - mean) / std
    if training and x.ndim == 4:
        x_hat = (x - x.mean(axis=(1, 2, 3), keepdims=True)) / np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)""")
    m("reshaped_without_transpose",
      "The images were reshaped to (N*H*W, C) while the channel still stood second: the columns mix channels. Move the "
      "channel axis to the end before the reshape.",
      X_HAT >> """x_hat = (x - mean) / std
    if training:
        flat = x.reshape(-1, x.shape[1])
        x_hat = ((flat - flat.mean(axis=0)) / np.sqrt(flat.var(axis=0) + eps)).reshape(x.shape)""")
    m("not_transposed_back",
      "The numbers are normalized in the order (N, H, W, C), but then reshaped straight to (N, C, H, W). Undo the transpose "
      "as well: a reshape does not move axes.",
      X_HAT >> """x_hat = (x - mean) / std
    if training:
        flat = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
        x_hat = ((flat - flat.mean(axis=0)) / np.sqrt(flat.var(axis=0) + eps)).reshape(x.shape)""")
    m("channels_taken_last",
      "The last axis is taken for the channels. Images are (N, C, H, W) here: the channel is axis 1, in other libraries it "
      "comes last.",
      text("""axes = (0,) if x.ndim == 2 else (0, 2, 3)
    per_channel = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)""") >> """axes = (0,) if x.ndim == 2 else (0, 1, 2)
    per_channel = (1, -1) if x.ndim == 2 else (1, 1, 1, -1)""")

with m.fails("blends_the_running_mean"):
    m("momentum_reversed",
      "momentum weighs the old running statistic: that is the convention of TensorFlow and Keras. Here, as in PyTorch, it "
      "weighs the new one.",
      MOMENTUM_RUNNING_MEAN >> 'momentum * running["mean"] + (1 - momentum) * mean.ravel()',
      MOMENTUM_RUNNING_VAR >> 'momentum * running["var"] + (1 - momentum) * unbiased.ravel()')
    m("momentum_fixed", "The running statistics always move by 0.1, whatever momentum was passed: use the argument.",
      MOMENTUM_RUNNING_MEAN >> '0.9 * running["mean"] + 0.1 * mean.ravel()',
      MOMENTUM_RUNNING_VAR >> '0.9 * running["var"] + 0.1 * unbiased.ravel()')
    m("running_statistics_never_written",
      "The running statistics stay as they were: the new values were bound to a local name. Write them into the arrays of "
      "`running`, or replace its entries.",
      RUNNING_MEAN_MOMENTUM >> "running_mean = (1 - momentum)", RUNNING_VAR_MOMENTUM >> "running_var = (1 - momentum)")
    m("running_statistics_overwritten",
      "The running statistics are those of the last batch alone. Blend: most of the old value stays, and momentum says how "
      "much of the new one comes in.",
      MOMENTUM_RUNNING_MEAN >> "mean.ravel()", MOMENTUM_RUNNING_VAR >> "unbiased.ravel()")
    m("old_statistics_keep_their_full_weight",
      "The old running statistics keep their full weight, so the running statistics grow. Multiply them by 1 - momentum.",
      MOMENTUM_RUNNING_MEAN >> 'running["mean"] + momentum * mean.ravel()',
      MOMENTUM_RUNNING_VAR >> 'running["var"] + momentum * unbiased.ravel()')
    m("new_statistics_have_full_weight",
      "The statistics of the batch come in with their full weight. Multiply them by momentum.",
      MOMENTUM_RUNNING_MEAN >> '(1 - momentum) * running["mean"] + mean.ravel()',
      MOMENTUM_RUNNING_VAR >> '(1 - momentum) * running["var"] + unbiased.ravel()')

with m.fails("blends_the_unbiased_variance"):
    m("biased_running_variance",
      "The running variance collects the biased variance, divided by N. That is how some courses do it; here, as in PyTorch, "
      "it collects the unbiased one, divided by N - 1.",
      UNBIASED >> "unbiased = var")
    m("std_in_running_variance", 'running["var"] collects standard deviations. It holds variances: no root before blending.',
      MOMENTUM_UNBIASED_RAVEL >> "momentum * np.sqrt(unbiased).ravel()")
    m("correction_upside_down",
      "The biased variance was made smaller. To divide by N - 1 instead of N, multiply it by N / (N - 1), which makes it "
      "larger.",
      UNBIASED >> "unbiased = var * (count - 1) / count")
    m("correction_counts_images",
      "The correction N / (N - 1) counts images. Each channel has N * H * W values: that is the number to use.",
      COUNT >> "count = len(x)")

with m.fails("evaluates_with_running_statistics"):
    m("batch_statistics_in_evaluation",
      "In evaluation the batch is still normalized with its own statistics, so an answer depends on the company it is in, and "
      "one row gives 0. Look at `training`.",
      MEAN >> "mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)")
    m("running_variance_without_root",
      "In evaluation the deviations are divided by the running variance. It is a variance: take its root.",
      STD >> "std = np.sqrt(var + eps) if training else var + eps")
    m("running_mean_not_subtracted", "In evaluation the running mean is not subtracted.",
      X_HAT >> "x_hat = (x - mean if training else x) / std")
    m("normalized_twice_in_evaluation",
      "In evaluation the batch is normalized with its own statistics, and then with the running statistics. Use the running "
      "statistics alone.",
      X_HAT >> """x_hat = (x - mean) / std
    if not training:
        own = (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)
        x_hat = (own - mean) / std""")
    m("evaluation_does_not_normalize",
      "In evaluation the output is gamma * x + beta. Subtract the running mean and divide by the root of the running variance "
      "first.",
      X_HAT >> "x_hat = (x - mean) / std if training else x")
    m("multiplied_by_the_standard_deviation_in_evaluation",
      "In evaluation the deviations are multiplied by the standard deviation. Divide by it.",
      X_HAT >> "x_hat = (x - mean) / std if training else (x - mean) * std")

with m.fails("scales_and_shifts_in_evaluation"):
    m("gamma_forgotten_in_evaluation",
      "In evaluation gamma is not applied. The two modes differ only in where mean and variance come from.",
      text("out = gamma.reshape(per_channel) * x_hat") >> "out = (gamma.reshape(per_channel) if training else 1.0) * x_hat")
    m("beta_forgotten_in_evaluation",
      "In evaluation beta is not added. The two modes differ only in where mean and variance come from.",
      text("* x_hat + beta.reshape(per_channel)") >> "* x_hat + (beta.reshape(per_channel) if training else 0.0)")
    m("gamma_and_beta_forgotten_in_evaluation",
      "In evaluation the normalized values come back without gamma and beta. The two modes differ only in where mean and "
      "variance come from.",
      text("    cache = (x_hat, gamma.reshape(per_channel), std)") >> """    out = out if training else x_hat
    cache = (x_hat, gamma.reshape(per_channel), std)""")
with m.fails("leaves_running_statistics_alone_in_evaluation"):
    m("running_statistics_updated_in_evaluation",
      "The running statistics also move in evaluation: the model would learn from the data it is tested on. Update them in "
      "training only.",
      MEAN >> """mean, var = running["mean"].reshape(per_channel).copy(), running["var"].reshape(per_channel).copy()
        running["mean"][...] = (1 - momentum) * running["mean"] + momentum * x.mean(axis=axes)
        running["var"][...] = (1 - momentum) * running["var"] + momentum * x.var(axis=axes)""")

with m.fails("puts_eps_under_the_root"):
    m("eps_outside_root",
      "eps is added to the standard deviation. Here it is added to the variance, before the root is taken; for a small spread "
      "that makes a large difference.",
      STD >> "std = np.sqrt(var) + eps if training else np.sqrt(var + eps)")
    m("eps_missing",
      "eps is not used. Without it a channel that hardly varies is blown up, and one that does not vary at all is divided by "
      "0.",
      STD >> "std = np.sqrt(var) if training else np.sqrt(var + eps)")
    m("eps_fixed", "eps is always 1e-5, whatever was passed: use the argument.",
      STD >> "std = np.sqrt(var + (1e-5 if training else eps))")
    m("eps_missing_in_evaluation",
      "In evaluation eps is not added to the running variance. The same formula holds in both modes.",
      STD >> "std = np.sqrt(var + eps) if training else np.sqrt(var)")
    m("eps_outside_root_in_evaluation",
      "In evaluation eps is added to the root of the running variance; it belongs under the root, as in training.",
      STD >> "std = np.sqrt(var + eps) if training else np.sqrt(var) + eps")
    m("std_with_eps_in_running_variance",
      'running["var"] collects variances with eps already added; in evaluation it would be added once more. Blend the bare '
      "variance.",
      MOMENTUM_UNBIASED_RAVEL >> "momentum * (unbiased + eps).ravel()")

with m.fails("keeps_eps_in_the_backward_pass"):
    m("eps_missing_in_backward",
      "The forward pass divides by sqrt(var + eps), the backward pass by sqrt(var). Keep the root that was used.",
      CACHE >> "cache = (x_hat, gamma.reshape(per_channel), np.sqrt(var))")

with m.fails("leaves_its_inputs_alone"):
    m("x_centered_in_place",
      "`x -= ...` changes the array of the caller, which the layer before may still need for its own gradient. Make a new "
      "array.",
      X_HAT >> """x -= mean
    x_hat = x / std""")

with m.fails("can_go_back_twice"):
    m("cache_shared_between_calls",
      "The backward pass uses what the latest forward pass left in a global place. In a net every layer runs forward before "
      "any runs back: put all that is needed into the cache.",
      CACHE >> "cache = batch_norm_forward.latest = (x_hat, gamma.reshape(per_channel), std)",
      X_HAT_2 >> "x_hat, scale, std = batch_norm_forward.latest")
    m("cache_emptied", "The backward pass takes things out of its cache, so it works only once. Read them and leave them there.",
      CACHE >> "cache = [x_hat, gamma.reshape(per_channel), std]",
      X_HAT_2 >> "std, scale, x_hat = cache.pop(), cache.pop(), cache.pop()")

with m.fails("keeps_dtypes"):
    m("running_statistics_take_another_dtype",
      "The running statistics take the dtype of what was computed from x. Write into their arrays, or cast to their own dtype "
      "before you replace them.",
      RUNNING_MEAN_MOMENTUM >> 'running["mean"] = (1 - momentum)', RUNNING_VAR_MOMENTUM >> 'running["var"] = (1 - momentum)')
    m("out_takes_another_dtype",
      "out is float64 although every input is float32: an array made without a dtype (np.zeros, np.ones, np.empty) is float64 "
      "and takes the rest with it.",
      text("out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)  # like x")
      >> "out = np.zeros(x.shape) + gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)")
    m("gradients_in_float64",
      "Somewhere on the way back float64 comes in (an array of zeros or ones made without a dtype?), and the gradients of "
      "float32 arrays are float64.",
      CACHE >> "cache = (x_hat.astype(np.float64), gamma.reshape(per_channel), std)")

    m("computed_in_float32",
      "Somewhere on the way numbers are turned into float32, so seven digits remain of the sixteen digits of float64. Keep the "
      "dtype of x.",
      OUT >> """x_hat = x_hat.astype(np.float32).astype(x.dtype)
    out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)""")

SQUEEZED = "squeeze() removes every axis of length one, also that of a single row, channel or place. "
with m.fails("keeps_axes_of_length_one"):
    m("out_squeezed", SQUEEZED + "out must have the shape of x.", text("return out, cache") >> "return out.squeeze(), cache")
    m("running_statistics_squeezed",
      SQUEEZED + "The running statistics of one channel must keep the shape (1,).",
      COUNT >> """count = x.size // mean.size
        running["mean"], running["var"] = running["mean"].squeeze(), running["var"].squeeze()""")

with m.fails("trains_with_momentum_a_tenth"):
    m("momentum_is_0_9_unless_given",
      "momentum is 0.9 unless it is given. That is the convention of courses in which it weighs the old statistic. Here its "
      "default is 0.1.",
      text("momentum: float = 0.1,") >> "momentum: float = 0.9,")

with m.fails("trains_like_the_reference"):
    m("first_batch_sets_running_statistics",
      "The first batch sets the running statistics instead of being blended in. Some libraries do so; here mean 0 and "
      "variance 1 count as old values, and momentum weighs every batch alike.",
      COUNT >> """momentum = momentum if running["mean"].any() else 1.0
        count = x.size // mean.size""")
