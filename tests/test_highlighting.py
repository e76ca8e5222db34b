"""The words of a query are marked where they stand in a passage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.tokens import query_tokens, words
from service.retrieval.highlighting import highlights


def marked(passage: str, query: str) -> list[str]:
    """The marked words."""
    return [passage[start:end] for start, end in highlights(passage, query_tokens(query))]


def test_spans_are_half_open_and_in_order():
    #          0123456789012345678901234567890
    passage = "Avtalet sägs upp; nya avtal tecknas."
    assert highlights(passage, query_tokens("avtalen")) == ((0, 7), (22, 27))


@pytest.mark.parametrize(
    ("passage", "query", "words"),
    [
        ("Regionen säger upp regionavtalet.", "regionens", ["Regionen"]),
        ("Åtgärderna för äldre", "åtgärd för äldre", ["Åtgärderna", "äldre"]),
        ("Åtgärderna för äldre", "atgard for aldre", ["Åtgärderna", "äldre"]),
        ("hälso- och sjukvård", "och", []),
        ("IT-systemet byts", "it", ["IT-systemet"]),
        ("Bidraget blir 65 000 kronor per år", "65 000", ["65 000"]),
        ("Bidraget blir 65\u00a0000 kronor", "65000", ["65\u00a0000"]),
        ("Räntan är 3,61 % i dag", "3,61", ["3,61"]),
        ("år 2024 000", "2024", ["2024"]),
        ("Ärende 23HSN2705 avslutas", "23hsn2705", ["23HSN2705"]),
        ("snake_case och avtal_x", "avtal", ["avtal"]),
        ("🚌 avtal 🚌", "avtal", ["avtal"]),
        ("", "avtal", []),
        ("avtal", "vad är det", []),
    ],
)
def test_a_word_is_marked_when_it_shares_a_token_with_the_query(passage, query, words):
    assert marked(passage, query) == words


@given(st.text(alphabet="aåB7 0.,:-_\u00a0§", max_size=30))
def test_the_words_that_are_marked_are_those_of_the_index(passage):
    found = [word for span in marked(passage, passage) for word in words(span)]
    assert found == [word for word in words(passage) if query_tokens(word)]


def test_a_long_passage_has_forty_marks_at_most():
    spans = highlights("avtal " * 100, query_tokens("avtal"))
    assert spans == tuple((6 * position, 6 * position + 5) for position in range(40))
