"""Class edges of each map, computed once on every year together."""

from __future__ import annotations

import pandas as pd

from observatoire.catalogue import Catalogue
from observatoire.statistics.classification import METHODS, class_count, edges
from observatoire.territories import MAPPED_LEVELS

#: Spread of the values, kept beside the edges: the step of the classes around a reference.
STEP = "repere"
BOUNDED = ("floor", "below_5")


def class_breaks(published: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Published figures -> columns indicator, level, method, breaks (list of floats in the indicator's unit).

    Bounded figures ("≤ 5 %") have a class of their own and do not count. `repere` holds one number: the step.
    """
    usable = published[
        published["value"].notna()
        & published["breakdown"].eq("ensemble")
        & published["level"].isin(MAPPED_LEVELS)
        & ~published["qualifier"].isin(BOUNDED)
    ]
    rows = []
    for (indicator_id, level), group in usable.groupby(["indicator", "level"]):
        indicator = catalogue.indicators[indicator_id]
        if indicator.kind == "count":
            continue
        classes = class_count(group["territory"].nunique())
        for method in METHODS:
            rows.append(
                (indicator_id, level, method, edges(group["value"].tolist(), method, classes, indicator.decimals))
            )
        if classes > 1 and (step := float(group["value"].std(ddof=0))) > 0:
            rows.append((indicator_id, level, STEP, [step]))
    return pd.DataFrame(rows, columns=["indicator", "level", "method", "breaks"])
