"""Horizontal bars, funnels and parts of a whole, as DrawingML."""

from __future__ import annotations

from observatoire.documents.docx.chart_drawn import Drawn, benchmark_is_bar, has_interval
from observatoire.documents.docx.chart_workbook import Ranges
from observatoire.documents.docx.chart_xml import (
    TEXT_SIZE,
    axis_ids,
    category_axis,
    data,
    fill,
    identity,
    label,
    label_look,
    legend_rows,
    outline,
    plot_area,
    value_axis,
    whiskers,
)
from observatoire.documents.model import Series
from observatoire.figures.palette import BORDER, INK, PALETTES, PAPER
from observatoire.figures.svg_text import BOLD, text_width

_PLAIN, _HIGHLIGHTED = 2, 3
#: Parts of a whole: neighbours differ in lightness, so that they are told apart in black and white.
_PARTS = (3, 1, 2, 0, 4)
_DARK = (3, 4)
#: A bar shorter than this share of the longest has no room for its number.
_SHORT_BAR = 0.12
#: Margins in points, and share of the width that the names of the bars may take.
_MARGIN, _LINE, _NAMES = 6, 22, 0.42
#: Space between bars, in percents of their thickness; one or two bars of parts would be as thick as the chart is high.
_GAP, _WIDE_GAP, _FEW = 45, 120, 3


def bars_plot(drawn: Drawn, ranges: Ranges) -> str:
    """Layout, bars and axes."""
    stacked = drawn.chart.kind == "stacked"
    series = "".join(_series(drawn, rank, ranges) for rank in range(len(drawn.series)))
    overlap = '<c:overlap val="100"/>' if stacked else ""
    gap = _WIDE_GAP if stacked and len(drawn.categories) < _FEW else _GAP
    low, high = _scale(drawn)
    return (
        f'{_layout(drawn, high)}<c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/>{overlap}{axis_ids()}</c:barChart>'
        f"{category_axis('l', reverse=True)}{_values(drawn, low, high)}"
    )


def _has_line(drawn: Drawn) -> bool:
    chart = drawn.chart
    return chart.benchmark is not None and chart.kind != "stacked" and not benchmark_is_bar(chart)


def _scale(drawn: Drawn) -> tuple[float, float | None]:
    """Always from zero. Whiskers are in it: programs leave them out of the scale that they choose."""
    if drawn.chart.kind == "stacked":
        return 0, 100 if drawn.chart.unit == "%" else None
    highest = max(drawn.highest, drawn.chart.benchmark[1] if _has_line(drawn) else 0)
    return min(drawn.lowest * 1.25, 0), highest * 1.02 if highest > 0 else (1 if drawn.lowest >= 0 else 0)


def _layout(drawn: Drawn, high: float | None) -> str:
    """Names on the left, numbers outside the longest bars on the right, legend or words of the benchmark on top."""
    names = max((text_width(name, TEXT_SIZE) for name in drawn.categories), default=0)
    left = min(names + 2 * _MARGIN, drawn.width * _NAMES)
    points = [point for series in drawn.series for point in series.points if point.value is not None]
    right = _MARGIN + max((text_width(point.text, TEXT_SIZE) for point in points), default=0)
    if drawn.chart.kind == "stacked" or _labels_at_foot(drawn):
        right = 2 * _MARGIN
    top = _LINE * legend_rows(drawn.series, drawn.width) if len(drawn.series) > 1 else _MARGIN
    top = max(top, _LINE) if _has_line(drawn) else top
    if _has_line(drawn):
        words, value = drawn.chart.benchmark
        beyond = text_width(words, TEXT_SIZE * BOLD) / 2 + _MARGIN
        right = max(right, drawn.width - left - (drawn.width - left - beyond) * high / value)
    return plot_area(drawn, left, top, right, _MARGIN)


def _values(drawn: Drawn, low: float, high: float | None) -> str:
    """No axis, the labels tell; with a benchmark, an axis whose only step is the benchmark draws its line."""
    if not _has_line(drawn):
        return value_axis("", delete=True, low=low, high=high)
    words, value = drawn.chart.benchmark
    shown = f'[<{value / 2:.10g}]"";"{words.replace(chr(34), "”")}"'
    line = f"<c:majorGridlines><c:spPr>{outline(INK, 1.5, 'dash')}</c:spPr></c:majorGridlines>"
    return value_axis(line, delete=False, low=low, high=high, step=value, shown=shown, bold=True)


def _series(drawn: Drawn, rank: int, ranges: Ranges) -> str:
    chart, series = drawn.chart, drawn.series[rank]
    palette = PALETTES[chart.palette]
    kind = {"stacked": _PARTS[rank % len(_PARTS)], "funnel": _HIGHLIGHTED}.get(chart.kind, _PLAIN)
    apart = ""
    if chart.kind == "bars" and chart.highlighted in chart.categories:
        place = chart.categories.index(chart.highlighted)
        apart += _bar_apart(place, fill(palette[_HIGHLIGHTED]) + outline(INK, 1.5))
    if benchmark_is_bar(chart):
        apart += _bar_apart(len(drawn.categories) - 1, fill(PAPER) + outline(INK, 1.5, "dash"))
    return (
        f"<c:ser>{identity(rank, series, ranges)}<c:spPr>{fill(palette[kind])}{outline(BORDER, 0.75)}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{apart}<c:dLbls>{_labels(drawn, series, kind)}</c:dLbls>'
        f"{whiskers(series)}{data(drawn, rank, ranges)}</c:ser>"
    )


def _bar_apart(place: int, look: str) -> str:
    return (
        f'<c:dPt><c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"<c:spPr>{look}</c:spPr></c:dPt>"
    )


def _labels_at_foot(drawn: Drawn) -> bool:
    """Whether a whisker or the benchmark would cross numbers written at the end of the bars."""
    crossed = _has_line(drawn) or any(has_interval(point) for series in drawn.series for point in series.points)
    return crossed and drawn.lowest >= 0


def _labels(drawn: Drawn, series: Series, kind: int) -> str:
    """The number of each bar: inside a part, at the end of a bar, or at its foot when its end is crossed."""
    chart = drawn.chart
    if chart.kind == "stacked":
        return label_look(chart, "ctr", PAPER if kind in _DARK else INK)
    at_foot, alone = _labels_at_foot(drawn), ""
    for rank, point in enumerate(series.points):
        if at_foot and point.value is not None and point.value >= drawn.highest * _SHORT_BAR:
            dark = chart.kind == "funnel" or drawn.categories[rank] == chart.highlighted
            benchmark = rank == len(chart.categories)
            alone += label(chart, rank, point, "inBase", PAPER if dark and not benchmark else INK)
        elif point.value is not None and point.decimals != chart.decimals:
            alone += label(chart, rank, point, "outEnd")
    return alone + label_look(chart, "outEnd")
