"""Horizontal bars from zero, steps of a funnel, and bars of parts, inside a chart of a document."""

from __future__ import annotations

from observatoire.documents.model import Chart, Point, Series
from observatoire.figures.chart_frame import (
    HALO,
    LINE,
    MARGIN,
    SMALL,
    SWATCH,
    TEXT,
    Drawn,
    centred,
    dashed,
    ends_of,
    extent,
    swatch,
    text_lines,
    whisker,
)
from observatoire.figures.palette import ACCENT, BORDER, INK, PALETTES, PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, line_of_text, text_width, wrapped
from observatoire.typography import french

BAR, GAP, THICKEST = 20.0, 10.0, 40.0
#: Share of the width that names may take.
NAMES = 0.36
#: Classes of the palette for bars: the reader's territory is darker than the others, seen in greyscale.
PLAIN_CLASS, HIGHLIGHTED_CLASS = 1, 3
#: Between the line of the benchmark and the words of a bar.
CLEAR = 6.0
#: Classes of the parts of a bar, by their number; the sixth is white with an outline.
PART_CLASSES = {1: (3,), 2: (3, 1), 3: (4, 2, 0), 4: (4, 3, 1, 0), 5: (4, 3, 2, 1, 0), 6: (4, 3, 2, 1, 0, None)}


def bars(chart: Chart, width: float, mark: str, height: float = 0) -> Drawn:
    """Bars or steps, in the order of the categories; taller when `height` leaves room.

    Several series: their bars under each other in a category, each label with the name of its series.
    """
    many = len(chart.series)
    names = [wrapped(name, TEXT * _weight(name, chart), width * NAMES) for name in chart.categories]
    labels = [[_label(series, index, many) for series in chart.series] for index in range(len(chart.categories))]
    left = MARGIN + max((text_width(line, TEXT * BOLD) for lines in names for line in lines), default=0) + 12
    room = 16 + max((text_width(label, TEXT * BOLD) for row in labels for label in row), default=0)
    top = MARGIN + (TEXT * LINE + 10 if chart.benchmark else 0)
    heights = [max(many * BAR, len(lines) * TEXT * LINE) + GAP for lines in names]
    extra = max(0.0, (height - top - sum(heights) - MARGIN) / max(len(heights), 1)) if height else 0.0
    thick = min(THICKEST, BAR + extra * 0.6 / max(many, 1))
    low, high = min(0.0, *extent(chart), 0.0), max(0.0, *extent(chart), 0.0)
    scale = (width - left - room) / ((high - low) or 1)
    zero = left - low * scale
    cut = zero + chart.benchmark[1] * scale if chart.benchmark else None
    boxes, over, y = [], [], top
    for index, (lines, tall) in enumerate(zip(names, heights, strict=True)):
        tall += extra
        middle = y + tall / 2
        over.append(_name(chart.categories[index], lines, left, middle, chart))
        for rank, series in enumerate(chart.series):
            place = middle + (rank - (many - 1) / 2) * thick
            bold = _weight(chart.categories[index], chart) > 1
            box, words = _bar(
                series.points[index], labels[index][rank], bold, rank, chart, (zero, scale, place, thick), cut, mark
            )
            boxes.append(box)
            over.append(words)
        y += tall
    axis = f'<path d="M{zero:.1f} {top - 2:.1f}V{y + 2:.1f}" stroke="{INK}" stroke-width="1.2"/>'
    line = _benchmark(chart, zero, scale, top, y, width)
    return Drawn("".join(boxes) + line + axis + "".join(over), y + MARGIN)


def _weight(name: str, chart: Chart) -> float:
    return BOLD if chart.highlighted and name == chart.highlighted else 1


def _label(series: Series, index: int, many: int) -> str:
    text = series.points[index].text
    return f"{text} ({series.name})" if many > 1 else text


def _name(name: str, lines: list[str], left: float, middle: float, chart: Chart) -> str:
    first = middle + TEXT * 0.35 - (len(lines) - 1) * TEXT * LINE / 2
    weight = ' font-weight="600"' if _weight(name, chart) > 1 else ""
    return text_lines(lines, left - 12, first, TEXT, f' text-anchor="end"{weight}')


def _bar(
    point: Point,
    label: str,
    bold: bool,
    rank: int,
    chart: Chart,
    place: tuple[float, float, float, float],
    cut: float | None,
    mark: str,
) -> tuple[str, str]:
    """(the bar, what is drawn above everything: its interval and its words). cut: where the benchmark's line goes."""
    zero, scale, middle, thick = place
    baseline = middle + TEXT * 0.35
    weight = ' font-weight="600"' if bold else ""
    if point.value is None:
        x = _beyond(cut, zero + SWATCH + 10, label, bold)
        words = line_of_text(label, x, baseline, TEXT, f' fill="{SOFT_INK}"{HALO}{weight}')
        return swatch(label, mark, zero, middle - thick / 2, thick), words
    start, end = sorted((zero, zero + point.value * scale))
    darker = bold or (not chart.highlighted and rank == 0)
    colour = PALETTES[chart.palette][HIGHLIGHTED_CLASS if darker else PLAIN_CLASS]
    box = (
        f'<rect x="{start:.1f}" y="{middle - thick / 2:.1f}" width="{end - start:.1f}" height="{thick:.1f}"'
        f' fill="{colour}" stroke="{INK if bold else BORDER}" stroke-width="{1.6 if bold else 0.8}"/>'
    )
    over, reach = "", end
    if point.low is not None and point.high is not None:
        over = whisker(middle, zero + point.low * scale, zero + point.high * scale, across=True)
        reach = max(reach, zero + max(ends_of(point)) * scale)
    return box, over + line_of_text(label, _beyond(cut, reach + 8, label, bold), baseline, TEXT, HALO + weight)


def _beyond(cut: float | None, x: float, label: str, bold: bool) -> float:
    """Where a label starts: at x, or after the line of the benchmark that would strike it through."""
    end = x + text_width(label, TEXT * (BOLD if bold else 1))
    return cut + CLEAR if cut is not None and x - CLEAR < cut < end + CLEAR else x


def _benchmark(chart: Chart, zero: float, scale: float, top: float, bottom: float, width: float) -> str:
    if chart.benchmark is None:
        return ""
    words, value = chart.benchmark
    x = zero + value * scale
    start = centred(words, x, TEXT * BOLD, MARGIN, width - MARGIN)
    named = line_of_text(words, start, top - 10, TEXT, f' font-weight="600" fill="{ACCENT}"')
    return dashed(f"M{x:.1f} {top - 4:.1f}V{bottom + 2:.1f}") + named


def stacked(chart: Chart, width: float, mark: str, height: float = 0) -> Drawn:
    """Parts of a whole, side by side. A part without a figure is said in words: its place is not drawn."""
    if len(chart.series) not in PART_CLASSES:
        raise ValueError(f"{len(chart.series)} parts in a bar: from 1 to 6 can be told apart")
    classes = PART_CLASSES[len(chart.series)]
    key, top = _key(chart, classes, width)
    names = [wrapped(name, TEXT * _weight(name, chart), width * NAMES) for name in chart.categories]
    left = MARGIN + max((text_width(line, TEXT * BOLD) for lines in names for line in lines), default=0) + 12
    heights = [max(BAR + 6, len(lines) * TEXT * LINE) + GAP for lines in names]
    absent = [_absent(chart, index, width - left - 6) for index in range(len(chart.categories))]
    used = sum(heights) + sum(len(lines) * SMALL * LINE for lines in absent)
    extra = max(0.0, (height - top - used - MARGIN) / max(len(heights), 1)) if height else 0.0
    thick = min(THICKEST, BAR + 6 + extra * 0.6)
    totals = [sum(series.points[index].value or 0 for series in chart.series) for index in range(len(chart.categories))]
    scale = (width - left - MARGIN) / max(100.0, *totals, 100.0)
    parts, y = [key], top
    for index, (lines, tall) in enumerate(zip(names, heights, strict=True)):
        tall += extra
        middle = y + tall / 2
        parts += [
            _name(chart.categories[index], lines, left, middle, chart),
            _row(chart, index, classes, (left, middle - thick / 2, thick, scale)),
        ]
        if not _known(chart, index):
            parts.append(_hidden(chart.series[0].points[index].text, mark, left, middle, thick))
        parts.append(text_lines(absent[index], left + 6, y + tall + SMALL * 0.6, SMALL, f' fill="{SOFT_INK}"'))
        y += tall + len(absent[index]) * SMALL * LINE
    axis = f'<path d="M{left:.1f} {top - 2:.1f}V{y + 2:.1f}" stroke="{INK}" stroke-width="1.2"/>'
    line = _benchmark(chart, left, scale, top, y, width)
    return Drawn("".join(parts) + line + axis, y + MARGIN)


def _part_colour(chart: Chart, kind: int | None) -> str:
    return PAPER if kind is None else PALETTES[chart.palette][kind]


def _key(chart: Chart, classes: tuple[int | None, ...], width: float) -> tuple[str, float]:
    """The names of the parts with their colours, in the order of the bars, and the y under them."""
    parts, x, y = [], MARGIN, MARGIN
    for series, kind in zip(chart.series, classes, strict=True):
        taken = 26 + text_width(series.name, TEXT)
        if x > MARGIN and x + taken > width - MARGIN:
            x, y = MARGIN, y + TEXT * LINE + 4
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="18" height="16" fill="{_part_colour(chart, kind)}"'
            f' stroke="{BORDER}" stroke-width="0.8"/>'
        )
        parts.append(line_of_text(series.name, x + 25, y + 13, TEXT))
        x += taken + 18
    return "".join(parts), y + TEXT * LINE + 14 + (TEXT * LINE + 6 if chart.benchmark else 0)


def _row(chart: Chart, index: int, classes: tuple[int | None, ...], place: tuple[float, float, float, float]) -> str:
    x, y, thick, scale = place
    drawn = []
    for series, kind in zip(chart.series, classes, strict=True):
        point = series.points[index]
        if point.value is None:
            continue
        wide = point.value * scale
        drawn.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{thick:.1f}"'
            f' fill="{_part_colour(chart, kind)}" stroke="{PAPER if kind is not None else BORDER}" stroke-width="1.2"/>'
        )
        if text_width(point.text, SMALL) + 6 <= wide:
            ink = PAPER if kind is not None and kind >= 3 else INK
            middle = y + thick / 2 + SMALL * 0.35
            drawn.append(line_of_text(point.text, x + wide / 2, middle, SMALL, f' text-anchor="middle" fill="{ink}"'))
        x += wide
    frame = f'<rect x="{place[0]:.1f}" y="{y:.1f}" width="{x - place[0]:.1f}" height="{thick:.1f}" fill="none"'
    return "".join(drawn) + f'{frame} stroke="{BORDER}" stroke-width="0.8"/>'


def _known(chart: Chart, index: int) -> bool:
    """Whether the bar shows anything; the parts of one that does not have one reason in common, or several."""
    points = [series.points[index] for series in chart.series]
    return any(point.value is not None for point in points) or len({point.text for point in points}) > 1


def _hidden(text: str, mark: str, left: float, middle: float, thick: float) -> str:
    words = line_of_text(text, left + SWATCH + 10, middle + TEXT * 0.35, TEXT, f' fill="{SOFT_INK}"')
    return swatch(text, mark, left, middle - thick / 2, thick) + words


def _absent(chart: Chart, index: int, width: float) -> list[str]:
    if not _known(chart, index):
        return []
    said = [
        f"{series.name} : {series.points[index].text}" for series in chart.series if series.points[index].value is None
    ]
    return [line for text in said for line in wrapped(french(text), SMALL, width)]
