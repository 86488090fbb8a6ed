"""Statistical secrecy of everything counted on persons: what is hidden, why, at what price, and the proof.

All the figures of one population and period are protected together; families of the same population share their
totals, so that a total hidden in one is hidden in all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from etl.parcours.family import CURVE_COLUMNS, EVERYBODY, Family
from etl.parcours.persons import UNKNOWN_COMMUNE
from etl.parcours.settings import TOTAL
from etl.parcours.workers import each
from etl.secrecy.audit import audit
from etl.secrecy.cube import Cube, Layout, build_cube
from etl.secrecy.deduction import deduce
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import protect
from etl.secrecy.system import System
from observatoire.errors import CheckFailed

#: Name of the cells that count everybody.
ALL = "tous"
KEY = ["level", "territory", "breakdown"]
#: What hiding a figure costs, from a territory to the département: the wider one is read by everybody.
LOSS = {"epci": 1.0, "mds": 1.5, "sdsei": 2.0, "departement": 50.0}
#: Seconds spent on one system looking for a cheaper pattern than the first safe one.
SECONDS = 0.2
HIDDEN_BY_US = "moins de cinq personnes, ou déductible d’un autre chiffre"


@dataclass(frozen=True)
class Protected:
    """figures: as given, what is secret without its value. attacked: figures withheld that the audit attacked; broken:
    those that it could bound too narrowly (none, or nothing may be published). told: columns indicator, level, value
    (persons or amount behind each figure, before secrecy) and hidden, to count what secrecy costs."""

    figures: pd.DataFrame
    curves: pd.DataFrame
    attacked: int
    broken: int
    told: pd.DataFrame


def protect_families(families: Iterable[Family], atoms: dict[str, pd.Series], rule: Rule) -> Protected:
    """Judge every figure; families are grouped by population and period."""
    families = list(families)
    judged = [family for family in families if family.classes]
    together: dict[tuple[str, str], list[int]] = {}
    for number, family in enumerate(judged):
        for period in _told(family):
            together.setdefault((family.population, period), []).append(number)
    groups = sorted(together.items(), key=lambda group: -len(group[1]))
    pieces = [([judged[number] for number in numbers], period, atoms, rule) for (_, period), numbers in groups]
    hidden: list[set[tuple]] = [set() for _ in judged]
    attacked = broken = 0
    for ((_, period), numbers), found in zip(groups, each(_settled, pieces), strict=True):
        for number, (cells, checked, failed) in zip(numbers, found, strict=True):
            hidden[number] |= {(period, *cell) for cell in cells}
            attacked, broken = attacked + checked, broken + failed
    figures = [family.figures for family in families if not family.classes]
    told = [behind(part, part) for part in figures]
    curves = [pd.DataFrame(columns=CURVE_COLUMNS)]
    for family, cells in zip(judged, hidden, strict=True):
        figures.append(_judged(family, cells, rule))
        told.append(behind(family.figures, figures[-1]))
        curves.append(_kept(family.curves, figures[-1]))
    drawn = pd.concat([curve for curve in curves if not curve.empty] or curves, ignore_index=True)
    every, costs = (pd.concat(parts, ignore_index=True) for parts in (figures, told))
    return Protected(every, drawn, attacked, broken, costs)


def behind(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Persons or amount behind each figure that could be told, and whether secrecy hid it: see Protected.told."""
    asked = before["value"].notna() | after["status"].eq("secret")
    return pd.DataFrame(
        {
            "indicator": before["indicator"],
            "level": before["level"],
            "value": before["denominator"].fillna(before["value"]).fillna(0.0),
            "hidden": after["status"].eq("secret"),
        }
    )[asked]


def _told(family: Family) -> set[str]:
    """Periods of which something would be published."""
    return set(family.figures.loc[family.figures["status"] != "immature", "period"])


def _cube(family: Family, period: str, atoms: dict[str, pd.Series], rule: Rule) -> Cube:
    bounds = family.classes[:-1]
    published = {name: family.classes[: rank + 1] for rank, name in enumerate(bounds)} | {ALL: family.classes}
    shown = tuple(family.figures["level"].unique())
    layout = Layout(
        levels={level: series for level, series in atoms.items() if level in shown},
        breakdowns=dict.fromkeys(shown, family.dimensions),
        classes=published,
        denominator=ALL if bounds else None,
        nowhere=(f"a_{UNKNOWN_COMMUNE}",),
    )
    cube = build_cube(family.tally[family.tally["period"] == period], layout, rule)
    # What follows from what everybody knows, whatever is published, is known too: secrecy cannot help it.
    known = deduce(cube.system, cube.system.low, cube.system.high)
    told = known.low == known.high
    weight = np.ones(cube.system.size)
    for level, times in LOSS.items():
        weight[cube.cells.loc[cube.cells["level"] == level, "cell"].to_numpy()] = times
    system = replace(
        cube.system,
        cost=cube.system.cost * weight,
        sensitive=cube.system.sensitive & ~told,
        low=np.where(told, known.low, cube.system.low),
        high=np.where(told, known.high, cube.system.high),
    )
    return replace(cube, system=system)


def _settled(piece: tuple[list[Family], str, dict[str, pd.Series], Rule]) -> list[tuple[set[tuple], int, int]]:
    """Protect families of one population and period until all agree on the cells that they share.

    -> for each, the cells (level, territory, breakdown, cls) that may not be told, how many were attacked and broken.
    """
    families, period, atoms, rule = piece
    cubes = [_cube(family, period, atoms, rule) for family in families]
    agreed: set[tuple] = set()
    found = [_protected(cube, agreed) for cube in cubes]
    while (wider := set().union(*(cells for _, _, cells in found))) != agreed:
        again = [_holds_more(cube, cells, wider) for cube, (_, _, cells) in zip(cubes, found, strict=True)]
        agreed = wider
        found = [
            _protected(cube, agreed) if late else former for cube, former, late in zip(cubes, found, again, strict=True)
        ]
    return [(cells, *_attacked(system, hidden)) for system, hidden, cells in found]


def _attacked(system: System, hidden: np.ndarray) -> tuple[int, int]:
    """Figures attacked and figures bounded too narrowly; where nothing is told there is nothing to attack with."""
    if hidden.all():
        return 0, 0
    result = audit(system, hidden)
    return result.checked, len(result.breaches)


def _protected(cube: Cube, agreed: set[tuple]) -> tuple[System, np.ndarray, set[tuple]]:
    """(system, hidden, keys of its hidden cells), what is agreed being hidden from the start."""
    system = replace(cube.system, sensitive=cube.system.sensitive | _cells_of(cube, agreed))
    try:
        hidden = protect(system, SECONDS).hidden
    except CheckFailed:  # a cell that everybody knows already, whatever is shown: nothing of this system is told
        hidden = np.ones(system.size, dtype=bool)
    marked = cube.marked(hidden)
    return system, hidden, {tuple(row) for row in marked.loc[marked["hidden"], [*KEY, "cls"]].to_numpy()}


def _holds_more(cube: Cube, own: set[tuple], wider: set[tuple]) -> bool:
    """A cell of the cube is hidden elsewhere and not here."""
    keys = pd.MultiIndex.from_frame(cube.cells[[*KEY, "cls"]])
    return bool(keys.isin(wider - own).any())


def _cells_of(cube: Cube, keys: set[tuple]) -> np.ndarray:
    """The cells of a cube of these keys."""
    asked = np.zeros(cube.system.size, dtype=bool)
    found = pd.MultiIndex.from_frame(cube.cells[[*KEY, "cls"]]).isin(keys) if keys else []
    asked[cube.cells.loc[found, "cell"].to_numpy()] = True
    return asked


def _judged(family: Family, hidden: set[tuple], rule: Rule) -> pd.DataFrame:
    """Figures without what they may not tell: the value of a hidden cell, the number behind a hidden total."""
    figures = family.figures
    dimension = figures["breakdown"].str.split(":").str[0]
    breakdown = figures["breakdown"].where(dimension.isin(family.dimensions), TOTAL)
    place = [figures["period"], figures["level"], figures["territory"], breakdown]
    own = pd.MultiIndex.from_arrays([*place, figures["needs"].replace(EVERYBODY, ALL)]).isin(hidden)
    everybody = pd.MultiIndex.from_arrays([*place, pd.Series(ALL, index=figures.index)]).isin(hidden)
    thin = figures["denominator"].lt(rule.rates.minimum_denominator).to_numpy()
    told = figures["status"].ne("immature").to_numpy()
    secret = (own | everybody | thin) & told
    return figures.assign(
        **{name: figures[name].where(~secret) for name in ("value", "low", "high", "numerator")},
        denominator=figures["denominator"].where(~everybody),
        status=figures["status"].mask(secret, "secret"),
        qualifier=figures["qualifier"].mask(secret, "ours"),
        method=figures["method"].mask(secret, HIDDEN_BY_US),
    )


def _kept(curves: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Curves of the figures that are not secret."""
    if curves.empty:
        return curves
    key = ["indicator", "level", "territory", "period", "breakdown"]
    secret = figures.loc[figures["status"] == "secret", key]
    return curves[~pd.MultiIndex.from_frame(curves[key]).isin(pd.MultiIndex.from_frame(secret))]
