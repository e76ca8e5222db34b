"""Any sentence-transformers model as an encoder, in PyTorch; also on a graphics card.

This module owns sentence-transformers and huggingface-hub. They take seconds to import and may be missing in a slim
install, so they are imported where a model is loaded.
"""

from __future__ import annotations

import math
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from indexer.errors import ModelError
from indexer.files import sha256_of
from indexer.windowed_encoder import WindowedEncoder
from indexer.windows import Vectors, clean, unit_vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Task = Literal["query", "document"]

_DEFAULT_MAX_TOKENS = 512
_E5_PROMPTS: Mapping[Task, str] = {"query": "query: ", "document": "passage: "}
_PROMPT_NAMES: Mapping[Task, tuple[str, ...]] = {"query": ("query",), "document": ("document", "passage", "corpus")}
_MODEL_SUFFIXES = frozenset({".json", ".safetensors", ".bin", ".model", ".txt", ".jinja"})
_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


class SentenceTransformerEncoder(WindowedEncoder):
    """An ``Encoder`` over a loaded sentence-transformers model; safe to use from several threads."""

    # PyTorch shares each batch between all cores by itself.
    side_by_side = 1

    def __init__(
        self,
        model: SentenceTransformer,
        *,
        name: str,
        fingerprint: str,
        batch_size: int = 32,
        bfloat16: bool = False,
    ) -> None:
        limit = model.max_seq_length or _DEFAULT_MAX_TOKENS
        # A model without attention has no limit, and is given as much as another.
        super().__init__(name, fingerprint, int(limit) if math.isfinite(limit) else _DEFAULT_MAX_TOKENS)
        self._model = model.eval()
        self._batch_size = batch_size
        self._bfloat16 = bfloat16
        self._prompts = prompts_of(model.prompts, name)
        # The library sets how its tokenizer cuts and pads at each call: one thread at a time.
        self._tokenizing = threading.Lock()
        # One text through all of it: a damaged model fails here and not in the middle of a build.
        self._dimensions: int = self.encode_query("").shape[0]

    @property
    def backend(self) -> str:
        """What computes passages, and how exactly."""
        return f"pytorch {'bfloat16' if self._bfloat16 else 'float32'}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a query, shape (dimensions,); what exceeds the model's limit is cut."""
        return unit_vectors(self._forward(self._features([text], "query"), "query")).reshape(-1)

    def _encode(self, texts: Sequence[str]) -> tuple[Vectors, list[int]]:
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        cut: list[int] = []
        # Texts of a like length share a batch, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        for start in range(0, len(order), self._batch_size):
            batch = order[start : start + self._batch_size]
            features = self._features([texts[index] for index in batch], "document")
            vectors[batch] = self._forward(features, "document")
            tokens = _token_counts(features, len(batch))
            cut += [index for index, count in zip(batch, tokens, strict=True) if self._reaches(count, texts[index])]
        return vectors, cut

    def _around(self) -> int:
        return _token_counts(self._features([""], "document"), 1)[0]

    def _count(self, texts: list[str]) -> list[int]:
        with self._tokenizing:
            tokens = self._model.tokenizer(texts, add_special_tokens=False)["input_ids"]
        return [len(of_text) for of_text in tokens]

    def _features(self, texts: Sequence[str], task: Task) -> dict[str, Any]:
        """What the model is given for the texts, each cut at the limit."""
        with self._tokenizing:
            return self._model.preprocess(
                [clean(text, self._max_chars) for text in texts], prompt=self._prompts[task], task=task
            )

    def _forward(self, features: dict[str, Any], task: Task) -> Vectors:
        import torch  # noqa: PLC0415
        from sentence_transformers.util import batch_to_device  # noqa: PLC0415

        faster = self._bfloat16 and task == "document"
        with (
            torch.inference_mode(),
            torch.autocast("cpu", dtype=torch.bfloat16) if faster else nullcontext(),
            _on_one_core() if task == "query" else nullcontext(),
        ):
            output = self._model(batch_to_device(features, self._model.device), task=task)
        vectors: Vectors = output["sentence_embedding"].float().cpu().numpy()
        return vectors


def open_library_encoder(
    location: str, name: str, fingerprint_of: Callable[[Path], str], *, online: bool, batch_size: int
) -> SentenceTransformerEncoder:
    """The model in a folder or the hub's cache; only ``online`` lets it ask the network. Raises ``ModelError``."""
    _set_environment(online)
    loaded = _load(location, name, online)
    return SentenceTransformerEncoder(
        loaded,
        name=name,
        fingerprint=fingerprint_of(_folder_of(location)),
        batch_size=batch_size,
        bfloat16=loaded.device.type == "cpu" and gains_from_bfloat16(),
    )


def location_of(model: str) -> str:
    """The folder of a model, or its hub name unchanged. Raises ``ModelError`` when it can be neither."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return str(folder)
    if _HUB_NAME.fullmatch(model):
        return model
    raise ModelError(
        f"Modellmappen {model} finns inte. Ange en mapp med en sentence-transformers-modell, ett namn som "
        "organisation/modell, eller bundled för den medföljande (PARAGRAF_MODEL)."
    )


def digests_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a model folder that shapes its vectors, by name."""
    files = (path for path in folder.rglob("*") if path.suffix in _MODEL_SUFFIXES and path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def gains_from_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 numbers in hardware."""
    import torch  # noqa: PLC0415

    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def prompts_of(own: Mapping[str, str | None], name: str) -> dict[Task, str]:
    """What is put before queries and passages: the model's own prompts, else E5's for an E5 model, else nothing."""
    found = {task: next(filter(None, map(own.get, names)), "") for task, names in _PROMPT_NAMES.items()}
    is_e5 = "e5" in re.split(r"[^a-z0-9]+", Path(name).name.lower())
    return dict(_E5_PROMPTS) if is_e5 and not any(found.values()) else found


@contextmanager
def _on_one_core() -> Iterator[None]:
    """Let what this thread computes meanwhile stay on one core.

    A query is so short that to share it between cores gains little; where they are busy with something else, each of
    hundreds of small steps would wait for the slowest.
    """
    import torch  # noqa: PLC0415

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _token_counts(features: Mapping[str, Any], texts: int) -> list[int]:
    """How many tokens each text has in ``features``; 0 for a model that has no limit and so no mask."""
    mask = features.get("attention_mask")
    return [0] * texts if mask is None else mask.sum(dim=1).tolist()


def _set_environment(online: bool) -> None:
    # The hub's library reads these once, when it is first imported.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if not online:
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1")


def _load(location: str, name: str, online: bool) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    except ImportError as error:
        raise ModelError(
            f"Modellen {name} körs med sentence-transformers, som inte är installerat här. Kör make install, eller "
            "pip install 'paragraf[modeller]', eller använd den medföljande modellen (PARAGRAF_MODEL=bundled, utan "
            "PARAGRAF_PYTORCH)."
        ) from error
    try:
        return SentenceTransformer(location, local_files_only=not online, model_kwargs={"dtype": "float32"})
    except Exception as error:  # a foreign model folder can fail in any way: this is the boundary
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        if online or Path(location).is_dir():
            raise ModelError(f"Modellen {name} kan inte läsas in: {reason}") from error
        raise ModelError(
            f"Modellen {name} finns inte på den här datorn. Kör en gång med PARAGRAF_ONLINE=true för att hämta "
            f"den, ange en mapp, eller använd den medföljande (PARAGRAF_MODEL=bundled). Orsak: {reason}"
        ) from error


def _folder_of(location: str) -> Path:
    """The folder that a model was loaded from."""
    if Path(location).is_dir():
        return Path(location)
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415

    cached = try_to_load_from_cache(location, "config.json")
    if not isinstance(cached, str):
        raise ModelError(f"Modellen {location} lästes in men dess filer hittas inte. Ange modellens mapp i stället.")
    return Path(cached).parent
