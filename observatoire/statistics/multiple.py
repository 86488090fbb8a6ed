"""Many tests at once: how many alerts are false, and how to keep them few."""

from __future__ import annotations

from collections.abc import Sequence


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Smallest false discovery rate at which each test is an alert, in the order given (Benjamini & Hochberg 1995)."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place], reverse=True)
    found, least = [1.0] * len(p_values), 1.0
    for larger, place in enumerate(order):
        rank = len(p_values) - larger
        least = min(least, p_values[place] * len(p_values) / rank)
        found[place] = least
    return found


def benjamini_hochberg(p_values: Sequence[float], rate: float) -> list[bool]:
    """Which tests are alerts when, of the alerts, a share `rate` at most is false on average.

    JRSS B 57 (1995); also under the positive dependence of Benjamini & Yekutieli (Annals of Statistics 29, 2001). When
    nothing differs anywhere, the chance of any alert is `rate` at most. Raises ValueError out of 0–1.
    """
    if not 0 < rate < 1 or not all(0 <= p <= 1 for p in p_values):
        raise ValueError("rate and p-values must be within 0 and 1")
    return [value <= rate for value in adjusted(p_values)]
