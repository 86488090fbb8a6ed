"""A funnel plot as SVG: territories by size and figure, the whole, and how far chance alone may take them from it.

Points outside the limits are named; shapes tell how far out they are, so that nothing rests on colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire import formats
from observatoire.figures.chart_frame import nice_ticks, tick_words
from observatoire.figures.frame_svg import LEADING, footer, header, whole
from observatoire.figures.palette import ACCENT, BORDER, INK, PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, line_of_text, text_width, wrapped
from observatoire.typography import french
from observatoire.view.entonnoir import Funnel, FunnelPoint

#: Names beyond this number would cover the points: the farthest are named, the table has them all.
MOST_NAMES = 14
LIMITS = (("low_95", "high_95", "6 5", "95 %"), ("low_998", "high_998", "", "99,8 %"))
Box = tuple[float, float, float, float]


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
        _reference(scale, found, text),
        *(_point(scale, point, text) for point in found.points),
        _names(scale, found, text),
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
    """Each limit on both sides, its name at its end."""
    parts = []
    for low, high, dashes, name in LIMITS:
        for side in (low, high):
            points = [(limit.size, getattr(limit, side)) for limit in found.limits]
            inside = [(s, v) for s, v in points if scale.values[0] <= v <= scale.values[1] and s <= scale.sizes[1]]
            if len(inside) < 2:
                continue
            path = "M" + "L".join(f"{scale.x(size):.1f} {scale.y(value):.1f}" for size, value in inside)
            style = f' stroke-dasharray="{dashes}"' if dashes else ""
            parts.append(f'<path d="{path}" fill="none" stroke="{SOFT_INK}" stroke-width="1.6"{style}/>')
            if side == high:
                y = scale.y(inside[-1][1]) + text * 0.3
                parts.append(line_of_text(name, scale.right + 4, y, text * 0.88, f' fill="{SOFT_INK}"'))
    return "".join(parts)


def _reference(scale: _Scale, found: Funnel, text: float) -> str:
    y = scale.y(found.reference)
    line = f'<path d="M{scale.left:.1f} {y:.1f}H{scale.right:.1f}" stroke="{INK}" stroke-width="2"/>'
    words = _haloed(french(f"Ensemble : {found.reference_text}"), scale.left + 8, y - 6, text, ' font-weight="600"')
    return line + words


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


def _names(scale: _Scale, found: Funnel, text: float) -> str:
    """Names of the points outside, farthest first, where they cover neither a point nor another name."""
    outside = sorted(found.outside, key=lambda point: -abs(point.value - found.reference) * point.size**0.5)
    r = text * 0.7
    taken: list[Box] = [
        (scale.x(point.size) - r, scale.y(point.value) - r, scale.x(point.size) + r, scale.y(point.value) + r)
        for point in found.points
    ]
    parts = []
    for point in outside[:MOST_NAMES]:
        box = _free_place(scale, point, text, taken)
        taken.append(box)
        parts.append(_haloed(point.territory.name, box[0], box[3] - text * 0.3, text, ' font-weight="600"'))
    return "".join(parts)


def _free_place(scale: _Scale, point: FunnelPoint, text: float, taken: Sequence[Box]) -> Box:
    """The first place that is free, right, left, above or below; the least bad of them when none is."""
    x, y, wide, high = (
        scale.x(point.size),
        scale.y(point.value),
        text_width(point.territory.name, text * BOLD),
        text * 1.2,
    )
    gap = text * 0.75
    places = [
        (left, middle - high / 2, left + wide, middle + high / 2)
        for left, middle in (
            (x + gap, y),
            (x - gap - wide, y),
            *((x - wide / 2, y + step * high) for step in (-1.1, 1.1, -2.1, 2.1)),
            *((x + gap, y + step * high) for step in (-1, 1)),
        )
        if left >= scale.left and left + wide <= scale.right
    ]
    places = places or [(scale.right - wide, y - 1.6 * high, scale.right, y - 0.6 * high)]
    return min(places, key=lambda box: sum(_overlap(box, other) for other in taken))


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _haloed(words: str, x: float, y: float, size: float, extra: str) -> str:
    halo = f' paint-order="stroke" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round"'
    return line_of_text(words, x, y, size, extra + halo)
