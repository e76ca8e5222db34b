"""Who voted, moved, reserved themselves, abstained or made a note: the places of a matter that a question asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from corpus.base.types import Document, Span
from indexer.null_distribution import NullDistribution
from indexer.passages import passages_of_document
from indexer.types import Passage
from service.answers.evidence.positions import tells_position
from service.answers.guards import UNSURE, UNSURE_MATTER
from service.answers.plan import Draft, Found, Refusal, Reply
from service.answers.plans import (
    figure_date_person,
    floor_proposals,
    list_in_text,
    position_in_text,
    reservations,
    statements,
    votes,
)
from service.answers.selected_unit import select_span
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.reading import read_question
from service.question.slots import Slots
from service.register.library import LoadedLibrary
from service.register.records import Records
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate
from tests.paper_minutes import BOARD, minutes
from tests.word_models import WORD_CALIBRATION

HEAD = "§ 7 Avtal om busstrafik\n\nDiarienummer: RS 2024-00017\n\nBeslut\n\nAvtalet avslutas.\n\n"
FLOOR_PROPOSALS = """Yrkanden

Pia Lundin (SJVP) yrkar avslag på förslaget.

Daniel Ekdahl (KD) och Nina Orefjärd (V) yrkar bifall till Pia Lundins yrkande.

Elina Backlund Arab (S) yrkar bifall till förslaget.

"""
VOTE = """Omröstning

Godkänd voteringsproposition: ”Ja för bifall till förslaget. Nej för avslag.”

Omröstningen utfaller med 39 Ja mot 38 Nej. Tre ledamöter avstår från att rösta.

"""
RESERVED = """Reservationer

Pia Lundin (SJVP) reserverar sig mot beslutet. Priset är för högt.

Jenny Voittonen (SD) och Erica Stenberg (SD) reserverar sig mot beslutet.

"""
NOTED = """Protokollsanteckning

Nina Orefjärd (V) lämnar följande anteckning till protokollet: Läget är allvarligt.

"""
AWAY = """Deltar ej

Lars Åström (S) deltar inte i handläggningen på grund av jäv.

Daniel Ekdahl (KD) avstår från att delta i beslutet.

"""
FIRST = "Pia Lundin (SJVP) yrkar avslag på förslaget."
SECOND = "Daniel Ekdahl (KD) och Nina Orefjärd (V) yrkar bifall till Pia Lundins yrkande."
THIRD = "Elina Backlund Arab (S) yrkar bifall till förslaget."
LUNDIN = "Pia Lundin (SJVP) reserverar sig mot beslutet."
DEMOCRATS = "Jenny Voittonen (SD) och Erica Stenberg (SD) reserverar sig mot beslutet."
NOTE = "Nina Orefjärd (V) lämnar följande anteckning till protokollet: Läget är allvarligt."
DISQUALIFIED = "Lars Åström (S) deltar inte i handläggningen på grund av jäv."
ABSTAINED = "Daniel Ekdahl (KD) avstår från att delta i beslutet."


def read(*parts: str) -> Document:
    document = minutes(BOARD, "2024-09-04", "".join((HEAD, *parts)))
    assert len(document.matters) == 1
    return document


FULL = read(FLOOR_PROPOSALS, VOTE, RESERVED, NOTED, AWAY)
BARE = read()


class OneDocument:
    """A collection of one document, as far as plans over its data look at it."""

    def __init__(self, document: Document) -> None:
        self.library = LoadedLibrary([document])
        self._passage_count = passages_of_document(document, 1200)
        self.null_distribution = NullDistribution(0.8, 0.02)

    def idf(self, tokens: Sequence[str]) -> Mapping[str, float]:
        return dict.fromkeys(tokens, 1.0)

    def matter(self, document_id: str, section_id: str) -> list[Passage]:
        return [passage for passage in self._passage_count if passage.section_id == section_id]


def place_of(document: Document) -> Candidate:
    """The first passage of the document's matter, as it would be found."""
    section = next(one for one in document.sections if one.id == document.matters[0].section_id)
    passage = OneDocument(document).matter(document.id, section.id)[0]
    return Candidate(0, passage, document, section, 0.9, (0.8,) * len(passage.units), 0.0, identified=False)


def reply(question: str, document: Document) -> Reply | None:
    """What the plans for positions say when the document's matter was found."""
    read = read_question(question, 1000)
    found = Found(read, [Ranked(place_of(document), 0.9)], OneDocument(document), WORD_CALIBRATION)
    plans = (reservations.PLAN, votes.PLAN, floor_proposals.PLAN, statements.PLAN)
    replies = (plan.answer(read, found, Records([document])) for plan in plans if plan.applies(read))
    return next(filter(None, replies), None)


def quoted(question: str, document: Document = FULL) -> list[str]:
    """The words that the question is told."""
    found = reply(question, document)
    return [citation.quote for citation in found.citations] if isinstance(found, Draft) else []


def told(question: str, document: Document = FULL) -> list[str]:
    """What the question is told."""
    found = reply(question, document)
    return [sentence.text for sentence in found.sentences] if isinstance(found, Draft) else []


def said_no(question: str, document: Document = FULL) -> str | None:
    """What is said before them."""
    found = reply(question, document)
    return found.sentences[0].computed or None if isinstance(found, Draft) else None


def missing(question: str, document: Document) -> ReasonCode | None:
    """Why nothing is told."""
    found = reply(question, document)
    return found.code if isinstance(found, Refusal) else None


# Whom a question names


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Vilka reserverade sig mot beslutet?", [LUNDIN, DEMOCRATS]),
        ("Vem har lämnat reservation?", [LUNDIN, DEMOCRATS]),
        ("Reserverade sig SD?", [DEMOCRATS]),
        ("Vad gick SD:s reservation ut på?", [DEMOCRATS]),
        ("Vad gick SDs reservation ut på?", [DEMOCRATS]),
        ("Reserverade sig Sverigedemokraterna?", [DEMOCRATS]),
        ("Vad gäller Sverigedemokraternas reservation?", [DEMOCRATS]),
        # A party that no list knows is known from the matter
        ("Reserverade sig SJVP?", [LUNDIN]),
        ("Reserverade sig Pia Lundin (SJVP)?", [LUNDIN]),
        ("Reserverade sig Stenberg mot beslutet?", [DEMOCRATS]),
        ("reserverade sig stenberg mot beslutet?", [DEMOCRATS]),
        ("Reserverade sig Lundin eller SD?", [LUNDIN, DEMOCRATS]),
        ("Vilka reserverade sig mot SD:s yrkande?", [LUNDIN, DEMOCRATS]),
        ("Vilka reserverade sig mot yrkandet från SD och KD?", [LUNDIN, DEMOCRATS]),
        ("Vilka reserverade sig mot Pia Lundins yrkande?", [LUNDIN, DEMOCRATS]),
        ("Reserverade sig SD mot Pia Lundins yrkande?", [DEMOCRATS]),
        # Multiple sclerosis is no party, and small letters are none either
        ("Vilka reserverade sig mot MS-vården i sd-kort?", [LUNDIN, DEMOCRATS]),
    ],
)
def test_reservations_of_those_who_are_named(question, expected):
    assert quoted(question) == expected
    assert said_no(question) is None


@pytest.mark.parametrize(
    ("question", "whose", "expected"),
    [
        ("Reserverade sig Vänsterpartiet mot beslutet?", "Vänsterpartiet", [LUNDIN, DEMOCRATS, NOTE]),
        ("Reserverade sig Vänstern?", "Vänsterpartiet", [LUNDIN, DEMOCRATS, NOTE]),
        ("Reserverade sig V?", "Vänsterpartiet", [LUNDIN, DEMOCRATS, NOTE]),
        ("Reserverade sig V eller M?", "Moderaterna eller Vänsterpartiet", [LUNDIN, DEMOCRATS, NOTE]),
        ("Reserverade sig Orefjärd?", "Nina Orefjärd", [LUNDIN, DEMOCRATS, NOTE]),
        ("Reserverade sig Feministiskt initiativ?", "Feministiskt initiativ", [LUNDIN, DEMOCRATS]),
        ("Reserverade sig Moderaterna mot SD:s förslag?", "Moderaterna", [LUNDIN, DEMOCRATS]),
    ],
)
def test_who_did_not_reserve_themselves_is_said_with_who_did_and_their_note(question, whose, expected):
    of_the_matter = question.replace("?", " i ärendet om busstrafik?")
    assert said_no(of_the_matter) == f"Nej, ingen reservation från {whose} är antecknad."
    assert quoted(of_the_matter) == expected


def test_that_somebody_did_not_is_not_said_of_a_matter_that_is_hardly_the_one_asked_about():
    assert quoted("Reserverade sig Vänsterpartiet mot skolbygget?") == []


def test_that_somebody_did_not_is_not_said_where_they_alone_are_asked_about():
    question = read_question("Vad har Nina Orefjärd reserverat sig mot?", 1000)
    found = Found(question, [Ranked(place_of(FULL), 0.9)], OneDocument(FULL), WORD_CALIBRATION)
    assert question.topic == ("Nina Orefjärd",)
    assert reservations.PLAN.answer(question, found, Records([FULL])) is None


def test_the_reservation_of_a_group_is_that_of_its_people():
    group = "Ledamöterna från V och KD reserverar sig mot beslutet."
    document = read(FLOOR_PROPOSALS, f"Reservationer\n\n{group}\n\n")
    assert quoted("Reserverade sig Nina Orefjärd?", document) == [group]
    assert said_no("Reserverade sig Nina Orefjärd?", document) is None
    assert (
        said_no("Reserverade sig Pia Lundin mot avtalet?", document)
        == "Nej, ingen reservation från Pia Lundin är antecknad."
    )


def test_of_two_with_one_surname_the_one_named_in_full_is_meant():
    first, second = "Gudrun Sjödin (S) reserverar sig mot beslutet.", "Jonas Sjödin (V) reserverar sig mot beslutet."
    document = read(f"Reservationer\n\n{first}\n\n{second}\n\n")
    assert quoted("Reserverade sig Jonas Sjödin?", document) == [second]
    assert quoted("Reserverade sig Sjödin?", document) == [first, second]


# What a question asks for


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Vilka yrkade avslag?", [FIRST, SECOND, THIRD]),
        ("Vad yrkade Vänsterpartiet?", [SECOND]),
        ("Vad yrkade Backlund Arab?", [THIRD]),
        ("Vad innebar Pia Lundins yrkande?", [FIRST]),
        ("Vad innebar SJVP:s yrkande?", [FIRST]),
        ("Vilka avslagsyrkanden fanns?", [FIRST, SECOND, THIRD]),
        ("Vilka stödde Pia Lundins yrkande?", [FIRST, SECOND, THIRD]),
        ("Vilka partier stödde förslaget?", [FIRST, SECOND, THIRD]),
        ("Stödde Kristdemokraterna Pia Lundins yrkande?", [SECOND]),
        ("Vem lämnade en protokollsanteckning?", [NOTE]),
        ("Vad sade V i sitt yttrande?", [NOTE]),
        ("Vilka lämnade ett särskilt yttrande?", [NOTE]),
        ("Vilka avstod från att delta?", [DISQUALIFIED, ABSTAINED]),
        ("Vilka deltog inte i beslutet?", [DISQUALIFIED, ABSTAINED]),
        ("Anmälde någon jäv?", [DISQUALIFIED, ABSTAINED]),
        ("Avstod KD från beslutet?", [ABSTAINED]),
    ],
)
def test_what_was_done_by_those_who_are_asked_for(question, expected):
    assert quoted(question) == expected


@pytest.mark.parametrize("question", ["Hur röstade man?", "Hur många röster fick förslaget?", "hur rostade SD?"])
def test_a_vote_is_told_after_the_decision_with_what_it_was_about(question):
    decided, figures = quoted(question)
    assert (decided, figures) == ("Avtalet avslutas.", "Omröstningen utfaller med 39 Ja mot 38 Nej.")
    assert told(question)[1] == (
        "Det blev 39 ja mot 38 nej, 3 avstod. Ja betydde bifall till förslaget, nej avslag."
        " Hur var och en röstade står inte i de handlingar som finns här."
    )


BALLOTS = """Omröstning

Godkänd voteringsproposition: ”Ja för bifall till förslaget. Nej för avslag.”

Elina Backlund Arab (S), Lars Åström (S) och Nina Orefjärd (V) röstar Ja (3). Pia Lundin (SJVP) röstar Nej (1).
Jenny Voittonen (SD) avstår från att rösta (1).

"""


@pytest.mark.parametrize(
    ("question", "stance"),
    [
        ("Hur röstade partierna?", ""),
        ("Röstade S som SD?", "S röstade ja (2) och SD avstod (1). "),
        ("Hur röstade Pia Lundin?", "Pia Lundin (SJVP) röstade nej. "),
        ("Hur röstade Vänstern?", "V röstade ja (1). "),
        ("Hur röstade KD?", "KD deltog inte i beslutet. "),
    ],
)
def test_votes_are_told_after_those_who_are_named_the_few_of_a_board_by_name(question, stance):
    assert told(question, read(BALLOTS, AWAY))[1] == (
        f"{stance}Det blev 3 ja mot 1 nej, 1 avstod. Ja (bifall till förslaget): Elina Backlund Arab (S),"
        " Lars Åström (S) och Nina Orefjärd (V). Nej (avslag): Pia Lundin (SJVP). Avstod: Jenny Voittonen (SD)."
    )


def test_many_votes_are_told_by_party():
    yes = ", ".join(f"Eva Ek{letter} (S)" for letter in "abcdefgh")
    ballots = BALLOTS.replace("Elina Backlund Arab (S), Lars Åström (S)", yes).replace("Ja (3)", "Ja (9)")
    assert (
        "Ja (bifall till förslaget): S 8 och V 1. Nej (avslag): Pia Lundin (SJVP)."
        in told("Hur röstade man?", read(ballots))[1]
    )


def test_whether_somebody_was_for_it_is_told_by_the_decision_the_vote_and_their_words():
    said = quoted("Var Sjukvårdspartiet med på att avsluta avtalet?", read(FLOOR_PROPOSALS, BALLOTS))
    assert said[0] == "Avtalet avslutas."
    assert FIRST in said


def test_who_abstained_from_a_vote_is_told_with_it():
    assert quoted("Hur många röster fick förslaget?", read(VOTE)) == quoted("Hur röstade man?")


@pytest.mark.parametrize(
    "question",
    [
        "Vilken styrka har personalen?",
        "Kan låset dyrkas upp?",
        "Vad kostar rostfria bänkar?",
        "Skadas rören av frost?",
        "Vem planterade en ros?",
        "Vad kostar reservdelar och reservkraft?",
        "Hur många rum reserverades för gäster?",
        "Hur många deltog i enkäten?",
        "Hur stödjer regionen anhöriga?",
        "Vad talar för en jourcentral?",
        "Bifölls avslagsyrkandet?",
        "Byggdes systemet i Java?",
        "Vad kostar avtalet?",
    ],
)
def test_words_that_ask_for_no_position(question):
    assert quoted(question) == []
    assert said_no(question) is None
    assert missing(question, BARE) is None


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Hur röstade SD?", ReasonCode.NO_VOTE),
        ("Hur slutade omröstningen?", ReasonCode.NO_VOTE),
        ("Vilka reserverade sig?", ReasonCode.NO_RESERVATION),
        ("Vad står i reservationen?", ReasonCode.NO_RESERVATION),
        ("Vilka yrkade avslag?", None),
    ],
)
def test_what_the_minutes_would_tell_and_do_not(question, reason):
    assert missing(question, BARE) == reason
    assert missing(question, FULL) is None
    assert quoted(question, BARE) == []


def test_a_reservation_after_a_vote_that_is_not_told_of_is_a_reservation():
    document = read(RESERVED)
    question = "Vilka reserverade sig efter omröstningen?"
    assert missing(question, document) is None
    assert quoted(question, document) == [LUNDIN, DEMOCRATS]


def test_who_said_no_without_a_vote_is_who_reserved_themselves():
    asked = read_question("Vilka sa nej till avtalet?", 1000)
    document = read(RESERVED)
    found = Found(asked, [Ranked(place_of(document), 0.9)], OneDocument(document), WORD_CALIBRATION)
    unsure = replace(asked, intents=(Intent.VOTE, Intent.POSITION), sure_intents=frozenset())
    draft = votes.PLAN.answer(unsure, replace(found, question=unsure), Records([document]))
    assert isinstance(draft, Draft)
    assert [one.quote for one in draft.citations] == [LUNDIN, DEMOCRATS]
    assert draft.sentences[0].computed == "Protokollet redovisar ingen omröstning i ärendet."
    # A question that is surely of a vote is told that there was none.
    sure = replace(unsure, sure_intents=frozenset({Intent.VOTE}))
    refused = votes.PLAN.answer(sure, replace(found, question=sure), Records([document]))
    assert isinstance(refused, Refusal)
    assert refused.code is ReasonCode.NO_VOTE


@pytest.mark.parametrize("plan", [figure_date_person.PLAN, position_in_text.PLAN])
def test_whose_a_matter_is_and_who_was_for_it_is_not_told_of_one_that_is_hardly_the_one_asked_about(plan):
    asked = replace(read_question("Vem motionerade om hundrastgårdar?", 1000), asks_who_raised=True)
    found = Found(asked, [Ranked(place_of(FULL), 0.0)], OneDocument(FULL), WORD_CALIBRATION)
    assert not found.is_of_the_matter
    refused = plan.answer(asked, found, Records([FULL]))
    assert isinstance(refused, Refusal)
    assert refused.code is ReasonCode.UNSURE_MATTER


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Vem är vd för bussbolaget?", True),
        ("vem var vd 2020", True),
        ("Vem var emot avtalet?", False),
        ("Vem ville stoppa avtalet?", False),
        ("Vad är det?", False),
    ],
)
def test_what_asks_who_somebody_is(question, asks):
    assert read_question(question, 1000).asks_who_is is asks


@pytest.mark.parametrize(("words", "tells"), [(FIRST, True), (LUNDIN, True), ("Avtalet avslutas.", False)])
def test_who_somebody_is_is_not_told_by_what_somebody_moved(words, tells):
    start = FULL.text.index(words)
    chosen = select_span(place_of(FULL), Span(start, start + len(words)), OneDocument(FULL))
    assert tells_position(chosen) is tells


@pytest.mark.parametrize(("thing", "is_refused"), [("motion", True), ("decision", False)])
def test_a_list_of_what_the_records_would_tell_is_not_made_of_other_words(thing, is_refused):
    asked = replace(
        read_question("Vilka avtal om busstrafik avslutades?", 1000),
        intents=(Intent.REGISTER, Intent.LIST),
        sure_intents=frozenset({Intent.REGISTER}),
        many=Slots(things=(thing,)),
    )
    found = Found(asked, [Ranked(place_of(FULL), 0.9)], OneDocument(FULL), WORD_CALIBRATION)
    assert isinstance(list_in_text.PLAN.answer(asked, found, Records([FULL])), Refusal) is is_refused


SURE_OF_EVERY_MATTER = replace(WORD_CALIBRATION, of_matter=replace(WORD_CALIBRATION.of_matter, intercept=9.0))


@pytest.mark.parametrize(
    ("question", "is_refused"),
    [
        ("Hur röstade man om avtalet om busstrafik?", False),
        ("§ 7: hur röstade man?", False),
        ("Hur röstade man?", True),
        ("Vem yrkade avslag i maj 2024?", True),
        ("Vilket parti reserverade sig oftast?", True),
        ("Vem är ordförande?", False),
    ],
)
def test_what_was_done_in_no_matter_that_is_named_is_not_told_of_another(question, is_refused):
    asked = read_question(question, 1000)
    found = Found(asked, [Ranked(place_of(FULL), 0.9)], OneDocument(FULL), SURE_OF_EVERY_MATTER)
    assert (UNSURE_MATTER.check(asked, found) is not None) is is_refused
    # An answer before it may have cited the matter.
    assert UNSURE_MATTER.check(asked, replace(found, goes_on=True)) is None


def test_what_was_decided_is_not_told_of_a_matter_that_is_not_named():
    asked = read_question("Vad blev det av motionen?", 1000)
    sure = replace(WORD_CALIBRATION, of_text=replace(WORD_CALIBRATION.of_text, intercept=9.0))
    found = Found(asked, [Ranked(place_of(FULL), 0.9)], OneDocument(FULL), sure)
    refused = UNSURE.check(replace(asked, intents=(Intent.DECISION,)), found)
    assert refused is not None
    assert refused.code is ReasonCode.UNSURE
    assert UNSURE.check(asked, replace(found, goes_on=True)) is None


# Room


def test_of_many_votes_two_are_told_the_one_that_settled_the_matter_first():
    def vote(yes: int, proposition: str = "Ja för bifall till förslaget. Nej för avslag.") -> str:
        return VOTE.replace("39", str(yes)).replace("Ja för bifall till förslaget. Nej för avslag.", proposition)

    first = vote(10, "Ja för ärendets avgörande idag. Nej för återremiss.")
    last = vote(40, "Ja för avslag på tilläggsyrkandet. Nej för bifall.")
    many = quoted("Hur röstade man?", read(first, vote(20), vote(30), last))
    assert many[1:] == [f"Omröstningen utfaller med {yes} Ja mot 38 Nej." for yes in (30, 10)]


def test_a_floor_proposal_with_no_room_is_told_by_its_first_sentence():
    long = f"Pia Lundin (SJVP) yrkar avslag. {'Vi tycker att priset är för högt. ' * 40}"
    assert quoted("Vad yrkade SJVP?", read(f"Yrkanden\n\n{long}\n\n")) == ["Pia Lundin (SJVP) yrkar avslag."]


def test_a_floor_proposal_of_one_long_sentence_is_told_by_its_first_lines():
    lead = "Pia Lundin (SJVP) yrkar på följande ändring:"
    clauses = [f"att ge direktören i uppdrag att {'redovisa ' * 10}del {number}," for number in range(9)]
    document = read("Yrkanden\n\n" + "\n\n".join([lead, *clauses]))
    assert document.matters[0].floor_proposals[0].end - document.matters[0].floor_proposals[0].start > 900
    (words,) = quoted("Vad yrkade SJVP?", document)
    assert words == "\n".join([lead, *clauses[:2]])


def test_what_cannot_be_shortened_to_fit_is_not_told():
    document = read(f"Yrkanden\n\nPia Lundin (SJVP) yrkar {'avslag ' * 200}.\n\n")
    assert len(document.matters[0].floor_proposals) == 1
    assert quoted("Vad yrkade SJVP?", document) == []
