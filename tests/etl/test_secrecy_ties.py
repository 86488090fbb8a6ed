"""Populations that inclusions tie, read together: who is there was there before, or has come since."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from etl.secrecy.attack import attack
from etl.secrecy.audit import Siege, audit
from etl.secrecy.cube import build_cube
from etl.secrecy.layout import Cube, Layout
from etl.secrecy.naming import named
from etl.secrecy.rule import load_rule
from etl.secrecy.suppress import mended, protect
from etl.secrecy.system import System
from etl.secrecy.ties import Inclusion, Sealed, Ties
from etl.secrecy.witness import Witnesses

RULE = load_rule()
PLACES = ("nord", "sud", "est")
WHOLE = "64"
ALL = "tous"
BEFORE, ENTERED, AFTER = ((number, named(ALL)) for number in range(3))
STILL_THERE = Inclusion((AFTER,), (BEFORE, ENTERED), persons=True)
#: Before, entered, after: one has left the north.
ONE_LEFT = ((20, 30, 25), (3, 12, 15), (22, 35, 30))


def cube(counts: tuple[int, ...], levels: dict[str, pd.Series] | None = None) -> Cube:
    """Persons of each place, and of all."""
    rows = pd.DataFrame({"atom": PLACES, "cls": ALL, "count": counts})
    place = pd.Series(PLACES, index=PLACES)
    levels = {"sdsei": place, **(levels or {}), "departement": pd.Series(WHOLE, index=PLACES)}
    return build_cube(rows, Layout(levels, {}, {ALL: (ALL,)}), RULE)


class Together(NamedTuple):
    """Populations read together: one system, what is hidden of it, and the cell where each population begins."""

    system: System
    hidden: np.ndarray
    first: np.ndarray
    moves: Witnesses


def sealed(counts: tuple[int, ...], **how) -> tuple[Sealed, np.ndarray]:
    """Protected on its own; what is hidden of it."""
    made = cube(counts, **how)
    protection = protect(made.system)
    return Sealed(made, made.system, protection.moves), protection.hidden


def read_together(*populations: tuple[int, ...], **how) -> Together:
    return read([sealed(counts, **how) for counts in populations])


def read(parts: list[tuple[Sealed, np.ndarray]]) -> Together:
    ties = Ties([one for one, _ in parts], [STILL_THERE], RULE)
    return Together(ties.system, ties.hidden([hidden for _, hidden in parts]), ties.first, ties.moves)


def left_over(every: Together) -> list[float]:
    return sorted(every.system.values[every.first[-1] :])


def test_what_an_inclusion_leaves_over_is_a_cell_that_adds_up_and_is_never_shown():
    every = read_together(*ONE_LEFT)
    added = np.arange(every.first[-1], every.system.size)
    totals = [20 + 3, 30 + 12, 25 + 15, 75 + 30]  # there before or entered, by place and in all
    assert left_over(every) == sorted([1, 7, 10, 18, *totals])
    assert not every.system.publishable[added].any() and every.hidden[added].all()
    few = every.system.values[added] == 1
    assert every.system.sensitive[added].tolist() == few.tolist()


def test_what_each_population_hides_safely_may_be_read_in_another():
    """Twenty were in the north, twenty-two are, and some have left, one guesses: three entered, or four."""
    for counts in ONE_LEFT:
        alone, hidden = sealed(counts)
        assert audit(alone.system, hidden).passed
    every = read_together(*ONE_LEFT)
    found = audit(every.system, every.hidden)
    assert not found.passed
    first = every.first[1]
    north = next(one.cell for one in cube(ONE_LEFT[1]).published if one.territory == "nord")
    breach = next(breach for breach in found.breaches if breach.cell == first + north)
    assert (breach.attacker, breach.low, breach.high) == ("rule", 3, 4)


def test_a_little_more_is_hidden_until_nothing_can_be_read():
    every = read_together(*ONE_LEFT)
    siege, hidden = Siege(every.system), every.hidden
    while (wider := mended(siege, hidden)).sum() > hidden.sum():
        hidden = wider
    assert audit(every.system, hidden).passed
    more = hidden & ~every.hidden
    assert every.system.publishable[more].all() and 0 < more.sum() < (every.system.publishable & ~every.hidden).sum()


def test_an_inclusion_that_the_counts_deny_is_none_there():
    """Thirty in the north, of whom twenty-three at most could be: the files say something else than the rule."""
    every = read_together(ONE_LEFT[0], ONE_LEFT[1], (30, 35, 30))
    assert left_over(every) == sorted([7, 10, 10, 42, 40, 105])  # the south, the east and all


def test_a_territory_leaves_over_what_its_parts_do():
    epci = pd.Series({"nord": "deux", "sud": "deux", "est": "un"})
    every = read_together(*ONE_LEFT, levels={"epci": epci})
    cells = np.flatnonzero(every.system.values == 8)
    both = next(cell for cell in cells if cell >= every.first[-1])
    relation = next(
        every.system.members[start + 1 : end]
        for start, end in zip(every.system.start[:-1], every.system.start[1:], strict=True)
        if every.system.members[start] == both
    )
    assert sorted(every.system.values[relation]) == [1, 7]


def test_nobody_left_over_where_everybody_is_known_is_protected():
    known = [replace(cube(counts).system, low=cube(counts).system.values.copy()) for counts in ONE_LEFT]
    known = [replace(system, high=system.values.copy()) for system in known]
    parts = [Sealed(cube(counts), system) for counts, system in zip(ONE_LEFT, known, strict=True)]
    assert not read([(one, ~one.system.publishable) for one in parts]).system.sensitive.any()


def test_the_moves_of_each_population_are_moves_of_all_of_them():
    every = read_together(*ONE_LEFT)
    given, kept = every.moves.moves, every.moves.checked().moves
    assert given.count and len(kept.entries.owner) == len(given.entries.owner)
    assert (given.entries.cells >= every.first[-1]).any()  # what is left over moves with them


def possible(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Every value of the hidden counts (population × place) that the sums and the inclusion allow."""
    unknown = np.argwhere(hidden)
    top = int(counts.sum(axis=1).max())
    found = []
    for values in product(range(top + 1), repeat=len(unknown)):
        table = counts.copy()
        table[tuple(unknown.T)] = values
        before, entered, after = table
        if (table.sum(axis=1) == counts.sum(axis=1)).all() and (after <= before + entered).all():
            found.append(values)
    return np.array(found)


@pytest.mark.parametrize("seed", range(30))
def test_bounds_are_those_of_every_table_that_agrees(seed):
    """Places hidden at random, totals shown."""
    draws = np.random.default_rng(seed)
    before, entered = draws.integers(0, 4, (2, 3))
    after = np.array([draws.integers(0, most + 1) for most in before + entered])
    counts = np.stack([before, entered, after])
    hidden = np.zeros((3, 3), dtype=bool)
    for population in draws.choice(3, 2, replace=False):
        hidden[population, draws.choice(3, 2, replace=False)] = True
    parts = []
    for row, withheld in zip(counts, hidden, strict=True):
        made = cube(tuple(row))
        cells = [one.cell for one in made.published if one.level == "sdsei" and withheld[PLACES.index(one.territory)]]
        mask = ~made.system.publishable
        mask[cells] = True
        parts.append((Sealed(made, made.system), mask))
    every = read(parts)
    place = {
        (population, PLACES.index(one.territory)): every.first[population] + one.cell
        for population, (part, _) in enumerate(parts)
        for one in part.cube.published
        if one.level == "sdsei"
    }
    asked = [place[tuple(where)] for where in np.argwhere(hidden)]
    bounds = attack(every.system, every.hidden, np.array(asked), whole=True)
    tables = possible(counts, hidden)
    assert bounds.low.tolist() == tables.min(axis=0).tolist() and bounds.high.tolist() == tables.max(axis=0).tolist()
