"""Values that everything published allows, other than the true ones: each proves that some cells stay uncertain.

Checking one is a sum and a comparison, without any solver; whole counts stay whole. They serve again as long as none
of the cells that they move is shown.
"""

from __future__ import annotations

import numpy as np

from etl.secrecy.polytope import Polytope, connected
from etl.secrecy.system import System

#: Distance to a whole number below which a count of the solver is that number.
NEARLY_WHOLE = 1e-6


class Witnesses:
    """A growing set of moves away from the true values: entries (move, cell, shift)."""

    def __init__(self, system: System):
        self.system = system
        self.count = 0
        self.moves: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = [
            (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
        ]
        _, total, part = system.sums_of_others
        order = np.argsort(part, kind="stable")
        self.total = total[order]
        self.first = np.searchsorted(part[order], np.arange(system.size + 1))

    def add(self, polytope: Polytope, shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Keep a vertex of the solver -> the cells moved and by how much.

        Where some counts are not whole it is cut into independent moves, and those that are not whole are left out.
        """
        cells = polytope.block.cells
        if self.system.whole:
            rounded = np.round(shift)
            fractional = np.abs(shift - rounded) > NEARLY_WHOLE
            shift = np.where(fractional, shift, rounded)
        else:
            fractional = np.zeros(len(shift), dtype=bool)
            shift = np.where(np.abs(shift) > NEARLY_WHOLE * (1 + self.system.values[cells]), shift, 0.0)
        kept = shift != 0
        owner, count = np.zeros(len(cells), dtype=np.int64), 1
        if fractional.any():
            tied = kept[polytope.tied_columns]
            pairs = polytope.tied_columns[tied], polytope.tied_rows[tied]
            label = connected(len(cells), len(polytope.block.relations), *pairs)
            kept &= ~np.isin(label, label[fractional])
            names, owner = np.unique(label, return_inverse=True)
            count = len(names)
        owner, cells, shift = self._with_sums(count, owner[kept], cells[kept], shift[kept])
        self.moves.append((owner + self.count, cells, shift))
        self.count += count
        return cells, shift

    def _with_sums(self, count: int, owner, cells, shift) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same moves, with the cells that are only watched: each moves by the sum of its parts."""
        times = self.first[cells + 1] - self.first[cells]
        if not times.any():
            return owner, cells, shift
        entry = np.repeat(np.arange(len(cells)), times)
        place = np.arange(len(entry)) - np.repeat(np.cumsum(times) - times, times)
        total = self.total[self.first[cells[entry]] + place]
        size = self.system.size
        moved = np.bincount(owner[entry] * size + total, weights=shift[entry], minlength=count * size)
        keys = np.flatnonzero(moved)
        return (
            np.concatenate([owner, keys // size]),
            np.concatenate([cells, keys % size]),
            np.concatenate([shift, moved[keys]]),
        )

    def checked(self) -> Witnesses:
        """Another set, of those moves that keep every sum, and are whole where counts are: each is verified."""
        owner, cells, shift = (np.concatenate(columns) for columns in zip(*self.moves, strict=True))
        system, rows = self.system, len(self.system.start) - 1
        order = np.argsort(system.members, kind="stable")
        first = np.searchsorted(system.members[order], np.arange(system.size + 1))
        times = first[cells + 1] - first[cells]
        entry = np.repeat(np.arange(len(cells)), times)
        member = order[first[cells[entry]] + np.arange(len(entry)) - np.repeat(np.cumsum(times) - times, times)]
        keys, place = np.unique(owner[entry] * rows + system.relation_of[member], return_inverse=True)
        gaps = np.bincount(place, weights=system.sign[member] * shift[entry], minlength=len(keys))
        wrong = np.zeros(self.count, dtype=bool)
        wrong[keys[np.abs(gaps) > NEARLY_WHOLE] // rows] = True
        if system.whole:
            wrong[owner[shift != np.round(shift)]] = True
        kept = ~wrong[owner]
        found = Witnesses(system)
        found.moves, found.count = [(owner[kept], cells[kept], shift[kept])], self.count
        return found

    def range(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest value (n) of each cell over the moves that stay within the bounds of an attacker."""
        owner, cells, shift = (np.concatenate(columns) for columns in zip(*self.moves, strict=True))
        self.moves = [(owner, cells, shift)]
        values = self.system.values[cells] + shift
        tolerance = 0.0 if self.system.whole else NEARLY_WHOLE * (1 + np.abs(values))
        refused = np.zeros(self.count, dtype=bool)
        refused[owner[(values < low[cells] - tolerance) | (values > high[cells] + tolerance)]] = True
        allowed = ~refused[owner]
        least, most = self.system.values.copy(), self.system.values.copy()
        np.minimum.at(least, cells[allowed], values[allowed])
        np.maximum.at(most, cells[allowed], values[allowed])
        return least, most
