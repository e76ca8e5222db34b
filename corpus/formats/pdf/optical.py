"""Text recognition of pages that are only images, with the program Tesseract and its Swedish words."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from statistics import median

from corpus.base.errors import UnreadableFile
from corpus.formats.pdf.page import Page, Piece
from corpus.formats.pdf.pdfium import open_pdf
from corpus.formats.pdf.section_signs import Row, with_section_signs

PROGRAM = "tesseract"
LANGUAGE = "swe"
MISSING = (
    "sidorna är bilder utan text (inskannade), och programmet som läser bilder saknas; "
    "installera paketen tesseract-ocr och tesseract-ocr-swe och bygg indexet igen"
)
_DOTS_PER_INCH = 300
_SECONDS_A_PAGE = 60
_POINTS_A_DOT = 72 / _DOTS_PER_INCH
_MIN_CONFIDENCE = 40
_MIN_PAGE_CONFIDENCE = 60
_LETTER_SHARE = 0.72
_STEPS = 3
_HAS_WORD = re.compile(r"\w")


def is_installed() -> bool:
    """Whether the program and its Swedish words are there."""
    program = shutil.which(PROGRAM)
    if program is None:
        return False
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_SECONDS_A_PAGE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return LANGUAGE.encode() in listed.stdout.split()


def read_images(data: bytes, numbers: Sequence[int]) -> Iterator[Page]:
    """The pages with these indices (from 0), with the words that were recognised on them.

    Raises ``UnreadableFile`` when the program is missing.
    """
    if not is_installed():
        raise UnreadableFile(MISSING)
    with open_pdf(data) as pdf:
        for number in numbers:
            image = pdf.image(number, _DOTS_PER_INCH)
            yield _page(with_section_signs(_recognised(image, LANGUAGE), image, _recognised))


def _recognised(image: bytes, language: str) -> Sequence[Row]:
    """Tesseract's table of words; empty when it fails or takes too long."""
    if not image:
        return ()
    program = shutil.which(PROGRAM) or PROGRAM
    command = [program, "stdin", "stdout", "-l", language, "--dpi", str(_DOTS_PER_INCH), "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            command, input=image, capture_output=True, timeout=_SECONDS_A_PAGE, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    table = done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE))
    return rows if rows and "conf" in rows[0] else ()


def _page(rows: Sequence[Row]) -> Page:
    if not rows:
        return Page(0, 0, (), ())
    width, height = float(rows[0]["width"]) * _POINTS_A_DOT, float(rows[0]["height"]) * _POINTS_A_DOT
    found = [
        row
        for row in rows
        if row["level"] == "5" and float(row["conf"]) >= _MIN_CONFIDENCE and (row["text"] or "").strip()
    ]
    # A photograph is full of what looks like letters here and there; nothing on it is told with confidence.
    if not found or median(float(row["conf"]) for row in found) < _MIN_PAGE_CONFIDENCE:
        return Page(width, height, (), ())
    lines = {_line(row): row for row in rows if row["level"] == "4"}
    sizes = {key: _size(row, found) for key, row in lines.items()}
    body = median(sizes[_line(row)] for row in found)
    return Page(
        width, height, tuple(_word(row, lines[_line(row)], height, sizes[_line(row)], body) for row in found), ()
    )


def _line(row: dict[str, str]) -> tuple[str, str, str]:
    return row["block_num"], row["par_num"], row["line_num"]


def _size(line: dict[str, str], words: Sequence[dict[str, str]]) -> float:
    """The size of a line's letters in points, from the height of its words."""
    heights = [float(word["height"]) for word in words if _line(word) == _line(line) and _HAS_WORD.search(word["text"])]
    return median(heights) * _POINTS_A_DOT / _LETTER_SHARE if heights else 0.0


def _word(row: dict[str, str], line: dict[str, str], page_height: float, size: float, body: float) -> Piece:
    left, width = float(row["left"]) * _POINTS_A_DOT, float(row["width"]) * _POINTS_A_DOT
    top, height = float(line["top"]) * _POINTS_A_DOT, float(line["height"]) * _POINTS_A_DOT
    # Heights are measured on a picture: only a clear difference is one of type, and steps are coarse.
    steps = round(_STEPS * size / body) if body else 0
    shown = steps / _STEPS * body if steps > _STEPS else body
    return Piece(row["text"].strip(), left, page_height - top - height, left + width, page_height - top, shown)
