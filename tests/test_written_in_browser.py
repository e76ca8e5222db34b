"""What a generator writes, shown by a real browser: sentence by sentence, whole, taken back, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.base.settings import ServiceSettings
from service.web.exports.answer_export import WRITTEN_BY
from tests.browsing import DESKTOP, PHONE, opened, serving
from tests.chat_server import ChatServer, breaks_off, chat_server, event, hangs_after, says, sends
from tests.test_browser_accessibility import violations
from tests.tiny_service import DECIDED, PROPOSED, TinyEngine, TinySource, running_client

RIGHT = "Styrelsen beslutade den 17 december 2024 att säga upp avtalet om busstrafik"
OTHER = "Utskottet föreslog att bygga tolv cykelställ"
WRONG = "Det kostar 9 miljoner kronor"
KEPT = "Svaret står kvar med handlingarnas egna ord."
ASKED = "/?fraga=beslutar&kind=minutes#svar"


@pytest.fixture(scope="module")
def running() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@pytest.fixture
def chat(running: ChatServer) -> ChatServer:
    running.asked.clear()
    return running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


@pytest.fixture(scope="module")
def address(running: ChatServer, folder: Path) -> Iterator[str]:
    settings = ServiceSettings(
        generator_url=running.url,
        generator_timeout_s=20.0,
        question_log=folder / "questions.jsonl",
        question_log_days=30,
        feedback_file=folder / "feedback.jsonl",
    )
    with serving(settings, TinySource(TinyEngine())) as address:
        yield address


def words(page: Page):
    return page.locator(".answer .words")


def told(page: Page):
    return page.locator("[role=status].writing")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_whole_answer_comes_with_its_sources(browser, address, chat, viewport):
    chat.reply = says(f"{RIGHT} [1]. ", f"{OTHER} [2].")
    with opened(browser, address, viewport, scripts=True) as page:
        page.goto(ASKED)
        expect(told(page)).to_have_text(f"Svaret är klart. {WRITTEN_BY}")
        expect(words(page)).to_have_text(re.compile(rf"{RIGHT}\.\s+Källa \[1\]\s+{OTHER}\.\s+Källa \[2\]"))
        assert chat.rows[0] == {"fråga": "beslutar"}
        assert page.locator(".sources > li mark").all_inner_texts() == [DECIDED, PROPOSED]
        assert page.locator(".sources .status").all_inner_texts() == ["Beslutat", "Förslag, inte beslut"]
        assert page.locator(".answer .notice").all_inner_texts() == ["Källa 2 är ett förslag, inte ett beslut."]
        assert page.locator(".sources .place").first.inner_text() == "Region Exempel · Styrelsen · 17 december 2024"
        text = page.locator("#svarstext").text_content()
        assert f"Svar: {RIGHT}. [1] {OTHER}. [2]" in text
        assert f"”{PROPOSED}”" in text
        assert WRITTEN_BY in text
        assert page.locator("input[name=svar]").get_attribute("value").startswith(RIGHT)
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert violations(page) == []
        page.get_by_role("link", name="Källa [2]").click()
        page.locator("#kalla-2").get_by_role("link", name="Läs i handlingen").click()
        page.wait_for_url("**/dokument/protokoll-1?markera=*&fraga=beslutar&kind=minutes#markering")
        assert page.locator("#markering").inner_text() == PROPOSED
        # Back shows what was written, without asking again.
        page.go_back()
        expect(told(page)).to_have_text(f"Svaret är klart. {WRITTEN_BY}")
        assert len(chat.asked) == 1


def test_sentences_are_shown_as_they_come_and_only_the_line_about_it_is_read_aloud(browser, address, chat):
    chat.reply = hangs_after(event(f"{RIGHT} [1]. {OTHER}"))
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto(ASKED)
        expect(words(page)).to_have_text(f"{RIGHT}.")
        assert told(page).inner_text() == "Svaret skrivs om …"
        assert words(page).get_attribute("aria-busy") == "true"
        assert page.locator("[aria-live=polite]").count() == 0
        # The sources are those of the answer in the documents' own words until all has come.
        assert page.locator(".sources > li").count() == 1
        assert violations(page) == []


def test_what_is_taken_back_gives_way_to_the_documents_own_words(browser, address, chat):
    chat.reply = says(f"{OTHER} [2]. ", f"{WRONG} [1]. ", pause_s=1.5)
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto(ASKED)
        expect(words(page)).to_have_text(f"{OTHER}.")
        expect(told(page)).to_have_text(KEPT)
        assert DECIDED in words(page).inner_text()
        assert page.locator(".sources > li").count() == 1


@pytest.mark.parametrize("reply", [breaks_off, sends(b"", status=500, kind="text/plain")], ids=["lost", "failing"])
def test_a_generator_that_fails_leaves_the_answer(browser, address, chat, reply):
    chat.reply = reply
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto(ASKED)
        expect(told(page)).to_have_text(KEPT)
        assert DECIDED in words(page).inner_text()


@pytest.mark.parametrize("fault", ["down", "broken", "error", "cut"])
def test_a_service_that_fails_leaves_the_answer(browser, address, chat, fault):
    bodies = {
        "broken": {"body": "event: sentence\ndata: {\n\n"},
        "error": {"status": 503, "body": "{}"},
        "cut": {"body": f'event: sentence\ndata: {{"text": "{RIGHT}", "citations": [1]}}\n\n'},
    }
    with opened(browser, address, DESKTOP, scripts=True, allowed=("Failed to load",)) as page:
        stream = "**/api/v1/ask/stream"
        page.route(stream, lambda route: route.fulfill(**bodies[fault]) if fault in bodies else route.abort())
        page.goto(ASKED)
        expect(told(page)).to_have_text(KEPT)
        assert DECIDED in words(page).inner_text()
        assert words(page).get_attribute("aria-busy") is None


def test_text_of_the_network_is_never_mark_up(browser, address, chat):
    # The decision's own words hold a mark-up that must stay words.
    chat.reply = says(f"{RIGHT} [1].")
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto(ASKED)
        expect(told(page)).to_have_text(f"Svaret är klart. {WRITTEN_BY}")
        assert page.locator(".sources mark").inner_text() == DECIDED
        assert page.locator(".sources b").count() == 0


def test_the_focus_is_not_lost_where_the_words_change(browser, address, chat):
    chat.reply = says(f"{RIGHT} [1]. ", "Och", pause_s=0.5, ends=False)
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto(ASKED)
        page.locator(".answer .words a.number").first.focus()
        expect(told(page)).to_have_text(KEPT)
        assert page.evaluate("document.activeElement.id") == "svar"


def test_a_question_is_kept_once(browser, address, chat, folder):
    (folder / "questions.jsonl").unlink(missing_ok=True)
    chat.reply = says(f"{RIGHT} [1].")
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto(ASKED)
        expect(told(page)).to_have_text(f"Svaret är klart. {WRITTEN_BY}")
    assert len((folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_without_scripts_the_answer_is_that_of_the_documents(browser, address, chat):
    with opened(browser, address, DESKTOP) as page:
        page.goto(ASKED)
        assert DECIDED in words(page).inner_text()
        assert not page.locator(".writing").is_visible()
    assert chat.asked == []


def test_a_refusal_is_not_written_about(browser, address, chat):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.goto("/?fraga=rymdfart#svar")
        assert page.locator("[data-request]").count() == 0
        page.wait_for_load_state("networkidle")
    assert chat.asked == []


def test_answers_are_written_only_where_a_generator_is_set():
    with running_client(TinySource(TinyEngine())) as client:
        response = client.get("/?fraga=avtalet")
    assert "connect-src 'self'" in response.headers["content-security-policy"]
    assert "written.js" not in response.text
