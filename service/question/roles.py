"""Which role at the meetings a question asks the holder of."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.base.types import Role
from corpus.vocabulary.spoken import ROLES, is_said
from indexer.tokens import strip_diacritics
from service.question.slots import Slots
from service.register.people import MANY_HOLD


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """The roles whose holder may be asked for; ``beside`` are the folded words of what the question is about beside.

    Of a role that many hold ``parties`` (letters) and ``people`` say whose holders are asked for.
    """

    roles: frozenset[Role] = frozenset()
    beside: tuple[str, ...] = ()
    parties: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the question is about nothing but a role."""
        return bool(self.roles) and not self.beside

    @property
    def is_of_many(self) -> bool:
        """Whether many hold the role at once."""
        return not MANY_HOLD.isdisjoint(self.roles)


NO_ROLE = RoleAsked()


def read_role(slots: Slots, *, names_paragraph: bool, names_number: bool) -> RoleAsked:
    """The role that the question is about: of a body that is held, in no matter by number unless who adjusted a §.

    What members did is no question of who they are.
    """
    role = next((role for role, ways in ROLES.items() if any(is_said(word, ways) for word in slots.words)), None)
    if role is None or names_number or slots.of_other_body or (names_paragraph and role != "adjuster"):
        return NO_ROLE
    if role in MANY_HOLD and slots.deeds:
        return NO_ROLE
    known = (*ROLES["chair"], *ROLES[role])
    topic = [strip_diacritics(word) for words in slots.topic for word in words.split()]
    beside = tuple(word for word in topic if not is_said(word, known))
    named = (slots.parties, slots.people) if role in MANY_HOLD else (frozenset[str](), ())
    return RoleAsked(frozenset({role}), beside, *named)
