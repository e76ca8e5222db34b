"""What was decided in a matter that is surely the one asked about, where no passage by itself tells it surely."""

from __future__ import annotations

from service.answers.evidence.decisions import decision_step, later_step, stepped
from service.answers.evidence.matter_at_hand import is_placed, newest_named, treatments_asked_of, words_in_heading
from service.answers.plan import Found, Needs, Plan, Reply, drafted
from service.question.intent import Intent
from service.question.question import Question
from service.question.telling_words import tells_matter
from service.register.in_force import is_tabled
from service.register.records import Records
from service.retrieval.store import Candidate

_ROOM = 450
# So much of the words that tell the matter stands in its heading
_LEAST_NAMED = 0.5


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    near = [item.candidate for item in found.passages[: found.rules.passages]]
    best = found.best if is_placed(question) else newest_named(question, near)
    treatments = treatments_asked_of(question, best, records)
    decided = next((one for one in treatments if one.decisions and not is_tabled(one)), None)
    if decided is None or not found.is_of_the_matter or not _is_named(question, best):
        return None
    steps = [decision_step(decided, _ROOM), later_step(decided, treatments)]
    return drafted([stepped(best, step, found.collection) for step in steps if step], found.rules.max_chars)


def _is_named(question: Question, place: Candidate) -> bool:
    telling = [word for words in question.topic for word in words.split() if tells_matter(word)]
    return bool(telling) and words_in_heading(question, place.section) >= _LEAST_NAMED * len(telling)


PLAN = Plan(
    "settled_matter",
    lambda question: question.surely_asks_for(Intent.DECISION),
    _answer,
    asked="what was decided in a matter that the question names, or when",
    data="the decision that settled the matter, of the meeting named or else the last",
    says="body, day and decision; a later one in the matter",
    needs=Needs.MATTER,
)
