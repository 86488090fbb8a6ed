"""The workbook inside a native chart: its categories, its numbers, and nothing for what has no number."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from observatoire.documents.docx.chart_drawn import Drawn, has_interval
from observatoire.documents.model import Series
from observatoire.documents.xlsx_parts import number_format
from observatoire.words import SITE_NAME

SHEET = "Données"


@dataclass(frozen=True)
class Ranges:
    """Where the chart finds its words and numbers: one name and one range of values a series."""

    categories: str
    names: tuple[str, ...]
    values: tuple[str, ...]


def chart_workbook(drawn: Drawn, published_on: date) -> tuple[bytes, Ranges]:
    """Categories in the first column, a series a column, then the bounds of intervals and the benchmark of bars."""
    chart = drawn.chart
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"author": SITE_NAME, "created": datetime.combine(published_on, time())})
    page = workbook.add_worksheet(SHEET)
    numbers = workbook.add_format({"num_format": number_format(chart.decimals)})
    page.set_column(0, 0, 36)
    page.set_column(1, 1 + 3 * len(drawn.series), 18)
    for row, words in enumerate(drawn.categories, start=1):
        page.write_string(row, 0, words)
    columns = [(series.name, [point.value for point in series.points]) for series in drawn.series]
    columns += [column for series in drawn.series for column in _bounds(series)]
    if chart.benchmark is not None and chart.kind != "lines":
        columns.append((chart.benchmark[0], [chart.benchmark[1]]))
    for place, (heading, values) in enumerate(columns, start=1):
        page.write_string(0, place, heading)
        for row, value in enumerate(values, start=1):
            if value is not None:
                page.write_number(row, place, value, numbers)
    workbook.close()
    return content.getvalue(), _ranges(len(drawn.categories), len(drawn.series))


def _bounds(series: Series) -> list[tuple[str, list[float | None]]]:
    """Two columns for a series with intervals; a point without a value has no bound either."""
    if not any(has_interval(point) for point in series.points):
        return []
    return [
        (f"{series.name} (borne basse)", [point.low if has_interval(point) else None for point in series.points]),
        (f"{series.name} (borne haute)", [point.high if has_interval(point) else None for point in series.points]),
    ]


def _ranges(rows: int, series: int) -> Ranges:
    sheet = f"'{SHEET}'!"
    return Ranges(
        sheet + xl_range_abs(1, 0, rows, 0),
        tuple(sheet + xl_rowcol_to_cell(0, place, row_abs=True, col_abs=True) for place in range(1, series + 1)),
        tuple(sheet + xl_range_abs(1, place, rows, place) for place in range(1, series + 1)),
    )
