"""Mistakes in `CausalModel`, torch part, by the check that catches each."""

from grader import Mistakes, text

m = Mistakes("torch")
SELF_POSITIONS_PLACES = text("self.positions(places)")
SELF_HEAD_SELF = text("self.head(self.norm(self.block(x, causal)))")
CAUSAL = text("causal = places[:, None] >= places")

with m.fails("model_has_its_parts"):
    m("positions_as_bare_parameter",
      "positions is a parameter of its own, so its name in the state is another one. Here it is an nn.Embedding.",
      text("self.positions = nn.Embedding(length, embed_dim)") >> "self.positions = nn.Parameter(torch.randn(length, embed_dim))",
      SELF_POSITIONS_PLACES >> "self.positions[places]")
    m("no_final_norm",
      "There is no normalization between block and head. With pre-norm nothing else has tamed what comes out of the sums.",
      text("self.norm = nn.LayerNorm(embed_dim)") >> "", SELF_HEAD_SELF >> "self.head(self.block(x, causal))")
    m("head_tied_to_tokens", "The head shares its weight with the token embedding, as in GPT-2. Here it has one of its own.",
      text("self.head = nn.Linear(embed_dim, vocabulary)") >> """self.head = nn.Linear(embed_dim, vocabulary)
        self.head.weight = self.tokens.weight""")

with m.fails("model_scores_the_next_token_from_the_past"):
    m("model_looks_ahead",
      "The block gets no mask, so every place sees the very tokens that it has to predict: training goes splendidly, writing "
      "fails.",
      text("self.block(x, causal)") >> "self.block(x)")
    m("model_sees_one_token_ahead",
      "Every place sees one token ahead: the very token that it has to predict. Stop at the diagonal.",
      CAUSAL >> "causal = places[:, None] >= places - 1")
    m("model_hides_its_own_token",
      "A place may not attend to its own token: the diagonal is hidden. It sees itself and what came before.",
      CAUSAL >> "causal = places[:, None] > places")
    m("model_sees_the_future_only",
      "The causal mask is transposed: places see the future and not the past. Rows are queries, columns are keys.",
      CAUSAL >> "causal = places[:, None] <= places")
    m("model_without_positions",
      "The vectors of the places are not added. Without them attention cannot tell the order of what it sees.",
      text("self.tokens(tokens) + self.positions(places)") >> "self.tokens(tokens) + 0.0 * self.positions(places)")
    m("tokens_scaled_up",
      "The vectors of the tokens are multiplied by sqrt(E), as in the paper of 2017. Here they are added as they are.",
      text("self.tokens(tokens) + ") >> "self.tokens(tokens) * self.tokens.embedding_dim**0.5 + ")
    m("model_gives_probabilities", "The model returns probabilities. It returns logits: the cross-entropy has the softmax in it.",
      text("return self.head(self.norm(self.block(x, causal)))")
      >> "return self.head(self.norm(self.block(x, causal))).softmax(dim=-1)")
    m("final_norm_forgotten", "What the block returns goes to the head without passing norm.",
      SELF_HEAD_SELF >> "self.head(self.block(x, causal))")

with m.fails("trains_like_the_reference_model"):
    m("positions_not_learned",
      "The vectors of the places are cut from the graph, so they stay as they started. They are learned like those of the "
      "tokens.",
      SELF_POSITIONS_PLACES >> "self.positions(places).detach()")

with m.fails("trains_to_sort"):
    m("mask_of_first_length",
      "The causal mask is made at the first call and kept, so it fits sequences of that length only. When the model writes, "
      "they begin shorter: make the mask for T, or cut it to T.",
      CAUSAL >> """if not hasattr(self, "causal"):
            self.causal = places[:, None] >= places
        causal = self.causal""")

with m.fails("layers_keep_axes_of_length_one"):
    m("logits_squeezed",
      "squeeze() removes every axis of length one from the logits, also that of a single text or token. The logits are "
      "(N, T, vocabulary), also if N or T is 1.",
      SELF_HEAD_SELF >> "self.head(self.norm(self.block(x, causal))).squeeze()")
