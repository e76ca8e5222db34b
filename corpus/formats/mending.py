"""Signs that a font or a program left without a meaning, told by the words they stand in: «ak\ufffdviteter»."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import product

from corpus.base.remarks import remark
from corpus.vocabulary.words import is_swedish

UNREADABLE = "\ufffd"
# Private characters; those above are what fonts of pictures have
_SIGN = "[\ufffd\ue000-\uefff]"
_TOKEN = re.compile(rf"[^\W\d_]*(?:{_SIGN}[^\W\d_]*)+")
_SIGNS = re.compile(_SIGN)
# What a single glyph can show besides one letter, the commonest first, and the letters that programs lose
_LIGATURES = ("ti", "tt", "fi", "ff", "ft", "fl", "tti", "ffi", "fj", "tf", "ffl", "th", "fö", "fä")
_MEANINGS = (*_LIGATURES, "å", "ä", "ö", "é")
_MOST_WORDS = 200
_MOST_IN_WORD = 3
_AGREE = 0.5
_SHORT = 3


def has_signs(text: str) -> bool:
    """Whether a text holds such signs."""
    return UNREADABLE in text or _SIGNS.search(text) is not None


def words_with_signs(text: str) -> int:
    """How many words hold such signs."""
    return len(_TOKEN.findall(text)) if has_signs(text) else 0


def mended(text: str, called: Mapping[str, str] | None = None) -> str:
    """The text with its signs told by the words they stand in.

    ``called`` has the letter that a sign was taken for, which it stays where no word tells otherwise; another sign
    that no word tells is shown as unreadable between letters, and left out elsewhere.
    """
    return mended_and_doubted(text, called)[0]


def mended_and_doubted(text: str, called: Mapping[str, str] | None = None) -> tuple[str, tuple[int, ...]]:
    """The same, and where each word that holds a sign and became no known word stands, names apart."""
    if not has_signs(text):
        return text, ()
    names = called or {}
    doubted: list[int] = []
    for sign, name in names.items():
        text = text if name.isalpha() else text.replace(sign, name)  # no word tells a figure
    tokens = sorted(set(_TOKEN.findall(text)))
    told = _told(tokens, names)
    readings = {token: _readings(token) for token in tokens}
    votes = Counter(meaning for found in readings.values() if len(found) == 1 for meaning in found[0])
    votes.update(told.values())

    def shown(match: re.Match[str]) -> str:
        token = match.group()
        word = _mended(token, told, readings[token], votes, names)
        if len(token) > _SHORT and not token[0].isupper() and not is_swedish(word.lower()):
            doubted.append(match.start())
        return word

    result = _TOKEN.sub(shown, text)
    unread = len(_SIGNS.findall(result))
    if unread:
        remark(f"{unread} tecken i texten kan inte tydas")
    return result, tuple(doubted)


def _told(tokens: Iterable[str], called: Mapping[str, str]) -> dict[str, str]:
    """What each sign of one meaning stands for, as most of the words that hold it tell."""
    words: dict[str, set[str]] = defaultdict(set)
    for token in tokens:
        for sign in set(_SIGNS.findall(token)) - {UNREADABLE} if len(token) > 1 else ():
            words[sign].add(token.lower())
    found: dict[str, str] = {}
    for sign in sorted(words, key=lambda sign: -len(words[sign])):
        holding = [_with(word, found) for word in sorted(words[sign])[:_MOST_WORDS]]
        alone = [word for word in holding if set(_SIGNS.findall(word)) == {sign}] or holding
        meaning = _best(sign, alone, called.get(sign, ""))
        if meaning:
            found[sign] = meaning
    return found


def _best(sign: str, words: list[str], own: str) -> str:
    """The meaning that makes Swedish of most of the words; none when it does so of too few."""
    meanings = dict.fromkeys(filter(None, (own, *_MEANINGS)))
    scores = {meaning: sum(is_swedish(word.replace(sign, meaning)) for word in words) for meaning in meanings}
    best = max(scores, key=lambda meaning: scores[meaning])
    return best if scores[best] and scores[best] >= _AGREE * len(words) else ""


def _with(word: str, told: Mapping[str, str]) -> str:
    return "".join(told.get(letter, letter) for letter in word)


def _readings(word: str) -> list[tuple[str, ...]]:
    """What the signs in a word can stand for, so that it is Swedish."""
    parts = _SIGNS.split(word)
    if not 1 < len(parts) <= _MOST_IN_WORD + 1 or not any(parts):
        return []
    choices = product(_MEANINGS, repeat=len(parts) - 1)
    return [meanings for meanings in choices if is_swedish(_put_together(parts, meanings).lower())]


def _mended(
    token: str,
    told: Mapping[str, str],
    readings: list[tuple[str, ...]],
    votes: Mapping[str, int],
    called: Mapping[str, str],
) -> str:
    """The word with its signs as letters, as far as they can be told."""
    word = _with(token, told)
    if not _SIGNS.search(word) and is_swedish(word.lower()):
        return word
    ranked = sorted(readings, key=lambda meanings: -sum(votes.get(meaning, 0) for meaning in meanings))
    if ranked and (len(ranked) == 1 or any(votes.get(meaning, 0) for meaning in ranked[0])):
        return _put_together(_SIGNS.split(token), ranked[0])
    word = "".join(called.get(letter, letter) for letter in word)
    bare = _SIGNS.sub("", word)
    at_edge = _SIGNS.search(word.strip(UNREADABLE)) is None and (not bare or is_swedish(bare.lower()))
    return bare if at_edge else _SIGNS.sub(UNREADABLE, word)


def _put_together(parts: list[str], meanings: tuple[str, ...]) -> str:
    return parts[0] + "".join(meaning + part for meaning, part in zip(meanings, parts[1:], strict=True))
