"""Excel files (.xls and .xlsx) as rows of plain Python values, whatever their version."""

from __future__ import annotations

from pathlib import Path

import python_calamine

from etl.reading import REDOWNLOAD
from observatoire.errors import BadFile

Rows = list[list]


def open_sheets(path: Path) -> dict[str, Rows]:
    """{sheet name stripped: rows}; a cell is str, float, bool, date or "" when empty; formulas give their saved value.

    Raises BadFile when the file is empty, is a web page, or is no workbook.
    """
    raw = path.read_bytes()
    if not raw:
        raise BadFile(path.name, "le fichier est vide", REDOWNLOAD)
    if raw.lstrip()[:1] == b"<":
        raise BadFile(path.name, "le fichier est une page web (HTML) et non un classeur", REDOWNLOAD, line=1)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        return {
            name.strip(): workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except (python_calamine.CalamineError, OSError) as error:
        raise BadFile(path.name, "le fichier n’est pas un classeur lisible (tronqué ou abîmé)", REDOWNLOAD) from error


def sheet(path: Path, sheets: dict[str, Rows], name: str) -> Rows:
    """Rows of a sheet. Raises BadFile when it is absent."""
    if name not in sheets:
        raise BadFile(
            path.name, f"la feuille « {name} » est absente", "vérifiez que c’est le bon classeur ou " + REDOWNLOAD
        )
    return sheets[name]


def find_header(path: Path, rows: Rows, sheet_name: str, first_cells: tuple[str, ...]) -> tuple[int, int]:
    """(row index, column index) of the cell whose text is one of `first_cells`, found by content, not by position."""
    for row_index, row in enumerate(rows):
        for column_index, cell in enumerate(row):
            if isinstance(cell, str) and cell.strip() in first_cells:
                return row_index, column_index
    raise BadFile(
        path.name,
        f"l’en-tête « {first_cells[0]} » est introuvable dans la feuille « {sheet_name} »",
        "vérifiez que c’est le bon classeur ou " + REDOWNLOAD,
        column=first_cells[0],
    )


def code_text(cell: object, width: int = 2) -> str:
    """A territory code as text: 64.0 and "64" are "64", 1.0 is "01", "2A" stays, an empty cell is ""."""
    if isinstance(cell, float):
        return str(int(cell)).zfill(width)
    return str(cell).strip()


def cell_text(cell: object) -> str:
    """A cell as text, with the number as the producer stored it ("91.0" -> "91")."""
    if isinstance(cell, float):
        return repr(int(cell)) if cell == int(cell) else repr(cell)
    return str(cell).replace("\u00a0", " ").strip()
