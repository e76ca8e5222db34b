"""Errors of the service. Messages are in Swedish: they are shown to the person who asked.

ServiceError
├── InvalidQuery          the question or search cannot be used as it is
├── UnknownFilterValue    a filter names something that is not held
├── DocumentNotFound      no document has that id
│   └── SeveralDocuments  several may be meant: all have that file name
├── CaseNotFound          no matter has that number
├── MeetingNotFound       no meeting has that id
├── NotSaved              a file that staff or the service writes cannot be written or read
├── BadBackup             a backup is damaged or none of ours, or what it would replace must not be replaced
├── CursorTooOld          the feed of changes does not remember what came after that cursor
├── NotSent               the mail server takes nothing just now
├── NotSet                what is asked for needs settings that nobody has made
├── NothingToSee          there is no collection that whoever asks may see
├── NotAllowed            a request that only staff may send
├── WrongKey              the key of the pages for staff is another
└── TooManyTries          too many keys were tried from one address
"""

from __future__ import annotations

from corpus.base.types import Document


class ServiceError(Exception):
    """Anything the service cannot answer; the message says what and how to go on."""


class InvalidQuery(ServiceError):
    """The question or search cannot be used as it is."""


class UnknownFilterValue(InvalidQuery):
    """A filter names something that is not held."""


class DocumentNotFound(ServiceError):
    """No document has that id."""


class SeveralDocuments(DocumentNotFound):
    """No document has that id, and the file names of several give it: ``documents``."""

    def __init__(self, name: str, documents: tuple[Document, ...]) -> None:
        self.documents = documents
        ids = ", ".join(document.id for document in documents)
        super().__init__(f"Flera handlingar kan vara den som menas med «{name}»: {ids}.")


class CaseNotFound(ServiceError):
    """No matter has that number."""


class MeetingNotFound(ServiceError):
    """No meeting has that id."""


class PersonNotFound(ServiceError):
    """No elected person has that id."""


class PartyNotFound(ServiceError):
    """No elected person is of that party."""


class NotSaved(ServiceError):
    """A file that staff or the service writes cannot be written or read."""


class BadBackup(ServiceError):
    """A backup is damaged or none of ours, or what it would replace must not be replaced."""


class CursorTooOld(ServiceError):
    """The feed of changes does not remember what came after that cursor."""


class NotSent(ServiceError):
    """The mail server takes nothing just now."""


class NotSet(ServiceError):
    """What is asked for needs settings that nobody has made."""


class NothingToSee(ServiceError):
    """Of all collections there is none that whoever asks may see."""


class NotAllowed(ServiceError):
    """A request that only staff may send."""


class WrongKey(NotAllowed):
    """The key of the pages for staff is another."""


class TooManyTries(ServiceError):
    """Too many keys were tried from one address."""
