"""Whether everybody can use the pages: axe-core on every page and state, the accessibility tree, weight and shifts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.base.settings import ServiceSettings
from tests.browsing import DESKTOP, PHONE, opened, serving, violations
from tests.tiny_service import TinyEngine, TinySource

ERROR = ("the server responded with a status",)
# Each state that a page can be in, and what is opened there before it is judged.
STATES = {
    "start": ("/", ()),
    "filters": ("/", (".ask summary",)),
    "answer": ("/?fraga=beslutar&body=Styrelsen#svar", (".as-text summary", ".opinion summary")),
    "proposal": ("/?fraga=tolv+cykelst%C3%A4ll#svar", ()),
    "refusal": ("/?fraga=rymdfart&kind=minutes#svar", ()),
    "hits": ("/?fraga=beslutar&visa=traffar", (".facets summary",)),
    "no hits": ("/?fraga=rymdfart&visa=traffar", ()),
    "minutes": (
        "/dokument/protokoll-1?markera=60-90&fraga=beslutar&traff=1#markering",
        (".people summary", ".contents summary"),
    ),
    "plan": ("/dokument/plan-1", (".contents summary",)),
    "about": ("/om", ()),
    "holdings": ("/handlingar", ("details summary",)),
    "accessibility": ("/tillganglighet", ()),
    "matter": ("/arende/24RS17", ()),
    "unknown matter": ("/arende/24RS18", ()),
    "register": ("/beslut", ("details summary",)),
    "filtered register": ("/beslut?q=avtalet&outcome=approved&ordning=organ", ()),
    "empty register": ("/beslut?q=rymdfart", ()),
    "wrong register": ("/beslut?outcome=nej", ()),
    "watch": ("/bevaka?body=Styrelsen", ()),
    "thanks": ("/synpunkt/tack?fraga=beslutar", ()),
    "wrong question": ("/?fraga=", ()),
    "unknown page": ("/dokument/nej", ()),
    "failure": ("/?fraga=krascha", ()),
}


# Those that between them show every colour
COLOURED = ("answer", "minutes", "wrong question")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = ServiceSettings(feedback_file=tmp_path_factory.mktemp("feedback") / "feedback.jsonl")
    with serving(settings, TinySource(TinyEngine())) as address:
        yield address


def violations_of(browser, address, state, viewport, scheme):
    """What axe finds wrong in a state of the pages."""
    path, opening = STATES[state]
    with opened(browser, address, viewport, scripts=True, scheme=scheme, allowed=ERROR) as page:
        page.goto(path)
        for summary in opening:
            page.locator(summary).first.evaluate("summary => { summary.parentElement.open = true }")
        return violations(page)


@pytest.mark.parametrize(
    ("state", "viewport", "scheme"),
    [
        *(pytest.param(state, DESKTOP, "light", id=f"{state}, desktop, light") for state in STATES),
        *(
            pytest.param(
                *(state, PHONE, "dark"),
                id=f"{state}, phone, dark",
                marks=() if state in COLOURED else pytest.mark.slow,
            )
            for state in STATES
        ),
    ],
)
def test_axe_finds_nothing(browser, address, state, viewport, scheme):
    assert violations_of(browser, address, state, viewport, scheme) == []


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone, light", "desktop, dark"]
)
def test_axe_finds_nothing_in_the_other_light(browser, address, viewport, scheme):
    found = {state: violations_of(browser, address, state, viewport, scheme) for state in COLOURED}
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_the_accessibility_tree_of_an_answer(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.goto("/?fraga=beslutar#svar")
        for role, name in (
            *(("banner", None), ("main", None), ("contentinfo", None), ("search", None)),
            *(("navigation", "Webbplatsen"), ("navigation", "Avgränsa träffarna"), ("group", "Ta med svaret")),
            *(("region", "Svar"), ("region", "Källor"), ("region", "Fler träffar")),
        ):
            assert page.get_by_role(role, name=name, exact=True).count() == 1, (role, name)
        assert page.get_by_role("heading", level=1).all_inner_texts() == ["Fråga politiska handlingar"]
        assert page.get_by_role("heading", level=2).all_inner_texts() == [
            *("Svar", "Fråga vidare", "Källor", "Stämmer svaret?", "Fler träffar")
        ]
        assert page.get_by_role("heading", level=3).first.inner_text().split()[:2] == ["Källa", "[1]"]
        assert page.locator("[aria-live=polite]").locator("#svar").count() == 1
        assert page.get_by_role("textbox", name="Din fråga eller dina sökord").count() == 1


def test_no_motion_where_none_is_wanted(browser, address):
    with opened(browser, address, DESKTOP, scripts=True) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto("/?fraga=beslutar")
        moving = (
            "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
        )
        assert page.evaluate(moving) == 0


def test_axe_finds_what_is_wrong(browser, address):
    with opened(browser, address, PHONE, scripts=True) as page:
        page.goto("/")
        page.evaluate("document.querySelector('label').remove(); document.documentElement.removeAttribute('lang')")
        assert {rule for rule, _ in violations(page)} >= {"label", "html-has-lang"}


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    "path", ["/", "/?fraga=beslutar&body=Styrelsen#svar", "/dokument/protokoll-1?markera=60-90#markering"]
)
def test_the_first_view_is_light_and_nothing_moves_in_it(browser, address, path, viewport):
    with opened(browser, address, viewport, scripts=True) as page:
        page.add_init_script(_ADD_UP_WHAT_MOVES)
        answers = []
        page.on("requestfinished", lambda request: answers.append((request.resource_type, request.sizes())))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved") == 0
        # «other» is the icon, which browsers fetch when they have the rest.
        assert sorted({kind for kind, _ in answers} - {"other"}) == ["document", "script", "stylesheet"]
        assert len(answers) <= 4
        transferred = sum(sizes["responseBodySize"] + sizes["responseHeadersSize"] for _, sizes in answers)
        assert 5_000 < transferred <= 30_000


_ADD_UP_WHAT_MOVES = """
window.moved = 0;
const add = list => { for (const shift of list.getEntries()) window.moved += shift.value; };
new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
"""
