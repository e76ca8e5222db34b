"""Where the matters of minutes begin («§ 98 …»).

A document writes its §§ in one form, which repeats in sequence; other lines with a § are references or a list of
contents.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import accumulate

from corpus.structure.appendices import appendix_heads, listed_appendices
from corpus.structure.cleaning import Line
from corpus.structure.contents import Candidate, listed_matters
from corpus.structure.heading_reach import gap_in_heading, heading_lines, paragraph_at
from corpus.structure.openings import (
    FORMS,
    LISTED,
    NUMBER_LAST,
    Opening,
    body_at_most,
    holds_sign,
    names_day,
    read_opening,
)
from corpus.structure.wrapping import ends_open, is_finished
from corpus.vocabulary.case_numbers import lone_case_number

# «Paragrafer §§ 32–41», on the first page
_STATED = re.compile(r"\bparagraf(?:er)?\b[\s:]*§*\s*(\d{1,4})\s*[–-]\s*§*\s*(\d{1,4})\b", re.IGNORECASE)
_FIRST_PAGE = 120
_MATTER_AFTER_TEXT = re.compile(r"(?<=[.!?)”\"])\s+(?=§\s*\d{1,4}\s+[A-ZÅÄÖ][\wåäöé]+)")
_ONLY_NUMBER = re.compile(r"\d{1,4}(?:\s?[a-h])?")
# Numbers this near are neighbours, a § that was not published apart
_NEIGHBOURS = 2
_FEW = 2
# Forms in which a § that the others lack may stand
_FILL = frozenset({*FORMS, LISTED, NUMBER_LAST})
_FAR = 10**9


def mark_matters(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, those that open a matter marked and set apart by a blank line, also behind the end of a text.

    A list of contents that names the matters is left out, and a case number on the line before its matter follows it.
    """
    if not any(holds_sign(line.text) for line in lines):
        return lines
    flat, cut_off = _pieces(lines)
    candidates = _among_stated(flat, list(_candidates(flat, cut_off)))
    contents = listed_matters(flat, candidates)
    left_out = {index for first, end in contents for index in range(first, end)}
    openings = _chosen([one for one in candidates if one.index not in left_out])
    named = listed_appendices(flat, openings)
    appendices = appendix_heads(flat, max(openings, default=len(flat))) - named
    numbers = _numbers_before(flat, openings)
    left_out |= set(numbers.values())
    for index in openings:
        left_out |= gap_in_heading(flat, index, openings)
    result: list[Line] = []
    waiting: tuple[int, Line] | None = None
    for index, line in enumerate(flat):
        if index in left_out:
            continue
        if waiting and index >= waiting[0]:
            result += (waiting[1], Line(""))
            waiting = None
        if index in named:
            while result and not result[-1].text:
                result.pop()
        if index in openings:
            result += (Line(""), line._replace(opens=openings[index]))
            if index in numbers:
                waiting = index + heading_lines(paragraph_at(flat, index)), flat[numbers[index]]
        else:
            result += (Line(""), line) if index in appendices else (line,)
    return [*result, waiting[1]] if waiting else result


def _pieces(lines: Sequence[Line]) -> tuple[list[Line], Set[int]]:
    """The lines, cut where a matter begins behind a text, «§» and its number put together; where they were cut."""
    flat: list[Line] = []
    cut_off = set()
    for line in lines:
        text, before = line.text, flat[-1].text if flat else ""
        if "§" not in text:
            if before == "§" and _ONLY_NUMBER.fullmatch(text):
                flat[-1] = flat[-1]._replace(text=f"§ {text}")
            else:
                flat.append(line)
            continue
        if text.startswith("§") and _ONLY_NUMBER.fullmatch(before) and not read_opening(text):
            flat[-1] = line._replace(text=f"§ {before} {text[1:].strip()}".strip())
            continue
        first, *rest = _MATTER_AFTER_TEXT.split(text)
        flat.append(line._replace(text=first))
        for piece in rest:
            cut_off.add(len(flat))
            flat.append(line._replace(text=piece))
    return flat, cut_off


def _candidates(flat: Sequence[Line], cut_off: Set[int]) -> Iterator[Candidate]:
    body = body_at_most(line.text for line in flat)
    for index, line in enumerate(flat):
        opening = read_opening(line.text, body)
        if opening:
            before = flat[index - 1].text if index else ""
            yield Candidate(index, opening, before, cut_off=index in cut_off)


def _among_stated(flat: Sequence[Line], candidates: list[Candidate]) -> list[Candidate]:
    """The candidates whose numbers are among those that the first page says the minutes hold, where most of them are.

    What goes on from those in sequence was forgotten there.
    """
    page = " ".join(line.text for line in flat[:_FIRST_PAGE])
    match = _STATED.search(page) if "aragraf" in page or "ARAGRAF" in page else None
    if match is None:
        return candidates
    first, last = int(match[1]), int(match[2])
    numbers = {one.number for one in candidates}
    while last + 1 in numbers:
        last += 1
    while first - 1 in numbers:
        first -= 1
    among = [one for one in candidates if first <= one.number <= last]
    return among if 2 * len({one.number for one in among}) > len(numbers) else candidates


def _chosen(candidates: Sequence[Candidate]) -> Mapping[int, Opening]:
    """What opens a matter, by the index of its line: what has the document's own form, and what fills its gaps.

    A reference to another § can open a line where the text was wrapped. It does not follow the end of a sentence, nor
    has it a number next to one of the other matters' numbers.
    """
    form = _own_form(candidates)
    own = [one for one in candidates if one.opening.form == form and not ends_open(one.before)]
    numbers = {one.number for one in own}
    likely = [one for one in own if _has_neighbour(one, numbers) or (not one.cut_off and _is_apart(one.before))]
    chosen = _without_intruders(likely)
    fillers = _fillers(
        [one for one in candidates if one.opening.form in _FILL - {form} and not ends_open(one.before)], chosen
    )
    openings = {one.index: one.opening for one in sorted([*chosen, *fillers], key=lambda one: one.index)}
    words = [opening.rest for opening in openings.values() if opening.form == NUMBER_LAST]
    if len(words) > 1 and len(set(words)) == 1:  # «Ärende § 45», «Ärende § 46»
        return {index: opening._replace(rest="") for index, opening in openings.items()}
    return openings


def _is_apart(before: str) -> bool:
    """Whether the text ``before`` ends something: a blank line, a stop."""
    return not before or is_finished(before)


def _own_form(candidates: Sequence[Candidate]) -> str:
    """The form in which most numbers stand next to another one.

    A number right of its heading, or behind other words, looks like a reference: only a row of them is a form, and two
    where they stand behind the day and there is no other.
    """
    by_form: dict[str, set[int]] = {form: set() for form in FORMS}
    for one in candidates:
        by_form.setdefault(one.opening.form, set()).add(one.number)
    in_sequence = {form: sum(bool({n - 1, n + 1} & numbers) for n in numbers) for form, numbers in by_form.items()}
    own = max(FORMS, key=lambda form: (in_sequence[form], bool(by_form[form])))
    others = [form for form in by_form if form not in (*FORMS, LISTED)]
    learned = max(others, key=lambda form: in_sequence[form], default=own)
    few = _FEW - (not by_form[own] and names_day(learned))
    return learned if in_sequence[own] <= few < in_sequence[learned] else own


def _without_intruders(likely: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that fall out of the longest rising sequence between two neighbours in it."""
    rising = _longest_rising(likely)
    kept: list[Candidate] = []
    place = 0
    for at, one in enumerate(likely):
        while place < len(rising) and rising[place] < at:
            place += 1
        is_in = place < len(rising) and rising[place] == at
        before = likely[rising[place - 1]].number if place else None
        after = likely[rising[place]].number if place < len(rising) else None
        if is_in or before is None or after is None or after - before > _NEIGHBOURS or one.number in (before, after):
            kept.append(one)
    return kept


def _longest_rising(likely: Sequence[Candidate]) -> list[int]:
    """The places of the longest sequence of candidates whose numbers rise."""
    tails: list[int] = []
    numbers: list[tuple[int, str]] = []
    previous: list[int | None] = []
    for at, one in enumerate(likely):
        key = (one.number, one.opening.letter)
        place = bisect_left(numbers, key)
        previous.append(tails[place - 1] if place else None)
        tails[place : place + 1] = [at]
        numbers[place : place + 1] = [key]
    found: list[int] = []
    at_end = tails[-1] if tails else None
    while at_end is not None:
        found.append(at_end)
        at_end = previous[at_end]
    return found[::-1]


def _has_neighbour(one: Candidate, numbers: Set[int]) -> bool:
    return one.number - 1 in numbers or one.number + 1 in numbers


def _fillers(others: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Those in another form whose number is missing among the chosen, and that stand between its neighbours."""
    first = {one.number: one.index for one in reversed(chosen)}
    numbers = sorted(first)
    latest_before = list(accumulate((first[number] for number in numbers), max, initial=-1))
    earliest_after = list(accumulate((first[number] for number in reversed(numbers)), min, initial=_FAR))[::-1]
    found = []
    for one in others:
        near = any(one.number + step in first for step in range(-_NEIGHBOURS, _NEIGHBOURS + 1))
        place = bisect_left(numbers, one.number)
        if near and one.number not in first and latest_before[place] < one.index < earliest_after[place]:
            found.append(one)
    return found


def _numbers_before(flat: Sequence[Line], openings: Mapping[int, Opening]) -> Mapping[int, int]:
    """The lines with nothing but a case number that stand before their matter, where the document sets it so."""
    found = {}
    for index in openings:
        before = index - 1
        while before >= 0 and not flat[before].text:
            before -= 1
        if before >= 0 and lone_case_number(flat[before].text):
            found[index] = before
    return found if len(found) > 1 else {}
