"""The questions that the classifier of intents is taught with, each with what it may ask for."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.vocabulary.numbers import MONEY
from eval.training.examples import MORE_PASSAGES, MORE_QUESTIONS, PASSAGES, QUESTIONS
from service.question.cleaning import clean_question
from service.question.intent import Intent

# Written for this alone: 150 for each of 21 intents, on 600 real matters, and 610 in 133 forms of a few more.
INTENT_QUESTIONS = Path(__file__).resolve().parent / "questions-intents.jsonl.gz"
# The other questions were labelled by the kind of fact they ask for: each label stands for the intent that is named
# first and leaves others open, and which of them is meant is learned from the questions that were written for one.
# Another than the first is so likely before anything is learned.
_OTHER = 0.3
_MAY_ASK: Mapping[str, Mapping[Intent, float]] = {
    kind: {Intent(name): _OTHER if place else 1.0 for place, name in enumerate(intents.split())}
    for kind, intents in {
        "decision": "decision whether_decided when_decided present_state course endorsement meeting_overview register"
        " most_by_matter",
        "yesno": "yes_or_no whether_decided endorsement vote present_state support reservation abstention next_meeting",
        "amount": "amount cost count times_put_off meeting_count",
        "date": "date when_decided next_meeting",
        "who": "who role_holder floor_proposal support reservation vote note opinion abstention most_by_party"
        " most_by_person",
        "vote": "vote reservation floor_proposal abstention support",
        "list": "list register meeting_overview",
        "open": "open opinion course present_state note meeting_overview endorsement floor_proposal",
        "why": "why opinion",
        "definition": "definition",
    }.items()
}
_MONEY = re.compile(rf"\d\s*(?:kronor|kr\b|miljon|miljard|(?:{MONEY})\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IntentExample:
    """A question, how likely its label means each intent, the matter or document that it is about, and the passage."""

    question: str
    intents: Mapping[Intent, float]
    group: str
    about: str

    @property
    def is_exact(self) -> bool:
        """Whether it was written for one intent."""
        return len(self.intents) == 1 and self.group.startswith("matter")


def read_intent_examples(data: Path) -> tuple[IntentExample, ...]:
    """The written questions first, then those on passages; of a kind that tells nothing none."""
    units = {row["id"]: row["units"] for name in (PASSAGES, MORE_PASSAGES) for row in _rows(data / name)}
    labelled = [row for path in (data / QUESTIONS, MORE_QUESTIONS) for row in _rows(path) if row["kind"] in _MAY_ASK]
    return (
        *(_written(row) for row in _rows(INTENT_QUESTIONS)),
        *(
            IntentExample(clean_question(row["question"]), _open(row, units), _document(row), str(row["passage"]))
            for row in labelled
        ),
    )


def _written(row: Mapping[str, Any]) -> IntentExample:
    about = row["m"] if row["m"] >= 0 else row["q"]
    # Those that say the same of other bodies, times and things are parted together.
    group = f"matter {row.get('form', about)}"
    return IntentExample(clean_question(row["q"]), {Intent(row["intent"]): 1.0}, group, f"matter {about}")


def _document(row: Mapping[str, Any]) -> str:
    return str(row["passage"]).rpartition(":")[0]


def _open(row: Mapping[str, Any], units: Mapping[str, Any]) -> Mapping[Intent, float]:
    """What a label leaves open: of a figure, whether it is money, is told by the unit that answers, if there is one."""
    intents = _MAY_ASK[row["kind"]]
    if row["kind"] != "amount":
        return intents
    told = units[row["passage"]][row["units"][0]]["t"] if row["units"] else None
    is_money = None if told is None else _MONEY.search(told) is not None
    other = 1.0 if is_money is None else _OTHER
    return {**intents, Intent.COST: 1.0 if is_money else other, Intent.AMOUNT: other if is_money else 1.0}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
