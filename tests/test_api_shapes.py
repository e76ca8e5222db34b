"""The shapes of the API: names that stay whatever the code calls things, and JSON that can be read back."""

from __future__ import annotations

from datetime import date

from service.api.answers import AnswerJson, SearchJson, UnderstoodJson
from service.api.coverage import MissingMeetingJson, MissingNumbersJson
from service.api.matters import CaseDecisionJson, MentionJson
from service.api.records import DocumentTextJson, MatterJson
from service.base.filter_fields import FiltersJson, filters_json
from service.base.types import Filters, SearchResult, Understood
from tests.prepared_target import ANSWER
from tests.tiny_service import MINUTES


def test_what_there_is_nothing_of_is_left_out():
    assert UnderstoodJson.model_validate(Understood()).model_dump() == {}
    assert filters_json(Filters()) == {}


def test_words_that_were_read_otherwise_keep_their_names():
    understood = Understood((), (), (), (), (), (), (("regionavtlet", "regionavtalet"),), (("HSN", "nämnden"),))
    assert UnderstoodJson.model_validate(understood).model_dump() == {
        "set_right": [{"typed": "regionavtlet", "read": "regionavtalet"}],
        "in_full": [{"typed": "HSN", "read": "nämnden"}],
    }


def test_an_answer_is_read_back_as_it_was_written():
    filters = Filters(body="Styrelsen", date_from=date(2024, 12, 1))
    result = SearchResult("ord", 1, ANSWER.related, filters, "snap-1", 1.25, understood=Understood(years=(2024,)))
    for shape in (AnswerJson.model_validate(ANSWER), SearchJson.model_validate(result)):
        assert type(shape).model_validate_json(shape.model_dump_json()) == shape
    assert filters_json(filters) == {"body": "Styrelsen", "from": "2024-12-01"}
    assert FiltersJson.model_validate({"from": "2024-12-01", "body": "Styrelsen", "new": 1}).to_filters() == filters


def test_another_service_need_not_tell_what_is_newer():
    told = SearchJson.model_validate_json(
        '{"query": "ord", "total": 0, "hits": [], "filters_applied": {}, "snapshot": "s", "took_ms": 1}'
    )
    assert told.facets.year == []
    assert told.understood == UnderstoodJson()


def test_names_in_json_stay():
    names = {
        MatterJson: ("motions",),
        MentionJson: ("held",),
        CaseDecisionJson: ("matter", "type", "held", "is_latest"),
        MissingMeetingJson: ("body_held",),
        MissingNumbersJson: ("from", "to"),
        UnderstoodJson: ("set_right", "in_full"),
    }
    for shape, expected in names.items():
        properties = shape.model_json_schema(mode="serialization")["properties"]
        assert [name for name in properties if name in expected] == list(expected)


def test_a_document_is_shown_with_the_data_in_its_sections():
    shown = DocumentTextJson.of(MINUTES).model_dump(mode="json")
    names = ["document", "text", "sections", "decisions", "people", "meeting", "known_by", "aliases"]
    assert list(shown) == names
    assert list(shown["sections"][0]) == ["id", "heading", "number", "case_number", "start", "end", "matter"]
    assert "matter" not in shown["decisions"][0]
