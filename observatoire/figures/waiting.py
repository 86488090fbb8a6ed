"""Persons waiting at the end of each quarter, stacked by how long they have waited, the longest wait at the base."""

from __future__ import annotations

from observatoire import breakdowns, formats
from observatoire.figures.palette import BORDER, INK, PALETTES
from observatoire.figures.plotly_base import FONT, layout, value_axis
from observatoire.typography import french
from observatoire.view.parcours_temps import Stock
from observatoire.warehouse import Observation

HEIGHT_PX = 340
LABELS_PX = 118
#: From the shortest wait to the longest: light to dark, told apart in greyscale.
COLOURS = tuple(PALETTES["difficulty"][place] for place in (0, 1, 2, 4))
#: Share of the axis that a line of words takes: names of thin parts are pushed apart by it.
LINE = 0.085
WHOLE = "Ensemble"
NAMED_MONTH = "-12"
#: Bars between two named ones, for their names to stand side by side on a phone.
APART = 3


def waiting_figure(stock: Stock) -> dict:
    """Plotly figure of a stock that has at least one month; a hidden part is left out of its bar, and a stock without
    parts has plain bars."""
    places = list(range(len(stock.months)))
    highest = max((item.value or 0) for item in stock.totals) or 1
    order = list(reversed(list(zip(stock.parts, COLOURS, strict=True)))) if stock.parts else []
    parts = [(breakdowns.label(f"attente:{waiting}"), colour, stock.parts[waiting]) for waiting, colour in order]
    bars = parts or [(WHOLE, COLOURS[1], stock.totals)]
    return {
        "data": [_trace(name, colour, found, stock, places) for name, colour, found in bars],
        "layout": layout(
            HEIGHT_PX,
            barmode="stack",
            bargap=0.25,
            margin={"l": 8, "r": LABELS_PX, "t": 24, "b": 8},
            xaxis={
                "tickvals": _named(stock.months),
                "ticktext": [
                    "<br>".join(formats.short_period(stock.months[place]).split()) for place in _named(stock.months)
                ],
                "tickangle": 0,
                "range": [-0.6, len(places) - 0.4],
                "fixedrange": True,
                "automargin": True,
                "showgrid": False,
            },
            yaxis=value_axis(stock.indicator, range=[0, highest * 1.08], title=None),
            annotations=[*_part_names(stock, [name for name, _ in order], highest), *_total(stock)],
        ),
    }


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


def _named(months: tuple[str, ...]) -> list[int]:
    """The latest month, and the ends of years that are far enough from it."""
    last = len(months) - 1
    ends = [place for place, month in enumerate(months) if month.endswith(NAMED_MONTH) and last - place >= APART]
    return [*ends, last]


def _part_names(stock: Stock, bottom_up: list[str], highest: float) -> list[dict]:
    """The name of each part beside the last bar, pushed up where two would overlap."""
    words, height, floor = [], 0.0, 0.0
    for waiting in bottom_up:
        last = stock.parts[waiting][-1]
        value = last.value if last is not None and last.value is not None else 0.0
        middle = max(height + value / 2, floor)
        height, floor = height + value, middle + LINE * highest
        words.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 4,
                "y": middle,
                "yanchor": "middle",
                "showarrow": False,
                "text": breakdowns.label(f"attente:{waiting}"),
                "font": FONT,
            }
        )
    return words


def _total(stock: Stock) -> list[dict]:
    """The latest total over its bar."""
    place = len(stock.totals) - 1
    if stock.totals[place].value is None:
        return []
    return [
        {
            "x": place,
            "y": stock.totals[place].value,
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{formats.decimal(stock.totals[place].value)}</b>",
            "font": FONT | {"color": INK},
        }
    ]
