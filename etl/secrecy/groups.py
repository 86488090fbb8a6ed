"""Groups of persons that figures tell of, and what ties what is known of each to what is known of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from etl.reading import TOTAL
from etl.secrecy.areas import Areas, Pieces, areas_of, remainders, tilings
from etl.secrecy.margins import UNKNOWN

#: Least and most persons (groups × days, or × anything).
Bounds = tuple[np.ndarray, np.ndarray]
Order = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Groups:
    """Groups of persons: an area, or a modality of a dimension in it, and the sums that tie them.

    cells: {(level, territory, breakdown): number of the group}. blocks: (dimension, modalities, areas × pieces), whose
    groups follow each other, the modalities of an area together. named: groups that a figure may be told of. known:
    groups that everybody knows all about. start, members: sums in compressed rows, each begins with its total.
    """

    cells: Mapping[tuple[str, str, str], int]
    blocks: tuple[tuple[str, tuple[str, ...], np.ndarray], ...]
    named: np.ndarray
    known: np.ndarray
    start: np.ndarray
    members: np.ndarray

    @property
    def size(self) -> int:
        return len(self.named)

    @cached_property
    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Members that are parts, the sum of each, and the total of that sum."""
        entry = np.ones(len(self.members), dtype=bool)
        entry[self.start[:-1]] = False
        of = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start) - 1)
        return self.members[entry], of, self.totals[of]

    @cached_property
    def totals(self) -> np.ndarray:
        return self.members[self.start[:-1]]

    def summed(self, bounds: Bounds) -> Bounds:
        """Bounds after each sum was read once more: its total from its parts, and each part less the others."""
        low, high = bounds
        parts, of, total = self.parts
        begins = self.start[:-1] - np.arange(len(self.start) - 1)
        least, most = (np.add.reduceat(end[parts], begins, axis=0, dtype=end.dtype) for end in bounds)
        lows = low[total] - (most[of] - high[parts])
        highs = high[total] - (least[of] - low[parts])
        return self._narrowed(bounds, (np.concatenate([least, lows]), np.concatenate([most, highs])), self._once_a_sum)

    def gained(self, bounds: Bounds) -> Bounds:
        """Bounds by day after each sum was read once more: between two days a part gains no more than its total."""
        parts, _, total = self.parts
        (low, low_of), (high, high_of) = ((end[parts], end[total]) for end in bounds)
        lows = low_of + since(low - high_of, np.maximum)
        highs = high_of + until(high - low_of, np.minimum)
        lows_of = low + until(low_of - high, np.maximum)
        highs_of = high + since(high_of - low, np.minimum)
        read = np.concatenate([lows_of, lows]), np.concatenate([highs_of, highs])
        return self._narrowed(bounds, read, self._once_a_part)

    @cached_property
    def _once_a_sum(self) -> Order:
        return _order(np.concatenate([self.totals, self.parts[0]]))

    @cached_property
    def _once_a_part(self) -> Order:
        parts, _, total = self.parts
        return _order(np.concatenate([total, parts]))

    def _narrowed(self, bounds: Bounds, read: Bounds, places: Order) -> Bounds:
        """Bounds, narrower where what was read of some of them is."""
        order, touched, first = places
        (low, high), (lows, highs) = (end.copy() for end in bounds), read
        low[touched] = np.maximum(low[touched], np.maximum.reduceat(lows[order], first, axis=0))
        high[touched] = np.minimum(high[touched], np.minimum.reduceat(highs[order], first, axis=0))
        return low, high

    def counted(
        self, ground: Pieces, persons: pd.DataFrame, days: np.ndarray, columns: Sequence[str]
    ) -> tuple[np.ndarray, ...]:
        """Persons of each column (groups × days and one more), whose `day` is no later than each of the days, or is
        any day.

        persons: columns atom, dimension, modality, day, and those named.
        """
        piece, day = ground.piece_of(persons["atom"]), np.searchsorted(days, persons["day"].to_numpy())
        told = persons["modality"].fillna(UNKNOWN)
        found = []
        for dimension, modalities, rows in self.blocks:
            modality = pd.Index(modalities).get_indexer(told)
            own = np.flatnonzero((persons["dimension"] == dimension).to_numpy() & (modality >= 0))
            by_day = np.zeros((len(columns), ground.count, len(modalities), len(days) + 1), dtype=np.int32)
            for column, number in zip(columns, by_day, strict=True):
                np.add.at(number, (piece[own], modality[own], day[own]), persons[column].to_numpy()[own])
            served = np.einsum("ap,cpmd->camd", rows.astype(np.int32), by_day.cumsum(axis=3, dtype=np.int32))
            found.append(served.reshape(len(columns), -1, len(days) + 1))
        return tuple(np.concatenate(found, axis=1))


def groups_of(
    ground: Pieces, levels: Mapping[str, tuple[str, ...]], modalities: Mapping[str, tuple[str, ...]]
) -> Groups:
    """Every group that figures of these breakdowns tell of, and those that their differences may betray.

    levels: {dimension: levels that show it}; modalities: {dimension: its modalities}, the ensemble among them.
    """
    everywhere = areas_of(ground, levels[TOTAL])
    areas = {dimension: areas_of(ground, levels[dimension]) for dimension in modalities if dimension != TOTAL}
    for own in (everywhere, *areas.values()):
        for row in remainders(own):
            own.add(row)
    for own in areas.values():
        for row in own.rows:
            everywhere.add(row)
    sums = _Sums()
    first, cells, blocks, named, known = 0, {}, [], [], []
    ensemble_of = {}
    for dimension, own in ((TOTAL, everywhere), *areas.items()):
        told = modalities[dimension]
        rows = np.array(own.rows)
        numbers = first + np.arange(len(rows) * len(told)).reshape(len(rows), len(told))
        nowhere = ~(rows & ~ground.nowhere).any(axis=1)
        unknown = np.array([modality == UNKNOWN for modality in told])
        blocks.append((dimension, told, rows))
        territory = np.arange(len(rows)) < len(own.named)
        named.append((territory[:, None] & ~unknown).ravel())
        known.append((nowhere[:, None] | unknown).ravel())
        for area, names in enumerate(own.named):
            for place, modality in enumerate(told):
                breakdown = TOTAL if dimension == TOTAL else f"{dimension}:{modality}"
                cells |= {(level, name, breakdown): int(numbers[area, place]) for level, name in names}
        _tie(sums, ground, own, levels[dimension], numbers)
        if dimension == TOTAL:
            ensemble_of = {row.tobytes(): int(numbers[area, 0]) for area, row in enumerate(own.rows)}
        else:
            for area, row in enumerate(own.rows):
                sums.add(ensemble_of[row.tobytes()], numbers[area])
        first += numbers.size
    return Groups(cells, tuple(blocks), np.concatenate(named), np.concatenate(known), *sums.rows())


class _Sums:
    """Sums met so far, each once."""

    def __init__(self):
        self.found: dict[tuple[int, ...], None] = {}

    def add(self, total: int, parts) -> None:
        if len(parts) > 1 or (len(parts) == 1 and parts[0] != total):
            self.found[int(total), *map(int, parts)] = None

    def rows(self) -> tuple[np.ndarray, np.ndarray]:
        start = np.cumsum([0, *map(len, self.found)])
        return start, np.array([cell for row in self.found for cell in row], dtype=np.int64)


def _tie(sums: _Sums, ground: Pieces, areas: Areas, levels: tuple[str, ...], numbers: np.ndarray) -> None:
    """Sums of each area over its parts, over the territories of a level that cover it, and over what another territory
    holds of it and what it does not; each again with areas in the place of what they are made of."""
    covered = [(area, areas.parts_in(row)) for area, row in enumerate(areas.rows)]
    covered += tilings(ground, levels)
    for first in range(len(areas.named)):
        for second in range(len(areas.named)):
            both, rest = areas.rows[first] & areas.rows[second], areas.rows[first] & ~areas.rows[second]
            pair = [areas.position.get(row.tobytes()) for row in (both, rest)]
            if both.any() and rest.any() and None not in pair:
                covered.append((first, pair))
    covered += _coarser(np.array(areas.rows), covered)
    for area, tiles in covered:
        for modality in range(numbers.shape[1]):
            sums.add(numbers[area, modality], numbers[list(tiles), modality])


def _coarser(rows: np.ndarray, covered: Sequence[tuple[int, Sequence[int]]]) -> list[tuple[int, list[int]]]:
    """Areas and their tiles, those that make up another area replaced by it, the largest areas first.

    What is told of a whole is in no sum of its tiles, unless it stands there in their place.
    """
    sizes = rows.sum(axis=1)
    holds = ~(rows & ~rows[:, None]).any(axis=2)  # other areas × those within them
    found = []
    for area, tiles in covered:
        tiles = np.array(tiles)
        within = holds[:, tiles]
        made_up = (within @ sizes[tiles] == sizes) & (within.sum(axis=1) > 1) & ~within.all(axis=1)
        left, whole = np.ones(len(tiles), dtype=bool), []
        for other in sorted(np.flatnonzero(made_up), key=lambda other: -sizes[other]):
            if left[within[other]].all():
                left &= ~within[other]
                whole.append(int(other))
        if whole:
            found.append((area, [*tiles[left], *whole]))
    return found


def _order(places: np.ndarray) -> Order:
    """Order that brings the same places together, the places, and where each begins."""
    order = np.argsort(places, kind="stable")
    return order, *np.unique(places[order], return_index=True)


def until(ends: np.ndarray, chosen: np.ufunc) -> np.ndarray:
    """The one chosen of those of each day and the days before."""
    return chosen.accumulate(ends, axis=1)


def since(ends: np.ndarray, chosen: np.ufunc) -> np.ndarray:
    """The one chosen of those of each day and the days after."""
    return chosen.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
