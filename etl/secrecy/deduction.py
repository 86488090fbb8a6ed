"""What follows by subtraction alone: a sum with one unknown part gives that part, a sum that is at its bound gives all.

Exact, cheap, and done before any linear programming: what it finds is removed from the programs, and why it was found
says which figures must be withheld to prevent it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from etl.secrecy.system import System


@dataclass(frozen=True)
class Deduction:
    """Bounds after every subtraction. reason: relation that gave a cell, -1 for none; step: order in which it came."""

    low: np.ndarray
    high: np.ndarray
    reason: np.ndarray
    step: np.ndarray

    @property
    def unknown(self) -> np.ndarray:
        return self.low < self.high

    def sources(self, system: System, cell: int) -> np.ndarray:
        """Cells from which `cell` was obtained: those that no subtraction gave, shown or known to everybody."""
        found, seen, waiting = [], {cell}, [cell]
        while waiting:
            current = waiting.pop()
            relation = self.reason[current]
            if relation < 0:
                found.append(current)
                continue
            for other in system.members[system.start[relation] : system.start[relation + 1]]:
                earlier = self.low[other] == self.high[other] and self.step[other] < self.step[current]
                if earlier and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return np.array(sorted(found), dtype=np.int64)


def deduce(system: System, low: np.ndarray, high: np.ndarray) -> Deduction:
    """Bounds (n) of an attacker, equal where he knows the value -> what he knows after every possible subtraction.

    The true values satisfy all that is published, so what is deduced is the true value.
    """
    low, high = low.copy(), high.copy()
    reason, step = np.full(system.size, -1), np.zeros(system.size, dtype=np.int64)
    members, of, positive = system.members, system.relation_of, system.sign > 0
    tolerance = 0.0 if system.whole else 1e-9 * (1 + np.abs(system.values).max(initial=0))
    turn = 0
    while True:
        turn += 1
        unknown = (low < high)[members]
        count = system.per_relation(unknown)
        least = system.per_relation(np.where(positive, low[members], -high[members]))
        most = system.per_relation(np.where(positive, high[members], -low[members]))
        settled = (count == 1) | ((count > 0) & ((least >= -tolerance) | (most <= tolerance)))
        entries = unknown & settled[of]
        if not entries.any():
            return Deduction(low, high, reason, step)
        cells, first = np.unique(members[entries], return_index=True)
        reason[cells], step[cells] = of[entries][first], turn
        low[cells] = high[cells] = system.values[cells]


def with_what_follows(system: System) -> System:
    """The system where everybody knows what follows from what everybody knows: none of that is sensitive."""
    known = deduce(system, system.low, system.high)
    told = known.low == known.high
    return replace(
        system,
        sensitive=system.sensitive & ~told,
        low=np.where(told, known.low, system.low),
        high=np.where(told, known.high, system.high),
    )


def one_sum_bounds(system: System, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds (n) of each cell from its own bounds and from each sum taken alone."""
    cells, of, sign = system.members, system.relation_of, system.sign
    least, most = np.where(sign > 0, low[cells], -high[cells]), np.where(sign > 0, high[cells], -low[cells])
    ends = []
    for entries in (least, most):
        free = np.isinf(entries)
        finite = np.where(free, 0.0, entries)
        others = system.per_relation(finite)[of] - finite
        unbounded = system.per_relation(free)[of] - free > 0
        ends.append((others, unbounded))
    (down, falls), (up, climbs) = ends
    # The other members of a sum add up to minus this one's share.
    lows = np.where(sign > 0, np.where(climbs, -np.inf, -up), np.where(falls, -np.inf, down))
    highs = np.where(sign > 0, np.where(falls, np.inf, -down), np.where(climbs, np.inf, up))
    tight_low, tight_high = low.copy(), high.copy()
    np.maximum.at(tight_low, cells, lows)
    np.minimum.at(tight_high, cells, highs)
    return tight_low, tight_high
