"""Long documents: in parts, searched in, with contents that follow, references to copy and short addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from corpus.base.types import Block, Section
from indexer.encoder import Encoder
from service.base.errors import InvalidQuery
from service.base.links import section_keys, short_address, short_case_address
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.web.document_parts import PART_CHARS, part_at, parts_of
from service.web.document_search import find_places
from tests.browsing import DESKTOP, PHONE, ZOOMED, opened, serving
from tests.small_corpus import Paper, indexed_engine
from tests.test_browser_accessibility import violations
from tests.test_pages import read
from tests.tiny_service import PLAN, TinySource, running_client

FILLER = "Nämnden har behandlat frågan om trafiken och dess följder för de boende vid vägen. " * 12


def minutes() -> str:
    """Forty §§ of about a thousand characters, one with a bus and one with a number of its matter."""
    own = {7: "Bussarna till Norrby får egna hållplatser.", 31: "Skolan i Söderby byggs ut. Se KS/2024:99."}
    return "\n\n".join(
        f"§ {number} Ärende {number} om vägen\n\nDiarienummer: KS/2024:{number}\n\nBeslut\n\n"
        f"Kommunstyrelsen beslutar att bygga väg {number}. {own.get(number, '')}\n\nBeskrivning\n\n{FILLER}"
        for number in range(1, 41)
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Engine:
    long = Paper("lang", minutes(), organisation="Exempels kommun", body="Kommunstyrelsen", date="2024-05-15")
    short = Paper("kort", "§ 1 Bron\n\nBeslut\n\nStyrelsen beslutar att måla bron.\n")
    return indexed_engine(tmp_path_factory.mktemp("long"), [long, short], hashed_encoder)


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[TestClient]:
    with running_client(TinySource(engine)) as client:
        yield client


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[str]:
    with serving(ServiceSettings(), TinySource(engine)) as address:
        yield address


def test_a_long_document_is_divided_at_its_sections_and_none_is_lost(engine):
    document = engine.document("lang")
    parts = parts_of(document)
    assert len(parts) > 2
    assert [piece.section for part in parts for piece in part.pieces] == list(document.sections)
    assert all(piece.is_first for part in parts for piece in part.pieces)
    sizes = [sum(piece.section.end - piece.section.start for piece in part.pieces) for part in parts]
    assert max(sizes) <= PART_CHARS * 1.1
    assert parts[0].span.startswith("§ 1–§ ")
    last = document.sections[-1]
    assert part_at(parts, last.start + 5) is parts[-1]
    assert len(parts_of(engine.document("kort"))) == 1


def test_a_section_longer_than_a_part_is_divided_between_its_blocks():
    text = "\n".join(["a" * 5000] * 12)
    blocks = tuple(Block("paragraph", start * 5001, start * 5001 + 5000) for start in range(12))
    document = replace(PLAN, text=text, sections=(Section("s1", ("Allt",), None, None, 0, len(text), blocks),))
    parts = parts_of(document)
    assert [block for part in parts for piece in part.pieces for block in piece.blocks] == list(blocks)
    assert [part.pieces[0].is_first for part in parts] == [True, False, False, False]


def test_sections_are_called_by_their_paragraph_where_that_is_theirs_alone(engine):
    document = engine.document("lang")
    assert list(section_keys(document).values())[:2] == ["p1", "p2"]
    twice = replace(document, sections=(document.sections[0], replace(document.sections[0], id="s99")))
    assert section_keys(twice) == {document.sections[0].id: document.sections[0].id, "s99": "s99"}


def test_the_page_shows_a_part_and_leads_to_the_others(client):
    page = read(client, path="/dokument/lang")
    shown = page.texts("h2")
    assert shown[0].startswith("§ 1 ")
    assert len(shown) < 20
    assert page.texts("nav", class_="pager")[0].startswith("Del 1 av ")
    contents = {text: each["href"] for each, text in page.find("a") if text.startswith("§ ")}
    assert contents["§ 1 Ärende 1 om vägen"] == "#p1"
    assert contents["§ 40 Ärende 40 om vägen"] == "/dokument/lang?avsnitt=p40#p40"
    last = read(client, path="/dokument/lang", avsnitt="p40")
    assert last.find("section", id="p40")
    assert not last.find("section", id="p1")
    assert [text for each, text in last.find("a") if each.get("rel") == "next"] == []
    whole = read(client, path="/dokument/lang", **{"del": "alla"})
    assert len(whole.texts("h2")) == 40
    assert whole.texts("p", class_="pager") == ["Visa handlingen i delar"] * 2
    assert not read(client, path="/dokument/kort").find("nav", class_="pager")


@pytest.mark.parametrize("asked", [{"del": "0"}, {"del": "999"}, {"del": "x"}, {"avsnitt": "p999"}])
def test_a_part_that_is_not_there_shows_one_that_is(client, asked):
    assert read(client, path="/dokument/lang", **asked).find("nav", class_="pager")


def test_a_marked_place_is_shown_in_the_part_that_it_stands_in(client, engine):
    text = engine.document("lang").text
    start = text.index("bygga väg 33")
    page = read(client, path="/dokument/lang", markera=f"{start}-{start + 12}")
    assert page.texts("mark") == ["bygga väg 33"]


def test_words_are_found_in_every_form_with_their_places(engine):
    document = engine.document("lang")
    (place,) = find_places(document, "buss")
    assert (place.section.number, document.text[place.start : place.end].startswith("Kommunstyrelsen")) == ("§ 7", True)
    assert [segment.text for segment in place.excerpt if segment.marked] == ["Bussarna"]
    assert [place.section.number for place in find_places(document, "skola söderby")] == ["§ 31"]
    assert find_places(document, "skola norrby") == ()
    assert [place.section.number for place in find_places(document, "”egna hållplatser”")] == ["§ 7"]
    assert [place.section.number for place in find_places(document, "ks 2024-99")] == ["§ 31"]
    with pytest.raises(InvalidQuery):
        find_places(document, "!?")


def test_small_words_are_no_forms_of_others_and_are_found_as_they_stand(engine):
    document = engine.document("kort")
    assert [document.text[place.start : place.end] for place in find_places(document, "att")] == [
        "Styrelsen beslutar att måla bron."
    ]
    plan = replace(PLAN, text="Det ska göras.", sections=(replace(PLAN.sections[0], blocks=(Block("item", 0, 14),)),))
    assert find_places(plan, "skola") == ()


def test_the_page_lists_the_places_and_leads_from_one_to_the_next(client):
    page = read(client, path="/dokument/lang", sok="bygga väg")
    assert page.texts("h2", id="stallen") == ["40 ställen med ”bygga väg”"]
    first = next(each["href"] for each, _ in page.find("a") if "markera=" in each.get("href", ""))
    path, _, query = first.partition("?")
    shown = client.get(f"{path}?{query.partition('#')[0]}")
    assert "Ställe 1 av 40" in shown.text
    assert "Nästa" in shown.text
    none = read(client, path="/dokument/lang", sok="hamnen")
    assert none.texts("h2", id="stallen") == ["0 ställen med ”hamnen”"]
    told = read(client, 400, path="/dokument/lang", sok="?!")
    assert "Skriv ett ord eller ett tal" in told.texts("div", class_="error")[0]


def test_a_search_in_a_document_keeps_the_question_that_led_there(client):
    page = read(client, path="/dokument/lang", fraga="vägen", sok="buss")
    hidden = {each["name"]: each["value"] for each, _ in page.find("input", type="hidden")}
    assert hidden == {"fraga": "vägen"}
    assert all("fraga=v%C3%A4gen" in each["href"] for each, _ in page.find("a") if "markera=" in each.get("href", ""))


def test_short_addresses_lead_to_documents_sections_and_matters_and_survive_a_new_reading(client, engine):
    document = engine.document("lang")
    section = document.sections[11]
    leads = {
        short_address(document): "/dokument/lang",
        short_address(document, section): "/dokument/lang?avsnitt=p12#p12",
        short_case_address("ks2024-12"): "/arende/KS/2024:12",
    }
    for short, target in leads.items():
        response = client.get(short, follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (302, target)
        assert client.get(short).status_code == 200
    # Another § came before it, and the ids of all sections with it.
    moved = replace(document, sections=tuple(replace(each, id=f"ny-{each.id}") for each in document.sections))
    assert short_address(moved, moved.sections[11]) == short_address(document, section)
    assert client.get("/h/finnsinte", headers={"accept": "*/*"}).headers["content-type"].startswith("text/html")


def test_references_stand_at_matters_and_rows_of_the_register(client, engine):
    document = engine.document("lang")
    case = read(client, path="/arende/KS/2024:12")
    assert case.texts("span", class_="reference") == [
        f"Ärende KS/2024:12, ”Ärende 12 om vägen”, Exempels kommun, http://testserver{short_case_address('KS/2024:12')}"
    ]
    rows = read(client, path="/beslut", number="12").texts("span", class_="reference")
    assert rows == [
        f"KS 2024-05-15 § 12, Exempels kommun, http://testserver{short_address(document, document.sections[11])}"
    ]
    cited = read(client, fraga="Vad beslutades om väg 12?").texts("span", class_="reference")
    assert all("http://testserver/h/" in words for words in cited)


def test_a_phone_has_no_kilometres_to_show_and_nothing_is_too_wide(browser, address):
    with opened(browser, address, PHONE) as page:
        page.goto("/dokument/lang")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.goto("/dokument/lang?del=alla")
        assert height < page.evaluate("document.documentElement.scrollHeight") / 2
    for viewport in (PHONE, ZOOMED):
        with opened(browser, address, viewport) as page:
            page.goto("/dokument/lang?sok=bygga")
            assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_by_keyboard_alone_words_are_looked_for_and_read_one_after_another(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/dokument/lang")
        page.get_by_label("Sök i handlingen").focus()
        page.keyboard.type("bygga väg")
        page.keyboard.press("Enter")
        page.wait_for_url("**sok=bygga*#stallen")
        page.get_by_role("link", name="§ 30 Ärende 30").last.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**markera=*#markering")
        assert page.locator("mark").first.inner_text().startswith("Kommunstyrelsen beslutar att bygga väg 30.")
        page.get_by_role("link", name="Nästa ställe").focus()
        page.keyboard.press("Enter")
        expect(page.locator("mark").first).to_contain_text("bygga väg 31.")
        assert page.get_by_text("Ställe 31 av 40").is_visible()


def test_the_contents_follow_the_reading_beside_it_or_folded_on_top(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/dokument/lang")
        page.locator("#p9").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('p9').scrollIntoView()")
        current = page.locator(".contents [aria-current=location]")
        expect(current).to_have_text("§ 9 Ärende 9 om vägen")
        expect(current).to_be_in_viewport()
    with opened(browser, address, PHONE) as page:
        page.goto("/dokument/lang?avsnitt=p9#p9")
        page.get_by_text("Innehåll (40 avsnitt)").click()
        page.get_by_role("link", name="§ 38 Ärende 38").first.click()
        page.wait_for_url("**avsnitt=p38#p38")
        assert page.locator("#p38").bounding_box()["y"] < PHONE["height"]


def test_an_address_from_before_a_document_was_divided_finds_its_part(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/dokument/lang#p38")
        page.wait_for_url("**avsnitt=p38#p38")
        assert page.locator("#p38").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_a_long_document_and_what_is_found_there(browser, address, viewport, scheme):
    with opened(browser, address, viewport, scripts=True, scheme=scheme) as page:
        for path in ("/dokument/lang?avsnitt=p9#p9", "/dokument/lang?sok=bygga#stallen", "/beslut?q=väg"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert violations(page) == [], path
