"""Lines over time: each named at its end, none drawn across a break of series nor a missing period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from observatoire.documents.fitting import LINE, Box, line_count, widest
from observatoire.documents.model import Chart, Point, Series
from observatoire.documents.pptx.chart_parts import (
    add_whiskers,
    label,
    label_only,
    name_every,
    number_format,
    set_plot_area,
    turn_names,
)
from observatoire.documents.pptx.native import benchmark_words, native_chart, paint, rgb, set_legend
from observatoire.documents.scale import rounded_scale
from observatoire.figures.palette import BORDER, INK, PALETTES, SOFT_INK
from observatoire.formats import NO_BREAK

#: Names of the periods that fit under a line chart, and periods beyond which points would hide the line.
_MOST_PERIODS, _MOST_POINTS = 12, 40
_TEXT = 16
#: Left side of the lines, room of the axis, and the most that the names at the end may take, in shares of the width.
_LEFT, _MOST_NAMES = 0.08, 0.42
#: Two names nearer than this share of the highest value would overlap.
_NEAR = 0.07


@dataclass(frozen=True)
class _Line:
    """A line to draw. rank: 0 for the reader's territory, then the others; None for the benchmark."""

    name: str
    points: tuple[Point, ...]
    rank: int | None
    last: bool

    @property
    def words(self) -> str:
        """What is written at its end; the words of a benchmark hold its value already."""
        return self.name if self.rank is None else f"{self.name} {self.points[self.end].text}"

    @property
    def end(self) -> int:
        return max((rank for rank, point in enumerate(self.points) if point.value is not None), default=0)


def draw_lines(slide: Slide, chart: Chart, box: Box, scale: float) -> GraphicFrame:
    """scale: the highest value. The benchmark is a flat line without points."""
    lines, names = _lines_of(chart), _period_names(chart)
    columns = [(line.name, [point.value for point in line.points]) for line in lines]
    graphic = native_chart(slide, XL_CHART_TYPE.LINE_MARKERS, chart, names, columns)
    native, named = graphic.chart, _named_at_end(lines, scale, box.width * _MOST_NAMES)
    _set_axes(native, chart, _ends_of(lines))
    native.plots[0].vary_by_categories = False
    for line, drawn in zip(lines, native.plots[0].series, strict=True):
        _draw(drawn, line, chart, marked=line.rank is not None and len(names) <= _MOST_POINTS, named=line in named)
    if not named:
        set_legend(native, XL_LEGEND_POSITION.TOP, _TEXT)
    right = (widest([line.words for line in named], _TEXT, bold=True) + 16) / box.width
    top, width = 0.04 if named else 0.16, 0.99 - _LEFT - right
    set_plot_area(native, _LEFT, top, width, 1 - top - (_height_under(names, width * box.width) + 12) / box.height)
    return graphic


def _ends_of(lines: Sequence[_Line]) -> list[float]:
    """Every value drawn, and the ends of its whisker."""
    known = [point for line in lines for point in line.points if point.value is not None]
    return [end for point in known for end in (point.value, point.low, point.high) if end is not None]


def _lines_of(chart: Chart) -> list[_Line]:
    own = next((rank for rank, one in enumerate(chart.series) if one.name == chart.highlighted), 0)
    order = [own, *(rank for rank in range(len(chart.series)) if rank != own)]
    lines = []
    for rank, one in enumerate(chart.series):
        pieces = _pieces(one, chart.categories)
        lines += [_Line(piece.name, piece.points, order.index(rank), piece is pieces[-1]) for piece in pieces]
    if chart.benchmark:
        flat = (Point(chart.benchmark[1], ""),)
        lines.append(_Line(benchmark_words(chart), flat * len(chart.categories), None, True))
    return lines


def _pieces(series: Series, periods: Sequence[str]) -> list[Series]:
    """The series cut at its breaks, each piece as long as the whole with nothing outside its own periods."""
    starts = [0, *sorted(periods.index(period) for period in series.breaks if period in periods[1:])]
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(periods)], strict=True):
        points = tuple(
            point if start <= rank < end else Point(None, point.text) for rank, point in enumerate(series.points)
        )
        name = series.name if end == len(periods) else f"{series.name} (avant {periods[end]})"
        pieces.append(Series(name, points))
    return [piece for piece in pieces if any(point.value is not None for point in piece.points)] or [series]


def names_are_turned(chart: Chart) -> bool:
    """Whether periods are too many to stand side by side: they no longer say why one has no figure."""
    return len(chart.categories) > _MOST_PERIODS


def _period_names(chart: Chart) -> list[str]:
    """Periods, with the break of series or the reason of an absence on the line below when they are few."""
    own = next((one for one in chart.series if one.name == chart.highlighted), chart.series[0])
    cut = {period for one in chart.series for period in one.breaks}
    if names_are_turned(chart):
        # A turned name is on one line: what follows its first space would not be seen.
        return [
            f"{period} rupture".replace(" ", NO_BREAK) if period in cut else period.replace(" ", NO_BREAK)
            for period in chart.categories
        ]
    names = []
    for period, point in zip(chart.categories, own.points, strict=True):
        said = [
            period,
            *(["rupture"] if period in cut else []),
            *([point.text] if point.value is None and point.text else []),
        ]
        names.append("\n".join(said))
    return names


def _named_at_end(lines: Sequence[_Line], scale: float, room: float) -> list[_Line]:
    """The last piece of each line; none when two names would overlap or leave the room: a legend names them instead."""
    last = [line for line in lines if line.last]
    heights = sorted(line.points[line.end].value or 0.0 for line in last)
    near = any(above - below < scale * _NEAR for below, above in zip(heights, heights[1:], strict=False))
    return [] if near or widest([line.words for line in last], _TEXT, bold=True) + 16 > room else last


def _draw(series, line: _Line, chart: Chart, marked: bool, named: bool) -> None:
    """Told apart by colour, by dash and by width."""
    styles = (
        (PALETTES[chart.palette][3], MSO_LINE.SOLID),
        (INK, MSO_LINE.DASH),
        (SOFT_INK, MSO_LINE.ROUND_DOT),
        (BORDER, MSO_LINE.SOLID),
    )
    colour, dash = (INK, MSO_LINE.SQUARE_DOT) if line.rank is None else styles[min(line.rank, len(styles) - 1)]
    own = line.rank == 0
    series.smooth = False
    series.format.line.color.rgb, series.format.line.dash_style = rgb(colour), dash
    series.format.line.width = Pt(3.5 if own else 2)
    series.marker.style = XL_MARKER_STYLE.CIRCLE if marked else XL_MARKER_STYLE.NONE
    if marked:
        series.marker.size = 8 if own else 6
        paint(series.marker.format, colour, colour, 1)
    add_whiskers(series, line.points, colour, across=True)
    value = "" if line.rank is None else number_format(chart, decimals=line.points[line.end].decimals)
    words = {line.end: label(line.end, "r", _TEXT, colour, name=True, value=value, bold=own)}
    label_only(series, words if named else None)


def _set_axes(native, chart: Chart, known: Sequence[float]) -> None:
    native.font.size = Pt(_TEXT)
    axis, values = native.category_axis, native.value_axis
    axis.format.line.color.rgb = rgb(BORDER)
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    fine = bool(known) and max(known) - min(0, *known) < 5
    printed = replace(chart, decimals=max(chart.decimals, 1) if fine else 0)
    values.tick_labels.number_format = number_format(printed, symbol=chart.unit == "%")
    values.tick_labels.number_format_is_linked = False
    values.format.line.fill.background()
    values.major_gridlines.format.line.color.rgb = rgb(PALETTES["neutral"][0])
    if known:  # Programs leave whiskers out of the scale that they choose.
        lowest = min(known) if chart.moves_little else min(0, *known)
        values.minimum_scale, values.maximum_scale, values.major_unit = rounded_scale(lowest, max(known))
    step = -(-len(chart.categories) // _MOST_PERIODS)
    turn_names(axis, 0 if step == 1 else -45)
    if step > 1:
        name_every(axis, step)


def _height_under(names: Sequence[str], width: float) -> float:
    """Room of the names of the periods, in points: on several lines when they are few, else turned."""
    if len(names) > _MOST_PERIODS:
        return widest(names, _TEXT) * 0.75 + _TEXT * LINE
    each = width / len(names)
    return max(sum(line_count(line, _TEXT, each) for line in name.split("\n")) for name in names) * _TEXT * LINE
