"""Small files that were once read wrong, followed to the register, its files and the answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.building import build
from indexer.encoder import Encoder
from indexer.snapshot import open_snapshot
from service.base.types import ReasonCode
from service.engine.opening import make_engine
from tests.small_corpus import Paper, indexed_engine, settings_for
from tests.test_pages import read
from tests.tiny_service import TinySource, running_client
from tests.word_models import word_models

TRIALS = Path(__file__).resolve().parent / "trials"
Serve = Callable[[str], TestClient]


@pytest.fixture
def serve(tmp_path: Path, hashed_encoder: Encoder) -> Iterator[Serve]:
    """A client of a service over the file of a trial."""
    opened = []

    def over(name: str) -> TestClient:
        (tmp_path / "corpus").mkdir()
        (tmp_path / "corpus" / Path(name).name).write_bytes((TRIALS / name).read_bytes())
        settings = settings_for(tmp_path)
        build(settings, hashed_encoder)
        engine = make_engine(open_snapshot(settings.index_dir), word_models(hashed_encoder), settings)
        opened.append(running_client(TinySource(engine)))
        return opened[-1].__enter__()

    yield over
    for running in opened:
        running.__exit__(None, None, None)


@pytest.mark.parametrize("word", ["revisor", "ledamot", "Revisorer", "ledamöterna"])
def test_a_word_finds_its_other_forms_in_the_register(serve: Serve, word: str) -> None:
    client = serve("bojning/kf.txt")
    assert client.get("/api/v1/decisions", params={"q": word}).json()["total"] == 1
    assert client.get("/api/v1/decisions", params={"q": "lekplats"}).json()["total"] == 0


def test_a_case_number_stays_a_number_in_a_spreadsheet(serve: Serve) -> None:
    client = serve("csv-excel/ks.txt")
    file = client.get("/beslut.csv", params={"ordning": "aldst"}).content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(file, newline=""), delimiter=";"))
    assert [row["Ärendenummer"] for row in found] == ["'2024/12", "'2024:11", "'12/2024"]
    assert {row["Datum"] for row in found} == {"2024-12-03"}
    assert [row["Rubrik"][:11] for row in found] == ["Budget 2025", "'=HYPERLINK", "Ändring"]


def test_a_page_says_how_sure_it_is_whose_a_document_is(serve: Serve) -> None:
    about = read(serve("paragrafformer/kf-2017-09-04.txt"), path="/dokument/kf-2017-09-04").texts("dd")
    assert about[:4] == [
        "Ekby kommun enligt handlingens början",
        "Kommunfullmäktige enligt handlingens början",
        "Protokoll enligt handlingens början",
        "4 september 2017 enligt handlingens början",
    ]


def test_a_page_says_what_a_document_does_not_tell(tmp_path: Path, hashed_encoder: Encoder) -> None:
    settings = settings_for(tmp_path)
    folder = tmp_path / "corpus" / "alingsas" / "ks"
    folder.mkdir(parents=True)
    (folder / "anteckning.txt").write_text("Bänkarna i parken ska målas om.\n", "utf-8")
    build(settings, hashed_encoder)
    engine = make_engine(open_snapshot(settings.index_dir), word_models(hashed_encoder), settings)
    with running_client(TinySource(engine)) as client:
        about = read(client, path="/dokument/alingsas-ks-anteckning").texts("dd")
    assert about[0] == "Alingsås kommun enligt filens eller mappens namn, inte säkert"
    assert about[3] == "framgår inte av handlingen"


MINUTES = """§ 7 Uppsägning av regionavtalet

Beslut

Regionstyrelsen beslutar att säga upp regionavtalet.
"""
BOARD = """§ 9 Budget för sjukvården

Beslut

Hälso- och sjukvårdsnämnden beslutar att begära mer pengar.
"""


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("Vad beslutade regionstyrelsen 2026 om regionavtalet?", "år 2026"),
        ("Vad beslutade regionstyrelsen i september 2024?", "i september 2024"),
        ("Vad beslutade regionstyrelsen i september 2024 om sjukvården?", "i september 2024"),
    ],
)
def test_a_time_from_which_nothing_of_the_body_is_held_is_said(
    tmp_path: Path, hashed_encoder: Encoder, question: str, when: str
) -> None:
    papers = [
        Paper("styrelsen", MINUTES),
        Paper("namnden", BOARD, body="Hälso- och sjukvårdsnämnden", date="2024-09-04"),
    ]
    engine = indexed_engine(tmp_path, papers, hashed_encoder)
    answer = engine.ask(question)
    assert answer.reason_code is ReasonCode.MEETING_NOT_INDEXED
    assert answer.reason.startswith(f"Det finns inga handlingar här från Regionstyrelsen {when}.")
    assert answer.reason.endswith("Närmast finns sammanträdet den 17 december 2024.")
    held = engine.ask("Vad beslutade regionstyrelsen i december 2024 om regionavtalet?")
    assert held.reason_code is not ReasonCode.MEETING_NOT_INDEXED


def test_what_others_say_that_a_body_did_then_is_held(tmp_path: Path, hashed_encoder: Encoder) -> None:
    told = (
        "§ 3 Regionavtalet\n\nTidigare behandling\n\nRegionstyrelsen 2024-09-10, § 55.\n\n"
        "Beslut\n\nRegionfullmäktige beslutar att säga upp regionavtalet.\n"
    )
    papers = [Paper("styrelsen", MINUTES), Paper("fullmaktige", told, body="Regionfullmäktige")]
    answer = indexed_engine(tmp_path, papers, hashed_encoder).ask(
        "Vad beslutade regionstyrelsen i september 2024 om regionavtalet?"
    )
    assert answer.reason_code is not ReasonCode.MEETING_NOT_INDEXED


def test_an_extract_whose_owner_could_not_be_told_may_be_of_the_organisation_asked_about(
    tmp_path: Path, hashed_encoder: Encoder
) -> None:
    extract = Paper("utdrag", BOARD, organisation=None, kind="extract", date="2024-11-05")
    engine = indexed_engine(tmp_path, [Paper("styrelsen", MINUTES), extract], hashed_encoder)
    answer = engine.ask("Vad beslutade regionstyrelsen i Region Norrland den 5 november 2024 om pengar?")
    assert answer.reason_code is not ReasonCode.MEETING_NOT_INDEXED
    of_another = engine.ask("Vad beslutade regionstyrelsen i Region Norrland den 6 november 2024 om pengar?")
    assert of_another.reason_code is ReasonCode.MEETING_NOT_INDEXED
