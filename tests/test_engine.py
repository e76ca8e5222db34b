"""Searching and asking over one snapshot: slices, filters, errors and what comes with an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexer import model_folder
from indexer.building import build
from indexer.errors import ModelError, WrongVersion
from indexer.snapshot import open_snapshot
from service.base.errors import DocumentNotFound, InvalidQuery, UnknownFilterValue
from service.base.settings import ServiceSettings
from service.base.types import Filters, Query, ReasonCode
from service.engine.engine import Engine
from service.engine.models import ModelCache, encoder_for
from service.engine.opening import make_engine
from service.register.decisions import DecisionQuery
from tests import stores
from tests.small_corpus import Paper, assert_sound, indexed_engine, settings_for, write_corpus

MINUTES = Paper(
    "protokoll",
    """§ 1 Simhallen i Norrby

Beslut

Regionstyrelsen beslutar att bygga en simhall i Norrby.

§ 2 Bron i Norrby

Beslut

Regionstyrelsen beslutar att laga bron i Norrby.

§ 3 Lekplatsen

Beslut

Regionstyrelsen beslutar att riva lekplatsen.
""",
)
SUMMARY = Paper(
    "sammanfattning",
    "Bron i Söderby\n\nHälsonämnden har beslutat att bron i Söderby ska målas.\n",
    organisation="Region Söderland",
    body="Hälsonämnden",
    kind="summary",
    date="2025-03-01",
)
PLAN = Paper("plan", "# Broar\n\nAlla broar ska vara hela.\n", body=None, kind="plan", date=None)


@pytest.fixture(scope="module", params=stores.PLACES, autouse=True)
def place(request):
    """Each test is of the store over a folder and of that over a database."""
    with stores.kept_in(request.param):
        yield


@pytest.fixture(scope="module")
def engine(place, tmp_path_factory, hashed_encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("engine"), [MINUTES, PLAN, SUMMARY], hashed_encoder)


@pytest.fixture(scope="module")
def many(place, tmp_path_factory, hashed_encoder) -> Engine:
    """An engine over 260 passages that all have to do with the same words, more or less."""
    matters = (
        f"§ {number} Bron över bäck {number}\n\nBron över bäck {number} {'är rostig ' * (number % 7)}målas.\n"
        for number in range(1, 261)
    )
    return indexed_engine(tmp_path_factory.mktemp("many"), [Paper("broar", "\n".join(matters))], hashed_encoder)


# Searching


def test_hits_and_citations_know_the_page_that_they_begin_on(tmp_path, hashed_encoder):
    pages = (
        "§ 1 Bron\n\nBeslut\n\nStyrelsen beslutar att bron i Norrby ska målas grön.",
        "§ 2 Hamnen\n\nBeslut\n\nStyrelsen beslutar att hamnen i Söderby ska muddras.",
    )
    engine = indexed_engine(tmp_path, [Paper("protokoll", "\n\n\f".join(pages))], hashed_encoder)
    found = {hit.section.number: hit.page for hit in engine.search(Query("styrelsen beslutar att")).hits}
    assert found == {"§ 1": 1, "§ 2": 2}
    (citation,) = engine.ask("Vad beslutades om hamnen i Söderby?").citations
    assert (citation.section.number, citation.page) == ("§ 2", 2)
    (latest, _) = engine.decisions(DecisionQuery())[1]
    assert latest.treatment.section.number == "§ 1"


def test_hits_are_best_first_with_their_place_and_their_marks(engine):
    result = engine.search(Query("bron i Norrby"))
    first = result.hits[0]
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)
    assert (first.document.id, first.section.number, first.page) == ("protokoll", "§ 2", None)
    assert first.passage == first.document.text[first.start : first.end]
    marked = [first.passage[start:end] for start, end in first.highlights]
    assert marked == ["Bron", "Norrby", "bron", "Norrby"]
    assert first.url == f"/dokument/protokoll?markera={first.start}-{first.end}#markering"
    assert result.query == "bron i Norrby"
    assert result.filters_applied == Filters()
    assert result.snapshot == engine.snapshot
    assert result.took_ms >= 0


def test_facets_count_every_passage_that_was_found_whatever_slice_is_wanted(engine):
    result = engine.search(Query("bron i Norrby", limit=1))
    assert len(result.hits) == 1
    kinds = {each.value: each.count for each in result.facets.kind}
    assert sum(kinds.values()) == result.total
    for kind, count in kinds.items():
        assert engine.search(Query("bron i Norrby", Filters(kind=kind), limit=1)).total == count
    answer = engine.ask("bron i Norrby")
    assert (answer.total, answer.facets) == (result.total, result.facets)


def test_the_question_is_shown_as_it_was_read(engine):
    assert engine.search(Query(" bron\x00\u00a0i  Norrby ")).query == "bron i Norrby"
    assert engine.ask(" bron\x00\u00a0i  Norrby ").question == "bron i Norrby"


def test_what_has_nothing_to_do_with_the_words_is_no_hit(engine):
    result = engine.search(Query("zzzz"))
    assert (result.total, result.hits) == (0, ())


def test_a_query_of_common_words_is_answered_without_an_error(engine):
    assert engine.search(Query("vad är det")).total >= 0
    assert_sound(engine.ask("vad är det"))


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_slices_put_together_are_the_whole_ranking(engine, limit):
    whole = engine.search(Query("bron norrby beslutar broar", limit=100))
    assert whole.total == len(whole.hits) > 3
    pages = [
        engine.search(Query("bron norrby beslutar broar", limit=limit, offset=offset))
        for offset in range(0, whole.total + limit, limit)
    ]
    assert tuple(hit for page in pages for hit in page.hits) == whole.hits
    assert {page.total for page in pages} == {whole.total}
    assert pages[-1].hits == ()


def test_the_total_and_the_order_do_not_depend_on_the_slice(many):
    first = many.search(Query("bron över bäck 7", limit=100))
    pages = [many.search(Query("bron över bäck 7", limit=40, offset=offset)) for offset in range(0, 400, 40)]
    assert {page.total for page in pages} == {first.total}
    hits = [hit for page in pages for hit in page.hits]
    assert hits[:100] == list(first.hits)
    assert len({hit.start for hit in hits}) == len(hits) == first.total
    assert [hit.rank for hit in hits] == list(range(1, first.total + 1))
    assert many.search(Query("bron över bäck 7", limit=10, offset=10_000)).hits == ()


# Asking


def test_related_passages_are_others_than_those_cited(engine):
    answer = engine.ask("Vad beslutades om bron i Norrby?")
    assert_sound(answer)
    assert answer.status == "answered"
    cited = {(citation.document.id, citation.start) for citation in answer.citations}
    related = [(hit.document.id, hit.start) for hit in answer.related]
    assert related
    assert not cited & set(related)
    assert [hit.rank for hit in answer.related] == list(range(1, len(related) + 1))


def test_the_limit_bounds_the_related_passages_alone(engine):
    few, more = engine.ask("Vad beslutades om bron i Norrby?", limit=1), engine.ask("Vad beslutades om bron i Norrby?")
    assert len(few.related) == 1 < len(more.related)
    assert few.sentences == more.sentences


def test_a_refusal_has_a_reason_and_what_is_near(engine):
    answer = engine.ask("Vad kostar bron i Norrby?")
    assert_sound(answer)
    assert answer.status == "not_in_documents"
    assert answer.reason_code is ReasonCode.LACKS_COST
    assert answer.related[0].section.number == "§ 2"


def test_filters_hold_for_answers_too(engine):
    filters = Filters(kind="summary")
    answer = engine.ask("Vad beslutades om bron?", filters)
    assert_sound(answer)
    assert answer.filters_applied == filters
    assert {citation.document.id for citation in answer.citations} == {"sammanfattning"}
    assert {hit.document.id for hit in answer.related} <= {"sammanfattning"}
    assert engine.search(Query("bron", Filters(date_to=date(1900, 1, 1)))).total == 0
    assert engine.ask("Vad beslutades om bron?", Filters(date_to=date(1900, 1, 1))).status == "not_in_documents"


# Errors


@pytest.mark.parametrize("typed", ["", " \u00a0", "\ud800", "🚌", "a" * 1001])
def test_questions_that_cannot_be_used_are_refused(engine, typed):
    for call in (lambda: engine.search(Query(typed)), lambda: engine.ask(typed)):
        with pytest.raises(InvalidQuery):
            call()


def test_a_long_question_is_told_how_long_it_may_be(tmp_path, hashed_encoder):
    engine = indexed_engine(tmp_path, [PLAN], hashed_encoder, max_question_chars=20)
    assert engine.search(Query("b" * 20))
    with pytest.raises(InvalidQuery, match=r"21 tecken\. Den får vara högst 20 tecken"):
        engine.ask("b" * 21)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (
            Filters(organisation="Oslo"),
            "Organisationen «Oslo» finns inte bland handlingarna. Det som finns är Region Norrland, Region Söderland.",
        ),
        (
            Filters(body="Nämnden"),
            "Organet «Nämnden» finns inte bland handlingarna. Det som finns är Hälsonämnden, Regionstyrelsen.",
        ),
        (
            Filters(document_id="protokol"),
            "Handlingen «protokol» finns inte bland handlingarna. Det som finns är plan, protokoll, sammanfattning.",
        ),
        # An id is no name: it is written in one way.
        (
            Filters(document_id="PROTOKOLL"),
            "Handlingen «PROTOKOLL» finns inte bland handlingarna. Det som finns är plan, protokoll, sammanfattning.",
        ),
    ],
)
def test_a_filter_that_names_what_is_not_indexed_says_what_is(engine, filters, message):
    for call in (
        lambda: engine.search(Query("bron", filters)),
        lambda: engine.ask("bron", filters),
        lambda: engine.documents(filters, 10, 0),
    ):
        with pytest.raises(UnknownFilterValue) as refusal:
            call()
        assert str(refusal.value) == message


def test_many_names_are_not_listed(tmp_path, hashed_encoder):
    papers = [Paper(f"nr{number}", f"# Bro\n\nBro {number} är hel.\n", kind="plan") for number in range(21)]
    engine = indexed_engine(tmp_path, papers, hashed_encoder)
    with pytest.raises(UnknownFilterValue) as refusal:
        engine.search(Query("bro", Filters(document_id="nr99")))
    assert str(refusal.value) == "Handlingen «nr99» finns inte bland handlingarna."


def test_names_of_filters_match_without_case_and_diacritics(engine):
    filters = Filters(organisation="region SODERLAND", body="halsonamnden")
    assert engine.search(Query("bron", filters)).total == 1
    assert engine.documents(filters, 10, 0)[0] == 1


def test_an_empty_question_is_told_before_an_unknown_filter(engine):
    with pytest.raises(InvalidQuery, match="Skriv en fråga"):
        engine.search(Query("", Filters(organisation="Oslo")))


# Documents


def test_documents_are_listed_newest_first_and_those_without_a_date_last(engine):
    total, documents = engine.documents(Filters(), 10, 0)
    assert total == 3
    assert [document.id for document in documents] == ["sammanfattning", "protokoll", "plan"]


def test_documents_are_listed_in_slices(engine):
    pages = [engine.documents(Filters(), 2, offset) for offset in (0, 2, 4)]
    assert [[document.id for document in documents] for _, documents in pages] == [
        ["sammanfattning", "protokoll"],
        ["plan"],
        [],
    ]
    assert {total for total, _ in pages} == {3}


def test_documents_of_one_day_stand_in_the_order_of_their_ids(tmp_path, hashed_encoder):
    papers = [Paper(name, f"# Bro\n\nBron {name} är hel.\n", kind="plan") for name in ("c", "a", "b")]
    engine = indexed_engine(tmp_path, papers, hashed_encoder)
    assert [document.id for document in engine.documents(Filters(), 10, 0)[1]] == ["a", "b", "c"]


def test_a_document_is_had_by_its_id(engine):
    assert engine.document("plan").source_file == "plan.txt"
    with pytest.raises(DocumentNotFound, match=r"^Det finns ingen handling med id «nej»\.$"):
        engine.document("nej")


def test_holdings_are_the_names_as_written_and_sorted(engine):
    holdings = engine.holdings()
    assert holdings.organisations == ("Region Norrland", "Region Söderland")
    assert holdings.bodies == ("Hälsonämnden", "Regionstyrelsen")
    assert holdings.kinds == ("minutes", "plan", "summary")


# Encoders


def test_a_model_that_is_not_there_is_an_error(tmp_path, hashed_encoder):
    write_corpus(tmp_path, [PLAN])
    settings = settings_for(tmp_path)
    build(settings, hashed_encoder)
    with pytest.raises(ModelError):
        encoder_for(open_snapshot(settings.index_dir), settings)


def test_an_index_of_another_edition_of_the_model_is_refused(bundled_encoder, bundled_index):
    snapshot = open_snapshot(bundled_index)
    other = replace(snapshot, manifest=replace(snapshot.manifest, model_fingerprint="1" * 64))
    with pytest.raises(WrongVersion, match=r"en annan utgåva av modellen bundled\. Bygg om det med"):
        encoder_for(other, ServiceSettings())


def test_the_bundled_model_is_checked_once_for_encoder_and_reader(monkeypatch, bundled_encoder, bundled_index):
    hashed, sha256_of = [], model_folder.sha256_of

    def noted(path):
        hashed.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr(model_folder, "sha256_of", noted)
    ModelCache().for_snapshot(open_snapshot(bundled_index), ServiceSettings())
    assert hashed.count(model_folder.WEIGHTS_NAME) == 1


def test_an_encoder_is_loaded_once_for_snapshots_of_the_same_model(monkeypatch, tmp_path, hashed_encoder):
    loaded = []

    def load(_, model, *__):
        loaded.append(model)
        return hashed_encoder

    monkeypatch.setattr("service.engine.models.encoder_of", load)
    settings = settings_for(tmp_path)
    cache = ModelCache()
    for papers in ([PLAN], [PLAN, SUMMARY]):
        write_corpus(tmp_path, papers)
        build(settings, hashed_encoder)
        snapshot = open_snapshot(settings.index_dir)
        models = cache.for_snapshot(snapshot, settings)
        assert models.encoder is hashed_encoder
        assert models.calibration.reader == models.reader.digest
        assert make_engine(snapshot, models, settings).model == "hashed-words"
    assert loaded == ["hashed-words"]
    # An encoder of another edition is not used for it.
    other = replace(snapshot, manifest=replace(snapshot.manifest, model_fingerprint="1" * 64))
    with pytest.raises(WrongVersion):
        cache.for_snapshot(other, settings)
