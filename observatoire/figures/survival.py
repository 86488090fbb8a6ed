"""Days by which each tenth of the persons is served: lines with their bands, the median marked, limits as lines.

A curve and the one beside it start from the same event: two curves that start elsewhere are never drawn together.
"""

from __future__ import annotations

from dataclasses import dataclass

from observatoire import formats
from observatoire.figures.curve_names import SCREEN, TOP, NamedCurve, Room, curve_names
from observatoire.figures.palette import ACCENT, BORDER, SOFT_INK
from observatoire.figures.plotly_base import FONT, GRID, layout
from observatoire.typography import french
from observatoire.view.parcours_attente import Curve, Limit
from observatoire.warehouse import CurvePoint

HEIGHT_PX = 370
#: Fixed margins: the row of persons still waiting, written under the chart, has the same ones (page_parcours.css).
LEFT_PX, RIGHT_PX = 56, 24
#: A line of words over the chart: one for the name of the faster curve, one for each limit.
WORDS_PX = 20
SHORTEST_AXIS_DAYS = 182
#: Days of the axis, and of the persons still waiting under it: months, then quarters of a year.
TICKS = (0, 30, 60, 91, 182, 273, 364)
OWN_BAND, OTHER_BAND = "rgba(31, 78, 121, 0.16)", "rgba(75, 85, 99, 0.12)"
HALF = 50
SHARES = (0, 25, HALF, 75, 100)
#: Spots by which a straight line is known, so that no name cuts it.
SPOTS = 60


@dataclass(frozen=True)
class Waiting:
    """Persons still waiting on a day, and where the day is on the axis (0 to 1)."""

    day: int
    place: float
    persons: int


def survival_figure(own: Curve, other: Curve | None, limits: tuple[Limit, ...], *, recent: bool) -> dict:
    """Plotly figure of one or two curves; `own` has points. recent: too young for a median, its line is dashed."""
    beside = other if other is not None and other.points else None
    last = axis_days(own, beside)
    lines, names = _limits(limits)
    shapes, annotations = _median(own, recent=recent)
    if beside is not None:
        annotations = annotations + _names(own, beside, last, limits, annotations)
    words_px = WORDS_PX * (len(limits) + 1)
    return {
        "data": [
            *(_band(beside.points, OTHER_BAND) if beside is not None else []),
            *_band(own.points, OWN_BAND),
            *([_line(beside, SOFT_INK, 2, "dot")] if beside is not None else []),
            _line(own, ACCENT, 3, "dash" if recent else "solid"),
        ],
        "layout": layout(
            HEIGHT_PX + words_px,
            margin={"l": LEFT_PX, "r": RIGHT_PX, "t": words_px, "b": 48},
            xaxis={
                "range": [0, last],
                "tickvals": [day for day in TICKS if day <= last],
                "tickangle": 0,
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": BORDER,
                "fixedrange": True,
                "title": {"text": "jours", "font": FONT | {"color": SOFT_INK}, "standoff": 6},
            },
            yaxis={
                "range": [0, TOP],
                "tickvals": list(SHARES),
                "ticktext": [formats.with_unit(str(share), "%") for share in SHARES],
                "gridcolor": GRID,
                "zeroline": False,
                "fixedrange": True,
            },
            shapes=shapes + lines,
            annotations=annotations + names,
        ),
    }


def axis_days(own: Curve, other: Curve | None) -> int:
    """Last day of the axis."""
    drawn = [curve for curve in (own, other) if curve is not None and curve.points]
    return max([SHORTEST_AXIS_DAYS, *(curve.points[-1].day for curve in drawn)])


def still_waiting(curve: Curve, last: int) -> tuple[Waiting, ...]:
    """Persons still waiting under the labelled days of the axis: those of the last tenth reached by then, under the
    first of the days that follow it only."""
    known = [point for point in curve.points if point.at_risk is not None]
    found, last_told = [], None
    for tick in TICKS:
        until = [point for point in known if point.day <= tick]
        if until and until[-1] != last_told and tick <= min(last, curve.points[-1].day):
            found.append(Waiting(tick, tick / last, until[-1].at_risk))
            last_told = until[-1]
    return tuple(found)


def tenths(curve: Curve) -> tuple[CurvePoint, ...]:
    """The points where a share is reached, without the end of the line."""
    reached: dict[float, CurvePoint] = {}
    for point in curve.points:
        reached.setdefault(point.share, point)
    return tuple(reached.values())


def survival_words(own: Curve, other: Curve | None, start: str) -> str:
    """The chart in words, for who cannot see it."""
    said = []
    for curve in (own, other):
        if curve is None or not curve.points:
            continue
        shares = [
            f"{formats.with_unit(formats.decimal(point.share), '%')} en {formats.count(point.day, 'jour')}"
            for point in tenths(curve)
            if point.share
        ]
        said.append(f"{curve.name} : {', '.join(shares) or 'moins de 10 % pour le moment'}")
    return french(f"Courbe de la part des personnes orientées selon le nombre de jours {start}. {' ; '.join(said)}.")


def drawn_points(curve: Curve) -> tuple[CurvePoint, ...]:
    """The points of the line, from its first tenth: a straight line from the start to there would tell shares that are
    not so."""
    points = curve.points
    return points[1:] if len(points) > 1 and points[1].share > points[0].share else points


def _line(curve: Curve, colour: str, width: float, dash: str) -> dict:
    points = drawn_points(curve)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": curve.name,
        "x": [point.day for point in points],
        "y": [point.share for point in points],
        "text": [_hover(curve.name, point) for point in points],
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"color": colour, "size": 2 * width + 1},
    }


def _hover(name: str, point: CurvePoint) -> str:
    share = formats.with_unit(formats.decimal(point.share), "%")
    said = f"{name}<br>{share} orientées en {formats.count(point.day, 'jour')}"
    waiting = "" if point.at_risk is None else f"<br>environ {formats.decimal(point.at_risk)} suivies, non orientées"
    return french(f"{said}{waiting}")


def _band(points: tuple[CurvePoint, ...], colour: str) -> list[dict]:
    """The interval as an area between two lines that are not drawn."""
    known = [point for point in points if point.low is not None and point.high is not None]
    edge = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    days = [point.day for point in known]
    return [
        edge | {"x": days, "y": [point.low for point in known]},
        edge | {"x": days, "y": [point.high for point in known], "fill": "tonexty", "fillcolor": colour},
    ]


def drawn_median(own: Curve, *, recent: bool) -> float | None:
    """Day by which half of the persons are served, when it is marked on the curve."""
    return None if own.median is None or recent else own.median.value


def median_words(day: float) -> str:
    return french(f"médiane : {formats.count(round(day), 'jour')}")


def limit_words(limit: Limit) -> str:
    return f"{formats.count(limit.threshold.days, 'jour')}, {limit.nature}"


def _median(own: Curve, *, recent: bool) -> tuple[list[dict], list[dict]]:
    """Where half of the persons are served: two thin lines to the axes and its words."""
    day = drawn_median(own, recent=recent)
    if day is None:
        return [], []
    line = {"type": "line", "line": {"color": ACCENT, "width": 1, "dash": "dot"}}
    shapes = [
        line | {"x0": 0, "x1": day, "y0": HALF, "y1": HALF},
        line | {"x0": day, "x1": day, "y0": 0, "y1": HALF},
        {
            "type": "circle",
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": day,
            "yanchor": HALF,
            "x0": -5,
            "x1": 5,
            "y0": -5,
            "y1": 5,
            "fillcolor": ACCENT,
            "line": {"width": 0},
        },
    ]
    words = {
        "x": day,
        "y": 0,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 6,
        "yshift": 4,
        "showarrow": False,
        "text": median_words(day),
        "font": FONT | {"color": ACCENT},
        "bgcolor": "rgba(255,255,255,0.85)",
    }
    return shapes, [words]


def _limits(limits: tuple[Limit, ...]) -> tuple[list[dict], list[dict]]:
    """A line for each limit, its words above the chart: one row each, so that they never overlap."""
    shapes, words = [], []
    for place, limit in enumerate(limits):
        days, row = limit.threshold.days, len(limits) - 1 - place
        shapes.append(
            {
                "type": "line",
                "yref": "paper",
                "x0": days,
                "x1": days,
                "y0": 0,
                "y1": 1,
                "line": {"color": SOFT_INK, "width": 1.5, "dash": "dashdot"},
            }
        )
        words.append(
            {
                "x": days,
                "y": 1,
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": WORDS_PX * (row + 1),
                "showarrow": False,
                "text": limit_words(limit),
                "font": FONT | {"color": SOFT_INK},
            }
        )
    return shapes, words


def _names(own: Curve, other: Curve, last: int, limits: tuple[Limit, ...], median: list[dict]) -> list[dict]:
    """The name of each curve on its own line. median: the words written on the axis."""
    words = [(word["x"], word["text"]) for word in median]
    return [
        {"text": curve.name, "showarrow": False, "font": FONT | {"color": ACCENT if curve is own else SOFT_INK}} | place
        for curve, place in zip((own, other), name_places((own, other), last, limits, words), strict=True)
    ]


def name_places(
    curves: tuple[Curve, ...],
    last: int,
    limits: tuple[Limit, ...],
    words: list[tuple[float, str]],
    room: Room = SCREEN,
) -> list[dict]:
    """Place of the name of each curve, as the position of a Plotly annotation. words: (day, text) of the median."""
    thin = [_spots((limit.threshold.days, 0), (limit.threshold.days, TOP)) for limit in limits]
    thin += [line for day, _ in words for line in (_spots((day, 0), (day, HALF)), _spots((0, HALF), (day, HALF)))]
    return curve_names(
        [
            NamedCurve(
                curve.name, tuple(point.day for point in curve.points), tuple(point.share for point in curve.points)
            )
            for curve in curves
        ],
        last,
        thin,
        words,
        room,
    )


def _spots(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """A straight line as close spots."""
    (x1, y1), (x2, y2) = start, end
    return [(x1 + step / SPOTS * (x2 - x1), y1 + step / SPOTS * (y2 - y1)) for step in range(SPOTS + 1)]
