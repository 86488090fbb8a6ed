"""A funnel plot as SVG: territories by size and figure, the whole, and how far chance alone may take them from it.

Points outside the limits are named; shapes tell how far out they are, so that nothing rests on colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from observatoire import formats
from observatoire.figures.chart_frame import nice_ticks, tick_words
from observatoire.figures.frame_svg import LEADING, footer, header, whole
from observatoire.figures.label_places import Box, Named, Place, Spot, name_width, overlap, places
from observatoire.figures.palette import ACCENT, BORDER, INK, PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, line_of_text, text_width, wrapped
from observatoire.typography import french
from observatoire.view.entonnoir import Funnel, FunnelPoint

#: The farthest are named, where there is room; the table has them all.
MOST_NAMES = 14
LIMITS = (("low_95", "high_95", "6 5", "95 %"), ("low_998", "high_998", "", "99,8 %"))
#: Spots between two points of a limit, so that a name sees it everywhere.
SPOTS = 8


@dataclass(frozen=True)
class FunnelDrawing:
    """`size_words`: what the horizontal axis counts; `words`: the plot for who cannot see it."""

    funnel: Funnel
    size_words: str
    words: str
    titles: Sequence[str] = ()
    footer: Sequence[str] = ()
    banner: str = ""


@dataclass(frozen=True)
class _Scale:
    left: float
    right: float
    top: float
    bottom: float
    sizes: tuple[float, float]
    values: tuple[float, float]

    def x(self, size: float) -> float:
        low, high = self.sizes
        return self.left + (size - low) / (high - low) * (self.right - self.left)

    def y(self, value: float) -> float:
        low, high = self.values
        return self.bottom - (min(max(value, low), high) - low) / (high - low) * (self.bottom - self.top)


def funnel_svg(drawing: FunnelDrawing, width: float = 1180.0, text: float = 17.0) -> str:
    """The plot `width` units wide. Its funnel must have points: a refused one has none."""
    found = drawing.funnel
    head, y = header(drawing.titles, drawing.banner, width, text)
    indicator = found.indicator
    values = [point.value for point in found.points]
    # The limits of the smallest sizes go to the ends of the scale: a tenth of them would crush every point.
    least = min(point.size for point in found.points)
    near = [limit for limit in found.limits if limit.size >= 0.8 * least]
    ends = [end for limit in near for end in (limit.low_998, limit.high_998)]
    ticks = nice_ticks(min([*ends, *values]), max([*ends, *values]), 5)
    labels = tick_words(ticks, indicator.unit)
    left = 20 + max(text_width(label, text) for label in labels)
    height = min(0.52 * width, 560.0) if width > 600 else 0.95 * width
    top = y + text * 2.2
    sizes = (0.0, 1.05 * max(point.size for point in found.points))
    scale = _Scale(left, width - 3.4 * text, top, top + height, sizes, (ticks[0], ticks[-1]))
    under = scale.bottom + text * (2.6 + LEADING * len(_size_lines(drawing, scale.right, text)))
    foot, bottom = footer(drawing.footer, under, width, text * 0.88)
    body = [
        head,
        _axes(scale, ticks, labels, drawing, text),
        _limits(scale, found, text),
        *_marks(scale, found, text),
        foot,
    ]
    return whole("".join(body), width, bottom + 6, drawing.words)


def _axes(scale: _Scale, ticks: Sequence[float], labels: Sequence[str], drawing: FunnelDrawing, text: float) -> str:
    soft, parts = f' fill="{SOFT_INK}"', []
    unit = drawing.funnel.indicator.unit
    said = drawing.funnel.indicator.short_title + (f" ({unit})" if unit else "")
    parts.append(line_of_text(said, 6, scale.top - text * 1.1, text, ' font-weight="600"'))
    for tick, label in zip(ticks, labels, strict=True):
        y = scale.y(tick)
        line = f"M{scale.left:.1f} {y:.1f}H{scale.right:.1f}"
        parts.append(f'<path d="{line}" stroke="{BORDER}" stroke-width="0.6" stroke-dasharray="2 4"/>')
        parts.append(line_of_text(label, scale.left - 8, y + text * 0.35, text, f'{soft} text-anchor="end"'))
    frame = f"M{scale.left:.1f} {scale.top:.1f}V{scale.bottom:.1f}H{scale.right:.1f}"
    parts.append(f'<path d="{frame}" fill="none" stroke="{INK}" stroke-width="1.2"/>')
    for size in nice_ticks(0, scale.sizes[1], 6 if scale.right > 600 else 3)[:-1]:
        x, label = scale.x(size), formats.decimal(size)
        parts.append(f'<path d="M{x:.1f} {scale.bottom:.1f}v6" stroke="{INK}"/>')
        middle = f'{soft} text-anchor="middle"'
        parts.append(line_of_text(label, x, scale.bottom + 8 + text, text, middle))
    end = ' font-weight="600" text-anchor="end"'
    y = scale.bottom + 12 + 2.3 * text
    for rank, line in enumerate(_size_lines(drawing, scale.right, text)):
        parts.append(line_of_text(line, scale.right, y + rank * text * LEADING, text, end))
    return "".join(parts)


def _size_lines(drawing: FunnelDrawing, width: float, text: float) -> list[str]:
    return wrapped(drawing.size_words, text * BOLD, width - text)


def _limits(scale: _Scale, found: Funnel, text: float) -> str:
    """Each limit on both sides; the names at the end of the upper ones, kept apart."""
    parts, names = [], []
    for low, high, dashes, name in LIMITS:
        for side in (low, high):
            inside = _limit_points(scale, found, side)
            if len(inside) < 2:
                continue
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in inside)
            style = f' stroke-dasharray="{dashes}"' if dashes else ""
            parts.append(f'<path d="{path}" fill="none" stroke="{SOFT_INK}" stroke-width="1.6"{style}/>')
            if side == high:
                names.append((inside[-1][1], name))
    size = text * 0.88
    if len(names) == 2 and (near := 1.1 * size - (names[0][0] - names[1][0])) > 0:
        names = [(names[0][0] + near / 2, names[0][1]), (names[1][0] - near / 2, names[1][1])]
    parts += [line_of_text(name, scale.right + 4, y + size * 0.34, size, f' fill="{SOFT_INK}"') for y, name in names]
    return "".join(parts)


def _limit_points(scale: _Scale, found: Funnel, side: str) -> list[Spot]:
    points = [(limit.size, getattr(limit, side)) for limit in found.limits]
    return [
        (scale.x(size), scale.y(value))
        for size, value in points
        if scale.values[0] <= value <= scale.values[1] and size <= scale.sizes[1]
    ]


def _marks(scale: _Scale, found: Funnel, text: float) -> list[str]:
    """The whole, the points, and the names of those outside: no name covers a point or another name."""
    r = text * 0.7
    spots = [(scale.x(point.size), scale.y(point.value)) for point in found.points]
    busy: list[Box] = [(x - r, y - r, x + r, y + r) for x, y in spots]
    line, words, whole_box = _reference(scale, found, text, busy)
    outside = sorted(found.outside, key=lambda point: -abs(point.value - found.reference) * point.size**0.5)
    named = [Named(point.territory.name, scale.x(point.size), scale.y(point.value)) for point in outside[:MOST_NAMES]]
    frame = (scale.left + 2, scale.top, scale.right, scale.bottom - 2)
    put = places(named, [*busy, whole_box], frame, _lines(scale, found), text)
    leaders = [_leader(place) for place in put if place.leader is not None]
    points = [_point(scale, point, text) for point in found.points]
    return [line, *leaders, words, *(_name(place, text) for place in put), *points]


def _reference(scale: _Scale, found: Funnel, text: float, busy: Sequence[Box]) -> tuple[str, str, Box]:
    """The line of the whole, its name where it covers the fewest points, and the box of that name."""
    y = scale.y(found.reference)
    line = f'<path d="M{scale.left:.1f} {y:.1f}H{scale.right:.1f}" stroke="{INK}" stroke-width="2"/>'
    said = french(f"Ensemble : {found.reference_text}")
    wide, high, step = name_width(said, text), 1.25 * text, 0.05 * (scale.right - scale.left)
    lefts = [scale.left + 8 + rank * step for rank in range(20)]
    tried = [
        (left, top, left + wide, top + high)
        for left in lefts
        if left + wide <= scale.right
        for top in (y - high - 2, y + 3)
    ]
    box = min(tried, key=lambda place: sum(overlap(place, other) for other in busy))
    return line, _haloed(said, box[0], box[3] - text * 0.35, text, ' font-weight="600"'), box


def _lines(scale: _Scale, found: Funnel) -> list[Spot]:
    """Spots all along the limits and the whole."""
    spots = []
    for side in ("low_95", "high_95", "low_998", "high_998"):
        inside = _limit_points(scale, found, side)
        for (x1, y1), (x2, y2) in pairwise(inside):
            spots += [(x1 + rank / SPOTS * (x2 - x1), y1 + rank / SPOTS * (y2 - y1)) for rank in range(SPOTS)]
    y = scale.y(found.reference)
    return spots + [(float(x), y) for x in range(int(scale.left), int(scale.right), 4)]


def _point(scale: _Scale, point: FunnelPoint, text: float) -> str:
    """A hollow circle within the limits, a square beyond 95 %, a diamond beyond 99.8 %."""
    x, y, r = scale.x(point.size), scale.y(point.value), text * 0.42
    if point.outside == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{PAPER}" stroke="{SOFT_INK}" stroke-width="2"/>'
    style = f'fill="{ACCENT}" stroke="{PAPER}" stroke-width="1.5"'
    if point.outside == 1:
        return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:.1f}" height="{2 * r:.1f}" {style}/>'
    r *= 1.45
    return f'<path d="M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z" {style}/>'


def _name(place: Place, text: float) -> str:
    left, _top, right, bottom = place.box
    start, anchor = (right, ' text-anchor="end"') if place.at_right else (left, "")
    return _haloed(place.name, start, bottom - text * 0.35, text, f' font-weight="600"{anchor}')


def _leader(place: Place) -> str:
    (x1, y1), (x2, y2) = place.leader
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{SOFT_INK}" stroke-width="1"/>'


def _haloed(words: str, x: float, y: float, size: float, extra: str) -> str:
    halo = f' paint-order="stroke" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round"'
    return line_of_text(words, x, y, size, extra + halo)
