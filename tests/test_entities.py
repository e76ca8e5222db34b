"""What a question names besides its matter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corpus.base.types import Document, Kind
from indexer.tokens import strip_diacritics
from service.question.entities import Names, unnamed
from service.question.named import Named, fits_body, fits_kind, fits_organisation, fits_time

BODIES = ("Hälso- och sjukvårdsnämnden", "Hälso- och sjukvårdsutskottet", "Kommunfullmäktige", "Kommunstyrelsen")


ORGANISATIONS = ("Göteborgs Stad", "Region Västerbotten", "Region Västernorrland")
NAMES = Names(ORGANISATIONS, BODIES, {"NUS": "Norrlands universitetssjukhus"})


def read(question: str, names: Names = NAMES) -> Named:
    return names.read(question, strip_diacritics(question))


def document(
    body: str | None, day: date | None, text: str = "", organisation: str | None = None, kind: Kind = "minutes"
) -> Document:
    return Document("d", "D", organisation, body, kind, day, "d.txt", None, "", text, ())


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("vad sa KF om planen", ("Kommunfullmäktige",)),
        ("Vad bestämde fullmäktige?", ("Kommunfullmäktige",)),
        ("kommunstyrelsens beslut om planen", ("Kommunstyrelsen",)),
        ("mobil rontgen beslut HSN dec 2024", ("Hälso- och sjukvårdsnämnden",)),
        ("halso- och sjukvardsnamnden i vasterbotten", ("Hälso- och sjukvårdsnämnden",)),
        ("vad föreslog utskottet", ("Hälso- och sjukvårdsutskottet",)),
        ("vad kostar bussen", ()),
    ],
)
def test_bodies(question: str, bodies: tuple[str, ...]) -> None:
    assert read(question).bodies == bodies


@pytest.mark.parametrize(
    ("question", "years", "months"),
    [
        ("beslut i december 2024", {2024}, {12}),
        ("HSN dec 2024", {2024}, {12}),
        ("mellan december 2023 och september 2024", {2023, 2024}, {9, 12}),
        ("vad hände den maj månad", set(), {5}),
        ("marsvin och augustpriset", set(), set()),
        ("vad kostade bussarna förra året", set(), set()),
        ("vad är ett år", set(), set()),
    ],
)
def test_times(question: str, years: set[int], months: set[int]) -> None:
    named = read(question)
    assert (named.years, named.months) == (years, months)


@pytest.mark.parametrize(
    ("question", "today", "written"),
    [
        ("Vilka motioner avslogs i år?", "2026-11-29", "2026"),
        ("vad kostade bussarna förra året", "2026-01-02", "2025"),
        ("vad beslutades i våras", "2026-11-29", "mars–maj 2026"),
        ("vad beslutades i våras", "2026-02-28", "mars–maj 2025"),
        ("vad beslutades i somras", "2026-08-20", "juni–augusti 2026"),
        ("vad beslutades i höstas", "2026-03-01", "september–november 2025"),
        ("vad beslutades i vintras", "2024-04-01", "december 2023–februari 2024"),
        ("förra månadens beslut, alltså förra månaden", "2026-01-31", "december 2025"),
        ("hur många motioner under mandatperioden", "2026-10-14", "15 oktober 2022–14 oktober 2026"),
        ("hur många motioner under mandatperioden", "2026-10-15", "15 oktober 2026–14 oktober 2030"),
        ("hur många motioner förra mandatperioden", "2026-11-29", "15 oktober 2022–14 oktober 2026"),
    ],
)
def test_times_that_count_from_today(question: str, today: str, written: str) -> None:
    named = read(question, Names(clock=lambda: date.fromisoformat(today)))
    assert named.period is not None
    assert named.period.written == written
    assert (named.years, named.months, named.has_span) == (frozenset(), frozenset(), True)
    assert named.spans(named.period.first)
    assert named.spans(named.period.last)
    assert not named.spans(named.period.last + timedelta(days=1))
    assert not named.without(["time"]).has_span


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("Vilka motioner avslogs våren 2024?", "mars–maj 2024"),
        ("vad beslutades sommaren 2023", "juni–augusti 2023"),
        ("när träffas ni i höst 2026?", "september–november 2026"),
        ("datum för möten första halvåret 2026", "januari–juni 2026"),
    ],
)
def test_a_season_is_that_of_the_year_it_is_named_with(question: str, written: str) -> None:
    named = read(question)
    assert named.period is not None
    assert named.period.written == written
    assert "20" not in unnamed(question, named)


@pytest.mark.parametrize("question", ["sparmålet i år (2024)", "vad är ett år", "tre år i rad", "vad hände i Åre"])
def test_a_year_that_is_written_out_says_when(question: str) -> None:
    assert read(question).period is None


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Vilka motioner avslogs på senaste mötet?", date(2025, 11, 20)),
        ("Vad hände på kommunfullmäktiges senaste sammanträde?", date(2025, 11, 6)),
        ("Vad sa senaste fullmäktige?", date(2025, 11, 6)),
        ("vad hände på kommunstyrelsens senaste möte", date(2025, 11, 20)),
        ("vad hände på senaste fullmäktigemötet", date(2025, 11, 6)),
        ("Vad var den senaste budgeten?", None),
    ],
)
def test_the_newest_meeting_is_that_of_the_body_named(question: str, day: date | None) -> None:
    held = [
        document("Kommunfullmäktige", date(2025, 11, 6)),
        document("Kommunfullmäktige", date(2024, 1, 2)),
        document("Kommunfullmäktige", date(2026, 1, 29), kind="agenda"),
        document("Kommunstyrelsen", date(2025, 11, 20)),
    ]
    named = read(question, Names.of(held))
    assert named.days == ({day} if day else set())
    assert "senaste" not in unnamed(question, named) or day is None


@pytest.mark.parametrize(
    ("question", "organisations"),
    [
        ("Hur mycket kostar vården i Västerbotten?", ("Region Västerbotten",)),
        ("region vasterbottens skulder", ("Region Västerbotten",)),
        ("Vad har Västerbotten respektive Västernorrland för mål?", ("Region Västerbotten", "Region Västernorrland")),
        ("Ska Göteborg sälja marken?", ("Göteborgs Stad",)),
        ("Vad vill regionen och staden?", ()),
    ],
)
def test_organisations(question: str, organisations: tuple[str, ...]) -> None:
    assert read(question).organisations == organisations


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Vad beslutade Region Norrbotten om avtalet?", ("Region Norrbotten",)),
        ("Ska Umeå kommun bygga?", ("Umeå kommun",)),
        ("Vad sa kommunfullmäktige i Malmö?", ("Malmö",)),
        ("Vad beslutades om avtalet med Region Norrbotten?", ()),
        ("Vad sa Region Västerbotten till Region Norrbotten?", ()),
        ("Vad sa kommunfullmäktige i Göteborg?", ()),
        ("Vad sa kommunfullmäktige i maj?", ()),
        ("Vad vill regionen?", ()),
        ("hur röstade malmö om skolan?", ("Malmö stad",)),
        ("vad tycker uddevallas kommunstyrelse", ("Uddevalla kommun",)),
        ("Vad sa Borås om skolan?", ()),
        ("vem är kommunalråd i borås", ("Borås Stad",)),
        ("Vem är ordförande i Umeå?", ("Umeå kommun",)),
        ("Vem är chef i Umeå?", ()),
        ("Vem är kommunalråd i Göteborg?", ()),
        ("Vad blev det av motionen om måltider som i Uddevalla kommun?", ()),
        ("vad ska det vara", ()),
    ],
)
def test_organisations_of_which_nothing_is_indexed(question: str, foreign: tuple[str, ...]) -> None:
    assert read(question).foreign == foreign
    assert read(question, Names()).foreign == ()


def test_kinds_and_days() -> None:
    assert read("Vad säger sammanfattningen från sammanträdet?").kinds == {"summary"}
    assert read("planen och protokollet den 3 maj 2024").kinds == {"minutes"}
    assert read("protokollet den 3 maj 2024").days == {date(2024, 5, 3)}


@pytest.mark.parametrize(
    ("question", "expanded"),
    [
        ("Vad kostar lokalerna på NUS?", "Vad kostar lokalerna på Norrlands universitetssjukhus?"),
        ("NUS:s lokaler", "Norrlands universitetssjukhus lokaler"),
        ("vad sa SD om planen", "vad sa SD Sverigedemokraterna om planen"),
        ("vad sa Vänsterpartiet", "vad sa Vänsterpartiet V"),
        ("vad sa nämnden", "vad sa nämnden"),
    ],
)
def test_abbreviations_and_parties_are_written_both_ways(question: str, expanded: str) -> None:
    assert NAMES.expand_abbreviations(question) == expanded


def test_names_come_from_the_documents() -> None:
    first = document("Kommunstyrelsen", date(2024, 1, 2), "En rapport från Inspektionen för vård och omsorg (IVO).")
    names = Names.of([first, document("Kommunfullmäktige", date(2025, 1, 2), organisation="Göteborgs Stad")])
    assert names.bodies == ("Kommunfullmäktige", "Kommunstyrelsen")
    assert names.abbreviations == {
        "IVO": "Inspektionen för vård och omsorg",
        "KF": "Kommunfullmäktige",
        "KS": "Kommunstyrelsen",
    }
    assert names.met == (
        (None, "Kommunstyrelsen", date(2024, 1, 2)),
        ("Göteborgs Stad", "Kommunfullmäktige", date(2025, 1, 2)),
    )


def test_what_fits() -> None:
    named = Named(bodies=("Kommunstyrelsen",), years=frozenset({2024}), months=frozenset({12}))
    assert fits_body(named, document("Kommunstyrelsen", None)) == 1
    assert fits_body(named, document("Kommunfullmäktige", None)) == -1
    assert fits_body(named, document(None, None)) == -1
    assert fits_body(Named(), document("Kommunstyrelsen", None)) == 0
    assert fits_time(named, document(None, date(2024, 12, 17))) == 1
    assert fits_time(named, document(None, date(2023, 12, 17))) == 0
    assert fits_time(named, document(None, None)) == 0
    assert fits_time(Named(months=frozenset({12})), document(None, date(2023, 12, 17))) == 0.5
    assert fits_time(Named(years=frozenset({2024})), document(None, date(2024, 12, 17))) == 0
    day = Named(days=frozenset({date(2024, 12, 17)}), years=frozenset({2024}), months=frozenset({12}))
    assert fits_time(day, document(None, date(2024, 12, 17))) == 1
    assert fits_time(day, document(None, date(2024, 12, 3))) == 0
    assert fits_kind(Named(kinds=frozenset({"plan"})), document(None, None, kind="plan"))
    assert not fits_kind(Named(), document(None, None, kind="plan"))
    west = Named(organisations=("Region Västerbotten",))
    assert fits_organisation(west, document(None, None, organisation="Region Västerbotten")) == 1
    assert fits_organisation(west, document(None, None, organisation="Region Västernorrland")) == -1


def test_what_is_not_wanted_is_left_out():
    named = read("protokollet från KS i Göteborg i maj 2024")
    assert named.without(["time", "kind"]) == Named(("Göteborgs Stad",), ("Kommunstyrelsen",))
    assert named.without(["organisation", "body"]) == Named(
        kinds=frozenset({"minutes"}), years=frozenset({2024}), months=frozenset({5})
    )
    assert named.without(["spelling"]) == named


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Vad bestämde KF:s ledamöter i maj 2024?", "vad bestamde ledamoter i ?"),
        ("Vad sa kommunstyrelsens ordförande i Göteborg i fjol?", "vad sa ordforande i ?"),
        ("Hälso- och sjukvårdsnämnden i Region Västerbotten den 17 december 2024", "i den"),
        ("Vad sa nämnden 2024-12-17?", "vad sa ?"),
        ("Vad sa nämnden 29 feb 2024?", "vad sa ?"),
        ("Vad sa socialnämnden?", "vad sa socialnamnden?"),
    ],
)
def test_what_is_left_of_a_question_without_what_it_names(question: str, left: str) -> None:
    assert unnamed(question, read(question)) == left
