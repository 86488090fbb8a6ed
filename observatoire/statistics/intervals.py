"""Intervals: of a proportion, of a number of events, and of a point of a survival curve; at 95 % unless told."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

import numpy
from numpy.typing import ArrayLike

#: 97.5 % of a normal distribution is below it.
Z_95 = NormalDist().inv_cdf(0.975)
#: Spread of the persons' ratios below which it is only the rounding of sums.
NO_SPREAD = 1e-9
#: From this number of events on, Byar's approximation is as good as the exact limits.
BYAR_FROM = 10


@lru_cache(maxsize=16)
def z_of(confidence: float) -> float:
    """Half width of a two-sided interval of the normal distribution: 1.96 for 0.95. Raises ValueError out of 0–1."""
    if not 0 < confidence < 1:
        raise ValueError("confidence must be within 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Low and high ends, within 0–1, of the interval of a proportion; NaN where n = 0: nobody was counted.

    successes and n broadcast; the two ends have their common shape. Raises ValueError where successes is not within
    0–n. Score interval without continuity correction (Wilson 1927), method 3 of Newcombe (Statistics in Medicine 17,
    1998).
    """
    successes, n = numpy.broadcast_arrays(numpy.asarray(successes, dtype=float), numpy.asarray(n, dtype=float))
    if not ((successes >= 0) & (successes <= n)).all():
        raise ValueError("successes must be within 0 and n")
    persons = numpy.where(n > 0, n, numpy.nan)
    share = successes / persons
    z = z_of(confidence)
    middle = share + z**2 / (2 * persons)
    half = z * numpy.sqrt(share * (1 - share) / persons + z**2 / (4 * persons**2))
    scale = 1 + z**2 / persons
    low = numpy.where(share == 0, 0.0, (middle - half) / scale)
    high = numpy.where(share == 1, 1.0, (middle + half) / scale)
    return low, high


def effective_events(
    counted: numpy.ndarray, events: numpy.ndarray, persons: numpy.ndarray, squares: tuple[numpy.ndarray, ...]
) -> numpy.ndarray:
    """How many independent events would tell a share as well as these, of which one person may bring several.

    Sums over the persons (arrays of one shape): y events counted among n, events, 1, and squares: y², y × n, n².
    At most `events`; give share × effective events and effective events to `wilson`. Share / variance of the ratio
    y / n, persons being drawn (linearisation: Cochran, Sampling Techniques, 1977, § 6.4), less what so few persons
    know of the variance (Student: Korn & Graubard, Survey Methodology 24, 1998). Where every person has the same ratio
    the variance is not known: those of one count as alike (Kish, Survey Sampling, 1965). All of them where each person
    brings one; NaN where there is none.
    """
    total = numpy.where(events > 0, events, numpy.nan)
    share = counted / total
    counted_squared, crossed, squared = squares
    alike = total**2 / numpy.where(events > 0, squared, numpy.nan)
    spread = counted_squared - 2 * share * crossed + share**2 * squared
    known = (persons > 1) & (spread > NO_SPREAD * squared)
    others = numpy.maximum(persons - 1, 1)
    variance = numpy.where(known, spread, 1) * persons / others / total**2
    effective = numpy.where(known, share * (1 - share) / variance, alike)
    student = Z_95 + (Z_95**3 + Z_95) / (4 * others) + (5 * Z_95**5 + 16 * Z_95**3 + 3 * Z_95) / (96 * others**2)
    effective = numpy.minimum(effective * (Z_95 / student) ** 2, total)
    return numpy.where(persons == events, total, effective)


def wilson_size(share: float, low: float, high: float) -> float:
    """The n whose 95 % interval of `share` is as wide as low–high (all within 0–1): `wilson` the other way round.

    Counts divided by the design effect, n / size, may be tested as independent (Rao & Scott, Biometrics 48, 1992).
    """
    quarter, spread = (high - low) ** 2 / 4, share * (1 - share)
    over = 0.25 - quarter
    lean = spread - 2 * quarter
    return Z_95**2 * 2 * over / (math.sqrt(lean**2 + 4 * quarter * over) - lean)


def byar(events: ArrayLike, confidence: float = 0.95) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Low and high ends of the number of events expected, Byar's approximation (Breslow & Day, vol. II, IARC 1987).

    events: 0 or more. Divide by the population for a rate. The low end is 0 where nothing was seen. Raises ValueError
    on negative events.
    """
    events = numpy.asarray(events, dtype=float)
    if not (events >= 0).all():
        raise ValueError("events must not be negative")
    z, some, above = z_of(confidence), numpy.where(events > 0, events, 1.0), events + 1
    low = numpy.where(events > 0, events * (1 - 1 / (9 * some) - z / (3 * numpy.sqrt(some))) ** 3, 0.0)
    return low, above * (1 - 1 / (9 * above) + z / (3 * numpy.sqrt(above))) ** 3


@lru_cache(maxsize=1024)
def exact_poisson(events: int, confidence: float = 0.95) -> tuple[float, float]:
    """Low and high ends of the number of events expected, from the Poisson distribution itself (Garwood 1936).

    Each end leaves half of what the confidence leaves out beyond the events seen. Raises ValueError on a negative or
    fractional number.
    """
    if events < 0 or events != int(events):
        raise ValueError("events must be a whole number, not negative")
    beyond = (1 - confidence) / 2
    high = _where(lambda expected: poisson_at_most(int(events), expected) > beyond, events + 1.0)
    if events == 0:
        return 0.0, high
    return _where(lambda expected: 1 - poisson_at_most(int(events) - 1, expected) < beyond, float(events)), high


def poisson_events(events: ArrayLike, confidence: float = 0.95) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Interval of a number of events: exact below 10 events, Byar from 10 on, as phe_rate of PHEindicatormethods."""
    events = numpy.asarray(events, dtype=float)
    low, high = (numpy.array(end, ndmin=1, dtype=float) for end in byar(events, confidence))
    for place, count in enumerate(numpy.atleast_1d(events)):
        if count < BYAR_FROM:
            low[place], high[place] = exact_poisson(count, confidence)
    return low.reshape(events.shape), high.reshape(events.shape)


def poisson_at_most(events: int, expected: float) -> float:
    """Probability of `events` or fewer when `expected` are expected; 0 for a negative number of events."""
    if expected <= 0:
        return 1.0 if events >= 0 else 0.0
    log = math.log(expected)
    terms = (math.exp(count * log - expected - math.lgamma(count + 1)) for count in range(events + 1))
    return min(1.0, math.fsum(terms))


def _where(holds: Callable[[float], bool], guess: float) -> float:
    """Where a condition that holds for small numbers stops holding, to the last bit of a double."""
    low, high = 0.0, guess
    while holds(high):
        low, high = high, 2 * high
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if holds(middle) else (low, middle)
    return (low + high) / 2


def log_log(share: numpy.ndarray, std_error: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Low and high ends, within 0–1, of the interval of a share still waiting, on the scale of log(−log share).

    NaN where everybody still waits or nobody does: the scale has no value at 1 and at 0. As conf.type = "log-log" of
    R survival 3.x. Kalbfleisch & Prentice (1980); Borgan & Liestøl (Scandinavian Journal of Statistics 17, 1990).
    """
    inside = (share > 0) & (share < 1)
    log_share = numpy.log(numpy.where(inside, share, numpy.nan))
    widening = numpy.exp(-Z_95 * std_error / (share * log_share))
    return numpy.exp(log_share * widening), numpy.exp(log_share / widening)
