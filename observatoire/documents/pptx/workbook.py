"""The workbook inside a chart: what PowerPoint opens under "Modifier les données"."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from observatoire.words import SITE_NAME

SHEET = "Données"
#: The workbooks of a deck carry this date, whatever the day they are written.
_CREATED = datetime(2020, 1, 1)


def chart_workbook(
    categories: Sequence[str], columns: Sequence[tuple[str, Sequence[float | None]]], number_format: str
) -> bytes:
    """Categories in A2…, a series a column from B; None is an empty cell, as text would be drawn as zero."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(content, options)
    workbook.set_properties({"author": SITE_NAME, "created": _CREATED})
    sheet = workbook.add_worksheet(SHEET)
    printed = workbook.add_format({"num_format": number_format})
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(columns), 22)
    for row, category in enumerate(categories, start=1):
        sheet.write_string(row, 0, category)
    for column, (name, values) in enumerate(columns, start=1):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, printed)
    workbook.close()
    return content.getvalue()
