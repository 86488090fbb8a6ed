"""From what each contributor brings to a system: hours, ETP, amounts by territory and breakdown, under dominance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from etl.secrecy.areas import pieces, remainders
from etl.secrecy.classes import classes_of
from etl.secrecy.layout import Cube, Layout, atoms_of, axes_of, costs_of, published_cells
from etl.secrecy.margins import sums
from etl.secrecy.rule import Rule
from etl.secrecy.system import system_from_arrays

#: The only class of a magnitude.
MAGNITUDE = "total"


def build_magnitudes(amounts: pd.DataFrame, layout: Layout, rule: Rule) -> Cube:
    """The system of a magnitude made by contributors (structures, companies).

    amounts: columns atom, contributor, amount and one column a dimension; rows of a same combination are added. The
    classes and the denominator of the layout are not used. A cell made by too few contributors, or mostly by one, is
    sensitive; each contributor who is alone in a cell attacks the others with what he knows of it.
    """
    counts = amounts.rename(columns={"amount": "count"}).assign(cls=amounts["contributor"].astype(str))
    layout = replace(layout, classes={MAGNITUDE: tuple(sorted(set(counts["cls"])))}, denominator=None)
    ground = pieces(layout.levels, atoms_of(counts, layout), layout.nowhere)
    brought_by = axes_of(counts, layout, ground, classes_of(layout.classes, None))
    classes = classes_of({MAGNITUDE: (MAGNITUDE,)}, None)
    axes = axes_of(counts.assign(cls=MAGNITUDE), layout, ground, classes)
    brought, parts = [], []
    for axis, shares in zip(axes, brought_by, strict=True):
        brought.append(shares.by_class(np.array(axis.areas.rows)).reshape(-1, len(shares.counts[0, 0])))
    for axis, shares in zip(axes, brought_by, strict=True):
        for row in remainders(axis.areas):
            brought.append(shares.by_class(row[None, :])[0])
            inside = [axis.cells(part)[:, 0] for part in axis.areas.parts_in(row)]
            parts += np.column_stack(inside).tolist()
    by_cell = np.concatenate(brought)
    first = len(by_cell) - len(parts)
    relations = [
        (np.zeros((0, 1), dtype=int), False),  # one place alone has no sum
        *sums(axes, ground, classes),
        *((np.array([[first + number, *cells]]), False) for number, cells in enumerate(parts)),
    ]
    published = published_cells(axes, classes)
    values, made_by = by_cell.sum(axis=1), (by_cell > 0).sum(axis=1)
    alone = np.where(made_by == 1, by_cell.argmax(axis=1), -1)
    system = system_from_arrays(
        values,
        np.cumsum([0, *(block.shape[1] for block, _ in relations for _ in block)]),
        np.concatenate([block.ravel() for block, _ in relations]),
        sensitive=rule.sensitive_magnitudes(values, by_cell.max(axis=1), made_by),
        publishable=np.isin(np.arange(len(values)), [one.cell for one in published]),
        cost=costs_of(values, published, ground),
        width=rule.magnitudes.width_share * values,
        insiders=[
            np.array([np.where(alone == who, values, 0.0), np.where(alone == who, values, np.inf)])
            for who in np.unique(alone[alone >= 0])
        ],
        whole=False,
        implied=np.concatenate([np.full(len(block), follows) for block, follows in relations]),
    )
    return Cube(system, published)
