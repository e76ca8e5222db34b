from __future__ import annotations

import pytest

from corpus.base.types import Block
from corpus.loading.corpus_folder import parse_document
from corpus.vocabulary.statuses import opens_statement, sentence_status, statement_status
from corpus.vocabulary.statuses import statuses as block_statuses

PROPOSALS = [
    "Hälso- och sjukvårdsnämnden föreslår att regionfullmäktige beslutar att motionen anses besvarad.",
    "Kommunstyrelsen tillstyrker stadsledningskontorets förslag.",
    "Daniel Ekdahl (KD) yrkar bifall till ändringsyrkandet.",
    "Utskottet avstyrker motionen.",
    "Nämnden hemställer att regeringen ger stöd.",
    "Förslag till beslut",
    "Regionstyrelsen föreslog att ärendet bordläggs.",
    "Hälso- och sjukvårdsnämnden beslutar att föreslå regionstyrelsen besluta",
    "Hälso- och sjukvårdsnämnden beslutar på hälso- och sjukvårdsutskottets förslag att föreslå regionfullmäktige "
    "besluta",
]
DECISIONS = [
    "Regionstyrelsen har beslutat att säga upp regionavtalet.",
    "Hälso- och sjukvårdsnämnden beslutar på hälso- och sjukvårdsutskottets förslag att lägga informationen till "
    "handlingarna.",
    "Hälso-och sjukvårdsnämnden beslutade att flytta sammanträdet.",
    "Hälso- och sjukvårdsnämnden har godkänt redovisningen.",
    "Styrelsen ger regiondirektören i uppdrag att forma uppdragsbeskrivningen.",
    "Tekniska nämnden antar planen.",
    "Regionala utvecklingsnämnden avslår begäran.",
    "Kommunfullmäktige fastställde budgeten.",
    "Då inga extra ärenden föreligger beslutar Hälso- och sjukvårdsutskottet",
    "Regiondirektören får i uppdrag att utreda bidragets storlek.",
    "Regionstyrelsens arbetsutskott utses till politisk styrgrupp.",
    "Ärendet bordläggs till sammanträdet den 21 februari 2024.",
]
NEITHER = [
    "Hälso- och sjukvårdsnämnden har tidigare under 2024 beslutat om ett uppdrag att utvärdera mobil röntgen.",
    "Det kan noteras att när regionfullmäktige fattar beslut kan nämndens plan behöva uppdateras.",
    "Fullmäktiges beslutade handlingsplan är central.",
    "Den nämnden beslutade om är äldre.",
    "Planen beslutas under oktober månad.",
    "Slutrapport lämnas i samband med årsredovisningen.",
]


@pytest.mark.parametrize("part", [None, "Beslut", "Bakgrund", "Yrkanden"])
@pytest.mark.parametrize("text", PROPOSALS)
def test_what_is_proposed_is_never_decided(text: str, part: str | None) -> None:
    assert statement_status(text, part) == "proposed"


@pytest.mark.parametrize("text", DECISIONS)
def test_a_body_that_decides(text: str) -> None:
    assert statement_status(text, None) == "decided"
    assert statement_status(text, "Beslut") == "decided"
    assert statement_status(text, "Bakgrund") == "information"
    assert statement_status(text, "Yrkanden") == "proposed"


@pytest.mark.parametrize("text", NEITHER)
def test_telling_of_a_decision_is_none(text: str) -> None:
    assert statement_status(text, None) is None


def test_within_the_part_beslut_what_is_no_proposal_is_decided() -> None:
    assert statement_status("Informationen antecknas.", "Beslut") == "decided"
    assert statement_status("Informationen antecknas.", "Förslag till beslut") == "proposed"
    assert statement_status("Informationen antecknas.", None) is None


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Kommunstyrelsen föreslår att kommunfullmäktige beslutar:", True),
        ("Hälso- och sjukvårdsnämnden beslutar för egen del", True),
        ("Enligt kommunstyrelsens förslag:", False),
        ("Planen som nämnden föreslår", False),
    ],
)
def test_a_line_that_opens_with_a_body_that_decides_or_proposes(text: str, opens: bool) -> None:
    assert opens_statement(text) is opens


def statuses(text: str) -> list[tuple[str, str | None]]:
    """What is said in the matter's text after its heading, with what it does."""
    document = parse_document("d", "d.txt", f"§ 1 Rubrik\n\n{text}", "")
    (section,) = document.sections
    return [(document.text[block.start : block.end], block.status) for block in section.blocks[1:]]


def test_clauses_share_what_leads_on_to_them() -> None:
    assert statuses(
        "Beslut:\n\nNämnden beslutar\n\natt anta planen; samt\n\natt lägga rapporten till handlingarna."
    ) == [
        ("Beslut:", None),
        ("Nämnden beslutar", "decided"),
        ("att anta planen; samt", "decided"),
        ("att lägga rapporten till handlingarna.", "decided"),
    ]


def test_clauses_under_a_proposal_are_proposed_and_those_under_the_bodys_own_decision_decided() -> None:
    text = (
        "Beslut:\n\nNämnden beslutar att föreslå regionstyrelsen besluta\n\natt fördela bidraget.\n\n"
        "Nämnden beslutar för egen del\n\natt uppdra åt direktören att fördela tilläggsbudgeten."
    )
    assert statuses(text) == [
        ("Beslut:", None),
        ("Nämnden beslutar att föreslå regionstyrelsen besluta", "proposed"),
        ("att fördela bidraget.", "proposed"),
        ("Nämnden beslutar för egen del", "decided"),
        ("att uppdra åt direktören att fördela tilläggsbudgeten.", "decided"),
    ]


def test_one_clause_can_be_a_proposal_among_decisions() -> None:
    text = (
        "Beslut\n\nKommunstyrelsen beslutar\n\natt ge direktören i uppdrag att ta fram förslag till beslut,\n\n"
        "att föreslå kommunfullmäktige besluta\n\natt anta taxan."
    )
    assert statuses(text) == [
        ("Beslut", None),
        ("Kommunstyrelsen beslutar", "decided"),
        ("att ge direktören i uppdrag att ta fram förslag till beslut,", "decided"),
        ("att föreslå kommunfullmäktige besluta", "proposed"),
        ("att anta taxan.", "proposed"),
    ]


def test_sentences_under_a_proposal_are_proposed_until_other_words_lead_on() -> None:
    text = (
        "Beslut\n\nKommunstyrelsen tillstyrker kontorets förslag och föreslår att kommunfullmäktige beslutar:\n"
        "Hemställan om kapitaltillskott godkänns.\n\nNämnden får i uppdrag att återrapportera.\n\n"
        "Enligt kontorets förslag:\nRapporten antecknas."
    )
    assert statuses(text) == [
        ("Beslut", None),
        ("Kommunstyrelsen tillstyrker kontorets förslag och föreslår att kommunfullmäktige beslutar:", "proposed"),
        ("Hemställan om kapitaltillskott godkänns.", "proposed"),
        ("Nämnden får i uppdrag att återrapportera.", "proposed"),
        ("Enligt kontorets förslag:", "decided"),
        ("Rapporten antecknas.", "decided"),
    ]


def test_a_new_part_ends_what_led_on() -> None:
    assert statuses("Yrkanden\n\nVänstern yrkar:\n\natt avslå planen.\n\nBeslut\n\n• Planen antas.") == [
        ("Yrkanden", None),
        ("Vänstern yrkar:", "proposed"),
        ("att avslå planen.", "proposed"),
        ("Beslut", None),
        ("• Planen antas.", "decided"),
    ]


def test_another_bodys_proposal_under_beslut_is_not_decided() -> None:
    assert statuses("Beslut\n\nPlanen antas.\n\nArbetsutskottets förslag\n\nPlanen avslås.") == [
        ("Beslut", None),
        ("Planen antas.", "decided"),
        ("Arbetsutskottets förslag", None),
        ("Planen avslås.", "proposed"),
    ]


def test_a_sentence_has_its_own_status_unless_others_led_on_to_its_paragraph() -> None:
    own = "Delredovisningen antecknas. Kommunstyrelsen föreslår att fullmäktige beslutar:"
    led_on = "Hemställan godkänns. Uppdraget avslutas."
    found = tuple(block_statuses((words, "paragraph", "Beslut") for words in (own, led_on)))
    assert found == ("proposed", "proposed")
    first, second = (Block("paragraph", 0, 1, "Beslut", status=status) for status in found)
    assert sentence_status("Delredovisningen antecknas.", own, first) == "decided"
    assert sentence_status("Kommunstyrelsen föreslår att fullmäktige beslutar:", own, first) == "proposed"
    assert sentence_status("Hemställan godkänns.", led_on, second) == "proposed"
