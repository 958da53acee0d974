"""Sheet 5, second half."""
import torch
import torch.nn as nn


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super(BatchNorm, self).__init__()
        # remember the settings
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        # parameters = these are learned
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        # buffers = these are saved but not learned
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        # for images: average over batch, height and width
        if x.dim() == 4:
            axes = [0, 2, 3]
            fit = [1, self.num_features, 1, 1]
        else:
            axes = [0]
            fit = [1, self.num_features]

        if self.training:
            mean = torch.mean(x, dim=axes)
            var = torch.var(x, dim=axes, unbiased=False)
            # the running variance is the other one
            var_unbiased = torch.var(x, dim=axes, unbiased=True)
            # no gradients for the running statistics
            with torch.no_grad():
                self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
                self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var_unbiased
                # count the batches (torch does that)
                self.num_batches_tracked += 1
        else:
            mean = self.running_mean
            var = self.running_var

        # make the shapes fit
        mean = mean.reshape(fit)
        var = var.reshape(fit)
        # normalize
        xhat = (x - mean) / torch.sqrt(var + self.eps)
        # scale and shift
        out = self.weight.reshape(fit) * xhat + self.bias.reshape(fit)
        return out
