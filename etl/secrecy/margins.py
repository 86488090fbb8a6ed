"""Cells of every margin of a cube and the sums that tie them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.secrecy.areas import Areas, Pieces, remainders, tilings
from etl.secrecy.classes import Classes

UNKNOWN = "inconnu"


@dataclass(frozen=True)
class Axis:
    """One breakdown: counts (pieces × modalities × base classes), areas, and where its cells begin.

    tied: persons (pieces × modalities) whose number is read off that of everybody (see build_cube). persons, largest:
    when counts are events, persons who have some in each set of classes (pieces × modalities × sets), and the most
    events that one of them has in all.

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
    tied: np.ndarray | None = None
    persons: np.ndarray | None = None
    largest: np.ndarray | None = None

    @property
    def shown(self) -> np.ndarray:
        """Modalities that have a name."""
        return np.array([modality != UNKNOWN for modality in self.modalities])

    @property
    def territories(self) -> int:
        return len(self.areas.named)

    @property
    def size(self) -> int:
        others = len(self.areas.rows) - self.territories
        return len(self.modalities) * (self.territories * self.sets + others * self.counts.shape[2])

    @cached_property
    def numbered(self) -> tuple[np.ndarray, np.ndarray]:
        """Cells of the territories (areas × modalities × sets), then of the other areas (… × base classes)."""
        of_each = len(self.modalities)
        named, others = self.territories, len(self.areas.rows) - self.territories
        cells = self.first + np.arange(self.size)
        of_territories, of_others = np.split(cells, [named * of_each * self.sets])
        base = self.counts.shape[2]
        return of_territories.reshape(named, of_each, self.sets), of_others.reshape(others, of_each, base)

    def cells(self, area: int) -> np.ndarray:
        """Cells (modalities × sets) of an area."""
        of_territories, of_others = self.numbered
        return of_territories[area] if area < len(of_territories) else of_others[area - len(of_territories)]

    def by_class(self, rows: np.ndarray) -> np.ndarray:
        """Counts (areas × modalities × base classes) of areas given by their pieces."""
        return np.tensordot(rows.astype(float), self.counts, axes=1)

    def persons_in(self, rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
        """Persons (areas × modalities × sets) of areas given by their pieces; matrix: base classes × sets."""
        if self.persons is None:
            return self.by_class(rows) @ matrix
        return np.tensordot(rows.astype(float), self.persons, axes=1)

    def largest_in(self, rows: np.ndarray) -> np.ndarray:
        """The most events of one person (areas × modalities × sets) of areas given by their pieces; 1 of persons."""
        found = np.ones((len(rows), len(self.modalities), self.sets))
        if self.largest is not None:
            for place, row in enumerate(rows.astype(bool)):
                found[place] = self.largest[row].max(axis=0, initial=0.0)
        return found

    def tied_in(self, rows: np.ndarray) -> np.ndarray:
        """Persons tied to everybody (areas × modalities) of areas given by their pieces, 0 when none are."""
        return rows.astype(float) @ (np.zeros(self.counts.shape[:2]) if self.tied is None else self.tied)


def sums(axes: list[Axis], ground: Pieces, classes: Classes) -> Iterator[tuple[np.ndarray, bool]]:
    """Relations as blocks of rows (total, parts…), and whether they follow from others; `axes` begin with the ensemble.

    A territory of several parts is the sum of its parts, class by class; what it would be by its modalities, by the
    territories of another level or by the classes between two published ones then follows.
    """
    whole, base, among_sets = axes[0], len(classes.base), classes.sums().items()
    for axis in axes:
        for area, tiles in tilings(ground, axis.levels):
            yield _rows(axis.cells(area), [axis.cells(tile) for tile in tiles]), True
        for area, row in enumerate(axis.areas.rows):
            parts = [axis.cells(part)[:, :base] for part in axis.areas.parts_in(row)]
            cells, named = axis.cells(area), area < axis.territories
            if len(parts) > 1:
                yield from _parted(cells, np.stack(parts, axis=1), classes) if named else [(_rows(cells, parts), False)]
            if axis is not whole:
                ensemble = whole.cells(whole.areas.position[row.tobytes()])
                width = min(ensemble.shape[1], cells.shape[1])
                by_set = np.column_stack([ensemble[0, :width], cells[:, :width].T])
                yield by_set[:base], len(parts) > 1
                yield by_set[base:], True
            if named:
                for members, implied in among_sets:
                    yield cells[:, members], implied or len(parts) > 1


def _parted(cells: np.ndarray, parts: np.ndarray, classes: Classes) -> Iterator[tuple[np.ndarray, bool]]:
    """Sums of a territory (modalities × sets) over its parts (modalities × parts × base classes)."""
    for number, (inside, rest) in enumerate(classes.begun):
        yield np.hstack([cells[:, [number, *inside]], parts[..., rest].reshape(len(parts), -1)]), False


def _rows(total: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    return np.column_stack([total.ravel(), *(cells.ravel() for cells in parts)])


def small_groups(
    axis: Axis, classes: Classes, small: Callable[[np.ndarray], np.ndarray]
) -> Iterator[tuple[float, float, np.ndarray]]:
    """(count, the most that one person makes of it, cells that add up to it) of the groups that no cell is and that
    margins may betray.

    Remainders of a territory beside another, and several classes in an area without a name, when `small` says that
    so few persons must not be recovered; and everybody of such an area, when those tied to them are so few.
    """
    matrix, areas, base = classes.matrix, axis.areas, len(classes.base)
    for rows, first in ((remainders(areas), 0), (areas.rows[axis.territories :], base)):
        if not rows or first >= len(classes.sets):
            continue
        counts = axis.by_class(np.array(rows))
        by_set = counts @ matrix[:, first:]
        few = small(axis.persons_in(np.array(rows), matrix)[..., first:])
        most = axis.largest_in(np.array(rows))[..., first:]
        betraying = np.zeros(by_set.shape, dtype=bool)
        if axis.tied is not None and classes.denominator >= first:
            betraying[..., classes.denominator - first] = small(axis.tied_in(np.array(rows)))
        for place, modality, number in np.argwhere((few | betraying) & axis.shown[:, None]):
            held = sorted(classes.sets[first + number])
            several = np.count_nonzero(counts[place, modality, held]) > 1
            if first == 0 or several or betraying[place, modality, number]:
                parts = [axis.cells(part)[modality, held] for part in areas.parts_in(rows[place])]
                yield by_set[place, modality, number], most[place, modality, number], np.concatenate(parts)
