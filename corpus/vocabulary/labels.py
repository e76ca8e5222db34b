"""The Swedish words for the codes that documents are read into, as people see them everywhere."""

from __future__ import annotations

from corpus.base.types import Ballot, Basis, DecisionStatus, Kind, Outcome, Request, Role
from corpus.vocabulary.spoken import Deed, Thing

KIND_WORDS: dict[Kind, str] = {
    "minutes": "Protokoll",
    "agenda": "Kallelse",
    "extract": "Protokollsutdrag",
    "summary": "Sammanfattning",
    "plan": "Plan",
    "report": "Rapport",
    "rules": "Styrdokument",
    "motion": "Motion",
    "statement": "Skrivelse",
    "web": "Webbsida",
    "other": "Annan handling",
}
STATUS_WORDS: dict[DecisionStatus, str] = {
    "decided": "Beslutat",
    "proposed": "Förslag, inte beslut",
    "information": "Information",
}
OUTCOME_WORDS: dict[Outcome, str] = {
    "approved": "beslutat",
    "rejected": "avslag",
    "tabled": "bordlagt",
    "referred_back": "återremiss",
    "answered": "anses besvarad",
    "recommended": "föreslaget till annat organ",
    "noted": "antecknat",
    "withdrawn": "utgår",
}
# What a body that only prepares a matter asks the deciding one to do.
ASKED_WORDS: dict[Outcome, str] = {
    "approved": "bifall",
    "rejected": "avslag",
    "tabled": "bordläggning",
    "referred_back": "återremiss",
    "answered": "att ärendet anses besvarat",
    "recommended": "förslag till annat organ",
    "noted": "att ärendet antecknas",
    "withdrawn": "att ärendet utgår",
}
ROLE_WORDS: dict[Role, str] = {
    "chair": "ordförande",
    "vice_chair": "vice ordförande",
    "member": "ledamot",
    "substitute": "ersättare",
    "secretary": "sekreterare",
    "adjuster": "justerare",
    "official": "tjänsteperson",
    "other": "övrig närvarande",
}
REQUEST_WORDS: dict[Request, str] = {
    "approve": "bifall",
    "reject": "avslag",
    "amend": "ändring",
    "add": "tillägg",
    "refer_back": "återremiss",
    "table": "bordläggning",
    "other": "annat",
}
THING_WORDS: dict[Thing, str] = {
    "motion": "motioner",
    "interpellation": "interpellationer",
    "citizen": "medborgarförslag",
    "initiative": "initiativ",
    "reservation": "reservationer",
    "vote": "omröstningar",
    "moved": "yrkanden",
    "decision": "beslut",
    "matter": "ärenden",
}
# What was done with many of a thing.
DEED_WORDS: dict[Deed, str] = {
    "answered": "besvarade",
    "rejected": "avslagna",
    "granted": "bifallna",
    "approved": "godkända",
    "adopted": "antagna",
    "fixed": "fastställda",
    "tabled": "bordlagda",
    "referred_back": "återremitterade",
    "noted": "antecknade",
    "withdrawn": "utgick",
    "endorsed": "tillstyrkta",
    "opposed": "avstyrkta",
    "voted": "med omröstning",
    "reserved": "med reservation",
    "moved": "med yrkande",
    "decided": "med beslut",
    "treated": "behandlade",
    "disqualified": "med jäv",
}
BALLOT_WORDS: dict[Ballot, str] = {"yes": "ja", "no": "nej", "abstained": "avstår", "absent": "frånvarande"}
# How a field of the metadata is known, where no person has told it.
BASIS_WORDS: dict[Basis, str] = {
    "head": "enligt handlingens början",
    "path": "enligt filens eller mappens namn",
    "text": "enligt löptexten",
    "neighbours": "som andra handlingar i mappen",
}
# How sure a field of the metadata is, by how it is known.
CONFIDENCE: dict[Basis, float] = {"given": 1.0, "head": 0.95, "path": 0.8, "text": 0.75, "neighbours": 0.6}
