"""Sets of questions in any of the forms that are read, and whether their evidence still stands in the documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eval.base.types import GoldSet
from eval.datasets.gold import read_gold
from eval.datasets.spreadsheet import read_spreadsheet
from eval.datasets.trec import read_trec
from service.staff.covering import stands_in
from service.staff.gold import Evidence


def read_questions(path: Path, qrels: Path | None = None) -> GoldSet:
    """The set in a file: TREC topics when judgements come with it, a spreadsheet by its suffix, else JSON lines.

    Raises ``GoldError`` for every faulty line.
    """
    if qrels is not None:
        return read_trec(path, qrels)
    return read_spreadsheet(path) if path.suffix.lower() == ".csv" else read_gold(path)


def evidence_faults(gold: GoldSet, sources: Mapping[str, str]) -> list[str]:
    """A line in Swedish for each piece of evidence that does not stand in its file: where, and what is wrong.

    ``sources`` has the ``word_line`` of each file of the corpus.
    """
    files = {item.file for topic in gold.topics for item in topic.evidence}
    if files and files.isdisjoint(sources):
        return [
            f"{gold.file}: ingen av filerna som frågorna hänvisar till finns i dokumentmappen; ange den med --corpus"
        ]
    return [
        f"{gold.file}, rad {line}: {fault} (fråga {topic.id})"
        for line, topic in zip(gold.lines, gold.topics, strict=True)
        for item in topic.evidence
        if (fault := _fault(item, sources))
    ]


def _fault(item: Evidence, sources: Mapping[str, str]) -> str | None:
    if item.file not in sources:
        return f"filen «{item.file}» finns inte bland dokumenten"
    if not stands_in(item.quote, sources[item.file]):
        return f"citatet «{item.quote[:60]}…» står inte i «{item.file}»"
    return None
