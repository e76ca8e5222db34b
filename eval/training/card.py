"""The folder of a trained reader: weights, what they belong to, and the model card."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from torch import Tensor

from eval.training.checkpoints import save_weights
from eval.training.examples import DATA_FILES, MORE_QUESTIONS, OWN_WORDS_QUESTIONS
from eval.training.judging import Figures
from eval.training.owners_questions import OWNERS_OWN_WORDS, OWNERS_QUESTIONS
from indexer.files import sha256_of
from indexer.reader import CARD_NAME, READER_WEIGHTS_NAME, ReaderConfig, encoder_digests, write_config
from indexer.reader_inputs import MAX_TOKENS

_ROUNDED = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """How weights came about: the file they began from, settings and length of the run, digests of the data.

    ``mean_with`` is the digest of weights with which those of the run were averaged, half and half.
    """

    init: str | None
    init_digest: str | None
    seed: int
    learning_rate: float
    batch_size: int
    frozen_layers: int
    steps: int
    examples: int
    minutes: float
    data: Mapping[str, str]
    mean_with: str | None = None


def data_digests(folder: Path) -> dict[str, str]:
    """File name to SHA-256 of the training data."""
    own = (MORE_QUESTIONS, OWN_WORDS_QUESTIONS, OWNERS_QUESTIONS, OWNERS_OWN_WORDS)
    files = (*(folder / name for name in DATA_FILES), *own)
    return {file.name: sha256_of(file) for file in files if file.is_file()}


def write_reader(
    weights: Mapping[str, Tensor], out: Path, encoder: Path, origin: Origin, figures: Mapping[str, Figures]
) -> ReaderConfig:
    """Write the folder that ``indexer.reader`` opens, and give its configuration."""
    out.mkdir(parents=True, exist_ok=True)
    save_weights(weights, out / READER_WEIGHTS_NAME)
    sizes = json.loads((encoder / "config.json").read_text("utf-8"))
    config = ReaderConfig(
        sizes["num_hidden_layers"],
        sizes["num_attention_heads"],
        sizes["layer_norm_eps"],
        min(MAX_TOKENS, sizes["max_position_embeddings"]),
        encoder_digests(encoder),
        sha256_of(out / READER_WEIGHTS_NAME),
        {**asdict(origin), "figures": {name: asdict(each) for name, each in figures.items()}},
    )
    write_config(out, config)
    (out / CARD_NAME).write_text(card_text(config, origin, figures), encoding="utf-8")
    return config


def card_text(config: ReaderConfig, origin: Origin, figures: Mapping[str, Figures]) -> str:
    """The model card: what it is, what it was taught with, how well it reads, what it may be used for."""
    return _CARD.format(
        weights=config.weights,
        layers=config.layers,
        max_tokens=config.max_tokens,
        encoder=_list(f"`{name}`: `{digest}`" for name, digest in config.encoder.items()),
        data=_list(f"`{name}`: `{digest}`" for name, digest in origin.data.items()),
        start=f"weights of an earlier training (`{origin.init_digest}`)"
        if origin.init
        else "the encoder's own weights",
        origin=origin,
        minutes=round(origin.minutes),
        mean=f"\nWhat is here is the mean of what came out and of other weights (`{origin.mean_with}`), half and half."
        if origin.mean_with
        else "",
        figures=_table(figures),
    )


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _table(figures: Mapping[str, Figures]) -> str:
    head = ["domain", "answerable", "right unit first", "near misses", "AUC", "other matters", "AUC"]
    rows: list[Sequence[str]] = [head, ["---"] * len(head)]
    for name, each in figures.items():
        counts = (each.answerable, each.near_misses, each.negatives)
        shares = map(_share, (each.unit_at_1, each.near_miss_auc, each.negative_auc))
        rows.append(
            [name, *(text for count, share in zip(counts, shares, strict=True) for text in (str(count), share))]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.{_ROUNDED}f}"


_CARD = """\
---
language: sv
license: mit
base_model: intfloat/multilingual-e5-small
pipeline_tag: question-answering
---

# Paragraf's reader

Given a question and a passage of a Swedish political document, the reader scores each unit of the passage (sentence,
item, list, row) as an answer, beside «the passage does not tell». It is the bundled encoder (multilingual-e5-small,
{layers} layers), fine-tuned to read `query: …` and `passage: context, text` together, up to {max_tokens} tokens.
A unit's score is scale · cosine of the question's and the unit's mean token, each after a matrix of its own, plus a
linear term; the score of «does not tell» comes from the first token. This folder holds the weights without the
embeddings (float16, SHA-256 `{weights}`); those and the
tokenizer are the encoder's, which must have the files

{encoder}

## How it was trained

Started from {start}; learning rate {origin.learning_rate}, falling to 0, batches of {origin.batch_size}, the first
{origin.frozen_layers} layers and the embeddings kept as they are, seed {origin.seed};
{origin.steps} steps over {origin.examples} examples in {minutes} minutes of wall time.{mean}
The loss is −log of the share that a softmax over «does not tell» and all units gives to the units that answer; for near
misses, and for questions put to a passage of another matter, to «does not tell». The command is
`paragraf eval train-reader`; the data (SHA-256):

{data}

The questions were written for this project, in everyday Swedish, by writers who saw only the passages: real passages of
Göteborg's minutes and audits (gbg, pdf), government pages (gov), interpellations (ipq), and documents of 27 other
municipalities, regions and associations (kommun). Near misses that the passage does not answer are a third, of the
21,891 written last 38 to 42 of 100. A share of the Swedish SQuAD 2 development set is replayed. SweQUAD-MC, the public
retrieval sets and the development and held-out questions of this project were not trained on, and nothing in this
training was chosen by them.

## How well it reads

On passages held back from this training and from the earlier ones it started from, shortened as
they are in service. «Right unit first»: the share of
answerable questions whose best unit answers. AUC: the chance that an answerable question stands higher than a near
miss, and than a question put to the most alike passage of another matter.

{figures}

## Limits

Plans of boards are few in the training, and summaries of meetings for the public are missing. About one in forty labels
is wrong or dangling. Scores are not probabilities before they are calibrated. It reads Swedish; a few questions are
English. Of a long passage it is given, in training as in service, the units nearest the question (some 600 characters),
with a line on where they stand; earlier trainings gave it whole passages of about 1,500 characters.

## Licences

The encoder is multilingual-e5-small (MIT). The Swedish SQuAD 2 is Apache-2.0, its texts CC BY-SA 4.0. The passages are
public documents (allmänna handlingar); the questions and these weights are the project's own (MIT).
"""
