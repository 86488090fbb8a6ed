"""What is published together, and how the cells of a cube are laid out for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.reading import TOTAL
from etl.secrecy.areas import Pieces, areas_of
from etl.secrecy.classes import Classes
from etl.secrecy.margins import UNKNOWN, Axis
from etl.secrecy.system import ZERO_COST, System
from observatoire.errors import CheckFailed

#: Losing the ensemble of a territory costs more than losing one modality.
TOTAL_WEIGHT = 2.0


@dataclass(frozen=True)
class Layout:
    """What is published together.

    levels: {level: territory of each atom}, missing where the level does not cover the atom. breakdowns: {level:
    dimensions shown there}; the ensemble is shown at every level. classes: {published name: base classes it adds up}.
    denominator: the published name of which the others that it holds are shares, None when nothing is divided. nowhere:
    atoms that are no place (commune not known). kept: published names that are the whole of other figures: a share that
    may not be told hides the denominator rather than them. unknown: base classes of those of whom the files do not say
    enough, as many as everybody knows if the rule says so of an unknown attribute. same: {(breakdown, published name):
    published name}, what a modality counts when a class of the ensemble counts it too.
    """

    levels: Mapping[str, pd.Series]
    breakdowns: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    denominator: str | None = None
    nowhere: tuple[str, ...] = ("inconnue",)
    kept: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)


class Published(NamedTuple):
    """A cell that is published, under one of its names; cell: its index in the system."""

    level: str
    territory: str
    breakdown: str
    cls: str
    cell: int


@dataclass(frozen=True)
class Cube:
    """A system and its published cells.

    Two territories of the same communes, or two classes of the same persons, share one cell. keys: what each cell of
    the system counts, so that the cubes of the same persons can be joined; parts: {key: cells that add up to it} of
    classes that are no cell where they are counted; alike: names of classes that hold the same persons.
    """

    system: System
    published: list[Published]
    keys: tuple[tuple, ...] = ()
    parts: Mapping[tuple, tuple[int, ...]] = field(default_factory=dict)
    alike: tuple[frozenset[str], ...] = ()

    @property
    def cells(self) -> pd.DataFrame:
        """The published cells with the column `value`."""
        cells = pd.DataFrame(self.published, columns=Published._fields)
        return cells.assign(value=self.system.values[cells["cell"].to_numpy(dtype=np.int64)])

    def marked(self, hidden: np.ndarray) -> pd.DataFrame:
        """The published cells with the column `hidden`; hidden (n) comes from the protection of the system."""
        cells = self.cells
        return cells.assign(hidden=hidden[cells["cell"].to_numpy(dtype=np.int64)])


def atoms_of(counts: pd.DataFrame, layout: Layout) -> pd.Index:
    """Every atom that is counted or that a level names, in order."""
    return pd.Index(sorted(set(counts["atom"]).union(*(of.dropna().index for of in layout.levels.values()))))


def axes_of(
    counts: pd.DataFrame,
    layout: Layout,
    ground: Pieces,
    classes: Classes,
    tied: pd.DataFrame | None = None,
    persons: pd.DataFrame | None = None,
) -> list[Axis]:
    """The ensemble first, then each dimension; every area of a dimension is an area of the ensemble too."""
    dimensions = list(dict.fromkeys(name for names in layout.breakdowns.values() for name in names if name != TOTAL))
    plans, wanted = [], []
    for dimension in dimensions:
        levels = tuple(level for level in layout.levels if dimension in layout.breakdowns.get(level, ()))
        modality, modalities = _modalities(counts[dimension])
        if set(modalities) <= {UNKNOWN}:  # a column that nobody fills in tells nothing, and its unknown are everybody
            continue
        areas = areas_of(ground, levels)
        plans.append((dimension, levels, modalities, modality, areas))
        wanted += areas.rows
    everywhere = areas_of(ground, tuple(layout.levels))
    for row in wanted:
        everywhere.add(row)
    ensemble = (TOTAL, tuple(layout.levels), (TOTAL,), np.zeros(len(counts), dtype=int), everywhere)
    piece, cls = ground.piece_of(counts["atom"]), pd.Index(classes.base).get_indexer(counts["cls"])
    count = counts["count"].to_numpy(dtype=float)
    axes, first = [], 0
    for dimension, levels, modalities, modality, areas in (ensemble, *plans):
        table = np.zeros((ground.count, len(modalities), len(classes.base)))
        np.add.at(table, (piece, modality, cls), count)
        few = None if tied is None else _tied(tied, dimension, modalities, ground)
        behind = () if persons is None else _behind(persons, dimension, modalities, ground, classes, table)
        axes.append(Axis(dimension, levels, modalities, table, areas, len(classes.sets), first, few, *behind))
        first += axes[-1].size
    return axes


def _behind(
    persons: pd.DataFrame,
    dimension: str,
    modalities: tuple[str, ...],
    ground: Pieces,
    classes: Classes,
    events: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Persons of the events, and the most events of one of them (pieces × modalities × sets); see build_cube.

    Raises CheckFailed when they cannot be the persons of these events (pieces × modalities × base classes).
    """
    own = persons[persons["dimension"] == dimension]
    modality = pd.Index(modalities).get_indexer(own["modality"].fillna(UNKNOWN))
    own, modality = own[modality >= 0], modality[modality >= 0]
    inside = own[list(classes.base)].to_numpy(dtype=float) @ classes.matrix > 0
    piece = ground.piece_of(own["atom"])
    count, most = (np.zeros((ground.count, len(modalities), len(classes.sets))) for _ in range(2))
    np.add.at(count, (piece, modality), inside * own["count"].to_numpy(dtype=float)[:, None])
    np.maximum.at(most, (piece, modality), inside * own["most"].to_numpy(dtype=float)[:, None])
    by_class = count[..., : len(classes.base)]
    if ((by_class > events) | ((by_class == 0) & (events > 0))).any():
        raise CheckFailed(
            "Secret statistique : les personnes comptées ne sont pas celles des événements à protéger ; les deux "
            "doivent venir de la même requête."
        )
    return count, most


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
    number, names = pd.factorize(told, sort=True)
    known = [name for name in names if name != UNKNOWN]
    if len(known) == len(names) and (number >= 0).all():
        return number, tuple(known)
    place = np.array([known.index(name) if name != UNKNOWN else len(known) for name in names] + [len(known)])
    return place[number], (*known, UNKNOWN)  # -1, a modality that is not told, is the last place


def published_cells(axes: list[Axis], classes: Classes) -> list[Published]:
    """The cells of the breakdowns that are published, by breakdown and territory."""
    found, sets = [], list(classes.published.values())
    for axis in axes:
        names = [TOTAL if axis.dimension == TOTAL else f"{axis.dimension}:{modality}" for modality in axis.modalities]
        shown = [number for number, modality in enumerate(axis.modalities) if modality != UNKNOWN]
        for area, named in enumerate(axis.areas.named):
            by_modality = axis.cells(area)[:, sets].tolist()
            found += [
                Published(level, territory, names[number], name, cell)
                for number in shown
                for name, cell in zip(classes.published, by_modality[number], strict=True)
                for level, territory in named
            ]
    return found


def costs_of(values: np.ndarray, published: Sequence[Published], ground: Pieces) -> np.ndarray:
    """Cost of each cell: log(1 + value) for every name under which it is published, more where the level is coarse."""
    count = {level: len(names) for level, names in ground.names.items()}
    coarse = {level: 1 + np.log(max(count.values()) / number) for level, number in count.items() if number}
    weights = np.zeros(len(values))
    for one in published:
        weights[one.cell] += coarse[one.level] * (TOTAL_WEIGHT if one.breakdown == TOTAL else 1.0)
    return np.where(values > 0, weights * np.log1p(values), ZERO_COST)
