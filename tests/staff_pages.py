"""The pages for staff as tests read and fill them in."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.test_pages import Page, check_headings, check_ids

KEY = "nyckel-för-personal"


def read(response, status: int = 200) -> Page:
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(response.text)
    assert len(page.find("h1")) == 1
    assert page.find("script") == [({"src": "/static/paragraf.js", "defer": None}, "")]
    check_headings(page)
    check_ids(page)
    return page


def sent(page: Page, **changes: str | None) -> dict[str, str]:
    """The fields of the page's form for saving as a browser would send them, with changes; ``None`` takes out."""
    fields = {each["name"]: each.get("value") or "" for each, _ in page.find("input") if each.get("type") == "hidden"}
    boxes = {name: text for attributes, text in page.find("textarea") if (name := attributes["name"])}
    filled = {**fields, **boxes, "typ": "", "fragare": "", **changes}
    return {name.replace("_", "-"): value for name, value in filled.items() if value is not None}


WHOLE = {
    "ratt_1": "ja",
    "besvarbar": "ja",
    "svar": "Styrelsen säger upp avtalet.",
    "krav": "säga upp | säger upp",
    "typ": "decision",
    "fragare": "staff",
}


def asked(staff: TestClient, **parameters: str) -> Page:
    return read(staff.get("/granska", params={"fraga": "avtalet om", **parameters}))


def sought(staff: TestClient, page: Page, words: str, status: int = 200, path: str = "/granska", **more: str) -> Page:
    fields = {**sent(page, **more), "leta": words, **{name.replace("_", "-"): value for name, value in more.items()}}
    return read(staff.post(f"{path}/leta", data=fields), status)
