"""PDF files to text: pages with text as they are set, pages that are only images through text recognition."""

from __future__ import annotations

import logging
from collections.abc import Callable

from corpus.base.errors import UnreadableFile
from corpus.base.remarks import remark
from corpus.formats.pdf.optical import read_images
from corpus.formats.pdf.pdfium import open_pdf
from corpus.formats.pdf.typesetting import IMAGE_PAGE, PAGE_END, set_pages

logger = logging.getLogger(__name__)


def read_pdf(data: bytes, before_optical: Callable[[], None] = lambda: None) -> str:
    """The text of a PDF file; every page ends with a form feed. Raises ``UnreadableFile``.

    ``before_optical`` is called when images have to be read, which takes seconds a page.
    """
    with open_pdf(data) as pdf:
        text = set_pages(pdf.page(index) for index in range(pdf.page_count))
    pages = text.split(PAGE_END)[:-1]
    images = [index for index, page in enumerate(pages) if page.strip() == IMAGE_PAGE]
    if not images:
        return text
    before_optical()
    for index, page in zip(images, _recognised(data, images, others=len(pages) > len(images)), strict=True):
        pages[index] = page
    return "".join(page + PAGE_END for page in pages)


def _recognised(data: bytes, images: list[int], *, others: bool) -> list[str]:
    """The text of the pages that are images. Without the program, a file that has other pages is read without them."""
    try:
        text = set_pages(read_images(data, images))
    except UnreadableFile:
        if not others:
            raise
        logger.warning("pages %s hold only images and were not read", [index + 1 for index in images])
        remark(_unread(images))
        return [""] * len(images)
    return text.split(PAGE_END)[:-1]


def _unread(images: list[int]) -> str:
    """What is said of pages that are images, numbered from 1: «sidorna 3, 4 är bilder …»."""
    numbers = ", ".join(str(index + 1) for index in images)
    return f"{'sidan' if len(images) == 1 else 'sidorna'} {numbers} är inskannade bilder och har inte lästs"
