"""PDF: from what stands on a page to its text in reading order."""
