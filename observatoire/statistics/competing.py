"""The share really served, when a wait may also end otherwise (the right closes first): Aalen–Johansen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pandas as pd

from observatoire.statistics.intervals import log_log
from observatoire.statistics.survival import at_days, risk_sets


def cumulative_incidence(counts: pd.DataFrame) -> pd.DataFrame:
    """Columns group, day, at_risk, events, competing, survival, incidence, std_error, low, high.

    counts: as observatoire.statistics.survival, with `competing`. One row a day with somebody leaving. survival: share
    still waiting, neither served nor out. incidence: share served by that day (Aalen & Johansen, Scandinavian Journal
    of Statistics 5, 1978). std_error: delta method (Dinse & Larson, Biometrika 73, 1986; Marubini & Valsecchi 1995),
    which is also the infinitesimal jackknife of R survival 3.x, survfit(Surv(day, factor) ~ 1). low, high: 95 %
    pointwise interval on the scale of log(−log(1 − incidence)), within 0–1, that of Kaplan–Meier where nothing
    competes; NaN where the incidence is 0 or 1. Raises ValueError as `risk_sets`.
    """
    seen = risk_sets(counts)
    running = seen.rows.running
    leaving = seen.events + seen.competing
    staying = seen.at_risk - leaving
    survival = seen.rows.running_product(staying / seen.at_risk)
    before = numpy.append(1.0, survival)[:-1]
    before[seen.rows.first] = 1.0
    hazard = seen.events / seen.at_risk
    all_served = (survival == 0) & (running(seen.competing) == 0)
    incidence = numpy.where(all_served, 1.0, running(before * hazard))

    # Sum over the days s up to t of (F(t) − F(s))² d/(n(n − d)) + S² h(1 − h)/n − 2 (F(t) − F(s)) S h/n, expanded in
    # powers of F(t) so that running sums give every t at once.
    spread = numpy.divide(
        leaving, seen.at_risk * staying.astype(float), out=numpy.zeros(len(staying)), where=staying > 0
    )
    joint = before * hazard / seen.at_risk
    variance = (
        incidence**2 * running(spread)
        - 2 * incidence * running(incidence * spread + joint)
        + running(incidence**2 * spread + 2 * incidence * joint + before * joint * (1 - hazard))
    )
    std_error = numpy.where(all_served, 0.0, numpy.sqrt(numpy.maximum(variance, 0.0)))
    still_not, served_not = log_log(1 - incidence, std_error)
    return pd.DataFrame(
        {
            "group": seen.rows.names[seen.rows.group],
            "day": seen.rows.day,
            "at_risk": seen.at_risk,
            "events": seen.events,
            "competing": seen.competing,
            "survival": survival,
            "incidence": incidence,
            "std_error": std_error,
            "low": 1 - served_not,
            "high": 1 - still_not,
        }
    )


def incidences_by(curves: pd.DataFrame, days: Sequence[int]) -> pd.DataFrame:
    """Columns group, day, at_risk, incidence, low, high: share really served within each of `days`.

    curves: from `cumulative_incidence`. One row a (group, day of `days`). NaN when the group was not observed that far:
    its last row is earlier, somebody still waiting.
    """
    return at_days(curves, days, {"incidence": 0.0, "low": numpy.nan, "high": numpy.nan})
