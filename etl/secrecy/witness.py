"""Values that everything published allows, other than the true ones: each proves that some cells stay uncertain.

Checking one is a sum and a comparison, without any solver; whole counts stay whole. They serve again as long as none
of the cells that they move is shown.
"""

from __future__ import annotations

from collections.abc import Iterable

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
        owner, cells, shift = self._with_sums(owner[kept], cells[kept], shift[kept])
        self.moves.append((owner + self.count, cells, shift))
        self.count += count
        return cells, shift

    def on(self, system: System) -> Witnesses:
        """The same moves, for another system of the same cells."""
        found = Witnesses(system)
        found.moves, found.count = self.moves, self.count
        return found

    def adopt(self, others: Witnesses, begin: int, part: np.ndarray, whole: np.ndarray, times: np.ndarray) -> None:
        """Take in the moves of a system that this one holds, its cells beginning at `begin`.

        part, whole, times: cells of this system that count so many times in others, which move with them.
        """
        owner, cells, shift = (np.concatenate(columns) for columns in zip(*others.moves, strict=True))
        order = np.argsort(part, kind="stable")
        first = np.searchsorted(part[order], np.arange(self.system.size + 1))
        moved = self._with_wholes(owner, cells + begin, shift, first, whole[order], times[order])
        self.moves.append((moved[0] + self.count, *moved[1:]))
        self.count += others.count

    def _with_sums(self, owner, cells, shift) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same moves, with the cells that are only watched: each moves by the sum of its parts."""
        return self._with_wholes(owner, cells, shift, self.first, self.total, np.ones(len(self.total)))

    def _with_wholes(self, owner, cells, shift, first, whole, times) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The same moves, with cells that move as others do: those of whole[first[c]:first[c + 1]] have c so many
        times."""
        number = first[cells + 1] - first[cells]
        if not number.any():
            return owner, cells, shift
        entry = np.repeat(np.arange(len(cells)), number)
        place = first[cells[entry]] + np.arange(len(entry)) - np.repeat(np.cumsum(number) - number, number)
        size = self.system.size
        keys, of_key = np.unique(owner[entry] * size + whole[place], return_inverse=True)
        moved = np.bincount(of_key, weights=times[place] * shift[entry])
        keys, moved = keys[moved != 0], moved[moved != 0]
        return (
            np.concatenate([owner, keys // size]),
            np.concatenate([cells, keys % size]),
            np.concatenate([shift, moved]),
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
        _, cells, values = self._within(low, high)
        least, most = self.system.values.copy(), self.system.values.copy()
        np.minimum.at(least, cells, values)
        np.maximum.at(most, cells, values)
        return least, most

    def best(self, bounds: Iterable[tuple[np.ndarray, np.ndarray]]) -> Witnesses:
        """Another set, of the moves that take some cell the farthest, up or down, within one of these bounds."""
        kept = np.zeros(self.count, dtype=bool)
        for low, high in bounds:
            owner, cells, values = self._within(low, high)
            for far in (values, -values):
                most = np.full(self.system.size, -np.inf)
                np.maximum.at(most, cells, far)
                there = far == most[cells]
                mover = np.zeros(self.system.size, dtype=np.int64)
                mover[cells[there]] = owner[there]  # one of them, where several go as far
                kept[mover[most > -np.inf]] = True
        owner, cells, shift = (np.concatenate(columns) for columns in zip(*self.moves, strict=True))
        inside, found = kept[owner], Witnesses(self.system)
        number = np.cumsum(kept) - 1
        found.moves, found.count = [(number[owner[inside]], cells[inside], shift[inside])], int(kept.sum())
        return found

    def _within(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Move, cell and value of the entries of the moves that stay within some bounds."""
        owner, cells, shift = (np.concatenate(columns) for columns in zip(*self.moves, strict=True))
        self.moves = [(owner, cells, shift)]
        values = self.system.values[cells] + shift
        tolerance = 0.0 if self.system.whole else NEARLY_WHOLE * (1 + np.abs(values))
        refused = np.zeros(self.count, dtype=bool)
        refused[owner[(values < low[cells] - tolerance) | (values > high[cells] + tolerance)]] = True
        allowed = ~refused[owner]
        return owner[allowed], cells[allowed], values[allowed]
