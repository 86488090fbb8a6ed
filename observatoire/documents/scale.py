"""Round ends of an axis, the same in every format."""

from __future__ import annotations

from math import ceil, floor, log10


def rounded_scale(low: float, high: float) -> tuple[float, float, float]:
    """The same ends moved apart to multiples of a round step, and this step; about five steps."""
    rough = (high - low or abs(high) or 1) / 5
    power = 10 ** floor(log10(rough))
    step = next(share * power for share in (1, 2, 5, 10) if rough <= share * power * 1.000001)
    return round(floor(low / step) * step, 10), round(ceil(high / step) * step, 10) or step, round(step, 10)
