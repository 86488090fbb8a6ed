"""How many persons a référent follows, on average, at the end of each year."""

from __future__ import annotations

import pandas as pd

from etl.parcours.family import EVERYBODY, FIGURE_COLUMNS, HIDDEN_BY_US
from etl.parcours.persons import Microdata
from etl.parcours.settings import COUNTED_LEVELS, TOTAL
from etl.secrecy.rule import Rule

METHOD = "personnes du territoire qui ont un référent, divisées par les référents qui en suivent au moins une"


def portfolios(microdata: Microdata, rule: Rule) -> pd.DataFrame:
    """`portefeuille_moyen_referent`: persons of the place with a référent / référents who follow one of them.

    Hidden when few persons or few référents are behind it: a référent is one person too. -> FIGURE_COLUMNS.
    """
    wanted = ", ".join(f"'{level}'" for level in COUNTED_LEVELS)
    found = microdata.rows(
        "SELECT level, territory, period, count(*)::DOUBLE AS persons, count(DISTINCT id_referent)::DOUBLE AS referents"
        f" FROM year_end JOIN belongs USING (commune) WHERE has_referent AND level IN ({wanted}) GROUP BY ALL"
    )
    few = found["persons"].lt(rule.rates.minimum_denominator) | found["referents"].lt(rule.counts.threshold)
    return found.assign(
        indicator="portefeuille_moyen_referent",
        breakdown=TOTAL,
        value=(found["persons"] / found["referents"]).where(~few),
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status=few.map({True: "secret", False: "published"}),
        qualifier=few.map({True: "ours", False: ""}),
        method=few.map({True: HIDDEN_BY_US, False: METHOD}),
        needs=EVERYBODY,
    )[FIGURE_COLUMNS]
