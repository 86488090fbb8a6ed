"""From counts of persons inside structures to a system that protects both: the persons, and what each structure did.

The persons are protected as those of any cube. Besides, no figure may tell what one structure counts: neither to
everybody, nor to another structure, which takes its own persons away from what it reads. Where structures are is known
to everybody: where none is, everybody knows that nobody is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.secrecy.areas import Pieces, remainders
from etl.secrecy.classes import Classes, classes_of
from etl.secrecy.cube import build_cube
from etl.secrecy.layout import Cube, Layout, axes_of
from etl.secrecy.margins import Axis
from etl.secrecy.rule import Rule
from etl.secrecy.system import System, system_from_arrays

CONTRIBUTOR = "contributor"


def build_shared_counts(counts: pd.DataFrame, layout: Layout, rule: Rule, ground: Pieces) -> Cube:
    """The system of counts of persons that contributors (structures) declare, without any breakdown.

    counts: columns atom, contributor, cls, count; a contributor who declares nobody has rows of zero. Besides what
    `build_cube` finds small, a cell is sensitive when too few contributors make it, or one mostly, or when all but the
    first contributor's persons are too few; so is a share of nobody or of everybody, which tells that of each of them.
    Every contributor attacks the others with what he brings. The cells have no keys: nothing can be joined to them.
    """
    cube = build_cube(counts.drop(columns=CONTRIBUTOR), layout, rule, ground)
    classes = classes_of(layout.classes, layout.denominator)
    whole, shared = axes_of(counts, replace(layout, breakdowns=_by_contributor(layout)), ground, classes)
    more = list(_groups_of_few(whole, shared, classes, rule))
    system = _with_groups(cube.system, more)
    declared = axes_of(counts.assign(count=1), replace(layout, breakdowns=_by_contributor(layout)), ground, classes)[1]
    brought = _added_up(_by_cell(shared, classes), system)
    present = _added_up(_by_cell(declared, classes), system) > 0
    few = told_by_few(brought, rule)
    few[: whole.territories * len(classes.sets)] |= _of_each(brought, present, whole, classes, few)
    nobody = ~present.any(axis=1)
    alone = present & (present.sum(axis=1) == 1)[:, None]
    values = system.values
    return Cube(
        replace(
            system,
            sensitive=(system.sensitive | few) & ~nobody & ~system.everybody_knows,
            width=np.maximum(system.width, rule.magnitudes.width_share * values),
            high=np.where(nobody, values, system.high),
            low=np.where(nobody, values, system.low),
            guess_high=np.where(nobody, values, system.guess_high),
            guess_low=np.where(nobody, values, system.guess_low),
            insiders=tuple(
                np.array([brought[:, who], np.where(alone[:, who], values, np.inf)]) for who in range(brought.shape[1])
            ),
        ),
        cube.published,
    )


def told_by_few(brought: np.ndarray, rule: Rule) -> np.ndarray:
    """Cells that tell too much of a contributor, from what each brings (… × contributors), or of the persons of the
    others to the one who brings most."""
    values, largest = brought.sum(axis=-1), brought.max(axis=-1, initial=0)
    few = rule.sensitive_magnitudes(values, largest, (brought > 0).sum(axis=-1))
    return few | rule.small(values - largest)


def _by_contributor(layout: Layout) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(layout.levels, (CONTRIBUTOR,))


def _by_cell(shared: Axis, classes: Classes) -> np.ndarray:
    """What each contributor brings to each cell of the ensemble (cells × contributors), in the order of the cells."""
    by_class = np.swapaxes(shared.by_class(np.array(shared.areas.rows)), 1, 2)
    named, others = by_class[: shared.territories], by_class[shared.territories :]
    by_set = np.swapaxes(classes.matrix, 0, 1) @ named
    return np.concatenate([part.reshape(-1, part.shape[-1]) for part in (by_set, others)])


def _groups_of_few(whole: Axis, shared: Axis, classes: Classes, rule: Rule) -> Iterator[np.ndarray]:
    """Cells that add up to each group that no cell is and that few contributors make: see `small_groups`."""
    areas, base = whole.areas, len(classes.base)
    for rows, first in ((remainders(areas), 0), (areas.rows[whole.territories :], base)):
        if not rows:
            continue
        by_set = np.swapaxes(classes.matrix[:, first:], 0, 1) @ np.swapaxes(shared.by_class(np.array(rows)), 1, 2)
        for place, number in np.argwhere(told_by_few(by_set, rule)):
            held = sorted(classes.sets[first + number])
            yield np.concatenate([whole.cells(part)[0, held] for part in areas.parts_in(rows[place])])


def _with_groups(system: System, groups: list[np.ndarray]) -> System:
    """The system and one cell more a group of cells, never shown, bounded by nothing."""
    size, count = system.size, len(groups)
    rows = [np.array([size + number, *parts]) for number, parts in enumerate(groups)]

    def longer(column: np.ndarray, filling: float) -> np.ndarray:
        return np.concatenate([column, np.full(count, filling, dtype=column.dtype)])

    return system_from_arrays(
        np.concatenate([system.values, [system.values[parts].sum() for parts in groups]]),
        np.concatenate([system.start, system.start[-1] + np.cumsum([len(row) for row in rows], dtype=np.int64)]),
        np.concatenate([system.members, *rows]).astype(np.int64),
        sensitive=longer(system.sensitive, False),
        publishable=longer(system.publishable, False),
        cost=longer(system.cost, 0.0),
        width=longer(system.width, 1.0),
        low=longer(system.low, 0.0),
        high=longer(system.high, np.inf),
        implied=np.concatenate([system.implied, np.zeros(count, dtype=bool)]),
        guess=(longer(system.guess_low, 0.0), longer(system.guess_high, np.inf)),
    )


def _added_up(by_cell: np.ndarray, system: System) -> np.ndarray:
    """The same for every cell of the system, those of the groups last (each is the total of its own relation)."""
    rows = np.split(system.members, system.start[1:-1])
    groups = {row[0]: by_cell[row[1:]].sum(axis=0) for row in rows if row[0] >= len(by_cell)}
    return np.concatenate([by_cell, *(groups[cell][None, :] for cell in range(len(by_cell), system.size))])


def _of_each(brought: np.ndarray, present: np.ndarray, whole: Axis, classes: Classes, few: np.ndarray) -> np.ndarray:
    """Cells of the territories that tell something of each contributor: nobody, everybody, or all but few's persons."""
    shape = whole.territories, len(classes.sets)
    size = shape[0] * shape[1]
    values = brought[:size].sum(axis=1).reshape(shape)
    declared, by_few = present[:size].any(axis=1).reshape(shape), few[:size].reshape(shape)
    found = (values == 0) & declared
    for share, complement in classes.complements.items():
        found[:, share] |= found[:, complement] | by_few[:, complement]
    return found.ravel()
