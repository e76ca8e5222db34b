"""Documents: reading files, cleaning their text and finding its structure."""
