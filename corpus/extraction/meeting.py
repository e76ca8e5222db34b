"""When and where a meeting was held and who took part: first page, choice of adjusters, chair, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.base.text import one_line
from corpus.base.types import MEETING_KINDS, Kind, Meeting, Person, Role, Section
from corpus.extraction.first_page import FIRST_PAGE, ROLE_LABELS, Piece, head_dates, pieces, time_and_place
from corpus.extraction.people import CHAIR_TITLE, NAME, PARTY, Named, find_named, role_of_title

_WITHOUT_MATTERS = 3_000
_SIGNATURES = 3_000
_END = 600
_FIRST_MATTERS = 8

_ROLES: dict[str, Role] = {
    "told": "official",
    "adjuster": "adjuster",
    "secretary": "secretary",
    "chair": "chair",
    "vice_chair": "vice_chair",
    "substitute": "substitute",
    "member": "member",
    "official": "official",
    "other": "other",
}
_GUESTS = frozenset({"official", "other"})
_SINGLE = frozenset({"chair", "vice_chair", "secretary"})

_BARE = re.compile(rf"^\W*(?P<name>{NAME})(?:,? ?{PARTY})?(?:[\s,]*§.*|[\s._…]*)$")
# «Elina Backlund Arab Ordförande», name and role of a signature on one line
_SIGNED = re.compile(
    rf"\W*{NAME}(?:,? ?{PARTY})?,? (?i:{CHAIR_TITLE}|(?:\w+s)?sekreterare|(?:protokolls?)?justerare)\b"
)
_LOOSE = 120
_TELLS = re.compile(r"\b(?:att|yrkar|föreslår|beslutar|informerar|redogör|ställer|reserverar|anmäler)\b")
_SENTENCE = re.compile(r"\S(?:[^.]|\.(?!\s+[A-ZÅÄÖ]))*\.?")
_INSTEAD = re.compile(r"\b(?:i\s?stället\s+för|ersättare\s+för|ersätter|efter)\s+$", re.IGNORECASE)
_GENITIVE = re.compile(r"\w(?:s|-|\s+och)\s+$")
_TITLE_AT_END = re.compile(rf"(?<![\w-])((?:förste\s+vice,?\s+tillika\s+)?{CHAIR_TITLE})\s+$", re.IGNORECASE)
_CLOSING = re.compile(r"(?m)^(?:Justera[st]|Justering|Underskrifter|Vid protokollet)\b")
_ADJUSTS = re.compile(r"\bjuster(?:ar?|as|are|ats?|ade)\b|\bprotokolljusterare\b", re.IGNORECASE)
_ADJUSTING_MATTER = re.compile(r"\bjuster", re.IGNORECASE)
_CHAIR_WORD = re.compile(r"rdförande(?:n)? (?=[A-ZÅÄÖ])")
_BEFORE_CHAIR = 70
_NAMED_WITH_PARTY = re.compile(rf"(?<![^\W_])(?P<name>{NAME}),?\s{PARTY}")
# «Daniel Bernmar (V) utses till tjänstgörande ordförande», behind the name
_CHOSEN_CHAIR = re.compile(
    r"(?<=\))\s+(?:utses|utsågs|väljs|valdes)\s+till\s+"
    r"(tjänstgörande\s+ordförande|mötesordförande|ordförande(?=\s+(?:för|vid)\s+(?:dagens\s+)?(?:sammanträde|möte)))"
)
_OF_ANOTHER_BODY = re.compile(
    r"\s+(?:i|för)\s+(?:\S+\s+){0,3}?\S*(?:nämnd|styrelse|utskott|fullmäktige|beredning|AB\b)"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """What a label says of the names under it; ``is_informing`` for those who only informed before the meeting."""

    role: Role | None
    title: str | None = None
    single: bool = False
    is_informing: bool = False


def read_meeting(text: str, sections: Sequence[Section], kind: Kind, known_date: date | None = None) -> Meeting | None:
    """The meeting that minutes, a summons or a summary tell of, or ``None``; ``known_date`` counts where the head has
    no date."""
    if kind not in MEETING_KINDS and kind != "summary":
        return None
    head = text[: _first_matter(sections)]
    days = head_dates(head) or ((known_date,) if known_date else ())
    time, place = time_and_place(head)
    people = _people(text, head, sections) if kind == "minutes" else ()
    return Meeting(days, time, place, people) if days or time or place or people else None


def _first_matter(sections: Sequence[Section]) -> int:
    first = next((section.start for section in sections if (section.number or "").startswith("§")), _WITHOUT_MATTERS)
    return min(first, FIRST_PAGE)


# The words of a page, label by label


# Time and place


# People


def _people(text: str, head: str, sections: Sequence[Section]) -> tuple[Person, ...]:
    found = list(_listed(head, 0))
    found += _chosen_adjusters(text, sections)
    found += _chosen_chairs(text, len(head))
    found += _chairs_in_matters(text, len(head), known=any(person.role == "chair" for person in found))
    signatures = max(len(head), _signatures(text))
    found += _listed(text[signatures:], signatures, signed=True)
    return _each_once(found)


def _each_once(found: Sequence[Person]) -> tuple[Person, ...]:
    """The persons, each once in a role; one whose party stands elsewhere gets it."""
    parties = {person.name: person.party for person in reversed(found) if person.party}
    once: dict[tuple[str, Role], Person] = {}
    for person in found:
        once.setdefault((person.name, person.role), replace(person, party=person.party or parties.get(person.name)))
    return tuple(once.values())


def _signatures(text: str) -> int:
    start = max(0, len(text) - _SIGNATURES)
    closing = _CLOSING.search(text, start)
    return closing.start() if closing else max(0, len(text) - _END)


def _listed(page: str, offset: int, *, signed: bool = False) -> list[Person]:
    """The people in lists, each under the label that stands before them; ``signed`` when only signatures count."""
    reader = _ListReader(signed=signed)
    for piece in pieces(page, offset):
        reader.take(piece)
    return reader.found


class _ListReader:
    """Reads labels and the lines under them in order; a role on the line below a bare name is that person's."""

    def __init__(self, *, signed: bool) -> None:
        self.signed = signed
        self.found: list[Person] = []
        self.group = self.outer = _Group(None)
        self.loose: Person | None = None

    def take(self, piece: Piece) -> None:
        """Read a label and the lines that belong to it."""
        alone = not any(find_named(piece.words.partition("\n")[0]))
        if piece.kind in ROLE_LABELS and self.loose and alone and role_of_title(piece.label):
            self._give_role(self.loose, piece)
        elif piece.kind not in (None, "aside"):
            self._open(piece)
        position = piece.start
        for line in piece.words.split("\n"):
            self._line(line, position)
            position += len(line) + 1

    def _give_role(self, person: Person, piece: Piece) -> None:
        self.found = [known for known in self.found if known is not person]
        self.found.append(replace(person, role=_ROLES[piece.kind or ""], title=piece.label))
        self.loose = None

    def _open(self, piece: Piece) -> None:
        read = piece.kind in ROLE_LABELS or not self.signed
        self.group = _group(piece) if read else _Group(None)
        self.loose = None
        if not self.group.single:
            self.outer = self.group

    def _line(self, line: str, start: int) -> None:
        if not line.strip(" ._…:\t"):
            return
        bare = _BARE.match(line)
        listed = bare or _SIGNED.match(line) if self.signed else _is_list(line)
        people = [self._person(named, start) for named in find_named(line)] if listed else []
        claimed = self.group.single
        if self.group.is_informing:
            people = [person for person in people if person.title]
        if self.group.role is not None or (self.signed and not bare):
            self.found += people
        if people and self.group.single:
            self.group = self.outer
        elif not people and len(line) > _LOOSE and not self.group.is_informing:
            self.group = self.outer = _Group(None)
        self.loose = people[0] if people and bare and not claimed else None

    def _person(self, named: Named, start: int) -> Person:
        role, title = self.group.role or "other", named.title
        stated_role = role_of_title(title) if title and not named.work else None
        if stated_role and (
            self.signed
            or role in ("member", "substitute")
            or (role in _GUESTS and stated_role in ("secretary", "substitute"))
        ):
            role = stated_role
        elif role == "member" and named.stands_in:
            role = "substitute"
        elif role == "other" and named.work:
            role = "official"
        return Person(named.name, named.party, role, title or self.group.title, start + named.start, start + named.end)


def _group(piece: Piece) -> _Group:
    role = _ROLES.get(piece.kind or "")
    label = one_line(piece.label)
    # «Tjänstgörande ersättare» tells more than the role does, «Övriga ersättare» does not
    names_role = "tjänstgör" in label.lower() or role_of_title(label) not in (None, "substitute")
    single = piece.kind in _SINGLE
    return _Group(role, label if names_role else None, single, piece.kind == "told")


def _is_list(line: str) -> bool:
    """Whether a line lists people rather than tells of them."""
    return not _TELLS.search(line) and len(line) < _LOOSE * (2 + line.count(",") + line.count("("))


# People named in matters


def _chosen_adjusters(text: str, sections: Sequence[Section]) -> Iterator[Person]:
    """Those whom one of the first matters chooses to adjust the minutes, and the officers named there."""
    matters = [section for section in sections if section.number]
    for section in matters[:_FIRST_MATTERS]:
        if not any(_ADJUSTING_MATTER.search(heading) for heading in section.heading):
            continue
        leads_on = False
        for block in section.blocks:
            words = text[block.start : block.end]
            if block.kind == "heading":
                continue
            for sentence in _SENTENCE.finditer(words):
                if _ADJUSTS.search(sentence.group()) or (leads_on and _BARE.match(sentence.group())):
                    yield from _officers(sentence.group(), block.start + sentence.start())
            leads_on = (bool(_ADJUSTS.search(words)) and words.endswith(":")) or (leads_on and block.kind == "item")


def _officers(sentence: str, start: int) -> Iterator[Person]:
    for match in _NAMED_WITH_PARTY.finditer(sentence):
        before = sentence[max(0, match.start() - _BEFORE_CHAIR) : match.start()]
        if _INSTEAD.search(before):
            continue
        title = _TITLE_AT_END.search(before)
        role = role_of_title(title.group(1)) if title else None
        span = (start + match.start("name"), start + match.end("name"))
        if title and role in ("chair", "vice_chair"):
            yield Person(match["name"], match[2], role, title.group(1), *span)
        if role != "chair" or "tillika" in title.group(1).lower():  # type: ignore[union-attr]
            yield Person(match["name"], match[2], "adjuster", None, *span)


def _chosen_chairs(text: str, start: int) -> Iterator[Person]:
    """Those whom a matter chooses to lead the meeting."""
    for chosen in _CHOSEN_CHAIR.finditer(text, start):
        before = max(start, chosen.start() - _BEFORE_CHAIR)
        named = list(_NAMED_WITH_PARTY.finditer(text, before, chosen.start()))
        if named and named[-1].end() == chosen.start() and not _OF_ANOTHER_BODY.match(text, chosen.end()):
            last = named[-1]
            yield Person(last["name"], last[2], "chair", one_line(chosen[1]), last.start("name"), last.end("name"))


def _chairs_in_matters(text: str, start: int, *, known: bool) -> Iterator[Person]:
    """Those who are called chair in the matters: any who served as one, and the chair where no other is named."""
    chairs: dict[str, Person] = {}
    for word in _CHAIR_WORD.finditer(text, start):
        named = _NAMED_WITH_PARTY.match(text, word.end())
        before = text[max(0, word.start() - _BEFORE_CHAIR) : word.end()]
        title = _TITLE_AT_END.search(before) if named else None
        if not named or not title or _GENITIVE.search(before[: title.start()]):
            continue
        if _OF_ANOTHER_BODY.match(text, named.end()):
            continue
        role = role_of_title(title.group(1))
        person = Person(named["name"], named[2], "chair", title.group(1), named.start("name"), named.end("name"))
        if role == "chair":
            chairs.setdefault(person.name, person)
    serving = [person for person in chairs.values() if "tjänstgörande" in (person.title or "").lower()]
    usual = [person for person in chairs.values() if person not in serving]
    yield from sorted(serving + (usual if len(usual) == 1 and not known else []), key=lambda person: person.start)
