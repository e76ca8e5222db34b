"""Passages and units: where they begin and end, what they show, and what is kept together."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.base.errors import UnreadableFile
from corpus.base.types import Block, Document, Section
from corpus.loading.corpus_folder import load_corpus, parse_document
from indexer.passages import passages_of_document, row_text
from indexer.types import Passage, Unit
from tests.sweeps import size

BUNDLED = [
    found
    for found in load_corpus([Path(__file__).resolve().parent.parent / "corpus" / "documents"], 1_000_000)
    if isinstance(found, Document)
]
LIMIT = 900


def read(raw: str) -> Document:
    return parse_document("d", "d.md", raw, hashlib.sha256(raw.encode()).hexdigest())


def passages_of_text(raw: str, limit: int = LIMIT) -> tuple[Passage, ...]:
    return passages_of_document(read(raw), limit)


def units_of(raw: str) -> list[tuple[str, str]]:
    return [(unit.kind, unit.text) for passage in passages_of_text(raw) for unit in passage.units]


def unit_with(raw: str, kind: str) -> Unit:
    return next(unit for passage in passages_of_text(raw) for unit in passage.units if unit.kind == kind)


def section_of(document: Document, passage: Passage) -> Section:
    return next(section for section in document.sections if section.id == passage.section_id)


def blocks_in(document: Document, passage: Passage) -> list[Block]:
    blocks = section_of(document, passage).blocks
    return [block for block in blocks if block.start < passage.end and block.end > passage.start]


# What holds of every document


def assert_passages_hold(document: Document, limit: int) -> None:
    """Demand of the document's passages all that a passage promises."""
    passages = passages_of_document(document, limit)
    assert [passage.id for passage in passages] == [f"{document.id}:{number}" for number in range(len(passages))]
    assert all(before.end <= after.start for before, after in pairwise(passages))
    for passage in passages:
        section, blocks = section_of(document, passage), blocks_in(document, passage)
        assert passage.document_id == document.id
        assert section.start <= passage.start < passage.end <= section.end
        assert set(passage.parts) == {block.part for block in blocks if block.part}
        rows = [block for block in blocks if block.kind == "row"]
        if rows:
            assert all(row_text(row) in passage.text for row in rows)
        else:
            assert document.text[passage.start : passage.end] == passage.text
        longest_row = max((row.end - row.start for row in rows), default=0)
        assert passage.end - passage.start <= max(1.25 * limit, longest_row)
        for unit in passage.units:
            assert_unit_holds(document, passage, unit)
    assert_nothing_is_lost(document, passages)


def assert_unit_holds(document: Document, passage: Passage, unit: Unit) -> None:
    assert passage.start <= unit.start < unit.end <= passage.end
    assert unit.text.strip()
    if unit.kind == "row":
        blocks = section_of(document, passage).blocks
        assert unit.text in [row_text(block) for block in blocks if (block.start, block.end) == (unit.start, unit.end)]
    else:
        assert unit.text == document.text[unit.start : unit.end]


def assert_nothing_is_lost(document: Document, passages: tuple[Passage, ...]) -> None:
    inside = {position for passage in passages for position in range(passage.start, passage.end)}
    for section in document.sections:
        if all(block.kind == "heading" for block in section.blocks):
            continue
        positions = range(section.start, section.end)
        outside = "".join(document.text[position] for position in positions if position not in inside)
        assert not outside.strip()


@pytest.mark.parametrize("limit", [200, 900, 4000])
@pytest.mark.parametrize("document", BUNDLED, ids=lambda document: document.id)
def test_passages_of_the_bundled_documents(document: Document, limit: int) -> None:
    assert_passages_hold(document, limit)


def test_there_are_five_bundled_documents_and_most_passages_fill_their_size() -> None:
    assert len(BUNDLED) == 5
    plan = next(document for document in BUNDLED if document.kind == "plan")
    sizes = [passage.end - passage.start for passage in passages_of_document(plan, LIMIT)]
    assert sum(sizes) / len(sizes) > LIMIT / 2


_WORDS = st.text("abcdefåäöÅÄÖ0123456789-–§%()", min_size=1, max_size=12)
_SENTENCES = st.lists(_WORDS, min_size=1, max_size=25).map(lambda words: f"{' '.join(words).capitalize()}.")
_PARAGRAPHS = st.lists(_SENTENCES, min_size=1, max_size=12).map(" ".join)
_PIECES = st.one_of(
    _PARAGRAPHS,
    _WORDS.map(lambda word: f"# {word}"),
    _WORDS.map(lambda word: f"## 1.2 {word}"),
    st.tuples(st.integers(1, 300), _WORDS).map(lambda matter: f"§ {matter[0]} Ärende {matter[1]}"),
    st.sampled_from(["Beslut", "Yrkanden", "Förslag till beslut", "Ärendebeskrivning", "Diarienummer: 24RS17"]),
    st.lists(_SENTENCES, min_size=1, max_size=6).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(_SENTENCES, min_size=1, max_size=3).map(lambda items: "\n".join(["Nämnden beslutar", *items])),
    st.lists(st.lists(_WORDS, min_size=3, max_size=3).map("\t".join), min_size=1, max_size=6).map("\n".join),
    st.text(max_size=60),
    _WORDS.map(lambda word: word * 60),
)


@pytest.mark.sampled
@settings(deadline=None, max_examples=size(150, 50))
@given(st.lists(_PIECES, min_size=1, max_size=12).map("\n\n".join), st.sampled_from([200, 300, 900]))
def test_passages_of_generated_documents(raw: str, limit: int) -> None:
    try:
        document = read(raw)
    except UnreadableFile:
        return  # nothing is left once it is cleaned
    assert_passages_hold(document, limit)


# Where passages are cut


def test_a_short_section_is_one_passage_with_its_heading() -> None:
    (passage,) = passages_of_text("# Inledning\n\nFörsta stycket.\n\nAndra stycket.\n\n# Kapitel")
    assert passage == Passage(
        "d:0",
        "d",
        "s1",
        0,
        42,
        "Inledning\n\nFörsta stycket.\n\nAndra stycket.",
        (),
        passage.units,
    )


def test_a_heading_without_text_is_no_passage_but_a_matter_is_one() -> None:
    assert passages_of_text("# Kapitel\n\n# Avsnitt") == ()
    assert [passage.text for passage in passages_of_text("§ 1 Val av justerare\n\n§ 2 Mötets avslutning")] == [
        "§ 1 Val av justerare",
        "§ 2 Mötets avslutning",
    ]


def test_no_passage_crosses_from_one_section_to_the_next() -> None:
    passages = passages_of_text("# Ett\n\nKort text här.\n\n# Två\n\nOckså kort text.")
    assert [(passage.section_id, passage.text) for passage in passages] == [
        ("s1", "Ett\n\nKort text här."),
        ("s2", "Två\n\nOckså kort text."),
    ]


def sentence(number: int, length: int) -> str:
    """A sentence of exactly ``length`` characters."""
    start = f"Mening {number} om "
    return f"{start}{'x' * (length - len(start) - 1)}."


def test_paragraphs_are_packed_up_to_the_limit() -> None:
    # 99 characters and two line breaks each: two make 200 exactly, a third does not fit.
    paragraphs = [sentence(number, 99) for number in range(1, 5)]
    passages = passages_of_text("\n\n".join(paragraphs), limit=200)
    assert [passage.text for passage in passages] == ["\n\n".join(paragraphs[:2]), "\n\n".join(paragraphs[2:])]
    assert [passage.end - passage.start for passage in passages] == [200, 200]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [sentence(number, 66) for number in range(1, 8)]
    passages = passages_of_text(" ".join(sentences), limit=200)
    assert [passage.text for passage in passages] == [" ".join(sentences[:3]), " ".join(sentences[3:6]), sentences[6]]


def test_a_long_list_item_is_quoted_in_as_few_pieces_as_fit() -> None:
    sentences = [sentence(number, 66) for number in range(1, 8)]
    passages = passages_of_text(f"- {' '.join(sentences)}", limit=200)
    items = [unit.text for passage in passages for unit in passage.units if unit.kind == "item"]
    # The mark of the list leaves room for two sentences beside it, 200 characters for three.
    assert items == [f"- {' '.join(sentences[:2])}", " ".join(sentences[2:5]), " ".join(sentences[5:])]


def test_an_abbreviation_is_no_place_to_cut() -> None:
    # «kl.» ends at the 190th character: a cut at every stop would part it from its hour.
    first = sentence(1, 150)
    second = f"Mötet börjar {'x' * 22} kl. 09.00 i fullmäktigesalen."
    passages = passages_of_text(f"{first} {second}", limit=200)
    assert [passage.text for passage in passages] == [first, second]


def test_a_sentence_that_is_longer_than_a_passage_is_cut_between_words() -> None:
    words = [f"ord{number:03d}" for number in range(60)]
    passages = passages_of_text(f"Kort mening först här. Sedan {' '.join(words)} slut.", limit=200)
    assert all(passage.end - passage.start <= 250 for passage in passages)
    assert (
        " ".join(passage.text for passage in passages).split()
        == f"Kort mening först här. Sedan {' '.join(words)} slut.".split()
    )


def test_a_short_tail_goes_with_the_passage_before_it() -> None:
    # The last of 30 characters is under a fifth of 200; with it the passage has 232, under 250.
    long, tail = sentence(1, 200), sentence(2, 30)
    assert [passage.text for passage in passages_of_text(f"{long}\n\n{tail}", limit=200)] == [f"{long}\n\n{tail}"]
    longer_tail = sentence(2, 40)
    assert [passage.text for passage in passages_of_text(f"{long}\n\n{longer_tail}", limit=200)] == [long, longer_tail]


def test_a_passage_that_is_half_full_ends_where_a_part_of_the_matter_ends() -> None:
    matter = "§ 7 Busstrafik\n\nÄrendebeskrivning\n\n{}\n\nBeslut\n\n" + sentence(2, 60)
    half_full = passages_of_text(matter.format(sentence(1, 80)), limit=200)
    assert [passage.parts for passage in half_full] == [("Ärendebeskrivning",), ("Beslut",)]
    less = passages_of_text(matter.format(sentence(1, 60)), limit=200)
    assert [passage.parts for passage in less] == [("Ärendebeskrivning", "Beslut")]


def test_a_list_is_kept_with_the_words_that_lead_on_to_it() -> None:
    before = sentence(1, 150)
    listed = "Nämnden har tre mål:\n\n- kortare köer\n- fler besök\n- bättre hälsa"
    passages = passages_of_text(f"{before}\n\n{listed}", limit=200)
    assert [passage.text.replace("\n\n", "\n") for passage in passages] == [before, listed.replace("\n\n", "\n")]


# Tables

TABLE = "# Mål\n\nMål\tUtfall 2023\tMål 2025\nKortare köer\t71 %\t72 %\n\t31 %\t29 %\nFler besök\t\t5"


def test_rows_are_shown_with_the_names_of_their_columns() -> None:
    (passage,) = passages_of_text(TABLE)
    assert passage.text.splitlines() == [
        "Mål",
        "Mål; Utfall 2023; Mål 2025",
        "Mål: Kortare köer; Utfall 2023: 71 %; Mål 2025: 72 %",
        "Mål: Kortare köer; Utfall 2023: 31 %; Mål 2025: 29 %",
        "Mål: Fler besök; Mål 2025: 5",
    ]


def test_rows_are_units_but_the_names_of_columns_are_none() -> None:
    assert [text for kind, text in units_of(TABLE) if kind == "row"] == [
        "Mål: Kortare köer; Utfall 2023: 71 %; Mål 2025: 72 %",
        "Mål: Kortare köer; Utfall 2023: 31 %; Mål 2025: 29 %",
        "Mål: Fler besök; Mål 2025: 5",
    ]


def test_labels_beside_when_and_under_which_matters_name_no_columns() -> None:
    form = "Plats och tid\tRådhuset kl. 17:30\tParagrafer\t§§ 1-3\nBeslutande\tTre ledamöter\tUnderskrift\tSekreteraren"
    assert units_of(form)[-1] == ("row", "Beslutande; Tre ledamöter; Underskrift; Sekreteraren")


def test_a_row_of_a_table_without_names_shows_its_cells() -> None:
    assert units_of("# Priser\n\nVuxen\t40 kr\nBarn\t20 kr")[1:] == [("row", "Vuxen; 40 kr"), ("row", "Barn; 20 kr")]


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (Block("row", 0, 1, columns=("A", "B"), cells=("1", "2")), "A: 1; B: 2"),
        (Block("row", 0, 1, columns=("A", "B"), cells=("1",)), "A: 1"),
        (Block("row", 0, 1, columns=("A", "B"), cells=("", "2")), "B: 2"),
        (Block("row", 0, 1, columns=("A", ""), cells=("1", "2")), "A: 1; 2"),
        (Block("row", 0, 1, columns=("A", "B"), cells=("A", "B")), "A; B"),
        (Block("row", 0, 1, cells=("1", "", "3")), "1; 3"),
        (Block("row", 0, 1, cells=("Ordförande", "8 %"), group="Valnämnden"), "Valnämnden: Ordförande; 8 %"),
    ],
)
def test_row_text(block: Block, shown: str) -> None:
    assert row_text(block) == shown


# Units

MATTER = """§ 98 Uppsägning av avtalet

Diarienummer: 24RS17

Beslut

Regionstyrelsen beslutar

att säga upp avtalet om busstrafik

att utreda en ny linje

Ärendebeskrivning

Avtalet löper ut i mars. Det kostar för mycket, bl.a. på kvällar.
"""


def test_units_of_a_matter() -> None:
    assert units_of(MATTER) == [
        ("heading", "§ 98 Uppsägning av avtalet"),
        ("field", "Diarienummer: 24RS17"),
        ("list", "Regionstyrelsen beslutar\natt säga upp avtalet om busstrafik\natt utreda en ny linje"),
        ("item", "att säga upp avtalet om busstrafik"),
        ("item", "att utreda en ny linje"),
        ("sentence", "Avtalet löper ut i mars."),
        ("sentence", "Det kostar för mycket, bl.a. på kvällar."),
    ]


def test_a_list_begins_with_the_last_sentence_before_it() -> None:
    raw = "# Mål\n\nPlanen gäller i tre år. Nämnden har två mål:\n\n- kortare köer\n- fler besök"
    assert unit_with(raw, "list").text == "Nämnden har två mål:\n- kortare köer\n- fler besök"


def test_a_list_under_a_heading_of_its_own_part_has_no_lead() -> None:
    raw = "§ 7 Busstrafik\n\nBeslut\n\n- Avtalet sägs upp\n- En ny linje utreds"
    assert unit_with(raw, "list").text == "- Avtalet sägs upp\n- En ny linje utreds"


def test_a_finished_sentence_leads_on_to_no_list() -> None:
    assert "list" not in dict(units_of("# Mål\n\nNämnden har mål för året.\n\n- kortare köer\n- fler besök"))


def test_an_item_that_ends_in_a_colon_leads_on_to_the_paragraph_after_it() -> None:
    raw = (
        "§ 7 Vision\n\nBeslut\n\n1. Vision för staden antas enligt följande lydelse:\n\nStaden är vacker och öppen för "
        "alla.\n\n2. Styrelsen skriver ett brev.\n\nBrevet sänds i mars."
    )
    vision = "1. Vision för staden antas enligt följande lydelse:\n\nStaden är vacker och öppen för alla."
    assert [text for kind, text in units_of(raw) if kind == "list"] == [
        f"{vision}\n2. Styrelsen skriver ett brev.",
        vision,
    ]


def test_terms_that_are_explained_behind_a_colon_are_one_list() -> None:
    raw = (
        "§ 7 Stöd\n\nDet finns många begrepp. Begreppet har två delar:\n\nMeningsfullhet - Att bli sedd.\n\n"
        "Begriplighet - Att förstå. Det är svårt.\n\nNämnden tackar för rapporten."
    )
    assert unit_with(raw, "list").text == (
        "Begreppet har två delar:\n\nMeningsfullhet - Att bli sedd.\n\nBegriplighet - Att förstå. Det är svårt."
    )


def test_units_know_whether_they_decide_propose_or_inform() -> None:
    statuses = {unit.text: unit.status for passage in passages_of_text(MATTER) for unit in passage.units}
    assert statuses["att säga upp avtalet om busstrafik"] == "decided"
    assert statuses["Regionstyrelsen beslutar\natt säga upp avtalet om busstrafik\natt utreda en ny linje"] == "decided"
    assert statuses["Avtalet löper ut i mars."] == "information"
    assert statuses["§ 98 Uppsägning av avtalet"] is None


def test_proposals_are_proposed_also_when_listed() -> None:
    raw = "§ 7 Busstrafik\n\nFörslag till beslut\n\nNämnden föreslås besluta\n\natt utreda en ny linje"
    assert unit_with(raw, "item").status == "proposed"
    assert unit_with(raw, "list").status == "proposed"


def test_units_know_the_part_they_stand_in() -> None:
    parts = {unit.text: unit.part for passage in passages_of_text(MATTER) for unit in passage.units}
    assert parts["att utreda en ny linje"] == "Beslut"
    assert parts["Avtalet löper ut i mars."] == "Ärendebeskrivning"
    assert parts["Diarienummer: 24RS17"] is None


def test_roll_calls_are_in_no_passage() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\nPlanen antas.\n\nBilaga 2\n\nNamn\tParti\tResultat\nPia Lundin\tSJVP\tNej\n"
        "Nina Orefjärd\tV\tJa\n\nBilaga 3\n\nBelopp\tBudget\tUtfall\nVägar och torg\t12\t13"
    )
    shown = "\n".join(passage.text for passage in passages_of_document(document, 900))
    assert "Pia Lundin" not in shown
    assert "Nina Orefjärd" not in shown
    assert "Vägar och torg" in shown
    assert any("Pia Lundin" in document.text[block.start : block.end] for block in document.sections[1].blocks)


def test_what_stands_over_a_roll_call_is_data_too() -> None:
    raw = (
        "§ 1 Rubrik\n\nBeslut\n\nPlanen antas.\n\nBilaga 2\n\nÄrende: 24\n\nÄrendemening: Motion av Lena Ek (V) om "
        "bryggor vid ån\n\nAntal Ja: 1\n\nAntal Nej: 1\n\nNamn\tParti\tResultat\nPia Lundin\tSJVP\tNej\n"
        "Nina Orefjärd\tV\tJa\nSumma\t1\t1\n\nVi reserverar oss mot beslutet om bryggorna."
    )
    assert [text for _, text in units_of(raw)][-1] == "Vi reserverar oss mot beslutet om bryggorna."
    assert not {"Antal", "Ärendemening", "Summa"} & set(" ".join(text for _, text in units_of(raw)).split())
    assert len(passages_of_text(raw.rpartition("\n\n")[0])) == 1


def test_a_vote_list_in_a_matter_is_data_and_what_stands_before_it_is_not() -> None:
    raw = (
        "§ 1 Rubrik\n\nBeslut\n\nPlanen om bryggor antas.\n\nExpedieras\n\nChefen för park och natur\n\n"
        "Nämnden Voteringslista\n\nVoteringslista: §1\n\nÄrende: Planen om bryggor\n\n"
        "Ledamot\tJa\tNej\nPia Lundin (SJVP), ledamot\tX\t\nResultat\t1\t0"
    )
    texts = [text for _, text in units_of(raw)]
    assert texts[-1] == "Chefen för park och natur"
    assert "Planen om bryggor antas." in texts


@pytest.mark.parametrize(
    "table",
    [
        "Ändamål\tAnläggning\tBruk\nV, vattenförsörjning\tJa\tNej",
        "Plats\tDag\tTid\nStora biblioteket\tMåndag\t10.00",
    ],
)
def test_yes_no_and_times_of_other_things_are_no_roll_call(table: str) -> None:
    assert any(table.splitlines()[1].split("\t")[0] in text for _, text in units_of(f"§ 4 Avgift\n\n{table}"))
