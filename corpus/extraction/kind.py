"""What kind of document it is: the word that names it at the top, else its shape, else its file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.types import Basis, Kind
from corpus.extraction.clues import Clues
from corpus.extraction.first_page import has_attendance
from corpus.extraction.owner import ORGANISATION
from corpus.vocabulary.bodies import BODY_ENDING
from corpus.vocabulary.document_kinds import BINDING, kinds_named

_MIN_MATTERS = 3
_SEVERAL = 2
_TITLE_LINES, _HEAD_LINES = 6, 12
# Kinds that a saved page may be of; a page of rules or plans tells of them among much else
_ON_PAGES: frozenset[Kind] = frozenset({"minutes", "agenda", "extract", "summary", "report"})
_FACT_LABEL = re.compile(r"^(?:typ(?: av \w+)?|dokumenttyp|handlingstyp|dokumentnamn|slag)$")
_FIELDS = ("typ", "type", "kind", "slag", "handlingstyp")
_ADOPTED_LABEL = re.compile(r"^(?:dokumentet )?(?:antag\w+|fastställ\w+|beslutad\w*)(?: av| den| datum)?$")
_ADOPTED_BY = re.compile(rf"(?:antag|fastställ)\w+ av \w*{BODY_ENDING}", re.IGNORECASE)
# A letter to a body: who handles it, its number, what is proposed
_LETTER_LABEL = re.compile(r"^(?:handläggare|direktnr|beteckning|diarienr|diarienummer|dnr|datum|referens|vår ref\w*)$")
_PROPOSES = re.compile(r"^\W*(?:\w+s )?(?:förslag till beslut|förslag på beslut)\b", re.IGNORECASE | re.MULTILINE)
# How members propose something to the council
_MOVES = re.compile(
    r"\b(?:(?:jag|vi)\s+(?:yrkar|föreslår|hemställer)|yrkar\s+(?:jag|vi|undertecknad\w*)|motionären|undertecknade?)\b"
    r"|\bförslag till beslut i (?:kommun|region)fullmäktige\b",
    re.IGNORECASE,
)
_STARTS_WITH_MATTER = re.compile(r"\W*(?:[KR]?[FS]s? )?§ ?(?!1\b)\d{1,4}\b")
_DECISION_LINE = re.compile(r"^Beslut:?$", re.MULTILINE)
_DECIDES = re.compile(rf"{BODY_ENDING} beslutar\b", re.IGNORECASE)
_ITEM = re.compile(r"^(?:[•▪●○*–-]|o\s|\d+[.)]\s|\d{1,3}\s+(?=[A-ZÅÄÖ]))|:$")
_SENTENCE = re.compile(r"[a-zåäö]{2}\.$|\b(?:har|är|ska|att|som|inte)\b.*\b(?:har|är|ska|att|som|inte)\b")
_SIGNED_BY_MEMBER = re.compile(r"\((?:[A-ZÅÄÖ]{1,3}|[a-z]{1,2})\)\W*$", re.MULTILINE)
_LETTER_CHARS = 6_000
_MOTION_CHARS = 12_000


def find_kind(clues: Clues) -> tuple[Kind, Basis]:
    """The kind of document and how it is known; «other» where nothing tells it."""
    attended = has_attendance(clues.text[:_LETTER_CHARS])
    at_top = _by_head(clues, attended=attended)
    told = at_top in _ON_PAGES or _holds_minutes(clues) or _is_adopted(clues)
    if clues.place.is_web_page and not told:
        return "web", "path"
    if at_top:
        return at_top, "head"
    named = _named_outside(clues) or _named_in(clues.title_lines[_TITLE_LINES:_HEAD_LINES])
    if named:
        return _meeting_paper(clues, named, attended=attended) if named == "minutes" else named, "path"
    return "minutes" if _holds_minutes(clues) else "motion" if _is_motion(clues) else "other", "text"


def _by_head(clues: Clues, *, attended: bool) -> Kind | None:
    """The kind that the first page tells: by its words, by those present, or as a letter to a body."""
    named = _named_at_top(clues)
    if named not in (*BINDING, "rules", "summary") and _decides_often(clues):
        return "minutes"
    called_minutes = "minutes" in kinds_named(clues.place.stem.replace("-", " "))
    lone = clues.matters < (_SEVERAL if called_minutes else _MIN_MATTERS) and not attended
    if lone and named != "agenda" and _STARTS_WITH_MATTER.match(clues.text):
        return "extract"
    if named in BINDING or (attended and named not in ("rules", "plan", "report")):
        return _meeting_paper(clues, named, attended=attended)
    return "statement" if _is_letter(clues) else named


def _holds_minutes(clues: Clues) -> bool:
    """Whether there is matter after matter, or two that each have a decision."""
    decided = len(_DECISION_LINE.findall(clues.sample))
    return clues.matters >= (_SEVERAL if decided >= _SEVERAL else _MIN_MATTERS)


def _is_adopted(clues: Clues) -> bool:
    """Whether a field or a line of the head tells who adopted the document, or when."""
    return any(_ADOPTED_LABEL.match(label) for label, _ in clues.facts) or any(
        map(_ADOPTED_BY.match, clues.title_lines)
    )


def _decides_often(clues: Clues) -> bool:
    """Whether a body decides in matter after matter."""
    return clues.matters >= _MIN_MATTERS and len(_DECIDES.findall(clues.sample)) >= _MIN_MATTERS


def _meeting_paper(clues: Clues, named: Kind | None, *, attended: bool) -> Kind:
    """Minutes, or the summons to them, or the extract of one matter: one § and nobody said to be there."""
    if named == "agenda":
        return "agenda"
    if named == "extract" or (clues.matters == 1 and not attended and _is_cut_out(clues)):
        return "extract"
    return named if named == "summary" else "minutes"


def _is_cut_out(clues: Clues) -> bool:
    """Whether the file's name tells that the only § stands there without the rest of its meeting."""
    name = clues.place.stem.replace("-", " ")
    return "extract" in kinds_named(name) or re.search(r"§ ?\d|\bss ?\d", name.lower()) is not None


def _named_at_top(clues: Clues) -> Kind | None:
    """The kind that the first short line with a word for one names, or that a field of the head does."""
    for label, value in clues.facts:
        if _FACT_LABEL.match(label) and (kinds := kinds_named(value)):
            return kinds[0]
    return _named_in(clues.title_lines[:_TITLE_LINES])


def _named_in(lines: Sequence[str]) -> Kind | None:
    for line in lines:
        kinds = kinds_named(ORGANISATION.sub(" ", line.split("\t")[0]))
        if kinds and not _SENTENCE.search(line) and not _ITEM.search(line):
            return next((kind for kind in kinds if kind in BINDING), kinds[0])
    return None


def _named_outside(clues: Clues) -> Kind | None:
    for field in _FIELDS:
        if kinds := kinds_named(clues.fields.get(field, "")):
            return kinds[0]
    names = (clues.fields.get("title", ""), clues.place.stem, *clues.place.folders[:2])
    found = [kinds for name in names if (kinds := kinds_named(name.replace("-", " ")))]
    return found[0][0] if found else None


def _is_letter(clues: Clues) -> bool:
    """Whether it is laid out as a letter from an office to a body that is to decide."""
    labels = {label for label, _ in clues.facts if _LETTER_LABEL.match(label)}
    return len(labels) >= 2 and bool(_PROPOSES.search(clues.sample)) and clues.matters == 0


def _is_motion(clues: Clues) -> bool:
    """Whether it proposes something in the members' own words and ends with their names and parties."""
    short = len(clues.text) <= _MOTION_CHARS
    return short and bool(_MOVES.search(clues.text)) and bool(_SIGNED_BY_MEMBER.search(clues.text[-600:]))
