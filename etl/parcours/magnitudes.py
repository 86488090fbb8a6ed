"""Secrecy of amounts: full-time equivalents and hours, that few structures make up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.parcours.family import FIGURE_COLUMNS
from etl.parcours.offer import Magnitude
from etl.parcours.protection import Protected, behind
from etl.parcours.settings import TOTAL
from etl.secrecy.audit import audit
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import protect
from etl.secrecy.system import System, make_system

HIDDEN_BY_US = "moins de trois contributeurs, un seul qui pèse presque tout, ou déductible d’un autre chiffre"
SECONDS = 0.5


def protect_magnitude(magnitude: Magnitude, rule: Rule) -> Protected:
    """Judge the totals of every territory, year by year."""
    parts, attacked, broken = [], 0, 0
    for period, rows in magnitude.rows.groupby("period"):
        totals = _totals(rows, magnitude)
        system = _system(rows, totals, magnitude, rule)
        hidden = protect(system, SECONDS).hidden
        result = audit(system, hidden)
        attacked, broken = attacked + result.checked, broken + len(result.breaches)
        parts.append(totals.assign(period=period, hidden=hidden[: len(totals)]))
    if not parts:
        nothing = pd.DataFrame(columns=FIGURE_COLUMNS)
        return Protected(nothing, pd.DataFrame(), 0, 0, behind(nothing, nothing))
    found = pd.concat(parts, ignore_index=True)
    secret = found["hidden"]
    figures = found.assign(
        indicator=magnitude.indicator,
        breakdown=TOTAL,
        value=found["amount"].where(~secret),
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status=secret.map({True: "secret", False: "published"}),
        qualifier=secret.map({True: "ours", False: ""}),
        method=secret.map({True: HIDDEN_BY_US, False: magnitude.method}),
        needs="",
    )
    told = behind(figures.assign(value=found["amount"]), figures)
    return Protected(figures[FIGURE_COLUMNS], pd.DataFrame(), attacked, broken, told)


def _totals(rows: pd.DataFrame, magnitude: Magnitude) -> pd.DataFrame:
    """One row a territory: amount, largest contributor, number of contributors, its pieces."""
    found = []
    for level, series in magnitude.atoms.items():
        placed = rows.assign(territory=rows["atom"].map(series)).dropna(subset="territory")
        by_contributor = placed.groupby(["territory", "contributor"])["amount"].sum().reset_index()
        by_contributor = by_contributor[by_contributor["amount"] > 0]
        summed = by_contributor.groupby("territory")["amount"].agg(["sum", "max", "size"])
        summed = summed.reindex(sorted(series.unique()), fill_value=0)
        for territory, (amount, largest, contributors) in summed.iterrows():
            pieces = tuple(sorted(placed.loc[placed["territory"] == territory, "atom"].unique()))
            found.append((level, territory, amount, largest, contributors, pieces))
    return pd.DataFrame(found, columns=["level", "territory", "amount", "largest", "contributors", "pieces"])


def _system(rows: pd.DataFrame, totals: pd.DataFrame, magnitude: Magnitude, rule: Rule) -> System:
    """Territories, then the pieces that they are made of, never shown: a piece of few contributors is protected too."""
    pieces = rows.groupby("atom")["amount"].agg(["sum", "max", "size"])
    place = {atom: len(totals) + rank for rank, atom in enumerate(pieces.index)}
    values = np.concatenate([totals["amount"], pieces["sum"]]).astype(float)
    largest = np.concatenate([totals["largest"], pieces["max"]]).astype(float)
    contributors = np.concatenate([totals["contributors"], pieces["size"]])
    shown = np.arange(len(values)) < len(totals)
    relations = [(rank, [place[atom] for atom in atoms]) for rank, atoms in enumerate(totals["pieces"])]
    return make_system(
        values,
        relations,
        publishable=shown,
        sensitive=rule.sensitive_magnitudes(values, largest, contributors),
        width=rule.magnitudes.width_share * values,
        whole=False,
    )
