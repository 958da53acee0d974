# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Ask a distribution for its probabilities."""

import torch


def softened(x):
    return torch.distributions.Categorical(logits=x).probs
