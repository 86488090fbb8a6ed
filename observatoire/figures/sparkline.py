"""A series as a line the size of a word: a standalone SVG, cheap enough for one beside every figure.

The time axis is real (two years apart are twice as far as one), a break cuts the line, and the last value has its dot.
It carries no number: the words beside it do, and its text alternative tells its ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.figures.palette import ACCENT, SOFT_INK
from observatoire.view.portrait import TrendPoint

WIDTH, HEIGHT, MARGIN = 120, 32, 4
#: Fewer known values than this draw no line.
FEWEST_POINTS = 2


def sparkline_svg(points: Sequence[TrendPoint], least_span: float = 0) -> str:
    """The drawing, or "" when there are too few points to draw a line.

    least_span: height of the drawing in the unit of the values, at least, so that a gap not worth a word looks flat.
    """
    if len(points) < FEWEST_POINTS:
        return ""
    places = _places(points, least_span)
    lines, dots = [], []
    for piece in _pieces(points, places):
        if len(piece) == 1:
            dots.append(_dot(piece[0], 1.5, SOFT_INK))
        else:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in piece)
            lines.append(f'<polyline points="{path}" fill="none" stroke="{SOFT_INK}" stroke-width="1.5"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(lines + dots)}{_dot(places[-1], 3, ACCENT)}</svg>"
    )


def sparkline_uri(points: Sequence[TrendPoint], least_span: float = 0) -> str:
    """The drawing as the address of an image, or ""."""
    drawn = sparkline_svg(points, least_span)
    return f"data:image/svg+xml,{quote(drawn, safe=' =:/,')}" if drawn else ""


def sparkline_words(points: Sequence[TrendPoint], indicator: Indicator, level: str) -> str:
    """Text alternative: "De 12,1 % en 2012 à 12,6 % en 2021", with the number of breaks of the series."""
    if len(points) < FEWEST_POINTS:
        return ""
    first, last = points[0], points[-1]
    breaks = sum(point.after_break for point in points)
    cut = f"{formats.THIN}; {formats.count(breaks, 'rupture de série', 'ruptures de série')}" if breaks else ""
    return (
        f"De {formats.value(first.value, indicator, level)} ({formats.period(first.period)}) "
        f"à {formats.value(last.value, indicator, level)} ({formats.period(last.period)}){cut}"
    )


def _places(points: Sequence[TrendPoint], least_span: float) -> list[tuple[float, float]]:
    years = [formats.period_as_year(point.period) for point in points]
    values = [point.value for point in points]
    span = max(max(values) - min(values), least_span)
    low = (min(values) + max(values) - span) / 2
    width, height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return [
        (
            MARGIN + width * (year - years[0]) / (years[-1] - years[0]),
            HEIGHT - MARGIN - height * ((value - low) / span if span else 0.5),
        )
        for year, value in zip(years, values, strict=True)
    ]


def _pieces(points: Sequence[TrendPoint], places: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The points joined together: a break starts a new piece."""
    pieces: list[list[tuple[float, float]]] = []
    for point, place in zip(points, places, strict=True):
        if point.after_break or not pieces:
            pieces.append([])
        pieces[-1].append(place)
    return pieces


def _dot(place: tuple[float, float], radius: float, colour: str) -> str:
    return f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{radius}" fill="{colour}"/>'
