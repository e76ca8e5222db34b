"""Which lines of minutes head an appendix («Bilaga 2»), and which only name one in a matter's list of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence, Set
from itertools import pairwise

from corpus.structure.cleaning import Line

APPENDIX = re.compile(r"^Bilaga \w{1,4}$")
# A list can end with the name of an appendix; the appendix itself has more lines.
_MIN_APPENDIX = 4


def appendix_heads(flat: Sequence[Line], last: int) -> Set[int]:
    """The lines behind the last matter that head an appendix, also where the page before it ends right above them."""
    heads = [index for index in range(last, len(flat)) if APPENDIX.match(flat[index].text)]
    ends = [*heads[1:], len(flat)][: len(heads)]
    return {
        head
        for head, end in zip(heads, ends, strict=True)
        if sum(bool(line.text) for line in flat[head + 1 : end]) >= _MIN_APPENDIX
    }


def listed_appendices(flat: Sequence[Line], openings: Collection[int]) -> Set[int]:
    """The lines of a list of appendices in a matter: a few lines apart, and the first number heads one further on."""
    heads = [index for index, line in enumerate(flat) if APPENDIX.match(line.text)]
    names = [flat[index].text for index in heads]
    found: Set[int] = set()
    for place in range(2, len(heads)):
        listed = heads[names.index(names[place]) : place]
        is_one_matter = len(listed) > 1 and not any(listed[0] < index < heads[place] for index in openings)
        if is_one_matter and _are_close(flat, listed):
            found = found | set(listed)
    return found


def _are_close(flat: Sequence[Line], heads: Sequence[int]) -> bool:
    """Whether fewer lines stand between each two than an appendix has."""
    return all(sum(bool(line.text) for line in flat[one + 1 : other]) < _MIN_APPENDIX for one, other in pairwise(heads))
