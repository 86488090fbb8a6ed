"""Curves of the persons who wait, told in tenths of them: see docs/secret.md for what a share by day would tell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.parcours.family import CURVE_COLUMNS, PLACE
from etl.parcours.settings import Settings
from etl.parcours.waits import Delay
from observatoire.statistics.intervals import log_log
from observatoire.statistics.survival import days_of_shares

#: Shares of the persons whose day is a point of a curve.
TENTHS = tuple(tenth / 10 for tenth in range(1, 10))
#: Persons told on a curve are rounded to so many, and percents of its interval.
ROUNDED_TO = 5
#: Those who left are taken away by so many: the share and the number of persons served tell how many they are at least.
LEFT_BY = 10
#: Persons who must wait still, after a point, for it to be drawn.
FEWEST_WAITING = 5
DAYS_OF_A_WEEK = 7
NOISE = 1e-9


def draw_curves(
    delay: Delay, groups: pd.DataFrame, curves: pd.DataFrame, longest: pd.Series, settings: Settings
) -> pd.DataFrame:
    """Curves of the groups that are large enough: the day on which each tenth of the persons was served.

    Between two points there is a tenth of the persons, and no share tells how many they are in all: a share of persons
    by day would tell what is withheld of them. All that is told besides the day comes from the tenth, from the number
    of persons to five and from those who left, by tens: it tells nothing more. A curve begins at 0 and goes on to the
    last week followed, where another tenth was not reached. longest: last day observed of each group.
    """
    large = groups[groups["denominator"].ge(settings.curve.persons) & groups["breakdown"].eq(delay.called)]
    persons = _to_five(large["denominator"]).rename("persons")
    tenths = days_of_shares(curves[curves["group"].isin(large.index)], TENTHS)
    tenths = tenths.join(large["denominator"], on="group").join(persons, on="group")
    left = tenths["denominator"] - tenths["served"] - tenths["at_risk"]
    waiting = tenths["persons"] * (1 - tenths["share"]) - left // LEFT_BY * LEFT_BY
    tenths["low"], tenths["high"] = _interval(tenths["share"], waiting)
    tenths["at_risk"] = _to_five(waiting)
    start = pd.DataFrame({"group": large.index, "share": 0.0, "day": 0, "at_risk": persons})
    drawn = tenths["at_risk"] >= FEWEST_WAITING
    last = tenths.drop_duplicates("group", keep="last")
    week = last["group"].map(longest).clip(upper=settings.curve.longest_days) // DAYS_OF_A_WEEK * DAYS_OF_A_WEEK
    goes_on = drawn[last.index] & last["share"].lt(TENTHS[-1]) & week.gt(last["day"])
    end = last.assign(day=week, at_risk=float("nan"))[goes_on]
    points = pd.concat([start, tenths[drawn], end], ignore_index=True)
    points = points.drop_duplicates(["group", "day"], keep="last").join(large[PLACE], on="group")
    at_risk = points["at_risk"].astype("Int64")
    return points.assign(
        indicator=delay.median,
        day=points["day"].astype("int64"),
        share=100 * points["share"],
        at_risk=at_risk.mask(at_risk.notna(), pd.NA) if delay.kin else at_risk,
    )[CURVE_COLUMNS]


def _interval(share: pd.Series, waiting: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Interval of a share served, from those who wait after it (Peto & Peto, J. R. Stat. Soc. A 135, 1972): it is that
    of a proportion where nobody left, and wider where some did."""
    survival = 1 - share
    low, high = log_log(survival.to_numpy(), (survival * np.sqrt(share / waiting.clip(lower=1))).to_numpy())
    return widened(pd.Series(1 - high, share.index), pd.Series(1 - low, share.index))


def _to_five(persons: pd.Series) -> pd.Series:
    return (persons / ROUNDED_TO).round() * ROUNDED_TO


def widened(low: pd.Series, high: pd.Series) -> tuple[pd.Series, pd.Series]:
    """An interval in %, widened to multiples of five: any finer, its width tells the number of persons."""
    return (
        np.floor(100 * low / ROUNDED_TO + NOISE) * ROUNDED_TO,
        np.ceil(100 * high / ROUNDED_TO - NOISE) * ROUNDED_TO,
    )
