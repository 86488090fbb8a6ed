"""A chart of a document as a native Excel chart, with the cells that it draws beside its figure's table.

A figure that is not there is an empty cell, never a text: Excel would draw a text as zero. Its reason is in the name of
its category.
"""

from __future__ import annotations

from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.documents.model import Chart, Figure, Point
from observatoire.documents.xlsx_parts import number_format
from observatoire.figures.chart_bars import HIGHLIGHTED_CLASS, PART_CLASSES, PLAIN_CLASS
from observatoire.figures.chart_lines import styles
from observatoire.figures.palette import BORDER, INK, PALETTES, PAPER
from observatoire.typography import french

DATA_TITLE = "Données du graphique"
WIDTH_PX, ROW_PX, LEAST_PX = 720, 28, 300


@dataclass(frozen=True)
class Plotted:
    """A column of the cells that a chart draws. `rank`: of its series; a line cut by a break has several columns."""

    name: str
    rank: int
    values: tuple[float | None, ...]


def write_chart(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, figure: Figure, place: tuple[int, int], first: int, bold: Format
) -> None:
    """The chart at `place` (row, column), and the cells that it draws from row `first` down."""
    chart = figure.chart
    columns = plotted(chart)
    sheet.write_string(first, 0, DATA_TITLE, bold)
    for column, found in enumerate(columns, start=1):
        sheet.write_string(first + 1, column, found.name, bold)
    shown = workbook.add_format({"num_format": number_format(_decimals(chart))})
    for below, category in enumerate(_categories(chart), start=first + 2):
        sheet.write_string(below, 0, category)
        for column, found in enumerate(columns, start=1):
            value = found.values[below - first - 2]
            if value is not None:
                sheet.write_number(below, column, value, shown)
    native = _native(workbook, sheet, figure, columns, first + 1)
    rows = len(chart.categories) * (len(chart.series) if chart.kind != "stacked" else 1)
    height = LEAST_PX if chart.kind == "lines" else max(LEAST_PX, 120 + ROW_PX * rows)
    native.set_size({"width": WIDTH_PX, "height": height})
    sheet.insert_chart(*place, native, {"description": figure.alt, "object_position": 2})


def plotted(chart: Chart) -> list[Plotted]:
    """The columns to draw: a line is cut in as many columns as its breaks ask, so that none crosses a break."""
    columns = []
    for rank, series in enumerate(chart.series):
        cuts = [at for at, name in enumerate(chart.categories) if at and name in series.breaks]
        starts = [0, *cuts] if chart.kind == "lines" else [0]
        for start, end in zip(starts, [*starts[1:], len(chart.categories)], strict=True):
            name = f"{series.name} (à partir de {chart.categories[start]})" if start else series.name
            values = tuple(
                _rounded(point, chart) if start <= at < end else None for at, point in enumerate(series.points)
            )
            columns.append(Plotted(name, rank, values))
    return columns


def _rounded(point: Point, chart: Chart) -> float | None:
    return None if point.value is None else round(point.value, max(chart.decimals, point.decimals)) + 0.0


def _decimals(chart: Chart) -> int:
    """Those of the most precise figure: a département beside a commune may have more."""
    return max([chart.decimals, *(point.decimals for series in chart.series for point in series.points)])


def _categories(chart: Chart) -> list[str]:
    """Names of categories, with the reason of what is not drawn; periods stay short, the table has their reasons."""
    return [
        category if chart.kind == "lines" else french(category + _why_absent(chart, rank))
        for rank, category in enumerate(chart.categories)
    ]


def _why_absent(chart: Chart, rank: int) -> str:
    absent = {series.name: series.points[rank].text for series in chart.series if series.points[rank].value is None}
    if not absent:
        return ""
    alike = len(absent) == len(chart.series) and len(set(absent.values())) == 1
    said = set(absent.values()) if alike else [f"{name} : {text}" for name, text in absent.items()]
    return f" ({' ; '.join(said)})"


def _native(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, figure: Figure, columns: list[Plotted], header: int
) -> NativeChart:
    chart = figure.chart
    if chart.kind == "lines":
        native = workbook.add_chart({"type": "line"})
    else:
        native = workbook.add_chart({"type": "bar"} | ({"subtype": "stacked"} if chart.kind == "stacked" else {}))
    last = header + len(chart.categories)
    for column, found in enumerate(columns, start=1):
        native.add_series(
            {
                "name": [sheet.get_name(), header, column],
                "categories": [sheet.get_name(), header + 1, 0, last, 0],
                "values": [sheet.get_name(), header + 1, column, last, column],
                **_style(chart, found),
            }
        )
    benchmark = f"\n{chart.benchmark[0]}" if chart.benchmark else ""
    native.set_title({"name": figure.subtitle + benchmark, "overlay": False, "name_font": {"size": 11, "bold": False}})
    native.show_blanks_as("gap")
    numbers = {"num_format": number_format(_decimals(chart)), "name": chart.unit, "name_font": {"bold": False}}
    lowest = min((value for found in columns for value in found.values if value is not None), default=0)
    if chart.kind == "lines":
        native.set_y_axis(numbers | {"major_gridlines": {"visible": True, "line": {"color": "#dfe3e8"}}})
    else:
        # Excel draws bars from the bottom up: reversed, they follow the order of the table.
        native.set_y_axis({"reverse": True, "major_tick_mark": "none"})
        whole = {"max": 100} if chart.kind == "stacked" else {}
        from_zero = {"min": 0} if lowest >= 0 else {}
        native.set_x_axis(whole | from_zero | {"visible": False, "major_gridlines": {"visible": False}})
    native.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
    return native


def _style(chart: Chart, found: Plotted) -> dict:
    if chart.kind == "lines":
        colour, dashes = styles(chart)[found.rank]
        line = {"color": colour, "width": 1.75 if dashes else 2.5} | ({"dash_type": "dash"} if dashes else {})
        marker = {"type": "circle", "size": 6, "fill": {"color": PAPER if dashes else colour}}
        return {"line": line, "marker": marker | {"border": {"color": colour}}}
    palette = PALETTES[chart.palette]
    labels = {"value": True, "num_format": number_format(_decimals(chart))}
    if chart.kind == "stacked":
        kind = PART_CLASSES[len(chart.series)][found.rank]
        font = {"color": PAPER if kind is not None and kind >= 3 else INK}
        fill = PAPER if kind is None else palette[kind]
        return {"fill": {"color": fill}, "border": {"color": BORDER}, "gap": 50, "data_labels": labels | {"font": font}}
    plain = palette[PLAIN_CLASS if chart.highlighted or found.rank else HIGHLIGHTED_CLASS]
    dark = {"fill": {"color": palette[HIGHLIGHTED_CLASS]}, "border": {"color": INK}}
    points = [dark if chart.highlighted and name == chart.highlighted else None for name in chart.categories]
    style = {"fill": {"color": plain}, "border": {"color": BORDER}, "gap": 50, "data_labels": labels}
    return style | ({"points": points} if any(points) else {})
