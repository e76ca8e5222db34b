"""Filters hold for both retrievers before anything is ranked; matters are found by what they are called."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.passage_context import unit_text
from service.base.filters import passes, same_name
from service.base.types import Filters
from service.question.reading import read_question
from service.register.library import Whose
from service.retrieval.store import Candidate, Store
from tests import stores
from tests.small_corpus import Paper, indexed_store

QUESTION = "uppsägning av bussavtalet i Storuman"

BOARD = Paper(
    "styrelsen",
    """§ 98 Uppsägning av bussavtalet i Storuman

Diarienummer: RS 2023-01234

Beslut

Regionstyrelsen beslutar om uppsägning av bussavtalet i Storuman.

§ 99 Nya hållplatser

Diarienummer: 24RS17

Beslut

Regionstyrelsen föreslår att fullmäktige beslutar om hållplatser för bussavtalet.
""",
)
BOARD_OF_HEALTH = Paper(
    "vården",
    """Sjukresor

Hälsonämnden har beslutat att sjukresor ska följa bussavtalet.

Personalen får åka med.
""",
    organisation="Region Söderland",
    body="Hälso- och sjukvårdsnämnden",
    kind="summary",
    date="2024-11-05",
)
PLAN = Paper(
    "planen",
    """# Resor

Planen gäller resor enligt bussavtalet för hela regionen.

# Mål

Målet är nöjda resenärer i alla bussar.
""",
    body="Trafiknämnden",
    kind="plan",
    date=None,
)
LETTER = Paper(
    "brevet",
    "Brev om trafiken\n\nBussavtalet i Umeå har inte fungerat som det skulle, tycker resenärerna.\n",
    organisation="Umeå kommun",
    body=None,
    kind="other",
    date="2025-01-10",
)
ALL = {"styrelsen", "varden", "planen", "brevet"}


@pytest.fixture(scope="module", params=stores.PLACES, autouse=True)
def place(request):
    """Each test is of the store over a folder and of that over a database."""
    with stores.kept_in(request.param):
        yield


@pytest.fixture(scope="module")
def store(place, tmp_path_factory, hashed_encoder) -> Store:
    return indexed_store(tmp_path_factory.mktemp("store"), [BOARD, BOARD_OF_HEALTH, PLAN, LETTER], hashed_encoder)


def find(store, encoder, typed=QUESTION, filters=Filters(), count=100) -> list[Candidate]:
    query = read_question(typed, 1000)
    return list(store.candidates(query, encoder.encode_query(query.text), filters, count))


def found_in(candidates) -> set[str]:
    return {candidate.document.id for candidate in candidates}


def test_without_filters_both_retrievers_are_won_by_the_nearest_passage(store, hashed_encoder):
    (best,) = find(store, hashed_encoder, count=1)
    assert best.section.number == "§ 98"
    everything = find(store, hashed_encoder)
    assert found_in(everything) == ALL
    assert max(everything, key=lambda candidate: candidate.cosine).passage_index == best.passage_index
    assert max(everything, key=lambda candidate: candidate.query_coverage).passage_index == best.passage_index


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(organisation="Region Söderland"), {"varden"}),
        (Filters(organisation="REGION SODERLAND"), {"varden"}),
        (Filters(organisation="umea kommun"), {"brevet"}),
        (Filters(body="Hälso- och sjukvårdsnämnden"), {"varden"}),
        (Filters(body="halso- och SJUKVARDSNAMNDEN"), {"varden"}),
        (Filters(body="Sjukvårdsnämnden"), set()),
        (Filters(kind="summary"), {"varden"}),
        (Filters(kind="plan"), {"planen"}),
        (Filters(kind="other"), {"brevet"}),
        (Filters(document_id="brevet"), {"brevet"}),
        (Filters(date_to=date(2024, 12, 16)), {"varden"}),
        (Filters(date_from=date(2024, 12, 18)), {"brevet"}),
        (Filters(date_from=date(2024, 12, 17), date_to=date(2024, 12, 17)), {"styrelsen"}),
        (Filters(date_from=date(2024, 11, 5), date_to=date(2025, 1, 10)), {"styrelsen", "varden", "brevet"}),
        (Filters(date_from=date(2024, 11, 6), date_to=date(2025, 1, 9)), {"styrelsen"}),
        (Filters(date_from=date(1900, 1, 1)), {"styrelsen", "varden", "brevet"}),
        (Filters(organisation="Region Norrland"), {"styrelsen", "planen"}),
        (Filters(organisation="Region Norrland", kind="plan"), {"planen"}),
        (Filters(organisation="Region Norrland", body="Trafiknämnden", kind="plan", document_id="planen"), {"planen"}),
        (Filters(organisation="Region Norrland", kind="summary"), set()),
        (Filters(kind="plan", date_from=date(1900, 1, 1)), set()),
        (Filters(case_number="24RS17", kind="plan"), set()),
    ],
)
def test_filters_restrict_both_retrievers_before_ranking(store, hashed_encoder, filters, documents):
    # With room for one passage a retriever, a filter applied after ranking would leave nothing of the winner's rivals.
    assert found_in(find(store, hashed_encoder, filters=filters, count=1)) <= documents
    assert bool(find(store, hashed_encoder, filters=filters, count=1)) == bool(documents)
    assert found_in(find(store, hashed_encoder, filters=filters)) == documents


def test_what_stands_in_quotation_marks_is_looked_for_word_for_word(store, hashed_encoder):
    def quoted(typed):
        return found_in(candidate for candidate in find(store, hashed_encoder, typed) if candidate.quoted)

    assert quoted('"bussavtalet  i umeå"') == {"brevet"}
    assert quoted("«inte har fungerat»") == set()
    assert quoted("bussavtalet i Umeå") == set()


def test_a_misspelt_word_is_corrected_by_those_in_the_documents(store):
    assert store.correct_spelling("bussavtlet") == "bussavtalet"
    assert store.correct_spelling("bussavtalet") is None


@pytest.mark.parametrize("retriever", ["dense", "lexical"])
def test_each_retriever_alone_keeps_to_the_filters(store, hashed_encoder, retriever):
    # One retriever finds nothing: a vector of other words, or words that no document holds.
    words, vector = (QUESTION, "zzzz") if retriever == "lexical" else ("zzzz", QUESTION)
    query = read_question(words, 1000)
    found = store.candidates(query, hashed_encoder.encode_query(vector), Filters(kind="other"), 3)
    assert found_in(found) == {"brevet"}


@pytest.mark.parametrize(
    "written",
    [
        "RS 2023-01234",
        "RS 2023-1234",
        "2023.1234 RS",
        "RS 2023-01234-3",
        "dnr 2023-1234",
        "RS2023-01234",
        "rs 2023-01234",
        "RS/2023:01234",
        "RS-2023-01234",
    ],
)
def test_a_case_number_filters_in_any_writing(store, hashed_encoder, written):
    found = find(store, hashed_encoder, typed="hållplatser", filters=Filters(case_number=written), count=1)
    assert [candidate.section.number for candidate in found] == ["§ 98"]


@pytest.mark.parametrize(
    ("decision", "sections"),
    [("decided", {("styrelsen", "§ 98"), ("varden", None)}), ("proposed", {("styrelsen", "§ 99")})],
)
def test_the_decision_filter_keeps_passages_that_decide_or_propose(store, hashed_encoder, decision, sections):
    found = find(store, hashed_encoder, filters=Filters(decision=decision))
    assert {(candidate.document.id, candidate.section.number) for candidate in found} == sections


def test_passages_are_found_by_either_retriever_and_told_what_each_says(store, hashed_encoder):
    vector = hashed_encoder.encode_query("nöjda resenärer")
    for candidate in find(store, hashed_encoder, typed="nöjda resenärer"):
        texts = [unit_text(candidate.document, candidate.section, unit) for unit in candidate.passage.units]
        cosines = [float(hashed_encoder.encode_query(text) @ vector) for text in texts]
        assert candidate.unit_cosines == pytest.approx(cosines, abs=1e-6)
        assert candidate.document.id == candidate.passage.document_id
        assert candidate.section.id == candidate.passage.section_id
        assert 0 <= candidate.query_coverage <= 1
    coverage = {
        candidate.section.heading: candidate.query_coverage
        for candidate in find(store, hashed_encoder, "nöjda resenärer")
    }
    assert coverage["Mål",] == pytest.approx(1)
    assert 0 < coverage[("Brev om trafiken",)] < 1
    assert coverage[("Sjukresor",)] == 0


@pytest.mark.parametrize(
    ("typed", "sections"),
    [
        ("§ 99", {"§ 99"}),
        ("vad står i paragraf 98", {"§ 98"}),
        ("24rs17", {"§ 99"}),
        ("RS 2023-01234", {"§ 98"}),
        ("RS/2023:01234", {"§ 98"}),
        # A case number is more exact than a §, which every meeting has.
        ("§ 98 i ärende 24RS17", {"§ 99"}),
        ("§ 98 och § 99", {"§ 98", "§ 99"}),
        ("§ 97", set()),
        ("24RS18", set()),
        ("bussavtalet", set()),
    ],
)
def test_matters_are_named_by_case_number_or_paragraph(store, hashed_encoder, typed, sections):
    found = find(store, hashed_encoder, typed=typed, count=1)
    assert {candidate.section.number for candidate in found if candidate.identified} == sections


@pytest.mark.parametrize(
    ("typed", "documents"),
    [
        ("§ 1", {"maj", "juni"}),
        ("§ 1 den 7 maj 2024", {"maj"}),
        ("§ 1 2024-06-04", {"juni"}),
        ("§ 1 den 7 maj 2024 och den 4 juni 2024", {"maj", "juni"}),
        # On a day without a meeting the day tells nothing.
        ("§ 1 den 8 maj 2024", {"maj", "juni"}),
        # A case number is exact as it is.
        ("24RS17 den 4 juni 2024", {"maj"}),
    ],
)
def test_a_day_tells_which_of_the_paragraphs_of_that_number_is_meant(tmp_path, hashed_encoder, typed, documents):
    text = "§ 1 Bron\n\nDiarienummer: {}\n\nBron är hel.\n"
    meetings = [
        Paper("maj", text.format("24RS17"), date="2024-05-07"),
        Paper("juni", text.format("24RS18"), date="2024-06-04"),
    ]
    found = find(indexed_store(tmp_path, meetings, hashed_encoder), hashed_encoder, typed=typed)
    assert found_in([candidate for candidate in found if candidate.identified]) == documents


def test_a_named_matter_outside_the_filters_is_not_found(store, hashed_encoder):
    found = find(store, hashed_encoder, typed="24RS17", filters=Filters(kind="summary"))
    assert found_in(found) == {"varden"}
    assert not any(candidate.identified for candidate in found)


def test_a_matter_is_all_its_passages_in_reading_order(tmp_path, hashed_encoder):
    long = "\n\n".join(f"Stycke {number} handlar om bussar, tåg och färjor i hela länet. " * 6 for number in range(12))
    minutes = f"§ 1 Kort ärende\n\nDet är kort.\n\n§ 2 Långt ärende\n\n{long}\n\n§ 3 Sista ärendet\n\nDet är slut.\n"
    store = indexed_store(tmp_path, [Paper("a", minutes), Paper("b", minutes.replace("tåg", "spår"))], hashed_encoder)
    total, documents = store.library.documents(Filters(), 10, 0)
    assert total == 2
    for document in documents:
        (section,) = [section for section in document.sections if section.number == "§ 2"]
        passages = store.matter(document.id, section.id)
        assert len(passages) > 2
        assert {passage.document_id for passage in passages} == {document.id}
        assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)
        assert (passages[0].start, passages[-1].end) == (section.start, section.end)


def test_idf_is_highest_for_rare_words(store):
    idf = store.idf(["bussavtal", "storuman", "zzzz"])
    assert idf["bussavtal"] < idf["storuman"] < idf["zzzz"]


def test_documents_pass_the_filters_that_concern_documents(store):
    board = next(document for document in store.library.of(Whose()) if document.id == "styrelsen")
    assert passes(board, Filters())
    assert passes(board, Filters(body="regionstyrelsen", kind="minutes", date_from=board.date, date_to=board.date))
    assert not passes(board, Filters(organisation="Region Norrland", body="Trafiknämnden"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hälsonämnden", "halsonamnden", True),
        ("Umeå kommun", "UMEÅ KOMMUN", True),
        ("Umea\u030a kommun", "Umeå kommun", True),
        ("Umeå kommun", "Umeå", False),
        (None, "Umeå", False),
    ],
)
def test_names_are_the_same_but_for_case_and_diacritics(one, other, same):
    assert same_name(one, other) is same
