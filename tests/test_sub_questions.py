"""Questions that ask for several things: what their parts are, and one answer made of the answers to these."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import Document, Span
from indexer.passages import passages_of_document
from service.answers.combined_answers import joined, narrowed_to
from service.answers.phrasing.sentences import cited
from service.answers.plan import Draft, Refusal
from service.answers.selected_unit import SelectedUnit, unit_at
from service.base.types import Answer, Filters, ReasonCode, Sentence
from service.engine.engine import Engine
from service.question.reading import read_question
from service.question.sub_questions import Part, read_comparison, read_second_question
from service.register.library import LoadedLibrary
from service.retrieval.store import Candidate
from tests.paper_minutes import BOARD, matter, minutes
from tests.small_corpus import Paper, indexed_engine

WEST, NORTH, CITY = "Region Västerbotten", "Region Västernorrland", "Göteborgs Stad"
INDEXED = (
    minutes(BOARD, "2023-12-06", matter(1, "Avtal", "Avtalet om bussar sägs upp.")),
    minutes(BOARD, "2024-09-04", matter(2, "Avtal", "Avtalet om tåg sägs upp.")),
)
DECEMBER = Filters(date_from=date(2023, 12, 1), date_to=date(2023, 12, 31))
SEPTEMBER = Filters(date_from=date(2024, 9, 1), date_to=date(2024, 9, 30))


def parts(question: str) -> tuple[Part, ...]:
    organisations = (WEST, NORTH, CITY)
    return read_comparison(question, organisations) or read_second_question(question, lambda _: False)


def filters_of(part: Part, filters: Filters = Filters()) -> Filters | None:
    return narrowed_to(part, filters, LoadedLibrary(INDEXED))


# Organisations


@pytest.mark.parametrize("between", ["respektive", "och", "jämfört med", "i jämförelse med", "mot", "samt"])
@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("Västerbotten", "Västernorrland"), (WEST, NORTH)),
        (("Västernorrland", "Västerbotten"), (NORTH, WEST)),
        (("Region Västernorrland", "Region Västerbotten"), (NORTH, WEST)),
        (("Göteborg", "Region Västerbotten"), (CITY, WEST)),
        (("Göteborgs Stad", "Västerbotten"), (CITY, WEST)),
    ],
)
def test_organisations_side_by_side_are_asked_one_by_one_in_their_order(names, order, between):
    found = parts(f"Vad har {names[0]} {between} {names[1]} för mål?")
    assert found == tuple(Part(name, f"Vad har {name} för mål?", organisation=name) for name in order)


def test_what_else_is_filtered_holds_for_both():
    found = parts("Vad gör Västerbotten och Västernorrland?")
    assert [filters_of(part, Filters(kind="plan")) for part in found] == [
        Filters(WEST, kind="plan"),
        Filters(NORTH, kind="plan"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Vad har Västerbotten för mål?",
        "Vad beslutade Västerbotten om samarbetet med Västernorrland?",
        "Hur fördelas pengarna mellan sjukhusvård och primärvård?",
        "Vad beslutades om bron och vägen?",
        "Vilka vägar och vilka broar byggs?",
        "Vad beslutades om hur och när man ska åka?",
        "Hur många patienter blev kvar i Norrby 2023 och vad är målet för 2025?",
        "Vad hände mellan den 6 december 2023 och den 4 september 2024?",
        "Vad beslutades i december 2023?",
    ],
)
def test_what_is_one_question_has_no_parts(question):
    assert parts(question) == ()


def test_two_whole_questions_are_parts_of_their_own():
    assert parts("Vad beslutades om bron i Norrby och hur många motioner avslogs den 12 juni 2025?") == (
        Part("Vad beslutades om bron i Norrby", "Vad beslutades om bron i Norrby"),
        Part("Hur många motioner avslogs den 12 juni 2025", "hur många motioner avslogs den 12 juni 2025?"),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Hur gick det med bron i Norrby", "när sammanträder fullmäktige nästa gång?"),
        ("Vem är ordförande i regionstyrelsen", "när är nästa regionfullmäktige?"),
        ("Vilka motioner avslogs i Norrby", "hur många möten hade styrelsen 2024?"),
    ],
)
def test_when_a_body_meets_is_a_question_of_its_own(first: str, second: str):
    found = read_question(f"{first}, och {second}", 1000).second_question
    assert [part.question for part in found] == [first, second]


@pytest.mark.parametrize("second", ["när tas ärendet upp nästa gång?", "när kommer det upp på nästa möte?"])
def test_when_a_matter_comes_up_is_asked_of_the_matter(second: str):
    found = read_question(f"Hur gick det med bron i Norrby, och {second}", 1000).second_question
    assert found == () or "Norrby" in found[-1].question


# Times


@pytest.mark.parametrize(
    "question",
    [
        "Hur ändrades antalet mellan december 2023 och september 2024?",
        "Hur ändrades antalet från december 2023 till september 2024?",
        "Hur ändrades antalet i december 2023 jämfört med i september 2024?",
    ],
)
def test_months_side_by_side_are_asked_one_by_one(question):
    found = parts(question)
    assert found == (
        Part("December 2023", "Hur ändrades antalet i december 2023?", None, 2023, 12),
        Part("September 2024", "Hur ändrades antalet i september 2024?", None, 2024, 9),
    )
    assert [filters_of(part) for part in found] == [DECEMBER, SEPTEMBER]


@pytest.mark.parametrize("question", ["Hur var det i maj och september 2024?", "Hur var det i maj 2024 och september?"])
def test_a_year_that_one_month_has_is_that_of_both(question):
    may, september = parts(question)
    assert (may.about, may.question) == ("Maj 2024", "Hur var det i maj 2024?")
    assert (september.about, filters_of(september)) == ("September 2024", SEPTEMBER)
    # Nothing is held from May: what tells of it may stand in what came later.
    assert filters_of(may) == Filters()


# A second question


def test_a_second_question_with_another_time_asks_the_same_again():
    assert parts("Vem var ordförande i december 2023, och vem var det i september 2024?") == (
        Part("December 2023", "Vem var ordförande i december 2023", None, 2023, 12),
        Part("September 2024", "Vem var ordförande i september 2024?", None, 2024, 9),
    )


def test_a_second_question_that_leans_on_the_first_is_asked_with_its_matter():
    question = "Vad beslutades om simhallen, och vad kostar den?"
    first, second = parts(question)
    assert first.about == ""
    assert first.question.startswith("Vad beslutades om simhallen")
    assert (second.about, second.question) == ("Vad kostar den", "vad kostar den (om simhallen)?")


# The answers as one


def reply(document: Document, *quotes: str) -> Draft:
    """An answer of these words of the document."""
    (section,), (passage, *_) = document.sections, passages_of_document(document, 1200)
    candidate = Candidate(0, passage, document, section, 0.0, (), 0.0, identified=False)
    starts = [document.text.index(quote) for quote in quotes]
    spans = [Span(start, start + len(quote)) for start, quote in zip(starts, quotes, strict=True)]
    selected_units = [SelectedUnit(unit_at(document, section, span), passage, candidate, 0.0) for span in spans]
    sentences, citations = zip(*cited(selected_units), strict=True)
    return Draft(sentences, citations)


def test_two_answers_are_numbered_as_one():
    first, second = reply(INDEXED[0], "Avtalet om bussar sägs upp."), reply(INDEXED[1], "Avtalet om tåg sägs upp.")
    one = joined([("December 2023", first), ("September 2024", second)])
    assert one.missing is None
    assert [sentence.citations for sentence in one.sentences] == [(1,), (2,)]
    assert [(citation.number, citation.quote) for citation in one.citations] == [
        (1, "Avtalet om bussar sägs upp."),
        (2, "Avtalet om tåg sägs upp."),
    ]


def test_what_both_answers_cite_is_said_once():
    same = reply(INDEXED[0], "Avtalet om bussar sägs upp.")
    one = joined([("December 2023", same), ("September 2024", same)])
    assert (one.sentences, one.citations) == (same.sentences, same.citations)


def test_a_part_of_a_comparison_has_two_sentences_and_an_answer_in_full_has_all():
    words = ("Bussen går.", "Tåget står.", "Bron är röd.")
    document = minutes(BOARD, "2024-12-17", f"§ 1 Resor\n\nÄrendebeskrivning\n\n{' '.join(words)}")
    whole = reply(document, *words)
    assert [citation.quote for citation in joined([("Maj", whole)]).citations] == list(words[:2])
    assert [citation.quote for citation in joined([("", whole)]).citations] == list(words)


def test_how_many_there_are_is_said_in_a_part_without_what_leads_on_to_the_list():
    lead = "Styrelsen sade upp 2 avtal. Här är alla 2:"
    told = reply(INDEXED[0], "Avtalet om bussar sägs upp.")
    counted = replace(told, sentences=(Sentence(lead, (1,), lead), *told.sentences))
    (sentence, *_) = joined([("Maj", counted)]).sentences
    assert (sentence.text, sentence.computed) == ("Styrelsen sade upp 2 avtal.", "Styrelsen sade upp 2 avtal")


def test_what_is_missing_is_named_with_its_reason_once():
    answered = reply(INDEXED[0], "Avtalet om bussar sägs upp.")
    missing = Refusal(ReasonCode.UNSURE, "Det står inte här.")
    named = Refusal(ReasonCode.UNSURE, "Maj 2024: Det står inte här.")
    assert joined([("December 2023", answered), ("Maj 2024", missing)]).missing == named
    assert joined([("", missing), ("", missing)]) == missing


# In answers


@pytest.fixture(scope="module")
def engine(tmp_path_factory, hashed_encoder) -> Engine:
    """Plans of two regions with unlike goals, and minutes of a third from two meetings."""
    west = "# Mål\n\nMålet för primärvården är 72 procent nöjda patienter.\n\n# Resor\n\nResorna ska minska.\n"
    north = "# Mål\n\nMålet för primärvården är 65 procent nöjda patienter.\n"
    counted = "§ {} Rapport\n\nÄrendebeskrivning\n\nAntalet hyrläkare i primärvården var {}.\n"
    papers = [
        Paper("vast", west, organisation=WEST, kind="plan", date="2023-11-08"),
        Paper("norr", north, organisation=NORTH, kind="plan", date="2024-10-02"),
        Paper("forst", counted.format(1, 41), date="2023-12-06"),
        Paper("sedan", counted.format(2, 33), date="2024-09-04"),
    ]
    return indexed_engine(tmp_path_factory.mktemp("parts"), papers, hashed_encoder)


def quotes(answer: Answer) -> list[str]:
    """The quotes in order; what every answer of parts must be is seen to."""
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert len(answer.text) <= 900
    return [citation.quote for citation in answer.citations]


def test_a_comparison_is_answered_for_each_organisation_with_its_name(engine):
    answer = engine.ask("Vad är målet för primärvården i Västernorrland respektive Västerbotten?")
    assert (answer.status, answer.reason) == ("answered", None)
    assert quotes(answer) == [
        "Målet för primärvården är 65 procent nöjda patienter.",
        "Målet för primärvården är 72 procent nöjda patienter.",
    ]
    assert [sentence.text.partition(",")[0] for sentence in answer.sentences] == [NORTH, WEST]


def test_a_comparison_of_two_months_is_answered_from_the_minutes_of_each(engine):
    answer = engine.ask("Hur ändrades antalet hyrläkare i primärvården mellan december 2023 och september 2024?")
    assert answer.status == "answered"
    assert quotes(answer) == [
        "Antalet hyrläkare i primärvården var 41.",
        "Antalet hyrläkare i primärvården var 33.",
    ]


def test_a_part_that_nothing_tells_of_is_named_and_the_other_answered(engine):
    answer = engine.ask("Vad händer med resorna som ska minska i Västerbotten och Västernorrland?")
    assert answer.status == "partly_answered"
    assert quotes(answer) == ["Resorna ska minska."]
    assert answer.reason_code is ReasonCode.UNSURE
    assert answer.reason.startswith(f"{NORTH}: ")
    assert WEST not in answer.reason


def test_a_comparison_that_nothing_tells_of_is_refused_for_both(engine):
    answer = engine.ask("Vad kostar zzzz i Västerbotten och Västernorrland?")
    assert (answer.status, answer.text) == ("not_in_documents", "")
    assert answer.reason.startswith(f"{WEST}: ")
    assert f"{NORTH}: " in answer.reason


def test_a_question_that_names_a_number_is_never_parted(tmp_path, hashed_encoder):
    text = matter(1, "Bron", "Regionstyrelsen beslutar att bygga bron i Norrby.", "24RS17")
    engine = indexed_engine(tmp_path, [Paper("handling", text)], hashed_encoder)
    for question in ("Vad beslutades i 24RS17, och när var det?", "24RS17 mellan maj 2024 och december 2024"):
        answer = engine.ask(question)
        assert answer.status == "answered"
        assert quotes(answer)[0] == "Regionstyrelsen beslutar att bygga bron i Norrby."
        assert answer.text.count("att bygga bron") == 1
