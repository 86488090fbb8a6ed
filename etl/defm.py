"""What the Dares files of registered jobseekers have in common: column names, quarters, lines set aside.

DEFM: "demandeurs d'emploi en fin de mois". The portal writes one line a territory, quarter and crossing of details
(sex, age, seniority…), the crossing of all of them under "Total".
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.reading import Aside, TextTable, read_csv_text
from observatoire.errors import BadFile

#: Technical names, or captions when the export asks for `use_labels=true`.
CAPTIONS = {
    "date": "Date",
    "code_region": "Code région",
    "code_departement": "Code département",
    "code_commune": "Code commune",
    "code_zone_d_emploi": "Code zone d'emploi",
    "type_de_donnees": "Type de données",
    "categorie": "Catégorie",
    "sexe": "Sexe",
    "tranche_d_age": "Tranche d'âge",
    "anciennete": "Ancienneté",
    "nombre_de_demandeurs_d_emploi": "Nombre de demandeurs d'emploi",
}
COUNT = "nombre_de_demandeurs_d_emploi"
FILTERED = ("date", "type_de_donnees", "categorie", "sexe", "tranche_d_age", COUNT)
ALL = "Total"
RAW = "brutes"
QUARTER = r"20\d\d-T[1-4]"


def read_rows(path: Path, *columns: str) -> TextTable:
    """Lines under their technical names. Raises BadFile: a column of FILTERED or `columns` absent, a date that is no
    quarter (the monthly files have the same columns)."""
    required = tuple(f"{name}|{CAPTIONS[name]}" for name in (*FILTERED, *columns))
    table = read_csv_text(path, ";", required)
    rows = table.rows.rename(columns={caption: name for name, caption in CAPTIONS.items()})
    if (wrong := ~rows["date"].str.fullmatch(QUARTER)).any():
        first = wrong.idxmax()
        raise BadFile(
            path.name,
            f"« {rows.at[first, 'date']} » n’est pas un trimestre (AAAA-Tn)",
            "prenez le fichier trimestriel de la Dares, et non le mensuel",
            line=int(rows.at[first, "line"]),
            column="date",
        )
    return TextTable(rows, table.warnings)


def last_quarter(path: Path) -> str:
    """Vintage of a file whose name carries none: its last quarter, "2024T4"."""
    return read_rows(path).rows["date"].max().replace("-", "")


def is_raw(rows: pd.DataFrame) -> pd.Series:
    """True on the counts that are not seasonally adjusted."""
    return rows["type_de_donnees"].str.lower() == RAW


def is_everyone(rows: pd.DataFrame) -> pd.Series:
    """True on the lines of all sexes and all ages."""
    return (rows["sexe"] == ALL) & (rows["tranche_d_age"] == ALL)


def set_aside(
    path: Path, rows: pd.DataFrame, reasons: dict[str, pd.Series], column: str
) -> tuple[pd.DataFrame, tuple[Aside, ...]]:
    """(lines kept, lines set aside under the first of `reasons` that is true); `column` gives the examples.

    Raises BadFile when nothing is kept, with how many lines each reason took.
    """
    kept, aside = pd.Series(True, index=rows.index), []
    for reason, leaves in reasons.items():
        if (taken := kept & leaves).any():
            aside.append(Aside(reason, int(taken.sum()), str(rows.loc[taken.idxmax(), column])))
            kept &= ~leaves
    if not kept.any():
        told = ", ".join(f"{item.reason} ({item.rows})" for item in aside)
        raise BadFile(
            path.name,
            f"aucune ligne à garder dans ce fichier : {told}",
            "vérifiez que c’est le bon fichier et qu’il n’a pas été filtré",
        )
    return rows[kept], tuple(aside)
