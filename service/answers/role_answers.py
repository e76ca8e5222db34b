"""Who held a role at meetings, in a sentence: from what the minutes say of those present."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from corpus.base.types import Document, Person, Role, Section, Span
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import ROLE_WORDS
from indexer.tokens import strip_diacritics
from service.answers.computed_answers import Told
from service.base.text import listed
from service.question.question import Question

_MOST, _MOST_OF_MANY = 6, 20
_PLURAL: Mapping[Role, str] = {"member": "ledamöter", "substitute": "ersättare"}


def holders(question: Question, newest_first: Sequence[Document]) -> tuple[tuple[Document, Person], ...]:
    """Those who hold the role that a question asks for in the first of the minutes that tell."""
    for document in newest_first:
        present = document.meeting.people if document.meeting else ()
        people = _best_named(question, [person for person in present if _is_meant(question, person)])
        if people:
            return tuple((document, person) for person in people[:_MOST])
    return ()


def _is_meant(question: Question, person: Person) -> bool:
    title = strip_diacritics(person.title or "")
    role = question.role
    if role.beside:
        return all(word in title for word in role.beside)
    if (role.parties and person.party not in role.parties) or (role.people and person.name not in role.people):
        return False
    return person.role in role.roles


def told_members(question: Question, newest_first: Sequence[Document]) -> Told | None:
    """«Enligt protokollet från vårdnämnden den 3 maj 2024 deltog 2 ledamöter: Eva Ek (S) och Jan By (M).»"""
    for document in newest_first:
        present = document.meeting.people if document.meeting else ()
        people = [person for person in present if _is_meant(question, person)]
        if people:
            section, span = _line(document, people[0])
            return Told(f"Enligt protokollet {_where(document)} deltog {_members(people)}.", document, section, span)
    return None


def _members(people: Sequence[Person]) -> str:
    """«Eva Ek (S) som ledamot», «14 ledamöter: Eva Ek (S), …»."""
    names = [_name(person) for person in people[:_MOST_OF_MANY]]
    if len(people) == 1:
        return f"{names[0]} som {ROLE_WORDS[people[0].role]}"
    more = "" if len(names) == len(people) else f" (här är {len(names)} av dem)"
    return f"{len(people)} {_PLURAL[people[0].role]}{more}: {listed(names, len(names))}"


def _best_named(question: Question, people: Sequence[Person]) -> list[Person]:
    """Those whose title holds most of the question's words: «förste vice ordförande» is not the second."""
    words = question.without_diacritics.split()
    named = [sum(word in strip_diacritics(person.title or "") for word in words) for person in people]
    return [person for person, own in zip(people, named, strict=True) if own == max(named)]


def told_holders(held: Sequence[tuple[Document, Person]]) -> Iterator[Told]:
    """«Enligt protokollet från kommunfullmäktige den 11 december 2025 var Aslan Akbas (S) ordförande.»"""
    document = held[0][0]
    lines: Mapping[Span, list[Person]] = defaultdict(list)
    for _, person in held:
        lines[line_of(document, person)].append(person)
    for number, (span, people) in enumerate(lines.items()):
        who = _words(people)
        words = f"Då var också {who}." if number else f"Enligt protokollet {_where(document)} var {who}."
        yield Told(words, document, _section_at(document, span), span)


def _line(document: Document, person: Person) -> tuple[Section, Span]:
    span = line_of(document, person)
    return _section_at(document, span), span


def _section_at(document: Document, span: Span) -> Section:
    return next(one for one in document.sections if one.start <= span.start < one.end)


def _where(document: Document) -> str:
    """«från kommunfullmäktige den 11 december 2025»."""
    body = f"{document.body[0].lower()}{document.body[1:]}" if document.body else ""
    day = f"den {written_date(document.date)}" if document.date else ""
    return " ".join(filter(None, ("från", body, day))) if body or day else ""


def _words(people: Sequence[Person]) -> str:
    """«Håkan Eriksson (V) förste vice ordförande», «Eva Ek (S) och Jan By (M) justerare»."""
    by_role: Mapping[str, list[str]] = defaultdict(list)
    for person in people:
        by_role[_role(person)].append(_name(person))
    return listed([f"{listed(names)} {role}" for role, names in by_role.items()])


def _name(person: Person) -> str:
    return f"{person.name} ({person.party})" if person.party else person.name


def _role(person: Person) -> str:
    title = person.title or ""
    plain = title.removesuffix("n")
    return plain[0].lower() + plain[1:] if plain.endswith("ordförande") else ROLE_WORDS[person.role]


def line_of(document: Document, person: Person) -> Span:
    """The block that names the person in the role: a row, a line of a list, a field or a paragraph."""
    for section in document.sections:
        for block in section.blocks:
            if block.start <= person.start < block.end:
                return Span(block.start, block.end)
    return Span(person.start, person.end)
