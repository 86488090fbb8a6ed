"""Controlled rounding to five: what is shown of counts that come back month after month."""

from __future__ import annotations

import numpy as np
import pytest

from etl.secrecy.rounding import rounded
from etl.secrecy.system import make_system

BASE = 5


def one(value: float) -> float:
    """A count alone, rounded."""
    return float(rounded(make_system([value], []), BASE).values[0])


def test_one_person_who_comes_in_does_not_show_from_one_month_to_the_next():  # domain fixture F6
    assert (one(20), one(21)) == (20, 20)


@pytest.mark.parametrize(
    ("value", "shown"), [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (7, 5), (8, 10), (1243, 1245)]
)
def test_a_count_alone_goes_to_the_nearest_multiple(value, shown):
    assert one(value) == shown


def test_sums_still_add_up_even_when_each_part_would_go_down():
    rounding = rounded(make_system([36, 12, 12, 12], [(0, [1, 2, 3])]), BASE)
    assert rounding.values[0] == rounding.values[1:].sum() == 35
    assert sorted(rounding.values[1:]) == [10, 10, 15]
    assert rounding.steps == 0


def test_a_multiple_stays_and_the_others_move_by_less_than_five_over_many_linked_tables():
    draws = np.random.default_rng(20261126)
    for _ in range(150):
        rows, columns = draws.integers(2, 6, 2)
        inside = draws.poisson(draws.uniform(0.5, 30), (rows, columns))
        values = [*inside.ravel(), *inside.sum(axis=1), *inside.sum(axis=0), inside.sum()]
        cell = np.arange(rows * columns).reshape(rows, columns)
        right, below = rows * columns + np.arange(rows), rows * columns + rows + np.arange(columns)
        whole = len(values) - 1
        relations = [(right[r], cell[r]) for r in range(rows)] + [(below[c], cell[:, c]) for c in range(columns)]
        relations += [(whole, right), (whole, below)]
        rounding = rounded(make_system(values, relations), BASE)
        moved = rounding.values - np.array(values)
        assert (rounding.values % BASE == 0).all()
        assert (np.abs(moved) < BASE).all()
        assert (moved[np.array(values) % BASE == 0] == 0).all()
        assert rounding.steps == 0
        for total, parts in relations:
            assert rounding.values[total] == rounding.values[list(parts)].sum()
