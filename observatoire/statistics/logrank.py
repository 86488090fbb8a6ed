"""Is one group served sooner than another? The log-rank test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
import pandas as pd

from observatoire.statistics.survival import risk_sets


@dataclass(frozen=True)
class LogRank:
    """p_value: chance of so large a chi2 among groups equally fast; NaN with 0 degrees: nothing to compare."""

    chi2: float
    degrees: int
    p_value: float


def log_rank(counts: pd.DataFrame) -> LogRank:
    """Test that all the groups of the frame wait as long (Mantel 1966; Peto & Peto, JRSS A 135, 1972).

    counts: as observatoire.statistics.survival; whoever leaves by `competing` is censored. Hypergeometric variance, as
    survdiff(rho = 0) of R survival. degrees: groups with somebody still there on the first day with an event, less one;
    0 when that day takes everybody. Raises ValueError as `risk_sets`.
    """
    seen = risk_sets(counts)
    served = seen.events > 0
    days, day = numpy.unique(seen.rows.day[served], return_inverse=True)
    events = numpy.bincount(day, weights=seen.events[served], minlength=len(days))
    observed = numpy.bincount(seen.rows.group, weights=seen.events, minlength=len(seen.rows.names))
    waiting = seen.rows.waiting(seen.at_risk, days)
    everybody = waiting.sum(axis=0)
    share = waiting / everybody
    spread = events * (everybody - events) / numpy.maximum(everybody - 1, 1)
    compared = numpy.flatnonzero(share @ events)[:-1]
    if not len(compared) or not spread.any():
        return LogRank(0.0, 0, math.nan)
    gap = (observed - share @ events)[compared]
    share = share[compared]
    variance = numpy.diag(share @ spread) - (share * spread) @ share.T
    chi2, degrees = float(gap @ numpy.linalg.solve(variance, gap)), len(compared)
    return LogRank(chi2, degrees, chi2_beyond(chi2, degrees))


def chi2_beyond(chi2: float, degrees: int) -> float:
    """Probability that a chi-squared variable of 1 or more degrees exceeds chi2.

    Finite sum of positive terms, exact for whole degrees (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5).
    """
    if chi2 <= 0:
        return 1.0
    half = chi2 / 2
    odd = degrees % 2
    powers = [step + odd / 2 for step in range(degrees // 2)]
    tail = math.fsum(math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers)
    return min(1.0, tail + (math.erfc(math.sqrt(half)) if odd else 0.0))
