"""Values that everything published allows, other than the true ones: each proves that some cells stay uncertain.

Checking one is a sum and a comparison, without any solver. They serve again as long as none of the cells that they move
is shown. Whole counts stay whole; in a block too large for programs over whole values, where bounds come from programs
over all values, a move in fractions of persons says how far these go.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from etl.secrecy.polytope import Polytope, connected
from etl.secrecy.shifts import Entries, Shifts, Tally, Tolerance, with_wholes
from etl.secrecy.system import System

#: Distance to a whole number below which a count of the solver is that number.
NEARLY_WHOLE = 1e-6
#: A figure that is shown does not move by a part of a person, however many it counts.
EXACT, OF_COUNTS, OF_AMOUNTS = Tolerance(0.0, 0.0), Tolerance(NEARLY_WHOLE, 0.0), Tolerance(NEARLY_WHOLE, NEARLY_WHOLE)


class Witnesses:
    """Moves away from the true values of a system: `moves`, and `fractions` of them where counts are whole."""

    def __init__(self, system: System):
        self.system = system
        self.moves, self.fractions = Shifts(system.size), Shifts(system.size)
        _, total, part = system.sums_of_others
        self.watched = Tally.of(part, total, np.ones(len(total)), system.size)

    def add(self, polytope: Polytope, shift: np.ndarray) -> tuple[Entries, Entries]:
        """Keep a vertex of the solver -> what it moves, and what it moves by fractions.

        Where some counts are not whole it is cut into independent moves, to keep apart those that are.
        """
        cells = polytope.block.cells
        if self.system.whole:
            rounded = np.round(shift)
            fractional = np.abs(shift - rounded) > NEARLY_WHOLE
        else:
            rounded = np.where(np.abs(shift) > NEARLY_WHOLE * (1 + self.system.values[cells]), shift, 0.0)
            fractional = np.zeros(len(shift), dtype=bool)
        moved, label = (rounded != 0) | fractional, np.zeros(len(cells), dtype=np.int64)
        if fractional.any():
            tied = moved[polytope.tied_columns]
            pairs = polytope.tied_columns[tied], polytope.tied_rows[tied]
            label = connected(len(cells), len(polytope.block.relations), *pairs)
            fractional = moved & np.isin(label, label[fractional])
        told = moved & ~self.system.sums_of_others[0][cells]  # those that are only watched follow
        added = []
        for kept, by, among in ((told & ~fractional, rounded, self.moves), (told & fractional, shift, self.fractions)):
            names, owner = np.unique(label[kept], return_inverse=True)
            entries = with_wholes(Entries(owner, cells[kept], by[kept]), self.watched, self.system.size)
            among.add(entries, len(names))
            added.append(entries)
        return added[0], added[1]

    def keep(
        self, polytope: Polytope, shift: np.ndarray, least: np.ndarray, most: np.ndarray, large: np.ndarray
    ) -> None:
        """Add a vertex, and widen with it what the cells are known to reach: least, most (n), in place.

        large: cells (mask, n) that moves in fractions may widen.
        """
        whole, fractions = self.add(polytope, shift)
        values = self.system.values[whole.cells] + whole.shift
        _widen(least, most, whole.cells, values, values)
        inside = large[fractions.cells]
        cells = fractions.cells[inside]
        _widen(least, most, cells, *inwards(self.system.values[cells] + fractions.shift[inside]))

    def adopt(self, others: Witnesses, begin: int, tally: Tally) -> None:
        """Take in the moves of a system that this one holds, its cells beginning at `begin`; tally: what moves with the
        cells of this one."""
        for own, their in ((self.moves, others.moves), (self.fractions, others.fractions)):
            moved = their.entries
            own.add(with_wholes(moved._replace(cells=moved.cells + begin), tally, self.system.size), their.count)

    def checked(self) -> Witnesses:
        """Another set, of those moves that keep every sum, and are whole where counts are: each is verified."""
        found = Witnesses(self.system)
        whole = self.moves.entries
        broken = np.zeros(self.moves.count, dtype=bool)
        if self.system.whole:
            broken[whole.owner[whole.shift != np.round(whole.shift)]] = True
        found.moves = self.moves.chosen(~broken & self._keeps_sums(self.moves))
        found.fractions = self.fractions.chosen(self._keeps_sums(self.fractions))
        return found

    def _keeps_sums(self, among: Shifts) -> np.ndarray:
        """Which moves change no sum of the system."""
        (owner, cells, shift), system, rows = among.entries, self.system, len(self.system.start) - 1
        order = np.argsort(system.members, kind="stable")
        first = np.searchsorted(system.members[order], np.arange(system.size + 1))
        times = first[cells + 1] - first[cells]
        entry = np.repeat(np.arange(len(cells)), times)
        member = order[first[cells[entry]] + np.arange(len(entry)) - np.repeat(np.cumsum(times) - times, times)]
        keys, place = np.unique(owner[entry] * rows + system.relation_of[member], return_inverse=True)
        gaps = np.bincount(place, weights=system.sign[member] * shift[entry], minlength=len(keys))
        kept = np.ones(among.count, dtype=bool)
        kept[keys[np.abs(gaps) > NEARLY_WHOLE] // rows] = False
        return kept

    def range(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest value (n) of each cell over the moves that stay within the bounds of an attacker."""
        _, cells, values = self.moves.within(self.system.values, low, high, self._tolerance)
        return self._ends(cells, values, values)

    def range_of_fractions(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same over the moves in fractions: whole values (n) that programs over all values reach or go beyond."""
        _, cells, values = self.fractions.within(self.system.values, low, high, OF_COUNTS)
        return self._ends(cells, *inwards(values))

    def _ends(self, cells: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        least, most = self.system.values.copy(), self.system.values.copy()
        _widen(least, most, cells, lows, highs)
        return least, most

    def best(self, bounds: Iterable[tuple[np.ndarray, np.ndarray]]) -> Witnesses:
        """Another set, of the moves that take some cell the farthest, up or down, within one of these bounds."""
        found, bounds, values = Witnesses(self.system), list(bounds), self.system.values
        found.moves = self.moves.farthest(values, bounds, self._tolerance)
        found.fractions = self.fractions.farthest(values, bounds, OF_COUNTS)
        return found

    @property
    def _tolerance(self) -> Tolerance:
        return EXACT if self.system.whole else OF_AMOUNTS


def _widen(least: np.ndarray, most: np.ndarray, cells: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> None:
    """Widen what cells are known to reach (n, n), in place; a cell may come several times."""
    np.minimum.at(least, cells, lows)
    np.maximum.at(most, cells, highs)


def inwards(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest whole value that stand within, when values (n) are where something ends: as the low
    end, then as the high end."""
    return np.ceil(values - NEARLY_WHOLE), np.floor(values + NEARLY_WHOLE)
