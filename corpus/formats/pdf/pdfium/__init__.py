"""Access to PDF files through PDFium: words with their places, ruled lines, page images."""

from corpus.formats.pdf.pdfium.file import PdfFile, open_pdf
from corpus.formats.pdf.pdfium.stamped import is_mostly_paper

__all__ = ["PdfFile", "is_mostly_paper", "open_pdf"]
