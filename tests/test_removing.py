"""Taking out for good: from every byte that is kept, and whatever way it tries to come back."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import paragraf
from corpus.base.types import Span
from indexer import backup as index_backup
from indexer.building import build
from indexer.commands import run
from indexer.encoder import Encoder
from indexer.errors import BuildError, HoldsRemoved
from indexer.removing import Part
from indexer.snapshot import open_snapshot
from service.api.formats.memory.store import MemoryFile
from service.base.json_lines import append_json_line, read_json_lines
from service.base.settings import ServiceSettings
from service.keeping import commands
from service.keeping.backing_up import back_up
from service.keeping.finding import of_lost_names, places_of_name
from service.keeping.removing import Removed, remove_everywhere
from service.keeping.restoring import restore
from service.watching.watching import watching_of
from tests.small_corpus import Paper, write_corpus
from tests.watch_settings import watch_settings

_ESCAPED = re.compile(rb"\\u([0-9a-f]{4})")
STORY = " ".join(
    [
        "Kvarnägaren Sixten Ullbrandt har i ett brev till nämnden berättat att dammluckan vid Ödekvarn brast under",
        "vårfloden, att hans ladugård stod under vatten i elva dagar och att han därför begär ersättning för förlorat",
        "hö och utsäde. Nämnden har besökt platsen tillsammans med länsstyrelsens fiskeribiolog och funnit att luckan",
        "var illa underhållen. Flera grannar nedströms har drabbats på samma sätt.",
    ]
)
WORDS = ("Ullbrandt", "Ödekvarn", "fiskeribiolog", "ladugård")
MINUTES = f"""§ 98 Ersättning efter vårfloden

{STORY}

Beslut

Nämnden beslutar att ersätta Sixten Ullbrandt med 40 000 kronor.

§ 99 Taxa för vatten

Beslut

Nämnden beslutar att höja taxan för vatten med tre procent från den 1 januari.
"""
PARK = Paper("park", "§ 7 Parken\n\nBeslut\n\nStyrelsen beslutar att anlägga en park vid ån.\n")
FLOOD = Paper("flod", MINUTES)


@pytest.fixture
def settings(tmp_path: Path, hashed_encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    """An installation with the words in every store."""
    monkeypatch.setattr(index_backup, "encoder_of", lambda _: hashed_encoder)
    monkeypatch.setattr(commands, "encoder_of", lambda _: hashed_encoder)
    places = {"gold_file": tmp_path / "gold.jsonl", "feedback_file": tmp_path / "synpunkter.jsonl"}
    log = {"question_log": tmp_path / "log" / "fragor.jsonl", "question_log_days": 30}
    made = watch_settings(tmp_path, "smtp://localhost:1", state_dir=tmp_path / "state", **places, **log)
    write_corpus(tmp_path, [FLOOD, PARK])
    build(made, hashed_encoder)
    build(made, hashed_encoder)
    append_json_line(made.gold_file, {"id": "a", "evidence": [{"file": "flod.txt", "quote": STORY[:80]}]})
    append_json_line(made.gold_file, {"id": "b", "evidence": [{"file": "park.txt", "quote": "en park vid ån"}]})
    assert made.feedback_file
    assert made.question_log
    append_json_line(made.feedback_file, {"question": "Vad hände?", "answer": STORY[60:200], "verdict": "right"})
    append_json_line(made.question_log, {"day": "2026-01-01", "question": "Vem är Sixten Ullbrandt?"})
    append_json_line(made.question_log, {"day": "2026-01-01", "question": "Var ligger parken?"})
    watching = watching_of(made)
    for topic in ("fraga=Sixten+Ullbrandt", "fraga=parken"):
        one_id = watching.subscriptions.ask("a@exempel.se", topic, "day")
        assert one_id
        watching.subscriptions.confirm(one_id, "2026-01-01", [])
    told, other = watching.subscriptions.confirmed()
    watching.outgoing.keep(other, "2026-01-02", 1, [{"text": STORY}])
    assert told.topic == "fraga=Sixten+Ullbrandt"
    feed = MemoryFile(tmp_path / "state" / "changes")
    with feed.writing():
        (feed.folder / "dump.jsonl").write_text(json.dumps({"text": STORY}), "utf-8")
    return made


def contents(settings: ServiceSettings, *without: str) -> Iterator[tuple[str, bytes]]:
    """Every file that is kept, as it lies, and what is packed in it; the operator's own folder is none of them."""
    root = settings.index_dir.parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_relative_to(root / "corpus") and path.name not in without:
            content = path.read_bytes()
            yield path.name, content
            yield path.name, _ESCAPED.sub(lambda found: chr(int(found[1], 16)).encode(), content)
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from ((f"{path.name}:{name}", archive.read(name)) for name in archive.namelist())
            for start in (at for at in range(len(content)) if content[at : at + 2] in (b"\x1f\x8b", b"\x78\x9c")):
                try:
                    yield path.name, zlib.decompressobj(wbits=47).decompress(content[start:])
                except zlib.error:
                    continue


def holding(settings: ServiceSettings, words: tuple[str, ...] = WORDS) -> set[str]:
    """The names of the files that have any of the words, however they are written."""
    found = set()
    for name, content in contents(settings):
        lowered = content.decode("utf-8", "ignore").lower()
        if any(word.lower() in lowered or word.encode("utf-16-le") in content for word in words):
            found.add(name)
    return found


def remove(settings: ServiceSettings, encoder: Encoder, *parts: Part) -> Removed:
    return remove_everywhere(settings, encoder, parts)


@pytest.mark.parametrize("part", [Part("flod"), Part("flod", section="§ 98"), Part("flod", section="98")])
def test_what_is_taken_out_is_in_no_byte_of_what_is_kept(
    settings: ServiceSettings, hashed_encoder: Encoder, part: Part
) -> None:
    assert {"documents.jsonl", "gold.jsonl", "synpunkter.jsonl", "dump.jsonl"} <= holding(settings)
    done = remove(settings, hashed_encoder, part)
    assert holding(settings) == set()
    assert (dict(done.stores)["Synpunkter"], dict(done.stores)["Frågelogg"]) == (1, 1)
    assert [each["question"] for each in read_json_lines(settings.question_log)] == ["Var ligger parken?"]
    assert [each["id"] for each in read_json_lines(settings.gold_file)] == ["b"]
    assert done.files == (settings.corpus_dirs[0] / "flod.txt",)
    assert "Ullbrandt" in done.files[0].read_text("utf-8")
    left = {document.id for document in open_snapshot(settings.index_dir).documents}
    assert left == ({"park"} if part.section is None else {"flod", "park"})


@pytest.mark.parametrize(
    ("text", "is_about"),
    [
        ("Var är Ödekvarn?", True),
        ("vad skrev ullbrandt", True),
        ("Ullbrandts dammlucka", True),
        ("Vad sade länsstyrelsen?", False),
        ("När höjs taxan?", False),
        ("Vad gör Nämnden?", False),
    ],
)
def test_a_question_is_about_what_goes_when_it_has_a_name_that_stands_nowhere_else(text: str, is_about: bool) -> None:
    assert of_lost_names([STORY], [PARK.text, "Nämnden höjer taxan."])(text) is is_about
    assert not of_lost_names([STORY], [STORY])(text)


def test_a_section_leaves_the_rest_where_it_stood(settings: ServiceSettings, hashed_encoder: Encoder) -> None:
    before = open_snapshot(settings.index_dir).find_document("flod")
    remove(settings, hashed_encoder, Part("flod", section="§ 98"))
    left = open_snapshot(settings.index_dir).find_document("flod")
    assert before
    assert left
    assert [section.number for section in left.sections] == ["§ 99"]
    assert left.sections[0].start == before.sections[1].start
    assert [decision.items for decision in left.decisions] == [before.decisions[1].items]


def test_words_go_wherever_they_stand(settings: ServiceSettings, hashed_encoder: Encoder) -> None:
    done = remove(settings, hashed_encoder, Part(words="Sixten Ullbrandt"))
    assert holding(settings, ("Ullbrandt",)) == set()
    assert dict(done.stores) == {
        **{"Tjänstens minne": 1, "Bevakningar": 2, "Frågor med facit": 1, "Andra läsningar": 0},
        **{"Synpunkter": 0, "Frågelogg": 1, "Hämtade handlingar": 0},
    }
    assert [watch.topic for watch in watching_of(settings).subscriptions.confirmed()] == ["fraga=parken"]
    left = open_snapshot(settings.index_dir).find_document("flod")
    assert left
    assert "Kvarnägaren XXXXXX XXXXXXXXX har" in left.text
    write_corpus(settings.index_dir.parent, [PARK, Paper("ny", "§ 1 Brev\n\nSIXTEN ULL-\nBRANDTS brev läses upp.\n")])
    build(settings, hashed_encoder, accept_removals=True)
    assert holding(settings, ("Ullbrandt", "ULL-")) == set()


def test_a_span_goes_and_the_same_words_elsewhere_stay(settings: ServiceSettings, hashed_encoder: Encoder) -> None:
    (document,) = (each for each in open_snapshot(settings.index_dir).documents if each.id == "flod")
    start = document.text.index("Sixten Ullbrandt")
    remove(settings, hashed_encoder, Part("flod", span=Span(start, start + len("Sixten Ullbrandt"))))
    left = open_snapshot(settings.index_dir).find_document("flod")
    assert left
    assert "Kvarnägaren XXXXXX XXXXXXXXX har" in left.text
    assert "ersätta Sixten Ullbrandt med" in left.text


# Coming back


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("omdopt.txt", MINUTES),
        ("annan.md", "# Bilaga\n\n" + MINUTES.replace(". ", ".\n")),
        ("versal.txt", MINUTES.replace(" ", "  ").replace("vårfloden", "vår-\nfloden")),
        ("sida.html", "<html><body>" + "".join(f"<p>{line}</p>" for line in MINUTES.split("\n\n")) + "</body></html>"),
        ("utdrag.txt", f"Protokollsutdrag\n\n{STORY}\n\nUtdraget bestyrks.\n"),
    ],
)
def test_it_does_not_come_back_in_another_file(
    settings: ServiceSettings, hashed_encoder: Encoder, name: str, text: str
) -> None:
    remove(settings, hashed_encoder, Part("flod", section="§ 98"))
    write_corpus(settings.index_dir.parent, [PARK])
    path = settings.corpus_dirs[0] / name
    path.write_text(text, "utf-8")
    report = build(settings, hashed_encoder, accept_removals=True)
    assert report.withheld == (name,)
    assert holding(settings, ("Ödekvarn", "fiskeribiolog", "ladugård")) == set()
    assert path.read_text("utf-8") == text


def test_other_documents_keep_what_everybody_writes(settings: ServiceSettings, hashed_encoder: Encoder) -> None:
    common = MINUTES[MINUTES.index("§ 99") :]
    taxa = Paper("taxa", f"{common}\n§ 100 Val\n\nBeslut\n\nValet görs om i maj.\n")
    write_corpus(settings.index_dir.parent, [FLOOD, PARK, taxa])
    build(settings, hashed_encoder)
    before = open_snapshot(settings.index_dir).find_document("taxa")
    remove(settings, hashed_encoder, Part("flod"))
    after = open_snapshot(settings.index_dir).find_document("taxa")
    assert before
    assert after
    assert after.text == before.text


def test_an_older_copy_of_the_index_is_not_used(settings: ServiceSettings, hashed_encoder: Encoder) -> None:
    copy = settings.index_dir.with_name("kopia")
    shutil.copytree(settings.index_dir, copy)
    remove(settings, hashed_encoder, Part("flod", section="§ 98"))
    shutil.rmtree(settings.index_dir)
    copy.rename(settings.index_dir)
    with pytest.raises(HoldsRemoved, match="äldre än en borttagning"):
        open_snapshot(settings.index_dir)
    build(settings, hashed_encoder)
    assert holding(settings, ("Ödekvarn", "fiskeribiolog")) == set()


def test_an_older_backup_brings_nothing_back(
    settings: ServiceSettings, hashed_encoder: Encoder, tmp_path: Path
) -> None:
    kept = tmp_path.parent / f"{tmp_path.name}.tar"
    back_up(settings, kept)
    remove(settings, hashed_encoder, Part("flod", section="§ 98"))
    restore(settings, kept, replace=True)
    (left,) = (each for each in open_snapshot(settings.index_dir).documents if each.id == "flod")
    assert [section.number for section in left.sections] == ["§ 99"]
    assert not {"documents.jsonl", "passages.jsonl", "words.txt"} & holding(settings)


# Commands


def test_a_removal_that_was_stopped_before_the_index_is_done_by_the_same_again(
    settings: ServiceSettings, hashed_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("indexer.removing.write_snapshot", stop)
        with pytest.raises(KeyboardInterrupt):
            remove(settings, hashed_encoder, Part("flod"))
    remove(settings, hashed_encoder, Part("flod"))
    assert holding(settings) == set()


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (Part("saknas"), "Det finns inget dokument med id saknas"),
        (Part("flod", section="§ 5"), "Dokumentet flod har inget avsnitt § 5. Ange ett av: s1"),
        (Part(words="Bo"), "«Bo» är för kort"),
    ],
)
def test_what_is_not_there_takes_nothing_out(
    settings: ServiceSettings, hashed_encoder: Encoder, part: Part, message: str
) -> None:
    before = {name: len(content) for name, content in contents(settings)}
    with pytest.raises(BuildError, match=message):
        remove(settings, hashed_encoder, part)
    assert {name: len(content) for name, content in contents(settings)} == before


def test_a_name_is_found_in_every_store(settings: ServiceSettings) -> None:
    places, faults = places_of_name(settings, "Ullbrandt, Sixten")
    assert faults == ()
    assert {place.store for place in places} == {
        "Index",
        "Frågor med facit",
        "Frågelogg",
        "Bevakningar",
        "Tjänstens minne",
    }
    (held,) = (place for place in places if place.store == "Index")
    assert (held.where, held.count) == ("flod: Dokument flod (filen flod.txt)", 2)


def command(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(ServiceSettings, "load", classmethod(lambda cls: settings))
    return run(paragraf.paragraf, "paragraf", paragraf.EXPECTED, arguments)


def test_the_commands_say_what_they_did(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(settings, monkeypatch, "person", "Sixten Ullbrandt") == 0
    assert "Index: flod: Dokument flod (filen flod.txt) (2 ställen)" in capsys.readouterr().out
    assert command(settings, monkeypatch, "remove", "--words", "Sixten Ullbrandt") == 0
    out, err = capsys.readouterr()
    assert "  Frågelogg: 1 borttagna" in out
    assert f"Filen har det kvar. Ta bort det ur den, eller radera den: {settings.corpus_dirs[0] / 'flod.txt'}" in err
    assert command(settings, monkeypatch, "person", "Sixten Ullbrandt") == 0
    assert "står inte i något som har sparats här" in capsys.readouterr().out
    assert command(settings, monkeypatch, "weed") == 0
    assert "Gallrat: 1 fråga, 0 synpunkter." in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--section", "§ 1"),
        ("a", "b", "--span", "1:2"),
        ("a", "--span", "1-2"),
        ("a", "--section", "1", "--words", "xxxxx"),
    ],
)
def test_a_wrong_command_line_takes_nothing_out(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    assert command(settings, monkeypatch, "remove", *arguments) == 2
    assert "documents.jsonl" in holding(settings)
