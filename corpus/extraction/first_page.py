"""The first page of minutes: labels («Plats och tid», «Beslutande»), the words under them, dates, time, place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.extraction.people import NAME
from corpus.vocabulary.dates import find_day_runs, short_days

FIRST_PAGE = 15_000
_TOP = 400
_MAX_VALUE_LINES = 3
_MAX_VALUE_LINE = 90

# Labels of a first page, most telling first. A label opens a line or a cell and has a capital.
_LABELS: dict[str, tuple[str, ...]] = {
    "stop": (
        r"(?:plats och tid|tid och plats|tid|plats|dag|datum) för justering\w*",
        r"justering(?:ens|s)? ?-?(?:plats|tid|dat|dag)\w*(?: och (?:tid|plats|datum))?",
        r"justering|underskrift(?:er)?|utdragsbestyrkande|närvarolista|kallelse|ajournering",
        r"datum (?:för|när|då) anslag\w*|anslag\w*(?: ?/ ?bevis)?|bevis(?: om \w+)?|organ|förvaringsplats\w*",
        r"(?:ej|icke|inte) närvarande(?: ledamöter)?|frånvarande(?: ledamöter)?|frånvaro",
        r"(?:anmält )?förhinder|ledighet",
        r"innehåll(?:sförteckning)?|föredragningslista|dagordning|ärende(?:n|lista)",
        r"expedieras|delges|distribution|sändlista|tjänsteställe|diarienummer|dnr|sida",
    ),
    # «Sekreterare ……… Paragrafer 94–107», with the name on the line below
    "aside": (r"paragraf(?:er)?",),
    "when": (
        r"plats och (?:sammanträdes)?(?:tid|datum)|(?:tid|datum|dag)(?: ?, ?| och )plats",
        r"sammanträdes?(?:datum|tid|dag|plats|lokal)(?:en)?|mötes(?:datum|tid|dag|plats)",
        r"datum(?: och tid)?|tid(?:punkt)?|plats|lokal|dag",
    ),
    "told": (r"inför (?:mötet|sammanträdet) lämnas följande information(?:er)?",),
    "adjuster": (
        r"utse(?:s|dda?|tts?) (?:att justera|(?:till )?justerare)|justera[ts]",
        r"(?:val av )?(?:protokolls?)?juster(?:are|ande|ingspersoner|ingsm[äa]n)",
    ),
    "secretary": (r"(?:nämnd|mötes|protokoll)?s?sekreterare|protokollförare|vid (?:protokollet|pennan)",),
    "chair": (r"(?:tjänstgörande )?ordförande(?:n)?",),
    "vice_chair": (r"(?:(?:[1-3] ?:? ?[aeo]|förste|första|andre|andra|tredje) )?(?:vice|v\.) ordförande(?:n)?",),
    "substitute": (
        r"(?:närvarande ?,? )?(?:(?:ej|icke|inte) )?(?:tjänstgörande|beslutande|närvarande) (?:närvarande )?ersättare",
        r"(?:närvarande ?,? )?(?:ej|icke) tjänstgörande|(?:övriga )?(?:närvarande )?ersättare(?: som tjänstgör)?",
    ),
    "member": (
        r"(?:närvarande )?(?:(?:beslutande|tjänstgörande|ordinarie) )?ledamöter|tjänstgörande",
        r"beslutande(?: ledamöter)?|närvarande(?: beslutande)?",
    ),
    "official": (
        r"(?:övriga )?(?:närvarande )?tjänste(?:personer|män|manna\w*)|deltagande tjänste\w+|föredragande",
        r"från (?:\w*förvaltningen|\w*kontoret)",
    ),
    "other": (
        r"övriga(?: (?:närvarande|deltaga(?:nde|re)|deltog))?|adjungerade?|insynsplats(?:er)?|inbjudna?|gäster",
        r"fackliga (?:representanter|företrädare)|personalföreträdare|personalrepresentanter|revisorer",
        r"politiska sekreterare",
    ),
}
_LABEL = re.compile(
    r"(?<![^\s*•–-])(?=[A-ZÅÄÖ])(?i:"
    + "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in _LABELS.items())
    + r")(?= *(?:\n|\Z)| *[:;\t]| (?:[A-ZÅÄÖ\d§*•(.…_–-]|kl\b|den\b|se\b|\w{2,3}dag(?:en)?\b))"
)
ROLE_LABELS = frozenset({"chair", "vice_chair", "secretary", "adjuster"})
_TITLE_LABELS = ROLE_LABELS | {"substitute"}
_OPENS_WITH_NAME = re.compile(rf"\W*{NAME}")

_TIME = re.compile(
    r"(?<![\d.:§-])(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d)(?:\s*[–—-]+\s*(?:kl\.?\s*)?(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?![\d-]))?"
    r"|(?<=kl )\d{1,2}(?:\s*[–-]\s*\d{1,2})?(?![\d.:-])|(?<=kl\. )\d{1,2}(?:\s*[–-]\s*\d{1,2})?(?![\d.:-])"
)
# When somebody signed it on a screen
_SECONDS = re.compile(r"\d\d[:.]\d\d[:.]\d\d")
_RECESS = re.compile(r"\(?\b(?:ajourner\w*|paus|lunch\w*|uppehåll)\b.*", re.IGNORECASE | re.DOTALL)
_NOT_PLACE = re.compile(
    r"\b(?:kl(?:ockan)?\b\.?|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?(?:\s+den)?|den|datum|tid|plats)(?=\W|$)[:.,]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A label (or none), the words that follow it up to the next label, and where those begin in the text.

    ``kind`` is a role, «when» (also where), «told» for who informs before the meeting, «aside» for what stands between,
    or «stop» for what ends a list.
    """

    kind: str | None
    label: str
    words: str
    start: int


def head_dates(head: str) -> tuple[date, ...]:
    """The days of the meeting that a first page tells, in order; none when it tells none."""
    for piece in pieces(head[:FIRST_PAGE]):
        value = _value(piece.words)
        labelled = [day for run in find_day_runs(value) for day in run.days]
        if piece.kind == "when" and not labelled and "datum" in piece.label.lower():
            labelled = list(short_days(value))
        if piece.kind == "when" and labelled and not _SECONDS.search(value):
            return tuple(sorted(set(labelled)))
    for piece in pieces(head[:_TOP]):
        runs = find_day_runs(piece.words) if piece.kind != "stop" else ()
        if runs:
            return runs[0].days
    return ()


def time_and_place(head: str) -> tuple[str | None, str | None]:
    """The time and the place of the meeting as the first page writes them, ``None`` for what it does not tell."""
    times: list[str] = []
    place = None
    for piece in pieces(head):
        if piece.kind != "when":
            continue
        words = _value(piece.words)
        times = times or [match.group() for match in _TIME.finditer(_RECESS.sub("", words))]
        label = piece.label.lower()
        if place is None and ("plats" in label or "lokal" in label or label == "var"):
            place = _place(words)
    times = times or _times_beside_day(head)
    return (", ".join(times) if times else None), place


def _times_beside_day(head: str) -> list[str]:
    """The times on the first line of the top that tells both a day and a time («2024-06-05 kl. 17.00–19.15»)."""
    lines = (line for line in head[:_TOP].split("\n") if re.search(r"\bkl(?:ockan)?\b", line) and find_day_runs(line))
    return next(([match.group() for match in _TIME.finditer(_RECESS.sub("", line))] for line in lines), [])


def _value(words: str) -> str:
    """The value of a label: the line it stands on or the next, and short lines that go on from it."""
    lines = [line for line in words.strip(": \t\n").split("\n") if line.strip()]
    kept = lines[:1]
    for line in lines[1:_MAX_VALUE_LINES]:
        if len(line) > _MAX_VALUE_LINE or line.endswith((".", ":")) or line.startswith("§"):
            break
        kept.append(line)
    return " ".join(line.strip().replace("\t", ", ") for line in kept)


def _place(words: str) -> str | None:
    """What is left of the words without dates and times: the longest stretch that holds letters."""
    cut = _RECESS.sub("", words)
    for run in reversed(find_day_runs(cut)):
        cut = f"{cut[: run.start]}\0{cut[run.end :]}"
    stretches = [_NOT_PLACE.sub("", piece).strip(" ,;:–—-") for piece in re.split("\0", _without_times(cut))]
    best = max(stretches, key=len, default="")
    return best if re.search(r"[^\W\d_]{2}", best) else None


def _without_times(words: str) -> str:
    return re.sub(r"\b(?:kl(?:ockan)?\.?|från|till)?\s*\0", "\0", _TIME.sub("\0", words))


def has_attendance(head: str) -> bool:
    """Whether the head is laid out as a first page of minutes: who took part, and when or who signs."""
    kinds = {piece.kind for piece in pieces(head)}
    return "member" in kinds and bool(kinds & {"when", "adjuster"})


# Labels


def pieces(page: str, offset: int = 0) -> Iterator[Piece]:
    """The page cut at its labels; what follows a label on lines of its own belongs to it until the next one."""
    labels = list(_labels(page))
    starts = [match.start() for match in labels]
    if not starts or starts[0] > 0:
        yield Piece(None, "", page[: starts[0] if starts else len(page)], offset)
    for match, end in zip(labels, [*starts[1:], len(page)], strict=False):
        yield Piece(match.lastgroup, match.group(), page[match.end() : end], offset + match.end())


def _labels(page: str) -> Iterator[re.Match[str]]:
    """The labels: at the start of a line or cell, and within a line that a label opens."""
    line_start, opener = 0, ""
    for match in _LABEL.finditer(page):
        begin = page.rfind("\n", 0, match.start()) + 1
        before = page[begin : match.start()]
        if begin != line_start or not opener:
            line_start, opener = begin, ""
        kind = match.lastgroup or ""
        if not before.strip(" *•–-"):
            opener = kind
            yield match
        elif before.endswith("\t") and not _title_cell(before, kind):
            opener = opener or kind
            yield match
        elif opener and (opener in ROLE_LABELS or opener == "stop" or not _title_cell(before, kind)):
            yield match


def _title_cell(before: str, kind: str) -> bool:
    """Whether a role word behind ``before`` is the title of the name before it."""
    return kind in _TITLE_LABELS and bool(_OPENS_WITH_NAME.match(before) or before.rstrip(" ,\t").endswith(")"))
