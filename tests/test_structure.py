from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.base.types import Block, Section
from corpus.loading.corpus_folder import parse_document
from corpus.structure.cleaning import clean_lines
from corpus.structure.sectioning import read_structure
from corpus.structure.wrapping import join_lines
from corpus.vocabulary.parts import PARTS
from tests.sweeps import size


def read(raw: str) -> list[tuple[Section, list[tuple[str, str]]]]:
    """The sections, each with its blocks as kind and text."""
    text, sections = read_structure(clean_lines(raw))
    return [
        (section, [(block.kind, text[block.start : block.end]) for block in section.blocks]) for section in sections
    ]


def headings(raw: str) -> list[tuple[str | None, tuple[str, ...], str | None]]:
    return [(section.number, section.heading, section.case_number) for section, _ in read(raw)]


def blocks(raw: str) -> list[tuple[str, str]]:
    """The blocks of a text that holds one section."""
    ((_, found),) = read(raw)
    return found


# Matters


def test_a_matter_has_number_heading_and_case_number() -> None:
    raw = (
        "Inför mötet informeras nämnden.\n\n§ 96 Hälso- och sjukvårdsdirektörens rapport\n\nDiarienummer: 24HSN77\n"
        "Ärendeansvarig: Maria Strandberg\n\nBeslut:\n\nNämnden beslutar\n\natt lägga informationen till handlingarna."
    )
    assert [(section.id, section.number, section.heading, section.case_number) for section, _ in read(raw)] == [
        ("s1", None, (), None),
        ("s2", "§ 96", ("Hälso- och sjukvårdsdirektörens rapport",), "24HSN77"),
    ]
    assert read(raw)[1][1] == [
        ("heading", "§ 96 Hälso- och sjukvårdsdirektörens rapport"),
        ("field", "Diarienummer: 24HSN77"),
        ("field", "Ärendeansvarig: Maria Strandberg"),
        ("heading", "Beslut:"),
        ("paragraph", "Nämnden beslutar"),
        ("item", "att lägga informationen till handlingarna."),
    ]


def test_a_matter_on_the_same_line_as_the_end_of_the_text_before() -> None:
    raw = "§ 95 Föredragningslista\n\natt fastställa listan. § 96 Direktörens rapport\n\nBeslut"
    assert headings(raw) == [("§ 95", ("Föredragningslista",), None), ("§ 96", ("Direktörens rapport",), None)]
    assert read(raw)[0][1][-1] == ("item", "att fastställa listan.")


def test_a_matter_right_below_text_without_a_stop() -> None:
    raw = "§ 96 Rapport\n\nPowerPoint, bilaga 13\n § 97 Månadsuppföljning juli 2024\n\nDiarienummer: 24HSN74"
    assert headings(raw) == [("§ 96", ("Rapport",), None), ("§ 97", ("Månadsuppföljning juli 2024",), "24HSN74")]


@pytest.mark.parametrize(
    "reference",
    [
        "Ärendet har tidigare behandlats enligt §\n88 i protokollet från mötet.",
        "Ärendet återremitterades den 7 februari 2024,\n§ 104.",
        "Utskottet den 28 augusti 2024\n§ 66. Pia Lundin avstod från att delta i beslutet.",
        "Ärendet behandlades av fullmäktige och\n§ 41 Budget antogs.",
        "Avtalet sägs upp utifrån\n§ 12 i avtalet om regionvård.",
        "Enligt 5 kap. § 67 Kommunallagen ska så ske.",
        "Protokollsutdrag (fullmäktige) § 91 Årsredovisning bifogas.",
        "Justeringen omfattar\n§§ 92, 96 och 98 i protokollet.",
    ],
)
def test_a_reference_to_another_paragraph_begins_no_matter(reference: str) -> None:
    raw = f"§ 107 Tilläggsbudget\n\n{reference}\n\n§ 108 Delgivningar\n\nIngenting."
    assert [section.number for section, _ in read(raw)] == ["§ 107", "§ 108"]
    assert read(raw)[0][1][1] == ("paragraph", reference.replace("\n", " "))


def test_a_bold_heading_over_several_lines() -> None:
    raw = (
        "**§ 96 Yttrande över remiss från Socialdepartementet:\nPromemorian Elektronisk tillgång\n"
        "inom tandvården**\n\nDnr 23HSN4074"
    )
    heading = "Yttrande över remiss från Socialdepartementet: Promemorian Elektronisk tillgång inom tandvården"
    assert headings(raw) == [("§ 96", (heading,), "23HSN4074")]
    assert blocks(raw)[0] == ("heading", f"§ 96 {heading}")


def test_a_heading_below_the_number_and_its_labelled_case_number() -> None:
    raw = (
        "§ 183 Ärendenummer SLK-2024-00074\n\nGenomförandebeslut Citybuss Norra Älvstranden etapp 1.1\n"
        "och pendlingscykelbana\nBeslut\n\nÄrendet bordläggs."
    )
    heading = "Genomförandebeslut Citybuss Norra Älvstranden etapp 1.1 och pendlingscykelbana"
    assert headings(raw) == [("§ 183", (heading,), "SLK-2024-00074")]
    assert blocks(raw) == [
        ("heading", "§ 183 Ärendenummer SLK-2024-00074"),
        ("heading", heading),
        ("heading", "Beslut"),
        ("paragraph", "Ärendet bordläggs."),
    ]


@pytest.mark.parametrize(
    "first", ["§ 1 Ärendenummer\n\nTid för justering", "§ 1\nTid för justering", "§ 1.\n\nTid för justering"]
)
def test_a_heading_below_a_bare_number(first: str) -> None:
    assert headings(f"{first}\n\nBeslut\n\nTorsdag.") == [("§ 1", ("Tid för justering",), None)]


def test_a_bare_case_number_before_the_heading() -> None:
    assert headings("§ 23 0756/22 Redovisning av uppdrag\noch mer\n\nBeslut") == [
        ("§ 23", ("Redovisning av uppdrag och mer",), "0756/22")
    ]


def test_a_matter_without_heading_still_counts() -> None:
    assert headings("§ 1\n\nBeslut\n\nAntecknas.") == [("§ 1", (), None)]


def test_a_heading_ends_where_a_body_begins_to_decide() -> None:
    raw = "§ 5 Månadsuppföljning för hela hälso- och sjukvården\nKommunstyrelsen beslutar att godkänna rapporten."
    assert blocks(raw) == [
        ("heading", "§ 5 Månadsuppföljning för hela hälso- och sjukvården"),
        ("paragraph", "Kommunstyrelsen beslutar att godkänna rapporten."),
    ]


def test_a_heading_ends_where_a_line_is_wider_than_its_own_could_be() -> None:
    raw = (
        "§ 5 Ärendenummer KS 2024-00012\n\nAnmälan av regionens beslut att utse en ny ersättare\n"
        "i nämnden i stället för Gudrun Sjödin (S)\n"
        "Regionens valnämnd har den 7 mars 2024 utsett en ny ersättare i stället för den som har\navgått.\n\nBeslut"
    )
    assert headings(raw)[0][1] == (
        "Anmälan av regionens beslut att utse en ny ersättare i nämnden i stället för Gudrun Sjödin (S)",
    )
    assert blocks(raw)[2] == (
        "paragraph",
        "Regionens valnämnd har den 7 mars 2024 utsett en ny ersättare i stället för den som har avgått.",
    )


def test_a_wide_line_goes_on_with_a_heading_that_ends_open() -> None:
    raw = "§ 5 Motion av Gudrun Sjödin (S) och\nElina Backlund Arab (S) om att bygga om huset\ntill bostäder\n\nBeslut"
    heading = "Motion av Gudrun Sjödin (S) och Elina Backlund Arab (S) om att bygga om huset till bostäder"
    assert headings(raw) == [("§ 5", (heading,), None)]


def test_a_sentence_below_a_heading_is_none_of_it_but_an_abbreviation_is() -> None:
    raw = (
        "§ 5 Regiondirektörens anmälningar i nämnden\nInga anmälningar förekom.\n\n§ 6 Avtal om lokaler i\nUmeå m.m.\n"
    )
    assert headings(raw) == [
        ("§ 5", ("Regiondirektörens anmälningar i nämnden",), None),
        ("§ 6", ("Avtal om lokaler i Umeå m.m.",), None),
    ]


def test_a_heading_can_go_on_with_att_and_a_dash() -> None:
    raw = "§ 9 Motion från Vänsterpartiet om\natt utreda avgiftsfri tandvård\n- nu fråga om bordläggning\nBeslut"
    heading = "Motion från Vänsterpartiet om att utreda avgiftsfri tandvård - nu fråga om bordläggning"
    assert headings(raw) == [("§ 9", (heading,), None)]


def test_the_head_of_a_page_that_a_matter_goes_on_over_begins_no_new_one() -> None:
    raw = "§ 29 0128/22\nRedovisning av uppdrag\nBeslut\n\nAntecknas.\n\n§ 29 0128/22\nDelges\nAlla nämnder"
    assert headings(raw) == [("§ 29", ("Redovisning av uppdrag",), "0128/22")]
    assert blocks(raw)[-2:] == [("heading", "Delges"), ("paragraph", "Alla nämnder")]


def test_signatures_are_a_section_of_their_own() -> None:
    raw = "§ 98 Handlingsplan\n\nAntecknas.\n\nJusteras\n\n.....\nElina Backlund Arab\n\nVid protokollet\n\nMaria Öhman"
    assert headings(raw)[1:] == [(None, ("Justeras",), None), (None, ("Vid protokollet",), None)]


# Parts


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("shown", ["{}", "{}:", "**{}**"])
def test_every_part_is_known(part: str, shown: str) -> None:
    _, sections = read_structure(clean_lines(f"§ 1 Rubrik\n\n{shown.format(part)}\n\nEn mening."))
    assert [(block.kind, block.part) for block in sections[0].blocks] == [
        ("heading", None),
        ("heading", part),
        ("paragraph", part),
    ]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("Kommunstyrelsens beslut", "Beslut"),
        ("Hälso- och sjukvårdsnämndens beslut", "Beslut"),
        ("Arbetsutskottets förslag till beslut", "Förslag till beslut"),
        ("Kommunstyrelsens förslag till kommunfullmäktige", "Förslag till beslut"),
        ("BAKGRUND", "Bakgrund"),
    ],
)
def test_parts_can_say_whose_they_are_or_stand_in_capitals(line: str, part: str) -> None:
    _, sections = read_structure(clean_lines(f"§ 1 Rubrik\n\n{line}\n\nEn mening."))
    assert sections[0].blocks[-1].part == part


def test_the_last_word_of_a_wrapped_line_is_no_part() -> None:
    raw = "§ 1 Rubrik\n\nNämnden handlade i enlighet med fullmäktiges\nbeslut\noch återrapporterar nu."
    assert blocks(raw)[1:] == [
        ("paragraph", "Nämnden handlade i enlighet med fullmäktiges beslut och återrapporterar nu.")
    ]


def test_a_new_matter_is_in_no_part() -> None:
    _, sections = read_structure(clean_lines("§ 1 Ett\n\nBeslut\n\nAntas.\n\n§ 2 Två\n\nEn mening."))
    assert sections[1].blocks[1].part is None


# Chapters and plain headings


def test_numbered_chapters_form_a_path() -> None:
    raw = (
        "# 2 Mål\n\n## 2.3 Fullmäktiges mål\n\n### Mål 1. Trygghet\n\nText.\n\n## 2.4 Mer\n\n"
        "# 3 Uppdrag\n## 3.1 Från nämnd\nText."
    )
    assert headings(raw) == [
        ("2", ("Mål",), None),
        ("2.3", ("Mål", "Fullmäktiges mål"), None),
        (None, ("Mål", "Fullmäktiges mål", "Mål 1. Trygghet"), None),
        ("2.4", ("Mål", "Mer"), None),
        ("3", ("Uppdrag",), None),
        ("3.1", ("Uppdrag", "Från nämnd"), None),
    ]


def test_a_chapter_ten_is_not_below_chapter_one() -> None:
    assert [number for number, *_ in headings("# 1 A\n\n# 10 B\n\n## 10.1 C")] == ["1", "10", "10.1"]
    assert headings("# 1 A\n\n# 10 B\n\n## 10.1 C")[2][1] == ("B", "C")


def test_a_plan_that_names_one_paragraph_of_a_law_stays_a_plan() -> None:
    raw = "# 1 Inledning\n\n§ 12 Kommunallagen styr.\n\n# 2 Mål\n\nText."
    assert [number for number, *_ in headings(raw)] == ["1", "2"]


def test_matters_can_be_marked_as_headings() -> None:
    raw = "# Protokoll\n\n## § 12 Budget\n\n### Beslut\n\nAntas."
    assert [(number, heading) for number, heading, _ in headings(raw)] == [(None, ()), ("§ 12", ("Budget",))]


def test_plain_lines_between_blank_ones_are_headings_in_a_summary() -> None:
    raw = (
        "Sammanfattning från regionstyrelsen\n\n[Protokoll och handlingar](#)\n\nUtredning om arbetskor\n\n"
        "Det är skillnad på skor. Skyddsskor skyddar.\n\n1. Kontant bidrag på lönen\n\nSe nämnden\noch styrelsen"
    )
    assert read(raw)[0][1] == [
        ("heading", "Sammanfattning från regionstyrelsen"),
        ("paragraph", "Protokoll och handlingar"),
    ]
    assert read(raw)[1][1] == [
        ("heading", "Utredning om arbetskor"),
        ("paragraph", "Det är skillnad på skor. Skyddsskor skyddar."),
        ("item", "1. Kontant bidrag på lönen"),
        ("paragraph", "Se nämnden och styrelsen"),
    ]


@pytest.mark.parametrize(
    "line",
    ["Det här är en mening.", "och resten av en mening", "Först. Sedan", "A" * 121, "Följande gäller:", "Varför inte?"],
)
def test_what_ends_or_begins_like_running_text_is_no_plain_heading(line: str) -> None:
    assert blocks(line) == [("paragraph", line)]


# Text


def test_lines_of_a_paragraph_are_joined_and_cut_words_put_together() -> None:
    raw = (
        "laboratorie- och\nröntgenundersökningar till de somatiska slutenvård-\nverksamheterna samt hälso-\n"
        "och sjukvården för – 565 mnkr, vilket är -\n115 mnkr sämre."
    )
    assert blocks(raw) == [
        (
            "paragraph",
            "laboratorie- och röntgenundersökningar till de somatiska slutenvård-verksamheterna samt hälso- och "
            "sjukvården för – 565 mnkr, vilket är - 115 mnkr sämre.",
        )
    ]


def test_a_paragraph_cut_by_a_page_is_put_together() -> None:
    raw = (
        "§ 98 Handlingsplan\n"
        + "\n" * 12
        + "Det kan därmed konstateras att de beslutade åtgärderna i handlingsplanen inte har\n\n"
        "Ordförandens sign\tJusterandens sign\tExp den\tUtdragsbestyrkande\n\nDatum Dnr\n2024-09-04\n7(25)\n\n"
        "fått förväntad effekt.\n\nBeslut om desamma och allt annat som hör till kommer att fattas av\n\nSida 8(25)\n\n"
        "Regionfullmäktige i november."
    )
    assert blocks(raw)[1:] == [
        (
            "paragraph",
            "Det kan därmed konstateras att de beslutade åtgärderna i handlingsplanen inte har fått förväntad effekt.",
        ),
        (
            "paragraph",
            "Beslut om desamma och allt annat som hör till kommer att fattas av Regionfullmäktige i november.",
        ),
    ]


def test_a_finished_paragraph_is_not_joined_with_the_next() -> None:
    raw = "En mening som är tillräckligt lång för att kunna vara avbruten av sidan.\n\noch en till."
    assert len(blocks(raw)) == 2


@pytest.mark.parametrize("bullet", ["•", "o", "-", "–", "*", "a)", "1.", "2)"])
def test_bullets_are_items(bullet: str) -> None:
    raw = f"Följande gäller:\n\n{bullet} Minska behovet\n{bullet} Öka tillgången\n  till vård\n\nSlut på listan."
    assert blocks(raw) == [
        ("paragraph", "Följande gäller:"),
        ("item", f"{bullet} Minska behovet"),
        ("item", f"{bullet} Öka tillgången till vård"),
        ("paragraph", "Slut på listan."),
    ]


def test_a_dash_inside_a_wrapped_sentence_is_no_bullet() -> None:
    raw = "Strategi för genomförandet av kostnadsreduceringar\n– reviderad handlingsplan, bilaga 2."
    assert blocks(raw) == [("paragraph", raw.replace("\n", " "))]


def test_names_below_the_bullets_of_a_list_are_items_of_their_own() -> None:
    raw = (
        "Planer för områdena:\n\n- Somatik\nOmrådesdirektör Caroline Herlin\n- Psykiatri\n"
        "Områdesdirektör Kristina Mårtensson"
    )
    assert blocks(raw)[1:] == [
        ("item", "- Somatik"),
        ("item", "Områdesdirektör Caroline Herlin"),
        ("item", "- Psykiatri"),
        ("item", "Områdesdirektör Kristina Mårtensson"),
    ]


def test_a_list_of_persons_and_a_list_below_a_colon_are_items() -> None:
    assert blocks("Gudrun Sjödin (S)\nTorgny Jarl (S)\nIngela Korhonen (SJVP)") == [
        ("item", "Gudrun Sjödin (S)"),
        ("item", "Torgny Jarl (S)"),
        ("item", "Ingela Korhonen (SJVP)"),
    ]
    assert blocks("Projekt:\n9199 Regionens Hus\n9175 Hälsocentral")[1:] == [
        ("item", "9199 Regionens Hus"),
        ("item", "9175 Hälsocentral"),
    ]


def test_clauses_are_items_but_a_sentence_that_begins_with_att_is_a_paragraph() -> None:
    raw = "§ 1 Rubrik\n\nBeslut\n\nAtt godkänna rapporten.\n\nBedömning\n\nAtt driva förändring kräver delaktighet."
    assert blocks(raw)[2::2] == [
        ("item", "Att godkänna rapporten."),
        ("paragraph", "Att driva förändring kräver delaktighet."),
    ]
    raw = "§ 1 Rubrik\n\nNämnden beslutar\n\nAtt anta planen, samt\n\n”att avge yttrandet”."
    assert [kind for kind, _ in blocks(raw)] == ["heading", "paragraph", "item", "item"]


def test_a_roll_call_torn_apart_keeps_a_block_for_each_line() -> None:
    raw = "§ 1 Rubrik\n\nOmröstning\n\nLedamot\nJa\nNej\nGudrun Sjödin (S)\nx\nMaria Öhman\n-\nX\nSumma\n1\n1"
    assert [text for _, text in blocks(raw)[2:]] == [
        *("Ledamot", "Ja", "Nej"),
        *("Gudrun Sjödin (S)", "x", "Maria Öhman", "-", "X"),
        *("Summa", "1", "1"),
    ]


def test_fields_stand_alone_also_on_lines_right_below_each_other() -> None:
    raw = "§ 1 Rubrik\n\nDiarienummer: 24HSN1\nHandläggare: Katarina Rask\nNämnden har tagit del av ärendet."
    assert blocks(raw)[1:] == [
        ("field", "Diarienummer: 24HSN1"),
        ("field", "Handläggare: Katarina Rask"),
        ("paragraph", "Nämnden har tagit del av ärendet."),
    ]


def test_the_normalised_text_puts_list_items_close_and_other_blocks_apart() -> None:
    text, _ = read_structure(clean_lines("Rubrik\n\n\n\nFöljande:\n\n• ett\n\n• två\n\nSlut.\n\n\n"))
    assert text == "Rubrik\n\nFöljande:\n• ett\n• två\n\nSlut."


def test_nothing_gives_nothing() -> None:
    assert read_structure(clean_lines("")) == ("", ())
    assert read_structure(clean_lines("\n\n \t \nSida 3(9)\n")) == ("", ())


# Pages


def test_a_block_has_the_page_it_begins_on_and_goes_on_over_the_break() -> None:
    raw = (
        "§ 1 Rubrik\n\nEtt stycke som är mycket längre än en rad och går vidare på nästa\n\nSida 2(3)\f"
        "Sida 3(3)\n\nsida utan att brytas.\n\n• Namn\nPost\t2024\t2025\n\f§ 2 Ärendenummer\n\fSlut"
    )
    text, sections = read_structure(clean_lines(raw))
    assert [(text[block.start : block.end], block.page) for section in sections for block in section.blocks] == [
        ("§ 1 Rubrik", 1),
        ("Ett stycke som är mycket längre än en rad och går vidare på nästa sida utan att brytas.", 1),
        ("• Namn", 2),
        ("Post\t2024\t2025", 2),
        ("§ 2 Ärendenummer", 3),
        ("Slut", 4),
    ]


def test_without_form_feeds_no_block_has_a_page() -> None:
    _, sections = read_structure(clean_lines("§ 1 Rubrik\n\nText.\n\nPost\t2024\t2025"))
    assert {block.page for block in sections[0].blocks} == {None}


# Spans

LINES = st.sampled_from(
    [
        "",
        "   ",
        "§ 12 Rubrik",
        "§ 13",
        "§ 14 Ärendenummer SLK-2024-00074",
        "text som slutar. § 15 Ny Rubrik",
        "§",
        "§ 16 och mer",
        "# 1 Inledning",
        "## 1.1 Syfte",
        "# ",
        "Plan för hållbar ekonomi",
        "Beslut:",
        "Yrkanden",
        "Nämnden beslutar",
        "Nämnden föreslår att fullmäktige beslutar:",
        "att anta planen; samt",
        "Att lägga den till handlingarna.",
        "• Minska behovet",
        "- varav lån",
        "1. Öka tillgången",
        "Diarienummer: 24HSN77",
        "Handläggare: enheten",
        "Gudrun Sjödin (S)",
        "Post\tBudget 2024\tBudget 2025",
        "\tKostnad\t1\u00a0000",
        "intäkter\t2\t",
        "\t\t",
        "Ordförandens sign\tJusterandens sign",
        "Sida 2(19)",
        "2024-09-04",
        "Justeras",
        "en lång rad som bryts mitt i meningen så att resten av den får stå på nästa rad i sjukvård-",
        "verksamheten, och",
        "\ufeff\u200b",
        "a\u030a \u2028 \U0001f600 \u202e \x0b \x85 \ue000",
        "**",
        "[länk](#)",
        "<b></b>",
    ]
)


def assert_spans_hold(text: str, sections: tuple[Section, ...]) -> None:
    """Sections and blocks stand in order, do not overlap, begin and end at words, and hold all the text."""
    position = 0
    for section in sections:
        assert section.blocks
        assert (section.start, section.end) == (section.blocks[0].start, section.blocks[-1].end)
        for block in section.blocks:
            assert position <= block.start < block.end
            assert text[position : block.start].strip() == ""
            assert_block_holds(text[block.start : block.end], block)
            position = block.end
    assert position == len(text)
    assert len({section.id for section in sections}) == len(sections)


def assert_block_holds(shown: str, block: Block) -> None:
    assert "\n" not in shown
    assert shown.strip()
    if block.kind == "row":
        cells = shown.split("\t")
        assert len(cells) == len(block.cells)
        assert cells[1:] == list(block.cells[1:])
    else:
        assert shown == shown.strip()
        assert (block.columns, block.cells) == ((), ())
    assert (block.status is None) or block.kind != "heading"


@pytest.mark.sampled
@settings(max_examples=size(300, 60), deadline=None)
@given(st.lists(LINES, max_size=25))
def test_every_block_is_what_stands_at_its_place(lines: list[str]) -> None:
    assert_spans_hold(*read_structure(clean_lines("\n".join(lines))))


@pytest.mark.sampled
@settings(max_examples=size(200, 60), deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("aÅ1§#*•-–.:;,()[]<>_|\t\n\r\x0b\u00ad\u00a0\u2028\ufeff\u0301\U0001f600 "),
        max_size=120,
    )
)
def test_every_block_is_what_stands_at_its_place_in_odd_text(raw: str) -> None:
    assert_spans_hold(*read_structure(clean_lines(raw)))


@pytest.mark.sampled
@settings(max_examples=size(100, 30), deadline=None)
@given(st.lists(LINES.filter(lambda line: "\t" not in line and not line.startswith(("§ 13", "§ 14"))), max_size=15))
def test_nothing_but_space_and_hyphens_that_cut_words_is_lost_or_added(lines: list[str]) -> None:
    """But for the names of columns and page heads, which are shown once."""
    heads = [line for line in lines if line.lstrip().startswith("§")]
    assume(len(heads) == len(set(heads)))
    cleaned = clean_lines("\n".join(lines))
    text, _ = read_structure(cleaned)
    shown = "".join("".join(line.text.split()) for line in cleaned)
    assert "".join(text.split()).replace("-", "") == shown.replace("-", "")


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (("Den nya so-", "cialtjänstlagen gäller."), "Den nya socialtjänstlagen gäller."),
        (("Prognosen för lä-", "kemedelskostnaderna höjs."), "Prognosen för läkemedelskostnaderna höjs."),
        (("Köp av IT-", "system för e-", "post."), "Köp av IT-system för e-post."),
        (("Den somatiska slutenvård-", "verksamheten växer."), "Den somatiska slutenvård-verksamheten växer."),
        (("Det icke-", "vinstdrivande bolaget i Svartå-", "dalen."), "Det icke-vinstdrivande bolaget i Svartå-dalen."),
        (("Inom hälso-", "och sjukvården."), "Inom hälso- och sjukvården."),
        (("Motion av Eva Sundén-", "Andersson (D)."), "Motion av Eva Sundén-Andersson (D)."),
        (("Hyra -", "Lokaler."), "Hyra - Lokaler."),
    ],
)
def test_a_word_cut_at_the_end_of_a_line_keeps_only_a_hyphen_of_its_own(cut: tuple[str, ...], whole: str) -> None:
    assert join_lines(cut) == whole


@pytest.mark.parametrize(
    "name", ["Omröstning - huvudvotering", "Huvudvotering", "Votering 2", "Omröstning om motförslag"]
)
def test_votes_of_every_name_are_parts(name: str) -> None:
    document = parse_document(
        "d", "d.txt", f"§ 1 Rubrik\n\n{name}\n\nMed 7 ja-röster mot 6 nej-röster bifalls det.", ""
    )
    assert [block.part for block in document.sections[0].blocks] == [None, "Omröstning", "Omröstning"]


def test_an_appendix_is_no_part_of_the_last_matter() -> None:
    document = parse_document(
        "d", "d.txt", "§ 1 Rubrik\n\nBeslut\n\nAntecknas.\n\nBilaga 2\n\nAntal Ja: 43\n\nBilaga 3", ""
    )
    assert [section.heading for section in document.sections] == [("Rubrik",), ("Bilaga 2",), ("Bilaga 3",)]
