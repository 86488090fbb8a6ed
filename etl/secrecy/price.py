"""What secrecy costs the reader: how many figures are hidden, and about how much of the total."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

#: The share of the total that is hidden is told as the upper end of one of so many classes of equal width.
CLASSES = 20
#: No share is told below that many hidden figures: it would be read of each of them.
FEWEST_HIDDEN = 5


def price(cells: pd.DataFrame, by: Sequence[str], threshold: int) -> pd.DataFrame:
    """One row a group of published cells (columns value, hidden and `by`), in the order of the groups.

    value: persons behind the cell, missing when it is an amount. Columns cells, hidden, hidden_pct (of the cells) and
    share_at_most: upper bound, in twentieths, of the share of the persons who are behind hidden cells. Missing when it
    would tell too much; 0 when nothing is hidden; never for amounts, whose total is told elsewhere to the unit.
    threshold: fewest persons that may be told.
    """
    value = cells["value"].astype(float)
    behind = cells.assign(value=value, hidden_value=value.where(cells["hidden"], 0.0), amount=value.isna())
    told = behind.groupby(list(by), dropna=False).agg(
        cells=("hidden", "size"),
        hidden=("hidden", "sum"),
        total=("value", "sum"),
        lost=("hidden_value", "sum"),
        amount=("amount", "any"),
    )
    told["hidden_pct"] = 100 * told["hidden"] / told["cells"]
    told["share_at_most"] = _share_at_most(told, threshold)
    return told.drop(columns=["total", "lost", "amount"]).reset_index()


def _share_at_most(told: pd.DataFrame, threshold: int) -> pd.Series:
    """Whether it is told depends on what is published only: silence says nothing of what is hidden.

    The persons shown must be enough for every class to be at least `threshold` persons wide for each hidden figure: the
    lowest one, (persons shown) / 19, then tells of none that it is smaller than everybody supposes.
    """
    shown = told["total"] - told["lost"]
    enough = (told["hidden"] >= FEWEST_HIDDEN) & (shown >= (CLASSES - 1) * threshold * told["hidden"])
    classes = np.ceil(CLASSES * told["lost"] / told["total"].where(told["total"] > 0)).clip(lower=1)
    share = (classes / CLASSES).where(enough).mask(told["hidden"] == 0, 0.0)
    return share.mask(told["amount"])
