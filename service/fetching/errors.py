"""Why something was not fetched. Messages are in Swedish.

FetchFault            nothing can be fetched: the file of sources, or the folder, cannot be used
NotFetched            what stands at an address was not fetched today
├── Refused           the server says that the fault is the asker's
│   └── Withdrawn     nothing stands there any more
└── ToldToWait        the server asks for fewer requests
"""

from __future__ import annotations

from service.base.errors import ServiceError


class FetchFault(ServiceError):
    """Nothing can be fetched."""


class NotFetched(Exception):
    """What stands at an address was not fetched today; what was fetched before stays."""


class Refused(NotFetched):
    """The server says that the fault is the asker's (400–499)."""


class Withdrawn(Refused):
    """The server says that nothing stands at the address any more (404, 410)."""


class ToldToWait(NotFetched):
    """The server asks for fewer requests (429, 503)."""
