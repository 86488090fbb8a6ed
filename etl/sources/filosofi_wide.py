"""Filosofi « base comparateur », wide layout, communes and EPCI, 2012 to 2021 (Insee, DGFiP, Cnaf, Cnav, CCMSA).

One reader for every vintage: columns are found by name (`TP60` + two-digit year), never by position, because the order,
the decimal mark (`.` until 2019, `,` since 2020), the missing marker (empty, then `s` and `nd`), LIBGEO and several
names change between vintages. Rates are floored at 5 % since 2013 in these files: "5" means "5 or less".
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
from observatoire.territories import PLM_ARRONDISSEMENT

FLOOR_PCT = 5.0
FLOORED_SINCE = 2013
FLOORED_STEMS = ("TP60", "TP60AGE1", "TP60TOL2")


def read(path: Path, source: Source, vintage: str) -> Reading:
    """Wide file -> one observation a territory and declared column; counts in persons or households, rates in %."""
    suffix = vintage[-2:]
    table = read_csv_text(path, ";,", ("CODGEO", f"TP60{suffix}", f"MED{suffix}", f"NBPERSMENFISC{suffix}"))
    rows = table.rows
    refuse_other_codes(path, rows, "CODGEO", r"\d[\dAB]\d{3}|\d{9}", "un code de commune ou d’EPCI")
    arrondissement = rows["CODGEO"].str.match(PLM_ARRONDISSEMENT)
    kept = rows[~arrondissement]
    refuse_duplicates(path, kept, ["CODGEO"], "CODGEO")
    level = kept["CODGEO"].str.len().map({5: "commune", 9: "epci"})
    parts = []
    for stem, measure in source.measures.items():
        column = f"{stem}{suffix}"
        if column not in kept.columns:
            continue
        values = to_values(path, kept[column], kept["line"], source.markers, column)
        values["level"], values["territory"], values["line"] = level, kept["CODGEO"], kept["line"]
        if stem in FLOORED_STEMS and int(vintage) >= FLOORED_SINCE:
            floored = values["value"] <= FLOOR_PCT
            values.loc[floored, "value"] = FLOOR_PCT
            values.loc[floored, "qualifier"] = "floor"
            values.loc[floored, "low"], values.loc[floored, "high"] = 0.0, FLOOR_PCT
        parts.append(observations(values, measure=measure, period=vintage))
    aside = arrondissements_aside(rows, arrondissement, "CODGEO")
    return Reading(pd.concat(parts, ignore_index=True), len(rows), len(kept), aside, table.warnings)
