"""The five documents that come with the project, against lists made by hand from reading them."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

from corpus.base.types import Block, Document, Section
from corpus.loading.corpus_folder import load_corpus
from corpus.loading.manifest import read_manifest
from eval.datasets.gold import read_gold

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENTS = PROJECT / "corpus" / "documents"

SUMMARY_HSN = "vasterbotten-halso-och-sjukvardsnamnden-2024-12-12-sammanfattning"
PLAN = "vasterbotten-halso-och-sjukvardsnamnden-2025-namndplan"
SUMMARY_RS = "vasterbotten-regionstyrelsen-2024-12-17-sammanfattning"
MINUTES_HSN = "vasternorrland-halso-och-sjukvardsnamnden-2024-09-04-protokoll"
MINUTES_HSU = "vasternorrland-halso-och-sjukvardsutskottet-2023-12-07-protokoll"


@cache
def documents() -> dict[str, Document]:
    found = load_corpus([DOCUMENTS], 10**6)
    return {item.id: item for item in found if isinstance(item, Document)}


def section(document_id: str, number: str) -> Section:
    (found,) = [item for item in documents()[document_id].sections if item.number == number]
    return found


def shown(document_id: str, block: Block) -> str:
    return documents()[document_id].text[block.start : block.end]


def table(document_id: str, found: Section) -> list[tuple[str, ...]]:
    """The rows of a section's table, whose columns must all be those of its first row."""
    rows = [block for block in found.blocks if block.kind == "row"]
    assert {row.columns for row in rows} == {rows[0].cells}
    return [row.cells for row in rows]


def test_every_document_is_read_into_as_many_sections_as_it_has() -> None:
    assert {document.id: len(document.sections) for document in documents().values()} == {
        SUMMARY_HSN: 20,
        PLAN: 27,
        SUMMARY_RS: 15,
        MINUTES_HSN: 15,
        MINUTES_HSU: 12,
    }


def test_the_manifest_has_the_digest_of_every_file_and_no_other() -> None:
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DOCUMENTS.glob("*.txt")}
    assert {name: digest for name, (_, digest) in read_manifest(DOCUMENTS).items()} == digests


MATTERS_HSN = [
    ("§ 94", "Val av justerare", None),
    ("§ 95", "Fastställande av föredragningslista", None),
    ("§ 96", "Hälso- och sjukvårdsdirektörens rapport", "24HSN77"),
    ("§ 97", "Månadsuppföljning juli 2024, hälso- och sjukvården", "24HSN74"),
    (
        "§ 98",
        "Förslag till reviderad handlingsplan för kostnadsreduceringar inom hälso- och sjukvården",
        "23HSN2705",
    ),
    ("§ 99", "Digitaliseringsstrategi 2025 – 2027", "24HSN3226"),
    (
        "§ 100",
        "Återrapport av uppdrag om en prioritering och handlingsplan för hur den mobila tandvårdskliniken ska kunna "
        "nyttjas för annan vårdverksamhet",
        "23HSN1831",
    ),
    (
        "§ 101",
        "Återrapport - Projekt: Tillgänglighet och läkares arbetsvillkor inom primärvården i närsjukvårdsområde "
        "väster 2024–2026",
        "24HSN2937",
    ),
    (
        "§ 102",
        "Återrapport av projekt inom Folktandvården – tandvård för att nå fler vuxna utifrån behov",
        "22HSN3175",
    ),
    ("§ 103", "Uppföljning ekonomisk status stora projekt byggenheten kvartal 2 2024", "22HSN4645"),
    ("§ 104", "Ändring i sammanträdesplan 2024", "23HSN4128"),
    ("§ 105", "Kurser och konferenser", "24HSN81"),
    ("§ 106", "Delgivningar", "24HSN78"),
    ("§ 107", "Tilläggsbudget Hälso- och sjukvården", "24HSN4354"),
]
MATTERS_HSU = [
    ("§ 90", "Val av justerare", None),
    ("§ 91", "Fastställande av föredragningslista", None),
    ("§ 92", "Reviderad verksamhetsplan 2024–2026, Hälsa- och sjukvårdsnämnden", "23HSN1782"),
    ("§ 93", "Årlig information Visselblåsarärenden (2023)", "23HSN4749"),
    ("§ 94", "Resultat extern miljörevision 2023", "23HSN5383"),
    ("§ 95", "Internkontrollplan 2024, Hälso- och sjukvårdsnämnden", "23HSN5195"),
    (
        "§ 96",
        "Yttrande över remiss från Socialdepartementet: Promemorian Elektronisk tillgång till barns uppgifter inom "
        "hälso- och sjukvården och tandvården (Ds 2023:26)",
        "23HSN4074",
    ),
    ("§ 97", "Uppdrag till Rättspsykiatriska regionkliniken att bedriva rättspsykiatrisk vård 2024", "23HSN5033"),
    ("§ 98", "Hälso- och sjukvårdens handlingsplan för kostnadsreduceringar", "23HSN2705"),
]


@pytest.mark.parametrize(("document_id", "matters"), [(MINUTES_HSN, MATTERS_HSN), (MINUTES_HSU, MATTERS_HSU)])
def test_every_matter_of_the_minutes(document_id: str, matters: list[tuple[str, str, str | None]]) -> None:
    found = [
        (item.number, " / ".join(item.heading), item.case_number)
        for item in documents()[document_id].sections
        if item.number
    ]
    assert found == matters


def test_the_chapters_of_the_plan() -> None:
    found = [(item.number, item.heading[-1]) for item in documents()[PLAN].sections]
    assert found == [
        (None, "Nämndplan"),
        ("1", "Inledning"),
        ("1.1", "Hälsa- och sjukvårdsnämndens uppdrag"),
        ("1.2", "Region Västerbottens vision"),
        ("1.3", "Region Västerbottens politiska styrning och mål"),
        ("1.4", "Förutsättningar för planering"),
        ("2", "Regionmål och uppföljning"),
        ("2.1", "Arbetsprocess för att konkretisera fullmäktiges mål"),
        ("2.2", "Beskrivning av uppföljning"),
        ("2.3", "Regionfullmäktiges mål"),
        (None, "Mål 1. Trygga uppväxtvillkor"),
        (None, "Mål 2. Goda levnadsvillkor"),
        (None, "Mål 3. Ett attraktivt och hållbart Västerbotten"),
        (None, "Mål 4. Tillgänglig vård med god kvalitet och kontinuitet"),
        (None, "Mål 5. Goda arbetsplatser och attraktiva arbetsgivare"),
        (None, "Mål 6. En hållbar miljö- och klimatregion"),
        (None, "Mål 7. Stärkt forskning, utbildning och innovation"),
        ("3", "Uppdrag"),
        ("3.1", "Uppdrag från fullmäktige till nämnd"),
        ("3.2", "Uppdrag från nämnd till förvaltning"),
        ("3.3", "Uppdrag från nämnd till beredning funktionshinder och samverkan"),
        ("3.4", "Uppdrag från nämnd till beredning primärvård och tandvård"),
        ("4", "Ekonomiska förutsättningar och budget 2025"),
        ("4.1", "Nämndens plan för hållbar ekonomi"),
        ("4.2", "Årsprognos 2024"),
        ("4.3", "Budgetförändringar 2025"),
        ("4.4", "Fördelade budgetramar 2025"),
    ]


def test_the_headings_of_the_summary_of_regionstyrelsen() -> None:
    assert [item.heading for item in documents()[SUMMARY_RS].sections] == [
        ("Sammanfattning från regionstyrelsen den 17 december 2024",),
        ("Ärenden och tillhörande handlingar",),
        ("Finansrapport per oktober 2024",),
        ("Övergripande tidsplan för driftsättning av Cosmic",),
        ("Utredning om arbetskor",),
        ("Upphandling av förmånscyklar och förmånsportal",),
        ("Regionstyrelsens nämndplan och budget 2025",),
        ("Balansera långsiktiga mål med kortsiktiga åtgärder",),
        ("Prioriterade fokusområden till 2027",),
        ("Planerade verksamhetsförändringar",),
        ("Fullmäktigeuppdrag 2025",),
        ("Uppsägning av regionavtalet",),
        ("Investeringsmedel för reovering av lokaler för hand- och plastikkirurgi",),
        ("Utveckla samspelet mellan sjukhusvården och primärvården i syfte att stödja omställningen till nära vård",),
        ("Övriga ärenden som behandlades på sammanträdet, för mer information se protokoll och handlingar",),
    ]


# Tables


def test_the_indicators_of_goal_1() -> None:
    (goal,) = [item for item in documents()[PLAN].sections if item.heading[-1] == "Mål 1. Trygga uppväxtvillkor"]
    assert goal.heading == ("Regionmål och uppföljning", "Regionfullmäktiges mål", "Mål 1. Trygga uppväxtvillkor")
    first_line = "En större andel barn och unga med psykisk ohälsa ska få stöd och behandling av första linjen."
    tertial = "Tertial: aug, dec"
    assert table(PLAN, goal) == [
        ("Delmål", "Indikatorer", "Utfall 2023", "Mål 2025", "Periodicitet"),
        (first_line, "Andel barn och unga som triageras till första linjen", "71 %", "72 %", "År"),
        (
            first_line,
            "Andelen barn och unga som triageras till första linjen och sedan remitteras till BUP",
            "31 %",
            "29 %",
            "År",
        ),
        (
            first_line,
            "Antal barn med psykisk ohälsa som får samordnade insatser från primärvård och Barn- och ungdomspsykiatri.",
            "",
            "Öka",
            tertial,
        ),
        (
            first_line,
            "Antal barn med psykisk ohälsa vars vårdnadshavare fått insatsen digital föräldragrupp på Kontaktcenter "
            "barn och unga",
            "",
            "Öka",
            tertial,
        ),
        (
            "Nyfödda i Region Västerbotten ska erbjudas hembesök enligt det nationella barnhälsovårdsprogrammet",
            "Andel genomförda hembesök till nyfödda",
            "70 %",
            "90 %",
            tertial,
        ),
    ]


def test_a_goal_cut_by_a_page_goes_on_below_the_repeated_header() -> None:
    (goal,) = [item for item in documents()[PLAN].sections if item.heading[-1].startswith("Mål 6.")]
    assert [(row[0], row[3]) for row in table(PLAN, goal)] == [
        ("Delmål", "Mål 2025"),
        (
            "Verksamheten inventerar sitt användande av förbrukningsmaterial i syfte att kunna välja mer klimatvänliga",
            "70 %",
        ),
        (
            "Verksamheten inventerar sitt användande av förbrukningsmaterial i syfte att kunna välja mer "
            "klimatvänliga alternativ och arbetssätt",
            "50 %",
        ),
    ]


def test_the_assignments_from_fullmaktige() -> None:
    rows = table(PLAN, section(PLAN, "3.1"))
    assert rows[0] == ("Status", "Uppdrag", "Periodicitet", "Slutdatum")
    assert [(row[0], row[1].split(" Riktas till")[0], row[3]) for row in rows[1:]] == [
        (
            "Pågående",
            "Identifiera och initiera ett fokusarbete för att förbättra tillgängligheten vid valda enheter",
            "2024-12-31",
        ),
        (
            "Ej påbörjad",
            "Ta fram konsekvensunderlag och förslag på åtgärder för att minska personalkostnaden motsvarande 250 "
            "miljoner kronor",
            "2025-12-31",
        ),
        ("Ej påbörjad", "Minska hyrberoendet", "2025-12-31"),
        (
            "Ej påbörjad",
            "Utifrån kloka kliniska val och dess struktur genomföra prioriteringar för minskad vårdkonsumtion",
            "2025-12-31",
        ),
        ("Ej påbörjad", "Stärka vår ledning och styrning genom identifierade delaktiviteter 2025", "2025-12-31"),
        (
            "Ej påbörjad",
            "Genomför prioriterade åtgärder som syftar till att stärka omställningen till nära vård",
            "2025-12-31",
        ),
        (
            "Ej påbörjad",
            "Minska tjänsteresande för Region Västerbotten med 15 procent i jämförelse med år 2023",
            "2025-12-31",
        ),
    ]


def test_the_budget_of_every_board() -> None:
    figures = """
        Regionfullmäktige|17|0,2|0,0|0,1|0,0|-0,5|16,3|17|17|18
        - varav beredningar|8|0,1|0,0|0,0|0,0|-0,2|7,8|8|8|9
        Regionstyrelse|3 770|-3,3|-449,7|128,7|7,9|489,3|3 943,2|3 988|4 169|4 300
        - varav beställare primärvård|1 443|11,5|0,0|32,9|0,0|-20,5|1 466,5|1 510|1 557|1 606
        - varav beställare tandvård|168|2,6|-21,3|1,4|0,0|-2,0|148,7|153|158|163
        - varav avskrivningar|580|0,0|0,0|36,0|0,0|0,0|616,0|624|631|600
        - varav pensionskostnader och personalskuld|1 523|0,0|-348,4|0,0|0,0|0,0|1 174,5|1 099|1 160|1 210
        Hälso- och sjukvårdsnämnd|6 307|253,0|-10,0|214,4|-7,9|-222,6|6 534,0|6 730|6 939|7 154
        Regional utvecklingsnämnd|426|0,9|0,0|1,4|0,0|9,3|437,5|451|465|479
        - varav kollektivtrafik|261|0,0|0,0|1,4|0,0|8,1|270,5|279|287|296
        Folkhögskolestyrelse|14|0,6|0,0|0,2|0,0|-2,1|12,2|13|13|13
        Patientnämnd|7|0,1|0,0|0,0|0,0|-0,2|6,5|7|7|7
        Revision|9|0,1|0,0|0,0|0,0|-0,3|8,7|9|9|9
        Krisledningsnämnd|0|0,0|0,0|0,0|0,0|0,0|0,0|0|0|0
        Summa verksamhetens nettokostnad|10 549|251,6|-459,7|344,7|0,0|273,0|10 958,4|11 213|11 619|11 980
    """
    assert table(PLAN, section(PLAN, "4.4")) == [
        (
            "Ekonomiska ramar per nämnd och styrelse 2025–2028",
            "Budget 2024",
            "Budgetförändring 2024",
            "Budgetreducering 2025",
            "Budgettillskott 2025",
            "Omfördelning 2025",
            "Löne- och prisindex, personalomkostnadspålägg",
            "Budget 2025",
            "Plan 2026",
            "Plan 2027",
            "Plan 2028",
        ),
        *(tuple(line.strip().split("|")) for line in figures.strip().splitlines()),
    ]


# Decisions


def statuses(document_id: str, number: str) -> list[tuple[str, str | None]]:
    """The first words of what stands in the part Beslut, with what it does."""
    return [
        (" ".join(shown(document_id, block).split()[:5]), block.status)
        for block in section(document_id, number).blocks
        if block.part == "Beslut" and block.kind != "heading"
    ]


def test_paragraph_107_both_proposes_and_decides() -> None:
    assert statuses(MINUTES_HSN, "§ 107") == [
        ("Hälso- och sjukvårdsnämnden beslutar att", "proposed"),
        ("att genom tilläggsbudget fördela det", "proposed"),
        ("Hälso- och sjukvårdsnämnden beslutar för", "decided"),
        ("att under förutsättning av regionstyrelsens", "decided"),
        ("att förklara paragrafen för omedelbart", "decided"),
    ]


def test_what_is_decided_on_a_proposal_and_what_is_proposed_to_a_higher_body() -> None:
    assert {status for _, status in statuses(MINUTES_HSN, "§ 98")} == {"decided"}
    assert {status for _, status in statuses(MINUTES_HSN, "§ 99")} == {"proposed"}
    assert {status for _, status in statuses(MINUTES_HSN, "§ 100")} == {"decided"}
    assert {status for _, status in statuses(MINUTES_HSU, "§ 95")} == {"decided"}
    for number in ("§ 92", "§ 93", "§ 94", "§ 96", "§ 97", "§ 98"):
        assert {status for _, status in statuses(MINUTES_HSU, number)} == {"proposed"}


@pytest.mark.parametrize(("document_id", "number"), [(MINUTES_HSN, "§ 95"), (MINUTES_HSU, "§ 91")])
def test_a_decision_without_the_part_beslut(document_id: str, number: str) -> None:
    blocks = section(document_id, number).blocks
    assert [(block.kind, block.status) for block in blocks] == [
        ("heading", None),
        ("paragraph", "decided"),
        ("item", "decided"),
    ]


def test_the_decisions_of_regionstyrelsen() -> None:
    found = [
        shown(SUMMARY_RS, block)
        for item in documents()[SUMMARY_RS].sections
        for block in item.blocks
        if block.status is not None
    ]
    assert {block.status for item in documents()[SUMMARY_RS].sections for block in item.blocks} == {None, "decided"}
    assert [text.split(".")[0] for text in found] == [
        "Regionstyrelsen har beslutat att godkänna finansrapport per oktober 2024",
        "Regionstyrelsen har beslutat att det nya vårdinformationssystemet Cosmic ska driftsättas onsdagen den 9 april "
        "kl",
        "Regionstyrelsen har beslutat att godkänna redovisningen av uppdraget",
        "Regionstyrelsen har beslutat att regionen ska upphandla en portal för friskvård där förmånscykel ska "
        "inkluderas",
        "Regionstyrelsen har beslutat att fastställa nämndplan och budget för 2025",
        "Regionstyrelsen har beslutat att ge i uppdrag till regiondirektören att genomföra fullmäktigeuppdragen enligt "
        "uppdragsdirektiv 1–6",
        "Regionstyrelsens arbetsutskott utses till politisk styrgrupp",
        "Regionstyrelsen har beslutat att säga upp regionavtalet utifrån paragraf 12 i avtalet om regionvård",
        "Styrelsen ger regiondirektören i uppdrag att tillsammans med övriga regioner forma uppdragsbeskrivningen för "
        "fortsatt beredning inom ramen av NRF",
        "Regionstyrelsen har beslutat investeringen får genomföras till en kostnad på 63 miljoner kronor",
        "Regionstyrelsen har godkänt redovisningen",
    ]


# Furniture and damage


def test_no_furniture_is_left() -> None:
    assert len(documents()) == 5
    for document in documents().values():
        assert not re.search(
            r"Utdragsbestyrkande|Justerandens sign|Ordförandens sign|Exp den|^Sida|^Datum|^Dnr|\d\(\d+\)|23HSN1\b",
            document.text.replace("\n23HSN1\n", "\n"),  # in the head of the first page
            re.MULTILINE,
        )
        assert not re.search(r"\*\*|</?b>|\]\(|\u00ad|\u00a0|\.{5,}\s*\d", document.text)


def test_a_paragraph_cut_by_the_head_of_page_7_goes_on() -> None:
    texts = [shown(MINUTES_HSN, block) for block in section(MINUTES_HSN, "§ 98").blocks]
    (cut,) = [text for text in texts if "beslutade åtgärderna i" in text]
    assert "de beslutade åtgärderna i handlingsplanen inte har fått förväntad effekt" in cut
    position = next(index for index, text in enumerate(texts) if text.endswith("att behöva preciseras."))
    assert texts[position + 1].startswith("Ambitionen är att återkomma")


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_every_quote_of_the_questions_stands_in_the_normalised_text() -> None:
    texts = {document.source_file: f" {words(document.text)} " for document in documents().values()}
    topics = read_gold(PROJECT / "eval" / "questions" / "regions-dev.jsonl").topics
    quotes = [(topic.id, item.file, item.quote) for topic in topics for item in topic.evidence]
    assert len(quotes) >= 78
    assert [quote for quote in quotes if f" {words(quote[2])} " not in texts[quote[1]]] == []
