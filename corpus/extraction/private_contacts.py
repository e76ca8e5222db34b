"""Which contact details belong to private persons, and not to elected people, officials, bodies or companies.

The nearest words before one tell; who writes «jag» is told of by the same sentence alone. Where none do, a mail for
everyone, a mobile number, a flat, and what stands behind a name are a private person's; what stands beside another
detail goes with it. A mail at an office, by its own name or its domain's, is that office's whatever the words say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.base.text import folded
from corpus.extraction.contact_details import ContactDetail, contact_details
from corpus.extraction.people import NAME, PARTY, WORK_WORD
from corpus.vocabulary.municipalities import owner_of_site
from corpus.vocabulary.private_persons import (
    CONTACT_CUE,
    FIRST_PERSON,
    FLAT,
    FUNCTION_MAIL,
    GREETING,
    OFFICE_CUE,
    PRIVATE_CUE,
    PRIVATE_MAIL,
    PRONOUN_CUE,
    PUBLIC_CUE,
)

_BEFORE, _AFTER, _BESIDE, _TITLE_CHARS = 400, 80, 60, 30
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\f")
_SENTENCE_END = re.compile(r"[.?!;•]\s+(?=[A-ZÅÄÖ])|\n")
_OFFICE = re.compile(
    rf"(?<!\w)(?<!som\s)(?<!min\s)(?<!vår\s)(?!ombud\b){WORK_WORD}s?(?!\w)|{OFFICE_CUE.pattern}", re.IGNORECASE
)
_PARTY = re.compile(PARTY)
_NAME_RIGHT_BEFORE = re.compile(rf"(?<!\w){NAME}[\s,:<(–-]{{0,4}}(?:(?:på|i)\s)?$")
_NAME = re.compile(rf"(?<!\w){NAME}(?!\w)")
_POSTCODE = re.compile(r"\b\d{3}\s?\d{2}\s")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def private_contacts(text: str) -> Iterator[ContactDetail]:
    """The contact details of private persons in the text, in order."""
    last: ContactDetail | None = None
    was_private = False
    for detail in contact_details(text):
        start, end = _paragraph_around(text, detail)
        stands_beside = last is not None and last.start >= start and detail.start - last.end <= _BESIDE
        beside = was_private if stands_beside else None
        last, was_private = detail, _is_private(text[start : detail.start], detail, text[detail.start : end], beside)
        if was_private:
            yield detail


def _is_private(before: str, detail: ContactDetail, rest: str, beside: bool | None) -> bool:
    """Whether the detail is a private person's, by the words of its paragraph and whose the detail beside it is."""
    if detail.is_town:
        return bool(beside) and _nearest(before) is not False
    length = detail.end - detail.start
    written, after = rest[:length], rest[length:]
    if detail.kind == "mail":
        return _is_private_mail(written, before, after, beside)
    if detail.kind == "address":
        return _is_private_address(written, before, after, beside)
    return _is_private_phone(detail.is_mobile, before, after, beside)


def _is_private_address(address: str, before: str, after: str, beside: bool | None) -> bool:
    """Whether an address is a home: a flat's, or a whole one right behind a name, unless a title stands there."""
    if FLAT.search(address) and _nearest(_own_sentence(before)) is not False:
        return True
    named = _NAME_RIGHT_BEFORE.search(before)
    is_whole = _POSTCODE.search(address + after[:12]) is not None
    is_home = named is not None and is_whole
    told = _nearest(_beside_name(before, named.start())) if named and is_home else _told(before, after)
    if told is not None:
        return told
    if is_home or beside is not None:
        return is_home or bool(beside)
    return named is not None or (is_whole and _NAME.search(_own_sentence(before)) is not None)


def _is_private_phone(is_mobile: bool, before: str, after: str, beside: bool | None) -> bool:
    """Whether a telephone number is a private person's: where no words tell, a mobile's, or behind a name."""
    told = _told(before, after)
    if told is not None:
        return told and not _has_office_mail(before, after)
    if beside is not None:
        return beside
    return (is_mobile or _NAME.search(before) is not None) and not _has_others_mail(before, after)


def _is_private_mail(mail: str, before: str, after: str, beside: bool | None) -> bool:
    """Whether a mail is a private person's: at a domain that says nothing, as a telephone number is told."""
    sentence = _own_sentence(before)
    if _has_office(sentence):
        return False
    if PRIVATE_MAIL.search(mail) is not None or _is_named_after(mail, sentence):
        return True
    if _is_of_office(mail):
        return False
    told = _told(before, after)
    if told is not None:
        return told
    return _NAME.search(before) is not None if beside is None else beside


def _told(before: str, after: str) -> bool | None:
    """Whether the words around speak of a private person; below a greeting only what stands there can say no."""
    greeting = max(_ends(GREETING, before), default=0)
    told = _nearest(before[greeting:])
    if told is None:
        told = _nearest_after(after)
    if told is False and not greeting and FIRST_PERSON.search(before):
        told = _nearest(_own_sentence(before)) is not False
    return True if told is None and greeting else told


def _is_of_office(mail: str) -> bool:
    """Whether the mail's own name or its domain's is that of an office, a body, a company or an association."""
    return FUNCTION_MAIL.search(mail) is not None or owner_of_site(mail.rpartition("@")[2].split(".")[-2]) is not None


def _is_named_after(mail: str, before: str) -> bool:
    """Whether the mail's domain is a word of somebody's name before it («Hanna Lööf, hanna@loof.nu»)."""
    domain = mail.rpartition("@")[2].split(".")[-2].lower()
    names = " ".join(match.group() for match in _NAME.finditer(before))
    return domain in folded(names).split() and PUBLIC_CUE.search(before) is None


def _beside_name(before: str, start: int) -> str:
    """The name that begins there with the title or office before it on its line or in its place of a list."""
    begins = max(before.rfind(sign, 0, start) + 1 for sign in ("\n", ";", " och "))
    return before[max(begins, start - _TITLE_CHARS) :]


def _nearest(before: str) -> bool | None:
    """Whether the nearest telling words speak of a private person; ``None`` where there are none.

    A pronoun, or a person to contact, is the one with an office or without whom the words before told of.
    """
    private, pronoun, contact = (_last_end(cue, before) for cue in (PRIVATE_CUE, PRONOUN_CUE, CONTACT_CUE))
    office = max(_office_ends(before), default=-1)
    public = max(office, _last_end(PUBLIC_CUE, before))
    if max(pronoun, contact) > max(private, public):
        return private > office if private != office else pronoun > contact
    return None if private == public else private > public


def _nearest_after(after: str) -> bool | None:
    words = _own_sentence_after(after)
    private = min((match.start() for match in PRIVATE_CUE.finditer(words)), default=len(words))
    public = min(
        (match.start() for p in (_OFFICE, _PARTY, PUBLIC_CUE) for match in p.finditer(words)), default=len(words)
    )
    return None if private == public else private < public


def _public_ends(words: str) -> list[int]:
    return _office_ends(words) + _ends(PUBLIC_CUE, words)


def _office_ends(words: str) -> list[int]:
    return _ends(_OFFICE, words) + _ends(_PARTY, words)


def _ends(pattern: re.Pattern[str], words: str) -> list[int]:
    return [match.end() for match in pattern.finditer(words)]


def _last_end(pattern: re.Pattern[str], words: str) -> int:
    return max(_ends(pattern, words), default=-1)


def _has_office(words: str) -> bool:
    """Whether the nearest words that tell of a person tell of an elected one or an official."""
    return max(_office_ends(words), default=-1) > max(_ends(PRIVATE_CUE, words), default=-1)


def _has_others_mail(before: str, after: str) -> bool:
    """Whether a mail that is not for everyone stands beside: the number is then reached at the same office."""
    return any(not PRIVATE_MAIL.search(mail) for mail in _mails_beside(before, after))


def _has_office_mail(before: str, after: str) -> bool:
    """Whether a mail of an office stands beside."""
    return any(_is_of_office(mail) for mail in _mails_beside(before, after))


def _mails_beside(before: str, after: str) -> list[str]:
    return _MAIL.findall(_own_sentence(before)[-_BESIDE:] + " " + after[:_BESIDE])


def _own_sentence(before: str) -> str:
    return before[max(_ends(_SENTENCE_END, before), default=0) :]


def _own_sentence_after(after: str) -> str:
    found = _SENTENCE_END.search(after)
    return after[: found.start()] if found else after


def _paragraph_around(text: str, detail: ContactDetail) -> tuple[int, int]:
    """Where the words begin and end that are looked at: so many on each side, in the same paragraph."""
    low, high = max(0, detail.start - _BEFORE), min(len(text), detail.end + _AFTER)
    begins = max((match.end() for match in _PARAGRAPH.finditer(text, low, detail.start)), default=low)
    found = _PARAGRAPH.search(text, detail.end, high)
    return begins, found.start() if found else high
