"""Compounds are taken apart where both sides are words."""

from __future__ import annotations

import pytest

from corpus.vocabulary.words import base_form
from indexer.compounds import compound_parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("tandläkarbussen", ("tandläkare", "buss")),
        ("arbetsmiljö", ("arbete", "miljö")),
        ("hyrpersonal", ("hyra", "personal")),
        ("lönekostnader", ("lön", "kostnad")),
        ("regionavtalet", ("region", "avtal")),
        ("nämnden", ()),
        ("lokalerna", ()),
        ("xyzzyplugh", ()),
        ("24hsn4354", ()),
        ("", ()),
    ],
)
def test_parts(word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word) == parts


def test_the_base_form_is_that_of_the_dictionary() -> None:
    assert [base_form(word) for word in ("skolan", "motioner", "xyzzyplugh")] == ["skola", "motion", "xyzzyplugh"]
