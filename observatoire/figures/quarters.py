"""Median delays by quarter of entry, with their intervals, and the dated events as vertical lines."""

from __future__ import annotations

from datetime import date
from math import ceil, floor

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.figures.palette import ACCENT, BORDER, INK, PAPER, SOFT_INK
from observatoire.figures.plotly_base import FONT, layout, value_axis
from observatoire.figures.svg_text import text_width, wrapped
from observatoire.typography import french
from observatoire.view.figures_of import lacks_its_interval
from observatoire.view.parcours_figures import margin_words
from observatoire.view.parcours_temps import EventReading, Quarters
from observatoire.warehouse import Observation

HEIGHT_PX = 340
#: A quarter is drawn in its middle.
HALF_QUARTER = 0.125
LINE_PX, LABEL_PX = 20, 230
#: Names of the lines stand in the right margin, cut in lines that leave a phone room for the points.
NAME_PX, GAP_PX, BOTTOM_PX, TOP_PX = 96, 8, 32, 16
#: End of the axis over the highest interval.
ROOM = 1.06


def quarters_figure(shown: Quarters) -> dict:
    """Plotly figure of a series that has at least one value."""
    times = [_time(period) for period in shown.periods]
    top_px = TOP_PX + LINE_PX * sum(len(_event_words(reading)) for reading in shown.events)
    names = _names(shown, HEIGHT_PX - top_px - BOTTOM_PX)
    return {
        "data": [
            *([_trace(shown.other_place.name, shown, shown.other, plain=True)] if shown.other else []),
            _trace(shown.place.name, shown, shown.own, plain=False),
        ],
        "layout": layout(
            HEIGHT_PX,
            margin={"l": 12, "r": _right_px(names), "t": top_px, "b": BOTTOM_PX},
            xaxis={
                "range": [min(times) - 0.2, max(times) + 0.2],
                "tickvals": list(range(ceil(min(times) - 0.2), floor(max(times)) + 1)),
                "tickformat": "d",
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": BORDER,
                "fixedrange": True,
            },
            yaxis=value_axis(shown.indicator, range=[0, _highest(shown) * ROOM], zerolinewidth=1),
            shapes=[_event_line(reading) for reading in shown.events],
            annotations=[*names, *_event_names(shown)],
        ),
    }


def quarters_words(shown: Quarters) -> str:
    """The chart in words, for who cannot see it."""
    known = shown.known
    ends = " à ".join(
        f"{formats.figure(item, shown.indicator)} au {formats.period(item.period)}" for item in (known[0], known[-1])
    )
    events = "".join(f" {reading.event.title}, {reading.date_text}." for reading in shown.events)
    holes = f" {shown.absence}" if shown.absence else ""
    return french(f"Délai médian par trimestre d’entrée, {shown.place.name} : de {ends}.{holes}{events}")


def _time(period: str) -> float:
    return formats.period_as_year(period) + HALF_QUARTER


def _day(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _trace(name: str, shown: Quarters, series: tuple[Observation | None, ...], *, plain: bool) -> dict:
    """A line that an unknown quarter cuts; whiskers on the territory of the screen only, or an open diamond."""
    colour = SOFT_INK if plain else ACCENT
    places = list(zip(shown.periods, series, strict=True))
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [_time(period) for period in shown.periods],
        "y": [None if item is None else item.value for item in series],
        "text": [_hover(name, period, item, shown.indicator) for period, item in places],
        "hovertemplate": "%{text}<extra></extra>",
        "connectgaps": False,
        "line": {"color": colour, "width": 1.5 if plain else 2.5, "dash": "dot" if plain else "solid"},
        "marker": {"color": colour, "size": 5 if plain else 8, "symbol": "square" if plain else "circle"},
    }
    if plain:
        return trace
    open_ended = [lacks_its_interval(item, shown.indicator) for item in series]
    return trace | {
        "marker": {
            "color": [PAPER if lacking else colour for lacking in open_ended],
            "line": {"color": colour, "width": 2},
            "size": 8,
            "symbol": ["diamond" if lacking else "circle" for lacking in open_ended],
        },
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [0 if item is None or item.high is None else item.high - item.value for item in series],
            "arrayminus": [0 if item is None or item.low is None else item.value - item.low for item in series],
            "color": INK,
            "thickness": 1.25,
            "width": 3,
        },
    }


def _hover(name: str, period: str, item: Observation | None, indicator: Indicator) -> str:
    interval = margin_words(item, indicator)
    value = formats.figure(item, indicator)
    return french(f"{name}<br>{formats.period(period)} : {value}") + (f"<br>{interval}" if interval else "")


def _event_line(reading: EventReading) -> dict:
    return {
        "type": "line",
        "yref": "paper",
        "x0": _day(reading.day),
        "x1": _day(reading.day),
        "y0": 0,
        "y1": 1,
        "line": {"color": INK if reading.here else SOFT_INK, "width": 1.5, "dash": "solid" if reading.here else "dash"},
    }


def _event_words(reading: EventReading) -> list[str]:
    """The title of an event, in lines that a phone can hold; an event elsewhere says so."""
    title = reading.event.title if reading.here else f"{reading.event.title}, ailleurs"
    return wrapped(title, FONT["size"], LABEL_PX)


def _event_names(shown: Quarters) -> list[dict]:
    """The words of each event above the chart, the first one on top."""
    middle = (_time(shown.periods[0]) + _time(shown.periods[-1])) / 2
    names, shift = [], 0
    for reading in reversed(shown.events):
        lines = _event_words(reading)
        names.append(
            {
                "x": _day(reading.day),
                "y": 1,
                "yref": "paper",
                "xanchor": "left" if _day(reading.day) < middle else "right",
                "align": "left" if _day(reading.day) < middle else "right",
                "yanchor": "bottom",
                "yshift": shift,
                "showarrow": False,
                "text": "<br>".join(lines),
                "font": FONT | {"color": INK if reading.here else SOFT_INK},
            }
        )
        shift += LINE_PX * len(lines)
    return names


def _highest(shown: Quarters) -> float:
    """Highest end of what is drawn, in days."""
    known = [item for item in (*shown.own, *shown.other) if item is not None and item.value is not None]
    return max(item.high or item.value for item in known) or 1


def _names(shown: Quarters, plot_px: float) -> list[dict]:
    """The name of each line in the right margin, as high as its last known point; two that would meet are pushed apart.

    plot_px: height of the plot.
    """
    ends = [(shown.place.name, ACCENT, shown.own)]
    if shown.other_place is not None:
        ends.append((shown.other_place.name, SOFT_INK, shown.other))
    lasts = [
        (_name_lines(name), colour, known[-1].value)
        for name, colour, series in ends
        if (known := [item for item in series if item is not None and item.value is not None])
    ]
    lasts.sort(key=lambda end: -end[2])
    shifts = [0.0] * len(lasts)
    if len(lasts) == 2:
        apart_px = (lasts[0][2] - lasts[1][2]) / (_highest(shown) * ROOM) * plot_px
        needed_px = LINE_PX * (len(lasts[0][0]) + len(lasts[1][0])) / 2
        push = max(0.0, needed_px - apart_px) / 2
        shifts = [push, -push]
    return [
        {
            "x": 1,
            "xref": "paper",
            "y": value,
            "xanchor": "left",
            "align": "left",
            "yanchor": "middle",
            "xshift": GAP_PX,
            "yshift": shift,
            "showarrow": False,
            "text": "<br>".join(lines),
            "font": FONT | {"color": colour},
        }
        for (lines, colour, value), shift in zip(lasts, shifts, strict=True)
    ]


def _name_lines(name: str) -> list[str]:
    """A name in lines; it may break after a hyphen."""
    return [line.replace("- ", "-") for line in wrapped(name.replace("-", "- "), FONT["size"], NAME_PX)]


def _right_px(names: list[dict]) -> float:
    lines = [line for name in names for line in name["text"].split("<br>")]
    return 2 * GAP_PX + max(text_width(line, FONT["size"]) for line in lines)
