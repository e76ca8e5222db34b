"""Which treatments belong to the same matter."""

from __future__ import annotations

from corpus.base.types import Document
from service.register.matters import MatterIndex
from tests.paper_minutes import BOARD, COUNCIL, indexed, matter, minutes

HEADING, NUMBER = "Avtal om busstrafik", "RS 2024-00017"


def meeting(day: str, *matters: str, body: str = BOARD, organisation: str = "Region Norrland") -> Document:
    return minutes(body, day, "".join(matters), organisation=organisation)


def treated(day: str, heading: str = HEADING, number: str | None = NUMBER, earlier: str = "", **where: str) -> Document:
    return meeting(day, matter(5, heading, "Ärendet bordläggs.", number, earlier), **where)


def matters(*documents: Document) -> list[list[str]]:
    """The days (and §§, where a document has several) of each matter."""
    index = MatterIndex.of(indexed(*documents))
    return [[f"{one.document.date} {one.section.number}" for one in matter] for matter in index.matters]


def test_every_treatment_belongs_to_one_matter_oldest_first():
    first, second, other = treated("2024-01-10"), treated("2024-02-07", number="RS2024-00017"), treated("2024-03-06")
    index = MatterIndex.of(indexed(other, second, first))
    for document in (first, second, other):
        found = index.treatments(document, document.sections[0])
        assert [one.document.id for one in found] == [first.id, second.id, other.id]


def test_on_one_day_the_higher_body_comes_last():
    board, council = treated("2024-02-29"), treated("2024-02-29", body=COUNCIL)
    (found,) = MatterIndex.of(indexed(council, board)).matters
    assert [one.document.body for one in found] == [BOARD, COUNCIL]


def test_another_number_or_organisation_is_another_matter():
    assert len(matters(treated("2024-01-10"), treated("2024-02-07", number="RS 2024-00018"))) == 2
    assert len(matters(treated("2024-01-10"), treated("2024-02-07", organisation="Region Sörland"))) == 2


def test_headings_much_alike_are_one_matter_and_others_are_not():
    assert len(matters(treated("2024-01-10"), treated("2024-02-07", "Avslutande av avtal om busstrafik"))) == 1
    assert len(matters(treated("2024-01-10"), treated("2024-02-07", "Rapport från revisionen"))) == 2


def test_a_number_that_one_meeting_has_for_several_matters_is_told_apart_by_heading():
    several = meeting(
        "2024-01-10",
        matter(5, "Val av ledamot i vänortsrådet", "Pia Lundin (SJVP) utses.", NUMBER),
        matter(6, "Val av ledamot i pensionärsrådet", "Frågan bordläggs.", NUMBER),
    )
    then = treated("2024-02-07", "Val av ledamot i pensionärsrådet")
    assert matters(several, then) == [["2024-01-10 § 5"], ["2024-01-10 § 6", "2024-02-07 § 5"]]
    # In another organisation the number stands for one matter.
    first = treated("2024-04-10", organisation="Region Sörland")
    second = treated("2024-05-08", "Nytt avtal om busstrafik", organisation="Region Sörland")
    assert len(matters(several, first, second)) == 3


def test_a_matter_that_comes_back_under_a_new_number_is_joined_by_its_minutes():
    back = treated("2024-05-08", number="RS 2024-00400", earlier="Återremitterat den 10 januari 2024, § 5.")
    assert len(matters(treated("2024-01-10"), back)) == 1
    renamed = treated("2024-05-08", "Hamnen", "RS 2024-00400", "Återremitterat den 10 januari 2024, § 5.")
    assert len(matters(treated("2024-01-10"), renamed)) == 2


def test_a_number_that_a_new_system_wrote_anew_is_the_same_where_the_heading_is():
    anew = treated("2024-02-07", number="RS-2022-01440")
    assert len(matters(treated("2024-01-10", number="1440/22"), anew)) == 1
    assert len(matters(treated("2024-01-10", number="1441/22"), anew)) == 2
    renamed = treated("2024-02-07", "Hamnen", "RS-2022-01440")
    assert len(matters(treated("2024-01-10", number="1440/22"), renamed)) == 2


def test_what_has_no_number_joins_by_reference_or_by_the_heading_of_one_numbered_matter():
    assert len(matters(treated("2024-01-10", number=None), treated("2024-02-07"))) == 1
    referring = treated("2024-02-07", "Avtalet", earlier="Bordlagt den 10 januari 2024, § 5.")
    assert len(matters(treated("2024-01-10", number=None), referring)) == 1
    assert len(matters(*(treated(day, "Val av justerare", None) for day in ("2024-01-10", "2024-02-07")))) == 2
    others = (treated("2024-02-07"), treated("2024-03-06", number="RS 2024-00018"))
    assert len(matters(treated("2024-01-10", number=None), *others)) == 3
