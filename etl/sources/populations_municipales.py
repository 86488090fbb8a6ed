"""Municipal populations by commune, one column a year (`pYY_pop`), Insee, layout of an open-data portal's export.

The column `p21_pop` is the population on 1 January 2021. Paris, Lyon and Marseille stand there by arrondissement: their
communes are the sums of the arrondissements, unless the file gives the commune too. An empty cell is a commune that did
not exist that year (not yet, or merged since): it has no figure to add.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.reading import (
    Aside,
    Reading,
    arrondissements_aside,
    header_of,
    observations,
    read_csv_text,
    refuse_duplicates,
    refuse_other_codes,
    to_values,
)
from etl.sources.cnaf_ben_com import ARRONDISSEMENTS, COMMUNE_OF_ARRONDISSEMENTS
from observatoire.catalogue import Source
from observatoire.territories import PLM_ARRONDISSEMENT

POPULATION_COLUMN = re.compile(r"p(\d\d)_pop")


def vintage_of(path: Path) -> str:
    """Last year of the file, by its header."""
    return max(f"20{found[1]}" for column in header_of(path, ";,") if (found := POPULATION_COLUMN.fullmatch(column)))


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a commune and year, persons."""
    table = read_csv_text(path, ";,", ("codgeo", r"p\d\d_pop"))
    rows = table.rows
    refuse_other_codes(path, rows, "codgeo", r"\d[\dAB]\d{3}", "un code de commune")
    refuse_duplicates(path, rows, ["codgeo"], "codgeo")
    part_of_city = rows["codgeo"].str.match(PLM_ARRONDISSEMENT)
    territory = rows["codgeo"].mask(part_of_city, rows["codgeo"].str[:3].map(COMMUNE_OF_ARRONDISSEMENTS))
    counted = part_of_city & territory.isin(rows["codgeo"])
    incomplete = part_of_city & ~counted & (territory.map(territory.value_counts()) != territory.map(ARRONDISSEMENTS))
    kept = rows[~counted & ~incomplete]
    parts = []
    for column in kept.columns:
        if not (found := POPULATION_COLUMN.fullmatch(column)):
            continue
        values = to_values(path, kept[column], kept["line"], source.markers, column)
        values["territory"], values["line"] = territory, kept["line"]
        existing = values[values["status"] == "published"]
        cities = part_of_city[existing.index]
        people = pd.concat([existing[~cities], _cities(existing[cities])], ignore_index=True)
        parts.append(observations(people, measure="population", level="commune", period=f"20{found[1]}"))
    aside = arrondissements_aside(rows, counted, "codgeo") + _incomplete_cities_aside(rows, incomplete)
    return Reading(pd.concat(parts, ignore_index=True), len(rows), len(kept), aside, table.warnings)


def _cities(arrondissements: pd.DataFrame) -> pd.DataFrame:
    """The communes cut into `arrondissements`; one without a figure leaves its city without one."""
    cities = arrondissements.groupby("territory", as_index=False).agg(
        value=("value", "sum"),
        status=("status", "first"),
        qualifier=("qualifier", "first"),
        line=("line", "min"),
        known=("value", "size"),
    )
    return cities[cities["known"] == cities["territory"].map(ARRONDISSEMENTS)].drop(columns="known")


def _incomplete_cities_aside(rows: pd.DataFrame, incomplete: pd.Series) -> tuple[Aside, ...]:
    if not incomplete.any():
        return ()
    reason = "arrondissements d’une ville dont le fichier n’a pas tous les arrondissements : leur somme serait fausse"
    return (Aside(reason, int(incomplete.sum()), str(rows.loc[incomplete.idxmax(), "codgeo"])),)
