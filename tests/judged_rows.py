"""Rows made by hand, and a run of them as it is stored, for the tests of the figures."""

from __future__ import annotations

from typing import Any

from eval.base.types import CitationJudgement, Judgement, Reply, Row, RunHeader, Topic
from service.staff.gold import Evidence

ONE_TO_TEN = "ett två tre fyra fem sex sju åtta nio tio"
HEADER = RunHeader("prov.jsonl", "0f", 6, False, "process", "snap-1", "modell", "5e", "c0")


def make_topic(
    number: int = 1,
    kind: str = "decision",
    answerable: bool = True,
    must_contain: tuple[tuple[str, ...], ...] = (("ja",),),
    **more: Any,
) -> Topic:
    """A topic with the id «t1» and one piece of evidence."""
    return Topic(
        id=f"t{number}",
        question="Vad beslutades?",
        kind=kind,
        answerable=answerable,
        evidence=(Evidence("a.txt", ONE_TO_TEN),) if answerable else (),
        answer="Ja.",
        must_contain=must_contain if answerable else (),
        **{"asker": "staff", **more},
    )


def make_hit(position: int, covers: bool) -> Judgement:
    """The hit at a rank; its score is 1 / rank."""
    return Judgement(
        position, "a", "a.txt", ("Avtal",), position, position + 1, 1 / position, "", covers, (0,) if covers else ()
    )


def make_row(
    topic: Topic,
    *,
    rank: int | None = None,
    right: bool = False,
    refused: bool = False,
    cited: tuple[bool, ...] = (),
    verbatim: tuple[bool, ...] = (),
    took_ms: float = 1.0,
    asked: bool = True,
    kinds: tuple[str, ...] = (),
) -> Row:
    """A row with ten hits, the one at ``rank`` covering; ``verbatim`` is not known of the last citations."""
    known = [*verbatim, *[None] * len(cited)]
    citations = tuple(
        CitationJudgement(number, "a", "a.txt", 0, 9, "ja", "", covers, known[number - 1])
        for number, covers in enumerate(cited, 1)
    )
    status = "not_in_documents" if refused else "answered"
    reply = Reply(status, None, "", right, citations, 10 * took_ms, confidence=1.0) if asked else None
    return Row(topic, tuple(make_hit(position, position == rank) for position in range(1, 11)), took_ms, reply, kinds)


ROWS = (
    make_row(
        make_topic(1, asker="politician"),
        rank=1,
        right=True,
        cited=(True, False),
        verbatim=(True, True),
        took_ms=4,
        kinds=("minutes", "plan"),
    ),
    make_row(make_topic(2), rank=4, cited=(False,), verbatim=(False,), took_ms=2, kinds=("minutes",)),
    make_row(make_topic(3, kind="who"), rank=10, right=True, cited=(True,), took_ms=1, kinds=("minutes",)),
    make_row(make_topic(4, kind="who"), refused=True, cited=(True,), took_ms=3, kinds=("minutes",)),
    make_row(make_topic(5, kind="unanswerable", answerable=False), right=True, refused=True, took_ms=5),
    make_row(make_topic(6, kind="unanswerable", answerable=False), cited=(False,), verbatim=(True,), took_ms=6),
)
