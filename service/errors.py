"""Errors of the service. Messages are in Swedish: they are shown to the person who asked.

ServiceError
├── InvalidQuery          the question or search cannot be used as it is
├── UnknownFilterValue    a filter names something that is not held
├── DocumentNotFound      no document has that id
└── CaseNotFound          no matter has that number
"""


class ServiceError(Exception):
    """Anything the service cannot answer; the message says what and how to go on."""


class InvalidQuery(ServiceError):
    """The question or search cannot be used as it is."""


class UnknownFilterValue(InvalidQuery):
    """A filter names something that is not held."""


class DocumentNotFound(ServiceError):
    """No document has that id."""


class CaseNotFound(ServiceError):
    """No matter has that number."""
