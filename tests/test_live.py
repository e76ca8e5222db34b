"""A new snapshot is taken up without a restart, and a bad one changes nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.building import build
from indexer.errors import DamagedSnapshot, NoSnapshot
from indexer.removing import remove
from indexer.snapshot import CURRENT, MANIFEST, PASSAGES, current_folder
from indexer.snapshot_writing import make_current
from service.base.errors import DocumentNotFound
from service.base.types import Filters, Query
from service.engine.live import LiveEngine
from service.engine.models import ModelCache
from tests.small_corpus import Paper, assert_sound, settings_for, write_corpus
from tests.word_models import WORD_CALIBRATION, WordReader

QUESTION = "Vad beslutades om bron i Norrby?"


def paper(number: int) -> Paper:
    """Minutes that decide on as many metres of bridge."""
    text = f"§ 1 Bron i Norrby\n\nBeslut\n\nRegionstyrelsen beslutar att bygga bron i Norrby {number} meter lång.\n"
    return Paper(f"protokoll{number}", text)


class LiveService:
    """A folder with a corpus and an index, and the service over it."""

    def __init__(self, folder: Path, encoder) -> None:
        self.folder = folder
        self.encoder = encoder
        self.settings = settings_for(folder, refresh_s=0.02)
        self.live = LiveEngine(self.settings)

    def build(self, *numbers: int) -> str:
        """Index the papers of those numbers; the id of the snapshot."""
        write_corpus(self.folder, [paper(number) for number in numbers])
        return build(self.settings, self.encoder, accept_removals=True).snapshot

    def answer(self) -> str:
        answer = self.live.engine.ask(QUESTION)
        assert_sound(answer)
        return answer.text

    @property
    def current(self) -> Path:
        """The folder of the snapshot in force."""
        return current_folder(self.settings.index_dir)


@pytest.fixture
def service(tmp_path, hashed_encoder, monkeypatch):
    """An empty place, whose service knows the model of its index."""
    monkeypatch.setattr("service.engine.models.encoder_of", lambda *_, **__: hashed_encoder)
    monkeypatch.setattr(ModelCache, "load_reader", lambda *_: (WordReader(), WORD_CALIBRATION))
    made = LiveService(tmp_path, hashed_encoder)
    yield made
    made.live.stop()


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; the machine may be slow, so only minutes are too long."""
    last = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.01)


def is_ready(live: LiveEngine) -> bool:
    try:
        _ = live.engine
    except NoSnapshot:
        return False
    return True


def test_before_it_is_started_there_is_no_engine(service):
    with pytest.raises(NoSnapshot, match="Bygg det med: paragraf index build"):
        _ = service.live.engine
    assert service.live.fault is None


def test_without_a_snapshot_it_waits_for_one(service):
    service.live.start()
    with pytest.raises(NoSnapshot, match="paragraf index build"):
        _ = service.live.engine
    assert "Det finns inget index" in service.live.fault
    snapshot = service.build(12)
    wait_until(lambda: is_ready(service.live))
    assert service.live.engine.snapshot == snapshot
    assert "12 meter" in service.answer()
    assert service.live.fault is None


def test_a_new_snapshot_is_served_without_a_restart(service):
    service.build(12)
    service.live.start()
    assert "12 meter" in service.answer()
    newest = service.build(34)
    wait_until(lambda: service.live.engine.snapshot == newest)
    assert "34 meter" in service.answer()


def test_the_engine_stays_while_the_snapshot_does(service):
    service.build(12)
    service.live.refresh()
    engine = service.live.engine
    service.live.refresh()
    assert service.live.engine is engine


def test_an_engine_in_use_goes_on_over_its_snapshot(service):
    service.build(12)
    service.live.refresh()
    kept = service.live.engine
    for number in (34, 56, 78):  # more than are kept on disk
        service.build(number)
        service.live.refresh()
    assert "12 meter" in kept.ask(QUESTION).text
    assert kept.search(Query("bron")).total == 1
    assert "78 meter" in service.answer()


def test_the_snapshot_before_can_be_put_in_force_again(service):
    first = service.build(12)
    service.build(34)
    service.live.refresh()
    make_current(service.settings.index_dir, first)
    service.live.refresh()
    assert "12 meter" in service.answer()


def test_a_snapshot_that_is_cleared_away_while_it_is_opened_is_no_fault(service, monkeypatch):
    old = service.build(12)
    service.live.refresh()
    service.build(34)
    newest = []

    def overtaken(index_dir):
        spoil_a_file(service)
        newest.append(service.build(56))
        raise DamagedSnapshot("borta")

    with monkeypatch.context() as patch:
        patch.setattr("service.engine.sources.open_snapshot", overtaken)
        service.live.refresh()
    assert (service.live.fault, service.live.engine.snapshot) == (None, old)
    service.live.refresh()
    assert service.live.engine.snapshot == newest[0]


def spoil_a_file(service: LiveService) -> None:
    path = service.current / PASSAGES
    path.write_bytes(path.read_bytes().replace(b"Norrby", b"Morrby"))


def lose_a_file(service: LiveService) -> None:
    (service.current / PASSAGES).unlink()


def cut_the_manifest(service: LiveService) -> None:
    path = service.current / MANIFEST
    path.write_bytes(path.read_bytes()[:100])


def make_it_older(service: LiveService) -> None:
    path = service.current / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format_version": 1}), "utf-8")


def make_it_another_ones(service: LiveService) -> None:
    folder = service.current
    folder.rename(folder.with_name("20000101T000000-0123456789ab"))
    make_current(service.settings.index_dir, "20000101T000000-0123456789ab")


def lead_out_of_the_folder(service: LiveService) -> None:
    (service.settings.index_dir / CURRENT).write_text("../../corpus\n", "utf-8")


def name_one_that_is_not_there(service: LiveService) -> None:
    make_current(service.settings.index_dir, "20000101T000000-0123456789ab")


def name_none(service: LiveService) -> None:
    (service.settings.index_dir / CURRENT).unlink()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (spoil_a_file, "är skadad"),
        (lose_a_file, "är skadad"),
        (cut_the_manifest, "saknar ett läsbart manifest"),
        (make_it_older, "har version 1, programmet läser version"),
        (make_it_another_ones, "hör till ett annat"),
        (lead_out_of_the_folder, "är skadad: den nämner inget index"),
        (name_one_that_is_not_there, "saknar ett läsbart manifest"),
        (name_none, "Det finns inget index"),
    ],
)
def test_a_newer_snapshot_that_cannot_be_used_changes_nothing(service, harm, words):
    old = service.build(12)
    service.live.refresh()
    service.build(34)
    harm(service)
    for _ in range(2):
        service.live.refresh()
        assert words in service.live.fault
        assert "paragraf index build" in service.live.fault
        assert service.live.engine.snapshot == old
        assert "12 meter" in service.answer()
    newest = service.build(56)
    service.live.refresh()
    assert service.live.engine.snapshot == newest
    assert service.live.fault is None
    assert "56 meter" in service.answer()


def test_a_service_that_starts_over_a_bad_snapshot_says_why_and_waits(service):
    service.build(12)
    make_it_older(service)
    service.live.start()
    with pytest.raises(NoSnapshot, match="har version 1"):
        _ = service.live.engine
    service.build(34)
    wait_until(lambda: is_ready(service.live))
    assert "34 meter" in service.answer()


@pytest.mark.parametrize("harm", [spoil_a_file, cut_the_manifest, make_it_older, make_it_another_ones])
def test_a_service_that_starts_over_a_bad_snapshot_serves_the_one_before(service, harm):
    service.build(12)
    good = service.build(34)
    service.build(56)
    harm(service)
    service.live.refresh()
    assert service.live.engine.snapshot == good
    assert "34 meter" in service.answer()
    assert "paragraf index build" in service.live.fault
    newest = service.build(78)
    service.live.refresh()
    assert (service.live.engine.snapshot, service.live.fault) == (newest, None)


def test_a_file_that_is_damaged_is_found_once_the_service_answers(service):
    good = service.build(12)
    spoilt = service.build(34)
    spoil_a_file(service)
    told: list[str] = []
    service.live = LiveEngine(service.settings, told.append)
    service.live.start()
    wait_until(lambda: told == [spoilt, good] and service.live.fault is not None)
    assert "passages.jsonl" in service.live.fault
    assert service.live.engine.snapshot == good
    assert "12 meter" in service.answer()
    newest = service.build(56)
    wait_until(lambda: service.live.engine.snapshot == newest)
    assert service.live.fault is None


def test_nothing_is_answered_from_a_damaged_snapshot_once_it_is_found_where_there_is_no_other(service):
    service.build(12)
    spoil_a_file(service)
    lost = threading.Event()
    service.live = LiveEngine(service.settings, lost=lost.set)
    service.live.start()
    wait_until(lost.is_set)
    with pytest.raises(NoSnapshot, match=r"passages\.jsonl .* är skadad"):
        _ = service.live.engine


def test_a_snapshot_cut_short_is_never_served(service):
    service.build(12)
    path = service.current / PASSAGES
    path.write_bytes(path.read_bytes()[:-1])
    service.live.start()
    assert not is_ready(service.live)
    assert "passages.jsonl" in service.live.fault


def test_what_pages_ask_for_is_made_after_the_first_answers_and_what_questions_need_before(service):
    service.build(12)
    made: list[set[str]] = []
    service.live = LiveEngine(service.settings, lambda _: made.append(set(vars(service.live.engine.records))))
    service.live.start()
    (at_first,) = made
    assert {"headings", "standings", "register"} <= at_first
    assert "suggestions" not in at_first
    wait_until(lambda: "suggestions" in vars(service.live.engine.records))
    assert "12 meter" in service.answer()


def test_another_version_builds_beside_while_each_serves_its_own(service, monkeypatch):
    old = service.build(12)
    service.live.refresh()
    with monkeypatch.context() as newer:
        newer.setattr("indexer.snapshot.FORMAT_VERSION", 99)
        newer.setattr("indexer.building.FORMAT_VERSION", 99)
        service.build(34)
        upgraded = LiveEngine(service.settings)
        upgraded.refresh()
        assert "34 meter" in upgraded.engine.ask(QUESTION).text
    # The service of before, left running, and started anew after going back.
    restarted = LiveEngine(service.settings)
    for live in (service.live, restarted):
        live.refresh()
        assert live.engine.snapshot == old
        assert "har version 99, programmet läser version" in live.fault
    back = service.build(56)
    restarted.refresh()
    assert (restarted.engine.snapshot, restarted.fault) == (back, None)


def test_no_older_snapshot_is_served_where_the_one_in_force_was_taken_away(service):
    service.build(12)
    service.build(34)
    name_none(service)
    service.live.refresh()
    assert not is_ready(service.live)


def test_a_snapshot_of_a_model_that_is_not_there_changes_nothing(service, monkeypatch):
    service.build(12)
    service.live.refresh()
    old = service.live.engine
    service.encoder = type(service.encoder)()
    service.encoder.name, service.encoder.fingerprint = "annan-modell", "1" * 64
    service.build(34)
    service.live.refresh()
    assert service.live.engine is old
    assert "en annan utgåva av modellen annan-modell" in service.live.fault


def test_what_is_removed_disappears(service):
    service.build(12, 34)
    service.live.refresh()
    assert service.live.engine.documents(Filters(), 10, 0)[0] == 2
    remove(service.settings, service.encoder, ["protokoll12"])
    service.live.refresh()
    engine = service.live.engine
    assert [document.id for document in engine.documents(Filters(), 10, 0)[1]] == ["protokoll34"]
    assert {hit.document.id for hit in engine.search(Query("bron 12 meter")).hits} == {"protokoll34"}
    assert "12 meter" not in service.answer()
    with pytest.raises(DocumentNotFound):
        engine.document("protokoll12")
    # Nor does it come back with its file.
    service.build(12, 34)
    service.live.refresh()
    assert service.live.engine.documents(Filters(), 10, 0)[0] == 1


def test_an_unforeseen_fault_does_not_end_the_watch(service, monkeypatch, caplog):
    service.build(12)
    service.live.start()
    failed = threading.Event()

    def fail(_):
        failed.set()
        raise RuntimeError("tillfälligt fel")

    with monkeypatch.context() as patch:
        patch.setattr("service.engine.sources.current_id", fail)
        assert failed.wait(120)
    assert "12 meter" in service.answer()
    newest = service.build(34)
    wait_until(lambda: service.live.engine.snapshot == newest)
    assert "no snapshot was taken up" in caplog.text


def test_it_can_be_stopped_and_started_again(service):
    service.live.stop()
    service.build(12)
    service.live.start()
    service.live.stop()
    newest = service.build(34)
    assert "12 meter" in service.answer()
    service.live.start()
    wait_until(lambda: service.live.engine.snapshot == newest)


def test_the_same_fault_is_logged_once(service, caplog):
    service.build(12)
    make_it_older(service)
    for _ in range(3):
        service.live.refresh()
    name_none(service)
    for _ in range(3):
        service.live.refresh()
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 2


def test_questions_are_answered_while_snapshots_switch(service):
    meters = {service.build(10): 10}
    service.live.start()
    stopped, errors, seen = threading.Event(), [], set()

    def ask_on() -> None:
        try:
            while not stopped.is_set():
                engine = service.live.engine
                answer = engine.ask(QUESTION)
                assert_sound(answer)
                seen.add((answer.snapshot, answer.citations[0].quote))
                assert engine.search(Query("bron", limit=3)).snapshot == answer.snapshot
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=ask_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(11, 16):
        newest = service.build(number)
        meters[newest] = number
        wait_until(lambda newest=newest: bool(errors) or newest in {snapshot for snapshot, _ in seen.copy()})
    stopped.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(seen) == len(meters) == 6
    # No answer mixes one snapshot with another.
    assert all(f"{meters[snapshot]} meter" in quote for snapshot, quote in seen)
