"""What lies on the disk of fetched documents: nothing that is masked, and nothing that has been taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.loading.corpus_folder import Source, load_document, parse_document
from indexer.building import build
from indexer.encoder import Encoder
from indexer.removing import Part
from indexer.snapshot import open_snapshot
from service.base.settings import ServiceSettings
from service.fetching.errors import FetchFault
from service.fetching.fetching import Fetched, fetch
from service.fetching.getting import Getter
from service.fetching.originals import Originals, writing_to
from service.fetching.screening import screening, text_file
from service.fetching.sources import Source as FetchSource
from service.keeping.removing import FETCHED, Removed, remove_everywhere
from tests.document_server import DocumentServer, Page, serving_documents
from tests.made_files import Part as Line
from tests.made_files import as_pdf
from tests.small_corpus import write_corpus
from tests.test_removing import MINUTES, PARK, STORY, WORDS

TEXT = {"Content_Type": "text/plain; charset=utf-8"}
NUMBER = "19121212-1212"
CITIZEN = f"§ 3 Färdtjänst\n\nSökande: {NUMBER}\n\nBeslut\n\nNämnden beslutar att bevilja färdtjänst i ett år.\n"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
HTML = "<!doctype html><title>Protokoll</title><main>{}</main>"


def pdf_of(text: str) -> bytes:
    return as_pdf([Line("text", line) for line in text.split("\n\n")])


class Fetching:
    """An installation whose documents come from a server, and from a folder of its own."""

    def __init__(self, folder: Path, server: DocumentServer, encoder: Encoder, **more: object) -> None:
        write_corpus(folder, [PARK])
        self.settings = ServiceSettings(
            index_dir=folder / "index",
            corpus_dirs=[folder / "corpus"],
            fetch_dir=folder / "corpus" / "hamtat",
            watch_dir=folder / "bevakningar",
            gold_file=folder / "gold.jsonl",
            **more,
        )
        self.server, self.encoder, self.folder = server, encoder, folder

    def fetch(self, *paths: str) -> Fetched:
        source = FetchSource(
            name="kommunen",
            addresses=[self.server.url(path) for path in paths],
            seconds_between=0,
            internal="127.0.0.1",
        )
        with writing_to(self.settings.fetch_dir), screening(self.settings) as screen:
            originals = Originals(self.settings.fetch_dir / "kommunen", {"organisation": "Exempels kommun"}, screen)
            return fetch(source, originals, Getter(source.internal, 0, 10**6), NOW)

    def build(self) -> None:
        build(self.settings, self.encoder, accept_removals=True)

    def remove(self, *parts: Part) -> Removed:
        return remove_everywhere(self.settings, self.encoder, parts)

    @property
    def files(self) -> list[Path]:
        return sorted(path for path in (self.settings.fetch_dir / "kommunen").glob("[!.]*") if path.suffix != ".toml")

    def holds(self, *words: str) -> list[Path]:
        """The files that hold any of the words, but those of the operator's own folder."""
        own = {self.folder / "corpus" / "flod.txt"}
        paths = (path for path in self.folder.rglob("*") if path.is_file() and path not in own)
        return [path for path in paths if any(word.encode() in path.read_bytes() for word in words)]


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with serving_documents() as running:
        yield running


@pytest.fixture
def fetching(tmp_path: Path, server: DocumentServer, hashed_encoder: Encoder) -> Fetching:
    made = Fetching(tmp_path, server, hashed_encoder)
    paragraphs = "".join(f"<p>{line}</p>" for line in MINUTES.split("\n\n"))
    server.pages["/flod"] = Page(HTML.format(paragraphs), ETag='"ett"', Content_Type="text/html")
    server.pages["/annat"] = Page("§ 1 Torget\n\nBeslut\n\nStyrelsen beslutar att stensätta torget.\n", **TEXT)
    assert made.fetch("/flod", "/annat").written == 2
    made.build()
    return made


def held_id(fetching: Fetching, words: str) -> str:
    (found,) = (each.id for each in open_snapshot(fetching.settings.index_dir).documents if words in each.text)
    return found


def test_a_document_that_is_taken_out_goes_from_the_disk_and_is_not_fetched_again(fetching: Fetching) -> None:
    assert len(fetching.holds(*WORDS)) > 1
    done = fetching.remove(Part(held_id(fetching, "Ödekvarn")))
    assert (dict(done.stores)[FETCHED], done.files) == (1, ())
    assert fetching.holds(*WORDS) == []
    assert len(fetching.files) == 1
    told = fetching.fetch("/flod", "/annat")
    assert (told.written, told.kept) == (0, 2)
    assert fetching.server.asked[-2][1]["if-none-match"] == '"ett"'
    page = fetching.server.pages["/flod"]
    fetching.server.pages["/ny"] = Page(page.body.replace(b"</p>", b" </p>\n"), Content_Type="text/html")
    assert fetching.fetch("/flod", "/annat", "/ny").written == 0
    assert fetching.holds(*WORDS) == []


def test_a_section_that_is_taken_out_leaves_the_rest_as_text(fetching: Fetching) -> None:
    one_id = held_id(fetching, "Ödekvarn")
    before = open_snapshot(fetching.settings.index_dir).find_document(one_id)
    fetching.remove(Part(one_id, section="§ 98"))
    assert fetching.holds("Ödekvarn", "fiskeribiolog", "ladugård") == []
    assert {path.suffix for path in fetching.files} == {".txt"}
    fetching.build()
    left = open_snapshot(fetching.settings.index_dir).find_document(one_id)
    assert before
    assert left
    assert [each.number for each in left.sections if each.number] == ["§ 99"]
    assert "XXX" not in left.text
    assert (left.source_url, left.organisation) == (before.source_url, before.organisation)
    assert left.decisions[0].items == before.decisions[1].items
    assert fetching.fetch("/flod", "/annat").kept == 2
    assert fetching.holds("Ödekvarn", "fiskeribiolog", "ladugård") == []


def test_a_copy_that_the_index_does_not_hold_goes_too(fetching: Fetching) -> None:
    fetching.server.pages["/samma"] = fetching.server.pages["/flod"]
    fetching.server.pages["/ny"] = Page(f"Utdrag\n\n{STORY}\n\nUtdraget bestyrks.\n", **TEXT)
    fetching.fetch("/flod", "/annat", "/samma", "/ny")
    done = fetching.remove(Part(held_id(fetching, "Ödekvarn"), section="§ 98"))
    assert dict(done.stores)[FETCHED] == 3
    assert fetching.holds("Ödekvarn", "fiskeribiolog") == []


def test_a_file_of_the_operators_own_is_named_and_not_touched(fetching: Fetching) -> None:
    own = fetching.folder / "corpus" / "flod.txt"
    own.write_text(f"Bilaga\n\n{MINUTES}", "utf-8")
    fetching.build()
    done = fetching.remove(Part(words="Sixten Ullbrandt"))
    assert done.files == (own,)
    assert "Ullbrandt" in own.read_text("utf-8")
    assert fetching.holds("Ullbrandt") == []


def test_a_removal_that_was_stopped_among_the_files_is_done_by_the_same_again(
    fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    one_id = held_id(fetching, "Ödekvarn")
    for place in ("service.fetching.originals.Originals._clear", "indexer.removing.write_snapshot"):
        with monkeypatch.context() as patch:
            patch.setattr(place, stop)
            with pytest.raises(KeyboardInterrupt):
                fetching.remove(Part(one_id))
    fetching.remove(Part(one_id))
    assert fetching.holds(*WORDS) == []


def test_nothing_is_taken_out_while_documents_are_fetched(fetching: Fetching) -> None:
    with (
        writing_to(fetching.settings.fetch_dir),
        pytest.raises(FetchFault, match="En annan hämtning pågår"),
    ):
        fetching.remove(Part(held_id(fetching, "Ödekvarn")))
    assert len(fetching.holds(*WORDS)) > 1


@pytest.mark.parametrize("is_kept", [False, True])
def test_an_original_with_masked_numbers_is_kept_only_where_a_setting_says_so(
    tmp_path: Path, server: DocumentServer, hashed_encoder: Encoder, is_kept: bool
) -> None:
    fetching = Fetching(tmp_path, server, hashed_encoder, fetch_unmasked=is_kept)
    server.pages["/p"] = Page(pdf_of(CITIZEN), Content_Type="application/pdf")
    server.pages["/utan"] = Page(pdf_of("§ 4 Taxan\n\nBeslut\n\nNämnden antar taxan."), Content_Type="application/pdf")
    fetching.fetch("/p", "/utan")
    assert sorted(path.suffix for path in fetching.files) == [".pdf", ".pdf" if is_kept else ".txt"]
    assert {oct(path.stat().st_mode)[-3:] for path in fetching.files} == {"600"}
    assert oct(fetching.files[0].parent.stat().st_mode)[-3:] == "700"
    texts = [load_document(Source(path, "d"), 10**6).text for path in fetching.files]
    assert any("färdtjänst i ett år" in text for text in texts)
    told = fetching.fetch("/p", "/utan")
    assert (told.written, told.kept) == (0, 2)


def test_a_document_written_as_text_is_read_as_it_was() -> None:
    for path in sorted((Path(__file__).parent.parent / "corpus" / "documents").glob("*.txt")):
        before = load_document(Source(path, "d"), 10**6)
        after = parse_document("d", path.name, text_file(before), "")
        assert [(each.number, each.heading) for each in after.sections] == [
            (each.number, each.heading) for each in before.sections
        ]
        assert len(after.decisions) == len(before.decisions)
        kinds = [[(block.kind, block.page) for block in section.blocks] for section in before.sections]
        assert [[(block.kind, block.page) for block in section.blocks] for section in after.sections] == kinds
