"""Which contact details belong to private persons, and not to elected people, officials, bodies or companies.

The nearest words before one tell; who writes «jag» is told of by the same sentence alone. Where none do, a mail for
everyone, a mobile number, a flat, and what stands behind a name are a private person's; what stands beside another
detail goes with it. A mail at an office, by its own name or its domain's, is that office's whatever the words say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.base.text import folded
from corpus.extraction.contact_details import AT, ContactDetail, contact_details
from corpus.extraction.people import NAME, NAME_WORD, PARTY, WORK_WORD
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

_BEFORE, _AFTER, _BESIDE, _TITLE_CHARS, _BEHIND_CHARS = 400, 80, 60, 30, 25
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\f")
# Each place of a list is a sentence of its own
_SENTENCE_END = re.compile(r"[.?!;•]\s+(?=[A-ZÅÄÖ])|[,;]?\s(?=[a-zåäö0-9]{1,2}\)\s)|\n")
_OFFICE = re.compile(
    rf"(?<!\w)(?<!som\s)(?<!min\s)(?<!vår\s)(?!ombud\b){WORK_WORD}s?(?!\w)|{OFFICE_CUE.pattern}", re.IGNORECASE
)
_PARTY = re.compile(PARTY)
_NAME_RIGHT_BEFORE = re.compile(rf"(?<!\w)(?:{NAME}|{NAME_WORD}, {NAME_WORD})[\s,:<(–-]{{0,4}}(?:(?:på|i)\s)?$")
_NAME = re.compile(rf"(?<!\w){NAME}(?!\w)")
_POSTCODE = re.compile(r"\b\d{3}\s?\d{2}\s")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AT = re.compile(AT)
_BOX = re.compile(r"Box\b")
# Where something stands or happens («lekplatsen vid Ågatan 4»), unless somebody lives there
_AT_A_PLACE = re.compile(r"(?<!bor)(?<!boende)(?<!bosatt)\s(?:vid|utanför)\s$")
# Between two of a kind that are told of as one
_ONE_MORE = re.compile(r"(?:,|,?\s(?:och|eller|samt))\s")
_LIVES_THERE = re.compile(r",?\s(?:där|som)\s(?:\w+\s){0,5}(?:bor|bodde|bott)\b")
_SAID_PRIVATE = re.compile(r",?\s\(?(?:privat|hem)\w*")


def private_contacts(text: str) -> Iterator[ContactDetail]:
    """The contact details of private persons in the text, in order."""
    last: ContactDetail | None = None
    was_private = False
    mails = _MAIL.findall(text) if "@" in text else ()
    offices = frozenset(_domain(mail) for mail in mails if FUNCTION_MAIL.search(mail)) - {""}
    for detail in contact_details(text):
        start, end = _paragraph_around(text, detail)
        beside = was_private if last is not None and last.start >= start and _is_beside(text, last, detail) else None
        if not (last and last.kind == detail.kind and _ONE_MORE.fullmatch(text, last.end, detail.start)):
            before = _as_presented(text, _in_row(text[start : detail.start]), detail.start)
            was_private = _is_private(before, detail, text[detail.start : end], beside) and not (
                detail.kind == "mail" and _domain(text[detail.start : detail.end]) in offices
            )
        last = detail
        if was_private:
            yield detail


def _is_beside(text: str, last: ContactDetail, detail: ContactDetail) -> bool:
    """Whether a detail stands beside the one before it, which in a table is in the same row."""
    between = text[last.end : detail.start]
    return len(between) <= _BESIDE and not ("\n" in between and "|" in between)


def _in_row(before: str) -> str:
    """The words before a detail that speak of it: in a table its row's, and those of the first row."""
    first, _, others = before.partition("\n")
    row = others[others.rfind("\n") + 1 :]
    return f"{first}\n{row}" if "|" in row or "\t" in row else before


def _as_presented(text: str, before: str, end: int) -> str:
    """The words before a detail, which end there, with whoever they name last as the text presents him or her.

    As «sökanden, Eva Ek» or «Eva Ek (S)»; only where the sentence itself has no word that tells.
    """
    own = _own_sentence(before)
    if PRIVATE_CUE.search(own) or _public_ends(own):
        return before
    is_of_one_named_before = PRONOUN_CUE.search(own) and not _NAME.search(own)
    names = list(_NAME.finditer(before, 0 if is_of_one_named_before else len(before) - len(own)))
    if not names:
        return before
    name = names[-1].group()
    first = text.find(name)
    if first >= end - len(before) + names[-1].start():
        return before
    led_by = _own_sentence(text[max(0, first - _TITLE_CHARS) : first])
    followed_by = _own_sentence_after(text[first + len(name) : first + len(name) + _BEHIND_CHARS])
    return f"{before[: names[-1].start()]}{led_by}{name}{followed_by}{before[names[-1].end() :]}"


def _is_private(before: str, detail: ContactDetail, rest: str, beside: bool | None) -> bool:
    """Whether the detail is a private person's, by the words of its paragraph and whose the detail beside it is."""
    if detail.is_town:
        return bool(beside or _NAME_RIGHT_BEFORE.search(before)) and _nearest(before) is not False
    length = detail.end - detail.start
    written, after = rest[:length], rest[length:]
    if _SAID_PRIVATE.match(after):
        return True
    if detail.kind == "mail":
        return _is_private_mail(_AT.sub("@", written), before, after, beside)
    if detail.kind == "address":
        return _is_private_address(written, before, after, beside)
    return _is_private_phone(detail.is_mobile, before, after, beside)


def _is_private_address(address: str, before: str, after: str, beside: bool | None) -> bool:
    """Whether an address is a home: a flat's, or a whole one right behind a name, unless a title stands there."""
    if _LIVES_THERE.match(after):
        return True
    if _AT_A_PLACE.search(before):
        return False
    if FLAT.search(address) and _nearest(_own_sentence(before)) is not False:
        return True
    named = _NAME_RIGHT_BEFORE.search(before)
    is_whole = _POSTCODE.search(address + after[:12]) is not None
    is_home = named is not None and is_whole and not _BOX.match(address)
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
        told = _nearest_after(after, is_bracketed=before.endswith("("))
    own = _own_sentence(before)
    if told is False and not greeting and FIRST_PERSON.search(before) and not PRONOUN_CUE.search(own):
        told = _nearest(own) is not False
    return True if told is None and greeting else told


def _domain(mail: str) -> str:
    """The domain of a mail, unless it is one for everyone."""
    return "" if PRIVATE_MAIL.search(mail) else mail.rpartition("@")[2].lower()


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
    before = _MAIL.sub("", before)
    private, pronoun, contact = (_last_end(cue, before) for cue in (PRIVATE_CUE, PRONOUN_CUE, CONTACT_CUE))
    office = max(_office_ends(before), default=-1)
    public = max(office, _last_end(PUBLIC_CUE, before))
    if max(pronoun, contact) > max(private, public):
        others = office if pronoun > contact else public
        return private > others if private != others else pronoun > contact
    return None if private == public else private > public


def _nearest_after(after: str, *, is_bracketed: bool) -> bool | None:
    words = _own_sentence_after(after).partition(")")[0] if is_bracketed else _own_sentence_after(after)
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
