"""What a question asks for, and what can be an answer to it."""

from __future__ import annotations

import pytest

from indexer.types import Unit
from service.question.intent import Intent
from service.question.reading import read_question
from service.retrieval.answer_form import can_answer


def intent_of(question: str) -> Intent:
    return read_question(question, 1000).intent


def years(question: str) -> frozenset[str]:
    return read_question(question, 1000).years


def unit(text: str, kind: str = "sentence") -> Unit:
    return Unit(0, len(text), text, kind, None, None)


@pytest.mark.parametrize(
    ("intent", "questions"),
    [
        (
            "identifier",
            [
                "Vilket diarienummer har ärendet om simhallen?",
                "Vad är ärendenumret för brobygget?",
                "Vilken paragraf handlar om lekplatsen?",
                "dnr för detaljplanen vid hamnen",
            ],
        ),
        (
            "why",
            [
                "Varför stängdes biblioteket i Norrby?",
                "varfor stangdes biblioteket",
            ],
        ),
        (
            "position",
            [
                "Vilka reserverade sig mot skolflytten?",
                "Hur röstade ledamöterna om hamnen?",
                "Vem yrkade avslag på motionen?",
                "Blev det votering om simhallen?",
                "Vilka avstod i frågan om bron?",
                "Vad sa tilläggsyrkandet om hamnen?",
            ],
        ),
        (
            "who",
            [
                "Vem är handläggare för detaljplanen?",
                "Vem är ordförande i kulturnämnden?",
            ],
        ),
        (
            "date",
            [
                "När öppnar simhallen i Norrby?",
                "nar oppnar simhallen",
                "Sista dag att ansöka om bidrag?",
            ],
        ),
        (
            "cost",
            [
                "Vad kostar den nya bron?",
                "Hur mycket pengar får biblioteket?",
                "Vilket belopp avsattes till lekplatsen?",
            ],
        ),
        (
            "amount",
            [
                "Hur många elever går i gymnasiet?",
                "hur mkt snö röjdes",
                "Hur stor andel av resorna sker med buss?",
                "Antal lediga tomter i Norrby?",
                "Hur lång är den nya cykelvägen?",
                "Hur många procent av taken har solceller?",
            ],
        ),
        (
            "decision",
            [
                "Vad beslutade nämnden om simhallen?",
                "Fick ridklubben sitt bidrag?",
                "Godkändes detaljplanen?",
                "Hur gick det med motionen om lekplatser?",
                "Vad hände med brobygget?",
                "Ska biblioteket flytta?",
                "Antog fullmäktige planen?",
            ],
        ),
        ("list", ["Vilka skolor renoveras?", "Vilka mål har planen?"]),
        ("open", ["simhallen i Norrby", "berätta om hamnen"]),
    ],
)
def test_question_words_tell_the_intent(intent, questions):
    assert {question: intent_of(question) for question in questions} == dict.fromkeys(questions, intent)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Vad innebär planen för kyrkan?", "definition"),
        ("Hur ska föreningslivet styrkas?", "open"),
        ("Hur långt är avståndet till hamnen?", "amount"),
    ],
)
def test_words_that_only_hold_a_question_word_ask_for_nothing(question, intent):
    assert intent_of(question) == intent


@pytest.mark.parametrize(
    ("intent", "able", "unable"),
    [
        (
            "cost",
            ["Bron kostar 12 miljoner kronor.", "Avgiften är 350 kr.", "Bidraget höjs med 3 procent."],
            [
                "Bron byggs 2025.",
                "Bron blir dyr.",
                "Se § 12.",
                "Bron är 40 meter lång.",
                "Enligt skollagen (2010:800).",
                "Mötet börjar 15:30.",
                "Det blir så: 1. Bron byggs.",
            ],
        ),
        (
            "amount",
            ["Skolan har 240 elever.", "Tre lekplatser rustas upp.", "Andelen är 12,5 %.", "2 500 tomter är lediga."],
            [
                "Skolan byggdes 2024.",
                "Åren 2024–2026 byggs skolan.",
                "Mötet hölls den 17 december.",
                "Mötet hölls 2024-12-17.",
                "Mötet börjar kl. 13.00.",
                "Se § 98 och 98 §.",
                "Ärendet har nummer 23HSN2705.",
                "Se RS 2023-01234, SLK-2024-00521 och KS/2024:17.",
                "Skollagen (2010:800) gäller.",
                "Se bilaga 2 och punkt 4.",
                "1. Skolan rustas upp.",
                "Skolan är stor.",
            ],
        ),
        (
            "date",
            [
                "Bron öppnar den 3 maj.",
                "Klart 2025-06-01.",
                "Klart år 2026.",
                "Bygget tar 18 månader.",
                "Under kvartal 2.",
            ],
            ["Bron öppnar snart.", "Bron är 40 meter lång."],
        ),
        (
            "who",
            ["Handläggare är Förnamn Efternamn.", "Ordföranden (S) öppnar mötet.", "Ansvarig: För-Namn Efternamn"],
            ["Nämnden ansvarar.", "Ordföranden öppnar mötet.", "Bron byggs."],
        ),
        (
            "position",
            ["Tre ledamöter reserverar sig.", "Hon yrkar bifall.", "Votering begärs.", "Han deltar inte i beslutet."],
            ["Nämnden beslutar att bygga bron.", "Bron byggs 2025."],
        ),
    ],
)
def test_an_answer_holds_what_is_asked_for(intent, able, unable):
    found = {text: can_answer(Intent(intent), unit(text)) for text in (*able, *unable)}
    assert found == dict.fromkeys(able, True) | dict.fromkeys(unable, False)


def test_a_row_tells_money_without_a_unit_for_the_heading_of_its_table_has_it():
    assert can_answer(Intent.COST, unit("Ram: 450", "row"))
    assert not can_answer(Intent.COST, unit("Ram: ingen", "row"))
    assert not can_answer(Intent.COST, unit("Ram: 450"))


def test_rates_are_money():
    assert can_answer(Intent.COST, unit("Skattesatsen är 21:12 öre per skattekrona."))
    assert can_answer(Intent.COST, unit("Avgiften är 25 öre per kubikmeter."))


def test_the_figures_of_a_vote_are_no_amounts():
    told = Unit(0, 28, "41 Ja mot 38 Nej, 12 procent", "sentence", "Omröstning", None)
    assert not any(can_answer(Intent(intent), told) for intent in ("cost", "amount", "date"))
    assert can_answer(Intent.POSITION, Unit(0, 28, "Omröstning: 41 Ja mot 38 Nej", "sentence", "Omröstning", None))


@pytest.mark.parametrize("intent", ["identifier", "decision", "list", "why", "open"])
def test_other_questions_need_nothing_in_particular(intent):
    assert can_answer(Intent(intent), unit("Bron byggs."))


def test_a_row_holds_every_year_that_is_asked_for():
    row = unit("Mål: Vårdbesök; 2024: 50 000; 2025: 65 000", "row")
    assert can_answer(Intent.AMOUNT, row, years("Hur många vårdbesök är målet 2025?"))
    assert can_answer(Intent.OPEN, row, years("vårdbesök 2024 och 2025"))
    assert not can_answer(Intent.AMOUNT, row, years("Hur många vårdbesök är målet 2026?"))
    assert not can_answer(Intent.OPEN, row, years("vårdbesök 2025 och 2026"))
    # A row of a table without years is of the year of its document.
    assert can_answer(Intent.COST, unit("Teatern; 188 430 tkr", "row"), years("Vad får teatern 2026?"))
    # Only rows: a sentence may tell of a year by other words.
    assert can_answer(
        Intent.AMOUNT, unit("Målet är 65 000 besök nästa år."), years("Hur många vårdbesök är målet 2026?")
    )


def test_a_row_of_years_alone_has_no_amount():
    assert not can_answer(Intent.AMOUNT, unit("Mål: Vårdbesök; Uppföljning: 2025", "row"), {"2025"})


@pytest.mark.parametrize(
    "question", ["Vad är RPK?", "vad är en förmånsportal", "Vad betyder LRV?", "Vad innebär nära vård?"]
)
def test_what_something_is_asks_for_what_defines_it(question):
    assert intent_of(question) == "definition"


def test_what_was_about_a_matter_is_no_definition():
    assert intent_of("Vad är det för fel på avtalet om vården i Umeå?") != "definition"


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Hur röstade man om bron?", True),
        ("hur rostade man om bron", True),
        ("Hur slutade huvudvoteringen?", True),
        ("Vad sägs om en folkomröstning?", False),
        ("Vilka lokaler kan föreningar reservera?", False),
    ],
)
def test_whether_a_vote_is_asked_about_is_decided_in_one_place(question, asks):
    read = read_question(question, 1000)
    assert read.asks_for(Intent.VOTE) is asks
    assert (read.intent is Intent.POSITION) is asks or read.intent is Intent.DECISION


@pytest.mark.parametrize(
    ("question", "intent"),
    [("Hur många elever har skolan?", "amount"), ("Vilka lokaler kan föreningar reservera?", "list")],
)
def test_figures_and_rooms_are_no_positions(question, intent):
    assert read_question(question, 1000).intents == (intent,)


def test_a_question_is_read_in_all_kinds_at_once():
    read = read_question("Hur röstade man igenom planen i maj 2025, och vem är ordförande?", 1000)
    assert read.intents == (Intent.VOTE, Intent.POSITION)
    assert (read.assumed_outcome, read.placed_in, read.years) == ("approved", ((2025, 5),), {"2025"})
    assert read.without_diacritics == "hur rostade man igenom planen i maj 2025, och vem ar ordforande?"
    assert read.expecting_nothing().intents == (*read.intents[:-1], Intent.OPEN)


def test_a_vote_that_was_typed_without_dots_is_one_also_where_another_word_is_corrected():
    read = read_question("badforbud rostning resultat", 1000, spelling={"badforbud": "badförbud"}.get)
    assert read.text == "badförbud rostning resultat"
    assert read.asks_for(Intent.VOTE)
