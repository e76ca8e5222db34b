"""Checkpoints of a training run: weights, optimizer, where it stood; written aside and renamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.optim import Optimizer

from eval.base.errors import EvalError
from eval.training.model import ReaderModel

CHECKPOINT = "checkpoint.pt"
WEIGHTS = "reader.safetensors"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: steps made, the epoch and the batch that come next, seconds spent and examples seen."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    elapsed_s: float = 0.0
    examples: int = 0


def save_checkpoint(folder: Path, model: ReaderModel, optimizer: Optimizer, progress: Progress) -> None:
    """Write all that is needed to go on, and the weights alone in half precision for those who only read."""
    content = {
        "weights": model.own_state(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "progress": asdict(progress),
    }
    aside = folder / f"{CHECKPOINT}.new"
    torch.save(content, aside)
    aside.replace(folder / CHECKPOINT)
    save_weights(model.own_state(), folder / WEIGHTS)


def load_checkpoint(folder: Path, model: ReaderModel, optimizer: Optimizer) -> Progress | None:
    """Take up the checkpoint of a folder; ``None`` when it has none."""
    if not (folder / CHECKPOINT).is_file():
        return None
    content = _read_checkpoint(folder)
    try:
        model.load_own(content["weights"])
        optimizer.load_state_dict(content["optimizer"])
        torch.set_rng_state(content["random"])
        return Progress(**content["progress"])
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, error) from error


def read_progress(folder: Path) -> Progress:
    """Where the run of a folder stood when its weights were written."""
    try:
        return Progress(**_read_checkpoint(folder)["progress"])
    except (KeyError, TypeError) as error:
        raise _unusable(folder, error) from error


def _read_checkpoint(folder: Path) -> dict[str, Any]:
    try:
        return dict(torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=True))
    except (OSError, EOFError, RuntimeError, ValueError, TypeError, UnpicklingError) as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: Exception) -> EvalError:
    return EvalError(f"Kontrollpunkten {folder / CHECKPOINT} går inte att läsa: {error!r}. Börja om i en annan mapp.")


def save_weights(state: Mapping[str, Tensor], path: Path) -> None:
    """Write weights in half precision, aside and renamed."""
    aside = path.with_name(f"{path.name}.new")
    save_file({name: weight.detach().to("cpu", torch.float16).contiguous() for name, weight in state.items()}, aside)
    # The library makes the file for its owner only; weights that are shipped can be read by all.
    aside.chmod(0o644)
    aside.replace(path)


def read_weights(path: Path) -> dict[str, Tensor]:
    """The weights in a file, float32."""
    try:
        return {name: weight.float() for name, weight in load_file(path).items()}
    except Exception as error:  # the library raises a type of its own for each kind of damage
        raise EvalError(f"Vikterna {path} går inte att läsa: {error}") from error


def mean_of(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two sets of weights. Raises ``EvalError`` when they are not of the same model."""
    shapes, others = ({name: weight.shape for name, weight in each.items()} for each in (one, other))
    if shapes != others:
        raise EvalError("Vikterna hör till olika modeller: namnen eller måtten skiljer sig.")
    return {name: (weight + other[name]) / 2 for name, weight in one.items()}


def append_log(folder: Path, row: Mapping[str, Any]) -> None:
    """Add a line to the run's log."""
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_log(folder: Path) -> list[dict[str, Any]]:
    """The lines of the run's log, oldest first."""
    return [json.loads(line) for line in (folder / LOG).read_text("utf-8").splitlines()]
