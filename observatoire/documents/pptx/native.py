"""A native chart with our workbook inside, and the few strokes that every kind of chart shares."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from observatoire.documents.model import Chart
from observatoire.documents.pptx.chart_parts import SYMBOLS, number_format
from observatoire.documents.pptx.workbook import chart_workbook
from observatoire.figures.palette import INK
from observatoire.formats import decimal
from observatoire.typography import french


def benchmark_words(chart: Chart) -> str:
    """Name of the benchmark in the chart and its workbook: "Repère : France métropolitaine, 14,9 %"."""
    words, start = chart.benchmark[0], french("Repère : ")
    return words if words.startswith(start) else f"{start}{words}"


def short_benchmark_words(chart: Chart) -> str:
    """The same without the unit, which the subtitle tells."""
    words, number = benchmark_words(chart), decimal(chart.benchmark[1], chart.decimals)
    is_cut = number in words and chart.unit not in SYMBOLS
    return words[: words.index(number) + len(number)] if is_cut else words


def native_chart(
    slide: Slide, kind: XL_CHART_TYPE, chart: Chart, names: Sequence[str], columns: list[tuple[str, list[float | None]]]
) -> GraphicFrame:
    data = CategoryChartData(number_format=number_format(chart, symbol=False))
    data.categories = names
    for name, values in columns:
        data.add_series(name, values)
    graphic = slide.shapes.add_chart(kind, 0, 0, 100, 100, data)
    native = graphic.chart
    native.part.chart_workbook.update_from_xlsx_blob(chart_workbook(names, columns, number_format(chart, symbol=False)))
    native.has_title = False
    native.has_legend = False
    native.font.color.rgb = rgb(INK)
    return graphic


def set_legend(native, position, size: float) -> None:
    native.has_legend = True
    native.legend.position = position
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(size)


def paint(style, fill: str, line: str, width: float) -> None:
    style.fill.solid()
    style.fill.fore_color.rgb = rgb(fill)
    style.line.color.rgb = rgb(line)
    style.line.width = Pt(width)


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())
