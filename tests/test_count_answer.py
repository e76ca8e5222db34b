"""Lists and counts as answers: what leads on to the list, each matter with its place, and none at all."""

from __future__ import annotations

import pytest

from service.answers.verification.checker import checked
from service.base.types import MAX_ANSWER_CHARS, Answer, Filters
from service.engine.engine import Engine
from tests.paper_minutes import COUNCIL, matter
from tests.small_corpus import Paper, assert_sound, indexed_engine

MOTION = "Den av Pia Lundin väckta motionen"
MAY = (
    matter(1, "Motion av Pia Lundin (S) om cykelvägar", f"{MOTION} avslås.", "RS 2023-00001")
    + matter(2, "Motion av Nina Orefjärd (V) om valfrihet i skolan", f"{MOTION} avslås.", "RS 2023-00002")
    + matter(3, "Motion av Pia Lundin (S) om badhus", "Ärendet bordläggs till nästa sammanträde.", "RS 2023-00003")
)
JUNE = matter(7, "Motion av Pia Lundin (S) om badhus", f"{MOTION} avslås.", "RS 2023-00003")
PAPERS = (
    Paper("maj", MAY, body=COUNCIL, date="2024-05-23"),
    Paper("juni", JUNE, body=COUNCIL, date="2024-06-19"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory, hashed_encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("counts"), PAPERS, hashed_encoder)


def ask(engine: Engine, question: str, filters: Filters = Filters()) -> Answer:
    answer = engine.ask(question, filters)
    assert_sound(answer)
    # Nothing is said that the checker would take away.
    assert checked(answer.sentences, answer.citations).dropped == ()
    return answer


def test_a_list_says_how_many_and_cites_each_matter_where_it_was_decided(engine):
    answer = ask(engine, "Vilka motioner avslogs 2024?")
    assert [sentence.text for sentence in answer.sentences] == [
        "Regionfullmäktige avslog 3 motioner under 2024, enligt de 2 protokoll som finns här från den tiden. "
        "Här är alla 3, de senaste först:",
        "Avslag: Motion av Pia Lundin (S) om badhus (19 juni 2024, § 7).",
        "Avslag: Motion av Pia Lundin (S) om cykelvägar (23 maj 2024, § 1).",
        "Avslag: Motion av Nina Orefjärd (V) om valfrihet i skolan (23 maj 2024, § 2).",
    ]
    # What leads on to the list stands on the first matter of each document, each matter on its own decision.
    assert [sentence.citations for sentence in answer.sentences] == [(1, 2), (1,), (2,), (3,)]
    assert [citation.quote for citation in answer.citations] == [f"{MOTION} avslås."] * 3
    assert [citation.section.number for citation in answer.citations] == ["§ 7", "§ 1", "§ 2"]
    assert {citation.decision_status for citation in answer.citations} == {"decided"}


def test_a_count_is_over_what_the_filters_let_through(engine):
    answer = ask(engine, "Hur många motioner avslogs?", Filters(document_id=engine.documents(Filters(), 1, 1)[1][0].id))
    assert answer.sentences[0].text.startswith("Regionfullmäktige avslog 2 motioner")
    assert [citation.section.number for citation in answer.citations] == ["§ 1", "§ 2"]


def test_none_at_all_cites_the_beginning_of_the_newest_minutes_counted_over(engine):
    answer = ask(engine, "Vilka motioner bifölls 2024?")
    (sentence,) = answer.sentences
    assert sentence.text == (
        "Regionfullmäktige biföll ingen motion under 2024, enligt de 2 protokoll som finns här från den tiden."
    )
    (citation,) = answer.citations
    assert (citation.document.date.isoformat(), citation.section.number) == ("2024-06-19", "§ 7")
    assert citation.quote == citation.document.text[: citation.quote_end]


def test_a_list_that_has_no_room_says_how_many_of_how_many_it_gives(tmp_path, hashed_encoder):
    long = "om fler och bättre cykelvägar mellan alla skolor i Norrby"
    many = "".join(
        matter(number, f"Motion av Pia Lundin (S) {long}, del {number}", f"{MOTION} avslås.", f"RS 2023-{number:05}")
        for number in range(1, 31)
    )
    engine = indexed_engine(tmp_path, [Paper("maj", many, body=COUNCIL, date="2024-05-23")], hashed_encoder)
    answer = ask(engine, "Vilka motioner avslogs 2024?")
    lead, *items = [sentence.text for sentence in answer.sentences]
    assert "avslog 30 motioner" in lead
    assert f"{len(items)} av 30" in lead
    assert len(items) > 3
    assert len(answer.text) <= MAX_ANSWER_CHARS < len(answer.text) + len(items[0]) + len(" [10] ")
    assert [sentence.citations for sentence in answer.sentences[1:]] == [(n,) for n in range(1, len(items) + 1)]


def test_a_matter_without_room_even_for_one_item_is_cited_where_the_newest_stands(tmp_path, hashed_encoder):
    heading = f"Motion av Pia Lundin (S) om {'cykelvägar och ' * 60}broar"
    text = matter(1, heading, f"{MOTION} avslås.", "RS 2023-00001")
    engine = indexed_engine(tmp_path, [Paper("maj", text, body=COUNCIL, date="2024-05-23")], hashed_encoder)
    answer = ask(engine, "Hur många motioner avslogs 2024?")
    assert "avslog 1 motion" in answer.text
    assert [citation.section.number for citation in answer.citations] == ["§ 1"]


def test_what_is_no_list_is_answered_from_its_own_minutes(engine):
    answer = ask(engine, "Vad beslutades om motionen om cykelvägar?")
    assert (
        answer.sentences[0].text
        == "Regionfullmäktige (Region Norrland) avslog motionen om cykelvägar (S) den 23 maj 2024."
    )
