"""Horizontal bars: one series with its benchmark, a funnel, or parts of 100 %."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from observatoire.documents.fitting import LINE, Box, line_count, widest
from observatoire.documents.model import Chart, Point
from observatoire.documents.pptx.chart_parts import (
    add_whiskers,
    draw_as_mark,
    label,
    label_only,
    name_every,
    number_format,
    set_plot_area,
)
from observatoire.documents.pptx.native import (
    benchmark_words,
    native_chart,
    paint,
    rgb,
    set_legend,
    short_benchmark_words,
)
from observatoire.figures.palette import INK, PALETTES, PAPER
from observatoire.formats import NO_BREAK

_LARGEST, _SMALLEST = 18, 12
#: Share of the width that the names of the bars may take.
_NAMES = 0.42
#: Right end of the bars in share of the width, and of their axis in share of the longest bar.
_RIGHT, _BEYOND = 0.99, 1.06
#: A part smaller than this share of its bar has no room for its label.
_SMALL_PART = 0.05


def draw_bars(slide: Slide, chart: Chart, box: Box, scale: float) -> GraphicFrame:
    """Horizontal bars from zero, their value at their foot so that neither whisker nor benchmark crosses it.

    The benchmark is a series of marks across the bars, named in a row of its own above them.
    """
    (series,), palette = chart.series, PALETTES[chart.palette]
    names = [_with_reason(name, point) for name, point in zip(chart.categories, series.points, strict=True)]
    points: list[Point | None] = list(series.points)
    columns = [(series.name, [point.value for point in series.points])]
    size = _text_size(len(names) + bool(chart.benchmark), box.height)
    if chart.benchmark:
        words, side, letters = _benchmark_place(chart, names, box, size, scale)
        names.insert(0, NO_BREAK if side else words)
        points.insert(0, None)
        columns = [
            (series.name, [None, *columns[0][1]]),
            (words, [chart.benchmark[1]] * len(names)),
        ]
    first = len(names) - len(chart.categories)
    chosen = first + chart.categories.index(chart.highlighted) if chart.highlighted in chart.categories else None
    graphic = native_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, chart, names, columns)
    native = graphic.chart
    left = _set_bar_axes(native, chart, names, box, size, scale)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    plot.vary_by_categories, drawn = False, plot.series[0]
    drawn.invert_if_negative = False
    paint(drawn.format, palette[1], palette[3], 1)
    labels = {
        rank: label(rank, "inBase", size, INK, name=False, value=_format_of(point, chart), bold=rank == chosen)
        for rank, point in enumerate(points)
        if point is not None and point.value is not None
    }
    if chosen is not None:
        paint(drawn.points[chosen].format, palette[2], INK, 2)
    label_only(drawn, labels)
    add_whiskers(drawn, points, INK, across=False)
    if chart.benchmark:
        value = chart.benchmark[1]
        ghost = plot.series[1]
        draw_as_mark(ghost, value, value / (scale * _BEYOND) * (_RIGHT - left) * box.width, INK)
        label_only(ghost, {0: label(0, side, letters, INK, name=True)} if side else None)
    return graphic


def draw_stacked(slide: Slide, chart: Chart, box: Box) -> GraphicFrame:
    """Parts of 100 %, told apart in greyscale, named above; a bar without figures is empty and says why."""
    names = [
        _with_reason(name, next((one.points[rank] for one in chart.series if one.points[rank].value is None), None))
        for rank, name in enumerate(chart.categories)
    ]
    columns = [(one.name, [point.value for point in one.points]) for one in chart.series]
    graphic = native_chart(slide, XL_CHART_TYPE.BAR_STACKED_100, chart, names, columns)
    native, size = graphic.chart, _text_size(len(names) + 1, box.height)
    _set_bar_axes(native, chart, names, box, size, 0, top=(size * 2.2) / box.height)
    set_legend(native, XL_LEGEND_POSITION.TOP, min(size, 16))
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 35 if len(names) > 2 else 150, 100
    plot.vary_by_categories = False
    totals = [sum(one.points[rank].value or 0 for one in chart.series) for rank in range(len(names))]
    for one, drawn, fill in zip(chart.series, plot.series, _part_colours(chart), strict=True):
        paint(drawn.format, fill, PAPER, 1.5)
        ink = INK if _is_light(fill) else PAPER
        shown = {
            rank: label(
                rank,
                "ctr",
                size,
                ink,
                False,
                _format_of(point, chart),
                bold=chart.categories[rank] == chart.highlighted,
            )
            for rank, point in enumerate(one.points)
            if point.value is not None and totals[rank] and point.value / totals[rank] >= _SMALL_PART
        }
        label_only(drawn, shown)
    return graphic


def _benchmark_place(chart: Chart, names: Sequence[str], box: Box, size: float, scale: float) -> tuple[str, str, float]:
    """Words of the benchmark, their side of its mark and their size; no side when they hold on neither."""
    whole = (_RIGHT - _names_share(names, size, box)) * box.width
    span = chart.benchmark[1] / (scale * _BEYOND) * whole
    tried = (benchmark_words(chart), short_benchmark_words(chart))
    for words, letters in [(words, min(size, letters)) for words in tried for letters in (16, 14, _SMALLEST)]:
        asked = widest([words], letters, bold=True) + 8
        if asked <= max(whole - span, span):
            return words, "outEnd" if asked <= whole - span else "inEnd", letters
    return tried[1], "", size


def _set_bar_axes(
    native, chart: Chart, names: Sequence[str], box: Box, size: float, scale: float, top: float = 0.01
) -> float:
    """Names on the left, no value axis: the labels give the values. -> left side of the bars, in share of the width."""
    native.font.size = Pt(size)
    axis, values = native.category_axis, native.value_axis
    axis.reverse_order = True
    name_every(axis, 1)  # left to itself, a program leaves a name out of two when they take several lines
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.color.rgb = rgb(INK)
    axis.tick_labels.font.size = Pt(_names_size(names, size, box))
    values.visible = values.has_major_gridlines = False
    if scale:
        known = [point.value for point in chart.series[0].points if point.value is not None]
        values.minimum_scale, values.maximum_scale = min([0, *known]) * _BEYOND, scale * _BEYOND
    left = _names_share(names, size, box)
    set_plot_area(native, left, top, _RIGHT - left, 0.99 - top)
    return left


def _names_size(names: Sequence[str], size: float, box: Box) -> float:
    """Letters of the names: as those of the numbers, smaller where a name on several lines would meet the next one."""
    width, row = box.width * _NAMES, box.height / max(len(names), 1)
    while size > _SMALLEST and max(line_count(name, size, width) for name in names) * size * LINE > row:
        size -= 1
    return size


def _names_share(names: Sequence[str], size: float, box: Box) -> float:
    return min(widest(names, size) + 14, box.width * _NAMES) / box.width


def _part_colours(chart: Chart) -> list[str]:
    """As far apart as the palette allows, light to dark; more parts than classes borrow those of the neutral one."""
    palette = PALETTES[chart.palette]
    chosen = {1: (2,), 2: (1, 3), 3: (1, 2, 4), 4: (0, 1, 2, 4)}.get(len(chart.series), (0, 1, 2, 3, 4))
    colours = [palette[rank] for rank in chosen]
    others = [colour for name in ("neutral", "resource") if name != chart.palette for colour in PALETTES[name]]
    return (colours + others)[: len(chart.series)]


def _format_of(point: Point, chart: Chart) -> str:
    return number_format(chart, decimals=point.decimals)


def _with_reason(name: str, point: Point | None) -> str:
    return name if point is None or point.value is not None else f"{name} ({point.text})"


def _text_size(rows: int, height: float) -> float:
    """Letters as high as the rows allow, from 12 to 18 points."""
    return max(min(_LARGEST, int(height / max(rows, 1) * 0.62)), _SMALLEST)


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140
