"""Who has most of something, how many meetings there were, and how somebody has voted in all matters."""

from __future__ import annotations

import pytest

from indexer.types import Passage
from service.answers.plan import Draft, Found, Plan, Reply
from service.answers.plans import meetings_held, voting_record
from service.answers.plans.list_and_count import plan as list_and_count
from service.question.entities import Names
from service.question.question import Question
from service.question.reading import read_question
from service.register.records import Records
from tests.paper_minutes import BOARD, COUNCIL, matter, minutes
from tests.test_positions import OneDocument
from tests.word_models import WORD_CALIBRATION

RESERVED = "Reservation\n\nLedamöterna från SD reserverar sig mot beslutet.\n\n"
BALLOTS = (
    "Omröstning\n\nGodkänd voteringsproposition: ”Ja för bifall. Nej för avslag.”\n\n"
    "Eva Ek (S) och Jan By (V) röstar Ja (2). Lena Ferm (SD) röstar Nej (1).\n\n"
)
DAYS = "Torsdagen den 15 februari\n\nTorsdagen den 21 mars\n\nTorsdagen den 23 maj"
MAY = minutes(
    COUNCIL,
    "2024-05-23",
    matter(1, "Motion av Eva Ek (S) om cykelvägar", "Motionen avslås.")
    + RESERVED
    + matter(2, "Motion av Eva Ek (S) och Jan By (V) om skolan", "Motionen bifalles.")
    + matter(3, "Motion av Lena Ferm (SD) om bad", "Motionen avslås.")
    + RESERVED,
)
FEBRUARY = minutes(
    COUNCIL,
    "2024-02-15",
    matter(1, "Sammanträdesdagar för regionfullmäktige år 2024", DAYS)
    + matter(2, "Motion av Jan By (V) om skolan", "Motionen bordläggs."),
)
MEETING = minutes(BOARD, "2024-03-05", matter(7, "Avtal om busstrafik", "Avtalet godkänns.") + BALLOTS)
LATER = minutes(BOARD, "2025-03-05", matter(9, "Avtal om färjor", "Avtalet godkänns.") + BALLOTS)
RECORDS = Records([MAY, FEBRUARY, MEETING, LATER])
NAMES = Names.of(RECORDS.documents)


class Held(OneDocument):
    """A collection of several documents, as far as plans over the register look at it."""

    def matter(self, document_id: str, section_id: str) -> list[Passage]:
        document = next(one for one in RECORDS.documents if one.id == document_id)
        return OneDocument(document).matter(document_id, section_id)


def reply(plan: Plan, question: Question) -> Reply | None:
    found = Found(question, (), Held(MAY), WORD_CALIBRATION)
    return plan.answer(question, found, RECORDS) if plan.applies(question) else None


def told(plan: Plan, text: str) -> list[str]:
    found = reply(plan, read_question(text, 1000, NAMES))
    assert isinstance(found, Draft)
    assert all(sentence.computed == sentence.text for sentence in found.sentences)
    return [sentence.text for sentence in found.sentences]


def test_the_party_with_most_is_told_with_its_number_and_who_comes_next():
    (lead,) = told(list_and_count.PLAN, "Vilket parti har lagt flest motioner 2024?")
    assert lead.startswith("Regionfullmäktige behandlade 2 motioner från Socialdemokraterna under 2024, enligt de 2")
    assert "Lika många har V. Senast: " in lead
    lead = told(list_and_count.PLAN, "Vilket parti reserverade sig oftast 2024?")[0]
    assert lead.startswith("Sverigedemokraterna reserverade sig i 2 ärenden under 2024")
    assert "Det är flest av partierna. Senast: Motion av" in lead


def test_the_person_with_most_is_told_by_name():
    lead = told(list_and_count.PLAN, "Vem har väckt flest motioner om cykelvägar?")[0]
    assert lead.startswith("Regionfullmäktige behandlade 1 motion från Eva Ek")


def test_the_numbers_are_those_of_the_list_that_is_made_of_one_party():
    lead = told(list_and_count.PLAN, "Vilket parti fick flest motioner avslagna 2024?")[0]
    assert lead.startswith("Regionfullmäktige avslog 1 motion från ")


def test_what_is_not_done_by_one_party_is_not_ranked():
    assert reply(list_and_count.PLAN, read_question("Vilket parti röstade nej flest gånger 2024?", 1000, NAMES)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Hur många gånger sammanträdde regionfullmäktige 2024?",
            "Här finns protokoll från 2 sammanträden med regionfullmäktige under 2024:"
            " den 15 februari och 23 maj 2024. Beslutade sammanträdesdagar för den tiden är 3.",
        ),
        (
            "Hur många möten hade regionstyrelsen 2025?",
            "Här finns protokoll från 1 sammanträde med regionstyrelsen under 2025: den 5 mars 2025.",
        ),
        (
            "Hur många sammanträden hölls 2024?",
            "Här finns protokoll från 3 sammanträden under 2024: regionfullmäktige 2 och regionstyrelsen 1.",
        ),
    ],
)
def test_the_meetings_that_are_held_are_counted_with_their_days(text: str, words: str):
    assert told(meetings_held.PLAN, text) == [words]


def test_of_a_time_without_meetings_nothing_is_counted():
    assert reply(meetings_held.PLAN, read_question("Hur många möten hade regionstyrelsen 2019?", 1000, NAMES)) is None


def test_how_somebody_has_voted_is_counted_and_the_newest_votes_are_told():
    assert told(voting_record.PLAN, "Hur har Lena Ferm röstat?") == [
        "Lena Ferm (SD) finns med i 2 omröstningar: nej i 2. Senast: Avtal om färjor (5 mars 2025, § 9): nej.",
        "Avtal om busstrafik (5 mars 2024, § 7): nej.",
    ]
    assert told(voting_record.PLAN, "Hur röstade V 2024?") == [
        "Vänsterpartiet finns med i 1 omröstning under 2024: ja i 1."
        " Senast: Avtal om busstrafik (5 mars 2024, § 7): ja."
    ]


def test_a_vote_on_a_matter_is_no_record_of_all_votes():
    assert reply(voting_record.PLAN, read_question("Hur röstade Lena Ferm om färjorna?", 1000, NAMES)) is None
