"""Votes: the question, the figures, and how each one voted where the minutes name them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from types import MappingProxyType

from corpus.base.types import Actor, Ballot, Block, Span, Vote
from corpus.extraction.acting_body import is_own
from corpus.extraction.roll_calls import roll_call
from corpus.extraction.vote_figures import NUMBER, number_of, summed, yes_and_no
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.dates import find_dates
from corpus.vocabulary.parties import find_actors

VOTING_PARTS = frozenset({"Omröstning", "Votering", "Propositionsordning", "Proposition", "Beslutsgång"})

_QUESTION = re.compile(
    r"(?:voterings|omröstnings)?propositions?(?:ordning)?:\s*[”\"“]?|(?=[”\"“]?\bja(?:-?röst)?\s+(?:för|till)\b)",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:voterings|omröstnings)proposition", re.IGNORECASE)
_ABSTAINED = re.compile(
    rf"\b{NUMBER}\s+(?:ledam\w+\s+)?(?:som\s+)?(?:avstår|avstod|har\s+avstått|avstående|nedlagda\s+röster)(?!\s*:?\s*\d)"
    r"|\b(?:avstår|nedlagda\s+röster)\s*:?\s*(\d{1,3})\b",
    re.IGNORECASE,
)
_ABSENT = re.compile(rf"\b{NUMBER}\s+(?:ledam\w+\s+)?(?:är|var)?\s*frånvarande|\bfrånvarande\s*:\s*(\d{{1,3}})", re.I)
_GIVEN_BY = r"(?:\s+(?:har\s+)?(?:av)?(?:ges|gavs|givits)(?:\s+av)?|\s+av)?"
# «Ja: Anna Ek (S), Bo Al (M)»
_NAME_FOLLOWS = r"\s*(?:\(\d+\)\s*)?:\s*(?-i:[A-ZÅÄÖ][\w-]+\s+[A-ZÅÄÖ])"
_CALLS: tuple[tuple[Ballot, str], ...] = (
    ("yes", rf"rösta[rd]e?\s+ja\b|ja-?röst(?:er|ar|ade)?{_GIVEN_BY}(?=\s*(?:\(\d+\))?\s*:)|ja(?={_NAME_FOLLOWS})"),
    ("no", rf"rösta[rd]e?\s+nej\b|nej-?röst(?:er|ar|ade)?{_GIVEN_BY}(?=\s*(?:\(\d+\))?\s*:)|nej(?={_NAME_FOLLOWS})"),
    ("abstained", r"avst(?:år|od)(?:\s+från\s+att\s+rösta)?(?!\s+från\s+att\s+delta)"),
)
_CALL = re.compile("|".join(rf"(?P<{ballot}>\b(?:{words}))" for ballot, words in _CALLS), re.IGNORECASE)
# «Ja: 21» alone on its line
_FIGURE_LINE = re.compile(
    r"(?:antal\s+)?(?:ja|nej|avstår|frånvarande)(?:-?röster)?\s*:?\s*\d{1,3}(?:\s*st\.?)?", re.IGNORECASE
)
_COUNT = re.compile(r"\s*\((\d{1,3})\)\s*[.,;]?")
_LISTED = re.compile(r"\s*:([^.;]*)")
_APPENDIX = re.compile(r"\bbilaga\s+(\w{1,4})\b", re.IGNORECASE)
_QUOTES = '”"“'
_MAX_QUESTION = 600


@dataclass(frozen=True, slots=True)
class RollCalls:
    """The rows that tell how each one voted: of the appendices by number, and of the lists that name the matter's §."""

    appendices: Mapping[str, Sequence[Block]]
    lists: Sequence[Sequence[Block]] = ()


_NO_ROLL_CALLS = RollCalls(MappingProxyType({}))


def tells_figures(sentence: str) -> bool:
    """Whether a sentence tells how many voted yes and no."""
    return yes_and_no(sentence) is not None


def read_votes(text: str, blocks: Sequence[Block], roll_calls: RollCalls = _NO_ROLL_CALLS) -> Iterator[Vote]:
    """The votes in the voting parts of one matter, in order. ``blocks`` stand in those parts, headings too.

    One without names has those of the next list of the matter that has its figures; a list alone is a vote of its own.
    """
    alone = True
    left = [ballots for rows in roll_calls.lists if (ballots := tuple(roll_call(rows)))]
    for span, rows in _vote_spans(text, blocks):
        vote = _vote(text, span, rows, roll_calls.appendices)
        if vote is None:
            continue
        mine = next((ballots for ballots in left if _counted(ballots) == (vote.yes, vote.no)), None)
        if mine and not vote.ballots:
            left.remove(mine)
            vote = replace(vote, ballots=mine)
        alone = False
        yield vote
    for listed in roll_calls.lists if alone else ():
        if ballots := tuple(roll_call(listed)):
            yes, no = _counted(ballots)
            yield Vote(None, yes, no, None, None, ballots, listed[0].start, listed[-1].end)


def read_told_votes(
    text: str, blocks: Sequence[Block], body: str | None, roll_calls: RollCalls, known: Sequence[Vote]
) -> Iterator[Vote]:
    """The votes that running text tells of («Med 3 ja-röster mot 5 nej-röster beslutar nämnden …»), in order.

    Figures of a vote that is ``known`` tell of that one again, and so do those told before when no proposition
    leads on to them.
    """
    told: set[tuple[int | None, int | None]] = set()
    for span, proposed in _told_spans(text, blocks, body):
        vote = _vote(text, span, [], roll_calls.appendices)
        if vote is None or any((vote.yes, vote.no) == (one.yes, one.no) for one in known):
            continue
        if proposed or (vote.yes, vote.no) not in told:
            told.add((vote.yes, vote.no))
            yield vote


def _told_spans(text: str, blocks: Sequence[Block], body: str | None) -> list[tuple[Span, bool]]:
    """Stretches from the proposition, else from the figures, to the names behind them; whether one was proposed."""
    proposed: int | None = None
    found: list[tuple[Span, bool]] = []
    for block in _with_figures_together(text, blocks):
        words = text[block.start : block.end]
        for sentence in split_sentences(words):
            start, end = block.start + sentence.start, block.start + sentence.end
            if _tells_this_vote(text[start:end], body):
                found.append((Span(start if proposed is None else proposed, end), proposed is not None))
                proposed = None
            elif proposed is None and _QUESTION.search(text, start, end):
                proposed = start
            elif proposed is None and found and _CALL.search(text, start, end):
                found[-1] = Span(found[-1][0].start, end), found[-1][1]
    return found


def _with_figures_together(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, those that are one figure of a vote each («Ja: 21») as one."""
    held: Block | None = None
    for block in blocks:
        figure = _FIGURE_LINE.fullmatch(text, block.start, block.end) is not None
        if held and figure:
            held = replace(held, end=block.end)
            continue
        if held:
            yield held
        held = block if figure else None
        if not figure:
            yield block
    if held:
        yield held


def _tells_this_vote(sentence: str, body: str | None) -> bool:
    """Whether a sentence tells the figures of a vote at this meeting: those of another day or body are history."""
    return tells_figures(sentence) and is_own(sentence, body) and not find_dates(sentence)


def _counted(ballots: Sequence[tuple[Actor, Ballot]]) -> tuple[int, int]:
    counts = Counter(ballot for _, ballot in ballots)
    return counts["yes"], counts["no"]


def _vote(text: str, span: Span, rows: Sequence[Block], roll_calls: Mapping[str, Sequence[Block]]) -> Vote | None:
    """The vote told of in a stretch of the text, or ``None`` when it holds no figures and names no voters."""
    words = text[span.start : rows[0].start if rows else span.end]
    question = _question(words)
    result_text = words[words.find(question) + len(question) :] if question else words
    ballots, counts = _ballots(result_text)
    rolled = False
    if not ballots:
        appendix = _APPENDIX.search(result_text)
        ballots = tuple(roll_call(rows or roll_calls.get(appendix.group(1) if appendix else "", ())))
        rolled = bool(ballots)
        counts = counts or Counter(ballot for _, ballot in ballots)
    figures = yes_and_no(result_text) or (None if ballots else summed(rows))
    if figures is None and not counts:
        return None
    if figures and rolled and _counted(ballots) != figures:
        ballots = ()  # a list that contradicts the figures was read or written wrong
    yes, no = figures or (counts.get("yes", 0), counts.get("no", 0))
    abstained = _first(_ABSTAINED, result_text)
    return Vote(
        question,
        yes,
        no,
        abstained if abstained is not None else counts.get("abstained"),
        _first(_ABSENT, result_text),
        ballots,
        span.start,
        span.end,
    )


def _vote_spans(text: str, blocks: Sequence[Block]) -> list[tuple[Span, list[Block]]]:
    """Stretches that hold one vote each, with their rows: they open with a heading or with a voting proposition."""
    found: list[tuple[Span, list[Block]]] = []
    fresh = True
    for block in blocks:
        if block.kind == "heading":
            fresh = not found or not text[block.start : block.end].lower().rstrip(": ").endswith("resultat")
            continue
        rows = [block] if block.kind == "row" else []
        if fresh or not found or _OPENS.search(text, block.start, block.end):
            found.append((Span(block.start, block.end), rows))
            fresh = False
        else:
            span, before = found[-1]
            found[-1] = Span(span.start, block.end), before + rows
    return found


def _question(words: str) -> str | None:
    """The proposition: what stands within quotation marks, else the sentence and the one that says what no means."""
    match = _QUESTION.search(words)
    if match is None:
        return None
    rest = words[match.end() : match.end() + _MAX_QUESTION].lstrip(_QUOTES)
    quoted = re.search(f"[{_QUOTES}]", rest)
    if quoted:
        return rest[: quoted.start()].strip() or None
    sentences = list(islice(split_sentences(rest), 2))
    no_sentences = [sentence for sentence in sentences[1:] if rest[sentence.start :].lower().startswith("nej")]
    return rest[: [*sentences[:1], *no_sentences][-1].end] if sentences else None


def _ballots(words: str) -> tuple[tuple[tuple[Actor, Ballot], ...], dict[Ballot, int]]:
    """How each one named voted, and the figure told for each kind (else how many are named).

    The names stand before the verb («… röstar Ja (7)») or behind a colon («Följande röstar ja: …»).
    """
    ballots: list[tuple[Actor, Ballot]] = []
    counts: dict[Ballot, int] = {}
    start = 0
    calls = list(_CALL.finditer(words))
    for call, after_it in zip_longest(calls, calls[1:]):
        ballot: Ballot = call.lastgroup  # type: ignore[assignment]
        stated_count = _COUNT.match(words, call.end())
        after = stated_count.end() if stated_count else call.end()
        listed = _LISTED.match(words, after, after_it.start() if after_it else len(words))
        names = listed.group(1) if listed else words[start : call.start()]
        named = [actor for actor in find_actors(names) if actor.name]
        start = listed.end() if listed else after
        if named or stated_count:
            ballots += [(actor, ballot) for actor in named]
            counts[ballot] = int(stated_count.group(1)) if stated_count else len(named)
    return tuple(ballots), counts


def _first(pattern: re.Pattern[str], words: str) -> int | None:
    match = pattern.search(words)
    return number_of(next(group for group in match.groups() if group)) if match else None
