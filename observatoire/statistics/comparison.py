"""A figure against a benchmark: the gap, whether it is more than the interval or the rounding allows, and its chance.

A figure stands for a range of values: the interval of its counts where it counts persons or events, the digits that are
printed where its source is exhaustive and rounded. "Close" means that the two ranges overlap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from observatoire.statistics.intervals import Z_95


@dataclass(frozen=True)
class Range:
    """A figure and the values it may stand for."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """gap: figure − benchmark, in the unit of the figures; side: "higher", "lower" or "close"."""

    gap: float
    side: str


def with_rounding(value: float, decimals: int, low: float | None = None, high: float | None = None) -> Range:
    """A published figure as a range: its own interval when it has one, never narrower than its printed digit."""
    half = 0.5 * 10**-decimals
    return Range(
        value,
        min(value - half, low if low is not None else value),
        max(value + half, high if high is not None else value),
    )


def compare(figure: Range, benchmark: Range, close_within: float = 0) -> Comparison:
    """Which side of the benchmark the figure is on; a gap smaller than `close_within` is not worth a word."""
    gap = figure.value - benchmark.value
    if abs(gap) < close_within or figure.low <= benchmark.high and benchmark.low <= figure.high:
        return Comparison(gap, "close")
    return Comparison(gap, "higher" if gap > 0 else "lower")


def ranks(values: dict[str, float], *, ascending: bool) -> dict[str, int]:
    """{code: rank from 1}; equal values share the better rank."""
    ordered = sorted(values.values(), reverse=not ascending)
    return {code: ordered.index(value) + 1 for code, value in values.items()}


def share_above(successes: float, n: float, reference: float) -> float:
    """Chance of a share at least as high when `reference` (0–1) is the true one: one-sided score test (Wilson 1927).

    The chance of a share as low is one minus this. The reference is held as known: it counts many more persons.
    """
    if not 0 < reference < 1:
        return 1.0 if successes <= n * reference else 0.0
    return _beyond((successes - n * reference) / math.sqrt(n * reference * (1 - reference)))


def interval_above(figure: Range, benchmark: Range) -> float:
    """Chance of a figure at least as high as this one, were it the benchmark, from two 95 % intervals.

    Each interval gives the standard error of its own side, the one that faces the other figure: intervals of delays are
    not symmetrical. Normal approximation. An end that is infinite leaves everything possible: 0.5.
    """
    higher = figure.value >= benchmark.value
    own = figure.value - figure.low if higher else figure.high - figure.value
    other = benchmark.high - benchmark.value if higher else benchmark.value - benchmark.low
    error = math.hypot(own, other) / Z_95
    if math.isinf(error):
        return 0.5
    gap = figure.value - benchmark.value
    return _beyond(gap / error) if error else (0.5 if gap == 0 else float(gap < 0))


def _beyond(z: float) -> float:
    return NormalDist().cdf(-z)
