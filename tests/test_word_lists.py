"""Numbers by words, and the headings and short addresses that are found by them."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.base.types import Document, Section
from service.base.links import case_address, short_address, short_case_address
from service.register.headings import Headings
from service.register.records import Records
from service.register.short_links import ShortLinks
from service.register.word_lists import WordLists


def test_the_numbers_of_each_word_in_the_order_told():
    lists = WordLists([("bro", 7), ("väg", 1), ("bro", 2), ("Å", 3)])
    assert [lists.get(word).tolist() for word in ("bro", "väg", "Å", "a", "ö", "bros")] == [
        [7, 2],
        [1],
        [3],
        [],
        [],
        [],
    ]
    assert lists.any_of(["väg", "bro", "okänt"]).tolist() == [1, 2, 7]
    assert lists.any_of([]).tolist() == []


def test_no_words_have_no_numbers():
    assert WordLists([]).get("bro").tolist() == WordLists([]).any_of(["bro"]).tolist() == []


def document(name: str, *headings: str) -> Document:
    sections = tuple(Section(f"s{at}", (each,), f"§ {at}", None, 0, 1) for at, each in enumerate(headings, 1))
    return Document(name, name, "Storå", "Nämnden", "minutes", date(2026, 1, 1), name, None, name, "x" * 9, sections)


DOCUMENTS = (document("ett", "Ny tandläkarbuss", "Upprop"), document("två", "Upprop", "Bron"))


def test_matters_are_found_by_the_words_of_their_headings_in_any_form():
    records = Records(DOCUMENTS)
    headings = Headings(records.matters, records.lookup)

    def called(word: str) -> dict[str, float]:
        return {records.matters.matters[number][0].heading: share for number, share in headings.with_word(word).items()}

    assert called("bron") == {"Bron": 1.0}
    assert called("bussarna") == {"Ny tandläkarbuss": 1.0}
    assert called("upprop") == {"Upprop": 1.0}
    assert len(headings.with_word("upprop")) == 2
    assert called("bussupprop") == {"Ny tandläkarbuss": 0.5, "Upprop": 0.5}
    assert called("simhall") == {}


@pytest.mark.parametrize("capitals", [False, True])
def test_short_addresses_lead_to_documents_sections_and_matters(capitals: bool):
    links = ShortLinks(DOCUMENTS, ["KS 2026/17"])

    def led_to(address: str) -> str | None:
        code = address.rpartition("/")[2]
        return links.address(code.upper() if capitals else code)

    assert led_to(short_address(DOCUMENTS[1])) == "/dokument/två"
    assert led_to(short_address(DOCUMENTS[1], DOCUMENTS[1].sections[1])) == "/dokument/två?avsnitt=p2#p2"
    assert led_to(short_case_address("KS 2026/17")) == case_address("KS 2026/17")


@pytest.mark.parametrize("code", ["", "a", "åäö", "\ud800", "z" * 10, "z" * 99])
def test_other_letters_lead_nowhere(code: str):
    assert ShortLinks(DOCUMENTS, ()).address(code) is ShortLinks((), ()).address(code) is None
