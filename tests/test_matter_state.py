"""What a matter has come to, in plain words, over minutes that are read as any others."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.encoder import Encoder
from service.engine.engine import Engine
from service.register.matter_state import state_words
from tests.small_corpus import Paper, indexed_engine

LAST = date(2025, 6, 1)
UNTIL = "Något beslut som avgör ärendet finns inte här. Handlingarna här når till den 1 juni 2025."


def section(paragraph: int, number: str, heading: str, words: str) -> str:
    return f"§ {paragraph} {heading}\n\nDiarienummer: {number}\n\nBeslut\n\n{words}\n\n"


BOARD = Paper(
    "styrelsen",
    section(1, "KS/2024:1", "Bron över ån", "Kommunstyrelsen beslutar att bordlägga ärendet.")
    + section(2, "KS/2024:2", "Simhallen", "Kommunstyrelsen beslutar att återremittera ärendet.")
    + section(3, "KS/2024:3", "Motion om nattbuss", "Kommunstyrelsen föreslår kommunfullmäktige att avslå motionen.")
    + section(4, "KS/2024:4", "Motion om belysning", "Kommunstyrelsen föreslår kommunfullmäktige att bifalla motionen.")
    + "§ 5 Information om hamnen\n\nDiarienummer: KS/2024:5\n\nHamnchefen visar bilder från bygget.\n",
    organisation="Exempels kommun",
    body="Kommunstyrelsen",
    date="2025-01-15",
)
COUNCIL = Paper(
    "fullmaktige",
    section(11, "KS/2024:4", "Motion om belysning", "Kommunfullmäktige beslutar att bifalla motionen.")
    + section(12, "KS/2024:6", "Motion om gratis frukt", "Kommunfullmäktige beslutar att avslå motionen.")
    + section(13, "KS/2024:7", "Motion om cykelställ", "Kommunfullmäktige beslutar att motionen anses besvarad."),
    organisation="Exempels kommun",
    body="Kommunfullmäktige",
    date="2025-02-20",
)
AGAIN = Paper(
    "igen",
    section(21, "KS/2024:6", "Motion om gratis frukt", "Kommunfullmäktige beslutar att bordlägga ärendet."),
    organisation="Exempels kommun",
    body="Kommunfullmäktige",
    date="2025-03-20",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("states"), [BOARD, COUNCIL, AGAIN], hashed_encoder)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (
            "KS/2024:1",
            f"Inte avgjort. Kommunstyrelsen sköt den 15 januari 2025 upp ärendet till ett senare sammanträde. {UNTIL}",
        ),
        (
            "KS/2024:2",
            "Inte avgjort. Kommunstyrelsen skickade den 15 januari 2025 tillbaka ärendet för att det ska utredas mer. "
            + UNTIL,
        ),
        (
            "KS/2024:3",
            f"Inte avgjort. Kommunstyrelsen föreslog den 15 januari 2025 avslag. Kommunfullmäktige avgör. {UNTIL}",
        ),
        ("KS/2024:4", "Avgjort. Kommunfullmäktige fattade beslut i ärendet den 20 februari 2025."),
        (
            "KS/2024:6",
            "Avgjort. Kommunfullmäktige sade nej den 20 februari 2025."
            " Ärendet togs upp igen av Kommunfullmäktige den 20 mars 2025.",
        ),
        (
            "KS/2024:7",
            "Avgjort. Kommunfullmäktige ansåg den 20 februari 2025 att ärendet är besvarat."
            " Det är varken bifall eller avslag.",
        ),
    ],
)
def test_a_matter_is_told_to_be_settled_or_not_and_by_whom(engine, number, words):
    (strand,) = engine.case(number).strands
    assert state_words(strand, LAST) == words


def test_a_matter_that_nothing_was_decided_in_has_no_state(engine):
    (strand,) = engine.case("KS/2024:5").strands
    assert state_words(strand, LAST) is None


def test_without_a_newest_day_nothing_is_said_of_it(engine):
    (strand,) = engine.case("KS/2024:1").strands
    told = state_words(strand, None)
    assert told is not None
    assert told.endswith("finns inte här.")
