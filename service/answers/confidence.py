"""How probable it is that an answer is right: what shows of the passages found, weighed as judged answers teach.

The weights are made by ``paragraf eval calibrate`` and belong to one reader.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from indexer.errors import ModelError
from indexer.null_distribution import NullDistribution
from service.answers.evidence.other_year import unit_is_of_another_year
from service.answers.evidence.unit_scoring import can_be_answer
from service.answers.selected_unit import SelectedUnit
from service.question.named import is_of_another, is_of_another_body
from service.question.question import Question
from service.retrieval.ranking import Ranked
from service.retrieval.reading import LOWEST_ODDS, passage_odds

CALIBRATION = Path(__file__).resolve().parent / "calibration.json"
_FORMAT_VERSION = 2
# As log odds: nothing is less sure than this.
_SURE = 9.0
_REMEDY = "Hämta programmet på nytt, eller gör en ny med: paragraf eval calibrate"


@dataclass(frozen=True, slots=True)
class Signs:
    """What shows whether an answer is right.

    ``passage`` is the reader's log odds that the passage tells, ``unit`` those of the unit that was chosen in it;
    ``nearness`` how many deviations the nearest unit and its passage rise above the level of everyday questions;
    ``coverage`` how much of the question's weight the passage's words hold (0 to 1); ``form`` that the unit holds
    what is asked for, or something below a heading does; ``identified`` that the matter was named by number or its
    words were quoted (0 or 1). ``everywhere`` is the mean of the log odds of all passages read: where many tell, none
    is the one asked for. ``unit_nearness`` is how many deviations the chosen unit alone rises above that level.
    ``other_year`` says that the unit tells years, and none that the question names (0 or 1), ``elsewhere`` that its
    document is known to be of another organisation or body than those named (0 or 1).
    """

    passage: float
    unit: float
    nearness: float
    coverage: float
    form: float
    identified: float
    everywhere: float
    unit_nearness: float
    other_year: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Curve:
    """From the signs that have weights to a probability, by logistic regression."""

    weights: Mapping[str, float]
    intercept: float

    def probability(self, signs: Signs) -> float:
        """The probability that an answer with these signs is right."""
        log_odds = self.intercept + sum(weight * getattr(signs, name) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-log_odds))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How probable it is that an answer is right: from the words of passages, from what is recorded of a matter (by
    their signs), and from the register (how often such answers were right).

    ``reader`` is the digest of the reader it was made with. Below ``answers_from`` nothing is told, from ``sure`` on at
    least 19 of 20 answers were right when it was made (above 1 where there was no such level). ``made_from`` tells of
    the judged answers.
    """

    reader: str
    of_text: Curve
    of_matter: Curve
    of_register: float
    answers_from: float
    sure: float
    made_from: Mapping[str, Any]


def signs_of(
    question: Question,
    chosen: SelectedUnit,
    units: Sequence[SelectedUnit],
    passages: Sequence[Ranked],
    everyday: NullDistribution,
) -> Signs:
    """What shows of the unit that was chosen among those of the best of the passages found."""
    own = chosen.candidate
    below = [unit for unit in units if unit.candidate is own] if chosen.unit.kind == "heading" else [chosen]
    return Signs(
        passage_odds(own),
        chosen.log_odds,
        (max(unit.cosine + unit.candidate.cosine for unit in units) / 2 - everyday.mean) / everyday.deviation,
        own.query_coverage,
        float(any(can_be_answer(unit, question) for unit in below)),
        float(own.identified or own.quoted),
        fmean(passage_odds(item.candidate) for item in passages if item.candidate.reading)
        if own.reading
        else LOWEST_ODDS,
        (chosen.cosine - everyday.mean) / everyday.deviation,
        float(unit_is_of_another_year(question, chosen)),
        float(is_of_another(question.context, own.document) or is_of_another_body(question.context, own.document)),
    )


def read_calibration(path: Path, reader: str) -> Calibration:
    """The calibration that belongs to the reader. Raises ``ModelError`` when it is missing, damaged or another's."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if content.pop("format_version") != _FORMAT_VERSION:
            raise ModelError(f"Kalibreringen i {path} har en annan version än programmet. {_REMEDY}")
        text, matter = Curve(**content.pop("of_text")), Curve(**content.pop("of_matter"))
        for curve in (text, matter):
            curve.probability(Signs(*[0.0] * len(Signs.__slots__)))
        calibration = Calibration(of_text=text, of_matter=matter, **content)
    except FileNotFoundError as error:
        raise ModelError(f"Kalibreringen saknas: {path} finns inte. {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"Kalibreringen i {path} går inte att läsa: {error!r}. {_REMEDY}") from error
    if calibration.reader != reader:
        raise ModelError(f"Kalibreringen i {path} hör till en annan läsare än den som används. {_REMEDY}")
    return calibration


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write a calibration where ``read_calibration`` finds it."""
    content = {"format_version": _FORMAT_VERSION, **asdict(calibration)}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def uncalibrated(reader: str) -> Calibration:
    """A calibration that holds nothing back and is sure of all, for a reader that has none yet."""
    even = Curve(dict.fromkeys(Signs.__slots__, 0.0), _SURE)
    return Calibration(reader, even, even, 0.5, 0.0, 2.0, {})
