"""95 % intervals: of a proportion, and of a point of a survival curve."""

from __future__ import annotations

from statistics import NormalDist

import numpy
from numpy.typing import ArrayLike

#: 97.5 % of a normal distribution is below it.
Z_95 = NormalDist().inv_cdf(0.975)


def wilson(successes: ArrayLike, n: ArrayLike) -> tuple[numpy.ndarray, numpy.ndarray]:
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
    middle = share + Z_95**2 / (2 * persons)
    half = Z_95 * numpy.sqrt(share * (1 - share) / persons + Z_95**2 / (4 * persons**2))
    scale = 1 + Z_95**2 / persons
    low = numpy.where(share == 0, 0.0, (middle - half) / scale)
    high = numpy.where(share == 1, 1.0, (middle + half) / scale)
    return low, high


def log_log(share: numpy.ndarray, std_error: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Low and high ends, within 0–1, of the interval of a share still waiting, on the scale of log(−log share).

    NaN where everybody still waits or nobody does: the scale has no value at 1 and at 0. As conf.type = "log-log" of
    R survival 3.x. Kalbfleisch & Prentice (1980); Borgan & Liestøl (Scandinavian Journal of Statistics 17, 1990).
    """
    inside = (share > 0) & (share < 1)
    log_share = numpy.log(numpy.where(inside, share, numpy.nan))
    widening = numpy.exp(-Z_95 * std_error / (share * log_share))
    return numpy.exp(log_share * widening), numpy.exp(log_share / widening)
