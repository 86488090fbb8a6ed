"""A growing set of moves, each of some cells at once: entries (move, cell, shift), searched all together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


class Entries(NamedTuple):
    """Arrays of one length: the move that an entry belongs to, its cell, and by how much the cell shifts."""

    owner: np.ndarray
    cells: np.ndarray
    shift: np.ndarray


class Tolerance(NamedTuple):
    """How far beyond a bound a solver may be: in units, and as a share of the value."""

    units: float
    share: float


class Tally(NamedTuple):
    """Cells that move as others do: cell c counts times[i] in whole[i], for i from first[c] to first[c + 1]."""

    first: np.ndarray
    whole: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, part: np.ndarray, whole: np.ndarray, times: np.ndarray, size: int) -> Tally:
        order = np.argsort(part, kind="stable")
        return cls(np.searchsorted(part[order], np.arange(size + 1)), whole[order], times[order])


class Shifts:
    """The moves of a system of `size` cells."""

    def __init__(self, size: int):
        self.size, self.count = size, 0
        self.added = [Entries(np.zeros(0, int), np.zeros(0, int), np.zeros(0))]

    def add(self, moved: Entries, count: int) -> None:
        """Take in moves numbered from 0 to count - 1; some may have no entry."""
        self.added.append(moved._replace(owner=moved.owner + self.count))
        self.count += count

    @property
    def entries(self) -> Entries:
        if len(self.added) > 1:
            self.added = [Entries(*(np.concatenate(columns) for columns in zip(*self.added, strict=True)))]
        return self.added[0]

    def chosen(self, moves: np.ndarray) -> Shifts:
        """Some of them (mask of the moves)."""
        found, inside = Shifts(self.size), moves[self.entries.owner]
        number = np.cumsum(moves) - 1
        owner, cells, shift = (column[inside] for column in self.entries)
        found.add(Entries(number[owner], cells, shift), int(moves.sum()))
        return found

    def within(self, values: np.ndarray, low: np.ndarray, high: np.ndarray, tolerance: Tolerance) -> Entries:
        """Entries of the moves that stay within some bounds (n, n), or nearly; values stand in the place of shifts."""
        owner, cells, shift = self.entries
        moved = values[cells] + shift
        beyond = tolerance.units + tolerance.share * np.abs(moved)
        refused = np.zeros(self.count, dtype=bool)
        refused[owner[(moved < low[cells] - beyond) | (moved > high[cells] + beyond)]] = True
        allowed = ~refused[owner]
        return Entries(owner[allowed], cells[allowed], moved[allowed])

    def farthest(
        self, values: np.ndarray, bounds: Iterable[tuple[np.ndarray, np.ndarray]], tolerance: Tolerance
    ) -> Shifts:
        """Those that take some cell the farthest, up or down, within one of these bounds."""
        kept = np.zeros(self.count, dtype=bool)
        for low, high in bounds:
            owner, cells, moved = self.within(values, low, high, tolerance)
            for far in (moved, -moved):
                most = np.full(self.size, -np.inf)
                np.maximum.at(most, cells, far)
                there = far == most[cells]
                mover = np.zeros(self.size, dtype=np.int64)
                mover[cells[there]] = owner[there]  # one of them, where several go as far
                kept[mover[most > -np.inf]] = True
        return self.chosen(kept)


def with_wholes(moved: Entries, tally: Tally, size: int) -> Entries:
    """The same moves, with the cells that move as others do."""
    owner, cells, shift = moved
    number = tally.first[cells + 1] - tally.first[cells]
    if not number.any():
        return moved
    entry = np.repeat(np.arange(len(cells)), number)
    place = tally.first[cells[entry]] + np.arange(len(entry)) - np.repeat(np.cumsum(number) - number, number)
    keys, of_key = np.unique(owner[entry] * size + tally.whole[place], return_inverse=True)
    by = np.bincount(of_key, weights=tally.times[place] * shift[entry])
    keys, by = keys[by != 0], by[by != 0]
    return Entries(
        np.concatenate([owner, keys // size]), np.concatenate([cells, keys % size]), np.concatenate([shift, by])
    )
