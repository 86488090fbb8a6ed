"""A portrait as CSV and as an Excel workbook, with the conventions of the files of the map."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatoire.documents.code_words import code_words
from observatoire.documents.common import capitalized
from observatoire.documents.csv_file import READ_FIRST, guarded
from observatoire.documents.model import Figure
from observatoire.documents.portrait_cells import (
    COLUMNS,
    HEADINGS,
    NUMBERS,
    benchmark_name,
    mentions,
    read_first,
    table,
)
from observatoire.documents.xlsx_file import A4, DATA_SHEET, TABLE_NAME, WORDS_SHEET
from observatoire.figures.palette import INK, PAPER, SOFT_INK
from observatoire.view.portrait import Portrait
from observatoire.words import SITE_NAME

WIDTHS = {
    "theme": 28,
    "indicateur": 44,
    "periode": 10,
    "valeur": 12,
    "unite": 14,
    "statut": 19,
    "precision": 34,
    "borne_basse": 12,
    "borne_haute": 12,
    "repere": 24,
    "valeur_repere": 12,
    "ecart": 12,
    "unite_ecart": 14,
    "comparaison": 26,
    "evolution": 40,
    "rang": 8,
    "classes": 12,
    "methode": 60,
    "source": 60,
    "code": 11,
    "territoire": 30,
    "niveau": 14,
    "mention": 34,
}


def portrait_csv(found: Portrait, kept: Sequence[Figure] = ()) -> bytes:
    """The rows of a portrait, header on the first line, then what to read with them after an empty line.

    `kept`: the figure of its rows, when it has a code.
    """
    lines = [[HEADINGS[column] for column in COLUMNS]]
    for cells, decimals in table(found):
        lines.append([_written(getattr(cells, column), decimals.get(column, 0)) for column in COLUMNS])
    words = [*read_first(found), *code_words(kept)]
    lines += [[], [READ_FIRST], *([guarded(label), guarded(text)] for label, text in words)]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        line + [""] * (len(COLUMNS) - len(line)) for line in lines
    )
    return written.getvalue().encode("utf-8-sig")


def _written(found: str | float | None, decimals: int) -> str:
    if isinstance(found, str):
        return guarded(found)
    return "" if found is None else f"{found:.{decimals}f}".replace(".", ",")


def portrait_xlsx(found: Portrait, kept: Sequence[Figure] = ()) -> bytes:
    """The workbook of a portrait; the same portrait always gives the same bytes. `kept`: as in `portrait_csv`."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": _title(found),
            "subject": found.subtitle,
            "author": SITE_NAME,
            "category": found.title,
            "keywords": "pauvreté, insertion",
            "comments": " · ".join(mentions(found)),
            "created": datetime.combine(found.publication.built_at.date(), time()),
        }
    )
    _write_cells(workbook, found)
    _write_words(workbook, found, code_words(kept))
    workbook.close()
    return content.getvalue()


def _title(found: Portrait) -> str:
    return f"{found.title}, comparé à {benchmark_name(found)}"


def _write_cells(workbook: xlsxwriter.Workbook, found: Portrait) -> None:
    """Banner, title and header stay in sight. A sheet without a row has no table: Excel refuses an empty one."""
    sheet = workbook.add_worksheet(DATA_SHEET)
    row = _write_banner(workbook, sheet, found, len(COLUMNS) - 1)
    sheet.write_string(row, 0, _title(found), workbook.add_format({"bold": True, "font_size": 14}))
    header, rows = row + 1, table(found)
    if rows:
        sheet.add_table(
            header,
            0,
            header + len(rows),
            len(COLUMNS) - 1,
            {
                "name": TABLE_NAME,
                "style": "Table Style Light 1",
                "banded_rows": False,
                "columns": [{"header": capitalized(heading)} for heading in HEADINGS.values()],
            },
        )
    heading_format = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(header, column, capitalized(HEADINGS[name]), heading_format)
        sheet.set_column(column, column, WIDTHS[name])
    number_formats: dict[tuple[bool, int], Format] = {}
    for below, (cells, decimals) in enumerate(rows, start=1):
        for column, name in enumerate(COLUMNS):
            value = getattr(cells, name)
            if name not in NUMBERS:
                sheet.write_string(header + below, column, value)
            elif value is not None:
                kind = (name == "ecart", decimals[name])
                if kind not in number_formats:
                    number_formats[kind] = workbook.add_format({"num_format": _number_format(*kind)})
                sheet.write_number(header + below, column, value, number_formats[kind])
    sheet.set_row(header, 32)
    sheet.freeze_panes(header + 1, 2)
    sheet.repeat_rows(header)
    _set_page(sheet)


def _number_format(signed: bool, decimals: int) -> str:
    plain = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'+{plain};"−"{plain};{plain}' if signed else plain


def _write_words(workbook: xlsxwriter.Workbook, found: Portrait, codes: list[tuple[str, str]]) -> None:
    sheet = workbook.add_worksheet(WORDS_SHEET)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 110)
    label_format = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True, "font_color": SOFT_INK})
    text_format = workbook.add_format({"valign": "top", "text_wrap": True})
    first = _write_banner(workbook, sheet, found, 1)
    for row, (label, text) in enumerate([*read_first(found), *codes], start=first):
        sheet.write_string(row, 0, label, label_format)
        sheet.write_string(row, 1, text, text_format)
    _set_page(sheet)


def _write_banner(workbook: xlsxwriter.Workbook, sheet: Worksheet, found: Portrait, last_column: int) -> int:
    """White on dark across the sheet when there is something to warn of. -> the next free row."""
    if not mentions(found):
        return 0
    dark = workbook.add_format({"bold": True, "font_color": PAPER, "bg_color": INK, "font_size": 13})
    for column in range(last_column + 1):
        sheet.write_blank(0, column, None, dark)
    sheet.write_string(0, 0, " · ".join(mentions(found)), dark)
    return 1


def _set_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&8&P / &N")
