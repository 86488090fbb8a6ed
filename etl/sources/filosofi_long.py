"""Filosofi « base comparateur », long layout that replaced the wide one (DS_FILOSOFI_CC, Insee).

One file holds communes, EPCI, départements and France: `GEO_OBJECT` says which. `CONF_STATUS = C` is statistical
secrecy, `OBS_STATUS` other than `A` is not available; both keep their name and carry no value.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.reading import Aside, Reading, observations, read_csv_text, refuse_duplicates, to_values
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import FRANCE, FRANCE_METRO

LEVEL_OF_OBJECT = {"COM": "commune", "EPCI": "epci", "DEP": "departement", "REG": "region", "FRANCE": "france"}
COLUMNS = ("FILOSOFI_MEASURE", "GEO", "GEO_OBJECT", "CONF_STATUS", "OBS_STATUS", "TIME_PERIOD", "OBS_VALUE")
FLOOR_PCT = 5.0
RATE = "taux_pauvrete"


def vintage_of(path: Path) -> str:
    """Year of the data: the file has the same name every year, only its TIME_PERIOD column tells."""
    years = read_csv_text(path, ";", COLUMNS).rows["TIME_PERIOD"].unique()
    if len(years) != 1:
        raise BadFile(
            path.name, f"{len(years)} années dans un même fichier", "déposez un fichier par année", column="TIME_PERIOD"
        )
    return str(years[0])


def read(path: Path, source: Source, vintage: str) -> Reading:
    """Long file -> one observation a territory and declared measure (%, € a year, ratio, persons, households)."""
    table = read_csv_text(path, ";", COLUMNS)
    rows = table.rows
    refuse_duplicates(path, rows, ["FILOSOFI_MEASURE", "GEO_OBJECT", "GEO", "TIME_PERIOD"], "GEO")
    known_object = rows["GEO_OBJECT"].isin(LEVEL_OF_OBJECT)
    declared = rows["FILOSOFI_MEASURE"].isin(source.measures)
    kept = rows[known_object & declared]
    if kept.empty:
        raise BadFile(
            path.name, "aucune mesure connue", "comparez FILOSOFI_MEASURE au catalogue", column="FILOSOFI_MEASURE"
        )
    free = (kept["CONF_STATUS"] != "C") & (kept["OBS_STATUS"] == "A")
    values = to_values(
        path, kept["OBS_VALUE"].where(free, ""), kept["line"], {**source.markers, "": ("missing", "")}, "OBS_VALUE"
    )
    if (hollow := free & (values["status"] == "missing")).any():
        line = int(kept.loc[hollow.idxmax(), "line"])
        raise BadFile(
            path.name, "valeur annoncée libre (F, A) mais vide", "vérifiez le fichier", line=line, column="OBS_VALUE"
        )
    values.loc[kept["CONF_STATUS"] == "C", "status"] = "secret"
    values.loc[(kept["CONF_STATUS"] != "C") & ~free, "qualifier"] = kept["OBS_STATUS"]
    values["measure"] = kept["FILOSOFI_MEASURE"].map(source.measures)
    country = kept["GEO_OBJECT"] == "FRANCE"
    mainland = country & kept["GEO"].str.endswith(FRANCE_METRO)
    values["level"] = kept["GEO_OBJECT"].map(LEVEL_OF_OBJECT).mask(mainland, "france_metro")
    values["territory"] = kept["GEO"].mask(country, FRANCE).mask(mainland, FRANCE_METRO)
    values["period"], values["line"] = kept["TIME_PERIOD"], kept["line"]
    floored = (values["measure"] == RATE) & (values["value"] <= FLOOR_PCT)
    values.loc[floored, ["value", "low", "high"]] = [FLOOR_PCT, 0.0, FLOOR_PCT]
    values.loc[floored, "qualifier"] = "floor"
    aside = []
    for reason, lines in (
        ("maille que l’observatoire n’emploie pas (unité urbaine, arrondissement, bassin de vie…)", ~known_object),
        ("mesure que l’observatoire n’emploie pas", known_object & ~declared),
    ):
        if lines.any():
            first = rows.loc[lines.idxmax()]
            aside.append(
                Aside(reason, int(lines.sum()), f"{first['FILOSOFI_MEASURE']} {first['GEO_OBJECT']} {first['GEO']}")
            )
    return Reading(observations(pd.DataFrame(values)), len(rows), len(kept), tuple(aside), table.warnings)
