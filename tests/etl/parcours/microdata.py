"""One figure of some families."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from etl.parcours.family import Family


def figure(
    families: Family | Sequence[Family],
    indicator: str,
    period: str = "2023",
    level: str = "departement",
    territory: str = "64",
    breakdown: str = "ensemble",
) -> pd.Series | None:
    """The figure, None when no family tells it."""
    rows = pd.concat([family.figures for family in ([families] if isinstance(families, Family) else families)])
    found = rows[
        rows["indicator"].eq(indicator)
        & rows["period"].eq(period)
        & rows["level"].eq(level)
        & rows["territory"].eq(territory)
        & rows["breakdown"].eq(breakdown)
    ]
    assert len(found) <= 1, "a figure is told twice"
    return found.iloc[0] if len(found) else None
