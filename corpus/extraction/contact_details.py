"""E-mail addresses, telephone numbers and street addresses where they stand in a text, whoever they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers

ContactKind = Literal["address", "mail", "phone"]

_LETTER = r"[^\W\d_]"
_BLANK = "[ \u00a0\u2009\u202f]"
# RFC 5321's dot-string and domain, without the quoted forms that nobody writes
_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]{1,64}"
# As it is written, or hidden from machines that gather addresses
_HIDDEN = r" ?[(\[](?:at|a|snabel-?a)[)\]] ?"
_HIDDEN_AT = re.compile(_HIDDEN)
AT = rf"(?:@|{_HIDDEN})"
_MAIL = re.compile(
    rf"(?<![\w.+@-]){_LOCAL}(?:\.{_LOCAL}){{0,9}}{AT}(?:[\w-]{{1,63}}\.){{1,5}}{_LETTER}{{2,24}}(?![\w@])"
)
_NUMBER = re.compile(
    rf"(?<![\w/:.,-])(?<![0-9]{_BLANK})(?:\+|00?)[1-9](?:{_BLANK}?[-–/().]?{_BLANK}?[0-9]){{6,13}}(?![\w/:]|[.,-][0-9]|{_BLANK}[0-9])"
)
# With points between, fewer digits than these may be a day
_DIGITS_OF_NO_DAY = 9
# What stands behind one of these is a number to call also where no plan of numbers has it
_CALLED = re.compile(r"\b(?:tel|tfn|telefon\w*|mob|mobil\w*)[.:]?\s{0,2}$", re.IGNORECASE)
_WORDS_BEFORE = 20
_COUNTRIES = ("SE", "FI")

_STREET_END = (
    r"(?:gatan|gata|vägen|väg|stigen|stig|gränd(?:en)?|all[ée]n?|backen?|torget|torg|liden|esplanaden|avenyn?|leden|gården|gången"
    r"|höjden|kroken|ringen|slingan|svängen|stråket|terrassen|kajen|udden|lunden|ängen|dalen|parken|platsen|plats|brink(?:en)?"
    r"|stranden|kullen|berget|hagen|rundan|spåret|trappan|viken|åsen|bron|promenaden|gläntan|lyckan|vreten|bågen|åkern|länken|grinden"
    r"|sluttningen|(?<=[a-zåäö]{4})[gv]\.)"
)
_CAPITAL = rf"[A-ZÅÄÖÉ](?:{_LETTER}|-(?={_LETTER})){{0,40}}"
_HOUSE = r"[1-9][0-9]{0,2}(?:[ \u00a0]?[A-Z](?![^\W_])|[a-z](?!\w))?(?![0-9]|[:.,–-][0-9]|\s?(?:%|kr|mnkr|m2|meter|§))"
_FLAT = r"(?:,? {1,2}(?:lgh\.? ?[0-9]{3,4}|[0-9]{1,2} ?tr\.?|[bn]b|bv))?"
_FIRST_OF_TWO = r"(?:Lilla|Stora|Norra|Södra|Västra|Östra|Nya|Gamla|Övre|Nedre|Öster|Väster|Upplands|Sankt)"
# In a form the town has a field of its own
_TOWN = (
    rf"(?:(?:SE?|FIN?)-? ?)?[1-9][0-9]{{2}}{_BLANK}?[0-9]{{2}}(?:,?{_BLANK}(?i:(?:post)?ort){_BLANK}?:)?{_BLANK}{{1,3}}"
    rf"(?:{_FIRST_OF_TWO} )?{_CAPITAL}"
)
_SAINT = r"(?:S:ta?|St|L:a|G:la|[NSVÖ])\.?"
_STREET_NAME = rf"[A-ZÅÄÖÉ](?:{_LETTER}|-){{0,30}}?{_STREET_END}"
# «Norra Strandgatan 6», «Mor Kerstins väg 13»: the last word is a street's, alone or put together; who lives there may
# stand right before («Eva Ek Strandgatan 6»)
_STREET = re.compile(
    rf"(?<![\w-])(?<!fastigheten )(?<!kvarteret )(?<!kv\. )"
    rf"(?:(?!{_FIRST_OF_TWO}\b){_CAPITAL},?{_BLANK}(?!{_FIRST_OF_TWO}\b){_CAPITAL}{_BLANK}(?=(?:{_CAPITAL}{_BLANK})?{_STREET_NAME}{_BLANK}[1-9]))?"
    rf"(?P<address>(?:{_SAINT}{_BLANK}?)?(?:{_CAPITAL}{_BLANK}){{0,3}}"
    rf"(?:{_STREET_NAME}|{_CAPITAL}(?<=s){_BLANK}(?i:{_STREET_END}))"
    rf"{_BLANK}{_HOUSE}{_FLAT}(?:,?\s{{1,2}}{_TOWN})?)"
)
# «på lingonstigen 4»: written as people write to each other, and no road that goes through the country
_SMALL_STREET = re.compile(
    r"(?<![\w-])(?!(?:riks|läns|lands|europa|motor|infarts|huvud|stam|skogs|gång|cykel)väg)"
    rf"(?P<address>{_LETTER}{{3,25}}(?:gatan|vägen|stigen|gränden){_BLANK}{_HOUSE}{_FLAT})"
)
_JOINING = "(?:på|vid|av|från|till|och|för|om|med|hos|under)"
_PLACE = rf"{_CAPITAL}(?:{_BLANK}(?!{_JOINING}{_BLANK}){_LETTER}{{2,30}}){{0,3}}"
_FARM_NUMBER = rf"(?:{_HOUSE}|[1-9][0-9]{{3}}(?![0-9])|[1-9][0-9]{{0,2}}:[1-9][0-9]{{0,3}}(?=,?\s))"
# Farms and houses outside towns: any name with a number, or one that says that it is a farm's, in front of a postcode
_FARM = re.compile(
    rf"(?<![\w-])(?P<address>(?:{_PLACE}{_BLANK}{_FARM_NUMBER}{_FLAT}|{_CAPITAL}{_BLANK}(?:(?:herr|präst)?gård|torp|säteri)|PL{_BLANK}[0-9]{{1,5}})"
    rf",?\s{{1,2}}(?:{_CAPITAL},?\s{{1,2}})?{_TOWN})"
)
# Any name with a number that is said to be an address, or where somebody lives
_SAID = re.compile(
    rf"(?:(?i:adress){_BLANK}?:\s{{1,2}}|\b(?:bor|bosatt|boende|skriven|folkbokförd|vi|oss|hus|sommarhus|stuga){_BLANK}(?:{_LETTER}+{_BLANK})?(?:på|i|vid){_BLANK})"
    rf"(?P<address>{_PLACE}{_BLANK}{_FARM_NUMBER}{_FLAT})"
)
_POSTAL = re.compile(rf"(?<![\w-]){_TOWN}(?!{_LETTER})")
# What every street with its number and every postcode has, and how far an address reaches around it
_NUMBERED = re.compile(rf"(?<=[^\W\d_]|\.){_BLANK}(?=[1-9])")
_STREET_BEFORE = re.compile(rf"(?i:{_STREET_END})\Z")
_LONGEST_END, _BEFORE, _BEHIND = 12, 300, 200


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """Where a contact detail stands. ``is_mobile`` is told of telephone numbers, ``is_town`` of a postcode alone."""

    kind: ContactKind
    start: int
    end: int
    is_mobile: bool = False
    is_town: bool = False


def contact_details(text: str) -> list[ContactDetail]:
    """The contact details in the text, in order, none inside another."""
    found = [*_mails(text), *_numbers(text), *_addresses(text)]
    kept: list[ContactDetail] = []
    for detail in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or detail.start >= kept[-1].end:
            kept.append(detail)
    return kept


def _mails(text: str) -> Iterator[ContactDetail]:
    if "@" in text or _HIDDEN_AT.search(text):
        yield from (ContactDetail("mail", *match.span()) for match in _MAIL.finditer(text))


def _numbers(text: str) -> Iterator[ContactDetail]:
    """What is dialled to one subscriber: numbers of services belong to nobody."""
    for match in _NUMBER.finditer(text):
        kind = _number_type(match.group())
        if "." in match.group() and sum(map(str.isdigit, match.group())) < _DIGITS_OF_NO_DAY:
            continue
        if kind is not None or _CALLED.search(text, max(0, match.start() - _WORDS_BEFORE), match.start()):
            yield ContactDetail("phone", *match.span(), is_mobile=kind == phonenumbers.PhoneNumberType.MOBILE)


def _number_type(written: str) -> int | None:
    for country in _COUNTRIES:
        try:
            number = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            continue
        kind = phonenumbers.number_type(number)
        if kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            return int(kind)
    return None


def _addresses(text: str) -> Iterator[ContactDetail]:
    """Streets first: what only its postcode tells to be an address may hold the words before it."""
    spans: list[tuple[int, int]] = []
    streets, towns = _around(text, _street_ends(text)), _around(text, (at.start() for at in _POSTAL.finditer(text)))
    where = ((_STREET, streets), (_SMALL_STREET, streets), (_FARM, towns), (_SAID, [(0, len(text))]))
    for pattern, places in where:
        more = [match.span("address") for place in places for match in pattern.finditer(text, *place)]
        spans += [(start, end) for start, end in more if all(end <= taken or start >= last for taken, last in spans)]
    yield from (ContactDetail("address", *span) for span in spans)
    yield from (ContactDetail("address", *match.span(), is_town=True) for match in _POSTAL.finditer(text))


def _street_ends(text: str) -> Iterator[int]:
    """Where a word that may be a street's ends with a number behind it."""
    for match in _NUMBERED.finditer(text):
        at = match.start()
        if _STREET_BEFORE.search(text, max(0, at - _LONGEST_END), at):
            yield at


def _around(text: str, places: Iterable[int]) -> list[tuple[int, int]]:
    """The stretches of the text in which an address at one of the places can stand, those that meet as one."""
    found: list[tuple[int, int]] = []
    for at in places:
        start, end = max(0, at - _BEFORE), min(len(text), at + _BEHIND)
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found
