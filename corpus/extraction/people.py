"""Names with party and title, as minutes write them in lists and at signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.base.types import Role

_LETTER = r"[^\W\d_]"
# What people are called by their work ends in one of these («regiondirektör», «enhetschef»).
_WORK = (
    r"(?:direktör|chef|sekreterare|ledare|controller|kontroller|strateg|jurist|handläggare|utredare|samordnare|ingenjör"
    r"|arkitekt|rektor|revisor|registrator|planerare|specialist|konsult|läkare|sköterska|psykolog|koordinator"
    r"|administratör|assistent|rådgivare|inspektör|analytiker|kamrer|ombudsman|ombud|ansvarig|ekonom|förvaltare"
    r"|kommunikatör|utvecklare|tekniker|intendent|bibliotekarie|lärare|kommunalråd|regionråd|oppositionsråd|borgarråd"
    r"|ordförande|ledamot|ersättare|protokollförare|projektör|expert|forskare|vd)"
)
WORK_WORD = rf"(?:{_LETTER}+-)?{_LETTER}*{_WORK}(?:e?n|na)?"
# Words with a capital that open a label or a title and are no one's name.
_NO_NAME = (
    r"(?:ordf|sekr|tjänstgörande|tjänste\w+|ledamöter|ersättarna|beslutande|närvarande|övriga|justera\w*|paragraf\w*"
    r"|underskrift\w*|förste|första|andre|andra|tredje|vice|tf|bitr|biträdande|plats|sammanträd\w+|protokoll\w*|region"
    r"|område\w*|förvaltning\w*|kommun|landsting|\w*(?:stads|kommun|råd|region)hus\w*|resultat\w*|omröstning\w*|frånvarande|bilaga|kl|via|deltar|från|till|för|ersätter|utdrag\w*|regionens|kommunens)"
)
_PARTICLE = r"(?:von|af|av|de|van|der|den|la|le|el|al|bin|da|dos|di)"
NAME_WORD = rf"(?!(?i:{WORK_WORD}|{_NO_NAME})\b)[A-ZÅÄÖÉÜØÆ]{_LETTER}+(?: ?[-–’']{_LETTER}+)*"
NAME = rf"{NAME_WORD}(?: (?:[A-ZÅÄÖ]\.?|{_PARTICLE}|{NAME_WORD})){{0,3}} {NAME_WORD}"
PARTY = (
    r"\((?!(?i:ordf|sekr|vice|tf|just|ers|v\.)\b)"
    r"([A-ZÅÄÖ]{1,5}|[A-ZÅÄÖ][a-zåäö]{1,3}[A-ZÅÄÖ]?|F!|[smcvl]|sd|kd|mp|fp|fi)\)"
)
_PERSON = re.compile(
    rf"(?<![^\W_])(?P<name>{NAME})(?:,? ?{PARTY}|\t\(?(?P<cell>[A-ZÅÄÖ]{{1,5}})\)?(?=\t|$))?(?!{_LETTER})"
)

_ORDINAL = r"(?:(?:[1-3]\s?:?\s?[aeo]|förste|första|andre|andra|tredje|[1-3]\.?)\s+)?"
CHAIR_TITLE = (
    rf"(?:(?:tjänstgörande|tjg\.?|avgående|t\.?f\.?)\s+)?(?:{_ORDINAL}(?:vice|v\.?)\s+)?ordf(?:örande(?:n)?\b|\b\.?)"
)
_ROLE_TITLE = (
    rf"{CHAIR_TITLE}|(?:(?:tjänstgörande|tjg\.?|tj\.?)\s+)?ers(?:ättare|\.)|ledamot\b|tjänstgörande(?=\W*$)"
    r"|(?:nämnd|mötes|protokoll)?s?sekr(?:eterare|\.)|protokollförare\b|(?:protokoll)?justerare\b"
)
_ELECTED_TITLE = re.compile(rf"^[\s,–(-]*({_ROLE_TITLE})", re.IGNORECASE)
# «tf. hälso- och sjukvårdsdirektör», «enhetschef controlling hälso- och sjukvård»
_WORK_TITLE = re.compile(
    rf"^[\s,(–-]*((?:(?:t\.?f\.?|bitr\.?|biträdande|vice|ställföreträdande|{_LETTER}+ande)\s+)?"
    rf"(?:{_LETTER}+-\s?(?:,\s{_LETTER}+-\s)?och\s+|{_LETTER}+a\s+)?{WORK_WORD}\b[^,;\t\n()§]*)",
    re.IGNORECASE,
)
_TITLE_BEFORE = re.compile(
    rf"(?:^|[\s,;])((?:(?:t\.?f\.?|bitr\.?|biträdande|vice)\s+)?(?:{_LETTER}+-\s?och\s+)?{WORK_WORD}"
    rf"(?:\s(?:för|på|vid)\s[a-zåäö][^,;\t]*)?)\s*$",
    re.IGNORECASE,
)
# What tells when and how somebody took part is no part of the title.
_REMARK = re.compile(
    r"[\s,]*(?:\bkl(?:ockan)?\b|§|\bvia\b|\bpå\s+(?:distans|länk)|\bdeltar\b|\bdigitalt\b|\bersätter\b|\bför\s+[A-ZÅÄÖ]|\bendast\b"
    r"|\bfr\.?\s?o\.?\s?m|\bt\.?\s?o\.?\s?m|\bfrån\b|\btill\b|\bej\b|\bnärvar|\bpunkt\b|\bärende\b|\d|\.{2,}|…|_{2,}|/).*$",
    re.IGNORECASE,
)
_STOOD_IN_FOR = re.compile(
    r"\b(?:ersätt(?:er|are\s+för)|tjänstgör(?:ande)?\s+för|i\s?stället\s+för|för|efter|vice)\s+$", re.IGNORECASE
)
_STANDS_IN = re.compile(rf"[\s,(]*(?i:ersätter|tjänstgör(?:ande)?\s+för|i\s?stället\s+för|för)\s+{NAME}")
_JOINS = re.compile(r"(?:^|[,;\t]|\b(?:och|samt|med|jämte|av)|[.:]|[§\d)–-])\s*[*•o▪-]*\s*$")
_NEAR = 80
_SECRETARY = re.compile(r"^(?:nämnd|mötes|protokoll)?s?sekr|^protokollförare", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A name where it stands in the words read, with party and title.

    ``work`` says that the title tells an employee's work, ``stands_in`` that the words go on with whom they replace.
    """

    name: str
    party: str | None
    title: str | None
    work: bool
    stands_in: bool
    start: int
    end: int


def find_named(words: str) -> Iterator[Named]:
    """The persons in a list («Pia Lundin (SJVP), ordförande, Erica Stenberg (SD)»), in order.

    A name without a party counts only at the start of an item. Those who are stood in for are left out.
    """
    found = [match for match in _PERSON.finditer(words) if not _STOOD_IN_FOR.search(_before(words, match))]
    persons = [match for match in found if _opens_item(match, words)]
    behind = 0
    titles_lead = bool(persons) and _TITLE_BEFORE.search(_before(words, persons[0])) is not None
    for index, match in enumerate(persons):
        limit = persons[index + 1].start() if index + 1 < len(persons) else len(words)
        after = words[match.end() : limit]
        title, work = _title(words[behind : match.start()], after, titles_lead=titles_lead)
        behind = match.end()
        yield Named(
            match["name"],
            match[2] or match["cell"],
            title,
            work,
            bool(_STANDS_IN.match(after)),
            match.start("name"),
            match.end("name"),
        )


def role_of_title(title: str) -> Role | None:
    """The role that a title names, or ``None`` when it names none of a meeting's."""
    lowered = title.lower()
    if "ordf" in lowered:
        return "vice_chair" if re.search(r"\bv(?:ice|\.)?\s", lowered) else "chair"
    if _SECRETARY.match(lowered):
        return "secretary"
    if re.search(r"\bers(?:ättare|\.)", lowered):
        return "substitute"
    return "member" if lowered == "ledamot" else "adjuster" if re.search(r"justera(?:re|nde)", lowered) else None


def _before(words: str, match: re.Match[str]) -> str:
    return words[max(0, match.start() - _NEAR) : match.start()]


def _opens_item(match: re.Match[str], words: str) -> bool:
    before, after = _before(words, match), words[match.end() : match.end() + _NEAR]
    if match[2] or match["cell"] or _JOINS.search(before) or _TITLE_BEFORE.search(before):
        return True
    return after.startswith(",") and _WORK_TITLE.match(after) is not None


def _title(before: str, after: str, *, titles_lead: bool) -> tuple[str | None, bool]:
    """The title written behind a name, or before it where the titles lead, and whether it tells a work."""
    ahead = _TITLE_BEFORE.search(before)
    if ahead and titles_lead:
        title = ahead.group(1).strip()
        return title, role_of_title(title) is None
    elected = _ELECTED_TITLE.match(after)
    if elected:
        return elected.group(1), False
    work = _WORK_TITLE.match(after)
    return (_tidy(_REMARK.sub("", work.group(1))), True) if work else (None, False)


def _tidy(title: str) -> str:
    return re.sub(r"\s+(?:och|samt)$", "", title.strip(" .,–-")).strip()
