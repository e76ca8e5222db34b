"""Figures of diagrams are no text of the page; figures of tables stay."""

from __future__ import annotations

from corpus.formats.pdf.charts import without_charts
from corpus.formats.pdf.page import Piece


def _piece(text: str, left: float, bottom: float) -> Piece:
    return Piece(text, left, bottom, left + 4 * len(text), bottom + 8, 8)


def _texts(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in without_charts(pieces)[0]]


def test_an_axis_goes_with_what_stands_at_its_bars() -> None:
    axis = [_piece(str(value), 50 - 4 * len(str(value)), 100 + value / 10) for value in (0, 200, 400, 600)]
    years = [_piece(str(year), 60 + 30 * at, 88) for at, year in enumerate((2019, 2020, 2021))]
    bars = [_piece("310", 60, 135), _piece("420", 90, 146), _piece("512", 120, 155)]
    title = _piece("Ton per år", 40, 180)
    text = _piece("Målet är 90 ton.", 50, 40)
    left, titles = without_charts([title, *axis, *bars, *years, text])
    assert left == [title, text]
    assert titles == {title}


def test_the_shares_of_a_pie_go() -> None:
    shares = [_piece("53%", 120, 60), _piece("30%", 60, 80), _piece("17%", 90, 120)]
    assert _texts([*shares, _piece("Transporter", 20, 10)]) == ["Transporter"]


def test_shares_in_a_column_of_a_table_stay() -> None:
    rows = [(_piece(name, 20, bottom), _piece(share, 120, bottom)) for name, share, bottom in
            (("Skola", "53%", 60), ("Vård", "30%", 80), ("Övrigt", "17%", 100))]  # fmt: skip
    pieces = [piece for row in rows for piece in row]
    assert without_charts(pieces)[0] == pieces


def test_figures_that_rise_down_a_table_stay() -> None:
    rows = [
        (_piece(str(weight), 50, 160 - weight), _piece(f"{weight} kr", 120, 160 - weight))
        for weight in (40, 30, 20, 10)
    ]
    pieces = [piece for row in rows for piece in row]
    assert without_charts(pieces)[0] == pieces
