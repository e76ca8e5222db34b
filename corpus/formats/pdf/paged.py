"""PDF files to text: pages with text as they are set, pages that are only images, or whose letters go by wrong names,
through text recognition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from corpus.base.errors import UnreadableFile
from corpus.base.remarks import remark
from corpus.formats.mending import mended_and_doubted, words_with_signs
from corpus.formats.pdf.optical import read_images
from corpus.formats.pdf.page import Page
from corpus.formats.pdf.page_lines import IMAGE_PAGE
from corpus.formats.pdf.pdfium import PdfFile, open_pdf
from corpus.formats.pdf.typesetting import PAGE_END, set_pages
from corpus.vocabulary.words import swedish_share

_IMAGES = "är inskannade bilder och har inte lästs"
_GARBLED = "har bokstäver som teckensnittet kallar fel, och texten är osäker"
# Of two readings of a page whose letters go by wrong names the picture's goes first: it has the figures right.
_AS_GOOD = 0.9
# So many words on a page whose signs no word tells are left to the picture
_DOUBTED, _DOUBTED_SHARE = 2, 0.1


def read_pdf(data: bytes, before_optical: Callable[[], None] = lambda: None) -> str:
    """The text of a PDF file; every page ends with a form feed. Raises ``UnreadableFile``.

    ``before_optical`` is called when images have to be read, which takes seconds a page.
    """
    garbled: list[int] = []
    with open_pdf(data) as pdf:
        text = set_pages(_pages(pdf, garbled))
        if pdf.letters.late:
            garbled.clear()
            text = set_pages(_pages(pdf, garbled))
    pages = _mended(text, pdf.letters.called, garbled)
    images = [index for index, page in enumerate(pages) if page.strip() == IMAGE_PAGE]
    if not images and not garbled:
        return "".join(page + PAGE_END for page in pages)
    before_optical()
    numbers = sorted({*images, *garbled})
    for index, page in zip(numbers, _recognised(data, numbers, pages), strict=True):
        if index in images or swedish_share(page) >= _AS_GOOD * swedish_share(pages[index]):
            pages[index] = page
    return "".join(page + PAGE_END for page in pages)


def _pages(pdf: PdfFile, garbled: list[int]) -> Iterator[Page]:
    """The pages in order; the numbers of those whose letters go by wrong names are added to ``garbled``."""
    for index in range(pdf.page_count):
        page = pdf.page(index)
        if page.garbled:
            garbled.append(index)
        yield page


def _mended(text: str, called: Mapping[str, str], garbled: list[int]) -> list[str]:
    """The pages with their signs told; those on which words stay untold are added to ``garbled``."""
    told, doubted = mended_and_doubted(text, called)
    counts = Counter(text.count(PAGE_END, 0, place) for place in doubted)
    for index, page in enumerate(text.split(PAGE_END)):
        if counts[index] >= max(_DOUBTED, _DOUBTED_SHARE * words_with_signs(page)):
            garbled.append(index)
    return told.split(PAGE_END)[:-1]


def _recognised(data: bytes, numbers: list[int], pages: list[str]) -> list[str]:
    """The text that is recognised on pages. Without the program, a file that has other pages is read without them."""
    try:
        text = set_pages(read_images(data, numbers))
    except UnreadableFile:
        if all(page.strip() == IMAGE_PAGE for page in pages):
            raise
        images = [index for index in numbers if pages[index].strip() == IMAGE_PAGE]
        for unread, fault in ((images, _IMAGES), ([index for index in numbers if index not in images], _GARBLED)):
            if unread:
                remark(_unread(unread, fault))
        return ["" if index in images else pages[index] for index in numbers]
    return text.split(PAGE_END)[:-1]


def _unread(indices: list[int], fault: str) -> str:
    """What is said of pages, numbered from 1: «sidorna 3, 4 är inskannade bilder …»."""
    numbers = ", ".join(str(index + 1) for index in indices)
    return f"{'sidan' if len(indices) == 1 else 'sidorna'} {numbers} {fault}"
