"""The waits of a delay as its medians and curves tell them: the days told, and the persons behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.parcours.counting import count_by_day
from etl.parcours.family import is_mature
from etl.parcours.persons import Microdata
from etl.parcours.settings import TOTAL
from etl.parcours.told_days import Wait, days_of_medians
from etl.parcours.waits import QUARTER, SPELL, Delay, spells_of


def days_told(delay: Delay) -> str:
    """Name under which the days told of everybody are remembered."""
    return f"days told from {delay.start} to {delay.end}"


def wait_by_quarter(delay: Delay, told: pd.DataFrame, year: pd.DataFrame, microdata: Microdata) -> Wait:
    """The days told of quarters, read beside those of their years."""
    dated = told["period"].str.split("-")
    told = told.assign(year=dated.str[0], called=f"{QUARTER}:" + dated.str[1])
    told = told[told["size"] >= microdata.settings.fragile_below]
    together = pd.concat([year[year["level"].isin(delay.levels)], told])
    return wait_of(delay.year, together, dict.fromkeys((TOTAL, QUARTER), delay.levels), microdata)


def wait_of(delay: Delay, told: pd.DataFrame, levels: dict[str, tuple[str, ...]], microdata: Microdata) -> Wait:
    """The wait of a delay, with the persons behind the days told; levels: {dimension: levels that show it}."""
    within = {
        (year, delay.within(days)): days
        for year in told["year"].unique()
        for days in delay.bounds
        if is_mature(year, days, microdata.extracted_on)
    }
    ends = told[["reached", "not_yet"]].to_numpy().ravel()
    days = {*within.values(), *ends[np.isfinite(ends) & (ends >= 0)].astype(int).tolist()}
    counted = {
        "served": "concerned AND outcome = 'events'",
        "left": "concerned AND outcome = 'competing'",
        "all": "concerned",
    }
    shown = {level for levels_shown in levels.values() for level in levels_shown if level in microdata.atoms}
    dimensions = [dimension for dimension in levels if dimension != TOTAL]
    persons = count_by_day(microdata, spells_of(delay, microdata), SPELL, counted, days or {0}, dimensions)
    told_levels = {dimension: tuple(level for level in named if level in shown) for dimension, named in levels.items()}
    return Wait(told, persons, told_levels, within, delay.among)


def wait_by_attribute(
    delay: Delay,
    whole: Wait,
    groups: pd.DataFrame,
    curves: pd.DataFrame,
    levels: dict[str, tuple[str, ...]],
    microdata: Microdata,
) -> tuple[Wait, ...]:
    """The days told by attribute, read beside those of everybody."""
    own = mature(days_of_medians(delay.median, groups, curves, microdata.rule), microdata)
    told = pd.concat([whole.told, own])
    return (wait_of(delay, told, {TOTAL: delay.levels} | levels, microdata),)


def mature(told: pd.DataFrame, microdata: Microdata) -> pd.DataFrame:
    """Days told of cohorts whose median is."""
    days = microdata.settings.median_follow_up_days
    return told[[is_mature(period, days, microdata.extracted_on) for period in told["period"]]]
