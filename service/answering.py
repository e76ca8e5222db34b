"""From ranked passages to a cited answer, or to a refusal: right, or silent.

An answer is put together from units: sentences, lists, rows and fields as they stand in a document.
The unit that fits the question best is looked for in the best passages, and must hold what the
question asks for (a figure, a day, a person …); a question about what became of a matter gets what
was decided in it. Nothing is rephrased but line breaks and bullets, and every sentence is checked
against its quote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from corpus.dates import written_date
from corpus.statuses import statement_status
from corpus.structure import without_bullet
from corpus.types import Block, Document, Section, Span
from corpus.votes import VOTING_PARTS
from indexer.calibration import Background
from indexer.tokens import index_tokens
from indexer.types import Chunk, Unit
from service.attendance import asks_who_holds, line_of, people_asked_for
from service.course import asks_for_course, course_of
from service.decisions import Treatment
from service.expectation import Expectation, can_answer, expected_answer, gives_cause
from service.grounding import is_supported, stands_verbatim
from service.layout import listed
from service.naming import fits_body
from service.positions import missing_position, nobody_named, position_spans
from service.query import ReadQuery
from service.ranking import Ranked
from service.store import Candidate
from service.types import Citation, Sentence

_PROPOSAL = "förslag, inte beslut – "
MAX_ANSWER_CHARS = 900
_CITATION_CHARS = len(" [10] ")

_CASE_FIELD = re.compile(r"(?:diarie|ärende|dnr)(?!ansvarig)", re.IGNORECASE)
# What leads on to the next item: «; samt»
_GOES_ON = re.compile(r"[;,:\s]*(?:[;,]\s*(?:samt|och))?[;,:\s]*$")
_MASKED = re.compile(r"\bX{3,}\b")
_ONLY_LISTED = re.compile(r"(?:övriga\s+ärenden|dagordning|föredragningslista|ärendelista)\b", re.IGNORECASE)
_FIGURE = re.compile(r"[-–+]?\s?\d[\d\s.,]*%?$")
# References and the chair's propositions say neither what was decided nor why
_REFERENCES = frozenset({"Handling", "Handlingar", "Tidigare behandling"})
_NO_ANSWERS: Mapping[Expectation, frozenset[str]] = {
    "decision": _REFERENCES | VOTING_PARTS | {"Yrkande", "Yrkanden"},
    "why": _REFERENCES | VOTING_PARTS,
    "list": _REFERENCES,
    "cost": _REFERENCES,
    "amount": _REFERENCES,
}
_NOTHING_FOUND = "Inget i dokumenten som finns här passar till frågan."
_NOT_TOLD = "Dokumenten som finns här ger inget säkert svar på frågan."
_LACKS: Mapping[Expectation, str] = {
    "cost": "Dokumenten nämner saken men anger inget belopp som svarar på frågan.",
    "amount": "Dokumenten nämner saken men anger ingen siffra som svarar på frågan.",
    "date": "Dokumenten nämner saken men anger ingen tid som svarar på frågan.",
    "who": "Dokumenten nämner saken men inte vem det gäller.",
    "vote": "Dokumenten nämner saken men inte hur partier eller ledamöter tog ställning.",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """How units are chosen and when an answer is held back.

    ``certainty`` is how many standard deviations the best passage must rise above the level of unrelated questions,
    when the best unit's rise is added ``near_unit`` times. ``expects`` says whether a unit must hold what the
    question asks for.
    """

    passages: int = 3
    share: float = 0.15
    form: float = 0.03
    bare: float = 0.1
    tolerance: float = 0.08
    margin: float = 0.01
    sentences: int = 3
    near_unit: float = 0.5
    certainty: float = 3.5
    expects: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that was chosen, the passage it stands in, and how well it fits the question.

    ``note`` is said before it: what is not among what the unit tells.
    """

    unit: Unit
    chunk: Chunk
    candidate: Candidate
    fit: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """The sentences and citations of an answer; both empty when it was held back, with the reason.

    ``whole`` says whether everything that should be said had room.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    reason: str | None
    whole: bool = True


# All treatments of the matter that a section treats, oldest first
Matters = Callable[[Document, Section], Sequence[Treatment]]


def _no_treatments(_document: Document, _section: Section) -> Sequence[Treatment]:
    return ()


class Collection(Protocol):
    """What answering asks of a store besides the candidates."""

    @property
    def documents(self) -> Sequence[Document]: ...

    @property
    def background(self) -> Background: ...

    def matter(self, document_id: str, section_id: str) -> Sequence[Chunk]: ...

    def weights(self, tokens: Sequence[str]) -> Mapping[str, float]: ...


def compose(
    query: ReadQuery,
    ranked: Sequence[Ranked],
    collection: Collection,
    rules: Rules = Rules(),
    matters: Matters = _no_treatments,
) -> Composed:
    """The answer to a question from the ranked passages, or the reason why there is none."""
    expectation = _expectation(query, rules)
    fitting = list(_fitting(query, ranked[: rules.passages], collection.weights(query.tokens), expectation, rules))
    reason = _reason_to_refuse(query, ranked, collection.documents, collection.background, rules)
    first = _best(fitting, expectation, query.text, rules)
    if reason is None and (told := _from_data(query, ranked, collection, matters)):
        return told
    if reason or first is None:
        return Composed((), (), reason or _LACKS.get(expectation, _NOT_TOLD))
    if reason := _says_nothing(first, expectation):
        return Composed((), (), reason)
    return _composed(_completed(first, fitting, query, collection, rules))


def _composed(said: Sequence[Choice]) -> Composed:
    cited = list(_cite(said))
    if not cited:
        return Composed((), (), _NOT_TOLD)
    sentences, citations = zip(*cited, strict=True)
    return Composed(sentences, citations, None, whole=len(cited) == len(said))


# Answers from the data of a matter


def _told(candidate: Candidate, span: Span, collection: Collection, note: str = "") -> Choice:
    """A stretch of the candidate's document as something to say, in the passage it begins in, which holds all of it."""
    document, section = candidate.document, candidate.section
    status = next((block.status for block in section.blocks if block.start <= span.start < block.end), None)
    chunks = collection.matter(document.id, section.id)
    begun = [chunk for chunk in chunks if chunk.start <= span.start]
    chunk = max(begun, key=lambda chunk: chunk.start) if begun else chunks[0]
    start, end = min(chunk.start, span.start), max(chunk.end, span.end)
    return Choice(
        Unit(span.start, span.end, document.text[span.start : span.end], "sentence", None, status),
        replace(chunk, start=start, end=end, text=document.text[start:end]),
        candidate,
        0.0,
        note,
    )


def _from_data(query: ReadQuery, ranked: Sequence[Ranked], collection: Collection, matters: Matters) -> Composed | None:
    """The answer that the documents' own data give, where the question asks for something of the kind."""
    return (
        _people(query, ranked, collection)
        or _course(query, ranked, collection, matters)
        or _positions(query, ranked, collection)
    )


def _people(query: ReadQuery, ranked: Sequence[Ranked], collection: Collection) -> Composed | None:
    """Who holds the role that is asked for."""
    first = ranked[0].candidate
    said = []
    for document, person in people_asked_for(query, collection.documents, first.document):
        span = line_of(document, person)
        section = next(one for one in document.sections if one.start <= span.start < one.end)
        said.append(_told(replace(first, document=document, section=section), span, collection))
    if not said and asks_who_holds(query):
        return Composed((), (), _LACKS["who"])
    return _composed(_without_overlap(said)) if said else None


def _course(query: ReadQuery, ranked: Sequence[Ranked], collection: Collection, matters: Matters) -> Composed | None:
    """How the first matter found went, where that is asked and there is something to tell."""
    if not asks_for_course(query.text):
        return None
    first = ranked[0].candidate
    steps = course_of(query.text, matters(first.document, first.section))
    if not steps:
        return None
    return _composed(
        [
            _told(
                replace(first, document=step.treatment.document, section=step.treatment.section),
                step.span,
                collection,
                step.note,
            )
            for step in steps
        ]
    )


def _positions(query: ReadQuery, ranked: Sequence[Ranked], collection: Collection) -> Composed | None:
    """What the minutes of the first matter found tell of how people and parties took position, where that is asked.

    ``None`` when the question asks for nothing of the kind or the first passage stands in no matter of minutes.
    """
    candidate = ranked[0].candidate
    document, section = candidate.document, candidate.section
    matter = next((matter for matter in document.matters if matter.section_id == section.id), None)
    if matter is None:
        return None
    if reason := missing_position(query.text, matter):
        return Composed((), (), reason)
    spans = position_spans(query.text, document, matter)
    if not spans:
        return None
    said = [_told(candidate, span, collection) for span in spans]
    note = nobody_named(query.text, matter) or ""
    return _composed([replace(said[0], note=note), *said[1:]])


# Choosing


def _expectation(query: ReadQuery, rules: Rules) -> Expectation:
    return expected_answer(query.text) if rules.expects else "open"


def _fitting(
    query: ReadQuery,
    ranked: Sequence[Ranked],
    weights: Mapping[str, float],
    expectation: Expectation,
    rules: Rules,
) -> Iterator[Choice]:
    """Every unit of the best passages with its fit; lists that no answer has room for count by their items."""
    for item in ranked:
        candidate = item.candidate
        heading = " ".join(candidate.section.heading)
        for unit, cosine in zip(candidate.chunk.units, candidate.unit_cosines, strict=True):
            share = _share(f"{heading} {unit.text}", query.tokens, weights)
            fit = item.score + cosine + rules.share * share**2 + _bonus(unit, expectation, rules)
            choice = Choice(unit, candidate.chunk, candidate, fit)
            if not _is_too_long(choice):
                yield choice


def _bonus(unit: Unit, expectation: Expectation, rules: Rules) -> float:
    """What the form of a unit adds to its fit: a list to a question for one, a cause to a «why»."""
    if unit.kind == "heading" or (unit.kind == "field" and expectation not in ("identifier", "who")):
        return -rules.bare
    if (unit.kind == "list" and expectation == "list") or (expectation == "why" and gives_cause(unit.text)):
        return rules.form
    return 0.0


def _share(text: str, tokens: Sequence[str], weights: Mapping[str, float]) -> float:
    held = frozenset(index_tokens(text))
    whole = sum(weights[token] for token in tokens)
    return sum(weights[token] for token in tokens if token in held) / whole if whole else 0.0


def _best(choices: Sequence[Choice], expectation: Expectation, question: str, rules: Rules) -> Choice | None:
    """The best unit that can be the answer, if it comes near the best one of all."""
    able = [choice for choice in choices if _can_be_said(choice, expectation, question)]
    if not able or _is_empty_cell(max(choices, key=lambda choice: choice.fit), able):
        return None
    best = max(able, key=lambda choice: choice.fit)
    return best if best.fit >= max(choice.fit for choice in choices) - rules.tolerance else None


def _is_empty_cell(best: Choice, able: Sequence[Choice]) -> bool:
    """Whether the very row that is asked for lacks the figure: no other row of the table tells it."""
    return best.unit.kind == "row" and all(choice.unit.start != best.unit.start for choice in able)


def _can_be_said(choice: Choice, expectation: Expectation, question: str) -> bool:
    """Whether a unit can be the answer; a heading alone says what a matter is about, not what became of it."""
    if choice.unit.part in _NO_ANSWERS.get(expectation, frozenset()):
        return False
    if choice.unit.kind == "heading" and expectation in ("decision", "why", "cost", "amount", "date", "vote"):
        return choice.candidate.identified
    return can_answer(expectation, choice.unit, question)


def _completed(
    first: Choice, choices: Sequence[Choice], query: ReadQuery, collection: Collection, rules: Rules
) -> list[Choice]:
    """What is said: the chosen unit, widened to its list, and what must be said with it."""
    expectation = _expectation(query, rules)
    same = [choice for choice in choices if choice.candidate.place == first.candidate.place]
    able = [choice for choice in same if _can_be_said(choice, expectation, query.text)]
    if first.candidate.identified or expectation == "identifier":
        said = [*_heading_and_fields(first, collection), *_decisions(first, collection)]
    elif expectation == "decision":
        said = [*_decisions(first, collection), _widened(first, same)]
    elif expectation == "list" and first.unit.kind in ("row", "item") and _widened(first, same) is first:
        return _without_overlap(_siblings(first, collection))
    else:
        near = [choice for choice in able if choice.fit > first.fit - rules.margin]
        said = [_widened(first, same), *near]
    return _without_overlap(said)[: rules.sentences]


def _widened(choice: Choice, same: Sequence[Choice]) -> Choice:
    """The whole list that the unit stands in, where there is one."""
    unit = choice.unit
    lists = (other for other in same if other.unit.kind == "list")
    return next((o for o in lists if o.unit.start <= unit.start and unit.end <= o.unit.end), choice)


def _siblings(first: Choice, collection: Collection) -> list[Choice]:
    """The unbroken run of rows, or of items, that the chosen one stands in."""
    single = (choice for choice in _matter_units(first, collection) if choice.unit.kind != "list")
    runs = (list(run) for _, run in groupby(single, lambda choice: (choice.unit.kind, choice.unit.part)))
    return next(run for run in runs if any(choice.unit == first.unit for choice in run))


def _matter_units(first: Choice, collection: Collection) -> Iterator[Choice]:
    """All units of the matter that the chosen one stands in."""
    for chunk in collection.matter(first.chunk.document_id, first.chunk.section_id):
        for unit in chunk.units:
            yield replace(first, unit=unit, chunk=chunk)


def _decisions(first: Choice, collection: Collection) -> list[Choice]:
    """What was decided or proposed in the matter: its part Beslut, or the sentences that say so."""
    told = [choice for choice in _matter_units(first, collection) if choice.unit.status in ("decided", "proposed")]
    formal = [choice for choice in told if choice.unit.part in (None, "Beslut")]
    lists = [part for choice in formal if choice.unit.kind == "list" for part in _whole_or_in_parts(choice)]
    return lists or [choice for choice in formal if choice.unit.status == "decided"] or formal


def _whole_or_in_parts(listed: Choice) -> list[Choice]:
    """The list, or where no answer has room for it the words that lead on to it and its items."""
    if not _is_too_long(listed):
        return [listed]
    whole = listed.unit
    inside = (unit for unit in listed.chunk.units if whole.start <= unit.start and unit.end <= whole.end)
    return [replace(listed, unit=unit) for unit in inside if unit.kind != "list"]


def _is_too_long(choice: Choice) -> bool:
    """Whether no answer has room for a list."""
    return choice.unit.kind == "list" and len(_sentence(choice, None)) + _CITATION_CHARS > MAX_ANSWER_CHARS


def _heading_and_fields(first: Choice, collection: Collection) -> list[Choice]:
    units = _matter_units(first, collection)
    bare = [choice for choice in units if choice.unit.kind in ("heading", "field")]
    return [choice for choice in bare if choice.unit.kind == "heading" or _CASE_FIELD.match(choice.unit.text)][:2]


def _without_overlap(choices: Sequence[Choice]) -> list[Choice]:
    kept: list[Choice] = []
    for choice in choices:
        if not any(_overlap(choice, other) for other in kept):
            kept.append(choice)
    return kept


def _overlap(one: Choice, other: Choice) -> bool:
    same_document = one.chunk.document_id == other.chunk.document_id
    return same_document and one.unit.start < other.unit.end and other.unit.start < one.unit.end


# Refusing


def _organisation_not_held(query: ReadQuery, documents: Sequence[Document]) -> str | None:
    """That nothing is held of the region or municipality that the question asks about, in Swedish."""
    if not query.context.foreign:
        return None
    held = sorted({document.organisation for document in documents if document.organisation})
    return f"Det finns inga handlingar här från {query.context.foreign[0]}. Det som finns är från {listed(held)}."


def _meeting_not_held(query: ReadQuery, documents: Sequence[Document]) -> str | None:
    """That no document of the body and the day that the question names is held, in Swedish; ``None`` when one is."""
    if not query.dates or not query.context.bodies:
        return None
    of_body = [document for document in documents if fits_body(query.context, document) > 0]
    days = {
        day for document in of_body for day in (document.date, *(document.meeting.dates if document.meeting else ()))
    }
    if query.dates & days:
        return None
    day = written_date(min(query.dates))
    return f"Det finns inga handlingar här från {of_body[0].body} den {day}." if of_body else None


def _reason_to_refuse(
    query: ReadQuery, ranked: Sequence[Ranked], documents: Sequence[Document], background: Background, rules: Rules
) -> str | None:
    """Why the passages are no ground for an answer, in Swedish; ``None`` when they are."""
    if not ranked:
        return _NOTHING_FOUND
    best = ranked[0].candidate
    if missing := _organisation_not_held(query, documents) or _meeting_not_held(query, documents):
        return missing
    if (query.case_numbers or query.paragraphs) and not best.identified:
        named = ", ".join(sorted(query.named))
        return f"Inget ärende med beteckningen {named} finns bland dokumenten."
    if best.identified:
        return None
    return _NOT_TOLD if _nearness(ranked[: rules.passages], background, rules) < rules.certainty else None


def _nearness(ranked: Sequence[Ranked], background: Background, rules: Rules) -> float:
    """How far the best passage, and the best unit of the best passages, rise above unrelated questions."""
    unit = max((cosine for item in ranked for cosine in item.candidate.unit_cosines), default=background.mean)
    rise = ranked[0].candidate.cosine - background.mean + rules.near_unit * (unit - background.mean)
    return rise / background.deviation


def _says_nothing(choice: Choice, expectation: Expectation) -> str | None:
    """Why the best unit tells nothing, in Swedish: masked words, or a matter that is only listed."""
    if _MASKED.search(choice.unit.text) and expectation in ("who", "list", "cost", "amount", "open"):
        return "Uppgiften är borttagen i dokumentet (XXXX)."
    if _is_listing(choice.candidate) and expectation in ("decision", "cost", "amount", "why", "vote", "open"):
        return "Ärendet nämns bara som rubrik i dokumentet. Vad som beslutades står inte där."
    return None


def _is_listing(candidate: Candidate) -> bool:
    """Whether the passage only lists matters: an agenda, or what stands before the first § of minutes."""
    heading = candidate.section.heading
    return bool(_ONLY_LISTED.match(heading[-1])) if heading else candidate.document.kind == "minutes"


# Wording and citing


def _cite(choices: Sequence[Choice]) -> Iterator[tuple[Sentence, Citation]]:
    """A sentence and its citation for each choice, as many as an answer can hold."""
    room = MAX_ANSWER_CHARS
    last: Document | None = None
    number = 1
    for choice in choices:
        sentence, citation = _sentence(choice, last), _citation(choice, number)
        if len(sentence) + _CITATION_CHARS > room or not _grounded(citation, choice):
            continue
        yield Sentence(sentence, (number,), choice.note), citation
        room -= len(sentence) + _CITATION_CHARS
        last, number = choice.candidate.document, number + 1


def _sentence(choice: Choice, last: Document | None) -> str:
    """The words for a choice; who said it and when stands before the first ones from a document."""
    document = choice.candidate.document
    text = wording(choice.unit, choice.candidate.section)
    proposal = _PROPOSAL if _hides_that_it_proposes(choice.unit) else ""
    said = " ".join(filter(None, (choice.note, f"{proposal}{text}")))
    return f"{said[0].upper()}{said[1:]}" if last is document else f"{_speaker(document)}: {said}"


def _grounded(citation: Citation, choice: Choice) -> bool:
    verbatim = stands_verbatim(citation.quote, citation.quote_start, citation.quote_end, citation.document)
    text = wording(choice.unit, choice.candidate.section)
    return verbatim and is_supported(text, (citation.quote, choice.unit.text))


def wording(unit: Unit, section: Section) -> str:
    """A unit as a sentence: line breaks and bullets gone, a full stop at the end."""
    row = next((block for block in section.blocks if block.kind == "row" and block.start == unit.start), None)
    if row is not None and row.columns:
        return f"{_row_wording(row)}."
    lines = [without_bullet(line.strip()).replace("\t", ", ") for line in unit.text.splitlines() if line.strip()]
    text = _as_list(lines) if len(lines) > 1 else "".join(lines)
    return text if text.endswith((".", "!", "?", "…", "”", '"')) else f"{_GOES_ON.sub('', text)}."


def _row_wording(row: Block) -> str:
    """A row as «what it is about – column: figure; …»; what it is about stands before its first figure."""
    cells = list(zip(row.columns, row.cells, strict=False))
    first = next((place for place, (_, cell) in enumerate(cells) if not cell or _FIGURE.match(cell)), 0)
    subject = cells[first - 1][1] if first else ""
    facts = "; ".join(f"{column}: {cell}" for column, cell in cells[first:] if cell)
    return f"{without_bullet(subject)} – {facts}" if subject else facts


def _as_list(lines: Sequence[str]) -> str:
    lead, *items = lines
    clauses = all(item.lower().startswith("att ") for item in items)
    joined = " ".join(items) if clauses else "; ".join(item.rstrip(".;,") for item in items)
    return f"{lead} {joined}"


def _speaker(document: Document) -> str:
    """«Region Västerbotten, regionstyrelsen den 17 december 2024»."""
    if document.date and document.body:
        where = f"{document.body[0].lower()}{document.body[1:]} den {written_date(document.date)}"
    else:
        where = document.title
    return f"{document.organisation}, {where}" if document.organisation else where


def _hides_that_it_proposes(unit: Unit) -> bool:
    """Whether a proposal would read as a decision when it stands alone."""
    return unit.status == "proposed" and statement_status(unit.text, None) != "proposed"


def _citation(choice: Choice, number: int) -> Citation:
    candidate, chunk, unit = choice.candidate, choice.chunk, choice.unit
    return Citation(
        number,
        chunk.text,
        candidate.document,
        candidate.section,
        chunk.start,
        chunk.end,
        page_at(candidate.section, unit.start),
        passage_url(candidate.document, unit.start, unit.end),
        candidate.document.text[unit.start : unit.end],
        unit.start,
        unit.end,
        unit.status,
    )


def passage_url(document: Document, start: int, end: int) -> str:
    """The page that shows the document with that span marked."""
    return f"/dokument/{document.id}?markera={start}-{end}#markering"


def page_at(section: Section, offset: int) -> int | None:
    """The page of the file that the block at ``offset`` begins on, from 1; ``None`` where there are no pages."""
    pages = [block.page for block in section.blocks if block.start <= offset]
    return pages[-1] if pages else None
