"""Secrecy of amounts: full-time equivalents and hours, that few structures make up."""

from __future__ import annotations

import pandas as pd

from etl.parcours.family import FIGURE_COLUMNS
from etl.parcours.offer import Magnitude
from etl.parcours.protection import Protected, behind, nothing_told
from etl.parcours.settings import TOTAL
from etl.secrecy.audit import audit
from etl.secrecy.layout import Layout
from etl.secrecy.magnitudes import build_magnitudes
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import protect

HIDDEN_BY_US = "moins de trois contributeurs, un seul qui pèse presque tout, ou déductible d’un autre chiffre"


def protect_magnitude(magnitude: Magnitude, rule: Rule) -> Protected:
    """Judge the totals of every territory, year by year; every contributor attacks with what he knows."""
    layout = Layout(magnitude.atoms, {}, {}, nowhere=magnitude.nowhere)
    parts, attacked, broken = [], 0, 0
    for period, rows in magnitude.rows.groupby("period"):
        cube = build_magnitudes(rows[["atom", "contributor", "amount"]], layout, rule)
        protection = protect(cube.system)
        hidden = protection.hidden
        result = audit(cube.system, hidden, protection.moves, protection.narrow)
        attacked, broken = attacked + result.checked, broken + len(result.breaches)
        parts.append(cube.marked(hidden).assign(period=period))
    if not parts:
        return nothing_told()
    found = pd.concat(parts, ignore_index=True)
    secret = found["hidden"]
    told_as = found["period"].eq(magnitude.running).map({True: "year_to_date", False: ""})
    figures = found.assign(
        indicator=magnitude.indicator,
        breakdown=TOTAL,
        value=found["value"].where(~secret),
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status=secret.map({True: "secret", False: "published"}),
        qualifier=told_as.mask(secret, "ours"),
        method=secret.map({True: HIDDEN_BY_US, False: magnitude.method}),
        needs="",
    )
    told = behind(figures.assign(value=found["value"]), figures).assign(value=float("nan"))
    return Protected(figures[FIGURE_COLUMNS], pd.DataFrame(), attacked, broken, told)
