"""Markdown is read as its page is shown: comments, escapes and marks of quoting are not text."""

from __future__ import annotations

from corpus.formats.markdown import shown_markdown
from corpus.formats.readers import READERS
from corpus.structure.cleaning import clean_lines


def _lines(markdown: str) -> list[tuple[str, int | None]]:
    return [(line.text, line.page) for line in clean_lines(READERS[".md"](markdown.encode())) if line.text]


def test_a_comment_is_not_text_and_one_that_tells_the_page_ends_the_page_before() -> None:
    text = (
        "<!-- sida 1 -->\n\nNämnden beslutar.\n\n<!-- sida 2 -->\n\nReservation.\n\n<!-- utkast,\nej klart -->\n\nSlut."
    )
    assert _lines(text) == [("Nämnden beslutar.", 1), ("Reservation.", 2), ("Slut.", 2)]


def test_a_comment_that_is_never_closed_takes_the_rest_as_a_browser_does() -> None:
    assert shown_markdown("Före.\n<!-- efter") == "Före.\n"


def test_an_escaped_sign_is_the_sign_and_a_dash_is_an_item() -> None:
    assert shown_markdown(r"\- Röstkort, 5\) 12\.5 \[kr\]") == "- Röstkort, 5) 12.5 [kr]"


def test_an_escaped_star_or_heading_does_not_become_emphasis_or_heading() -> None:
    assert shown_markdown(r"\*viktigt\* \# fem") == r"\*viktigt\* \# fem"


def test_quoting_entities_and_converters_notes_of_images_go() -> None:
    text = (
        "> Justerare: Eva\n> > Ek (KD)\n**==> picture [9 x 4] intentionally omitted <==**\nDrift &amp; skötsel, 5 > 3"
    )
    assert shown_markdown(text) == "Justerare: Eva\nEk (KD)\n\nDrift & skötsel, 5 > 3"


def test_signs_that_show_nothing_do_not_part_a_word() -> None:
    assert _lines("be\u2066slu\u2069t\ufe0f om \U000e0041skola") == [("beslut om skola", None)]
