"""What is told of one population and period, protected together and attacked together.

Counts make one system of sums; the days that medians and curves tell are read beside it, and given to its attackers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.parcours.told_days import Reading, Wait
from etl.secrecy.areas import Pieces
from etl.secrecy.audit import AuditResult, audit
from etl.secrecy.contributors import CONTRIBUTOR, build_shared_counts
from etl.secrecy.cube import Cube, Layout, build_cube
from etl.secrecy.deduction import deduce
from etl.secrecy.join import joined
from etl.secrecy.quantiles import told_safely
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import protect
from etl.secrecy.system import System
from observatoire.errors import CheckFailed

#: What hiding a figure costs, from a territory to the département: the wider one is read by everybody.
LOSS = {"epci": 1.0, "mds": 1.5, "sdsei": 2.0, "departement": 50.0}
#: Work spent on one system looking for a cheaper pattern than the first safe one (see etl/secrecy/suppress.py).
EFFORT = 2_500
#: Patterns tried at most: those after rarely save anything.
MOST_PATTERNS = 2


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
    """What is told of one population and period: its counts, and its waits with the pieces that they stand on."""

    counts: list[Counts]
    waits: list[tuple[Wait, Pieces]]
    rule: Rule


class Settled(NamedTuple):
    """cells (level, territory, breakdown, cls) that may not be told; withdrawn: medians and curves (values of
    told_days.ITEM); how many cells were attacked, and broken."""

    cells: set[tuple]
    withdrawn: set[tuple]
    attacked: int
    broken: int


def whole_cube(told: list[Counts], rule: Rule) -> Cube:
    return _weighted(joined([_cube_of(counts, rule) for counts in told]))


def _cube_of(counts: Counts, rule: Rule) -> Cube:
    if CONTRIBUTOR in counts.tally:
        return build_shared_counts(counts.tally, counts.layout, rule, counts.ground)
    return build_cube(counts.tally, counts.layout, rule, counts.ground, counts.tied, counts.persons)


def _weighted(cube: Cube) -> Cube:
    """The cube with what hiding costs at each level; what everybody knows, whatever is published, is left as it is."""
    known = deduce(cube.system, cube.system.low, cube.system.high)
    told = known.low == known.high
    weight = np.ones(cube.system.size)
    for level, times in LOSS.items():
        weight[[one.cell for one in cube.published if one.level == level]] = times
    system = replace(
        cube.system,
        cost=cube.system.cost * weight,
        sensitive=cube.system.sensitive & ~told,
        low=np.where(told, known.low, cube.system.low),
        high=np.where(told, known.high, cube.system.high),
    )
    return replace(cube, system=system)


def settle(together: Together) -> Settled:
    """Protect together everything told of one population and period, and attack it all together."""
    if not together.counts:  # nothing but curves, of a period too recent for a figure
        readings = _readings(together, set(), set())
        return Settled(set(), set().union(*(reading.away for reading in readings)), 0, 0)
    cube = whole_cube(together.counts, together.rule)
    try:
        effort = EFFORT // max(1, len(cube.system.insiders))  # each of them attacks
        protection = protect(cube.system, effort, MOST_PATTERNS)
        hidden, moves, narrow = protection.hidden, protection.moves, protection.narrow
    except CheckFailed:  # a cell that everybody knows already, whatever is shown: nothing of this system is told
        hidden, moves, narrow = np.ones(cube.system.size, dtype=bool), None, None
    published = {one[:-1]: one.cell for one in cube.published}
    cells = {cell for cell, number in published.items() if hidden[number]}
    readings = _readings(together, cells, set(published))
    away = set().union(*(reading.away for reading in readings))
    if hidden.all():  # nothing is told, there is nothing to attack with
        return Settled(cells, away, 0, 0)

    def cost(item: tuple) -> float:
        return -max(reading.costs.get(item, 0.0) for reading in readings)

    def attacked(told: Iterable[tuple]) -> AuditResult:
        return audit(_bounded(cube.system, published, readings, set(told)), hidden, moves, narrow)

    told = sorted({item for reading in readings for item in reading.items} - away, key=lambda item: (cost(item), item))
    result = attacked(told)
    if not result.passed:  # beside the other sums, the days told bound a hidden share too narrowly
        suspects = set().union(*(reading.beside_hidden() for reading in readings))
        safe = told_safely(told, lambda some, more: attacked(some + more).passed, suspects)
        result, away = attacked(safe), away.union(told).difference(safe)
    return Settled(cells, away, result.checked, len(result.breaches))


def _readings(together: Together, cells: set[tuple], published: set[tuple]) -> list[Reading]:
    return [Reading(wait, ground, cells, published, together.rule) for wait, ground in together.waits]


def _bounded(system: System, number: dict[tuple, int], readings: list[Reading], told: set[tuple]) -> System:
    """The system for whoever has read, on the days told, the bounds of hidden shares; number: of each cell."""
    low, high = system.low.copy(), system.high.copy()
    for reading in readings:
        for cell, (least, most) in reading.bounds(told).items():
            low[number[cell]] = max(low[number[cell]], least)
            high[number[cell]] = min(high[number[cell]], most)
    return replace(system, low=low, high=high)
