"""A map view as an Excel workbook: typed cells on one sheet, what to read with them on the other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.documents.code_words import code_words
from observatoire.documents.common import (
    COLUMNS,
    HEADINGS,
    NUMBERS,
    Cells,
    banner,
    benchmark_cells,
    capitalized,
    decimals_of,
    place,
    read_first,
    table,
    unit_of_gap,
)
from observatoire.documents.model import Figure
from observatoire.figures.palette import INK, PAPER, PLAIN, SOFT_INK
from observatoire.view.carte import MapView
from observatoire.words import SITE_NAME

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATA_SHEET, WORDS_SHEET = "Données", "À lire"
#: Name of the table for formulas and Power Query.
TABLE_NAME = "donnees"
A4 = 9
WIDTHS = {
    "code": 11,
    "territoire": 40,
    "niveau": 14,
    "valeur": 12,
    "unite": 10,
    "statut": 19,
    "precision": 34,
    "borne_basse": 12,
    "borne_haute": 12,
    "ecart": 14,
    "comparaison": 26,
    "rang": 8,
    "methode": 60,
    "periode": 10,
    "indicateur": 36,
    "source": 60,
    "mention": 34,
}


def xlsx_file(view: MapView, kept: Sequence[Figure] = ()) -> bytes:
    """The workbook of a view; `kept`: its figure, when it has a code.

    The same view always gives the same bytes: its date is that of the publication.
    """
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": f"{view.title} {view.subtitle}",
            "subject": view.indicator.title,
            "author": SITE_NAME,
            "category": place(view),
            "keywords": "pauvreté, insertion",
            "comments": " ".join([view.source, banner(view)]).strip(),
            "created": datetime.combine(view.publication.built_at.date(), time()),
        }
    )
    _write_cells(workbook, view)
    _write_words(workbook, view, code_words(kept))
    workbook.close()
    return content.getvalue()


def _headings(view: MapView) -> dict[str, str]:
    """Headings with the unit of their numbers."""
    unit = view.indicator.unit
    units = {"valeur": unit, "borne_basse": unit, "borne_haute": unit, "ecart": unit_of_gap(view.indicator)}
    return {
        column: capitalized(heading) + (f" ({units[column]})" if units.get(column) else "")
        for column, heading in HEADINGS.items()
    }


def _number_format(column: str, decimals: int) -> str:
    """Excel shows the separators of its reader's country; gaps keep their sign."""
    plain = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'+{plain};"−"{plain};{plain}' if column == "ecart" else plain


def _write_cells(workbook: xlsxwriter.Workbook, view: MapView) -> None:
    """Banner, title, benchmark and header stay in sight; sorting and filtering move the territories only."""
    sheet = workbook.add_worksheet(DATA_SHEET)
    last_column = len(COLUMNS) - 1
    row = _write_banner(workbook, sheet, view, last_column)
    sheet.write_string(row, 0, f"{view.title} {view.subtitle}", workbook.add_format({"bold": True, "font_size": 14}))
    pinned = _formats(workbook, view, view.benchmark.level, bold=True, bg_color=PLAIN)
    _write_line(sheet, row + 1, benchmark_cells(view), pinned)
    header, rows = row + 2, table(view)
    sheet.add_table(
        header,
        0,
        header + len(rows),
        last_column,
        {
            "name": TABLE_NAME,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [{"header": heading} for heading in _headings(view).values()],
        },
    )
    heading_format = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, heading in enumerate(_headings(view).values()):
        sheet.write_string(header, column, heading, heading_format)
    styles = _formats(workbook, view, view.question.niveau)
    for below, cells in enumerate(rows, start=1):
        _write_line(sheet, header + below, cells, styles)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS[name])
    sheet.set_row(header, 32)
    sheet.freeze_panes(header + 1, 2)
    sheet.repeat_rows(header)
    _set_page(sheet, view)


def _formats(workbook: xlsxwriter.Workbook, view: MapView, level: str, **style) -> dict[str, Format]:
    """How each column prints at a level."""
    text = dict.fromkeys(COLUMNS, workbook.add_format(style))
    decimals = {column: decimals_of(column, view.indicator, level) for column in NUMBERS}
    return text | {
        column: workbook.add_format({"num_format": _number_format(column, decimals[column]), **style})
        for column in NUMBERS
    }


def _write_line(sheet: Worksheet, row: int, cells: Cells, styles: dict[str, Format]) -> None:
    for column, (name, style) in enumerate(styles.items()):
        found = getattr(cells, name)
        if found is None:
            sheet.write_blank(row, column, None, style)
        elif name in NUMBERS:
            sheet.write_number(row, column, found, style)
        else:
            sheet.write_string(row, column, found, style)


def _write_words(workbook: xlsxwriter.Workbook, view: MapView, codes: list[tuple[str, str]]) -> None:
    sheet = workbook.add_worksheet(WORDS_SHEET)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    label_format = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True, "font_color": SOFT_INK})
    text_format = workbook.add_format({"valign": "top", "text_wrap": True})
    first = _write_banner(workbook, sheet, view, 1)
    for row, (label, text) in enumerate([*read_first(view), *codes], start=first):
        sheet.write_string(row, 0, label, label_format)
        sheet.write_string(row, 1, text, text_format)
    _set_page(sheet, view)


def _write_banner(workbook: xlsxwriter.Workbook, sheet: Worksheet, view: MapView, last_column: int) -> int:
    """White on dark across the sheet when there is something to warn of. -> the next free row."""
    if not banner(view):
        return 0
    dark = workbook.add_format({"bold": True, "font_color": PAPER, "bg_color": INK, "font_size": 13})
    for column in range(last_column + 1):
        sheet.write_blank(0, column, None, dark)
    sheet.write_string(0, 0, banner(view), dark)
    return 1


def _set_page(sheet: Worksheet, view: MapView) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8" + view.source[:150].replace("&", "&&") + "&R&8&P / &N")
