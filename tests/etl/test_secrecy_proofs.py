"""The audit verifies the moves that it is given before it takes them for proofs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from etl.secrecy import audit, make_system, protect
from etl.secrecy.audit import Siege
from etl.secrecy.shifts import Entries
from etl.secrecy.witness import Witnesses


@pytest.fixture
def system():
    """Two rows and two columns of counts, their margins and the whole: one small count."""
    values = [3, 40, 50, 60, 43, 110, 53, 100, 153]
    relations = [(4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3)), (8, (4, 5)), (8, (6, 7))]
    return make_system(values, relations, sensitive=[True, *[False] * 8])


def forged(system, cells, shifts) -> Witnesses:
    """Moves that somebody says are possible: one a shift, each of all the cells, by as much or by so much each."""
    found = Witnesses(system)
    for shift in shifts:
        by = np.broadcast_to(np.asarray(shift, dtype=float), len(cells))
        found.moves.add(Entries(np.zeros(len(cells), dtype=np.int64), np.array(cells), by), 1)
    return found


def test_a_move_that_breaks_a_sum_proves_nothing(system):
    alone = np.arange(9) == 0
    assert not audit(system, alone).passed
    assert not audit(system, alone, forged(system, [0], (-3, 3))).passed


def test_a_fraction_of_a_person_proves_nothing(system):
    found = forged(system, [0, 1, 2, 3], ((0.5, -0.5, -0.5, 0.5),))
    assert found.moves.count == 1 and found.checked().moves.count == 0


def test_the_moves_found_while_protecting_are_verified_and_the_audit_is_the_same_with_or_without(system):
    protection = protect(system)
    assert protection.moves.checked().moves.count
    assert audit(system, protection.hidden, protection.moves) == audit(system, protection.hidden)
    assert audit(system, protection.hidden).passed


def test_cells_said_to_be_narrow_whatever_is_hidden_are_measured_and_not_believed(system):
    small = np.arange(9) == 0
    guessed = replace(system, guess_low=np.where(small, 1.0, 0.0), guess_high=np.where(small, 4.0, np.inf))
    every = {"rule": np.ones(9, dtype=bool)}
    found, told = audit(guessed, small, narrow=every), audit(guessed, small)
    assert not found.passed
    assert [(one.cell, one.width) for one in found.breaches] == [(one.cell, one.width) for one in told.breaches]
    protection = protect(guessed)
    assert audit(guessed, protection.hidden, protection.moves, protection.narrow).passed
    assert audit(guessed, protection.hidden, protection.moves, every).passed


@pytest.mark.parametrize("around", [0, 1])
def test_what_is_read_beside_the_figures_is_attacked_and_never_taken_for_known_to_everybody(system, around):
    """It could be left untold, even where it gives a hidden figure away."""
    small = np.arange(9) == 0
    guessed = replace(system, guess_low=np.where(small, 1.0, 0.0), guess_high=np.where(small, 4.0, np.inf))
    hidden = protect(guessed).hidden
    siege = Siege(guessed)
    assert siege.result(hidden).passed
    other = np.flatnonzero(hidden & ~small)[0]
    there, value = np.arange(9) == other, guessed.values[other]
    siege.having_read((np.where(there, value - around, 0.0), np.where(there, value + around, np.inf)))
    result = siege.result(hidden)
    assert other in {breach.cell for breach in result.breaches}
    assert {breach.required for breach in result.breaches if breach.cell == other} == {guessed.width[other]}
    siege.having_read(None)
    assert siege.result(hidden).passed
