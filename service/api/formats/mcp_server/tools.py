"""The tools: each is a name, Swedish words for when to use it, what goes in, what comes out, and what is done.

What comes out are the shapes of the API, from the same models. Descriptions are ours alone: no word of a document
stands in them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from pydantic import BaseModel, Field

from service.api.answers import AnswerJson, SearchJson
from service.api.asking import Service
from service.api.formats.mcp_server.briefs import (
    CoverageBriefJson,
    CoverageChoice,
    MeetingBriefJson,
    MeetingChoice,
    VotesBriefJson,
)
from service.api.formats.mcp_server.matter_briefs import CaseBriefJson, DecisionsBriefJson, MatterChoice
from service.api.formats.mcp_server.paging import Limit
from service.api.matters import CaseJson
from service.api.requests import AskRequest, DecisionsParameters, SearchParameters, VotesParameters
from service.base.errors import InvalidQuery, MeetingNotFound
from service.base.fields import Text
from service.base.filter_fields import FilterFields
from service.base.types import Filters
from service.engine.engine import Engine
from service.register.meetings import HeldMeeting, MeetingQuery
from service.register.votes import VoteQuery

_MANY = 10_000


class Question(FilterFields):
    """A question with what it is restricted to."""

    question: Text = Field(description="Frågan på svenska, hel och begriplig för sig.")

    def to_request(self) -> AskRequest:
        """The same question as the API takes it."""
        return AskRequest(question=self.question, filters=self)


class PassageSearch(SearchParameters):
    """A search for passages."""

    limit: Limit = 5


class DecisionList(DecisionsParameters):
    """A list of decisions."""

    limit: Limit = 10


class VoteList(VotesParameters):
    """A list of votes."""

    limit: Limit = 5


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool for assistants: what it is called, when to use it, what it takes and gives, and what it does."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    work: Callable[[Service, Any], Awaitable[BaseModel]]


def _from_engine(work: Callable[[Engine, Any], BaseModel]) -> Callable[[Service, Any], Awaitable[BaseModel]]:
    """The same work in a thread, over the engine that is current when it begins."""

    async def run(service: Service, given: BaseModel) -> BaseModel:
        return await to_thread.run_sync(work, service.engine, given)

    return run


async def _ask(service: Service, given: Question) -> AnswerJson:
    return AnswerJson.model_validate(await service.ask(given.to_request()))


@_from_engine
def _search(engine: Engine, given: PassageSearch) -> SearchJson:
    return SearchJson.model_validate(engine.search(given.to_query()))


@_from_engine
def _decisions(engine: Engine, given: DecisionList) -> DecisionsBriefJson:
    return DecisionsBriefJson.of(*engine.decisions(given.to_query()))


@_from_engine
def _matter(engine: Engine, given: MatterChoice) -> CaseBriefJson:
    return CaseBriefJson.of(CaseJson.of(engine.case(given.case_number)), given)


@_from_engine
def _meeting(engine: Engine, given: MeetingChoice) -> MeetingBriefJson:
    held = engine.meeting(given.meeting) if given.meeting else _only_meeting(engine, given)
    return MeetingBriefJson.of(held, engine.votes(VoteQuery(meeting=held.id, limit=_MANY))[1], given)


def _only_meeting(engine: Engine, given: MeetingChoice) -> HeldMeeting:
    day = given.read_day()
    filters = Filters(given.organisation, given.body, None, day, day)
    total, found = engine.meetings(MeetingQuery(filters, _MANY, 0))
    if total == 0:
        raise MeetingNotFound("Det finns inget protokoll från ett sådant sammanträde bland handlingarna.")
    if total > 1:
        raise InvalidQuery(f"Flera sammanträden den dagen: {', '.join(each.id for each in found)}. Ange id (meeting).")
    return found[0]


@_from_engine
def _votes(engine: Engine, given: VoteList) -> VotesBriefJson:
    return VotesBriefJson.of(*engine.votes(given.to_query()))


@_from_engine
def _coverage(engine: Engine, given: CoverageChoice) -> CoverageBriefJson:
    return CoverageBriefJson.of(engine.coverage(), engine.unread_files, engine.snapshot, given)


TOOLS = (
    Tool(
        "ask",
        "Ställ en fråga",
        "Besvarar en fråga om vad som står eller beslutats i de politiska handlingarna, med källa till varje mening. "
        "Använd den först, för hela frågor på svenska. Ett avstående (status not_in_documents, med skäl i reason och "
        "reason_code) är ett svar: säg då att handlingarna inte säger det, och gissa inte. partly_answered säger i "
        "reason vad som saknas. Citera meningarna och ange källans dokument, §, dag och länk (url).",
        Question,
        AnswerJson,
        _ask,
    ),
    Tool(
        "search_passages",
        "Sök avsnitt",
        "Hittar avsnitt ur handlingarna som ligger nära orden, bäst först. Använd den när ask avstått och du vill visa "
        "vad som ligger närmast, eller för att läsa mer kring ett ämne. En träff är inget svar: läs vad som står där. "
        "Det som står under rubriker om förslag eller yrkanden är inte beslutat.",
        PassageSearch,
        SearchJson,
        _search,
    ),
    Tool(
        "list_decisions",
        "Lista beslut",
        "Listar beslut och förslag ur registret, nyast först, efter ord (q), organ, tid, utfall, §, slag av ärende, "
        "parti eller person. total säger hur många som finns: använd den för att räkna. Alla ord i q måste finnas i "
        "beslutet eller rubriken: skriv ett eller två, och ger de inget, leta rubriken med search_passages. Vem som "
        "reserverade sig: act reserved, med party eller person. Av långa beslut kommer början: läs vidare, också "
        "yrkanden, omröstningar och reservationer, med get_meeting (dag, organ och number). status decided är beslut, "
        "proposed bara förslag. outcome: approved beslutat (text säger om det var bifall eller annat), rejected "
        "avslag, tabled bordlagt, referred_back återremiss, answered besvarad, noted antecknat, withdrawn utgår, "
        "recommended föreslaget till annat organ.",
        DecisionList,
        DecisionsBriefJson,
        _decisions,
    ),
    Tool(
        "get_matter",
        "Följ ett ärende",
        "Ger ett ärende genom alla organ, äldst först, och det beslut som gäller nu (latest). Använd den när du har "
        "ett ärendenummer (section.case_number) och ska säga var ärendet står eller hur det gått. held false nämns men "
        "finns inte. total är antalet händelser: läs vidare med offset. Yrkanden och reservationer på en dag ger "
        "get_meeting med number.",
        MatterChoice,
        CaseBriefJson,
        _matter,
    ),
    Tool(
        "get_meeting",
        "Läs ett sammanträde",
        "Ger ett sammanträde: ärendena i ordning med utfall, beslut och omröstningar parti för parti. Ange id "
        "(meeting), eller dag och organ. total är antalet ärenden: läs vidare med offset. Med number, en §, kommer "
        "det ärendet ensamt, och i said yrkanden, reservationer och anteckningar ordagrant: så svarar du på vem som "
        "ville vad och varför. Vilka som var där kommer med people, hur var och en röstade med get_votes.",
        MeetingChoice,
        MeetingBriefJson,
        _meeting,
    ),
    Tool(
        "get_votes",
        "Lista omröstningar",
        "Listar omröstningar, nyast först: vad ja och nej betydde (yes_means, no_means), siffrorna, vad som vann "
        "(result), och hur partier och personer röstade. total är antalet. Välj med q (ord som alla ska stå i "
        "rubriken eller frågan, helst bara ett), case_number, meeting, parti, person, ballot (yes, no, abstained, "
        "absent), organ och tid. parties är tom när handlingarna inte säger vem som röstade hur. complete false: "
        "namnen ger inte hela siffran.",
        VoteList,
        VotesBriefJson,
        _votes,
    ),
    Tool(
        "coverage",
        "Vad finns?",
        "Säger vilka organ, år och handlingar som finns, och vilka sammanträden och §§ som saknas. Använd den innan du "
        "säger att något inte har hänt: det som saknas här kan ha hänt ändå. Välj organ (body) och år (year). total är "
        "antalet i varje lista: läs vidare med offset.",
        CoverageChoice,
        CoverageBriefJson,
        _coverage,
    ),
)
