"""What an id means over time: files are added, moved and taken away, and no link comes to show another meeting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import find_sources
from indexer.building import build
from indexer.encoder import Encoder
from indexer.identity import gone_from
from indexer.removing import remove
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, open_snapshot
from service.api.problems import problem_of
from service.base.errors import SeveralDocuments
from service.base.settings import ServiceSettings
from service.base.types import Filters
from service.engine.engine import Engine
from service.engine.opening import make_engine
from tests.tiny_index import settings_under
from tests.word_models import word_models

TRIAL = Path(__file__).resolve().parent / "trials" / "samma-filnamn"
APRIL, MAY = ((TRIAL / day / "protokoll.txt").read_text("utf-8") for day in ("2024-04-09", "2024-05-14"))


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return settings_under(tmp_path)


def write(settings: IndexSettings, name: str, text: str) -> Path:
    path = settings.corpus_dirs[0] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def built(settings: IndexSettings, encoder: Encoder) -> Snapshot:
    build(settings, encoder, accept_removals=True)
    return open_snapshot(settings.index_dir)


def engine_over(snapshot: Snapshot, encoder: Encoder) -> Engine:
    return make_engine(snapshot, word_models(encoder), ServiceSettings())


def days(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    return ((document.id, str(document.date)) for document in snapshot.documents)


def test_a_short_id_stays_with_its_meeting_when_another_file_of_the_name_comes(
    settings: IndexSettings, hashed_encoder: Encoder
) -> None:
    write(settings, "2024-05-14/protokoll.txt", MAY)
    first = engine_over(built(settings, hashed_encoder), hashed_encoder)
    assert first.document("protokoll") is first.document("2024-05-14-protokoll")
    write(settings, "2024-04-09/protokoll.txt", APRIL)
    snapshot = built(settings, hashed_encoder)
    engine = engine_over(snapshot, hashed_encoder)
    assert str(engine.document("protokoll").date) == "2024-05-14"
    assert dict(days(snapshot)) == {"2024-04-09-protokoll": "2024-04-09", "2024-05-14-protokoll": "2024-05-14"}
    assert engine.documents(Filters(document_id="protokoll"), 10, 0)[0] == 1
    (settings.corpus_dirs[0] / "2024-05-14" / "protokoll.txt").unlink()
    alone = built(settings, hashed_encoder)
    assert alone.find_document("protokoll") is None
    write(settings, "2024-05-14/protokoll.txt", MAY)
    again = built(settings, hashed_encoder).find_document("protokoll")
    assert again
    assert again.id == "2024-05-14-protokoll"


def test_an_index_made_from_nothing_shows_the_candidates(settings: IndexSettings, hashed_encoder: Encoder) -> None:
    write(settings, "2024-05-14/protokoll.txt", MAY)
    write(settings, "2024-04-09/protokoll.txt", APRIL)
    engine = engine_over(built(settings, hashed_encoder), hashed_encoder)
    with pytest.raises(SeveralDocuments, match="2024-04-09-protokoll, 2024-05-14-protokoll") as told:
        engine.document("protokoll")
    assert problem_of(told.value).status == 300


def test_a_file_that_moves_keeps_the_id_it_had(settings: IndexSettings, hashed_encoder: Encoder) -> None:
    path = write(settings, "protokoll.txt", MAY)
    build(settings, hashed_encoder)
    write(settings, "arkiv/maj.txt", MAY)
    path.unlink()
    write(settings, "protokoll.txt", APRIL)
    snapshot = built(settings, hashed_encoder)
    moved = snapshot.find_document("arkiv-maj")
    assert moved
    # The file that lies where it lay is the one that the id meant.
    assert [(d.path, d.id) for d in snapshot.documents] == [
        ("arkiv/maj.txt", "arkiv-maj"),
        ("protokoll.txt", "protokoll"),
    ]
    (settings.corpus_dirs[0] / "arkiv" / "maj.txt").rename(settings.corpus_dirs[0] / "ny.txt")
    renamed = built(settings, hashed_encoder).find_document("arkiv-maj")
    assert renamed
    assert (renamed.path, renamed.id) == ("ny.txt", "ny")


def test_an_id_that_has_meant_a_file_is_given_to_no_other(settings: IndexSettings, hashed_encoder: Encoder) -> None:
    write(settings, "2024-05-14/protokoll.txt", MAY)
    build(settings, hashed_encoder)
    write(settings, "protokoll.txt", APRIL)
    snapshot = built(settings, hashed_encoder)
    at_top = next(document for document in snapshot.documents if document.path == "protokoll.txt")
    assert at_top.id.startswith("protokoll-")
    assert str(snapshot.find_document("protokoll").date) == "2024-05-14"  # type: ignore[union-attr]
    remove(settings, hashed_encoder, ["protokoll"])
    left = open_snapshot(settings.index_dir)
    assert [document.path for document in left.documents] == ["protokoll.txt"]
    assert left.find_document("protokoll") is None


def test_nothing_is_read_again_for_its_ids(settings: IndexSettings, hashed_encoder: Encoder) -> None:
    for name, text in (("a/protokoll.txt", MAY), ("b/protokoll.txt", APRIL)):
        write(settings, name, text)
    build(settings, hashed_encoder)
    assert build(settings, hashed_encoder).documents_reused == 2


def test_a_name_in_latin_1_is_read_and_shown(settings: IndexSettings, hashed_encoder: Encoder) -> None:
    write(settings, "vanlig.txt", APRIL)
    name = os.fsdecode(b"protokoll-\xe5tg\xe4rder.txt")
    (settings.corpus_dirs[0] / name).write_text(MAY, "utf-8")
    (source, _) = find_sources(settings.corpus_dirs)
    assert (source.where.path, source.document_id) == ("protokoll-åtgärder.txt", "protokoll-atgarder")
    snapshot = built(settings, hashed_encoder)
    assert [document.source_file for document in snapshot.documents] == ["protokoll-åtgärder.txt", "vanlig.txt"]


def test_links_are_followed_only_inside_the_folder(settings: IndexSettings, hashed_encoder: Encoder) -> None:
    path = write(settings, "a.txt", MAY)
    outside = settings.index_dir.parent / "hemlig.txt"
    outside.write_text(APRIL, "utf-8")
    (path.parent / "inom.txt").symlink_to(path)
    (path.parent / "ut.txt").symlink_to(outside)
    (path.parent / "ring.txt").symlink_to(path.parent / "ring.txt")
    report = build(settings, hashed_encoder)
    assert dict(report.problems) == dict.fromkeys(("ring.txt", "ut.txt"), "länken leder ut ur mappen och följs inte")
    assert (report.documents, report.duplicates) == (1, (("inom.txt", "samma innehåll som a.txt"),))


def test_neighbours_tell_whose_a_file_is_and_a_folders_file_goes_before_them(
    settings: IndexSettings, hashed_encoder: Encoder
) -> None:
    for number in range(3):
        write(settings, f"ks/{number}.txt", f"Umeå kommun\nProtokoll\nKommunstyrelsen\n2024-03-0{number + 1}\n\nText.")
    write(settings, "ks/bilaga.txt", "Rapport om vägarna\n\nVägarna är bra.")
    write(settings, "bilaga.txt", "Rapport om broarna\n\nBroarna är bra.")
    report = build(settings, hashed_encoder)
    read = open_snapshot(settings.index_dir).find_document("ks-bilaga")
    assert read
    assert (read.organisation, ("organisation", "neighbours") in read.known_by) == ("Umeå kommun", True)
    assert report.untold == (("bilaga.txt", ("organisation",)),)
    assert build(settings, hashed_encoder).documents_reused == 5
    write(settings, "paragraf.toml", 'organisation = "Vännäs kommun"\n["bilaga.txt"]\nbody = "Tekniska nämnden"\n')
    report = build(settings, hashed_encoder)
    snapshot = open_snapshot(settings.index_dir)
    assert {document.organisation for document in snapshot.documents} == {"Vännäs kommun"}
    assert snapshot.document_by_id["bilaga"].body == "Tekniska nämnden"
    assert (report.untold, report.documents_reused) == ((), 0)


class Compared(str):
    """A digest that counts how often it is compared."""

    times = 0
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return str.__eq__(self, other)


def test_what_is_new_is_not_compared_with_every_earlier_document():
    def folder(name: str) -> list[Document]:
        return [
            Document(
                *(f"{name}-{number}", "Protokoll", None, None, "minutes", None, f"{number}.md", None),
                *(Compared(f"{name} {number}"), "", ()),
                path=f"{name}/{number}.md",
            )
            for number in range(200)
        ]

    before, now = folder("då"), folder("nu")
    Compared.times = 0
    assert gone_from(now, before) == tuple(before)
    assert Compared.times < 2 * len(before)
