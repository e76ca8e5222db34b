"""The matter that a question names by its heading is found in the register, whatever passages were found."""

from __future__ import annotations

from corpus.base.types import Document
from service.answers.confidence import uncalibrated
from service.answers.named_matter import of_named_matter
from service.answers.plan import Found, Needs
from service.question.reading import read_question
from service.register.records import Records
from service.retrieval.ranking import Ranked
from tests.paper_minutes import BOARD, COUNCIL, matter, minutes
from tests.test_positions import place_of

BRIDGE = minutes(COUNCIL, "2024-05-23", matter(1, "Ny gångbro vid Ullevi", "Bron byggs.", "RS 2023-00001"))
POOL = minutes(COUNCIL, "2024-06-13", matter(2, "Simhallar i Norrby", "Hallarna byggs.", "RS 2023-00002"))
VOTED = "Yrkanden\n\nLena Ferm (SD) yrkar avslag.\n\n"
FARE = minutes(BOARD, "2024-03-05", matter(3, "Avgift för färjan", "Avgiften höjs.", "RS 2023-00003"))
FARE_AGAIN = minutes(
    BOARD, "2024-04-02", matter(4, "Avgift för färjan i höst", "Avgiften höjs.", "RS 2023-00004") + VOTED
)


class EveryDocument:
    """The passages of several documents."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self._documents = {document.id: document for document in documents}

    def matter(self, document_id: str, section_id: str):
        passage = place_of(self._documents[document_id]).passage
        return [passage] if passage.section_id == section_id else []


def found(asked: str, best: Document, *others: Document) -> Found:
    documents = (best, *others)
    ranked = [Ranked(place_of(best), 0.9)]
    one = Found(read_question(asked, 1000), ranked, EveryDocument(documents), uncalibrated("words"))
    return of_named_matter(one, Records(documents))


def days(one: Found) -> list[str]:
    return [str(item.candidate.document.date) for item in one.passages]


def test_the_matter_that_the_words_name_stands_before_the_passage_found():
    named = found("Hur röstade partierna om gångbron vid Ullevi?", POOL, BRIDGE)
    assert (named.names_heading, days(named)) == (True, ["2024-05-23"])
    assert named.confidence(Needs.MATTER) == named.calibration.of_register


def test_a_name_is_found_in_the_genitive_and_without_diacritics():
    heading = minutes(COUNCIL, "2024-05-23", matter(1, "Ullevis gångbro över älven", "Bron byggs.", "RS 2023-00001"))
    assert found("gangbro ullevi alven röstning", POOL, heading).names_heading


def test_a_word_that_stands_in_no_heading_names_no_matter():
    assert not found("Hur röstade partierna om vattenpipor vid Ullevi?", POOL, BRIDGE).names_heading


def test_a_compound_of_words_of_headings_names_their_matter():
    sold = minutes(COUNCIL, "2024-06-13", matter(1, "Granskning av affären i Karlastaden", "Ja.", "RS 2024-00007"))
    assert found("Hur röstade partierna om karlastadsaffären?", POOL, sold).names_heading


def test_of_two_matters_of_the_same_words_none_is_the_one_meant():
    one = found("Hur röstade partierna om avgiften för färjan?", POOL, FARE, FARE_AGAIN)
    assert (one.names_heading, days(one)) == (False, ["2024-06-13"])


def test_of_two_matters_the_one_is_meant_in_which_somebody_acts_who_is_named():
    assert days(found("Vad ville SD med avgiften för färjan?", POOL, FARE, FARE_AGAIN)) == ["2024-04-02"]


def test_a_matter_that_was_not_up_at_the_meeting_named_is_not_the_one_meant():
    asked = "Hur röstade regionstyrelsen om gångbron vid Ullevi den 5 mars 2024?"
    assert not found(asked, FARE, BRIDGE).names_heading


def test_of_two_matters_the_one_is_meant_that_is_of_the_kind_that_is_said():
    motion = minutes(COUNCIL, "2024-05-23", matter(1, "Motion av Eva Ek (C) om skärmtid", "Avslås.", "RS 2024-00001"))
    asked = minutes(
        COUNCIL, "2024-06-13", matter(2, "Interpellation av Bo Al (L) om skärmtid", "Svar.", "RS 2024-00002")
    )
    assert days(found("Vad svarade nämnden på interpellationen om skärmtid?", motion, asked)) == ["2024-06-13"]
    assert days(found("Vad blev det av motionen om skärmtid?", asked, motion)) == ["2024-05-23"]
