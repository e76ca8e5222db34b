from __future__ import annotations

import pytest

from corpus.structure.cleaning import Line, clean_lines, paragraphs


def texts(raw: str) -> list[str]:
    """The clean lines that are not blank."""
    return [line.text for line in clean_lines(raw) if line.text]


def behind_a_head(raw: str) -> list[str]:
    """The clean lines of ``raw`` where it stands far down in a document."""
    return texts("Ett stycke.\n" + "\n" * 12 + raw)[1:]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Beslut:  ", "Beslut:"),
        ("att tilldela **XXXX** som leverantör (*namn anges*)", "att tilldela XXXX som leverantör (namn anges)"),
        ("__Beslut__ och <b>Summa</b> kursiv <i>text</i><br/>", "Beslut och Summa kursiv text"),
        ("- *Närsjukvårdsområde Norr", "- Närsjukvårdsområde Norr"),
        ("Områdesdirektör*", "Områdesdirektör"),
        ("om x<3 och 5 * 4 * 3", "om x<3 och 5 * 4 * 3"),
        ("fil_namn_ett och __init", "fil_namn_ett och __init"),
        ("se [handlingar](#), ![bild](a.png)", "se handlingar, bild"),
        ("[se bilaga] (ej länk)", "[se bilaga] (ej länk)"),
        ("150\u00a0910\u202f744\u2009kr", "150 910 744 kr"),
        ("sjuk\u00advården\u200b och\ufeff \u202avård", "sjukvården och vård"),
        ("a\u030a och o\u0308", "å och ö"),
        ("R E G I O N A L   P L A N för N Ä R M A R E", "REGIONAL PLAN för NÄRMARE"),
        ("b e s l u t och A L I N G S Å S", "beslut och ALINGSÅS"),
        ("X X X X och A B C D E, m a p många", "X X X X och A B C D E, m a p många"),
        ("250³ kronor, 10¹ procent, 120 m² och 5·10⁶", "250 kronor, 10 procent, 120 m² och 5·10⁶"),
        ("noll\x00tecken\x07 och\ue000", "nolltecken och"),
        ("Summa\t 1 000 \t\t", "Summa\t1 000"),
        ("\tAntal\t3", "\tAntal\t3"),
    ],
)
def test_a_line_is_freed_from_mark_up_and_invisible_characters(raw: str, text: str) -> None:
    assert texts(raw) == [text]


def test_headings_tell_their_level_and_lines_that_they_held_a_link() -> None:
    assert clean_lines("## 2.3 Mål ##\n#tagg\n# **Plan**\n[Protokoll](#)\n####### sju") == (
        Line("2.3 Mål", 2),
        Line("#tagg"),
        Line("Plan", 1),
        Line("Protokoll", 0, True),
        Line("####### sju"),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_breaks_a_line(end: str) -> None:
    assert texts(f"Ärende{end}Beslut") == ["Ärende", "Beslut"]


def pages(raw: str) -> list[tuple[str, int | None]]:
    """The clean lines that are not blank, each with its page."""
    return [(line.text, line.page) for line in clean_lines(raw) if line.text]


def test_joined_letters_are_letters() -> None:
    assert [line.text for line in clean_lines("Eﬀekten är att ﬂer ﬁck det oﬃciella")] == [
        "Effekten är att fler fick det officiella"
    ]


def test_a_form_feed_ends_a_page() -> None:
    raw = "\fAtt anta\nplanen \f\f efter\r\n## Mål\nSida 4(9)\f[länk](#)\f"
    assert pages(raw) == [("Att anta", 2), ("planen", 2), ("efter", 4), ("Mål", 4), ("länk", 5)]
    assert clean_lines(raw)[-1].page == 6


def test_without_a_form_feed_no_line_has_a_page() -> None:
    assert {line.page for line in clean_lines("Ärende\n\n# Mål\vBeslut")} == {None}


def test_a_word_hyphenated_over_a_page_begins_on_the_first_of_its_pages() -> None:
    assert pages("hälso- och sjuk\u00ad\fvården\nnästa") == [("hälso- och sjukvården", 1), ("nästa", 2)]


def test_a_word_hyphenated_softly_at_the_end_of_a_line_is_put_together() -> None:
    assert texts("hälso- och sjuk\u00ad\n   vården\nnästa") == ["hälso- och sjukvården", "nästa"]


@pytest.mark.parametrize(
    "furniture",
    [
        "Ordförandens sign",
        "Ordförandens sign Justerandens sign Exp den Utdragsbestyrkande",
        "Ordförandens sign\tJusterandens sign\tExp den\tUtdragsbestyrkande",
        "Justerandes sign: ____",
        "Justerarens signatur",
        "Exp den",
        "Utdragsbestyrkande",
        "Sida 2(19)",
        "Sida 2 av 19",
        "Sida",
        "sid 4/12",
        "7(25)",
        "24HSN1 7(25)",
        "38 (73)",
        "Datum Dnr Sida",
        "Dnr",
        "PROTOKOLL",
        "Protokoll (nr 3)",
        "Protokoll nr 4",
        "Sammanträdesdatum: 2024-02-07",
        "-------------------",
        "|---|---|",
        "....................",
        "1.2 Region Västerbottens vision.....\t4",
        "2 Uppföljning . . . . . . . 17",
        "§ 94 Val av justerare\t3",
    ],
)
def test_furniture_is_taken_out(furniture: str) -> None:
    assert behind_a_head(f"före\n\n{furniture}\n\nefter") == ["före", "efter"]


@pytest.mark.parametrize(
    "line",
    [
        "Ordförandens signatur ska finnas på varje sida i protokollet.",
        "Utdragsbestyrkande lämnas av sekreteraren.",
        "Exp den 3 mars till berörda nämnder",
        "Justerandens signering dröjer till i morgon",
        "på sida 2 (19) finns tabellen",
        "Underlaget består av tjänsteskrivelse, protokoll",
        "protokoll",
        "Protokoll Läkemedelskommittén 24 maj 2024",
        "Datum för nästa möte",
        "Dnr 2024/114",
        "Sidan 3",
        "2024-09-04",
        "24HSN1",
        "9431",
        "FVIS OCH COSMIC",
        "Kommunstyrelsen",
        "Han sade ...",
        "– 775",
    ],
)
def test_the_same_words_in_running_text_stay(line: str) -> None:
    assert behind_a_head(f"före\n\n{line}\n\nefter") == ["före", line, "efter"]


def test_the_day_of_the_meeting_is_told_once_at_the_top() -> None:
    raw = "Kommunstyrelsen\nSammanträdesdatum: 2024-02-07\n\n§ 1 Ett\n\nSammanträdesdatum: 2024-02-07\n\nText"
    lines = [line.text for line in clean_lines(raw) if line.text]
    assert lines == ["Kommunstyrelsen", "Sammanträdesdatum: 2024-02-07", "§ 1 Ett", "Text"]


def test_a_page_head_spread_over_lines_goes_with_its_neighbours() -> None:
    head = [
        "PROTOKOLL",
        "HÄLSO- OCH",
        "SJUKVÅRDSNÄMNDEN",
        "",
        "Datum Dnr Sida",
        "2024-09-04",
        "",
        "24HSN1 7(25)",
        "",
        "Ordförandens sign Justerandens sign Exp den Utdragsbestyrkande",
    ]
    assert behind_a_head("\n".join(["behöva preciseras.", "", *head, "", "Ambitionen är"])) == [
        "behöva preciseras.",
        "Ambitionen är",
    ]


def test_date_and_case_number_run_together_with_the_word_sida_go_with_their_neighbours() -> None:
    head = "Utdragsbestyrkande\n\nDatum **Dnr**\n23-12-07- 08 23HSN1**Sida**\n19(19)\n"
    assert behind_a_head(f"att delta i beslut.\n{head}\nJusteras") == ["att delta i beslut.", "Justeras"]


def test_a_part_in_capitals_stays_at_the_top_of_a_page() -> None:
    assert behind_a_head("Sida 3(9)\n\nBESLUT\n\nNämnden beslutar") == ["BESLUT", "Nämnden beslutar"]


def test_the_bodys_name_goes_at_the_top_of_a_page_and_stays_at_its_bottom() -> None:
    raw = "Delges\nRegionstyrelsen\n\nSida 3(9)\n\nKommunstyrelsen\n\nProtokoll nr 4\n\nBakgrund"
    assert behind_a_head(raw) == ["Delges", "Regionstyrelsen", "Bakgrund"]


def test_a_running_head_is_known_by_its_coming_back() -> None:
    head = "Göteborgs Stad Kommunstyrelsen, protokoll"
    assert behind_a_head(f"{head}\nett\n{head}\ntvå") == ["ett", "två"]
    assert behind_a_head(f"{head}\nett") == [head, "ett"]


def test_the_kind_of_document_at_the_very_top_is_its_title() -> None:
    assert texts("Umeå kommun\nProtokoll\n2024-03-05\nSida 1(4)\n") == ["Umeå kommun", "Protokoll", "2024-03-05"]


def test_the_kind_of_document_below_the_first_matter_is_a_page_head() -> None:
    raw = "Umeå kommun\nProtokoll\n\n§ 1 Ärendenummer\n\nProtokoll nr 9\nSammanträdesdatum: 2023-10-12\n\nJäv"
    assert texts(raw) == ["Umeå kommun", "Protokoll", "§ 1 Ärendenummer", "Jäv"]


def test_paragraphs_are_parted_by_blank_lines_and_headings() -> None:
    lines = clean_lines("\n\nett\ntvå\n \t\ntre\n# Rubrik\n## Under\nfyra\n")
    assert [[line.text for line in run] for run in paragraphs(lines)] == [
        ["ett", "två"],
        ["tre"],
        ["Rubrik"],
        ["Under", "fyra"],
    ]
