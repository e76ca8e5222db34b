"""Collections asked together: as one index over them all would answer, and nothing of one taken for another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.building import build
from indexer.encoder import Encoder
from indexer.snapshot import open_snapshot
from indexer.tokens import strip_diacritics
from service.base.types import Answer, Filters, Query
from service.engine.engine import Engine
from service.engine.opening import joined_engine
from service.register.meetings import MeetingQuery
from service.register.people import PersonQuery
from service.retrieval.snapshot_store import SnapshotStore
from tests.small_corpus import Paper, indexed_engine, settings_for, write_corpus
from tests.stores import PLACES, kept_in

NORTH, EAST, SOUTH = "Region Norrland", "Mellanköpings kommun", "Söderköpings kommun"
MATTERS = ("bron", "simhallen", "bussarna", "biblioteket", "parken", "hamnen", "skolan", "taxan")
DAY = date(2025, 6, 1)


def minutes(organisation: str, body: str, month: int, start: int) -> Paper:
    """Minutes of one meeting with three matters."""
    chosen = [MATTERS[(start + number) % len(MATTERS)] for number in range(3)]
    paragraphs = [
        f"§ {month * 10 + number} Upprustning av {matter}\n\n"
        f"Dnr {organisation[:2].upper()} 2024/{start * 7 + number}\n\n"
        f"Ärendebeskrivning\n\n{body} har berett frågan om {matter} och kostnaden för {matter} under {month} möten.\n\n"
        f"Beslut\n\n{body} beslutar att rusta upp {matter} för {start * 10 + number} mnkr.\n"
        for number, matter in enumerate(chosen)
    ]
    name = f"{organisation.removeprefix('Region ').split()[0].lower()}-{body.lower()}-{month:02}"
    return Paper(strip_diacritics(name), "\n".join(paragraphs), organisation, body, date=f"2024-{month:02}-11")


NORTHERN = [minutes(NORTH, "Regionstyrelsen", month, month) for month in range(1, 7)]
BODIES = ("Kommunstyrelsen", "Byggnadsnämnden")
SOUTHERN = [minutes(SOUTH, body, month, 3 * month) for month in range(1, 5) for body in BODIES]
EASTERN = [minutes(EAST, body, month, 5 * month) for month in range(2, 5) for body in BODIES]
QUESTIONS = (
    "Vad beslutades om bron?",
    "Vad kostar upprustningen av simhallen?",
    "Vad beslutade Regionstyrelsen om bussarna i mars 2024?",
    "Vad beslutade Kommunstyrelsen i Söderköpings kommun om hamnen?",
    "Vad beslutades i § 21?",
    "Vad beslutades i § 21 den 11 februari 2024?",
    "Vad gäller i ärendet RE 2024/14?",
    "Vad gäller i ärendet SÖ 2024/21?",
    "Vad hände med «rusta upp parken»?",
    "Hur många beslut tog Byggnadsnämnden?",
    "Vilka beslut finns om biblioteket?",
    "Vad beslutades om simhalen?",
    "Vad beslutades om rymdfärjan?",
    "När sammanträdde Kommunstyrelsen senast?",
    "upprustning taxan mnkr",
)
FILTERS = (Filters(), Filters(organisation=SOUTH), Filters(body="Byggnadsnämnden"), Filters(date_from=date(2024, 3, 1)))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Engine:
    """The engine over one index of everything."""
    return indexed_engine(tmp_path_factory.mktemp("en"), NORTHERN + EASTERN + SOUTHERN, hashed_encoder, lambda: DAY)


@pytest.fixture(scope="module", params=PLACES)
def together(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder
) -> Iterator[Engine]:
    """The engine over three collections of the same documents, in folders or each in a database of its own."""
    folder = tmp_path_factory.mktemp("flera")
    parts = {"norr": NORTHERN, "oster": EASTERN, "soder": SOUTHERN}
    with kept_in(request.param):
        engines = {name: indexed_engine(folder / name, papers, hashed_encoder) for name, papers in parts.items()}
        yield joined_engine(engines, settings_for(folder), lambda: DAY)


def plain(name: str) -> str:
    return name.partition("~")[0]


def hits(engine: Engine, query: Query) -> list[tuple[str, str, int, float]]:
    found = engine.search(query).hits
    return [(plain(hit.document.id), hit.passage, hit.start, round(hit.score, 6)) for hit in found]


def said(answer: Answer) -> tuple[object, ...]:
    quotes = [(plain(each.document.id), each.quote, each.quote_start) for each in answer.citations]
    return answer.status, answer.text, answer.reason, quotes, answer.plan, round(answer.confidence, 6), answer.facets


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_they_rank_and_answer_as_one_index_over_all_of_them(
    one: Engine, together: Engine, question: str, filters: Filters
) -> None:
    query = Query(question, filters, 50)
    assert hits(together, query) == hits(one, query)
    assert hits(one, query) or "rymdfärjan" in question or filters != Filters()
    assert together.search(query).facets == one.search(query).facets
    assert said(together.ask(question, filters)) == said(one.ask(question, filters))


def test_what_is_counted_and_corrected_is_that_of_one_index(one: Engine, together: Engine) -> None:
    ours, theirs = together._store, one._store
    assert ours.null_distribution.mean == pytest.approx(theirs.null_distribution.mean, abs=1e-6)
    assert ours.null_distribution.deviation == pytest.approx(theirs.null_distribution.deviation, abs=1e-6)
    tokens = ["bron", "upprust", "mnkr", "finns-inte"]
    assert ours.idf(tokens) == theirs.idf(tokens)
    for word in ("simhalen", "biblotektet", "upprusning", "parkenn", "regionstyrelse"):
        assert ours.correct_spelling(word) == theirs.correct_spelling(word)


SAME = (
    "§ 7 {matter}\n\nDnr 24RS7\n\nBeslut\n\nStyrelsen beslutar att {deed}.\n\n"
    "Reservation\n\nEva Lind (S) reserverar sig.\n"
)


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Engine:
    """Two collections in which everything has the same name: file, organisation, body, day, § and case number."""
    folder = tmp_path_factory.mktemp("namnar")
    texts = {"ena": ("Fiskhallen", "köpa fiskhallen för 5 mnkr"), "andra": ("Vedboden", "riva vedboden för 9 mnkr")}
    papers = {
        name: Paper("protokoll", SAME.format(matter=matter, deed=deed), NORTH, "Styrelsen")
        for name, (matter, deed) in texts.items()
    }
    engines = {name: indexed_engine(folder / name, [paper], hashed_encoder) for name, paper in papers.items()}
    return joined_engine(engines, settings_for(folder), lambda: DAY)


def test_what_has_the_same_name_in_two_collections_is_two_things(namesakes: Engine) -> None:
    total, documents = namesakes.documents(Filters(), 10, 0)
    assert (total, {each.id for each in documents}) == (2, {"protokoll~andra", "protokoll~ena"})
    assert namesakes.meetings(MeetingQuery())[0] == 2
    strands = namesakes.case("24RS7").strands
    assert [len(strand.treatments) for strand in strands] == [1, 1]
    assert {strand.treatments[0].document.collection for strand in strands} == {"ena", "andra"}
    people = namesakes.people(PersonQuery())[1]
    assert len({person.id for person in people}) == len(people)
    for word, sum_, other in (("fiskhallen", "5 mnkr", "9 mnkr"), ("vedboden", "9 mnkr", "5 mnkr")):
        answer = namesakes.ask(f"Vad beslutades om {word}?")
        assert sum_ in answer.text
        assert other not in answer.text
        own = answer.citations[0].document.id
        filtered = namesakes.search(Query("§ 7", Filters(document_id=own))).hits
        assert {hit.document.id for hit in filtered} == {own}
    with pytest.raises(Exception, match="Flera handlingar kan vara den som menas"):
        namesakes.document("protokoll")


def test_an_index_that_is_alone_is_asked_by_its_own_ids_too(together: Engine) -> None:
    _, documents = together.documents(Filters(), 1, 0)
    assert together.document(plain(documents[0].id)).id == documents[0].id
    store, document = together._store, documents[0]
    passages = [each for section in document.sections for each in store.matter(document.id, section.id)]
    assert {each.document_id for each in passages} == {documents[0].id}


def test_words_are_counted_when_the_index_is_built(tmp_path: Path, hashed_encoder: Encoder) -> None:
    write_corpus(tmp_path, NORTHERN)
    build(settings_for(tmp_path), hashed_encoder)
    snapshot = open_snapshot(tmp_path / "index")
    counted = SnapshotStore(replace(snapshot, word_counts=None)).word_counts()
    assert SnapshotStore(replace(snapshot, passages=())).word_counts() == counted != Counter()
