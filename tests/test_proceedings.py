"""Motions, votes, reservations, notes and earlier treatments, read from minutes."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.base.types import Document, FloorProposal, Matter, Request, Statement
from corpus.extraction.metadata import Metadata
from corpus.extraction.proceedings import floor_proposal_requests
from corpus.loading.corpus_folder import parse_document

METADATA = Metadata("Protokoll", "Region Exempel", "Regionstyrelsen", "minutes", date(2024, 9, 4))


def read(text: str) -> tuple[Document, Matter]:
    document = parse_document("d", "d.txt", f"§ 7 Rubrik för ärendet\nDiarienummer: 24RS17\n\n{text}", "", METADATA)
    assert len(document.matters) == 1
    return document, document.matters[0]


def words(document: Document, found: FloorProposal | Statement) -> str:
    return " ".join(document.text[found.start : found.end].split())


def actors(found: FloorProposal | Statement) -> list[tuple[str | None, str | None]]:
    return [(actor.name, actor.party) for actor in found.actors]


def test_officers_and_case_numbers() -> None:
    _, matter = read(
        "Ärendeansvarig: Maria Strandberg\nHandläggare: Henrik Kjellberg, Katarina Rask och Lena Brundin\n\n"
        "Bakgrund\n\nFrågan hänger samman med 23HSN2705."
    )
    assert matter.responsible == "Maria Strandberg"
    assert matter.officers == ("Henrik Kjellberg", "Katarina Rask", "Lena Brundin")
    assert matter.case_numbers == ("24RS17", "23HSN2705")


def test_floor_proposals_with_their_clauses() -> None:
    document, matter = read(
        "Yrkanden\n\nPia Lundin (SJVP) yrkar på följande ändring:\n\n”att ge direktören i uppdrag att återkomma.\n\n"
        "att redovisa innan verkställighet”\n\nDaniel Ekdahl (KD) och Nina Orefjärd (V) yrkar bifall till Pia Lundins "
        "ändringsyrkande. Ordförande Elina Backlund Arab (S) yrkar avslag på ändringsyrkandet.\n\nDelges\n\nRegionrådet"
    )
    first, second, third = matter.floor_proposals
    assert actors(first) == [("Pia Lundin", "SJVP")]
    assert first.requests == ("amend",)
    assert words(document, first).endswith("att redovisa innan verkställighet”")
    assert actors(second) == [("Daniel Ekdahl", "KD"), ("Nina Orefjärd", "V")]
    assert second.requests == ("approve",)
    assert words(document, second).startswith("Daniel Ekdahl (KD)")
    assert (actors(third), third.requests) == ([("Elina Backlund Arab", "S")], ("reject",))
    assert matter.recipients == ("Regionrådet",)


@pytest.mark.parametrize(
    ("said", "requests"),
    [
        ("yrkar bifall till förslaget och avslag på övriga yrkanden", ("approve", "reject")),
        ("yrkar i första hand att ärendet återremitteras och i andra hand avslag", ("refer_back", "reject")),
        ("yrkar att ärendet ska bordläggas", ("table",)),
        ("yrkar bifall till tilläggsyrkandet", ("approve",)),
        ("yrkar följande tillägg", ("add",)),
        ("yrkar att andra satsen stryks", ("amend",)),
        ("yrkar att en utredning görs", ("other",)),
    ],
)
def test_what_a_floor_proposal_asks_for(said: str, requests: tuple[Request, ...]) -> None:
    assert floor_proposal_requests(said) == requests


def test_a_vote_in_figures() -> None:
    _, matter = read(
        "Omröstning\n\nGodkänd voteringsproposition: ”Ja för bifall till styrelsens förslag. Nej för bifall "
        "till yrkandet.”\n"
        "Omröstningen utfaller med 39 Ja mot 38 Nej. Tre ledamöter avstår från att rösta. En ledamot är frånvarande."
    )
    (vote,) = matter.votes
    assert vote.question == "Ja för bifall till styrelsens förslag. Nej för bifall till yrkandet."
    assert (vote.yes, vote.no, vote.abstained, vote.absent, vote.ballots) == (39, 38, 3, 1, ())


@pytest.mark.parametrize(
    "told",
    [
        "Elina Backlund Arab (S) och Nina Orefjärd (V) röstar Ja (2). Pia Lundin (SJVP) röstar Nej (1). "
        "Jenny Voittonen (SD) avstår från att rösta (1).",
        "Följande röstar ja: Elina Backlund Arab (S), Nina Orefjärd (V). Följande röstar nej: Pia Lundin (SJVP). "
        "Jenny Voittonen (SD) avstår.",
    ],
)
def test_a_vote_by_name(told: str) -> None:
    _, matter = read(f"Omröstning\n\nGodkänd voteringsproposition: ”Ja för bifall och Nej för avslag.”\n\n{told}")
    (vote,) = matter.votes
    assert (vote.yes, vote.no, vote.abstained) == (2, 1, 1)
    assert [(actor.name, ballot) for actor, ballot in vote.ballots] == [
        ("Elina Backlund Arab", "yes"),
        ("Nina Orefjärd", "yes"),
        ("Pia Lundin", "no"),
        ("Jenny Voittonen", "abstained"),
    ]


@pytest.mark.parametrize(
    ("told", "figures"),
    [
        ("Med 8 ja-röster mot 5 nej-röster beslutar styrelsen enligt förslaget.", (8, 5, None)),
        ("Resultat: ja 30, nej 29. 2 ledamöter avstår.", (30, 29, 2)),
        ("Utfall: Ja: 7, Nej: 6", (7, 6, None)),
    ],
)
def test_other_ways_of_telling_figures(told: str, figures: tuple[int, int, int | None]) -> None:
    _, matter = read(f"Omröstning\n\nJa-röst för bifall. {told}")
    (vote,) = matter.votes
    assert (vote.yes, vote.no, vote.abstained) == figures


def test_two_votes_are_two() -> None:
    _, matter = read(
        "Omröstning\n\nGodkänd voteringsproposition: ”Ja för ett.” Omröstningen utfaller med 10 Ja mot 3 Nej.\n\n"
        "Propositionsordning\n\nOrdföranden ställer proposition på tillägget.\n\n"
        "Omröstning\n\nGodkänd voteringsproposition: ”Ja för två.” Omröstningen utfaller med 4 Ja mot 9 Nej."
    )
    assert [(vote.question, vote.yes, vote.no) for vote in matter.votes] == [
        ("Ja för ett.", 10, 3),
        ("Ja för två.", 4, 9),
    ]


def test_reservations_and_notes_belong_to_those_who_make_them() -> None:
    document, matter = read(
        "Reservationer\n\nPia Lundin (SJVP) reserverar sig mot beslutet samt Ingela Korhonen (SJVP).\n\n"
        "Följande text lämnas:\n\n”Vi i SJVP reserverar oss. Det behövs underlag.”\n\n"
        "Erica Stenberg (SD) reserverar sig i enlighet med yrkandet från M och KD.\n\n"
        "Protokollsanteckning\n\nNina Orefjärd (V) lämnar följande anteckning till protokollet:\n\n”Läget är "
        "allvarligt.”"
    )
    first, second = matter.reservations
    assert actors(first) == [("Pia Lundin", "SJVP"), ("Ingela Korhonen", "SJVP")]
    assert words(document, first).endswith("Det behövs underlag.”")
    assert actors(second) == [("Erica Stenberg", "SD")]
    (note,) = matter.notes
    assert actors(note) == [("Nina Orefjärd", "V")]


def test_who_did_not_take_part() -> None:
    _, matter = read(
        "Jäv\n\nLars Åström (S) deltar inte i handläggningen av ärendet på grund av jäv.\n\n"
        "Noteras till protokollet:\n\nPia Lundin (SJVP) och Erica Stenberg (SD) avstår från att delta i beslut."
    )
    assert [actors(found) for found in matter.disqualified] == [[("Lars Åström", "S")]]
    assert [actors(found) for found in matter.abstaining] == [
        [("Lars Åström", "S")],
        [("Pia Lundin", "SJVP"), ("Erica Stenberg", "SD")],
    ]


def test_what_another_body_did_is_an_earlier_treatment() -> None:
    _, matter = read(
        "Beredning\n\nHälso- och sjukvårdsutskottet den 28 augusti 2024 § 66. Pia Lundin (SJVP) avstod från att "
        "delta i "
        "beslutet.\n\nTidigare behandling\n\nBordlagt den 7 december 2023, § 105 och den 1 februari 2024, § 5.\n\n"
        "Bakgrund\n\nStrategin (fastställd av regionfullmäktige 2021-11-18, § 266) gäller. Den 1 mars 2022 kom "
        "ett brev."
    )
    assert matter.abstaining == ()
    assert [(found.date, found.number, found.body, found.outcome) for found in matter.earlier] == [
        (date(2024, 8, 28), "§ 66", "Hälso- och sjukvårdsutskottet", None),
        (date(2023, 12, 7), "§ 105", "Regionstyrelsen", "tabled"),
        (date(2024, 2, 1), "§ 5", "Regionstyrelsen", "tabled"),
        (date(2021, 11, 18), "§ 266", "Regionfullmäktige", None),
    ]


def test_summaries_have_no_matters() -> None:
    document = parse_document(
        "d", "d.txt", "En rubrik\n\nRegionstyrelsen har beslutat att säga upp avtalet.", "", METADATA
    )
    assert document.matters == ()


@pytest.mark.parametrize(
    "table",
    [
        "Namn\tParti\tPlats\tResultat\nElina Backlund Arab\tS\t1\tJa\nPia Lundin\tSJVP\t2\tNej\n"
        "Jenny Voittonen\tSD\t3\tAvstår",
        "Ledamot\tParti\tJa\tNej\tAvstår\nElina Backlund Arab\tS\tX\t\t\nPia Lundin\tSJVP\t\tX\t\n"
        "Jenny Voittonen\tSD\t\t\tX",
    ],
)
def test_a_vote_by_a_table(table: str) -> None:
    _, matter = read(f"Omröstning\n\nGodkänd voteringsproposition: ”Ja för bifall och Nej för avslag.”\n\n{table}")
    (vote,) = matter.votes
    assert (vote.yes, vote.no, vote.abstained) == (1, 1, 1)
    assert [(actor.name, actor.party, ballot) for actor, ballot in vote.ballots] == [
        ("Elina Backlund Arab", "S", "yes"),
        ("Pia Lundin", "SJVP", "no"),
        ("Jenny Voittonen", "SD", "abstained"),
    ]


@pytest.mark.parametrize(
    ("told", "question", "figures"),
    [
        ("Med 3 ja-röster mot 5 nej-röster beslutar styrelsen att avslå motionen.", None, [(3, 5)]),
        ("Åtta (8) ja- mot fem (5) nej-röster avges.", None, [(8, 5)]),
        ("Ja-röster: 8, nej-röster: 5.", None, [(8, 5)]),
        (
            "Den som vill bifalla röstar ja. Följande omröstningsproposition godkänns: Ja-röst för bifall. "
            "Nej-röst för avslag. Med 3 ja-röster mot 5 nej-röster beslutar regionstyrelsen att avslå motionen.",
            "Ja-röst för bifall. Nej-röst för avslag.",
            [(3, 5)],
        ),
        ("Med 3 ja mot 5 nej avslås yrkandet.\n\nMed 6 ja mot 2 nej antas planen.", None, [(3, 5), (6, 2)]),
        ("Arbetsutskottet beslutade med 3 ja-röster mot 2 nej-röster att avslå.", None, []),
        ("Den 4 mars 2021 avslogs motionen med 3 ja mot 2 nej.", None, []),
    ],
)
def test_a_vote_told_in_running_text(told: str, question: str | None, figures: list[tuple[int, int]]) -> None:
    for part in ("", "Beslut\n\n", "Yrkanden\n\n"):
        _, matter = read(f"{part}{told}")
        assert [(vote.yes, vote.no) for vote in matter.votes] == figures
        assert {vote.question for vote in matter.votes} <= {question}
    _, matter = read(f"Bakgrund\n\n{told}")
    assert matter.votes == ()


def test_figures_told_again_are_the_same_vote() -> None:
    _, matter = read(
        "Omröstning\n\nJa-röst för bifall. Omröstningen utfaller med 3 Ja mot 5 Nej.\n\n"
        "Beslut\n\nMed 3 ja-röster mot 5 nej-röster avslås motionen.\n\nMed 3 ja-röster mot 5 nej-röster alltså avslag."
    )
    assert len(matter.votes) == 1


def test_names_behind_the_figures_in_running_text_belong_to_them() -> None:
    _, matter = read(
        "Beslut\n\nMed 2 ja-röster mot 1 nej-röst antas planen.\n\nFöljande röstar ja: Lena Ek (V), Bo Ås (S). "
        "Följande röstar nej: Pia Lundin (SJVP)."
    )
    assert [ballot for _, ballot in matter.votes[0].ballots] == ["yes", "yes", "no"]
