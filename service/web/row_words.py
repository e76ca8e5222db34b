"""What a row of the register tells beside the decision: the last vote there, and who reserved themselves."""

from __future__ import annotations

from service.register.decisions import Treatment
from service.web.display_text import actor_words, vote_words


def positions_words(treatment: Treatment) -> str:
    """«Omröstning: 43 ja, 24 nej, den sista av 2 · Reservation: SD»; empty where nothing of that is told."""
    matter = treatment.matter
    if matter is None:
        return ""
    last = f", den sista av {len(matter.votes)}" if len(matter.votes) > 1 else ""
    votes = f"Omröstning: {vote_words(matter.votes[-1])}{last}" if matter.votes else ""
    actors = tuple(dict.fromkeys(actor for statement in matter.reservations for actor in statement.actors))
    reserved = f"Reservation: {actor_words(actors) if actors else 'antecknad'}" if matter.reservations else ""
    return " · ".join(filter(None, (votes, reserved)))
