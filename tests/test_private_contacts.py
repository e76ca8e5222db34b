"""Addresses, telephone numbers and mails of private persons, found and treated by rule. All of it is made up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from corpus.base.errors import ManifestError, Quarantined
from corpus.base.privacy import Finding, PrivacyRules, Rule
from corpus.base.types import Document
from corpus.extraction.contact_details import contact_details
from corpus.extraction.private_contacts import private_contacts
from corpus.loading.corpus_folder import load_corpus, parse_document
from corpus.vocabulary.secrecy_marks import is_secrecy_mark
from eval.experiments.private_contacts import digest, main, passages_of
from indexer.building import build
from indexer.privacy_report import privacy_records, privacy_table
from indexer.snapshot import open_snapshot
from tests.conftest import HashedWordEncoder
from tests.small_corpus import Paper, settings_for, write_corpus

# A passage a line, with what belongs to private persons between ⟦ and ⟧; «\n» stands for a line break.
# One is of those who wrote the rules, the others of writers who had not seen them.
LABELLED = [
    Path(__file__).with_name(f"private_contacts{name}.txt")
    for name in ("", "_by_another", "_in_halves", "_in_other_halves", "_of_kinds")
]
# By another writer, out to make it hard: «text», and what is «private» in it. Not all of it is told: see eval/labels.
HARD = Path(__file__).with_name("private_contacts_hard.jsonl")
CITIZEN = """§ 5 Synpunkt

Från Stina Ek, Lönngatan 4, 234 31 Lomma, tel 0704-12 34 56, stina@hotmail.com

Beslut

Nämnden lägger den till handlingarna.
"""
MASKED = "XXXXXXXXX X, XXX XX XXXXX, tel XXXX-XX XX XX, XXXXX@XXXXXXX.XXX"


def labelled(path: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    return _hard(path) if path == HARD else _marked(path)


def _hard(path: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    passages = []
    for record in map(json.loads, path.read_text("utf-8").splitlines()):
        spans: list[tuple[int, int]] = []
        for private in record["private"]:
            begins = [match.start() for match in re.finditer(re.escape(private), record["text"])]
            start = next((each for each in begins if each not in dict(spans)), begins[0])
            spans.append((start, start + len(private)))
        passages.append((record["text"], spans))
    return passages


def _marked(path: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    passages = []
    for line in path.read_text("utf-8").splitlines():
        text, spans, start = "", [], 0
        for sign in line.replace("\\n", "\n"):
            if sign == "⟦":
                start = len(text)
            elif sign == "⟧":
                spans.append((start, len(text)))
            else:
                text += sign
        passages.append((text, spans))
    return passages


@pytest.mark.parametrize(
    ("path", "recall", "precision"),
    [*((path, 0.95, 0.90) for path in LABELLED), (HARD, 0.89, 0.89)],
    ids=lambda value: getattr(value, "stem", ""),
)
def test_private_persons_contacts_are_told_from_those_of_functions(path: Path, recall: float, precision: float) -> None:
    right = missed = wrong = 0
    for text, spans in labelled(path):
        found = [(detail.start, detail.end) for detail in private_contacts(text)]
        hit = [any(start < end and begin < stop for begin, end in found) for start, stop in spans]
        right, missed = right + sum(hit), missed + len(hit) - sum(hit)
        wrong += sum(all(end <= start or begin >= stop for start, stop in spans) for begin, end in found)
    assert right + missed > 40
    assert right / (right + missed) >= recall
    assert right / (right + wrong) >= precision


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Louise Hammar hör av sig. Hennes mejl är l@nagonstans.example.", ["l@nagonstans.example"]),
        ("Rektor Louise Hammar hör av sig. Hennes mejl är l@nagonstans.example.", []),
        ("Sonen Urban Lind. Kontaktperson: Urban, 040-628 04 01", ["040-628 04 01"]),
        ("Kontaktperson: Urban, 040-628 04 01", []),
        ("Jag har skrivit till kommunen. Ring 040-628 04 01.", ["040-628 04 01"]),
        ("Vi har skrivit till kommunen. Ring 040-628 04 01.", []),
        ("Jag undrar.\nHälsningar\nEva Ek\nArkivarie, Exempels kommun\n040-628 04 01", []),
        ("Hälsningar\nEva\n040-628 04 01", ["040-628 04 01"]),
        ("Fakturan gäller Ågatan 12 lgh 1003", ["Ågatan 12 lgh 1003"]),
        ("Fakturan gäller Ågatan 12", []),
        ("hon bor på tallstigen 4", ["tallstigen 4"]),
        ("hon bor vid länsvägen 27", []),
        ("Ny adress för den sökande enligt Skatteverket: Kapellvägen 4", ["Kapellvägen 4"]),
        ("1. Ove Frisk Kungsgatan 4", ["Kungsgatan 4"]),
        ("Namn: Eva Ek\nUtdelningsadress: Västra Vall 22", ["Västra Vall 22"]),
        ("Sökanden nås på eva.ek(at)nagonstans.se", ["eva.ek(at)nagonstans.se"]),
        ("Sökanden har mobil 070.174.06.11", ["070.174.06.11"]),
        ("Sökanden kom den 08.12.2024", []),
        ("Sökande är Eva Ek. Nämnden sände brev. Eva Ek har ringt från 040-628 04 01", ["040-628 04 01"]),
        ("Eva Ek (S) talade. En granne frågade. Eva Ek nås på eva@nagonstans.example", []),
        ("Jag har skrivit om lekplatsen vid Ågatan 4", []),
        ("Lampan utanför Ågatan 4 där vi bor", ["Ågatan 4"]),
        ("Jag har ringt 040-628 04 01", []),
        ("Växel: vaxel@nagonstans.example, info@nagonstans.example. Sökanden talade med eva@nagonstans.example", []),
    ],
)
def test_the_nearest_words_tell_whose_it_is(text: str, told: list[str]) -> None:
    assert [text[detail.start : detail.end] for detail in private_contacts(text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "Dnr 0730 123456-7",
        "2 450 170 17 001",
        "fastigheten Bangården 1",
        "Verksamhetsplan 2022",
        "väg 156",
        "1 036 105 700 kr",
    ],
)
def test_other_numbers_and_names_are_no_contact_details(text: str) -> None:
    assert contact_details(text) == []


def test_a_document_is_read_without_them_and_tells_how_many_there_were() -> None:
    document = parse_document("d", "d.txt", f"{CITIZEN}\fSökande: 19121212-1212\n", "")
    assert MASKED in document.text
    assert "Lönngatan" not in repr(document)
    assert document.private == (
        Finding("personal_number", 2, 1, "mask"),
        Finding("address", 1, 1, "mask"),
        Finding("phone", 1, 1, "mask"),
        Finding("mail", 1, 1, "mask"),
    )


def test_a_rule_keeps_or_stops_what_is_found() -> None:
    kept = parse_document("d", "d.txt", CITIZEN, "", rules=PrivacyRules(phone="keep"))
    assert "XXX XX XXXXX, tel 0704-12 34 56, XXXXX@" in kept.text
    with pytest.raises(Quarantined, match="i karantän: 1 e-postadress till en enskild"):
        parse_document("d", "d.txt", CITIZEN, "", rules=PrivacyRules(mail="quarantine"))


@pytest.mark.parametrize(
    "line",
    [
        "SEKRETESS",
        "Sekretess enligt 26 kap. 1 § OSL",
        "Sekretessbelagd paragraf",
        "Sekretess 25:1 OSL",
        "Denna paragraf omfattas av sekretess enligt 21 kap. OSL.",
        "(Ärendet är sekretessbelagt)",
    ],
)
def test_a_part_that_is_marked_secret_keeps_its_number_and_its_mark(line: str) -> None:
    raw = f"§ 7 Placering av Kim\n\n{line}\nNämnden placerar Kim i familjehem.\n\n§ 8 Taxa\n\nBeslut\n\nTaxan antas.\n"
    document = parse_document("d", "d.txt", raw, "")
    secret, other = (section for section in document.sections if section.number)
    assert secret.number == "§ 7"
    assert secret.heading == ("Sekretess",)
    assert document.text[secret.blocks[0].start : secret.blocks[0].end] == line
    assert "Kim" not in repr(document)
    assert "Taxan antas." in document.text[other.start : other.end]
    assert document.private == (Finding("secrecy", None, 1, "mask"),)


def test_a_document_that_is_marked_as_a_whole_is_kept_out() -> None:
    raw = "Socialnämnden\n\nSEKRETESS\n\n§ 7 Placering\n\nBeslut\n\nKim placeras.\n"
    with pytest.raises(Quarantined, match="i karantän: handlingen är märkt sekretess"):
        parse_document("d", "d.txt", raw, "")
    assert "Kim" in parse_document("d", "d.txt", raw, "", rules=PrivacyRules(secrecy="keep")).text


@pytest.mark.parametrize(
    "line",
    [
        "Sekretess och vårdnadshavare",
        "Sekretessprövning",
        "Borttagen på grund av sekretess",
        "[sekretess]",
        "Sekretess",
    ],
)
def test_a_chapter_about_secrecy_is_no_mark(line: str) -> None:
    assert not is_secrecy_mark(line)


@pytest.mark.parametrize(("rule", "stands"), [("keep", True), ("mask", False)])
def test_what_is_told_of_a_folder_goes_before_the_settings(tmp_path: Path, rule: Rule, stands: bool) -> None:
    (tmp_path / "paragraf.toml").write_text(f'personal_data = "{rule}"\n', "utf-8")
    (tmp_path / "a.txt").write_text(CITIZEN, "utf-8")
    (document,) = load_corpus([tmp_path], 10**6)
    assert isinstance(document, Document)
    assert ("Lönngatan 4" in document.text) is stands


def test_labels_of_real_passages_are_put_beside_what_is_found(tmp_path, capsys, monkeypatch) -> None:
    (tmp_path / "a.txt").write_text(f"{CITIZEN}\nVäxel: 0322-61 60 00\n", "utf-8")
    found = [passage for passage in passages_of(tmp_path / "a.txt") if "Stina" in passage or "Växel" in passage]
    labels = [{"file": "a.txt", "passage": digest(each), "private": 3, "others": 0} for each in found[:1]]
    labels += [{"file": "a.txt", "passage": digest(each), "private": 0, "others": 1} for each in found[1:]]
    (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)), "utf-8")
    monkeypatch.setattr("sys.argv", ["", str(tmp_path), str(tmp_path / "labels.jsonl")])
    assert main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 of 2 passages found",
        "of private persons: 3 labelled, 3 found; of others: 1, 0 taken for private",
    ]


def test_a_rule_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "paragraf.toml").write_text('personal_data = "bort"\n', "utf-8")
    (tmp_path / "a.txt").write_text(CITIZEN, "utf-8")
    with pytest.raises(ManifestError, match="personal_data kan inte vara 'bort'"):
        list(load_corpus([tmp_path], 10**6))


def test_the_archivist_is_told_of_every_document_and_a_changed_rule_reads_anew(tmp_path: Path) -> None:
    write_corpus(tmp_path, [Paper("a", CITIZEN), Paper("b", "§ 1 Taxa\n\nBeslut\n\nTaxan antas.\n")])
    build(settings_for(tmp_path), HashedWordEncoder())
    snapshot = open_snapshot(tmp_path / "index")
    assert [(each["file"], each["kind"], each["count"], each["done"]) for each in privacy_records(snapshot)] == [
        ("a.txt", "address", 1, "mask"),
        ("a.txt", "phone", 1, "mask"),
        ("a.txt", "mail", 1, "mask"),
    ]
    assert privacy_table(snapshot).splitlines()[1] == "a.txt     –     1      hemadress                      maskerat"
    assert "Lönngatan" not in json.dumps(privacy_records(snapshot), ensure_ascii=False)
    report = build(settings_for(tmp_path, private_addresses="quarantine"), HashedWordEncoder())
    assert report.problems == (("a.txt", "i karantän: 1 hemadress"),)
    assert report.documents_reused == 1
    assert privacy_table(open_snapshot(tmp_path / "index")).splitlines()[1].split() == [
        "a.txt",
        "–",
        "–",
        "1",
        "hemadress",
        "i",
        "karantän",
    ]
