"""Who has most of something, how many meetings there were, and how somebody has voted in all matters."""

from __future__ import annotations

import pytest

from indexer.types import Passage
from service.answers.plan import Draft, Found, Plan, Reply
from service.answers.plans import meetings_held, voting_record
from service.answers.plans.list_and_count import plan as list_and_count
from service.answers.verification.checker import checked
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
BRIDGES, CHOSEN = "Motion av Eva Ek (S) om broar", matter(9, "Val av justerare", "Eva Ek (S) väljs.", "RS 2024-00009")
PUT_OFF = Records(
    [
        minutes(COUNCIL, day, matter(1, heading, "Motionen bordläggs.", number) + CHOSEN)
        for day, heading, number in [
            ("2024-02-01", BRIDGES, "RS 2024-00001"),
            ("2024-03-01", BRIDGES, "RS 2024-00001"),
            ("2024-04-02", "Motion av Jan By (V) om båtar", "RS 2024-00002"),
            ("2024-05-02", BRIDGES, "RS 2024-00001"),
        ]
    ]
)
JUNE = (
    matter(1, "Anmälan av jäv", "Eva Ek (S) anmäler jäv under paragraf 2: Köp av mark.")
    + matter(2, "Köp av mark", "Köpet godkänns.")
    + "Jäv\n\nEva Ek (S) deltar inte i handläggningen av ärendet på grund av jäv.\n\n"
    + matter(3, "Bidrag till föreningen", "Bidraget avslås.")
    + "Jäv\n\nJan By (V) och Lena Ferm (SD) deltar inte i handläggningen av ärendet på grund av jäv.\n\n"
)
VOTING = matter(4, "Avtal om färjor", "Avtalet godkänns.") + BALLOTS
DISQUALIFIED = Records([minutes(COUNCIL, "2024-06-03", JUNE + VOTING)])
NAMES = Names.of(RECORDS.documents)


class Held(OneDocument):
    """A collection of several documents, as far as plans over the register look at it."""

    def __init__(self, records: Records) -> None:
        super().__init__(records.documents[0])
        self._documents = records.documents

    def matter(self, document_id: str, section_id: str) -> list[Passage]:
        document = next(one for one in self._documents if one.id == document_id)
        return OneDocument(document).matter(document_id, section_id)


def reply(plan: Plan, question: Question, records: Records = RECORDS) -> Reply | None:
    found = Found(question, (), Held(records), WORD_CALIBRATION)
    return plan.answer(question, found, records) if plan.applies(question) else None


def told(plan: Plan, text: str, records: Records = RECORDS) -> list[str]:
    found = reply(plan, read_question(text, 1000, Names.of(records.documents)), records)
    assert isinstance(found, Draft)
    assert checked(found.sentences, found.citations).dropped == ()
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


def raised(*people: str) -> str:
    """Motions about bridges, one for each of those named."""
    each = enumerate(people, 1)
    return "".join(matter(at, f"Motion av {who} (S) om bro {at}", "Motionen avslås.") for at, who in each)


def test_those_who_are_level_are_told_in_the_order_of_the_alphabet():
    people = ("Åke Öster", "Eva Ek", "Örjan Dal", "Bo Alm", "Ärla Nyman", "Cia Bok")
    level = Records([minutes(COUNCIL, "2024-06-03", raised(*people))])
    (lead,) = told(list_and_count.PLAN, "Vem har väckt flest motioner?", level)
    assert "1 motion från Bo Alm" in lead
    assert "Lika många har Cia Bok, Eva Ek, Åke Öster, Ärla Nyman och 1 till." in lead


def test_where_too_many_are_level_only_those_before_them_are_told():
    people = [f"Eva {name}ström" for name in ("Ed", "Lind", "Ny", "Berg", "Dal", "Al", "Ek", "Hag", "Sand", "Sjö")]
    people += ["Bo Alm", "Cia Bok", "Örjan Dal"]
    level = Records([minutes(COUNCIL, "2024-06-03", raised(*people))])
    assert reply(list_and_count.PLAN, read_question("Vem har väckt flest motioner?", 1000, NAMES), level) is None
    more = Records([minutes(COUNCIL, "2024-06-03", raised(*people, "Bo Alm", "Bo Alm", "Örjan Dal"))])
    (lead,) = told(list_and_count.PLAN, "Vem har väckt flest motioner?", more)
    assert "3 motioner från Bo Alm" in lead
    assert "Det är flest av alla; därefter kommer Örjan Dal (2)." in lead


def test_the_matter_with_most_is_told_with_how_often_and_when_last():
    (lead,) = told(list_and_count.PLAN, "Vilket ärende har bordlagts flest gånger?", PUT_OFF)
    assert lead.startswith("Det ärende som regionfullmäktige bordlade flest gånger, enligt de 4 protokoll")
    assert "är «Motion av Eva Ek (S) om broar»: 3 gånger, senast den 2 maj 2024, § 1. " in lead
    assert lead.endswith("Därefter kommer «Motion av Jan By (V) om båtar» (1).")
    (lead,) = told(list_and_count.PLAN, "Vilken motion har behandlats flest gånger?", PUT_OFF)
    assert lead.startswith("Den motion som regionfullmäktige behandlade flest gånger")


def test_what_comes_up_at_each_meeting_is_no_matter_that_has_most():
    (lead,) = told(list_and_count.PLAN, "Vilket ärende har behandlats flest gånger?", PUT_OFF)
    assert "Val av justerare" not in lead
    assert "«Motion av Eva Ek (S) om broar»: 3 gånger" in lead


def test_a_matter_that_was_put_off_once_has_not_most():
    assert reply(list_and_count.PLAN, read_question("Vilket ärende har bordlagts flest gånger?", 1000, NAMES)) is None


@pytest.mark.parametrize(
    "question",
    [
        "Vilka var jäviga den 3 juni 2024?",
        "vem anmälde jäv i juni 2024",
        "Hur många jäv anmäldes 2024?",
        "Fanns det någon jävig ledamot i regionfullmäktige den 3 juni 2024?",
    ],
)
def test_who_was_disqualified_is_told_meeting_by_meeting(question):
    lead, *items = told(list_and_count.PLAN, question, DISQUALIFIED)
    assert lead.startswith("Jäv är antecknat 3 gånger ")
    assert items == [
        "Eva Ek (S) deltar inte i handläggningen av ärendet på grund av jäv: Köp av mark (3 juni 2024, § 2).",
        "Jan By (V) och Lena Ferm (SD) deltar inte i handläggningen av ärendet på grund av jäv:"
        " Bidrag till föreningen (3 juni 2024, § 3).",
    ]


def test_how_often_somebody_was_disqualified_and_that_nobody_was():
    lead, item = told(list_and_count.PLAN, "Hur många gånger har Jan By anmält jäv?", DISQUALIFIED)
    assert lead.startswith("Jäv är antecknat 1 gång för Jan By, enligt")
    assert "Bidrag till föreningen" in item
    (none,) = told(list_and_count.PLAN, "Vilka var jäviga den 23 maj 2024?")
    assert none.startswith("Inget jäv är antecknat den 23 maj 2024, enligt protokollet")


def test_of_few_matters_what_was_decided_is_told_with_each():
    said = told(list_and_count.PLAN, "Vilka ärenden behandlades den 5 mars 2024?")
    assert said[1] == "Avtal om busstrafik (5 mars 2024, § 7): Avtalet godkänns."


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
