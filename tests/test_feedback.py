"""What readers say of answers: taken as a form and as JSON, kept line by line, and shown to those who review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.staff import opinions as feedback
from service.staff.opinions import FeedbackFile, FeedbackRequest, Opinion
from tests.test_pages import Page
from tests.tiny_service import TinyEngine, TinySource, running_client

KEY = "nyckel-för-personal"
FORM = {"fraga": "avtalet om", "omdome": "wrong", "kommentar": " Fel år. ", "body": "Styrelsen", "status": "answered"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feedback.jsonl"


@pytest.fixture
def client(file: Path) -> Iterator[TestClient]:
    with running_client(TinySource(TinyEngine()), feedback_file=file, admin_key=KEY) as client:
        yield client


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def test_a_posted_form_is_kept_and_thanked_for(client, file):
    response = client.post("/synpunkt", data=FORM, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/synpunkt/tack?fraga=avtalet+om&body=Styrelsen"
    (line,) = lines(file)
    assert line.pop("time")
    assert line == {
        "question": "avtalet om",
        "verdict": "wrong",
        "comment": "Fel år.",
        "filters": {"body": "Styrelsen"},
        "status": "answered",
    }
    thanks = client.get(response.headers["location"])
    assert Page(thanks.text).find("a", href="/?fraga=avtalet+om&body=Styrelsen#svar")
    assert not thanks.cookies
    assert not response.cookies


def test_an_opinion_is_posted_as_json(client, file):
    opinion = {"question": "avtalet om", "verdict": "right", "filters": {"from": "2024-01-01"}, "snapshot": "tiny-1"}
    response = client.post("/api/v1/feedback", json=opinion)
    assert (response.status_code, response.json()) == (200, {"status": "saved"})
    (line,) = lines(file)
    assert (line["verdict"], line["filters"], line["snapshot"]) == ("right", {"from": "2024-01-01"}, "tiny-1")


@pytest.mark.parametrize(
    ("opinion", "detail"),
    [
        ({"verdict": "right"}, "question: saknas."),
        ({"question": " ", "verdict": "right"}, "question: ska inte vara tom."),
        ({"question": "x", "verdict": "bra"}, "verdict: ska vara något av 'right', 'wrong' eller 'incomplete'."),
        ({"question": "x", "verdict": "right", "comment": "y" * 2001}, "comment: är för lång."),
        ({"question": "x" * 2001, "verdict": "right"}, "question: är för lång."),
        ({"question": "x", "verdict": "right", "name": "y"}, "name: namnet är okänt."),
    ],
)
def test_opinions_that_cannot_be_used_are_refused(client, file, opinion, detail):
    response = client.post("/api/v1/feedback", json=opinion)
    assert (response.status_code, response.json()["detail"]) == (400, detail)
    assert lines(file) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"omdome": ""}, "Omdöme: ska vara något av"),
        ({"fraga": ""}, "Frågan: ska inte vara tom."),
        ({"kommentar": "x" * 2001}, "Kommentar: är för lång."),
        ({"from": "igår"}, "Från och med: ska vara ett datum som finns"),
    ],
)
def test_forms_that_cannot_be_used_are_refused_on_a_page(client, file, change, words):
    response = client.post("/synpunkt", data={**FORM, **change})
    assert response.status_code == 400
    assert words in response.text
    assert lines(file) == []


def test_a_form_of_another_site_is_refused(client, file):
    assert client.post("/synpunkt", data=FORM, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert lines(file) == []


def test_without_the_setting_nothing_is_offered_or_taken():
    with running_client(TinySource(TinyEngine())) as client:
        assert "/synpunkt" not in client.get("/", params={"fraga": "avtalet om"}).text
        assert client.post("/synpunkt", data=FORM).status_code == 404
        opinion = {"question": "x", "verdict": "right"}
        assert client.post("/api/v1/feedback", json=opinion).status_code == 404


def test_the_form_carries_what_was_answered(client):
    page = Page(client.get("/", params={"fraga": "avtalet om", "body": "Styrelsen"}).text)
    hidden = {each["name"]: each["value"] for each, _ in page.find("input", type="hidden")}
    assert (hidden["fraga"], hidden["status"], hidden["inlasning"], hidden["body"]) == (
        *("avtalet om", "answered", "tiny-1", "Styrelsen"),
    )
    assert hidden["svar"].endswith("[1]")


def test_a_file_that_is_full_takes_no_more(file, monkeypatch):
    opinions = FeedbackFile(file)
    opinions.add(FeedbackRequest(question="x", verdict="right"))
    monkeypatch.setattr(feedback, "MAX_FILE_BYTES", 10)
    with running_client(TinySource(TinyEngine()), feedback_file=file) as client:
        response = client.post("/synpunkt", data=FORM)
    assert response.status_code == 503
    assert "full" in response.text
    assert len(lines(file)) == 1


def test_wrong_ones_are_shown_first_and_the_newest_before_older(file):
    for number, verdict in enumerate(("right", "wrong", "incomplete", "wrong")):
        FeedbackFile(file).add(FeedbackRequest(question=f"fråga {number}", verdict=verdict))
    with file.open("a", encoding="utf-8") as handle:
        handle.write('skräp\n{"question": 5, "verdict": "wrong"}\n{"question": "x", "verdict": "bra"}\n')
    assert [each.question for each in FeedbackFile(file).recent(3)] == ["fråga 3", "fråga 1", "fråga 2"]
    assert FeedbackFile(None).recent(3) == []


def test_those_who_review_see_opinions_and_make_gold_questions_of_them(client, file):
    client.post("/synpunkt", data=FORM)
    client.post("/granska/logga-in", data={"nyckel": KEY})
    page = Page(client.get("/granska").text)
    assert page.texts("h2", id="synpunkter") == ["Synpunkter på svar"]
    (link,) = [attributes["href"] for attributes, text in page.find("a") if text == "avtalet om"]
    assert link == "/granska?fraga=avtalet+om&body=Styrelsen#avsnitten"
    assert "Fel" in page.texts("strong")
    assert "”Fel år.”" in page.texts("span", class_="place")


def test_an_opinion_tells_what_it_is_about(file):
    FeedbackFile(file).add(FeedbackRequest(question="x", verdict="wrong", comment="y", filters={"body": "Styrelsen"}))
    (opinion,) = FeedbackFile(file).recent(9)
    assert opinion == Opinion("x", {"body": "Styrelsen"}, "wrong", "y", opinion.time)
