"""From counts of atoms to a system: every margin that will be published, and every overlap that margins may betray.

Territories of several levels, breakdowns one dimension at a time, classes of one denominator. The margins of different
dimensions meet in their `ensemble`. Levels that do not nest meet in pieces: the largest groups of atoms that no
published level cuts. Pieces, remainders of one territory beside another, classes between two published ones and
complements are never shown; they are in the system so that what can be deduced from the rest is seen and protected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.reading import TOTAL
from etl.secrecy.areas import Pieces, areas_of, pieces
from etl.secrecy.classes import Classes, classes_of
from etl.secrecy.margins import UNKNOWN, Axis, small_groups, sums
from etl.secrecy.rule import Rule
from etl.secrecy.system import ZERO_COST, System, system_from_arrays

#: Losing the ensemble of a territory costs more than losing one modality.
TOTAL_WEIGHT = 2.0


@dataclass(frozen=True)
class Layout:
    """What is published together.

    levels: {level: territory of each atom}, missing where the level does not cover the atom. breakdowns: {level:
    dimensions shown there}; the ensemble is shown at every level. classes: {published name: base classes it adds up}.
    denominator: the published name of which the others are shares, None when nothing is divided. nowhere: atoms that
    are no place (commune not known).
    """

    levels: Mapping[str, pd.Series]
    breakdowns: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    denominator: str | None = None
    nowhere: tuple[str, ...] = ("inconnue",)


@dataclass(frozen=True)
class Cube:
    """A system and the published cells: columns level, territory, breakdown, cls, value, cell (index in the system).

    Two territories of the same communes, or two classes of the same persons, share one cell.
    """

    system: System
    cells: pd.DataFrame

    def marked(self, hidden: np.ndarray) -> pd.DataFrame:
        """The published cells with the column `hidden`; hidden (n) comes from the protection of the system."""
        return self.cells.assign(hidden=hidden[self.cells["cell"].to_numpy()])


def build_cube(counts: pd.DataFrame, layout: Layout, rule: Rule) -> Cube:
    """The system of counts of persons.

    counts: columns atom, cls, count and one column a dimension (missing: not known); rows of a same combination are
    added. Raises KeyError when a level shows a dimension that counts has not.
    """
    classes = classes_of(layout.classes, layout.denominator)
    kept = counts[counts["cls"].isin(classes.base)]
    ground = pieces(layout.levels, _atoms(kept, layout), layout.nowhere)
    axes = _axes(kept, layout, ground, classes)
    cells = pd.concat([_published(axis, classes) for axis in axes], ignore_index=True)
    columns = _columns(axes, ground, classes, rule)
    groups = [group for axis in axes for group in small_groups(axis, classes, rule.small)]
    first = len(columns["values"])
    relations = [
        *sums(axes, ground, classes),
        *((np.array([[first + number, *parts]]), False) for number, (_, parts) in enumerate(groups)),
    ]
    implied = np.concatenate([np.full(len(block), follows) for block, follows in relations])
    lost = {"values": [count for count, _ in groups], "sensitive": True, "publishable": False, "known": False}
    lost["width"] = rule.counts.overlap_width
    columns = pd.concat([columns, pd.DataFrame(lost, index=range(first, first + len(groups)))])
    values, known = columns["values"].to_numpy(dtype=float), columns["known"].to_numpy(dtype=bool)
    cells["value"] = values[cells["cell"]]
    system = system_from_arrays(
        values,
        np.cumsum([0, *(block.shape[1] for block, _ in relations for _ in block)]),
        np.concatenate([block.ravel() for block, _ in relations]),
        sensitive=columns["sensitive"],
        publishable=columns["publishable"],
        cost=_costs(values, cells, layout),
        width=columns["width"],
        low=np.where(known, values, 0.0),
        high=np.where(known, values, np.inf),
        implied=implied,
        guess=(columns["guess_low"].fillna(0.0), columns["guess_high"].fillna(np.inf)),
    )
    return Cube(system, cells)


def _atoms(counts: pd.DataFrame, layout: Layout) -> pd.Index:
    return pd.Index(sorted(set(counts["atom"]).union(*(of.dropna().index for of in layout.levels.values()))))


def _axes(counts: pd.DataFrame, layout: Layout, ground: Pieces, classes: Classes) -> list[Axis]:
    """The ensemble first, then each dimension; every area of a dimension is an area of the ensemble too."""
    dimensions = list(dict.fromkeys(name for names in layout.breakdowns.values() for name in names if name != TOTAL))
    plans, wanted = [], []
    for dimension in dimensions:
        levels = tuple(level for level in layout.levels if dimension in layout.breakdowns.get(level, ()))
        column = counts[dimension].astype("object").where(counts[dimension].notna(), UNKNOWN)
        modalities = (*sorted(set(column) - {UNKNOWN}), *({UNKNOWN} & set(column)))
        areas = areas_of(ground, levels)
        plans.append((dimension, levels, modalities, pd.Categorical(column, categories=modalities).codes, areas))
        wanted += areas.rows
    everywhere = areas_of(ground, tuple(layout.levels))
    for row in wanted:
        everywhere.add(row)
    ensemble = (TOTAL, tuple(layout.levels), (TOTAL,), np.zeros(len(counts), dtype=int), everywhere)
    piece = ground.of_atom[counts["atom"]].to_numpy()
    cls = pd.Categorical(counts["cls"], categories=classes.base).codes
    axes, first = [], 0
    for dimension, levels, modalities, modality, areas in (ensemble, *plans):
        table = np.zeros((ground.count, len(modalities), len(classes.base)))
        np.add.at(table, (piece, modality, cls), counts["count"].to_numpy(dtype=float))
        axes.append(Axis(dimension, levels, modalities, table, areas, len(classes.sets), first))
        first += axes[-1].size
    return axes


def _columns(axes: list[Axis], ground: Pieces, classes: Classes, rule: Rule) -> pd.DataFrame:
    """Columns values, sensitive, publishable, known, guess_low and guess_high of the cells of every axis, in order."""
    published = np.zeros(len(classes.sets), dtype=bool)
    published[list(classes.published.values())] = True
    told = published | np.isin(np.arange(len(published)), list(classes.complements.values()))
    blocks = []
    for axis in axes:
        rows = np.array(axis.areas.rows)
        by_class = axis.by_class(rows)
        nowhere = ~(rows & ~ground.nowhere).any(axis=1)
        known = (nowhere[:, None] | ~axis.shown) & (rule.unknown == "known")
        counts = by_class[: axis.territories] @ classes.matrix
        small = np.where(published, rule.sensitive_counts(counts), rule.small(counts))
        if classes.denominator is not None:
            shares = [number for number in classes.published.values() if number != classes.denominator]
            small[..., shares] |= rule.sensitive_rates(counts[..., shares], counts[..., [classes.denominator]])
        guessed = small & told & (counts < rule.counts.threshold) & axis.shown[:, None]
        lowest = np.where((counts > 0) & (not rule.counts.hide_zero), 1.0, 0.0)
        blocks.append(
            _flat(
                known[: axis.territories, :, None],
                values=counts,
                sensitive=small,
                width=np.array(rule.counts.width),
                publishable=published & axis.shown[:, None],
                guess_low=np.where(guessed, lowest, 0.0),
                guess_high=np.where(guessed, rule.counts.threshold - 1.0, np.inf),
            )
        )
        others = by_class[axis.territories :]
        blocks.append(
            _flat(
                known[axis.territories :, :, None],
                values=others,
                sensitive=rule.small(others),
                width=np.array(rule.counts.overlap_width),
            )
        )
    return pd.concat(blocks, ignore_index=True).fillna({"publishable": False})


def _flat(known: np.ndarray, values: np.ndarray, sensitive: np.ndarray, **others: np.ndarray) -> pd.DataFrame:
    """One row a cell; what everybody knows is not sensitive."""
    columns = {"values": values, "sensitive": sensitive & ~known, "known": known, **others}
    return pd.DataFrame({name: np.broadcast_to(column, values.shape).ravel() for name, column in columns.items()})


def _published(axis: Axis, classes: Classes) -> pd.DataFrame:
    """Columns level, territory, breakdown, cls, cell of the cells of a breakdown that are published."""
    found = []
    for area, names in enumerate(axis.areas.named):
        cells = axis.cells(area)
        for level, territory in names:
            for number, modality in enumerate(axis.modalities):
                breakdown = TOTAL if axis.dimension == TOTAL else f"{axis.dimension}:{modality}"
                if modality != UNKNOWN:
                    found += [
                        (level, territory, breakdown, name, cells[number, held])
                        for name, held in classes.published.items()
                    ]
    return pd.DataFrame(found, columns=["level", "territory", "breakdown", "cls", "cell"])


def _costs(values: np.ndarray, cells: pd.DataFrame, layout: Layout) -> np.ndarray:
    """Cost of each cell: log(1 + value) for every name under which it is published, more where the level is coarse."""
    count = {level: of.nunique() for level, of in layout.levels.items()}
    coarse = cells["level"].map({level: 1 + np.log(max(count.values()) / number) for level, number in count.items()})
    weight = coarse * np.where(cells["breakdown"] == TOTAL, TOTAL_WEIGHT, 1.0)
    weights = np.bincount(cells["cell"], weights=weight, minlength=len(values))
    return np.where(values > 0, weights * np.log1p(values), ZERO_COST)
