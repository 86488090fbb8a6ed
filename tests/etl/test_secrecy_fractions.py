"""Moves in fractions of persons prove cells wide where programs over all values decide, and nowhere else."""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pytest

from etl.secrecy import make_system
from etl.secrecy.attack import attack
from etl.secrecy.audit import Siege
from etl.secrecy.shifts import Entries
from etl.secrecy.system import System
from etl.secrecy.witness import OF_COUNTS, Witnesses, inwards

SIDE = 3
PLACES = list(product(range(SIDE), repeat=3))


def cube_of_counts(seed: int) -> tuple[System, np.ndarray]:
    """Counts by three dimensions, told by two at a time, and what is hidden: its vertices are often in halves."""
    draws = np.random.default_rng(seed)
    counts = draws.integers(0, 6, len(PLACES))
    sums = []
    for away in range(3):
        for pair in product(range(SIDE), repeat=2):
            sums.append([cell for cell, place in enumerate(PLACES) if (*place[:away], *place[away + 1 :]) == pair])
    values = [*counts, *(counts[cells].sum() for cells in sums)]
    system = make_system(values, [(len(PLACES) + total, cells) for total, cells in enumerate(sums)])
    hidden = np.zeros(system.size, dtype=bool)
    hidden[draws.choice(len(PLACES), 22, replace=False)] = True
    return system, hidden


def narrow_over_all_values(system: System, hidden: np.ndarray) -> set[int]:
    """Cells that the exact programs over all values bound more narrowly than three whole values."""
    bounds = attack(system, hidden)
    (low, _), (_, high) = inwards(bounds.low), inwards(bounds.high)
    return set(bounds.cells[high - low < system.width[bounds.cells]].tolist())


@pytest.mark.parametrize("many", [0, 100])
def test_in_large_blocks_what_is_narrow_is_what_programs_over_all_values_find(monkeypatch, many):
    monkeypatch.setattr("etl.secrecy.search.NEAR", 2)
    monkeypatch.setattr("etl.secrecy.search.FEW_IN_LARGE", 3)
    monkeypatch.setattr(sys.modules[Siege.__module__], "MANY_DOUBTS", many)
    fractions = 0
    for seed in range(40):
        system, hidden = cube_of_counts(seed)
        siege, narrow = Siege(system), narrow_over_all_values(system, hidden)
        assert {breach.cell for breach in siege.breaches(hidden)} == narrow
        doubts = siege.doubts(hidden)
        assert bool(doubts) >= bool(narrow) and all(cells[list(narrow)].all() for _, cells in doubts)
        fractions += siege.known.fractions.count
    assert fractions


@pytest.mark.parametrize(("near", "told"), [(400, True), (2, False)])
def test_in_small_blocks_fractions_prove_nothing(monkeypatch, near, told):
    """Three counts that move by ones and a fourth by twos: 1 or 3, when all values would say from 0 to 3."""
    monkeypatch.setattr("etl.secrecy.search.NEAR", near)
    values = [5, 5, 5, 1, 10, 10, 11]
    most = [*[np.inf] * 3, 3, *[np.inf] * 3]
    system = make_system(values, [(4, (0, 1)), (5, (1, 2)), (6, (0, 2, 3))], high=most)
    hidden = np.arange(7) < 4
    by_all, by_whole = attack(system, hidden, np.array([3])), attack(system, hidden, np.array([3]), whole=True)
    assert by_all.width.tolist() == [3] and by_whole.width.tolist() == [2]
    assert (3 in {breach.cell for breach in Siege(system).breaches(hidden)}) == told


def test_a_move_in_fractions_that_breaks_a_sum_is_no_proof():
    system, _ = cube_of_counts(0)
    inner = np.arange(len(PLACES))
    by = np.where(np.indices((SIDE,) * 3).max(axis=0).ravel() < 2, 0.5, 0.0)  # two places of each dimension
    by *= (-1.0) ** np.indices((SIDE,) * 3).sum(axis=0).ravel()
    found = Witnesses(system)
    for shift in (by, np.abs(by)):
        found.fractions.add(Entries(np.zeros(len(inner), dtype=np.int64), inner, shift), 1)
    kept = found.checked().fractions
    assert kept.count == 1 and (kept.entries.shift == by).all()


def test_a_figure_shown_does_not_move_by_a_part_of_a_person_however_many_it_counts():
    """Three hundredths of thirty thousand persons are nearly nobody beside them, and are not nobody."""
    system = make_system([30_000, 30_000, 60_000], [(2, (0, 1))])
    found = Witnesses(system)
    for by in (0.03, 0.5):
        shift = np.array([by, -by, 0.0])
        found.fractions.add(Entries(np.zeros(3, dtype=np.int64), np.arange(3), shift), 1)
    low, high = np.array([0, 30_000.0, 60_000]), np.array([np.inf, 30_000, 60_000])  # the second one is shown
    assert not len(found.fractions.within(system.values, low, high, OF_COUNTS).owner)
    assert set(found.fractions.within(system.values, low - 1, high + 1, OF_COUNTS).owner) == {0, 1}
