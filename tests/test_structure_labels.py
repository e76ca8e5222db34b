"""Agreement with another program's labels, worked out by hand over four paragraphs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from eval.base.errors import EvalError
from eval.datasets.structure_labels import Label, agreement_text, compare_with_labels, read_labels

TEXT = """§ 1 Plan för vatten
Diarienummer: KS 2024-00017

Beslut

Planen antas.

§ 2 Motion om bussar

Beslut

Motionen avslås.

Propositionsordning

Ordföranden finner att styrelsens förslag bifalls.

§ 3 Ny väg

Beslut

Ärendet bordläggs till nästa sammanträde.

§ 4 Övriga frågor

Inga frågor tas upp.
"""
METADATA = Metadata("Protokoll", None, "Kommunfullmäktige", "minutes", date(2024, 1, 1))


def label(paragraph: str, title: str, outcome: str | None, case_number: str | None = None) -> Label:
    return Label("p.txt", paragraph, title, case_number, outcome)


def test_agreement_by_hand() -> None:
    document = parse_document("p", "p.txt", TEXT, "", METADATA)
    agreement = compare_with_labels(
        [document],
        [
            label("1", "Plan för vatten", "beslut", "KS 2024-00017"),
            label("2", "Motion om bussar", "bifall"),  # the fate of the board's proposal, not of the motion
            label("3", "Ny", "avslag"),  # wrong in both
            label("9", "Finns inte", None),
        ],
    )
    assert (agreement.paragraphs, agreement.found, agreement.shared) == (4, 4, 3)
    assert agreement.split_f1 == pytest.approx(2 * 3 / 8)
    assert (agreement.case_numbers, agreement.headings, agreement.outcomes) == (3, 2, 1)
    assert [(one.paragraph, one.field, one.ours, one.label, one.contradicted) for one in agreement.disagreements] == [
        ("2", "outcome", "rejected", "bifall", True),
        ("3", "heading", "Ny väg", "Ny", False),
        ("3", "outcome", "tabled", "avslag", True),
    ]
    assert agreement.outcome_accuracy == 1.0
    assert agreement.confusion == {("beslut", "approved"): 1, ("bifall", "rejected"): 1, ("avslag", "tabled"): 1}
    text = agreement_text(agreement, with_list=True)
    assert "p.txt § 3 heading: läst «Ny väg», märkt «Ny»" in text
    assert "(2 motsagda)" in text


def test_a_heading_that_was_cut_or_does_not_stand_there_is_contradicted() -> None:
    heading = f"Plan {'för vatten ' * 20}i hela kommunen"
    document = parse_document("p", "p.txt", f"§ 1 {heading}\n\nBeslut\n\nPlanen antas.", "", METADATA)
    for title, contradicted in ((heading[:200], True), ("Finns inte", True), (heading[:100].strip(), False)):
        (one,) = compare_with_labels([document], [label("1", title, None)]).disagreements
        assert (one.field, one.contradicted) == ("heading", contradicted)


def test_a_label_that_the_words_do_not_contradict_counts_against_us() -> None:
    document = parse_document(
        "p", "p.txt", "§ 1 Rubrik\n\nBeslut\n\nÄrendet bordläggs, motionen avslås inte.", "", METADATA
    )
    agreement = compare_with_labels([document], [label("1", "Rubrik", "avslag")])
    assert not agreement.disagreements[0].contradicted
    assert agreement.outcome_accuracy == 0.0


def test_files_of_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    row = {"file": "p.txt", "paragraph": "1", "title": "Rubrik", "case_number": None, "outcome": None, "n_motions": 0}
    path.write_text(json.dumps(row) + "\n", "utf-8")
    assert read_labels(path) == (label("1", "Rubrik", None),)
    path.write_text('{"file": 1}\n', "utf-8")
    with pytest.raises(EvalError, match="märkta paragrafer"):
        read_labels(path)
