"""Who decided or proposed what and when, in the first sentence from a document; and what keeps its speaker."""

from __future__ import annotations

import pytest

from corpus.base.types import Document
from indexer.passages import passages_of_document
from service.answers.phrasing.sentences import cited, length
from service.answers.selected_unit import SelectedUnit
from service.answers.verification.checker import checked
from service.base.types import MAX_ANSWER_CHARS
from service.retrieval.store import Candidate
from tests.paper_minutes import BOARD, COMMITTEE, COUNCIL, matter, minutes

DECIDED = "Regionstyrelsen (Region Norrland) beslutade den 17 december 2024"
PROPOSED = "Regionstyrelsen (Region Norrland) föreslog den 17 december 2024"
SPEAKER = "Region Norrland, regionstyrelsen den 17 december 2024:"


def paper(text: str, body: str = BOARD) -> Document:
    return minutes(body, "2024-12-17", text)


def select(document: Document, words: str, kind: str | None = None, note: str = "") -> SelectedUnit:
    """The first unit that begins with the words, or that is of the kind and holds them."""
    for passage in passages_of_document(document, 1200):
        section = next(section for section in document.sections if section.id == passage.section_id)
        candidate = Candidate(0, passage, document, section, 0.0, (), 0.0, identified=False)
        for unit in passage.units:
            if kind == unit.kind if kind else unit.text.startswith(words):
                return SelectedUnit(unit, passage, candidate, 0.0, note)
    raise AssertionError(words)


def words_of_answer(document: Document, *wanted: str, kind: str | None = None) -> list[str]:
    """The sentences for the units that begin with these words; each stands on its quote."""
    pairs = list(cited([select(document, words, kind) for words in wanted]))
    sentences, citations = zip(*pairs, strict=True)
    assert checked(sentences, citations).dropped == ()
    for citation in citations:
        assert citation.quote == document.text[citation.quote_start : citation.quote_end]
    return [sentence.text for sentence in sentences]


# Decisions


@pytest.mark.parametrize("verb", ["beslutar", "beslutade", "beslöt", "har beslutat"])
def test_a_decision_of_the_body_is_told_with_its_day(verb):
    document = paper(matter(1, "Avtal", f"Regionstyrelsen {verb} att säga upp avtalet."))
    assert words_of_answer(document, "Regionstyrelsen") == [f"{DECIDED} att säga upp avtalet."]


def test_a_decision_in_other_words_than_the_bodys_follows_who_and_when():
    document = paper(matter(1, "Avtal", "Avtalet med bussbolaget sägs upp."))
    assert words_of_answer(document, "Avtalet") == [f"{DECIDED}: Avtalet med bussbolaget sägs upp."]


def test_a_decision_by_a_proposal_says_by_whose():
    document = paper(matter(1, "Avtal", "Regionstyrelsen beslutar på arbetsutskottets förslag att säga upp avtalet."))
    assert words_of_answer(document, "Regionstyrelsen") == [
        f"{DECIDED} på arbetsutskottets förslag att säga upp avtalet."
    ]


def test_a_decision_according_to_a_proposal_goes_on_after_who_and_when():
    document = paper(matter(1, "Avtal", "Enligt arbetsutskottets förslag säga upp avtalet."))
    assert words_of_answer(document, "Enligt") == [f"{DECIDED} enligt arbetsutskottets förslag säga upp avtalet."]


def test_a_list_that_was_decided_is_told_as_one_sentence():
    document = paper(matter(1, "Avtal", "Regionstyrelsen beslutar\n\natt säga upp avtalet,\n\natt köpa nya bussar."))
    assert words_of_answer(document, "", kind="list") == [f"{DECIDED} att säga upp avtalet, att köpa nya bussar."]


# Proposals


@pytest.mark.parametrize("verb", ["föreslår", "föreslog"])
def test_a_proposal_of_the_body_is_told_as_one(verb):
    text = matter(1, "Avtal", f"Regionstyrelsen {verb} att regionfullmäktige beslutar att säga upp avtalet.")
    assert words_of_answer(paper(text), "Regionstyrelsen") == [
        f"{PROPOSED} att regionfullmäktige beslutar att säga upp avtalet."
    ]


def test_an_item_of_a_proposal_says_that_it_was_proposed_also_after_its_lead():
    text = matter(1, "Avtal", "Regionstyrelsen föreslår att regionfullmäktige beslutar\n\natt säga upp avtalet.")
    assert words_of_answer(paper(text), "att säga") == [f"{PROPOSED} att säga upp avtalet."]
    assert words_of_answer(paper(text), "Regionstyrelsen", "att säga") == [
        f"{PROPOSED} att regionfullmäktige beslutar.",
        "Regionstyrelsen föreslog också att säga upp avtalet.",
    ]


# What keeps its speaker


@pytest.mark.parametrize(
    ("body", "text", "sentence"),
    [
        # What another body does is not what the body of the document does.
        (
            COUNCIL,
            matter(1, "Avtal", "Regionstyrelsen föreslår att regionfullmäktige beslutar att säga upp avtalet."),
            "Region Norrland, regionfullmäktige den 17 december 2024: "
            "Regionstyrelsen föreslår att regionfullmäktige beslutar att säga upp avtalet.",
        ),
        (
            BOARD,
            matter(1, "Avtal", "Regionfullmäktige beslutade att säga upp avtalet."),
            f"{SPEAKER} Regionfullmäktige beslutade att säga upp avtalet.",
        ),
        # What says itself that it is a decision needs no words for it.
        (
            COMMITTEE,
            matter(1, "Avtal", "Beslutet om avtalet skjuts upp."),
            "Region Norrland, arbetsutskottet den 17 december 2024: Beslutet om avtalet skjuts upp.",
        ),
    ],
)
def test_what_is_not_the_bodys_own_deed_keeps_its_speaker(body, text, sentence):
    words = sentence.rpartition(": ")[2].split()[0]
    assert words_of_answer(paper(text, body), words) == [sentence]


def test_what_only_informs_is_not_dated_as_a_decision():
    document = paper("§ 1 Avtal\n\nBeslut\n\nAvtalet sägs upp.\n\nÄrendebeskrivning\n\nAvtalet löper ut i mars.")
    assert words_of_answer(document, "Avtalet löper") == [f"{SPEAKER} Avtalet löper ut i mars."]


def test_headings_fields_and_rows_are_not_dated_as_decisions():
    table = "Mål\tUtfall 2023\tMål 2025\nFärre köer\t71 %\t72 %"
    document = paper(f"§ 1 Avtal\n\nDiarienummer: 24RS17\n\nBeslut\n\n{table}")
    assert words_of_answer(document, "§ 1") == [f"{SPEAKER} § 1 Avtal."]
    assert words_of_answer(document, "Diarienummer") == [f"{SPEAKER} Diarienummer: 24RS17."]
    assert words_of_answer(document, "", kind="row") == [f"{SPEAKER} Färre köer – Utfall 2023: 71 %; Mål 2025: 72 %."]


# Several sentences


def test_who_and_when_stand_in_the_first_sentence_from_a_document_alone():
    first = paper(matter(1, "Avtal", "Avtalet sägs upp. Nya bussar köps in."))
    second = minutes(COUNCIL, "2024-12-19", matter(2, "Avtal", "Avtalet godkänns helt."))
    selected_units = [select(first, "Avtalet"), select(first, "Nya"), select(second, "Avtalet")]
    assert [sentence.text for sentence, _ in cited(selected_units)] == [
        f"{DECIDED}: Avtalet sägs upp.",
        "Nya bussar köps in.",
        "Regionfullmäktige (Region Norrland) beslutade den 19 december 2024: Avtalet godkänns helt.",
    ]


def test_a_note_stands_before_who_and_when_and_is_no_word_of_the_document():
    document = paper(matter(1, "Avtal", "Avtalet avslås helt."))
    ((sentence, citation),) = cited([select(document, "Avtalet", note="Nej, det blev avslag:")])
    assert sentence.text == f"Nej, det blev avslag: {DECIDED}: Avtalet avslås helt."
    assert (sentence.computed, citation.quote) == ("Nej, det blev avslag:", "Avtalet avslås helt.")


def test_what_has_no_room_is_left_out_and_the_rest_keeps_its_numbers():
    long = f"Avtalet {'om bussar ' * 60}sägs upp."
    document = paper(matter(1, "Avtal", f"{long}\n\n{long}\n\nNya bussar köps in."))
    (one, other), last = (
        [
            select(document, "Avtalet"),
            select(paper(matter(1, "Avtal", long), COUNCIL), "Avtalet"),
        ],
        select(document, "Nya"),
    )
    assert length(one) < MAX_ANSWER_CHARS < length(one) + length(other)
    pairs = list(cited([one, other, last]))
    assert [citation.number for _, citation in pairs] == [1, 2]
    assert [citation.quote for _, citation in pairs] == [long, "Nya bussar köps in."]
