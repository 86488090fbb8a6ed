"""Seeded draws and the few formulas that every generated statistic shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def stream(topic: str, code: str) -> np.random.Generator:
    """A generator seeded by a topic and a territory: changing one topic leaves the draws of the others as they were."""
    return np.random.default_rng(list(f"{topic}/{code}".encode()))


def logit(share: ArrayLike) -> Floats:
    return np.log(np.asarray(share, dtype=float) / (1 - np.asarray(share, dtype=float)))


def expit(logits: ArrayLike) -> Floats:
    return 1 / (1 + np.exp(-np.asarray(logits, dtype=float)))


def shift_to_mean(logits: Floats, weights: Floats, mean_share: float) -> float:
    """What to add to every logit for the weighted mean of the shares to be `mean_share` (by bisection)."""
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        if np.average(expit(logits + middle), weights=weights) < mean_share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def whole_parts(expected: Floats, total: int) -> NDArray[np.int64]:
    """Whole numbers near `expected` whose sum is `total` (largest remainders); order kept."""
    scaled = expected * (total / expected.sum())
    parts = np.floor(scaled).astype(np.int64)
    by_remainder = np.argsort(parts - scaled, kind="stable")
    parts[by_remainder[: total - int(parts.sum())]] += 1
    return parts
