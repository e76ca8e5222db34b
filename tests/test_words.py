from __future__ import annotations

import re
import subprocess
import sys
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


def test_the_packed_dictionary_says_the_same() -> None:
    """In a process of its own: what a process looks words up in stays."""
    program = """
import sys
from corpus.vocabulary.words import base_form, is_word, keep_dictionary_packed
from indexer.tokens import index_tokens

if sys.argv[1] == "packed":
    keep_dictionary_packed()
words = sys.stdin.read().split()
print([(is_word(word), base_form(word), index_tokens(word)) for word in words])
status = open("/proc/self/status", encoding="utf-8").read()
print(status.partition("VmRSS:")[2].split()[0], file=sys.stderr)
"""
    text = " ".join(path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))).lower()
    words = " ".join(sorted(set(re.findall(r"[^\W\d_]{3,}", text)))[::5])
    plain, packed = (
        subprocess.run([sys.executable, "-c", program, kept], input=words, capture_output=True, text=True, check=True)
        for kept in ("plain", "packed")
    )
    assert plain.stdout == packed.stdout
    assert "True" in plain.stdout
    assert int(plain.stderr) - int(packed.stderr) > 40_000, "kilobytes: the dictionary takes some 80 000 unpacked"
