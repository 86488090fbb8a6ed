"""An order of territories in which neighbours look alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

#: A profile: one value for each variable, None where it is unknown.
Profile = Sequence[float | None]


def standardised(profiles: Mapping[str, Profile]) -> dict[str, tuple[float | None, ...]]:
    """Each variable less its mean, in standard deviations (n − 1) of its known values.

    A variable known for fewer than two territories, or equal everywhere, tells nothing: it is left out (None).
    """
    columns = []
    for column in zip(*profiles.values(), strict=True):
        known = [value for value in column if value is not None]
        mean = sum(known) / len(known) if known else 0.0
        spread = math.sqrt(sum((value - mean) ** 2 for value in known) / (len(known) - 1)) if len(known) > 1 else 0.0
        columns.append([None if value is None or not spread else (value - mean) / spread for value in column])
    rows = zip(*columns, strict=True) if columns else [()] * len(profiles)
    return dict(zip(profiles, map(tuple, rows), strict=True))


def distance(one: Profile, other: Profile) -> float:
    """Root mean square of the differences on the variables that both have; infinite when they share none."""
    shared = [
        (left - right) ** 2 for left, right in zip(one, other, strict=True) if left is not None and right is not None
    ]
    return math.sqrt(sum(shared) / len(shared)) if shared else math.inf


def chain(profiles: Mapping[str, Profile]) -> list[str]:
    """Territories from one to its nearest that is left (nearest neighbour chain), from the one least like the others.

    profiles: {territory: standardised values}. Ties are settled by the order given.
    """
    left = list(profiles)
    if not left:
        return []
    apart = {code: _mean_distance(code, profiles) for code in left}
    order = [max(left, key=lambda code: apart[code])]
    left.remove(order[0])
    while left:
        last = profiles[order[-1]]
        order.append(min(left, key=lambda code: distance(last, profiles[code])))
        left.remove(order[-1])
    return order


def _mean_distance(code: str, profiles: Mapping[str, Profile]) -> float:
    found = [distance(profiles[code], other) for name, other in profiles.items() if name != code]
    found = [one for one in found if math.isfinite(one)]
    return sum(found) / len(found) if found else 0.0
