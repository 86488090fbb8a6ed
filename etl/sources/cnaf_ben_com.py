"""Households paid by the Caf, by commune, every December since 2020 (Cnaf, data.caf.fr, `s_ben_com_f`).

The producer blurs every count to a multiple of 5. Its two examples ("7 est arrondi à 5, 12 est arrondi à 10") fit
flooring and rounding to the nearest alike: a published v stands for v-2 to v+4 households, and 0 for 0 to 4. Paris,
Lyon and Marseille are published by arrondissement only: their communes are the sums of the arrondissements.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.reading import Aside, Reading, observations, read_csv_text, refuse_duplicates, to_values
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import PLM_ARRONDISSEMENT

#: The portal writes technical names, or captions when the export asks for `use_labels=true`.
CAPTIONS = {
    "Date référence": "dtreffre",
    "Numéro commune": "numcomdo",
    "Type RSA": "rsa_type",
    "Nombre foyers RSA": "indfoy_rsa",
    "Nombre foyers PPA": "indfoy_ppa",
}
REQUIRED = ("dtreffre|Date référence", "numcomdo|Numéro commune")
REFERENCE_DATE = r"20\d\d-(0[1-9]|1[0-2])(-\d\d)?"
UNTOUCHED = "reprenez l’export d’origine sans passer par un tableur"
BLUR = 5
MOST_BELOW, MOST_ABOVE = 2, 4
#: First three characters of the arrondissements' codes -> commune, and how many arrondissements make it.
COMMUNE_OF_ARRONDISSEMENTS = {"751": "75056", "693": "69123", "132": "13055"}
ARRONDISSEMENTS = {"75056": 20, "69123": 9, "13055": 16}


def vintage_of(path: Path) -> str:
    """Year of the last reference date of the file (its name carries none)."""
    return _rows(path)[0]["dtreffre"].max()[:4]


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a commune, December and declared column: households, with the bounds that the blur allows.

    Raises BadFile: column absent, counts that are not multiples of 5, damaged code or date, code given twice.
    """
    rows, warnings = _rows(path)
    columns = _measured_columns(path, rows, source)
    nowhere = rows["numcomdo"] == ""
    located = rows[~nowhere]
    _refuse_codes(path, located)
    refuse_duplicates(path, located, ["period", "numcomdo"], "numcomdo")
    territory = located["numcomdo"].mask(
        located["numcomdo"].str.match(PLM_ARRONDISSEMENT), located["numcomdo"].str[:3].map(COMMUNE_OF_ARRONDISSEMENTS)
    )
    incomplete = _incomplete_cities(path, located, territory)
    kept = located[~incomplete].assign(territory=territory[~incomplete])
    found = pd.concat([_households(path, kept, column, source) for column in columns], ignore_index=True)
    aside = []
    if nowhere.any():
        reason = _mass(path, rows[nowhere].sort_values("period"), columns[0], source)
        aside.append(Aside(reason, int(nowhere.sum()), rows.loc[nowhere.idxmax(), "period"]))
    if incomplete.any():
        aside.append(
            Aside(
                "arrondissements d’une ville dont le fichier n’a pas tous les arrondissements : leur somme ne serait "
                "pas celle de la commune",
                int(incomplete.sum()),
                located.loc[incomplete.idxmax(), "numcomdo"],
            )
        )
    return Reading(observations(found, level="commune"), len(rows), len(kept), tuple(aside), warnings)


def _rows(path: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rows under their technical names, with `period` (YYYY-MM), and the warnings of the reading."""
    table = read_csv_text(path, ";", REQUIRED)
    rows = table.rows.rename(columns=CAPTIONS)
    if (wrong := ~rows["dtreffre"].str.fullmatch(REFERENCE_DATE)).any():
        first = wrong.idxmax()
        raise BadFile(
            path.name,
            f"« {rows.at[first, 'dtreffre']} » n’est pas une date de référence (AAAA-MM)",
            UNTOUCHED,
            line=int(rows.at[first, "line"]),
            column="dtreffre",
        )
    return rows.assign(period=rows["dtreffre"].str[:7]), table.warnings


def _measured_columns(path: Path, rows: pd.DataFrame, source: Source) -> list[str]:
    if "rsa_type" in rows.columns:
        raise BadFile(
            path.name,
            "ce fichier détaille les foyers par type de RSA",
            "exportez le jeu « Toutes prestations [Communal] » (s_ben_com_f)",
            line=1,
            column="rsa_type",
        )
    columns = [column for column in source.measures if column in rows.columns]
    if not columns:
        raise BadFile(
            path.name,
            f"aucune des colonnes attendues ({', '.join(source.measures)}) ne figure dans l’en-tête",
            "ajoutez-en une à l’export, ou vérifiez que c’est le bon fichier",
            line=1,
            column=next(iter(source.measures)),
        )
    return columns


def _refuse_codes(path: Path, located: pd.DataFrame) -> None:
    if (wrong := ~located["numcomdo"].str.fullmatch(r"\d[\dAB]\d{3}")).any():
        first = wrong.idxmax()
        code = located.at[first, "numcomdo"]
        lost_zero = " (zéro de tête perdu)" if re.fullmatch(r"\d{4}", code) else ""
        raise BadFile(
            path.name,
            f"« {code} » n’est pas un code de commune{lost_zero}",
            UNTOUCHED,
            line=int(located.at[first, "line"]),
            column="numcomdo",
        )


def _incomplete_cities(path: Path, located: pd.DataFrame, territory: pd.Series) -> pd.Series:
    """True on the arrondissements that cannot be added to their commune because some of them are not in the file."""
    arrondissement = territory != located["numcomdo"]
    whole = located["numcomdo"].isin(ARRONDISSEMENTS)
    twice = whole & (located["period"] + territory).isin((located["period"] + territory)[arrondissement])
    if twice.any():
        first = twice.idxmax()
        raise BadFile(
            path.name,
            f"la commune « {territory[first]} » figure entière et par arrondissement",
            "gardez l’une des deux formes",
            line=int(located.at[first, "line"]),
            column="numcomdo",
        )
    counted = territory.groupby([located["period"], territory]).transform("size")
    return arrondissement & (counted != territory.map(ARRONDISSEMENTS))


def _households(path: Path, kept: pd.DataFrame, column: str, source: Source) -> pd.DataFrame:
    values = to_values(path, kept[column], kept["line"], source.markers, column)
    count = values["value"]
    if (wrong := (count < 0) | (count % BLUR > 0)).any():
        first = wrong.idxmax()
        raise BadFile(
            path.name,
            f"« {kept.at[first, column]} » n’est pas un multiple de {BLUR} : ce n’est pas le fichier flouté de la Cnaf",
            "exportez le jeu s_ben_com_f, ne déposez jamais de données non floutées",
            line=int(kept.at[first, "line"]),
            column=column,
        )
    values["low"], values["high"] = (count - MOST_BELOW).clip(lower=0), count + MOST_ABOVE
    values["territory"], values["period"], values["line"] = kept["territory"], kept["period"], kept["line"]
    cities = kept["territory"] != kept["numcomdo"]
    # One missing arrondissement makes the city unknown, not smaller.
    summed = (
        values[cities]
        .groupby(["territory", "period"], as_index=False)
        .agg({"value": _whole_sum, "low": _whole_sum, "high": _whole_sum, "line": "min"})
    )
    both = pd.concat([values[~cities], summed], ignore_index=True)
    counted = both["value"].notna()
    both.loc[counted, "status"] = "published"
    both.loc[counted, "qualifier"] = (both["value"] > 0).map({True: "rounded_5", False: "below_5"})
    return both.fillna({"status": "missing", "qualifier": ""}).assign(measure=source.measures[column])


def _whole_sum(values: pd.Series) -> float:
    return values.sum(skipna=False)


def _mass(path: Path, nowhere: pd.DataFrame, column: str, source: Source) -> str:
    """Reason of the lines without a commune, with how many households they weigh."""
    households = to_values(path, nowhere[column], nowhere["line"], source.markers, column)["value"].dropna()
    weights = ", ".join(
        f"{households[row]:,.0f} en {nowhere.at[row, 'period']}".replace(",", "\u202f", 1) for row in households.index
    )
    caption = next(caption for caption, name in CAPTIONS.items() if name == column)
    return f"foyers que la Caf ne sait rattacher à aucune commune ({caption} : {weights})"
