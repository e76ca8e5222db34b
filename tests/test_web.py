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


@pytest.mark.parametrize("name", ["menu-wrap", "c7"])
def test_a_menu_that_is_nearly_all_of_the_page_is_not_read(name: str) -> None:
    links = "".join(f"<li><a href='/{number}'>Länk nummer {number}</a></li>" for number in range(300))
    body = (
        f"<div class=page><div class={name}><ul>{links}</ul></div><div><h1>Bygglov</h1><p>Sök lov här.</p></div></div>"
    )
    assert read_html(f"<html><body>{body}</body></html>") == "# Bygglov\n\nSök lov här."
    listed = f"<html><body><h1>Protokoll</h1><ul>{links}</ul></body></html>"
    assert "Länk nummer 299" in read_html(listed)


def test_a_part_called_social_that_leads_nowhere_is_read() -> None:
    text = "<p>Den som bor här kan söka stöd för resor, hjälp i hemmet och mycket annat.</p>"
    page = f"<main><h1>Stöd</h1>{text}<div class='{{}}'><p>Stödet är 900 kronor.</p>{{}}</div></main>"
    for name in ("social", "related"):
        assert "900 kronor" in read_html(page.format(name, ""))
        assert "900 kronor" not in read_html(page.format(name, "<a href='/dela'>Dela</a>"))


def test_what_is_wholly_see_through_is_not_read() -> None:
    assert read_html("<main><h1>R</h1><p>Ett</p><p style='opacity:0'>Två</p></main>") == "# R\n\nEtt"


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


SHOWN = "Nämnden beslutar att bevilja 310 000 kronor."


@pytest.mark.parametrize(
    "hidden",
    [
        "<del>Dolt.</del>",
        "<s>Dolt.</s>",
        "<strike>Dolt.</strike>",
        "<span style='text-decoration: line-through'>Dolt.</span>",
        "<span style='TEXT-DECORATION:underline line-through red'>Dolt.</span>",
        "<span style='visibility:hidden'>Dolt.</span>",
        "<span style='font-size:0.5pt'>Dolt.</span>",
        "<span style='font-size: 0'>Dolt.</span>",
        "<span style='color:#FFF'>Dolt.</span>",
        "<span style='position:absolute;left:-9999px'>Dolt.</span>",
        "<span hidden>Dolt.</span>",
        "<style>p .dold, i.x {display : none !important}</style><b class='stor dold'>Dolt.</b>",
        "<style>#d{text-decoration:line-through}</style><b id=d>Dolt.</b>",
        "<style>/* a */ .struken{text-decoration-line:line-through}</style><b class=struken>Dolt.</b>",
    ],
)
def test_what_a_page_does_not_show_or_strikes_out_is_not_read(hidden: str) -> None:
    assert read_html(f"<main><p>{SHOWN} {hidden}</p></main>") == SHOWN


@pytest.mark.parametrize(
    "shown",
    [
        "<ins>{}</ins>",
        "<style>@media print {{.a{{display:none}}}} .b{{color:#fff}}</style><b class=a>{}</b>",
        "<span style='background:#036'><span style='color:#fff'>{}</span></span>",
        "<style>.ruta{{background-color:navy}}</style><b class=ruta style='color:white'>{}</b>",
        "<style>.f{{display:none}}</style><b class=f style='display:block'>{}</b>",
        "<style>.f{{display:none}}</style><a href='#m'></a><b class=f id=m>{}</b>",
    ],
)
def test_what_a_page_shows_is_read(shown: str) -> None:
    assert read_html(f"<main><p>{shown.format(SHOWN)}</p></main>") == SHOWN


@pytest.mark.parametrize("name", ["social", "related", "dela", "menu-item", "sidebar", "skip-spacer"])
def test_a_matter_is_text_whatever_its_class_is_called(name: str) -> None:
    prose = "Socialnämnden beslutar att avgiften höjs. " * 12
    page = f"<h1>Protokoll</h1><div class='{name}'><h2>§ 44 Avgifter</h2><p>{prose}</p></div><p>{prose * 3}</p>"
    assert "## § 44 Avgifter" in read_html(f"<body>{page}</body>")
    links = "<a href=x>Förskola och skola</a> " * 5
    assert "Förskola" not in read_html(f"<body><h1>Protokoll</h1><div class=related>{links}</div><p>{prose}</p></body>")


def test_a_frame_for_the_whole_page_that_is_a_form_is_read_and_a_search_is_not() -> None:
    search = "<form role=search><input value='sopor'><button>Sök</button></form>"
    assert read_html(f"<form><h1>Beslut</h1>{search}<p>{SHOWN}</p></form>") == f"# Beslut\n\n{SHOWN}"


def test_filled_fields_of_a_form_are_read() -> None:
    fields = (
        "<p>Beslut: <input value='Bygglov beviljas'> <textarea>Med villkor.</textarea>"
        "<select><option>Avslag<option selected>Bifall</select><input type=checkbox checked>Ja<input type=checkbox>Nej"
        "<input type=hidden value=hemligt></p>"
    )
    assert read_html(f"<main><form>{fields}</form></main>") == "Beslut: Bygglov beviljas Med villkor. Bifall ☒ Ja ☐ Nej"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("250<sup>3</sup> kronor", "250 kronor"),
        ("10<sup>1)</sup> procent", "10 procent"),
        ("nämnden<sup>1, 2</sup> beslutar", "nämnden beslutar"),
        ("120 m<sup>2</sup>, 5 km<sup>2</sup>", "120 m2, 5 km2"),
        ("kl 18<sup>30</sup>", "kl 18.30"),
        ("2 × 10<sup>6</sup>", "2 × 10^6"),
        ("CO<sub>2</sub> och CO<sup>2</sup>", "CO2 och CO2"),
        ("<sup>1</sup>Se bilaga", "1 Se bilaga"),
        ("1<sup>a</sup> uppl.", "1a uppl."),
        ("250<span style='vertical-align:super'>3</span> kronor", "250 kronor"),
    ],
)
def test_raised_figures_are_no_digits(written: str, read: str) -> None:
    assert read_html(f"<main><p>{written}</p></main>") == read
    assert read_html(f"<main><table><tr><td>{written}</td><td>1</td></tr></table></main>") == f"{read}\t1"


def test_cells_over_rows_and_columns_stand_where_they_are_seen() -> None:
    head = "<tr><th rowspan=2>Nämnd<th colspan=2>2025</tr><tr><th>Utfall<th>Budget</tr>"
    rows = "<tr><td rowspan=2>Skola<td>1<td>2</tr><tr><td colspan=2>3</tr><tr><td>Vård<td>4<td>5</tr>"
    assert read_html(f"<main><table>{head}{rows}</table></main>").split("\n") == [
        "Nämnd\t2025 Utfall\t2025 Budget",
        "Skola\t1\t2",
        "Skola\t3\t",
        "Vård\t4\t5",
    ]
