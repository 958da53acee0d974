"""Mistakes in `TransformerBlock`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
RETURN_X = text("return x + self.linear2(torch.relu(self.linear1(self.norm2(x))))")
X_LINE = text("x = x + self.self_attn(y, y, y, mask)")
SELF_LINEAR1_SELF = text("self.linear1(self.norm2(x))")
SELF_SELF_ATTN_Y = text("self.self_attn(y, y, y, mask)")

with m.fails("block_has_the_state_of_the_ready_made_layer"):
    m("one_norm_for_both", "Both branches share norm1. Each has a normalization with weights of its own.",
      text("self.norm2 = nn.LayerNorm(embed_dim)") >> "", text("self.norm2(x)") >> "self.norm1(x)")
    m("feed_forward_as_sequential",
      "The two linear layers sit in an nn.Sequential, so their parameters have other names, and states do not fit. Keep them "
      "as linear1 and linear2.",
      text("self.linear1 = nn.Linear(embed_dim, hidden_dim)")
      >> "self.mlp = nn.Sequential(nn.Linear(embed_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, embed_dim))",
      text("self.linear2 = nn.Linear(hidden_dim, embed_dim)") >> "",
      text("self.linear2(torch.relu(self.linear1(self.norm2(x))))") >> "self.mlp(self.norm2(x))")

with m.fails("block_normalizes_before_each_branch"):
    m("post_norm",
      "This is post-norm: normalization after each sum, as in the paper of 2017. Here it stands in front of each branch "
      "(pre-norm), and the sum itself stays as it is.",
      text("""y = self.norm1(x)
        x = x + self.self_attn(y, y, y, mask)""") >> "x = self.norm1(x + self.self_attn(x, x, x, mask))",
      RETURN_X >> "return self.norm2(x + self.linear2(torch.relu(self.linear1(x))))")
    m("residual_from_normalized",
      "The output of attention is added to the normalized features. It is added to x itself, so that something passes the "
      "block unchanged.",
      X_LINE >> "x = y + self.self_attn(y, y, y, mask)")
    m("no_residual_around_attention", "The output of attention takes the place of x. It is added to x.",
      X_LINE >> "x = self.self_attn(y, y, y, mask)")
    m("no_residual_around_feed_forward", "The output of the linear layers takes the place of x. It is added to x.",
      text("return x + self.linear2") >> "return self.linear2")
    m("norm2_forgotten", "The second branch starts from features that are not normalized: norm2 is not used.",
      SELF_LINEAR1_SELF >> "self.linear1(x)")
    m("norm1_used_twice", "The second branch uses norm1 again. It has norm2.", SELF_LINEAR1_SELF >> "self.linear1(self.norm1(x))")
    m("relu_forgotten", "There is no ReLU between linear1 and linear2: together they are one linear map then.",
      text("torch.relu(self.linear1(self.norm2(x)))") >> "self.linear1(self.norm2(x))")
    m("gelu_for_relu",
      "Between linear1 and linear2 stands a GELU, as in GPT and BERT. Here it is a ReLU, as in the paper of 2017.",
      text("torch.relu(") >> "nn.functional.gelu(")
    m("branches_side_by_side",
      "Both branches start from the same x, side by side, as in GPT-J. Here the second one starts from what the first has "
      "added to.",
      RETURN_X >> "return x + self.linear2(torch.relu(self.linear1(self.norm2(x - self.self_attn(y, y, y, mask)))))")
    m("only_queries_normalized",
      "Only the queries are normalized. In self-attention keys and values come from the same normalized features.",
      SELF_SELF_ATTN_Y >> "self.self_attn(y, x, x, mask)")
    m("mask_ignored_by_block", "The block does not pass its mask on to self_attn.", SELF_SELF_ATTN_Y >> "self.self_attn(y, y, y)")

with m.fails("layers_leave_their_inputs_alone"):
    m("x_changed_by_block", "`x += ...` changes the tensor of the caller. Write x = x + ..., which makes a new one.",
      X_LINE >> "x += self.self_attn(y, y, y, mask)")

with m.fails("trains_like_the_reference_model"):
    m("residual_detached",
      "The x to which attention is added is cut from the graph. The direct way past the branches is what carries the gradient "
      "down.",
      X_LINE >> "x = x.detach() + self.self_attn(y, y, y, mask)")
