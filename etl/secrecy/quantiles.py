"""Days by which shares of some persons were served: what they tell, day by day, of groups that share those persons.

The day of a tenth of a group says that a tenth at least was served by then, and fewer the day before. Beside the same
day of another group, it bounds how many were served among the persons that only one of them holds. Each sum is read
again with what the others gave, and each day with those before and after it, until nothing more follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from etl.reading import TOTAL
from etl.secrecy.areas import Areas, Pieces, areas_of, remainders, tilings
from etl.secrecy.margins import UNKNOWN
from etl.secrecy.rule import Rule

Item = TypeVar("Item")
NOISE = 1e-9


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
    def parts(self) -> tuple[np.ndarray, np.ndarray]:
        """Members that are parts, and the sum of each."""
        entry = np.ones(len(self.members), dtype=bool)
        entry[self.start[:-1]] = False
        return self.members[entry], np.repeat(np.arange(len(self.start) - 1), np.diff(self.start) - 1)

    @property
    def totals(self) -> np.ndarray:
        return self.members[self.start[:-1]]

    def counted(self, ground: Pieces, persons: pd.DataFrame, days: np.ndarray, column: str) -> np.ndarray:
        """Persons (groups × days) of a column, whose `day` is no later than each of the days.

        persons: columns atom, dimension, modality, day, and the column.
        """
        found = np.zeros((self.size, len(days)), dtype=np.int32)
        first = 0
        for dimension, modalities, rows in self.blocks:
            own = persons[(persons["dimension"] == dimension) & (persons[column] > 0)]
            modality = pd.Index(modalities).get_indexer(own["modality"].fillna(UNKNOWN))
            own, modality = own[modality >= 0], modality[modality >= 0]
            by_day = np.zeros((ground.count, len(modalities), len(days) + 1), dtype=np.int32)
            day = np.searchsorted(days, own["day"].to_numpy())
            np.add.at(by_day, (ground.piece_of(own["atom"]), modality, day), own[column].to_numpy(dtype=np.int32))
            until = np.tensordot(rows.astype(np.int32), by_day.cumsum(axis=2)[..., :-1], axes=1)
            size = len(rows) * len(modalities)
            found[first : first + size] = until.reshape(size, len(days))
            first += size
        return found


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
    holds of it and what it does not."""
    covered = [(area, areas.parts_in(row)) for area, row in enumerate(areas.rows)]
    covered += tilings(ground, levels)
    for first in range(len(areas.named)):
        for second in range(len(areas.named)):
            both, rest = areas.rows[first] & areas.rows[second], areas.rows[first] & ~areas.rows[second]
            pair = [areas.position.get(row.tobytes()) for row in (both, rest)]
            if both.any() and rest.any() and None not in pair:
                covered.append((first, pair))
    for area, tiles in covered:
        for modality in range(numbers.shape[1]):
            sums.add(numbers[area, modality], numbers[list(tiles), modality])


def propagated(
    groups: Groups, low: np.ndarray, high: np.ndarray, required: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds (groups × days) of the persons served by each day, after every sum and every day was read again.

    Days are in order: whoever was served stays so. Given as they are as soon as one is narrower than required.
    """
    low, high = low.copy(), high.copy()
    parts, of = groups.parts
    totals = groups.totals
    begins = groups.start[:-1] - np.arange(len(groups.start) - 1)
    cells = np.concatenate([totals, parts])
    order = np.argsort(cells, kind="stable")
    touched, first = np.unique(cells[order], return_index=True)
    while True:
        low, high = np.maximum.accumulate(low, axis=1), np.minimum.accumulate(high[:, ::-1], axis=1)[:, ::-1]
        if (high - low < required).any():
            return low, high
        least, most = (np.add.reduceat(end[parts], begins, axis=0) for end in (low, high))
        lows = np.concatenate([least, low[totals][of] - (most[of] - high[parts])])
        highs = np.concatenate([most, high[totals][of] - (least[of] - low[parts])])
        narrower = (
            np.maximum(low[touched], np.maximum.reduceat(lows[order], first, axis=0)),
            np.minimum(high[touched], np.minimum.reduceat(highs[order], first, axis=0)),
        )
        if np.array_equal(narrower[0], low[touched]) and np.array_equal(narrower[1], high[touched]):
            return low, high
        low[touched], high[touched] = narrower


@dataclass(frozen=True)
class Waits:
    """What is told of one wait of some persons, and what it is told of.

    days: in order. served, left (groups × days): persons served by then, or who left without it. all (groups): persons.
    shown (groups × days): where the number served is told as it is. group, persons, reached, not_yet (one entry a day
    told): so many persons of the group were served on the day `reached` (inf when it was not told) and fewer on the day
    `not_yet` (-1 when it was not told). even (same entries): they are a share of Kaplan and Meier of the group, which
    those who left have as the others; else they may all be missing.
    """

    groups: Groups
    days: np.ndarray
    served: np.ndarray
    left: np.ndarray
    all: np.ndarray
    shown: np.ndarray
    group: np.ndarray
    persons: np.ndarray
    reached: np.ndarray
    not_yet: np.ndarray
    even: np.ndarray

    def read(
        self,
        told: np.ndarray,
        known: tuple[np.ndarray, np.ndarray] | None = None,
        required: np.ndarray | float = 0.0,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Bounds (groups × days) for who reads what is shown, and some of the days told (mask).

        known: his bounds before he reads these days. required: as in `propagated`.
        """
        return propagated(self.groups, *self.at_sight(told, self.untold if known is None else known), required)

    def at_sight(self, told: np.ndarray, known: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """The same bounds, each day read alone."""
        low, high = known[0].copy(), known[1].copy()
        group, persons = self.group[told], self.persons[told, None]
        served = self.served[group]
        after, before = self.days >= self.reached[told, None], self.days <= self.not_yet[told, None]
        missing = self.left[group] * np.where(self.even[told, None], persons / self.all[group, None], 1.0)
        least = np.minimum(np.ceil(persons - missing - NOISE), served)  # what was rounded is never false
        most = np.maximum(np.ceil(persons - NOISE) - 1, served)
        np.maximum.at(low, group, np.where(after, least, 0).astype(low.dtype))
        np.minimum.at(high, group, np.where(before, most, self.all[group, None]).astype(high.dtype))
        return low, high

    @cached_property
    def untold(self) -> tuple[np.ndarray, np.ndarray]:
        """The same bounds, before any day is read: he knows how many persons there are in each group, and how many
        left, more than anybody does."""
        least, most = np.zeros_like(self.served), np.repeat(self.all[:, None], len(self.days), axis=1)
        return propagated(self.groups, *(np.where(self.sure, self.served, end) for end in (least, most)))

    @cached_property
    def sure(self) -> np.ndarray:
        """Where the number served (groups × days) is known before any day is read."""
        return self.shown | self.groups.known[:, None]

    def required(self, rule: Rule, hidden: np.ndarray) -> np.ndarray:
        """Width to leave around the persons served (groups × days), where few are served or few wait still, and where
        their number is hidden (mask); 0 elsewhere.

        Without any day told, what is shown may leave less already, and no more is asked then: see etl/secrecy/audit.py.
        """
        few = rule.small(self.served) | rule.small(self.all[:, None] - self.served)
        few |= self.groups.named[:, None] & rule.sensitive_rates(self.served, self.all[:, None])
        width = np.where(self.groups.named, rule.counts.width, rule.counts.overlap_width)[:, None]
        low, high = self.untold
        return np.where((few | hidden) & ~self.groups.known[:, None], np.minimum(width, high - low), 0)

    def betrayed_between(self, group: int, low: np.ndarray, high: np.ndarray, rule: Rule) -> bool:
        """Whether the days told of a group bound few persons served between two of them, as bounds (groups × days) say.

        42 days less 30 days is a number of persons, like another.
        """
        told = np.concatenate([ends[self.group == group] for ends in (self.reached, self.not_yet)])
        place = np.flatnonzero(np.isin(self.days, told) | self.shown[group])

        def after(ends: np.ndarray, begins: np.ndarray) -> np.ndarray:
            """What is served after one day (row) and until another (column)."""
            return np.subtract.outer(ends[group, place], begins[group, place]).T

        def between(least: np.ndarray, most: np.ndarray) -> np.ndarray:
            return after(most, least) - np.maximum(after(least, most), 0)

        served = after(self.served, self.served)
        width = np.minimum(rule.counts.width, between(*self.untold))
        return bool((rule.small(served) & (between(low, high) < width)).any())

    def safe(self, of: Sequence[Item], items: Sequence[Item], required: np.ndarray, rule: Rule) -> list[Item]:
        """Those of the items that leave the width required (groups × days), as `told_safely` tells them.

        of: the item that tells each day.
        """
        number = {item: place for place, item in enumerate(items)}
        item_of = np.array([number[item] for item in of])
        known: dict[tuple[Item, ...], tuple[np.ndarray, np.ndarray]] = {(): self.untold}

        def leave(told: list[Item], more: list[Item]) -> bool:
            days = np.isin(item_of, [number[item] for item in more])
            low, high = self.read(days, known[tuple(told)], required)
            if (high - low < required).any():
                return False
            if any(self.betrayed_between(group, low, high, rule) for group in np.unique(self.group[days])):
                return False
            known[*told, *more] = low, high
            return True

        def betrays(item: Item) -> bool:
            days = item_of == number[item]
            low, high = self.at_sight(days, self.untold)
            return any(self.betrayed_between(group, low, high, rule) for group in np.unique(self.group[days]))

        return told_safely([item for item in items if not betrays(item)], leave)


def told_safely(
    items: Sequence[Item], safe: Callable[[list[Item], list[Item]], bool], suspects: Collection[Item] = ()
) -> list[Item]:
    """The items that may be told together, the first of them before the others.

    safe: whether more items may be told beside some that may; telling nothing is safe. suspects: those that may be in
    cause, tried after the others. Many are tried at once, then each half with what is told already: few tries, when few
    items are in cause.
    """

    def told_with(told: list[Item], more: list[Item]) -> list[Item]:
        if not more or safe(told, more):
            return told + more
        if len(more) == 1:
            return told
        half = len(more) // 2
        return told_with(told_with(told, more[:half]), more[half:])

    told = told_with([], [item for item in items if item not in suspects])
    return told_with(told, [item for item in items if item in suspects])
