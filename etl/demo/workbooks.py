"""Excel files written the same way twice: no date of the day, cells laid out as in the producers' workbooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

FICTITIOUS = (
    "DONNÉES FICTIVES, engendrées pour la démonstration de l’observatoire\u202f; quelques totaux publiés leur servent "
    "de repère."
)


@dataclass(frozen=True)
class Formula:
    """A cell holding a formula and its saved result, as in the totals of the Drees workbook."""

    text: str
    result: float | str


Cell = str | float | int | date | Formula | None


def write_workbook(path: Path, sheets: dict[str, list[list[Cell]]]) -> Path:
    """Write the sheets ({name: rows}); an empty cell is None or "". Same cells, same bytes."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2021, 1, 1), "comments": FICTITIOUS})
        month = workbook.add_format({"num_format": "mmm-yy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row_index, row in enumerate(rows):
                for column_index, cell in enumerate(row):
                    _writer(sheet, cell, month)(row_index, column_index)
    return path


def _writer(sheet, cell: Cell, month) -> Callable[[int, int], object]:
    if cell is None or cell == "":
        return lambda row, column: None
    if isinstance(cell, Formula):
        return lambda row, column: sheet.write_formula(row, column, cell.text, None, cell.result)
    if isinstance(cell, date):
        return lambda row, column: sheet.write_datetime(row, column, cell, month)
    if isinstance(cell, str):
        return lambda row, column: sheet.write_string(row, column, cell)
    return lambda row, column: sheet.write_number(row, column, cell)
