"""Lines over periods, as DrawingML: cut at breaks and missing figures, one colour, dash and mark for each."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.documents.docx.chart_drawn import Drawn, number_format, unit_format
from observatoire.documents.docx.chart_workbook import Ranges
from observatoire.documents.docx.chart_xml import (
    TEXT_SIZE,
    axis_ids,
    category_axis,
    data,
    fill,
    identity,
    label,
    legend_rows,
    outline,
    plot_area,
    shows,
    value_axis,
    whiskers,
)
from observatoire.documents.model import Series
from observatoire.documents.scale import rounded_scale
from observatoire.figures.palette import ACCENT, INK, PALETTES, SOFT_INK
from observatoire.figures.svg_text import BOLD, text_width, wrapped

#: (colour, dash, mark) of lines, the first for the reader's territory.
_LOOKS = (
    (ACCENT, "solid", "circle"),
    (SOFT_INK, "sysDash", "square"),
    (PALETTES["difficulty"][3], "dash", "triangle"),
    (PALETTES["resource"][3], "dashDot", "diamond"),
    (PALETTES["diverging"][0], "lgDash", "x"),
)
_GRID = "#d5dae1"
#: Names of periods that fit side by side under the lines; more are written aslant.
_MOST_PERIODS = 12
#: Points: a line of text, a margin.
_LINE, _MARGIN = 13, 8


def lines_plot(drawn: Drawn, ranges: Ranges) -> str:
    """Layout, lines and axes."""
    series = "".join(_series(drawn, rank, ranges) for rank in range(len(drawn.series)))
    grid = f"<c:majorGridlines><c:spPr>{outline(_GRID, 0.5)}</c:spPr></c:majorGridlines>"
    low, high, step = _scale(drawn)
    shown = number_format(drawn.chart) if high >= 1000 else "[$-40C]General" + unit_format(drawn.chart)
    return (
        f'{_layout(drawn)}<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f"{axis_ids()}</c:lineChart>{category_axis('b', slanted=is_slanted(drawn.categories))}"
        + value_axis(grid, delete=False, low=low, high=high, step=step, shown=shown, position="l")
    )


def _scale(drawn: Drawn) -> tuple[float, float, float]:
    """Whiskers are in it: programs leave them out of the scale that they choose."""
    return rounded_scale(drawn.lowest if drawn.chart.moves_little else min(drawn.lowest, 0), drawn.highest)


def is_slanted(periods: Sequence[str]) -> bool:
    """Whether periods are too many to stand side by side: programs leave some of their names out."""
    return len(periods) > _MOST_PERIODS


def _layout(drawn: Drawn) -> str:
    """Numbers of the axis on the left, last numbers on the right, legend on top, periods below."""
    texts = [point.text for series in drawn.chart.series for point in series.points if point.value is not None]
    numbers = max((text_width(text, TEXT_SIZE * BOLD) for text in texts), default=0) + _MARGIN
    left, right = numbers + _MARGIN, numbers
    top = float(_MARGIN)
    if len(drawn.series) > 1:
        top += _LINE * legend_rows(drawn.series, drawn.width)
    if is_slanted(drawn.categories):
        longest = max(text_width(name.replace("\n", " "), TEXT_SIZE) for name in drawn.categories)
        bottom = longest * 0.71 + 2 * _MARGIN
    else:
        room = (drawn.width - left - right) / max(len(drawn.categories), 1)
        bottom = _MARGIN + _LINE * max(
            sum(len(wrapped(line, TEXT_SIZE, room)) for line in name.split("\n")) for name in drawn.categories
        )
    return plot_area(drawn, left, top, right, min(bottom, drawn.height / 2))


def _look(drawn: Drawn, piece: Series) -> tuple[str, str, str]:
    """All pieces of a series look alike; a benchmark is dotted, without marks."""
    names, highlighted = [series.name for series in drawn.chart.series], drawn.chart.highlighted
    places = [place for place, name in enumerate(names) if piece.name == name or piece.name.startswith(f"{name} (")]
    if not places:
        return INK, "sysDot", "none"
    first = names.index(highlighted) if highlighted in names else 0
    order = [first, *(place for place in range(len(names)) if place != first)]
    return _LOOKS[order.index(places[0]) % len(_LOOKS)]


def _series(drawn: Drawn, rank: int, ranges: Ranges) -> str:
    """A line, with the number of its latest period; the pieces before a break and the benchmark have none."""
    series = drawn.series[rank]
    colour, dash, mark = _look(drawn, series)
    known = [place for place, point in enumerate(series.points) if point.value is not None]
    latest = ""
    if known and series.name in [whole.name for whole in drawn.chart.series]:
        last = series.points[known[-1]]
        latest = f"<c:dLbls>{label(drawn.chart, known[-1], last, 'r', colour, bold=True)}{shows(False)}</c:dLbls>"
    symbol = f'<c:symbol val="{mark}"/>' + (
        f'<c:size val="6"/><c:spPr>{fill(colour)}{outline(colour, 0.75)}</c:spPr>' if mark != "none" else ""
    )
    return (
        f"<c:ser>{identity(rank, series, ranges)}<c:spPr>{outline(colour, 2.25, dash)}</c:spPr>"
        f"<c:marker>{symbol}</c:marker>{latest}{whiskers(series)}"
        f'{data(drawn, rank, ranges)}<c:smooth val="0"/></c:ser>'
    )
