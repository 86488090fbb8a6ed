"""Exits from the structures of insertion (SIAE): which are towards a job, a training or another structure."""

from __future__ import annotations

import pandas as pd

from etl.parcours.family import ALL, FIGURE_COLUMNS, Family, without_recent
from etl.parcours.offer import IS_SIAE
from etl.parcours.persons import ATOM, UNKNOWN_COMMUNE, Microdata
from etl.parcours.settings import TOTAL
from etl.secrecy.contributors import CONTRIBUTOR
from observatoire.statistics.intervals import wilson

SIAE_EXITS = "taux_sortie_dynamique_iae"
POPULATION = "sorties_iae"
#: Kinds of exits and their columns; those withdrawn (« sorties neutralisées ») are in none of them.
DYNAMIC = {"durable": "sorties_durable", "transition": "sorties_transition", "positive": "sorties_positives"}
COLUMNS = DYNAMIC | {"autre": "sorties_autres"}
HIDDEN_BY_US = (
    "moins de cinq personnes ou de trois structures, une seule qui pèse presque tout, ou déductible d’un autre chiffre"
)
#: What is published: {class: kinds that it adds up}.
CLASSES = {**{kind: (kind,) for kind in DYNAMIC}, SIAE_EXITS: tuple(DYNAMIC), ALL: tuple(COLUMNS)}


def count_siae_exits(microdata: Microdata) -> list[Family]:
    """Shares of the exits of each year, the four kinds of which a structure has filled in; by kind too."""
    declared = _declared(microdata)
    if declared.empty:
        return []
    figures = without_recent(_figures(declared, microdata.atoms), 0, microdata)
    tally = declared.melt(["atom", "period", CONTRIBUTOR], list(COLUMNS), "cls", "count")
    return [Family(POPULATION, CLASSES, tally, figures[FIGURE_COLUMNS], why_hidden=HIDDEN_BY_US)]


def _declared(microdata: Microdata) -> pd.DataFrame:
    """Columns atom, period, contributor, and exits by kind; the structures of a known commune of the département."""
    sums = ", ".join(f"sum({column})::BIGINT AS {kind}" for kind, column in COLUMNS.items())
    known = " AND ".join(f"{column} IS NOT NULL" for column in COLUMNS.values())
    return microdata.rows(
        f"SELECT territory AS atom, annee::VARCHAR AS period, id_siae AS {CONTRIBUTOR}, {sums}"
        f" FROM siae JOIN belongs ON commune = code_commune WHERE level = '{ATOM}'"
        f" AND code_commune <> '{UNKNOWN_COMMUNE}' AND {IS_SIAE} AND {known} GROUP BY ALL"
    )


def _figures(declared: pd.DataFrame, atoms: dict[str, pd.Series]) -> pd.DataFrame:
    """The shares by place and year, a row even where nobody left the structures."""
    places = pd.concat(
        declared.assign(level=level, territory=declared["atom"].map(of_atom))
        .groupby(["level", "territory", "period"], as_index=False)[list(COLUMNS)]
        .sum()
        for level, of_atom in atoms.items()
    )
    shown = {TOTAL: SIAE_EXITS} | {f"sortie_iae:{kind}": kind for kind in DYNAMIC}
    return pd.concat([_shares(places, *one) for one in shown.items()], ignore_index=True)


def _shares(places: pd.DataFrame, breakdown: str, cls: str) -> pd.DataFrame:
    numerator = places[list(CLASSES[cls])].sum(axis=1).astype(float)
    denominator = places[list(COLUMNS)].sum(axis=1).astype(float)
    low, high = wilson(numerator.to_numpy(), denominator.to_numpy())
    return places[["level", "territory", "period"]].assign(
        indicator=SIAE_EXITS,
        breakdown=breakdown,
        value=100 * numerator / denominator,
        low=100 * low,
        high=100 * high,
        numerator=numerator,
        denominator=denominator,
        status="published",
        qualifier="",
        method="",
        needs=cls,
    )
