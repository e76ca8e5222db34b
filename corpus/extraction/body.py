"""The body whose document it is: what a field, a line of the first page or a decision names."""

from __future__ import annotations

import re
from collections import Counter

from corpus.base.text import folded
from corpus.base.types import Basis, Kind
from corpus.extraction.clues import ITEM, Clues, words_of
from corpus.extraction.owner import ORGANISATION
from corpus.vocabulary.bodies import (
    BODY_ENDING,
    FIRST_HALF,
    KINDS_OF_BODY,
    QUALIFIER,
    SHORT_NAMES,
    body_name,
    definite_name,
    is_of_the_state,
)

_TOP_CHARS = 200
_BODY = re.compile(
    rf"\b({FIRST_HALF}[A-ZÅÄÖa-zåäö]+{BODY_ENDING}"
    rf"|{QUALIFIER}\s+[a-zåäö]*(?:nämnden|utskottet|beredningen)"
    r"|Nämnden\s+för\s+(?!att\b|de[nt]?\b|en\b|ett\b|sin\b)[A-ZÅÄÖa-zåäö]+(?:\s+och\s+[a-zåäö]+)?)\b"
)
# A line of the first page that is a body's name as a whole («Socialnämnden Nordost», «Stadsrevisionen»)
_OF_BODY = rf"(?:{'|'.join(KINDS_OF_BODY)}|revisionen|revisorerna|presidiet|(?<!om)rådet|kommittén)"
_LINE = re.compile(
    rf"(?:(?!för\b)[\w-]+,? (?:och |samt )?){{0,4}}\w*{_OF_BODY}"
    r"(?: (?:för [\w, -]{3,60}|norra|södra|östra|västra|(?-i:[A-ZÅÄÖ])\w+))?"
    r"|(?:[\w-]+ (?:och )?){0,2}\w*(?:nämndens|styrelsens|fullmäktiges) (?:[\w-]+ (?:och )?){0,2}"
    r"\w*(?:utskott|beredning|presidium)"
    r"|(?!nämnd$)(?:\w+ )?\w*nämnd(?: (?:för [\w, -]{3,60}|(?-i:[A-ZÅÄÖ])\w+))?",
    re.IGNORECASE,
)
_NO_LINE = re.compile(
    r"\b(?:till|från|av|om|att|som|den|det|har|är|ska|vid|på|fick|beslut\w*|ärende\w*|handling\w*|uppdrag\w*|utse\w*|val"
    r"|mål|plan|budget|ledamöter|ersättare|ordförande)\b",
    re.IGNORECASE,
)
# What stands beside the name on its line
_BESIDE = re.compile(
    r"^(?:(?:sammanträdes|besluts)?protokoll(?:sutdrag)?|utdrag ur (?:sammanträdes)?protokoll|sammanträde|kallelse"
    r"|föredragningslista|dagordning|minnesanteckningar|mötesanteckningar|styrelsemöte|möte)\b(?: per capsulam)?"
    r"(?: (?:från|för|med|i|nr \d+))?\s*"
    r"|[,.]?\s*\b(?:sammanträdes\w*|(?<!-)protokoll\w*|möte\w*|datum|tid|plats|nr|verksamhetsplan|delårsrapport"
    r"|årsrapport|20\d\d).*$|\s+den\s+\d.*$|\s+(?:i|för)$",
    re.IGNORECASE,
)
_MAX_LINE = 120
_MEETING_OF = re.compile(
    rf"\b({FIRST_HALF}[A-ZÅÄÖa-zåäö]+{BODY_ENDING})s\s+(?:möte|sammanträde|protokoll|beslut)", re.IGNORECASE
)
# A line that tells what a body did is no name of one: «Tekniska nämnden fick i uppdrag …»
_ACTS = re.compile(r"\s+(?:fick|får|har|hade|gav|ska|skulle|är|var|blev)\b")
_DECIDES = re.compile(rf"{_BODY.pattern}\s+(?:har\s+)?(?:beslut(?:ar|at|ade)|föreslår|tillstyrker)")
# «Antagen av kommunfullmäktige», «Fastställd av: Koncernchefsgruppen»
_ADOPTED = re.compile(
    r"\b(?:[Aa]ntag(?:en|et|na|its)|[Ff]astställ(?:d|t|da|ts)|[Bb]eslut(?:ad|at|ats)|[Gg]odkänd)(?:\s+av)?:?\s+(?:i\s+)?"
    rf"({_BODY.pattern}|[KR][FS]\b)"
)
_HAS_ADOPTED = re.compile(
    rf"{_BODY.pattern}\s+(?:har\s+)?(?:beslut(?:ar|at|ade)\s+)?(?:(?:att\s+)?(?:anta|fastställa)\b|antog|fastställde)"
)
_DECIDER_LABEL = re.compile(
    r"^(?:organ|nämnd|instans|beslut(?:ande|s)[ -]?(?:instans|organ)|beslutsfattare"
    r"|(?:dokumentet är |dokumentet )?(?:antagen|antaget|fastställd|fastställt|beslutad|beslutat|godkänd) av)$"
)
_GROUP = re.compile(r"[A-ZÅÄÖ][\w-]*(?:grupp(?:en)?|råd(?:et)?|ledning(?:en)?|kommitté|delegation(?:en)?)")
_DAY_OR_TIME = re.compile(r"\d|^(?:se|ej|vid)\b", re.IGNORECASE)
_FIELDS = ("nämnd", "namnd", "organ", "body", "instans")
_MEETINGS: frozenset[Kind] = frozenset({"minutes", "summary", "agenda", "extract"})
_SHORTEST = 12
_TITLE_LINES = 5
# A report of theirs is on another body
_AUDITORS = re.compile(r"\b(?:revisorer|revisorerna|revisorernas)\b", re.IGNORECASE)
_AUDIT_CHARS = 4000
_OF_IT = re.compile(r"\b(?:av|om|över|till|från)\s+$")


def find_body(clues: Clues, kind: Kind) -> tuple[str, Basis] | None:
    """The body and how it is known, or none where nothing tells it."""
    adopted = _adopted(clues)
    governing = kind in ("rules", "plan")
    head = _in_facts(clues) or (governing and adopted) or _in_lines(clues) or adopted
    if head:
        return head, "head"
    if kind in _MEETINGS and (met := _met(clues)):
        return met, "head"
    top = _first(clues.head[:_TOP_CHARS])
    if (top and kind not in ("plan", "report", "other")) or (top and _in_title(clues, top)):
        return top, "head"
    named = _in_name(clues)
    if named and not (kind == "report" and _AUDITORS.search(clues.text[:_AUDIT_CHARS])):
        return named, "path"
    return _deciding(clues, kind)


def _adopted(clues: Clues) -> str | None:
    """The body that the first page says has adopted the document."""
    match = _ADOPTED.search("\n".join(line for line in clues.head.split("\n") if not ITEM.match(line)))
    return _tidy(match.group(1)) if match else None


def _met(clues: Clues) -> str | None:
    """The body whose meeting a line at the top names: «Sammanfattning av regionstyrelsens möte»."""
    found = (_MEETING_OF.search(line) for line in clues.title_lines[:_TITLE_LINES])
    return next((body_name(match[1]) for match in found if match and not is_of_the_state(match[1])), None)


def _in_facts(clues: Clues) -> str | None:
    """What a labelled value of the head gives as the body that decides, met or issued it."""
    for label, value in clues.facts:
        if not _DECIDER_LABEL.match(label) or _DAY_OR_TIME.search(value):
            continue
        name = body_of_line(value) or _first(value) or (value if _GROUP.fullmatch(value) else None)
        if name and not is_of_the_state(name):
            return _tidy(name)
    return None


def _in_lines(clues: Clues) -> str | None:
    for line in clues.top_lines:
        for cell in [line] if "\t" not in line else [line, *line.split("\t")]:
            name = body_of_line(cell) or (SHORT_NAMES.get(cell.lower()) if cell.isupper() else None)
            if name and not is_of_the_state(name):
                return _tidy(name)
    return None


def body_of_line(line: str) -> str | None:
    """The body whose name the line is, the organisation and the kind of document beside it apart."""
    if len(line) > _MAX_LINE:
        return None
    name = ORGANISATION.sub("", line).strip()
    for _ in range(2):  # «Protokoll Sammanträde med …»
        name = _BESIDE.sub("", name).strip(" ,:–-|0123456789")
    return name if _LINE.fullmatch(name) and not _NO_LINE.search(name) else None


def _first(text: str) -> str | None:
    names = (body_name(match.group(1)) for match in _BODY.finditer(text))
    return next((name for name in names if not is_of_the_state(name)), None)


def _in_title(clues: Clues, name: str) -> bool:
    """Whether the name stands in one of the first short lines, and not as what is told of («granskning av …»)."""
    lines = (line.lower().replace("-och ", "- och ") for line in clues.title_lines[:_TITLE_LINES])
    beside = (line.partition(name.lower()) for line in lines)
    return any(found and not _OF_IT.search(before) and not _ACTS.match(after) for before, found, after in beside)


def _in_name(clues: Clues) -> str | None:
    """The body that the fields before the text, the file's name or a folder's name tell."""
    for field in _FIELDS:
        value = clues.fields.get(field, "")
        name = body_of_line(value) or SHORT_NAMES.get(value.lower())
        if name:
            return _tidy(name)
    written = _bodies_in(clues.sample)
    for name in (clues.place.stem, *clues.place.folders):
        letters = re.sub(r"[^a-z]", "", folded(name))
        whole = max((key for key in written if key in letters), key=len, default=None)
        if whole:
            return written[whole]
        for word in map(folded, words_of(name)):
            short = SHORT_NAMES.get(word) or next((body for body in written.values() if _initials(body) == word), None)
            if short:
                return short
    return None


def _bodies_in(text: str) -> dict[str, str]:
    """The bodies that the text names, by their letters, each as it is most often written."""
    names = Counter(body_name(match.group(1)) for match in _BODY.finditer(text))
    told = [name for name, _ in names.most_common() if len(name) > _SHORTEST and not is_of_the_state(name)]
    return {re.sub(r"[^a-z]", "", folded(name)): name for name in reversed(told)}


def _initials(name: str) -> str:
    """The letters that the body is written with in case numbers: «BUN» for «Barn- och ungdomsnämnden»."""
    words = [word for word in re.split(r"[ -]+", name) if word.lower() not in ("och", "för", "samt")]
    last = re.match(rf"(.+?)({BODY_ENDING})$", words[-1], re.IGNORECASE)
    return folded("".join(word[0] for word in words) + (last.group(2)[0] if last else ""))


def _deciding(clues: Clues, kind: Kind) -> tuple[str, Basis] | None:
    """The body that decides most often in minutes; elsewhere the one that is said to have adopted the document."""
    pattern = _DECIDES if kind in _MEETINGS else _HAS_ADOPTED
    names = (body_name(match.group(1)) for match in pattern.finditer(clues.sample))
    counted = Counter(name for name in names if not is_of_the_state(name))
    if counted and (kind in _MEETINGS or len(counted) == 1):
        return counted.most_common(1)[0][0], "text"
    first = _first(clues.head) if kind in _MEETINGS else None
    return (first, "text") if first else None


def _tidy(written: str) -> str:
    short = SHORT_NAMES.get(written.lower())
    return short or definite_name(body_name(written))
