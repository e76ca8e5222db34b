"""The pages where staff make gold questions, over two documents made by hand."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from eval.datasets.gold import read_gold
from indexer.errors import SettingsError
from service.access.tries import TRIES
from service.base.settings import ServiceSettings
from service.staff.gold import Evidence
from service.staff.question_log import LoggedQuestion, QuestionLog
from service.web.review.forms import PASSAGES
from service.web.review.gate import COOKIE
from tests.staff_pages import KEY, WHOLE, asked, read, sent
from tests.tiny_service import DECIDED, MINUTES, TinyEngine, TinySource, running_client

START = MINUTES.text.index(DECIDED)


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    return tmp_path / "gold.jsonl"


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


@pytest.fixture
def client(gold_file: Path, log_file: Path) -> Iterator[TestClient]:
    source = TinySource(TinyEngine())
    with running_client(
        source, admin_key=KEY, gold_file=gold_file, question_log=log_file, question_log_days=30
    ) as client:
        yield client


@pytest.fixture
def staff(client: TestClient) -> TestClient:
    assert client.post("/granska/logga-in", data={"nyckel": KEY}).status_code == 200
    return client


# Whether it is there


def test_there_is_no_such_page_without_a_key() -> None:
    with running_client(TinySource(TinyEngine())) as client:
        assert client.get("/granska").status_code == 404
        for path in (
            "/granska/logga-in",
            "/granska/spara",
            "/granska/logga-ut",
            "/granska/leta",
            "/granska/andra/spara",
        ):
            assert client.post(path, data={"nyckel": ""}).status_code == 404


@pytest.mark.parametrize("key", ["", "femton tecken .."[:15]])
def test_a_short_key_is_an_error_that_does_not_tell_it(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_ADMIN_KEY", key)
    with pytest.raises(SettingsError, match="admin_key: ska ha minst 16 tecken") as caught:
        ServiceSettings.load()
    assert not key or key not in str(caught.value)


def test_the_key_is_not_shown_with_the_settings() -> None:
    settings = ServiceSettings(admin_key=KEY)
    assert KEY not in f"{settings!r}{settings.model_dump_json()}"


# The gate


def test_nothing_is_told_or_taken_before_the_key(client: TestClient, gold_file: Path) -> None:
    gold_file.write_text('{"id": "g-1", "question": "Hemlig?"}\n', "utf-8")
    page = read(client.get("/granska", params={"fraga": "avtalet om"}))
    assert page.texts("button") == ["Logga in"]
    assert page.find("input", id="nyckel")[0][0]["type"] == "password"
    assert "Hemlig?" not in " ".join(page.texts("body"))
    for path in ("/granska/andra", "/granska/lasningar"):
        assert read(client.get(path)).texts("button") == ["Logga in"]
    for path in ("/granska/spara", "/granska/logga-ut", "/granska/leta", "/granska/andra/leta", "/granska/andra/spara"):
        assert "har gått ut" in read(client.post(path, data={"fraga": "x"}), 403).texts("main")[0]
    assert gold_file.read_text("utf-8").count("\n") == 1


def test_the_key_opens_with_a_cookie_that_stays_here(client: TestClient) -> None:
    response = client.post("/granska/logga-in", data={"nyckel": KEY}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/granska")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    told = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert told == {"httponly", "samesite=strict", "path=/granska", "max-age=3600"}
    assert KEY not in cookie
    assert read(client.get("/granska")).texts("h2") == ["Sparade frågor (0)"]


def test_over_tls_the_cookie_is_never_sent_without_it() -> None:
    with running_client(
        TinySource(TinyEngine()), admin_key=KEY, public_url="https://fraga.exempel.se", open_to_all=True
    ) as client:
        response = client.post("/granska/logga-in", data={"nyckel": KEY}, follow_redirects=False)
        assert "; Secure" in response.headers["set-cookie"]


def test_a_wrong_key_is_told_and_guessing_is_stopped(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(TRIES):
        page = read(client.post("/granska/logga-in", data={"nyckel": "fel-nyckel"}), 403)
    assert page.texts("div", role="alert") == ["Nyckeln stämmer inte."]
    assert page.find("input", id="nyckel")[0][0].get("value") is None
    page = read(client.post("/granska/logga-in", data={"nyckel": KEY}), 429)
    assert page.texts("div", role="alert") == ["För många försök. Vänta 15 minuter och försök igen."]
    assert "fel-nyckel" not in caplog.text
    assert KEY not in caplog.text


def test_signing_out_forgets_the_cookie(staff: TestClient) -> None:
    staff.post("/granska/logga-ut", data=sent(asked(staff)))
    assert read(staff.get("/granska")).texts("button") == ["Logga in"]


@pytest.mark.parametrize("token", [None, "", "annan"])
def test_a_form_without_its_token_is_refused(staff: TestClient, gold_file: Path, token: str | None) -> None:
    response = staff.post("/granska/spara", data=sent(asked(staff), **WHOLE, token=token))
    assert "annan inloggning" in read(response, 403).texts("main")[0]
    assert not gold_file.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(staff: TestClient, gold_file: Path, site: str) -> None:
    fields = sent(asked(staff), **WHOLE)
    response = staff.post("/granska/spara", data=fields, headers={"Sec-Fetch-Site": site})
    assert "en annan webbplats" in read(response, 403).texts("main")[0]
    assert staff.post("/granska/logga-in", data={"nyckel": KEY}, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert not gold_file.exists()


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"\xff=a", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 200, "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_is_refused(staff: TestClient, content: bytes, kind: str, status: int) -> None:
    assert staff.post("/granska/spara", content=content, headers={"Content-Type": kind}).status_code == status


# Marking and saving


def test_a_question_gives_the_passages_to_mark(staff: TestClient) -> None:
    page = asked(staff)
    assert next((each["id"], text) for each, text in page.find("textarea")) == ("ord-1", DECIDED)
    assert "checked" not in page.find("input", id="ratt-1")[0][0]
    assert page.texts("h3")[0].startswith("§ 98 Uppsägning av avtalet")
    link = f"/dokument/protokoll-1?markera={START}-{START + len(DECIDED)}#markering"
    assert link in {attributes["href"] for attributes, _ in page.find("a")}


def test_what_is_marked_is_saved_as_the_evaluation_reads_it(staff: TestClient, gold_file: Path) -> None:
    page = asked(staff, body="Styrelsen")
    response = staff.post("/granska/spara", data=sent(page, **WHOLE), follow_redirects=False)
    (record,) = [json.loads(line) for line in gold_file.read_text("utf-8").splitlines()]
    assert (response.status_code, response.headers["location"]) == (303, f"/granska?sparad={record['id']}")
    (topic,) = read_gold(gold_file).topics
    assert (topic.question, topic.kind, topic.asker, topic.answerable) == ("avtalet om", "decision", "staff", True)
    assert topic.evidence == (Evidence("protokoll-1.txt", DECIDED),)
    assert topic.must_contain == (("säga upp", "säger upp"),)
    assert topic.filters is not None
    assert topic.filters.body == "Styrelsen"
    page = read(staff.get(response.headers["location"]))
    assert page.texts("p", role="status") == [f"Frågan är sparad som {topic.id}."]
    assert page.texts("h2") == ["Sparade frågor (1)"]
    assert f"avtalet om {topic.id} · Beslut" in " ".join(page.texts("li"))


def test_a_form_that_is_sent_twice_is_saved_once(staff: TestClient, gold_file: Path) -> None:
    fields = sent(asked(staff), **WHOLE)
    for _ in range(2):
        assert "Frågan är sparad" in staff.post("/granska/spara", data=fields).text
    assert len(read_gold(gold_file).topics) == 1


def test_a_question_that_the_documents_do_not_answer_is_saved_without_passages(
    staff: TestClient, gold_file: Path
) -> None:
    page = read(staff.get("/granska", params={"fraga": "månen"}))
    assert not page.find("textarea", id="ord-1")
    staff.post("/granska/spara", data=sent(page, besvarbar="nej", fragare="politician"))
    (topic,) = read_gold(gold_file).topics
    assert (topic.answerable, topic.kind, topic.evidence, topic.filters) == (False, "unanswerable", (), None)


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(staff: TestClient, gold_file: Path) -> None:
    changes = {**WHOLE, "ord_1": "Styrelsen beslutar att behålla avtalet om busstrafik.", "fragare": "", "typ": "vote"}
    page = read(staff.post("/granska/spara", data=sent(asked(staff, body="Styrelsen"), **changes)), 400)
    (alert,) = page.texts("div", role="alert")
    assert alert.startswith("Frågan är inte sparad.")
    assert [
        (attributes["href"], text) for attributes, text in page.find("a") if attributes["href"] in ("#ord-1", "#asker")
    ] == [
        ("#ord-1", "Orden står inte så i handlingen. Stryk ur texten, men ändra inget i den."),
        ("#asker", "Välj vem som frågar."),
    ]
    box = page.find("textarea", id="ord-1")[0]
    assert box == ({**box[0], "aria-describedby": "fel-ord-1", "aria-invalid": "true"}, changes["ord_1"])
    assert "checked" in page.find("input", id="ratt-1")[0][0]
    assert "checked" in page.find("input", id="besvarbar-ja")[0][0]
    assert page.texts("textarea", id="must_contain") == ["säga upp | säger upp"]
    chosen = [text for attributes, text in page.find("option") if "selected" in attributes]
    assert chosen == ["Styrelsen", "Omröstning"]
    assert page.texts("h3")[0].startswith("§ 98")
    assert not gold_file.exists()
    # Put right, the same form is saved.
    assert "Frågan är sparad" in staff.post("/granska/spara", data=sent(page, **WHOLE, ord_1=DECIDED)).text


def test_fields_that_no_page_made_do_no_harm(staff: TestClient, gold_file: Path) -> None:
    page = asked(staff)
    assert read(staff.post("/granska/spara", data=sent(page, **WHOLE, id="../x")), 400)
    assert read(staff.post("/granska/spara", data=sent(page, **WHOLE, fraga=" ")), 400)
    assert read(staff.post("/granska/spara", data=sent(page, **WHOLE, **{"dokument-1": "finns-inte"})), 404)
    assert read(staff.post("/granska/spara", data=sent(page, **WHOLE, organisation="Region Exempel", kind="x")), 400)
    assert not gold_file.exists()


def test_a_question_that_cannot_be_asked_is_told(staff: TestClient) -> None:
    page = read(staff.get("/granska", params={"fraga": " "}), 400)
    assert page.texts("div", role="alert") == ["Något är fel ifyllt. Skriv en fråga."]


def test_a_file_that_cannot_be_written_is_told_and_nothing_typed_is_lost(staff: TestClient, gold_file: Path) -> None:
    page = asked(staff)
    gold_file.with_name(".gold.jsonl.lock").mkdir()
    page = read(staff.post("/granska/spara", data=sent(page, **WHOLE)), 503)
    assert "Det gick inte att spara" in page.texts("div", role="alert")[0]
    assert page.texts("textarea", id="answer") == [WHOLE["svar"]]


def test_rows_made_by_hand_are_listed_with_what_they_have(staff: TestClient, gold_file: Path) -> None:
    gold_file.write_text('{}\n{"id": "d1", "question": "<b>?", "answerable": false}\n', "utf-8")
    listed = read(staff.get("/granska")).texts("li")
    assert listed == ["<b>? d1 · går inte att besvara", "Rad utan fråga utan id · utan typ"]


def test_the_form_takes_as_many_passages_as_are_shown(staff: TestClient) -> None:
    page = read(staff.get("/granska", params={"fraga": "avtalet"}))
    assert 0 < len(page.find("ol", class_="hits")) <= PASSAGES


# Questions that were asked


def test_questions_are_kept_where_a_setting_says_so_and_can_be_chosen(staff: TestClient, log_file: Path) -> None:
    staff.get("/", params={"fraga": "avtalet om"})
    staff.post("/api/v1/ask", json={"question": "månen & solen"})
    staff.get("/", params={"fraga": "avtalet om"})
    staff.get("/", params={"fraga": "avtalet om", "visa": "traffar"})
    staff.get("/", params={"fraga": " "})
    records = [json.loads(line) for line in log_file.read_text("utf-8").splitlines()]
    assert [(record["question"], record["status"]) for record in records] == [
        ("avtalet om", "answered"),
        ("månen & solen", "not_in_documents"),
        ("avtalet om", "answered"),
    ]
    assert {tuple(record) for record in records} == {("day", "question", "status")}
    page = read(staff.get("/granska"))
    assert page.texts("ul", class_="documents")[0] == "avtalet om besvarad · 2 gånger månen & solen inget svar"
    assert "/granska?fraga=m%C3%A5nen+%26+solen#avsnitten" in {each["href"] for each, _ in page.find("a")}
    assert "Frågorna sparas hos den som driver tjänsten" in staff.get("/om").text


def test_without_the_setting_no_question_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with running_client(TinySource(TinyEngine())) as client:
        client.get("/", params={"fraga": "avtalet om"})
        client.post("/api/v1/ask", json={"question": "avtalet om"})
        assert "sparas inte" in client.get("/om").text
    assert list(tmp_path.iterdir()) == []
    assert QuestionLog().recent(10) == []


def test_a_question_is_kept_without_who_asked_and_without_contacts(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with running_client(TinySource(TinyEngine()), question_log=path, question_log_days=30) as client:
        client.get("/", params={"fraga": "avtalet om jag bor på Lönngatan 4 och nås på 070-174 06 05"})
    (line,) = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert set(line) == {"day", "question", "status"}
    assert line["question"] == "avtalet om jag bor på XXXXXXXXX X och nås på XXX-XXX XX XX"


def test_an_answer_comes_though_the_log_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running_client(TinySource(TinyEngine()), question_log=tmp_path, question_log_days=30) as client:
        assert client.get("/", params={"fraga": "avtalet om"}).status_code == 200
    assert "the question log cannot be written" in caplog.text
    assert "avtalet om" not in caplog.text


def test_of_the_questions_the_newest_come_first_and_each_once(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    lines = [("a", "answered"), ("b", "answered"), ("c", "answered"), ("a", "not_in_documents")]
    records = [{"time": "2025-01-01", "question": question, "status": status} for question, status in lines]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in (*records, {"question": 1})), "utf-8")
    assert QuestionLog(path).recent(2) == [
        LoggedQuestion("a", "not_in_documents", 2),
        LoggedQuestion("c", "answered", 1),
    ]
