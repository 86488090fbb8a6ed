"""One figure of a family."""

from __future__ import annotations

import pandas as pd

from etl.parcours.family import Family


def figure(
    family: Family,
    indicator: str,
    period: str = "2023",
    level: str = "departement",
    territory: str = "64",
    breakdown: str = "ensemble",
) -> pd.Series | None:
    rows = family.figures
    found = rows[
        rows["indicator"].eq(indicator)
        & rows["period"].eq(period)
        & rows["level"].eq(level)
        & rows["territory"].eq(territory)
        & rows["breakdown"].eq(breakdown)
    ]
    return found.iloc[0] if len(found) else None
