"""What a matter has come to now, in a sentence or two that anybody can read without knowing the words of minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from corpus.base.types import Outcome
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import ASKED_WORDS
from service.register.cases import Strand
from service.register.decisions import Ruling, Treatment
from service.register.in_force import settles
from service.register.matters import meeting_order

_DECIDED: Mapping[Outcome, str] = {
    "approved": "{body} fattade beslut i ärendet{day}.",
    "rejected": "{body} sade nej{day}.",
    "answered": "{body} ansåg{day} att ärendet är besvarat. Det är varken bifall eller avslag.",
    "noted": "{body} antecknade ärendet till protokollet{day}.",
    "tabled": "{body} sköt{day} upp ärendet till ett senare sammanträde.",
    "referred_back": "{body} skickade{day} tillbaka ärendet för att det ska utredas mer.",
    "withdrawn": "{body} tog{day} bort ärendet från dagordningen.",
    "recommended": "{body} lämnade{day} ärendet till ett annat organ att avgöra.",
}
_NO_BODY = "Ett organ som inte framgår"


def state_words(strand: Strand, held_until: date | None) -> str | None:
    """What the matter has come to: «Inte avgjort. Kommunstyrelsen föreslog avslag den …»; ``None`` without a decision.

    ``held_until`` is the newest day of which anything is held: of what came later nothing can be said.
    """
    latest = strand.latest
    if latest is None or latest.decision.status == "information":
        return None
    if settles(latest.treatment):
        return " ".join(filter(None, ("Avgjort.", _what_was_done(latest), _afterwards(strand, latest.treatment))))
    until = f" Handlingarna här når till den {written_date(held_until)}." if held_until else ""
    return f"Inte avgjort. {_what_was_done(latest)} Något beslut som avgör ärendet finns inte här.{until}"


def _what_was_done(ruling: Ruling) -> str:
    decision, document = ruling.decision, ruling.treatment.document
    day = decision.date or document.date
    words = f" den {written_date(day)}" if day else ""
    if decision.status == "decided":
        body = decision.deciding_body or document.body or _NO_BODY
        return _DECIDED[decision.outcome].format(body=body, day=words)
    asked = ASKED_WORDS[decision.recommends] if decision.recommends else "ett beslut"
    decides = f" {decision.deciding_body} avgör." if decision.deciding_body else ""
    return f"{document.body or _NO_BODY} föreslog{words} {asked}.{decides}"


def _afterwards(strand: Strand, settled: Treatment) -> str:
    """The last meeting after the decision that did something in the matter, if there is one."""
    later = [
        each
        for each in strand.treatments
        if meeting_order(each) > meeting_order(settled)
        and any(decision.status != "information" for decision in each.decisions)
    ]
    if not later:
        return ""
    document = max(later, key=meeting_order).document
    where = f" av {document.body}" if document.body else ""
    return f"Ärendet togs upp igen{where} den {written_date(document.date)}." if document.date else ""
