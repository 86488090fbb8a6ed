"""The figures of the map screen as CSV and Excel.

Each row carries its own unit, period, source and mention. The workbook has typed cells on one sheet, what to read with
them on the other.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

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
from observatoire.documents.csv_parts import guarded, plain_number, with_words
from observatoire.documents.model import Figure
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
from observatoire.figures.palette import PLAIN
from observatoire.typography import french
from observatoire.view.carte import MapView

CODES_NOTE = (
    "Dans Excel",
    french(
        "un CSV ouvert d’un double clic perd le zéro en tête des codes (05061 devient 5061) "
        "; le fichier Excel du même menu le garde"
    ),
)
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


def carte_csv(view: MapView, kept: Sequence[Figure] = ()) -> bytes:
    """The table of a view, its benchmark, then what to read with it. `kept`: its figure, when it has a code."""
    level = view.question.niveau
    lines = [[HEADINGS[column] for column in COLUMNS]]
    lines += [_fields(cells, view, level) for cells in table(view)]
    lines += [[], _fields(benchmark_cells(view), view, view.benchmark.level)]
    return with_words(lines, [*read_first(view), CODES_NOTE, *code_words(kept)])


def _fields(cells: Cells, view: MapView, level: str) -> list[str]:
    def written(column: str) -> str:
        found = getattr(cells, column)
        if column not in NUMBERS:
            return guarded(found)
        return "" if found is None else plain_number(found, decimals_of(column, view.indicator, level))

    return [written(column) for column in COLUMNS]


def carte_xlsx(view: MapView, kept: Sequence[Figure] = ()) -> bytes:
    """The workbook of a view; `kept`: its figure, when it has a code.

    The same view always gives the same bytes: its date is that of the publication.
    """
    content = io.BytesIO()
    workbook = new_workbook(
        content,
        view.publication.built_at.date(),
        title=f"{view.title} {view.subtitle}",
        subject=view.indicator.title,
        category=place(view),
        comments=" ".join([view.source, banner(view)]).strip(),
    )
    _write_cells(workbook, view)
    words = write_words(workbook, banner(view), [*read_first(view), *code_words(kept)], label_width=30)
    set_page(words, view.source)
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


def _write_cells(workbook: xlsxwriter.Workbook, view: MapView) -> None:
    """Banner, title, benchmark and header stay in sight; sorting and filtering move the territories only."""
    sheet = workbook.add_worksheet(DATA_SHEET)
    row = write_banner(workbook, sheet, banner(view), len(COLUMNS) - 1)
    sheet.write_string(row, 0, f"{view.title} {view.subtitle}", title_format(workbook))
    pinned = _formats(workbook, view, view.benchmark.level, bold=True, bg_color=PLAIN)
    _write_line(sheet, row + 1, benchmark_cells(view), pinned)
    header, rows = row + 2, table(view)
    headings = _headings(view).values()
    add_table(sheet, header, len(rows), headings)
    shown = heading_format(workbook)
    for column, heading in enumerate(headings):
        sheet.write_string(header, column, heading, shown)
    styles = _formats(workbook, view, view.question.niveau)
    for below, cells in enumerate(rows, start=1):
        _write_line(sheet, header + below, cells, styles)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS[name])
    keep_in_sight(sheet, header)
    set_page(sheet, view.source)


def _formats(workbook: xlsxwriter.Workbook, view: MapView, level: str, **style) -> dict[str, Format]:
    """How each column prints at a level."""
    text = dict.fromkeys(COLUMNS, workbook.add_format(style))
    decimals = {column: decimals_of(column, view.indicator, level) for column in NUMBERS}
    return text | {
        column: workbook.add_format({"num_format": number_format(decimals[column], signed=column == "ecart"), **style})
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
