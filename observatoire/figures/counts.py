"""Counts as horizontal bars from zero, their words beside their names; a count that is hidden has its word alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.catalogue import Indicator
from observatoire.figures.palette import BORDER, INK, PALETTES, PAPER
from observatoire.figures.plotly_base import layout, value_axis

ROW_PX = 30
#: Thickness of a bar, in rows.
BAR = 0.74
#: A row that begins a group stands this much further, in rows.
GROUP_GAP = 0.5
FULL, PALE = PALETTES["neutral"][3], PALETTES["neutral"][1]


@dataclass(frozen=True)
class CountRow:
    """value: None when it is not known, its word is in `words`. pale: a bar of the second kind. first: of a group.
    partial: of a year that is not over, a dashed outline.
    """

    name: str
    words: str
    value: float | None
    pale: bool = False
    first: bool = False
    partial: bool = False


@dataclass(frozen=True)
class CountChart:
    figure: dict
    height_px: int


def counts(rows: Sequence[CountRow], indicator: Indicator) -> CountChart:
    """Rows from top to bottom, on the scale of one indicator."""
    places, place = [], -1.0
    for rank, row in enumerate(rows):
        place += 1 + (GROUP_GAP if row.first and rank else 0)
        places.append(place)
    height_px = round(60 + ROW_PX * (place + 1))
    longest = max((row.value or 0 for row in rows), default=0)
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "width": BAR,
                "x": [row.value for row in rows],
                "y": places,
                "hovertext": [f"<b>{row.name}</b><br>{row.words}" for row in rows],
                "hoverinfo": "text",
                "marker": {
                    "color": [PAPER if row.partial else PALE if row.pale else FULL for row in rows],
                    "line": {"color": BORDER, "width": [0 if row.partial else 1 for row in rows]},
                },
            }
        ],
        "layout": layout(
            height_px,
            margin={"l": 8, "r": 16, "t": 8, "b": 8},
            shapes=[_dashed(row.value, at) for row, at in zip(rows, places, strict=True) if row.partial and row.value],
            xaxis=value_axis(indicator, range=[0, longest * 1.04 or 1], side="bottom", tickformat=",d"),
            yaxis={
                "tickmode": "array",
                "tickvals": places,
                "ticktext": [f"{row.name}  {row.words}" for row in rows],
                "ticklabelstandoff": 6,
                "range": [place + 0.6, -0.6],
                "fixedrange": True,
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
            },
        ),
    }
    return CountChart(figure, height_px)


def _dashed(value: float, place: float) -> dict:
    """The outline of a bar that will still grow; Plotly draws no dashes around its own."""
    edges = {"x0": 0, "x1": value, "y0": place - BAR / 2, "y1": place + BAR / 2}
    return {"type": "rect", **edges, "line": {"color": INK, "width": 1.5, "dash": "dash"}}
