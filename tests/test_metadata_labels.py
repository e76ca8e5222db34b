"""Agreement of metadata with labels, worked out by hand over two files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from eval.base.errors import EvalError
from eval.datasets.metadata_labels import compare_metadata, metadata_text, read_metadata_labels

LABELS = Path(__file__).resolve().parent.parent / "eval" / "labels" / "kommuner-more-metadata.jsonl"
ROW = {"file": "a.txt", "organisation": "Umeå kommun", "body": None, "kind": "plan", "date": None}


def test_agreement_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    rows = [ROW, {**ROW, "file": "b.txt", "aside": True, "accept": {"kind": ["minutes"], "body": ["Revisorerna"]}}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    first, second = read_metadata_labels(path)
    assert (first.owner, first.aside, second.aside) == ("Umeå kommun", False, True)
    document = parse_document("a", "a.txt", "Ord.", "", Metadata("Plan", None, "Nämnden", "plan", None))
    other = replace(document, source_file="b.txt", body="Revisorerna", kind="minutes")
    readings = compare_metadata([document, other, replace(document, source_file="c.txt")], (first, second))
    assert [(reading.right, reading.silent) for reading in readings] == [
        *[(False, True), (False, False), (True, False), (True, False)],
        *[(False, True), (True, False), (True, False), (True, False)],
    ]
    text = metadata_text(readings, with_list=True)
    assert "organisation    0.000  1.000  0.000" in text
    assert "body            0.500  0.000  0.500" in text
    assert "a.txt body: läst «Nämnden», märkt «None»" in text


def test_files_of_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"file": 1}\n', "utf-8")
    with pytest.raises(EvalError, match="märkta handlingar"):
        read_metadata_labels(path)
    labels = read_metadata_labels(LABELS)
    assert len({label.owner for label in labels if label.aside}) > 10
