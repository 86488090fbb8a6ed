"""Where the names of curves stand: beside their own line, over no line and no word, on a phone as on a wide screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy

from observatoire.figures.label_places import Box, Spot, is_crossed, overlap
from observatoire.figures.svg_text import text_width

#: Between a name and the spot of the curve where it is, in px; beyond the end of a curve there is its last dot.
GAP_PX, PAST_END_PX = 6, 10
#: A name nearer than this to another curve could be that of the other.
AMBIGUOUS_PX = 12
#: Spots tried along a curve, spots by which a line is known, and the top of the axis of the shares, in %.
TRIED, DRAWN, TOP = 20, 150, 101
#: Between two lines of words, beside their letters.
LEADING_PX = 4
#: What each fault of a place costs, the distance to the end of the curve being worth 1 at most.
OUTSIDE, ON_WORDS, ON_CURVE, NEAR_OTHER, ON_THIN_LINE = 1000.0, 200.0, 100.0, 30.0, 20.0


@dataclass(frozen=True)
class Room:
    """Where curves are drawn, in px: every width that the plot may have, its height, the size of the letters."""

    widths: tuple[float, ...]
    high: float
    letters: float

    @property
    def line(self) -> float:
        """Height of a line of words; there is room for one above the plot."""
        return self.letters + LEADING_PX


#: A phone, then a wide screen.
SCREEN = Room((278, 740), 322, 14)


@dataclass(frozen=True)
class NamedCurve:
    """days, shares (in %): the points of the line, in order."""

    name: str
    days: tuple[float, ...]
    shares: tuple[float, ...]

    @property
    def spots(self) -> numpy.ndarray:
        """The line as close spots (day, share)."""
        days = numpy.linspace(self.days[0], self.days[-1], DRAWN)
        return numpy.column_stack([days, numpy.interp(days, self.days, self.shares)])


@dataclass(frozen=True)
class _Place:
    """A name at a day and a share, against an edge of the name, moved by some px (rightward and upward)."""

    day: float
    share: float
    xanchor: str
    yanchor: str
    xshift: float
    yshift: float

    def box(self, width: float, scale: Spot, line: float) -> Box:
        """Left, bottom, right, top in px. width: of the name; scale: px a day and px a %; line: height of a name."""
        x, y = self.day * scale[0] + self.xshift, self.share * scale[1] + self.yshift
        left = x - width if self.xanchor == "right" else x
        bottom = y - {"bottom": 0, "middle": 0.5, "top": 1}[self.yanchor] * line
        return left, bottom, left + width, bottom + line


@dataclass(frozen=True)
class _Plot:
    """A plot of some width, in px: the curve to name, the others and the thin lines as spots, the words as boxes."""

    px: float
    top: float
    scale: Spot
    own: numpy.ndarray
    others: tuple[numpy.ndarray, ...]
    thin: numpy.ndarray
    words: tuple[Box, ...]

    def cost(self, box: Box) -> float:
        """What the reader loses with a name in a box."""
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.px and box[3] <= self.top
        cost = 0.0 if inside else OUTSIDE
        cost += ON_WORDS * sum(overlap(box, other) for other in self.words)
        cost += ON_CURVE * sum(is_crossed(_wider(box, 2), spots) for spots in (self.own, *self.others))
        cost += NEAR_OTHER * sum(is_crossed(_wider(box, AMBIGUOUS_PX), spots) for spots in self.others)
        return cost + ON_THIN_LINE * is_crossed(box, self.thin)


def curve_names(
    curves: Sequence[NamedCurve],
    last: float,
    thin: Sequence[Sequence[Spot]],
    words: Sequence[tuple[float, str]],
    room: Room = SCREEN,
) -> list[dict]:
    """Place of the name of each curve, as the position of a Plotly annotation.

    last: last day of the axis; thin: lines that a name had better not cut, as spots (day, share); words: (day from
    which they are written, text) on the axis of the days; room: where they are drawn.
    """
    lines = numpy.array([spot for line in thin for spot in line], dtype=float).reshape(-1, 2)
    chosen: list[tuple[float, _Place]] = []
    for curve in curves:
        others = [other.spots for other in curves if other is not curve]
        plots = [_plot(px, room, last, curve.spots, others, lines, words, chosen) for px in room.widths]
        width = text_width(curve.name, room.letters)
        costs = {
            place: away + sum(plot.cost(place.box(width, plot.scale, room.line)) for plot in plots)
            for away, place in _tried(curve)
        }
        chosen.append((width, min(costs, key=costs.get)))
    return [
        {"x": place.day, "y": place.share, "xanchor": place.xanchor, "yanchor": place.yanchor}
        | {"xshift": place.xshift, "yshift": place.yshift}
        for _, place in chosen
    ]


def _plot(px, room, last, own, others, thin, words, chosen) -> _Plot:
    """chosen: (width, place) of the names that already have one."""
    scale = (px / last, room.high / TOP)
    written = [
        (day * scale[0], 0.0, day * scale[0] + text_width(text, room.letters) + GAP_PX, room.line + GAP_PX)
        for day, text in words
    ]
    named = [place.box(width, scale, room.line) for width, place in chosen]
    return _Plot(
        px,
        room.high + room.line,
        scale,
        own * scale,
        tuple(spots * scale for spots in others),
        thin * scale,
        (*written, *named),
    )


def _tried(curve: NamedCurve) -> Iterator[tuple[float, _Place]]:
    """(distance to the end, from 0 to 1; place): after the end, then all along from the end, above and below."""
    first, end = curve.days[0], curve.days[-1]
    yield 0.0, _Place(end, curve.shares[-1], "left", "middle", PAST_END_PX, 0)
    for step in range(TRIED):
        day = end - step / TRIED * (end - first)
        share = float(numpy.interp(day, curve.days, curve.shares))
        for xanchor, yanchor in (("right", "bottom"), ("left", "top"), ("right", "top"), ("left", "bottom")):
            aside = -GAP_PX if xanchor == "right" else GAP_PX
            yield step / TRIED, _Place(day, share, xanchor, yanchor, aside, GAP_PX if yanchor == "bottom" else -GAP_PX)


def _wider(box: Box, px: float) -> Box:
    return box[0] - px, box[1] - px, box[2] + px, box[3] + px
