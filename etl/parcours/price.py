"""What secrecy costs: how many figures are hidden, and what part of the total they carry."""

from __future__ import annotations

import pandas as pd

from etl.parcours.settings import TOTAL
from observatoire.catalogue import Catalogue

COLUMNS = ["indicator", "level", "cells", "hidden", "share_hidden", "method"]


def price_of_secrecy(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """COLUMNS, one row a protected indicator and level, from protected figures.

    cells and hidden count the figures of every period and breakdown. share_hidden (0–1): part of the persons (or of the
    amount) of the département that no shown territory of the level carries, over the ensemble.
    """
    declared = {i.id: i for i in catalogue.indicators.values() if i.secrecy != "none"}
    asked = figures[figures["indicator"].isin(declared) & figures["status"].isin(["published", "estimated", "secret"])]
    keys = ["indicator", "level"]
    found = asked.assign(secret=asked["status"].eq("secret")).groupby(keys)["secret"].agg(cells="size", hidden="sum")
    counts = {name for name, indicator in declared.items() if indicator.kind == "count"}
    weight = asked["value"].where(asked["indicator"].isin(counts), asked["denominator"].where(asked["value"].notna()))
    everybody = asked.assign(weight=weight)[asked["breakdown"].eq(TOTAL)]
    shown = everybody.groupby(keys)["weight"].sum()
    whole = shown.xs("departement", level="level") if "departement" in shown.index.unique("level") else shown.iloc[:0]
    carried = shown / whole.reindex(shown.index.get_level_values("indicator")).to_numpy()
    found["share_hidden"] = (1 - carried.reindex(found.index)).clip(0, 1).fillna(found["hidden"] / found["cells"])
    found = found.reset_index()
    return found.assign(method=found["indicator"].map({name: one.secrecy for name, one in declared.items()}))[COLUMNS]
