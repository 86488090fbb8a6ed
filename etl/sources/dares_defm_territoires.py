"""Jobseekers by time since registration, by département or zone d'emploi and quarter (Dares, raw DEFM stocks).

No real file of this family was at hand: its columns are those that the portal documents, its texts of `anciennete` are
not known for sure. So every text is looked up among those that the catalogue lists on one side or the other of one
year, an unknown one stops the file, and the parts must add up to the "Total" lines: two texts that overlap would not.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl import defm
from etl.reading import REDOWNLOAD, Reading, observations, refuse_duplicates, refuse_other_codes, to_values
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.formats import decimal

CATEGORY = "A"
#: Code column -> level, pattern of its codes, what such a code is. A zone d'emploi may lie in two régions.
GEOGRAPHIES = {
    "code_zone_d_emploi": ("zone_emploi", r"\d{4}", "un code de zone d’emploi"),
    "code_departement": ("departement", r"\d\d|2[AB]|97\d", "un code de département"),
}
#: Rounding moves the sum of the parts by far less than this share of the total; parts counted twice, by far more.
PARTS_TOLERANCE = 0.05

vintage_of = defm.last_quarter


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a territory, quarter and side of one year (declared in the source's measures): persons.

    Raises BadFile: column absent, no line of category A, unknown text of `anciennete`, parts that do not add up to
    their total, damaged code or quarter, line given twice.
    """
    table = defm.read_rows(path, "anciennete")
    rows = table.rows
    column = _code_column(path, rows)
    level, pattern, noun = GEOGRAPHIES[column]
    kept, aside = defm.set_aside(
        path,
        rows,
        {
            "ligne de total (France ou région)": rows[column] == defm.ALL,
            "données qui ne sont pas brutes": ~defm.is_raw(rows),
            "autre catégorie que la catégorie A": rows["categorie"] != CATEGORY,
            "détail par sexe ou par tranche d’âge": ~defm.is_everyone(rows),
            "zone d’emploi donnée dans plusieurs régions, sans dire si ses lignes s’additionnent": _in_two_regions(
                rows, column
            ),
            "total de toutes les anciennetés, qui sert de contrôle": rows["anciennete"] == defm.ALL,
        },
        column,
    )
    refuse_other_codes(path, kept, column, pattern, noun)
    refuse_duplicates(path, kept, ["date", column, "anciennete"], column)
    kept = kept.assign(measure=_measures(path, kept, source), territory=kept[column], period=kept["date"])
    kept = kept.join(to_values(path, kept[defm.COUNT], kept["line"], source.markers, defm.COUNT))
    _refuse_parts_that_do_not_add_up(path, kept, _totals(path, rows, kept, column, source))
    return Reading(observations(_added(kept), level=level), len(rows), len(kept), aside, table.warnings)


def _code_column(path: Path, rows: pd.DataFrame) -> str:
    found = next((column for column in GEOGRAPHIES if column in rows.columns), None)
    if found is None:
        raise BadFile(
            path.name,
            "ni le code du département ni celui de la zone d’emploi ne figure dans l’en-tête",
            "prenez le fichier des départements ou celui des zones d’emploi",
            line=1,
        )
    return found


def _in_two_regions(rows: pd.DataFrame, column: str) -> pd.Series:
    if "code_region" not in rows.columns:
        return pd.Series(False, index=rows.index)
    return rows.groupby(column)["code_region"].transform("nunique") > 1


def _measures(path: Path, kept: pd.DataFrame, source: Source) -> pd.Series:
    """Side of one year of each line, by its text of `anciennete`."""
    known = {_plain(text): measure for text, measure in source.measures.items()}
    measures = kept["anciennete"].map(_plain).map(known)
    if (unknown := measures.isna()).any():
        first = unknown.idxmax()
        raise BadFile(
            path.name,
            f"l’ancienneté « {kept.at[first, 'anciennete']} » n’est pas connue : on ne sait pas si elle compte un an "
            "d’inscription ou plus",
            f"ajoutez-la du bon côté dans data/catalogue/sources/{source.id}.yml",
            line=int(kept.at[first, "line"]),
            column="anciennete",
        )
    return measures


def _plain(text: str) -> str:
    """A text of `anciennete` whatever its capitals, spaces and apostrophes."""
    return " ".join(text.replace("’", "'").split()).lower()


def _totals(path: Path, rows: pd.DataFrame, kept: pd.DataFrame, column: str, source: Source) -> pd.DataFrame:
    """Lines of all seniorities of the territories kept, with their value."""
    of_all = (rows["anciennete"] == defm.ALL) & (rows["categorie"] == CATEGORY) & rows[column].isin(kept[column])
    totals = rows[of_all & defm.is_raw(rows) & defm.is_everyone(rows)]
    if totals.empty:
        raise BadFile(
            path.name,
            f"les lignes d’ancienneté « {defm.ALL} » manquent : sans elles, on ne peut pas contrôler que les "
            "anciennetés s’additionnent",
            "exportez le fichier sans filtrer l’ancienneté",
            column="anciennete",
        )
    values = to_values(path, totals[defm.COUNT], totals["line"], source.markers, defm.COUNT)
    return values.assign(period=totals["date"], territory=totals[column])


def _refuse_parts_that_do_not_add_up(path: Path, parts: pd.DataFrame, totals: pd.DataFrame) -> None:
    keys = ["period", "territory"]
    both = pd.concat([parts.groupby(keys)["value"].sum(min_count=1), totals.groupby(keys)["value"].sum()], axis=1)
    both.columns = ["parts", "total"]
    of_quarters = both.dropna().groupby("period").sum()
    apart = (of_quarters["parts"] - of_quarters["total"]).abs() > PARTS_TOLERANCE * of_quarters["total"]
    if apart.any():
        period = apart.idxmax()
        found, expected = of_quarters.loc[period, "parts"], of_quarters.loc[period, "total"]
        raise BadFile(
            path.name,
            f"en {period}, les anciennetés additionnées font {decimal(found)} inscrits pour un total de "
            f"{decimal(expected)} : certaines se recouvrent, ou il en manque",
            REDOWNLOAD,
            column="anciennete",
        )


def _added(kept: pd.DataFrame) -> pd.DataFrame:
    """One row a territory, quarter and measure. One hidden part makes the sum unknown, not smaller."""
    keys = ["measure", "territory", "period"]
    sums = kept.groupby(keys, sort=False).agg(value=("value", "sum"), line=("line", "min")).reset_index()
    hidden = kept[kept["value"].isna()].drop_duplicates(keys)
    found = sums.merge(hidden[[*keys, "status", "qualifier"]], on=keys, how="left")
    return found.assign(value=found["value"].where(found["status"].isna())).fillna(
        {"status": "published", "qualifier": ""}
    )
