"""A figure against a benchmark: the gap, and whether it is more than the rounding or the intervals allow.

The figures compared are exhaustive counts or administrative rates, not samples: what separates two of them is their
rounding and, where they have one, their interval. "Close" means that the two ranges of possible values overlap.
"""

from __future__ import annotations

from dataclasses import dataclass


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
