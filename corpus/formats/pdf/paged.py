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
from corpus.formats.pdf.pdfium import PdfFile, is_mostly_paper, open_pdf
from corpus.formats.pdf.typesetting import PAGE_END, set_pages
from corpus.vocabulary.words import swedish_share

_IMAGES = "är inskannade bilder och har inte lästs"
_GARBLED = "har bokstäver som teckensnittet kallar fel, och texten är osäker"
# Of two readings of a page whose letters go by wrong names the picture's goes first: it has the figures right.
_AS_GOOD = 0.9
_COARSE = 20
# A page whose picture has so many more words than its text is a picture with a stamp
_MORE = 2
# So many words on a page whose signs no word tells are left to the picture
_DOUBTED, _DOUBTED_SHARE = 2, 0.1


def read_pdf(data: bytes, before_optical: Callable[[], None] = lambda: None) -> str:
    """The text of a PDF file; every page ends with a form feed. Raises ``UnreadableFile``.

    ``before_optical`` is called when images have to be read, which takes seconds a page.
    """
    faults: dict[int, str] = {}
    with open_pdf(data) as pdf:
        text = set_pages(_pages(pdf, faults))
        if pdf.letters.late:
            text = set_pages(_pages(pdf, faults))
    pages = _mended(text, pdf.letters.called, faults)
    faults |= {index: _IMAGES for index, page in enumerate(pages) if page.strip() == IMAGE_PAGE}
    if faults:
        before_optical()
        numbers = sorted(faults)
        for index, page in zip(numbers, _recognised(data, faults, pages), strict=True):
            if _is_better(page, pages[index], faults[index]):
                pages[index] = page
    return "".join(page + PAGE_END for page in pages)


def _is_better(recognised: str, page: str, fault: str) -> bool:
    """Whether what was recognised on a page goes before the text that stands in the file."""
    if fault == _IMAGES:
        return page.strip() in (IMAGE_PAGE, "") or len(recognised.split()) > _MORE * len(page.split())
    return swedish_share(recognised) >= _AS_GOOD * swedish_share(page)


def _pages(pdf: PdfFile, faults: dict[int, str]) -> Iterator[Page]:
    """The pages in order; to ``faults`` are added those whose text is not, or not all, of what stands there."""
    for index in range(pdf.page_count):
        page = pdf.page(index)
        if page.garbled or (page.stamped and is_mostly_paper(pdf.image(index, _COARSE))):
            faults[index] = _GARBLED if page.garbled else _IMAGES
        yield page


def _mended(text: str, called: Mapping[str, str], faults: dict[int, str]) -> list[str]:
    """The pages with their signs told; those on which words stay untold are added to ``faults``."""
    told, doubted = mended_and_doubted(text, called)
    counts = Counter(text.count(PAGE_END, 0, place) for place in doubted)
    for index, page in enumerate(text.split(PAGE_END)):
        if counts[index] >= max(_DOUBTED, _DOUBTED_SHARE * words_with_signs(page)):
            faults[index] = _GARBLED
    return told.split(PAGE_END)[:-1]


def _recognised(data: bytes, faults: Mapping[int, str], pages: list[str]) -> list[str]:
    """The text that is recognised on pages. Without the program, a file that has other pages is read without them."""
    numbers = sorted(faults)
    try:
        text = set_pages(read_images(data, numbers))
    except UnreadableFile:
        if all(page.strip() == IMAGE_PAGE for page in pages):
            raise
        for fault in dict.fromkeys(faults[index] for index in numbers):
            remark(_unread([index for index in numbers if faults[index] == fault], fault))
        return ["" if pages[index].strip() == IMAGE_PAGE else pages[index] for index in numbers]
    return text.split(PAGE_END)[:-1]


def _unread(indices: list[int], fault: str) -> str:
    """What is said of pages, numbered from 1: «sidorna 3, 4 är inskannade bilder …»."""
    numbers = ", ".join(str(index + 1) for index in indices)
    return f"{'sidan' if len(indices) == 1 else 'sidorna'} {numbers} {fault}"
