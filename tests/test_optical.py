"""Scanned pages: read where the program for it is installed, told of where it is not."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import fpdf
import pytest

from corpus.base.errors import UnreadableFile
from corpus.base.remarks import gathered_remarks
from corpus.formats.pdf import paged
from corpus.formats.pdf.optical import MISSING, is_installed
from corpus.formats.pdf.paged import read_pdf
from corpus.formats.pdf.pdfium import open_pdf
from corpus.formats.pdf.section_signs import with_section_signs
from corpus.loading.corpus_folder import find_sources
from corpus.loading.worker import Limits
from eval.experiments.reading_benchmark import Speed, measure, needs_optical, speed_text
from tests.made_files import new_pdf, paragraph, pdf_bytes

HEADING = "Uppsägning av regionavtalet"
TEXT = "Regionstyrelsen har beslutat att säga upp avtalet om högspecialiserad vård. Ärendet återkommer på nästa möte."


@pytest.fixture
def reader() -> None:
    """The program that reads images; without it the test is skipped, and fails when CI=true."""
    if not is_installed():
        assert os.environ.get("CI") != "true", "the packages tesseract-ocr and tesseract-ocr-swe are to be installed"
        pytest.skip("Tesseract with Swedish is not installed")


def written() -> fpdf.FPDF:
    """A page with a heading and a text."""
    paper = new_pdf()
    paragraph(paper, HEADING, "B", 20)
    paragraph(paper, TEXT, size=12)
    return paper


def scanned() -> bytes:
    """A PDF of two pages that are only images, as from a scanner."""
    paper = written()
    paper.add_page()
    paragraph(paper, "Protokollet justeras den 4 september 2024.", size=12)
    return as_images(pdf_bytes(paper))


def as_images(data: bytes) -> bytes:
    """The same pages as images without text."""
    paper = new_pdf()
    with open_pdf(data) as pdf:
        for index in range(pdf.page_count):
            if index:
                paper.add_page()
            paper.image(io.BytesIO(pdf.image(index, 200)), x=0, y=0, w=210)
    return pdf_bytes(paper)


def test_scanned_pages_are_read_and_keep_their_numbers(reader: None) -> None:
    first, second, rest = read_pdf(scanned()).split("\f")
    assert " ".join(first.split()) == f"# {HEADING} {TEXT}"
    assert second.strip() == "Protokollet justeras den 4 september 2024."
    assert rest == ""


STAMP = "KS 2024-118, bilaga 2, sida 3 (5)"


def stamped(picture: bytes) -> bytes:
    """A PDF whose second page is a picture under a page head."""
    paper = new_pdf(STAMP)
    paragraph(paper, HEADING)
    paper.add_page()
    paper.image(io.BytesIO(picture), x=0, y=0, w=210, h=297)
    return pdf_bytes(paper)


def test_a_scanned_page_with_a_stamp_on_it_is_read(reader: None) -> None:
    with open_pdf(pdf_bytes(written())) as pdf:
        page = read_pdf(stamped(pdf.image(0, 200))).split("\f")[1]
    assert TEXT in " ".join(page.split())


def test_a_photo_with_a_number_on_it_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("no picture is to be read")

    monkeypatch.setattr(paged, "read_images", asked)
    photo = b"P5 210 297 255\n" + bytes(90 + (place * 7) % 90 for place in range(210 * 297))
    assert HEADING in read_pdf(stamped(photo))


def test_a_stamped_page_that_cannot_be_read_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.formats.pdf.optical.is_installed", lambda: False)
    with open_pdf(pdf_bytes(written())) as pdf, gathered_remarks() as remarks:
        read_pdf(stamped(pdf.image(0, 200)))
    assert remarks == ["sidan 2 är inskannade bilder och har inte lästs"]


def test_signs_of_paragraphs_are_told_from_figures(reader: None) -> None:
    written = new_pdf()
    for line in ("§ 41 Upphandling av skolskjuts", "Ks § 148 Motion om cykelvägar", "Enligt 5 kap. 48 § kommunallagen"):
        paragraph(written, line, size=12)
    paragraph(written, "Under 2018 byggdes 148 bostäder och 8 skolor i kommundelen.", size=12)
    assert [line.strip("#\f ") for line in read_pdf(as_images(pdf_bytes(written))).split("\n") if line.strip()] == [
        "§ 41 Upphandling av skolskjuts",
        "Ks § 148 Motion om cykelvägar",
        "Enligt 5 kap. 48 § kommunallagen",
        "Under 2018 byggdes 148 bostäder och 8 skolor i kommundelen.",
    ]


def test_reading_images_is_announced_before_it_begins(reader: None) -> None:
    announced: list[bool] = []
    read_pdf(scanned(), lambda: announced.append(True))
    assert announced == [True]
    written = new_pdf()
    paragraph(written, TEXT)
    read_pdf(pdf_bytes(written), lambda: announced.append(True))
    assert announced == [True]


def test_without_the_program_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/ingenstans")
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(scanned())
    assert str(caught.value) == MISSING
    assert "tesseract-ocr-swe" in MISSING


def test_without_the_program_the_pages_with_text_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_pdf(scanned()) as pdf:
        image = pdf.image(0, 100)
    paper = new_pdf()
    paragraph(paper, TEXT)
    paper.add_page()
    paper.image(io.BytesIO(image), x=0, y=0, w=210)
    monkeypatch.setenv("PATH", "/ingenstans")
    with gathered_remarks() as remarks:
        assert re.sub(r"\s+", " ", read_pdf(pdf_bytes(paper)).replace("\f", "|")) == f"{TEXT} ||"
    assert remarks == ["sidan 2 är inskannade bilder och har inte lästs"]


def misnamed(data: bytes) -> bytes:
    """The file with a font that calls each letter by the name of one far before it, as some programs leave them."""
    return re.sub(
        rb"<([4-7][0-9A-F])> <00([4-7][0-9A-F])>",
        lambda match: b"<%s> <00%02X>" % (match[1], int(match[2], 16) - 29),
        data,
    )


def test_a_page_whose_letters_go_by_wrong_names_is_read_from_its_picture(reader: None) -> None:
    data = misnamed((Path(__file__).parent / "trials" / "ligatur" / "ligatur-riktig.pdf").read_bytes())
    with open_pdf(data) as pdf:
        page = pdf.page(0)
    assert page.garbled
    assert "Kommunstyrelsen" not in " ".join(word.text for word in page.words)
    assert "Kommunstyrelsen beslutar" in " ".join(read_pdf(data).split())


def test_without_the_program_such_a_page_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    data = misnamed((Path(__file__).parent / "trials" / "ligatur" / "ligatur-riktig.pdf").read_bytes())
    monkeypatch.setenv("PATH", "/ingenstans")
    with gathered_remarks() as remarks:
        assert read_pdf(data)
    assert remarks == ["sidan 1 har bokstäver som teckensnittet kallar fel, och texten är osäker"]


def test_a_section_sign_read_apart_from_its_number_keeps_the_number() -> None:
    at = {"block_num": "1", "par_num": "1", "line_num": "1", "top": "10", "height": "20", "conf": "70"}
    other = {**at, "line_num": "2", "top": "40"}
    rows = [
        {**at, "level": "4", "left": "10", "width": "60", "text": ""},
        {**at, "level": "5", "left": "10", "width": "60", "text": "158"},
        {**other, "level": "4", "left": "10", "width": "60", "text": ""},
        {**other, "level": "5", "left": "10", "width": "60", "text": "Val"},
    ]
    apart = [
        {"level": "5", "left": "12", "width": "30", "top": "12", "height": "20", "text": "15"},
        {"level": "5", "left": "48", "width": "20", "top": "12", "height": "20", "text": "§"},
    ]
    image = b"P5 100 80 255\n" + b"\xff" * 8000
    shown = with_section_signs(rows, image, lambda picture, language: apart)
    assert [row["text"] for row in shown] == ["", "15 §", "", "Val"]


def test_the_benchmark_tells_files_with_pages_that_are_pictures(tmp_path: Path) -> None:
    (tmp_path / "skannad.pdf").write_bytes(scanned())
    (tmp_path / "text.txt").write_text(TEXT)
    pictures, text = find_sources([tmp_path])
    assert (needs_optical(pictures, Limits()), needs_optical(text, Limits())) == (True, False)
    speed = measure([text], Limits())
    assert (speed.documents, speed.pages, speed.size, speed.problems) == (1, 0, len(TEXT.encode()), ())
    assert speed_text("x", Speed(3, 40, 5_000_000, 2.0, ())) == "3 dokument x på 2.0 s: 20 sidor och 2.5 MB per sekund"
