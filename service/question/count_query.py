"""What a question asks to have listed or counted: which matters, what was done with them, by whom and when.

A question is read only when all of its words are understood: every word names a body, a party or a time, asks, says
what was done, or is a word to look for in the matters («om skolan»). Anything else makes it another kind of question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.base.types import DecisionStatus, Outcome
from corpus.vocabulary.parties import PARTIES, party_of
from indexer.tokens import query_tokens, strip_diacritics
from service.question.entities import Named, unnamed

CountedKind = Literal[
    "matter", "motion", "interpellation", "citizen", "initiative", "decision", "vote", "reservation", "moved", "times"
]
ActKind = Literal["decision", "vote", "reservation", "moved", "treated"]

# Folded: å and ä are a, ö is o. Only forms in the plural ask for many.
_NOUNS: Mapping[CountedKind, str] = {
    "matter": r"arenden(?:a|as)?|fragor(?:na)?",
    "motion": r"motioner(?:na)?s?",
    "interpellation": r"interpellationer(?:na)?",
    "citizen": r"medborgarforslag(?:en)?",
    "initiative": r"initiativ(?:arenden(?:a)?|en)",
    "decision": r"beslut(?:en)?",
    "vote": r"(?:om)?rostningar(?:na)?|voteringar(?:na)?",
    "reservation": r"reservationer(?:na)?",
    "moved": r"yrkanden(?:a)?",
}
_NOUN = "|".join(f"(?P<{name}>{words})" for name, words in _NOUNS.items())
_PARTICIPLE = r"(?:avslagna|bifallna|bordlagda|aterremitterade|besvarade|godkanda|antagna|faststallda|antecknade)"
_BETWEEN = rf"(?:(?:av|de|alla|olika|skriftliga)\s+|(?={_PARTICIPLE}\b))*(?P<participle>{_PARTICIPLE}\s+)?"
_ASKS = r"(?:vilka|hur\s+manga|samtliga|alla|lista(?:\s+over)?|rakna\s+upp|visa|sok\s+upp|ta\s+fram)"
_TIMES = re.compile(r"\bhur\s+(?:manga\s+ganger|ofta)\b")
_FRAME = re.compile(rf"(?:\b(?:(?:i|vid|under|for|mot|pa)\s+)?{_ASKS}|^)\s*{_BETWEEN}(?:{_NOUN})(?!\w)")
_ANY_NOUN = re.compile(rf"\b(?:{_NOUN})\b")
# One matter is spoken of, not many.
_ONE = re.compile(
    r"\b(?:arendet|arende|motion(?:en)?s?|interpellation(?:en)?|forslaget|fragan|saken|beslutet|yrkandet|initiativet"
    r"|reservation(?:en)?|punkten|paragrafen|skrivelsen|planen|medborgarforslaget|initiativarendet)\b"
)


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: a decision's outcome and the words of it that show it, or another deed.

    ``did`` says it of a body, with «{}» for what it was done with; ``noun`` is said before one matter.
    """

    kind: ActKind
    did: str
    outcome: Outcome | None = None
    shows: str = ""
    noun: str = ""
    status: DecisionStatus = "decided"


# Each act with how a question says it, folded; longer ways of saying it come before shorter ones.
_ACTS: tuple[tuple[str, Act], ...] = (
    (r"(?:anse\w*|ansag\w*)\s+(?:\w+\s+)?besvara\w*|besvara\w*", Act("decision", "ansåg {} besvarade", "answered")),
    (
        r"avslog\w*|avsla(?:r|s|tts?)?|avslag\w*|(?:fick|fatt|sa|sade|sagt)\s+nej(?:\s+till)?",
        Act("decision", "avslog {}", "rejected", noun="Avslag"),
    ),
    (
        r"bifoll\w*|bifall\w*|(?:sa|sade|sagt)\s+ja\s+till",
        Act("decision", "biföll {}", "approved", r"bifall|biföll", "Bifall"),
    ),
    (r"godkan\w*", Act("decision", "godkände {}", "approved", r"\bgodkänn(?:er|e?s|a)\b|\bhar\s+godkänt", "Godkänt")),
    (r"antogs?|antagits?|anta(?:s|gna)?", Act("decision", "antog {}", "approved", r"\banta[sr]?\b|\bhar\s+antagit")),
    (r"faststall\w*", Act("decision", "fastställde {}", "approved", r"\bfastställ(?:er|e?s|a)\b|\bhar\s+fastställt")),
    (
        r"bordla\w*|(?:skots?|skjutits?)\s+upp|uppskots|uppskjutna",
        Act("decision", "bordlade {}", "tabled", noun="Bordläggning"),
    ),
    (
        r"aterremi\w*|skicka(?:de|des|t|ts)\s+tillbaka",
        Act("decision", "återremitterade {}", "referred_back", noun="Återremiss"),
    ),
    (r"anteckna\w*", Act("decision", "antecknade {}", "noted", r"\b(?:an)?teckna")),
    (r"utgick|utgatt", Act("decision", "lät {} utgå", "withdrawn", noun="Utgick")),
    (r"tillstyrk\w*", Act("decision", "tillstyrkte {}", "approved", r"bifall", "Förslag om bifall", "proposed")),
    (r"avstyrk\w*", Act("decision", "avstyrkte {}", "rejected", "", "Förslag om avslag", "proposed")),
    (
        r"(?:(?:med|genom|efter|via|till)\s+)?(?:(?:om)?rostning\w*|votering\w*)|rostades?|rostat|voterades?|voterat",
        Act("vote", "höll omröstning i {}"),
    ),
    (r"reserver(?:a|ade|at|ar)\s+sig(?:\s+mot)?|reserverade", Act("reservation", "")),
    (r"(?:behandlade|behandlat)s?|(?:handlade|handlar)\s+om|gallde|ror(?:de)?", Act("treated", "behandlade {}")),
    (r"yrka(?:de|des|t|ts|r)?", Act("moved", "")),
)
_NAMED_ACTS: Mapping[CountedKind, Act] = {
    "vote": Act("vote", "höll {}"),
    "reservation": Act("reservation", ""),
    "moved": Act("moved", ""),
}
_TREATED = Act("treated", "behandlade {}")
_DECIDED = Act("decision", "fattade beslut i {}")
_DECIDES = re.compile(r"\b(?:fatta(?:de|des|t|ts|s)|besluta(?:de|des|t|ts)|togs?|tagits?)\b")
_SETTLED = re.compile(r"\bavgjor\w*")
# Words that neither ask nor tell: prepositions, pronouns, auxiliaries, and what holds for all minutes.
_EMPTY = frozenset(
    """
    i pa om av for fran med mot till vid under inom hos den det de dessa som har hade blev blivit blivits var varit ar
    man sig finns fanns vi gick gatt kom upp fick s aret manaden angaende gallande rorande kring protokoll protokollet
    protokollen sammantrade sammantradet sammantradena mote motet motena dagen totalt sammanlagt stycken holls hallits
    forekom genomfordes gjordes gjorde lamnade lamnades lade lades och samt tack alla hela
    """.split()  # noqa: SIM905
)
# Words that turn a question into one that cannot be counted: what is not, is most, or is before or after something.
_TURNING = frozenset(
    """
    inte ej icke aldrig utan ingen inget inga nej ja flest mest minst storst vanligast fore efter mellan innan sedan
    tidigare senare senast senaste forsta sista nasta nyligen nyss hosten varen sommaren vintern kvartal kvartalet
    halvaret halvar vecka veckan enhalligt enhalliga enigt enbart bara endast fler fara farre fatal procent andel hur
    varfor nar vem vad vilken vilket vilka vems bade antingen eller parti partier partierna ledamot ledamoter kronor
    ganger tillsammans kommer ska skall bor vackte vackts inkom inkommit lamnats framover
    """.split()  # noqa: SIM905
)
_UNHELD_BODY = re.compile(r"\w*(?:fullmaktige|styrelsens?|namnd(?:en|er|erna|ens)?|utskottet|beredningen)$")
# «Budget 2025» is what was decided on; the year does not say when.
_OF_A_YEAR = re.compile(
    r"\b\w*(?:budget|plan|bokslut|redovisning|rapport|uppfoljning|prognos)(?:en|et|s)? (?:for )?20\d\d\b"
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_RAW_WORD = re.compile(r"[^\W_]+(?::s\b)?")


@dataclass(frozen=True, slots=True)
class CountQuery:
    """What is to be counted: matters of a kind, what was done, by which party, and the words that their headings hold.

    ``events`` says that each time counts, not each matter.
    """

    noun: CountedKind
    act: Act
    party: str | None = None
    words: tuple[str, ...] = ()
    events: bool = False


def is_any_decision(act: Act) -> bool:
    """Whether every decision is asked for, whatever came of it."""
    return act.kind == "decision" and act.outcome is None


def read_count_query(question: str, folded: str, named: Named, parties: Collection[str]) -> CountQuery | None:
    """What the question wants listed or counted; ``None`` unless all of it is understood.

    ``parties`` are the letters of those that act in the minutes.
    """
    plain, found_parties = _without_parties(question, parties)
    left = unnamed(plain, named)
    if named.foreign or len(found_parties) > 1 or _ONE.search(left) or _OF_A_YEAR.search(folded):
        return None
    noun, left = _read_noun(left)
    if noun is None:
        return None
    acts, left = _read_acts(left)
    words = _topic_words(left, question)
    act = _chosen_act(noun, acts)
    if words is None or act is None:
        return None
    if not (acts or words or found_parties or named.days or named.months or named.years):
        return None
    return CountQuery(noun, act, next(iter(found_parties), None), words, noun in ("vote", "times"))


def _without_parties(text: str, known: Collection[str]) -> tuple[str, frozenset[str]]:
    """The question without the parties that it names, and their letters."""
    found = set()

    def taken(match: re.Match[str]) -> str:
        word = match[0].removesuffix(":s")
        letters = _party(word, known)
        if letters is None:
            return match[0]
        found.add(letters)
        return " "

    return _RAW_WORD.sub(taken, text), frozenset(found)


def _party(word: str, known: Collection[str]) -> str | None:
    if strip_diacritics(word) in _EMPTY and word not in PARTIES:
        return None
    letters = next((one for one in (word, word.removesuffix("s")) if one in known and one.isupper()), None)
    return letters or (party_of(word) if len(word) > 3 or word in PARTIES else None)


def _read_noun(left: str) -> tuple[CountedKind | None, str]:
    """The noun that the question asks for many of, and the rest; an adjective that says what was done stays."""
    if times := _TIMES.search(left):
        return "times", _ANY_NOUN.sub(" ", f"{left[: times.start()]} {left[times.end() :]}")
    frame = _FRAME.search(left)
    if frame is None:
        return None, left
    noun: CountedKind = next(name for name in _NOUNS if frame[name])
    return noun, f"{left[: frame.start()]} {frame['participle'] or ''} {left[frame.end() :]}"


def _read_acts(left: str) -> tuple[list[Act], str]:
    acts = []
    for pattern, act in _ACTS:
        left, count = re.subn(rf"\b(?:{pattern})\b", " ", left)
        acts += [act] if count else []
    if any(act.kind == "vote" for act in acts):
        left = _SETTLED.sub(" ", left)
    left, count = _DECIDES.subn(" ", left)
    return (acts or [_DECIDED] if count else acts), left


def _chosen_act(noun: CountedKind, acts: Sequence[Act]) -> Act | None:
    """The one act that is asked about; ``None`` when there are several or there is none to count.

    «Yrkade avslag» is not counted either: minutes tell in one sentence what is to be granted and what turned down.
    """
    own = _NAMED_ACTS.get(noun)
    if own:
        return own if all(act.kind == own.kind for act in acts) else None
    if len(acts) > 1 or (noun == "times" and not acts):
        return None
    default = _DECIDED if noun == "decision" else _TREATED
    return acts[0] if acts else default


def _topic_words(left: str, question: str) -> tuple[str, ...] | None:
    """The words left over, as typed, to look for in the matters; ``None`` when one of them says something else."""
    rest = [word for word in _WORD.findall(left) if word not in _EMPTY]
    for word in rest:
        if word in _TURNING or word.isdigit() or _UNHELD_BODY.match(word) or not query_tokens(word):
            return None
    return _as_typed(rest, question)


def _as_typed(stripped: Sequence[str], question: str) -> tuple[str, ...]:
    """The words as they were typed, each once; those that stand side by side as one («Jessica Blixt»)."""
    typed: list[str] = []
    last = -1
    for position, match in enumerate(_WORD.finditer(question)):
        if strip_diacritics(match[0]) not in stripped:
            continue
        if typed and last == position - 1:
            typed[-1] += f" {match[0]}"
        else:
            typed.append(match[0])
        last = position
    return tuple(dict.fromkeys(typed))
