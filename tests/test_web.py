"""Saved web pages: the main text is read, what stands around it is not."""

from __future__ import annotations

import pytest

from corpus.base.errors import UnreadableFile
from corpus.formats.web import read_html

MENU = "<ul><li><a href='/skola'>Förskola och skola</a></li><li><a href='/bo'>Bygga och bo</a></li></ul>"
MAIN = """<h1>Sammanfattning från regionstyrelsen</h1><p>Regionstyrelsen har <b>beslutat</b> att säga
upp regionavtalet.</p><h2>Ekonomi</h2>
<table><tr><th>Nämnd</th><th colspan=2>Budget</th></tr><tr><td>Patientnämnd</td><td>7</td><td>8</td></tr></table>
<ul><li>Minska hyrberoendet</li><li><p>Nära vård</p></li></ul><ol start=3><li>Ett</li><li>Två</li></ol>"""
READ = """# Sammanfattning från regionstyrelsen

Regionstyrelsen har beslutat att säga upp regionavtalet.

## Ekonomi

Nämnd\tBudget\t
Patientnämnd\t7\t8

• Minska hyrberoendet

• Nära vård

3. Ett

4. Två"""


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>{MENU}</nav><main>{MAIN}</main><footer>Om kakor</footer>",
        f"<div class='main-menu'>{MENU}</div><div id=content>{MAIN}</div><div class='site-footer'>Om kakor</div>",
        f"<div role=navigation>{MENU}</div><div role=main>{MAIN}</div><aside>Relaterat</aside>",
        f"<div class='cookie-banner'>Vi använder kakor</div><div class='page with-sidebar'>{MAIN}</div>",
        f"<ol class=breadcrumb><li>Start</li></ol><header><div>Regionen</div></header>{MAIN}<div hidden>Dolt</div>",
        f"<p style='display: none'>Dolt</p>{MAIN}<div aria-hidden=true>×</div><form>Sök<input></form>",
        f"<table><tr><td class=nav>{MENU}</td><td>{MAIN}</td></tr></table>",
    ],
)
def test_only_the_main_text_is_read(page: str) -> None:
    assert read_html(f"<!doctype html><html><head><title>T</title></head><body>{page}</body></html>") == READ


def test_a_page_without_a_main_heading_gets_its_title() -> None:
    title = "Sammanträde 2024-09-04 - Region Västernorrland"
    page = f"<html><head><title>{title}</title></head><main><p>Text.</p></main></html>"
    assert read_html(page) == "# Sammanträde 2024-09-04\n\nText."


def test_terms_stand_before_what_they_mean() -> None:
    assert (
        read_html("<dl><dt>Tid</dt><dd>09.00</dd><dt>Plats</dt><dd>Härnösand</dd></dl>")
        == "Tid: 09.00\n\nPlats: Härnösand"
    )


def test_lines_of_verse_stay_and_entities_are_signs() -> None:
    assert read_html("<p>Trygg &amp; säker<br>kommun &ndash; 2025</p>") == "Trygg & säker\nkommun – 2025"


def test_scripts_are_neither_read_nor_run() -> None:
    page = "<p onclick='alert(1)'>Text.</p><script>document.write('Skrivet')</script><iframe src='file:///etc/passwd'></iframe>"
    assert read_html(page) == "Text."


def test_a_page_of_nothing_but_scripts_holds_no_text() -> None:
    assert read_html("<html><body><script>var a = 1</script></body></html>") == ""
    for empty in ("", "  \n", "<!-- -->"):
        with pytest.raises(UnreadableFile):
            read_html(empty)


@pytest.mark.parametrize(
    "piece", ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<div class=menu>", "&lt;<", "<p a='"]
)
def test_pages_nested_without_end_are_read(piece: str) -> None:
    assert "Text" in read_html(f"<p>Text</p>{piece * 20_000}")
