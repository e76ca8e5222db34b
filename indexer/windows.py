"""Long texts: what exceeds a model's limit is read in windows, and the vector is the mean of theirs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError

Vectors = NDArray[np.float32]

# Goes into the fingerprint: vectors made in another way are not mixed with these.
METHOD = "long texts in windows, 1"
# Longer than an average token of any model, and far shorter than what would make the tokenizer slow.
CHARS_PER_TOKEN = 32
# What windows of a long text are put together from: a word, or a stretch of one without end, and the space behind it
_PIECE = re.compile(r"\S{1,32}\s*")
# How much of the limit the opening lines may take in each window, and how much two windows share
_OPENING_SHARE, _OVERLAP_SHARE = 1 / 8, 1 / 4


def windowed_vectors(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], tuple[Vectors, list[int]]],
    later_windows: Callable[[str], list[str]],
) -> Vectors:
    """Unit vectors of texts; that of one that is cut is the mean of its windows' vectors, each of length 1.

    ``encode`` gives the vectors of what has room of each text, and the places of those that were cut.
    """
    firsts, cut = encode(texts)
    vectors = unit_vectors(firsts)
    later = [(index, window) for index in cut for window in later_windows(texts[index])]
    if later:
        indices = sorted({index for index, _ in later})
        np.add.at(vectors, [index for index, _ in later], unit_vectors(encode([text for _, text in later])[0]))
        vectors[indices] = unit_vectors(vectors[indices])
    return vectors


def later_windows(text: str, max_tokens: int, around: int, count: Callable[[list[str]], Sequence[int]]) -> list[str]:
    """What follows on the first window of a long text, in windows that overlap; its opening lines in each.

    ``count`` tells how many tokens each of some texts has, ``around`` how many every text is given besides.
    The opening lines of a passage tell where it stands.
    """
    pieces = _PIECE.findall(encodable(text))
    counts = count([piece.strip() for piece in pieces])
    opening = _opening_pieces(pieces, counts, int(_OPENING_SHARE * max_tokens))
    room = max_tokens - around - sum(counts[:opening])
    spans = window_spans(counts[opening:], room, int(_OVERLAP_SHARE * max_tokens))
    head, body = "".join(pieces[:opening]), pieces[opening:]
    return [head + "".join(body[start:end]) for start, end in spans[1:]]


def window_spans(counts: Sequence[int], max_tokens: int, overlap: int) -> list[tuple[int, int]]:
    """Windows over pieces of so many tokens each, as half-open spans, evenly apart.

    A window holds at most ``max_tokens`` tokens, though always a piece. Together they hold all pieces, when none has
    more than ``overlap`` tokens.
    """
    ends = np.cumsum(counts, dtype=np.int64)
    begins = ends - counts
    if len(counts) < 2 or ends[-1] <= max_tokens:
        return [(0, len(counts))]
    # A step, and the rounding up of where it leads to, must not leave a gap.
    number = 1 + math.ceil((ends[-1] - max_tokens) / max(max_tokens - overlap, 1))
    starts = np.searchsorted(begins, np.linspace(0, ends[-1] - max_tokens, number)).clip(max=len(counts) - 1)
    stops = np.searchsorted(ends, begins[starts] + max_tokens, "right")
    return [(start, max(stop, start + 1)) for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def unit_vectors(vectors: NDArray[Any]) -> Vectors:
    """The rows scaled to length 1, float32 and C-contiguous. Raises ``ModelError`` for NaN, infinity or zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ModelError(
            "Språkmodellen gav en vektor som inte går att använda (noll eller inte ett tal). "
            "Modellens filer är troligen skadade: hämta modellen på nytt eller välj en annan med PARAGRAF_MODEL."
        )
    return np.ascontiguousarray(vectors / lengths, dtype=np.float32)


def clean(text: str, max_chars: int) -> str:
    """The text without outer space, cut well beyond the model's limit, and free of lone surrogates."""
    return encodable(text.strip()[:max_chars])


def encodable(text: str) -> str:
    """The text without lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _opening_pieces(pieces: Sequence[str], counts: Sequence[int], max_tokens: int) -> int:
    """How many pieces the whole lines at the beginning have that take at most ``max_tokens`` tokens together."""
    ends = accumulate(counts)
    return max(
        (position for position, end in enumerate(ends, 1) if end <= max_tokens and "\n" in pieces[position - 1]),
        default=0,
    )
