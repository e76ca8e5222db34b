from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.base.types import Document, Kind
from corpus.extraction.metadata import document_slug
from corpus.extraction.neighbours import with_neighbours_owner
from corpus.loading.corpus_folder import parse_document
from corpus.loading.manifest import read_manifest

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"
MANIFEST = read_manifest(DOCUMENTS)


def parsed(raw: str, file_name: str = "fil.txt") -> Document:
    return parse_document("d", file_name, raw, "")


@pytest.mark.parametrize("file_name", sorted(MANIFEST))
def test_what_the_manifest_says_can_be_read_from_the_document_itself(file_name: str) -> None:
    known, _ = MANIFEST[file_name]
    document = parsed((DOCUMENTS / file_name).read_text("utf-8"), file_name)
    fields = ("organisation", "body", "kind", "date")
    assert {field: getattr(document, field) for field in fields} == {field: known[field] for field in fields}
    assert known["title"].startswith(document.title)


def test_minutes_of_a_municipality() -> None:
    raw = (
        "Umeå kommun\nProtokoll\nKommunstyrelsen\n2024-03-05\n\n§ 41 Budgetuppföljning\n\nBeslut\n\n"
        "Kommunstyrelsen beslutar\n\natt godkänna uppföljningen som gjordes den 1 februari 2024."
    )
    document = parsed(raw)
    assert (document.organisation, document.body) == ("Umeå kommun", "Kommunstyrelsen")
    assert (document.kind, document.date) == ("minutes", date(2024, 3, 5))
    assert document.title == "Protokoll kommunstyrelsen 2024-03-05"


def test_minutes_without_the_word_are_known_by_their_matters() -> None:
    raw = "Göteborgs Stads kulturnämnd\n\n§ 1 Ett\n\nText.\n\n§ 2 Två\n\nText.\n\n§ 3 Tre\n\nText."
    document = parsed(raw)
    assert (document.organisation, document.kind) == ("Göteborgs Stad", "minutes")


def test_a_budget_has_the_day_it_was_adopted_and_keeps_its_title() -> None:
    raw = (
        "# Budget 2025 med plan 2026–2027\n\nAntagen av kommunfullmäktige den 25 november 2024.\n\n"
        "## 1 Inledning\n\nSundsvalls kommun växer.\n\nMålet är att Sundsvalls kommun ska växa mer."
    )
    document = parsed(raw)
    assert (document.title, document.kind, document.date) == (
        "Budget 2025 med plan 2026–2027, kommunfullmäktige",
        "plan",
        date(2024, 11, 25),
    )
    assert (document.organisation, document.body) == ("Sundsvalls kommun", "Kommunfullmäktige")


def test_a_rule_book_with_paragraphs_is_no_minutes() -> None:
    raw = "Reglemente för tekniska nämnden\n\n" + "".join(f"§ {n} Uppgifter\n\nText.\n\n" for n in range(1, 6))
    document = parsed(raw)
    assert (document.kind, document.body, document.date) == ("rules", "Tekniska nämnden", None)


def test_a_report_that_opens_with_a_summary_is_no_summary() -> None:
    raw = (
        "Granskning av likviditet\n\nSammanfattning\n\nGranskningen visar att allt är i ordning.\n\nBedömning\n\nText."
    )
    assert parsed(raw).kind == "report"
    assert parsed("Möte i nämnden\n\nSammanfattning från mötet\n\nDet här beslutades.").kind == "summary"


def test_what_is_not_there_is_not_guessed() -> None:
    document = parsed("Vad tycker du?\n\nEn text om ingenting, skriven i juli 2024.", "anteckning 12.txt")
    assert (document.organisation, document.body, document.date, document.kind) == (None, None, None, "other")
    assert document.title == "Vad tycker du?"


def test_a_date_far_down_is_not_the_documents() -> None:
    raw = "Policy för resor\n\n" + "Resor ska vara billiga och bra. " * 20 + "\n\nDen 3 mars 2019 ändrades den."
    assert parsed(raw).date is None
    assert parsed(raw, "policy-20240517.txt").date == date(2024, 5, 17)


@pytest.mark.parametrize(
    ("file_name", "day"),
    [
        ("protokoll-2024-02-07.txt", date(2024, 2, 7)),
        ("20240207_KS.txt", date(2024, 2, 7)),
        ("ks-2024-02-30.txt", None),
        ("ks-2024.txt", None),
        ("1234202402071.txt", None),
    ],
)
def test_a_date_in_the_file_name(file_name: str, day: date | None) -> None:
    assert parsed("Ett stycke text.", file_name).date == day


def test_the_date_at_the_top_goes_before_that_of_the_file_name() -> None:
    assert parsed("Möte den 17 december 2024", "publicerad-2025-01-08.txt").date == date(2024, 12, 17)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ks-protokoll.txt", "minutes"),
        ("protokollsutdrag_ks.txt", "extract"),
        ("namndplan-2025.txt", "plan"),
        ("verksamhetsplan-2025.txt", "plan"),
        ("kort.sammanfattning.txt", "summary"),
        ("delegationsordning.txt", "rules"),
    ],
)
def test_the_kind_in_the_file_name(name: str, kind: Kind) -> None:
    assert parsed("Ett stycke text.", name).kind == kind


@pytest.mark.parametrize(
    ("sentence", "organisation"),
    [
        ("Region Västerbottens vision är god.", "Region Västerbotten"),
        ("Region Jönköpings läns plan", "Region Jönköpings län"),
        ("Region Kalmar län beslutar.", "Region Kalmar län"),
        ("Region Jämtland Härjedalen", "Region Jämtland Härjedalen"),
        ("Västra Götalandsregionen växer.", "Västra Götalandsregionen"),
        ("i Göteborgs Stads anläggningar", "Göteborgs Stad"),
        ("Stockholms stad", "Stockholms stad"),
        ("Upplands Väsby kommuns budget", "Upplands Väsby kommun"),
        ("Lilla Edets kommun", "Lilla Edets kommun"),
        ("Varje kommun ska planera. Vår kommun växer. En stad i tiden.", None),
        ("Kommunen och regionen samverkar inom Sjukvårdsregionen.", None),
    ],
)
def test_organisations(sentence: str, organisation: str | None) -> None:
    assert parsed(f"Om planen\n\nDet gäller {sentence}\n\nMer om {sentence}").organisation == organisation


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("hälso- och sjukvårdsnämnden", "Hälso- och sjukvårdsnämnden"),
        ("Hälso-och sjukvårdsutskottet", "Hälso- och sjukvårdsutskottet"),
        ("regionala utvecklingsnämnden", "Regionala utvecklingsnämnden"),
        ("Tekniska nämnden", "Tekniska nämnden"),
        ("Nämnden för Intraservice", "Nämnden för Intraservice"),
        ("Nämnden för att den vill", None),
        ("nämnden och styrelsen", None),
    ],
)
def test_bodies(sentence: str, body: str | None) -> None:
    assert parsed(f"Möte i {sentence}.").body == body


def test_the_body_that_decides_goes_before_one_that_is_only_named() -> None:
    raw = (
        "Om vården\n\n"
        + "Inledande ord om vården. " * 10
        + "Ärendet kommer från regionfullmäktige.\n\nFolkhögskolestyrelsen har beslutat att anta planen."
    )
    assert parsed(raw).body == "Folkhögskolestyrelsen"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Protokoll KS 2024-02-07", "protokoll-ks-2024-02-07"),
        ("Nämndplan, Åre & Ö", "namndplan-are-o"),
        ("--", "dokument"),
        ("日本", "dokument"),
    ],
)
def test_a_slug_is_made_of_plain_letters_digits_and_dashes(name: str, slug: str) -> None:
    assert document_slug(name) == slug


MATTERS = "\n\n§ 1 Ett\n\nText.\n\n§ 2 Två\n\nText.\n\n§ 3 Tre\n\nText.\n"


@pytest.mark.parametrize(
    ("head", "organisation", "body"),
    [
        ("Sundsvalls kommun\nKommunstyrelsens arbetsutskott", "Sundsvalls kommun", "Kommunstyrelsens arbetsutskott"),
        ("Arvika kommun\n\nKommunstyrelsens sociala utskott", "Arvika kommun", "Kommunstyrelsens sociala utskott"),
        (
            "Uppsala kommun\nKommunstyrelsens mark- och exploateringsutskott",
            "Uppsala kommun",
            "Kommunstyrelsens mark- och exploateringsutskott",
        ),
        (
            "HÄLSO- OCH SJUKVÅRDSNÄMNDEN\n\nREGION VÄSTERNORRLAND",
            "Region Västernorrland",
            "Hälso- och sjukvårdsnämnden",
        ),
        ("Göteborgs Stad Socialnämnd Hisingen", "Göteborgs Stad", "Socialnämnd Hisingen"),
        ("Göteborgs Stad\nSocialnämnden Nordost", "Göteborgs Stad", "Socialnämnden Nordost"),
        ("Göteborgs Stad\nStadsbyggnadsnämnden", "Göteborgs Stad", "Stadsbyggnadsnämnden"),
        ("Nämnden för hälsa, vård och omsorg\nLaholms kommun", "Laholms kommun", "Nämnden för hälsa, vård och omsorg"),
        ("Göteborgs Stad\n\nStyrelsen för Göteborg Energi AB", "Göteborgs Stad", "Styrelsen för Göteborg Energi AB"),
        ("Gemensamma nämnden för socialpsykiatri", None, "Gemensamma nämnden för socialpsykiatri"),
        ("Kommunal nämnd för räddningstjänst", None, "Kommunal nämnd för räddningstjänst"),
        (
            "Västra Götalandsregionen\nDelregionala nämnden norra",
            "Västra Götalandsregionen",
            "Delregionala nämnden norra",
        ),
        ("Kommunförbundet Västernorrland\nStyrelsen", "Kommunförbundet Västernorrland", "Styrelsen"),
        ("Räddningstjänsten Medelpad\nDirektionen", "Räddningstjänsten Medelpad", "Direktionen"),
        ("Stadsrevisionen\nGöteborgs Stad", "Göteborgs Stad", "Stadsrevisionen"),
        ("Umeå kommun\nÄldre samt vård- och omsorgsnämnden", "Umeå kommun", "Äldre samt vård- och omsorgsnämnden"),
    ],
)
def test_the_body_is_what_a_line_of_the_first_page_names(head: str, organisation: str | None, body: str) -> None:
    document = parsed(f"{head}\nProtokoll nr 4\nSammanträdesdatum: 2024-04-24{MATTERS}")
    assert (document.organisation, document.body) == (organisation, body)
    assert (document.kind, document.date) == ("minutes", date(2024, 4, 24))
    assert document.title == f"Protokoll {body[0].lower()}{body[1:]} 2024-04-24"


def test_a_body_in_the_words_before_the_matters() -> None:
    raw = f"Protokoll\n\nSammanträde med Kultur-, idrotts- och fritidsnämnden i Umeå kommun den 5 mars 2024{MATTERS}"
    document = parsed(raw)
    assert (document.organisation, document.body) == ("Umeå kommun", "Kultur-, idrotts- och fritidsnämnden")


@pytest.mark.parametrize(
    "line", ["Beslut i kommunstyrelsen", "Förvaltningens uppdrag till nämnden", "Val av ordförande i styrelsen"]
)
def test_a_line_about_a_body_is_no_name_of_one(line: str) -> None:
    lead = "Inledande ord om planen. " * 10
    raw = f"Planen\n\n{lead}\n\n{line}\n\nTekniska nämnden beslutar att anta planen."
    assert parsed(raw).body == "Tekniska nämnden"


def test_a_first_page_with_those_present_makes_minutes() -> None:
    raw = "Kommunstyrelsen\n\nPlats och tid\nKommunhuset 2024-06-17\n\nBeslutande\nPia Lundin (SJVP)\n\nText."
    document = parsed(raw)
    assert (document.kind, document.date) == ("minutes", date(2024, 6, 17))


def test_the_first_day_of_the_meeting_goes_before_other_days() -> None:
    raw = f"Kommunstyrelsen\nProtokoll\nJusteringsdag 2024-07-01\n\nSammanträdesdatum 2024-06-17–18{MATTERS}"
    assert parsed(raw).date == date(2024, 6, 17)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (
            "Nämnden för Intraservice\n\nDelårsrapport mars 2026\n\nInnehåll\n\nText om läget.",
            "Delårsrapport mars 2026",
        ),
        ("Regional strategisk plan\n\n2026–2028\n\nText.", "Regional strategisk plan 2026–2028"),
        ("2020-2022\n\nRegionplan och budget\n\n2026–2028\n\nText.", "Regionplan och budget 2026–2028"),
        ("BUDGET 2026\n\nMed planer 2027, 2028\n\nText.", "BUDGET 2026"),
        ("Verksamhetsplan 2025\n\n# 1 Inledning\n\nText.\n\n# 2 Mål\n\nText.", "Verksamhetsplan 2025"),
        (f"Umeå kommun\nProtokoll 2024-06-17{MATTERS}", "Protokoll 2024-06-17"),
        (f"Protokoll 2024-06-17{MATTERS}", "Protokoll 2024-06-17"),
        ("Dokumentet gäller tillsvidare\n\n1/2\n\nBemanningspolicy\n\nText.", "Bemanningspolicy"),
        ("1[4]\nVårdförvaltningen\n2011-03-28/rev 2011-05-24\n\nKostpolicy för Ekby\n\nText.", "Kostpolicy för Ekby"),
        ("Detaljplan för\n\nTorg och handelsgata\n\nPlanbeskrivning\n\nText.", "Detaljplan för Torg och handelsgata"),
        ("2025-10-08\n\nUtsikt\n\nDokumentnamn: Utvärdering av tåg\n\nText.", "Utvärdering av tåg"),
        ("Anna Ek\n\nStatistiker\n\nBefolkningsutveckling i Ekby\n\nText.", "Befolkningsutveckling i Ekby"),
        ("Strategi\n\nKlimatstrategi för Ekby\n\nRapporten är gjord av oss\n\nText.", "Klimatstrategi för Ekby"),
    ],
)
def test_the_title_is_what_the_document_is_called(raw: str, title: str) -> None:
    assert parsed(raw).title == title


def test_the_nearest_folder_with_enough_files_tells_whose_a_document_is() -> None:
    def read(path: str, owner: str | None) -> Document:
        return replace(parse_document("d", "d.txt", "Bilaga till ärendet", ""), organisation=owner, path=path)

    board = [read(f"ks/bilagor/{number}.txt", "Umeå kommun") for number in range(3)]
    mixed = [
        read(f"samverkan/{number}.txt", owner) for number, owner in enumerate(["Bodens kommun", "Luleå kommun"] * 2)
    ]
    silent = [read(path, None) for path in ("ks/protokoll.txt", "ks/bilagor/a.txt", "samverkan/b.txt")]
    owners = [document.organisation for document in with_neighbours_owner([*board, *mixed, *silent])]
    assert owners[-3:] == ["Umeå kommun", "Umeå kommun", None]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ärendenummer\tSida\n\nBeslut om bidrag till föreningar\n\nText.", "Beslut om bidrag till föreningar"),
        ("61.77 61,7655\n\nSkola i Norr\n\nText.", "Skola i Norr"),
        ("7.1.2 Bolaget AB\n\nMål och inriktning\n\nText.", "d"),
        ("Läget i länet\n\nInledning\n\nTeman och frågor\n\nText.", "Läget i länet"),
        ("50 procent.\n\nStöd till unga\n\nText.", "Stöd till unga"),
    ],
)
def test_labels_figures_and_the_end_of_a_sentence_are_no_title(text: str, title: str) -> None:
    assert parse_document("d", "d.txt", text, "").title == title


def test_a_name_that_a_person_gave_a_file_is_the_title_where_only_chapters_have_headings() -> None:
    text = "# Bakgrund\n\nText om detta.\n\n# Syfte\n\nMer text."
    name = "Riktlinje för färdtjänst, antagen 2025-06-16 (1).md"
    assert parse_document("d", name, text, "").title == "Riktlinje för färdtjänst"
