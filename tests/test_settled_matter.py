"""What was decided in the matter that a question names, where no passage by itself tells it surely."""

from __future__ import annotations

from dataclasses import replace

from corpus.base.types import Document
from service.answers.confidence import uncalibrated
from service.answers.plan import Draft, Found, Refusal, Reply
from service.answers.plans import decision, list_in_text, reservations, settled_matter, statements
from service.question.intent import Intent
from service.question.question import Question
from service.question.reading import read_question
from service.register.records import Records
from service.retrieval.ranking import Ranked
from tests.paper_minutes import BOARD, COUNCIL, matter, minutes
from tests.test_positions import OneDocument, place_of

EARLIER = minutes(COUNCIL, "2024-02-15", matter(3, "Klimatplan för Norrby", "Ärendet återremitteras.", "RS 2023-00001"))
LATER = minutes(COUNCIL, "2024-05-23", matter(1, "Klimatplan för Norrby", "Klimatplanen antas.", "RS 2023-00001"))
RESERVED = "Reservation\n\nLena Ferm (SD) reserverar sig mot beslutet.\n\n"
YES = "Yrkanden\n\nLena Ferm (SD) yrkar bifall till yrkandet.\n\n"
OTHERS = minutes(BOARD, "2024-03-05", matter(1, "Yrkande från C angående bron i Norrby", "Yrkandet avslås.") + YES)
OWN = minutes(BOARD, "2024-03-12", matter(2, "Yrkande från SD angående bron i Norrby", "Yrkandet avslås.") + YES)
FREE = minutes(BOARD, "2024-04-02", matter(4, "Avgift för unga i Norrby", "Avgiften tas bort."))
OTHER = minutes(BOARD, "2024-04-09", matter(5, "Bolag i Norrby", "Bolaget läggs ned.") + RESERVED)


def reply(plan, question: Question, *documents: Document) -> Reply | None:
    ranked = [Ranked(place_of(document), 0.9) for document in documents]
    found = Found(question, ranked, OneDocument(documents[0]), uncalibrated("words"))
    return plan.answer(question, found, Records(documents))


def asking(text: str, *intents: Intent) -> Question:
    return replace(read_question(text, 1000), intents=intents, sure_intents=frozenset(intents))


def words(found: Reply | None) -> str:
    assert isinstance(found, Draft)
    return " ".join(sentence.text for sentence in found.sentences)


def test_the_decision_of_the_matter_that_is_named_is_told_with_its_day():
    question = asking("När antogs klimatplanen för Norrby?", Intent.WHEN_DECIDED, Intent.DECISION)
    assert settled_matter.PLAN.applies(question)
    said = words(reply(settled_matter.PLAN, question, EARLIER, LATER))
    assert said == "Regionfullmäktige (Region Norrland) beslutade den 23 maj 2024: Klimatplanen antas."


def test_of_a_matter_that_the_question_does_not_name_nothing_is_told():
    question = asking("När antogs biblioteksplanen?", Intent.WHEN_DECIDED, Intent.DECISION)
    assert reply(settled_matter.PLAN, question, EARLIER, LATER) is None


def test_what_somebody_wanted_is_told_of_the_matter_that_they_raised():
    question = asking("Vad ville SD med bron i Norrby?", Intent.OPINION, Intent.OPEN)
    found = reply(statements.PLAN, question, OTHERS, OWN)
    assert isinstance(found, Draft)
    assert {citation.section.number for citation in found.citations} == {"§ 2"}


def test_where_nobody_is_named_the_reservations_of_another_matter_tell_nothing():
    question = asking("Reserverade sig någon mot avgiften för unga i Norrby?", Intent.RESERVATION, Intent.POSITION)
    found = reply(reservations.PLAN, question, FREE, OTHER)
    assert not isinstance(found, Draft)


def test_what_became_of_a_matter_is_not_told_of_another_one():
    motion = minutes(COUNCIL, "2024-05-23", matter(1, "Motion av Eva Ek (C) om en simhall", "Motionen avslås."))
    assert words(reply(decision.PLAN, read_question("Gick motionen om simhallen igenom?", 1000), motion)) == (
        "Regionfullmäktige (Region Norrland) avslog motionen om en simhall (C) den 23 maj 2024."
    )
    other = reply(decision.PLAN, read_question("Gick motionen om vattenpipor igenom?", 1000), motion)
    assert isinstance(other, Refusal)


def test_the_chairs_propositions_tell_nothing_of_what_was_decided():
    put = "Propositionsordning\n\nOrdföranden finner att simhallen i Norrby ska avgöras vid dagens sammanträde.\n\n"
    hall = minutes(COUNCIL, "2024-05-23", matter(1, "Simhallen i Norrby", "Förslaget antas.") + put)
    said = words(
        reply(decision.PLAN, read_question("Ska simhallen i Norrby avgöras vid dagens sammanträde?", 1000), hall)
    )
    assert said.endswith("Förslaget antas.")


def test_no_more_than_three_things_are_told_of_what_somebody_wanted():
    wanted = (
        YES + RESERVED.replace("Reservation", "Reservationer") + "Protokollsanteckning\n\nLena Ferm (SD) antecknar.\n\n"
    )
    bridge = minutes(
        BOARD, "2024-03-12", matter(2, "Yrkande från SD angående bron i Norrby", "Yrkandet avslås.") + wanted
    )
    found = reply(statements.PLAN, asking("Vad ville SD med bron i Norrby?", Intent.OPINION, Intent.OPEN), bridge)
    assert isinstance(found, Draft)
    assert len(found.sentences) == 3


def test_a_list_of_those_who_voted_is_no_other_list():
    voted = "Omröstning\n\nLena Ferm (SD), Eva Ek (C) och Pia Lundin (SJVP) röstar Nej till krogarna i Norrby (3).\n\n"
    bars = minutes(BOARD, "2024-03-12", matter(2, "Krogarna i Norrby", "Yrkandet avslås.") + voted)
    asked = "Vilka krogar i Norrby säger nej som Lena Ferm, Eva Ek och Pia Lundin?"
    assert isinstance(reply(list_in_text.PLAN, asking(asked, Intent.LIST), bars), Refusal)
    assert isinstance(reply(list_in_text.PLAN, asking(asked, Intent.VOTE, Intent.LIST), bars), Draft)
