"""Which tokens a unit has: worked out by hand on a word list."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus.base.types import Span
from indexer.reader_inputs import ReaderPassage, encode_pairs, encode_windows, locate_units, read_tokenizer
from tests.tiny_reader import make_encoder

TEXT = "bussar kostar kronor . nämnd beslutar ."
# <s> query : vem </s> </s> passage : skola | bussar kostar kronor . nämnd beslutar . </s>
FIRST_OF_TEXT = 9


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    return make_encoder(tmp_path / "encoder")


@pytest.fixture
def tokenizer(encoder: Path) -> Tokenizer:
    return read_tokenizer(encoder, 64)


def places(weights: np.ndarray) -> list[int]:
    return np.flatnonzero(weights).tolist()


def test_units_are_found_in_reading_order():
    text = "Beslut\n\nMotionen avslås. Motionen avslås.\n- ett\n- två"
    units = [("sentence", "Motionen avslås."), ("list", "- ett\n- två"), ("item", "- ett"), ("item", "- tre")]
    assert locate_units(text, units) == (Span(8, 24), Span(42, 53), Span(42, 47), None)


def test_a_unit_is_found_with_other_white_space():
    assert locate_units("a  b\nc d", [("sentence", "b c")]) == (Span(3, 6),)


def test_an_empty_unit_is_not_found():
    assert locate_units("a b", [("sentence", " ")]) == (None,)


def test_the_tokens_of_question_and_units(tokenizer: Tokenizer):
    passage = ReaderPassage("skola", TEXT, (Span(0, 22), None, Span(23, len(TEXT))))
    inputs = encode_pairs(tokenizer, [("vem", passage)])
    assert inputs.tokens.shape == (1, FIRST_OF_TEXT + 7 + 1)
    # Question: the prompt and the word; the special token before it belongs to neither.
    assert places(inputs.question[0]) == [1, 2, 3]
    assert inputs.question[0].sum() == pytest.approx(1)
    first, left_out, last = inputs.units[0]
    assert places(first) == [9, 10, 11, 12]
    assert first[9] == pytest.approx(1 / 4)
    assert places(last) == [13, 14, 15]
    assert not left_out.any()
    assert inputs.read.tolist() == [[True, False, True]]
    assert inputs.reach.tolist() == [len(TEXT)]


def test_a_shorter_row_is_filled_up(tokenizer: Tokenizer):
    long, short = ReaderPassage("skola", TEXT, (Span(0, 6),)), ReaderPassage("skola", "bussar", (Span(0, 6),))
    inputs = encode_pairs(tokenizer, [("vem", long), ("vem", short)])
    assert inputs.mask.sum(axis=1).tolist() == [17, 11]
    assert set(inputs.tokens[1, 11:].tolist()) == {1}
    assert places(inputs.units[1, 0]) == [9]


def test_a_passage_without_units_is_encoded(tokenizer: Tokenizer):
    inputs = encode_pairs(tokenizer, [("vem", ReaderPassage("", TEXT, ()))])
    assert inputs.units.shape[1] == 1
    assert not inputs.read.any()


def test_a_lone_surrogate_is_read_as_another_character(tokenizer: Tokenizer):
    passage = ReaderPassage("skola", f"\ud800 {TEXT}", (Span(2, 8),))
    assert places(encode_pairs(tokenizer, [("vem \udc00", passage)]).units[0, 0]) == [11]


def test_a_long_passage_is_read_in_windows(encoder: Path):
    # 15 tokens: nine before the text, five of it and the last one.
    tokenizer = read_tokenizer(encoder, 15)
    passage = ReaderPassage("skola", TEXT, (Span(0, 22), Span(23, len(TEXT)), None, Span(0, 6)))
    first, second = encode_windows(tokenizer, "vem", passage)
    assert first[1] == (0, 3)
    assert places(first[0].units[0, 0]) == [9, 10, 11, 12]
    assert second[1] == (1,)
    assert places(second[0].units[0, 1]) == [9, 10, 11]


def test_a_unit_longer_than_a_window_is_read_as_far_as_it_goes(encoder: Path):
    passage = ReaderPassage("skola", TEXT, (Span(0, len(TEXT)), Span(23, 28)))
    first, second = encode_windows(read_tokenizer(encoder, 12), "vem", passage)
    assert first[1] == (0,)
    assert places(first[0].units[0, 0]) == [9, 10]
    assert second[1] == (1,)


def test_what_fits_is_one_window(tokenizer: Tokenizer):
    ((inputs, whole),) = encode_windows(tokenizer, "vem", ReaderPassage("skola", TEXT, (Span(0, 6), None)))
    assert whole == (0,)
    assert inputs.reach.tolist() == [len(TEXT)]
