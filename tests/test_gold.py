from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.base.errors import GoldError
from eval.datasets.gold import read_gold
from service.base.types import Filters
from service.staff.gold import Evidence

PROJECT = Path(__file__).resolve().parent.parent
QUOTE = "Regionstyrelsen har beslutat att säga upp avtalet om regionvård."


def record(**changes: Any) -> dict[str, Any]:
    return {
        "id": "d1",
        "question": "Vad beslutades om avtalet?",
        "kind": "decision",
        "asker": "staff",
        "answerable": True,
        "evidence": [{"file": "a.txt", "quote": QUOTE}],
        "answer": "Att säga upp det.",
        "must_contain": [["säga upp", "sägs upp"], ["avtal"]],
        "filters": None,
        "note": "",
        **changes,
    }


def write(folder: Path, *records: object) -> Path:
    file = folder / "frågor.jsonl"
    file.write_text("".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in records), "utf-8")
    return file


def fault_of(file: Path) -> str:
    with pytest.raises(GoldError) as caught:
        read_gold(file)
    return str(caught.value)


def test_a_topic_is_read_whole(tmp_path: Path) -> None:
    filters = {"organisation": "Region A", "kind": "minutes", "from": "2024-12-01", "to": "2024-12-31"}
    file = write(tmp_path, record(filters=filters, note="[kw]"))
    gold = read_gold(file)
    (topic,) = gold.topics
    assert gold.file == "frågor.jsonl"
    assert gold.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (topic.id, topic.question, topic.kind, topic.asker) == (
        "d1",
        "Vad beslutades om avtalet?",
        "decision",
        "staff",
    )
    assert topic.answerable
    assert topic.evidence == (Evidence("a.txt", QUOTE),)
    assert topic.must_contain == (("säga upp", "sägs upp"), ("avtal",))
    assert topic.filters == Filters(
        organisation="Region A", kind="minutes", date_from=date(2024, 12, 1), date_to=date(2024, 12, 31)
    )
    assert (topic.answer, topic.note) == ("Att säga upp det.", "[kw]")


def test_order_is_kept_and_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    lines = [json.dumps(record(id=name)) for name in ("d2", "d1")]
    file = tmp_path / "frågor.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + f"{lines[0]}\r\n\r\n{lines[1]}".encode())
    assert [topic.id for topic in read_gold(file).topics] == ["d2", "d1"]


def test_an_unanswerable_topic_needs_no_evidence(tmp_path: Path) -> None:
    file = write(tmp_path, record(kind="unanswerable", answerable=False, evidence=[], must_contain=[], answer=""))
    assert not read_gold(file).topics[0].answerable


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": " "}, "«id» är tom"),
        ({"kind": "gissning"}, "okänd frågetyp «gissning»; kända: amount, case,"),
        ({"kind": "unanswerable"}, "«answerable» och frågetypen «unanswerable» säger emot varandra"),
        ({"id": "d 1"}, "«id» får inte innehålla blanksteg"),
        ({"question": 3}, "«question» ska vara text"),
        ({"answerable": "ja"}, "«answerable» ska vara true eller false"),
        ({"source": "x"}, "okänt fält «source»; kända: answer, answerable,"),
        ({"evidence": []}, "frågan ska gå att besvara men «evidence» är tom"),
        ({"must_contain": []}, "frågan ska gå att besvara men «must_contain» är tom"),
        ({"answer": ""}, "frågan ska gå att besvara men «answer» är tom"),
        ({"answerable": False, "kind": "unanswerable"}, "frågan ska inte gå att besvara men «evidence» är inte tom"),
        ({"evidence": {}}, "«evidence» ska vara en lista"),
        ({"evidence": ["a.txt"]}, "varje del av «evidence» ska vara ett objekt med «file» och «quote»"),
        ({"evidence": [{"file": "a.txt"}]}, "i «evidence»: fältet «quote» saknas"),
        ({"evidence": [{"file": "m/a.txt", "quote": QUOTE}]}, "ett filnamn utan mapp, inte «m/a.txt»"),
        ({"evidence": [{"file": "a.txt", "quote": "för kort"}]}, "«quote» har 8 tecken; 40 till 400 är tillåtna"),
        ({"evidence": [{"file": "a.txt", "quote": "–" * 40}]}, "«quote» innehåller inga ord"),
        ({"must_contain": [[]]}, "varje grupp i «must_contain» ska vara en lista med minst en text"),
        ({"must_contain": ["avtal"]}, "varje grupp i «must_contain» ska vara en lista med minst en text"),
        ({"must_contain": [["avtal", ""]]}, "«must_contain» ska vara text som inte är tom"),
        ({"filters": []}, "«filters» ska vara null eller ett objekt"),
        ({"filters": {"year": "2024"}}, "i «filters»: year: namnet är okänt."),
        ({"filters": {"kind": "protokoll"}}, "i «filters»: kind: ska vara något av 'minutes', 'agenda',"),
        ({"filters": {"from": "2024"}}, "i «filters»: from: ska vara ett datum som finns, skrivet som 2024-12-31."),
        (
            {"filters": {"from": "2024-02-01", "to": "2024-01-31"}},
            "i «filters»: Det första datumet ska inte vara senare än det sista.",
        ),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, changes: dict[str, Any], fault: str) -> None:
    message = fault_of(write(tmp_path, record(id="d0"), record(**changes)))
    assert message.startswith("frågor.jsonl, rad 2: ")
    assert fault in message


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    incomplete = record()
    del incomplete["kind"]
    assert fault_of(write(tmp_path, incomplete)) == "frågor.jsonl, rad 1: fältet «kind» saknas"


def test_every_faulty_line_is_told(tmp_path: Path) -> None:
    message = fault_of(write(tmp_path, record(kind=""), record(id="d2"), record(id="d2"), ["d3"]))
    assert message.splitlines() == [
        "frågor.jsonl, rad 1: «kind» är tom",
        "frågor.jsonl, rad 3: id «d2» finns redan på rad 2",
        "frågor.jsonl, rad 4: raden är inte ett JSON-objekt",
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"{}\n{'id'", "frågor.jsonl, rad 2: raden är inte giltig JSON"),
        (b"{}\n\n\xe5", "frågor.jsonl, rad 3: texten är inte UTF-8"),
        (b"\n", "frågor.jsonl: filen innehåller inga frågor"),
    ],
)
def test_a_file_that_is_no_json_lines_is_told_apart(tmp_path: Path, data: bytes, fault: str) -> None:
    file = tmp_path / "frågor.jsonl"
    file.write_bytes(data)
    assert fault in fault_of(file)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "saknas.jsonl") == f"Frågefilen {tmp_path / 'saknas.jsonl'} finns inte."
    assert fault_of(tmp_path).startswith(f"Frågefilen {tmp_path} går inte att läsa")


@pytest.mark.parametrize(
    ("name", "answerable", "unanswerable"), [("regions-dev.jsonl", 78, 12), ("goteborg-dev.jsonl", 43, 7)]
)
def test_the_committed_questions_are_valid(name: str, answerable: int, unanswerable: int) -> None:
    topics = read_gold(PROJECT / "eval" / "questions" / name).topics
    assert Counter(topic.answerable for topic in topics) == {True: answerable, False: unanswerable}


def test_the_committed_quotes_stand_once_in_the_committed_documents() -> None:
    topics = read_gold(PROJECT / "eval" / "questions" / "regions-dev.jsonl").topics
    texts = {
        file.name: " ".join(file.read_text("utf-8").split())
        for file in (PROJECT / "corpus" / "documents").glob("*.txt")
    }
    astray = [topic.id for topic in topics for item in topic.evidence if texts[item.file].count(item.quote) != 1]
    assert astray == []
