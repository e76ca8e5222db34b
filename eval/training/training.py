"""The training loop of the reader: resumable, against a clock, with figures on held passages on the way."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from itertools import count, islice
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.optim import AdamW, Optimizer

from eval.training.batches import Batch, Mixture, epoch_batches
from eval.training.checkpoints import (
    Progress,
    append_log,
    load_checkpoint,
    read_weights,
    save_checkpoint,
)
from eval.training.examples import Example
from eval.training.judging import Figures, Score, judge
from eval.training.model import ReaderModel, loss_of, tensors_of
from indexer.files import sha256_of
from indexer.library_encoder import gains_from_bfloat16
from indexer.reader_inputs import ReaderPassage, encode_pairs, read_tokenizer

_WARM_STEPS = 40
_LOG_EVERY = 25
_CHECKPOINT_EVERY = 200
# A slow machine would otherwise lose an hour of work when it is stopped.
_CHECKPOINT_EVERY_S = 300.0
_JUDGE_EVERY = 400
_JUDGE_BATCH = 8
_MAX_NORM = 1.0
_WEIGHT_DECAY = 0.01
# The scores on top have only begun to learn when the encoder below already can a lot.
_HEADS_FACTOR = 2.0


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How to train. ``minutes`` is wall time over all runs of the folder; the rate falls to 0 at its end."""

    out: Path
    encoder: Path
    init: Path | None = None
    minutes: float | None = None
    epochs: float = 2.0
    learning_rate: float = 3e-5
    batch_size: int = 8
    seed: int = 0
    device: str = "auto"
    threads: int | None = None
    frozen_layers: int = 2
    max_tokens: int = 448


class Trainer:
    """A run in a folder: goes on from the folder's checkpoint if there is one."""

    def __init__(self, settings: TrainingSettings, mixture: Mixture, held: tuple[Example, ...]) -> None:
        self._settings, self._mixture, self._held = settings, mixture, held
        if settings.threads:
            torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        keep_freed_memory()
        self._device = chosen_device(settings.device)
        self._tokenizer = read_tokenizer(settings.encoder, settings.max_tokens)
        self._model = ReaderModel(settings.encoder)
        if settings.init:
            self._model.load_own(read_weights(settings.init))
        self._model.freeze(settings.frozen_layers)
        self._model.to(self._device)
        self._optimizer = _optimizer(self._model, settings.learning_rate)
        settings.out.mkdir(parents=True, exist_ok=True)
        self._progress = load_checkpoint(settings.out, self._model, self._optimizer) or Progress()
        self._saved_at_s = self._progress.elapsed_s
        self._total = self._steps_in_all()

    def run(self) -> dict[str, Figures]:
        """Train to the end and give the figures on the held passages."""
        if not self._progress.step:
            append_log(self._settings.out, {"settings": _described(self._settings)})
            self._judge("start")
        before, started = self._progress.elapsed_s, time.monotonic()
        losses: list[float] = []
        for epoch, place, batch in self._coming():
            done = self._share_done()
            if done >= 1:
                break
            self._set_rate(done)
            losses.append(self._step(batch))
            elapsed, seen = before + time.monotonic() - started, self._progress.examples + len(batch)
            self._progress = Progress(self._progress.step + 1, epoch, place + 1, elapsed, seen)
            self._look_after(losses)
        self._save()
        return self._judge("end")

    def _look_after(self, losses: list[float]) -> None:
        """What is due after a step: a line in the log, a checkpoint, figures on the way."""
        step = self._progress.step
        if step % _LOG_EVERY == 0:
            self._log_losses(losses)
            losses.clear()
        if step % _CHECKPOINT_EVERY == 0 or self._progress.elapsed_s - self._saved_at_s > _CHECKPOINT_EVERY_S:
            self._save()
        if step % _JUDGE_EVERY == 0:
            self._judge("on the way")

    def _steps_in_all(self) -> int:
        batches = len(epoch_batches(self._mixture, self._settings.batch_size, self._settings.seed, 0))
        return max(1, int(self._settings.epochs * batches))

    def _coming(self) -> Iterator[tuple[int, int, Batch]]:
        """The batches that are left, without end, with their epoch and place in it."""
        skipped = self._progress.batch
        for epoch in count(self._progress.epoch):
            batches = epoch_batches(self._mixture, self._settings.batch_size, self._settings.seed, epoch)
            for place, batch in islice(enumerate(batches), skipped, None):
                yield epoch, place, batch
            skipped = 0

    def _share_done(self) -> float:
        if self._settings.minutes is not None:
            return self._progress.elapsed_s / 60 / self._settings.minutes
        return self._progress.step / self._total

    def _set_rate(self, done: float) -> None:
        warm = min(1.0, (self._progress.step + 1) / _WARM_STEPS)
        for group in self._optimizer.param_groups:
            group["lr"] = self._settings.learning_rate * group["factor"] * warm * (1 - done)

    def _step(self, batch: Batch) -> float:
        self._model.train()
        inputs = encode_pairs(self._tokenizer, _pairs(batch))
        # What the limit cut off can be neither chosen nor missed: such a question is left out of this step.
        rights = [tuple(i for i in each.right if read[i]) for each, read in zip(batch, inputs.read, strict=True)]
        kept = [row for row, each in enumerate(batch) if rights[row] or not each.right]
        if not kept:
            return 0.0
        with mixed_precision(self._device):
            null, units = self._model(*tensors_of(inputs, self._device))
        loss = loss_of(null.float()[kept], units.float()[kept], [rights[row] for row in kept])
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_([each for each in self._model.parameters() if each.requires_grad], _MAX_NORM)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return loss.item()

    def _judge(self, when: str) -> dict[str, Figures]:
        started = time.monotonic()
        figures = judge(self._held, scorer(self._model, self._tokenizer, self._device), _JUDGE_BATCH)
        row = {"when": when, "step": self._progress.step, "seconds": round(time.monotonic() - started, 1)}
        append_log(self._settings.out, row | {"figures": {name: asdict(each) for name, each in figures.items()}})
        return figures

    def _log_losses(self, losses: list[float]) -> None:
        progress = replace(self._progress, elapsed_s=round(self._progress.elapsed_s, 1))
        each = progress.elapsed_s / progress.examples
        row = {**asdict(progress), "loss": round(sum(losses) / len(losses), 4), "s_per_question": round(each, 3)}
        append_log(self._settings.out, row)

    def _save(self) -> None:
        self._saved_at_s = self._progress.elapsed_s
        save_checkpoint(self._settings.out, self._model, self._optimizer, self._progress)


class _ModelScorer:
    """Scores of batches by a model, without gradients."""

    def __init__(self, model: ReaderModel, tokenizer: Tokenizer, device: torch.device) -> None:
        self._model, self._tokenizer, self._device = model, tokenizer, device

    def __call__(self, batch: Batch) -> list[Score]:
        self._model.eval()
        inputs = encode_pairs(self._tokenizer, _pairs(batch))
        with torch.inference_mode(), mixed_precision(self._device):
            null, units = self._model(*tensors_of(inputs, self._device))
        return [
            (float(none), tuple(row[: len(each.passage.spans)]))
            for none, row, each in zip(null.tolist(), units.tolist(), batch, strict=True)
        ]


def scorer(model: ReaderModel, tokenizer: Tokenizer, device: torch.device) -> _ModelScorer:
    """What scores batches with ``model``."""
    return _ModelScorer(model, tokenizer, device)


def chosen_device(name: str) -> torch.device:
    """The device of that name; "auto" is the graphics processor where there is one."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(name)


def mixed_precision(device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 where the device multiplies it in hardware."""
    if device.type == "cuda" or gains_from_bfloat16():
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()


def keep_freed_memory() -> None:
    """Let the C library keep what is freed: a batch frees and asks anew for gigabytes, and each page costs a fault."""
    trim_threshold, top_pad, most_mapped = -1, -2, -4
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(most_mapped, 0)
    mallopt(trim_threshold, 2**31 - 1)
    mallopt(top_pad, 2**26)


def _described(settings: TrainingSettings) -> dict[str, object]:
    """The settings as they stand in the log: the weights begun from by name and digest, no other places."""
    init = settings.init
    described = {name: value for name, value in asdict(settings).items() if name not in ("out", "encoder", "init")}
    return described | {"init": init.name if init else None, "init_digest": sha256_of(init) if init else None}


def _pairs(batch: Batch) -> list[tuple[str, ReaderPassage]]:
    return [(each.question, each.passage) for each in batch]


def _optimizer(model: ReaderModel, rate: float) -> Optimizer:
    named = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
    body = [each for name, each in named if name.startswith("bert.")]
    heads = [each for name, each in named if not name.startswith("bert.")]
    groups = [{"params": body, "factor": 1.0}, {"params": heads, "factor": _HEADS_FACTOR}]
    return AdamW(groups, lr=rate, weight_decay=_WEIGHT_DECAY)
