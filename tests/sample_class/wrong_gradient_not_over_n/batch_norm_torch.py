"""Exercise sheet: a BatchNorm layer with running statistics."""
import torch as th


class BatchNorm(th.nn.Module):
    def __init__(s, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        s.eps, s.a = eps, momentum
        s.weight, s.bias = th.nn.Parameter(th.ones(num_features)), th.nn.Parameter(th.zeros(num_features))
        for n, t in ("mean", th.zeros(num_features)), ("var", th.ones(num_features)):
            s.register_buffer("running_" + n, t)
        s.register_buffer("num_batches_tracked", th.tensor(0))

    def forward(s, x):
        y = x.movedim(1, -1)
        m, v = s.running_mean, s.running_var
        if s.training:
            z = y.flatten(0, -2)
            m, v = z.mean(0), z.var(0, correction=0)
            for o, n in (s.running_mean, m), (s.running_var, z.var(0)):
                o.data.lerp_(n.detach(), s.a)
            s.num_batches_tracked += 1
        return ((y - m) * (v + s.eps).rsqrt() * s.weight + s.bias).movedim(-1, 1)
