"""Does a series of years go up or down? Tests of trend, each with a slope that is positive when the series goes up.

The two chi-squared tests are those of Fingertips (OHID, Public health technical guidance, "Trend markers"): a change is
said when the statistic exceeds 9.5495, a chance in 500, and when no single year makes it (the slope keeps its sign
whichever year is left out). A series without counts nor intervals has the exact test of Mann (1945) and Kendall (1975).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy

from observatoire.statistics.logrank import chi2_beyond

#: Chance below which a trend is said: of the tests on counts or intervals, and of the rank test of few values.
CHI2_CHANCE, RANK_CHANCE = 0.002, 0.05


@dataclass(frozen=True)
class TrendTest:
    """slope: in the unit of the values a year; statistic: chi-squared (1 degree) or Kendall's S; p_value: two-sided.

    steady: the slope has the same sign whichever single year is left out.
    """

    slope: float
    statistic: float
    p_value: float
    steady: bool


def trend_of_shares(successes: Sequence[float], n: Sequence[float], years: Sequence[float]) -> TrendTest | None:
    """Chi-squared test for trend of proportions (Cochran 1954; Armitage 1955); slope in shares (0–1) a year.

    None where the test has no meaning: fewer than three years, nobody or everybody counted, or one year only observed.
    """
    counted, persons, time = (numpy.asarray(item, dtype=float) for item in (successes, n, years))
    total, whole, spread = counted.sum(), persons.sum(), _spread(persons, time)
    if len(time) < 3 or not 0 < total < whole or spread <= 0:
        return None
    lean, steady = _lean(persons, counted, time)
    chi2 = float(whole * lean**2 / (total * (whole - total) * spread))
    return TrendTest(lean / spread, chi2, chi2_beyond(chi2, 1), steady)


def trend_of_values(values: Sequence[float], std_errors: Sequence[float], years: Sequence[float]) -> TrendTest | None:
    """Chi-squared test of the slope of a line weighted by the precision of each value (inverse variance).

    None with fewer than three years or a standard error that is not positive.
    """
    value, error, time = (numpy.asarray(item, dtype=float) for item in (values, std_errors, years))
    if len(value) < 3 or not (numpy.isfinite(error) & (error > 0)).all():
        return None
    weight = 1 / error**2
    lean, steady = _lean(weight, weight * value, time)
    spread = _spread(weight, time)
    chi2 = float(lean**2 / (spread * weight.sum()))
    return TrendTest(lean / spread, chi2, chi2_beyond(chi2, 1), steady)


def _spread(weight: numpy.ndarray, time: numpy.ndarray) -> float:
    return float(weight.sum() * (weight * time**2).sum() - (weight * time).sum() ** 2)


def _lean(weight: numpy.ndarray, weighted: numpy.ndarray, time: numpy.ndarray) -> tuple[float, bool]:
    """(slope of the weighted line × its spread, whether it keeps its sign whichever year is left out)."""
    sums = numpy.array([weight.sum(), (weighted * time).sum(), weighted.sum(), (weight * time).sum()])
    all_but_one = sums[:, None] - numpy.array([weight, weighted * time, weighted, weight * time])
    whole, crossed, total, first = all_but_one
    without = whole * crossed - total * first
    lean = float(sums[0] * sums[1] - sums[2] * sums[3])
    return lean, bool((without * lean > 0).all())


def mann_kendall(values: Sequence[float], years: Sequence[float]) -> TrendTest | None:
    """Rank test of trend with its exact distribution, ties included; slope: median of the slopes of all pairs.

    statistic: S, pairs that rise less pairs that fall (Mann, Econometrica 13, 1945; Kendall 1975). slope: Theil (1950),
    Sen (JASA 63, 1968). None with fewer than three values.
    """
    if len(values) < 3:
        return None
    order = numpy.argsort(years)
    value, time = numpy.asarray(values, dtype=float)[order], numpy.asarray(years, dtype=float)[order]
    first, second = numpy.triu_indices(len(value), 1)
    rises = numpy.sign(value[second] - value[first])
    slopes = (value[second] - value[first]) / (time[second] - time[first])
    score = int(rises.sum())
    chance = _chance_of_score(abs(score), tuple(sorted(Counter(value.tolist()).values())))
    return TrendTest(float(numpy.median(slopes)), float(score), chance, True)


@lru_cache(maxsize=4096)
def _chance_of_score(score: int, ties: tuple[int, ...]) -> float:
    """Chance of |S| at least this large when every order of the values is as likely; ties: sizes of equal groups."""
    arrangements = _by_inversions(ties)
    pairs = len(arrangements) - 1
    total = sum(arrangements)
    far = sum(many for inversions, many in enumerate(arrangements) if abs(pairs - 2 * inversions) >= score)
    return far / total


def _by_inversions(ties: tuple[int, ...]) -> list[int]:
    """Number of orders of the values by number of pairs that fall: coefficients of the Gaussian multinomial."""
    found, length = [1], 0
    for size in ties:
        for step in range(1, size + 1):
            found = _divided(_times(found, length + step), step)
        length += size
    return found


def _times(polynomial: list[int], power: int) -> list[int]:
    """polynomial × (1 − q^power)."""
    product = polynomial + [0] * power
    for place, many in enumerate(polynomial):
        product[place + power] -= many
    return product


def _divided(polynomial: list[int], power: int) -> list[int]:
    """polynomial ÷ (1 − q^power), which divides it."""
    quotient = polynomial[: len(polynomial) - power]
    for place in range(power, len(quotient)):
        quotient[place] += quotient[place - power]
    return quotient


def enough_persons(successes: Sequence[float], n: Sequence[float], fewest: float = 5) -> bool:
    """Whether a chi-squared test of shares is valid: five successes and failures expected a year (Cochran 1954)."""
    share = math.fsum(successes) / math.fsum(n)
    return all(size * min(share, 1 - share) >= fewest for size in n)
