"""Limits of a funnel plot: how far from the whole a territory of a given size may be by chance.

As PHEindicatormethods (calculate_funnel_limits), after Spiegelhalter (Statistics in Medicine 24, 2005).
"""

from __future__ import annotations

import math

import numpy
from numpy.typing import ArrayLike

from observatoire.statistics.intervals import poisson_events, z_of

CONFIDENCES = (0.95, 0.998)


def binomial_limits(reference: float, sizes: ArrayLike, confidence: float) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Low and high limits, within 0–1, of the share seen among `sizes` persons when `reference` (0–1) is true."""
    size = numpy.asarray(sizes, dtype=float)
    half = z_of(confidence) * numpy.sqrt(reference * (1 - reference) / size)
    return numpy.maximum(0.0, reference - half), numpy.minimum(1.0, reference + half)


def poisson_limits(reference: float, sizes: ArrayLike, confidence: float) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Low and high limits of the rate seen in populations of `sizes` when `reference` (events a head) is the true one.

    A limit is the number of events whose own interval begins or ends at the number expected, events being drawn between
    whole numbers.
    """
    size = numpy.asarray(sizes, dtype=float)
    expected = reference * size
    most = float(expected.max(initial=0))
    events = numpy.arange(math.ceil(most + 10 * math.sqrt(most + 10)) + 10)
    begins, ends = poisson_events(events, confidence)
    return numpy.interp(expected, ends, events) / size, numpy.interp(expected, begins, events) / size


def share_is_outside(successes: float, n: float, reference: float, confidence: float) -> int:
    """1 above the high limit, −1 below the low one, 0 between: the same limits as those drawn."""
    low, high = binomial_limits(reference, n, confidence)
    return int(successes / n > high) - int(successes / n < low)


def rate_is_outside(events: float, n: float, reference: float, confidence: float) -> int:
    """1 when the interval of the events begins above the number expected, −1 when it ends below, 0 between."""
    begin, end = poisson_events(events, confidence)
    return int(begin > reference * n) - int(end < reference * n)
