"""The curves of the wait as a picture for documents: what the screen draws, with the persons still waiting under it."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire import formats
from observatoire.figures.curve_names import TOP, Room
from observatoire.figures.frame_svg import whole
from observatoire.figures.palette import ACCENT, BORDER, INK, PAPER, SOFT_INK
from observatoire.figures.plotly_base import GRID
from observatoire.figures.survival import (
    HALF,
    SHARES,
    TICKS,
    axis_days,
    drawn_median,
    drawn_points,
    limit_words,
    median_words,
    name_places,
    still_waiting,
)
from observatoire.figures.svg_text import line_of_text, text_width, wrapped
from observatoire.view.parcours_attente import STILL_FOLLOWED, Curve, Limit
from observatoire.warehouse import CurvePoint

#: Width of the picture and height of its plot, in its own units. A slide shows the letters at about 14 points.
WIDTH, PLOT = 1000.0, 196.0
LETTERS, LINE = 21.0, 26.0
#: Room of the names of the rows of persons, at most, on the left; and right of the last day.
NAMES, LEFT, RIGHT = 220.0, 72.0, 54.0
#: (colour, width, dashes, opacity of the band) of a curve, of a young one, and of the one beside.
OWN, YOUNG, BESIDE = (ACCENT, 3.2, "", 0.16), (ACCENT, 3.2, "10 6", 0.16), (SOFT_INK, 2.2, "3 5", 0.14)
HALO = f' paint-order="stroke" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round"'


def survival_svg(
    own: Curve, other: Curve | None, limits: tuple[Limit, ...], words: str, *, recent: bool
) -> tuple[str, float, float]:
    """(drawing, width, height) of one or two curves; `own` has points. words: the drawing told to who cannot see it;
    recent: too young for a median, its line is dashed."""
    drawn = [curve for curve in (own, other) if curve is not None and curve.points]
    plot = _Plot(drawn, axis_days(own, other), LINE * (len(limits) + 1))
    below = plot.bottom + 2 * LINE + 6
    body, height = _persons(plot, below)
    looks = [YOUNG if recent else OWN, BESIDE]
    pairs = list(reversed(list(zip(drawn, looks, strict=False))))
    median = drawn_median(own, recent=recent)
    parts = [
        _axes(plot),
        *(_band(curve, look, plot) for curve, look in pairs),
        *(_limit(limit, rank, plot) for rank, limit in enumerate(limits)),
        *([_median(median, plot)] if median is not None else []),
        *(_line(curve, look, plot) for curve, look in pairs),
        *(_names(limits, median, plot) if len(drawn) > 1 else []),
        body,
    ]
    return whole("".join(parts), WIDTH, height, words), WIDTH, height


class _Plot:
    """Where days and shares are in the picture."""

    def __init__(self, curves: Sequence[Curve], last: int, top: float):
        self.curves, self.last, self.top = tuple(curves), last, top
        self.bottom = top + PLOT
        named = [line for curve in curves for line in _name_lines(curve) if still_waiting(curve, last)]
        self.left = max([LEFT, *(text_width(line, LETTERS) + 34 for line in named)])
        self.right = WIDTH - RIGHT

    def x(self, day: float) -> float:
        return self.left + day / self.last * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.bottom - share / TOP * PLOT


def _name_lines(curve: Curve) -> list[str]:
    return wrapped(curve.name, LETTERS, NAMES)


def _axes(plot: _Plot) -> str:
    parts = []
    for share in SHARES:
        y, colour = plot.y(share), GRID if share else INK
        parts.append(f'<path d="M{plot.left:.1f} {y:.1f}H{plot.right:.1f}" stroke="{colour}" stroke-width="1.2"/>')
        said = formats.with_unit(str(share), "%")
        parts.append(
            line_of_text(said, plot.left - 8, y + LETTERS * 0.35, LETTERS, f' text-anchor="end" fill="{SOFT_INK}"')
        )
    days = [tick for tick in TICKS if tick <= plot.last]
    for day in days:
        said = formats.count(day, "jour") if day == days[-1] else str(day)
        parts.append(f'<path d="M{plot.x(day):.1f} {plot.bottom:.1f}v5" stroke="{BORDER}" stroke-width="1.2"/>')
        parts.append(line_of_text(said, plot.x(day), plot.bottom + LINE, LETTERS, ' text-anchor="middle"'))
    return "".join(parts)


def _band(curve: Curve, look: tuple, plot: _Plot) -> str:
    """The interval, known at each point."""
    known = [point for point in curve.points if point.low is not None and point.high is not None]
    if len(known) < 2:
        return ""
    edge = [(point.day, point.low) for point in known] + [(point.day, point.high) for point in reversed(known)]
    spots = " ".join(f"{plot.x(day):.1f},{plot.y(share):.1f}" for day, share in edge)
    return f'<polygon points="{spots}" fill="{look[0]}" fill-opacity="{look[3]}"/>'


def _line(curve: Curve, look: tuple, plot: _Plot) -> str:
    colour, width, dashes, _ = look
    points = drawn_points(curve)
    path = "L".join(f"{plot.x(point.day):.1f} {plot.y(point.share):.1f}" for point in points)
    pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
    marks = "".join(_mark(point, colour, width, plot) for point in points)
    return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}"{pattern}/>{marks}'


def _mark(point: CurvePoint, colour: str, width: float, plot: _Plot) -> str:
    return f'<circle cx="{plot.x(point.day):.1f}" cy="{plot.y(point.share):.1f}" r="{width + 1}" fill="{colour}"/>'


def _limit(limit: Limit, rank: int, plot: _Plot) -> str:
    """A line for each limit, its words above the plot: one row each, so that they never overlap."""
    x, said = plot.x(limit.threshold.days), limit_words(limit)
    line = (
        f'<path d="M{x:.1f} {plot.top:.1f}V{plot.bottom:.1f}" stroke="{SOFT_INK}" stroke-width="1.6"'
        ' stroke-dasharray="9 4 2 4"/>'
    )
    return line + line_of_text(said, x, LINE * (rank + 0.8), LETTERS, f' fill="{SOFT_INK}"')


def _median(day: float, plot: _Plot) -> str:
    """Where half of the persons are served: two thin lines to the axes and its words."""
    x, y = plot.x(day), plot.y(HALF)
    thin = f'fill="none" stroke="{ACCENT}" stroke-width="1.3" stroke-dasharray="2 3"'
    return (
        f'<path d="M{plot.left:.1f} {y:.1f}H{x:.1f}V{plot.bottom:.1f}" {thin}/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{ACCENT}"/>'
        + line_of_text(median_words(day), x + 6, plot.bottom - 7, LETTERS, f' fill="{ACCENT}" font-weight="600"{HALO}')
    )


def _names(limits: tuple[Limit, ...], median: float | None, plot: _Plot) -> list[str]:
    """The name of each curve on its own line."""
    words = [(median, median_words(median))] if median is not None else []
    room = Room((plot.right - plot.left,), PLOT, LETTERS)
    names = []
    for curve, place in zip(plot.curves, name_places(plot.curves, plot.last, limits, words, room), strict=True):
        x, y = plot.x(place["x"]) + place["xshift"], plot.y(place["y"]) - place["yshift"]
        baseline = y + {"bottom": -0.2, "middle": 0.35, "top": 0.9}[place["yanchor"]] * LETTERS
        anchor = ' text-anchor="end"' if place["xanchor"] == "right" else ""
        colour = ACCENT if curve is plot.curves[0] else SOFT_INK
        names.append(
            line_of_text(curve.name, x, baseline, LETTERS, f'{anchor} fill="{colour}" font-weight="600"{HALO}')
        )
    return names


def _persons(plot: _Plot, y: float) -> tuple[str, float]:
    """Persons still waiting under the days of the axis, a row a curve, and the height of the whole picture."""
    rows = [(curve, found) for curve in plot.curves if (found := still_waiting(curve, plot.last))]
    if not rows:
        return "", plot.bottom + LINE + 10
    parts = [line_of_text(STILL_FOLLOWED, 0, y, LETTERS, f' fill="{SOFT_INK}"')]
    for curve, found in rows:
        y += LINE
        lines = _name_lines(curve)
        colour = ACCENT if curve is plot.curves[0] else SOFT_INK
        for rank, line in enumerate(lines):
            parts.append(line_of_text(line, 0, y + rank * LINE, LETTERS, f' fill="{colour}"'))
        for item in found:
            said, x = formats.decimal(item.persons), plot.x(item.day)
            parts.append(line_of_text(said, x, y, LETTERS, ' text-anchor="middle"'))
        y += (len(lines) - 1) * LINE
    return "".join(parts), y + 10
