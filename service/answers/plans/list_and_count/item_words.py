"""How one matter of a list is told: what was done, what it is called, day and §."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

from corpus.base.text import one_line
from corpus.base.types import Decision, Outcome, Span
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.parties import find_actors
from indexer.tokens import strip_diacritics
from indexer.word_forms import forms_of, tokens_of
from service.answers.plans.list_and_count.found import Found
from service.answers.plans.list_and_count.phrasing import small
from service.base.text import listed
from service.question.count_query import CountQuery
from service.register.decisions import Treatment

_LONGEST_HEADING = 130
_LONGEST_TOLD = 260
_LONGEST_DECISION = 120
# «anmäler jäv under paragraf 345: Utdelning ur fonden»
_NAMES_MATTER = re.compile(r"(?:\bparagraf\w*|§)\s*\d+", re.IGNORECASE)
_OUTCOME_NOUNS: Mapping[Outcome | None, str] = {
    "rejected": "Avslag",
    "tabled": "Bordläggning",
    "referred_back": "Återremiss",
}
# What is asked for, and the word that leads from it to a matter with a name of its own kind
_PREPOSITIONS = {"avslag": "på", "bifall": "till", "bordläggning": "av", "återremiss": "av"}
_OWN_NAME = re.compile(r"(?:Motion|Yrkande|Interpellation|Medborgarförslag|Initiativ)")
# «Motion av Axel Darvik (L) och Emmyly Bönfors (C)», of people with their parties
_AUTHORS = re.compile(r"(\w+) av ((?:(?:(?! om )[^()])+\([^()]+\)(?:,| och)?)+)(?= )")


def heading_words(
    treatment: Treatment, done: str, count_query: CountQuery, *, several: bool, organisations: bool, told: str = ""
) -> str:
    """One matter of the list: what was done, what it is called, day and §; whose it is where there are several.

    ``told`` is said in the place of what it is called.
    """
    document, section = treatment.document, treatment.section
    title = _without_authors(treatment.heading)
    if any(
        strip_diacritics(word) in strip_diacritics(treatment.heading)
        and strip_diacritics(word) not in strip_diacritics(title)
        for word in count_query.words
    ):
        title = treatment.heading
    heading = textwrap.shorten(title, _LONGEST_HEADING, placeholder=" …")
    owner = f"i {document.organisation} " if organisations and document.organisation else ""
    body = f"{small(document.body)} {owner}" if several and document.body else ""
    day = f"{'den ' if body else ''}{written_date(document.date)}" if document.date else ""
    location = ", ".join(filter(None, (f"{body}{day}", section.number)))
    return f"{told or _led(done, heading)} ({location})."


def decided_words(treatment: Treatment, span: Span) -> str:
    """The beginning of what was decided, in its own words."""
    text = one_line(treatment.document.text[span.start : span.end])
    return textwrap.shorten(text, _LONGEST_DECISION, placeholder=" …")


def told_words(treatment: Treatment, span: Span) -> str:
    """The minutes' own words, and the matter where they do not name it: «Eva Ek (S) deltar inte …: Val av nämnd»."""
    text = one_line(treatment.document.text[span.start : span.end]).rstrip(".")
    heading = "" if _NAMES_MATTER.search(text) else f": {treatment.heading}"
    return textwrap.shorten(f"{text}{heading}", _LONGEST_TOLD, placeholder=" …")


def adopted_words(found: Found, count_query: CountQuery) -> str:
    """The matter, and the paper that was adopted where the heading does not name it."""
    heading = textwrap.shorten(found.treatment.heading, _LONGEST_HEADING, placeholder=" …")
    if all(forms_of(word) & tokens_of(heading) for words in count_query.words for word in words.split()):
        return heading
    text = found.treatment.document.text[found.span.start : found.span.end]
    clause = textwrap.shorten(one_line(text).lstrip("•- "), _LONGEST_DECISION, placeholder=" …")
    return f"{heading}: {f'{found.times} punkter, den första ' if found.times > 1 else ''}«{clause.rstrip('.')}»"


def _led(done: str, heading: str) -> str:
    """The heading with what was done before it: «Avslag: Motion …», «Förslag om avslag på motion …»."""
    asked = done.removeprefix("Förslag om ")
    if asked != done and _OWN_NAME.match(heading):
        return f"{done} {_PREPOSITIONS[asked]} {small(heading)}"
    return f"{done}: {heading}" if done else heading


def done_words(decision: Decision | None, count_query: CountQuery, *, partly: bool) -> str:
    """What was done in a matter, as it is said before it («Avslag»); nothing for what goes without saying."""
    act = count_query.act
    if act.kind == "moved" and decision is None:
        return "Yrkande"
    if act.outcome:
        return f"{act.noun} till en del" if partly and act.noun and act.status == "decided" else act.noun
    if decision is None or act.kind == "vote":
        return ""
    if decision.status == "proposed":
        asked = _OUTCOME_NOUNS.get(decision.recommends, "").lower()
        return f"Förslag om {asked}" if asked else "Föreslås"
    return _OUTCOME_NOUNS.get(decision.outcome, "") if decision.status == "decided" else ""


def _without_authors(heading: str) -> str:
    """The heading with the parties of several authors instead of them: «Motion från L och KD om …»."""
    match = _AUTHORS.match(heading)
    if match is None:
        return heading
    actors = find_actors(match[2])
    parties = dict.fromkeys(actor.party for actor in actors if actor.party)
    return f"{match[1]} från {listed(list(parties))}{heading[match.end() :]}" if len(actors) > 1 else heading
