"""A reader small enough for a test: an encoder with chance weights and a word list, and a reader's weights over it."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from eval.training.model import ReaderModel
from indexer.files import sha256_of
from indexer.model_folder import COMPLETENESS_NAME

TEXT = "query passage : . , nämnd bussar kostar kronor beslutar avslår motion skola avgift höjs sänks vem vad när"
WORDS = TEXT.split()
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def make_encoder(folder: Path, positions: int = 64) -> Path:
    """The folder of an encoder, recorded as the bundled one is."""
    folder.mkdir(parents=True)
    vocabulary = {word: number for number, word in enumerate((*SPECIAL, *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=SPECIAL[3]))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=positions,
        layer_norm_eps=1e-12,
        initializer_range=0.25,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    names = ("model.safetensors", "tokenizer.json", "config.json")
    facts = {name: {"size": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)} for name in names}
    (folder / COMPLETENESS_NAME).write_text(json.dumps({"format_version": 1, "files": facts}))
    return folder


def make_model(encoder: Path) -> ReaderModel:
    """A reader over the encoder with chance weights on top."""
    model = ReaderModel(encoder)
    torch.manual_seed(4)
    with torch.no_grad():
        for layer in (model.unit, model.null, model.pq, model.pu):
            layer.weight.normal_(std=0.3)
        model.unit.bias.fill_(0.4)
        model.null.bias.fill_(-0.2)
    return model.eval()
