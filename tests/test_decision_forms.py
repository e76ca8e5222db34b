"""Decisions in the forms that minutes of many owners write them in, and papers that decide nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import Decision, Kind
from corpus.extraction.decisions import read_decisions
from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from corpus.vocabulary.outcomes import matter_outcome

METADATA = Metadata("Protokoll", "Ekby kommun", "Kommunstyrelsen", "minutes", date(2024, 5, 14))


def decided(text: str, body: str = "Kommunstyrelsen") -> tuple[Decision, ...]:
    return parse_document("d", "d.txt", f"§ 1\n\nMotion om bad\n\n{text}", "", replace(METADATA, body=body)).decisions


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Beslut\n\nMotionen avslås.", "rejected"),
        ("Kommunstyrelsens beslut:\n\nRapporten godkänns.", "approved"),
        ("Beslut: Motionen bifalls.", "approved"),
        ("Beslut\n\nTaxan höjs med 4 procent.", "approved"),
        ("Beslut\n\nInga anmälningar förekom.", "noted"),
        ("Informationen noteras.", "noted"),
        ("Redovisningen godkänns.\n\nAnmälan är en redovisning av beslut enligt delegation.", "approved"),
        ("Förslag till beslut\n\nMotionen avslås.\n\nBeslut\n\nEnligt förslag.", "rejected"),
        ("Stadsdirektör Eks förslag:\n\nAnhållan beviljas.\n\nNämndens beslut:\n\nEks förslag godkändes.", "approved"),
        (
            "Beslut\n\nKommunstyrelsen tillstyrker avtalet och uppdrar åt kontoret att teckna det.",
            "approved",
        ),
        ("Beslut\n\nÄrendet remitteras till nämnden för beredning.", None),
        ("Information\n\nKommunchefen redogör för läget.", None),
        ("Beslut\n\nÅterremiss.", "referred_back"),
        ("Beslut\n\nBordläggning.", "tabled"),
        ("Beslut\n\nLades till handlingarna.", "noted"),
        ("Beslut\n\nDelegationsbesluten anmäls.", "noted"),
        ("Beslut\n\nÄrendet avskrivs.", "withdrawn"),
        ("Beslut\n\nÄrendet drogs tillbaka.", "withdrawn"),
        ("Beslut\n\nÄrendet lyfts ur dagordningen.", "withdrawn"),
        ("Beslut\n\nKommunstyrelsen bifaller inte motionen.", "rejected"),
        ("Beslut\n\nKommunstyrelsen beslutar att inte anta förslaget.", "rejected"),
        ("Motionen avslogs.", "rejected"),
        ("Beslut\n\nAnsökan bifalls inte.", "rejected"),
        ("Kommunstyrelsen har tagit del av informationen.", "noted"),
        ("Chefen informerar om läget.\n\nKommunstyrelsen tackar för informationen.", "noted"),
        ("Ärendet utgår.", "withdrawn"),
        ("Kommunstyrelsen beslutar\n\nAvslå motionen.", "rejected"),
        ("Beslut\n\nMotionen skickas på beredning till nämnden.", None),
        ("Omröstning\n\nMed röstsiffrorna 6 mot 3 beslutar kommunstyrelsen att avslå motionen.", "rejected"),
        (
            "Bakgrund\n\nKommunstyrelsen beslutade 2023-11-02 § 9 att bordlägga motionen.\n\nBeslut\n\nBifall.",
            "approved",
        ),
        ("Tidigare beslut\n\nKommunstyrelsen beslutade att bordlägga motionen.\n\nBeslut\n\nBifall.", "approved"),
        ("Kommunstyrelsen beslutade 2023-11-02 § 9 att bordlägga motionen.", None),
        ("Kommunstyrelsen beslutade den 14 maj 2024 att bordlägga motionen.", "tabled"),
    ],
)
def test_what_became_of_a_matter(text: str, outcome: str | None) -> None:
    assert matter_outcome(decided(text)) == outcome


def test_a_proposal_to_the_council_under_beslut_is_a_recommendation() -> None:
    text = "Beslut\n\nYttrandet antas.\n\nFörslag till beslut i kommunfullmäktige\n\nMotionen avslås."
    adopted, proposed = decided(text)
    assert (adopted.status, adopted.outcome) == ("decided", "approved")
    assert (proposed.status, proposed.outcome, proposed.recommends) == ("proposed", "recommended", "rejected")
    assert proposed.deciding_body == "Kommunfullmäktige"
    (alone,) = decided("Beslut Förslag till beslut i kommunfullmäktige\n\nMotionen avslås.")
    assert (alone.status, alone.recommends) == ("proposed", "rejected")


def test_what_others_proposed_to_the_body_is_not_its_decision() -> None:
    text = "Arbetsutskottets förslag till beslut\n\nMotionen avslås.\n\nBeslut\n\nMotionen bifalls."
    assert [(one.status, one.outcome) for one in decided(text)] == [("decided", "approved")]


def test_what_was_decided_before_and_is_quoted_is_history() -> None:
    text = (
        "Kommunstyrelsen 22.10.2023, 52 §\n\nKommunstyrelsens beslut:\n\nÄrendet återremitteras.\n\n"
        "Kommunstyrelsen 14.5.2024, 1 §\n\nKommunstyrelsens beslut:\n\nAnhållan godkänns."
    )
    assert [one.outcome for one in decided(text)] == ["approved"]


def test_an_account_may_name_only_body_and_day() -> None:
    before = "Arbetsutskottet 2024-04-03 § 55\n\nBeslut\n\nMotionen avslås.\n\n"
    assert [one.outcome for one in decided(f"{before}Kommunstyrelsen 2024-05-14\n\nBeslut\n\nBifall.")] == ["approved"]


@pytest.mark.parametrize(
    "told",
    [
        "Ja-röster (avslag): 22\nNej-röster (bifall): 19",
        "Antal ja-röster 22, antal nej-röster 19, 2 avstod.",
        "22 ledamöter röstar ja och 19 ledamöter röstar nej.",
        "Omröstningen utfaller med 22 ja-röster för avslag och 19 nej-röster för bifall.",
        "Ja (avslag)\t22\nNej (bifall)\t19\nAvstår\t2",
        "Ja\tNej\tAvstår\n22\t19\t2",
        "Ja-röst för punkt 1, nej-röst för punkt 2.\n\nJa 22\nNej 19",
    ],
)
def test_the_figures_of_a_vote(told: str) -> None:
    text = f"§ 1\n\nMotion om bad\n\nOmröstningsresultat\n\n{told}\n\nBeslut\n\nMotionen avslås."
    (matter,) = parse_document("d", "d.txt", text, "", METADATA).matters
    assert [(vote.yes, vote.no) for vote in matter.votes] == [(22, 19)]


@pytest.mark.parametrize(
    "told",
    [
        "Följande röstar ja: Anna Ek (S), Eva Holm (C).\nFöljande röstar nej: Bo Al (M).",
        "Ja: Anna Ek (S), Eva Holm (C)\nNej: Bo Al (M)\nAvstår: ingen",
        "Ja-röst avges av: Anna Ek (S), Eva Holm (C)\nNej-röst avges av: Bo Al (M)",
    ],
)
def test_the_names_of_a_vote(told: str) -> None:
    text = f"§ 1\n\nMotion om bad\n\nOmröstningsresultat\n\n{told}\n\nBeslut\n\nMotionen avslås."
    (matter,) = parse_document("d", "d.txt", text, "", METADATA).matters
    (vote,) = matter.votes
    assert [(actor.name, ballot) for actor, ballot in vote.ballots] == [
        ("Anna Ek", "yes"),
        ("Eva Holm", "yes"),
        ("Bo Al", "no"),
    ]
    assert (vote.yes, vote.no) == (2, 1)


def test_a_list_of_votes_alone_is_a_vote() -> None:
    listed = "Voteringslista § 1\n\nLedamot\tJa\tNej\tAvstår\nAnna Ek (S)\tX\nBo Al (M)\t\tX"
    text = f"§ 1\n\nMotion om bad\n\nBeslut\n\nMotionen bifalls.\n\n{listed}"
    (matter,) = parse_document("d", "d.txt", text, "", METADATA).matters
    assert [(vote.yes, vote.no, len(vote.ballots)) for vote in matter.votes] == [(1, 1, 2)]


def test_the_foot_of_a_page_is_no_part_of_a_decision() -> None:
    foot = "Justerande\tUtdragsbestyrkande\n\nProtokollet har justerats digitalt"
    (decision,) = decided(f"Beslut\n\nKommunstyrelsen beslutar\n- att bordlägga ärendet.\n\n{foot}")
    assert decision.items == ("- att bordlägga ärendet.",)


def test_what_stands_below_the_decision_of_an_extract() -> None:
    below = "Bo Al (M) reserverar sig mot beslutet.\n\nExpedieras till\nSkolnämnden\n\nRätt utdraget intygar\nEva Holm"
    text = f"§ 1\n\nMotion om bad\n\nBeslut\n\nMotionen avslås.\n\n{below}"
    (matter,) = parse_document("d", "d.txt", text, "", METADATA).matters
    assert matter.recipients == ("Skolnämnden",)
    assert [actor.name for statement in matter.reservations for actor in statement.actors] == ["Bo Al"]


def test_the_vote_decides_over_what_the_chair_finds() -> None:
    found = "Beslutsgång\n\nOrdföranden finner att kommunstyrelsen bifaller motionen. Votering begärs."
    vote = "Omröstningsresultat\n\nMed 3 ja-röster mot 5 nej-röster beslutar kommunstyrelsen att avslå motionen."
    assert matter_outcome(decided(f"{found}\n\n{vote}")) == "rejected"
    assert (
        matter_outcome(decided("Beslutsgång\n\nOrdföranden finner att kommunstyrelsen beslutar avslå motionen."))
        == "rejected"
    )
    assert matter_outcome(decided(f"{found}\n\n{vote}\n\nBeslut\n\nÄrendet bordläggs.")) == "tabled"


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [("agenda", {"proposed"}), ("motion", {"proposed"}), ("plan", set()), ("rules", set()), ("minutes", {"decided"})],
)
def test_papers_that_decide_nothing_whatever_their_words(kind: Kind, statuses: set[str]) -> None:
    text = "§ 82 Val av revisorer\n\nBeslut\n\nKommunfullmäktige beslutar att välja två revisorer."
    document = parse_document("d", "d.txt", text, "", replace(METADATA, body="Kommunfullmäktige"))
    found = read_decisions(document.text, document.sections, kind, "Kommunfullmäktige", None)
    assert {one.status for one in found} == statuses


def test_what_is_proposed_to_the_council_is_no_decision_of_its() -> None:
    text = "Kommunstyrelsens förslag till beslut\n\nKommunfullmäktige beslutar att taxan höjs."
    assert {one.status for one in decided(text, "Kommunfullmäktige")} == {"proposed"}
