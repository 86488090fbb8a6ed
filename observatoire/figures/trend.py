"""A series over time, with its benchmark: a Plotly figure on a real time axis.

A period without a figure leaves a gap, a break of series is a dashed line that nothing crosses, and each line carries
its name at its end instead of a legend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.figures.palette import ACCENT, BORDER, SOFT_INK
from observatoire.figures.plotly_base import FONT, layout, value_axis
from observatoire.view.portrait import TrendPoint
from observatoire.warehouse import Observation

#: Height of the frame that the style sheet keeps for a chart (.graphique).
HEIGHT_PX = 312
#: Above this number of points, dots would hide the line.
MOST_DOTS = 30
MOST_YEARS_NAMED = 8
#: Figures that a reader compares from zero; the others (amounts, ratios) move little against their level.
FROM_ZERO = ("rate", "count", "duration")


@dataclass(frozen=True)
class Line:
    """A series to draw: every observation of the territory, oldest first, and its known points with their breaks."""

    name: str
    level: str
    observations: tuple[Observation, ...]
    points: tuple[TrendPoint, ...]


def trend_figure(own: Line, benchmark: Line | None, indicator: Indicator) -> dict:
    """Plotly figure of a series and, when it is on the same scale, of its benchmark. `own` has at least one point.

    A series alone is named by the title above it.
    """
    drawn = [own] + ([benchmark] if benchmark is not None and benchmark.points else [])
    years = [formats.period_as_year(point.period) for line in drawn for point in line.points]
    breaks = _breaks(own)
    axis = value_axis(
        indicator, rangemode="tozero" if indicator.kind in FROM_ZERO else "normal", tickformat=",.2~f", zerolinewidth=1
    )
    time_axis = {"tickvals": _named_years(min(years), max(years)), "tickformat": "d", "tickangle": 0}
    frame = {"showgrid": False, "zeroline": False, "showline": True, "linecolor": BORDER, "fixedrange": True}
    return {
        "data": [_trace(line, indicator, plain=line is not own) for line in drawn],
        "layout": layout(
            HEIGHT_PX,
            margin={"l": 12, "r": 24, "t": 28, "b": 36},
            xaxis=time_axis | frame,
            yaxis=axis,
            shapes=[_break_shape(year) for year in breaks],
            annotations=(_names(drawn) if len(drawn) > 1 else []) + [_break_name(year) for year in breaks],
        ),
    }


def _trace(line: Line, indicator: Indicator, plain: bool) -> dict:
    years, values, words = [], [], []
    cut = {point.period for point in line.points if point.after_break}
    known = {point.period for point in line.points}
    for observation in line.observations:
        year = formats.period_as_year(observation.period)
        if observation.period in cut or (observation.period not in known and values):
            years.append(year)
            values.append(None)
            words.append("")
        if observation.period in known:
            years.append(year)
            values.append(observation.value)
            words.append(
                f"{line.name}<br>{formats.period(observation.period)}{formats.THIN}: "
                f"{formats.figure(observation, indicator)}"
            )
    colour = SOFT_INK if plain else ACCENT
    return {
        "type": "scatter",
        "name": line.name,
        "x": years,
        "y": values,
        "text": words,
        "connectgaps": False,
        "hovertemplate": "%{text}<extra></extra>",
        "mode": "lines" if len(known) > MOST_DOTS else "lines+markers",
        "line": {"color": colour, "width": 1.5 if plain else 2.5, "dash": "dot" if plain else "solid"},
        "marker": {"color": colour, "size": 5 if plain else 7},
    }


def _named_years(first: float, last: float) -> list[int]:
    years = range(floor(first), ceil(last) + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50) if len(years) / step <= MOST_YEARS_NAMED)
    return [year for year in years if year % step == 0]


def _breaks(line: Line) -> list[float]:
    """Where to draw each break: half-way between the last point before it and the first one after it."""
    pairs: Sequence[tuple[TrendPoint, TrendPoint]] = list(zip(line.points, line.points[1:], strict=False))
    return [
        (formats.period_as_year(before.period) + formats.period_as_year(after.period)) / 2
        for before, after in pairs
        if after.after_break
    ]


def _break_shape(year: float) -> dict:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": year,
        "x1": year,
        "y0": 0,
        "y1": 1,
        "line": {"color": SOFT_INK, "width": 1, "dash": "dash"},
    }


def _break_name(year: float) -> dict:
    return {
        "x": year,
        "xref": "x",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": "rupture de série",
        "showarrow": False,
        "font": FONT | {"color": SOFT_INK},
    }


def _names(lines: list[Line]) -> list[dict]:
    """The name of each line at its end, above the higher one and below the lower one so that they never overlap."""
    ends = sorted(lines, key=lambda line: -line.points[-1].value)
    return [
        {
            "x": formats.period_as_year(line.points[-1].period),
            "y": line.points[-1].value,
            "xanchor": "right",
            "yanchor": "bottom" if rank == 0 else "top",
            "yshift": 6 if rank == 0 else -6,
            "showarrow": False,
            "text": line.name,
            "font": FONT | {"color": ACCENT if line is lines[0] else SOFT_INK},
            "bgcolor": "rgba(255,255,255,0.8)",
        }
        for rank, line in enumerate(ends)
    ]
