"""Persons waiting at the end of each quarter, stacked by how long they have waited, the longest wait at the base."""

from __future__ import annotations

from observatoire import breakdowns, formats
from observatoire.figures.palette import BORDER, INK, PALETTES, PAPER, SOFT_INK
from observatoire.figures.plotly_base import FONT, layout, value_axis
from observatoire.typography import french
from observatoire.view.parcours_temps import Stock
from observatoire.warehouse import Observation

HEIGHT_PX = 340
#: From the shortest wait to the longest: light to dark, told apart in greyscale.
COLOURS = tuple(PALETTES["difficulty"][place] for place in (0, 1, 2, 4))
WHOLE = "Ensemble"
#: "Moins de 5": a bar as high as it may be, in the horizontal lines of what is known by a bound only.
FEW, MOST_OF_FEW, FEW_PX = "Moins de 5", 4, 72
#: Every number is a multiple of this one: no mark of the axis is between two of them.
ROUNDED_TO, NARROWEST_AXIS, WIDEST_BY_FIVE = 5, 10, 20
MONTHS_A_QUARTER, QUARTERS_A_YEAR = 3, 4
#: Share of a place that is left empty between two bars.
GAP = 0.25


def waiting_figure(stock: Stock) -> dict:
    """Plotly figure of a stock that has at least one month; a hidden part is left out of its bar, and a stock without
    parts has plain bars. A quarter that is not published leaves its place empty; one of "moins de 5" has a bar of its
    own kind, without parts.
    """
    places = [_quarter(month) for month in stock.months]
    named = _named(stock.months)
    highest = max(NARROWEST_AXIS, *(item.value or 0 for item in stock.totals))
    by_five = {"dtick": ROUNDED_TO} if highest <= WIDEST_BY_FIVE else {}
    parts = [(name, colour, stock.parts[waiting]) for waiting, name, colour in reversed(bands(stock))]
    bars = parts or [(WHOLE, COLOURS[1], stock.totals)]
    return {
        "data": [
            *(_trace(name, colour, found, stock, places) for name, colour, found in bars),
            *([_few(stock, places)] if any(item.is_bounded for item in stock.totals) else []),
        ],
        "layout": layout(
            HEIGHT_PX,
            barmode="stack",
            bargap=GAP,
            margin={"l": 8, "r": FEW_PX if stock.totals[-1].is_bounded else 24, "t": 24, "b": 8},
            xaxis={
                "tickvals": [_quarter(month) for month in named],
                "ticktext": ["<br>".join(formats.short_period(month).split()) for month in named],
                "tickangle": 0,
                "range": [places[0] - 0.6, places[-1] + 0.6],
                "fixedrange": True,
                "automargin": True,
                "showgrid": False,
            },
            yaxis=value_axis(stock.indicator, range=[0, highest * 1.08], title=None, **by_five),
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
        "y": [_height(item, total) for item, total in zip(found, stock.totals, strict=True)],
        "hovertext": [
            f"{formats.period(month)}<br>{name}{formats.THIN}: {formats.figure(item, stock.indicator)}"
            for month, item in zip(stock.months, found, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"color": BORDER, "width": 1}},
    }


def _height(item: Observation | None, total: Observation) -> float | None:
    """Persons; none for what is not told, or told by a bound: four at most have no height in a bar of exact sums."""
    return None if item is None or item.is_bounded or total.is_bounded else item.value


def _few(stock: Stock, places: list[int]) -> dict:
    """The quarters of which only a bound is known."""
    found = [(place, item) for place, item in zip(places, stock.totals, strict=True) if item.is_bounded]
    return {
        "type": "bar",
        "name": FEW,
        "x": [place for place, _ in found],
        "y": [MOST_OF_FEW] * len(found),
        "hovertext": [
            f"{formats.period(item.period)}<br>{WHOLE}{formats.THIN}: {formats.figure(item, stock.indicator)}"
            for _, item in found
        ],
        "hoverinfo": "text",
        "marker": {
            "color": PAPER,
            "line": {"color": BORDER, "width": 1},
            "pattern": {"shape": "-", "fgcolor": SOFT_INK, "bgcolor": PAPER, "size": 7, "solidity": 0.2},
        },
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
    words = FEW.lower() if latest.is_bounded else formats.decimal(latest.value)
    return [
        {
            "x": _quarter(latest.period) - (1 - GAP) / 2,
            "xanchor": "left",
            "y": MOST_OF_FEW if latest.is_bounded else latest.value,
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{words}</b>",
            "font": FONT | {"color": INK},
        }
    ]
