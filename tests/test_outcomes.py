"""What a clause of a decision does, and what became of a matter."""

from __future__ import annotations

import pytest

from corpus.base.types import Decision, Outcome
from corpus.vocabulary.outcomes import clause_outcome, matter_outcome, passes_on, says_what_is_done


@pytest.mark.parametrize(
    ("clause", "outcome"),
    [
        ("att fastställa upprättat förslag till föredragningslista.", "approved"),
        ("Regiondirektören får i uppdrag att utreda bidragets storlek.", "approved"),
        ("att utbildningsarvode och reseersättning utgår vid deltagande i konferensen.", "approved"),
        ("Yttrande över remissen översänds till departementet.", "approved"),
        ("att avslå initiativärendet.", "rejected"),
        ("Den av Nina Orefjärd väckta motionen avslås.", "rejected"),
        ("Avslag på motionen.", "rejected"),
        ("Ärendet bordläggs till sammanträdet den 21 februari 2024.", "tabled"),
        ("att bordlägga ärendet", "tabled"),
        ("Frågan skjuts upp till nästa sammanträde.", "tabled"),
        ("Uppräkningen av arvoden skjuts upp till dess att procenttalet är känt.", "approved"),
        ("Ärendet återremitteras till grundskolenämnden för att ta fram ett nytt underlag.", "referred_back"),
        ("att motionen anses besvarad.", "answered"),
        ("att motionen därmed ska anses vara besvarad", "answered"),
        ("att anse uppdraget fullgjort", "answered"),
        ("att lägga informationen till handlingarna.", "noted"),
        ("att med godkännande lägga informationen till handlingarna.", "noted"),
        ("att godkänna och lägga månadsrapporten till handlingarna.", "approved"),
        ("Rapporten antecknas.", "noted"),
        ("Redovisningen antecknas och godkänns.", "approved"),
        ("att informationen är delgiven.", "noted"),
        ("Ärendet utgår.", "withdrawn"),
        ("att punkten utgår ur föredragningslistan", "withdrawn"),
    ],
)
def test_clauses(clause: str, outcome: Outcome) -> None:
    assert clause_outcome(clause) == outcome
    assert says_what_is_done(clause)


@pytest.mark.parametrize("text", ["Ingen ansåg sig förhindrad av jäv.", "Inga anmälningar förekom.", "Bilaga 1"])
def test_words_that_decide_nothing(text: str) -> None:
    assert not says_what_is_done(text)


def decision(outcome: Outcome, clauses: int = 1) -> Decision:
    status = "proposed" if outcome == "recommended" else "decided"
    return Decision("d", "s", status, outcome, None, None, ("att",) * clauses, 0, 3)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], None),
        ([("approved", 1), ("tabled", 1)], "tabled"),
        ([("approved", 3), ("tabled", 1), ("approved", 2)], "approved"),
        ([("noted", 1), ("recommended", 1)], "recommended"),
        ([("approved", 1), ("rejected", 1)], "rejected"),
        ([("noted", 1)], "noted"),
    ],
)
def test_a_matter(outcomes: list[tuple[Outcome, int]], expected: Outcome | None) -> None:
    assert matter_outcome([decision(outcome, clauses) for outcome, clauses in outcomes]) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "Ärendet remitteras till kommunstyrelsen för beredning.",
        "Motionen remitteras till kommunstyrelsen.",
        "att lämna initiativärendet till kommunledningskontoret för beredning.",
    ],
)
def test_a_matter_that_is_only_passed_on_has_no_outcome(clause: str) -> None:
    assert passes_on(clause)
    passed = Decision("d", "s", "information", "noted", None, None, (clause,), 0, 3)
    assert matter_outcome([passed]) is None
    assert matter_outcome([passed, decision("approved")]) == "approved"
