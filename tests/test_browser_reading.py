"""A reader at work in a real browser: asking, restricting, reading, taking along, saying what one thinks."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from corpus.base.types import Block, Section
from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, ZOOMED, opened, serving
from tests.tiny_service import DECIDED, MINUTES, PROPOSED, TinyEngine, TinySource

HOSTILE = '</script><script>document.title="körd"</script><img src=x onerror=alert(1)> cykelbana ' + "ordutanslut" * 60


class HostileEngine(TinyEngine):
    """Holds a document that tries to be more than text."""

    def __init__(self) -> None:
        super().__init__()
        text = f"§ 1 {HOSTILE}\n{HOSTILE}\n{HOSTILE}\t{HOSTILE}\n"
        length, row = len(HOSTILE), 2 * len(HOSTILE) + 6
        blocks = (
            Block("heading", 0, 4 + length),
            Block("paragraph", 5 + length, 5 + 2 * length),
            Block("row", row, row + 2 * length + 1, columns=(HOSTILE, "B"), cells=(HOSTILE, HOSTILE)),
        )
        section = Section("s1", (HOSTILE,), "§ 1", "24<RS>17", 0, len(text) - 1, blocks)
        hostile = replace(
            MINUTES, id="elak", title=HOSTILE, text=text, sections=(section,), decisions=(), matters=(), meeting=None
        )
        self._documents = (*self._documents, hostile)


@pytest.fixture(scope="module")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.jsonl"


@pytest.fixture(scope="module")
def address(feedback_file: Path) -> Iterator[str]:
    with serving(ServiceSettings(feedback_file=feedback_file), TinySource(HostileEngine())) as address:
        yield address


def marked_words(page: Page) -> str:
    """What is marked in the document that is shown, as one text."""
    return " ".join(page.locator(".document mark").all_inner_texts())


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_asking_restricting_and_going_back(browser, address, scripts):
    with opened(browser, address, DESKTOP, scripts=scripts) as page:
        page.goto("/")
        page.get_by_label("Din fråga").first.fill("beslutar")
        page.get_by_role("button", name="Fråga").click()
        page.wait_for_url("**/?fraga=beslutar*#svar")
        assert page.locator("p.words").inner_text().startswith(DECIDED)
        page.get_by_role("link", name="Visa alla 2 träffar").click()
        page.wait_for_url("**visa=traffar**")
        facets = page.get_by_role("navigation", name="Avgränsa träffarna")
        if not scripts:
            facets.get_by_text("Avgränsa de 2 träffarna").click()
        assert facets.get_by_text("Styrelsen").inner_text().split() == ["Styrelsen", "2", "träffar"]
        page.goto("/?fraga=beslutar&visa=traffar&from=2024-01-01&to=2024-12-31#svar")
        expect(page.locator(".chips a")).to_have_text(["Ta bort År: 2024 ×"])
        page.locator(".chips a").click()
        page.wait_for_url("**/?fraga=beslutar&visa=traffar#svar")
        page.go_back()
        expect(page.locator(".chips a")).to_have_text(["Ta bort År: 2024 ×"])
        assert page.get_by_label("Din fråga").first.input_value() == "beslutar"


def test_a_facet_restricts_to_what_it_counts(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/?fraga=beslutar&visa=traffar")
        before = page.locator(".hits > li").count()
        page.goto("/?fraga=v&visa=traffar")
        kinds = page.get_by_role("navigation", name="Avgränsa träffarna").get_by_role("link", name="Plan")
        count = int(kinds.locator(".count").inner_text().split()[0])
        kinds.click()
        page.wait_for_url("**kind=plan**")
        assert page.get_by_role("heading", name=f"{count} träff").is_visible()
        assert before == 2


def test_a_citation_opens_the_very_words_and_leads_back(browser, address):
    with opened(browser, address, PHONE) as page:
        page.goto("/?fraga=beslutar#svar")
        quote = page.locator("#kalla-1 mark").inner_text()
        page.get_by_role("link", name="Läs i handlingen").click()
        page.wait_for_url("**#markering")
        assert marked_words(page) == quote == DECIDED
        box = page.locator("#markering").bounding_box()
        assert 0 <= box["y"] < PHONE["height"]
        page.get_by_role("link", name="Till svaret").click()
        page.wait_for_url("**/?fraga=beslutar#svar")
        assert page.locator("#kalla-1 mark").inner_text() == DECIDED


def test_from_hit_to_hit(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/?fraga=beslutar&visa=traffar")
        page.get_by_role("link", name="§ 98 Uppsägning av avtalet").click()
        assert page.get_by_text("Träff 1 av 2").is_visible()
        assert page.get_by_role("link", name="Föregående träff").count() == 0
        page.get_by_role("link", name="Nästa träff").click()
        assert page.get_by_text("Träff 2 av 2").is_visible()
        assert marked_words(page) == PROPOSED
        page.get_by_role("link", name="Till träffarna").click()
        assert page.get_by_role("heading", name="2 träffar").is_visible()


def test_a_reference_is_copied_or_marked_by_hand(browser, address):
    words = f"Styrelsen 2024-12-17 § 98, Region Exempel, {address}/h/jakway6wkm"
    with opened(browser, address, DESKTOP) as page:
        page.goto("/dokument/protokoll-1#p98")
        assert page.locator("#hanvisning-p98").inner_text() == words
        assert page.get_by_role("button", name="Kopiera").count() == 0
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/dokument/protokoll-1#p98")
        assert not page.locator("#hanvisning-p98").is_visible()
        page.get_by_role("button", name="Kopiera hänvisning till § 98").click()
        expect(page.locator("#p98 .cite button")).to_have_text("Kopierat")
        assert page.evaluate("navigator.clipboard.readText()") == words


def test_where_browsers_have_no_clipboard_the_words_are_copied_all_the_same(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.goto("/?fraga=beslutar#svar")
        page.get_by_role("button", name="Kopiera som text").click()
        expect(page.get_by_role("button", name="Kopierat")).to_be_visible()
        page.get_by_label("Din fråga").first.fill("")
        page.keyboard.press("Control+V")
        assert page.get_by_label("Din fråga").first.input_value().startswith("Fråga: beslutar")


def test_an_answer_is_exported(browser, address):
    with opened(browser, address, PHONE, scripts=True) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/?fraga=beslutar&body=Styrelsen#svar")
        page.get_by_role("button", name="Kopiera som text").click()
        expect(page.get_by_role("button", name="Kopierat")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(
            "Fråga: beslutar\n\nAvgränsning: Nämnd eller styrelse: Styrelsen\n\nSvar (troligt, läs källan): "
        )
        assert f"”{DECIDED}”" in copied
        with page.expect_download() as saved:
            page.get_by_role("link", name="Word").click()
        written = docx.Document(io.BytesIO(Path(saved.value.path()).read_bytes()))
        assert f"{DECIDED} [1]" in [paragraph.text for paragraph in written.paragraphs]
        with page.expect_download() as saved:
            page.get_by_role("link", name="PDF").click()
        assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")


def test_an_opinion_is_kept_and_the_way_back_is_there(browser, address, feedback_file):
    with opened(browser, address, PHONE) as page:
        page.goto("/?fraga=beslutar&kind=minutes#svar")
        page.get_by_text("Stämmer svaret?").click()
        page.get_by_label("Ofullständigt").check()
        page.get_by_label("Vad stämmer inte").fill("Datum saknas.")
        page.get_by_role("button", name="Skicka").click()
        page.wait_for_url("**/synpunkt/tack?fraga=beslutar&kind=minutes")
        assert page.get_by_role("status").inner_text().startswith("Din synpunkt är sparad.")
        assert page.context.cookies() == []
        page.get_by_role("link", name="Tillbaka till svaret").click()
        page.wait_for_url("**/?fraga=beslutar&kind=minutes#svar")
    (line,) = [json.loads(line) for line in feedback_file.read_text("utf-8").splitlines()]
    assert (line["question"], line["verdict"], line["comment"]) == ("beslutar", "incomplete", "Datum saknas.")
    assert (line["filters"], line["snapshot"], line["answer"]) == ({"kind": "minutes"}, "tiny-1", f"{DECIDED} [1]")


def test_everything_is_reached_by_keyboard_and_what_has_the_focus_is_seen(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/?fraga=beslutar#svar")
        assert page.evaluate("document.activeElement.id") == "svar"
        seen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            name = page.evaluate("(document.activeElement.textContent || document.activeElement.id).trim()")
            if not name or page.evaluate("document.activeElement === document.body"):
                break
            assert page.evaluate(_IS_SEEN), name
            seen.append(" ".join(name.split()))
        assert seen[:5] == ["Källa [1]", "Word", "PDF", "Bevaka", "Skriv ut"]
        assert {"Läs i handlingen, källa 1", "Stämmer svaret?", "§ 99 Förslag om cyklar"} <= set(seen)
        page.get_by_role("link", name="Källa [1]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**#kalla-1")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/dokument/protokoll-1**#markering")


def test_what_has_the_focus_is_never_under_the_way_back(browser, address):
    with opened(browser, address, PHONE) as page:
        page.goto("/dokument/elak?fraga=beslutar&traff=1&markera=900-950#markering")
        top = page.get_by_role("navigation", name="Tillbaka till frågan").bounding_box()
        assert top["y"] == 0
        assert page.locator("#markering").bounding_box()["y"] >= top["height"]
        for key in [*["Tab"] * 12, *["Shift+Tab"] * 8]:
            page.keyboard.press(key)
            if page.evaluate("document.activeElement === document.body"):
                continue  # on the way round from the last to the first
            assert page.evaluate(_IS_SEEN), page.evaluate("document.activeElement.textContent.trim().slice(0, 80)")


# What has the focus is inside the window, as far as it has room there; nothing lies over its middle; it has an outline.
_IS_SEEN = """() => {
  const element = document.activeElement, box = element.getClientRects()[0];
  const first = Math.max(box.top, 0), last = Math.min(box.bottom, innerHeight);
  const over = document.elementFromPoint(box.left + Math.min(box.width, innerWidth) / 2, (first + last) / 2);
  const is_inside = last > first && (box.height > innerHeight / 2 || (box.top >= 0 && box.bottom < innerHeight + 1));
  return is_inside && (element.contains(over) || over.contains(element))
    && getComputedStyle(element).outlineStyle !== "none";
}"""


def test_while_an_answer_is_on_its_way_the_button_says_so_and_sends_nothing_more(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        asked = []
        # An answer without content leaves the reader where they are, as if it had not come yet.
        page.route("**/?fraga=*", lambda route: (asked.append(route.request.url), route.fulfill(status=204)))
        page.goto("/")
        page.get_by_label("Din fråga").first.fill("beslutar")
        page.get_by_role("button", name="Fråga").click()
        expect(page.get_by_role("button", name="Söker …")).to_be_visible()
        page.get_by_role("button", name="Söker …").click()
        page.get_by_label("Din fråga").first.press("Enter")
        assert len(asked) == 1
        page.unroute("**/?fraga=*")
        page.goto("/?fraga=beslutar")
        page.go_back()
        expect(page.get_by_role("button", name="Fråga")).to_be_visible()


@pytest.mark.parametrize(("question", "words"), [("krascha", "Något gick fel"), ("", "Något är fel ifyllt")])
def test_what_goes_wrong_is_told_in_words(browser, address, question, words):
    with opened(browser, address, PHONE, scripts=True, allowed=("the server responded with a status",)) as page:
        page.goto(f"/?fraga={question}")
        assert page.get_by_text(words).first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("path", ["/?fraga=cykelbana", "/?fraga=cykelbana&visa=traffar", "/dokument/elak#s1"])
def test_hostile_text_is_only_text_and_stays_on_the_page(browser, address, path):
    with opened(browser, address, PHONE, scripts=True) as page:
        page.goto(path)
        assert "körd" not in page.title().replace('document.title="körd"', "")
        assert page.locator("img").count() == 0
        assert page.locator("script").count() == 1
        assert page.get_by_text("<img src=x onerror=alert(1)>").locator("visible=true").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize(
    "path", ["/", "/?fraga=beslutar&body=Styrelsen", "/?fraga=beslutar&visa=traffar", "/dokument/protokoll-1", "/om"]
)
def test_at_400_per_cent_nothing_scrolls_sideways(browser, address, path):
    with opened(browser, address, ZOOMED, scripts=True) as page:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == ZOOMED["width"]


def test_on_paper_the_answer_stands_with_what_it_was_made_from(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/?fraga=beslutar&body=Styrelsen")
        page.emulate_media(media="print")
        assert page.locator(".made").is_visible()
        assert page.locator(".chips").inner_text().split("\n")[-1] == "Nämnd eller styrelse: Styrelsen"
        for name in ("Word", "PDF", "Visa alla 2 träffar"):
            assert page.get_by_role("link", name=name).count() == 0
