"""What secrecy costs the reader: how many figures are hidden, and how much of the total."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def price(cells: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row a group of published cells (columns value, hidden and `by`), in the order of the groups.

    Columns cells, hidden, hidden_pct (of the cells), hidden_total_pct (of the sum of the values; missing when it is 0).
    """
    grouped = cells.assign(hidden_value=cells["value"].where(cells["hidden"], 0.0)).groupby(list(by), dropna=False)
    told = grouped.agg(
        cells=("hidden", "size"), hidden=("hidden", "sum"), total=("value", "sum"), lost=("hidden_value", "sum")
    )
    told["hidden_pct"] = 100 * told["hidden"] / told["cells"]
    told["hidden_total_pct"] = 100 * told["lost"] / told["total"].where(told["total"] > 0)
    return told.drop(columns=["total", "lost"]).reset_index()
