"""What is told of one population and period, protected together and attacked together.

Counts make one system of sums; the days that medians and curves tell are read beside it, and given to its attackers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.parcours.family import ALL
from etl.parcours.told_days import Reading, Wait
from etl.secrecy.areas import Pieces
from etl.secrecy.attack import Bounds
from etl.secrecy.audit import AuditResult, Siege
from etl.secrecy.contributors import CONTRIBUTOR, build_shared_counts
from etl.secrecy.cube import Cube, Layout, build_cube
from etl.secrecy.deduction import with_what_follows
from etl.secrecy.join import joined
from etl.secrecy.quantiles import told_safely
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import protect
from etl.secrecy.system import System
from etl.secrecy.ties import Sealed
from observatoire.errors import CheckFailed

#: What hiding a figure costs, from a territory to the département: the wider one is read by everybody.
LOSS = {"epci": 1.0, "mds": 1.5, "sdsei": 2.0, "departement": 50.0}
#: Work spent on one system looking for a cheaper pattern than the first safe one (see etl/secrecy/suppress.py).
EFFORT = 900
#: Patterns tried at most: a second one would save three figures in a thousand, at the price of a second.
MOST_PATTERNS = 1


#: A population and a period.
Key = tuple[str, str]


@dataclass(frozen=True)
class Counts:
    """Counts of one period, and how they are told: all that protecting them needs to know."""

    tally: pd.DataFrame
    layout: Layout
    ground: Pieces
    tied: pd.DataFrame | None
    persons: pd.DataFrame | None


@dataclass(frozen=True)
class Together:
    """What is told of one population and period: its counts, and its waits with the pieces that they stand on.

    sealed: whether others will be attacked with it. at_least: cells (level, territory, breakdown, cls) that may not be
    told, of those who have been settled before."""

    key: Key
    counts: list[Counts]
    waits: list[tuple[Wait, Pieces]]
    rule: Rule
    sealed: bool = False
    at_least: frozenset[tuple] = frozenset()


class Settled(NamedTuple):
    """cells (level, territory, breakdown, cls) that may not be told; withdrawn: medians and curves (values of
    told_days.ITEM); how many cells were attacked, and broken; sealed: for the attack on several, if it was asked."""

    key: Key
    cells: set[tuple]
    withdrawn: set[tuple]
    attacked: int
    broken: int
    sealed: Sealed | None = None


def whole_cube(told: list[Counts], rule: Rule) -> Cube:
    return _weighted(joined([_cube_of(counts, rule) for counts in told]))


def _cube_of(counts: Counts, rule: Rule) -> Cube:
    if CONTRIBUTOR in counts.tally:
        return build_shared_counts(counts.tally, counts.layout, rule, counts.ground)
    return build_cube(counts.tally, counts.layout, rule, counts.ground, counts.tied, counts.persons)


def _weighted(cube: Cube) -> Cube:
    """The cube with what hiding costs at each level; what everybody knows, whatever is published, is left as it is."""
    weight = np.ones(cube.system.size)
    for level, times in LOSS.items():
        weight[[one.cell for one in cube.published if one.level == level]] = times
    return replace(cube, system=with_what_follows(replace(cube.system, cost=cube.system.cost * weight)))


def settle(together: Together) -> Settled:
    """Protect together everything told of one population and period, and attack it all together."""
    if not together.counts:  # nothing but curves, of a period too recent for a figure
        readings = _readings(together, set(), set())
        return Settled(together.key, set(), set().union(*(reading.away for reading in readings)), 0, 0)
    cube = whole_cube(together.counts, together.rule)
    try:
        effort = EFFORT // max(1, len(cube.system.insiders))  # each of them attacks
        protection = protect(cube.system, effort, MOST_PATTERNS, _withheld(cube, together.at_least))
        hidden, moves, narrow = protection.hidden, protection.moves, protection.narrow
    except CheckFailed:  # a cell that everybody knows already, whatever is shown: nothing of this system is told
        hidden, moves, narrow = np.ones(cube.system.size, dtype=bool), None, None
    published = {one[:-1]: one.cell for one in cube.published}
    cells = {cell for cell, number in published.items() if hidden[number]}
    readings = _readings(together, cells, set(published))
    away = set().union(*(reading.away for reading in readings))
    sealed = Sealed(cube, _as_told(cube)) if together.sealed else None
    if hidden.all():  # nothing is told, there is nothing to attack with
        return Settled(together.key, cells, away, 0, 0, sealed)

    def cost(item: tuple) -> float:
        return -max(reading.costs.get(item, 0.0) for reading in readings)

    siege = Siege(cube.system, moves and moves.checked())
    siege.measure(narrow or {})

    def attacked(told: Iterable[tuple]) -> AuditResult:
        siege.having_read(_bounds(cube.system.size, published, readings, set(told)))
        return siege.result(hidden)

    told = sorted({item for reading in readings for item in reading.items} - away, key=lambda item: (cost(item), item))
    result = attacked(told)
    if not result.passed:  # beside the other sums, the days told bound a hidden share too narrowly
        suspects = set().union(*(reading.beside_hidden() for reading in readings))
        safe = told_safely(told, lambda some, more: attacked(some + more).passed, suspects)
        result, away, told = attacked(safe), away.union(told).difference(safe), safe
    if sealed is not None:
        bounds = _bounds(cube.system.size, published, readings, set(told))
        sealed = replace(sealed, bounds=bounds, moves=siege.proofs(hidden), openness=siege.openness)
    return Settled(together.key, cells, away, result.checked, len(result.breaches), sealed)


@dataclass(frozen=True)
class Again:
    """What was settled, and cells that may not be told. only_read: nothing else is hidden nor attacked, by who attacks
    several together."""

    together: Together
    settled: Settled
    cells: set[tuple]
    only_read: bool


def settle_again(again: Again) -> Settled:
    """What is settled, when more has to be hidden: the days told of it are withdrawn, those left are read again."""
    if not again.only_read:
        return settle(replace(again.together, at_least=frozenset(again.cells)))
    sealed = again.settled.sealed
    published = {one[:-1]: one.cell for one in sealed.cube.published}
    waits = [(wait.without(again.settled.withdrawn), ground) for wait, ground in again.together.waits]
    readings = _readings(replace(again.together, waits=waits), again.cells, set(published))
    away = again.settled.withdrawn.union(*(reading.away for reading in readings))
    told = {item for reading in readings for item in reading.items} - away
    bounds = _bounds(sealed.system.size, published, readings, told)
    return again.settled._replace(cells=again.cells, withdrawn=away, sealed=replace(sealed, bounds=bounds))


def _withheld(cube: Cube, cells: frozenset[tuple]) -> np.ndarray | None:
    """Cells of a cube (mask, n) that have one of these names; None of no name."""
    if not cells:
        return None
    withheld = np.zeros(cube.system.size, dtype=bool)
    withheld[[one.cell for one in cube.published if one[:-1] in cells]] = True
    return withheld


def _as_told(cube: Cube) -> System:
    """The system of the cube for who knows which figures there are: none where nobody is counted, not even hidden."""
    high, shown = cube.system.high.copy(), np.zeros(cube.system.size, dtype=bool)
    high[[one.cell for one in cube.published if one.cls == ALL and cube.system.values[one.cell] == 0]] = 0.0
    shown[[one.cell for one in cube.published]] = True
    return replace(cube.system, high=high, publishable=cube.system.publishable & shown)


def _readings(together: Together, cells: set[tuple], published: set[tuple]) -> list[Reading]:
    return [Reading(wait, ground, cells, published, together.rule) for wait, ground in together.waits]


def _bounds(size: int, number: dict[tuple, int], readings: list[Reading], told: set[tuple]) -> Bounds:
    """What whoever has read the days told knows of hidden shares; size: how many cells; number: of each cell."""
    low, high = np.zeros(size), np.full(size, np.inf)
    for reading in readings:
        for cell, (least, most) in reading.bounds(told).items():
            low[number[cell]] = max(low[number[cell]], least)
            high[number[cell]] = min(high[number[cell]], most)
    return low, high
