"""Rows whose cells were torn onto lines of their own."""

from __future__ import annotations

from corpus.structure.split_roll_calls import with_rows_put_together

HEAD = "Namn\n\nParti\n\nPlats\n\nFunktion\n\nResultat\n\n"
VOTERS = (
    "Pia Lundin\n\nSJVP\n\n67\n\nLedamot\n\nNej\n\n"
    "Elina Backlund\nArab\n\nS\n\n1 Ordförande\n\nJa\n\n"
    "Jenny Voittonen SD\n\n71\n\n2:e v Ordf\n\nAvstår\n\n"
    "Nina Orefjärd\n\nV\n\n59\n\nErsättare\n\nJa\n\n"
    "Daniel Ekdahl\n\nKD\n\n31\n\nLedamot\n\nNej\n"
)


def test_a_roll_call() -> None:
    rows = with_rows_put_together(f"Antal Ja: 2\n\n{HEAD}{VOTERS}\nBilaga 3").split("\n\n")
    assert rows == [
        "Antal Ja: 2",
        "Namn\tParti\tPlats\tFunktion\tResultat",
        "Pia Lundin\tSJVP\t67\tLedamot\tNej",
        "Elina Backlund Arab\tS\t1\tOrdförande\tJa",
        "Jenny Voittonen\tSD\t71\t2:e v Ordf\tAvstår",
        "Nina Orefjärd\tV\t59\tErsättare\tJa",
        "Daniel Ekdahl\tKD\t31\tLedamot\tNej",
        "Bilaga 3",
    ]


def test_a_columns_name_above_a_name_is_no_part_of_it() -> None:
    torn = f"{VOTERS}\n\nPlats\n\nFunktion\n\nAntal Kvittade: 0\n\nResultat\nPär Gustafsson\n\nL\n\n53 Ledamot\n\nNej\n"
    rows = with_rows_put_together(torn).split("\n")
    assert "Pär Gustafsson\tL\t53\tLedamot\tNej" in rows
    assert "Resultat" in rows


def test_a_list_of_those_present() -> None:
    text = "Plats\n\nLedamot\n\nErsättare\n\nParti\n\nAnkom\n\nUtgick\n\n" + "".join(
        f"{seat}\n\n{name}\n\n{party}\n\n15:43\n\n21:47\n\n"
        for seat, name, party in [
            (1, "Lundin, Pia\n\nTejbo, Isabelle", "SJVP"),
            (2, "Orefjärd, Nina", "V"),
            (3, "Ekdahl, Daniel", "KD"),
        ]
    )
    assert with_rows_put_together(text).split("\n\n") == [
        "Plats\tLedamot\tErsättare\tParti\tAnkom\tUtgick",
        "1\tLundin, Pia\tTejbo, Isabelle\tSJVP\t15:43\t21:47",
        "2\tOrefjärd, Nina\t\tV\t15:43\t21:47",
        "3\tEkdahl, Daniel\t\tKD\t15:43\t21:47",
        "",
    ]


def test_other_text_stays_as_it_is() -> None:
    text = "§ 1 Rubrik\n\nBeslut\n\nPlanen antas.\n\nS\n\n12\n\nLedamot\n\nJa\n\nNej\n\nkl.\n\n15:43\n"
    assert with_rows_put_together(text) == text
