"""The address of the service itself, in what is read elsewhere."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request

from service.access.site import Site
from service.api.entrance.collections import collection_of, collection_path


def site_of(request: Request) -> Site:
    """The site that the application was made for."""
    return cast(Site, request.app.state.site)


def site_address(request: Request) -> str:
    """What links begin with; never what the request calls it. In one of several collections that of the collection."""
    own = dict(site_of(request).collections).get(collection_of(request))
    return own or f"{site_of(request).address(request.scope.get('server'))}{collection_path(request.scope)}"
