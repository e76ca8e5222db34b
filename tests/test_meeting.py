from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.base.types import Meeting
from corpus.extraction.meeting import read_meeting
from corpus.loading.corpus_folder import parse_document

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
MATTERS = "\n\n§ 94 Val av justerare\n\nBeslut\n\nText.\n\n§ 95 Ett ärende\n\nText.\n\n§ 96 Ett till\n\nText.\n"

COLUMN = """Sundsvalls kommun
Kommunstyrelsen
SAMMANTRÄDESPROTOKOLL

Plats och tid
Kommunhuset, sal Medelpad, måndagen den 17 juni 2024 kl. 09.00–12.30
Ajournering kl. 10.00–10.20

Beslutande
Elina Backlund Arab (S), ordförande
Viktoria Jansson (M), 1:e vice ordförande
Pia Lundin (SJVP), 2:e vice ordf.
Erica Stenberg (SD) §§ 94–99
Dennis Moström (C) via länk
Gudrun Sjödin (S) ersätter Torgny Jarl (S)

Ej tjänstgörande ersättare
Ingela Korhonen (SJVP), deltar på distans
Nina Orefjärd (V) kl. 09–11

Övriga närvarande
Maria Strandberg, hälso- och sjukvårdsdirektör
Hanna Wahlund, stabschef § 97
Maria Öhman, sekreterare

Utses att justera
Pia Lundin (SJVP)

Justeringens plats och tid
Kommunkansliet 2024-06-25

Underskrifter
Sekreterare
..........................
Maria Öhman
Paragrafer 94–96

Ordförande
..........................
Elina Backlund Arab (S)

Justerande
..........................
Pia Lundin (SJVP)

ANSLAG/BEVIS
Organ
Kommunstyrelsen
Sammanträdesdatum
2024-06-17
Datum för anslags uppsättande
2024-06-26
"""

LABELLED = """Region Västernorrland
Hälso- och sjukvårdsnämnden
Protokoll

Tid:\t2024-06-18 – 19, kl. 13:15 – 16.05
Plats:\tRegionens hus, Härnösand
Ordförande:\tElina Backlund Arab (S)
Vice ordförande:\tViktoria Jansson (M)
Ledamöter:\tPia Lundin (SJVP), Erica Stenberg (SD), Dennis Moström (C)
Tjänstgörande ersättare:\tNina Orefjärd (V), Daniel Ekdahl (KD) ersätter Jenny Voittonen (SD) §§ 98–101
Ersättare:\tGudrun Sjödin (S), Torgny Jarl (S)
Frånvarande:\tIngela Korhonen (SJVP)
Övriga deltagande:\tMaria Strandberg, hälso- och sjukvårdsdirektör, Katarina Rask, enhetschef controlling, § 97
Sekreterare:\tMaria Öhman
Justerare:\tPia Lundin (SJVP) och Erica Stenberg (SD)
"""

COMMAS = """KOMMUNSTYRELSEN
Protokoll
Plats och tid Nicolairummet, stadshuset kl. 09:00-11:50
Beslutande
Ledamöter Elina Backlund Arab (S), Viktoria Jansson (M), Pia Lundin (SJVP) och Isabelle Tejbo (SJVP).
Tjänstgörande ersättare Nina Orefjärd (V) ersätter Jenny Voittonen (SD) och Daniel Ekdahl (KD) för Dennis Moström (C).
Övriga närvarande
Ersättare Gudrun Sjödin (S), Torgny Jarl (S).
Tjänstemän Regiondirektör Maria Strandberg, nämndsekreterare Maria Öhman och controller Linda Knutar § 98.
Justerande Pia Lundin (SJVP)
Underskrifter Sekreterare Maria Öhman Paragrafer 226-233
Ordförande Elina Backlund Arab (S)
Justerande Pia Lundin (SJVP)
"""

ROWS = """Protokoll
Regionstyrelsen
Sammanträdesdatum: 2023-04-26—27

# Närvarande
Namn\tParti\tUppdrag
Elina Backlund Arab\tS\tOrdförande
Viktoria Jansson\tM\t2:e vice ordförande
Pia Lundin\tSJVP\tLedamot
Ingela Korhonen\tSJVP\tTjänstgörande ersättare

## Tjänstepersoner
Anders Sylvan\tTf. hälso- och sjukvårdsdirektör\t§§ 3–7
Maria Öhman\tNämndsekreterare
"""


def meeting_of(raw: str, file_name: str = "protokoll.txt") -> Meeting:
    meeting = parse_document("d", file_name, raw, "").meeting
    assert meeting
    return meeting


def people_of(raw: str) -> list[tuple[str, str, str | None, str | None]]:
    return [(person.role, person.name, person.party, person.title) for person in meeting_of(raw).people]


def test_a_first_page_in_one_column() -> None:
    meeting = meeting_of(COLUMN + MATTERS)
    assert meeting.dates == (date(2024, 6, 17),)
    assert (meeting.time, meeting.place) == ("09.00–12.30", "Kommunhuset, sal Medelpad")
    assert people_of(COLUMN + MATTERS) == [
        ("chair", "Elina Backlund Arab", "S", "ordförande"),
        ("vice_chair", "Viktoria Jansson", "M", "1:e vice ordförande"),
        ("vice_chair", "Pia Lundin", "SJVP", "2:e vice ordf."),
        ("member", "Erica Stenberg", "SD", None),
        ("member", "Dennis Moström", "C", None),
        ("substitute", "Gudrun Sjödin", "S", None),
        ("substitute", "Ingela Korhonen", "SJVP", "Ej tjänstgörande ersättare"),
        ("substitute", "Nina Orefjärd", "V", "Ej tjänstgörande ersättare"),
        ("official", "Maria Strandberg", None, "hälso- och sjukvårdsdirektör"),
        ("official", "Hanna Wahlund", None, "stabschef"),
        ("secretary", "Maria Öhman", None, "sekreterare"),
        ("adjuster", "Pia Lundin", "SJVP", None),
    ]


def test_labels_with_values_behind_tabs() -> None:
    meeting = meeting_of(LABELLED + MATTERS)
    assert meeting.dates == (date(2024, 6, 18), date(2024, 6, 19))
    assert (meeting.time, meeting.place) == ("13:15 – 16.05", "Regionens hus, Härnösand")
    assert people_of(LABELLED + MATTERS) == [
        ("chair", "Elina Backlund Arab", "S", "Ordförande"),
        ("vice_chair", "Viktoria Jansson", "M", "Vice ordförande"),
        ("member", "Pia Lundin", "SJVP", None),
        ("member", "Erica Stenberg", "SD", None),
        ("member", "Dennis Moström", "C", None),
        ("substitute", "Nina Orefjärd", "V", "Tjänstgörande ersättare"),
        ("substitute", "Daniel Ekdahl", "KD", "Tjänstgörande ersättare"),
        ("substitute", "Gudrun Sjödin", "S", None),
        ("substitute", "Torgny Jarl", "S", None),
        ("official", "Maria Strandberg", None, "hälso- och sjukvårdsdirektör"),
        ("official", "Katarina Rask", None, "enhetschef controlling"),
        ("secretary", "Maria Öhman", None, "Sekreterare"),
        ("adjuster", "Pia Lundin", "SJVP", "Justerare"),
        ("adjuster", "Erica Stenberg", "SD", "Justerare"),
    ]


def test_lists_with_commas_and_titles_before_the_names() -> None:
    meeting = meeting_of(COMMAS + MATTERS)
    assert (meeting.dates, meeting.time, meeting.place) == ((), "09:00-11:50", "Nicolairummet, stadshuset")
    assert people_of(COMMAS + MATTERS) == [
        ("member", "Elina Backlund Arab", "S", None),
        ("member", "Viktoria Jansson", "M", None),
        ("member", "Pia Lundin", "SJVP", None),
        ("member", "Isabelle Tejbo", "SJVP", None),
        ("substitute", "Nina Orefjärd", "V", "Tjänstgörande ersättare"),
        ("substitute", "Daniel Ekdahl", "KD", "Tjänstgörande ersättare"),
        ("substitute", "Gudrun Sjödin", "S", None),
        ("substitute", "Torgny Jarl", "S", None),
        ("official", "Maria Strandberg", None, "Regiondirektör"),
        ("secretary", "Maria Öhman", None, "nämndsekreterare"),
        ("official", "Linda Knutar", None, "controller"),
        ("adjuster", "Pia Lundin", "SJVP", "Justerande"),
        ("chair", "Elina Backlund Arab", "S", "Ordförande"),
    ]


def test_rows_with_the_party_in_a_cell_of_its_own() -> None:
    meeting = meeting_of(ROWS + MATTERS)
    assert meeting.dates == (date(2023, 4, 26), date(2023, 4, 27))
    assert (meeting.time, meeting.place) == (None, None)
    assert people_of(ROWS + MATTERS) == [
        ("chair", "Elina Backlund Arab", "S", "Ordförande"),
        ("vice_chair", "Viktoria Jansson", "M", "2:e vice ordförande"),
        ("member", "Pia Lundin", "SJVP", "Ledamot"),
        ("substitute", "Ingela Korhonen", "SJVP", "Tjänstgörande ersättare"),
        ("official", "Anders Sylvan", None, "Tf. hälso- och sjukvårdsdirektör"),
        ("secretary", "Maria Öhman", None, "Nämndsekreterare"),
    ]


def test_titles_in_parentheses_the_absent_and_a_list_of_paragraphs_between() -> None:
    raw = (
        "Protokoll\n\nNärvarande:\nErsättare\nTorgny Jarl (S) (tjänstgörande)\n\n"
        "Ej närvarande: Pia Lundin (SJVP)\n\nÖvriga: Maria Strandberg (hälso- och sjukvårdsdirektör)\n\n"
        "Sekreterare .................. Paragrafer 94–96\n\nMaria Öhman\n"
    )
    assert people_of(raw + MATTERS) == [
        ("substitute", "Torgny Jarl", "S", "tjänstgörande"),
        ("official", "Maria Strandberg", None, "hälso- och sjukvårdsdirektör"),
        ("secretary", "Maria Öhman", None, "Sekreterare"),
    ]


@pytest.mark.parametrize("raw", [COLUMN, LABELLED, COMMAS, ROWS])
def test_every_name_stands_where_its_span_says(raw: str) -> None:
    document = parse_document("d", "protokoll.txt", raw + MATTERS, "")
    assert document.meeting
    for person in document.meeting.people:
        assert document.text[person.start : person.end] == person.name


def test_the_minutes_of_a_committee_with_a_whole_first_page() -> None:
    raw = (DOCUMENTS / "vasternorrland-halso-och-sjukvardsutskottet-2023-12-07-protokoll.txt").read_text("utf-8")
    meeting = meeting_of(raw)
    assert meeting.dates == (date(2023, 12, 7), date(2023, 12, 8))
    assert (meeting.time, meeting.place) == ("09:15", 'Regionens hus i Härnösand, E-huset lokal "Nämndsalen"')
    people = people_of(raw)
    assert people[:11] == [
        ("chair", "Elina Backlund Arab", "S", "Ordförande"),
        ("vice_chair", "Viktoria Jansson", "M", "Vice ordförande"),
        ("member", "Pia Lundin", "SJVP", None),
        ("member", "Erica Stenberg", "SD", None),
        ("member", "Dennis Moström", "C", None),
        ("substitute", "Gudrun Sjödin", "S", None),
        ("substitute", "Torgny Jarl", "S", None),
        ("substitute", "Ingela Korhonen", "SJVP", None),
        ("official", "Anders Sylan", None, "tf. Hälso- och sjukvårdsdirektör"),
        ("official", "Hanna Wahlund", None, "stabschef hälso- och sjukvård"),
        ("secretary", "Maria Öhman", None, "Sekreterare"),
    ]
    assert [name for role, name, _, _ in people if role == "adjuster"] == ["Pia Lundin", "Viktoria Jansson"]
    assert ("official", "Tore Sidung", None, "Tf. förvaltningschef") in people
    assert ("official", "Erik Norin", None, "miljöcontroller") in people
    assert len(people) == 25


def test_minutes_whose_first_page_is_lost_tell_who_adjusts_who_informs_and_who_presides() -> None:
    name = "vasternorrland-halso-och-sjukvardsnamnden-2024-09-04-protokoll.txt"
    raw = (DOCUMENTS / name).read_text("utf-8")
    meeting = meeting_of(raw, name)
    assert (meeting.dates, meeting.time, meeting.place) == ((date(2024, 9, 4),), None, None)
    assert people_of(raw) == [
        ("official", "Maria Strandberg", None, "hälso- och sjukvårdsdirektör"),
        ("official", "Katarina Rask", None, "enhetschef controlling hälso- och sjukvård"),
        ("official", "Agneta Nordlander", None, "områdesdirektör närsjukvårdsområde väster"),
        ("official", "Kristina Nordén", None, "tf. verksamhetschef"),
        ("adjuster", "Pia Lundin", "SJVP", None),
        ("chair", "Elina Backlund Arab", "S", "Ordförande"),
    ]


@pytest.mark.parametrize(
    ("words", "adjusters"),
    [
        ("att utse Pia Lundin (SJVP) att jämte ordföranden justera protokollet.", ["Pia Lundin"]),
        ("Pia Lundin (SJVP) och Erica Stenberg (SD) utses att justera.", ["Pia Lundin", "Erica Stenberg"]),
        ("Till justerare utses:\n\nPia Lundin (SJVP)\nErica Stenberg (SD)", ["Pia Lundin", "Erica Stenberg"]),
        ("Pia Lundin (SJVP) justerar i stället för Erica Stenberg (SD).", ["Pia Lundin"]),
        ("Protokollen justeras av ordföranden. Pia Lundin (SJVP) tackar för ordet.", []),
    ],
)
def test_who_is_chosen_to_adjust(words: str, adjusters: list[str]) -> None:
    raw = f"Protokoll\nKommunstyrelsen\n2024-06-17\n\n§ 1 Val av justerare\n\nBeslut\n\n{words}\n\n§ 2 Annat\n\nText."
    assert [name for role, name, _, _ in people_of(raw) if role == "adjuster"] == adjusters


@pytest.mark.parametrize(
    ("words", "chairs"),
    [
        ("Ordförande Elina Backlund Arab (S) yrkar bifall.", [("Elina Backlund Arab", "Ordförande")]),
        (
            "På förslag av ordföranden Elina Backlund Arab (S). Tjänstgörande ordföranden Pia Lundin (SJVP) frågar.",
            [("Elina Backlund Arab", "ordföranden"), ("Pia Lundin", "Tjänstgörande ordföranden")],
        ),
        ("Ordföranden Elina Backlund Arab (S) frågar. Ordföranden Pia Lundin (SJVP) svarar.", []),
        ("Kommunstyrelsens ordförande Pia Lundin (SJVP) svarar.", []),
        ("Ordföranden Pia Lundin (SJVP) i tekniska nämnden svarar.", []),
        ("Pia Lundin (SJVP) utses till tjänstgörande ordförande.", [("Pia Lundin", "tjänstgörande ordförande")]),
        ("Eva Ek (S) avgår. Pia Lundin (SJVP) väljs till ordförande för dagens möte.", [("Pia Lundin", "ordförande")]),
        ("Pia Lundin (SJVP) utses till ordförande i tekniska nämnden.", []),
        ("Pia Lundin (SJVP) yrkar bifall. Ordföranden frågar. Sekreterare Maria Öhman antecknar.", []),
    ],
)
def test_a_chair_who_is_named_in_the_matters(words: str, chairs: list[tuple[str, str]]) -> None:
    raw = f"Protokoll\nKommunfullmäktige\n2024-06-17\n\n§ 1 Ett\n\nText.\n\n§ 2 Annat\n\n{words}\n\n§ 3 Tre\n\nText."
    assert [(name, title) for role, name, _, title in people_of(raw)] == chairs


@pytest.mark.parametrize(
    ("end", "people"),
    [
        (
            "Vid protokollet\n\nMaria Öhman\n\nJusteras\n\nElina Backlund Arab\nOrdförande\n\nPia Lundin",
            [("secretary", "Maria Öhman"), ("chair", "Elina Backlund Arab"), ("adjuster", "Pia Lundin")],
        ),
        (
            "Sekreterare\n\nMaria Öhman\n\nOrdförande\n\nElina Backlund Arab\n\nJusterare\n\nPia Lundin § 1",
            [("secretary", "Maria Öhman"), ("chair", "Elina Backlund Arab"), ("adjuster", "Pia Lundin")],
        ),
        (
            "Elina Backlund Arab\nOrdförande\n\nMaria Öhman\nSekreterare\n\nPia Lundin\nJusterare",
            [("chair", "Elina Backlund Arab"), ("secretary", "Maria Öhman"), ("adjuster", "Pia Lundin")],
        ),
        ("Protokollsutdrag skickas till\nMaria Öhman\nPia Lundin", []),
        ("Ordföranden Elina Backlund Arab tackar alla och önskar God Jul.", []),
    ],
)
def test_signatures(end: str, people: list[tuple[str, str]]) -> None:
    raw = f"Protokoll\nKommunstyrelsen\n2024-06-17\n\n§ 1 Ett\n\nText.\n\n§ 2 Två\n\nText.\n\n§ 3 Tre\n\nText.\n\n{end}"
    assert [(role, name) for role, name, _, _ in people_of(raw)] == people


def test_a_name_in_ordinary_text_is_nobody_present() -> None:
    raw = (
        "Protokoll\nKommunstyrelsen\n2024-06-17\n\nMaria Strandberg, hälso- och sjukvårdsdirektör, har skrivit den.\n\n"
        "§ 1 Ett\n\nPia Lundin (SJVP) yrkar bifall.\n\n§ 2 Två\n\nDelges\n\nMaria Öhman\n\n§ 3 Tre\n\nText."
    )
    assert people_of(raw) == []


@pytest.mark.parametrize(
    ("value", "place", "time"),
    [
        ("Tid: kl. 9–12\nPlats: Folkets Hus", "Folkets Hus", "9–12"),
        ("Plats och tid: Teams, kl 08.30–09.15 samt kl 10.00-11.00", "Teams", "08.30–09.15, 10.00-11.00"),
        (
            "Plats och tid\nTorsdagen den 6 juni 2024 klockan 13.15, Stadshuset, Örnsköldsvik",
            "Stadshuset, Örnsköldsvik",
            "13.15",
        ),
        ("Sammanträdesdatum 2024-06-06", None, None),
        ("2024-06-05 kl. 17:00-19:15\nPlats: Digitalt via Teams", "Digitalt via Teams", "17:00-19:15"),
    ],
)
def test_time_and_place(value: str, place: str | None, time: str | None) -> None:
    meeting = meeting_of(f"Protokoll\n\n{value}\n\nLedamöter\n\nPia Lundin (SJVP)" + MATTERS)
    assert (meeting.place, meeting.time) == (place, time)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("17–18 juni 2024", [(6, 17), (6, 18)]),
        ("2024-06-18 – 19", [(6, 18), (6, 19)]),
        ("2024-06-18—20", [(6, 18), (6, 19), (6, 20)]),
        ("2024-05-31--2024-06-01", [(5, 31), (6, 1)]),
        ("17 och 19 juni 2024", [(6, 17), (6, 19)]),
        ("2024-06-17, 2024-06-19", [(6, 17), (6, 19)]),
        ("31 maj – 1 juni 2024", [(5, 31), (6, 1)]),
        ("måndagen den 17 och tisdagen den 18 juni 2024", [(6, 17), (6, 18)]),
        ("2024-06-18 – 09:30", [(6, 18)]),
        ("2024-06-18 1(19)", [(6, 18)]),
    ],
)
def test_the_days_of_a_meeting(written: str, days: list[tuple[int, int]]) -> None:
    raw = f"Kommunstyrelsen\nProtokoll\n\nJusteringsdatum 2024-07-01\n\nSammanträdesdatum {written}" + MATTERS
    assert meeting_of(raw).dates == tuple(date(2024, month, day) for month, day in days)


def test_a_summary_tells_when_the_meeting_was_and_names_nobody_present() -> None:
    raw = (DOCUMENTS / "vasterbotten-halso-och-sjukvardsnamnden-2024-12-12-sammanfattning.txt").read_text("utf-8")
    assert meeting_of(raw, "sammanfattning.txt") == Meeting((date(2024, 12, 12),), None, None, ())


def test_a_plan_tells_of_no_meeting_and_minutes_without_anything_of_none() -> None:
    assert read_meeting("Nämndplan 2025", (), "plan") is None
    assert read_meeting("Text.", (), "minutes") is None
    known = read_meeting("Text.", (), "minutes", date(2024, 6, 17))
    assert known == Meeting((date(2024, 6, 17),), None, None, ())
