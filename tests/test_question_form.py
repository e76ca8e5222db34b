"""What stands in an address, the addresses that lead on from it, and facets."""

from __future__ import annotations

from dataclasses import replace

from service.base.types import Facets, FacetValue
from service.retrieval.facets import count_facets
from service.web.paging import page_number
from service.web.question_form import Chip, read_form
from tests.tiny_service import MINUTES, PLAN


def test_an_address_restores_the_form_it_came_from():
    address = {"fraga": "väg 55?", "body": " Styrelsen ", "visa": "traffar", "sida": "3", "okand": "x"}
    form = read_form(address)
    assert (form.asked, form.question, form.hits_only, form.page) == (True, "väg 55?", True, 3)
    assert form.fields["body"] == "Styrelsen"
    assert form.query == "fraga=v%C3%A4g+55%3F&body=Styrelsen"
    assert form.address(hits_only=True, page=3) == "/?fraga=v%C3%A4g+55%3F&body=Styrelsen&visa=traffar&sida=3"
    assert not read_form({}).asked


def test_a_value_is_added_and_taken_away_in_the_way_that_is_shown():
    form = read_form({"fraga": "x", "body": "Styrelsen", "visa": "traffar"})
    assert form.changed(kind="plan") == "/?fraga=x&body=Styrelsen&kind=plan&visa=traffar#svar"
    assert form.changed(body="") == "/?fraga=x&visa=traffar#svar"
    assert form.in_year("2024") == "/?fraga=x&body=Styrelsen&from=2024-01-01&to=2024-12-31&visa=traffar#svar"


def test_each_filter_is_a_chip_and_a_whole_year_is_one():
    form = read_form({"fraga": "x", "kind": "minutes", "from": "2024-01-01", "to": "2024-12-31"})
    assert form.chips == (
        Chip("Typ av handling", "Protokoll", "/?fraga=x&from=2024-01-01&to=2024-12-31#svar"),
        Chip("År", "2024", "/?fraga=x&kind=minutes#svar"),
    )
    other = read_form({"fraga": "x", "from": "2024-01-01", "to": "2025-12-31", "kind": "okänd"})
    assert [(chip.label, chip.value) for chip in other.chips] == [
        *(("Typ av handling", "okänd"), ("Från och med", "2024-01-01"), ("Till och med", "2025-12-31"))
    ]


def test_a_place_in_a_document_remembers_what_was_asked():
    form = read_form({"fraga": "a&b", "body": "Styrelsen"})
    assert form.in_document("/dokument/d?markera=1-2#markering") == (
        "/dokument/d?markera=1-2&fraga=a%26b&body=Styrelsen#markering"
    )
    assert form.in_document("/dokument/d#s1", 4) == "/dokument/d?fraga=a%26b&body=Styrelsen&traff=4#s1"


def test_page_numbers_are_whole_and_positive():
    assert [page_number(written) for written in ("1", "27", "0", "-1", "x", "", "٣", "99999")] == [
        1,
        27,
        1,
        1,
        1,
        1,
        1,
        1,
    ]
    assert read_form({"sida": "9999"}).page == 100


def test_facets_count_passages_most_first_and_years_newest_first():
    earlier = replace(MINUTES, date=MINUTES.date.replace(year=2023), organisation=None)
    assert count_facets([PLAN, MINUTES, earlier, MINUTES]) == Facets(
        organisation=(FacetValue("Region Exempel", 3),),
        body=(FacetValue("Styrelsen", 3), FacetValue("Vårdnämnden", 1)),
        kind=(FacetValue("minutes", 3), FacetValue("plan", 1)),
        year=(FacetValue("2024", 2), FacetValue("2023", 1)),
    )
    assert count_facets([]) == Facets()
