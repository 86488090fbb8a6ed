"""Tests of trend: their sign, their exactness, and what one odd year cannot do."""

from __future__ import annotations

import itertools

import pytest

from observatoire.statistics.peers import nearest
from observatoire.statistics.trend import enough_persons, mann_kendall, trend_of_shares, trend_of_values

RISING = [10, 12, 13, 16, 18]


@pytest.mark.parametrize("direction", [1, -1])
def test_every_method_gives_a_rising_series_a_positive_slope_and_a_falling_one_a_negative_slope(direction):
    series, years = RISING[::direction], range(2020, 2025)
    shares = trend_of_shares([10 * value for value in series], [1000] * 5, years)
    values = trend_of_values(series, [1] * 5, years)
    ranked = mann_kendall(series, years)
    assert [direction * test.slope > 0 for test in (shares, values, ranked)] == [True] * 3
    assert direction * ranked.statistic == 10
    assert values.slope == pytest.approx(direction * 2) and shares.slope == pytest.approx(direction * 0.02)


@pytest.mark.parametrize(
    "values", [[3, 1, 4, 1, 5], [2, 2, 2, 1, 3, 3], [1, 1, 1, 1, 1], [7, 3, 9, 1], [1, 2, 2, 3, 3, 4]]
)
def test_the_rank_test_counts_every_order_of_the_values_ties_included(values):
    def score(order):
        return sum((b > a) - (b < a) for a, b in itertools.combinations(order, 2))

    orders = list(itertools.permutations(values))
    expected = sum(abs(score(order)) >= abs(score(values)) for order in orders) / len(orders)
    assert mann_kendall(values, range(len(values))).p_value == pytest.approx(expected, rel=1e-12)


def test_five_rising_years_have_one_chance_in_sixty_and_three_say_nothing():
    assert mann_kendall([1, 2, 3, 4, 5], range(5)).p_value == pytest.approx(1 / 60)
    assert mann_kendall([1, 2, 3], range(3)).p_value > 0.3
    assert mann_kendall([1, 2], range(2)) is None


def test_the_median_slope_does_not_follow_one_odd_year():
    assert mann_kendall([1, 2, 3, 4, 50], range(5)).slope == pytest.approx(1)


def test_one_odd_year_does_not_make_a_trend():
    counted, persons = [500, 500, 500, 500, 700], [1000] * 5
    found = trend_of_shares(counted, persons, range(5))
    assert found.p_value < 0.002 and not found.steady
    assert not trend_of_values([50, 50, 50, 50, 70], [1] * 5, range(5)).steady
    assert trend_of_shares([500, 520, 550, 590, 640], persons, range(5)).steady


def test_nothing_is_tested_where_nobody_or_everybody_is_counted():
    assert trend_of_shares([0] * 5, [100] * 5, range(5)) is None
    assert trend_of_shares([100] * 5, [100] * 5, range(5)) is None
    assert trend_of_values([1, 2, 3], [1, 0, 1], range(3)) is None


def test_fewer_than_five_persons_expected_a_year_are_too_few_for_the_chi_squared_test():
    assert enough_persons([10] * 5, [100] * 5)
    assert not enough_persons([2] * 5, [100] * 5)
    assert not enough_persons([98] * 5, [100] * 5)


def test_contributions_add_up_to_the_distance_and_a_twin_is_at_zero():
    values = {"a": (1.0, 10.0), "b": (1.0, 10.0), "c": (2.0, 30.0), "d": (5.0, 20.0)}
    twin, *others = nearest("a", values)
    assert twin.code == "b" and twin.distance == 0 and twin.shares == (0.0, 0.0)
    assert all(sum(found.shares) == pytest.approx(1) for found in others)
    assert others == sorted(others, key=lambda found: found.distance)
    assert others[0].distance == pytest.approx((sum(step**2 for step in others[0].differences) / 2) ** 0.5)


def test_a_variable_in_another_unit_changes_nothing():
    euros = {code: (share, money) for code, share, money in (("a", 1.0, 20000), ("b", 2.0, 21000), ("c", 4.0, 20500))}
    thousands = {code: (share, money / 1000) for code, (share, money) in euros.items()}
    first, second = nearest("a", euros), nearest("a", thousands)
    assert [found.code for found in first] == [found.code for found in second]
    assert [found.distance for found in first] == pytest.approx([found.distance for found in second])


def test_a_variable_equal_everywhere_counts_for_nothing():
    values = {"a": (1.0, 5.0), "b": (2.0, 5.0), "c": (4.0, 5.0)}
    assert all(found.shares[1] == 0 for found in nearest("a", values))
