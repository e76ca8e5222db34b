"""How a document, or a part of one, is marked as secret: a line of its own that says so, by a law or of itself.

A chapter about secrecy («Sekretess och vårdnadshavare») is no mark, nor a word put in the stead of what was taken out.
"""

from __future__ import annotations

import re

_LAW = r"(?:(?:OSL|offentlighets- och sekretesslagen|sekretesslagen)[\s(),.:0-9]*)?\d{1,2}\s?(?:kap\.?|:)\s?\d*"
_THING = (
    r"(?:(?:denna|detta|hela|bifogad)\s)?(?:paragraf(?:en)?|ärende(?:t)?|handling(?:en)?|bilaga(?:n)?|dokument(?:et)?|protokoll(?:et)?"
    r"|innehåll(?:et)?|uppgift(?:en|erna)?|beslut(?:et)?|punkt(?:en)?|avsnitt(?:et)?|§\s?\d+)"
)
_MARK = re.compile(
    rf"^\W*(?:(?:SEKRETESS|HEMLIG)(?:BELAG[DT]|MARKERA[DT]|MARKERING|SKYDDA[DT])?"
    rf"|(?i:(?:sekretess(?:belag[dt]|markera[dt]|markering|skydda[dt])?|hemlig[at]?)(?:\s{_THING})?[\s,:(–-]*"
    rf"(?:enligt|enl\.?|jml\.?|jfr|jämlikt|med stöd av|[,:(–-])?\s*{_LAW}.{{0,80}})"
    rf"|(?i:sekretess(?:belag[dt]a?|markera[dt]e?|skydda[dt]e?)\s{_THING})"
    rf"|(?i:{_THING}\s(?:är|omfattas\sav|lyder\sunder|innehåller)\s(?:helt\s|delvis\s)?sekretess\w*.{{0,90}}))\W*$"
)
_MOST_CHARS = 160


def is_secrecy_mark(line: str) -> bool:
    """Whether a line of its own marks what it stands in as secret."""
    return len(line) <= _MOST_CHARS and _MARK.match(line) is not None
