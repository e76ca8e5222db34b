"""The encoder: texts to unit vectors, by any sentence-transformers model.

This module owns sentence-transformers, torch and huggingface-hub. They take seconds to import, so they are
imported where a model is loaded: importing this module stays cheap for commands that need no model.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.bundled_model import ensure_bundled_model, recorded_digests, sha256_of
from indexer.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Task = Literal["query", "document"]

BUNDLED = "bundled"
# Longer than an average token of any model, and far shorter than what would make the tokenizer slow.
_CHARS_PER_TOKEN = 32
_DEFAULT_MAX_TOKENS = 512
# What windows of a long text are put together from: a word, or a stretch of one without end, and the space behind it
_PIECE = re.compile(r"\S{1,32}\s*")
# How much of the limit the opening lines may take in each window, and how much two windows share
_OPENING_SHARE, _OVERLAP_SHARE = 1 / 8, 1 / 4
# Goes into the fingerprint: vectors made in another way are not mixed with these.
_METHOD = "long texts in windows, 1"
_E5_PROMPTS: Mapping[Task, str] = {"query": "query: ", "document": "passage: "}
_PROMPT_NAMES: Mapping[Task, tuple[str, ...]] = {"query": ("query",), "document": ("document", "passage", "corpus")}
_MODEL_SUFFIXES = frozenset({".json", ".safetensors", ".bin", ".model", ".txt", ".jinja"})
_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


class Encoder(Protocol):
    """Turns texts into unit vectors, float32, one row a text."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...

    def encode_query(self, text: str) -> Vectors: ...


class SentenceTransformerEncoder:
    """An ``Encoder`` over a loaded sentence-transformers model; safe to use from several threads."""

    def __init__(
        self,
        model: SentenceTransformer,
        *,
        name: str,
        fingerprint: str,
        batch_size: int = 32,
        bfloat16: bool = False,
    ) -> None:
        self._model = model.eval()
        self._name = name
        self._fingerprint = fingerprint
        self._batch_size = batch_size
        self._bfloat16 = bfloat16
        self._prompts = prompts_of(model.prompts, name)
        limit = model.max_seq_length or _DEFAULT_MAX_TOKENS
        # A model without attention has no limit, and is given as much as another.
        self._max_tokens = int(limit) if math.isfinite(limit) else _DEFAULT_MAX_TOKENS
        self._max_chars = _CHARS_PER_TOKEN * self._max_tokens
        # No tokenizer promises to be safe between threads, and a query takes it a fraction of a millisecond.
        self._tokenizing = threading.Lock()
        # One text through all of it: a damaged model fails here and not in the middle of a build.
        self._dimensions: int = self.encode_query("").shape[0]

    @property
    def name(self) -> str:
        """The name the model was asked for by."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the digests of weights, tokenizer and configuration, and how long texts are read."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (texts, dimensions).

        What exceeds the model's limit is read in windows: its vector is the mean of theirs, each of length 1.
        """
        firsts, cut = self._encode(texts)
        vectors = unit_vectors(firsts)
        later = [(index, window) for index in cut for window in self._later_windows(texts[index])]
        if later:
            indices = sorted({index for index, _ in later})
            np.add.at(
                vectors, [index for index, _ in later], unit_vectors(self._encode([text for _, text in later])[0])
            )
            vectors[indices] = unit_vectors(vectors[indices])
        return vectors

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a query, shape (dimensions,); what exceeds the model's limit is cut."""
        return unit_vectors(self._forward(self._features([text], "query"), "query")).reshape(-1)

    def _encode(self, texts: Sequence[str]) -> tuple[Vectors, list[int]]:
        """The vectors of passages, each cut at the limit, and the places of those that reach it."""
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

    def _reaches(self, tokens: int, text: str) -> bool:
        return tokens >= self._max_tokens or len(text) > self._max_chars

    def _later_windows(self, text: str) -> list[str]:
        """What follows on the first window of a long text, in windows that overlap; its opening lines in each.

        The opening lines of a passage tell where it stands.
        """
        pieces = _PIECE.findall(_encodable(text))
        with self._tokenizing:
            tokens = self._model.tokenizer([piece.strip() for piece in pieces], add_special_tokens=False)["input_ids"]
        counts = [len(of_piece) for of_piece in tokens]
        opening = _opening_pieces(pieces, counts, int(_OPENING_SHARE * self._max_tokens))
        around = _token_counts(self._features([""], "document"), 1)[0] + sum(counts[:opening])
        spans = window_spans(counts[opening:], self._max_tokens - around, int(_OVERLAP_SHARE * self._max_tokens))
        head, body = "".join(pieces[:opening]), pieces[opening:]
        return [head + "".join(body[start:end]) for start, end in spans[1:]]

    def _features(self, texts: Sequence[str], task: Task) -> dict[str, Any]:
        """What the model is given for the texts, each cut at the limit."""
        with self._tokenizing:
            return self._model.preprocess(
                [_clean(text, self._max_chars) for text in texts], prompt=self._prompts[task], task=task
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


def load_encoder(model: str, cache_dir: Path, *, online: bool = False, batch_size: int = 32) -> Encoder:
    """The encoder named ``model``: "bundled", the path of a model folder, or a name on the model hub.

    Only ``online`` lets it ask the network. Raises ``ModelError`` (in Swedish) when there is no such model here.
    """
    _set_environment(online)
    location = str(ensure_bundled_model(cache_dir)) if model == BUNDLED else _location_of(model)
    loaded = _load(location, model, online)
    folder = _folder_of(location)
    return SentenceTransformerEncoder(
        loaded,
        name=model,
        # The bundled model was checked against its record just now; anything else is read through once.
        fingerprint=_fingerprint(recorded_digests(folder) if model == BUNDLED else _digests(folder)),
        batch_size=batch_size,
        bfloat16=loaded.device.type == "cpu" and gains_from_bfloat16(),
    )


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


def gains_from_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 numbers in hardware."""
    import torch  # noqa: PLC0415

    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def prompts_of(own: Mapping[str, str | None], name: str) -> dict[Task, str]:
    """What is put before queries and passages: the model's own prompts, else E5's for an E5 model, else nothing."""
    found = {task: next(filter(None, map(own.get, names)), "") for task, names in _PROMPT_NAMES.items()}
    is_e5 = "e5" in re.split(r"[^a-z0-9]+", Path(name).name.lower())
    return dict(_E5_PROMPTS) if is_e5 and not any(found.values()) else found


def window_spans(counts: Sequence[int], max_tokens: int, overlap: int) -> list[tuple[int, int]]:
    """Windows over pieces of so many tokens each, as half-open spans, evenly apart.

    A window holds at most ``max_tokens`` tokens, though always a piece. Together they hold all pieces, when none has
    more than ``overlap`` tokens.
    """
    ends = np.cumsum(counts, dtype=np.int64)
    begins = ends - counts
    if len(counts) < 2 or ends[-1] <= max_tokens:
        return [(0, len(counts))]
    # A step, and the rounding up of where it leads to, must not leave a gap.
    number = 1 + math.ceil((ends[-1] - max_tokens) / max(max_tokens - overlap, 1))
    starts = np.searchsorted(begins, np.linspace(0, ends[-1] - max_tokens, number)).clip(max=len(counts) - 1)
    stops = np.searchsorted(ends, begins[starts] + max_tokens, "right")
    return [(start, max(stop, start + 1)) for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def unit_vectors(vectors: NDArray[Any]) -> Vectors:
    """The rows scaled to length 1, float32 and C-contiguous. Raises ``ModelError`` for NaN, infinity or zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ModelError(
            "Språkmodellen gav en vektor som inte går att använda (noll eller inte ett tal). "
            "Modellens filer är troligen skadade: hämta modellen på nytt eller välj en annan med PARAGRAF_MODEL."
        )
    return np.ascontiguousarray(vectors / lengths, dtype=np.float32)


def _token_counts(features: Mapping[str, Any], texts: int) -> list[int]:
    """How many tokens each text has in ``features``; 0 for a model that has no limit and so no mask."""
    mask = features.get("attention_mask")
    return [0] * texts if mask is None else mask.sum(dim=1).tolist()


def _opening_pieces(pieces: Sequence[str], counts: Sequence[int], max_tokens: int) -> int:
    """How many pieces the whole lines at the beginning have that take at most ``max_tokens`` tokens together."""
    ends = accumulate(counts)
    return max(
        (position for position, end in enumerate(ends, 1) if end <= max_tokens and "\n" in pieces[position - 1]),
        default=0,
    )


def _clean(text: str, max_chars: int) -> str:
    """The text without outer space, cut well beyond the model's limit, and free of lone surrogates."""
    return _encodable(text.strip()[:max_chars])


def _encodable(text: str) -> str:
    """The text without lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _set_environment(online: bool) -> None:
    # The hub's library reads these once, when it is first imported.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if not online:
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1")


def _location_of(model: str) -> str:
    """The folder of a model, or its hub name unchanged."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return str(folder)
    if _HUB_NAME.fullmatch(model):
        return model
    raise ModelError(
        f"Modellmappen {model} finns inte. Ange en mapp med en sentence-transformers-modell, ett namn som "
        f"organisation/modell, eller {BUNDLED} för den medföljande (PARAGRAF_MODEL)."
    )


def _load(location: str, name: str, online: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        return SentenceTransformer(location, local_files_only=not online, model_kwargs={"dtype": "float32"})
    except Exception as error:  # a foreign model folder can fail in any way: this is the boundary
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        if online or Path(location).is_dir():
            raise ModelError(f"Modellen {name} kan inte läsas in: {reason}") from error
        raise ModelError(
            f"Modellen {name} finns inte på den här datorn. Kör en gång med PARAGRAF_ONLINE=true för att hämta "
            f"den, ange en mapp, eller använd den medföljande (PARAGRAF_MODEL={BUNDLED}). Orsak: {reason}"
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


def _fingerprint(digests: Mapping[str, str]) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(f"{lines}{_METHOD}\n".encode()).hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.suffix in _MODEL_SUFFIXES and path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
