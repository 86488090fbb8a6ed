"""From what each contributor brings to a system: hours, ETP, amounts by territory and breakdown, under dominance.

Every contributor attacks the others: it takes what it brings away from what it reads. Where contributors stand is known
to everybody: where none does, everybody knows that the amount is zero, which shelters nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from etl.secrecy.areas import Pieces, pieces, remainders
from etl.secrecy.classes import classes_of
from etl.secrecy.layout import Cube, Layout, atoms_of, axes_of, costs_of, published_cells
from etl.secrecy.margins import sums
from etl.secrecy.rule import Rule
from etl.secrecy.system import system_from_arrays

#: The only class of a magnitude.
MAGNITUDE = "total"


def build_magnitudes(amounts: pd.DataFrame, layout: Layout, rule: Rule) -> Cube:
    """The system of a magnitude made by contributors (structures, companies).

    amounts: columns atom, contributor, amount and one column a dimension; rows of a same combination are added; a
    contributor who stands somewhere without bringing anything has a row of zero. The classes and the denominator of the
    layout are not used. A cell made by too few contributors, or mostly by one, is sensitive, and so is a zero that
    contributors stand behind: it would be that of each. Each contributor attacks with what he brings to each cell.
    """
    counts = amounts.rename(columns={"amount": "count"}).assign(cls=amounts["contributor"].astype(str))
    layout = replace(layout, classes={MAGNITUDE: tuple(sorted(set(counts["cls"])))}, denominator=None)
    ground = pieces(layout.levels, atoms_of(counts, layout), layout.nowhere)
    classes = classes_of({MAGNITUDE: (MAGNITUDE,)}, None)
    axes = axes_of(counts.assign(cls=MAGNITUDE), layout, ground, classes)
    brought, left = _by_cell(counts, layout, ground)
    present, left_present = (found > 0 for found in _by_cell(counts.assign(count=1.0), layout, ground))
    told_by_few = _sensitive(left, left_present, rule)
    parts = [
        np.concatenate([axis.cells(part)[modality] for part in axis.areas.parts_in(row)])
        for axis in axes
        for row in remainders(axis.areas)
        for modality in range(len(axis.modalities))
    ]
    parts = [part for part, few in zip(parts, told_by_few, strict=True) if few]
    first = len(brought)
    relations = [
        (np.zeros((0, 1), dtype=int), False),  # one place alone has no sum
        *sums(axes, ground, classes),
        *((np.array([[first + number, *cells]]), False) for number, cells in enumerate(parts)),
    ]
    brought = np.concatenate([brought, left[told_by_few]])
    present = np.concatenate([present, left_present[told_by_few]])
    published = published_cells(axes, classes)
    values = brought.sum(axis=1)
    own = counts.groupby("cls")["count"].sum()
    system = system_from_arrays(
        values,
        np.cumsum([0, *(block.shape[1] for block, _ in relations for _ in block)]),
        np.concatenate([block.ravel() for block, _ in relations]),
        sensitive=_sensitive(brought, present, rule),
        publishable=np.isin(np.arange(len(values)), [one.cell for one in published]),
        cost=costs_of(values, published, ground),
        width=rule.magnitudes.width_share * np.where(values > 0, values, own[own > 0].mean()),
        high=np.where(present.any(axis=1), np.inf, 0.0),
        insiders=_best_informed(brought, present),
        whole=False,
        implied=np.concatenate([np.full(len(block), follows) for block, follows in relations]),
    )
    return Cube(system, published)


def _by_cell(counts: pd.DataFrame, layout: Layout, ground: Pieces) -> tuple[np.ndarray, np.ndarray]:
    """What each contributor brings to each cell (cells × contributors), and to what is left of each territory beside
    another, area by area and modality by modality."""
    axes = axes_of(counts, layout, ground, classes_of(layout.classes, None))
    found = []
    for rows in ([axis.areas.rows for axis in axes], [remainders(axis.areas) for axis in axes]):
        shares = [
            axis.by_class(np.array(areas)).reshape(-1, axis.counts.shape[2])
            for axis, areas in zip(axes, rows, strict=True)
            if areas
        ]
        found.append(np.concatenate(shares or [np.zeros((0, axes[0].counts.shape[2]))]))
    return found[0], found[1]


def _sensitive(brought: np.ndarray, present: np.ndarray, rule: Rule) -> np.ndarray:
    """Cells that may not be told, from what each contributor brings and who stands there (both … × contributors)."""
    values = brought.sum(axis=1)
    few = rule.sensitive_magnitudes(values, brought.max(axis=1, initial=0), (brought > 0).sum(axis=1))
    return few | ((values == 0) & present.any(axis=1))


def _best_informed(brought: np.ndarray, present: np.ndarray) -> list[np.ndarray]:
    """Least and most that each cell can be (2 × cells) for each contributor, but for those that another one outdoes.

    A contributor knows what he brings, and the whole of a cell where he stands alone. Of those who stand in the same
    places beside others, the one who brings most to every cell bounds all that the others do.
    """
    alone = present & (present.sum(axis=1) == 1)[:, None]
    most = np.where(alone, brought, np.inf)
    kept: list[int] = []
    for who in np.argsort(-brought.sum(axis=0), kind="stable"):
        outdone = any(
            (brought[:, who] <= brought[:, other]).all() and (alone[:, who] == alone[:, other]).all() for other in kept
        )
        if not outdone:
            kept.append(int(who))
    return [np.array([brought[:, who], most[:, who]]) for who in sorted(kept)]
