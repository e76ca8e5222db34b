"""The register's lists held against a second count, and what decides where they differ."""

from __future__ import annotations

import gzip
import json

from click.testing import CliRunner

from eval.commands.checking import count_again_command
from eval.datasets.second_count import counted_twice, held_places, lists_text, votes_counted_twice, votes_text
from eval.datasets.structure_labels import Label
from tests.paper_minutes import COUNCIL, matter, minutes

RESERVED = "Reservation\n\nLedamöterna från SD och M reserverar sig mot beslutet.\n\n"
TEXT = (
    matter(1, "Motion av Eva Ek (S) om cykelvägar", "Motionen avslås.")
    + RESERVED
    + matter(2, "Yrkande från SD angående bad", "Yrkandet avslås.")
    + matter(3, "Simhallen i Norrby", "Ärendet bordläggs.")
    + "Omröstning\n\nOmröstningen utfaller med 39 Ja mot 38 Nej.\n\n"
)
HELD = minutes(COUNCIL, "2024-05-23", TEXT)
FILE = HELD.source_file
LABELS = (
    Label(FILE, "1", "Motion av Eva Ek (S) om cykelvägar", None, "bifall", ("Ledamöterna från M reserverar sig.",)),
    Label(FILE, "2", "Yrkande från SD angående bad", None, "avslag"),
    Label(FILE, "3", "Simhallen i Norrby", None, "återremiss"),
    Label(FILE, "9", "Ärende som inte finns", None, "bordläggning"),
)


def test_a_list_is_counted_twice_over_what_both_know():
    lists = {one.name: one for one in counted_twice([HELD], LABELS)}
    assert lists["avslagna yrkanden"].register == lists["avslagna yrkanden"].again == {(FILE, "2")}
    assert lists["motioner"].differing == []
    assert lists["reservation M"].differing == []
    # Where they differ each has its own.
    assert lists["bordlagda"].register == {(FILE, "3")}
    assert lists["återremitterade"].again == {(FILE, "3")}
    assert lists["reservation SD"].differing == [(FILE, "1")]


def test_each_difference_is_shown_with_the_words_that_decide_it():
    said = lists_text(counted_twice([HELD], LABELS), held_places([HELD]), with_list=True).splitlines()
    assert "| bordlagda | 1 | 0 | 0 |" in said
    assert f"bordlagda, bara registret: {FILE} § 3: Ärendet bordläggs." in said
    words = "Motionen avslås. | Ledamöterna från SD och M reserverar sig mot beslutet."
    assert f"reservation SD, bara registret: {FILE} § 1: {words}" in said


def test_votes_are_counted_again_in_the_words_of_the_file():
    assert votes_text(votes_counted_twice([HELD], {FILE: TEXT})) == "omröstningar: 1 mot 1"
    assert votes_text(votes_counted_twice([HELD], {FILE: f"{TEXT}\nOmröstningen utfaller med 2 Ja.\n"})) == (
        f"omröstningar: 1 mot 2\n{FILE}: 1 mot 2"
    )


def test_the_command_reads_files_and_labels(tmp_path):
    name = "exempelkommun-kommunfullmaktige-2024-05-23-protokoll.txt"
    (tmp_path / name).write_text(f"Exempelkommun\nKommunfullmäktige\nProtokoll 2024-05-23\n\n{TEXT}", encoding="utf-8")
    labels = tmp_path / "labels.jsonl.gz"
    row = {
        "file": name,
        "paragraph": "3",
        "title": "Simhallen i Norrby",
        "case_number": None,
        "outcome": "bordläggning",
    }
    labels.write_bytes(gzip.compress(f"{json.dumps(row)}\n".encode()))
    result = CliRunner().invoke(count_again_command, ["--corpus", str(tmp_path), "--labels", str(labels)])
    assert result.exit_code == 0, result.output
    assert "| bordlagda | 1 | 1 | 1 |" in result.output
