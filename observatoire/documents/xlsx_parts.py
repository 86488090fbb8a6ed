"""What the Excel workbooks of the observatory share: properties, banner, sheet « À lire », how they print."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.figures.palette import INK, PAPER, SOFT_INK
from observatoire.words import SITE_NAME

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATA_SHEET, WORDS_SHEET = "Données", "À lire"
#: Name of the table for formulas and Power Query.
TABLE_NAME = "donnees"
A4 = 9


def new_workbook(content: io.BytesIO, published_on: date, **properties: str) -> xlsxwriter.Workbook:
    """A workbook dated by the publication: the same figures always give the same bytes. No text becomes a formula."""
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "author": SITE_NAME,
            "keywords": "pauvreté, insertion",
            "created": datetime.combine(published_on, time()),
            **properties,
        }
    )
    return workbook


def number_format(decimals: int, signed: bool = False) -> str:
    """Shown with the separators of the reader's own Excel; gaps keep their sign."""
    plain = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'+{plain};"−"{plain};{plain}' if signed else plain


def title_format(workbook: xlsxwriter.Workbook) -> Format:
    return workbook.add_format({"bold": True, "font_size": 14})


def heading_format(workbook: xlsxwriter.Workbook) -> Format:
    return workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})


def add_table(sheet: Worksheet, header: int, rows: int, headings: Iterable[str]) -> None:
    """The table that Excel sorts and filters, its header on row `header`."""
    columns = [{"header": heading} for heading in headings]
    style = {"name": TABLE_NAME, "style": "Table Style Light 1", "banded_rows": False, "columns": columns}
    sheet.add_table(header, 0, header + rows, len(columns) - 1, style)


def keep_in_sight(sheet: Worksheet, header: int) -> None:
    """The header stays in sight and on every printed page, with the first two columns."""
    sheet.set_row(header, 32)
    sheet.freeze_panes(header + 1, 2)
    sheet.repeat_rows(header)


def write_banner(workbook: xlsxwriter.Workbook, sheet: Worksheet, said: str, last_column: int) -> int:
    """White on dark across the sheet when there is something to warn of. -> the next free row."""
    if not said:
        return 0
    dark = workbook.add_format({"bold": True, "font_color": PAPER, "bg_color": INK, "font_size": 13})
    for column in range(last_column + 1):
        sheet.write_blank(0, column, None, dark)
    sheet.write_string(0, 0, said, dark)
    return 1


def write_words(
    workbook: xlsxwriter.Workbook, said: str, words: Iterable[tuple[str, str]], label_width: int = 36
) -> Worksheet:
    """The sheet of what to read with the figures, under the banner that says `said`."""
    sheet = workbook.add_worksheet(WORDS_SHEET)
    sheet.set_column(0, 0, label_width)
    sheet.set_column(1, 1, 110)
    label_format = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True, "font_color": SOFT_INK})
    text_format = workbook.add_format({"valign": "top", "text_wrap": True})
    first = write_banner(workbook, sheet, said, 1)
    for row, (label, text) in enumerate(words, start=first):
        sheet.write_string(row, 0, label, label_format)
        sheet.write_string(row, 1, text, text_format)
    return sheet


def set_page(sheet: Worksheet, source: str = "") -> None:
    """Landscape A4, one page wide, numbered; the source at its foot."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(("&L&8" + source[:150].replace("&", "&&") if source else "") + "&R&8&P / &N")
