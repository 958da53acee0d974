"""Sheet 2, first half. Shapes: logits (N, C), targets (N,)."""
# import numpy, everybody calls it np
import numpy as np


# ---------------------------------------------------------
# softmax: turns scores into probabilities
# ---------------------------------------------------------
def softmax(x, axis=-1):
    # find the biggest number (keepdims=True so that the shapes still fit together!!)
    biggest = np.max(x, axis=axis, keepdims=True)
    # subtract it, then the biggest is 0 and e^0 = 1 so nothing can explode
    x -= biggest
    x_small = x
    # e to the power of everything
    e = np.exp(x_small)
    # add them up
    s = np.sum(e, axis=axis, keepdims=True)
    # divide, now they sum to 1
    p = e / s
    return p


# ---------------------------------------------------------
# log_softmax: NOT np.log(softmax(x)) because log(0) is -inf
# ---------------------------------------------------------
def log_softmax(x, axis=-1):
    biggest = np.max(x, axis=axis, keepdims=True)
    x_small = x - biggest
    # log(e^a / s) = a - log(s)
    s = np.sum(np.exp(x_small), axis=axis, keepdims=True)
    result = x_small - np.log(s)
    return result


# ---------------------------------------------------------
# backward of softmax
# ---------------------------------------------------------
def softmax_backward(dout, probs):
    # every output depends on every input, so there is a sum
    # dx_i = p_i * (dout_i - sum_j dout_j p_j)
    s = np.sum(dout * probs, axis=-1, keepdims=True)
    dx = probs * (dout - s)
    return dx


# ---------------------------------------------------------
# cross entropy, forward
# ---------------------------------------------------------
def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    # N = number of examples, C = number of classes
    N = logits.shape[0]
    C = logits.shape[1]
    logp = log_softmax(logits, axis=1)
    # this picks for every row n the column targets[n]
    right_ones = logp[np.arange(N), targets]
    # the normal loss
    normal_loss = -np.sum(right_ones) / N
    # the smoothing loss: every class gets 1/C
    smooth_loss = -np.sum(logp) / (N * C)
    # mix them
    loss = (1 - label_smoothing) * normal_loss + label_smoothing * smooth_loss
    # save for backward
    cache = (logp, targets, label_smoothing)
    return loss, cache


# ---------------------------------------------------------
# cross entropy, backward
# ---------------------------------------------------------
def cross_entropy_backward(cache):
    logp, targets, label_smoothing = cache
    N = logp.shape[0]
    C = logp.shape[1]
    # probabilities minus what we wanted
    # (np.exp makes a new array so I can change it)
    d = np.exp(logp)
    d = d - label_smoothing / C
    d[np.arange(N), targets] = d[np.arange(N), targets] - (1 - label_smoothing)
    # because of the mean!!! (forgot this at first)
    d = d / N
    return d


# ---------------------------------------------------------
# how many are right, between 0 and 1
# ---------------------------------------------------------
def accuracy(logits, targets):
    guess = np.argmax(logits, axis=1)
    right = guess == targets
    # True counts as 1 and False as 0
    return np.mean(right)


if __name__ == "__main__":
    # try it out
    print(softmax(np.array([[1.0, 2.0, 3.0]])))
