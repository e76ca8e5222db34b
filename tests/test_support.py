"""A sentence stands on its sources when its figures and its longer words do."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.base.types import Document
from service.answers.verification.support import is_supported, is_verbatim

SOURCE = "Nämnden beslutar att avsätta 1 250 000 kronor, varav 3,5 procent till Östersund."
DOCUMENT = Document("d", "D", None, None, "other", date(2024, 1, 1), "d.txt", None, "0" * 64, SOURCE, ())


@pytest.mark.parametrize(
    ("quote", "start", "end", "stands"),
    [
        ("Nämnden", 0, 7, True),
        (SOURCE, 0, len(SOURCE), True),
        ("nämnden", 0, 7, False),
        ("Nämnden", 1, 8, False),
        ("Nämnden", 0, 8, False),
        ("", 0, 0, False),
        ("", 5, 3, False),
    ],
)
def test_a_quote_stands_at_its_offsets_or_not_at_all(quote, start, end, stands):
    assert is_verbatim(quote, start, end, DOCUMENT) is stands


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        (SOURCE, True),
        ("NÄMNDEN beslutar om kronor.", True),
        # Short words do not count: they are what a sentence is put together with.
        ("att avsätta så är det", True),
        ("", True),
        ("Nämnden avslår 3,5 procent.", False),
        ("Nämnden beslutar om 3,6 procent.", False),
        ("Nämnden beslutar om 35 procent.", False),
        ("Nämnden beslutar om 1 300 kronor.", False),
        ("Nämnden beslutar till Ostersund.", False),
        # Part of a word is not the word.
        ("Nämnden avsätta kron procenten", False),
    ],
)
def test_every_figure_and_longer_word_must_stand_in_a_source(sentence, supported):
    assert is_supported(sentence, [SOURCE]) is supported


def test_words_may_stand_in_different_sources():
    assert is_supported("bygga bussar", ["bygga", "bussar"])
    assert not is_supported("byggabussar", ["bygga", "bussar"])
    assert not is_supported("bygga", [])
