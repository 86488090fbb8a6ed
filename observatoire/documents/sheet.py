"""A table and its words as CSV and as an Excel workbook, with the conventions of the files of the map.

For the screens whose files are one long table of figures. The CSV has its header on the first line and what a person
must read after an empty line; the workbook has two sheets, « Données » and « À lire ».
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.documents.common import capitalized
from observatoire.documents.csv_file import READ_FIRST, guarded
from observatoire.documents.xlsx_file import A4, DATA_SHEET, TABLE_NAME, WORDS_SHEET
from observatoire.figures.palette import INK, PAPER, SOFT_INK
from observatoire.words import SITE_NAME


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and whether it holds nothing but numbers."""

    heading: str
    width: int
    number: bool = False


@dataclass(frozen=True)
class Number:
    """A number and the decimals that it prints."""

    value: float
    decimals: int = 0


#: A text, a number, or an empty cell.
Cell = str | Number | None


@dataclass(frozen=True)
class Sheet:
    """`words`: (label, text) to read first; `mentions`: what the figures must not travel without."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: tuple[tuple[str, str], ...]
    mentions: tuple[str, ...]
    published_on: date


def sheet_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, semicolons, decimal comma, CRLF; every line has the same number of fields."""
    lines = [[column.heading for column in sheet.columns]]
    lines += [[_written(cell) for cell in row] for row in sheet.rows]
    lines += [[], [READ_FIRST], *([guarded(label), guarded(text)] for label, text in sheet.words)]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        line + [""] * (len(sheet.columns) - len(line)) for line in lines
    )
    return written.getvalue().encode("utf-8-sig")


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The workbook; the same table always gives the same bytes: its date is that of the publication."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": sheet.title,
            "subject": sheet.subtitle,
            "author": SITE_NAME,
            "keywords": "pauvreté, insertion",
            "comments": " · ".join(sheet.mentions),
            "created": datetime.combine(sheet.published_on, time()),
        }
    )
    _write_cells(workbook, sheet)
    _write_words(workbook, sheet)
    workbook.close()
    return content.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else f"{cell.value:.{cell.decimals}f}".replace(".", ",")


def _write_cells(workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """Banner, title and header stay in sight. A sheet without a row has no table: Excel refuses an empty one."""
    page = workbook.add_worksheet(DATA_SHEET)
    row = _write_banner(workbook, page, sheet, len(sheet.columns) - 1)
    page.write_string(row, 0, sheet.title, workbook.add_format({"bold": True, "font_size": 14}))
    header = row + 1
    if sheet.rows:
        headings = [{"header": capitalized(column.heading)} for column in sheet.columns]
        style = {"name": TABLE_NAME, "style": "Table Style Light 1", "banded_rows": False, "columns": headings}
        page.add_table(header, 0, header + len(sheet.rows), len(sheet.columns) - 1, style)
    heading_format = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, column in enumerate(sheet.columns):
        page.write_string(header, place, capitalized(column.heading), heading_format)
        page.set_column(place, place, column.width)
    number_formats: dict[int, Format] = {}
    for below, cells in enumerate(sheet.rows, start=header + 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(below, place, cell)
            elif cell is not None:
                if cell.decimals not in number_formats:
                    shown = "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "")
                    number_formats[cell.decimals] = workbook.add_format({"num_format": shown})
                page.write_number(below, place, cell.value, number_formats[cell.decimals])
    page.set_row(header, 32)
    page.freeze_panes(header + 1, 2)
    page.repeat_rows(header)
    _set_page(page)


def _write_words(workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = workbook.add_worksheet(WORDS_SHEET)
    page.set_column(0, 0, 36)
    page.set_column(1, 1, 110)
    label_format = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True, "font_color": SOFT_INK})
    text_format = workbook.add_format({"valign": "top", "text_wrap": True})
    first = _write_banner(workbook, page, sheet, 1)
    for row, (label, text) in enumerate(sheet.words, start=first):
        page.write_string(row, 0, label, label_format)
        page.write_string(row, 1, text, text_format)
    _set_page(page)


def _write_banner(workbook: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet, last_column: int) -> int:
    """White on dark across the sheet when there is something to warn of. -> the next free row."""
    if not sheet.mentions:
        return 0
    dark = workbook.add_format({"bold": True, "font_color": PAPER, "bg_color": INK, "font_size": 13})
    for column in range(last_column + 1):
        page.write_blank(0, column, None, dark)
    page.write_string(0, 0, " · ".join(sheet.mentions), dark)
    return 1


def _set_page(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&R&8&P / &N")
