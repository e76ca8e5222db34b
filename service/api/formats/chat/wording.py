"""An answer as a chat shows it: Markdown with numbered links, and what each link is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.base.text import one_line
from service.api.formats.chat.shapes import Annotation, UrlCitation
from service.api.formats.plain_words import plain, seen
from service.base.text import location_words, section_title
from service.base.types import Answer, Citation, Hit

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$]")
# At the head of a line these make lists and rules.
_HEAD = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))")
_BARE_ADDRESS = re.compile(r"\bwww\.|(?<=\w)@(?=\w)")
_NO_ANSWER = "Inget svar i handlingarna."
_NEAREST = "Det här ligger närmast:"
_SOURCES = "Källor:"


@dataclass(frozen=True, slots=True)
class Wording:
    """The pieces of the text in order, to be shown one after the other, and the links in them."""

    pieces: tuple[str, ...]
    annotations: tuple[Annotation, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces)


def in_markdown(words: str) -> str:
    """The words as Markdown that shows just them: plain, on one line, every sign of mark-up escaped."""
    line = _SPECIAL.sub(r"\\\g<0>", one_line(plain(words)))
    line = _BARE_ADDRESS.sub(lambda found: "www\\." if found[0] == "www." else "\\@", line)
    return _HEAD.sub(lambda head: f"{head[1]}\\{head[2]}" if head[2] else f"{head[1]}{head[3]}\\{head[4]}", line)


def wording_of(answer: Answer, address: str) -> Wording:
    """The answer in Markdown, with links under the address of the service."""
    pieces: list[str] = []
    annotations: list[Annotation] = []
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        pieces.append(f"{' ' if pieces else ''}{in_markdown(sentence.text)}")
        for number in sentence.citations:
            mark = f"[[{number}]]({_link(by_number[number], address)})"
            start = sum(map(len, pieces)) + 1
            pieces.append(f" {mark}")
            annotations.append(_annotation(by_number[number], start, start + len(mark), address))
    return Wording((*pieces, *_rest(answer, address)), tuple(annotations))


def _rest(answer: Answer, address: str) -> Iterator[str]:
    """What stands under the sentences: what is missing, then the sources or what lies nearest."""
    if not answer.sentences:
        yield _NO_ANSWER
    if answer.reason:
        gap = "\n\n" if answer.sentences else " "
        yield f"{gap}{in_markdown(answer.reason)}"
    if answer.citations:
        yield f"\n\n{_SOURCES}\n"
        yield from (f"\n{citation.number}. {_source(citation, address)}" for citation in answer.citations)
    elif answer.related:
        yield f"\n\n{_NEAREST}\n"
        yield from (f"\n- {_source(hit, address)}" for hit in answer.related)


def _source(found: Citation | Hit, address: str) -> str:
    words = in_markdown(location_words(found.document, found.section))
    return f"[{in_markdown(_title(found))}]({_link(found, address)}) · {words}"


def _title(found: Citation | Hit) -> str:
    return f"{found.document.title}: {section_title(found.section)}"


def _annotation(citation: Citation, start: int, end: int, address: str) -> Annotation:
    title, url = one_line(plain(_title(citation))), _link(citation, address)
    return Annotation(url_citation=UrlCitation(start_index=start, end_index=end, title=title, url=url))


def _link(found: Citation | Hit, address: str) -> str:
    return f"{address}{seen(found.url)}"
