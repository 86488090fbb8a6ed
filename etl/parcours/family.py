"""Figures with the counts behind them, so that nothing is published without its secrecy being judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from etl.parcours.persons import Microdata
from observatoire.dates import last_day

if TYPE_CHECKING:
    from etl.parcours.told_days import Wait

FIGURE_COLUMNS = [
    "indicator",
    "level",
    "territory",
    "period",
    "breakdown",
    "value",
    "low",
    "high",
    "numerator",
    "denominator",
    "status",
    "qualifier",
    "method",
    "needs",
]
PLACE = ["level", "territory", "period", "breakdown"]
CURVE_COLUMNS = ["indicator", "level", "territory", "period", "breakdown", "day", "share", "low", "high", "at_risk"]
#: A figure that needs no more than the number of persons of its group.
EVERYBODY = ""
#: Column of the figures that tell something of a few persons besides the class that they need: how many others it could
#: be said of. Missing where there is nothing of the kind.
SHELTER = "shelter"
TOO_RECENT = "la période est trop récente pour être jugée"
HIDDEN_BY_US = "moins de cinq personnes, ou déductible d’un autre chiffre"
#: Name of the class that holds every person of a population.
ALL = "tous"


@dataclass(frozen=True)
class Family:
    """Figures counted on the same persons.

    tally: columns atom, period, cls, one a dimension, count; contributor too, when structures declare the persons and
    are protected with them: the population has then no other family, and the family no dimension.
    classes: {name: values of cls that it adds up}; none: every group is large enough to need no judgement, and no
    number of persons is told.
    A class has one meaning in a population: two families that use its name count the same persons in it.
    figures: FIGURE_COLUMNS; `needs` is EVERYBODY or the class of the persons that the figure tells, among those of the
    class `among`. They may have the column SHELTER too. Families of one `population` and period are protected and
    attacked together.
    dimensions: attributes that the figures are broken down by, the same at every level. same: {(breakdown, class):
    class of the ensemble that counts the same persons}. kept, unknown: as in Layout. tied: as tally without cls,
    persons whose number is read off that of `among`, other populations telling the difference. persons: when the tally
    counts events of which one person may bring several, those persons (columns of counting.persons_by_atom); secrecy is
    judged on them. kin: population that holds these persons and few others: where everybody of one is hidden, so is
    everybody of the other, and only that one tells its number of persons. why_hidden: what is said of the figures that
    are secret. waits: what its medians and curves tell, day by day.
    """

    population: str
    classes: Mapping[str, tuple[str, ...]]
    tally: pd.DataFrame
    figures: pd.DataFrame
    dimensions: tuple[str, ...] = ()
    among: str = ALL
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    tied: pd.DataFrame | None = None
    persons: pd.DataFrame | None = None
    kin: str = ""
    curves: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CURVE_COLUMNS))
    why_hidden: str = HIDDEN_BY_US
    waits: tuple[Wait, ...] = ()


def nested(*names: str) -> dict[str, tuple[str, ...]]:
    """Classes that each hold the one before, from values of cls of the same names; the last one holds everybody."""
    return {ALL if name == names[-1] else name: names[: rank + 1] for rank, name in enumerate(names)}


def is_mature(period: str, days: int, extracted_on: date) -> bool:
    """The last person of the cohort has been followed `days` days at the extraction."""
    return last_day(period) + timedelta(days=days) <= extracted_on


def without_recent(figures: pd.DataFrame, days: int, microdata: Microdata) -> pd.DataFrame:
    """Figures of cohorts not yet followed `days` days lose their value and get the status that says so."""
    recent = [p for p in figures["period"].unique() if not is_mature(p, days, microdata.extracted_on)]
    if not recent:
        return figures
    late = figures["period"].isin(recent)
    said = {"status": "immature", "qualifier": "", "method": TOO_RECENT, "needs": EVERYBODY}
    return figures.assign(
        **{name: figures[name].mask(late) for name in ("value", "low", "high", "numerator", "denominator")},
        **{name: figures[name].mask(late, text) for name, text in said.items()},
    )


def with_fragile(figures: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Figures of fewer persons than that are shown as fragile: no rank, no comparison."""
    small = figures["denominator"].lt(fewest) & figures["value"].notna() & figures["qualifier"].eq("")
    return figures.assign(qualifier=figures["qualifier"].mask(small, "fragile"))


def hidden_by_us(
    figures: pd.DataFrame, secret: np.ndarray | pd.Series, why: str | np.ndarray = HIDDEN_BY_US
) -> pd.DataFrame:
    """Figures that lose every number where they are secret, their denominator too, and get the status that says so."""
    return figures.assign(
        **{name: figures[name].where(~secret) for name in ("value", "low", "high", "numerator", "denominator")},
        status=figures["status"].mask(secret, "secret"),
        qualifier=figures["qualifier"].mask(secret, "ours"),
        method=figures["method"].mask(secret, why),
    )
