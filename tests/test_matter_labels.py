"""Agreement with labels made by hand, worked out over four §§ of two owners."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from eval.base.errors import EvalError
from eval.datasets.matter_labels import compare_owners, owners_text, read_matter_labels

TEXT = """§ 1 Plan för vatten
Diarienummer: KS 2024-00017

Beslut

Planen antas.

§ 2 Motion om bussar

Beslut

Motionen avslås.

§ 3 Ny väg

Beslut

Vägen byggs.
"""
METADATA = Metadata("Protokoll", None, "Kommunfullmäktige", "minutes", date(2024, 1, 1))


def row(paragraph: str, heading: str, outcome: str, number: str | None = None, file: str = "p.txt") -> str:
    cells = {"file": file, "owner": file[0].upper(), "paragraph": paragraph, "heading": heading}
    return json.dumps({**cells, "case_numbers": [number] if number else [], "outcome": outcome, "accept_outcomes": []})


def test_the_figures_of_each_owner_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    rows = [
        row("§ 1", "Plan för vatten", "approved", "ks 2024/00017"),
        row("§2", "Motion om  bussar", "approved"),
        row("§ 4", "Finns inte", "none"),
        row("§ 1", "Annan plan", "none", file="q.txt"),
    ]
    path.write_text("\n".join(rows), "utf-8")
    labels = read_matter_labels(path)
    assert labels is not None
    documents = [parse_document(name, f"{name}.txt", TEXT, "", METADATA) for name in ("p", "q")]
    owners = compare_owners(documents, labels)
    assert [(one.owner, one.labelled, one.found, one.shared) for one in owners] == [
        ("P", 3, 3, 2),
        ("Q", 1, 3, 1),
        ("alla", 4, 6, 3),
    ]
    assert owners[0].split_f1 == pytest.approx(2 * 2 / 6)
    assert [owners[0].right(field) for field in ("case_number", "heading", "outcome")] == pytest.approx(
        [2 / 3, 2 / 3, 1 / 3]
    )
    text = owners_text(owners, with_list=True)
    assert "p.txt § 2 outcome: läst «rejected», märkt «approved»" in text
    assert "p.txt § 4 §: läst «None», märkt «Finns inte»" in text


def test_files_of_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"file": "p.txt", "title": "another form"}\n', "utf-8")
    assert read_matter_labels(path) is None
    path.write_text('{"file": "p.txt", "heading": "h", "case_numbers": "KS 1"}\n', "utf-8")
    with pytest.raises(EvalError, match="märkta paragrafer"):
        read_matter_labels(path)
