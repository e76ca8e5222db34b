"""Contacts of private persons as somebody else labelled them in real passages, beside what is found there.

``python -m eval.experiments.private_contacts FOLDER [LABELS]`` reads the labelled files of the folder and prints the
figures. A label names its passage by a digest: the passages are no part of this tree.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from corpus.base.privacy import PrivacyRules
from corpus.extraction.private_contacts import private_contacts
from corpus.loading.corpus_folder import Source, load_document
from indexer.places import PROJECT

LABELS = PROJECT / "eval" / "labels" / "kommuner-more-contacts.jsonl"
_MOST_BYTES = 60_000_000
_AS_IT_IS = PrivacyRules("keep", "keep", "keep", "keep")


def digest(passage: str) -> str:
    """What a passage is named by: that of its words, however they are spaced."""
    return hashlib.sha256(" ".join(passage.split()).encode()).hexdigest()[:16]


def passages_of(path: Path) -> Iterator[str]:
    """The passages of a file, between empty lines."""
    text = load_document(Source(path, path.stem), _MOST_BYTES, rules=_AS_IT_IS).text
    yield from re.split(r"\n\s*\n", text)


def main() -> int:
    """Print the figures; the exit code."""
    folder, labels = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else LABELS
    labelled = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    files = {label["file"] for label in labelled}
    texts = {file: {digest(each): each for each in passages_of(folder / file)} for file in files}
    found = [
        (label, len(list(private_contacts(text))))
        for label in labelled
        if (text := texts[label["file"]].get(label["passage"])) is not None
    ]
    right = sum(min(count, label["private"]) for label, count in found)
    wrong = sum(max(0, count - label["private"]) for label, count in found)
    private, others = (sum(label[name] for label, _ in found) for name in ("private", "others"))
    print(f"{len(found)} of {len(labelled)} passages found")
    print(f"of private persons: {private} labelled, {right} found; of others: {others}, {wrong} taken for private")
    return 0


if __name__ == "__main__":
    sys.exit(main())
