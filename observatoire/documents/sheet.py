"""A table and its words as CSV and as an Excel workbook, with the conventions of the files of the map.

For the screens whose files are one long table of figures. The CSV has its header on the first line and what a person
must read after an empty line; the workbook has two sheets, « Données » and « À lire ».
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format

from observatoire.documents.common import capitalized
from observatoire.documents.csv_parts import guarded, plain_number, with_words
from observatoire.documents.xlsx_parts import (
    DATA_SHEET,
    add_table,
    heading_format,
    keep_in_sight,
    new_workbook,
    number_format,
    set_page,
    title_format,
    write_banner,
    write_words,
)


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and whether it holds nothing but numbers."""

    heading: str
    width: int
    number: bool = False


@dataclass(frozen=True)
class Number:
    """A number, the decimals that it prints, and whether its plus sign is printed too."""

    value: float
    decimals: int = 0
    signed: bool = False


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
    category: str = ""


def sheet_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, semicolons, decimal comma, CRLF; every line has the same number of fields."""
    lines = [[column.heading for column in sheet.columns]]
    lines += [[_written(cell) for cell in row] for row in sheet.rows]
    return with_words(lines, sheet.words)


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The workbook; the same table always gives the same bytes: its date is that of the publication."""
    content = io.BytesIO()
    warned = " · ".join(sheet.mentions)
    named = {"title": sheet.title, "subject": sheet.subtitle, "category": sheet.category, "comments": warned}
    workbook = new_workbook(content, sheet.published_on, **named)
    _write_cells(workbook, sheet, warned)
    set_page(write_words(workbook, warned, sheet.words))
    workbook.close()
    return content.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else plain_number(cell.value, cell.decimals)


def _write_cells(workbook: xlsxwriter.Workbook, sheet: Sheet, warned: str) -> None:
    """Banner, title and header stay in sight. A sheet without a row has no table: Excel refuses an empty one."""
    page = workbook.add_worksheet(DATA_SHEET)
    row = write_banner(workbook, page, warned, len(sheet.columns) - 1)
    page.write_string(row, 0, sheet.title, title_format(workbook))
    header = row + 1
    if sheet.rows:
        add_table(page, header, len(sheet.rows), [capitalized(column.heading) for column in sheet.columns])
    shown = heading_format(workbook)
    for place, column in enumerate(sheet.columns):
        page.write_string(header, place, capitalized(column.heading), shown)
        page.set_column(place, place, column.width)
    number_formats: dict[tuple[int, bool], Format] = {}
    for below, cells in enumerate(sheet.rows, start=header + 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(below, place, cell)
            elif cell is not None:
                kind = (cell.decimals, cell.signed)
                if kind not in number_formats:
                    number_formats[kind] = workbook.add_format({"num_format": number_format(*kind)})
                page.write_number(below, place, cell.value, number_formats[kind])
    keep_in_sight(page, header)
    set_page(page)
