"""Days as whole numbers since 1970-01-01 (int32), the period of the fictitious extracts, and arithmetic on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.int32]


def day(iso: str) -> int:
    return int(np.datetime64(iso, "D").astype(np.int64))


FIRST_DAY = "2021-01-01"
EXTRACTION_DAY = "2026-06-30"
START, EXTRACTION = day(FIRST_DAY), day(EXTRACTION_DAY)
#: Later than any date: what has not happened. Written as an empty cell.
NEVER = 1_000_000

#: Requests: many in September and from the autumn to January, few in summer, hardly any at weekends.
MONTH_WEIGHTS = (1.30, 1.00, 0.95, 0.90, 0.85, 0.85, 0.80, 0.82, 1.28, 1.22, 1.15, 1.12)
WEEKDAY_WEIGHTS = (1.10, 1.05, 1.00, 1.00, 0.95, 0.12, 0.07)
YEARLY_GROWTH = 0.02


def as_days(values: ArrayLike) -> Days:
    return np.asarray(values).astype(np.int32)


def known(days: ArrayLike) -> Days:
    """What the extraction can know: a day after it becomes NEVER."""
    return as_days(np.where(np.asarray(days) <= EXTRACTION, days, NEVER))


def working_day(days: ArrayLike) -> Days:
    """Saturdays and Sundays moved to the Monday; NEVER kept."""
    values = as_days(days)
    ahead = np.array([0, 0, 0, 0, 0, 2, 1], dtype=np.int32)
    return np.where(values < NEVER, values + ahead[(values + 3) % 7], values).astype(np.int32)


def year_of(days: Days) -> NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def draw_requests(draws: np.random.Generator, count: int) -> Days:
    """Days of request from START to the extraction, with their seasons, weekends and slow growth."""
    every = np.arange(START, EXTRACTION + 1, dtype=np.int32)
    months = every.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weight = np.array(MONTH_WEIGHTS)[months] * np.array(WEEKDAY_WEIGHTS)[(every + 3) % 7]
    weight *= 1 + YEARLY_GROWTH * (every - START) / 365.25
    return every[np.searchsorted(np.cumsum(weight) / weight.sum(), draws.random(count))]
