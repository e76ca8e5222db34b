"""Pages whose font calls one letter by the name of another: told by their words, and read from their picture."""

from __future__ import annotations

import io
import re
from pathlib import Path

import fpdf
import matplotlib
import pikepdf
import pytest

from corpus.base.remarks import gathered_remarks
from corpus.formats.mending import mended_and_doubted
from corpus.formats.pdf import paged
from corpus.formats.pdf.letter_maps import goes_by_wrong_letters
from corpus.formats.pdf.optical import is_installed
from corpus.formats.pdf.paged import read_pdf
from corpus.loading.corpus_folder import parse_document

FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
TEXT = (
    "Nämndens ledamöter beslutar att välja tre personer till protokolljusterare. Protokollet justeras elektroniskt. "
    "Förslaget gäller skolan, biblioteket och fullmäktiges medlemmar. Det inkomna yttrandet lades till handlingarna."
)
NAMES = "Frostdahl Steven, Forsbacka Sabina, Holmberg Marika, Söderlund Ingegerd, Lindvall Mikael, Pott Henrik. " * 3


def called_wrong(text: str, letter: str, name: str) -> bytes:
    """A PDF that shows ``text`` and whose font calls one letter by another's name."""
    paper = fpdf.FPDF()
    paper.add_page()
    paper.add_font("Sans", fname=FONT)
    paper.set_font("Sans", size=12)
    paper.multi_cell(0, 7, text)
    with pikepdf.open(io.BytesIO(bytes(paper.output()))) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and b"beginbfchar" in (data := each.read_bytes()):
                own, other = f"<{ord(letter):04X}>".encode(), f"<{ord(name):04X}>".encode()
                each.write(re.sub(rb"(<\w{4}> )" + own, rb"\1" + other, data))
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


@pytest.mark.parametrize(("letter", "name"), [("l", "j"), ("e", "g"), ("v", "a")])
def test_words_tell_that_a_letter_goes_by_another_name(letter: str, name: str) -> None:
    told = {"l", "e"}  # «v» is too seldom in this text to be told
    assert goes_by_wrong_letters(TEXT.replace(letter, name)) is (letter in told)


@pytest.mark.parametrize("text", [TEXT, NAMES, f"{NAMES} {TEXT}", "avdel- ningar och verk- samheter i förvalt- ningen"])
def test_text_that_is_rightly_named_is_left_alone(text: str) -> None:
    assert not goes_by_wrong_letters(text)


@pytest.mark.skipif(not is_installed(), reason="Tesseract with Swedish is not installed")
def test_such_a_page_is_read_from_its_picture() -> None:
    assert parse_document("d", "d.pdf", read_pdf(called_wrong(TEXT, "l", "j")), "").text == TEXT


def test_without_the_program_it_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise paged.UnreadableFile("saknas")

    monkeypatch.setattr(paged, "read_images", missing)
    with gathered_remarks() as remarks:
        text = read_pdf(called_wrong(TEXT, "l", "j"))
    assert "Protokojjet" in text
    assert remarks == ["sidan 1 har bokstäver som teckensnittet kallar fel, och texten är osäker"]


def test_a_word_whose_signs_no_word_tells_is_doubted_and_a_name_is_not() -> None:
    called = {"\ue100": "t", "\ue101": "t"}
    text = "personalsek\ue100onen, informa\ue100on, beslu\ue101frhet, Qv\ue101x"
    assert mended_and_doubted(text, called) == (
        "personalsektionen, information, beslutfrhet, Qvtx",
        (text.index("beslu"),),
    )
