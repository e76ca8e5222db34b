from __future__ import annotations

import re
from pathlib import Path

import simplemma

from corpus.vocabulary.words import is_word

DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"


def test_the_dictionary_says_what_simplemma_says() -> None:
    text = " ".join(path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))).lower()
    words = sorted(set(re.findall(r"[^\W\d_]{3,}", text)))
    tried = [*words, *(word[1:] for word in words if len(word) > 3), "sundsvall", "beslutarr", "nämdn", "éclair"]
    assert [word for word in tried if is_word(word) != simplemma.is_known(word, lang="sv")] == []
    assert sum(map(is_word, words)) > len(words) / 2
