"""The sentence for each reason not to answer."""

from __future__ import annotations

from collections.abc import Mapping

from service.answers.plan import Refusal
from service.base.types import ReasonCode
from service.question.intent import Intent

SENTENCES: Mapping[ReasonCode, str] = {
    ReasonCode.NOTHING_FOUND: "Inget i handlingarna som finns här svarar mot frågan.",
    ReasonCode.ORGANISATION_NOT_INDEXED: (
        "Det finns inga handlingar här från {organisation}. Det som finns är från {held}."
    ),
    ReasonCode.MEETING_NOT_INDEXED: (
        "Det finns inga handlingar här från {body} {when}. Närmast finns sammanträdet den {nearest}."
    ),
    ReasonCode.TIME_NOT_INDEXED: "Det finns inga handlingar här från senare än den {day}.",
    ReasonCode.PERIOD_NOT_INDEXED: (
        "Det finns inga handlingar här från {when}. Det senaste sammanträde som finns här är {body} den {day}."
    ),
    ReasonCode.UNKNOWN_IDENTIFIER: "Inget ärende med beteckningen {named} finns bland handlingarna.",
    ReasonCode.UNKNOWN_PHRASE: "Orden {phrases} står inte så i någon handling som finns här.",
    ReasonCode.UNSURE: "Handlingarna som finns här ger inget säkert svar på frågan.",
    ReasonCode.UNSURE_MATTER: "Inget ärende som finns här är säkert det som frågan gäller.",
    ReasonCode.LACKS_COST: "Handlingarna nämner saken men anger inget belopp som svarar på frågan.",
    ReasonCode.LACKS_AMOUNT: "Handlingarna nämner saken men anger ingen siffra som svarar på frågan.",
    ReasonCode.LACKS_DATE: "Handlingarna nämner saken men anger ingen tid som svarar på frågan.",
    ReasonCode.LACKS_PERSON: "Handlingarna nämner saken men inte vem det gäller.",
    ReasonCode.LACKS_POSITION: "Handlingarna nämner saken men inte hur partier eller ledamöter tog ställning.",
    ReasonCode.NO_VOTE: "Protokollet redovisar ingen omröstning i ärendet.",
    ReasonCode.NO_RESERVATION: "Protokollet redovisar ingen reservation i ärendet.",
    ReasonCode.OPINION_NOT_STATED: (
        "Ärendet finns i handlingarna, men där står inte om något tillstyrktes eller avstyrktes."
    ),
    ReasonCode.MASKED: "Uppgiften är borttagen i handlingen (XXXX).",
    ReasonCode.ONLY_LISTED: "Ärendet nämns bara {heading}i {title}. Vad som beslutades står inte där.",
    ReasonCode.NOT_SUPPORTED: "Det som skulle svara på frågan står inte klart i handlingarna.",
    ReasonCode.NO_ROOM: "Allt som svarar på frågan fick inte plats. Fråga om en sak i taget.",
}
_LACKS: Mapping[Intent, ReasonCode] = {
    Intent.COST: ReasonCode.LACKS_COST,
    Intent.AMOUNT: ReasonCode.LACKS_AMOUNT,
    Intent.DATE: ReasonCode.LACKS_DATE,
    Intent.WHO: ReasonCode.LACKS_PERSON,
    Intent.POSITION: ReasonCode.LACKS_POSITION,
}


def refusal(code: ReasonCode, **facts: str) -> Refusal:
    """The refusal with its sentence, in which the facts stand."""
    return Refusal(code, SENTENCES[code].format(**facts))


def lacking(intent: Intent) -> Refusal:
    """That nothing found holds what is asked for."""
    return refusal(_LACKS.get(intent, ReasonCode.UNSURE))
