"""Young people aged 15 to 24 neither in employment nor in school (Observatoire des territoires, ANCT, census of Insee).

One file a level, every file in the same four columns. Two digits may be a département or a region: only the name of
the file tells the level. Two census years compare only five years apart, since each one gathers five yearly surveys.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.reading import Reading, arrondissements_aside, observations, read_csv_text, refuse_duplicates, to_values
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import PLM_ARRONDISSEMENT

COLUMN = "part_non_inseres"
LEVEL_OF_PART = {"communes": "commune", "epci": "epci", "dpt": "departement", "region": "region"}
CODE_OF_LEVEL = {
    "commune": r"\d[\dAB]\d{3}",
    "epci": r"\d{9}",
    "departement": r"\d\d|2[AB]|97\d",
    "region": r"\d\d",
}


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a territory and census year, % of the 15-24.

    Raises BadFile: level absent from the file name, damaged code or year, share out of 0-100, territory given twice.
    """
    level = _level(path, source)
    table = read_csv_text(path, ";", ("codgeo", "an", COLUMN))
    rows = table.rows
    _refuse_unlike(path, rows, "codgeo", CODE_OF_LEVEL[level], "un code de la maille annoncée par le nom du fichier")
    _refuse_unlike(path, rows, "an", r"20\d\d", "une année")
    arrondissement = rows["codgeo"].str.match(PLM_ARRONDISSEMENT)
    kept = rows[~arrondissement]
    refuse_duplicates(path, kept, ["codgeo", "an"], "codgeo")
    values = to_values(path, kept[COLUMN], kept["line"], source.markers, COLUMN)
    if (wrong := (values["value"] < 0) | (values["value"] > 100)).any():
        first = wrong.idxmax()
        raise BadFile(
            path.name,
            f"« {kept.at[first, COLUMN]} » n’est pas une part entre 0 et 100",
            "vérifiez la cellule",
            line=int(kept.at[first, "line"]),
            column=COLUMN,
        )
    values["territory"], values["period"], values["line"] = kept["codgeo"], kept["an"], kept["line"]
    aside = arrondissements_aside(rows, arrondissement, "codgeo")
    found = observations(values, measure=source.measures[COLUMN], level=level)
    return Reading(found, len(rows), len(kept), aside, table.warnings)


def _level(path: Path, source: Source) -> str:
    for rule in source.files:
        if found := re.match(rule.name, path.name):
            return LEVEL_OF_PART[found["part"]]
    raise BadFile(
        path.name,
        "le nom du fichier ne dit pas la maille (deux chiffres sont un département ou une région)",
        "redonnez-lui son nom d’origine, par exemple « neet_dpt_2018.csv »",
    )


def _refuse_unlike(path: Path, rows: pd.DataFrame, column: str, pattern: str, what: str) -> None:
    if (wrong := ~rows[column].str.fullmatch(pattern)).any():
        first = wrong.idxmax()
        raise BadFile(
            path.name,
            f"« {rows.at[first, column]} » n’est pas {what}",
            "vérifiez le nom du fichier, et reprenez le fichier d’origine sans passer par un tableur",
            line=int(rows.at[first, "line"]),
            column=column,
        )
