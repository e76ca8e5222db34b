"""What the groups of a person may do: whoever signs in may read and give opinions, and nobody more by default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from indexer.collection_settings import EVERYBODY, SIGNED_IN
from service.access.roles import READER, Role
from service.base.settings import ServiceSettings


def group_names(named: Iterable[str]) -> frozenset[str]:
    """The names without space around them, and without those that the settings mean something else by."""
    return frozenset(name for each in named if (name := each.strip())) - {EVERYBODY, SIGNED_IN}


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that may review, and those that may see how the service runs."""

    review: frozenset[str]
    admin: frozenset[str]

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self:
        """The groups that the settings name."""
        return cls(frozenset(settings.review_groups), frozenset(settings.admin_groups))

    def roles_of(self, groups: Iterable[str]) -> frozenset[Role]:
        """The roles of somebody in those groups."""
        named = {group.strip() for group in groups}
        review = {Role.REVIEW} if named & self.review else set()
        return READER | review | ({Role.ADMIN} if named & self.admin else set())
