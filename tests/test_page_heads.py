"""Heads and feet of pages that stand in running text."""

from __future__ import annotations

import pytest

from corpus.structure.cleaning import clean_lines

BODY = "Nämnden beslutar att anta planen för år {} med de tillägg som framgår."


def document(head: list[str], foot: list[str], pages: int = 4) -> str:
    return "\n".join(
        line.format(page=page)
        for page in range(1, pages + 1)
        for line in (*head, "", BODY.format(2020 + page), "", *foot)
    )


@pytest.mark.parametrize(
    ("head", "foot", "kept"),
    [
        (["EKBY KOMMUN PROTOKOLL {page} (4)", "Valnämnd"], [], ["EKBY KOMMUN PROTOKOLL 1 (4)", "Valnämnd"]),
        (["EKBY KOMMUN Barnnämnden", "{page}"], [], ["EKBY KOMMUN Barnnämnden"]),
        ([], ["Plan för Ekby. 2017-04-20.", "Sid {page} (4) KAP 6"], ["Plan för Ekby. 2017-04-20.", "Sid 1 (4) KAP 6"]),
        ([], ["Regionplan och budget | {page}"], ["Regionplan och budget | 1"]),
    ],
)  # fmt: skip
def test_the_first_head_stays_and_no_other(head: list[str], foot: list[str], kept: list[str]) -> None:
    lines = [line.text for line in clean_lines(document(head, foot)) if line.text]
    assert [line for line in lines if not line.startswith("Nämnden")] == kept
    assert [line for line in lines if line.startswith("Nämnden")] == [BODY.format(2020 + page) for page in range(1, 5)]


def test_a_head_on_each_page_that_a_form_feed_ends() -> None:
    pages = "\f".join(f"Strategi för Ekby\n\n{BODY.format(2020 + page)}" for page in range(4))
    assert [line.text for line in clean_lines(pages)].count("Strategi för Ekby") == 1


@pytest.mark.parametrize("words", ["Beslut", "§ 12", "• Ekby kommun", "Bun/2019:12", "Ja\tNej"])
def test_what_comes_back_and_is_no_head_stays(words: str) -> None:
    lines = [line.text for line in clean_lines(document(["{page} (4)", words], []))]
    assert lines.count(words) == 4


def test_a_line_that_comes_back_far_from_the_ends_of_pages_stays() -> None:
    text = "\n".join(
        f"{page} (3)\n\nEtt.\n\nTvå.\n\nTre.\n\nKommentar till punkten\n\nFyra.\n\nFem.\n\nSex.\n" for page in (1, 2, 3)
    )
    assert [line.text for line in clean_lines(text)].count("Kommentar till punkten") == 3


def test_figures_in_brackets_of_another_kind_are_no_pages() -> None:
    text = "\n\n".join(f"Frånvaro {now} ({before})\n\nText om {now}." for now, before in ((4, 6), (3, 9), (5, 7)))
    assert [line.text for line in clean_lines(text) if line.text.startswith("Från")] == [
        "Frånvaro 4 (6)",
        "Frånvaro 3 (9)",
        "Frånvaro 5 (7)",
    ]


def test_heads_of_left_and_right_pages_differ() -> None:
    text = "\n\n".join(
        f"{f'Sid {page} (9) MÅL' if page % 2 else f'MÅL Sid {page} (9)'}\n\nText." for page in range(1, 10)
    )
    assert [line.text for line in clean_lines(text) if "Sid" in line.text] == ["Sid 1 (9) MÅL"]
