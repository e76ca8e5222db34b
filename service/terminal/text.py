"""Answers and hits as they are read on a terminal."""

from __future__ import annotations

from corpus.base.text import one_line
from corpus.vocabulary.labels import STATUS_WORDS
from service.base.text import location_words, section_title
from service.base.types import Answer, Citation, Hit, SearchResult
from service.web.marked_text import mark_excerpt


def answer_text(answer: Answer) -> str:
    """The answer as it is read on a terminal: the words, then each source with its place and quote."""
    lines = [answer.text] if answer.sentences else ["Inget svar i handlingarna."]
    if answer.reason:
        lines.append(answer.reason)
    if answer.citations:
        lines += ["", "Källor", *map(_citation_text, answer.citations)]
    if answer.related:
        heading = "Fler träffar" if answer.sentences else "Det här ligger närmast"
        lines += ["", heading, *map(_hit_text, answer.related)]
    return "\n".join(lines)


def search_text(result: SearchResult) -> str:
    """The hits as they are read on a terminal."""
    counted = "1 träff" if result.total == 1 else f"{result.total} träffar"
    return "\n".join([counted, *map(_hit_text, result.hits)])


def _citation_text(citation: Citation) -> str:
    status = f" · {STATUS_WORDS[citation.decision_status]}" if citation.decision_status else ""
    return "\n".join(
        (
            f"[{citation.number}] {citation.document.title}",
            f"    {location_words(citation.document, citation.section)}{status}",
            f"    {section_title(citation.section)}",
            f"    ”{one_line(citation.quote)}”",
            f"    {citation.url}",
        )
    )


def _hit_text(hit: Hit) -> str:
    excerpt = "".join(segment.text for segment in mark_excerpt(hit))
    return "\n".join(
        (
            f"{hit.rank}. {section_title(hit.section)}",
            f"    {hit.document.title} · {location_words(hit.document, hit.section)}",
            f"    {one_line(excerpt)}",
            f"    {hit.url}",
        )
    )
