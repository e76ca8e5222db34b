"""Units as sentences, and their citations. Nothing is rephrased but line breaks, bullets and who decided when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from corpus.base.types import Block, DecisionStatus, Document, Section
from corpus.structure.items import without_bullet
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.statuses import statement_status
from indexer.types import Unit
from service.answers.phrasing.matters import names_its_matter, outcome_words, quoted_heading
from service.answers.selected_unit import SelectedUnit
from service.answers.verification.support import is_supported, is_verbatim
from service.base.links import page_at, passage_url
from service.base.types import MAX_ANSWER_CHARS, Citation, Sentence

_PROPOSAL = "förslag, inte beslut – "
CITATION_CHARS = len(" [10] ")
# What leads on to the next item: «; samt»
_GOES_ON = re.compile(r"[;,:\s]*(?:[;,]\s*(?:samt|och))?[;,:\s]*$")
# «Regionstyrelsen har beslutat att säga upp avtalet.»
_OWN_WORDS = re.compile(
    r"(?P<body>[A-ZÅÄÖ][\w ,-]*?)\s+(?P<does>har beslutat|beslutade|beslutar|beslöt|föreslår|föreslog)\s+"
    r"(?P<what>(?:(?:på|enligt|efter)\s+[^.:]{1,80}?\s+)?att\s.*)",
    re.DOTALL,
)
_CLAUSE = re.compile(r"att\s", re.IGNORECASE)
_DECIDES = re.compile(r"\bbeslut(?:ar?|at|ade|as|ades|et)?\b|\bbeslöt", re.IGNORECASE)
_DONE: Mapping[DecisionStatus | None, str] = {"decided": "beslutade", "proposed": "föreslog"}
_VERBS: Mapping[DecisionStatus | None, tuple[str, ...]] = {
    "decided": ("har beslutat", "beslutade", "beslutar", "beslöt"),
    "proposed": ("föreslår", "föreslog"),
}
# What cannot be understood without the name of the matter: it or its paper is spoken of as such, or a sum is told
_NEEDS_NAME = re.compile(
    r"\b(?:ärendet|frågan|punkten|förslaget|yrkandet|motionen|interpellationen|informationen|rapporten|redovisningen"
    r"|redogörelsen|uppföljningen|skrivelsen|remissen|yttrandet|anmälan|anmälningarna|delgivningarna)\b"
    r"|\d\s?(?:kr|kronor|tkr|mnkr|miljoner|miljarder|procent|%)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[-–+]?\s?\d[\d\s.,]*%?$")


def cited(
    selected_units: Sequence[SelectedUnit], max_chars: int = MAX_ANSWER_CHARS
) -> Iterator[tuple[Sentence, Citation]]:
    """A sentence and its citation for each choice, as many as an answer of ``max_chars`` characters can hold."""
    last: Document | None = None
    number = 1
    for selected in selected_units:
        sentence, citation = _sentence(selected, last), _citation(selected, number)
        if len(sentence) + CITATION_CHARS > max_chars or not _is_supported_by_quote(citation, selected):
            continue
        yield Sentence(sentence, (number,), _computed(selected)), citation
        max_chars -= len(sentence) + CITATION_CHARS
        last, number = selected.candidate.document, number + 1


def length(selected: SelectedUnit) -> int:
    """How many characters of an answer a choice takes, at the most."""
    return len(_sentence(selected, None)) + CITATION_CHARS


def wording(unit: Unit, section: Section) -> str:
    """A unit as a sentence: line breaks and bullets gone, a full stop at the end."""
    row = next((block for block in section.blocks if block.kind == "row" and block.start == unit.start), None)
    if row is not None and row.columns:
        return f"{_row_wording(row)}."
    lines = [without_bullet(line.strip()).replace("\t", ", ") for line in unit.text.splitlines() if line.strip()]
    text = _as_list(lines) if len(lines) > 1 else "".join(lines)
    return text if text.endswith((".", "!", "?", "…", "”", '"')) else f"{_GOES_ON.sub('', text)}."


def _sentence(selected: SelectedUnit, last: Document | None) -> str:
    """The words for a choice; who said or decided it and when stands in the first ones from a document."""
    document = selected.candidate.document
    text = selected.replacement or wording(selected.unit, selected.candidate.section)
    section = selected.candidate.section
    if plain := _plain(selected):
        return " ".join(filter(None, (selected.note, plain)))
    if last is not document and not selected.replacement and (dated := _dated(text, selected.unit, section, document)):
        return " ".join(filter(None, (selected.note, dated)))
    if last is document and selected.unit.status in _DONE and _CLAUSE.match(text) and not selected.note:
        return f"{document.body} {_DONE[selected.unit.status]} också {text[0].lower()}{text[1:]}"
    proposal = _PROPOSAL if _hides_that_it_proposes(selected.unit) else ""
    if selected.note.endswith(":") and selected.unit.status in _DONE and last is not document:
        return f"{selected.note} {_speaker(document)}: {proposal}{text}"
    words = " ".join(filter(None, (selected.note, f"{proposal}{text}")))
    return f"{words[0].upper()}{words[1:]}" if last is document else f"{_speaker(document)}: {words}"


def _computed(selected: SelectedUnit) -> str:
    """What of the words for a choice stands in no quote: what is said before or instead of them."""
    return " ".join(filter(None, (selected.note, selected.replacement or _plain(selected))))


def _plain(selected: SelectedUnit) -> str:
    """The decision on what somebody raised that says no more than what became of it, in plain words; else nothing."""
    document, section, unit = selected.candidate.document, selected.candidate.section, selected.unit
    if not (document.body and document.date and section.heading) or unit.kind in ("heading", "field", "row"):
        return ""
    if selected.replacement or unit.part not in ("Beslut", None):
        return ""
    text = wording(unit, section)
    plain = outcome_words(text, section.heading[-1], unit.status, _body(document), written_date(document.date))
    return f"{plain}." if plain else ""


def _dated(text: str, unit: Unit, section: Section, document: Document) -> str | None:
    """«Regionstyrelsen (Region Västerbotten) beslutade den 17 december 2024 att …», of a decision or a proposal.

    Of one that does not name its matter the heading is told.
    """
    if not (document.body and document.date) or unit.status not in _DONE or unit.kind in ("heading", "field", "row"):
        return None
    heading = section.heading[-1] if section.heading else ""
    done = f"{_body(document)} {_DONE[unit.status]} den {written_date(document.date)}"
    if (
        unit.part == "Beslut"
        and _NEEDS_NAME.search(text)
        and not names_its_matter(text.replace(document.body, ""), heading)
    ):
        done = f"{done} om {quoted_heading(heading)}"
    if _CLAUSE.match(text):
        return f"{done} {text[0].lower()}{text[1:]}"
    own = _OWN_WORDS.match(text)
    if own and own["body"].lower() == document.body.lower() and own["does"] in _VERBS[unit.status]:
        return f"{done} {own['what']}"
    hidden = _hides_that_it_proposes(unit)
    if unit.part != "Beslut" or _DECIDES.search(text) or (unit.status == "proposed" and not hidden):
        return None
    return f"{done} enligt {text[len('enligt ') :]}" if text.startswith("Enligt ") else f"{done}: {text}"


def _body(document: Document) -> str:
    return f"{document.body} ({document.organisation})" if document.organisation else f"{document.body}"


def _row_wording(row: Block) -> str:
    """A row as «what it is about – column: figure; …»; what it is about stands before its first figure."""
    cells = list(zip(row.columns, row.cells, strict=False))
    first = next((position for position, (_, cell) in enumerate(cells) if not cell or _FIGURE.match(cell)), 0)
    subject = ", ".join(filter(None, (row.group, cells[first - 1][1] if first else "")))
    cell_texts = "; ".join(f"{column}: {cell}" if column else cell for column, cell in cells[first:] if cell)
    return f"{without_bullet(subject)} – {cell_texts}" if subject else cell_texts


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


def _is_supported_by_quote(citation: Citation, selected: SelectedUnit) -> bool:
    verbatim = is_verbatim(citation.quote, citation.quote_start, citation.quote_end, citation.document)
    text = wording(selected.unit, selected.candidate.section)
    return verbatim and is_supported(text, (citation.quote, selected.unit.text))


def _citation(selected: SelectedUnit, number: int) -> Citation:
    return citation(selected.candidate.document, selected.candidate.section, selected.passage, selected.unit, number)


class Shown(Protocol):
    """A passage that is shown with a citation: its text and where it stands."""

    @property
    def text(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Quoted(Protocol):
    """A stretch that is quoted: where it stands, and whether it decides or proposes."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def status(self) -> DecisionStatus | None: ...


def citation(document: Document, section: Section, passage: Shown, quote: Quoted, number: int) -> Citation:
    """The citation of a stretch in its passage."""
    return Citation(
        number,
        passage.text,
        document,
        section,
        passage.start,
        passage.end,
        page_at(section, quote.start),
        passage_url(document, quote.start, quote.end),
        document.text[quote.start : quote.end],
        quote.start,
        quote.end,
        quote.status,
    )
