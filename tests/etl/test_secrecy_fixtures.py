"""The worked fixtures of the secrecy of small counts (threshold 5), and a thousand tables through engine and attack."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from etl.secrecy.audit import audit
from etl.secrecy.suppress import protect
from etl.secrecy.system import System, make_system


def counts(values, relations, *, must_hide=()) -> System:
    """A system of counts under the rule known to everybody: a sensitive one is 1, 2, 3 or 4."""
    values = np.array(values, dtype=float)
    small = (values >= 1) & (values <= 4)
    sensitive = small.copy()
    sensitive[list(must_hide)] = True
    guess = (np.where(small, 1.0, 0.0), np.where(small, 4.0, np.inf))
    return make_system(values, relations, sensitive=sensitive, guess=guess)


def hidden_values(system: System) -> list[float]:
    hidden = protect(system).hidden
    assert audit(system, hidden).passed
    return sorted(system.values[hidden].tolist())


def test_f1_the_smallest_other_cell_is_hidden_beside_a_small_one():
    assert hidden_values(counts([20, 2, 8, 10], [(0, [1, 2, 3])])) == [2, 8]


def test_f2_two_small_cells_whose_sum_gives_them_away_need_a_third():
    assert hidden_values(counts([12, 3, 4, 5], [(0, [1, 2, 3])])) == [3, 4, 5]


def test_f3_when_every_part_is_small_the_total_is_hidden_too():
    assert hidden_values(counts([7, 3, 4], [(0, [1, 2])])) == [3, 4, 7]


def test_f4_a_zero_protects_nobody():
    assert hidden_values(counts([32, 0, 2, 30], [(0, [1, 2, 3])])) == [2, 30]


def test_f5_what_is_protected_below_needs_nothing_above():
    communes_in_sdsei = [20, 2, 8, 10, 40, 60]
    assert hidden_values(counts(communes_in_sdsei, [(0, [1, 2, 3]), (5, [0, 4])])) == [2, 8]


def test_f5_a_hidden_territory_needs_another_one_or_the_total():
    hidden = hidden_values(counts([20, 2, 8, 10, 40, 60], [(0, [1, 2, 3]), (5, [0, 4])], must_hide=[0]))
    assert 20 in hidden and (40 in hidden or 60 in hidden)


def test_the_pattern_with_one_hidden_cell_is_refused_by_the_audit():
    system = counts([20, 2, 8, 10], [(0, [1, 2, 3])])
    found = audit(system, system.sensitive)
    assert not found.passed
    assert found.breaches[0].cell == 1


def test_a_hidden_cell_that_another_hierarchy_gives_back_is_refused_by_the_audit():
    """Two cuts of the same three communes: hiding two communes of one cut is not enough for the other."""
    values = [2, 6, 20, 8, 26, 22, 28]
    relations = [(3, [0, 1]), (6, [3, 2]), (5, [0, 2]), (6, [5, 1])]
    system = counts(values, relations)
    pair = np.isin(np.arange(7), [0, 1])
    assert not audit(system, pair).passed
    assert audit(system, protect(system).hidden).passed


def bounds_by_enumeration(system: System, hidden: np.ndarray, top: int) -> dict[int, int]:
    """{hidden cell: width} over every table of whole numbers up to `top` that agrees with what is shown."""
    unknown = np.flatnonzero(hidden)
    kept = []
    for point in product(range(top + 1), repeat=len(unknown)):
        values = system.values.copy()
        values[unknown] = point
        if (np.abs(system.per_relation(system.sign * values[system.members])) < 1e-9).all():
            kept.append(point)
    every = np.array(kept)
    return {int(cell): int(np.ptp(every[:, rank])) for rank, cell in enumerate(unknown)}


def test_no_enumeration_of_small_tables_bounds_a_hidden_count_more_narrowly_than_three():
    draws = np.random.default_rng(1)
    checked = 0
    for _ in range(60):
        inside = draws.integers(0, 9, 4)
        system = counts([inside.sum(), *inside], [(0, [1, 2, 3, 4])])
        hidden = protect(system).hidden
        if 0 < hidden.sum() <= 4 and not hidden[0]:
            widths = bounds_by_enumeration(system, hidden, int(inside.sum()))
            assert all(width >= 3 for cell, width in widths.items()), (inside, widths)
            checked += 1
    assert checked > 20


def random_system(draws: np.random.Generator) -> System:
    """A table of two margins, or territories cut by two hierarchies that do not nest, or rates over a denominator."""
    kind = draws.integers(3)
    if kind == 0:
        rows, columns = draws.integers(2, 6, 2)
        inside = draws.poisson(draws.uniform(1, 25), (rows, columns))
        cell = np.arange(rows * columns).reshape(rows, columns)
        right, below = rows * columns + np.arange(rows), rows * columns + rows + np.arange(columns)
        whole = rows * columns + rows + columns
        values = [*inside.ravel(), *inside.sum(axis=1), *inside.sum(axis=0), inside.sum()]
        relations = [(right[r], cell[r]) for r in range(rows)] + [(below[c], cell[:, c]) for c in range(columns)]
        return counts(values, [*relations, (whole, right), (whole, below)])
    if kind == 1:
        atoms = draws.poisson(draws.uniform(1, 20), draws.integers(6, 20))
        first, second = (draws.integers(0, draws.integers(2, 5), len(atoms)) for _ in range(2))
        values, relations, totals = list(atoms), [], {0: [], 1: []}
        for number, cut in enumerate((first, second)):
            for name in np.unique(cut):
                inside = np.flatnonzero(cut == name)
                totals[number].append(len(values))
                relations.append((len(values), inside.tolist()))
                values.append(atoms[inside].sum())
        whole = len(values)
        values.append(atoms.sum())
        return counts(values, [*relations, (whole, totals[0]), (whole, totals[1])])
    groups = draws.integers(3, 8)
    people = draws.poisson(draws.uniform(4, 40), groups)
    served = draws.binomial(people, draws.uniform(0.05, 0.95))
    values = [*people, *served, *(people - served), people.sum(), served.sum(), people.sum() - served.sum()]
    each = np.arange(groups)
    relations = [(g, [groups + g, 2 * groups + g]) for g in each]
    relations += [(3 * groups + part, (part * groups + each).tolist()) for part in range(3)]
    return counts(values, [*relations, (3 * groups, [3 * groups + 1, 3 * groups + 2])])


@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_random_tables_resist_the_attack(seed):
    draws = np.random.default_rng(seed)
    for _ in range(100):
        system = random_system(draws)
        protection = protect(system, 60)
        result = audit(system, protection.hidden)
        assert result.passed, result.breaches[:3]
        assert not (system.sensitive & ~protection.hidden).any()


def test_a_cell_shown_that_should_be_hidden_is_seen_by_the_attack_nearly_always():
    """The audit is not blind: undo one complementary suppression and it says so."""
    draws, seen, tried = np.random.default_rng(7), 0, 0
    for _ in range(60):
        system = random_system(draws)
        hidden = protect(system, 60).hidden
        if len(complementary := np.flatnonzero(hidden & ~system.sensitive)):
            hidden = hidden.copy()
            hidden[complementary[0]] = False
            tried += 1
            seen += not audit(system, hidden).passed
    assert tried > 20 and seen > 0.7 * tried
