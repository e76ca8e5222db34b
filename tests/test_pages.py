"""The pages for people, read as HTML, and the layout of text behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.base.types import Block, Section
from service.base.text import listed, location_words, section_title
from service.base.types import Citation, Hit
from service.web.assets import STATIC
from service.web.document_layout import Cell, Heading, Items, Paragraph, Table, lay_out
from service.web.document_parts import whole
from service.web.marked_text import Segment, mark, mark_excerpt, mark_quote
from tests.tiny_service import DECIDED, MINUTES, PLAN, PROPOSED, TinyEngine, TinySource, running_client

VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """The elements of a page, each with its attributes and the text inside it; fails on tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag):
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data):
        for opened in self._open:
            self.elements[opened][2].append(data)

    def find(self, tag: str, **wanted: str) -> list[tuple[dict[str, str | None], str]]:
        """Attributes and text (white space made plain) of the elements with that tag and those attributes."""
        return [
            (attributes, " ".join("".join(text).split()))
            for name, attributes, text in self.elements
            if name == tag and all(attributes.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]

    def texts(self, tag: str, **wanted: str) -> list[str]:
        return [text for _, text in self.find(tag, **wanted)]


@pytest.fixture
def source() -> TinySource:
    return TinySource(TinyEngine())


@pytest.fixture
def client(source: TinySource) -> Iterator[TestClient]:
    with running_client(source) as client:
        yield client


def read(client: TestClient, status: int = 200, path: str = "/", **parameters: str) -> Page:
    """The page at an address, once what holds for all pages has been checked."""
    response = client.get(path, params=parameters)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(response.text)
    assert page.find("html")[0][0]["lang"] == "sv"
    assert len(page.find("h1")) == 1
    assert len(page.find("main")) == 1
    assert page.find("a", class_="skip")[0][0]["href"] == "#innehall"
    assert page.find("main", id="innehall")
    # Data beside the page is no script: nothing of it runs.
    run = [each for each in page.find("script") if each[0].get("type") != "application/ld+json"]
    assert run == [({"src": "/static/paragraf.js", "defer": None}, "")]
    check_headings(page)
    check_ids(page)
    return page


def check_headings(page: Page) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def check_ids(page: Page) -> None:
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "aria-describedby", "for"):
        named = (attributes[name].split() for _, attributes, _ in page.elements if name in attributes)
        assert {each for names in named for each in names} <= set(ids)
    labelled = {attributes.get("for") for attributes, _ in page.find("label")}
    for tag in ("input", "select"):
        shown = [attributes for attributes, _ in page.find(tag) if attributes.get("type") != "hidden"]
        assert {attributes["id"] for attributes in shown} <= labelled


def test_the_start_page_says_what_can_be_asked(client):
    page = read(client)
    assert page.texts("h1") == ["Fråga politiska handlingar"]
    assert page.find("input", id="fraga")[0][0]["value"] == ""
    assert len(page.find("ul", class_="examples")) == 1
    assert page.texts("ul", class_="examples") == ["Vad beslutades om uppsägning av avtalet?"]
    assert "2 handlingar från Region Exempel, daterade 17 december 2024." in page.texts("section", class_="intro")[0]
    assert "Styrelsen och Vårdnämnden" in page.texts("section", class_="intro")[0]
    assert [text for text in page.texts("option") if text != "Alla"] == [
        *("Region Exempel", "Styrelsen", "Vårdnämnden", "Protokoll", "Plan")
    ]


def test_an_answer_leads_to_its_source_and_the_source_to_the_document(client):
    page = read(client, fraga="avtalet om")
    assert page.texts("p", class_="words") == [f"{DECIDED} Källa [1]"]
    assert page.find("a", class_="number")[0][0]["href"] == "#kalla-1"
    (source,) = page.texts("li", id="kalla-1")
    assert "§ 98 Uppsägning av avtalet Region Exempel · Styrelsen · 17 december 2024" in source
    assert "Beslutat Protokoll Ärende 24RS17" in source
    assert page.find("a", href="/arende/24RS17")
    assert page.texts("mark") == [DECIDED]
    start = MINUTES.text.index(DECIDED)
    link = f"/dokument/protokoll-1?markera={start}-{start + len(DECIDED)}&fraga=avtalet+om#markering"
    assert {attributes["href"] for attributes, text in page.find("a") if "Läs i handlingen" in text} == {link}


def test_a_proposal_is_marked_as_no_decision_beside_the_answer_and_at_its_source(client):
    page = read(client, fraga="tolv cykelställ")
    assert page.texts("p", class_="notice") == ["Källa 1 är ett förslag, inte ett beslut."]
    assert page.texts("span", class_="status proposed") == ["Förslag, inte beslut"]


def test_a_decision_is_not_called_a_proposal(client):
    page = read(client, fraga="avtalet om")
    assert not page.find("p", class_="notice")


def test_a_refusal_gives_its_reason_and_what_is_nearest(client):
    page = read(client, fraga="rymdfart")
    assert page.texts("h2", id="svar") == ["Inget svar i handlingarna"]
    assert page.texts("p", class_="reason") == ["Handlingarna säger inget om det."]
    assert page.texts("h2", id="fler") == ["Det här ligger närmast"]
    assert not page.find("p", class_="words")
    assert not page.find("ol", class_="sources")


def test_more_hits_follow_the_sources(client):
    page = read(client, fraga="beslutar")
    assert page.texts("h2", id="fler") == ["Fler träffar"]
    (hits,) = page.texts("ol", class_="hits")
    assert PROPOSED in hits
    assert DECIDED not in hits


def test_hits_alone_can_be_wanted_and_left_again(client):
    page = read(client, fraga="beslutar", visa="traffar", body="Styrelsen")
    assert page.texts("h2", id="svar") == ["2 träffar"]
    assert not page.find("ol", class_="sources")
    (back,) = [attributes["href"] for attributes, text in page.find("a") if text == "Visa svar med källor"]
    assert back == "/?fraga=beslutar&body=Styrelsen#svar"
    assert page.find("input", type="hidden")[0][0] == {"type": "hidden", "name": "visa", "value": "traffar"}
    page = read(client, fraga="beslutar")
    assert page.texts("a", href="/?fraga=beslutar&visa=traffar#svar") == ["Visa alla 2 träffar, utan svar"]


class ManyHits(TinyEngine):
    """Finds 25 hits in 13 sections: two in each but the last."""

    def _hits(self, text, filters):
        one = super()._hits(text, filters)[0]
        sections = [replace(one.section, id=f"s{position // 2}") for position in range(25)]
        return tuple(replace(one, rank=rank, section=section) for rank, section in enumerate(sections, 1))


def test_more_hits_can_be_shown():
    with running_client(TinySource(ManyHits())) as client:
        page = read(client, fraga="avtalet", visa="traffar")
        assert page.texts("h2", id="svar") == ["25 träffar"]
        assert page.texts("p", class_="pager") == ["Visa fler 10 av 25 visas"]
        assert page.find("a", class_="button")[0][0]["href"] == "/?fraga=avtalet&visa=traffar&sida=2#traff-11"
        page = read(client, fraga="avtalet", visa="traffar", sida="2")
        assert page.find("li", id="traff-11")
        assert page.texts("p", class_="pager") == ["Visa fler 20 av 25 visas"]
        assert not read(client, fraga="avtalet", visa="traffar", sida="3").find("p", class_="pager")
        assert read(client, fraga="avtalet", visa="traffar", sida="9999").find("li", id="traff-25")
        assert not read(client, fraga="avtalet", visa="traffar", sida="-1").find("li", id="traff-11")


def test_hits_of_one_section_are_shown_as_one():
    with running_client(TinySource(ManyHits())) as client:
        page = read(client, fraga="avtalet", visa="traffar", sida="3")
        assert len(page.find("h3")) == 13 + 4
        assert page.texts("summary").count("1 träff till i samma avsnitt") == 12


def test_what_was_filled_in_is_shown_again(client):
    filters = {"organisation": "Region Exempel", "kind": "minutes", "from": "2024-12-01", "case_number": "24RS17"}
    page = read(client, fraga="avtalet", **filters)
    assert page.find("input", id="fraga")[0][0]["value"] == "avtalet"
    selected = [attributes["value"] for attributes, _ in page.find("option") if "selected" in attributes]
    assert selected == ["Region Exempel", "minutes"]
    assert page.find("input", id="from")[0][0]["value"] == "2024-12-01"
    assert page.find("input", id="case_number")[0][0]["value"] == "24RS17"
    assert page.texts("div", class_="chips") == [
        "Avgränsat till Ta bort Organisation: Region Exempel × Ta bort Typ av handling: Protokoll × "
        "Ta bort Från och med: 2024-12-01 × Ta bort Ärendenummer: 24RS17 ×"
    ]
    assert not read(client, fraga="avtalet").find("div", class_="chips")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"fraga": ""}, "Skriv en fråga."),
        ({"fraga": "   "}, "Skriv en fråga."),
        ({"fraga": "lång " * 300}, "Frågan är för lång."),
        ({"fraga": "avtalet", "organisation": "Oslo"}, "Organisationen Oslo finns inte."),
        (
            {"fraga": "avtalet", "from": "i går"},
            "Från och med: ska vara ett datum som finns, skrivet som 2024-12-31.",
        ),
        (
            {"fraga": "avtalet", "from": "2024-02-01", "to": "2024-01-01"},
            "Det första datumet ska inte vara senare än det sista.",
        ),
        (
            {"fraga": "avtalet", "kind": "dagordning"},
            "Typ av handling: ska vara något av 'minutes', 'agenda', 'extract', 'summary', 'plan', 'report', 'rules', "
            "'motion', 'statement', 'web' eller 'other'.",
        ),
    ],
)
def test_a_question_that_cannot_be_used_is_kept_beside_the_reason(client, parameters, message):
    page = read(client, 400, **parameters)
    assert page.texts("div", role="alert") == [f"Något är fel ifyllt. {message}"]
    question = page.find("input", id="fraga")[0][0]
    assert question["value"] == parameters["fraga"]
    assert (question["aria-invalid"], question["aria-describedby"]) == ("true", "fel")
    assert page.texts("title")[0].startswith("Fel: ")


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "🚌 avtalet", "\x1b[31m", "å" * 999],
)
def test_a_question_is_only_text(client, question):
    page = read(client, fraga=question)
    assert page.find("input", id="fraga")[0][0]["value"] == question
    assert not page.find("img")
    assert "49" not in page.texts("main")[0]


def test_without_a_snapshot_the_question_is_kept_and_the_page_says_so():
    with running_client(TinySource(None)) as client:
        page = read(client, 503, fraga="avtalet")
        assert "inga inlästa handlingar" in page.texts("div", role="alert")[0]
        assert "/hemlig" not in page.texts("body")[0]
        assert page.find("input", id="fraga")[0][0]["value"] == "avtalet"
        assert "Inga handlingar är inlästa just nu." in read(client).texts("section", class_="intro")[0]
        assert read(client, 503, "/om").texts("h1") == ["Tjänsten är inte redo"]
        assert int(client.get("/", params={"fraga": "avtalet"}).headers["retry-after"]) > 0


def test_an_unforeseen_error_is_a_page_too(client):
    page = read(client, 500, fraga="krascha")
    assert page.texts("h1") == ["Något gick fel"]
    assert "hemlig" not in page.texts("body")[0]
    assert len(page.texts("code")[0]) == 32


def test_a_document_shows_its_facts_headings_and_contents(client):
    page = read(client, path="/dokument/protokoll-1")
    facts = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert facts == {
        "Organisation": "Region Exempel",
        "Nämnd eller styrelse": "Styrelsen",
        "Typ": "Protokoll",
        "Datum": "17 december 2024",
        "Fil": "protokoll-1.txt",
        "Hämtat från": "https://exempel.se/protokoll-1",
        "Justerare": "Pia Lundin (SJVP)",
    }
    assert page.texts("h2") == ["§ 98 Uppsägning av avtalet", "§ 99 Förslag om cyklar"]
    assert page.texts("h3") == ["Beslut"]
    contents = {attributes["href"]: text for attributes, text in page.find("a") if attributes["href"].startswith("#p")}
    assert contents == {"#p98": "§ 98 Uppsägning av avtalet", "#p99": "§ 99 Förslag om cyklar"}
    assert page.texts("ul", class_="items") == ["- ställ - tak"]
    assert not page.find("mark")
    assert not page.find("b")


def test_the_page_of_the_original_is_told_where_there_are_pages():
    class Paged(TinyEngine):
        def __init__(self):
            blocks = tuple(replace(block, page=number) for number, block in enumerate(MINUTES.sections[0].blocks, 2))
            self._documents = (replace(MINUTES, sections=(replace(MINUTES.sections[0], blocks=blocks),)),)

    start = MINUTES.text.index(DECIDED)
    with running_client(TinySource(Paged())) as client:
        page = read(client, path="/dokument/protokoll-1", markera=f"{start}-{start + 5}")
        assert page.texts("p", class_="jump") == [
            "Gå till det markerade stället (sida 5 i originalet: öppna originalet där)"
        ]
        assert page.find("a", href="https://exempel.se/protokoll-1#page=5")
        assert "sida 2" in page.texts("div", class_="facts")[0]


def test_a_section_has_an_address_a_matter_and_a_reference(client):
    page = read(client, path="/dokument/protokoll-1")
    assert page.texts("div", class_="facts") == [
        "Beslutat Ärende 24RS17 Länk hit: § 98 Uppsägning av avtalet "
        "Kopiera hänvisning till § 98 Uppsägning av avtalet Styrelsen 2024-12-17 § 98, Region Exempel, http://testserver/h/jakway6wkm",
        "Förslag Länk hit: § 99 Förslag om cyklar Kopiera hänvisning till § 99 Förslag om cyklar "
        "Styrelsen 2024-12-17 § 99, Region Exempel, http://testserver/h/g357ijg3pk",
    ]
    assert page.find("a", href="/dokument/protokoll-1?avsnitt=p98#p98")
    assert page.find("a", href="/arende/24RS17")


@pytest.mark.parametrize("parameters", ["traff=0", "traff=99", "traff=x", "traff=1&body=Oslo&organisation=Oslo", ""])
def test_a_place_that_no_hit_has_leads_back_all_the_same(client, parameters):
    page = Page(client.get(f"/dokument/protokoll-1?fraga=beslutar&{parameters}").text)
    assert page.texts("nav", class_="back") in (["Till svaret"], ["Till träffarna Träff 1 av 2 Nästa träff"])
    assert not read(client, path="/dokument/protokoll-1").find("nav", class_="back")


def test_tables_are_tables_and_only_web_addresses_are_links(client):
    page = read(client, path="/dokument/plan-1")
    assert page.texts("th") == ["Mål", "Utfall 2023", "Mål 2025"]
    assert page.texts("td") == ["Kortare väntetider", "71 %", "72 %", "Kortare väntetider", "31 %", "29 %"]
    assert page.texts("td", class_="repeated") == ["Kortare väntetider"]
    assert page.texts("h3") == ["1.1 Väntetider"]
    assert not [attributes for attributes, _ in page.find("a") if attributes["href"].startswith("javascript")]


def test_a_span_is_marked_in_every_block_it_crosses(client):
    start = MINUTES.text.index("24RS17")
    end = MINUTES.text.index("avtalet om")
    page = read(client, path="/dokument/protokoll-1", markera=f"{start}-{end}")
    assert page.texts("mark") == ["24RS17", "Beslut", "Styrelsen beslutar att säga upp"]
    assert [attributes.get("id") for attributes, _ in page.find("mark")] == ["markering", None, None]
    assert page.find("a", href="#markering")


def test_a_span_is_marked_cell_by_cell(client):
    start = PLAN.text.index("71 %")
    end = PLAN.text.index("29 %")
    page = read(client, path="/dokument/plan-1", markera=f"{start}-{end}")
    assert page.texts("mark") == ["71 %", "72 %", "31 %"]


@pytest.mark.parametrize("span", ["", "x", "5", "5-", "-5", "5-5", "9-5", "0-99999", "0-5-9", "1e3-5", "٣-٥", "9" * 99])
def test_spans_that_are_none_are_ignored(client, span):
    assert not read(client, path="/dokument/protokoll-1", markera=span).find("mark")


@pytest.mark.parametrize("path", ["/nej", "/dokument/nej", "/dokument/", "/static/nej"])
def test_unknown_pages_say_so_in_swedish(client, path):
    response = client.get(path, headers={"Accept": "text/html,application/xhtml+xml"})
    assert response.status_code == 404
    page = Page(response.text)
    assert page.texts("h1")[0] in ("Sidan finns inte", "Handlingen finns inte")
    assert page.find("a", href="/")


def test_the_about_page_lists_what_is_indexed(client, source):
    (documents,) = read(client, path="/handlingar").texts("ul", class_="documents")
    assert documents == (
        "Protokoll & bilagor Region Exempel · Styrelsen · 17 december 2024 Plan för vården Region Exempel · Vårdnämnden"
    )
    page = read(client, path="/om")
    assert page.texts("code") == ["tiny-1"]
    assert {"Så görs svaren", "Det svaren inte klarar", "Handlingarna"} <= set(page.texts("h2"))
    assert not page.find("p", class_="notice")
    source.fault = "Filen /hemlig/fil är skadad."
    notice = read(client, path="/om").texts("p", class_="notice")[0]
    assert "nyare inläsning" in notice
    assert "hemlig" not in notice


@pytest.mark.parametrize("path", ["/", "/om", "/dokument/plan-1"])
def test_pages_can_be_asked_for_without_their_content(client, path):
    assert client.head(path).status_code == 200


def test_tokens_and_rules_are_one_file_that_is_sent_once(client):
    response = client.get("/static/paragraf.css")
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.text.index("--paper:") < response.text.index("var(--paper)")
    again = client.get("/static/paragraf.css", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    rules = set(re.findall(r"var\((--[\w-]+)\)", response.text))
    assert rules <= set(re.findall(r"^ +(--[\w-]+):", response.text, re.MULTILINE))


@pytest.mark.parametrize("path", ["/om", "/static/paragraf.css", "/beslut.json"])
def test_what_is_sent_is_compressed_for_those_who_can_read_it(client, path):
    response = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (response.headers["content-encoding"], response.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(response.headers["content-length"]) < len(response.content) / 2
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == response.content


def luminance(colour: str) -> float:
    parts = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_text_needs(scheme):
    css = Path(STATIC / "tokens.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.split(":root {")[scheme + 1].split("}")[0]))
    pairs = [(ink, paper) for ink in ("ink", "quiet", "accent") for paper in ("paper", "raised")]
    pairs += [("on-accent", "accent"), ("on-mark", "mark"), ("accent", "accent-paper"), ("open", "open-paper")]
    pairs += [("warning", "warning-paper"), ("error", "error-paper")]
    for ink, paper in pairs:
        lighter, darker = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, paper)


def test_marks_merge_and_stay_inside_the_text():
    assert mark("abcdef", [(4, 9), (-2, 1), (1, 2), (3, 3)]) == (
        *(Segment("ab", True), Segment("cd"), Segment("ef", True)),
    )
    assert mark("", [(0, 1)]) == ()


def citation(passage: str, quote: str) -> Citation:
    return Citation(1, passage, MINUTES, MINUTES.sections[0], 0, 9, None, "/", quote, 0, 9, None)


def test_quotes_are_found_in_the_passage_that_is_shown():
    assert mark_quote(citation("Det är så.\nAtt vi går.", "så. Att vi går.")) == (
        *(Segment("Det är "), Segment("så.\nAtt vi går.", True)),
    )
    assert mark_quote(citation("Mål: vård; 2023: 7 %; 2025: 17 %", "vård\t7 %\t17 %")) == (
        *(Segment("Mål: "), Segment("vård", True), Segment("; 2023: "), Segment("7 %", True)),
        *(Segment("; 2025: "), Segment("17 %", True)),
    )
    assert mark_quote(citation("Helt annat", "inte där")) == (Segment("Helt annat"),)


def test_of_a_long_passage_what_stands_around_the_quote_is_shown():
    before, after = "före " * 200, " efter" * 200
    start, *rest = mark_quote(citation(f"{before}det var så{after}", "det var så"))
    assert start == Segment("… ")
    assert rest == [
        Segment("före " * 48),
        Segment("det var så", True),
        Segment(" efter" * 40),
        Segment(" …"),
    ]
    near = mark_quote(citation(f"{'före ' * 60}det var så{' efter' * 50}", "det var så"))
    assert "".join(segment.text for segment in near) == f"{'före ' * 60}det var så{' efter' * 50}"


def hit(passage: str, *highlights: tuple[int, int]) -> Hit:
    return Hit(1, 1.0, passage, MINUTES, MINUTES.sections[0], 0, 9, None, highlights, "/")


def test_an_excerpt_shows_where_most_highlights_stand():
    passage = "ett " + "ord " * 30 + "två tre " + "ord " * 30
    found = mark_excerpt(hit(passage, (0, 3), (124, 127), (128, 131)), max_chars=100)
    assert [segment.text for segment in found if segment.marked] == ["två", "tre"]
    assert found[0].text == "… "
    assert found[-1].text == " …"
    assert len("".join(segment.text for segment in found)) <= 110
    assert mark_excerpt(hit("kort", (0, 4))) == (Segment("kort", True),)
    assert mark_excerpt(hit("x" * 500), max_chars=100) == (Segment("x" * 100), Segment(" …"))


def test_an_excerpt_does_not_repeat_the_heading_over_it():
    assert mark_excerpt(hit("§ 98 Uppsägning av avtalet\n\nText här", (5, 15), (28, 32))) == (
        *(Segment("Text", True), Segment(" här")),
    )
    assert mark_excerpt(hit("§ 98 Ärendenummer 24RS17\n\nUppsägning av avtalet\n\nBeslut\n\nJa")) == (
        Segment("Beslut\n\nJa"),
    )
    assert mark_excerpt(hit("Uppsägning av ett annat avtal\n\nJa"))[0].text.startswith("Uppsägning")
    assert mark_excerpt(hit("§ 98 Uppsägning av avtalet")) == (Segment("§ 98 Uppsägning av avtalet"),)


def test_places_and_lists_in_words():
    assert location_words(PLAN, PLAN.sections[1]) == "Region Exempel · Vårdnämnden · avsnitt 1.1"
    assert section_title(Section("s1", (), None, None, 0, 0)) == "Inledande text"
    assert [listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a och b", "a, b och c"]
    assert listed(["x"] * 15) == f"{', '.join('x' * 12)} och 3 till"


def test_a_document_is_laid_out_in_headings_lists_and_tables():
    first, second = lay_out(MINUTES, whole(MINUTES).pieces, None)
    assert [part.shape for part in first.parts] == ["heading", "paragraph", "heading", "paragraph"]
    assert second.parts == (
        Heading(2, (Segment("§ 99 Förslag om cyklar"),)),
        Paragraph((Segment(PROPOSED),)),
        Items(((Segment("- ställ"),), (Segment("- tak"),))),
    )
    table = lay_out(PLAN, whole(PLAN).pieces, None)[1].parts[1]
    assert isinstance(table, Table)
    assert table.rows[1] == (
        *(Cell((Segment("Kortare väntetider"),), repeated=True), Cell((Segment("31 %"),)), Cell((Segment("29 %"),))),
    )


def test_tables_without_or_with_other_column_names_are_told_apart():
    text = "A\tB\nC\tD\nE\tF\nG\tH"
    rows = [
        Block("row", 0, 3, cells=("A", "B")),
        Block("row", 4, 7, cells=("C", "D")),
        Block("row", 8, 11, columns=("X", "Y"), cells=("E", "F")),
        Block("row", 12, 15, columns=("X", "Y"), cells=("G", "H")),
    ]
    document = replace(PLAN, text=text, sections=(Section("s1", ("Mål",), None, None, 0, 15, tuple(rows)),))
    plain, named = lay_out(document, whole(document).pieces, None)[0].parts
    assert (plain.header, len(plain.rows)) == ((), 2)
    assert named.header == ((Segment("X"),), (Segment("Y"),))
    assert len(named.rows) == 2
