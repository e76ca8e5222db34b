"""Papers of a kind that were adopted: «vilka taxor antogs 2024?», by the clauses that adopt them, not by headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.types import Span
from indexer.word_forms import tokens_of
from service.answers.plans.list_and_count.found import Found
from service.question.count_query import CountQuery
from service.register.decisions import Treatment

# What is adopted stands first: «Göteborgs Stads taxa | för …», «Förslag till detaljplan | inom …»
_HEAD_ENDS = re.compile(
    r",|:|\s(?:för|enligt|i\s+enlighet|avseende|gällande|angående|om|att|med|inom|vid|från|utöver|som|utifrån|mellan|upphör\w*)\s"
)
# «plan- och bygglovtaxa» is a taxa.
_FIRST_HALF = re.compile(r"\w+-\s+(?:och|samt|eller)\s+")
_ADOPTS = re.compile(r"\banta[sr]?\b|\bfastställ(?:er|e?s|a)\b|\bgodkänn(?:er|e?s|a)\b", re.IGNORECASE)


def adopted(treatment: Treatment, count_query: CountQuery, sought: Sequence[frozenset[str]]) -> Found | None:
    """The first clause of a treatment by which such a paper was adopted, and how many clauses do."""
    text = treatment.document.text
    for decision in treatment.decisions:
        if decision.status != count_query.act.status or decision.outcome != count_query.act.outcome:
            continue
        clauses = [clause for clause in decision.items if _adopts(clause, sought)]
        start = text.find(clauses[0], decision.start, decision.end) if clauses else -1
        if start >= 0:
            return Found(treatment, Span(start, start + len(clauses[0])), decision, len(clauses))
    return None


def _adopts(clause: str, sought: Sequence[frozenset[str]]) -> bool:
    """Whether a clause says that what is sought is adopted: it is what the clause begins with."""
    head = tokens_of(_FIRST_HALF.sub("", _HEAD_ENDS.split(clause, maxsplit=1)[0]))
    return _ADOPTS.search(clause) is not None and all(forms & head for forms in sought)
