"""A matter in plain words, and what was done with it: «avslog motionen om en mobilfri grundskola (SD)»."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from functools import lru_cache

from corpus.base.types import DecisionStatus, Outcome
from corpus.vocabulary.outcomes import clause_outcome
from corpus.vocabulary.parties import find_actors
from service.base.text import listed
from service.base.text_features import is_party, stem_of, words_of

_LONGEST = 160
_KIND = re.compile(
    r"(?:(?:svar|yttrande|remiss|besvarande|beslut|återremitterad)\w*\s+(?:\w+\s+)?)?"
    r"(?P<kind>tilläggsyrkande|yrkande|motion|interpellation|medborgarförslag|initiativ)(?:ärende)?(?:en|et)?\b[\s,:–-]*"
    r"(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_WHAT = r"(?P<what>(?:till|om|att|angående|gällande|rörande|avseende|beträffande|kring|med|för)\s.+)"
_RAISED_BY = re.compile(rf"(?:av|från)\s(?P<who>.*?)\s{_WHAT}", re.DOTALL)
_ABOUT = re.compile(_WHAT, re.DOTALL)
# The kind in its definite form, and what it is when it has been answered
_DEFINITE: Mapping[str, tuple[str, str]] = {
    "motion": ("motionen", "besvarad"),
    "interpellation": ("interpellationen", "besvarad"),
    "medborgarförslag": ("medborgarförslaget", "besvarat"),
    "initiativ": ("initiativet", "besvarat"),
    "yrkande": ("yrkandet", "besvarat"),
    "tilläggsyrkande": ("tilläggsyrkandet", "besvarat"),
}
_DID: Mapping[Outcome, str] = {
    "rejected": "avslog {name}",
    "approved": "biföll {name}",
    "answered": "ansåg {name} {answered}",
    "tabled": "bordlade {name}",
    "referred_back": "återremitterade {name}",
}
_PROPOSED: Mapping[Outcome, str] = {
    "rejected": "att {name} avslås",
    "approved": "att {name} bifalls",
    "answered": "att {name} anses {answered}",
}
# What a decision says of any matter that was raised, besides what it is about and who raised it
_OF_ANY = (
    "väckt väckta väckts motion motionen motionerna interpellationen medborgarförslaget initiativet yrkande yrkandet"
    " ärendet avslås avslår avslag avslog bifall bifalla bifalls bifalles bifaller anses anse besvarad besvarat enligt"
    " förslag beslutar beslut föreslår tillstyrks tillstyrker avstyrks avstyrker kommunfullmäktige kommunstyrelsen"
    " kommunstyrelsens regionfullmäktige regionstyrelsen regionstyrelsens fullmäktige härmed skrivelse"
    " information informationen rapport rapporten redovisning redovisningen redogörelse redogörelsen handlingarna lägga"
)


def matter_name(heading: str, *, whose: bool = True) -> str | None:
    """A matter that somebody raised, as it is spoken of: «motionen om nya nattåg (L och C)»; ``None`` of others.

    ``whose`` says that the parties of those who raised it are told.
    """
    told = _KIND.match(heading.strip())
    if told is None:
        return None
    definite, rest = _DEFINITE[told["kind"].lower()][0], " ".join(told["rest"].split())
    if by := _RAISED_BY.match(rest):
        people = [actor for actor in find_actors(by["who"]) if actor.name]
        parties = dict.fromkeys(actor.party for actor in people if actor.party)
        what = shortened(by["what"])
        if not whose:
            return f"{definite} {what}"
        return f"{definite} {what} ({listed(list(parties))})" if parties else f"{definite} från {by['who']} {what}"
    return f"{definite} {shortened(rest)}" if _ABOUT.match(rest) else None


def quoted_heading(heading: str) -> str:
    """The heading in quotation marks, shortened."""
    return f"«{shortened(heading)}»"


def shortened(text: str) -> str:
    """The text, or as many of its words as are said in one breath."""
    return textwrap.shorten(text, _LONGEST, placeholder=" …")


def outcome_words(text: str, heading: str, status: DecisionStatus | None, body: str, day: str) -> str | None:
    """What became of a raised matter, for a decision that says no more than that; ``None`` for others.

    «Kommunfullmäktige avslog motionen om nya nattåg (L och C) den 11 september 2025», without a full stop.
    """
    name = matter_name(heading)
    forms = {"decided": _DID, "proposed": _PROPOSED}.get(status or "")
    if name is None or forms is None or not _says_no_more(text, heading):
        return None
    form = forms.get(clause_outcome(text))
    if form is None:
        return None
    told = _KIND.match(heading.strip())
    answered = _DEFINITE[told["kind"].lower()][1] if told else ""
    words = form.format(name=name, answered=answered)
    return f"{body} {words} den {day}" if status == "decided" else f"{body} föreslog den {day} {words}"


def names_its_matter(text: str, heading: str) -> bool:
    """Whether the words share one that carries meaning with the heading of their matter."""
    own = _stems(heading) - _of_any()
    return not own or not own.isdisjoint(_stems(text))


def _says_no_more(text: str, heading: str) -> bool:
    """Whether a decision says nothing of the matter but what became of it: its words stand in its heading."""
    figures = set(re.findall(r"\d+", re.sub(r"^\s*\d+\.\s", "", text)))
    return figures <= set(re.findall(r"\d+", heading)) and _stems(text) <= _stems(heading) | _of_any()


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(text) if word.stem and not is_party(word.text))


@lru_cache(maxsize=1)
def _of_any() -> frozenset[str]:
    return frozenset(stem for word in _OF_ANY.split() if (stem := stem_of(word)))
