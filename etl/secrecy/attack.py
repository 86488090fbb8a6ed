"""An attacker who reads everything published together: between which bounds does each hidden figure lie for him?

Three attackers. The outsider knows that values are not negative, every sum and every figure shown. The one who knows
the rule also guesses right which hidden figures are the small ones (the threshold of fixture F2). The insider is a
contributor and knows what he brings. Bounds come from linear programming; for counts they are narrowed to
whole values, as the attacker knows that nobody is cut in two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from etl.secrecy.polytope import NEAR
from etl.secrecy.search import Breach, Search
from etl.secrecy.system import System
from etl.secrecy.witness import NEARLY_WHOLE, Witnesses

#: What somebody knows of each cell: the least and the most that it can be (n, n).
Bounds = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Attacker:
    """What one knows of every cell (n) before reading. relaxed: his knowledge alone may already be narrow."""

    name: str
    low: np.ndarray
    high: np.ndarray
    relaxed: bool

    def having_read(self, bounds: Bounds) -> Attacker:
        return replace(self, low=np.maximum(self.low, bounds[0]), high=np.minimum(self.high, bounds[1]))


def attackers(system: System) -> list[Attacker]:
    """Who attacks, the best informed first."""
    found = [
        Attacker(f"insider {number}", np.maximum(system.low, least), np.minimum(system.high, most), relaxed=True)
        for number, (least, most) in enumerate(system.insiders)
    ]
    guess_low = np.where(system.sensitive, np.maximum(system.low, system.guess_low), system.low)
    guess_high = np.where(system.sensitive, np.minimum(system.high, system.guess_high), system.high)
    if (guess_low > system.low).any() or (guess_high < system.high).any():
        found.append(Attacker("rule", guess_low, guess_high, relaxed=True))
    return [*found, Attacker("outsider", system.low, system.high, relaxed=False)]


def search(system: System, attacker: Attacker, hidden: np.ndarray, required: np.ndarray, known: Witnesses) -> Search:
    """The search of an attacker who has read what is not hidden."""
    low = np.where(hidden, attacker.low, system.values)
    high = np.where(hidden, attacker.high, system.values)
    return Search(system, attacker.name, low, high, (attacker.low, attacker.high), required, known)


def breaches(looking: Search, thorough: bool = True) -> list[Breach]:
    """Cells whose bounds are narrower than required; when not thorough, some of them at least if there are any."""
    if not looking.narrow().any():
        return []
    found = looking.subtracted()
    if thorough or not found:
        prove(looking)
        found += looking.settled(every=thorough)
    return found


def prove(looking: Search) -> None:
    """Prove wide what can be proved many cells at a time, large blocks in smaller ones first; once is enough."""
    if looking.proved:
        return
    looking.proved = True
    if any(len(block.cells) > NEAR for block in looking.blocks):
        looking.still.sweep()
        looking.take(looking.still)
    looking.sweep()


@dataclass(frozen=True)
class Intervals:
    """What one attacker knows of some cells: low ≤ value ≤ high, inf when nothing bounds it."""

    cells: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def width(self) -> np.ndarray:
        return self.high - self.low


def attack(
    system: System,
    hidden: np.ndarray,
    cells: np.ndarray | None = None,
    *,
    knows_the_rule: bool = False,
    whole: bool = False,
    shown: tuple[np.ndarray, np.ndarray] | None = None,
) -> Intervals:
    """Exact bounds of hidden cells for one who reads everything shown.

    hidden (n) includes what is never shown. cells: indices, every cell that must stay uncertain by default. whole: over
    whole values only (mixed-integer programming: small systems); otherwise over all values, as is usual. shown: bounds
    (n, n) that replace the exact value of the cells not hidden, for rounded figures.
    """
    everyone = attackers(system)
    who = next((one for one in everyone if one.name == "rule"), everyone[-1]) if knows_the_rule else everyone[-1]
    low, high = (system.values, system.values) if shown is None else shown
    low, high = (
        np.where(hidden, who.low, np.maximum(low, who.low)),
        np.where(hidden, who.high, np.minimum(high, who.high)),
    )
    looking = Search(system, who.name, low, high, (who.low, who.high), np.zeros(system.size), Witnesses(system))
    wanted = np.flatnonzero(system.to_check(hidden)) if cells is None else np.asarray(cells)
    ends = [_ends(looking, int(cell), whole) for cell in wanted]
    return Intervals(wanted, *(np.array([end[side] for end in ends]) for side in (0, 1)))


def _ends(looking: Search, cell: int, whole: bool) -> tuple[float, float]:
    """Least and greatest value of a cell: its own deduced bounds, or a program a block and a side."""
    system, parts = looking.system, looking.parts(cell)
    ends = []
    for side in (1.0, -1.0):
        end = float(system.values[cell])
        for number in np.unique(looking.block_of[parts]):
            end += side * _least(looking, number, side * np.isin(looking.blocks[number].cells, parts), whole)
        ends.append(end)
    return ends[0], ends[1]


def _least(looking: Search, number: int, aim: np.ndarray, whole: bool) -> float:
    key = ("unlimited", number)
    if key not in looking.opened:
        looking.opened[key] = looking.polytope(looking.blocks[number], np.inf)
    shifts = looking.opened[key].minimize(aim)
    if looking.opened[key].unbounded:
        return -np.inf
    if whole:
        shifts = looking.polytope(looking.blocks[number], np.inf, whole=True).minimize(aim)
        return float(np.round(aim @ shifts))
    return float(np.round(aim @ shifts / NEARLY_WHOLE) * NEARLY_WHOLE)
