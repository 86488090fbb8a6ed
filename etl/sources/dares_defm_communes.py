"""Jobseekers registered with France Travail, by commune, mean of each fourth quarter (Dares, DEFM communales brutes).

The producer rounds every count to a multiple of 5: to the nearest one, since a total may be 5 more or 5 less than the
sum of its parts (read in the file; the portal does not say it). A published v stands for a mean of v-2.5 to v+2.5, and
0 for less than 2.5, not for nobody. Paris, Lyon and Marseille stand beside their arrondissements and are the sums of
their rounded counts.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl import defm
from etl.reading import Reading, arrondissements_aside, observations, refuse_duplicates, refuse_other_codes, to_values
from etl.sources.cnaf_ben_com import ARRONDISSEMENTS
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import PLM_ARRONDISSEMENT

BLUR = 5
FOURTH = "T4"
CATEGORIES = "ABC"

vintage_of = defm.last_quarter


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a commune and fourth quarter: persons, with the bounds that the rounding allows.

    Raises BadFile: column absent, damaged code or quarter, commune given twice, counts that are not multiples of 5, no
    line of all sexes and ages in categories A, B and C.
    """
    table = defm.read_rows(path, "code_commune")
    rows = table.rows
    arrondissement = rows["code_commune"].str.match(PLM_ARRONDISSEMENT)
    kept, aside = defm.set_aside(
        path,
        rows[~arrondissement],
        {
            "ligne de total ou d’inscrits non localisés, pas une commune": rows["code_commune"] == defm.ALL,
            "données qui ne sont pas brutes": ~defm.is_raw(rows),
            "autre catégorie que l’ensemble A, B et C": rows["categorie"] != CATEGORIES,
            "autre trimestre que le quatrième, seul publié par commune jusqu’en 2024": ~rows["date"].str.endswith(
                FOURTH
            ),
            "détail par sexe ou par tranche d’âge": ~defm.is_everyone(rows),
        },
        "code_commune",
    )
    refuse_other_codes(path, kept, "code_commune", r"\d[\dAB]\d{3}", "un code de commune")
    refuse_duplicates(path, kept, ["date", "code_commune"], "code_commune")
    aside += arrondissements_aside(rows, arrondissement, "code_commune")
    return Reading(_persons(path, kept, source), len(rows), len(kept), aside, table.warnings)


def _persons(path: Path, kept: pd.DataFrame, source: Source) -> pd.DataFrame:
    values = to_values(path, kept[defm.COUNT], kept["line"], source.markers, defm.COUNT)
    count = values["value"]
    if (wrong := (count < 0) | (count % BLUR > 0)).any():
        first = wrong.idxmax()
        raise BadFile(
            path.name,
            f"« {kept.at[first, defm.COUNT]} » n’est pas un multiple de {BLUR} : ce n’est pas le fichier arrondi "
            "que la Dares publie",
            "téléchargez-le de nouveau depuis le portail de la Dares",
            line=int(kept.at[first, "line"]),
            column=defm.COUNT,
        )
    # A sum of twenty rounded arrondissements may be twenty roundings away.
    margin = BLUR / 2 * kept["code_commune"].map(ARRONDISSEMENTS).fillna(1)
    counted = values["status"] == "published"
    rounded = (count > 0).map({True: "rounded_5", False: "below_5"})
    found = values.assign(
        low=(count - margin).clip(lower=0),
        high=count + margin,
        qualifier=values["qualifier"].mask(counted, rounded),
        territory=kept["code_commune"],
        period=kept["date"],
        line=kept["line"],
    )
    return observations(found, measure=source.measures[defm.COUNT], level="commune")
