"""What an attacker knows of hidden figures: exact bounds, checked against every table of whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from etl.secrecy.attack import attack
from etl.secrecy.audit import audit
from etl.secrecy.suppress import protect
from etl.secrecy.system import System, make_system
from observatoire.errors import CheckFailed


def counts(values, relations) -> System:
    values = np.array(values, dtype=float)
    small = (values >= 1) & (values <= 4)
    guess = (np.where(small, 1.0, 0.0), np.where(small, 4.0, np.inf))
    return make_system(values, relations, sensitive=small, guess=guess)


def known(system: System, hidden: list[int], **how) -> dict[int, tuple[float, float]]:
    """{hidden cell: its bounds}"""
    found = attack(system, np.isin(np.arange(system.size), hidden), np.array(hidden), **how)
    return dict(zip(hidden, zip(found.low, found.high, strict=True), strict=True))


def test_f1_each_hidden_cell_lies_between_zero_and_their_sum():
    system = counts([2, 8, 10, 20], [(3, [0, 1, 2])])
    assert known(system, [0, 1]) == {0: (0, 10), 1: (0, 10)}


def test_f2_one_who_knows_the_threshold_nearly_finds_two_small_cells():
    system = counts([3, 4, 5, 12], [(3, [0, 1, 2])])
    assert known(system, [0, 1]) == {0: (0, 7), 1: (0, 7)}
    assert known(system, [0, 1], knows_the_rule=True) == {0: (3, 4), 1: (3, 4)}
    assert known(system, [0, 1, 2], knows_the_rule=True) == {0: (1, 4), 1: (1, 4), 2: (4, 10)}


def test_a_hidden_total_of_hidden_parts_has_no_upper_bound():
    system = counts([2, 8, 10], [(2, [0, 1])])
    assert known(system, [0, 1, 2]) == {0: (0, np.inf), 1: (0, np.inf), 2: (0, np.inf)}


def test_two_hierarchies_that_do_not_nest_give_their_overlap_away():
    """Communes a, b, c; EPCI {a, b}, {c}; SDSeI {a}, {b, c}: every commune is a difference of what is shown."""
    values = [3, 9, 12, 12, 12, 3, 21, 24]
    relations = [(3, [0, 1]), (4, [2]), (5, [0]), (6, [1, 2]), (7, [3, 4]), (7, [5, 6])]
    assert known(counts(values, relations), [0, 1, 2]) == {0: (3, 3), 1: (9, 9), 2: (12, 12)}


def test_bounds_that_everybody_knows_are_used_against_the_figures():
    system = make_system([2, 8, 10], [(2, [0, 1])], sensitive=[True, False, False], high=[3, 40, 100])
    assert known(system, [0, 1]) == {0: (0, 3), 1: (7, 10)}


def test_a_rounded_total_leaves_more_doubt_than_an_exact_one():
    system = counts([2, 8, 10], [(2, [0, 1])])
    exact, rounded = known(system, [0, 1]), known(system, [0, 1], shown=(np.array([0, 0, 6.0]), np.array([0, 0, 14.0])))
    assert exact[0] == (0, 10) and rounded[0] == (0, 14)


def tables(system: System, hidden: np.ndarray, top: int) -> np.ndarray:
    """Every table of whole numbers up to `top` that agrees with what is shown: rows, columns = hidden cells."""
    unknown = np.flatnonzero(hidden)
    points = np.indices((top + 1,) * len(unknown), dtype=float).reshape(len(unknown), -1).T
    sums = np.zeros((len(points), len(system.start) - 1))
    for entry, (cell, sign) in enumerate(zip(system.members, system.sign, strict=True)):
        column = points[:, np.searchsorted(unknown, cell)] if hidden[cell] else system.values[cell]
        sums[:, system.relation_of[entry]] += sign * column
    return points[(sums == 0).all(axis=1)]


def small_table(draws: np.random.Generator) -> tuple[System, np.ndarray]:
    """Two margins of 2 × 3 or 3 × 3 counts, some of them hidden at random, margins shown."""
    rows, columns = draws.integers(2, 4), 3
    inside = draws.integers(0, 7, (rows, columns))
    cell = np.arange(rows * columns).reshape(rows, columns)
    margins = [(rows * columns + r, cell[r].tolist()) for r in range(rows)]
    margins += [(rows * columns + rows + c, cell[:, c].tolist()) for c in range(columns)]
    system = counts([*inside.ravel(), *inside.sum(axis=1), *inside.sum(axis=0)], margins)
    hidden = np.zeros(system.size, dtype=bool)
    hidden[draws.choice(rows * columns, 5, replace=False)] = True
    return system, hidden


def test_whole_bounds_are_those_of_every_possible_table_and_others_hold_them():
    draws, narrower, compared = np.random.default_rng(4), 0, 0
    for _ in range(40):
        system, hidden = small_table(draws)
        every = tables(system, hidden, int(system.values[hidden].max()) + 6)
        cells = np.flatnonzero(hidden)
        whole, linear = attack(system, hidden, cells, whole=True), attack(system, hidden, cells)
        bounded = linear.high <= system.values[hidden].max() + 6
        assert (whole.low == every.min(axis=0)).all()
        assert (whole.high == every.max(axis=0))[bounded].all()
        assert (linear.low <= whole.low).all() and (linear.high >= whole.high).all()
        narrower += int((linear.width > whole.width)[bounded].sum())
        compared += int(bounded.sum())
    # Tables of two margins are the case where bounds over fractions are whole already.
    assert compared > 150 and narrower == 0


def linked_overlaps(draws: np.random.Generator) -> System:
    """Eight atoms in three partitions that do not nest, the shown figures."""
    atoms = draws.integers(0, 9, 8)
    values, relations = list(atoms), []
    for _ in range(3):
        cut = draws.integers(0, 3, 8)
        for name in np.unique(cut):
            relations.append((len(values), np.flatnonzero(cut == name).tolist()))
            values.append(atoms[cut == name].sum())
    shown = np.arange(len(values)) >= 8
    small = (np.array(values) >= 1) & (np.array(values) <= 4)
    return make_system(values, relations, publishable=shown, sensitive=small)


def test_what_protects_over_whole_numbers_too_is_asked_of_small_systems():
    """The audit of a small system is over whole numbers; few cells are narrower there than over fractions."""
    draws, differ, cells = np.random.default_rng(11), 0, 0
    for _ in range(60):
        system = linked_overlaps(draws)
        hidden = protect(system, 60).hidden
        whole, linear = attack(system, hidden, whole=True), attack(system, hidden)
        assert (whole.width >= system.width[whole.cells]).all()
        differ += int((whole.width < np.floor(linear.high) - np.ceil(linear.low)).sum())
        cells += len(whole.cells)
    assert cells > 300 and differ <= 0.05 * cells


def test_the_audit_says_what_is_narrow_for_whom_and_by_how_much():
    system = counts([3, 4, 5, 12], [(3, [0, 1, 2])])
    found = audit(system, np.array([True, True, False, False]))
    assert not found.passed and found.checked == 2
    assert {(one.cell, one.attacker, one.low, one.high) for one in found.breaches} == {
        (0, "rule", 3, 4),
        (1, "rule", 3, 4),
    }


def test_all_hidden_cells_are_asked_to_stay_wide_not_only_the_small_ones():
    """Eight hidden beside a zero that everybody knows would be found: the reader must not learn which one was small."""
    system = make_system([0, 8, 10, 18], [(3, [0, 1, 2])], publishable=[False, True, True, True], high=[0, 9, 99, 99])
    found = audit(system, np.array([True, True, False, False]))
    assert [one.cell for one in found.breaches] == [1]


def test_a_figure_that_nothing_can_hide_stops_the_publication():
    system = make_system(
        [2, 2], [(1, [0])], sensitive=[True, False], publishable=[True, False], low=[0, 2], high=[9, 2]
    )
    with pytest.raises(CheckFailed, match="même si tout est caché"):
        protect(system)


def test_sums_that_do_not_add_up_are_refused():
    with pytest.raises(CheckFailed, match="ne tombe pas juste"):
        make_system([2, 8, 11], [(2, [0, 1])])
