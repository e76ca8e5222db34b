"""What is held and what is missing, as a picture in tables: for each body its years, and in each the twelve months."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus.base.types import Kind
from corpus.vocabulary.dates import MONTHS, written_date
from indexer.tokens import strip_diacritics
from service.base.links import passage_url
from service.base.text import counted, listed
from service.register.coverage import BodyCoverage, Coverage, MissingMeeting, MissingNumbers

MOST_MEETINGS = 200
_FULL = 3
_KIND_NOUNS: Mapping[Kind, tuple[str, str]] = {
    "minutes": ("protokoll", "protokoll"),
    "agenda": ("kallelse", "kallelser"),
    "extract": ("protokollsutdrag", "protokollsutdrag"),
    "summary": ("sammanfattning", "sammanfattningar"),
    "plan": ("plan", "planer"),
    "report": ("rapport", "rapporter"),
    "rules": ("styrdokument", "styrdokument"),
    "motion": ("motion", "motioner"),
    "statement": ("skrivelse", "skrivelser"),
    "web": ("webbsida", "webbsidor"),
    "other": ("annan handling", "andra handlingar"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a body: how many documents are held, and meetings that are referred to and not held."""

    name: str
    indexed: int
    missing: int

    @property
    def shade(self) -> int:
        """How dark the month is drawn: 0 for nothing held, at most 3."""
        return min(self.indexed, _FULL)

    @property
    def words(self) -> str:
        """The month for those who hear it: «2 handlingar, 1 sammanträde saknas»."""
        indexed = counted(self.indexed, "handling", "handlingar") if self.indexed else "inget"
        return f"{indexed}, {counted(self.missing, 'sammanträde', 'sammanträden')} saknas" if self.missing else indexed


@dataclass(frozen=True, slots=True)
class BodyGrid:
    """A body: its name, what is held of it in words, its decisions' address, and its years; none without days."""

    organisation: str
    body: str
    summary: str
    address: str
    years: tuple[tuple[int, tuple[Month, ...]], ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """The runs of §§ that are missing of a body and year, each in words with the address of the § before it."""

    words: str
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A meeting that is not held: in words, how often it is referred to, and where."""

    words: str
    note: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class CoverageView:
    """All that the page shows of a coverage; ``left_out`` is how many absent meetings are not listed."""

    summary: str
    bodies: tuple[BodyGrid, ...]
    gaps: tuple[Gaps, ...]
    unchecked: tuple[str, ...]
    absent: tuple[Absent, ...]
    left_out: int


def view_coverage(coverage: Coverage) -> CoverageView:
    """What the page shows of the coverage."""
    missing = _missing_months(coverage.missing_meetings)
    shown = coverage.missing_meetings[:MOST_MEETINGS]
    return CoverageView(
        coverage_summary(coverage),
        tuple(_grid(body, missing) for body in coverage.bodies),
        _gaps(coverage.missing_numbers),
        tuple(
            f"{_owner(each.organisation, each.body)} {each.year}. {each.reason}" for each in coverage.unlisted_numbers
        ),
        tuple(absent_meeting(meeting) for meeting in shown),
        len(coverage.missing_meetings) - len(shown),
    )


def coverage_summary(coverage: Coverage) -> str:
    """«5 handlingar (3 protokoll och 2 planer), 195 avsnitt och 51 beslut, från 7 december 2023 till …»."""
    if not coverage.documents:
        return "Inga handlingar är inlästa."
    kinds = listed([counted(count, *_KIND_NOUNS[kind]) for kind, count in coverage.kinds])
    words = (
        f"{counted(coverage.documents, 'handling', 'handlingar')} ({kinds}) är inlästa, med"
        f" {counted(coverage.sections, 'avsnitt', 'avsnitt')} och"
        f" {counted(coverage.decisions, 'beslut eller förslag', 'beslut och förslag')}."
    )
    if coverage.first and coverage.last:
        words += f" Den äldsta är från {written_date(coverage.first)}, den nyaste från {written_date(coverage.last)}."
    if coverage.undated:
        words += f" {coverage.undated} av handlingarna saknar datum."
    return words


def _missing_months(meetings: Sequence[MissingMeeting]) -> Counter[tuple[str, str, int, int]]:
    """How many meetings of held bodies are known to be missing, by body and month; not those only announced."""
    return Counter(
        (*_key(meeting.organisation, meeting.body), meeting.day.year, meeting.day.month)
        for meeting in meetings
        if meeting.body_indexed and not meeting.planned
    )


def _key(organisation: str | None, body: str | None) -> tuple[str, str]:
    return strip_diacritics(organisation or ""), strip_diacritics(body or "")


def _grid(body: BodyCoverage, missing: Mapping[tuple[str, str, int, int], int]) -> BodyGrid:
    indexed = dict(body.months)
    key = _key(body.organisation, body.body)
    names = (("organisation", body.organisation), ("body", body.body))
    years = range(body.first.year, body.last.year + 1) if body.first and body.last else range(0)
    return BodyGrid(
        body.organisation or "",
        body.body or "Organet framgår inte",
        _body_summary(body),
        f"/beslut?{urlencode({name: value for name, value in names if value})}",
        tuple(
            (
                year,
                tuple(
                    Month(name, indexed.get(f"{year}-{number:02}", 0), missing.get((*key, year, number), 0))
                    for number, name in enumerate(MONTHS, 1)
                ),
            )
            for year in years
        ),
    )


def _body_summary(body: BodyCoverage) -> str:
    kinds = listed([counted(count, *_KIND_NOUNS[kind]) for kind, count in body.kinds])
    return f"{kinds}, {counted(body.decisions, 'beslut eller förslag', 'beslut och förslag')}"


def _owner(organisation: str | None, body: str) -> str:
    return ", ".join(part for part in (body, organisation) if part)


def _gaps(missing: Sequence[MissingNumbers]) -> tuple[Gaps, ...]:
    years: dict[str, list[MissingNumbers]] = defaultdict(list)
    for each in missing:
        years[f"{_owner(each.organisation, each.body)} {each.year}"].append(each)
    return tuple(Gaps(words, tuple(map(missing_run, found))) for words, found in years.items())


def missing_run(missing: MissingNumbers) -> tuple[str, str]:
    """«§ 88–92», and the address of the § before."""
    last = f"–{missing.last}" if missing.last > missing.first else ""
    section = missing.after.section
    first = section.blocks[0] if section.blocks else section
    return f"§\N{NO-BREAK SPACE}{missing.first}{last}", passage_url(missing.after.document, first.start, first.end)


def absent_meeting(meeting: MissingMeeting) -> Absent:
    """The meeting in words, with where it is referred to."""
    note = "bara aviserat" if meeting.planned else f"nämns {counted(meeting.times, 'gång', 'gånger')}"
    source = meeting.source
    return Absent(
        f"{_owner(meeting.organisation, meeting.body)}, {written_date(meeting.day)}",
        note,
        ", ".join(part for part in (source.document.title, source.section.number) if part),
        passage_url(source.document, meeting.start, meeting.end),
    )
