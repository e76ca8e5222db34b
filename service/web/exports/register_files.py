"""Decisions as files to take along: CSV, JSON and Excel, each of exactly the list that was asked for."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from corpus.base.types import Vote
from corpus.vocabulary.labels import KIND_WORDS, STATUS_WORDS
from service.api.records import DecisionsJson, WholeDecisionJson
from service.base.text import counted, thousands, xml_text
from service.register.acts import actors, has
from service.register.decisions import Ruling, Treatment
from service.register.votes import BALLOTS, ballots_by_party, sides
from service.web.display_text import (
    actor_words,
    excerpt,
    meaning_words,
    names_words,
    party_words,
    result_words,
    ruling_address,
    verdict,
    vote_words,
)

MAX_ROWS = 10_000

COLUMNS = (
    *("Id", "Datum", "Organisation", "Organ", "Typ av handling", "Rubrik", "Paragraf", "Ärendenummer"),
    *("Status", "Utfall", "Avgörs av", "Beslut", "Väckt av", "Omröstning", "Reservationer", "Dokument", "Adress"),
)
_WIDTHS = (14, 11, 22, 24, 16, 50, 10, 18, 18, 22, 24, 80, 24, 60, 40, 34, 50)
VOTE_COLUMNS = (
    *("Datum", "Organ", "Paragraf", "Ärendenummer", "Rubrik", "Ja betydde", "Nej betydde", "Resultat"),
    *("Parti", "Ja", "Nej", "Avstår", "Frånvarande", "Namn"),
)
_VOTE_WIDTHS = (11, 24, 10, 18, 50, 40, 40, 26, 12, 8, 8, 8, 12, 80)
_DATE_COLUMN, _ADDRESS_COLUMN = COLUMNS.index("Datum"), COLUMNS.index("Adress")
# What a spreadsheet takes for the beginning of a formula, also behind white space and in full width.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# What it takes for a day, a time or a number: «2024/12», «2024:11», «3-4», «10E2».
_FIGURES = re.compile(r"\s*\d+(?:[.,:/\-E]\d+)+\s*", re.IGNORECASE)
# The most characters that Excel takes in a cell and in a link.
_MOST_CELL = 32_767
_MOST_LINK = 2_079
_MOST_RESERVATION = 200


@dataclass(frozen=True, slots=True)
class Export:
    """What is written: how many decisions fit, those that are in the file, and what was asked for, in words.

    ``base`` is the address of the service, before the paths of its pages.
    """

    total: int
    rulings: Sequence[Ruling]
    asked: Mapping[str, str]
    snapshot: str
    base: str

    @property
    def cut(self) -> str | None:
        """That not all are in the file, in words."""
        if self.total <= len(self.rulings):
            return None
        exported = counted(len(self.rulings), "beslut", "beslut")
        return f"Listan är avkortad: filen har de första {exported} av {thousands(self.total)}."


def as_csv(export: Export) -> bytes:
    """Semicolons and UTF-8 with a byte order mark, as Swedish Excel opens it; nothing in it is a formula, and
    a case number no day.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for ruling in export.rulings:
        cells = enumerate(_row(ruling, export.base))
        writer.writerow([cell if column == _DATE_COLUMN else _harmless(cell) for column, cell in cells])
    if export.cut:
        writer.writerow([export.cut])
    return file.getvalue().encode("utf-8-sig", "replace")


def as_json(export: Export) -> bytes:
    """``{"total", "decisions"}`` with entries in the shape of the API; fewer than ``total`` when it is cut."""
    body = DecisionsJson(total=export.total, decisions=[WholeDecisionJson.of(ruling) for ruling in export.rulings])
    return json.dumps(body.model_dump(mode="json"), ensure_ascii=False).encode("utf-8", "replace")


def as_workbook(export: Export) -> bytes:
    """An Excel file: the decisions on one sheet, what was asked for and when it was read on another."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        formats = {
            "head": workbook.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "day": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        _write_decisions(workbook.add_worksheet("Beslut"), export, formats)
        _write_votes(workbook.add_worksheet("Omröstningar"), export, formats)
        _write_about(workbook.add_worksheet("Om listan"), export, formats)
    return file.getvalue()


def _write_decisions(sheet: Any, export: Export, formats: Mapping[str, Any]) -> None:
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats["head"])
    for row, ruling in enumerate(export.rulings, 1):
        for column, value in enumerate(_row(ruling, export.base)):
            if column == _DATE_COLUMN and value:
                sheet.write_datetime(row, column, ruling.day, formats["day"])
            elif column == _ADDRESS_COLUMN and len(value) <= _MOST_LINK:
                sheet.write_url(row, column, value)
            else:
                sheet.write_string(row, column, _cell(value), formats["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(export.rulings), 1), len(COLUMNS) - 1)


def _write_votes(sheet: Any, export: Export, formats: Mapping[str, Any]) -> None:
    """Every vote of the decisions in the file once, first as a whole and then a row for each party."""
    for column, (name, width) in enumerate(zip(VOTE_COLUMNS, _VOTE_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats["head"])
    treated = {ruling.treatment.key: ruling.treatment for ruling in export.rulings}
    rows = [row for treatment in treated.values() for row in _vote_rows(treatment)]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, _cell(value), formats["text"])
            elif value is not None:
                sheet.write_number(number, column, value, formats["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(VOTE_COLUMNS) - 1)


def _vote_rows(treatment: Treatment) -> Iterator[tuple[str | int | None, ...]]:
    """The rows of a treatment's votes: the figures of all, then those of each party with the names."""
    document, section = treatment.document, treatment.section
    day = document.date.isoformat() if document.date else ""
    place = (day, document.body or "", section.number or "", section.case_number or "", treatment.heading)
    for vote in treatment.matter.votes if treatment.matter else ():
        yes, no = sides(vote.question)
        whole = (*place, yes or "", no or "", result_words(vote))
        yield *whole, "Alla", vote.yes, vote.no, vote.abstained, vote.absent, ""
        for party in ballots_by_party(vote):
            yield *whole, party.party or "Utan parti", *map(party.count, BALLOTS), names_words(party)


def _write_about(sheet: Any, export: Export, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for row, (name, value) in enumerate(_about(export)):
        sheet.write_string(row, 0, name, formats["head"])
        sheet.write_string(row, 1, _cell(value), formats["text"])


def _row(ruling: Ruling, base: str) -> tuple[str, ...]:
    """The cells of a decision, in the order of the columns."""
    treatment, decision = ruling.treatment, ruling.decision
    document, section = treatment.document, treatment.section
    return (
        ruling.id,
        ruling.day.isoformat() if ruling.day > date.min else "",
        document.organisation or "",
        document.body or "",
        KIND_WORDS[document.kind],
        treatment.heading,
        section.number or "",
        section.case_number or "",
        STATUS_WORDS[decision.status],
        verdict(decision).words,
        decision.deciding_body or "",
        document.text[decision.start : decision.end],
        actor_words(actors(treatment, "raised")) if has(treatment, "raised") else "",
        "\n".join(map(_vote_cell, treatment.matter.votes if treatment.matter else ())),
        "\n".join(_reservations(treatment)),
        document.title,
        base + ruling_address(ruling),
    )


def _vote_cell(vote: Vote) -> str:
    """A vote in one cell: its figures, how the parties voted, and what yes and no meant."""
    return ". ".join(part.rstrip(".") for part in (vote_words(vote), *party_words(vote), meaning_words(vote)) if part)


def _reservations(treatment: Treatment) -> Iterator[str]:
    """Who reserved themselves, a line for each reservation; its words where nobody is named."""
    for statement in treatment.matter.reservations if treatment.matter else ():
        words = treatment.document.text[statement.start : statement.end]
        yield actor_words(statement.actors) if statement.actors else excerpt(words, _MOST_RESERVATION)


def _about(export: Export) -> Iterator[tuple[str, str]]:
    yield "Antal beslut", thousands(export.total)
    if export.cut:
        yield "Avkortad", export.cut
    yield from export.asked.items()
    yield "Inläsning", export.snapshot


def _harmless(cell: str) -> str:
    """The cell with a mark before it that keeps a spreadsheet from reading it as a formula, a day or a number."""
    return f"'{cell}" if _FORMULA.match(cell) or _FIGURES.fullmatch(cell) else cell


def _cell(value: str) -> str:
    value = xml_text(value)
    return value if len(value) <= _MOST_CELL else f"{value[: _MOST_CELL - 1]}…"
