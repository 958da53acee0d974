"""Takes code with the function names, caches and dicts of the CS231n assignments for the exercises here.

    grader grade --adapter adapters/cs231n_style.py ...

This file runs beside the submission, after it: `submission` is the student's module, and a function defined here is asked
in place of the exercise of that name. It translates and computes nothing: it cuts, turns and pads arrays, renames what
stands in a dict, and hands on whatever the student's function returns. What has an unknown form is handed on as it is,
for the checks to judge. Checks that need an exercise that is not here, or what the other course does not know (that
raises NotImplementedError here), are not part of the run. Take out what your course does not ask for.
"""

# ruff: noqa: F821  (`submission` is put here before this file runs)

import itertools
import math

import numpy as np

FILES = {
    "backprop_numpy": "layers.py",
    "softmax_cross_entropy_numpy": "layers.py",
    "batch_norm_numpy": "layers.py",
    "conv_numpy": "layers.py",
    "lstm_numpy": "rnn_layers.py",
    "optimizers_numpy": "optim.py",
}

# What the hints of the exercises say of their own conventions, in this one's.
HINTS = {
    "momentum_reversed": "momentum weighs the new running statistic: that is PyTorch's convention. Here it weighs the old.",
    "running_statistics_never_written": "The running statistics stay as they were: write the new ones into bn_param.",
    "momentum_adds_up_uphill": "The velocity goes uphill: v = momentum * v - learning_rate * dw, and then w + v.",
    **{
        f"gates_{i}_{f}_{g}_{o}": f"Your gates stand in the order {i}, {f}, {o}, {g}; here it is i, f, o, g. Look at which "
        "columns of the weights each gate takes, and whether two gates have changed roles."
        for i, f, g, o in itertools.permutations("ifgo")
    },
}


# Fully connected layers: the same names, the same conventions.


def affine_forward(x, w, b):
    return submission.affine_forward(x, w, b)


def affine_backward(dout, cache):
    return submission.affine_backward(dout, cache)


def relu_forward(x):
    return submission.relu_forward(x)


def relu_backward(dout, cache):
    return submission.relu_backward(dout, cache)


def mlp_loss_and_gradients(x, y, params):
    """A TwoLayerNet of these sizes and weights; its parameters are called W1, b1, W2 and b2."""
    sizes = x.shape[1], *params["w2"].shape
    net = submission.TwoLayerNet(*sizes)
    net.params = {name.replace("w", "W"): values for name, values in params.items()}
    match net.loss(x, y):
        case (loss, {**grads}):
            return loss, {str(name).replace("W", "w"): values for name, values in grads.items()}
        case other:
            return other


# The loss: the forward pass returns the gradient too.


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    if label_smoothing:
        raise NotImplementedError("softmax_loss has no label smoothing")
    match submission.softmax_loss(logits, targets):
        case (loss, gradient):
            return loss, (gradient,)
        case other:
            return other


def cross_entropy_backward(cache):
    (gradient,) = cache
    return gradient


# Batch normalization: settings and running statistics in one dict; a function of its own for images.


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    """bn_param's momentum weighs the old statistic, and its running variance is biased: both are converted."""
    if running["var"].dtype != x.dtype:
        raise NotImplementedError("running statistics have the dtype of x")
    forward = submission.batchnorm_forward if x.ndim == 2 else submission.spatial_batchnorm_forward
    bn_param = {"mode": "train" if training else "test", "momentum": 1.0 - momentum, "eps": eps}
    bn_param |= {f"running_{name}": values for name, values in running.items()}
    kept = (1.0 - momentum) * running["var"]
    answer = forward(x, gamma, beta, bn_param)
    running["mean"], running["var"] = bn_param["running_mean"], bn_param["running_var"]
    values = x.size // x.shape[1]  # per channel
    if training and np.shape(running["var"]) == kept.shape:
        running["var"] = kept + (running["var"] - kept) * (values / (values - 1))
    return answer


def batch_norm_backward(dout, cache):
    return (submission.batchnorm_backward if dout.ndim == 2 else submission.spatial_batchnorm_backward)(dout, cache)


# Convolution and pooling: stride and padding are one number for both axes.


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _slid(forward, x, stride, padding=(0, 0)):
    """What `forward(x, stride, pad)` returns, for strides and paddings that may differ between the axes.

    It is asked with the largest stride that leads to all the windows, of which those between are cut out, and with the
    padding that both axes have, beside zeros for the rest. What was cut and added is put into the cache.
    """
    step, pad = math.gcd(*stride), min(padding)
    rows, columns = (size // step for size in stride)
    more = [(0, 0), (0, 0), *((size - pad, size - pad) for size in padding)]
    match forward(np.pad(x, more) if padding[0] != padding[1] else x, step, pad):
        case (np.ndarray(ndim=4) as out, cache):
            return out[:, :, ::rows, ::columns], (cache, out.shape, (rows, columns), padding)
        case other:
            return other


def _upstream(dout, shape, apart):
    """dout where the windows between were not cut out: 0 for those."""
    if apart == (1, 1):
        return dout
    full = np.zeros(shape, dout.dtype)
    full[:, :, :: apart[0], :: apart[1]] = dout
    return full


def conv2d_forward(x, w, b, stride=1, padding=0):
    def forward(x, stride, pad):
        return submission.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})

    return _slid(forward, x, _pair(stride), _pair(padding))


def conv2d_backward(dout, cache):
    cache, shape, apart, (top, left) = cache
    match submission.conv_backward_naive(_upstream(dout, shape, apart), cache):
        case (np.ndarray(ndim=4) as dx, dw, db):
            top, left = top - min(top, left), left - min(top, left)
            return dx[:, :, top : dx.shape[2] - top, left : dx.shape[3] - left], dw, db
        case other:
            return other


def max_pool2d_forward(x, kernel, stride=None):
    height, width = _pair(kernel)

    def forward(x, stride, _):
        return submission.max_pool_forward_naive(x, {"pool_height": height, "pool_width": width, "stride": stride})

    return _slid(forward, x, _pair(kernel if stride is None else stride))


def max_pool2d_backward(dout, cache):
    cache, shape, apart, _ = cache
    return submission.max_pool_backward_naive(_upstream(dout, shape, apart), cache)


# LSTM: weights stand in columns, in the gate order i, f, o, g; a sequence starts from cell state 0 and returns no gradient
# for it.


def _gates(rows):
    """Rows in the order i, f, g, o in the order i, f, o, g, and the other way round."""
    i, f, third, fourth = np.split(rows, 4)
    return np.concatenate([i, f, fourth, third])


def _weights(w_ih, w_hh, b):
    return _gates(w_ih).T, _gates(w_hh).T, _gates(b)


def _weight_gradients(*columns):
    return tuple(_gates(values.T) if np.ndim(values) in (1, 2) else values for values in columns)


def lstm_step_forward(x, h, c, w_ih, w_hh, b):
    return submission.lstm_step_forward(x, h, c, *_weights(w_ih, w_hh, b))


def lstm_step_backward(dh_next, dc_next, cache):
    match submission.lstm_step_backward(dh_next, dc_next, cache):
        case (dx, dh, dc, *columns):
            return dx, dh, dc, *_weight_gradients(*columns)
        case other:
            return other


def lstm_forward(x, h0, c0, w_ih, w_hh, b):
    if c0.any():
        raise NotImplementedError("a sequence starts from cell state 0")
    return submission.lstm_forward(x, h0, *_weights(w_ih, w_hh, b))


def lstm_backward(dh, cache):
    match submission.lstm_backward(dh, cache):
        case (dx, dh0, *columns):
            return dx, dh0, None, *_weight_gradients(*columns)
        case other:
            return other


# Optimizers: functions of one parameter, which return its next value and their state in a dict `config`.


class _Rule:
    def __init__(self, rule, **config):
        self._rule, self._config, self._configs = rule, config, {}

    def step(self, params, grads):
        for name, w in params.items():
            config = self._configs.setdefault(name, dict(self._config))
            match getattr(submission, self._rule)(w, grads[name], config):
                case (next_w, dict() as next_config):
                    w[...], self._configs[name] = next_w, next_config
                case other:
                    form = type(other).__name__
                    raise TypeError(f"{self._rule} returned a {form}: expected the next w and config")


def SGD(lr=1e-3):
    return _Rule("sgd", learning_rate=lr)


def Momentum(lr=1e-3, mu=0.9):
    return _Rule("sgd_momentum", learning_rate=lr, momentum=mu)


def RMSprop(lr=1e-2, alpha=0.99, eps=1e-8):
    return _Rule("rmsprop", learning_rate=lr, decay_rate=alpha, epsilon=eps)


def Adam(lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    return _Rule("adam", learning_rate=lr, beta1=betas[0], beta2=betas[1], epsilon=eps)
