"""Access to PDF files through PDFium: words with their places, ruled lines, page images."""

from corpus.formats.pdf.pdfium.file import PdfFile, open_pdf

__all__ = ["PdfFile", "open_pdf"]
