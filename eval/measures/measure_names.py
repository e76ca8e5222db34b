"""The measures as people read them: each name in Swedish, and what it says in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corpus.vocabulary.labels import KIND_WORDS
from service.staff.gold import ASKERS, QUESTION_KINDS, UNANSWERABLE

MEASURE_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "answer_correct": ("Rätt svar", "Svaret innehåller det som ett rätt svar måste innehålla."),
        "success@1": ("Rätt avsnitt först", "Det första avsnittet i sökningen är ett rätt ställe."),
        "success@3": ("Rätt avsnitt bland 3", "Ett rätt ställe finns bland de 3 första avsnitten."),
        "success@5": ("Rätt avsnitt bland 5", "Ett rätt ställe finns bland de 5 första avsnitten."),
        "success@10": ("Rätt avsnitt bland 10", "Ett rätt ställe finns bland de 10 första avsnitten."),
        "recall@5": ("Täckning bland 5", "Hur många av frågans rätta ställen som finns bland de 5 första avsnitten."),
        "recall@10": (
            "Täckning bland 10",
            "Hur många av frågans rätta ställen som finns bland de 10 första avsnitten.",
        ),
        "ndcg@10": (
            "Ordning bland 10",
            "Hur nära den bästa ordningen de 10 första avsnitten ligger (nDCG). 1 är bäst.",
        ),
        "mrr@10": ("Rangordning", "Ett delat med platsen för rätt avsnitt, i medeltal (MRR). 1 är bäst."),
        "citation_match": ("Svar med rätt källa", "Minst en av svarets källor är ett rätt ställe."),
        "citation_precision": ("Rätta källor", "Hur många av alla källor under svaren som är rätta ställen."),
        "quote_verbatim": ("Ordagranna citat", "Citatet står ord för ord i källan."),
        "refused_right": ("Avstod med rätta", "Av frågor som dokumenten inte besvarar: så många fick inget svar."),
        "sure": ("Sagt vara säkra", "Av svaren: så många sägs vara säkra."),
        "sure_right": ("Rätt bland de säkra", "Av svaren som sägs vara säkra: så många var rätt."),
        "refused_wrong": (
            "Avstod i onödan",
            "Av frågor som går att besvara: så många fick inget svar. Lägre är bättre.",
        ),
        "refusal_precision": ("Rätt att avstå", "Av alla gånger tjänsten avstod: så många gånger var det rätt."),
    }
)
# The first of these that a run has tells how many questions its figures stand on.
COUNTED = ("answer_correct", "success@10", "refused_right")
# The same figure under another name.
REPEATED = frozenset({"refusal_recall"})
# Means that are no share of questions.
NOT_SHARES = ("mrr", "ndcg", "brier", "ece")
LATENCY_NAMES: Mapping[str, str] = MappingProxyType({"ask_ms": "Svar", "search_ms": "Sökning"})
# The members of each way that questions are taken apart.
MEMBER_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "by_kind": {**QUESTION_KINDS, UNANSWERABLE: "Går inte att besvara"},
        "by_asker": ASKERS,
        "by_document_kind": dict(KIND_WORDS.items()),
    }
)


def measure_name(name: str) -> str:
    """The measure as people call it; one that is not known under its own name."""
    return MEASURE_NAMES[name][0] if name in MEASURE_NAMES else name
