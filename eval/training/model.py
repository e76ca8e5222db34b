"""The reader in PyTorch: the bundled encoder over question and passage together, and a score for each unit.

A unit's score is its cosine with the question, both read in the light of each other, times a scale, plus a linear
term; beside the units stands «the passage does not tell», scored from the first token. With a linear term alone
nothing was learned from thousands of questions: the cosine is what the encoder can do before it is taught.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from indexer.reader_inputs import ReaderInputs

_FIRST_SCALE, _FIRST_LEVEL = 20.0, 0.8
_SMALL = 0.002
# Written for a unit without tokens: never chosen, and still a number.
UNREAD = -1e4


class ReaderModel(nn.Module):
    """Scores of «does not tell» (rows,) and of each unit (rows, units), as logits."""

    def __init__(self, encoder_folder: Path) -> None:
        super().__init__()
        # Less than two passes are made, and dropout would double their time: drawing is slow on a processor, and
        # inside attention it rules out the fused kernel.
        self.bert = AutoModel.from_pretrained(
            encoder_folder,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
            dtype=torch.float32,
        )
        size = self.bert.config.hidden_size
        self.unit = nn.Linear(size, 1)
        self.null = nn.Linear(size, 1)
        self.pq = nn.Linear(size, size, bias=False)
        self.pu = nn.Linear(size, size, bias=False)
        self.scale = nn.Parameter(torch.tensor(_FIRST_SCALE))
        self.level = nn.Parameter(torch.tensor(_FIRST_LEVEL))
        for layer in (self.unit, self.null):
            nn.init.normal_(layer.weight, std=_SMALL)
            nn.init.zeros_(layer.bias)
        for layer in (self.pq, self.pu):
            nn.init.eye_(layer.weight)

    def forward(self, tokens: Tensor, mask: Tensor, question: Tensor, units: Tensor) -> tuple[Tensor, Tensor]:
        """The logits of «does not tell» and of the units; ``UNREAD`` for a unit without tokens."""
        hidden = self.bert(input_ids=tokens, attention_mask=mask).last_hidden_state.float()
        asked = self.pq(torch.einsum("bl,bld->bd", question, hidden))
        pooled = torch.einsum("bul,bld->bud", units, hidden)
        cosine = torch.cosine_similarity(self.pu(pooled), asked.unsqueeze(1), dim=2)
        scores = self.scale * cosine + self.unit(pooled).squeeze(2)
        null = self.scale * self.level + self.null(hidden[:, 0]).squeeze(1)
        return null, scores.masked_fill(units.sum(2) == 0, UNREAD)

    def freeze(self, layers: int) -> None:
        """Keep the embeddings, which are shared with the encoder, and the first ``layers`` layers as they are."""
        for module in (self.bert.embeddings, *self.bert.encoder.layer[:layers]):
            for parameter in module.parameters():
                parameter.requires_grad = False

    def own_state(self) -> dict[str, Tensor]:
        """Every weight but the embeddings."""
        return {name: weight for name, weight in self.state_dict().items() if "embeddings" not in name}

    def load_own(self, state: Mapping[str, Tensor]) -> None:
        """Take up the weights that ``own_state`` gives. Raises ``ValueError`` when one is missing or foreign."""
        found = self.load_state_dict({name: weight.float() for name, weight in state.items()}, strict=False)
        wrong = [*(name for name in found.missing_keys if "embeddings" not in name), *found.unexpected_keys]
        if wrong:
            raise ValueError(f"weights missing or foreign: {', '.join(sorted(wrong)[:5])}")


def tensors_of(inputs: ReaderInputs, device: torch.device) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The arrays of a batch as the model takes them."""
    arrays = (inputs.tokens, inputs.mask, inputs.question, inputs.units)
    tokens, mask, question, units = (torch.from_numpy(array).to(device) for array in arrays)
    return tokens, mask, question, units


def loss_of(null: Tensor, units: Tensor, rights: Sequence[Sequence[int]]) -> Tensor:
    """Mean over rows of −log of the share that «null and units» give to what is right; null where nothing is."""
    shares = torch.log_softmax(torch.cat([null.unsqueeze(1), units], dim=1), dim=1)
    losses = [
        -torch.logsumexp(shares[row, [1 + place for place in right] or [0]], dim=0) for row, right in enumerate(rights)
    ]
    return torch.stack(losses).mean()
