"""What is denied and what was decided: words that turn what is said must stand on both sides or on neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from service.answers.verification.cited_evidence import CitedEvidence, Fault, FaultKind
from service.base.text_features import words_of

_NEGATIONS = frozenset({"inte", "ej", "icke", "aldrig", "ingen", "inget", "inga", "varken"})
# Words of one kind say the same of a matter, in whatever form.
_OUTCOMES = {
    "rejected": re.compile(r"(?:avsl(?:å|o|a[gr])|avstyrk|förkast)\w*"),
    "approved": re.compile(r"(?:bifal|biföl|bifoll|godkän|godtog|anta(?:r|s|git|gits|gande)?$|antog)\w*"),
    "tabled": re.compile(r"bord(?:läg|la|lä)\w*"),
    "referred_back": re.compile(r"(?:återremi|återförvis)\w*"),
    "proposed": re.compile(r"(?:föresl|tillstyrk|hemställ|rekommendera|förorda)\w*"),
    "moved": re.compile(r"yrka\w*"),
    "decided": re.compile(r"(?:beslutade?s?|beslutat|beslutar|beslöt|fastställ(?:de|er|t|des))$"),
}
# Left out of a sentence, these turn what it says of the matter.
_MUST_BE_KEPT = ("rejected", "tabled", "referred_back", "proposed")
# These are said of a matter all over a text: one place is as good as another.
_ANYWHERE = ("moved", "decided")
_PROPOSES = re.compile(r"\b(?:föresl|förslag|yrka|tillstyrk|avstyrk|hemställ|rekommendera|förorda)\w*", re.IGNORECASE)
# «… har föreslagit det, inte beslutat» claims no decision.
_NOT_DECIDED = re.compile(r"\b(?:inte|ej)\s+(?:har\s+)?beslut\w*", re.IGNORECASE)
# «… om «Tilläggsbudget 2025» att …» names the matter, and says nothing of what became of it.
_NAMED = re.compile(r"\s+om «(?P<name>[^»]+?)(?: …)?»")
_PIECE = re.compile(r"[.;:!?]+(?=\s|$)|\n")
_NEAR = 4
# A word that turns what is said, and the stems near it.
PolarityWord = tuple[str, frozenset[str]]
_MOSTLY = 2 / 3


def negations(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    """What is denied in one of them and not in the other."""
    if "proposed" in evidence.statuses:
        sentence = _NOT_DECIDED.sub(" ", sentence)
    claims, quoted = list(_polarity_words(sentence, _is_negation)), list(_polarity_words(evidence.text, _is_negation))
    yield from _not_supported("negation", claims, quoted, evidence)
    yield from _left_out("negation", sentence, claims, evidence, _is_negation)


def outcomes(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    """What is said to have become of the matter in one of them and not in the other."""
    sentence = _without_name(sentence, evidence)
    for kind, pattern in _OUTCOMES.items():
        is_polarity_word = _matcher(pattern)
        claimed = _NOT_DECIDED.sub(" ", sentence) if kind == "decided" else sentence
        claims, quoted = (
            list(_polarity_words(claimed, is_polarity_word)),
            list(_polarity_words(evidence.text, is_polarity_word)),
        )
        if kind not in _ANYWHERE or not quoted:
            yield from _not_supported("outcome", claims, quoted, evidence)
        if kind in _MUST_BE_KEPT:
            yield from _left_out("outcome", sentence, claims, evidence, is_polarity_word)
    if set(evidence.statuses) == {"proposed"} and not _PROPOSES.search(sentence):
        yield Fault("outcome", "förslag")


def _without_name(sentence: str, evidence: CitedEvidence) -> str:
    """The sentence without the heading of its matter, where that stands in the ground."""
    ground = " ".join(evidence.text.split())
    return _NAMED.sub(lambda named: "" if named["name"] in ground else named[0], sentence)


def _is_negation(word: str) -> bool:
    return word.lower() in _NEGATIONS


def _matcher(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda word: pattern.match(word.lower()) is not None


def _not_supported(
    kind: FaultKind, claims: Sequence[PolarityWord], quoted: Sequence[PolarityWord], evidence: CitedEvidence
) -> Iterator[Fault]:
    """What the sentence turns and the ground does not: words near a turn tell what is turned."""
    for word, near in claims:
        if not any(_same_matter(near & evidence.quoted_stems, other) for _, other in quoted):
            yield Fault(kind, word)


def _left_out(
    kind: FaultKind,
    sentence: str,
    claims: Sequence[PolarityWord],
    evidence: CitedEvidence,
    is_polarity_word: Callable[[str], bool],
) -> Iterator[Fault]:
    """What a quote turns and the sentence says without the turn; what is wholly computed says nothing of the quote."""
    if evidence.computed and sentence.endswith(evidence.computed):
        return
    stems = {word.stem for word in words_of(sentence) if word.stem}
    for word, near in (
        polarity_word for quote in evidence.quotes for polarity_word in _polarity_words(quote, is_polarity_word)
    ):
        is_claimed = any(_same_matter(near & stems, other) for _, other in claims)
        if near and len(near & stems) >= _MOSTLY * len(near) and not is_claimed:
            yield Fault(kind, word)


def _same_matter(near: frozenset[str], other: frozenset[str]) -> bool:
    """Whether what is near two words is much the same."""
    return len(near & other) * 2 >= min(len(near), len(other))


def _polarity_words(text: str, is_polarity_word: Callable[[str], bool]) -> Iterator[PolarityWord]:
    """Each word that turns what is said, with the stems near it in its part of the text."""
    for piece in _PIECE.split(text):
        words = words_of(piece)
        for position, word in enumerate(words):
            if is_polarity_word(word.text):
                around = (*words[max(0, position - _NEAR) : position], *words[position + 1 : position + 1 + _NEAR])
                yield word.text, frozenset(near.stem for near in around if near.stem)


def turns(word: str) -> bool:
    """Whether a word says what became of a matter, or denies."""
    return _is_negation(word) or any(pattern.match(word.lower()) for pattern in _OUTCOMES.values())
