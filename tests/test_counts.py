"""Lists with counts: what a question asks to have counted, and what is counted in minutes made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from service.answers.plans.list_and_count.counting import Tallies, Tally
from service.answers.verification.checker import faults
from service.answers.verification.cited_evidence import evidence_of
from service.base.types import Citation, Filters
from service.question.count_query import read_count_query
from service.question.entities import Names
from service.question.named import NOTHING_NAMED
from service.question.reading import read_question
from service.question.slots import read_slots
from service.register.records import Records
from tests.paper_minutes import BOARD, COUNCIL, matter, minutes

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
MOTION = "Den av Pia Lundin väckta motionen"
VOTE = """Omröstning

Ja för bifall till förslaget. Nej för avslag. Omröstningen utfaller med 39 Ja mot 38 Nej.

"""
RESERVED = """Reservation

Ledamöterna från SD reserverar sig mot beslutet.

"""
MOVED = """Yrkanden

Nina Orefjärd (V) yrkar bifall till yrkande från SD.

"""
FIRST = minutes(
    COUNCIL,
    "2024-05-23",
    matter(1, "Motion av Pia Lundin (S) om cykelvägar", f"{MOTION} avslås.", "RS 2023-00001")
    + RESERVED
    + matter(
        2,
        "Motion av Nina Orefjärd (V) och Pia Lundin (S) om valfrihet (LOV) i skolan",
        f"{MOTION} avslås.",
        "RS 2023-00002",
    )
    + VOTE
    + VOTE
    + matter(3, "Motion av Pia Lundin (S) om badhus", "Ärendet bordläggs till nästa sammanträde.", "RS 2023-00003")
    + matter(4, "Motion av Erica Stenberg (SD) om bussar", "1. Motionens första att-sats bifalls.", "RS 2023-00004")
    + matter(5, "Plan för skolan", "Planen återremitteras till regionstyrelsen.", "RS 2023-00005")
    + MOVED
    + matter(6, "Ordningsfråga", "Motionerna under paragraferna 7–9 bordläggs."),
)
SECOND = minutes(
    COUNCIL,
    "2024-06-19",
    matter(7, "Motion av Pia Lundin (S) om badhus", f"{MOTION} avslås.", "RS 2023-00003")
    + matter(8, "Avgifter i skolan", "Ärendet bordläggs till nästa sammanträde.", "RS 2023-00008"),
)
BOARD_MINUTES = minutes(
    BOARD,
    "2024-05-15",
    matter(
        20,
        "Motion av Pia Lundin (S) om cykelvägar",
        "Regionstyrelsen föreslår att regionfullmäktige beslutar att motionen avslås.",
        "RS 2023-00001",
    )
    + matter(21, "Plan för skolan", "Ärendet bordläggs till nästa sammanträde.", "RS 2023-00005")
    + matter(22, "Hyra av lokal", "Regionstyrelsen beslutar att godkänna avtalet.", "RS 2023-00009"),
)
PAPERS = (FIRST, SECOND, BOARD_MINUTES)


def tally(question: str, *documents: Document, filters: Filters = Filters()) -> Tally | None:
    papers = documents or PAPERS
    return Tallies(Records(papers)).of(read_question(question, 500, Names.of(papers)), filters)


def counted(question: str, *documents: Document) -> Tally:
    found = tally(question, *documents)
    assert found is not None
    for item in found.items:
        section = item.treatment.section
        assert section.start <= item.span.start < item.span.end <= section.end
    return found


def quotes(found: Tally) -> list[str]:
    return [item.treatment.document.text[item.span.start : item.span.end] for item in found.items]


# What is counted


def test_motions_that_were_rejected_are_listed_newest_first_and_counted_in_fullmaktige_alone():
    found = counted("Vilka motioner avslogs 2024?")
    assert found.total == 3
    assert [item.words for item in found.items] == [
        "Avslag: Motion av Pia Lundin (S) om badhus (19 juni 2024, § 7).",
        "Avslag: Motion av Pia Lundin (S) om cykelvägar (23 maj 2024, § 1).",
        "Avslag: Motion från V och S om valfrihet (LOV) i skolan (23 maj 2024, § 2).",
    ]
    assert quotes(found) == [f"{MOTION} avslås."] * 3
    assert found.lead == (
        "Regionfullmäktige avslog 3 motioner under 2024, enligt de 2 protokoll som finns här från den tiden. "
        "Här är alla 3, de senaste först:"
    )
    assert found.counted_over == (SECOND, FIRST)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        (
            "Vilka motioner avslog fullmäktige i maj 2024?",
            "Regionfullmäktige avslog 2 motioner i maj 2024, enligt protokollet från den 23 maj 2024",
        ),
        (
            "Hur många motioner bifölls den 23 maj 2024?",
            "Regionfullmäktige biföll 1 motion den 23 maj 2024, till en del, enligt protokollet",
        ),
        (
            "Hur många motioner bordlades?",
            "Regionfullmäktige bordlade 1 motion, enligt de 2 protokoll som finns här (maj 2024–juni 2024)",
        ),
        # A matter that both bodies treat is one
        (
            "Hur många ärenden bordlades 2024?",
            "Regionfullmäktige och regionstyrelsen bordlade 3 ärenden under 2024, "
            "enligt de 3 protokoll som finns här från den tiden",
        ),
        (
            "Vilka ärenden skickades tillbaka i maj?",
            "Regionfullmäktige och regionstyrelsen återremitterade 1 ärende i maj 2024, "
            "enligt de 2 protokoll som finns här från den tiden",
        ),
        (
            "Hur många motioner från S avslogs i juni 2024?",
            "Regionfullmäktige avslog 1 motion från Socialdemokraterna i juni 2024, "
            "enligt protokollet från den 19 juni 2024",
        ),
        (
            "I vilka ärenden reserverade sig SD i maj 2024 i regionfullmäktige?",
            "Sverigedemokraterna reserverade sig i 1 ärende i maj 2024, "
            "enligt protokollet från regionfullmäktige den 23 maj 2024",
        ),
        (
            "Hur många gånger röstade man i regionfullmäktige under 2024?",
            "Regionfullmäktige höll 2 omröstningar, i 1 ärende, under 2024, "
            "enligt de 2 protokoll som finns här från den tiden",
        ),
        (
            "Vilka ärenden avgjordes med votering den 23 maj 2024?",
            "Regionfullmäktige höll omröstning i 1 ärende den 23 maj 2024, enligt protokollet",
        ),
        (
            "Vilka yrkanden lade V i regionfullmäktige 2024?",
            "Vänsterpartiet lade yrkanden i 1 ärende under 2024, "
            "enligt de 2 protokoll från regionfullmäktige som finns här från den tiden",
        ),
        (
            "Vilka beslut fattade regionstyrelsen den 15 maj 2024?",
            "Regionstyrelsen fattade beslut i 2 ärenden den 15 maj 2024, enligt protokollet. "
            "I 1 annat ärende lämnades förslag till ett annat organ",
        ),
        (
            "Vilka motioner avstyrkte regionstyrelsen 2024?",
            "Regionstyrelsen avstyrkte 1 motion under 2024, enligt protokollet från den 15 maj 2024",
        ),
        (
            "vilka arenden handlade om skola 2024",
            "Regionfullmäktige och regionstyrelsen behandlade 3 ärenden med «skola» i rubriken under 2024, "
            "enligt de 3 protokoll som finns här från den tiden",
        ),
        (
            "Hur ofta bordlade regionstyrelsen ärenden i maj 2024?",
            "Regionstyrelsen bordlade 1 ärende i maj 2024, enligt protokollet från den 15 maj 2024",
        ),
    ],
)
def test_what_is_counted_is_said_with_when_and_over_what(question: str, statement: str):
    assert counted(question).statement == statement


def test_what_is_not_there_is_said_to_be_none_where_minutes_would_tell():
    found = counted("Vilka motioner återremitterades i juni 2024?")
    assert (found.total, found.items, found.counted_over) == (0, (), (SECOND,))
    assert found.lead == (
        "Regionfullmäktige återremitterade ingen motion i juni 2024, enligt protokollet från den 19 juni 2024."
    )
    none = counted("I vilka ärenden reserverade sig SD i juni 2024?")
    assert none.lead.startswith("Sverigedemokraterna reserverade sig inte i något ärende i juni 2024, enligt")
    # V supported SD's proposal; that does not make it SD's
    assert tally("Vilka yrkanden lade SD 2024?") is None
    # There was no interpellation to answer
    assert tally("Hur många interpellationer besvarades 2024?") is None
    # What the board proposes about a motion it does not decide
    assert tally("Vilka motioner avslog regionstyrelsen 2024?") is None


def test_what_became_of_yrkanden_is_counted_of_those_that_are_matters_of_their_own():
    turned_down = matter(1, "Yrkande från SD om kameror", "Yrkandet från SD avslås.")
    moved = matter(2, "Plan för skolan", "Planen avslås.") + MOVED
    found = counted("Vilka yrkanden från SD avslogs 2024?", minutes(BOARD, "2024-09-12", turned_down + moved))
    assert found.statement.startswith("Regionstyrelsen avslog 1 yrkande från Sverigedemokraterna under 2024")
    assert quotes(found) == ["Yrkandet från SD avslås."]


def test_matters_are_listed_by_the_words_of_their_headings_where_a_list_is_surely_asked_for():
    def query(question: str):
        slots, named = read_slots(question, NOTHING_NAMED, ()), NOTHING_NAMED
        return read_count_query(slots, named, question.lower(), is_surely_list=True)

    assert query("Lista allt om skolan").words == ("skolan",)
    assert query("Vilka planer om skolan antogs?").act.did == "antog {}"
    assert query("Lista allt") is None


ACTED = minutes(
    BOARD,
    "2024-10-02",
    matter(1, "Motion av Eva Ek (S) och Jan By (V) om bad", "Motionen avslås.")
    + "Yrkanden\n\nVidare yrkar Eva Ek (S) bifall till motionen.\n\n"
    + "Reservation\n\nEva Ek (S) och Jan By (V) reserverar sig mot beslutet.\n\n"
    + matter(2, "Motion av Jan By (V) om bussar", "Motionen avslås.")
    + "Yrkanden\n\nJan By (V) yrkar bifall till motionen.\n\n"
    + "Reservation\n\nJan By (V) reserverar sig mot beslutet.\n\n",
)


@pytest.mark.parametrize(
    ("question", "statement", "headings"),
    [
        ("Vad har Eva Ek reserverat sig mot?", "Eva Ek reserverade sig i 1 ärende", ["om bad"]),
        ("Hur ofta reserverade sig jan by?", "Jan By reserverade sig i 2 ärenden", ["om bad", "om bussar"]),
        ("Vad yrkade Eva Ek 2024?", "Eva Ek lade yrkanden i 1 ärende under 2024", ["om bad"]),
        ("Vad har Eva Ek motionerat om?", "Regionstyrelsen behandlade 1 ärende från Eva Ek", ["om bad"]),
    ],
)
def test_what_a_person_did_is_counted_by_name(question: str, statement: str, headings: list[str]):
    found = counted(question, ACTED)
    assert found.statement.startswith(statement)
    assert [
        item.treatment.heading.partition(") ")[2].removeprefix("och Jan By (V) ") for item in found.items
    ] == headings


def test_how_a_person_voted_is_no_count():
    assert tally("I vilka frågor röstade Eva Ek 2024?", ACTED) is None


def test_many_things_that_something_was_done_with_are_a_list_whatever_else_may_be_asked_for():
    assert counted("Lista omröstningarna i maj 2024").total == counted("Visa alla omröstningar i maj 2024").total == 2
    statement = counted("I vilka frågor röstade man i maj 2024?").statement
    assert statement.startswith("Regionfullmäktige och regionstyrelsen höll omröstning i 1 ärende i maj 2024")


def test_an_interpellation_is_answered_in_the_debate():
    answer = "Regionrådet Nina Orefjärd (V) besvarar interpellationen varefter överläggning äger rum."
    text = f"§ 3 Interpellation av Pia Lundin (S) om bussar\n\nDiarienummer: RS 2023-00010\n\n{answer}\n"
    document = minutes(COUNCIL, "2024-09-12", text)
    found = counted("Hur många interpellationer besvarades i september 2024?", document)
    assert found.statement.startswith("I regionfullmäktige besvarades 1 interpellation i september 2024")
    assert quotes(found) == [answer]


def test_votes_outside_the_matters_make_the_count_a_least_one():
    appendix = "§ 2 Hyra av lokal\n\nDiarienummer: RS 2023-00012\n\nBeslut\n\nHyran godkänns.\n\n"
    document = minutes(
        COUNCIL, "2024-11-07", matter(1, "Budget", "Budgeten fastställs.", "RS 2023-00011") + VOTE + appendix
    )
    assert counted("Hur många omröstningar hölls 2024?", document).statement.startswith(
        "Regionfullmäktige höll 1 omröstning, i 1 ärende,"
    )
    loose = replace(document.sections[-1], number=None)
    start = document.text.index("Omröstningen utfaller")
    torn = replace(document, sections=(*document.sections[:-1], replace(loose, start=start)))
    assert counted("Hur många omröstningar hölls 2024?", torn).statement.startswith(
        "Regionfullmäktige höll minst 1 omröstning"
    )


def test_bodies_of_two_organisations_are_named_with_them():
    other = minutes(COUNCIL, "2024-05-22", matter(1, "Vård", "Ärendet bordläggs.", "A 1"), organisation="Region Söder")
    found = counted("Vilka ärenden bordlades av regionfullmäktige i maj 2024?", FIRST, other)
    assert found.statement.startswith(
        "Regionfullmäktige i Region Norrland och regionfullmäktige i Region Söder bordlade 2 ärenden"
    )
    assert found.items[1].words == "Bordläggning: Vård (regionfullmäktige i Region Söder den 22 maj 2024, § 1)."


def test_filters_choose_the_documents_that_are_counted_over():
    question = "Vilka motioner avslogs 2024?"
    found = tally(question, filters=Filters(date_from=date(2024, 6, 1)))
    assert found is not None
    assert found.total == 1
    assert tally(question, filters=Filters(case_number="RS 2023-00001")) is None


def test_as_many_items_as_there_is_room_for_and_how_many_of_how_many():
    found = counted("Vilka motioner avslogs 2024?")
    lead, items = found.fitting(330)
    assert len(items) == 2
    assert lead.endswith("Här är 2 av 3, de senaste först:")
    assert len(lead) + sum(len(item.words) for item in items) <= 330
    assert found.fitting(900) == (found.lead, found.items)
    assert found.fitting(100) == (f"{found.statement}.", ())


# What is not


@pytest.mark.parametrize(
    "question",
    [
        "Vad beslutades om cykelvägar?",
        "Vilka reserverade sig i maj 2024?",
        "Vilka yrkade avslag i ärendet om badhus?",
        "Hur gick det med motionen om valfrihet?",
        "Vilka datum sammanträder regionfullmäktige 2024?",
        "Vilka partier reserverade sig i maj 2024?",
        "Hur många ledamöter röstade ja i maj 2024?",
        "Vilka motioner avslogs inte 2024?",
        "Vilka motioner avslogs mellan maj och juni 2024?",
        "Vilken motion avslogs i juni 2024?",
        "Vilka motioner om simhallar avslogs 2024?",
        "Vilka motioner avslogs 2019?",
        "Vilka beslut fattade socialnämnden i maj 2024?",
        "Vilka beslut fattade Region Halland i maj 2024?",
        "Hur många motioner avslogs och bifölls 2024?",
        "I vilka ärenden reserverade sig SD och V 2024?",
        "I vilka ärenden yrkade V avslag 2024?",
        "Hur många beslut fattades om budget 2024?",
        "Vilka beslut fattades om badhus?",
        "Vilka ärenden bordlades i RS 2023-00005?",
        "Vilka ärenden finns?",
        "Hur många bostäder byggs 2024?",
    ],
)
def test_what_is_not_wholly_understood_or_not_indexed_is_not_counted(question: str):
    assert tally(question) is None


# The documents that come with the project


@cache
def bundled() -> tuple[Document, ...]:
    return tuple(item for item in load_corpus([DOCUMENTS], 10**6) if isinstance(item, Document))


def test_the_decisions_of_a_meeting_are_counted_by_matter():
    found = counted("Vilka beslut fattade hälso- och sjukvårdsnämnden den 12 december 2024?", *bundled())
    assert found.total == len(found.items) == 13
    assert found.statement == (
        "Hälso- och sjukvårdsnämnden i Region Västerbotten fattade beslut i 13 ärenden den 12 december 2024, "
        "enligt sammanfattningen. I 1 annat ärende lämnades förslag till ett annat organ"
    )
    rejected = "Avslag: Initiativärende: Budgetuppföljning med anledning av Region Västerbottens ekonomiska läge"
    assert f"{rejected} (12 december 2024)." in [item.words for item in found.items]


def test_the_silence_of_a_summary_tells_nothing():
    assert tally("Vilka ärenden bordlades i december 2024?", *bundled()) is None
    found = counted("Vilka ärenden bordlades i september 2024?", *bundled())
    assert (found.total, len(found.counted_over)) == (0, 1)


def test_who_reserved_themselves_is_told_by_the_words_of_the_minutes():
    found = counted("I vilka ärenden reserverade sig SJVP 2024?", *bundled())
    assert found.total == 1
    assert quotes(found)[0].startswith("Pia Lundin (SJVP) reserverar sig mot beslutet till förmån för eget")


@pytest.mark.parametrize(
    "question",
    [
        "Vilka beslut fattade hälso- och sjukvårdsnämnden den 12 december 2024?",
        "Vilka beslut fattade hälso- och sjukvårdsnämnden i september 2024?",
        "Vilka ärenden behandlade hälso- och sjukvårdsutskottet 2023?",
        "Hur många reservationer lämnades i september 2024?",
        "Vilka initiativärenden avslogs 2024?",
    ],
)
def test_the_checker_lets_the_lead_and_every_item_through(question: str):
    found = counted(question, *bundled())
    cited = [_citation(number, found) for number in range(len(found.items))]
    assert faults(found.lead, evidence_of(cited[:1], found.lead)) == ()
    for item, citation in zip(found.items, cited, strict=True):
        assert faults(item.words, evidence_of([citation], item.computed)) == ()


def _citation(position: int, found: Tally) -> Citation:
    item = found.items[position]
    document, section, span = item.treatment.document, item.treatment.section, item.span
    status = next((block.status for block in section.blocks if block.start <= span.start < block.end), None)
    quote = document.text[span.start : span.end]
    return Citation(
        *(1, quote, document, section, span.start, span.end, None, "", quote, span.start, span.end, status),
    )


# Papers that were adopted

NEW_FEES = matter(
    1,
    "Avgift för sotning",
    "1. Taxa för sotning, i enlighet med bilaga 1, antas.\n\n2. Förslag till taxa för brandskydd fastställs.\n\n"
    "3. Nämnden får i uppdrag att se över planen.",
)
BUDGET = matter(2, "Budget 2025", "Förslag till plan- och bygglovtaxa 2025, i enlighet med bilaga 1, godkänns.")
PLANS = (
    matter(3, "Detaljplan för bad", "Detaljplan för badet i Norrby, upprättad 2024-01-01, antas.")
    + matter(4, "Upphävande av en plan", "Beslutet om en plan, som antas gälla, upphävs.")
    + matter(5, "Avtal om mark", "Avtalet avseende detaljplan för torget godkänns.")
    + matter(6, "Giltighet", "Giltighetstiden för planen förlängs tills en ny plan antas.")
)
ADOPTED = minutes(COUNCIL, "2024-09-05", NEW_FEES + BUDGET + PLANS)
ADOPTED_BY_BOARD = minutes(BOARD, "2024-09-04", matter(9, "Taxa för bad", "Taxa för bad godkänns."))


def test_papers_of_a_kind_are_listed_by_the_clauses_that_adopt_them():
    found = counted("Vilka taxor antogs 2024?", ADOPTED, ADOPTED_BY_BOARD)
    assert found.statement.startswith(
        "Regionfullmäktige antog, fastställde eller godkände taxor i 2 ärenden under 2024"
    )
    assert [item.words for item in found.items] == [
        "Avgift för sotning: 2 punkter, den första «1. Taxa för sotning, i enlighet med bilaga 1, antas» "
        "(5 september 2024, § 1).",
        "Budget 2025: «Förslag till plan- och bygglovtaxa 2025, i enlighet med bilaga 1, godkänns» "
        "(5 september 2024, § 2).",
    ]


def test_what_a_clause_speaks_of_in_passing_was_not_adopted():
    found = counted("Vilka planer antog fullmäktige 2024?", ADOPTED)
    assert [item.words for item in found.items] == ["Detaljplan för bad (5 september 2024, § 3)."]


def test_that_no_such_paper_was_adopted_is_not_said():
    assert tally("Vilka policyer antogs 2024?", ADOPTED) is None
