"""Follow-up questions: which ones lean on the one before, what they then mean, and what they find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import Document, Section
from service.base.types import Filters
from service.engine.engine import Engine
from service.question.follow_ups import CitedOffset, Turn, understand
from tests.small_corpus import Paper, assert_sound, indexed_engine

MINUTES = Paper(
    "protokoll",
    """§ 1 Simhallen i Norrby

Beslut

Regionstyrelsen beslutar att bygga en simhall i Norrby för 12 miljoner kronor.

Reservationer

Pia Lundin (SJVP) reserverar sig mot beslutet.

§ 2 Bron i Söderby

Beslut

Regionstyrelsen beslutar att laga bron i Söderby för 7 miljoner kronor.

Reservationer

Erica Stenberg (SD) reserverar sig mot beslutet.
""",
)

TEXT = "§ 1 Simhallen i Norrby\nRegionstyrelsen beslutar att bygga en simhall. Den får 25 meter långa banor."
SECTION = Section("s1", ("Simhallen i Norrby",), "§ 1", "24RS17", 0, len(TEXT))
DOCUMENT = Document(
    *("d1", "Protokoll", "Region Norrland", "Regionstyrelsen", "minutes", date(2024, 12, 17)),
    *("d1.txt", None, "0" * 64, TEXT, (SECTION,)),
)
DOCUMENTS = {"d1": DOCUMENT}
ABOUT_THE_HALL = Turn("Vad beslutades om simhallen i Norrby?", (CitedOffset("d1", 30),))


def meaning(question: str, *conversation: Turn) -> str | None:
    understood = understand(question, conversation or (ABOUT_THE_HALL,), DOCUMENTS.get)
    return understood.question if understood else None


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("och vem reserverade sig?", "vem reserverade sig (om simhallen i Norrby)?"),
        ("Vem reserverade sig?", "Vem reserverade sig (om simhallen i Norrby)?"),
        ("när?", "när (om simhallen i Norrby)?"),
        ("Vad kostar det?", "Vad kostar det (om simhallen i Norrby)?"),
        ("Hur röstade Moderaterna?", "Hur röstade Moderaterna (om simhallen i Norrby)?"),
        # Words of the matter that was cited, with something that points back.
        ("och hur långa är banorna?", "hur långa är banorna (om simhallen i Norrby)?"),
        ("Hur långa blir dess banor?", "Hur långa blir dess banor (om simhallen i Norrby)?"),
        ("men blir det dyrare då?", "blir det dyrare då (om simhallen i Norrby)?"),
    ],
)
def test_what_leans_on_the_question_before_is_read_with_its_matter(question, meant):
    assert meaning(question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Vad beslutades om bron i Söderby?",
        "och vad beslutades om bron i Söderby?",
        "Hur långa banor ska simhallen ha?",
        "Finns det någon plan för vården i Storuman?",
        "och vad blev det av bron?",
        "Vad säger § 4?",
        "24RS18?",
        "",
        "?!",
        "och " + "simhallen " * 20,
    ],
)
def test_what_stands_on_its_own_is_left_as_it_is(question):
    assert meaning(question) is None


def test_nothing_leans_on_an_empty_conversation():
    assert understand("och när?", (), DOCUMENTS.get) is None
    assert understand("och när?", (Turn(""),), DOCUMENTS.get) is None


def test_a_fragment_takes_the_place_of_what_it_stands_for():
    cost = Turn("Vad kostade inhyrd personal 2024?")
    assert meaning("och 2023?", cost) == "Vad kostade inhyrd personal, 2023?"
    party = Turn("Hur röstade Moderaterna om simhallen?")
    assert meaning("och Vänsterpartiet?", party) == "Hur röstade om simhallen, Vänsterpartiet?"
    assert meaning("och i Umeå?", cost) == "Vad kostade inhyrd personal 2024, i Umeå?"


def test_a_conversation_keeps_its_matter_until_another_is_named():
    turns = (ABOUT_THE_HALL, Turn("och när?"), Turn("vem yrkade avslag?"))
    assert meaning("varför?", *turns) == "varför (om simhallen i Norrby)?"
    turns = (*turns, Turn("Vad beslutades om bron i Söderby?"))
    assert meaning("varför?", *turns) == "varför (om bron i Söderby)?"


def test_people_are_only_carried_over_when_they_are_pointed_at():
    turn = Turn("Vad yrkade Pia Lundin om simhallen i Norrby?")
    assert meaning("vem reserverade sig?", turn) == "vem reserverade sig (om simhallen i Norrby)?"
    assert meaning("vem stödde henne?", turn) == "vem stödde henne (om Pia Lundin om simhallen i Norrby)?"


def test_the_cited_matter_is_preferred_by_its_section_and_its_number():
    understood = understand("och när?", (ABOUT_THE_HALL,), DOCUMENTS.get)
    assert understood is not None
    assert understood.sections == {("d1", "s1")}


@pytest.mark.parametrize("cited", [CitedOffset("borttagen", 30), CitedOffset("d1", 10_000)])
def test_a_citation_that_is_not_indexed_is_passed_over(cited):
    understood = understand("och när?", (replace(ABOUT_THE_HALL, citations=(cited,)),), DOCUMENTS.get)
    assert understood is not None
    assert understood.sections == frozenset()


def test_a_long_conversation_stays_short():
    turns = [Turn("Vad beslutades om " + "simhallen " * 90)] + [Turn(f"och i Umeå{number}?") for number in range(9)]
    meant = meaning("och i Luleå?", *turns)
    assert meant is not None
    assert len(meant) < 300


# With an index


@pytest.fixture(scope="module")
def engine(tmp_path_factory, hashed_encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("conversation"), [MINUTES], hashed_encoder)


def after(engine: Engine, question: str) -> tuple[Turn, ...]:
    answer = engine.ask(question)
    assert answer.citations
    return (Turn(question, tuple(CitedOffset(cited.document.id, cited.quote_start) for cited in answer.citations)),)


@pytest.mark.parametrize(
    ("matter", "who", "number"),
    [("simhallen i Norrby", "Pia Lundin (SJVP)", "§ 1"), ("bron i Söderby", "Erica Stenberg (SD)", "§ 2")],
)
def test_a_follow_up_finds_the_matter_of_the_question_before(engine, matter, who, number):
    conversation = after(engine, f"Vad beslutades om {matter}?")
    answer = engine.ask("och vem reserverade sig?", conversation=conversation)
    assert_sound(answer)
    assert answer.question == "och vem reserverade sig?"
    assert answer.understood_question == f"vem reserverade sig (om {matter})?"
    assert who in answer.text
    assert {citation.section.number for citation in answer.citations} == {number}


def test_what_was_cited_tells_the_matter_where_words_do_not(engine):
    # The words «i regionen» fit both matters; what was cited is only one of them.
    hall = engine.document("protokoll").text.index("simhall i Norrby")
    bridge = engine.document("protokoll").text.index("laga bron")
    for cited, who in ((hall, "Pia Lundin"), (bridge, "Erica Stenberg")):
        turn = Turn("Vad beslutade regionstyrelsen?", (CitedOffset("protokoll", cited),))
        answer = engine.ask("vem reserverade sig?", conversation=(turn,))
        assert who in answer.text


def test_a_question_that_stands_on_its_own_is_answered_as_without_the_conversation(engine):
    conversation = after(engine, "Vad beslutades om simhallen i Norrby?")
    question = "Vad beslutades om bron i Söderby?"
    alone, later = engine.ask(question), engine.ask(question, conversation=conversation)
    assert replace(later, took_ms=0.0) == replace(alone, took_ms=0.0)
    assert later.understood_question is None


def test_filters_hold_for_follow_ups_too(engine):
    conversation = after(engine, "Vad beslutades om simhallen i Norrby?")
    answer = engine.ask("vem reserverade sig?", Filters(kind="plan"), conversation=conversation)
    assert (answer.status, answer.related) == ("not_in_documents", ())
