"""What documents are called: the Swedish words that tell a document's kind, by the noun they end in.

A Swedish compound is what its last part says («budgetuppföljning» is a follow-up, «protokollsutdrag» an extract).
"""

from __future__ import annotations

import re

from corpus.base.text import folded
from corpus.base.types import Kind

# Folded, without dots; each stands at the end of a word.
_NOUNS: dict[Kind, str] = {
    "extract": r"(?:protokolls?|besluts)utdrag(?:et)?|utdrag ur (?:sammantrades)?protokoll(?:et)?|expediering",
    "agenda": (
        r"kallelse(?:n|r)?|foredragningslist(?:a|an)|dagordning(?:en)?|kungorelse om sammantrade"
        r"|[a-z]*(?:fullmaktige|styrelsen|namnden)\b[a-z ]{0,20}\bsammantrader"
        r"|(?:sammantrades|motes)handlingar(?:na)?"
    ),
    "minutes": r"protokoll(?:et)?|(?:minnes|sammantrades|motes)anteckningar(?:na)?",
    "summary": r"sammanfattning(?:en)? (?:av|fran)|beslut i korthet|kortprotokoll(?:et)?|sammanfattning(?:en)?",
    "statement": (
        r"(?:tjanste)?skrivelse(?:n)?|tjansteutlatande(?:t)?|yttrande(?:t|n)?|utlatande(?:t)?|remissvar(?:et)?"
        r"|motions?svar(?:et)?|svar pa [a-z]+|missiv(?:et)?|tjans?teskr"
    ),
    "motion": r"(?:folk)?motion(?:en)?|(?:medborgar|invanar|e-)forslag(?:et)?",
    "report": (
        r"rapport(?:en|er)?|(?:rapport)?sammandrag(?:et)?|redovisning(?:en)?|redogorelse(?:n)?|uppfoljning(?:en)?|bokslut(?:et)?|granskning(?:en)?"
        r"|utvardering(?:en)?|revisionsberattelse(?:n)?|berattelse(?:n)?|kartlaggning(?:en)?|utredning(?:en)?"
        r"|(?:befolknings|ekonomi|kostnads)utveckling(?:en)?|statistik(?:en)?|(?:medborgar|brukar|medarbetar|enkat)undersokning(?:en)?|enkat(?:en|resultat)?|analys(?:en)?|sammanstallning(?:en)?"
    ),
    "rules": (
        r"reglemente(?:t|n)?|[a-z]+ordning(?:en|ar)?|stadg(?:a|an|ar|orna)|foreskrift(?:er|erna)?|policy(?:n)?"
        r"|riktlinje(?:n|r|rna)?|tax(?:a|an|or|orna)|avgift(?:er|erna)?|regler(?:na)?|regelverk(?:et)?"
        r"|anvisning(?:en|ar)?|rutin(?:en|er)?|bestammelser(?:na)?|instruktion(?:en|er)?|hyror|arvode(?:n)?"
        r"|agardirektiv(?:et)?|prislist(?:a|an)"
    ),
    "other": r"pressmeddelande(?:t)?|nyhetsbrev(?:et)?|inbjudan",
    "plan": (
        r"plan(?:en|er)?|budget(?:en)?|strategi(?:n|er)?|program(?:met)?|planbeskrivning(?:en)?|malbild(?:en)?"
        r"|(?<![a-z])vision(?:en)?"
    ),
}
# What ends like one of them and is none: «samordning», «ordning» alone, «inkomster», «tjänsteplan» …
_NOT = re.compile(
    r"\b(?:(?:godkannande|faststallande|andring|justering|genomgang) av [a-z]+|(?:sam|an|ut|in)ordning"
    r"|(?:vard|skol|bostads)?planering|(?:arbets|vardags|dag)rutin(?:er)?|plan- och|plan-"
    r"|plan och (?:bygg|miljo)[a-z]*)\b"
)
_WORD = re.compile(
    "|".join(
        rf"(?P<{kind}>\b(?:{'' if kind in ('summary', 'extract') else '[a-z]*-?'})(?:{nouns})\b)"
        for kind, nouns in _NOUNS.items()
    )
)
# A word for the whole document, in a line that holds no more than that
BINDING: frozenset[Kind] = frozenset({"agenda", "extract", "minutes"})


def kinds_named(line: str) -> tuple[Kind, ...]:
    """The kinds of document that the line names, in the order of its words."""
    plain = _NOT.sub(" ", re.sub(r"[_.]", " ", folded(line)))
    return tuple(kind for match in _WORD.finditer(plain) if (kind := match.lastgroup))  # type: ignore[misc]
