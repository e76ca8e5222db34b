"""What kind of document it is, whose and from when, in shapes that municipalities' papers have."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.base.types import Document, Kind
from corpus.extraction.clues import Place
from corpus.loading.corpus_folder import Source, load_document, parse_document
from corpus.vocabulary.document_kinds import kinds_named

TRIALS = Path(__file__).resolve().parent / "trials"


def parsed(raw: str, path: str = "fil.txt", folder: str = "") -> Document:
    return parse_document("d", path.rsplit("/", 1)[-1], raw, "", place=Place(path, folder))


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Budgetuppföljning per april", ("report",)),
        ("Protokollsutdrag", ("extract",)),
        ("Motionssvar - Motion om bussar", ("statement", "motion")),
        ("Svar på motion om bussar", ("statement",)),
        ("Granskning av planer och program", ("report", "plan", "plan")),
        ("Fastställande av föredragningslista", ()),
        ("Stadsrevisionen", ()),
        ("Samordning enligt plan- och bygglagen", ()),
        ("Delegationsordning", ("rules",)),
        ("VA-taxa", ("rules",)),
        ("Planbeskrivning", ("plan",)),
        ("Årsredovisning", ("report",)),
    ],
)
def test_the_kinds_that_a_line_names(line: str, kinds: tuple[Kind, ...]) -> None:
    assert kinds_named(line) == kinds


@pytest.mark.parametrize("name", ["kf-2024-10-14-kallelse.txt", "sundby-kf-2024-06-10-kallelse.txt"])
def test_a_summons_is_no_minutes(name: str) -> None:
    document = parsed((TRIALS / "kallelse" / name).read_text("utf-8"), name)
    day = date.fromisoformat(name.split("kf-")[1][:10])
    assert (document.kind, document.body, document.date) == ("agenda", "Kommunfullmäktige", day)
    assert document.title == f"Kallelse kommunfullmäktige {day}"


HEAD_OF_LETTER = "Datum:\t2026-05-11\tKommunstyrelsen\nHandläggare:\tPia Lundin\nDiarienr:\t2025.446 KS\n\n"


def test_a_letter_to_a_body_is_known_by_its_head() -> None:
    raw = (
        f"{HEAD_OF_LETTER}Laddstationer för cyklar\n\nÄrendebeskrivning\n\nDen 24 september 2025 kom motionen.\n\n"
        "Tekniska nämnden fick motionen på remiss.\n\nFörslag till beslut\n\nMotionen avslås."
    )
    document = parsed(raw)
    assert (document.kind, document.body, document.date) == ("statement", "Kommunstyrelsen", date(2026, 5, 11))


def test_the_box_of_a_governing_document() -> None:
    raw = (
        "Felparkeringsavgifter i Marks kommun\n\nTyp av styrdokument: Taxa\nBeslutande instans: Kommunfullmäktige\n"
        "Datum för beslut: {}\nRevideras senast: 2030-12-31\n\nInledning\n\nText om avgifter."
    )
    document = parsed(raw.format("2025-11-20"))
    assert (document.kind, document.organisation, document.body) == ("rules", "Marks kommun", "Kommunfullmäktige")
    assert document.date == date(2025, 11, 20)
    assert parsed(raw.format("ÅÅÅÅ-MM-DD"), "taxa-2025-01-02.txt").date is None


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("Antagen av kommunfullmäktige § 117, 2011-06-16\nGäller från 2011-07-01", date(2011, 6, 16)),
        ("Dokumentet beslutades den: den 13 december 2022", date(2022, 12, 13)),
        ("Regionfullmäktige den 18 juni 2025", date(2025, 6, 18)),
        ("Påbörjad: 2024-06-27\nLaga kraft: 2024-09-01", None),
        ("• Översiktsplan, antagen av kommunfullmäktige 2002-06-17", None),
    ],
)
def test_the_day_that_a_plan_was_adopted(lines: str, day: date | None) -> None:
    assert parsed(f"Handlingsplan för klimat\n\n{lines}\n\nText om klimatet.").date == day


def test_days_are_read_as_they_are_written() -> None:
    assert parsed("Protokoll\n\nOrgan\tPersonalsektionen\nSammanträdestid\t28.3.2023 kl. 15.02\n\nText.").date == date(
        2023, 3, 28
    )
    assert parsed("Utvärdering\n\nDatum: 2025–10–08\n\nText.").date == date(2025, 10, 8)


def test_a_day_far_ahead_is_doubted() -> None:
    ahead = date.today() + timedelta(days=3 * 365)
    assert parsed(f"Protokoll\nKommunstyrelsen\n{ahead}\n\nText.", f"ks-{ahead}.txt").date is None


@pytest.mark.parametrize(
    ("raw", "owner"),
    [
        ("Rapport\n\nArbetet görs med Borås Stad.", None),
        ("Rapport\n\nSkidspåren i Sälens kommun lockar.", None),
        (
            "Brev\n\nTill:\nKommunstyrelsen Lerums kommun\nKommunstyrelsen Alingsås kommun\n\nVi ber om bidrag.",
            None,
        ),
        ("Rapport\n\nFrågor: info@lomma.se. Läs mer på www.lomma.se.", "Lomma kommun"),
        ("Budget\n\nFörbundets medlemmar betalar. Förbundet växer.\n\nAlingsås kommun betalar 70 mnkr.", None),
        ("JÖNKÖPINGS KOMMUN Barnnämnden\nPROTOKOLL\n\nText.", "Jönköpings kommun"),
        ("Plan\n\nPostadress: Kiruna kommun, 981 85 Kiruna\n\nText om planen.", "Kiruna kommun"),
        ("Motion till kommunfullmäktige i Bjurholm\n\nInför skolfrukost\n\nVi yrkar det.", "Bjurholms kommun"),
        ("Motion\n\nTill kommunfullmäktige i Mora\n\nVi yrkar att ån rensas.", "Mora kommun"),
        ("Revisionsberättelse\n\nTill fullmäktige i Upplands Väsby\n\nVi har granskat.", "Upplands Väsby kommun"),
        ("Protokoll\n\nPlats och tid: Kommunhuset Sollefteå, kl. 09.00\n\n§ 1 Upprop", "Sollefteå kommun"),
        ("Samordningsförbundet Västra Mälardalen\n\nProtokoll", "Samordningsförbundet Västra Mälardalen"),
        (
            "2026-05-21\n\nTill:\nRegion Halland\nKommunstyrelsen Mora kommun\n\nAnslag\n\nek@regionhalland.se",
            None,
        ),
        ("Brev om vägen\n\nTill kommunstyrelsen i Mora\n\nVägen är dålig.", None),
        (
            "Alingsås och Vårgårda Räddningstjänstförbund\nProtokoll\n\nText.",
            "Alingsås och Vårgårda Räddningstjänstförbund",
        ),
    ],
)
def test_whose_it_is(raw: str, owner: str | None) -> None:
    assert parsed(raw).organisation == owner


def test_folders_and_fields_tell_too() -> None:
    document = parsed("Vägarna är bra.", "alingsas/ks/2026/bilaga.txt")
    assert (document.organisation, document.body) == ("Alingsås kommun", "Kommunstyrelsen")
    assert dict(document.known_by)["organisation"] == "path"
    raw = (
        "---\nkommun: kungsbacka\ntyp: protokoll\ndatum: 2026-02-02\nkalla_url: https://kungsbacka.se/x\n---\n"
        "Val av ordförande."
    )
    document = parsed(raw)
    assert (document.organisation, document.kind, document.date) == ("Kungsbacka kommun", "minutes", date(2026, 2, 2))
    assert (document.text, document.source_url) == ("Val av ordförande.", "https://kungsbacka.se/x")


def test_authorities_of_the_state_are_no_bodies() -> None:
    raw = (
        "Planbeskrivning\n\nDetaljplan för Haby\n\nLänsstyrelsen beslutade att anta yttrandet. Länsstyrelsen beslutar."
    )
    assert parsed(raw).body is None


def test_one_paragraph_of_minutes_is_an_extract() -> None:
    raw = "§ 92 Svar på motion\n\nBeslut\n\nKommunfullmäktige beslutar att avslå motionen."
    assert parsed(raw).kind == "extract"
    head = "Kommunfullmäktige Protokoll\n2026-05-06\n\n"
    assert parsed(head + raw, "protokollsutdrag-92.txt").kind == "extract"
    assert parsed(head + raw, "protokoll.txt").kind == "minutes"


def test_the_period_of_a_report_is_not_its_day() -> None:
    document = parsed("Delårsrapport 1 april 2025\n\nFritidsnämnden\n\nBolagsområdet\n\nText om utfallet.")
    assert (document.kind, document.body, document.date) == ("report", "Fritidsnämnden", None)
    assert parsed("Detaljplan för\n\nBolagsområdet\n\nText om planen.").body is None


def test_a_saved_page_is_a_page() -> None:
    assert parsed("Äldreomsorg\n\nVi hjälper dig.", "Äldreomsorg - Botkyrka kommun.html").kind == "web"
    assert (
        parsed("Äldreomsorg\n\nVi hjälper dig.", "Äldreomsorg - Botkyrka kommun.html").organisation == "Botkyrka kommun"
    )


def test_the_name_of_the_site_tells_whose_a_saved_page_is(tmp_path: Path) -> None:
    page = "<html><head><title>{}</title>{}</head><body><main><h1>Bygglov</h1><p>Sök lov här.</p></main></body></html>"
    path = tmp_path / "bygglov.html"
    site = '<meta property="og:site_name" content="Kils kommun">'
    for title, meta in (("Bygglov - Kils kommun", ""), ("Bygglov", site)):
        path.write_text(page.format(title, meta))
        read = load_document(Source(path, "bygglov"), 10**6)
        assert (read.organisation, read.text) == ("Kils kommun", "Bygglov\n\nSök lov här.")
    path.write_text(page.format("Bygglov - En jämförelse", ""))
    assert load_document(Source(path, "bygglov"), 10**6).organisation is None


@pytest.mark.parametrize(
    ("raw", "kind", "body"),
    [
        ("Kungörelse\n\nKommunfullmäktige i Sjöbo kommun sammanträder den 20 mars 2024", "agenda", "Kommunfullmäktige"),
        ("Föredragningslista\nSocialnämndens arbetsutskott\n2024-03-12", "agenda", "Socialnämndens arbetsutskott"),
        ("Sammanfattning från regionstyrelsens möte 12 mars 2024\n\nText.", "summary", "Regionstyrelsen"),
        ("Tekniska nämnden fick i uppdrag att se över lyktorna\n\nText.", "other", None),
    ],
)
def test_the_body_that_a_line_of_the_head_names(raw: str, kind: str, body: str | None) -> None:
    document = parsed(raw)
    assert (document.kind, document.body) == (kind, body)


def test_the_page_head_of_a_word_file_tells_whose_it_is() -> None:
    path = TRIALS / "word-sidhuvud" / "sidhuvud.docx"
    document = load_document(Source(path, "sidhuvud"), 10**6)
    assert (document.organisation, document.body, document.date) == (
        "Sundby kommun",
        "Socialnämnden",
        date(2024, 5, 14),
    )
