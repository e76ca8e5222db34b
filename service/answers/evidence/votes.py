"""The words of minutes that tell the figures of a vote."""

from __future__ import annotations

import re

from corpus.base.types import Document, Span, Vote
from corpus.structure.sentences import split_sentences


def vote_figures(document: Document, vote: Vote) -> Span:
    """The sentence that tells the figures of a vote, or all of it."""
    for sentence in split_sentences(document.text[vote.start : vote.end]):
        span = Span(vote.start + sentence.start, vote.start + sentence.end)
        figures = re.findall(r"\d+", document.text[span.start : span.end])
        if {str(vote.yes), str(vote.no)} <= set(figures):
            return span
    return Span(vote.start, vote.end)
