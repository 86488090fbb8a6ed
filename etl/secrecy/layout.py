"""What is published together, and how the cells of a cube are laid out for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from etl.reading import TOTAL
from etl.secrecy.areas import Pieces, areas_of
from etl.secrecy.classes import Classes
from etl.secrecy.margins import UNKNOWN, Axis
from etl.secrecy.system import ZERO_COST, System

#: Losing the ensemble of a territory costs more than losing one modality.
TOTAL_WEIGHT = 2.0


@dataclass(frozen=True)
class Layout:
    """What is published together.

    levels: {level: territory of each atom}, missing where the level does not cover the atom. breakdowns: {level:
    dimensions shown there}; the ensemble is shown at every level. classes: {published name: base classes it adds up}.
    denominator: the published name of which the others that it holds are shares, None when nothing is divided. nowhere:
    atoms that are no place (commune not known). same: {(breakdown, published name): published name}, what a modality
    counts when a class of the ensemble counts it too.
    """

    levels: Mapping[str, pd.Series]
    breakdowns: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    denominator: str | None = None
    nowhere: tuple[str, ...] = ("inconnue",)
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cube:
    """A system and the published cells: columns level, territory, breakdown, cls, value, cell (index in the system).

    Two territories of the same communes, or two classes of the same persons, share one cell. keys: what each cell of
    the system counts, so that the cubes of the same persons can be joined.
    """

    system: System
    cells: pd.DataFrame
    keys: tuple[tuple, ...] = ()

    def marked(self, hidden: np.ndarray) -> pd.DataFrame:
        """The published cells with the column `hidden`; hidden (n) comes from the protection of the system."""
        return self.cells.assign(hidden=hidden[self.cells["cell"].to_numpy()])


def atoms_of(counts: pd.DataFrame, layout: Layout) -> pd.Index:
    """Every atom that is counted or that a level names, in order."""
    return pd.Index(sorted(set(counts["atom"]).union(*(of.dropna().index for of in layout.levels.values()))))


def axes_of(
    counts: pd.DataFrame, layout: Layout, ground: Pieces, classes: Classes, tied: pd.DataFrame | None = None
) -> list[Axis]:
    """The ensemble first, then each dimension; every area of a dimension is an area of the ensemble too."""
    dimensions = list(dict.fromkeys(name for names in layout.breakdowns.values() for name in names if name != TOTAL))
    plans, wanted = [], []
    for dimension in dimensions:
        levels = tuple(level for level in layout.levels if dimension in layout.breakdowns.get(level, ()))
        modality, modalities = _modalities(counts[dimension])
        areas = areas_of(ground, levels)
        plans.append((dimension, levels, modalities, modality, areas))
        wanted += areas.rows
    everywhere = areas_of(ground, tuple(layout.levels))
    for row in wanted:
        everywhere.add(row)
    ensemble = (TOTAL, tuple(layout.levels), (TOTAL,), np.zeros(len(counts), dtype=int), everywhere)
    piece = ground.piece_of(counts["atom"])
    cls = pd.Index(classes.base).get_indexer(counts["cls"])
    axes, first = [], 0
    for dimension, levels, modalities, modality, areas in (ensemble, *plans):
        table = np.zeros((ground.count, len(modalities), len(classes.base)))
        np.add.at(table, (piece, modality, cls), counts["count"].to_numpy(dtype=float))
        few = None if tied is None else _tied(tied, dimension, modalities, ground)
        axes.append(Axis(dimension, levels, modalities, table, areas, len(classes.sets), first, few))
        first += axes[-1].size
    return axes


def _tied(tied: pd.DataFrame, dimension: str, modalities: tuple[str, ...], ground: Pieces) -> np.ndarray:
    """Persons tied (pieces × modalities); those of a modality that is not among them are left out."""
    table = np.zeros((ground.count, len(modalities)))
    if dimension == TOTAL:
        modality = np.zeros(len(tied), dtype=int)
    else:
        modality = pd.Index(modalities).get_indexer(tied[dimension].fillna(UNKNOWN))
    kept = modality >= 0
    count = tied["count"].to_numpy(dtype=float)
    np.add.at(table, (ground.piece_of(tied["atom"])[kept], modality[kept]), count[kept])
    return table


def _modalities(told: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number of the modality of each row, and the modalities in order; UNKNOWN comes last where it is."""
    number, names = pd.factorize(told.where(told != UNKNOWN), sort=True)
    if (number >= 0).all():
        return number, tuple(names)
    return np.where(number < 0, len(names), number), (*names, UNKNOWN)


def published_cells(axes: list[Axis], classes: Classes) -> pd.DataFrame:
    """Columns level, territory, breakdown, cls, cell of the cells of the breakdowns that are published."""
    found, sets = [], list(classes.published.values())
    for axis in axes:
        names = [TOTAL if axis.dimension == TOTAL else f"{axis.dimension}:{modality}" for modality in axis.modalities]
        shown = [number for number, modality in enumerate(axis.modalities) if modality != UNKNOWN]
        for area, named in enumerate(axis.areas.named):
            by_modality = axis.cells(area)[:, sets].tolist()
            found += [
                (level, territory, names[number], name, cell)
                for number in shown
                for name, cell in zip(classes.published, by_modality[number], strict=True)
                for level, territory in named
            ]
    cells = pd.DataFrame(found, columns=["level", "territory", "breakdown", "cls", "cell"])
    return cells.astype({"cell": np.int64})  # an attribute that nobody has told leaves no cell


def costs_of(values: np.ndarray, cells: pd.DataFrame, layout: Layout) -> np.ndarray:
    """Cost of each cell: log(1 + value) for every name under which it is published, more where the level is coarse."""
    count = {level: of.nunique() for level, of in layout.levels.items()}
    coarse = cells["level"].map({level: 1 + np.log(max(count.values()) / number) for level, number in count.items()})
    weight = coarse * np.where(cells["breakdown"] == TOTAL, TOTAL_WEIGHT, 1.0)
    weights = np.bincount(cells["cell"], weights=weight, minlength=len(values))
    return np.where(values > 0, weights * np.log1p(values), ZERO_COST)
