"""Parties by letters and by name, and the people and groups that act in a matter."""

from __future__ import annotations

import re
from functools import cache

from corpus.base.text import one_line
from corpus.base.types import Actor

PARTIES = {
    "C": "Centerpartiet",
    "FI": "Feministiskt initiativ",
    "KD": "Kristdemokraterna",
    "L": "Liberalerna",
    "M": "Moderaterna",
    "MP": "Miljöpartiet",
    "S": "Socialdemokraterna",
    "SD": "Sverigedemokraterna",
    "V": "Vänsterpartiet",
}
_LETTERS_BY_NAME = {name.lower(): letters for letters, name in PARTIES.items()} | {
    "miljöpartiet de gröna": "MP",
    "socialdemokratiska": "S",
    "vänstern": "V",
}
# What people call a party besides its name
_EVERYDAY_NAMES = {"centern": "C", "sossarna": "S", "vänstern": "V"}
# «Moderat» and «centerparti» are what members' and parties' names begin with.
_ENDING = re.compile(r"(?<=at)erna$|(?<=parti)et$")
_LETTERS = r"[A-ZÅÄÖ](?:[A-ZÅÄÖ]{0,6}|[a-zåäö]{1,3})"
_NAME_WORD = r"(?:[A-ZÅÄÖÉ][\w’'é.-]*|af|av|al|de|del|la|van|von|der|den|el)"
# «Viktoria Tryggvadottir Rolka (S)»; a name opens with a capital and ends right before its party.
_PERSON = re.compile(rf"([A-ZÅÄÖÉ][\w’'é-]*(?:\s+{_NAME_WORD}){{1,5}})\s*\(({_LETTERS})\)")
_TITLE = re.compile(
    r"^(?:\w*ordföranden?|ledamot(?:en)?|ledamöterna|ersättar(?:e|en|na)|[Tt]jänstgörande|representant(?:en|erna)"
    r"|kommunalråd(?:et)?|regionråd(?:et)?|oppositionsråd(?:et)?|borgarråd(?:et)?)\s+",
    re.IGNORECASE,
)
# «Ledamöterna från M, D och KD», «(S)-gruppen», «S och V:s ledamöter»
_GROUP = re.compile(
    rf"\b(?:från|för|i)\s+((?:{_LETTERS})(?:(?:\s*,\s*|\s*,?\s+(?:och|samt)\s+)(?:{_LETTERS})\b)*)(?![\w(:])"
    rf"|\(({_LETTERS})\)-?\s?grupp"
)
_LETTERS_ALONE = re.compile(rf"\b({_LETTERS})\b")
_PARTY_NAME = re.compile(rf"\b({'|'.join(map(re.escape, sorted(_LETTERS_BY_NAME, key=len, reverse=True)))})\b", re.I)


def party_letters(name: str) -> str | None:
    """The letters of the party called ``name`` (by letters or by name), or ``None``."""
    return name.upper() if name.upper() in PARTIES else _LETTERS_BY_NAME.get(name.lower())


def party_of(word: str) -> str | None:
    """The letters of the party that one word of a question names: «KD», «kd», «Moderaterna», «vänstern», «centern».

    One letter alone must be a capital.
    """
    if word in PARTIES or (len(word) > 1 and word.upper() in PARTIES):
        return word.upper()
    lowered = word.lower()
    return next((letters for stem, letters in _stems() if lowered.startswith(stem)), None)


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    named = ((_ENDING.sub("", name.lower()), letters) for letters, name in PARTIES.items())
    return (*named, *_EVERYDAY_NAMES.items())


def find_actors(text: str) -> tuple[Actor, ...]:
    """The people with a party and the party groups that ``text`` names, in order, each once."""
    found = [(match.start(), _person(match)) for match in _PERSON.finditer(text)]
    if "från" in text or "grupp" in text or "för " in text:
        for match in _GROUP.finditer(text):
            letters = match.group(2) or match.group(1)
            found += [(match.start(), Actor(None, party)) for party in _LETTERS_ALONE.findall(letters)]
    if not found:
        found = [
            (match.start(), Actor(None, _LETTERS_BY_NAME[match.group(1).lower()]))
            for match in _PARTY_NAME.finditer(text)
        ]
    return tuple(dict.fromkeys(actor for _, actor in sorted(found, key=lambda item: item[0])))


def _person(match: re.Match[str]) -> Actor:
    name = one_line(match.group(1))
    while title := _TITLE.match(name):
        name = name[title.end() :]
    return Actor(name, match.group(2))
