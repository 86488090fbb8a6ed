"""Localised unemployment rates by département, quarterly, seasonally adjusted (Insee, `sl_etc_<year>T<quarter>.xls`).

The whole past is revised every quarter: a new file replaces the former one, it does not prolong it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.reading import REDOWNLOAD, Aside, Reading, observations, refuse_duplicates, to_values
from etl.workbook import cell_text, code_text, find_header, open_sheets, sheet
from observatoire.catalogue import Source
from observatoire.errors import BadFile

QUARTER = re.compile(r"T([1-4])_((?:19|20)\d\d)")
DEPARTEMENT = re.compile(r"\d\d|2[AB]|97\d")


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a département and quarter, %. Rows are counted in cells: a département and a quarter.

    Blanks before the first figure of a département (overseas, before 2014) are set aside: it was not measured yet.
    Raises BadFile: no workbook, sheet or header absent, no quarter, damaged code, code given twice.
    """
    ((sheet_name, measure),) = source.measures.items()
    cells = _cells(path, sheet(path, open_sheets(path), sheet_name), sheet_name)
    refuse_duplicates(path, cells, ["territory", "period"], "Code")
    values = to_values(path, cells["text"], cells["line"], source.markers, cells["header"])
    cells = cells.join(values)
    seen = (cells["status"] == "published").groupby(cells["territory"], sort=False).cummax()
    early = cells[~seen]
    aside = ()
    if len(early):
        aside = (
            Aside(
                "trimestre antérieur à la première estimation publiée pour ce département",
                len(early),
                f"{early.iloc[0]['territory']}, {early.iloc[0]['header']}",
            ),
        )
    found = observations(cells[seen], measure=measure, level="departement")
    return Reading(found, len(cells), len(found), aside)


def _cells(path: Path, rows: list[list], sheet_name: str) -> pd.DataFrame:
    """Cells of the table, quarters in time order: territory, period, header, text, line."""
    top, left = find_header(path, rows, sheet_name, ("Code",))
    quarters = sorted(
        (found[2], found[1], column)
        for column, cell in enumerate(rows[top])
        if isinstance(cell, str) and (found := QUARTER.fullmatch(cell.strip()))
    )
    if not quarters:
        raise BadFile(
            path.name, "aucun trimestre (T1_2025…) dans l’en-tête", REDOWNLOAD, line=top + 1, column="T1_AAAA"
        )
    cells = []
    for line, row in enumerate(rows[top + 1 :], start=top + 2):
        code = code_text(row[left])
        if not DEPARTEMENT.fullmatch(code):
            # The table ends with a blank line, then notes without figures.
            if any(isinstance(row[column], float) for *_, column in quarters):
                raise BadFile(
                    path.name, f"« {code} » n’est pas un code de département", REDOWNLOAD, line=line, column="Code"
                )
            break
        cells += [
            (code, f"{year}-T{quarter}", f"T{quarter}_{year}", cell_text(row[column]), line)
            for year, quarter, column in quarters
        ]
    if not cells:
        raise BadFile(path.name, "le tableau n’a que sa ligne d’en-tête", REDOWNLOAD, line=top + 1)
    return pd.DataFrame(cells, columns=["territory", "period", "header", "text", "line"])
