"""How many persons a référent follows, on average, at the end of each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.parcours.family import EVERYBODY, FIGURE_COLUMNS, HIDDEN_BY_US
from etl.parcours.persons import Microdata
from etl.parcours.settings import COUNTED_LEVELS, TOTAL
from etl.secrecy.rule import Rule

SAME_PERSONS = "part_avec_referent"
METHOD = "personnes du territoire qui ont un référent, divisées par les référents qui en suivent au moins une"


def portfolios(microdata: Microdata, rule: Rule, figures: pd.DataFrame) -> pd.DataFrame:
    """`portefeuille_moyen_referent`: persons of the place with a référent / référents who follow one of them.

    Hidden when few persons or few référents are behind it, or when few référents of a larger territory follow nobody
    there: a référent is one person too. Hidden as well wherever the share of persons with a référent, already judged
    among `figures`, does not tell their number: the quotient of two whole numbers leaves few values to each of them.
    -> FIGURE_COLUMNS.
    """
    wanted = ", ".join(f"'{level}'" for level in COUNTED_LEVELS)
    found = microdata.rows(
        "SELECT level, territory, period, count(*)::DOUBLE AS persons, count(DISTINCT id_referent)::DOUBLE AS referents"
        f" FROM year_end JOIN belongs USING (commune) WHERE has_referent AND level IN ({wanted}) GROUP BY ALL"
    )
    few = found["persons"].lt(rule.rates.minimum_denominator) | found["referents"].lt(rule.counts.threshold)
    secret = few | _few_elsewhere(found, microdata.atoms, rule) | ~_told_of_persons(found, figures)
    return found.assign(
        indicator="portefeuille_moyen_referent",
        breakdown=TOTAL,
        value=(found["persons"] / found["referents"]).where(~secret),
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status=secret.map({True: "secret", False: "published"}),
        qualifier=secret.map({True: "ours", False: ""}),
        method=secret.map({True: HIDDEN_BY_US, False: METHOD}),
        needs=EVERYBODY,
    )[FIGURE_COLUMNS]


def _few_elsewhere(found: pd.DataFrame, atoms: dict[str, pd.Series], rule: Rule) -> pd.Series:
    """Where (rows of `found`) a territory that holds this one has few référents more."""
    held = {
        (level, territory): frozenset(own.index)
        for level, of in atoms.items()
        for territory, own in of.groupby(of, sort=False)
    }
    few = pd.Series(False, index=found.index)
    for _, same_year in found.groupby("period"):
        places = [
            held.get(place, frozenset()) for place in zip(same_year["level"], same_year["territory"], strict=True)
        ]
        referents = same_year["referents"].to_numpy()
        for row, inside, own in zip(same_year.index, places, referents, strict=True):
            more = [other - own for around, other in zip(places, referents, strict=True) if inside < around]
            few[row] = bool(rule.small(np.array(more)).any())
    return few


def _told_of_persons(found: pd.DataFrame, figures: pd.DataFrame) -> pd.Series:
    """Where (columns level, territory, period of `found`) the share tells how many persons have a référent."""
    place = ["level", "territory", "period"]
    same = figures["indicator"].eq(SAME_PERSONS) & figures["breakdown"].eq(TOTAL)
    told = figures.loc[same & figures["numerator"].notna(), place]
    return pd.Series(pd.MultiIndex.from_frame(found[place]).isin(pd.MultiIndex.from_frame(told)), index=found.index)
