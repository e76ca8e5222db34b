"""The conversation before a question as it stands in an address: a line a question, with what its answer cited.

«Vad beslutades om simhallen? [protokoll-1:1300 protokoll-1:2210]», oldest first. So an address can be shared, the back
button works, and nothing is kept on the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.base.types import Answer
from service.question.follow_ups import MAX_TURNS, CitedOffset, Turn

# As many places as tell which matters were spoken of.
MOST_PLACES = 3
MAX_QUESTION = 1000

_TURN = re.compile(r"(?P<question>.*?)(?:\s\[(?P<places>[^\[\]]*)\])?")
_PLACE = re.compile(r"(?P<document>\S+):(?P<start>\d{1,9})")


def read_turns(written: str) -> tuple[Turn, ...]:
    """The questions of a conversation; what cannot be read as one or as a place is passed over."""
    lines = [match for line in written.splitlines() if (match := _TURN.fullmatch(line.strip())) and match["question"]]
    return tuple(Turn(line["question"][:MAX_QUESTION], tuple(_places(line["places"] or ""))) for line in lines)[
        -MAX_TURNS:
    ]


def write_turns(turns: Sequence[Turn]) -> str:
    """The conversation as it is written in an address."""
    return "\n".join(
        f"{turn.question} [{' '.join(f'{place.document_id}:{place.start}' for place in turn.citations)}]"
        for turn in turns[-MAX_TURNS:]
    )


def turn_of(answer: Answer) -> Turn:
    """The question of an answer and the first places, of different sections, that it cites."""
    first: dict[tuple[str, str], CitedOffset] = {}
    for cited in answer.citations:
        first.setdefault((cited.document.id, cited.section.id), CitedOffset(cited.document.id, cited.quote_start))
    return Turn(answer.question, tuple(first.values())[:MOST_PLACES])


def _places(written: str) -> Iterator[CitedOffset]:
    for place in written.split():
        if match := _PLACE.fullmatch(place):
            yield CitedOffset(match["document"], int(match["start"]))
