"""A portrait as CSV and as an Excel workbook, with the conventions of the files of the map."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format

from observatoire.documents.code_words import code_words
from observatoire.documents.common import capitalized
from observatoire.documents.csv_parts import guarded, plain_number, with_words
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
from observatoire.view.portrait import Portrait

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
    return with_words(lines, [*read_first(found), *code_words(kept)])


def _written(found: str | float | None, decimals: int) -> str:
    if isinstance(found, str):
        return guarded(found)
    return "" if found is None else plain_number(found, decimals)


def portrait_xlsx(found: Portrait, kept: Sequence[Figure] = ()) -> bytes:
    """The workbook of a portrait; the same portrait always gives the same bytes. `kept`: as in `portrait_csv`."""
    content = io.BytesIO()
    warned = " · ".join(mentions(found))
    workbook = new_workbook(
        content,
        found.publication.built_at.date(),
        title=_title(found),
        subject=found.subtitle,
        category=found.title,
        comments=warned,
    )
    _write_cells(workbook, found, warned)
    set_page(write_words(workbook, warned, [*read_first(found), *code_words(kept)]))
    workbook.close()
    return content.getvalue()


def _title(found: Portrait) -> str:
    return f"{found.title}, comparé à {benchmark_name(found)}"


def _write_cells(workbook: xlsxwriter.Workbook, found: Portrait, warned: str) -> None:
    """Banner, title and header stay in sight. A sheet without a row has no table: Excel refuses an empty one."""
    sheet = workbook.add_worksheet(DATA_SHEET)
    row = write_banner(workbook, sheet, warned, len(COLUMNS) - 1)
    sheet.write_string(row, 0, _title(found), title_format(workbook))
    header, rows = row + 1, table(found)
    if rows:
        add_table(sheet, header, len(rows), map(capitalized, HEADINGS.values()))
    shown = heading_format(workbook)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(header, column, capitalized(HEADINGS[name]), shown)
        sheet.set_column(column, column, WIDTHS[name])
    number_formats: dict[tuple[int, bool], Format] = {}
    for below, (cells, decimals) in enumerate(rows, start=1):
        for column, name in enumerate(COLUMNS):
            value = getattr(cells, name)
            if name not in NUMBERS:
                sheet.write_string(header + below, column, value)
            elif value is not None:
                kind = (decimals[name], name == "ecart")
                if kind not in number_formats:
                    number_formats[kind] = workbook.add_format({"num_format": number_format(*kind)})
                sheet.write_number(header + below, column, value, number_formats[kind])
    keep_in_sight(sheet, header)
    set_page(sheet)
