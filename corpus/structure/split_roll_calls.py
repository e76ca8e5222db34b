"""Tables of people whose cells were torn onto lines of their own, put together as rows again.

Programs that take the text out of a PDF cell by cell leave roll-calls and lists of those present like this, at times
with two cells on one line.
"""

from __future__ import annotations

import re

from corpus.base.text import one_line

_GAP = r"[ \t]*\n(?:[ \t]*\n)*[ \t]*"
# A column's name that stands right above a name is no part of it.
_COLUMN = r"(?:Namn|Parti|Plats|Funktion|Resultat|Ledamot|Ersättare|Ankom|Utgick)[ \t]*\n"
_NAME = rf"(?!{_COLUMN})[A-ZÅÄÖÉ][^\n\d:\t]{{2,40}}(?:\n[A-ZÅÄÖÉ][^\n\d:\t]{{1,30}})?"
_PARTY = r"[A-ZÅÄÖ]{1,6}|[A-ZÅÄÖ][a-zåäö]{1,3}|-"
_CLOCK = r"\d{1,2}[:.]\d{2}"
_BALLOT = r"Ja|Nej|Avstår|Avstod|Frånv\w*|Kvitta\w*"
_OR_SPACE = rf"(?:{_GAP}| )"
_ROLL_CALL = re.compile(
    rf"^({_NAME}){_OR_SPACE}({_PARTY}){_GAP}(\d{{1,3}}){_OR_SPACE}(?!\d+\s)([^\n\t]{{3,25}}?)"
    rf"{_OR_SPACE}({_BALLOT})[ \t]*$",
    re.MULTILINE,
)
_PRESENT = re.compile(
    rf"^(\d{{1,3}}){_GAP}({_NAME})(?:{_GAP}({_NAME}))?{_GAP}({_PARTY}){_GAP}({_CLOCK})(?:{_GAP}({_CLOCK}))?[ \t]*$",
    re.MULTILINE,
)
_HEADS = re.compile(
    rf"^(?:Namn{_GAP}Parti{_GAP}Plats{_GAP}Funktion{_GAP}Resultat|Plats{_GAP}Ledamot{_GAP}Ersättare{_GAP}Parti{_GAP}Ankom"
    rf"{_GAP}Utgick)[ \t]*$",
    re.MULTILINE,
)
_SIGNS = (re.compile(rf"^(?:{_BALLOT})[ \t]*$", re.MULTILINE), re.compile(rf"^{_CLOCK}[ \t]*$", re.MULTILINE))
_MIN_CELLS = 5


def with_rows_put_together(text: str) -> str:
    """The text with roll-calls and lists of those present as rows, cells parted by tabs; other text as it is."""
    found = [sum(1 for _ in zip(range(_MIN_CELLS), sign.finditer(text), strict=False)) >= _MIN_CELLS for sign in _SIGNS]
    if not any(found):
        return text
    text = _HEADS.sub(lambda match: "\t".join(match.group().split()), text)
    if found[0]:
        text = _ROLL_CALL.sub(_row, text)
    return _PRESENT.sub(_row, text) if found[1] else text


def _row(match: re.Match[str]) -> str:
    return "\t".join(one_line(cell or "") for cell in match.groups())
