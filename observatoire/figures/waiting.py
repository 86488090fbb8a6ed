"""Persons waiting at the end of each quarter, stacked by how long they have waited, the longest wait at the base."""

from __future__ import annotations

from observatoire import breakdowns, formats
from observatoire.figures.palette import BORDER, INK, PALETTES
from observatoire.figures.plotly_base import FONT, layout, value_axis
from observatoire.typography import french
from observatoire.view.parcours_temps import Stock
from observatoire.warehouse import Observation

HEIGHT_PX = 340
#: From the shortest wait to the longest: light to dark, told apart in greyscale.
COLOURS = tuple(PALETTES["difficulty"][place] for place in (0, 1, 2, 4))
WHOLE = "Ensemble"
MONTHS_A_QUARTER, QUARTERS_A_YEAR = 3, 4
#: Share of a place that is left empty between two bars.
GAP = 0.25


def waiting_figure(stock: Stock) -> dict:
    """Plotly figure of a stock that has at least one month; a hidden part is left out of its bar, and a stock without
    parts has plain bars. A quarter that is not published leaves its place empty.
    """
    places = [_quarter(month) for month in stock.months]
    named = _named(stock.months)
    highest = max((item.value or 0) for item in stock.totals) or 1
    parts = [(name, colour, stock.parts[waiting]) for waiting, name, colour in reversed(bands(stock))]
    bars = parts or [(WHOLE, COLOURS[1], stock.totals)]
    return {
        "data": [_trace(name, colour, found, stock, places) for name, colour, found in bars],
        "layout": layout(
            HEIGHT_PX,
            barmode="stack",
            bargap=GAP,
            margin={"l": 8, "r": 24, "t": 24, "b": 8},
            xaxis={
                "tickvals": [_quarter(month) for month in named],
                "ticktext": ["<br>".join(formats.short_period(month).split()) for month in named],
                "tickangle": 0,
                "range": [places[0] - 0.6, places[-1] + 0.6],
                "fixedrange": True,
                "automargin": True,
                "showgrid": False,
            },
            yaxis=value_axis(stock.indicator, range=[0, highest * 1.08], title=None),
            annotations=_total(stock),
        ),
    }


def bands(stock: Stock) -> list[tuple[str, str, str]]:
    """(time waited, its name, its colour) from the shortest wait to the longest; none without parts."""
    if not stock.parts:
        return []
    return [
        (waiting, breakdowns.label(f"attente:{waiting}"), colour)
        for waiting, colour in zip(stock.parts, COLOURS, strict=True)
    ]


def waiting_words(stock: Stock) -> str:
    """The chart in words, for who cannot see it."""
    known = [item for item in stock.totals if item.value is not None]
    ends = [
        f"{formats.figure(item, stock.indicator)} fin {formats.period(item.period)}" for item in (known[0], known[-1])
    ]
    bars = "Barres empilées par trimestre, selon l’ancienneté de l’attente" if stock.parts else "Barres par trimestre"
    return french(f"{bars} : de {ends[0]} à {ends[1]}.")


def _trace(name: str, colour: str, found: tuple[Observation | None, ...], stock: Stock, places: list[int]) -> dict:
    return {
        "type": "bar",
        "name": name,
        "x": places,
        "y": [item.value if item is not None else None for item in found],
        "hovertext": [
            f"{formats.period(month)}<br>{name}{formats.THIN}: {formats.figure(item, stock.indicator)}"
            for month, item in zip(stock.months, found, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"color": BORDER, "width": 1}},
    }


def _named(months: tuple[str, ...]) -> list[str]:
    """The latest month and the same one of each year before: every level has it, and the same seasons compare."""
    return [month for month in months if month[4:] == months[-1][4:]]


def _quarter(month: str) -> int:
    """Rank of a quarter in time, from its last month."""
    year, number = (int(part) for part in month.split("-"))
    return QUARTERS_A_YEAR * year + number // MONTHS_A_QUARTER - 1


def _total(stock: Stock) -> list[dict]:
    """The latest total over its bar, from its left: on a phone it is wider than the bar, and would cover another."""
    latest = stock.totals[-1]
    if latest.value is None:
        return []
    return [
        {
            "x": _quarter(latest.period) - (1 - GAP) / 2,
            "xanchor": "left",
            "y": latest.value,
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{formats.decimal(latest.value)}</b>",
            "font": FONT | {"color": INK},
        }
    ]
