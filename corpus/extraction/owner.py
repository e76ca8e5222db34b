"""Whose a document is: every trace of an owner weighed together. A name that occurs once in a text is none.

Traces are names on lines of their own or short ones of the first page, names again and again in the text, addresses on
the web, names of files and folders. The owner is named where the heaviest name is clearly heavier than the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from corpus.base.types import Basis
from corpus.extraction.clues import Clues, words_of
from corpus.vocabulary.dates import find_dates
from corpus.vocabulary.municipalities import official_name, owner_of_name_parts, owner_of_site, owners_of_places, sites

# «Varje kommun» names none
_NO_NAME = r"(?!(?:Alla|Annan|Berörd|Denna|Egen|En|Er|Hela|Ingen|Någon|Per|Respektive|Samma|Varje|Vår)\s)"
_PLACE = r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäö]+)?"
_PART_OF = "Inre|Lilla|Mellersta|Mitt|Mittersta|Nedre|Nya|Norra|Stora|Södra|Västra|Yttre|Östra|Övre"
_MUNICIPAL = (
    r"\b(?:Region\s+(?:Jämtland\s+Härjedalen|Västra\s+Götaland|[A-ZÅÄÖ][a-zåäö]{3,}(?:\s+läns?\b)?)"
    r"|Västra\s+Götalandsregionens?"
    rf"|(?:(?:Upplands|{_PART_OF})\s+)?{_NO_NAME}{_PLACE}\s+(?:[Kk]ommun|[Ss]tad)s?)\b"
)
_JOINT_KIND = r"(?:[Rr]äddningstjänst|[Kk]ommunal|[Ss]amordnings|[Gg]ymnasie|[Uu]tbildnings|[Mm]iljö)förbund"
_JOINT = (
    rf"(?:[Kk]ommunalförbundet|[Kk]ommunförbundet|[Ss]amordningsförbundet|[Gg]ymnasieförbundet|Räddningstjänsten"
    rf"|Tolkförmedling(?:en)?|Räddningstjänstförbundet|Vatten och Avfall|Vårdsamverkan)"
    rf" (?:(?:{_PART_OF}) )?[A-ZÅÄÖ]\w+(?: och [A-ZÅÄÖ]\w+|(?: [A-ZÅÄÖ]\w+)?-[A-ZÅÄÖ]\w+)?"
    rf"|{_PLACE}(?:(?:, {_PLACE})*,? och {_PLACE}|(?: {_PLACE}){{0,2}}) {_JOINT_KIND}\b"
)
ORGANISATION = re.compile(rf"{_MUNICIPAL}|(?<!\w)(?:{_JOINT})")
_ANCHORS = (
    "ommun",
    "Stad",
    "stad",
    "Region",
    "regionen",
    "förbund",
    "Räddningstjänst",
    "Tolkförm",
    "Vatten och",
    "samverkan",
)
_JOINT_NAME = re.compile(_JOINT)
# «Motion till kommunfullmäktige i Bjurholm»: who writes to a council belongs to it
_COUNCIL_IN = re.compile(rf"(?i:fullmäktige|kommunstyrelsen|nämnden)\s+i\s+({_MUNICIPAL}|{_PLACE}(?: {_PLACE})?)")
# Where a body meets
_HOUSE_NAME = r"(?:[Kk]ommun(?:al)?hus(?:et)?|[Ss]tadshus(?:et)?)"
_MEETS_IN = re.compile(
    rf"\b{_HOUSE_NAME},?\s+(?:i\s+)?({_PLACE}(?: {_PLACE})?)|\b((?:{_PLACE} )?{_PLACE})s? {_HOUSE_NAME}\b"
)
# Where and when something was signed, on a line of its own: «Bjurholm den 3 februari 2024»
_SIGNED_AT = re.compile(rf"({_PLACE}),?\s+(?:den\s+)?\d[\w ./-]{{5,18}}")
_ADDRESS = re.compile(r"^\W*,?\s*(?:\d{3} ?\d{2}\b|Box \d|Org)|^\s*,?\s*organisationsn", re.IGNORECASE)
# What an owner calls itself
_SELF: Mapping[str, re.Pattern[str]] = {
    "joint": re.compile(r"\b(?:\w*förbundets?|förbundsdirektör\w*|medlemskommuner\w*)\b", re.IGNORECASE),
    "region": re.compile(r"\b(?:regionens?|region(?:fullmäktige|styrelsen?|direktör)\w*)\b", re.IGNORECASE),
    "municipality": re.compile(r"\b(?:kommunens?|kommun(?:fullmäktige|styrelsen?|direktör)\w*)\b", re.IGNORECASE),
}
_FIELDS = ("kommun", "organisation", "myndighet", "region", "ägare", "owner")
_SHORT_LINE = 120
_ENOUGH = 3.0
_CLEARLY = 1.5
_OFTEN, _MOSTLY = 3, 0.6
_OWN_LINE, _WITH_ADDRESS, _SHORT, _IN_PROSE, _REPEATED = 8.0, 6.0, 4.0, 1.5, 3.0
_SITE_OFTEN, _SITE_ONCE, _FILE, _FOLDER, _FIELD = 4.0, 3.0, 3.0, 3.5, 6.0
_UNKNOWN_NAME = 0.5
_PLACED, _HOUSE = 2.0, 3.0
_SIGNED_LINE = 50
_OTHER_SORT = _RECEIVER = 0.3


def find_owner(clues: Clues) -> tuple[str, Basis] | None:
    """The organisation whose document it is and how that is known, or none where nothing tells it clearly."""
    said: dict[str, float] = {}
    for name, weight in _in_words(clues):
        said[name] = said.get(name, 0.0) + weight
    said = _of_the_right_sort(said, clues.sample)
    beside = dict(_beside(clues))
    weights = {name: said.get(name, 0.0) + beside.get(name, 0.0) for name in {**said, **beside}}
    ranked = sorted(_before_receivers(weights, clues).items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][1] < _CLEARLY * ranked[1][1]:
        return None
    name = ranked[0][0]
    return name, "head" if said.get(name, 0.0) >= _SHORT else "text" if said.get(name) else "path"


def tidy_name(written: str) -> str:
    """The name as it stands alone: the official one where it is known, no genitive («Region Västerbottens vision»)."""
    known = official_name(written)
    if known:
        return known
    words = written.split()
    if words[0] == "Region" or words[-1].lower() in ("kommuns", "stads"):
        words[-1] = words[-1].removesuffix("s")
    if words[-1].lower() in ("kommun", "stad"):
        words[-1] = words[-1].lower() if words[-1].islower() or words[-1] == "Kommun" else words[-1]
    return " ".join(words)


# What the words tell


def _in_words(clues: Clues) -> Iterator[tuple[str, float]]:
    for line in clues.top_lines:
        yield from _in_line(line)
    seen = "\n".join(clues.top_lines)
    for line in clues.head.split("\n"):
        if line.strip() and line.strip() not in seen:
            yield from ((name, _IN_PROSE * _trust(name)) for name in _names(line))
    yield from ((name, _SHORT) for name in _councils(clues))
    yield from ((name, _PLACED) for name in _signed_at(clues))
    houses = {_owner_of_place(match[1] or match[2]) for match in _MEETS_IN.finditer(clues.head)} - {None}
    yield from ((name, _HOUSE) for name in houses if name and len(houses) == 1)
    found = tuple(_found(clues.sample))
    yield from _letter_head(found)
    places = Counter(owners_of_places(clues.sample, of_region=_calls_itself(clues.sample) == "region"))
    for name, count in places.most_common(1):
        if count >= _OFTEN and count >= _MOSTLY * sum(places.values()):
            yield name, _PLACED
    counted = Counter(tidy_name(match.group()) for match in found)
    named = sum(counted.values())
    for name, count in counted.items():
        if count >= _OFTEN and count >= _MOSTLY * named:
            yield name, _REPEATED
        elif count >= _OFTEN:
            yield name, _IN_PROSE


def _in_line(line: str) -> Iterator[tuple[str, float]]:
    """The names in a line of the top; a short line names its owner, a long one tells of somebody."""
    for match in ORGANISATION.finditer(line):
        name = tidy_name(match.group())
        if match.group() == line.strip(" |#,."):
            yield name, _OWN_LINE
        elif _ADDRESS.match(line[match.end() :]):
            yield name, _WITH_ADDRESS
        else:
            told_of = len(line) > _SHORT_LINE or line.endswith(".")
            yield name, _IN_PROSE * _trust(name) if told_of else _SHORT


def _councils(clues: Clues) -> frozenset[str]:
    """The owners of the bodies that short lines at the top say the place of; of those written to, the council."""
    own = set(clues.top_lines)
    lines = (line for line in clues.title_lines if not line.endswith("."))
    found = (
        match
        for line in lines
        for match in _COUNCIL_IN.finditer(line)
        if line in own or match.group().lower().startswith("fullmäktige")
    )
    return frozenset(name for match in found if (name := _owner_of_place(match[1])))


def _signed_at(clues: Clues) -> frozenset[str]:
    lines = (line.strip() for line in clues.sample.split("\n") if line[:1].isupper() and len(line) < _SIGNED_LINE)
    places = (match[1] for line in lines if (match := _SIGNED_AT.fullmatch(line)) and find_dates(line))
    return frozenset(name for place in places if (name := official_name(f"{place} kommun")))


def _owner_of_place(name: str) -> str | None:
    """Whose place it is: «Bjurholm», «Upplands Väsby», «Hofors kommun», the first of more words."""
    tried = (name, f"{name} kommun", f"{name.split(maxsplit=1)[0]} kommun")
    return next((found for written in tried if (found := official_name(written))), None)


def _letter_head(found: Iterable[re.Match[str]]) -> Iterator[tuple[str, float]]:
    """Names with a postal address or a company number behind them, wherever a page has them."""
    names = {tidy_name(match.group()) for match in found if _ADDRESS.match(match.string[match.end() :])}
    if len(names) == 1:
        yield names.pop(), _WITH_ADDRESS


def _names(text: str) -> Iterator[str]:
    return (tidy_name(match.group()) for match in _found(text))


def _found(text: str) -> Iterator[re.Match[str]]:
    """The names in the text; lines that hold no word that names have are passed over."""
    for line in text.split("\n"):
        if any(word in line for word in _ANCHORS):
            yield from ORGANISATION.finditer(line)


def _trust(name: str) -> float:
    """How much a name in running words counts: one that no register has may be a slip («Sälens kommun»)."""
    return 1.0 if official_name(name) or _JOINT_NAME.match(name) else _UNKNOWN_NAME


def _of_the_right_sort(weights: dict[str, float], text: str) -> dict[str, float]:
    """The weights, those of another sort than what the document calls its owner made light («förbundet»)."""
    joint = is_of_joint_authority(text)
    return {
        name: weight * (_OTHER_SORT if joint and not _JOINT_NAME.match(name) and weight < _OWN_LINE else 1.0)
        for name, weight in weights.items()
    }


def _before_receivers(weights: dict[str, float], clues: Clues) -> dict[str, float]:
    """The weights, those of whom it is sent to made light: where they are several, or another has a line of its own."""
    sent_to = {name for line in clues.receivers for name in _names(line)}
    if len(sent_to) < 2 and not any(weight >= _OWN_LINE for name, weight in weights.items() if name not in sent_to):
        return weights
    return {name: weight * (_RECEIVER if name in sent_to else 1.0) for name, weight in weights.items()}


def is_of_joint_authority(text: str) -> bool:
    """Whether the text calls its owner an association («förbundet») more than a municipality or a region."""
    return _calls_itself(text) == "joint"


@lru_cache(maxsize=8)
def _calls_itself(text: str) -> str | None:
    """The sort of owner that the text names most often by its kind («kommunen»), or none."""
    calls = {sort: len(pattern.findall(text)) for sort, pattern in _SELF.items()}
    most = max(calls, key=lambda sort: calls[sort])
    return most if sum(count == calls[most] for count in calls.values()) == 1 else None


# What stands beside them


def _beside(clues: Clues) -> Iterator[tuple[str, float]]:
    weights: defaultdict[str, float] = defaultdict(float)
    for field in _FIELDS:
        name = owner_of_name_parts(words_of(clues.fields.get(field, "")), whole=True)
        if name:
            weights[name] += _FIELD
    addresses = (owner_of_site(site) for site in sites(f"{clues.sample}\n{' '.join(clues.fields.values())}"))
    for name, count in Counter(name for name in addresses if name).most_common(1):
        weights[name] += _SITE_OFTEN if count > 1 else _SITE_ONCE
    named = _in_file_name(clues.place.stem)
    if named:
        weights[named] += _FILE
    folders = (owner_of_name_parts(words_of(folder), whole=True) for folder in clues.place.folders)
    folder = next((name for name in folders if name), None)
    if folder:
        weights[folder] += _FOLDER
    yield from weights.items()


def _in_file_name(stem: str) -> str | None:
    """The owner that a file's name begins with, or has in it as it is written («… - Botkyrka kommun»)."""
    written = ORGANISATION.search(stem.replace("_", " "))
    return owner_of_name_parts(words_of(stem), whole=False) or (official_name(written.group()) if written else None)
