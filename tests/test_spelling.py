"""Misspelt words are set right by the words of the documents, and right ones let alone."""

from __future__ import annotations

import pytest

from indexer.spelling_correction import Spelling, collected_words

SPELLING = Spelling(
    ["telefoner", "avvikelse", "regionen", "lundin", "mobilen", "trafikförvaltningen", "andre", "äldre"]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("telfoner", "telefoner"),
        ("Telfoner", "telefoner"),
        ("avikelse", "avvikelse"),
        ("avikellse", None),  # two letters of a word that is not long
        ("trafikförvaltnigen", "trafikförvaltningen"),
        ("trafikförvatnigen", "trafikförvaltningen"),
        ("aldre", "äldre"),  # before «andre», which is as near
        ("telefoner", None),  # stands in the documents
        ("cyklar", None),  # a word of the dictionary
        ("disputation", None),  # so too, though no document has it
        ("moblen", "mobilen"),
        ("mblen", None),  # two letters of a short word
        ("delefoner", None),  # the first letter is another
        ("ludin", "lundin"),
        ("avke", None),
        ("avvikelser", None),  # another form of a word that stands there
        ("24rs17", None),
    ],
)
def test_what_is_corrected(typed: str, meant: str | None) -> None:
    assert SPELLING.correct(typed) == meant


def test_words_that_stand_most_come_first() -> None:
    assert collected_words(["Nämnden och regionen.", "Regionen 2024, HSN:s plan"]) == ["regionen", "nämnden", "plan"]


def test_the_word_that_stands_most_is_meant_when_several_are_as_near() -> None:
    assert Spelling(["parkxen", "parkzen"]).correct("parkqen") == "parkxen"
    assert Spelling(["parkzen", "parkxen"]).correct("parkqen") == "parkzen"
