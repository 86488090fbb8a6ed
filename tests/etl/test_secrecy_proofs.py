"""The audit verifies the moves that it is given before it takes them for proofs."""

from __future__ import annotations

import numpy as np
import pytest

from etl.secrecy import audit, make_system, protect
from etl.secrecy.witness import Witnesses


@pytest.fixture
def system():
    """Two rows and two columns of counts, their margins and the whole: one small count."""
    values = [3, 40, 50, 60, 43, 110, 53, 100, 153]
    relations = [(4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3)), (8, (4, 5)), (8, (6, 7))]
    return make_system(values, relations, sensitive=[True, *[False] * 8])


def forged(system, cells, shifts) -> Witnesses:
    """Moves that somebody says are possible: one a shift, each of all the cells."""
    found = Witnesses(system)
    for shift in shifts:
        found.moves.append((np.full(len(cells), found.count), np.array(cells), np.full(len(cells), float(shift))))
        found.count += 1
    return found


def test_a_move_that_breaks_a_sum_proves_nothing(system):
    alone = np.arange(9) == 0
    assert not audit(system, alone).passed
    assert not audit(system, alone, forged(system, [0], (-3, 3))).passed


def test_a_fraction_of_a_person_proves_nothing(system):
    found = forged(system, [0, 1, 2, 3], (0.5,))
    found.moves[-1] = (found.moves[-1][0], found.moves[-1][1], np.array([0.5, -0.5, -0.5, 0.5]))
    assert len(found.checked().moves[0][0]) == 0


def test_the_moves_found_while_protecting_are_verified_and_the_audit_is_the_same_with_or_without(system):
    protection = protect(system)
    assert len(protection.moves.checked().moves[0][0])
    assert audit(system, protection.hidden, protection.moves) == audit(system, protection.hidden)
    assert audit(system, protection.hidden).passed
