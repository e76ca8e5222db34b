"""What is kept beside the index: work on it that is stopped, which tells each thing once it is kept, and its check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from service.base.json_lines import all_lines, append_json_line
from service.base.settings import ServiceSettings
from service.fetching.errors import FetchFault
from service.fetching.fetching import Fetched, fetch
from service.fetching.getting import Getter
from service.fetching.originals import Originals, writing_to
from service.fetching.sources import Source
from service.staff.opinions import FeedbackFile, FeedbackRequest
from service.watching.watching import watching_of
from tests.document_server import DocumentServer, Page
from tests.tiny_index import BUDGET
from tests.watch_settings import BEFORE, watch_settings

WORKS = ("feedback", "subscription", "fetch")
OPINIONS, WATCHES, ORIGINALS = 20, 6, 5
KEPT_DAYS = 30
_LONG_AGO = "2020-01-01T12:00:00+00:00"
_MOST_BYTES = 1_000_000


class Lost(AssertionError):
    """Something was lost by a kill."""


def demand(holds: bool, what: str) -> None:
    """Raises ``Lost`` unless it holds."""
    if not holds:
        raise Lost(what)


def settings_of(folder: Path) -> ServiceSettings:
    """Settings of an installation that keeps everything under the folder."""
    more = {"feedback_file": folder / "feedback.jsonl", "feedback_days": KEPT_DAYS}
    return watch_settings(folder, "smtp://127.0.0.1:9", **more)


# The work: each thing is told when it is acknowledged, by its kind and its name.


def work_of(folder: Path, do: str, address: str, turn: int) -> Iterator[tuple[str, str]]:
    """The work of that name in the installation; documents are fetched from the address."""
    match do:
        case "feedback":
            return give_opinions(settings_of(folder), turn)
        case "subscription":
            return watch(settings_of(folder), turn)
    return fetch_all(folder, address, turn)


def give_opinions(settings: ServiceSettings, turn: int) -> Iterator[tuple[str, str]]:
    """Opinions given one by one; then those that are too old are weeded."""
    file = _feedback(settings)
    for number in range(OPINIONS):
        question = f"fråga {number} i omgång {turn}"
        file.add(FeedbackRequest(question=question, verdict="wrong", comment="Fel år. " * 100))
        yield "opinion", question
    file.weed(date.today())
    yield "weeded", str(turn)


def watch(settings: ServiceSettings, turn: int) -> Iterator[tuple[str, str]]:
    """Watches asked for and confirmed; each third is left again, and told before too: then it may be gone or not."""
    subscriptions = watching_of(settings).subscriptions
    for number in range(WATCHES):
        one_id = subscriptions.ask(f"{turn}-{number}@exempel.se", "fraga=avtal", "day")
        assert one_id is not None
        yield "asked", one_id
        assert subscriptions.confirm(one_id, BEFORE, [["avtal"]])
        yield "confirmed", one_id
        if number % 3 == 0:
            yield "leaving", one_id
            assert subscriptions.leave(one_id)
            yield "left", one_id


def fetch_all(folder: Path, address: str, turn: int) -> Iterator[tuple[str, str]]:
    """The documents of the server at the address, fetched. Raises ``FetchFault``."""
    with writing_to(folder / "fetched"):
        done = _fetched(folder, address)
    if done.faults:
        raise FetchFault(done.faults[0])
    yield "fetched", str(turn)


def _feedback(settings: ServiceSettings) -> FeedbackFile:
    return FeedbackFile(settings.feedback_file, settings.feedback_days)


def _fetched(folder: Path, address: str) -> Fetched:
    source = Source(name="server", addresses=_addresses(address), internal="127.0.0.1", seconds_between=0)
    getter = Getter(source.internal, 0, _MOST_BYTES)
    return fetch(source, Originals(_originals(folder), source.told), getter, datetime.now(UTC))


def _originals(folder: Path) -> Path:
    return folder / "fetched" / "server"


def _addresses(address: str) -> tuple[str, ...]:
    return tuple(f"{address}/{number}.txt" for number in range(ORIGINALS))


@dataclass
class Kept:
    """What was acknowledged of each store, and whether it is there. ``Lost`` is raised where it is not."""

    settings: ServiceSettings
    folder: Path
    server: DocumentServer
    turn: int = 0
    _opinions: set[str] = field(default_factory=set)
    _watches: dict[str, str] = field(default_factory=dict)
    _fetched: int = 0
    _old: int = 0

    def begin_turn(self) -> None:
        """Other documents on the server, and an opinion that is too old."""
        self.turn += 1
        self.server.pages |= {
            f"/{number}.txt": Page(_text(number, self.turn), Content_Type="text/plain; charset=utf-8")
            for number in range(ORIGINALS)
        }
        assert self.settings.feedback_file is not None
        append_json_line(self.settings.feedback_file, {"time": _LONG_AGO, "question": "", "old": self.turn})

    def quote_removed(self) -> None:
        """An opinion that quotes what is going to be taken out."""
        _feedback(self.settings).add(FeedbackRequest(question="vad kostar det", verdict="wrong", answer=BUDGET))

    def note(self, kind: str, name: str) -> None:
        """Remember what was acknowledged."""
        match kind:
            case "opinion":
                self._opinions.add(name)
            case "weeded":
                self._old = int(name)
            case "fetched":
                self._fetched = int(name)
            case _:
                self._watches[name] = kind

    def check(self, *, is_out: bool = False) -> None:
        """Demand that all is there, and that nothing quotes what has been taken out where that was acknowledged."""
        self._check_opinions(is_out=is_out)
        self._check_watches()
        self._check_originals(self._fetched)

    def go_on(self) -> None:
        """Demand that the next work on each store is done, and finds everything."""
        self.begin_turn()
        for kind, name in (*give_opinions(self.settings, self.turn), *watch(self.settings, self.turn)):
            self.note(kind, name)
        done = _fetched(self.folder, self.server.url())
        demand(not done.faults, f"the next fetch says {done.faults}")
        self._fetched = self.turn
        self.check()

    def _check_opinions(self, *, is_out: bool) -> None:
        assert self.settings.feedback_file is not None
        records = all_lines(self.settings.feedback_file)
        questions = {record.get("question") for record in records}
        demand(self._opinions <= questions, "opinions that were acknowledged are gone")
        old = [record["old"] for record in records if "old" in record]
        demand(all(turn > self._old for turn in old), "opinions that were weeded are there")
        quoted = any("snöskot" in str(record.get("answer")) for record in records)
        demand(not (is_out and quoted), "an opinion quotes what was taken out")

    def _check_watches(self) -> None:
        watching = watching_of(self.settings)
        confirmed = {each.id for each in watching.subscriptions.confirmed()}
        waiting = {one_id for one_id, _ in watching.outgoing.waiting()}
        for one_id, state in self._watches.items():
            match state:
                case "asked":
                    there = watching.subscriptions.get(one_id) is not None
                    demand(there and one_id in confirmed | waiting, "a watch that was asked for is gone, or its mail")
                case "confirmed":
                    demand(one_id in confirmed, "a watch that was confirmed is gone")
                case "left":
                    demand(one_id not in confirmed, "a watch that was left is there")

    def _check_originals(self, oldest: int) -> None:
        if not oldest:
            return
        folder = _originals(self.folder)
        known = json.loads((folder / ".fetched.json").read_text("utf-8"))
        for number, address in enumerate(_addresses(self.server.url())):
            demand(address in known and bool(known[address]["file"]), "an original that was fetched is not known")
            text = (folder / known[address]["file"]).read_text("utf-8")
            allowed = {_text(number, turn) for turn in range(oldest, self.turn + 1)}
            demand(text in allowed, "an original is not whole")


def _text(number: int, turn: int) -> str:
    return f"# Protokoll {number}\n\n" + f"Fullmäktige beslutar om sak {turn}.\n\n" * 300
