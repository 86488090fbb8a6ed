"""Headcounts rounded instead of hidden: one way for all of them, chosen by the card of the indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.geography import Geography
from etl.parcours.family import EVERYBODY, FIGURE_COLUMNS, Family
from etl.parcours.given import absence, untold
from etl.parcours.offer import with_zeros
from etl.parcours.persons import Microdata
from etl.parcours.protection import Protected, behind, cube_of, nothing_told
from etl.parcours.rates import Headcount, count_heads
from etl.secrecy.audit import audit_rounded
from etl.secrecy.rounding import rounded
from etl.secrecy.rule import Rule
from etl.secrecy.system import System, make_system, system_from_arrays

ROUNDED = "arrondi à 5 près, sommes conservées : une personne de plus ou de moins ne se voit pas"


@dataclass(frozen=True)
class Tied:
    """Figures of one period (columns level, territory, period, breakdown) and the system of sums that ties them.

    cells: that of each row in the system.
    """

    rows: pd.DataFrame
    system: System
    cells: np.ndarray


def rounded_heads(headcount: Headcount, microdata: Microdata, geography: Geography, rule: Rule) -> Protected:
    """A headcount of population of its own, on the sums that suppression would have protected. Periods that are not
    over keep their status."""
    families = count_heads(headcount, microdata)
    figures = pd.concat([family.figures for family in families], ignore_index=True)
    if why := absence(headcount.stands_on, microdata):
        return nothing_told(untold(figures, why))
    young = figures[figures["status"].eq("immature")]
    periods = figures.loc[figures["status"].ne("immature"), "period"].unique()
    found = rounded_figures(headcount.indicator, _tied(families, periods, microdata, rule), geography, rule)
    shown = pd.concat([found.figures, young], ignore_index=True) if len(young) else found.figures
    return Protected(shown, found.curves, found.attacked, found.broken, found.told)


def _tied(families: list[Family], periods: Iterable[str], microdata: Microdata, rule: Rule) -> Iterator[Tied]:
    for period in periods:
        cube = cube_of(families, period, microdata.atoms, rule)
        cells = cube.cells
        yield Tied(cells.assign(period=period), _summed(cube.system, cells), cells["cell"].to_numpy())


def _summed(system: System, cells: pd.DataFrame) -> System:
    """The system, where the territories of each level add up to the département: who is in none of them (commune not
    known) makes one figure more, rounded too and never shown. cells: as in Cube.cells."""
    whole = cells[cells["level"] == "departement"].set_index("breakdown")["cell"]
    rests, rows = [], []
    for (_, breakdown), parts in cells[cells["level"] != "departement"].groupby(["level", "breakdown"]):
        row = [whole[breakdown], *parts["cell"]]
        if rest := system.values[whole[breakdown]] - parts["value"].sum():
            row.append(system.size + len(rests))
            rests.append(rest)
        rows.append(row)
    more = make_system(rests, [])

    def both(name: str) -> np.ndarray:
        return np.concatenate([getattr(system, name), getattr(more, name)])

    return system_from_arrays(
        both("values"),
        np.concatenate([system.start, system.start[-1] + np.cumsum([len(row) for row in rows], dtype=np.int64)]),
        np.concatenate([system.members, *rows]).astype(np.int64),
        **{name: both(name) for name in ("sensitive", "publishable", "cost", "width", "low", "high")},
        guess=(both("guess_low"), both("guess_high")),
        implied=np.concatenate([system.implied, np.zeros(len(rows), dtype=bool)]),
    )


def rounded_figures(indicator: str, periods: Iterable[Tied], geography: Geography, rule: Rule) -> Protected:
    """Every figure rounded to the base of the rule, sums kept, and attacked as it is shown.

    Nothing is hidden. What is rounded to zero reads "fewer than five", and so does a territory where nobody is counted.
    """
    parts, attacked, broken = [], 0, 0
    for tied in periods:
        rounding = rounded(tied.system, rule.rounding_base)
        result = audit_rounded(tied.system, *rounding.bounds(tied.system))
        attacked, broken = attacked + result.checked, broken + len(result.breaches)
        parts.append(tied.rows.assign(value=rounding.values[tied.cells]))
    if not parts:
        return nothing_told()
    told = with_zeros(pd.concat(parts, ignore_index=True), geography, "value")
    told = told.assign(
        indicator=indicator,
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status="published",
        qualifier=np.where(told["value"] > 0, "rounded_5", "below_5"),
        method=ROUNDED,
        needs=EVERYBODY,
    )
    shown = told[FIGURE_COLUMNS]
    return Protected(shown, pd.DataFrame(), attacked, broken, behind(shown, shown))
