"""What was read from a document, as a person sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.base.types import AmountRow, Assignment, Indicator, Meeting, Person
from indexer.outline import Line, outline, wrapped
from tests.paper_minutes import BOARD, minutes
from tests.tiny_index import PLAN

TEXT = """§ 31 Avtal om busstrafik

Diarienummer: RS 2024-00017

Beslut

Regionstyrelsen föreslår att regionfullmäktige beslutar att avtalet avslutas.

Tidigare behandling

Bordlagt den 24 januari 2024, § 20.

Yrkanden

Pia Lundin (SJVP) yrkar avslag på förslaget.

Omröstning

Ja för bifall till förslaget. Nej för avslag. Omröstningen utfaller med 8 Ja mot 5 Nej.

Reservation

Ledamöterna från SJVP reserverar sig mot beslutet.

Delges

Trafikbolaget
"""
MEETING = Meeting(
    (date(2024, 2, 7),),
    "kl. 09.00",
    "Härnösand",
    (
        Person("Maria Strandberg", None, "official", "Direktör", 0, 1),
        Person("Elina Backlund Arab", "S", "chair", "Ordförande", 0, 1),
        Person("Pia Lundin", "SJVP", "member", None, 0, 1),
        Person("Nina Orefjärd", "V", "member", None, 0, 1),
    ),
)


def shown(document) -> list[str]:
    return [f"{'  ' * line.level}{line.text}" for line in outline(document)]


def test_everything_in_minutes_is_shown_in_swedish():
    document = replace(minutes(BOARD, "2024-02-07", TEXT), meeting=MEETING)
    assert shown(document) == [
        "Protokoll Regionstyrelsen 2024-02-07",
        "  Region Norrland · Regionstyrelsen · Protokoll · 7 februari 2024",
        "  Fil: regionstyrelsen-2024-02-07.txt · id: regionstyrelsen-2024-02-07",
        f"  1 avsnitt, 1 beslut och förslag, {len(document.text)} tecken",
        "  Sammanträde: 7 februari 2024 · kl. 09.00 · Härnösand",
        "  Ordförande: Elina Backlund Arab (S)",
        "  Ledamot: Pia Lundin (SJVP), Nina Orefjärd (V)",
        "  Tjänsteperson: Maria Strandberg",
        "",
        "§ 31 Avtal om busstrafik",
        "  Ärendenummer: RS 2024-00017",
        "  Delar: Beslut, Tidigare behandling, Yrkanden, Omröstning, Reservation, Delges",
        "  Förslag, inte beslut · föreslaget till annat organ · avgörs av Regionfullmäktige · "
        "det som begärs är bifall:",
        "    – att avtalet avslutas.",
        "  Yrkande av Pia Lundin (SJVP) (avslag): «Pia Lundin (SJVP) yrkar avslag på förslaget.»",
        "  Omröstning: ja 8, nej 5",
        "    Fråga: «Ja för bifall till förslaget. Nej för avslag.»",
        "  Reservation av gruppen SJVP: «Ledamöterna från SJVP reserverar sig mot beslutet.»",
        "  Skickas till: Trafikbolaget",
        "  Tidigare: 24 januari 2024, § 20, Regionstyrelsen, bordlagt",
    ]


def test_a_plan_shows_its_rows_with_columns_and_what_was_read_from_them():
    read = minutes("Vårdnämnden", "2024-02-07", PLAN, "plan")
    section_id = read.sections[-1].id
    plan = replace(
        read,
        assignments=(Assignment(section_id, "Starta\nny mottagning", "Pågår", "2025-12-31", 0, 1),),
        indicators=(
            Indicator(
                section_id, "Kortare köer", "Andel", (("Utfall 2023", "71 %"),), (("Mål 2025", "72 %"),), "År", 0, 1
            ),
        ),
        amounts=(AmountRow(section_id, "Ram", "mnkr", (("2025", "4 210"),), 0, 1),),
    )
    lines = shown(plan)
    assert lines[lines.index("Mål") :] == [
        "Mål",
        "  Tabell: Mål | Utfall 2023 | Mål 2025",
        "    Kortare väntetider | 71 % | 72 %",
        "    Fler hembesök | 31 % | 29 %",
        "  Uppdrag: Starta ny mottagning · Pågår · klart 2025-12-31",
        "  Indikator: Kortare köer – Andel: Utfall 2023: 71 %; Mål 2025: 72 % · År",
        "  Belopp (mnkr): Ram: 2025: 4 210",
    ]


def test_lines_are_wrapped_between_words_and_set_in():
    line = Line(1, "Yrkande av Pia Lundin (SJVP) och Nina Orefjärd (V): bifall till förslaget")
    assert wrapped(iter([Line(0, "Rubrik"), Line(0, ""), line]), 44).split("\n") == [
        "Rubrik",
        "",
        "  Yrkande av Pia Lundin (SJVP) och Nina",
        "      Orefjärd (V): bifall till förslaget",
    ]
