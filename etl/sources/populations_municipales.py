"""Municipal populations by commune, one column a year (`pYY_pop`), Insee, layout of an open-data portal's export.

The column `p21_pop` is the population on 1 January 2021. Arrondissements of Paris, Lyon and Marseille are not added. An
empty cell is a commune that did not exist that year (not yet, or merged since): it has no figure to add.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.reading import (
    Reading,
    arrondissements_aside,
    observations,
    read_csv_text,
    refuse_duplicates,
    refuse_other_codes,
    to_values,
)
from observatoire.catalogue import Source
from observatoire.territories import PLM_ARRONDISSEMENT

POPULATION_COLUMN = re.compile(r"p(\d\d)_pop")


def vintage_of(path: Path) -> str:
    """Last year of the file."""
    table = read_csv_text(path, ";,", ("codgeo", r"p\d\d_pop"))
    return max(f"20{found[1]}" for column in table.rows.columns if (found := POPULATION_COLUMN.fullmatch(column)))


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a commune and year, persons."""
    table = read_csv_text(path, ";,", ("codgeo", r"p\d\d_pop"))
    rows = table.rows
    refuse_other_codes(path, rows, "codgeo", r"\d[\dAB]\d{3}", "un code de commune")
    arrondissement = rows["codgeo"].str.match(PLM_ARRONDISSEMENT)
    kept = rows[~arrondissement]
    refuse_duplicates(path, kept, ["codgeo"], "codgeo")
    parts = []
    for column in kept.columns:
        if not (found := POPULATION_COLUMN.fullmatch(column)):
            continue
        values = to_values(path, kept[column], kept["line"], source.markers, column)
        values["territory"], values["line"] = kept["codgeo"], kept["line"]
        existing = values[values["status"] == "published"]
        parts.append(observations(existing, measure="population", level="commune", period=f"20{found[1]}"))
    aside = arrondissements_aside(rows, arrondissement, "codgeo")
    return Reading(pd.concat(parts, ignore_index=True), len(rows), len(kept), aside, table.warnings)
