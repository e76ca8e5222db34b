"""Reading what a question names besides its matter: organisations, bodies, kinds of document and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from corpus.base.types import Actor, Document, Kind
from corpus.vocabulary.bodies import KINDS_OF_BODY
from corpus.vocabulary.case_numbers import normalise_case_number
from corpus.vocabulary.dates import find_dates, with_whole_months, written_date
from corpus.vocabulary.document_kinds import BINDING, kinds_named
from corpus.vocabulary.municipalities import owner_of_name_parts
from corpus.vocabulary.parties import PARTIES, party_of
from corpus.vocabulary.spoken import DEEDS, ROLES, is_said
from corpus.vocabulary.times import MEETINGS, find_part_of_year, find_period
from corpus.vocabulary.words import base_form
from indexer.abbreviations import abbreviations_in
from indexer.tokens import strip_diacritics
from service.question.abbreviations import explained_abbreviations, spelled_out
from service.question.named import Named
from service.question.people import without_people
from service.question.telling_words import tells_matter
from service.question.times import MONTH_NUMBERS, YEAR, Met, asks_of_newest_meeting, newest_day, newest_met, times_in

_ENDINGS = tuple(map(strip_diacritics, KINDS_OF_BODY))
# «Region» and «stad» stand in the names of many
_KINDS_OF_ORGANISATION = frozenset({"region", "kommun", "stad", "landsting", "lan"})
# Other kinds are what matters are about: «handlingsplanen», «motionen».
_PAPERS_OF_MEETINGS: frozenset[Kind] = BINDING | {"summary"}
_WORD = re.compile(r"\w+")
_MUNICIPALITY = r"[A-ZÅÄÖ][a-zåäöé-]+"
_ORGANISATION = re.compile(rf"\b(Region {_MUNICIPALITY}(?: {_MUNICIPALITY})?|{_MUNICIPALITY} (?:kommun|stad|Stad))\b")
_BODY_OF_MUNICIPALITY = re.compile(rf"\b\w*(?:fullmäktige|styrelsen) i ({_MUNICIPALITY})\b")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that questions about a collection can hold.

    ``abbreviations`` by their letters, as written; ``acting`` are the letters of the parties that act in its minutes,
    ``people`` the full names of those who do, by their folded form.
    ``case_numbers`` are those of its matters, normalised.
    ``met`` are the newest days on which organisations and their bodies met. ``clock`` tells what day it is, from which
    «i våras» counts.
    """

    organisations: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    met: tuple[Met, ...] = ()
    parties: bool = True
    acting: frozenset[str] = frozenset()
    clock: Callable[[], date] = date.today
    people: Mapping[str, str] = field(default_factory=dict)
    case_numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, documents: Iterable[Document], explained: Iterable[tuple[str, str | None]] | None = None) -> Names:
        """The names in the documents; ``explained`` are the abbreviations in their texts, where that is known."""
        indexed = tuple(documents)
        bodies = sorted({document.body for document in indexed if document.body})
        short = {_letters(strip_diacritics(body)).upper(): body for body in bodies}
        if explained is None:
            explained = (found for document in indexed for found in abbreviations_in(document.text))
        told = explained_abbreviations(explained)
        known = {letters: name for letters, name in told.items() if letters not in PARTIES}
        return cls(
            tuple(sorted({document.organisation for document in indexed if document.organisation})),
            tuple(bodies),
            {letters: name for letters, name in (known | short).items() if len(letters) > 1},
            newest_met(indexed),
            acting=frozenset(actor.party.upper() for actor in _acting(indexed) if actor.party),
            people=dict(_people(_acting(indexed))),
            case_numbers=frozenset(
                normalise_case_number(section.case_number)
                for document in indexed
                for section in document.sections
                if section.case_number
            ),
        )

    def read_at(self, clock: Callable[[], date], *, expand_abbreviations: bool = True) -> Names:
        """The same names on the day that the clock tells; ``expand_abbreviations`` says whether what is short for
        something is written out."""
        if expand_abbreviations:
            return replace(self, clock=clock)
        return replace(self, abbreviations={}, parties=False, clock=clock)

    def abbreviated(self, question: str) -> tuple[tuple[str, str], ...]:
        """The abbreviations in the question and what each is short for."""
        return tuple((letters, name) for letters, name in self.abbreviations.items() if _stands(letters, question))

    def expand_abbreviations(self, question: str) -> str:
        """The question with abbreviations in full, and parties by both letters and name."""
        written = spelled_out(question, self.abbreviations)
        return _WORD.sub(_with_party, written) if self.parties else written

    def read(self, question: str, stripped: str) -> Named:
        """What the question names, from its words as typed and folded."""
        words = frozenset(_WORD.findall(stripped))
        # «Jan By» is no month.
        years, months = times_in(strip_diacritics(without_people(question, self.people)[0]))
        # A year that is written out says when, or of which year a season is.
        said = find_part_of_year(stripped) if years else find_period(stripped, self.clock())
        newest = asks_of_newest_meeting(stripped)
        organisations = tuple(name for name in self.organisations if _names_organisation(words, strip_diacritics(name)))
        bodies = tuple(name for name in self.bodies if _names_body(stripped, words, strip_diacritics(name)))
        return Named(
            organisations,
            bodies,
            _PAPERS_OF_MEETINGS.intersection(kinds_named(stripped)),
            frozenset(
                (
                    *find_dates(with_whole_months(question)),
                    *(newest_day(self.met, organisations, bodies) if newest else ()),
                )
            ),
            years,
            months,
            () if organisations or not self.organisations else _foreign(question),
            said[0] if said else None,
            (*((said[1],) if said else ()), *((newest,) if newest else ())),
        )


NO_NAMES = Names()


def unnamed(question: str, named: Named) -> str:
    """The question, folded, without the words that name organisations, bodies and times."""
    patterns = [
        *(_body_pattern(strip_diacritics(body)) for body in sorted(named.bodies, key=len, reverse=True)),
        *(_organisation_pattern(strip_diacritics(name)) for name in named.organisations),
        *(rf"\b(?:{strip_diacritics(written_date(day))}|{day.isoformat()})\b" for day in sorted(named.days)),
        *((rf"\b(?:{'|'.join(MONTH_NUMBERS)})\b",) if named.months else ()),
        *(rf"\b{re.escape(words)}\b" for words in named.time_said),
        *((YEAR.pattern,) if named.years else ()),
    ]
    left = strip_diacritics(with_whole_months(question))
    for pattern in patterns:
        left = re.sub(pattern, " ", left)
    return " ".join(left.split())


def names_body(word: str) -> bool:
    """Whether a folded word is the name of a body, held or not."""
    return _nominative(word).endswith(_ENDINGS)


def is_general_name(word: str) -> bool:
    """Whether a folded word may be any body of its kind: «nämnden»."""
    return _nominative(word) in _ENDINGS


def _nominative(word: str) -> str:
    return word.removesuffix("s")


def is_kind_of_organisation(word: str) -> bool:
    """Whether a word says what kind of organisation one is: «Region», «kommunen»."""
    return strip_diacritics(base_form(word.lower())) in _KINDS_OF_ORGANISATION


def _acting(documents: Iterable[Document]) -> Iterator[Actor]:
    for matter in (matter for document in documents for matter in document.matters):
        acts = (matter.floor_proposals, matter.reservations, matter.notes)
        yield from (actor for own in acts for act in own for actor in act.actors)
        yield from (actor for vote in matter.votes for actor, _ in vote.ballots)


def _people(acting: Iterable[Actor]) -> Iterator[tuple[str, str]]:
    """The full names by their folded form and that of their genitive."""
    for name in {actor.name for actor in acting if actor.name and len(actor.name.split()) > 1}:
        folded = strip_diacritics(name)
        yield from ((folded, name), (f"{folded}s", name))


def _body_pattern(body: str) -> str:
    general = "|".join(end for end in _ENDINGS if body.endswith(end)) or body
    return rf"\b(?:{re.escape(body[:-2])}\w*|{re.escape(_letters(body))}(?::?s)?|(?:{general})s?)\b"


def _organisation_pattern(organisation: str) -> str:
    words = _WORD.findall(organisation)
    common = "|".join(word for word in words if is_kind_of_organisation(word))
    own = "|".join(f"{re.escape(word.removesuffix('s'))}s?" for word in words if not is_kind_of_organisation(word))
    return rf"\b(?:{own}{'|' + common if common else ''})\b"


def _foreign(question: str) -> tuple[str, ...]:
    """The regions and municipalities of which nothing is held that a question has as the one who acts."""
    return tuple(_written_as_names(question)) or tuple(_municipalities_acting(_WORD.findall(question)))


def _written_as_names(question: str) -> Iterator[str]:
    """Those that are written as names, with what they are: not «avtalet med Region Halland».

    Whoever acts is named before the matter is, and is not what something is said about.
    """
    for match in _ORGANISATION.finditer(question):
        before = _WORD.findall(question[: match.start()])
        if before[-1:] != ["om"] and not any(map(tells_matter, before)):
            yield match[1]
    for match in _BODY_OF_MUNICIPALITY.finditer(question):
        yield match[1]


def _municipalities_acting(words: Sequence[str]) -> Iterator[str]:
    """The municipalities, however they are typed, whose bodies, offices or deeds are asked about: «röstade borås»."""
    for place, word in enumerate(words):
        name = owner_of_name_parts([word], whole=False) or owner_of_name_parts([word.removesuffix("s")], whole=False)
        before, after = words[:place], words[place + 1 : place + 2]
        has_office = before[-1:] == ["i"] and any(map(_is_office, before[-2:-1]))
        acts = has_office or any(map(_is_of_organisation, after)) or any(map(_is_deed, before[-1:]))
        if name and acts and not any(map(_is_of_matter, before)):
            yield name


def _is_of_matter(word: str) -> bool:
    """Whether a word tells a matter, and no deed or office that there is in any."""
    return tells_matter(word) and not (_is_deed(word) or _is_office(word))


def _is_office(word: str) -> bool:
    """Whether a word names an office of an organisation or a role in its bodies: «kommunalråd», «ordförande»."""
    is_of_organisation = word.lower().startswith(tuple(_KINDS_OF_ORGANISATION))
    return is_of_organisation or any(is_said(strip_diacritics(word), ways) for ways in ROLES.values())


def _is_of_organisation(word: str) -> bool:
    """Whether a word is a kind of organisation or of body, in any form: «kommun», «styrelse», «nämndens»."""
    folded = strip_diacritics(word)
    return is_kind_of_organisation(word) or any(names_body(f"{folded}{ending}") for ending in ("", "n", "en"))


def _is_deed(word: str) -> bool:
    return any(is_said(strip_diacritics(word), ways) for ways in DEEDS.values())


def _stands(letters: str, question: str) -> bool:
    return letters in question and re.search(rf"\b{re.escape(letters)}(?::?s)?\b", question) is not None


def _with_party(match: re.Match[str]) -> str:
    """The word, and the other name of the party it names."""
    word = match[0]
    letters = party_of(word)
    if letters is None:
        return word
    return f"{word} {PARTIES[letters]}" if word.upper() == letters else f"{word} {letters}"


def _names_organisation(words: frozenset[str], organisation: str) -> bool:
    """Whether the words that set an organisation apart stand in a question, also as «Goteborgs» for «Goteborg»."""
    own = [word for word in _WORD.findall(organisation) if not is_kind_of_organisation(word)]
    return bool(own) and all(any(_same_place(word, other) for other in words) for word in own)


def _same_place(one: str, other: str) -> bool:
    return one.removesuffix("s") == other.removesuffix("s")


def _names_body(stripped: str, words: frozenset[str], body: str) -> bool:
    """Whether a body stands in a question, in full (any form), by its general name or by its letters."""
    return (
        body[:-2] in stripped
        or _letters(body) in words
        or any(end == body[-len(end) :] and any(_is_general_name(word, end) for word in words) for end in _ENDINGS)
    )


def _is_general_name(word: str, ending: str) -> bool:
    """Whether a word is the general name of bodies, alone or as the first of «fullmäktigemötet»."""
    return word.removesuffix("s") == ending or (word.startswith(ending[:-2]) and word.endswith(MEETINGS))


@lru_cache(maxsize=1_000)
def _letters(body: str) -> str:
    """What a body is called for short: «hsn» for «halso- och sjukvardsnamnden», «kf» for «kommunfullmaktige»."""
    ending = next((end for end in _ENDINGS if body.endswith(end)), "")
    first = re.findall(r"\w+", body[: len(body) - len(ending)])
    return "".join(word[0] for word in (*first, ending) if word and word not in ("och", "for"))
