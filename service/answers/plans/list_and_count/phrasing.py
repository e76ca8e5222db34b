"""How a list with its count is told: what was counted, when, by whom, and in how many documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Document
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.parties import PARTIES
from service.answers.phrasing.times import time_words
from service.base.text import listed, thousands
from service.question.count_query import CountedKind, CountQuery
from service.question.named import Named
from service.register.body_index import body_rank

_MOST_BODIES = 3
# One, many, and the word for none
_NOUNS: Mapping[CountedKind, tuple[str, str, str]] = {
    "motion": ("motion", "motioner", "ingen"),
    "interpellation": ("interpellation", "interpellationer", "ingen"),
    "citizen": ("medborgarförslag", "medborgarförslag", "inget"),
    "initiative": ("initiativärende", "initiativärenden", "inget"),
    "moved": ("yrkande", "yrkanden", "inget"),
    "vote": ("omröstning", "omröstningar", "ingen"),
}
_MATTER = ("ärende", "ärenden", "inget")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: how many, in how many matters, how many of them in part, and over which documents.

    ``proposed`` are matters in which there were proposals and no decision, where every decision is asked for;
    ``cut`` says that there may be more, ``organisations`` that several are held, so that they are named.
    """

    total: int
    matters: int
    partly: int
    proposed: int
    cut: bool
    organisations: bool
    count_query: CountQuery
    named: Named
    documents: tuple[Document, ...]


def statement_words(counted: Counted) -> str:
    """How many there are, of what, when and in which documents, without a full stop."""
    act_kind = counted.count_query.act.kind
    if act_kind == "disqualified":
        words, has_body = _disqualified(counted), False
    elif act_kind in ("reservation", "moved"):
        words, has_body = _positions(counted), False
    elif act_kind == "vote" and counted.count_query.events:
        words, has_body = _votes(counted), True
    else:
        words, has_body = _acts(counted), True
    when = time_words(counted.named, counted.documents)
    partly = _partly(counted)
    return f"{' '.join(filter(None, (words, when)))}{partly}, {_basis(counted, has_body)}{_proposals(counted)}"


def most_words(counted: Counted, name: str) -> str:
    """Which matter something was done in most often: «Den motion som kommunfullmäktige bordlade flest gånger är …»."""
    count_query = counted.count_query
    one, _, none = _NOUNS.get(count_query.noun, _MATTER) if count_query.noun != "vote" else _MATTER
    which = f"{'Den' if none == 'ingen' else 'Det'} {one} som"
    is_vote = count_query.act.kind == "vote"
    did = "höll flest omröstningar i" if is_vote else f"{count_query.act.did.format('').strip()} flest gånger"
    when = time_words(counted.named, counted.documents)
    done = " ".join(filter(None, (which, _bodies(counted), did, when)))
    return f"{done}, {_basis(counted, has_body=True)}, är «{name}»"


def lead_words(statement: str, shown: int, of: int, days: int) -> str:
    """The statement and how many of the list follow."""
    order = ", de senaste först" if days > 1 else ""
    if not of:
        return f"{statement}."
    if of == 1:
        return f"{statement}:" if shown else f"{statement}."
    if not shown:
        return f"{statement}."
    return f"{statement}. Här är {f'alla {of}' if shown == of else f'{shown} av {thousands(of)}'}{order}:"


def _acts(counted: Counted) -> str:
    """«Kommunfullmäktige avslog 12 motioner»."""
    count_query = counted.count_query
    one, many, none = _NOUNS.get(count_query.noun, _MATTER) if count_query.noun != "vote" else _MATTER
    did = count_query.act.did
    if count_query.act.outcome == "answered" and counted.total < 2:
        did = did.replace("besvarade", "besvarat" if none == "inget" else "besvarad")
    amount = f"{_least(counted)}{_amount(counted.total, one, many, none)}"
    if count_query.act.kind == "adopted":
        return f"{_subject(counted)} {did.format(' '.join(count_query.words))} i {amount}"
    if count_query.noun == "interpellation" and count_query.act.outcome == "answered":
        return f"I {_bodies(counted)} besvarades {amount}{_topic(count_query)}"
    author = f" från {whose}" if (whose := _whose(count_query)) else ""
    if count_query.events and count_query.act.kind == "decision":
        amount = _amount(counted.matters, one, many, none)
        times = f" sammanlagt {thousands(counted.total)} gånger" if counted.total > counted.matters else ""
        return f"{_subject(counted)} {did.format(amount + author + _topic(count_query))}{times}"
    return f"{_subject(counted)} {did.format(amount + author + _topic(count_query))}"


def _votes(counted: Counted) -> str:
    """«Kommunfullmäktige höll 57 omröstningar, i 45 ärenden»."""
    amount = f"{_least(counted)}{_amount(counted.total, *_NOUNS['vote'])}"
    within = f", i {_amount(counted.matters, *_MATTER)}{_topic(counted.count_query)}," if counted.total else ""
    return f"{_subject(counted)} höll {amount}{within}"


def _positions(counted: Counted) -> str:
    """«Sverigedemokraterna reserverade sig i 7 ärenden»."""
    count_query = counted.count_query
    whose = _whose(count_query)
    matters = f"{_least(counted)}{_amount(counted.total, *_MATTER)}{_topic(count_query)}"
    if count_query.act.kind == "reservation":
        if whose:
            within = matters if counted.total else "inte i något ärende"
            return f"{whose} reserverade sig {'i ' if counted.total else ''}{within}"
        return f"Reservationer är antecknade i {matters}"
    return f"{whose} lade yrkanden i {matters}" if whose else f"Yrkanden är antecknade i {matters}"


def _disqualified(counted: Counted) -> str:
    """«Jäv är antecknat 3 gånger», «Inget jäv är antecknat för Eva Ek»."""
    topic = _topic(counted.count_query)
    whose = f" för {found}" if (found := _whose(counted.count_query)) else ""
    if not counted.total:
        return f"Inget jäv är antecknat{whose}{topic}"
    return f"Jäv är antecknat {_least(counted)}{_amount(counted.total, 'gång', 'gånger', '')}{whose}{topic}"


def _least(counted: Counted) -> str:
    return "minst " if counted.cut and counted.total else ""


def _amount(count: int, one: str, many: str, none: str) -> str:
    return f"{none} {one}" if not count else f"{thousands(count)} {one if count == 1 else many}"


def _topic(count_query: CountQuery) -> str:
    """The words looked for and where: «med «skolan» i rubriken»."""
    if not count_query.words:
        return ""
    return f" med {listed([f'«{word}»' for word in count_query.words])} i rubriken"


def _proposals(counted: Counted) -> str:
    if not counted.proposed:
        return ""
    return f". I {_amount(counted.proposed, 'annat ärende', 'andra ärenden', '')} lämnades förslag till ett annat organ"


def _partly(counted: Counted) -> str:
    if not counted.partly:
        return ""
    if counted.total == 1:
        return ", till en del"
    return f", {'alla' if counted.partly == counted.total else counted.partly} av dem till en del"


def _whose(count_query: CountQuery) -> str:
    """Who did it, by name; empty when nobody is named."""
    return count_query.person or PARTIES.get(count_query.party or "", count_query.party or "")


def _subject(counted: Counted) -> str:
    bodies = _bodies(counted)
    return f"{bodies[:1].upper()}{bodies[1:]}"


def _bodies(counted: Counted) -> str:
    """The bodies, highest first: «regionstyrelsen och vårdnämnden i Region A och vårdnämnden i Region B»."""
    names: dict[str, dict[str, None]] = {}
    for document in sorted(counted.documents, key=lambda document: -body_rank(document.body)):
        owner = (document.organisation or "") if counted.organisations else ""
        names.setdefault(owner, {})[small(document.body)] = None
    if sum(map(len, names.values())) > _MOST_BODIES:
        return f"{sum(map(len, names.values()))} organ"
    return listed([f"{listed(list(bodies))}{f' i {owner}' if owner else ''}" for owner, bodies in names.items()])


def small(body: str | None) -> str:
    """The name of a body, or a heading, as it stands in a sentence: with a small letter first."""
    return f"{body[0].lower()}{body[1:]}" if body else ""


def _basis(counted: Counted, has_body: bool) -> str:
    """Over what it was counted: «enligt de 12 protokoll som finns här från den tiden»."""
    documents, named = counted.documents, counted.named
    kinds = {document.kind for document in documents}
    one, many = {"minutes": ("protokollet", "protokoll"), "summary": ("sammanfattningen", "sammanfattningar")}.get(
        kinds.pop() if len(kinds) == 1 else "other", ("handlingen", "handlingar")
    )
    days = sorted(document.date for document in documents if document.date)
    of_body = "" if has_body else f" från {_bodies(counted)}"
    if len(documents) == 1:
        return f"enligt {one}{of_body}" + (
            "" if named.days else f"{'' if of_body else ' från'} den {written_date(days[0])}"
        )
    if named.days or named.has_span:
        when = " från den dagen" if named.days else " från den tiden"
    else:
        when = f" ({_month(days[0])}–{_month(days[-1])})"
    return f"enligt de {len(documents)} {many}{of_body} som finns här{when}"


def _month(day: date) -> str:
    return written_date(day).partition(" ")[2]
