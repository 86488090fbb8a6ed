"""Figures with the counts behind them, so that nothing is published without its secrecy being judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from etl.parcours.persons import Microdata
from observatoire.dates import last_day

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
CURVE_COLUMNS = ["indicator", "level", "territory", "period", "breakdown", "day", "share", "low", "high", "at_risk"]
#: A figure that needs no more than the number of persons of its group.
EVERYBODY = ""


@dataclass(frozen=True)
class Family:
    """Figures counted on the same persons.

    tally: columns atom, period, cls, one a dimension, count; the classes of `classes`, in order, share everybody out.
    No classes: every group is large enough to need no judgement, and no number of persons is told.
    A class has one meaning in a population: two families that use its name count the same persons in it.
    figures: FIGURE_COLUMNS; `needs` is EVERYBODY or the last of the classes whose sum the figure tells.
    Families of one `population` count the same persons by period: one judgement of what they share.
    dimensions: attributes that the figures are broken down by, the same at every level.
    """

    population: str
    classes: tuple[str, ...]
    tally: pd.DataFrame
    figures: pd.DataFrame
    dimensions: tuple[str, ...] = ()
    curves: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CURVE_COLUMNS))


def is_mature(period: str, days: int, extracted_on: date) -> bool:
    """The last person of the cohort has been followed `days` days at the extraction."""
    return last_day(period) + timedelta(days=days) <= extracted_on


def without_recent(figures: pd.DataFrame, days: int, microdata: Microdata) -> pd.DataFrame:
    """Figures of cohorts not yet followed `days` days lose their value and get the status that says so."""
    recent = {p: not is_mature(p, days, microdata.extracted_on) for p in figures["period"].unique()}
    late = figures["period"].map(recent).astype(bool)
    return figures.assign(
        **{name: figures[name].where(~late) for name in ("value", "low", "high", "numerator", "denominator")},
        status=figures["status"].mask(late, "immature"),
        qualifier=figures["qualifier"].mask(late, ""),
        method=figures["method"].mask(late, "la période est trop récente pour être jugée"),
        needs=figures["needs"].mask(late, EVERYBODY),
    )
