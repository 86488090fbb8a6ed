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
#: The same as one array (2 × groups × days): the least, and the most less than zero, so that both only rise as more is
#: read.
Ends = np.ndarray


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

    def summed(self, ends: Ends) -> Ends:
        """After each sum was read once more: its total from its parts, and each part less the others."""
        parts, of, total = self.parts
        own = ends[:, parts]
        sums = self._of_a_sum.folded(np.add, own)
        left = ends[:, total] + (sums[:, of] - own)[::-1]
        return self._once_a_sum.raised(ends, np.concatenate([sums, left], axis=1))

    def gained(self, ends: Ends) -> Ends:
        """By day, after each sum was read once more: between two days a part gains no more than its total."""
        parts, _, total = self.parts
        (least, most), (least_of, most_of) = ends[:, parts], ends[:, total]  # the most is less than zero
        later, earlier = since(least + most_of), until(most + least_of)
        totals, own = (least + earlier, most + later), (least_of + later, most_of + earlier)
        return self._once_a_part.raised(ends, np.concatenate([totals, own], axis=1))

    @cached_property
    def _of_a_sum(self) -> _Places:
        return _Places(self.parts[1])

    @cached_property
    def _once_a_sum(self) -> _Places:
        return _Places(np.concatenate([self.totals, self.parts[0]]))

    @cached_property
    def _once_a_part(self) -> _Places:
        parts, _, total = self.parts
        return _Places(np.concatenate([total, parts]))

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
    key = "groups", tuple(levels.items()), tuple(modalities.items())
    if key not in ground.made:
        ground.made[key] = _groups_of(ground, levels, modalities)
    return ground.made[key]


def _groups_of(
    ground: Pieces, levels: Mapping[str, tuple[str, ...]], modalities: Mapping[str, tuple[str, ...]]
) -> Groups:
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


class _Places:
    """Which entries stand at each place, to bring together those of a same one.

    Rank by rank, as many places at a time as have an entry of this rank: faster by half than numpy's reduceat.
    """

    def __init__(self, places: np.ndarray):
        order = np.argsort(places, kind="stable")
        found, first, count = np.unique(places[order], return_index=True, return_counts=True)
        longest = np.argsort(-count, kind="stable")
        self.places, first, count = found[longest], first[longest], count[longest]
        # The first one is empty where there is no place at all.
        self.ranks = [
            order[first[count > rank] + rank] for rank in range(count.max(initial=1))
        ]  # the first may be empty

    def gathered(self, together: np.ufunc, entries: Ends) -> Ends:
        """One of each place, in the order of `places`: what `together` makes of its entries (2 × entries × days)."""
        found = entries[:, self.ranks[0]]
        for rank in self.ranks[1:]:
            some = found[:, : len(rank)]
            together(some, entries[:, rank], out=some)
        return found

    def folded(self, together: np.ufunc, entries: Ends) -> Ends:
        """The same, in the order of the places, which are all there."""
        gathered = self.gathered(together, entries)
        found = np.empty_like(gathered)
        found[:, self.places] = gathered
        return found

    def raised(self, ends: Ends, read: Ends) -> Ends:
        """Ends, higher where some of what was read of these places is."""
        found = ends.copy()
        found[:, self.places] = np.maximum(found[:, self.places], self.gathered(np.maximum, read))
        return found


def ends_of(bounds: Bounds) -> Ends:
    return np.stack([bounds[0], -bounds[1]])


def bounds_of(ends: Ends) -> Bounds:
    return ends[0], -ends[1]


def until(ends: np.ndarray) -> np.ndarray:
    """The greatest of each day (groups × days) and the days before."""
    return np.maximum.accumulate(ends, axis=1)


def since(ends: np.ndarray) -> np.ndarray:
    """The greatest of each day (groups × days) and the days after."""
    return np.maximum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
