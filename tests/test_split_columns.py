"""Names and sums of a list whose two columns were torn apart."""

from __future__ import annotations

import pytest

from corpus.structure.split_columns import with_columns_put_together

LEAD = "Till dotterbolagen lämnas högst nedan angivna belopp:\n\n"
NAMES = "Busslinjer AB\nStadsteatern i Norrby AB\nSimhallen AB\n"


def test_as_many_sums_as_names_are_rows():
    assert with_columns_put_together(f"{LEAD}{NAMES}\n•\n\n1 200 tkr\n188 430 tkr\n40 mnkr\n\nBolagen svarar.\n") == (
        f"{LEAD}Busslinjer AB\t1 200 tkr\nStadsteatern i Norrby AB\t188 430 tkr\nSimhallen AB\t40 mnkr\n"
        "\n\n\n\n\n\n\nBolagen svarar.\n"
    )


def test_a_caption_that_tells_the_unit_leads_on_to_figures_without_one():
    torn = f"Borgensåtagande, tkr\n\n{NAMES}\n1 200\n188 430\n40\n"
    assert with_columns_put_together(torn).split("\n")[2:5] == [
        "Busslinjer AB\t1 200", "Stadsteatern i Norrby AB\t188 430", "Simhallen AB\t40",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD}{NAMES}\n1 200 tkr\n188 430 tkr\n",  # one sum is missing
        f"{LEAD}Busslinjer AB\n\n1 200 tkr\n",  # one alone is no list
        f"Bolagen är följande.\n\n{NAMES}\n1 200 tkr\n188 430 tkr\n40 mnkr\n",  # nothing leads on to it
        f"{LEAD}{NAMES}\n2023\n2024\n2025\n",  # no sums
    ],
)
def test_other_text_stays_as_it_is(text: str):
    assert with_columns_put_together(text) == text
