"""Errors of the corpus. Messages are in Swedish: they are shown to the person who ran the command.

CorpusError
├── ManifestError     the manifest is not valid
└── UnreadableFile    a file cannot be read as a document
    └── Quarantined   it can, and is kept out by the rules for personal data
"""


class CorpusError(Exception):
    """Anything that keeps documents from being read."""


class ManifestError(CorpusError):
    """The manifest is not valid JSON of the right shape."""


class UnreadableFile(CorpusError):
    """A file cannot be read as a document; the message says why."""


class Quarantined(UnreadableFile):
    """The rules for personal data keep the document out until somebody has looked at it; the message says why."""
