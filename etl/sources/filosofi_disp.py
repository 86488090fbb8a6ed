"""Filosofi detail, disposable income (« indic-struct-distrib-revenu », files FILOyyyy_DISP_*), sheet ENSEMBLE as csv.

One reader for the communes, EPCI, départements, régions and France métropolitaine. The median is `Q2yy` here (`MEDyy`
in the base comparateur); `RD` carries no year; no poverty rate in these files.
"""

from __future__ import annotations

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
from observatoire.territories import FRANCE_METRO, PLM_ARRONDISSEMENT

LEVEL_OF_PART = {
    "COM": "commune",
    "EPCI": "epci",
    "DEP": "departement",
    "REG": "region",
    "METROPOLE": "france_metro",
}
CODE_OF_LEVEL = {
    "commune": (r"\d[\dAB]\d{3}", "un code de commune"),
    "epci": (r"\d{9}", "un code d’EPCI"),
    "departement": (r"\d[\dAB]|97\d", "un code de département"),
    "region": (r"\d\d", "un code de région"),
}
WITHOUT_YEAR = ("RD",)


def read(path: Path, source: Source, vintage: str) -> Reading:
    """DISP file -> medians (€ a year and consumption unit), ratios, shares of disposable income (%), persons."""
    suffix = vintage[-2:]
    table = read_csv_text(path, ";", ("CODGEO", f"Q2{suffix}", "RD"))
    level = LEVEL_OF_PART[path.stem.rsplit("_", 1)[1].upper()]
    if level in CODE_OF_LEVEL:
        refuse_other_codes(path, table.rows, "CODGEO", *CODE_OF_LEVEL[level])
    arrondissement = (
        table.rows["CODGEO"].str.match(PLM_ARRONDISSEMENT) if level == "commune" else table.rows["line"].isna()
    )
    rows = table.rows[~arrondissement]
    refuse_duplicates(path, rows, ["CODGEO"], "CODGEO")
    territory = rows["CODGEO"] if level != "france_metro" else pd.Series(FRANCE_METRO, index=rows.index)
    parts = []
    for stem, measure in source.measures.items():
        column = stem if stem in WITHOUT_YEAR else f"{stem}{suffix}"
        if column not in rows.columns:
            continue
        values = to_values(path, rows[column], rows["line"], source.markers, column)
        values["territory"], values["line"] = territory, rows["line"]
        parts.append(observations(values, measure=measure, level=level, period=vintage))
    aside = arrondissements_aside(table.rows, arrondissement, "CODGEO")
    return Reading(pd.concat(parts, ignore_index=True), len(table.rows), len(rows), aside, table.warnings)
