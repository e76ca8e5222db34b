"""The mails: what they say in Swedish, as plain text and as simple HTML with the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlencode

from corpus.vocabulary.dates import written_date
from service.base.text import counted
from service.watching.outgoing import WaitingMail
from service.watching.periods import FREQUENCY_WORDS
from service.watching.returns import message_id
from service.watching.subscriptions import CONFIRM_HOURS, Subscription
from service.watching.watching import Watching
from service.web.display_text import excerpt
from service.web.exports.feed import Entry
from service.web.rendering import templates
from service.web.watch.topics import Topic

CONFIRM, LEAVE = "bekrafta", "avsluta"
MOST_TOLD = 30

_MOST_WORDS = 400
_MOST_SUBJECT = 120
_TEMPLATE = templates(Path(__file__).resolve().parent.parent / "templates").get_template("letter.html")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what it says, and where it leads."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something new: its title, whose it is, its words, and where to read it."""

    title: str
    place: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is written: its heading, and paragraphs, items and links in their order."""

    heading: str
    parts: tuple[str | Link | Item, ...]


def entry_fields(entry: Entry) -> Mapping[str, str]:
    """What a mail keeps of an entry until it is sent."""
    return {
        "title": entry.title,
        "place": entry.place,
        "words": excerpt(entry.words, _MOST_WORDS),
        "path": entry.path,
    }


def link_to(watching: Watching, action: str, subscription_id: str) -> str:
    """The address that confirms or ends a watch; only who has had the mail knows it."""
    signed = watching.key.sign(action, subscription_id)
    return f"{watching.site}/bevaka/{action}?{urlencode({'nyckel': signed})}"


def write(watching: Watching, watch: Subscription, mail: WaitingMail) -> EmailMessage:
    """The mail as it is sent: of the same watch and period always the same, letter by letter."""
    topic = Topic.of(watch.topic)
    letter = _digest(watching, watch, topic, mail) if mail.period else _question(watching, watch, topic, mail)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = excerpt(letter.heading, _MOST_SUBJECT)
    message["From"] = Address(_signature(watching), addr_spec=watching.sender)
    message["To"] = Address(addr_spec=watch.address)
    message["Date"] = format_datetime(datetime.fromtimestamp(int(mail.made), UTC))
    domain = watching.sender.rpartition("@")[2]
    message["Message-ID"] = message_id(watch.id, mail.period, domain)
    message["Auto-Submitted"] = "auto-generated"
    if mail.period:
        message["List-Unsubscribe"] = f"<{link_to(watching, LEAVE, watch.id)}>"
        # RFC 8058 has it only for addresses with https.
        if watching.site.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(as_text(letter), cte="quoted-printable")
    message.add_alternative(as_html(letter), subtype="html", cte="quoted-printable")
    # Not before there is content, which takes away all that was said of it.
    message["Content-Language"] = "sv"
    message.set_boundary(f"{watch.id}-{mail.period}")
    return message


def as_text(letter: Letter) -> str:
    """The letter as plain text, a blank line between its parts."""
    return "\n\n".join((letter.heading, *map(_text, letter.parts))) + "\n"


def as_html(letter: Letter) -> str:
    """The letter as HTML that fetches nothing."""
    kinds = [(type(part).__name__, part) for part in letter.parts]
    return _TEMPLATE.render(heading=letter.heading, parts=kinds)


def _text(part: str | Link | Item) -> str:
    match part:
        case Link(words, url):
            return f"{words}:\n{url}"
        case Item(title, place, words, url):
            return "\n  ".join(filter(None, (f"* {title}", place, words, url)))
    return part


def _question(watching: Watching, watch: Subscription, topic: Topic, mail: WaitingMail) -> Letter:
    """The mail that asks whoever has the address whether the watch is wanted."""
    last = datetime.fromtimestamp(mail.made) + timedelta(hours=CONFIRM_HOURS)
    return Letter(
        f"Vill du bevaka {topic.title}?",
        (
            f"Någon, troligen du, har bett om mejl till den här adressen när det kommer {_awaited(topic)}. "
            f"Mejlen kommer högst {FREQUENCY_WORDS[watch.frequency]}, och bara när det finns något nytt.",
            Link("Bekräfta att du vill ha mejlen", link_to(watching, CONFIRM, watch.id)),
            f"Länken gäller till och med den {written_date(last.date())}.",
            "Var det inte du? Då behöver du inte göra något. Du får inga fler mejl, och adressen raderas.",
            *_signed(watching),
        ),
    )


def _digest(watching: Watching, watch: Subscription, topic: Topic, mail: WaitingMail) -> Letter:
    """The mail that tells what is new."""
    total = len(mail.entries)
    noun = ("avsnitt om frågan", "avsnitt om frågan") if topic.is_question else ("beslut eller förslag",) * 2
    new = "nytt" if total == 1 else "nya"
    told = mail.entries[:MOST_TOLD]
    more = (f"Här är de {len(told)} första.",) if total > len(told) else ()
    site = watching.site_of(topic.collection)
    # What was kept before there were places has none.
    items = (Item(e["title"], e.get("place", ""), e["words"], site + e["path"]) for e in told)
    return Letter(
        f"Nytt om {topic.title}",
        (
            " ".join((f"Det har kommit {counted(total, f'{new} {noun[0]}', f'{new} {noun[1]}')}.", *more)),
            *items,
            Link("Visa svaret på frågan" if topic.is_question else "Visa hela listan", site + topic.page),
            "Texterna är utdrag som ett program har valt. Läs hela stället i handlingen innan du använder det.",
            f"Du får mejlen högst {FREQUENCY_WORDS[watch.frequency]} för att du bevakar {topic.title}.",
            Link("Sluta bevaka", link_to(watching, LEAVE, watch.id)),
            *_signed(watching),
        ),
    )


def _awaited(topic: Topic) -> str:
    """What is waited for: «nya beslut och förslag: Styrelsen, Region Exempel»."""
    return f"något nytt om {topic.title}" if topic.is_question else f"nya beslut och förslag: {topic.title}"


def _signed(watching: Watching) -> tuple[str | Link, ...]:
    return (
        f"Hälsningar från {_signature(watching)}",
        Link("Så behandlas din adress", f"{watching.site}/om#bevakningar"),
    )


def _signature(watching: Watching) -> str:
    """Who sends: «Paragraf, Exempels kommun»."""
    return f"Paragraf, {watching.operator}" if watching.operator else "Paragraf"
