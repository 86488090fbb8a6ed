"""Cells of every margin of a cube and the sums that tie them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.secrecy.areas import Areas, Pieces, remainders, tilings
from etl.secrecy.classes import Classes

UNKNOWN = "inconnu"


@dataclass(frozen=True)
class Axis:
    """One breakdown: counts (pieces × modalities × base classes), areas, and where its cells begin.

    Cells of territories: first + (area × modalities + modality) × sets + set. Cells of the other areas follow, with
    base classes only.
    """

    dimension: str
    levels: tuple[str, ...]
    modalities: tuple[str, ...]
    counts: np.ndarray
    areas: Areas
    sets: int
    first: int

    @property
    def shown(self) -> np.ndarray:
        return np.array([modality != UNKNOWN for modality in self.modalities])

    @property
    def territories(self) -> int:
        return len(self.areas.named)

    @property
    def size(self) -> int:
        others = len(self.areas.rows) - self.territories
        return len(self.modalities) * (self.territories * self.sets + others * self.counts.shape[2])

    def cells(self, area: int, sets: int | None = None) -> np.ndarray:
        """Cells (modalities × sets) of an area; sets: only so many of the first ones."""
        base, rows = self.counts.shape[2], len(self.modalities)
        if area < self.territories:
            wide, start = self.sets, self.first + area * rows * self.sets
        else:
            wide = base
            start = self.first + rows * (self.territories * self.sets + (area - self.territories) * base)
        return (start + np.arange(rows)[:, None] * wide + np.arange(wide))[:, : sets or wide]

    def sums(self, rows: np.ndarray) -> np.ndarray:
        """Counts (areas × modalities × base classes) of areas given by their pieces."""
        return np.tensordot(rows.astype(float), self.counts, axes=1)


def sums(axes: list[Axis], ground: Pieces, classes: Classes) -> Iterator[tuple[np.ndarray, bool]]:
    """Relations as blocks of rows (total, parts…), and whether they follow from others; `axes` begin with the ensemble."""
    whole, base = axes[0], len(classes.base)
    for axis in axes:
        tiled = tilings(ground, axis.areas, axis.levels)
        for area, tiles in tiled:
            yield _rows(axis.cells(area), [axis.cells(tile) for tile in tiles]), True
        for area, row in enumerate(axis.areas.rows):
            parts = axis.areas.parts_in(row)
            if len(parts) > 1:
                yield _rows(axis.cells(area, base), [axis.cells(part, base) for part in parts]), False
            if axis is not whole:
                ensemble = whole.cells(whole.areas.position[row.tobytes()])
                cells = axis.cells(area)
                width = min(ensemble.shape[1], cells.shape[1])
                rows = np.column_stack([ensemble[0, :width], cells[:, :width].T])
                yield rows[:base], area < axis.territories and len(parts) > 1
                yield rows[base:], True
        for area in range(axis.territories):
            cells = axis.cells(area)
            for members, implied in classes.sums().items():
                yield cells[:, members], implied


def _rows(total: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    return np.column_stack([total.ravel(), *(cells.ravel() for cells in parts)])


def small_groups(axis: Axis, classes: Classes, small) -> Iterator[tuple[float, np.ndarray]]:
    """(count, cells that add up to it) of the groups that no cell is and that margins may betray.

    Remainders of a territory beside another, and several classes in an area without a territory, when `small` (a
    function of counts) says that they must not be recovered.
    """
    matrix, areas = classes.matrix, axis.areas
    others = [row for row in areas.rows[axis.territories :]]
    for rows, first in ((remainders(areas), 0), (others, len(classes.base))):
        if not rows or first >= len(classes.sets):
            continue
        counts = axis.sums(np.array(rows))
        by_set = counts @ matrix[:, first:]
        for place, modality, number in np.argwhere(small(by_set) & axis.shown[:, None]):
            held = sorted(classes.sets[first + number])
            several = np.count_nonzero(counts[place, modality, held])
            if first == 0 or several > 1:
                parts = areas.parts_in(rows[place])
                yield (
                    by_set[place, modality, number],
                    np.concatenate([axis.cells(part)[modality, held] for part in parts]),
                )
